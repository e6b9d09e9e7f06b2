"""Clearances and allocation: docs/model.md, 7.6 and 7.7."""
import rules
from draws import MissingDraw, correlated, delay_months
from world import BARS, INF, LIMITS, half_up, scheduled


class Clearances:
    # ---------------------------------------------------------------- 7.6 clearances

    def clearances(self, t):
        for a, k in self.pairs:
            stops = [i for i in self.binding(a, k, *BARS) if self.bars(i, a, k)]
            if stops:
                owner = self.instruments[stops[0]]['owner']
                for app in self.Q[a, k]:
                    self.refuse(a, k, owner, 'denied', app)
                self.Q[a, k] = []
                if any(self.param(i, 'revoking') > 0 for i in stops):
                    for cleared in self.B[a, k]:
                        self.refuse(a, k, owner, 'revoked', cleared)
                    self.B[a, k] = []
            for app in self.Q[a, k]:
                if app['licence'] is not None and not self.param(app['licence'], 'hold') > 0:
                    app['count'] += 1
                self.advance(a, k, app, t)
            self.Q[a, k] = [app for app in self.Q[a, k] if app['licence'] is not None]
            self.lapse(a, k, t)

    def advance(self, a, k, app, t):
        """Moves an application as far as it goes this month; its licence is None when it has left."""
        while True:
            i = app['licence']
            if i is not None and self.binds(i, a, k):
                if self.param(i, 'hold') > 0 or app['count'] < app['d']:
                    return
                if app['denied']:
                    app['licence'] = None
                    return self.refuse(a, k, self.instruments[i]['owner'], 'denied', app)
            rest = [n for n in self.licences(a, k, 'after_order') if i is None or self.place(n, k) > self.place(i, k)]
            if not rest:
                app['licence'] = None
                self.B[a, k].append(dict(month=t, qty=app['qty']))
                self.flow[a, k]['licensed'] += app['qty']
                return None
            app.update(licence=rest[0], count=0, **self.file(rest[0], a, k, app['m'], app['qty']))

    def file(self, i, a, k, m, qty):
        """Delay and denial of an application, with the parameters of the month in which it is filed.

        One of less than 1e-9 chips is the rounding of a room or of money, and may be the oracle's alone. The engine then
        drew nothing for it; any draw will do, since no result shows what becomes of it.
        """
        spell = self.spell[self.instruments[i]['owner']]

        def own(process):
            try:
                return self.draws.uniform(process, f'{i}:{a}:{k}', m)
            except MissingDraw:
                if qty < 1e-9:
                    return 0.5
                raise

        def u(process, rho):
            if self.draws is None:
                return 0.5
            return correlated(self.param(i, rho), lambda: own(process), lambda: self.draws.uniform(process, i, spell))

        d = delay_months(self.instruments[i]['delay_shape'], self.param(i, 'delay_mean_months'),
                         lambda: u('licence_delay', 'delay_correlation'))
        denied = self.chance(self.param(i, 'denial_probability'),
                             lambda: u('licence_denial', 'denial_correlation'))
        return dict(d=d, denied=denied)

    def refuse(self, a, k, owner, cause, lot):
        self.R[a, k][owner, cause] = self.R[a, k].get((owner, cause), 0.0) + lot['qty']
        self.flow[a, k][cause] += lot['qty']
        for i in self.licences(a, k, 'before_order'):
            self.balance[i] += lot['qty']

    def lapse(self, a, k, t):
        valid = [(max(1, half_up(self.param(i, 'validity_months'))), self.place(i, k), i)
                 for i in self.binding(a, k, 'licence') if self.param(i, 'validity_months') < INF]
        if valid:
            v, _, i = min(valid)
            for lot in [x for x in self.B[a, k] if x['month'] <= t - v]:
                self.refuse(a, k, self.instruments[i]['owner'], 'lapsed', lot)
                self.B[a, k].remove(lot)

    # ---------------------------------------------------------------- 7.7 allocation

    def allocation(self, t):
        def rank(k):
            chip = self.chips[k]
            preset = 0 if chip['channel'] == 'domestic' else 1
            return (preset if chip['allocation_rank'] < 0 else chip['allocation_rank']), k

        self.clips = {pair: {} for pair in self.pairs}
        for k in sorted(self.chips, key=rank):
            self.allocate(k, t)

    def clip(self, claim, a, k, to, *category):
        """Cuts a claim; what is cut stays cleared, under that category of the ledger."""
        cut = claim[a] - max(0.0, min(claim[a], to))
        if cut > 0:
            self.clips[a, k][category] = self.clips[a, k].get(category, 0.0) + cut
            claim[a] -= cut

    def allocate(self, k, t):
        chip, claim = self.chips[k], {}
        supplier = self.suppliers[chip['supplier']]
        for a in self.actors:
            claim[a], w = self.in_B(a, k), self.w[a, k]
            ahead = t + chip['lead_months'] + chip['install_months'] + self.cover[a, k]
            have = sum(self.w[a, n] * (self.V[a, n] + self.in_W(a, n) + self.in_K(a, n) + self.in_P(a, n))
                       for n in self.chips)
            need = max(0.0, self.target(a, ahead) - have)
            self.clip(claim, a, k, need / w if w > 0 else 0.0, '', 'need', '')
            self.clip(claim, a, k, self.cash[a] / self.pL[a, k], '', 'money', '')
            stop = self.border(a, k, 'return')
            if stop:
                self.clip(claim, a, k, 0.0, self.instruments[stop]['owner'], 'border', stop)
            for i in self.binding(a, k, 'per_customer_cap'):
                if self.unit(i, k) > 0:
                    self.clip(claim, a, k, (self.limit(i, a, t) - self.used(i, a, t)) / self.unit(i, k),
                              self.instruments[i]['owner'], 'per-customer cap', i)
            for i in self.binding(a, k, 'domestic_ratio'):
                r = self.param(i, 'ratio')
                if r > 0:
                    self.clip(claim, a, k, self.G.get((i, a), 0.0) / r - self.F.get((i, a), 0.0),
                              self.instruments[i]['owner'], 'domestic ratio', i)
        for i, x in self.instruments.items():
            bound = [a for a in self.actors if x['type'] in ('ratio_cap', 'quota') and self.binds(i, a, k)]
            if bound and self.unit(i, k) > 0:
                room = (self.limit(i, None, t) - self.used(i, None, t)) / self.unit(i, k)
                awards = rules.award(x['rule'], room, [self.claimant(a, claim) for a in bound])
                for a, share in zip(bound, awards):
                    self.clip(claim, a, k, share, x['owner'], self.cause_name(x['type']), i)

        demand, taken = scheduled(chip['outside_demand_chips_per_month'], t), 0.0
        if supplier['outside_order'] == 'before':
            taken = min(demand, self.Inv[k])
        who = [self.claimant(a, claim) for a in self.actors]
        if supplier['outside_order'] == 'with':
            who.append(dict(claim=demand, priority=supplier['outside_priority'],
                            weight=supplier['outside_weight'], n=1))
        awards = rules.award(supplier['rule'], self.Inv[k] - taken, who)
        for a, share in zip(self.actors, awards):
            self.clip(claim, a, k, share, '', 'supply', '')
        if supplier['outside_order'] == 'with':
            taken = awards[-1]
        if supplier['outside_order'] == 'after':
            taken = min(demand, max(0.0, self.Inv[k] - sum(claim.values())))
        self.outside[k] += taken
        self.sales[k][t] = taken + sum(claim.values())
        self.Inv[k] = max(0.0, self.Inv[k] - self.sales[k][t])
        for a in self.actors:
            if claim[a] > 0:
                self.ship(a, k, claim[a], t)

    def claimant(self, a, claim):
        x = self.actors[a]
        return dict(claim=claim[a], priority=x['priority'], weight=x['allocation_weight'], n=x['n_firms'])

    def ship(self, a, k, qty, t):
        left = qty
        for lot in sorted(self.B[a, k], key=lambda lot: lot['month']):  # oldest first
            take = min(left, lot['qty'])
            lot['qty'] -= take
            left -= take
        self.B[a, k] = [lot for lot in self.B[a, k] if lot['qty'] > 0]
        paid = {payee: usd * qty for payee, usd in self.payees[a, k].items()}
        self.cash[a] = max(0.0, self.cash[a] - self.pL[a, k] * qty)
        for payee, usd in paid.items():
            self.money[a, payee] = self.money.get((a, payee), 0.0) + usd
        arrives = t + self.chips[k]['lead_months']
        self.P[a, k].setdefault(arrives, []).append(dict(qty=qty, paid=paid))
        self.flow[a, k]['shipped'] += qty
        for i, x in self.instruments.items():
            if x['type'] in LIMITS and self.covers(i, a, k):
                self.use[i][t, a] = self.use[i].get((t, a), 0.0) + qty * self.unit(i, k)
        self.count_ratio(a, k, qty)
