"""The observation operator for official flows: spread over Nvidia's fiscal quarters, then cut into calendar quarters.

Expected: worked out by hand; totals are kept, and a stop shows a month late as it does in the estimates.
"""
import csv
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.environ.get("SOURCE_DIR", os.path.dirname(os.path.dirname(HERE)))
PROGRAM = os.environ.get("CHOKEPOINT", os.path.join(ROOT, "build", "chokepoint"))
BEFORE = 48517.0  # official flow of 2024Q4, configs/evidence/observations.csv
METRICS = ("supplied_official_h100e", "supplied_legal_h100e", "supplied_grey_h100e")


def read(folder):
    """{(metric, replication): {month: value}} of all actors together"""
    found = {}
    with open(os.path.join(folder, "trajectories.csv"), newline="") as file:
        for row in csv.DictReader(file):
            if row["actor"] == "all":
                found.setdefault((row["metric"], row["replication"]), {})[int(row["month"])] = float(row["value"])
    return found


def spread(folder):
    out = os.path.join(folder, "fiscal")
    subprocess.run([sys.executable, os.path.join(ROOT, "scripts", "fiscal_quarters"), folder, out], check=True)
    return read(out)


def made(flows, stock=500000.0):
    """What the script makes of monthly official flows from January 2025 on, with 1000 domestic H100e beside them."""
    with tempfile.TemporaryDirectory(prefix="chokepoint-test-") as folder:
        with open(os.path.join(folder, "trajectories.csv"), "w") as file:
            file.write("policy,date,month,replication,actor,metric,unit,value\n")
            for month in range(-1, len(flows)):
                date = f"{2024 + (month + 12) // 12}-{(month + 12) % 12 + 1:02}-28" if month >= 0 else "2024-12-31"
                for metric, more in zip(METRICS, (0, 1000, -stock + 77)):
                    value = stock + more + (sum(flows[:month + 1]) if metric != METRICS[2] else 0)
                    file.write(f"p,{date},{month},0,all,{metric},H100e,{value}\n")
        return spread(folder)


def quarters(series):
    ends = [series[month] for month in (-1, 2, 5, 8, 11)]
    return [end - start for start, end in zip(ends, ends[1:])]


class FiscalQuarters(unittest.TestCase):
    def near(self, got, expected):
        for a, b in zip(got, expected, strict=True):
            self.assertAlmostEqual(a, b, delta=1e-6)

    def test_a_steady_flow_is_left_alone(self):
        f = BEFORE / 3
        self.near(quarters(made([f] * 13)[METRICS[0], "0"]), [3 * f] * 4)

    def test_what_was_sold_before_a_ban_in_april_shows_until_june(self):
        # Nov..Jan: BEFORE 2/3 + f; Feb..Apr: 2 f, so two thirds of f a month; nothing after
        f = BEFORE / 3
        self.near(quarters(made([f, f, f] + [0] * 10)[METRICS[0], "0"]), [f + 4 / 3 * f, 2 / 3 * f, 0, 0])

    def test_the_months_before_the_origin_take_the_observed_flow(self):
        # nothing sold from January on: a third of BEFORE's two months falls into January
        self.near(quarters(made([0] * 13)[METRICS[0], "0"]), [2 / 3 * BEFORE / 3, 0, 0, 0])

    def test_legal_supply_moves_along_and_the_rest_stays(self):
        tables = made([100.0, 0, 70, 5, 0, 230, 40, 0, 0, 12, 0, 9, 31])
        self.near([tables[METRICS[1], "0"][m] - tables[METRICS[0], "0"][m] for m in range(-1, 13)], [1000] * 14)
        self.near(tables[METRICS[2], "0"].values(), [77] * 14)

    def test_ends_of_fiscal_quarters_of_a_run_stay_where_they_are(self):
        with tempfile.TemporaryDirectory(prefix="chokepoint-test-") as folder:
            out = os.path.join(folder, "out")
            subprocess.run([PROGRAM, "run", os.path.join(ROOT, "configs", "backtest", "from-2024.cfg"), "--policy",
                            "as-it-happened", "--replications", "8", "--trajectories", "--out", out, "--quiet"],
                           check=True, capture_output=True)
            plain, fiscal = read(out), spread(out)
        self.assertEqual(len({future for _, future in fiscal}), 8)
        for (metric, future), months in fiscal.items():
            self.assertEqual(sorted(months), list(range(-1, 13)))
            if metric.startswith("supplied_"):
                for month in (0, 3, 6, 9, 12):
                    self.assertAlmostEqual(months[month], plain[metric, future][month], delta=1e-6)


