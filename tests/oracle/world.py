"""What there is (the opening), who binds whom, what lies where: what every stage of a month asks."""
import math

from draws import ONCE

INF = math.inf
LIMITS = ('per_customer_cap', 'ratio_cap', 'quota')
BARS = ('ban', 'threshold', 'whitelist')


def half_up(x):
    return math.floor(x + 0.5)


def scheduled(steps, t):
    value = 0.0
    for month, x in steps:
        if month <= t:
            value = x
    return value


class World:
    # ---------------------------------------------------------------- 5: the opening

    def open_record(self):
        self.regime, self.spell = {}, {}
        for j, x in self.jurisdictions.items():
            self.regime[j], self.spell[j] = x['start_regime'] or self.draw_start(j, x), -1
        self.loosened = {j: x['opening_loosening_age_months'] for j, x in self.jurisdictions.items()}
        self.signal_age = {s: x['opening_age_months'] for s, x in self.model['signals'].items()}
        self.happens = {e: self.chance(x['probability'], lambda e=e: self.draws.uniform('event', e, ONCE))
                        for e, x in self.model['events'].items()}
        self.streak = dict.fromkeys(self.model['triggers'], 0)

        self.z = {k: x['opening_supply_noise'] for k, x in self.chips.items()}
        self.Y = {k: x['opening_output_chips'] for k, x in self.chips.items()}
        self.Inv = {k: x['opening_inventory_chips'] for k, x in self.chips.items()}
        self.I = {(s, i): b['opening_units'] for s, x in self.suppliers.items() for i, b in x['banks'].items()}
        self.X = {E: x['opening_experience_h100e_years'] for E, x in self.ecosystems.items()}
        self.sales = {k: {} for k in self.chips}        # chips sold by month, outside buyers included
        self.outside = dict.fromkeys(self.chips, 0.0)
        self.cash = {a: x['opening_cash_usd'] for a, x in self.actors.items()}
        self.income, self.withdrawn = dict.fromkeys(self.actors, 0.0), dict.fromkeys(self.actors, 0.0)
        self.money = {}                                 # (actor, payee): USD, net of refunds
        self.use = {i: {} for i in self.instruments}    # (month, actor): use, in the limit's unit
        self.F, self.G, self.in_force = {}, {}, set()   # domestic ratios, by (instrument, actor)
        self.balance = {i: 0.0 for i in self.instruments}
        self.granted = {i: 0.0 for i in self.instruments}
        self.clock, self.usable = dict.fromkeys(self.instruments, 0), set()
        self.weigh()

        self.V, self.cohort, self.W, self.P, self.K = {}, {}, {}, {}, {}
        self.Q, self.B, self.R, self.flow = {}, {}, {}, {}
        for a, k in self.pairs:
            self.open_pair(a, k, self.actors[a], self.chips[k])
        self.D0 = {}
        for a, x in self.actors.items():
            own = sum(self.w[a, k] * self.V[a, k] for k in self.chips)
            self.D0[a] = own if x['target_effective_h100e'] is None else x['target_effective_h100e']
        self.factor = dict.fromkeys(self.actors, 1.0)
        self.gap, self.ordered_effective = dict.fromkeys(self.actors, 0.0), dict.fromkeys(self.actors, 0.0)
        self.causes = {a: {} for a in self.actors}
        self.clips = {pair: {} for pair in self.pairs}
        self.start_tables()
        self.record(-1)

    def draw_start(self, j, x):
        regimes = x['regimes']
        p = {r: y['start_probability'] for r, y in regimes.items()}
        if self.draws is None:
            return max(sorted(p), key=lambda r: p[r])
        u, total = self.draws.uniform('start_regime', j, ONCE) * sum(p.values()), 0.0
        for r in sorted(p):
            total += p[r]
            if u < total:
                return r
        return sorted(p)[-1]

    def open_pair(self, a, k, actor, chip):
        pair, l, L = (a, k), chip['lead_months'], chip['service_life_months']
        S = self.V[pair] = actor['opening_stock_chips'][k]
        n1, n2 = actor['opening_age_min_months'][k], actor['opening_age_max_months'][k]
        n2 = L - 1 if n2 < 0 else n2
        self.cohort[pair] = {-1 - n: S / (n2 - n1 + 1) for n in range(n1, n2 + 1)} if L > 0 else {}
        transit = actor['opening_transit_chips'][k]
        self.P[pair] = {m: [dict(qty=transit / max(l, 1), paid={})] for m in range(max(l, 1))} \
            if transit else {}
        border = actor['opening_border_chips'][k]
        self.K[pair] = [dict(qty=border, paid={})] if border else []
        warehouse = actor['opening_warehouse_chips'][k]
        self.W[pair] = {-1: warehouse} if warehouse else {}
        self.B[pair], self.Q[pair], self.R[pair] = [], [], {}
        names = 'ordered licensed shipped landed installed retired returned denied revoked lapsed'
        self.flow[pair] = dict.fromkeys(names.split(), 0.0)
        if actor['opening_cleared_chips'][k]:
            self.B[pair].append(dict(month=-1, qty=actor['opening_cleared_chips'][k]))
        if actor['opening_pending_chips'][k]:
            app = dict(m=-1, qty=actor['opening_pending_chips'][k], licence=None)
            self.advance(a, k, app, -1)
            if app['licence'] is not None:
                self.Q[pair].append(app)

    # ---------------------------------------------------------------- binding

    def param(self, i, key, regime=None):
        """Today's value of an instrument's parameter; `regime` replaces that of some jurisdictions."""
        x = self.instruments[i]
        here = (regime or {}).get(x['owner'], self.regime[x['owner']])
        return x['regimes'].get(here, {}).get(key, x[key])

    def covers(self, i, a, k, regime=None):
        """Owner, sets and channel of the instrument cover the pair, active or not."""
        x, chip = self.instruments[i], self.chips[k]
        exporter, importer = chip['origin'], self.actors[a]['home']
        chips, actors = self.param(i, 'chips', regime), self.param(i, 'actors', regime)
        if x['type'] == 'enforcement' or x['owner'] not in (exporter, importer):
            return False
        if (chips is not None and k not in chips) or (actors is not None and a not in actors):
            return False
        if x['channel'] not in ('any', chip['channel']):
            return False
        return exporter != importer or x['channel'] == 'domestic'

    def binds(self, i, a, k, regime=None):
        return self.param(i, 'active', regime) > 0 and self.covers(i, a, k, regime)

    def place(self, i, k):
        """Order within a pair: the exporter's before the importer's, then by name."""
        return self.instruments[i]['owner'] != self.chips[k]['origin'], i

    def binding(self, a, k, *types, regime=None):
        found = [i for i, x in self.instruments.items() if x['type'] in types and self.binds(i, a, k, regime)]
        return sorted(found, key=lambda i: self.place(i, k))

    def licences(self, a, k, stage):
        return [i for i in self.binding(a, k, 'licence') if self.instruments[i]['stage'] == stage]

    def bars(self, i, a, k, regime=None):
        """Whether a ban, threshold or whitelist that binds the pair excludes it."""
        type_, chip = self.instruments[i]['type'], self.chips[k]
        if type_ == 'ban':
            return True
        if type_ == 'threshold':
            return not all(chip[key] < self.param(i, key + '_below', regime)
                           for key in ('tpp', 'bandwidth_tb_per_s', 'h100e'))
        members = self.param(i, 'members', regime)
        return members is not None and a not in members

    def shut_by(self, a, k, regime=None, owner=None, border=('return',)):
        """(instrument, cause) of the first that shuts the pair, or None."""
        for i in self.binding(a, k, *BARS, 'licence', 'border', regime=regime):
            type_ = self.instruments[i]['type']
            if owner not in (None, self.instruments[i]['owner']):
                continue
            if type_ in BARS and self.bars(i, a, k, regime):
                return i, type_
            if type_ == 'licence' and self.param(i, 'hold', regime) > 0:
                return i, 'hold'
            if type_ == 'border' and any(self.param(i, key, regime) > 0 for key in border):
                return i, 'border'
        return None

    def eligible(self, a, k):
        return not any(self.bars(i, a, k) for i in self.binding(a, k, *BARS))

    def wanted(self, a, k):
        x = self.actors[a]
        return self.w[a, k] > 0 and x['order_weights'][k] > 0 and x['nest_weights'][self.chips[k]['ecosystem']] > 0

    def border(self, a, k, key):
        """First border instrument that holds ('hold') or returns ('return'), or None."""
        return next((i for i in self.binding(a, k, 'border') if self.param(i, key) > 0), None)

    def weigh(self):
        """Effective units w, with the efficiencies at the end of t-1."""
        self.eta_train, self.eta_serve, self.w = {}, {}, {}
        for E, x in self.ecosystems.items():
            far = math.exp(-self.X[E] / x['experience_reference_h100e_years'])
            for eta, use in ((self.eta_train, 'training'), (self.eta_serve, 'serving')):
                limit = x[use + '_efficiency_limit']
                eta[E] = limit - (limit - x[use + '_efficiency_start']) * far
        self.train_unit, self.serve_unit = {}, {}
        for k, chip in self.chips.items():
            b = chip['bandwidth_tb_per_s'] / 3.35
            self.train_unit[k] = chip['h100e'] * self.eta_train[chip['ecosystem']]
            self.serve_unit[k] = min(b, self.behaviour['serving_cap_ratio'] * chip['h100e']) \
                * self.eta_serve[chip['ecosystem']]
        for a, k in self.pairs:
            s = self.actors[a]['training_share']
            self.w[a, k] = s * self.train_unit[k] + (1 - s) * self.serve_unit[k]

    # ---------------------------------------------------------------- what lies where

    def in_W(self, a, k):
        return sum(self.W[a, k].values())

    def in_K(self, a, k):
        return sum(lot['qty'] for lot in self.K[a, k])

    def in_P(self, a, k):
        return sum(lot['qty'] for lots in self.P[a, k].values() for lot in lots)

    def in_B(self, a, k):
        return sum(lot['qty'] for lot in self.B[a, k])

    def in_Q(self, a, k, running=False):
        """Pending; running: only what does not wait at a licence on hold."""
        return sum(app['qty'] for app in self.Q[a, k] if not (
            running and self.binds(app['licence'], a, k) and self.param(app['licence'], 'hold') > 0))
