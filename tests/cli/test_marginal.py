"""chokepoint marginal: the same draws with one limit relaxed."""
import csv
import io
import os
import subprocess
import unittest

ROOT = os.environ.get("SOURCE_DIR", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PROGRAM = os.environ.get("CHOKEPOINT", os.path.join(ROOT, "build", "chokepoint"))
KINK = os.path.join(ROOT, "configs", "examples", "tariff-kink.cfg")


def ask(*arguments, code=0):
    done = subprocess.run([PROGRAM, "marginal", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done


def gains(*arguments):
    """{limit: gain of all together at the horizon}"""
    rows = csv.DictReader(io.StringIO(ask(*arguments, "--csv").stdout))
    return {row["limit"]: (float(row["mean_gain"]), float(row["mc_standard_error"])) for row in rows
            if row["actor"] == "all" and row["metric"] == "accessible_h100e" and row["at"] == "horizon"}


class Marginal(unittest.TestCase):
    # n min(q, m / (p (1 + T))) chips in n = 12 months: budget m = 600, price p = 10, supply q = 50 (docs/model.md)
    def test_gains_are_those_of_the_closed_form(self):
        for rate in (0.1, 0.5):
            before = min(50, 600 / (10 * (1 + rate)))
            budget = min(50, 660 / (10 * (1 + rate)))
            supply = min(55, 600 / (10 * (1 + rate)))
            tariff = min(50, 600 / (10 * (1 + 0.9 * rate)))
            found = gains(KINK, "--replications", "17", "--set", f"instruments.duty.rate = {rate}")
            for limit, after in (("actors.firm.budget_usd_per_month", budget),
                                 ("chips.chip.capacity_chips_per_month", supply), ("instruments.duty.rate", tariff)):
                with self.subTest(rate=rate, limit=limit):
                    self.assertAlmostEqual(found[limit][0], 12 * (after - before), delta=1e-9 * 12 * before)
                    self.assertAlmostEqual(found[limit][1], 0, delta=1e-9)

    def test_a_relaxation_equals_the_configuration_with_that_value(self):
        # budget lognormal: scaled after the draw, so that p5 and p95 scale too
        shape = 'distribution = "lognormal"; p5 = {}; p95 = {}; value = {};'
        wide = "actors.firm.budget_usd_per_month = {{ {} }}"
        common = (KINK, "--replications", "37", "--set", "instruments.duty.rate = 0.5")
        found = gains(*common, "--by", "25%", "--set", wide.format(shape.format(300, 900, 600)))
        means = []
        for factor in (1, 1.25):
            done = subprocess.run([PROGRAM, "run", KINK, "--replications", "37", "--set", "instruments.duty.rate = 0.5",
                                   "--set", wide.format(shape.format(300 * factor, 900 * factor, 600 * factor)),
                                   "--out", f"/tmp/marginal-{os.getpid()}", "--force"], capture_output=True, check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            with open(f"/tmp/marginal-{os.getpid()}/summary.csv", encoding="utf-8") as file:
                means.append([float(row["mean"]) for row in csv.DictReader(file) if row["actor"] == "all"
                              and row["metric"] == "accessible_h100e"][-1])
        subprocess.run(["rm", "-r", f"/tmp/marginal-{os.getpid()}"], check=True)
        self.assertAlmostEqual(found["actors.firm.budget_usd_per_month"][0], means[1] - means[0], delta=1e-7 * means[0])

    def test_the_same_bytes_for_any_number_of_threads(self):
        flagship = os.path.join(ROOT, "configs", "h200-2026-01.cfg")
        common = (flagship, "--replications", "150", "--months", "3", "--csv", "--threads")
        self.assertEqual(ask(*common, "1").stdout, ask(*common, "3").stdout)

    def test_wrong_use_is_told(self):
        self.assertIn("no share", ask(KINK, "--by", "150%", code=2).stderr)
        self.assertIn("expected accessible_h100e", ask(KINK, "--metric", "power_mw", code=2).stderr)


if __name__ == "__main__":
    unittest.main()
