"""Luck against theory: frequencies over many replications with a fixed seed.

Each comparison of a frequency with its probability uses 4.5 standard errors of the binomial (two-sided error rate
7e-6, so less than 1e-3 for all comparisons of this file); each mean uses 4.5 of its own, computed from theory.
"""
import math
import statistics
import unittest

from harness import run_many, small

N = 20000
Z = 4.5
RICH = {"opening_inventory_chips": 1.0e9}


def erlang(shape, mean, x):
    """P(X <= x) = 1 - exp(-y) sum over n < k of y^n / n!, y = k x / mean (Erlang 1917)."""
    y = shape * x / mean
    return 1 - math.exp(-y) * sum(y ** n / math.factorial(n) for n in range(shape))


def licence(**more):
    return {"key": {"type": "licence", "owner": "us", **more}}


def once(*names):
    """Actors who order their target in month 0 and never again: what is pending counts fully as covered."""
    return {name: {"home": "cn", "target_effective_h100e": 37.0, "budget_usd_per_month": 1.0e6} for name in names}


class Chance(unittest.TestCase):
    def frequency(self, got, probability, what=""):
        se = math.sqrt(max(probability * (1 - probability), 1 / N) / N)
        self.assertLess(abs(got - probability), Z * se, f"{what}: {got} for {probability}")

    def hazard(self, shut=0.0, back=0.0, instruments=None, months=24, **more):
        return small(months, jurisdictions={"us": {"regimes": {
            "open": {"transitions": {"shut": {"hazard_per_year": shut}}},
            "shut": {"transitions": {"open": {"hazard_per_year": back}}}}}}, instruments=instruments, **more)


