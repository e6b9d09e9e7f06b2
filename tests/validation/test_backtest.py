"""The back-test opens where history stood, its two protocols do what they say, and it owns up to its hindsight. Nothing is scored here.

Expected: configs/evidence/observations.csv for stocks, configs/evidence/timeline.csv and evidence.csv for dates.
"""
import csv
import io
import os
import re
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.environ.get("SOURCE_DIR", os.path.dirname(os.path.dirname(HERE)))
PROGRAM = os.environ.get("CHOKEPOINT", os.path.join(ROOT, "build", "chokepoint"))
ORIGINS = (2021, 2022, 2023, 2024)


def rows(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def last_day(date):
    """Of a date of the evidence: 2022, 2025Q1, 2024-07, 2022-08-26..2025-01-20, 2022-2023."""
    year, quarter, month, day = re.findall(r"(\d{4})(?:Q(\d)|-(\d\d)(?!\d)(?:-(\d\d))?)?", date)[-1]
    return f"{year}-{int(month or 3 * int(quarter or 4)):02}-{day or 31}"


def ids_of(origin):
    """Of the evidence, named by a value of the configuration."""
    explained = subprocess.run([PROGRAM, "explain", os.path.join(ROOT, "configs", "backtest", f"from-{origin}.cfg"), "--csv"],
                               check=True, capture_output=True, text=True).stdout
    named = " ".join(row["source"] for row in csv.DictReader(io.StringIO(explained)))
    return set(re.findall(r"\b[SCNAPB]\d\d\w*(?:-[A-Za-z]\w*)?", named))


def backtest(origin, policy, replications=48):
    """{table: rows} of a small run."""
    with tempfile.TemporaryDirectory(prefix="chokepoint-test-") as folder:
        out = os.path.join(folder, "out")
        subprocess.run([PROGRAM, "run", os.path.join(ROOT, "configs", "backtest", f"from-{origin}.cfg"), "--policy", policy,
                        "--replications", str(replications), "--out", out, "--quiet"], check=True, capture_output=True)
        return {table: rows(os.path.join(out, table + ".csv")) for table in ("summary", "regimes")}


class Backtest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.runs = {(origin, policy): backtest(origin, policy) for origin in ORIGINS
                    for policy in ("as-it-happened", "simulated")}

    def observed(self, series, month):
        found = [row for row in rows(os.path.join(ROOT, "configs", "evidence", "observations.csv"))
                 if (row["series"], row["to"]) == (series, month)]
        return float(found[0]["value"]) if found else 0.0

    def test_it_opens_with_the_stock_of_the_origin(self):
        for origin in ORIGINS:
            opening = {row["metric"]: float(row["mean"]) for row in self.runs[origin, "as-it-happened"]["summary"]
                       if row["month"] == "-1" and row["actor"] == "all"}
            for metric, series in (("supplied_official_h100e", "official_stock"), ("supplied_legal_h100e", "legal_stock"),
                                   ("supplied_grey_h100e", "grey_stock")):
                with self.subTest(origin=origin, metric=metric):
                    # deliveries by chip sum to 0.7 % less than the median of the stock; domestic chips convert at one rate
                    expected = self.observed(series, f"{origin}-12")
                    self.assertAlmostEqual(opening[metric], expected, delta=0.012 * expected)

    def test_no_date_of_knowledge_is_after_the_origin(self):
        for origin in ORIGINS:
            frozen = subprocess.run([PROGRAM, "freeze", os.path.join(ROOT, "configs", "backtest", f"from-{origin}.cfg")],
                                    check=True, capture_output=True, text=True).stdout
            self.assertIn(f'as_of = "{origin}-12-31"', frozen)
            self.assertIn(f'start = "{origin + 1}-01', frozen)

    def test_every_id_later_than_its_origin_is_owned_up_to(self):
        dates = {row["id"]: row["date"] for row in rows(os.path.join(ROOT, "configs", "evidence", "evidence.csv"))}
        owned = {(row["id"], origin) for row in rows(os.path.join(ROOT, "configs", "backtest", "hindsight.csv"))
                 for origin in row["origins"].split()}
        later = {(name.split("-")[0], str(origin)) for origin in ORIGINS[1:] for name in ids_of(origin)
                 if name in dates and last_day(dates[name]) > f"{origin}-12-31"}
        self.assertEqual(owned, later)

    def test_a_fit_is_on_the_year_before_and_changes_what_is_registered(self):
        registered = (r"behaviour\.(anticipation|choice_exponent)", r"actors\.\S+\.target_growth_factor_per_year",
                      r"chips\.\S+\.capacity_chips_per_month\.\S+")
        for origin in ORIGINS[1:]:
            def text(name):
                with open(os.path.join(ROOT, "configs", "backtest", f"{name}-{origin}.cfg")) as file:
                    return file.read()
            study = text("fit")
            self.assertIn(f'scenario = "from-{origin - 1}.cfg"', study)
            self.assertIn(f'policy = "as-it-happened"; until = "{origin}-12"', study)
            fitted = re.search(r"parameters = \((.*?)\)", study, re.S)[1]
            changed = re.findall(r'^"(\S+) = ', text("fitted"), re.M)
            self.assertGreater(len(changed), 1)
            for path in [*re.findall(r'"(.*?)"', fitted), *changed]:
                self.assertTrue(any(re.fullmatch(name, path) for name in registered), path)

    def test_last_days_of_the_dates_of_the_evidence(self):
        for date, expected in (("2022", "2022-12-31"), ("2025Q1", "2025-03-31"), ("2024-07", "2024-07-31"), ("2022-2023", "2023-12-31"),
                               ("2022-08-26..2025-01-20", "2025-01-20")):
            self.assertEqual(last_day(date), expected)

    def regimes(self, origin, policy, jurisdiction):
        """{date: {regime: share}} of the months in which it is in force at all."""
        found = {}
        for row in self.runs[origin, policy]["regimes"]:
            if row["jurisdiction"] == jurisdiction and int(row["month"]) >= 0 and float(row["share"]) > 0:
                found.setdefault(row["date"][:7], {})[row["regime"]] = float(row["share"])
        return dict(sorted(found.items()))

    def test_as_it_happened_every_future_has_the_moves_of_history(self):
        history = {"us": (("2022-01", "open"), ("2022-09", "rule_2022"), ("2023-11", "rule_2023"), ("2025-04", "h20_barred"),
                          ("2025-08", "h20_licensed")),
                   "cn": (("2022-01", "welcoming"), ("2024-10", "discouraging"), ("2025-08", "justifying"),
                          ("2025-10", "stopped"))}
        for origin in ORIGINS:
            for jurisdiction, moves in history.items():
                for date, shares in self.regimes(origin, "as-it-happened", jurisdiction).items():
                    now = [regime for since, regime in moves if since <= date][-1]
                    self.assertEqual(shares, {now: 1.0}, (origin, date))

    def test_simulated_policy_only_tightens_and_not_always(self):
        openness = {"us": ("h20_barred", "h20_licensed", "rule_2023", "rule_2022", "open"),
                    "cn": ("stopped", "justifying", "discouraging", "welcoming")}
        for origin in ORIGINS[1:]:
            for jurisdiction, order in openness.items():
                means = [sum(order.index(regime) * share for regime, share in shares.items())
                         for shares in self.regimes(origin, "simulated", jurisdiction).values()]
                self.assertEqual(means, sorted(means, reverse=True), origin)
                self.assertTrue(means[0] >= means[-1] > 0, (origin, means))
            last = list(self.regimes(origin, "simulated", "us").values())[-1]
            self.assertGreater(len(last), 1, "48 futures of about one move in two all went one way")


class Events(unittest.TestCase):
    """The registered events, as rows that `chokepoint score` reads."""

    def brier(self, origin, policy):
        """(what the program gives, the same by hand from the shares of regimes) for the events of the year after the origin."""
        events = os.path.join(ROOT, "configs", "evidence", "events.csv")
        with tempfile.TemporaryDirectory(prefix="chokepoint-test-") as folder:
            out = os.path.join(folder, "out")
            subprocess.run([PROGRAM, "run", os.path.join(ROOT, "configs", "backtest", f"from-{origin}.cfg"), "--policy", policy,
                            "--replications", "48", "--trajectories", "--out", out, "--quiet"], check=True, capture_output=True)
            scored = subprocess.run([PROGRAM, "score", out, events, "--until", f"{origin + 1}-12", "--csv"],
                                    check=True, capture_output=True, text=True).stdout
            share = {(row["jurisdiction"], row["regime"], row["date"][:7]): float(row["share"])
                     for row in rows(os.path.join(out, "regimes.csv"))}
        by_hand = {row["series"]: (share.get((row["actor"], row["metric"][len("regime:"):], row["to"]), 0.0) - float(row["value"])) ** 2
                   for row in rows(events) if row["to"] == f"{origin + 1}-12"}
        return {row["series"]: float(row["brier"]) for row in csv.DictReader(io.StringIO(scored))}, by_hand

    def test_as_it_happened_they_all_happen(self):
        for origin in ORIGINS[1:]:
            self.assertEqual(self.brier(origin, "as-it-happened")[0], {"us_tightens": 0, "us_loosens": 0, "cn_stops": 0}, origin)

    def test_simulated_they_score_as_by_hand(self):
        for origin in ORIGINS[1:]:
            got, by_hand = self.brier(origin, "simulated")
            self.assertEqual(len(by_hand), 3)
            for series, expected in by_hand.items():
                self.assertAlmostEqual(got[series], expected, places=12, msg=(origin, series))
            self.assertGreater(got["us_tightens"], 0)


if __name__ == "__main__":
    unittest.main()
