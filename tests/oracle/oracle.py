"""A slow and obvious reading of docs/model.md, section 7, against which the engine is compared.

    python3 oracle.py FROZEN [--draws FILE] [--months M] --out DIR

One replication; without draws, deterministic mode. Dictionaries and loops only; letters as on the page.
A pair is (a, k): actor and chip. A lot is what was shipped together: qty, paid (USD by payee,
refunded if it is returned).
"""
import argparse
import math
import os

import parse
from arrivals import Arrivals
from clearances import Clearances
from draws import Draws, normal_quantile
from ledger import Ledger
from orders import Orders
from policy import Policy
from world import INF, LIMITS, World, scheduled


class Oracle(Policy, Orders, Clearances, Ledger, Arrivals, World):
    def __init__(self, model, draws=None):
        self.model, self.draws = model, draws
        self.jurisdictions, self.ecosystems = model['jurisdictions'], model['ecosystems']
        self.chips, self.actors, self.suppliers = model['chips'], model['actors'], model['suppliers']
        self.instruments, self.behaviour = model['instruments'], model['behaviour']
        self.pairs = [(a, k) for a in self.actors for k in self.chips]
        self.T = model['run']['months']
        self.open_record()

    def run(self, months=None):
        for t in range(self.T if months is None else months):
            self.month(t)
        return self

    def month(self, t):
        self.t = t
        self.policy(t)           # 7.1
        self.production(t)       # 7.2
        self.deployment(t)       # 7.3
        self.prices()            # 7.4
        self.orders(t)           # 7.5
        self.clearances(t)       # 7.6
        self.allocation(t)       # 7.7
        self.accounts(t)         # 7.8
        self.record(t)           # 7.9 and the metrics

    def chance(self, p, u):
        """Whether something of probability p happens; u is asked only where it matters."""
        if self.draws is None:
            return p >= 0.5
        return p >= 1 or (p > 0 and u() < p)

    # ---------------------------------------------------------------- 7.2 production

    def production(self, t):
        want, self.x = {}, {}
        for k, chip in self.chips.items():
            sigma = chip['supply_noise_sd']
            if self.draws is None:
                self.z[k] = 0.0
            else:
                eps = normal_quantile(self.draws.uniform('supply_noise', k, t)) if sigma > 0 else 0.0
                self.z[k] = chip['supply_noise_persistence'] * self.z[k] + sigma * eps
            cap = scheduled(chip['capacity_chips_per_month'], t) * math.exp(self.z[k])
            for i, x in self.instruments.items():
                chips = self.param(i, 'chips')
                if x['type'] == 'enforcement' and self.param(i, 'active') > 0 \
                        and (chips is None or k in chips) and x['channel'] in ('any', chip['channel']):
                    cap *= self.param(i, 'capacity_factor')
            nu, reference = chip['sales_feedback_exponent'], chip['reference_sales_chips_per_year']
            if nu > 0:
                sold = sum(reference / 12 if m < 0 else self.sales[k][m] for m in range(t - 23, t - 11))
                cap *= min(1, max(0.1, sold / reference)) ** nu
            far = (1 + self.Y[k] / chip['yield_reference_chips']) ** -chip['yield_learning_exponent']
            want[k] = cap * (chip['yield_limit'] - (chip['yield_limit'] - chip['yield_start']) * far)
        for s, supplier in self.suppliers.items():
            mine = [k for k in self.chips if self.chips[k]['supplier'] == s]
            use = {(i, k): self.chips[k]['units_per_chip'][i] for i in supplier['banks'] for k in mine}
            f = {}
            for i in supplier['banks']:
                need = sum(use[i, k] * want[k] for k in mine)
                f[i] = min(1, self.I[s, i] / need) if need > 0 else 1
            for k in mine:
                self.x[k] = want[k] * min([f[i] for i in supplier['banks'] if use[i, k] > 0], default=1)
                self.Inv[k] += self.x[k]
                self.Y[k] += self.x[k]
            for i, bank in supplier['banks'].items():
                used = sum(use[i, k] * self.x[k] for k in mine)
                self.I[s, i] = max(0.0, self.I[s, i] - used) + scheduled(bank['inflow_units_per_month'], t)

    # ---------------------------------------------------------------- 7.3 retire, arrive, install

    def deployment(self, t):
        for a, k in self.pairs:
            self.retire(a, k, t)
            self.arrive(a, k, t)
        for a in self.actors:
            self.install(a, t, {(a, k): None for k in self.chips})

    def retire(self, a, k, t):
        pair, L, h = (a, k), self.chips[k]['service_life_months'], self.chips[k]['retirement_hazard_per_year']
        lost = self.V[pair] * (1 - math.exp(-h / 12))
        self.V[pair] -= lost
        if L > 0:
            months = L if t - L >= 0 else t + 1  # of hazard, since it entered or since the opening
            leaving = min(self.V[pair], self.cohort[pair].get(t - L, 0.0) * math.exp(-h * months / 12))
            self.V[pair] -= leaving
            lost += leaving
        self.flow[pair]['retired'] += lost

    def arrive(self, a, k, t):
        pair, arrivals = (a, k), self.P[a, k].pop(t, [])
        if self.border(a, k, 'return'):
            for lot in arrivals + self.K[pair]:
                self.give_back(a, k, lot, t)
            self.K[pair] = []
        elif self.border(a, k, 'hold'):
            self.K[pair] += arrivals
        else:
            for lot in arrivals + self.K[pair]:
                ready = t + self.chips[k]['install_months']
                self.W[pair][ready] = self.W[pair].get(ready, 0.0) + lot['qty']
                self.flow[pair]['landed'] += lot['qty']
            self.K[pair] = []

    def give_back(self, a, k, lot, t):
        self.Inv[k] += lot['qty']
        self.flow[a, k]['returned'] += lot['qty']
        for payee, usd in lot['paid'].items():
            self.money[a, payee] -= usd
            self.cash[a] += usd
        for i, x in self.instruments.items():
            if x['type'] in LIMITS and self.covers(i, a, k):
                counted = lot['qty'] * self.unit(i, k)
                who = a if x['type'] == 'per_customer_cap' else None
                self.use[i][t, a] = self.use[i].get((t, a), 0.0) - min(counted, self.used(i, who, t))
        self.count_ratio(a, k, -lot['qty'])
        for i in self.licences(a, k, 'before_order'):
            self.balance[i] += lot['qty']

    def count_ratio(self, a, k, qty):
        """F and G of the domestic ratios, from the first month in which they were in force for the actor."""
        for i, x in self.instruments.items():
            if x['type'] == 'domestic_ratio' and (i, a) in self.in_force:
                if self.covers(i, a, k):
                    self.F[i, a] = max(0.0, self.F.get((i, a), 0.0) + qty)
                if self.chips[k]['origin'] == x['owner']:
                    self.G[i, a] = max(0.0, self.G.get((i, a), 0.0) + qty)

    def install(self, a, t, pairs):
        """What is ready enters service: `pairs` says how much of each at most (None: all)."""
        ready = {}
        for pair, most in pairs.items():
            ready[pair] = sum(q for m, q in self.W[pair].items() if m <= t) if most is None else most
        owned = [pair for pair in ready if not self.chips[pair[1]]['rented']]
        power = sum(self.chips[pair[1]]['power_w'] * ready[pair] for pair in owned)
        drawn = sum(self.chips[k]['power_w'] * self.V[a, k] for k in self.chips if not self.chips[k]['rented'])
        room = self.actors[a]['power_limit_w'] - drawn
        f = 1.0 if power <= room or power == 0 else max(0.0, room / power)
        for pair, q in ready.items():
            enters = q * f if pair in owned else q
            if q <= 0:
                continue
            stay = sum(x for m, x in self.W[pair].items() if m <= t) - enters
            self.W[pair] = {m: x for m, x in self.W[pair].items() if m > t}
            if stay > 0:
                self.W[pair][t] = stay
            self.V[pair] += enters
            self.cohort[pair][t] = self.cohort[pair].get(t, 0.0) + enters
            self.flow[pair]['installed'] += enters

    # ---------------------------------------------------------------- 7.4 prices

    def prices(self):
        self.pL, self.payees, self.c = {}, {}, {}
        for a, k in self.pairs:
            p, tariffs = self.chips[k]['price_usd'], self.binding(a, k, 'tariff')
            shares = {i: min(0.9, self.param(i, 'rate')) for i in tariffs if self.param(i, 'as_share') > 0}
            s = sum(shares.values())
            if s > 0.95:
                shares, s = {i: x * 0.95 / s for i, x in shares.items()}, 0.95
            T = {i: shares[i] / (1 - s) if i in shares else self.param(i, 'rate') for i in tariffs}
            pL = p * (1 + sum(self.param(i, 'pass_through') * T[i] for i in tariffs))
            whole = 1 + sum(T.values())
            self.pL[a, k], self.payees[a, k] = pL, {'vendor:' + self.chips[k]['supplier']: pL / whole}
            for i in tariffs:
                treasury = 'treasury:' + self.instruments[i]['owner']
                self.payees[a, k][treasury] = self.payees[a, k].get(treasury, 0.0) + T[i] * pL / whole
            self.c[a, k] = pL / self.w[a, k] if self.w[a, k] > 0 else INF

    def shares(self, a, c):
        """The first mix: choice shares over all chips of positive weight, at costs c."""
        actor, g, nest = self.actors[a], {}, {}
        mix = [k for k in self.chips if actor['order_weights'][k] > 0]
        for k in mix:
            E = self.chips[k]['ecosystem']
            nest[E] = nest.get(E, 0.0) + actor['order_weights'][k]
            g[k] = math.prod(self.param(i, 'weight') for i in self.binding(a, k, 'preference'))
        raw = {}
        for k in mix:
            E = self.chips[k]['ecosystem']
            pull = c[a, k] ** -self.behaviour['choice_exponent'] if c[a, k] < INF else 0.0
            raw[k] = actor['nest_weights'][E] * actor['order_weights'][k] / nest[E] * g[k] * pull
        total = sum(raw.values())
        return {k: x / total if total > 0 else 0.0 for k, x in raw.items()}

    @staticmethod
    def mean(sigma, chips, value):
        """Mean of value(k) over the chips, by shares renormalised over them; None if they have no share."""
        total = sum(sigma.get(k, 0.0) for k in chips)
        return sum(sigma.get(k, 0.0) * value(k) for k in chips if sigma.get(k, 0.0) > 0) / total if total > 0 else None

    # ---------------------------------------------------------------- 7.8 accounts

    def accounts(self, t):
        for a in self.actors:
            entering = {}
            for k, chip in self.chips.items():
                if chip['lead_months'] == 0 and t in self.P[a, k]:
                    before = self.flow[a, k]['landed']
                    self.arrive(a, k, t)
                    if chip['install_months'] == 0:
                        entering[a, k] = self.flow[a, k]['landed'] - before
            self.install(a, t, entering)
        for E in self.ecosystems:
            self.X[E] += sum(self.w[a, k] * self.V[a, k] / 12 for a, k in self.pairs
                             if self.chips[k]['ecosystem'] == E)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('frozen')
    parser.add_argument('--draws')
    parser.add_argument('--months', type=int)
    parser.add_argument('--out', required=True)
    args = parser.parse_args()
    draws = Draws.from_file(args.draws) if args.draws else None
    with open(args.frozen, encoding='utf-8') as file:
        model = parse.read(file.read(), draws, os.path.dirname(args.frozen) or '.')
    Oracle(model, draws).run(args.months).write(args.out)


if __name__ == '__main__':
    main()
