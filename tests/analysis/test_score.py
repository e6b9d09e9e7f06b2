"""`chokepoint score` on random ensembles against plain Python, and in what can go wrong.

The definitions are written once more here, from Gneiting & Raftery (2007, CRPS as distances), Ferro (2014, fair CRPS), Silverman (1986,
eq. 3.31), Murphy (1973) and docs/scoring.md (observation operator, baselines); averages over an uncertain observation are sums over its
quantiles. Nothing is shared with the program.
"""
import calendar
import csv
import io
import json
import math
import os
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["CHOKEPOINT"]
ROOT = os.environ.get("SOURCE_DIR", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
NORMAL = statistics.NormalDist()
Z95 = NORMAL.inv_cdf(0.95)
COLUMNS = ["series", "metric", "minus", "actor", "from", "to", "value", "p5", "p95", "distribution", "scale", "above", "approved",
           "ban", "unit", "source", "note"]
BASELINES = ["last_quarter", "flow", "growth", "policy_aware", "approved"]


def run(*arguments, code=0):
    done = subprocess.run([PROGRAM, "score", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == code, (arguments, done.returncode, done.stdout[-500:], done.stderr[:1000])
    return done.stderr if code else done.stdout


def month(text):
    return 12 * int(text[:4]) + int(text[5:7]) - 1


def name(m):
    return f"{m // 12:04}-{m % 12 + 1:02}"


def last_day(m):
    return calendar.monthrange(m // 12, m % 12 + 1)[1]


def date(m):
    return f"{name(m)}-{last_day(m):02}"


# --- definitions ---

class Truth:
    """An observation: a number, or quantiles of a distribution around it."""

    def __init__(self, row):
        self.value = float(row["value"])
        self.exact = not row.get("p5") or row["p5"] == row["p95"]
        self.log = row.get("distribution", "") != "normal"
        if not self.exact:
            low, high = float(row["p5"]), float(row["p95"])
            self.sigma = (math.log(high / low) if self.log else high - low) / (2 * Z95)

    def quantile(self, p):
        if self.exact:
            return self.value
        z = NORMAL.inv_cdf(p) * self.sigma
        return self.value * math.exp(z) if self.log else self.value + z

    def points(self, n):
        return [self.value] if self.exact else [self.quantile((i + .5) / n) for i in range(n)]

    def cdf(self, x):
        if self.exact:
            return float(self.value <= x)
        if self.log:
            return NORMAL.cdf(math.log(x / self.value) / self.sigma) if x > 0 else 0.0
        return NORMAL.cdf((x - self.value) / self.sigma)

    def within(self, low, high):
        return float(low <= self.value <= high) if self.exact else self.cdf(high) - self.cdf(low)


def mean(values):
    return math.fsum(values) / len(values)


def quantile(values, p):
    x = sorted(values)
    h = (len(x) - 1) * p
    low = int(h)
    return x[low] + (h - low) * (x[low + 1] - x[low]) if h > low else x[low]


def distance(members, truth, points=4000):
    return mean([mean([abs(x - y) for x in members]) for y in truth.points(points)])


def spread(members, fair):
    n = len(members)
    return math.fsum(abs(a - b) for a in members for b in members) / (2 * n * (n - 1 if fair else n))


def log_score(members, truth):
    """None where it is not defined."""
    some = [x for x in members if x != 0]
    zero = (len(members) - len(some) + .5) / (len(members) + 1)
    if truth.exact and truth.value == 0:
        return -math.log(zero)
    positive = min(members) >= 0
    z = [math.log(x) for x in some] if positive else some
    if len(set(z)) < 2:
        return None
    iqr = (quantile(z, .75) - quantile(z, .25)) / (2 * NORMAL.inv_cdf(.75))
    deviation = statistics.stdev(z)
    width = .9 * (min(iqr, deviation) if iqr > 0 else deviation) * len(z) ** -.2
    total = []
    for y in truth.points(64):
        if positive and y <= 0:
            return math.inf
        at = math.log(y) if positive else y
        terms = [-.5 * ((at - c) / width) ** 2 for c in z]
        most = max(terms)
        density = most + math.log(math.fsum(math.exp(t - most) for t in terms) / (len(z) * width * math.sqrt(2 * math.pi)))
        total.append(-density + (at if positive else 0) - math.log(1 - zero))
    return mean(total)


def baselines(rows, row, origin, ban):
    """Forecasts month by month; None where history does not say enough."""
    series = [r for r in rows if r["series"] == row["series"]]
    history = [r for r in series if month(r["to"]) <= origin]
    periods = []  # first month, last month, total
    for before, r in zip([None, *history], history):
        if r["from"]:
            periods.append((month(r["from"]), month(r["to"]), float(r["value"])))
        elif before:
            periods.append((month(before["to"]) + 1, month(r["to"]), float(r["value"]) - float(before["value"])))
    result = dict.fromkeys(BASELINES)
    if row.get("approved"):
        result["approved"] = float(row["approved"])
    if not periods:
        return result
    first, last, total = periods[-1]
    rate = total / (last - first + 1)
    year = [p for p in periods[:-1] if p[0] > last - 12] + periods[-1:]
    flow = math.fsum(p[2] for p in year) / sum(p[1] - p[0] + 1 for p in year)
    middle = [(p[0] + p[1] + 1) / 2 for p in (year[0], year[-1])]
    early = year[0][2] / (year[0][1] - year[0][0] + 1)
    growth = (rate / early) ** (1 / (middle[1] - middle[0])) if len(year) > 1 and rate > 0 and early > 0 else None
    level = 0 if row["from"] else float(history[-1]["value"])
    months = range(month(row["from"]) if row["from"] else last + 1, month(row["to"]) + 1)
    day = row.get("ban") or ban

    def before_ban(m):
        if month(day) != m:
            return float(m < month(day))
        return (int(day[8:] or 1) - 1) / last_day(m)

    result["last_quarter"] = level + rate * len(months)
    result["flow"] = level + flow * len(months)
    result["growth"] = growth and level + math.fsum(rate * growth ** (m + .5 - middle[1]) for m in months)
    result["policy_aware"] = level + math.fsum(rate * before_ban(m) for m in months) if day else None
    return result


# --- tables ---

class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def trajectories(self, paths, start, policies=("base",), first=0):
        """paths[policy][metric, actor][future][month], from the end of the month `start` on; None: undefined."""
        folder = os.path.join(self.folder, "run")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "trajectories.csv"), "w") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow("policy,date,month,replication,actor,metric,unit,value".split(","))
            for policy in policies:
                for (metric, actor), futures in paths[policy].items():
                    for i, path in enumerate(futures):
                        for t, x in enumerate(path):
                            out.writerow([policy, date(start + t), t - 1, first + i, actor, metric, "chips", "" if x is None else repr(x)])
        return folder

    def observations(self, rows, columns=COLUMNS):
        path = os.path.join(self.folder, "observations.csv")
        with open(path, "w") as file:
            out = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            out.writeheader()
            out.writerows(row if "source" in row else {"source": "made by hand", **row} for row in rows)
        return path

    def tables(self, *arguments):
        out = os.path.join(self.folder, "out")
        printed = run(*arguments, "--out", out, "--force")
        found = {}
        for table in ("scores", "series", "skill", "reliability"):
            with open(os.path.join(out, table + ".csv")) as file:
                found[table] = list(csv.DictReader(file))
        return found, printed

    def near(self, cell, expected, tolerance=1e-9, what=None):
        if expected is None:
            self.assertEqual(cell, "", what)
        elif math.isinf(expected):
            self.assertEqual(float(cell), expected, what)
        else:
            self.assertLessEqual(abs(float(cell) - expected), tolerance * max(1e-9, abs(expected)) + 1e-12, (what, cell, expected))


START = month("2024-12")


def world(r, futures, months=18):
    """Flows with many zeros and a level, and observations of both with and without uncertainty."""
    paths = {("landed", "firm"): [], ("stock", "all"): []}
    for _ in range(futures):
        blocked = r.randrange(months) if r.random() < .7 else months
        total, path, level, levels = 0, [0], r.uniform(300, 900), []
        for t in range(months):
            total += r.lognormvariate(4, .8) if t < blocked else 0
            path.append(total)
        for _ in range(months + 1):
            level *= r.uniform(.95, 1.2)
            levels.append(None if r.random() < .02 else level)
        paths["landed", "firm"].append(path)
        paths["stock", "all"].append(levels)
    rows = []
    for k in range(-5, 6):
        first = START + 1 + 3 * k
        value = 0 if k > 2 and r.random() < .7 else r.lognormvariate(5, .5)
        wide = r.choice((None, None, "lognormal", "normal")) if value else None
        rows.append({"series": "landed", "metric": "landed", "actor": "firm", "from": name(first), "to": name(first + 2),
                     "value": repr(value), "above": r.choice(("", "0", "120")),
                     "approved": r.choice(("", "333")), "ban": r.choice(("", "2025-07-11"))})
        if wide:
            rows[-1] |= {"p5": repr(value * r.uniform(.5, .9)), "p95": repr(value * r.uniform(1.1, 2)), "distribution": wide}
    for k in range(-3, 5):
        value = 500 * 1.1 ** k
        rows.append({"series": "stock", "metric": "stock", "actor": r.choice(("", "all")), "to": name(START + 3 * k),
                     "value": repr(value), "p5": repr(value * .8), "p95": repr(value * 1.3), "scale": "1.1"})
    return paths, [{**dict.fromkeys(COLUMNS, ""), "source": "made by hand", **row} for row in rows]


def members(paths, row):
    futures = paths[row["metric"], row["actor"] or "all"]
    end = [path[month(row["to"]) - START] for path in futures]
    start = [path[month(row["from"]) - 1 - START] for path in futures] if row["from"] else [0] * len(futures)
    scale = float(row["scale"] or 1)
    return [(b - a) * scale for a, b in zip(start, end) if b is not None]


class Random(Folder):
    def check_row(self, cells, row, x, truth):
        half = 0 if truth.exact else mean([abs(a - b) for a in truth.points(300) for b in truth.points(300)]) / 2
        apart = distance(x, truth)
        event = mean([v > float(row["above"]) for v in x]) if row["above"] else None
        happened = 1 - truth.cdf(float(row["above"])) if row["above"] else None
        self.assertEqual(int(cells["members"]), len(x))
        for p in (5, 25, 50, 75, 95):
            self.near(cells[f"p{p}"], quantile(x, p / 100), what=p)
        sums = 1e-9 if truth.exact else 2e-3  # of the distances over quantiles, relative to the distance
        self.assertAlmostEqual(float(cells["crps"]), apart - spread(x, False), delta=sums * apart + 1e-12)
        self.assertAlmostEqual(float(cells["crps_fair"]), apart - spread(x, True), delta=sums * apart + 1e-12)
        self.near(cells["crps_floor"], half, 1e-2, "floor")
        self.near(cells["log_score"], log_score(x, truth), 1e-8, "log")
        self.near(cells["within_50"], truth.within(quantile(x, .25), quantile(x, .75)), what="50")
        self.near(cells["within_90"], truth.within(quantile(x, .05), quantile(x, .95)), what="90")
        self.near(cells["event_forecast"], event)
        self.near(cells["event_observed"], happened)
        self.near(cells["brier"], None if event is None else happened * (1 - event) ** 2 + (1 - happened) * event ** 2)
        self.assertTrue(0 < float(cells["pit"]) < 1)
        if truth.exact:  # among the ranks that are equal
            less, equal = sum(v < truth.value for v in x), sum(v == truth.value for v in x) + 1
            self.assertTrue(less / (len(x) + 1) <= float(cells["pit"]) <= (less + equal) / (len(x) + 1))

    def test_scores_of_random_ensembles_are_those_of_plain_python(self):
        for seed in range(6):
            r = random.Random(seed)
            paths, rows = world(r, r.choice((2, 7, 60)))
            folder = self.trajectories({"base": paths}, START)
            with self.subTest(seed=seed):
                found, _ = self.tables(folder, self.observations(rows), "--ban", "2025-04-09", "--bootstrap", 50)
                scored = [row for row in rows if month(row["to"]) > START]
                lines = {}
                for cells in found["scores"]:
                    lines[cells["series"], cells["to"], cells["forecast"]] = cells
                self.assertEqual(sum(key[2] == "base" for key in lines), len(scored))
                for row in scored:
                    truth, x = Truth(row), members(paths, row)
                    cells = lines[row["series"], row["to"], "base"]
                    self.assertEqual(int(cells["undefined"]), len(paths[row["metric"], row["actor"] or "all"]) - len(x))
                    self.check_row(cells, row, x, truth)
                    for key, value in baselines(rows, row, START, "2025-04-09").items():
                        cells = lines.get((row["series"], row["to"], key))
                        self.assertEqual(cells is None, value is None, key)
                        if cells:
                            self.near(cells["p50"], value, 1e-9, (key, row))
                            self.near(cells["crps"], distance([value], truth), 2e-3, key)
                self.check_series(found, scored)

    def check_series(self, found, scored):
        own = [c for c in found["scores"] if c["forecast"] == "base"]
        for line in found["series"]:
            of = [c for c in own if line["series"] in (c["series"], "all")]
            self.assertEqual(int(line["observations"]), len(of))
            self.near(line["coverage_90"], mean([float(c["within_90"]) for c in of]))
            self.near(line["crps_fair"], None if line["series"] == "all" else mean([float(c["crps_fair"]) for c in of]))
            logs = [float(c["log_score"]) for c in of if c["log_score"]]
            self.assertEqual(int(line["log_scores"]), len(logs))
            self.near(line["log_score"], None if line["series"] == "all" or not logs else mean(logs))
            events = [(float(c["event_forecast"]), float(c["event_observed"])) for c in of if c["brier"]]
            self.assertEqual(int(line["events"]), len(events))
            self.check_brier(line, events)
            pit = sorted(float(c["pit"]) for c in of)
            n = len(pit)
            self.near(line["pit_distance"], max(max((i + 1) / n - u, u - i / n) for i, u in enumerate(pit)))
        kinds = set()
        for line in found["skill"]:
            column = {"crps_fair": "crps", "brier": "brier"}[line["score"]]
            pairs = [(float(c[line["score"]]), float(b[column])) for c in own for b in found["scores"]
                     if c["series"] == b["series"] and line["series"] in (c["series"], "all") and c["to"] == b["to"] and
                     b["forecast"] == line["baseline"] and c[line["score"]]]
            kinds.add((line["series"], line["score"]))
            self.assertEqual(int(line["observations"]), len(pairs))
            own_mean, other = mean([p[0] for p in pairs]), mean([p[1] for p in pairs])
            self.near(line["mean"], own_mean)
            self.near(line["mean_of_baseline"], other)
            self.near(line["skill"], 1 - own_mean / other if other else None, 1e-8)
            if len(pairs) > 1 and line["ci_low"]:
                self.assertLessEqual(float(line["ci_low"]), float(line["ci_high"]))
                if all(b > 0 for _, b in pairs):
                    self.assertGreaterEqual(float(line["ci_low"]), min(1 - a / b for a, b in pairs) - 1e-9)
        self.assertLessEqual({("landed", "crps_fair"), ("stock", "crps_fair")}, kinds)
        self.assertNotIn(("all", "crps_fair"), kinds)

    def check_brier(self, line, events):
        if not events:
            self.assertEqual(line["brier"], "")
            return
        n, base = len(events), mean([q for _, q in events])
        classes = {}
        for p, q in events:
            classes.setdefault(min(int(p * 10), 9), []).append((p, q))
        reliability = math.fsum(len(c) * (mean([p for p, _ in c]) - mean([q for _, q in c])) ** 2 for c in classes.values()) / n
        resolution = math.fsum(len(c) * (mean([q for _, q in c]) - base) ** 2 for c in classes.values()) / n
        self.near(line["brier"], mean([q * (1 - p) ** 2 + (1 - q) * p ** 2 for p, q in events]))
        self.near(line["reliability"], reliability)
        self.near(line["resolution"], resolution)
        self.near(line["uncertainty"], base * (1 - base))

    def test_results_depend_on_nothing_but_files_and_seed(self):
        paths, rows = world(random.Random(3), 20)
        folder = self.trajectories({"base": paths}, START)
        table = self.observations(rows)
        first = run(folder, table, "--csv", "--seed", 5)
        self.assertEqual(run(folder, table, "--csv", "--seed", 5), first)
        other = run(folder, table, "--csv", "--seed", 6)
        self.assertNotEqual(other, first)
        found, _ = self.tables(folder, table, "--seed", 5)
        self.assertEqual(list(csv.DictReader(io.StringIO(first))), found["scores"])
        # a PIT hangs on what is observed, not on the rows around it
        fewer = list(csv.DictReader(io.StringIO(run(folder, self.observations(rows[:-4]), "--csv", "--seed", 5))))
        pit = {(c["series"], c["to"]): c["pit"] for c in found["scores"] if c["forecast"] == "base"}
        for c in fewer:
            if c["forecast"] == "base":
                self.assertEqual(c["pit"], pit[c["series"], c["to"]])

    def test_origin_and_until_divide_history_from_what_is_scored(self):
        paths, rows = world(random.Random(4), 20)
        folder = self.trajectories({"base": paths}, START)
        found, printed = self.tables(folder, self.observations(rows), "--origin", "2025-06", "--until", "2025-12")
        self.assertEqual({c["to"] for c in found["scores"]}, {"2025-09", "2025-12"})
        for c in found["scores"]:
            if c["forecast"] == "last_quarter" and c["series"] == "landed":
                row = next(r for r in rows if r["series"] == "landed" and r["to"] == "2025-06")
                self.near(c["p50"], float(row["value"]))
        self.assertIn("origin 2025-06-30, 4 observations scored", printed)
        self.assertIn("fewer than 10 observations", printed)

    def test_another_policy_is_scored_when_asked_for(self):
        paths, rows = world(random.Random(5), 9)
        twice = {key: [[None if x is None else 2 * x for x in path] for path in futures] for key, futures in paths.items()}
        folder = self.trajectories({"base": paths, "more": twice}, START, ("base", "more"))
        table = self.observations(rows)
        one = list(csv.DictReader(io.StringIO(run(folder, table, "--csv"))))
        two = list(csv.DictReader(io.StringIO(run(folder, table, "--csv", "--policy", "more"))))
        self.assertEqual([c["forecast"] for c in two if c["forecast"] not in BASELINES], ["more"] * 10)
        for a, b in zip(one, two):
            if a["forecast"] == "base":
                self.near(b["p75"], 2 * float(a["p75"]))
        self.assertIn("--policy: no 'mor' in", run(folder, table, "--policy", "mor", code=3))

    def test_futures_may_be_numbered_from_any_number(self):
        paths, rows = world(random.Random(6), 9)
        table = self.observations(rows)
        from_0 = run(self.trajectories({"base": paths}, START), table, "--csv")
        self.assertEqual(run(self.trajectories({"base": paths}, START, first=10 ** 12), table, "--csv"), from_0)

    def test_rounding_does_not_make_something_of_nothing(self):
        third = [[1 / 3, 1 / 3 + 5e-17 * i, 1 / 3 + 1e-16] for i in range(4)]
        folder = self.trajectories({"base": {("landed", "all"): third}}, START)
        table = self.observations([{"metric": "landed", "from": "2025-01", "to": "2025-02", "value": "0", "above": "0"}])
        cells, = csv.DictReader(io.StringIO(run(folder, table, "--csv")))
        self.assertEqual((cells["crps"], cells["event_forecast"], cells["brier"]), ("0", "0", "0"))


class Sweep(Folder):
    def write(self, table):
        folder = os.path.join(self.folder, "sweep")
        os.makedirs(folder)
        with open(os.path.join(folder, "study.cfg"), "w") as file:
            file.write('study : { title = "made by hand"; };\noutcomes : {\n')
            file.writelines(f'    {key} : {{ metric = "accessible_h100e"; }};\n' for key in table)
            file.write("};\n")
        with open(os.path.join(folder, "outcomes.csv"), "w") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(["run", "future", "policy", *[f"{key} [chips]" for key in table]])
            for i in range(len(next(iter(table.values())))):
                out.writerow([i, i, "only", *[table[key][i] for key in table]])
        return folder

    def test_outcomes_are_scored_and_differences_of_outcomes(self):
        r = random.Random(1)
        early = [r.uniform(0, 100) for _ in range(30)]
        late = [x + (r.uniform(0, 60) if r.random() < .6 else 0) for x in early]
        folder = self.write({"h20_june": early, "h20_september": late})
        table = self.observations([
            {"series": "h20", "metric": "h20_september", "minus": "h20_june", "from": "2025-07", "to": "2025-09", "value": "17",
             "p5": "13", "p95": "22", "above": "0", "approved": "40"},
            {"metric": "h20_june", "to": "2025-06", "value": "60"}])
        cells = list(csv.DictReader(io.StringIO(run(folder, table, "--csv"))))
        self.assertEqual([(c["series"], c["forecast"]) for c in cells], [("h20", "only"), ("h20", "approved"), ("h20_june", "only")])
        for c, x, truth in ((cells[0], [b - a for a, b in zip(early, late)], Truth({"value": "17", "p5": "13", "p95": "22"})),
                            (cells[2], early, Truth({"value": "60"}))):
            self.near(c["crps"], distance(x, truth) - spread(x, False), 2e-3)
            self.near(c["p95"], quantile(x, .95))
            self.near(c["log_score"], log_score(x, truth), 1e-8)
        wrong = self.observations([{"metric": "h20_jun", "to": "2025-06", "value": "60"},
                                   {"metric": "h20_june", "actor": "firm", "to": "2025-07", "value": "60"},
                                   {"metric": "h20_june", "minus": "h21", "to": "2025-08", "value": "60"}])
        self.assertEqual(run(folder, wrong, code=3).splitlines()[:3], [
            f"{wrong}:2: metric: no outcome 'h20_jun' in the sweep; did you mean 'h20_june'?",
            f"{wrong}:3: actor: 'firm'; expected none, an outcome of a sweep has its actor",
            f"{wrong}:4: minus: no outcome 'h21' in the sweep; the first is 'h20_june'"])
        regime = self.observations([{"metric": "regime:shut", "actor": "cn", "to": "2025-06", "value": "1"}])
        self.assertEqual(run(folder, regime, code=3).splitlines()[0],
                         f"{regime}:2: metric: 'regime:shut'; expected an outcome, regimes are scored from the results of a run")


class Mistakes(Folder):
    def setUp(self):
        super().setUp()
        paths, self.rows = world(random.Random(2), 5)
        self.run_folder = self.trajectories({"base": paths}, START)

    def says(self, rows, *expected, columns=COLUMNS, options=()):
        table = self.observations(rows, columns)
        lines = run(self.run_folder, table, *options, code=3).splitlines()
        self.assertEqual([line.replace(table, "T").replace(self.run_folder, "R") for line in lines[:len(expected)]], list(expected))
        self.assertEqual(len(lines), len(expected) + 1, lines)

    def row(self, **change):
        return {"metric": "landed", "actor": "firm", "from": "2025-01", "to": "2025-03", "value": "5", **change}

    def test_every_mistake_is_said_with_its_line(self):
        self.says([
            self.row(value="many"),
            self.row(**{"from": "2025-13", "to": "2025-06"}),
            self.row(**{"from": "2025-07", "to": "2025-09", "p5": "1"}),
            self.row(**{"from": "2025-10", "to": "2025-12", "p5": "6", "p95": "9"}),
            self.row(**{"from": "2026-01", "to": "2026-03", "p5": "-1", "p95": "9"}),
            self.row(**{"from": "2026-04", "to": "2026-05", "p5": "1", "p95": "9", "distribution": "gamma"}),
            self.row(series="a", ban="2025-02-30"),
            self.row(series="b", **{"from": "2025-04"}),
            self.row(series="c", source="", metric=""),
            self.row(series="d"), self.row(series="d"),
            self.row(series="d", **{"from": "", "to": "2025-09"}),
        ],
            "T:2: value: 'many'; expected a number",
            "T:3: from: '2025-13'; expected a month such as 2025-03",
            "T:3: to: not after the row of line 2; expected the series in the order of time, without overlaps",
            "T:4: p5: p5 and p95 go together; one is empty",
            "T:5: value: 5 is not between p5 and p95",
            "T:6: p5: '-1'; expected more than 0, or the distribution normal",
            "T:7: distribution: 'gamma'; expected normal or lognormal",
            "T:8: ban: '2025-02-30'; expected a date such as 2025-04-09",
            "T:9: from: '2025-04'; expected a month not after that in the column to",
            "T:10: metric: ''; expected the name of a metric or an outcome",
            "T:10: source: ''; expected where the number is from",
            "T:12: to: not after the row of line 11; expected the series in the order of time, without overlaps",
            "T:13: from: flows and levels in one series; the row of line 12 is a flow")

    def test_what_the_results_do_not_hold_is_said_with_what_is_near(self):
        self.says([
            self.row(metric="lande"), self.row(actor="fir"), self.row(metric="stock"),
            self.row(series="late", **{"from": "2026-10", "to": "2026-12"})],
            "T:2: metric: no 'lande' in R/trajectories.csv; did you mean 'landed'?",
            "T:3: actor: no 'fir' in R/trajectories.csv; did you mean 'firm'?",
            "T:4: actor: the results have no 'stock' of 'firm'",
            "T:5: to: outside the results, which go from 2024-12-31 to 2026-06-30")
        self.says([self.row(minus="x")], "T:2: minus: 'x'; expected none, which is for outcomes of a sweep")
        self.says([self.row(**{"from": "2024-11", "to": "2025-01"})],
                  "T:2: from: the period begins before the forecast, whose origin is 2024-12-31; expected periods before or after it")
        self.says([self.row(**{"from": "2024-01", "to": "2024-03"})],
                  "T: nothing to score; expected rows that end after the forecast's origin")

    def test_columns_are_known_and_there(self):
        path = os.path.join(self.folder, "observations.csv")
        with open(path, "w") as file:
            file.write("metric,to,valeu,to\nlanded,2025-03,1,2025-03\n")
        self.assertEqual(run(self.run_folder, path, code=3).splitlines()[:4], [
            f"{path}:1: valeu: unknown column; did you mean 'value'?", f"{path}:1: to: a second column of this name",
            f"{path}:1: value: missing column", f"{path}:1: source: missing column"])
        with open(path, "w") as file:
            file.write("metric,to,value,source\n")
        self.assertIn("no rows; expected observations", run(self.run_folder, path, code=3))
        self.assertIn("absent.csv: No such file", run(self.run_folder, "absent.csv", code=3))

    def test_a_folder_without_futures_is_refused(self):
        table = self.observations([self.row()])
        self.assertIn("expected results of a run with --trajectories, or of a sweep", run(self.folder, table, code=3))
        path = os.path.join(self.run_folder, "trajectories.csv")
        with open(path) as file:
            text = file.read()
        for old, new, line, message in (
                (",value\n", ",valu\n", 1, "value: missing column"),
                ("2025-01-31,0,0,", "2025-01-32,0,0,", 3, "date: '2025-01-32' is no date"),
                ("2025-03-31,2,0,", "2025-03-31,2,x,", 5, "replication: 'x'; expected the number of a future"),
                (text[-20:], text[-20:-1], len(text.splitlines()), "the last line does not end: the file was cut")):
            with open(path, "w") as file:
                file.write(text.replace(old, new, 1) if old != text[-20:] else text[:-1])
            self.assertIn(f"{path}:{line}: {message}", run(self.run_folder, table, code=3))

    def test_options_are_checked(self):
        table = self.observations([self.row()])
        for option, value in (("--origin", "2025"), ("--until", "soon"), ("--ban", "2025-04-31"), ("--bootstrap", "-1"), ("--seed", "x")):
            self.assertIn(f"{option}: '{value}' is no", run(self.run_folder, table, option, value, code=2))

    def test_a_folder_of_scores_is_whole_and_not_overwritten(self):
        table, out = self.observations([self.row()]), os.path.join(self.folder, "scores")
        run(self.run_folder, table, "--out", out)
        self.assertEqual(sorted(os.listdir(out)), ["manifest.json", "reliability.csv", "scores.csv", "series.csv", "skill.csv"])
        with open(os.path.join(out, "manifest.json")) as file:
            self.assertEqual(json.load(file)["origin"], "2024-12-31")
        self.assertTrue(run(self.run_folder, table, "--out", out, code=4))
        run(self.run_folder, table, "--out", out, "--force")
        self.assertEqual([f for f in os.listdir(self.folder) if re.search("tmp", f)], [])
        run(self.run_folder, table, "--out", "/dev/null/x", code=4)


class Run(Folder):
    def test_a_run_with_trajectories_is_scored_as_it_stands(self):
        """Expected: flows from the run's own trajectories by plain Python."""
        out = os.path.join(self.folder, "run")
        subprocess.run([PROGRAM, "run", os.path.join(ROOT, "configs", "examples", "minimal.cfg"), "--trajectories", "--replications", "40",
                        "--quiet", "--out", out], check=True, capture_output=True)
        table = self.observations([{"metric": "foreign_chips_delivered", "from": "2026-02", "to": "2026-04", "value": "0", "above": "0"}])
        cells, = csv.DictReader(io.StringIO(run(out, table, "--csv")))
        with open(os.path.join(out, "trajectories.csv")) as file:
            x = [float(r["value"]) for r in csv.DictReader(file) if r["date"] == "2026-04-30" and r["actor"] == "all" and
                 r["metric"] == "foreign_chips_delivered"]
        self.assertEqual(len(x), 40)
        self.near(cells["crps"], mean(x) - spread(x, False))
        self.near(cells["brier"], mean([v > 0 for v in x]) ** 2)
        printed = run(out, table)
        self.assertIn("no baseline: no observation before the origin, and nothing approved", printed)
        self.assertNotIn("skill", printed)

    # Beijing leaves at a constant rate and does not come back; whoever never moves has no row in the table of the run.
    MOVES = """
run : { start = "2025-01"; months = 13; replications = 4000; };
jurisdictions : {
    us : { start_regime = "open"; regimes : { open : { openness = 1; }; shut : { openness = 0; }; }; };
    cn : { start_regime = "open"; regimes : {
        open : { openness = 1; transitions : { shut : { hazard_per_year = 1.2; }; }; };
        shut : { openness = 0; };
    }; };
};
ecosystems : { any : { }; };
suppliers : { maker : { }; };
chips : { chip : { supplier = "maker"; ecosystem = "any"; origin = "us"; tpp = 1.0; bandwidth_tb_per_s = 1.0; price_usd = 1.0; }; };
actors : { firm : { home = "cn"; target_effective_h100e = 1.0; }; };
"""

    def moves(self):
        scenario, out = (os.path.join(self.folder, name) for name in ("moves.cfg", "run"))
        with open(scenario, "w") as file:
            file.write(self.MOVES)
        subprocess.run([PROGRAM, "run", scenario, "--trajectories", "--quiet", "--out", out], check=True, capture_output=True)
        return out

    def test_regimes_are_scored_as_events(self):
        """Expected: P = 1 - exp(-rate) of leaving within a year, and Brier's (P - outcome)^2 by hand."""
        out = self.moves()
        table = self.observations([
            {"series": "stops", "metric": "regime:shut", "actor": "cn", "to": "2025-12", "value": "1"},
            {"series": "stays", "metric": "regime:open", "actor": "cn", "to": "2025-12", "value": "0"},
            {"series": "never", "metric": "regime:shut", "actor": "us", "to": "2025-12", "value": "1"},
            {"series": "always", "metric": "regime:open", "actor": "us", "to": "2025-12", "value": "1"},
            {"series": "half", "metric": "regime:shut", "actor": "cn", "to": "2025-06", "value": "0"},
            # history, of which no baseline is made
            *({"series": "later", "metric": "regime:shut", "actor": "cn", "to": to, "value": "0"}
              for to in ("2024-06", "2024-12", "2025-11"))])
        cells = {c["series"]: c for c in csv.DictReader(io.StringIO(run(out, table, "--csv")))}
        with open(os.path.join(out, "regimes.csv")) as file:
            share = {(r["jurisdiction"], r["regime"], r["month"]): float(r["share"]) for r in csv.DictReader(file)}
        for series, p, happened, found in (
                ("stops", 1 - math.exp(-1.2), 1, share["cn", "shut", "11"]), ("stays", math.exp(-1.2), 0, share["cn", "open", "11"]),
                ("never", 0, 1, 0), ("always", 1, 1, 1), ("half", 1 - math.exp(-0.6), 0, share["cn", "shut", "5"])):
            with self.subTest(series=series):
                got = float(cells[series]["event_forecast"])
                self.assertAlmostEqual(got, p, delta=4 * math.sqrt(p * (1 - p) / 4000))
                self.assertAlmostEqual(got, found, delta=1e-12)
                self.assertEqual((cells[series]["members"], float(cells[series]["event_observed"])), ("4000", happened))
                self.near(cells[series]["brier"], (found - happened) ** 2)
                self.near(cells[series]["crps"], (found - happened) ** 2)  # of a number that is 0 or 1
        self.assertEqual({c["forecast"] for c in csv.DictReader(io.StringIO(run(out, table, "--csv")))}, {"baseline"})

    def test_regimes_and_numbers_stand_in_one_table(self):
        out = self.moves()
        number = {"metric": "effective_h100e", "to": "2025-12", "value": "1"}
        event = {"metric": "regime:shut", "actor": "cn", "to": "2025-12", "value": "1"}
        alone, = csv.DictReader(io.StringIO(run(out, self.observations([number]), "--csv")))
        both = list(csv.DictReader(io.StringIO(run(out, self.observations([event, number]), "--csv"))))
        self.assertEqual(both[1], alone)

    def test_mistakes_about_regimes_are_said(self):
        out = self.moves()
        row = {"metric": "regime:shut", "actor": "cn", "to": "2025-12", "value": "1"}
        for change, expected in (
                ({"metric": "regime:shot"}, "metric: no regime 'shot' in"), ({"metric": "regime:shot"}, "did you mean 'shut'?"),
                ({"actor": "chn"}, "actor: no jurisdiction 'chn' in"), ({"actor": ""}, "actor: ''; expected the jurisdiction"),
                ({"from": "2025-01"}, "from: '2025-01'; expected none"), ({"value": "0.5"}, "value: '0.5'; expected 1 where"),
                ({"p5": "1", "p95": "1.5"}, "value: '1'; expected 1 where"), ({"above": "0"}, "above: expected none"),
                ({"scale": "2"}, "scale: expected none"), ({"to": "2027-12"}, "to: outside the results")):
            with self.subTest(change=change, expected=expected):
                self.assertIn(expected, run(out, self.observations([{**row, **change}]), code=3))
        os.remove(os.path.join(out, "regimes.csv"))
        self.assertIn("regimes.csv", run(out, self.observations([row]), code=3))

    def test_a_sweep_of_the_futures_of_a_run_gets_its_scores(self):
        minimal = os.path.join(ROOT, "configs", "examples", "minimal.cfg")
        study = os.path.join(self.folder, "study.cfg")
        with open(study, "w") as file:
            file.write('study : { title = "quarters"; scenario = "%s"; futures = 50; };\noutcomes : {\n' % os.path.abspath(minimal))
            file.writelines(f'    {key} : {{ metric = "foreign_chips_delivered"; month = "{date}"; }};\n'
                            for key, date in (("april", "2026-04"), ("july", "2026-07")))
            file.write("};\n")
        run_out, sweep_out = (os.path.join(self.folder, name) for name in ("run", "sweep"))
        for command in (["run", minimal, "--trajectories", "--replications", "50", "--out", run_out], ["sweep", study, "--out", sweep_out]):
            subprocess.run([PROGRAM, *command, "--quiet"], check=True, capture_output=True)
        row = {"series": "landed", "from": "2026-05", "to": "2026-07", "value": "52000", "p5": "43000", "p95": "62900", "above": "40000"}
        one = run(run_out, self.observations([{**row, "metric": "foreign_chips_delivered", "actor": "all"}]), "--csv")
        two = run(sweep_out, self.observations([{**row, "metric": "july", "minus": "april"}]), "--csv")
        self.assertEqual(one.replace("foreign_chips_delivered,all", "july,"), two)


if __name__ == "__main__":
    unittest.main()
