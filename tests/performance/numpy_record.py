"""What numpy_model.py writes down each month: metrics, need ledger, identities, and their summaries.

Kept as the program keeps them: every value of the metrics (for quantiles), moments of flows, money and ledger.
"""
import numpy as np

FLOWS = ('ordered', 'licensed', 'shipped', 'landed', 'installed', 'retired', 'denied', 'revoked', 'lapsed')
ORDER = {'need': 0, 'money': 1, 'domestic ratio': 4, 'limit': 5, 'supply': 6}


class Record:
    trace = None  # check_numpy.py sets a list: everything of each month

    def start_record(self):
        P, n = self.V.shape
        self.sum = {flow: np.zeros((P, n)) for flow in FLOWS}
        self.paid_vendor, self.paid_duty = np.zeros((P, n)), [np.zeros((P, n)) for _ in self.J]
        self.named = np.zeros((P, n))
        self.opening_chips = self.V + self.warehouse + self.border + self.transit
        self.opening_inventory, self.opening_output, self.opening_cash = self.Inv.copy(), self.Y.copy(), self.cash.copy()
        self.outside = np.zeros((len(self.K), n))
        self.values, self.moments, self.failures = [], [], np.zeros(n, bool)
        leases = [[x['leases'].get(b, 0.0) for b in self.A] for x in self.m['actors'].values()]
        self.leases = np.array([[float(y) for y in row] for row in leases])
        rented = np.array([bool(x['rented']) for x in self.m['chips'].values()])[self.of_chip]
        self.owned_unit = np.where(rented[:, None], 0, np.broadcast_to(self.h100e, (len(self.K), n))[self.of_chip])
        self.pair_h100e = np.broadcast_to(self.h100e, (len(self.K), n))[self.of_chip]

    def metrics(self):
        V, owned = self.V, self.by_actor(self.owned_unit * self.V)
        everything = self.by_actor(self.pair_h100e * V)
        lent = self.leases.sum(axis=1)[:, None] * owned
        effective = self.by_actor(self.w * V)
        self.stock = everything
        return {
            'target_effective_h100e': self.D, 'gap_effective_h100e': self.gap, 'cash_usd': self.cash,
            'owned_h100e': owned, 'accessible_h100e': everything - lent + self.leases.T @ owned,
            'effective_training_h100e': self.by_actor(self.train_unit[self.of_chip] * V),
            'effective_serving_h100e': self.by_actor(self.serve_unit[self.of_chip] * V),
            'in_service_effective_h100e': effective,
            'fill_rate': np.minimum(1, np.divide(effective, self.D, out=np.ones_like(effective), where=self.D > 0)),
        }

    def covariates(self, t, effective):
        world = 0.0
        for x in self.m['references'].values():
            if x['role'] == 'world':
                world = x['stock_h100e'] * np.exp(np.log(x['growth_factor_per_year']) * ((t + 1) / 12))
                world = world + (0 if x['contains_actors'] else self.stock.sum(axis=0))
                break
        self.unmet, self.share_of_world = [], []
        for j in range(len(self.J)):
            home = self.home == j
            D = self.D[home].sum(axis=0)
            fill = np.divide(effective[home].sum(axis=0), D, out=np.ones(self.n), where=D > 0)
            self.unmet.append(np.maximum(0, 1 - fill))
            self.share_of_world.append(self.stock[home].sum(axis=0) / world if np.any(world) else np.zeros(self.n))

    def items(self, t, effective):
        by, w = self.by_actor, self.w
        yield ('in_service', ''), effective
        yield ('warehouse', ''), by(w * self.warehouse)  # without a power limit nothing that is ready waits
        yield ('border', ''), by(w * self.border)
        yield ('transit', ''), by(w * self.transit)
        rest = by(w * np.maximum(0, self.B - self.named))
        for category in sorted(self.clips, key=lambda c: (ORDER[c[0]], c[1])):
            yield ('cleared', *category), self.clips[category] + (rest if category[0] == 'need' else 0)
        if not self.clips:
            yield ('cleared', 'need', ''), rest
        f, A = self.flat, len(self.A)
        if len(f['p']):
            licence = self.chain[f['p'], f['at']]
            hold = np.array([self.column(self.par(g, 'hold')) > 0 for g in self.after])[licence, f['lane']]
            owner = np.array([g['owner'] for g in self.after])[licence]
            exporter = self.exporter[f['p']] == owner
            place, units = self.of_actor[f['p']] * self.n + f['lane'], f['q'] * w[f['p'], f['lane']]
            for side in (False, True):
                for held in (False, True):
                    here = np.flatnonzero((exporter == side) & (hold == held))
                    yield (('pending', side, held),
                           np.bincount(place[here], units[here], A * self.n).reshape(A, self.n))
        for side in (0, 1):
            for cause in range(3):
                yield ('refused', side, cause), by(w * self.R[side, cause])

    def need_ledger(self, t, effective):
        left, out = self.D.copy(), {}
        for category, x in self.items(t, effective):
            take = np.minimum(x, left)
            out[category] = take
            left -= take
        np.maximum(left, 0, out=left)
        unplaced = np.maximum(0, self.gap - self.ordered_effective)
        causes = self.causes if t >= 0 else {}
        total = sum(causes.values()) if causes else np.zeros_like(left)
        scale = np.minimum(1, np.divide(np.minimum(left, unplaced), total, out=np.zeros_like(left), where=total > 0))
        for cause, x in causes.items():
            out['not_ordered', *cause] = x * scale
        out['not_ordered', 'timing', ''] = left - total * scale
        self.surplus = effective - out['in_service', '']
        return out

    def identities(self, ledger):
        def same(left, right):
            size = np.maximum(np.max([np.abs(x) for x in left + right], axis=0), 1)
            bad = np.abs(sum(left) - sum(right)) > 1e-9 * size
            if bad.any():
                self.failures |= bad.reshape(-1, self.n).any(axis=0)

        s = self.sum
        same([self.opening_chips, s['shipped']],
             [self.transit, self.border, self.warehouse, self.V, s['retired']])
        same([s['ordered']], [self.Q, self.B, s['shipped'], s['denied'], s['revoked'], s['lapsed']])
        paid = self.paid_vendor + sum(self.paid_duty)
        same([self.opening_cash, self.income], [self.cash, self.by_actor(paid), self.withdrawn])
        same([self.D], list(ledger.values()))

    def record(self, t):
        self.t = t
        self.D = self.target(t)
        self.income = self.budget * (t + 1) + np.zeros_like(self.cash)
        metrics = self.metrics()
        effective = metrics['in_service_effective_h100e']
        self.covariates(t, effective)
        if t < 0:
            self.reach = self.V
        ledger = self.need_ledger(t, effective)
        self.identities(ledger)
        self.values.append(np.concatenate(list(metrics.values())))
        flows = list(self.sum.values()) + [self.V, self.warehouse, self.border, self.transit, self.B, self.Q]
        columns = flows + [self.by_actor(self.paid_vendor)] + list(ledger.values())
        self.moments.append([(x.mean(axis=1), np.einsum('ij,ij->i', x, x)) for x in columns])
        if self.trace is not None:
            self.trace.append(dict(
                t=t, V=self.V.copy(), metrics={k: v.copy() for k, v in metrics.items()},
                flows={k: v.copy() for k, v in self.sum.items()}, ledger=ledger, surplus=self.surplus,
                regime=[r.copy() for r in self.regime], money=(self.paid_vendor.copy(),
                                                             [x.copy() for x in self.paid_duty])))
