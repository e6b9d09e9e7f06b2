"""Policy: docs/model.md, 7.1, with the allowances of 7.6 that tick there."""
import math

from draws import ONCE, delay_months
from world import INF


class Policy:
    # ---------------------------------------------------------------- 7.1 policy

    def policy(self, t):
        self.weigh()
        self.moved = set()
        openness = {j: self.openness(j) for j in self.jurisdictions}
        self.past = dict(openness=openness, loosened=dict(self.loosened), signal_age=dict(self.signal_age),
                         unmet=dict(self.unmet), share=dict(self.share), regime=dict(self.regime))
        self.loosened = {j: age + 1 for j, age in self.loosened.items()}
        self.signal_age = {s: age + 1 for s, age in self.signal_age.items()}
        for e, x in self.model['events'].items():
            if x['month'] == t and self.happens[e]:
                if x['signal']:
                    self.signal_age[x['signal']] = 0
                if x['jurisdiction'] and x['regime']:
                    self.move(x['jurisdiction'], x['regime'], t)
        for g, x in self.model['triggers'].items():
            seen, limit = self.observe(x), x['threshold']
            true = seen > limit if x['comparison'] == 'above' else seen < limit
            self.streak[g] = self.streak[g] + 1 if true else 0
            if self.streak[g] >= x['persist_months']:
                self.move(x['jurisdiction'], x['regime'], t)
        if self.draws is not None:
            for j in self.jurisdictions:
                self.random_move(j, t)
        for a, k in self.pairs:
            for i in self.binding(a, k, 'domestic_ratio'):
                self.in_force.add((i, a))
        for i, x in self.instruments.items():
            if x['type'] == 'licence' and x['stage'] == 'before_order':
                self.tick_allowance(i, x, t)

    def openness(self, j):
        return self.jurisdictions[j]['regimes'][self.regime[j]]['openness']

    def move(self, j, to, t):
        if j in self.moved or to == self.regime[j]:
            return
        before = self.openness(j)
        self.regime[j], self.spell[j] = to, t
        self.moved.add(j)
        if self.openness(j) > before:
            self.loosened[j] = 0

    def observe(self, x):
        past, j = self.past, x['watch']
        if x['observable'] == 'signal':
            s = x['signal']
            return math.exp(-past['signal_age'][s] / self.model['signals'][s]['memory_months'])
        if x['observable'] in ('openness', 'unmet_need', 'world_share'):
            return past[dict(unmet_need='unmet', world_share='share').get(x['observable'], 'openness')][j]
        here = [(a, k) for a, k in self.pairs if self.actors[a]['home'] == j
                and (x['chips'] is None or k in x['chips'])]
        if x['observable'] == 'in_service_h100e':
            return sum(self.chips[k]['h100e'] * self.V[a, k] for a, k in here)
        return sum(self.flow[pair]['shipped'] for pair in here)

    def hazards(self, j, regime):
        """Monthly hazards out of a regime of j, from the covariates at t-1."""
        past, out = self.past, {}
        for to, x in self.jurisdictions[j]['regimes'][regime]['transitions'].items():
            others = [o for o in self.jurisdictions if o != j]
            other = x['other'] or (others[0] if len(others) == 1 else None)
            openness = past['openness'][other] if other else 0
            recency = math.exp(-past['loosened'][other] / self.jurisdictions[other]['loosening_memory_months']) \
                if other else 0
            signal = math.exp(-past['signal_age'][x['signal']]
                              / self.model['signals'][x['signal']]['memory_months']) if x['signal'] else 0
            out[to] = x['hazard_per_year'] / 12 * math.exp(
                x['beta_other_openness'] * openness + x['beta_other_loosening'] * recency
                + x['beta_unmet_need'] * past['unmet'][j] + x['beta_world_share'] * past['share'][j]
                + x['beta_signal'] * signal)
        return out

    def random_move(self, j, t):
        lambdas = self.hazards(j, self.regime[j])
        Lambda = sum(lambdas.values())
        if j in self.moved or Lambda == 0:
            return
        u, P, upto = self.draws.uniform('move', j, t), 1 - math.exp(-Lambda), 0.0
        for to in sorted(lambdas):
            upto += lambdas[to]
            if u < P * upto / Lambda:
                return self.move(to=to, j=j, t=t)

    def tick_allowance(self, i, x, t):
        if t == 0:
            self.balance[i] = self.param(i, 'opening_allowance_chips')
            self.granted[i] = self.balance[i]
            denied = self.chance(self.param(i, 'denial_probability'),
                                 lambda: self.draws.uniform('allowance_denial', i, ONCE))
            self.wait = getattr(self, 'wait', {})
            self.wait[i] = INF if denied else delay_months(
                x['delay_shape'], self.param(i, 'delay_mean_months'),
                lambda: 0.5 if self.draws is None else self.draws.uniform('allowance_delay', i, ONCE))
        since, every = t - x['grant_first_month'], x['grant_every_months']
        if since == 0 or (since > 0 and every > 0 and since % every == 0):
            self.balance[i] += self.param(i, 'grant_chips')
            self.granted[i] += self.param(i, 'grant_chips')
        if self.param(i, 'active') > 0 and not self.param(i, 'hold') > 0:
            self.clock[i] += 1 if t >= 1 else 0
            if self.clock[i] >= self.wait[i]:
                self.usable.add(i)
