"""Orders: docs/model.md, 7.5."""
import math

from world import INF, LIMITS


class Orders:
    # ---------------------------------------------------------------- 7.5 orders

    def target(self, a, month):
        """D(month), for a real month, with today's price factor."""
        G = self.actors[a]['target_growth_factor_per_year']
        return self.D0[a] * G ** ((month + 1) / 12) * self.factor[a]

    def orders(self, t):
        for a, x in self.actors.items():
            budget = x['budget_usd_per_month']
            self.cash[a] += budget
            self.income[a] += budget
            if x['cash_carry_months'] < INF:
                excess = max(0.0, self.cash[a] - x['cash_carry_months'] * budget)
                self.cash[a] -= excess
                self.withdrawn[a] += excess
        self.open = {(a, k) for a, k in self.pairs if self.wanted(a, k) and not self.shut_by(a, k)}
        self.sigma = {a: self.shares(a, self.c) for a in self.actors}
        self.price_factor(t)
        self.T_clear = {(a, k): sum(self.param(i, 'delay_mean_months') for i in self.licences(a, k, 'after_order'))
                        for a, k in self.pairs}
        self.cover = {(a, k): self.cover_months(a, k, t) for a, k in self.pairs}

        bulk, self.uncommitted, ratio = {}, {}, {}
        for a in self.actors:
            mine = [k for k in self.chips if (a, k) in self.open]
            H = self.mean(self.sigma[a], mine, lambda k: self.chips[k]['lead_months']
                          + self.chips[k]['install_months'] + self.T_clear[a, k] + self.cover[a, k]) or 0.0
            y = self.behaviour
            have = sum(self.w[a, k] * (self.V[a, k] + self.in_W(a, k) + self.in_K(a, k)
                                       + y['pipeline_weight'] * self.in_P(a, k)
                                       + y['cleared_weight'] * self.in_B(a, k)
                                       + y['pending_weight'] * self.in_Q(a, k)) for k in self.chips)
            self.gap[a] = max(0.0, self.target(a, t + H) - have)
            frozen = sum(self.pL[a, k] * (self.in_Q(a, k, running=True) + self.in_B(a, k)) for k in self.chips)
            self.uncommitted[a] = max(0.0, self.cash[a] - frozen)
            chat = self.mean(self.sigma[a], mine, lambda k: self.c[a, k])
            bulk[a] = min(self.gap[a], self.uncommitted[a] / chat) if chat else 0.0
        self.outstanding = {pair: self.in_Q(*pair) + self.in_B(*pair) for pair in self.pairs}
        groups = {a: self.rooms(a, bulk, t) for a in self.actors}
        self.missed = {}  # what round 0 wants of a pair, and what shuts it or limits it most
        self.order = {a: self.place_orders(a, groups[a]) for a in self.actors}
        for a in self.actors:
            self.book_orders(a, t)

    def price_factor(self, t):
        eps = self.behaviour['demand_elasticity']
        if t == 0:
            plain = {(a, k): self.chips[k]['price_usd'] / self.w[a, k] if self.w[a, k] > 0 else INF
                     for a, k in self.pairs}
            self.first = {a: [k for k in self.chips if self.eligible(a, k)] for a in self.actors}
            self.cbar_ref = {a: self.mean(self.shares(a, plain), self.first[a], lambda k, a=a: plain[a, k])
                             for a in self.actors}
        for a in self.actors:
            cbar = self.mean(self.sigma[a], self.first[a], lambda k, a=a: self.c[a, k])
            usable = eps > 0 and cbar and self.cbar_ref[a]
            self.factor[a] = (cbar / self.cbar_ref[a]) ** -eps if usable else 1.0

    def cover_months(self, a, k, t):
        """Months of stock against a closing that buyers expect."""
        psi = self.behaviour['anticipation']
        if psi == 0 or (a, k) not in self.open:
            return 0.0
        h = self.chips[k]['lead_months'] + self.T_clear[a, k]
        keys = {self.chips[k]['origin'], self.actors[a]['home']}

        def barred(j, to, chip):
            return j in (self.chips[chip]['origin'], self.actors[a]['home']) and self.shut_by(
                a, chip, regime={j: to}, owner=j, border=('hold', 'return')) is not None

        def cover(j, to, P):
            if psi * P == 0:
                return 0.0
            most = self.behaviour['cover_max_months']
            c = [self.c[a, n] for n in self.chips if (a, n) in self.open and not barred(j, to, n)]
            gain = max(0.0, math.log(min(c) / self.c[a, k])) if c else INF
            return min(most, psi * P * gain / self.behaviour['carrying_cost_per_month'])

        for e, x in self.model['events'].items():
            j, to = x['jurisdiction'], x['regime']
            if j in keys and to and self.happens[e] and x['month'] - x['announced_months'] <= t < x['month'] \
                    and x['month'] - t <= h and barred(j, to, k):
                return cover(j, to, 1.0)
        moves = [(lam, j, to) for j in sorted(keys) for to, lam in self.hazards(j, self.regime[j]).items()
                 if lam > 0 and barred(j, to, k)]
        lambda_bar = sum(lam for lam, _, _ in moves)
        P = 1 - math.exp(-lambda_bar * h)
        return sum(lam * cover(j, to, P) for lam, j, to in moves) / lambda_bar if moves else 0.0

    def unit(self, i, k):
        return self.chips[k]['h100e'] if self.instruments[i]['unit'] == 'h100e' else 1.0

    def limit(self, i, a, t):
        """Today's limit, in its unit; of a per-customer cap, for the actor's firms together."""
        x = self.instruments[i]
        if x['type'] != 'ratio_cap':
            return self.param(i, 'limit') * (self.actors[a]['n_firms'] if x['type'] == 'per_customer_cap' else 1)
        if self.param(i, 'share') == INF:
            return INF
        months = max(0, t + 1 - x['start_month'])
        if x['window'] == 'rolling_months':
            months = min(months, x['window_months'])
        if x['window'] == 'calendar_year':
            months = min(months, self.month_of_year(t) + 1)
        opening = self.param(i, 'reference_opening') if x['window'] == 'run' else 0.0
        return self.param(i, 'share') * (opening + self.param(i, 'reference_per_month') * months)

    def month_of_year(self, t):
        return (self.model['run']['first_month_of_year'] + t) % 12

    def used(self, i, a, t):
        """Use of a limit within its window; a None: by all actors together."""
        x, first = self.instruments[i], -1
        if x['window'] == 'calendar_year':
            first = t - self.month_of_year(t)
        if x['window'] == 'rolling_months':
            first = t - x['window_months'] + 1
        start = x['used_at_start'] if first <= -1 or (x['window'] == 'calendar_year' and first <= 0) else 0.0
        if a is not None:
            start *= self.actors[a]['n_firms']  # a limit on each firm, a use of each firm
        return max(0.0, start + sum(q for (m, who), q in self.use[i].items()
                                    if m >= first and (a is None or who == a)))

    def rooms(self, a, bulk, t):
        """Groups of the actor's chips and the room it knows: dicts of id, room, unit by chip."""
        out = []
        for i, x in self.instruments.items():
            allowance = x['type'] == 'licence' and x['stage'] == 'before_order'
            if not allowance and x['type'] not in LIMITS:
                continue
            chips = [k for k in self.chips if self.binds(i, a, k)]
            if not chips:
                continue
            members = [pair for pair in self.pairs if self.binds(i, *pair)]
            if allowance:
                room = self.real(self.balance[i], self.granted[i]) if i in self.usable else 0.0
                room = self.split(room, a, members, bulk)
            elif x['type'] == 'per_customer_cap':
                room = self.limit(i, a, t) - self.used(i, a, t) - sum(
                    self.outstanding[a, k] * self.unit(i, k) for k in chips)
                room = self.real(room, self.limit(i, a, t))
            else:
                room = self.limit(i, a, t) - self.used(i, None, t) - sum(
                    self.outstanding[b, k] * self.unit(i, k) for b, k in members)
                room = self.real(room, self.limit(i, None, t))
                room = self.split(room, a, members, bulk)
            unit = {k: 1.0 if allowance else self.unit(i, k) for k in chips}
            cause = 'allowance' if allowance else self.cause_name(x['type'])
            out.append(dict(id=i, owner=x['owner'], cause=cause, room=max(0.0, room), unit=unit))
        for k in self.chips:
            members = [(b, k) for b in self.actors]
            whole = self.Inv[k] + self.behaviour['backlog_months'] * self.x[k]
            room = self.real(whole - sum(self.outstanding[pair] for pair in members), whole)
            out.append(dict(id='', owner='', cause='supply', unit={k: 1.0},
                            room=max(0.0, self.split(room, a, members, bulk))))
        for g in out:
            g['first'] = g['room']
        return out

    @staticmethod
    def real(room, whole):
        """A room, unless it is only rounding: below 1e-9 of what it was before anything was taken."""
        return room if room > 1e-9 * whole or whole == INF else 0.0

    def split(self, room, a, members, bulk):
        """The actor's part of a shared room."""
        if room == INF:
            return INF
        sharing = [b for b in self.actors if any(c == b and (c, k) in self.open for c, k in members)]
        total = sum(bulk[b] for b in sharing)
        return max(0.0, room) * bulk[a] / total if a in sharing and total > 0 else 0.0

    def fit(self, a, want, groups):
        """Places what of `want` fits, with one factor per group; reduces the rooms."""
        for g in groups:
            load = sum(u * want.get(k, 0.0) for k, u in g['unit'].items())
            g['f'] = 1.0 if load <= g['room'] else g['room'] / load
        placed, narrow = {}, {}
        for k, q in want.items():
            mine = [g for g in groups if k in g['unit']]
            mine.sort(key=lambda g: (g['id'] == '', self.place(g['id'], k) if g['id'] else ()))
            least = min(g['f'] for g in mine)
            narrow[k] = next(g for g in mine if g['f'] <= least + 1e-9)
            placed[k] = q * least
        for g in groups:
            if g['room'] < INF:
                g['room'] = max(0.0, g['room'] - sum(u * placed.get(k, 0.0) for k, u in g['unit'].items()))
        return placed, narrow

    def place_orders(self, a, groups):
        sigma, gap, causes = self.sigma[a], self.gap[a], {}
        w = {k: self.w[a, k] for k in self.chips}
        opened = [k for k in sigma if (a, k) in self.open]
        order = dict.fromkeys(self.chips, 0.0)

        def lose(owner, cause, instrument, amount):
            key = owner, cause, instrument
            causes[key] = causes.get(key, 0.0) + amount

        want = {}
        for k in sigma:  # round 0, on the first mix
            if k in opened:
                want[k] = sigma[k] * gap / w[k]
            elif sigma[k] > 0:
                i, cause = self.shut_by(a, k)
                lose(self.instruments[i]['owner'], cause, i, sigma[k] * gap)
                self.missed[a, k] = sigma[k] * gap / w[k], self.instruments[i]['owner'], cause, i
        placed, narrow = self.fit(a, want, groups)
        for k, q in placed.items():
            order[k] += q
            g = narrow[k]
            limit = (g['owner'], g['cause'], g['id']) if self.uncommitted[a] > 0 else ('', 'cash', '')
            self.missed[a, k] = want[k], *limit
            if q < want[k]:
                lose(g['owner'], g['cause'], g['id'], w[k] * (want[k] - q))
        cost = sum(self.pL[a, k] * q for k, q in placed.items())
        short = 1 - min(1.0, self.uncommitted[a] / cost) if cost > 0 else 0.0
        lose('', 'cash', '', short * sum(w[k] * q for k, q in placed.items()))
        left = gap - sum(w[k] * q for k, q in placed.items())

        for _ in range(len(sigma)):  # spill
            roomy = [k for k in opened if all(
                g['room'] == INF or (g['room'] > 1e-9 * g['first'] and g['room'] > 0)
                for g in groups if k in g['unit'])]
            total = sum(sigma[k] for k in roomy)
            if left <= 1e-9 * gap or total <= 0:
                break
            placed, _ = self.fit(a, {k: sigma[k] / total * left / w[k] for k in roomy}, groups)
            for k, q in placed.items():
                order[k] += q
            left -= sum(w[k] * q for k, q in placed.items())

        for i, x in self.instruments.items():
            if x['type'] == 'domestic_ratio' and any(self.binds(i, a, k) for k in self.chips):
                self.raise_domestic(i, x, a, order, opened, groups)
        cost = sum(self.pL[a, k] * q for k, q in order.items())
        f = min(1.0, self.uncommitted[a] / cost) if cost > 0 else 1.0
        self.causes[a] = causes
        return {k: q * f for k, q in order.items()}

    def raise_domestic(self, i, x, a, order, opened, groups):
        foreign = sum(self.outstanding[a, k] + order[k] for k in self.chips if self.binds(i, a, k))
        home = [k for k in self.chips if self.chips[k]['origin'] == x['owner']]
        missing = self.param(i, 'ratio') * (self.F.get((i, a), 0.0) + foreign) \
            - self.G.get((i, a), 0.0) - sum(self.outstanding[a, k] + order[k] for k in home)
        may = [k for k in home if k in opened]
        total = sum(self.sigma[a][k] for k in may)
        if missing > 0 and total > 0:
            placed, _ = self.fit(a, {k: self.sigma[a][k] / total * missing for k in may}, groups)
            for k, q in placed.items():
                order[k] += q

    def book_orders(self, a, t):
        self.ordered_effective[a] = 0.0
        for k, q in self.order[a].items():
            if q <= 0:
                continue
            self.ordered_effective[a] += self.w[a, k] * q
            self.flow[a, k]['ordered'] += q
            for i in self.licences(a, k, 'before_order'):
                self.balance[i] = max(0.0, self.balance[i] - q)
            refused = sum(self.R[a, k].values())
            keep = max(0.0, 1 - q / refused) if refused > 0 else 0.0
            self.R[a, k] = {key: r * keep for key, r in self.R[a, k].items()}
            self.Q[a, k].append(dict(m=t, qty=q, licence=None))