class Regimes(Chance):
    def test_an_absorbing_closing_cuts_expected_shipments(self):
        # E = F (1-a)(1-(1-a)^T) / a = 994.5446; P(total = F n) = a (1-a)^n for n < T
        F, a, T = 100.0, 0.08, 24
        r = run_many(self.hazard(-12 * math.log(1 - a), chip={"capacity_chips_per_month": {"m0": F}}, instruments={
            "ban": {"type": "ban", "owner": "us", "active": False, "revoking": True, "shut": {"active": True}}}), N)
        total = F * (1 - a) * (1 - (1 - a) ** T) / a
        square = sum(a * (1 - a) ** n * (F * n) ** 2 for n in range(T)) + (1 - a) ** T * (F * T) ** 2
        self.assertAlmostEqual(total, 994.5446, places=4)
        self.assertLess(abs(r.flow("firm", "chip", "shipped")[-1] - total), Z * math.sqrt((square - total ** 2) / N))
        for t, share in enumerate(r.share("us", "open")):
            self.frequency(share, (1 - a) ** (t + 1), t)

    def test_a_chain_of_two_states_tends_to_its_balance(self):
        # P_open(t) = pi + (1 - pi)(1 - a - b)^(t+1), pi = b / (a + b)
        a, b = 0.21, 0.13
        r = run_many(self.hazard(-12 * math.log(1 - a), -12 * math.log(1 - b)), N)
        pi = b / (a + b)
        for t, share in enumerate(r.share("us", "open")):
            self.frequency(share, pi + (1 - pi) * (1 - a - b) ** (t + 1), t)

    def test_competing_moves_go_by_their_hazards(self):
        # leaves with 1 - exp(-(0.9 + 2.3) / 12), to the first in 0.9 of 3.2 cases
        r = run_many(small(1, jurisdictions={"us": {"regimes": {
            "open": {"transitions": {"ajar": {"hazard_per_year": 0.9}, "shut": {"hazard_per_year": 2.3}}},
            "ajar": {}}}}), N)
        leaves = 1 - math.exp(-3.2 / 12)
        self.frequency(r.share("us", "ajar")[0], leaves * 0.9 / 3.2)
        self.frequency(r.share("us", "shut")[0], leaves * 2.3 / 3.2)

    def survival(self, hazards):
        total, path = 0.0, []
        for hazard in hazards:
            total += hazard
            path.append(math.exp(-total))
        return path

    def test_a_signal_raises_a_hazard_and_is_forgotten(self):
        # lambda_t = 0.4 / 12 exp(1.7 exp(-(t - 1 - 3) / 2.5)) for t > 3, set in month 3 and seen a month later
        base, beta, memory = 0.4 / 12, 1.7, 2.5
        r = run_many(small(12, jurisdictions={"us": {"regimes": {"open": {"transitions": {"shut": {
            "hazard_per_year": 0.4, "beta_signal": beta, "signal": "news"}}}}}},
            signals={"news": {"memory_months": memory}}, events={"e": {"month": 3, "signal": "news"}}), N)
        hazards = [base * math.exp(beta * math.exp(-(t - 4) / memory) if t > 3 else 0) for t in range(12)]
        for t, p in enumerate(self.survival(hazards)):
            self.frequency(r.share("us", "open")[t], p, t)

    def test_hazards_see_the_other_side_a_month_later(self):
        # China loosens in month 2 to rank 3; the hazard of month t sees t - 1: openness and exp(-(t - 3) / 4)
        r = run_many(small(10, jurisdictions={
            "us": {"regimes": {"open": {"transitions": {"shut": {
                "hazard_per_year": 0.5, "beta_other_openness": 0.35, "beta_other_loosening": 0.8}}}}},
            "cn": {"start_regime": "open", "loosening_memory_months": 4.0, "regimes": {"wide": {"openness": 3}}}},
            events={"e": {"month": 2, "jurisdiction": "cn", "regime": "wide"}}), N)
        hazards = [0.5 / 12 * math.exp(0.35 * 3 + 0.8 * math.exp(-(t - 3) / 4) if t > 2 else 0.35) for t in range(10)]
        for t, p in enumerate(self.survival(hazards)):
            self.frequency(r.share("us", "open")[t], p, t)

    def test_hazards_see_need_and_share_of_the_world(self):
        # at home in the US: 300 in service of a target 800, and 300 of the world's 1000; both as at the opening
        r = run_many(small(6, jurisdictions={"us": {"regimes": {"open": {"transitions": {"shut": {
            "hazard_per_year": 0.5, "beta_unmet_need": 1.1, "beta_world_share": 2.3}}}}}},
            actors={"native": {"home": "us", "opening_stock_chips": {"chip": 300.0}, "target_effective_h100e": 800.0}},
            firm={"budget_usd_per_month": 0.0},
            references={"earth": {"role": "world", "stock_h100e": 1000.0, "contains_actors": True}}), N)
        hazard = 0.5 / 12 * math.exp(1.1 * (1 - 300 / 800) + 2.3 * 0.3)
        for t, p in enumerate(self.survival([hazard] * 6)):
            self.frequency(r.share("us", "open")[t], p, t)

    def test_an_uncertain_start_and_an_uncertain_event_have_their_probabilities(self):
        # weights 3 to 5; the event moves those who are open with probability 0.3
        world = small(4, events={"e": {"month": 2, "jurisdiction": "us", "regime": "shut", "probability": 0.3}},
                      jurisdictions={"us": {"regimes": {"open": {"start_probability": 3.0},
                                                        "shut": {"start_probability": 5.0}}}})
        del world["jurisdictions"]["us"]["start_regime"]
        r = run_many(world, N)
        for t, share in enumerate(r.share("us", "open")):
            self.frequency(share, 3 / 8 * (0.7 if t >= 2 else 1), t)


