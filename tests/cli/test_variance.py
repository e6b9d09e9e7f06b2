"""chokepoint variance: whose draws an outcome's variance comes from."""
import csv
import io
import math
import os
import subprocess
import tempfile
import unittest

ROOT = os.environ.get("SOURCE_DIR", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PROGRAM = os.environ.get("CHOKEPOINT", os.path.join(ROOT, "build", "chokepoint"))

# Two firms that spend their budgets on a chip that never runs short; a ban may come.
WORLD = """
run : {{ start = "2026-02"; months = 12; replications = 4000; seed = "37"; }};
jurisdictions : {{
    us : {{ start_regime = "open"; regimes : {{
        open : {{ openness = 1; transitions : {{ shut : {{ hazard_per_year = {hazard}; }}; }}; }};
        shut : {{ openness = 0; }}; }}; }};
    cn : {{ start_regime = "usual"; regimes : {{ usual : {{ }}; }}; }};
}};
ecosystems : {{ cuda : {{ }}; }};
suppliers : {{ maker : {{ }}; }};
chips : {{ chip : {{ supplier = "maker"; ecosystem = "cuda"; origin = "us"; lead_months = 0; tpp = 15832.0;
    bandwidth_tb_per_s = 3.35; price_usd = {price}; capacity_chips_per_month : {{ m0 = 1.0e9; }}; }}; }};
actors : {{
    small : {{ home = "cn"; budget_usd_per_month = {small}; target_effective_h100e = 1.0e9; }};
    large : {{ home = "cn"; budget_usd_per_month = {large}; target_effective_h100e = 1.0e9; }};
}};
instruments : {{ door : {{ type = "ban"; owner = "us"; active = false; shut : {{ active = true; }}; }}; }};
"""
CERTAIN = {"hazard": "0.0", "price": "10.0", "small": "0.0", "large": "1000.0"}
NINETY_FIVE = 1.6448536269514722  # normal quantile


def lognormal(median, sigma):
    low, high = (median * math.exp(sign * NINETY_FIVE * sigma) for sign in (-1, 1))
    return f'{{ distribution = "lognormal"; p5 = {low!r}; p95 = {high!r}; value = {float(median)}; }}'


def normal(mean, sd):
    return f'{{ distribution = "normal"; mean = {float(mean)}; sd = {float(sd)}; value = {float(mean)}; }}'


def ask(world, *arguments, code=0):
    with tempfile.NamedTemporaryFile("w", suffix=".cfg") as file:
        file.write(WORLD.format(**{**CERTAIN, **world}))
        file.flush()
        done = subprocess.run([PROGRAM, "variance", file.name, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done


def shares(world, *arguments):
    """{(group, index): share}"""
    rows = csv.DictReader(io.StringIO(ask(world, "--chip", "chip", "--csv", *arguments).stdout))
    return {(row["group"], row["index"]): float(row["share"]) for row in rows}


class Variance(unittest.TestCase):
    """Standard errors at 4000 futures are below 0.02; the seed is fixed."""

    def check(self, found, expected):
        for key, share in expected.items():
            with self.subTest(key=key):
                self.assertAlmostEqual(found[key], share, delta=0.05)

    def test_a_product_of_lognormals(self):
        # f = 12 B / P: V(E f | B) / V f = (exp(b^2) - 1) / (exp(b^2 + p^2) - 1); totals have the other's factor exp(p^2)
        b, p = 0.5, 0.3
        both = math.expm1(b * b + p * p)
        found = shares({"price": lognormal(10, p), "large": lognormal(1000, b)})
        self.check(found, {
            ("demand", "first_order"): math.expm1(b * b) / both, ("supply", "first_order"): math.expm1(p * p) / both,
            ("demand", "total"): math.expm1(b * b) * math.exp(p * p) / both,
            ("supply", "total"): math.expm1(p * p) * math.exp(b * b) / both,
            ("key of us", "first_order"): 0, ("key of us", "total"): 0})

    def test_a_sum_of_normals_in_groups_of_the_user(self):
        found = shares({"small": normal(500, 60), "large": normal(1000, 80)}, "--group", "one=actors.small.*",
                       "--group", "other=actors.large.*")
        for index in ("first_order", "total"):
            self.check(found, {("one", index): 0.36, ("other", index): 0.64})

    def test_luck_of_a_regime_and_a_budget(self):
        # f = N B / p with N the months before the ban: shares of a product of independent numbers
        sigma, leave, months = 0.4, 1 - math.exp(-1.2 / 12), 12
        chance = [(1 - leave) ** n * leave for n in range(months)] + [(1 - leave) ** months]
        mean = sum(n * p for n, p in enumerate(chance))
        key = sum((n - mean) ** 2 * p for n, p in enumerate(chance)) / mean ** 2
        demand = math.expm1(sigma * sigma)
        total = key + demand + key * demand
        found = shares({"hazard": "1.2", "large": lognormal(1000, sigma)})
        self.check(found, {
            ("key of us", "first_order"): key / total, ("demand", "first_order"): demand / total,
            ("key of us", "total"): key * (1 + demand) / total, ("demand", "total"): demand * (1 + key) / total,
            ("supply", "total"): 0})

    def test_a_group_of_everything_has_all(self):
        found = shares({"hazard": "1.2", "price": lognormal(10, 0.3), "large": lognormal(1000, 0.4)}, "--group", "all=*")
        self.check(found, {("all", "first_order"): 1, ("all", "total"): 1})
        self.assertEqual({group for group, _ in found}, {"all"})

    def test_noise_is_called_so(self):
        """A product has interactions, so with enough futures each share alone is below that with interactions."""
        world = {"price": lognormal(10, 0.8), "large": lognormal(1000, 0.8)}
        few = ask(world, "--chip", "chip", "--replications", "6")
        self.assertIn("alone above with interactions in 1 of 4 groups: that is noise of 6 futures", few.stderr)
        self.assertNotIn("noise", ask(world, "--chip", "chip", "--replications", "40000").stderr)

    def test_wrong_use_is_told(self):
        self.assertIn("did you mean 'chip'?", ask({}, "--chip", "chi", code=2).stderr)
        self.assertIn("is no NAME=PATTERN", ask({}, "--group", "all", code=2).stderr)
        self.assertIn("expected one from 2026-01 to 2027-01", ask({}, "--date", "2027-02", code=2).stderr)
        self.assertIn("random", ask({}, "--set", 'run.sampling = "sobol"', "--set",
                                    f"actors.large.budget_usd_per_month = {lognormal(1000, 0.4)}", code=2).stderr)


if __name__ == "__main__":
    unittest.main()
