"""The record of a month: stocks, metrics, the need ledger (7.9), the identities; and the tables."""
import csv
import math
import os

CAUSES = {'per_customer_cap': 'per-customer cap', 'ratio_cap': 'ratio cap', 'domestic_ratio': 'domestic ratio'}


class Ledger:
    """What the oracle writes down; a base class so that oracle.py holds only what changes the state."""

    def start_tables(self):
        self.table = {name: [] for name in ('state', 'actors', 'ledger', 'regimes', 'money', 'chips', 'waiting')}
        self.opening = {pair: self.everywhere(*pair) for pair in self.pairs}
        self.opening_orders = {pair: self.in_Q(*pair) + self.in_B(*pair) for pair in self.pairs}
        for pair in self.pairs:
            self.flow[pair] = dict.fromkeys(self.flow[pair], 0.0)  # flows count from month 0

    @staticmethod
    def cause_name(type_):
        return CAUSES.get(type_, type_)

    def everywhere(self, a, k):
        return self.in_P(a, k) + self.in_K(a, k) + self.in_W(a, k) + self.V[a, k]

    def record(self, t):
        self.t = t
        self.D = {a: self.target(a, t) for a in self.actors}
        self.covariates(t)
        for j in self.jurisdictions:
            self.table['regimes'].append((t, j, self.regime[j]))
        for a, k in self.pairs:
            stock = dict(V=self.V[a, k], W=self.in_W(a, k), K=self.in_K(a, k), P=self.in_P(a, k),
                         B=self.in_B(a, k), Q=self.in_Q(a, k), R=sum(self.R[a, k].values()), **self.flow[a, k])
            self.table['state'] += [(t, a, k, name, x) for name, x in stock.items()]
        for k in self.chips:
            for name, x in dict(Inv=self.Inv[k], Y=self.Y[k], outside=self.outside[k], z=self.z[k]).items():
                self.table['chips'].append((t, k, name, x))
        if t >= 0:
            self.table['waiting'] += [(t, k, self.waiting(k)) for k, chip in self.chips.items()
                                      if chip['channel'] != 'domestic']
        for a in self.actors:
            self.table['actors'] += [(t, a, name, x) for name, x in self.metrics(a).items()]
            for category, x in self.need_ledger(a, t).items():
                if x != 0:
                    self.table['ledger'].append((t, a, *category, x))
        self.table['money'] += [(t, a, payee, x) for (a, payee), x in sorted(self.money.items())]
        self.check(t)

    def covariates(self, t):
        """Unmet need and share of world compute of the actors at home, as hazards and triggers see them."""
        self.unmet, self.share = {}, {}
        stock = {a: sum(self.chips[k]['h100e'] * self.V[a, k] for k in self.chips) for a in self.actors}
        world = None
        for name, x in self.model['references'].items():
            if x['role'] == 'world' and world is None:
                world = x['stock_h100e'] * x['growth_factor_per_year'] ** ((t + 1) / 12)
                world += 0 if x['contains_actors'] else sum(stock.values())
        for j in self.jurisdictions:
            home = [a for a in self.actors if self.actors[a]['home'] == j]
            D = sum(self.D[a] for a in home)
            V = sum(self.w[a, k] * self.V[a, k] for a in home for k in self.chips)
            self.unmet[j] = max(0.0, 1 - V / D) if D > 0 else 0.0
            self.share[j] = sum(stock[a] for a in home) / world if world else 0.0

    def metrics(self, a):
        def owned(b):
            return sum(chip['h100e'] * self.V[b, k] for k, chip in self.chips.items() if not chip['rented'])

        rented = sum(chip['h100e'] * self.V[a, k] for k, chip in self.chips.items() if chip['rented'])
        out = sum(self.actors[a]['leases'].values()) * owned(a)
        into = sum(x['leases'][a] * owned(b) for b, x in self.actors.items() if b != a)
        effective = sum(self.w[a, k] * self.V[a, k] for k in self.chips)
        return {
            'target_effective_h100e': self.D[a], 'gap_effective_h100e': self.gap[a], 'cash_usd': self.cash[a],
            'withdrawn_usd': self.withdrawn[a], 'owned_h100e': owned(a),
            'accessible_h100e': owned(a) - out + into + rented,
            'effective_training_h100e': sum(self.train_unit[k] * self.V[a, k] for k in self.chips),
            'effective_serving_h100e': sum(self.serve_unit[k] * self.V[a, k] for k in self.chips),
            'in_service_effective_h100e': effective,
            'fill_rate': min(1.0, effective / self.D[a]) if self.D[a] > 0 else 1.0,
        }

    # ---------------------------------------------------------------- 7.9

    def items(self, a, t):
        """Effective units by category (stage, key, cause, instrument), in the order in which they fill the target."""
        def total(per_chip):
            return sum(self.w[a, k] * per_chip(k) for k in self.chips)

        yield ('in_service', '', '', ''), total(lambda k: self.V[a, k])
        yield ('warehouse', '', 'installing', ''), total(
            lambda k: sum(q for m, q in self.W[a, k].items() if m > t))
        yield ('warehouse', '', 'power', ''), total(lambda k: sum(q for m, q in self.W[a, k].items() if m <= t))
        yield ('border', '', '', ''), total(lambda k: self.in_K(a, k))
        yield ('transit', '', '', ''), total(lambda k: self.in_P(a, k))

        clips = {}
        for k in self.chips:
            named = 0.0
            for category, q in self.clips[a, k].items():
                named += q
                clips[category] = clips.get(category, 0.0) + self.w[a, k] * q
            rest = self.in_B(a, k) - named  # not claimed this month
            clips['', 'need', ''] = clips.get(('', 'need', ''), 0.0) + self.w[a, k] * max(0.0, rest)
        order = ['need', 'money', 'border', 'per-customer cap', 'domestic ratio', 'ratio cap', 'supply']

        def place(category):
            return order.index('ratio cap' if category[1] == 'quota' else category[1]), category[2]

        for category in sorted(clips, key=place):
            yield ('cleared', *category), clips[category]

        home = self.actors[a]['home']
        origins = sorted({chip['origin'] for chip in self.chips.values()} - {home})
        for importer in (True, False):
            for key in [home] if importer else origins:
                for held in (False, True):
                    yield ('pending', key, 'hold' if held else 'clock', ''), total(lambda k: sum(
                        app['qty'] for app in self.Q[a, k]
                        if self.instruments[app['licence']]['owner'] == key
                        and (self.param(app['licence'], 'hold') > 0) == held))
        for importer in (True, False):
            for cause in ('denied', 'revoked', 'lapsed'):
                for key in [home] if importer else origins:
                    yield ('refused', key, cause, ''), total(lambda k: self.R[a, k].get((key, cause), 0.0))

    def need_ledger(self, a, t):
        """How the target D is filled; the values add up to it, surplus apart."""
        left, out = self.D[a], {}
        for category, x in self.items(a, t):
            take = min(x, left)
            out[category] = out.get(category, 0.0) + take
            left -= take
            if category[0] == 'in_service':
                out['surplus', '', '', ''] = x - take
        N = max(0.0, left)
        u = max(0.0, self.gap[a] - self.ordered_effective[a])
        causes = {} if t < 0 else self.causes[a]
        total = sum(causes.values())
        scale = min(1.0, min(N, u) / total) if total > 0 else 0.0
        for (owner, cause, instrument), x in causes.items():
            out['not_ordered', owner, cause, instrument] = x * scale
        out['not_ordered', '', 'timing', ''] = N - total * scale
        return out

    # ---------------------------------------------------------------- identities

    def check(self, t):
        def same(left, right, what):
            largest = max([1.0] + [abs(x) for x in left + right])
            assert abs(sum(left) - sum(right)) <= 1e-9 * largest, (t, what, left, right)

        for a, k in self.pairs if t >= 0 else ():
            f = self.flow[a, k]
            same([self.opening[a, k], f['shipped']],
                 [self.everywhere(a, k), f['retired'], f['returned']], ('chips', a, k))
            same([self.opening_orders[a, k], f['ordered']],
                 [self.in_Q(a, k), self.in_B(a, k), f['shipped'], f['denied'], f['revoked'], f['lapsed']],
                 ('licences', a, k))
        for k, chip in self.chips.items():
            sent = sum(self.flow[a, k]['shipped'] - self.flow[a, k]['returned'] for a in self.actors)
            same([chip['opening_inventory_chips'], self.Y[k] - chip['opening_output_chips']],
                 [self.Inv[k], sent, self.outside[k]], ('supplier', k))
        for a, x in self.actors.items():
            paid = sum(usd for (b, _), usd in self.money.items() if b == a)
            same([x['opening_cash_usd'], self.income[a]], [self.cash[a], paid, self.withdrawn[a]], ('money', a))
            ledger = self.need_ledger(a, t)
            parts = [y for category, y in ledger.items() if category[0] != 'surplus']
            same([self.D[a]], parts, ('ledger', a))
            assert all(y >= -1e-9 * max(1.0, self.D[a]) and math.isfinite(y) for y in parts), (t, a, ledger)

    # ---------------------------------------------------------------- tables

    COLUMNS = {
        'state': ('month', 'actor', 'chip', 'quantity', 'value'),
        'actors': ('month', 'actor', 'quantity', 'value'),
        'chips': ('month', 'chip', 'quantity', 'value'),
        'ledger': ('month', 'actor', 'stage', 'key', 'cause', 'instrument', 'value'),
        'regimes': ('month', 'jurisdiction', 'regime'),
        'money': ('month', 'actor', 'payee', 'value'),
    }

    def write(self, folder):
        os.makedirs(folder, exist_ok=True)
        for name, columns in self.COLUMNS.items():
            with open(os.path.join(folder, name + '.csv'), 'w', newline='', encoding='utf-8') as file:
                out = csv.writer(file, lineterminator='\n')
                out.writerow(columns)
                for row in self.table[name]:
                    out.writerow(row if name == 'regimes' else [*row[:-1], repr(float(row[-1]))])

    def series(self, table, *key):
        """Values by month, from -1, of the rows whose columns between month and value are `key`."""
        return [row[-1] for row in self.table[table] if row[1:-1] == key]