class Licences(Chance):
    def cleared_by(self, months=12, actors=("firm",), **more):
        """Frequency of something cleared by the end of each month, of orders all filed in month 0."""
        world = small(months, chip=RICH, actors=once(*actors), instruments=licence(**more),
                      behaviour={"pending_weight": 1.0})
        return run_many(world, N)

    def test_delays_have_the_frequencies_of_an_erlang_rounded_half_up(self):
        # P(d <= n) = F(n + 1/2)
        for shape, mean in ((1, 2.7), (2, 3.1), (5, 4.3)):
            r = self.cleared_by(delay_mean_months=mean, delay_shape=shape)
            for n, share in enumerate(r.reached("firm", "chip")):
                self.frequency(share, erlang(shape, mean, n + 0.5), f"shape {shape}, by {n}")

    def test_two_delays_in_series_convolve(self):
        # P(d1 + d2 <= n), both counted from the month the application reaches the key
        def mass(shape, mean, n):
            return erlang(shape, mean, n + 0.5) - (erlang(shape, mean, n - 0.5) if n else 0)

        world = small(12, chip=RICH, actors=once("firm"), behaviour={"pending_weight": 1.0}, instruments={
            "one": {"type": "licence", "owner": "us", "delay_mean_months": 1.9, "delay_shape": 2},
            "two": {"type": "licence", "owner": "cn", "delay_mean_months": 2.6, "delay_shape": 3}})
        for n, share in enumerate(run_many(world, N).reached("firm", "chip")):
            self.frequency(share, sum(mass(2, 1.9, i) * mass(3, 2.6, j)
                                      for i in range(n + 1) for j in range(n + 1 - i)), n)

    def test_independent_applications_clear_by_the_power(self):
        # rho = 0: P(nothing of three cleared by n) = (1 - F)^3
        r = self.cleared_by(actors=("firm", "two", "three"), delay_mean_months=3.1, delay_shape=2)
        for n, share in enumerate(r.reached("all", "chip")):
            self.frequency(share, 1 - (1 - erlang(2, 3.1, n + 0.5)) ** 3, n)

    def test_wholly_shared_delays_clear_together(self):
        # rho = 1: as one application
        r = self.cleared_by(actors=("firm", "two", "three"), delay_mean_months=3.1, delay_shape=2, delay_correlation=1.0)
        for n, share in enumerate(r.reached("all", "chip")):
            self.frequency(share, erlang(2, 3.1, n + 0.5), n)
        self.assertEqual(r.reached("all", "chip"), r.reached("three", "chip"))

    def test_partly_shared_delays_keep_their_own_frequencies(self):
        # rho = 0.6: each has the same marginal; both together by n: between independence and identity
        r = self.cleared_by(actors=("firm", "two"), delay_mean_months=3.1, delay_shape=2, delay_correlation=0.6)
        F = [erlang(2, 3.1, n + 0.5) for n in range(12)]
        for n, share in enumerate(r.reached("two", "chip")):
            self.frequency(share, F[n], n)
        any_, both = r.reached("all", "chip")[2], 1 - (1 - F[2]) ** 2
        self.assertLess(any_, both - Z / math.sqrt(4 * N))
        self.assertGreater(any_, F[2] + Z / math.sqrt(4 * N))

    def test_partly_shared_delays_follow_the_gaussian_copula(self):
        # P(both later than n) = integral of Phi((a - sqrt(rho) x) / sqrt(1 - rho))^2, a = Phi^-1(1 - F): by quadrature
        rho, n = 0.6, 2
        r = self.cleared_by(actors=("firm", "two"), delay_mean_months=3.1, delay_shape=2, delay_correlation=rho)
        normal = statistics.NormalDist()
        a = normal.inv_cdf(1 - erlang(2, 3.1, n + 0.5))
        step = 0.001
        both = sum(normal.cdf((a - math.sqrt(rho) * x * step) / math.sqrt(1 - rho)) ** 2 * normal.pdf(x * step) * step
                   for x in range(-8000, 8001))
        self.frequency(r.reached("all", "chip")[n], 1 - both)

    def test_denials_have_their_probability_alone_and_together(self):
        # of two applications of probability 0.35: none denied 0.65^2 if independent, 0.65 if wholly shared
        for rho, any_ in ((0.0, 1 - 0.35 ** 2), (1.0, 0.65)):
            r = self.cleared_by(1, ("firm", "two"), denial_probability=0.35, denial_correlation=rho)
            self.frequency(r.reached("firm", "chip")[0], 0.65, rho)
            self.frequency(r.reached("all", "chip")[0], any_, rho)

    def test_shared_luck_lasts_as_long_as_the_regime(self):
        # a new regime draws anew: applications before and after the move are independent even with rho = 1;
        # half of the target doubles in month 3, after the move in 2
        world = small(5, chip=RICH, actors={"firm": {"target_effective_h100e": 37.0, "budget_usd_per_month": 1.0e6}},
                      events={"e": {"month": 2, "jurisdiction": "us", "regime": "shut"}},
                      instruments=licence(denial_probability=0.35, denial_correlation=1.0, shut={"active": True}))
        r = run_many(world, N)
        # what was denied is ordered again next month: in the first spell nothing ever comes if month 0 was denied
        self.frequency(r.reached("firm", "chip")[0], 0.65)
        self.frequency(r.reached("firm", "chip")[1], 0.65)
        self.frequency(r.reached("firm", "chip")[2], 1 - 0.35 ** 2)
        self.frequency(r.reached("firm", "chip")[4], 1 - 0.35 ** 2)

    def test_an_allowance_waits_and_may_never_come(self):
        # usable by n with 0.8 F(n + 1/2), drawn once
        world = small(10, chip=RICH, actors=once("firm"), instruments=licence(
            stage="before_order", delay_mean_months=2.7, delay_shape=2, denial_probability=0.2,
            opening_allowance_chips=50.0))
        for n, share in enumerate(run_many(world, N).reached("firm", "chip")):
            self.frequency(share, 0.8 * erlang(2, 2.7, n + 0.5), n)


