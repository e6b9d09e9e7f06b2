"""docs/model.md, section 7, in vectorised NumPy: the peer against which the program's speed is measured.

Arrays are (pairs, n): pairs of actor and chip sorted by actor, n replications. Loops in Python run over months,
instruments and chips. It covers what the flagship uses and refuses the rest. Pending applications are kept as flat
lists of those that exist. check_numpy.py holds it against the oracle.
"""
import math

import numpy as np

from numpy_draws import phi
from numpy_record import Record
from numpy_stages import Stages

BARS = ('ban', 'threshold', 'whitelist')
LIMITS = ('quota', 'ratio_cap')
KNOWN = BARS + LIMITS + ('licence', 'tariff', 'border', 'preference', 'enforcement', 'domestic_ratio')


def refuse(condition, what):
    if condition:
        raise NotImplementedError(what)


def fixed(x):
    return not isinstance(x, np.ndarray)


class Model(Stages, Record):
    def __init__(self, model, draws):
        self.m, self.draws, self.n = model, draws, draws.n
        self.T, self.b = model['run']['months'], model['behaviour']
        self.lanes = np.arange(self.n)
        self.J, self.E = list(model['jurisdictions']), list(model['ecosystems'])
        self.K, self.A, self.S = list(model['chips']), list(model['actors']), list(model['suppliers'])
        self.index()
        self.constants()
        self.instruments()
        self.open()

    # ---------------------------------------------------------------- what there is

    def column(self, x):
        return np.broadcast_to(np.asarray(x, float), (self.n,))

    def rows(self, values):
        """(len, n), or (len, 1) where nothing varies."""
        values = list(values)
        if all(fixed(x) for x in values):
            return np.array(values, float)[:, None]
        return np.array([self.column(x) for x in values])

    def chip_rows(self, key):
        return self.rows(x[key] for x in self.m['chips'].values())

    def actor_rows(self, key):
        return self.rows(x[key] for x in self.m['actors'].values())

    def pair_rows(self, key):
        return self.rows(self.m['actors'][a][key][k] for a, k in self.pairs)

    def index(self):
        def given(a, k):
            x, chip = self.m['actors'][a], self.m['chips'][k]
            opening = [x[f'opening_{s}_chips'][k] for s in
                       ('stock', 'transit', 'warehouse', 'border', 'cleared', 'pending')]
            wants = (x['order_weights'][k], x['nest_weights'][chip['ecosystem']])
            return any(not fixed(o) or o != 0 for o in opening) or all(not fixed(o) or o != 0 for o in wants)

        self.pairs = [(a, k) for a in self.A for k in self.K if given(a, k)]
        self.of_actor = np.array([self.A.index(a) for a, _ in self.pairs])
        self.of_chip = np.array([self.K.index(k) for _, k in self.pairs])
        self.starts = np.searchsorted(self.of_actor, np.arange(len(self.A)))
        refuse(len(set(self.of_actor)) < len(self.A), 'an actor without chips')
        self.chip_pairs = [np.flatnonzero(self.of_chip == k) for k in range(len(self.K))]
        chips = self.m['chips'].values()
        ecosystem = np.array([self.E.index(x['ecosystem']) for x in chips])
        self.chip_ecosystem = ecosystem
        self.ecosystem_pairs = [np.flatnonzero(ecosystem[self.of_chip] == e) for e in range(len(self.E))]
        origin = np.array([self.J.index(x['origin']) for x in chips])
        home = np.array([self.J.index(x['home']) for x in self.m['actors'].values()])
        self.exporter, self.importer = origin[self.of_chip], home[self.of_actor]
        self.home = home
        rank = {k: (x['allocation_rank'] if x['allocation_rank'] >= 0 else int(x['channel'] != 'domestic'), k)
                for k, x in self.m['chips'].items()}
        self.chip_order = [self.K.index(k) for k in sorted(self.K, key=rank.get)]

    def by_actor(self, x):
        """(P, n) -> (A, n)."""
        return np.add.reduceat(x, self.starts, axis=0)

    def constants(self):
        c = self.chip_rows
        self.lead = np.array([x['lead_months'] for x in self.m['chips'].values()])
        self.installing = np.array([x['install_months'] for x in self.m['chips'].values()])
        self.life = np.array([x['service_life_months'] for x in self.m['chips'].values()])
        self.h100e, self.price = c('h100e'), c('price_usd')
        self.noise_sd, self.noise_rho = c('supply_noise_sd'), c('supply_noise_persistence')
        self.noisy = [k for k in range(len(self.K)) if (self.noise_sd[k] > 0).any()]
        for x in self.m['chips'].values():
            refuse(not fixed(x['sales_feedback_exponent']) or x['sales_feedback_exponent'] > 0, 'sales feedback')
            refuse(x['lead_months'] == 0 and x['install_months'] == 0, 'chips that enter service at once')
        for x in self.m['actors'].values():
            refuse(not fixed(x['power_limit_w']) or x['power_limit_w'] < math.inf, 'a power limit')
            for s in ('transit', 'warehouse', 'border', 'cleared', 'pending'):
                refuse(any(not fixed(v) or v != 0 for v in x[f'opening_{s}_chips'].values()), 'opening ' + s)
        for x in self.m['suppliers'].values():
            refuse(x['rule'] not in ('proportional', 'weighted') or x['outside_order'] == 'with', 'a rule')
        for x in self.m['events'].values():
            refuse(x['jurisdiction'] and x['announced_months'] > 0, 'announced moves')
        refuse(self.m['triggers'], 'triggers')
        self.yields = [c(key) for key in ('yield_limit', 'yield_start', 'yield_reference_chips',
                                          'yield_learning_exponent')]
        hazard = np.broadcast_to(c('retirement_hazard_per_year'), (len(self.K), self.n))
        self.decay = hazard[self.of_chip] / 12
        self.loss = 1 - np.exp(-self.decay)
        weights = self.m['behaviour']
        self.theta, self.eps = weights['choice_exponent'], self.column(weights['demand_elasticity'])
        omega = np.broadcast_to(self.pair_rows('order_weights'), (len(self.pairs), self.n))
        nest = self.rows(self.m['actors'][a]['nest_weights'][self.m['chips'][k]['ecosystem']] for a, k in self.pairs)
        self.mix_count = self.by_actor((omega > 0).astype(float))
        group = self.of_actor * len(self.E) + self.chip_ecosystem[self.of_chip]
        total = np.zeros((len(self.A) * len(self.E), self.n))
        np.add.at(total, group, omega)
        self.taste = np.divide(nest * omega, total[group], out=np.zeros_like(omega), where=total[group] > 0)
        self.wanted = (omega > 0) & (nest > 0)
        self.training = self.actor_rows('training_share')[self.of_actor]
        self.log_growth = np.log(self.actor_rows('target_growth_factor_per_year')) + np.zeros((1, self.n))
        self.budget, self.carry = self.actor_rows('budget_usd_per_month'), self.actor_rows('cash_carry_months')
        self.capacity = [x['capacity_chips_per_month'] for x in self.m['chips'].values()]
        self.outside_demand = [x['outside_demand_chips_per_month'] for x in self.m['chips'].values()]

    # ---------------------------------------------------------------- instruments

    def covered(self, x, chips, actors):
        """Pairs whose sets, channel and owner fit."""
        out = np.zeros(len(self.pairs), bool)
        owner = self.J.index(x['owner'])
        for p, (a, k) in enumerate(self.pairs):
            exporter, importer = self.exporter[p], self.importer[p]
            out[p] = owner in (exporter, importer) and (chips is None or k in chips) \
                and (actors is None or a in actors) and x['channel'] in ('any', self.m['chips'][k]['channel']) \
                and (exporter != importer or x['channel'] == 'domestic')
        return out

    def instruments(self):
        """Each instrument: idx, the pairs it may bind; by regime of its owner (R, ...): covers, on, parameters."""
        self.I = {}
        for i, x in self.m['instruments'].items():
            refuse(x['type'] not in KNOWN, x['type'])
            j = self.J.index(x['owner'])
            regimes = list(self.m['jurisdictions'][x['owner']]['regimes'])
            get = [{**x, **x['regimes'][r]} for r in regimes]
            covers = np.array([self.covered(x, y['chips'], y['actors']) for y in get])
            active = [y['active'] for y in get]
            if all(fixed(y) and y <= 0 for y in active):
                continue
            idx = np.flatnonzero(covers.any(axis=0))
            if x['type'] != 'enforcement' and not len(idx):
                continue
            names = [key for key, y in x.items() if isinstance(y, (int, float, np.ndarray))]
            par = {key: (get[0][key] if all(y[key] is get[0][key] or fixed(y[key]) and fixed(get[0][key])
                                            and y[key] == get[0][key] for y in get)
                         else np.array([self.column(y[key]) for y in get])) for key in names}
            on = np.array([self.column(y['active']) > 0 for y in get])
            self.I[i] = g = dict(name=i, type=x['type'], owner=j, idx=idx, covers=covers[:, idx], on=on, par=par,
                                 x=x, get=get, varies=bool((covers != covers[0]).any()), actor=self.of_actor[idx])
            g['actors'], g['first'] = np.unique(g['actor'], return_index=True)
            g['row'] = np.searchsorted(g['actors'], g['actor'])
            if x['type'] in LIMITS:
                refuse(x['window'] == 'rolling_months' or x['rule'] != 'proportional', 'a window or rule')
                g['unit'] = self.rows(self.m['chips'][self.pairs[p][1]]['h100e'] if x['unit'] == 'h100e' else 1.0
                                      for p in idx)
            if x['type'] == 'enforcement':
                refuse(not fixed(x['chips'] is None), 'sets')
                g['chips'] = [self.K.index(k) for k in self.K if (x['chips'] is None or k in x['chips'])
                              and x['channel'] in ('any', self.m['chips'][k]['channel'])]
            if x['type'] == 'border':
                refuse(any(not fixed(y['return']) or y['return'] > 0 for y in get), 'returns')
        self.order = sorted(self.I)
        self.of = {t: [self.I[i] for i in self.order if self.I[i]['type'] == t] for t in KNOWN}
        self.before = [g for g in self.of['licence'] if g['x']['stage'] == 'before_order']
        self.after = [g for g in self.of['licence'] if g['x']['stage'] == 'after_order']
        self.limits = [g for t in LIMITS for g in self.of[t]]
        self.limits.sort(key=lambda g: g['name'])
        self.numbers = {i: n for n, i in enumerate(self.order)}
        self.chains()
        self.shutters()

    def chains(self):
        """(P, length): numbers in self.after of the licences an application passes, -1 beyond."""
        lists = [[] for _ in self.pairs]
        for n, g in enumerate(self.after):
            for p in g['idx']:
                lists[p].append((g['owner'] != self.exporter[p], g['name'], n))
        length = max(map(len, lists), default=0)
        self.chain = np.full((len(self.pairs), length + 1), -1)
        for p, row in enumerate(lists):
            self.chain[p, :len(row)] = [n for _, _, n in sorted(row)]
        self.labels = [f'{a}:{k}' for a, k in self.pairs]

    def bars(self, g, r):
        """Where a ban, threshold or whitelist bars its pairs in regime r (idx, n)."""
        get, out = g['get'][r], np.ones((len(g['idx']), self.n), bool)
        for q, p in enumerate(g['idx']):
            a, k = self.pairs[p]
            chip = self.m['chips'][k]
            if g['type'] == 'threshold':
                inside = np.ones(self.n, bool)
                for key in ('tpp', 'bandwidth_tb_per_s', 'h100e'):
                    inside = inside & (chip[key] < get[key + '_below'])
                out[q] = ~inside
            if g['type'] == 'whitelist':
                out[q] = get['members'] is not None and a not in get['members']
        return out

    def shutters(self):
        """By jurisdiction and regime (P, n): what shuts a pair there, what denies and revokes."""
        P, n = len(self.pairs), self.n
        self.shut, self.deny, self.revoke, self.close = [], [], [], []
        for j, name in enumerate(self.J):
            R = len(self.m['jurisdictions'][name]['regimes'])
            shut = np.full((R, P, n), -1, np.int16)
            deny, revoke, close = (np.zeros((R, P, n), bool) for _ in range(3))
            for i in self.order:
                g = self.I[i]
                if g['owner'] != j or g['type'] not in BARS + ('licence', 'border'):
                    continue
                for r, get in enumerate(g['get']):
                    at, bound = g['idx'], g['covers'][r][:, None] & g['on'][r]
                    if g['type'] in BARS:
                        stops = closes = bound & self.bars(g, r)
                        deny[r, at] |= stops
                        revoke[r, at] |= stops & (self.column(get['revoking']) > 0)
                    else:
                        closes = bound & (self.column(get['hold']) > 0)
                        stops = closes & (g['type'] == 'licence')
                    shut[r, at] = np.where((shut[r, at] < 0) & stops, self.numbers[i], shut[r, at])
                    close[r, at] |= closes
            self.shut.append(shut)
            self.deny.append(deny)
            self.revoke.append(revoke)
            self.close.append([c if c.any() else None for c in close])

    def now(self, stack, j, out=None):
        """Of (R, P, n), or (R, n), the values of the regimes in force."""
        regime = self.regime[j]
        out = np.empty_like(stack[0])
        for r in range(len(stack)):
            here = regime == r
            if here.all():
                out[...] = stack[r]
                return out
            np.copyto(out, stack[r], where=here)
        return out

    def par(self, g, key):
        x = g['par'][key]
        return self.now(x, g['owner']) if isinstance(x, np.ndarray) and x.ndim == 2 else x

    def chance(self, p, process, entity, t):
        return self.draws.uniform(process, entity, t) < p

    # ---------------------------------------------------------------- the opening

    def open(self):
        m, n, P = self.m, self.n, len(self.pairs)
        self.regime, self.spell, self.loosened = [], [], []
        self.openness_of = []
        for j, x in m['jurisdictions'].items():
            regimes = sorted(x['regimes'])
            self.openness_of.append(np.array([x['regimes'][r]['openness'] for r in regimes], float))
            if x['start_regime']:
                start = np.full(n, regimes.index(x['start_regime']))
            else:
                p = np.cumsum([x['regimes'][r]['start_probability'] for r in regimes])
                u = self.draws.uniform('start_regime', j, 'once') * p[-1]
                start = np.minimum(np.searchsorted(p, u, 'right'), len(p) - 1)
            self.regime.append(start)
            self.spell.append(np.full(n, -1))
            self.loosened.append(self.column(x['opening_loosening_age_months']).copy())
        self.signal = {s: self.column(x['opening_age_months']).copy() for s, x in m['signals'].items()}
        self.happens = {e: self.chance(x['probability'], 'event', e, 'once') for e, x in m['events'].items()
                        if not fixed(x['probability']) or x['probability'] > 0}
        zero = lambda *shape: np.zeros(shape + (n,))
        wide = lambda x: np.broadcast_to(x, (len(x), n)).copy()
        self.z, self.Y = wide(self.chip_rows('opening_supply_noise')), wide(self.chip_rows('opening_output_chips'))
        self.Inv = wide(self.chip_rows('opening_inventory_chips'))
        self.bank = {(s, i): self.column(y['opening_units']) for s, x in m['suppliers'].items()
                     for i, y in x['banks'].items()}
        self.X = wide(self.rows(x['opening_experience_h100e_years'] for x in m['ecosystems'].values()))
        self.cash = wide(self.actor_rows('opening_cash_usd'))
        self.withdrawn, self.gap, self.ordered_effective = (zero(len(self.A)) for _ in range(3))
        self.factor = np.ones((len(self.A), n))
        self.V = wide(self.pair_rows('opening_stock_chips'))
        self.opening_stock = self.V.copy()
        youngest, oldest = self.pair_rows('opening_age_min_months'), self.pair_rows('opening_age_max_months')
        self.youngest = youngest[:, 0]
        self.oldest = np.where(oldest[:, 0] < 0, self.life[self.of_chip] - 1, oldest[:, 0])
        self.part = self.opening_stock / (self.oldest - self.youngest + 1)[:, None]
        self.installed = []
        self.border, self.transit, self.warehouse = zero(P), zero(P), zero(P)
        self.arriving = {t: None for t in range(-1, self.T + 4)}
        self.landing, self.readying = {}, {}
        self.B, self.Q, self.gone = zero(P), zero(P), zero(P)
        self.cleared_sum, self.cleared_history = zero(P), []
        self.R = zero(2, 3, P)
        self.flat = dict(p=np.zeros(0, int), lane=np.zeros(0, int), q=np.zeros(0), m=np.zeros(0, int),
                         at=np.zeros(0, int), count=np.zeros(0), d=np.zeros(0), denied=np.zeros(0, bool))
        self.use = {g['name']: self.column(g['x']['used_at_start']).copy() for g in self.limits}
        self.F = {g['name']: zero(len(self.A)) for g in self.of['domestic_ratio']}
        self.G = {g['name']: zero(len(self.A)) for g in self.of['domestic_ratio']}
        self.in_force = {g['name']: np.zeros((len(self.A), n), bool) for g in self.of['domestic_ratio']}
        self.balance, self.granted, self.clock, self.usable, self.wait = {}, {}, {}, {}, {}
        self.weigh()
        self.D0 = np.array([self.column(x['target_effective_h100e']) if x['target_effective_h100e'] is not None
                            else (self.w * self.V)[self.of_actor == a].sum(axis=0)
                            for a, x in enumerate(m['actors'].values())])
        self.causes, self.clips = {}, {}
        self.start_record()
        self.record(-1)

    def weigh(self):
        far = [np.exp(-self.X[e] / x['experience_reference_h100e_years'])
               for e, x in enumerate(self.m['ecosystems'].values())]
        eta = {}
        for use in ('training', 'serving'):
            eta[use] = np.array([x[use + '_efficiency_limit'] - (x[use + '_efficiency_limit']
                                 - x[use + '_efficiency_start']) * far[e]
                                 for e, x in enumerate(self.m['ecosystems'].values())])
        self.train_unit = self.h100e * eta['training'][self.chip_ecosystem]
        band = self.chip_rows('bandwidth_tb_per_s') / 3.35
        self.serve_unit = np.minimum(band, self.b['serving_cap_ratio'] * self.h100e) \
            * eta['serving'][self.chip_ecosystem]
        self.w = self.training * self.train_unit[self.of_chip] \
            + (1 - self.training) * self.serve_unit[self.of_chip]

    def target(self, month):
        return self.D0 * np.exp(self.log_growth * ((month + 1) / 12)) * self.factor

    def delay(self, shape, mean, u):
        """Months of delay: the number of n with F(n + 1/2) <= u."""
        out = np.floor(np.broadcast_to(mean, u.shape) + 0.5)
        if shape == 0:
            return out
        out, n, waiting = np.where(mean == 0, out, 0), 0, np.broadcast_to(mean, u.shape) > 0
        mean = np.broadcast_to(mean, u.shape)
        waiting = np.flatnonzero(waiting)
        while len(waiting):
            y = shape * (n + 0.5) / mean[waiting]
            term = total = 1.0
            for k in range(1, int(shape)):
                term = term * y / k
                total = total + term
            waiting = waiting[1 - np.exp(-y) * total <= u[waiting]]
            out[waiting] += 1
            n += 1
        return out

    def copula(self, rho, own, shared):
        mixed = np.where(rho > 0, np.sqrt(rho) * np.where(rho > 0, shared, 0), 0)
        return phi(mixed + np.where(rho < 1, np.sqrt(1 - rho) * np.where(rho < 1, own, 0), 0))
