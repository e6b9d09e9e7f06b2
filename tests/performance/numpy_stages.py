"""The eight stages of a month (docs/model.md, 7.1 to 7.8) over arrays of replications; see numpy_model.py."""
import math

import numpy as np


def scheduled(steps, t):
    value = 0.0
    for month, x in steps:
        if month <= t:
            value = x
    return value


def ratio(x, y, otherwise):
    """x / y where y > 0."""
    out = np.full(np.broadcast_shapes(np.shape(x), np.shape(y)), otherwise, float)
    return np.divide(x, y, out=out, where=y > 0)


class Stages:
    def month(self, t):
        self.t = t
        self.weigh()
        self.policy(t)
        self.in_force_today()
        self.production(t)
        self.deployment(t)
        self.prices()
        self.orders(t)
        self.clearances(t)
        self.allocation(t)
        self.accounts(t)
        self.record(t)

    # ---------------------------------------------------------------- 7.1

    def hazards(self):
        """lambda (n) of every transition, from the covariates at the end of t-1: (jurisdiction, from, to)."""
        out = {}
        recent = [np.exp(-self.loosened[j] / x['loosening_memory_months'])
                  for j, x in enumerate(self.m['jurisdictions'].values())]
        openness = [self.openness_of[j][self.regime[j]] for j in range(len(self.J))]
        signal = {s: np.exp(-age / self.m['signals'][s]['memory_months']) for s, age in self.signal.items()}
        for j, name in enumerate(self.J):
            regimes = self.m['jurisdictions'][name]['regimes']
            for r, x in enumerate(regimes.values()):
                for to, y in x['transitions'].items():
                    others = [o for o in range(len(self.J)) if o != j]
                    other = self.J.index(y['other']) if y['other'] else others[0] if len(others) == 1 else None
                    score = y['beta_unmet_need'] * self.unmet[j] + y['beta_world_share'] * self.share_of_world[j]
                    if other is not None:
                        score = score + y['beta_other_openness'] * openness[other] \
                            + y['beta_other_loosening'] * recent[other]
                    if y['signal']:
                        score = score + y['beta_signal'] * signal[y['signal']]
                    out[j, r, list(regimes).index(to)] = y['hazard_per_year'] / 12 * np.exp(score)
        return out

    def leaving(self):
        """lambda (n) out of the regimes in force, by (jurisdiction, destination)."""
        out = {}
        for (j, r, to), x in self.lam.items():
            here = self.regime[j] == r
            if here.any():
                out[j, to] = out.get((j, to), 0.0) + np.where(here, x, 0)
        return out

    def policy(self, t):
        self.openness_before = [self.openness_of[j][self.regime[j]] for j in range(len(self.J))]
        self.lam = self.hazards()
        start = [r.copy() for r in self.regime]
        for age in self.loosened:
            age += 1
        for s in self.signal:
            self.signal[s] += 1
        moved = [np.zeros(self.n, bool) for _ in self.J]
        for e, x in self.m['events'].items():
            if x['month'] != t or e not in self.happens:
                continue
            if x['signal']:
                self.signal[x['signal']][self.happens[e]] = 0
            if x['jurisdiction'] and x['regime']:
                j = self.J.index(x['jurisdiction'])
                to = list(self.m['jurisdictions'][x['jurisdiction']]['regimes']).index(x['regime'])
                self.move(j, self.happens[e] & ~moved[j], to, moved, t)
        for j, name in enumerate(self.J):
            to = [(d, x) for (i, d), x in sorted(self.leaving().items(), key=lambda x: x[0]) if i == j]
            total = sum(x for _, x in to)
            u = self.draws.uniform('move', name, t)
            P, upto, undecided = -np.expm1(-total), 0.0, ~moved[j] & (total > 0)
            for d, x in to:
                upto = upto + x
                hit = undecided & (u < P * ratio(upto, total, 0.0))
                self.move(j, hit, d, moved, t)
                undecided &= ~hit
        self.changed = t == 0 or any((a != b).any() for a, b in zip(start, self.regime))

    def move(self, j, where, to, moved, t):
        where = where & (self.regime[j] != to)
        rank = self.openness_of[j]
        self.loosened[j][where & (rank[to] > rank[self.regime[j]])] = 0
        self.regime[j] = np.where(where, to, self.regime[j])
        self.spell[j] = np.where(where, t, self.spell[j])
        moved[j] |= where

    def in_force_today(self):
        """What today's regimes mean: bound (idx, n) of each instrument, eligible, admitted, T_k."""
        if self.changed:
            for g in self.I.values():
                on = self.now(g['on'], g['owner'])
                if g['varies']:
                    g['covers_now'] = g['covers'][self.regime[g['owner']]].T
                else:
                    g['covers_now'] = g['covers'][0][:, None]
                g['bound'] = g['covers_now'] & on if g['type'] != 'enforcement' else on
                g['any'] = bool(g['bound'].any())
                g['on_now'] = on
            P, n = len(self.pairs), self.n
            shape = P, n
            self.cause = np.full(shape, -1, np.int16)
            self.denying, self.revoking = np.zeros(shape, bool), np.zeros(shape, bool)
            self.denied_by_exporter = np.zeros(shape, bool)
            for side in (self.importer, self.exporter):  # the exporter's overwrite: they come first
                for j in range(len(self.J)):
                    at = np.flatnonzero(side == j)
                    if not len(at):
                        continue
                    shut = self.now(self.shut[j], j)[at]
                    deny = self.now(self.deny[j], j)[at]
                    self.cause[at] = np.where(shut >= 0, shut, self.cause[at])
                    self.denying[at] |= deny
                    self.revoking[at] |= self.now(self.revoke[j], j)[at]
                    if side is self.exporter:
                        self.denied_by_exporter[at] = deny
            self.open_pairs = self.wanted & (self.cause < 0)
            self.clearing = np.zeros(shape)
            for g in self.after:
                if g['any']:
                    self.clearing[g['idx']] += np.where(g['bound'], self.par(g, 'delay_mean_months'), 0)
            self.holding = np.zeros(shape, bool)
            for g in self.of['border']:
                self.holding[g['idx']] |= g['bound'] & (self.column(self.par(g, 'hold')) > 0)
            self.g = np.ones(shape)
            for g in self.of['preference']:
                self.g[g['idx']] *= np.where(g['bound'], self.par(g, 'weight'), 1)
            self.taste_now = self.taste * self.g
        for g in self.of['domestic_ratio']:
            for a, row in zip(g['actors'], np.maximum.reduceat(
                    np.broadcast_to(g['bound'], (len(g['idx']), self.n)), g['first'], axis=0)):
                self.in_force[g['name']][a] |= row
        for g in self.before:
            self.tick(g, self.t)

    def tick(self, g, t):
        i, x = g['name'], g['x']
        if t == 0:
            self.balance[i] = self.column(self.par(g, 'opening_allowance_chips')).copy()
            self.granted[i] = self.balance[i].copy()
            p = self.column(self.par(g, 'denial_probability'))
            denied = p >= 1
            if (p > 0).any():
                denied = denied | (self.draws.uniform('allowance_denial', i, 'once') < p)
            wait = self.delay(x['delay_shape'], self.par(g, 'delay_mean_months'),
                              self.draws.uniform('allowance_delay', i, 'once'))
            self.wait[i] = np.where(denied, np.inf, wait)
            self.clock[i], self.usable[i] = np.zeros(self.n), np.zeros(self.n, bool)
        since, every = t - x['grant_first_month'], x['grant_every_months']
        if since == 0 or (since > 0 and every > 0 and since % every == 0):
            grant = self.par(g, 'grant_chips')
            self.balance[i] += grant
            self.granted[i] += grant
        runs = g['on_now'] & ~(self.column(self.par(g, 'hold')) > 0)
        self.clock[i] += runs & (t >= 1)
        self.usable[i] |= runs & (self.clock[i] >= self.wait[i])

    # ---------------------------------------------------------------- 7.2

    def production(self, t):
        cap = np.array([self.column(scheduled(x, t)) for x in self.capacity])
        for k in self.noisy:
            eps = self.draws.normal('supply_noise', self.K[k], t)
            self.z[k] = self.noise_rho[k] * self.z[k] + self.noise_sd[k] * eps
            cap[k] *= np.exp(self.z[k])
        for g in self.of['enforcement']:
            factor = np.where(g['bound'], self.par(g, 'capacity_factor'), 1)
            cap[g['chips']] *= factor
        limit, start, reference, b = self.yields
        far = np.exp(-b * np.log1p(self.Y / reference))
        want = self.x = cap * (limit - (limit - start) * far)
        for s, supplier in self.m['suppliers'].items():
            if not supplier['banks']:
                continue
            mine = [k for k in range(len(self.K)) if self.m['chips'][self.K[k]]['supplier'] == s]
            use = {(i, k): self.m['chips'][self.K[k]]['units_per_chip'][i] for i in supplier['banks'] for k in mine}
            f = {i: np.minimum(1, ratio(self.bank[s, i], sum(use[i, k] * want[k] for k in mine), 1.0))
                 for i in supplier['banks']}
            for k in mine:
                for i in supplier['banks']:
                    if use[i, k] > 0:
                        f[k] = np.minimum(f.get(k, 1), f[i])
            for k in mine:
                self.x[k] = want[k] * f.get(k, 1)
            for i, bank in supplier['banks'].items():
                self.bank[s, i] = np.maximum(0, self.bank[s, i] - sum(use[i, k] * self.x[k] for k in mine)) \
                    + scheduled(bank['inflow_units_per_month'], t)
        self.Inv += self.x
        self.Y += self.x

    # ---------------------------------------------------------------- 7.3

    def deployment(self, t):
        lost = self.V * self.loss
        self.V -= lost
        life = self.life[self.of_chip]
        age = life - 1 - t
        old = np.flatnonzero((life > 0) & (age >= self.youngest) & (age <= self.oldest))
        if len(old):
            leaving = np.minimum(self.V[old], self.part[old] * np.exp(-self.decay[old] * (t + 1)))
            self.V[old] -= leaving
            lost[old] += leaving
        for L in set(life[(life > 0) & (life <= t)]):
            at = np.flatnonzero(life == L)
            leaving = np.minimum(self.V[at], self.installed[t - L][at] * np.exp(-self.decay[at] * L))
            self.V[at] -= leaving
            lost[at] += leaving
        self.sum['retired'] += lost
        arrivals = self.landing.pop(t, None)
        if arrivals is not None:
            self.transit -= arrivals
            np.maximum(self.transit, 0, out=self.transit)
            self.land(t, arrivals)
        else:
            self.land(t, 0.0)
        enters = self.readying.pop(t, None)
        if enters is not None:
            self.warehouse -= enters
            np.maximum(self.warehouse, 0, out=self.warehouse)
            self.V += enters
            self.sum['installed'] += enters
        if self.life[self.life > 0].min(initial=10 ** 6) < self.T:
            self.installed.append(enters if enters is not None else np.zeros_like(self.V))

    def land(self, t, arrivals, at=slice(None)):
        whole = self.border[at] + arrivals
        hold = self.holding[at]
        lands = np.where(hold, 0, whole)
        self.border[at] = np.where(hold, whole, 0)
        self.sum['landed'][at] += lands
        self.warehouse[at] += lands
        wait = self.installing[self.of_chip]
        for months in set(wait[at]):
            here = wait[at] == months
            due = self.readying.setdefault(t + months, None)
            if due is None:
                due = self.readying[t + months] = np.zeros_like(self.V)
            due[np.arange(len(wait))[at][here]] += lands[here]

    # ---------------------------------------------------------------- 7.4

    def prices(self):
        P, n = len(self.pairs), self.n
        if self.changed:
            price = np.broadcast_to(self.price, (len(self.K), n))[self.of_chip]
            s, T, felt = np.zeros((P, n)), {}, np.zeros((P, n))
            for g in self.of['tariff']:
                rate, share = self.par(g, 'rate'), self.column(self.par(g, 'as_share')) > 0
                g['as_share'] = g['bound'] & share
                s[g['idx']] += np.where(g['as_share'], np.minimum(0.9, rate), 0)
            scale = np.where(s > 0.95, 0.95 / np.maximum(s, 0.95), 1)
            s = np.minimum(s, 0.95)
            whole, treasury = np.ones((P, n)), np.zeros((len(self.J), P, n))
            for g in self.of['tariff']:
                at, rate = g['idx'], self.par(g, 'rate')
                T = np.where(g['as_share'], np.minimum(0.9, rate) * scale[at] / (1 - s[at]),
                             np.where(g['bound'], rate, 0))
                felt[at] += self.par(g, 'pass_through') * T
                whole[at] += T
                treasury[g['owner'], at] += T
            self.pL = price * (1 + felt)
            self.vendor = self.pL / whole
            self.duty = [x * self.vendor if x.any() else None for x in treasury]
            self.plain_price = price
            self.log_pL = np.log(self.pL)
        with np.errstate(divide='ignore'):
            self.log_w = np.log(self.w)
        self.log_c = self.log_pL - self.log_w

    def mix(self, log_c):
        """Choice shares over the first mix."""
        raw = np.where(np.isfinite(log_c), self.taste_now * np.exp(-self.theta * log_c), 0)
        return raw * ratio(1, self.by_actor(raw), 0.0)[self.of_actor]

    def mean(self, sigma, value):
        """Mean of value by shares, over the actor's pairs; 0 where there are none."""
        return ratio(self.by_actor(sigma * value), self.by_actor(sigma), 0.0)

    # ---------------------------------------------------------------- 7.5

    def orders(self, t):
        self.cash += self.budget
        excess = np.maximum(0, self.cash - self.carry * self.budget) if np.isfinite(self.carry).any() else 0.0
        self.cash -= excess
        self.withdrawn += excess
        sigma = self.sigma = self.mix(self.log_c)
        c = np.where(self.w > 0, np.exp(self.log_c), 0)
        self.price_factor(t, sigma, c)
        ours = self.ours = np.where(self.open_pairs, sigma, 0)
        self.cover = self.cover_months()
        lead = (self.lead + self.installing)[self.of_chip][:, None]
        H = self.mean(ours, lead + self.clearing + self.cover)
        b = self.b
        self.reach = self.V + self.warehouse + self.border
        have = self.by_actor(self.w * (self.reach + b['pipeline_weight'] * self.transit
                                       + b['cleared_weight'] * self.B + b['pending_weight'] * self.Q))
        self.gap = np.maximum(0, self.target(t + H) - have)
        self.outstanding = self.Q + self.B
        frozen = self.by_actor(self.pL * (self.outstanding - self.on_hold()))
        self.uncommitted = np.maximum(0, self.cash - frozen)
        bulk = np.minimum(self.gap, ratio(self.uncommitted, self.mean(ours, c), 0.0))
        self.measure_rooms(bulk, t)
        self.book(self.place(), t)

    def price_factor(self, t, sigma, c):
        if not (self.eps > 0).any():
            return
        if t == 0:
            self.first_eligible = ~self.denying
            with np.errstate(divide='ignore'):
                log_plain = np.log(self.plain_price) - self.log_w
            plain = np.where(self.w > 0, np.exp(log_plain), 0)
            self.reference = self.mean(np.where(self.first_eligible, self.mix(log_plain), 0), plain)
        cbar = self.mean(np.where(self.first_eligible, sigma, 0), c)
        usable = (cbar > 0) & (self.reference > 0) & (self.eps > 0)
        self.factor = np.where(usable, np.exp(-self.eps * np.log(np.where(usable, cbar, 1)
                                                                 / np.where(usable, self.reference, 1))), 1)

    def cover_months(self):
        psi = self.column(self.b['anticipation'])
        if not (psi > 0).any():
            return np.zeros_like(self.w)
        moves = []
        for (j, to), lam in self.leaving().items():
            close = self.close[j][to]
            if close is not None and (lam > 0).any():
                moves.append((lam, close & ((self.exporter == j) | (self.importer == j))[:, None]))
        if not moves:
            return np.zeros_like(self.w)
        at = np.flatnonzero(np.logical_or.reduce([close.any(axis=1) for _, close in moves]) & self.wanted.any(axis=1))
        actor = self.of_actor[at]
        bars = [(lam, close[at] & self.open_pairs[at], close) for lam, close in moves]
        total = sum(lam * bar for lam, bar, _ in bars)
        P = -np.expm1(-total * (self.lead[self.of_chip[at]][:, None] + self.clearing[at]))
        most, carrying = self.b['cover_max_months'], self.b['carrying_cost_per_month']
        out = np.zeros((len(at), self.n))
        log_open = np.where(self.open_pairs, self.log_c, np.inf)
        for lam, bar, close in bars:
            best = np.minimum.reduceat(np.where(close, np.inf, log_open), self.starts, axis=0)[actor]
            gain = np.maximum(0, best - np.where(bar, self.log_c[at], 0))
            out += lam * np.where(bar & (psi * P > 0), np.minimum(most, psi * P * np.where(bar, gain, 0) / carrying), 0)
        cover = np.zeros_like(self.w)
        cover[at] = ratio(out, total, 0.0)
        return cover

    def on_hold(self):
        out = np.zeros(self.w.size)
        f = self.flat
        for n, g in enumerate(self.after):
            hold = self.column(self.par(g, 'hold')) > 0
            if not hold.any():
                continue
            here = np.flatnonzero((self.chain[f['p'], f['at']] == n) & hold[f['lane']])
            here = here[self.bound_at(g, f['p'][here], f['lane'][here])]
            out += np.bincount(f['p'][here] * self.n + f['lane'][here], f['q'][here], len(out))
        return out.reshape(self.w.shape)

    def bound_at(self, g, p, lane):
        where = np.searchsorted(g['idx'], p)
        return np.broadcast_to(g['bound'], (len(g['idx']), self.n))[where, lane]

    def limit_now(self, g, t):
        x = g['x']
        if x['type'] == 'quota':
            return self.column(self.par(g, 'limit'))
        months = max(0, t + 1 - x['start_month'])
        if x['window'] == 'calendar_year':
            months = min(months, (self.m['run']['first_month_of_year'] + t) % 12 + 1)
        opening = self.par(g, 'reference_opening') if x['window'] == 'run' else 0.0
        return self.column(self.par(g, 'share') * (opening + self.par(g, 'reference_per_month') * months))

    def measure_rooms(self, bulk, t):
        """Groups of instruments: room (actors, n); and the room in each pair's supply."""
        real = lambda room, whole: np.where((room > 1e-9 * whole) | np.isinf(whole), room, 0)
        self.groups = []
        for g in sorted(self.before + self.limits, key=lambda g: g['name']):
            if not g['any']:
                continue
            if g['type'] == 'licence':
                room = np.where(self.usable[g['name']], real(self.balance[g['name']], self.granted[g['name']]), 0)
                load = g['bound']
            else:
                if g['x']['window'] == 'calendar_year' and t > 0 \
                        and (self.m['run']['first_month_of_year'] + t) % 12 == 0:
                    self.use[g['name']][...] = 0
                load = g['bound'] * g['unit']
                whole = self.limit_now(g, t)
                room = real(whole - self.use[g['name']] - (load * self.outstanding[g['idx']]).sum(axis=0), whole)
            may = np.logical_or.reduceat(g['bound'] & self.open_pairs[g['idx']], g['first'], axis=0)
            weight = np.where(may, bulk[g['actors']], 0)
            share = ratio(weight, weight.sum(axis=0), 0.0)
            with np.errstate(invalid='ignore'):
                room = np.where(np.isinf(room), np.inf, np.maximum(0, room) * share)
            self.groups.append(dict(g=g, load=load, room=room, first=room.copy()))
        self.supply = np.zeros_like(self.w)
        for k, at in enumerate(self.chip_pairs):
            whole = self.Inv[k] + self.b['backlog_months'] * self.x[k]
            room = real(whole - self.outstanding[at].sum(axis=0), whole)
            weight = np.where(self.open_pairs[at], bulk[self.of_actor[at]], 0)
            self.supply[at] = np.maximum(0, room) * ratio(weight, weight.sum(axis=0), 0.0)
        self.supply_first = self.supply.copy()

    def fit(self, want, lanes=slice(None), supply=None, rooms=None):
        """Places what of `want` fits; reduces the rooms.  Returns placed, least factor, factors of the groups."""
        least = np.minimum(1, ratio(supply, want, 1.0))
        own = least.copy()
        factors = []
        for h, room in zip(self.groups, rooms):
            g, load = h['g'], h['load'][:, lanes] if h['load'].shape[1] > 1 else h['load']
            asked = np.add.reduceat(load * want[g['idx']], g['first'], axis=0)
            f = np.where(asked <= room, 1, ratio(room, asked, 1.0))[g['row']]
            f = np.where(load > 0, f, 1)
            factors.append(f)
            least[g['idx']] = np.minimum(least[g['idx']], f)
        placed = want * least
        supply -= placed
        np.maximum(supply, 0, out=supply)
        for h, room in zip(self.groups, rooms):
            g, load = h['g'], h['load'][:, lanes] if h['load'].shape[1] > 1 else h['load']
            room -= np.add.reduceat(load * placed[g['idx']], g['first'], axis=0)
            np.maximum(room, 0, out=room)
        return placed, least, own, factors

    def place(self):
        n, actor, w = self.n, self.of_actor, self.w
        per_w = np.divide(1, w, out=np.zeros_like(w), where=w > 0)
        gap_p = self.gap[actor]
        want = self.ours * gap_p * per_w
        rooms = [h['room'] for h in self.groups]
        placed, least, own, factors = self.fit(want, slice(None), self.supply, rooms)
        self.lose(want, placed, least, own, factors, gap_p)
        effective = self.by_actor(w * placed)
        cost = self.by_actor(self.pL * placed)
        self.causes['cash', -1] = (1 - np.minimum(1, ratio(self.uncommitted, cost, 1.0))) * effective
        left = self.gap - effective
        order = placed.copy()
        going = np.ones_like(left, bool)
        lanes = np.arange(n)
        for number in range(int(self.mix_count.max())):
            going &= (left > 1e-9 * self.gap) & (number < self.mix_count)
            lanes = lanes[going[:, lanes].any(axis=0)]
            if not len(lanes):
                break
            everyone = len(lanes) == n
            some = slice(None) if everyone else lanes
            supply, first = self.supply[:, some], self.supply_first[:, some]
            roomy = (supply > 1e-9 * first) & (supply > 0) & self.open_pairs[:, some]
            parts = []
            for h in self.groups:
                room, load = h['room'][:, some], h['load'][:, some] if h['load'].shape[1] > 1 else h['load']
                parts.append(room)
                full = ~(np.isinf(room) | ((room > 1e-9 * h['first'][:, some]) & (room > 0)))
                roomy[h['g']['idx']] &= ~((load > 0) & full[h['g']['row']])
            shares = np.where(roomy, self.sigma[:, some], 0)
            total = self.by_actor(shares)
            going[:, some] &= total > 0
            spread = np.where(going[:, some], ratio(left[:, some], total, 0.0), 0)
            placed, *_ = self.fit(shares * spread[actor] * per_w[:, some], some, supply, parts)
            order[:, some] += placed
            left[:, some] -= self.by_actor(w[:, some] * placed)
            if not everyone:
                self.supply[:, some] = supply
                for h, room in zip(self.groups, parts):
                    h['room'][:, some] = room
        for g in self.of['domestic_ratio']:
            if g['any']:
                self.raise_domestic(g, order)
        cost = self.by_actor(self.pL * order)
        return order * np.minimum(1, ratio(self.uncommitted, cost, 1.0))[actor]

    def lose(self, want, placed, least, own, factors, gap_p):
        """Causes of round 0, in effective units (A, n)."""
        self.causes = {}
        lost = np.where(self.open_pairs, 0, self.sigma * gap_p)
        for i in self.shutting():
            self.causes['shut', i] = self.by_actor(np.where(self.cause == i, lost, 0))
        short = self.w * (want - placed)
        named = np.zeros_like(short, bool)
        near = least + 1e-9
        # pair order: the exporter's groups before the importer's, by name
        for importer in (False, True):
            for h, f in zip(self.groups, factors):
                g = h['g']
                at = g['idx']
                side = (self.importer[at] == g['owner']) & (self.exporter[at] != g['owner'])
                rows = np.flatnonzero(side == importer)
                if not len(rows):
                    continue
                hit = (f[rows] <= near[at[rows]]) & ~named[at[rows]] & (h['load'][rows] > 0)
                named[at[rows]] |= hit
                part = np.where(hit, short[at[rows]], 0)
                cell = self.causes.setdefault(('group', g['name']), np.zeros_like(self.gap))
                np.add.at(cell, self.of_actor[at[rows]], part)
        self.causes['supply', -1] = self.by_actor(np.where(named, 0, short))

    def shutting(self):
        if self.changed:
            self.shutting_now = [i for i in np.unique(self.cause) if i >= 0]
        return self.shutting_now

    def raise_domestic(self, g, order):
        at, i = g['idx'], g['name']
        taken = self.outstanding + order
        foreign = np.zeros_like(self.gap)
        foreign[g['actors']] = np.add.reduceat(g['bound'] * taken[at], g['first'], axis=0)
        home = (self.exporter == g['owner'])[:, None]
        has = np.zeros_like(self.gap, bool)
        has[g['actors']] = np.logical_or.reduceat(np.broadcast_to(g['bound'], (len(at), self.n)), g['first'], axis=0)
        missing = self.par(g, 'ratio') * (self.F[i] + foreign) - self.G[i] - self.by_actor(np.where(home, taken, 0))
        shares = np.where(home, self.ours, 0)
        total = self.by_actor(shares)
        spread = np.where(has & (missing > 0), ratio(missing, total, 0.0), 0)
        if spread.any():
            order += self.fit(shares * spread[self.of_actor], slice(None), self.supply,
                              [h['room'] for h in self.groups])[0]

    def book(self, order, t):
        self.ordered_effective = self.by_actor(self.w * order)
        self.sum['ordered'] += order
        for g in self.before:
            if g['any']:
                self.balance[g['name']] = np.maximum(
                    0, self.balance[g['name']] - (g['bound'] * order[g['idx']]).sum(axis=0))
        refused = self.R.sum(axis=(0, 1))
        if refused.any():
            self.R *= np.maximum(0, 1 - ratio(order, refused, 0.0))
        unlicensed = self.chain[:, 0] < 0
        self.cleared_now = np.where(unlicensed[:, None], order, 0)
        rows = np.flatnonzero(~unlicensed)
        p, lane = np.nonzero(order[rows] > 0)
        p = rows[p]
        new = dict(p=p, lane=lane, q=order[p, lane], m=np.full(len(p), t), at=np.full(len(p), -1),
                   count=np.zeros(len(p)), d=np.zeros(len(p)), denied=np.zeros(len(p), bool))
        self.flat = {key: np.concatenate((x, new[key])) for key, x in self.flat.items()}

    # ---------------------------------------------------------------- 7.6

    def refuse_now(self, exporter, cause, chips):
        """Adds (P, n) chips to R, under the exporter's key where `exporter` holds."""
        self.R[1, cause] += np.where(exporter, chips, 0)
        self.R[0, cause] += np.where(exporter, 0, chips)
        self.sum[('denied', 'revoked', 'lapsed')[cause]] += chips
        for g in self.before:
            if g['any']:
                self.balance[g['name']] += (g['bound'] * chips[g['idx']]).sum(axis=0)

    def dense(self, where):
        f = self.flat
        return np.bincount(f['p'][where] * self.n + f['lane'][where], f['q'][where],
                           self.w.size).reshape(self.w.shape)

    def clearances(self, t):
        f = self.flat
        self.after_flows(t)
        barred = self.denying[f['p'], f['lane']]
        if barred.any():
            self.refuse_now(self.denied_by_exporter, 0, self.dense(np.flatnonzero(barred)))
        if self.revoking.any():
            gone = np.where(self.revoking, self.B, 0)
            if gone.any():
                self.refuse_now(self.denied_by_exporter, 1, gone)
                self.B -= gone
                self.gone += gone
        refused = np.zeros(len(barred), bool)
        key_exporter = np.zeros(len(barred), bool)
        out = barred.copy()
        moving = (f['at'] < 0) & ~out
        licence = np.where(f['at'] >= 0, self.chain[f['p'], f['at']], -1)
        for s in range(self.chain.shape[1] - 1):
            going = np.flatnonzero(~out & ((f['at'] == s) | moving))
            for n, g in enumerate(self.after):
                mine = going[self.chain[f['p'][going], s] == n]
                if not len(mine):
                    continue
                p, lane = f['p'][mine], f['lane'][mine]
                bound, hold = self.bound_at(g, p, lane), (self.column(self.par(g, 'hold')) > 0)[lane]
                came = moving[mine]
                f['count'][mine] += ~came & ~hold
                file = mine[came & bound]
                self.file(g, file)
                moving[mine] = ~bound
                waits = mine[bound & (hold | (f['count'][mine] < f['d'][mine]))]
                clears = mine[bound & ~(hold | (f['count'][mine] < f['d'][mine]))]
                f['at'][file] = s
                bad = clears[f['denied'][clears]]
                out[bad] = refused[bad] = True
                key_exporter[bad] = self.exporter[f['p'][bad]] == g['owner']
                moving[clears] = ~f['denied'][clears]
                del waits
        for side in (False, True):
            where = np.flatnonzero(refused & (key_exporter == side))
            if len(where):
                self.refuse_now(side, 0, self.dense(where))
        done = moving & ~out
        cleared = self.cleared_now + self.dense(np.flatnonzero(done))
        self.flat = {key: x[~(out | done)] for key, x in f.items()}
        self.B += cleared
        self.sum['licensed'] += cleared
        self.lapse(t, cleared)
        self.Q = self.dense(slice(None))

    def after_flows(self, t):
        """Pairs whose licences have a validity keep a history of what was cleared."""
        if t == 0:
            self.perishing = [g for g in self.after if not isinstance(g['x']['validity_months'], float)
                              or g['x']['validity_months'] < math.inf]
            rows = [g['idx'] for g in self.perishing]
            self.perishable = np.unique(np.concatenate(rows)) if rows else np.zeros(0, int)
            self.history = []
            self.gone = np.zeros_like(self.w)

    def file(self, g, at):
        """Draws delay and denial of applications that reach a licence."""
        f, i = self.flat, g['name']
        if not len(at):
            return
        p, lane, m = f['p'][at], f['lane'][at], f['m'][at]
        spell = self.spell[g['owner']]
        names = [self.labels[x] for x in p] if hasattr(self.draws, 'draws') else None

        def luck(process, key):
            rho = self.column(self.par(g, key))
            shared = self.draws.shared(process, i, spell) if (rho > 0).any() else np.zeros(self.n)
            return self.copula(rho[lane], self.draws.own(process, i, names, lane, m), shared[lane])

        mean = self.column(self.par(g, 'delay_mean_months'))[lane]
        shape = g['x']['delay_shape']
        f['d'][at] = self.delay(shape, mean, luck('licence_delay', 'delay_correlation') if shape else mean)
        p_denied = self.column(self.par(g, 'denial_probability'))[lane]
        f['denied'][at] = luck('licence_denial', 'denial_correlation') < p_denied if (p_denied > 0).any() else False
        f['count'][at] = 0

    def lapse(self, t, cleared):
        if not len(self.perishable):
            return
        at = self.perishable
        total = (self.history[-1] if self.history else 0.0) + cleared[at]
        self.history.append(total)
        best, exporter = np.full(total.shape, np.inf), np.zeros(total.shape, bool)
        for side in (True, False):
            for g in self.perishing:
                v = np.maximum(1, np.floor(np.broadcast_to(self.par(g, 'validity_months'), (self.n,)) + 0.5))
                rows = np.searchsorted(at, g['idx'])
                owner = self.exporter[g['idx']] == g['owner']
                hit = g['bound'] & (owner == side)[:, None] & (v < best[rows])
                best[rows] = np.where(hit, v, best[rows])
                exporter[rows] = np.where(hit, side, exporter[rows])
        chips = np.zeros_like(total)
        for v in np.unique(best[np.isfinite(best)]).astype(int):
            if t - v >= 0:
                old = np.maximum(0, self.history[t - v] - self.gone[at])
                chips += np.where(best == v, np.minimum(old, self.B[at]), 0)
        chips[chips <= 1e-11 * total] = 0
        if chips.any():
            whole, key = np.zeros_like(self.w), np.zeros(self.w.shape, bool)
            whole[at], key[at] = chips, exporter
            self.B -= whole
            self.gone += whole
            self.refuse_now(key, 2, whole)

    # ---------------------------------------------------------------- 7.7

    def allocation(self, t):
        self.clips = {}
        self.have = self.by_actor(self.w * (self.reach + self.transit))
        self.shipped = np.zeros_like(self.w)
        for k in self.chip_order:
            self.allocate(k, t)
        self.spend(t)

    def clip(self, claim, to, at, *category):
        kept = np.minimum(claim, np.maximum(0, to))
        cut = self.clips.setdefault(category, np.zeros_like(self.gap))
        part = self.w[at] * (claim - kept)
        cut[self.of_actor[at]] += part
        self.named[at] += claim - kept
        return kept

    def allocate(self, k, t):
        at = self.chip_pairs[k]
        if not hasattr(self, 'named') or k == self.chip_order[0]:
            self.named = np.zeros_like(self.w)
        demand = scheduled(self.outside_demand[k], t)
        chip = self.m['chips'][self.K[k]]
        supplier = self.m['suppliers'][chip['supplier']]
        if not self.B[at].any():
            self.Inv[k] -= np.minimum(demand, self.Inv[k])
            return
        a, w, claim = self.of_actor[at], self.w[at], self.B[at].copy()
        ahead = t + self.lead[k] + self.installing[k] + self.cover[at]
        D = self.D0[a] * np.exp(self.log_growth[a] * ((ahead + 1) / 12)) * self.factor[a]
        need = np.maximum(0, D - self.have[a])
        claim = self.clip(claim, ratio(need, w, 0.0), at, 'need', '')
        claim = self.clip(claim, self.cash[a] / self.pL[at], at, 'money', '')
        for g in self.of['domestic_ratio']:
            rows, here = self.common(g, at)
            if not len(rows):
                continue
            r = self.column(self.par(g, 'ratio'))
            i = g['name']
            binds = np.broadcast_to(g['bound'], (len(g['idx']), self.n))[rows] & (r > 0)
            room = np.where(binds, ratio(self.G[i][a[here]], r, 0.0) - self.F[i][a[here]], np.inf)
            claim[here] = self.clip(claim[here], room, at[here], 'domestic ratio', i)
        for g in self.limits:
            rows, here = self.common(g, at)
            if not len(rows) or not g['any']:
                continue
            binds = np.broadcast_to(g['bound'], (len(g['idx']), self.n))[rows]
            unit = np.broadcast_to(g['unit'], (len(g['idx']), self.n))[rows][0]
            room = ratio(np.maximum(0, self.limit_now(g, t) - self.use[g['name']]), unit, np.inf)
            asked = np.where(binds, claim[here], 0)
            f = np.minimum(1, ratio(room, asked.sum(axis=0), 1.0))
            claim[here] = self.clip(claim[here], np.where(binds, asked * f, np.inf), at[here], 'limit', g['name'])
        taken = np.minimum(demand, self.Inv[k]) if supplier['outside_order'] == 'before' else 0.0
        estate = np.maximum(0, self.Inv[k] - taken)
        claim = self.clip(claim, self.award(supplier['rule'], estate, claim, a), at, 'supply', '')
        whole = claim.sum(axis=0)
        if supplier['outside_order'] == 'after':
            taken = np.minimum(demand, np.maximum(0, self.Inv[k] - whole))
        self.Inv[k] = np.maximum(0, self.Inv[k] - taken - whole)
        self.shipped[at] = claim
        self.cash[a] = np.maximum(0, self.cash[a] - self.pL[at] * claim)
        self.have[a] += w * claim
        for g in self.limits:
            rows, here = self.common(g, at)
            if len(rows):
                self.use[g['name']] += (np.broadcast_to(g['covers_now'], (len(g['idx']), self.n))[rows]
                                        * np.broadcast_to(g['unit'], (len(g['idx']), self.n))[rows]
                                        * claim[here]).sum(axis=0)
        for g in self.of['domestic_ratio']:
            rows, here = self.common(g, at)
            force = self.in_force[g['name']]
            if len(rows):
                covers = np.broadcast_to(g['covers_now'], (len(g['idx']), self.n))[rows]
                self.F[g['name']][a[here]] += np.where(force[a[here]] & covers, claim[here], 0)
            if self.exporter[at[0]] == g['owner']:
                self.G[g['name']][a] += np.where(force[a], claim, 0)

    def common(self, g, at):
        """Rows of the instrument and of `at` that are the same pairs."""
        key = 'common', int(self.of_chip[at[0]])
        if key not in g:
            _, here, rows = np.intersect1d(at, g['idx'], return_indices=True)
            g[key] = rows, here
        return g[key]

    def award(self, rule, E, d, actors):
        total = d.sum(axis=0)
        if rule == 'proportional' or not (total > E).any():
            return d * np.minimum(1, ratio(E, total, 1.0))
        weight = np.broadcast_to(self.actor_rows('allocation_weight'), self.gap.shape)[actors]
        by = np.argsort(d / weight, axis=0, kind='stable')
        ds, ws = np.take_along_axis(d, by, 0), np.take_along_axis(weight, by, 0)
        left, weights, out = E.copy(), ws.sum(axis=0), np.empty_like(d)
        for row in range(len(ds)):
            out[row] = np.maximum(0, np.minimum(ds[row], ratio(left * ws[row], weights, 0.0)))
            left -= out[row]
            weights = weights - ws[row]
        back = np.empty_like(out)
        np.put_along_axis(back, by, out, 0)
        return np.where(total > E, back, d)

    # ---------------------------------------------------------------- 7.8

    def spend(self, t):
        ship = self.shipped
        self.B -= ship
        np.maximum(self.B, 0, out=self.B)
        self.gone += ship
        self.sum['shipped'] += ship
        self.paid_vendor += self.vendor * ship
        for j, duty in enumerate(self.duty):
            if duty is not None:
                self.paid_duty[j] += duty * ship
        lead = self.lead[self.of_chip]
        self.transit += np.where((lead > 0)[:, None], ship, 0)
        for l in set(lead[lead > 0]):
            due = self.landing.setdefault(t + l, np.zeros_like(ship))
            due[lead == l] += ship[lead == l]
        self.at_once = np.flatnonzero(lead == 0)

    def accounts(self, t):
        if len(self.at_once):
            self.land(t, self.shipped[self.at_once], self.at_once)
        used = self.w * self.V / 12
        for e, at in enumerate(self.ecosystem_pairs):
            if len(at):
                self.X[e] += used[at].sum(axis=0)