class Parameters(Chance):
    def test_supply_noise_is_an_autoregression_whose_median_is_the_schedule(self):
        # z_t normal with variance sigma^2 sum rho^(2k) and mean rho^(t+1) z_-1: E exp(z) = exp(mean + variance / 2)
        sigma, rho, cap, start = 0.4, 0.7, 50.0, 0.3
        r = run_many(small(6, chip={"capacity_chips_per_month": {"m0": cap}, "supply_noise_sd": sigma,
                                    "supply_noise_persistence": rho, "opening_supply_noise": start}), N)
        shipped = r.flow("firm", "chip", "shipped")
        for t in range(6):
            mean, variance = rho ** (t + 1) * start, sigma ** 2 * sum(rho ** (2 * k) for k in range(t + 1))
            expected = cap * math.exp(mean + variance / 2)
            got = shipped[t] - (shipped[t - 1] if t else 0)
            self.assertLess(abs(got - expected), Z * expected * math.sqrt((math.exp(variance) - 1) / N), t)

    def test_uncertain_parameters_have_their_means(self):
        # capacity uniform in 20 ... 60 and lognormal by (p5, p95) = (10, 40): mean exp(mu + s^2 / 2)
        z95 = statistics.NormalDist().inv_cdf(0.95)
        mu, s = math.log(20.0), math.log(2.0) / z95
        for shape, mean, sd in (
                ({"distribution": "uniform", "min": 20.0, "max": 60.0}, 40.0, 40 / math.sqrt(12)),
                ({"distribution": "lognormal", "p5": 10.0, "p95": 40.0}, math.exp(mu + s * s / 2),
                 math.exp(mu + s * s / 2) * math.sqrt(math.exp(s * s) - 1))):
            r = run_many(small(3, chip={"capacity_chips_per_month": {"m0": {"value": 30.0, "source": "a test", **shape}}}), N)
            # one draw for the whole run: the third month has three times it
            self.assertLess(abs(r.flow("firm", "chip", "shipped")[2] - 3 * mean), Z * 3 * sd / math.sqrt(N))

    def test_rank_correlation_is_kept(self):
        # product of two uniforms in 0 ... 1 with Spearman's 0.6: E u v = 1/4 + 0.6 / 12; seen as output times share
        uniform = {"value": 0.5, "distribution": "uniform", "min": 0.0, "max": 1.0, "source": "a test"}
        r = run_many(small(1, chip={"capacity_chips_per_month": {"m0": uniform}, "yield_start": uniform, "yield_limit": 1.0,
                                    "yield_learning_exponent": 0.0},
                           correlations={"c": {"first": "chips.chip.capacity_chips_per_month.m0",
                                               "second": "chips.chip.yield_start", "rank_correlation": 0.6}}), N)
        # sd of u v is below 0.3
        self.assertLess(abs(r.flow("firm", "chip", "shipped")[0] - (0.25 + 0.05)), Z * 0.3 / math.sqrt(N))


if __name__ == "__main__":
    unittest.main()