SCENARIO = os.path.join(ROOT, "configs", "backtest", "from-2024.cfg")
OBSERVATIONS = os.path.join(ROOT, "configs", "evidence", "observations.csv")
SPREAD = ("supplied_official_h100e", "supplied_legal_h100e", "supplied_h100e")
# Fits what has nothing to do with supply: particle i is then future i of the run.
STUDY = """study : {{ scenario = "{scenario}"; }};
calibration : {{ observations = "with.csv"; parameters = ("references.us_hyperscalers.growth_factor_per_year"); policy = "as-it-happened";
    until = "2025-12"; particles = 40; generations = 1; }};
targets : {{ official_flow : {{ discrepancy = 1000.0; }}; legal_stock : {{ discrepancy = 1000.0; }}; }};
"""


class Column(unittest.TestCase):
    """The column fiscal_quarters of observations does what the script does."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="chokepoint-test-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        with open(OBSERVATIONS, newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            row["fiscal_quarters"] = SPREAD[0] if row["metric"] in SPREAD else ""
        with open(cls.path("with.csv"), "w", newline="") as file:
            table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
        cls.ask("run", SCENARIO, "--policy", "as-it-happened", "--replications", "80", "--trajectories", "--quiet", "--out", cls.path("run"))
        cls.spread = spread(cls.path("run"))
        os.symlink(cls.path("run", "regimes.csv"), cls.path("run", "fiscal", "regimes.csv"))

    @classmethod
    def path(cls, *names):
        return os.path.join(cls.folder, *names)

    @classmethod
    def ask(cls, *arguments):
        done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def test_score(self):
        options = ("--until", "2025-12", "--csv")
        by_script = self.ask("score", self.path("run", "fiscal"), OBSERVATIONS, *options)
        by_column = self.ask("score", self.path("run"), self.path("with.csv"), *options)
        plain = self.ask("score", self.path("run"), OBSERVATIONS, *options)
        for a, b in zip(csv.DictReader(by_script.splitlines()), csv.DictReader(by_column.splitlines()), strict=True):
            for key in a:
                try:
                    self.assertAlmostEqual(float(a[key]), float(b[key]), delta=1e-6 * max(1, abs(float(a[key]))))
                except ValueError:
                    self.assertEqual(a[key], b[key])
        self.assertNotEqual(plain, by_column)

    def test_calibrate(self):
        with open(self.path("study.cfg"), "w") as file:
            file.write(STUDY.format(scenario=SCENARIO))
        self.ask("calibrate", self.path("study.cfg"), "--quiet", "--out", self.path("fit"))
        with open(self.path("fit", "posterior.csv"), newline="") as file:
            kept = [(row["particle"], float(row["weight"])) for row in csv.DictReader(file)]
        with open(self.path("fit", "fit.csv"), newline="") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual({row["series"] for row in rows}, {"official_flow", "legal_stock"})
        for row in rows:
            end = int(row["to"][5:]) - 1  # month of the run
            start = int(row["from"][5:]) - 2 if row["from"] else None
            mean = 0.0
            for future, weight in kept:
                months = self.spread[row["metric"], future]
                mean += weight * (months[end] - (months[start] if row["from"] else 0))
            self.assertAlmostEqual(float(row["mean"]), mean, delta=1e-6 * max(1, abs(mean)))


if __name__ == "__main__":
    unittest.main()
