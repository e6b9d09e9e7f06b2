"""`chokepoint regret` and `compare` on random tables against plain Python, and in what can go wrong.

The definitions are written once more here, from McPhail et al. (2018), Hyndman & Fan (1996, type 7) and Kendall (1945);
nothing is shared with the program.
"""
import csv
import io
import math
import os
import random
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
import unittest

PROGRAM = os.environ["CHOKEPOINT"]


def run(*arguments, code=0):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == code, (arguments, done.returncode, done.stdout[-500:], done.stderr)
    return done.stderr if code else done.stdout


def quantile(values, p):
    x = sorted(values)
    h = (len(x) - 1) * p
    low = int(h)
    return x[low] + (h - low) * (x[low + 1] - x[low]) if h > low else x[low]


def tau(x, y):
    """tau-b."""
    agreed = apart_x = apart_y = 0
    for i in range(len(x)):
        for j in range(i):
            a, b = (x[i] > x[j]) - (x[i] < x[j]), (y[i] > y[j]) - (y[i] < y[j])
            agreed += a * b
            apart_x += a != 0
            apart_y += b != 0
    return agreed / math.sqrt(apart_x * apart_y) if apart_x and apart_y else None


def metrics(table, policy, minimise, threshold, baseline, alpha):
    """Of table[policy][future]; None where undefined."""
    values = table[policy]
    n = len(values)
    best, worst = (min, max) if minimise else (max, min)
    regret = [abs(best(column) - values[i]) for i, column in enumerate(zip(*table))]
    against = [(values[i] - table[baseline][i]) * (1 if minimise else -1) for i in range(n)]
    mean = math.fsum(values) / n
    deviation = statistics.stdev(values)
    median = statistics.median(values)
    bad = sorted(values, reverse=minimise)[:(n + 1) // 2]
    p10, p90 = sorted((quantile(values, .1), quantile(values, .9)), reverse=minimise)  # worse, better
    spread = abs(quantile(values, .75) - quantile(values, .25))
    meets = [v <= threshold if minimise else v >= threshold for v in values] if threshold is not None else None
    return {
        "maximin": worst(values),
        "maximax": best(values),
        "hurwicz": alpha * worst(values) + (1 - alpha) * best(values),
        "laplace": mean,
        "mean_variance": (mean + 1) * (deviation + 1) if minimise else (mean + 1) / (deviation + 1),
        "undesirable_deviations": sum(abs(median - v) for v in bad if (v > median if minimise else v < median)) / len(bad),
        "percentile_skewness": (median - (p10 + p90) / 2) / ((p90 - p10) / 2) if p90 != p10 else None,
        "percentile_kurtosis": abs(p90 - p10) / spread if spread else None,
        "satisficing": sum(meets) / n if meets else None,
        "minimax_regret": max(regret),
        "p90_regret": quantile(regret, .9),
        "expected_regret": math.fsum(regret) / n,
        "baseline_minimax_regret": max(against),
        "baseline_p90_regret": quantile(against, .9),
        "baseline_expected_regret": math.fsum(against) / n,
    }


SMALL = {"undesirable_deviations", "minimax_regret", "p90_regret", "expected_regret", "baseline_minimax_regret",
         "baseline_p90_regret", "baseline_expected_regret"}
AS_OUTCOME = {"maximin", "maximax", "hurwicz", "laplace", "mean_variance"}


def oriented(metric, value, minimise):
    """The larger, the better."""
    return -value if metric in SMALL or metric in AS_OUTCOME and minimise else value


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, outcomes, policies, table, header=None, name="study"):
        """outcomes: {name: {direction, threshold?, stakeholder?}}; table[outcome][policy][future], None: undefined."""
        folder = os.path.join(self.folder, name)
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "study.cfg"), "w") as file:
            file.write('study : { title = "made by hand"; };\noutcomes : {\n')
            for key, o in outcomes.items():
                more = "".join(f' {k} = {v!r};' if isinstance(v, float) else f' {k} = "{v}";' for k, v in o.items())
                file.write(f'    {key} : {{ metric = "accessible_h100e";{more} }};\n')
            file.write("};\n")
        futures = len(next(iter(table.values()))[0])
        with open(os.path.join(folder, "outcomes.csv"), "w") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(header or ["run", "future", "policy", "lever [1]", *[f"{key} [H100e]" for key in outcomes]])
            for i in range(futures):
                for p, policy in enumerate(policies):
                    cells = [table[key][p][i] for key in outcomes]
                    out.writerow([i * len(policies) + p, i, policy, p / 7,
                                  *["" if x is None else repr(x) for x in cells]])
        return folder

    def tables(self, folder, *options):
        out = os.path.join(self.folder, "out")
        text = run("regret", folder, "--out", out, "--force", *options)
        result = {}
        for name in ("regret", "agreement", "weights", "simplex"):
            with open(os.path.join(out, name + ".csv")) as file:
                result[name] = list(csv.DictReader(file))
        return result, text

    def near(self, found, expected, what, scale=1.0):
        if expected is None:
            self.assertEqual(found, "", what)
        else:
            self.assertAlmostEqual(float(found), expected, delta=1e-9 * max(abs(expected), scale), msg=what)


class Random(Folder):
    """Tables with ties, undefined cells, outcomes to be large and to be small."""

    def tabled(self, seed):
        luck = random.Random(seed)
        futures, n = luck.randint(2, 60), luck.randint(1, 6)
        policies = [f"p{k}, \"q\"" if k == 1 else f"rule={k}" for k in range(n)]
        outcomes, table = {}, {}
        for k in range(luck.randint(1, 4)):
            o = {"direction": luck.choice(["maximise", "minimise"])}
            if luck.random() < .5:
                o["threshold"] = 0.5
            if luck.random() < .6:
                o["stakeholder"] = luck.choice(["us", "cn"])
            common = [luck.gauss(1, 1) for _ in range(futures)]
            digits = luck.choice([1, 17])  # one digit: many ties
            outcomes[f"m{k}"] = o
            table[f"m{k}"] = [[round(c + luck.gauss(0.1 * p, .5), digits) for c in common] for p in range(n)]
        outcomes["seen"] = {"direction": "info"}
        table["seen"] = [[1.0] * futures for _ in range(n)]
        return luck, policies, outcomes, table

    def test_every_metric_rank_and_agreement(self):
        for seed in range(40):
            luck, policies, outcomes, table = self.tabled(seed)
            lost = luck.randrange(len(table["m0"][0])) if seed % 3 == 0 and len(table["m0"][0]) > 3 else None
            if lost is not None:
                table["m0"][-1][lost] = None
            baseline, alpha = luck.randrange(len(policies)), luck.random()
            folder = self.write(outcomes, policies, table)
            found, _ = self.tables(folder, "--baseline", policies[baseline], "--alpha", alpha, "--bootstrap", 0)
            for name, o in outcomes.items():
                if o["direction"] == "info":
                    continue
                with self.subTest(seed=seed, outcome=name):
                    kept = [i for i in range(len(table[name][0])) if all(row[i] is not None for row in table[name])]
                    self.check(found, "outcome", name, policies, [[row[i] for i in kept] for row in table[name]],
                               o["direction"] == "minimise", o.get("threshold"), baseline, alpha)
            self.assertNotIn("seen", {row["name"] for row in found["regret"]})

    def check(self, found, kind, name, policies, table, minimise, threshold, baseline, alpha):
        expected = [metrics(table, p, minimise, threshold, baseline, alpha) for p in range(len(policies))]
        rows = {(r["policy"], r["metric"]): r for r in found["regret"] if (r["kind"], r["name"]) == (kind, name)}
        self.assertEqual(len(rows), len(policies) * len(expected[0]))
        for p, policy in enumerate(policies):
            for metric, value in expected[p].items():
                row = rows[policy, metric]
                if metric == "percentile_skewness" and value is not None:
                    self.assertAlmostEqual(float(row["value"]), value, 6)
                elif metric == "percentile_kurtosis" and value is not None:
                    self.assertAlmostEqual(float(row["value"]) / value, 1, 6)
                else:
                    self.near(row["value"], value, metric)
                self.assertEqual(row["futures"], str(len(table[0])))
        for metric in expected[0]:
            self.ranks(metric, [rows[policy, metric] for policy in policies], minimise)
        for row in found["agreement"]:
            if (row["kind"], row["name"]) == (kind, name):
                a, b = ([oriented(m, float(rows[p, m]["value"]), minimise) for p in policies
                         if rows[p, row["metric"]]["value"] and rows[p, row["other"]]["value"]]
                        for m in (row["metric"], row["other"]))
                self.near(row["kendall_tau"], tau(a, b), row)

    def ranks(self, metric, rows, minimise):
        scores = [oriented(metric, float(r["value"]), minimise) if r["value"] else None for r in rows]
        for row, score in zip(rows, scores):
            rank = "" if score is None else str(1 + sum(s is not None and s > score for s in scores))
            self.assertEqual(row["rank"], rank, (metric, scores))

    def mixture(self, outcomes, table, owner, weight):
        """Utilities of policies by future, as the help defines them."""
        futures = range(len(next(iter(table.values()))[0]))
        policies = range(len(next(iter(table.values()))))
        result = [[0.0 for _ in futures] for _ in policies]
        for name, who in owner.items():
            flat = [x for row in table[name] for x in row]
            low, high = min(flat), max(flat)
            share = weight[who] / sum(w == who for w in owner.values())
            for p in policies:
                for i in futures:
                    x = (table[name][p][i] - low) / (high - low) if high > low else 0
                    x = 1 - x if outcomes[name]["direction"] == "minimise" and high > low else x
                    result[p][i] += share * x
        return result

    def test_stakeholders_and_their_weights(self):
        steps = 8
        for seed in range(100, 115):
            _, policies, outcomes, table = self.tabled(seed)
            folder = self.write(outcomes, policies, table)
            found, _ = self.tables(folder, "--bootstrap", 0, "--steps", steps)
            owner = {k: o.get("stakeholder", k) for k, o in outcomes.items() if o["direction"] != "info"}
            people = list(dict.fromkeys(owner.values()))
            for who in people:
                utility = self.mixture(outcomes, table, owner, {w: w == who for w in people})
                for p, policy in enumerate(policies):
                    expected = metrics(utility, p, False, None, 0, .5)
                    row = next(r for r in found["regret"] if r["kind"] == "stakeholder" and r["name"] == who
                               and r["policy"] == policy and r["metric"] == "expected_regret")
                    self.near(row["value"], expected["expected_regret"], (seed, who))
            if len(people) > 1:
                self.walk(found["weights"], policies, outcomes, table, owner, people, steps)
                for metric in {r["metric"] for r in found["simplex"]}:
                    self.assertAlmostEqual(sum(float(r["share"]) for r in found["simplex"] if r["metric"] == metric), 1)
            else:
                self.assertEqual(found["weights"], [])

    def test_one_may_be_asked_for_alone(self):
        outcomes = {"m": {"direction": "maximise", "stakeholder": "w"}, "n": {"direction": "minimise", "stakeholder": "w"}}
        folder = self.write(outcomes, ["a", "b"], {"m": [[1.0, 2.0]] * 3, "n": [[2.0, 1.0]] * 3})
        whole, alone = (run("regret", folder, "--bootstrap", 0, *only) for only in ((), ("--only", "n")))
        heads = [line.split(" [")[0] for line in whole.splitlines() if " [" in line]
        self.assertEqual(heads, ["outcome m", "outcome n", "stakeholder w"])
        self.assertIn(alone.strip(), whole)
        self.assertTrue(alone.startswith("outcome n ["))
        self.assertNotIn("outcome m", alone)
        self.assertIn("did you mean 'n'", run("regret", folder, "--only", "nn", code=2))

    def walk(self, rows, policies, outcomes, table, owner, people, steps):
        """The policy named at each weight is one that the metric prefers there, but for rounding."""
        for who in people:
            for k in range(steps + 1):
                weight = {w: k / steps if w == who else (1 - k / steps) / (len(people) - 1) for w in people}
                utility = self.mixture(outcomes, table, owner, weight)
                values = [metrics(utility, p, False, None, 0, .5) for p in range(len(policies))]
                for metric in ("maximin", "laplace", "minimax_regret", "p90_regret"):
                    named = [r["policy"] for r in rows if r["stakeholder"] == who and r["metric"] == metric
                             and float(r["from"]) - 1e-9 <= k / steps <= float(r["to"]) + 1e-9]
                    self.assertEqual(len(named), 1, (who, k, metric))
                    scores = [oriented(metric, v[metric], False) for v in values]
                    self.assertAlmostEqual(scores[policies.index(named[0])], max(scores), 12)


class Compare(Folder):
    def test_differences_are_paired(self):
        # by hand: differences 1, 3, -1, 5 of mean 2; variance 20/3; t of three degrees of freedom 3.182446
        outcomes = {"m": {"direction": "maximise"}, "seen": {"direction": "info"}}
        table = {"m": [[10.0, 20.0, 30.0, 40.0, 7.0], [11.0, 23.0, 29.0, 45.0, None]],
                 "seen": [[1.0] * 5, [1.0] * 5]}
        folder = self.write(outcomes, ["a", "b"], table)
        rows = list(csv.DictReader(io.StringIO(run("compare", folder, "--csv"))))
        row = rows[0]
        half = 3.182446 * math.sqrt(20 / 3 / 4)
        self.assertEqual((row["outcome"], row["policy"], row["reference"], row["futures"]), ("m", "b", "a", "4"))
        self.near(row["mean_difference"], 2, "mean")
        self.assertAlmostEqual(float(row["ci_low"]), 2 - half, 4)
        self.assertAlmostEqual(float(row["ci_high"]), 2 + half, 4)
        self.assertEqual((row["share_above"], row["share_below"], row["share_flipped"]), ("0.75", "0.25", "0.25"))
        independent = statistics.variance([10, 20, 30, 40]) + statistics.variance([11, 23, 29, 45])
        self.near(row["variance_reduction"], independent / (20 / 3), "reduction")
        # what never varies: no order to flip, no variance to reduce
        self.assertEqual([rows[1][k] for k in ("mean_difference", "share_equal", "share_flipped", "variance_reduction")],
                         ["0", "1", "", ""])

    def test_the_reference_can_be_chosen(self):
        table = {"m": [[1.0, 2.0], [4.0, 4.0], [0.0, 0.0]]}
        folder = self.write({"m": {"direction": "maximise"}}, ["a", "b", "c"], table)
        rows = list(csv.DictReader(io.StringIO(run("compare", folder, "--reference", "b", "--csv"))))
        self.assertEqual([(r["policy"], r["mean_difference"]) for r in rows], [("a", "-2.5"), ("c", "-4")])
        self.assertIn("did you mean 'b'", run("compare", folder, "--reference", "bb", code=2))

    def test_of_a_run_per_month(self):
        """The added columns against the trajectories of the same run."""
        out = os.path.join(self.folder, "run")
        config = os.path.join(os.environ["SOURCE_DIR"], "configs", "h200-2026-01.cfg")
        run("run", config, "--policy", "baseline", "--policy", "tariff-50", "--replications", 60, "--months", 6,
            "--trajectories", "--out", out, "--quiet")
        values = {}
        with open(os.path.join(out, "trajectories.csv")) as file:
            for r in csv.DictReader(file):
                if r["actor"] == "deepseek" and r["metric"] == "accessible_h100e" and r["value"]:
                    values.setdefault((r["policy"], r["month"]), []).append(float(r["value"]))
        checked = 0
        with open(os.path.join(out, "compare.csv")) as file:
            for r in csv.DictReader(file):
                if r["actor"] != "deepseek" or r["metric"] != "accessible_h100e":
                    continue
                x, y = values[r["policy"], r["month"]], values[r["reference"], r["month"]]
                d = [0 if abs(a - b) <= 1e-9 * max(abs(a), abs(b)) else a - b for a, b in zip(x, y)]
                mean, error = statistics.mean(d), statistics.stdev(d) / math.sqrt(60)
                for end, t in (("ci_low", -2.000995), ("ci_high", 2.000995)):  # 59 degrees of freedom
                    self.assertAlmostEqual(float(r[end]), mean + t * error, delta=1e-5 * error)
                if mean:
                    self.near(r["share_flipped"], sum(v * mean < 0 for v in d) / 60, r)
                    self.near(r["variance_reduction"], (statistics.variance(x) + statistics.variance(y)) /
                              statistics.variance(d), r, 1e4)
                    checked += 1
        self.assertGreater(checked, 2)
        text = run("compare", out)
        self.assertIn("deepseek", text)
        with open(os.path.join(out, "compare.csv")) as file:
            self.assertEqual(run("compare", out, "--csv"), file.read())


class Degenerate(Folder):
    ONE = {"m": {"direction": "maximise", "threshold": 1.0}}

    def value(self, found, policy, metric):
        return next(r for r in found["regret"] if r["kind"] == "outcome" and (r["policy"], r["metric"]) == (policy, metric))

    def test_one_policy_has_no_regret(self):
        found, _ = self.tables(self.write(self.ONE, ["a"], {"m": [[1.0, 5.0, 0.0]]}), "--bootstrap", 50)
        self.assertEqual(self.value(found, "a", "minimax_regret")["value"], "0")
        self.assertEqual(self.value(found, "a", "laplace")["share_preferred"], "1")

    def test_policies_that_tie_share_the_preference(self):
        found, text = self.tables(self.write(self.ONE, ["a", "b"], {"m": [[1.0, 2.0, 4.0]] * 2}), "--bootstrap", 40)
        for policy in "ab":
            row = self.value(found, policy, "laplace")
            self.assertEqual(row["rank"], "1")
            self.assertAlmostEqual(float(row["share_preferred"]), .5)
        self.assertIn("a and 1 more", text)

    def test_constant_outcomes_leave_shape_undefined(self):
        found, _ = self.tables(self.write(self.ONE, ["a", "b"], {"m": [[2.0] * 4] * 2}), "--bootstrap", 10)
        for metric in ("percentile_skewness", "percentile_kurtosis"):
            self.assertEqual([self.value(found, "a", metric)[k] for k in ("value", "ci_low", "rank")], ["", "", ""])
        self.assertEqual(self.value(found, "b", "satisficing")["value"], "1")
        self.assertTrue(all(r["kendall_tau"] == "" for r in found["agreement"]))

    def test_one_future_and_none_that_counts(self):
        found, _ = self.tables(self.write(self.ONE, ["a", "b"], {"m": [[2.0], [3.0]]}), "--bootstrap", 10)
        self.assertEqual(self.value(found, "a", "minimax_regret")["value"], "1")
        self.assertEqual(self.value(found, "a", "mean_variance")["value"], "")
        found, _ = self.tables(self.write(self.ONE, ["a", "b"], {"m": [[2.0, None], [None, math.inf]]}), "--bootstrap", 10)
        self.assertEqual(self.value(found, "a", "laplace")["value"], "")
        self.assertEqual(self.value(found, "a", "laplace")["futures"], "0")


class Bootstrap(Folder):
    def test_intervals_cover(self):
        """Of 300 samples of 50 normal futures the 95 % interval of the mean holds the true one in at least 264: a
        percentile interval covers about 93.4 % at n = 50 (Efron & Tibshirani 1993), 280 +- 4.3; fewer than 264 or more
        than 297 happen in less than 1 of 4000 tries."""
        luck = random.Random(7)
        outcomes = {f"m{k}": {"direction": "maximise"} for k in range(300)}
        table = {name: [[luck.gauss(3, 2) for _ in range(50)]] for name in outcomes}
        found, _ = self.tables(self.write(outcomes, ["a"], table), "--bootstrap", 400, "--steps", 1)
        rows = [r for r in found["regret"] if r["kind"] == "outcome" and r["metric"] == "laplace"]
        held = sum(float(r["ci_low"]) <= 3 <= float(r["ci_high"]) for r in rows)
        self.assertEqual(len(rows), 300)
        self.assertTrue(264 <= held <= 297, held)

    def test_the_seed_and_nothing_else_decides(self):
        luck = random.Random(3)
        table = {"m": [[luck.random() for _ in range(30)] for _ in range(3)]}
        folder = self.write({"m": {"direction": "maximise"}}, ["a", "b", "c"], table)
        first, text = self.tables(folder, "--bootstrap", 100)
        for threads in (1, 2, 5):
            self.assertEqual((first, text), self.tables(folder, "--bootstrap", 100, "--threads", threads))
        other, _ = self.tables(folder, "--bootstrap", 100, "--seed", 2)
        self.assertNotEqual([r["ci_low"] for r in first["regret"]], [r["ci_low"] for r in other["regret"]])
        self.assertEqual([r["value"] for r in first["regret"]], [r["value"] for r in other["regret"]])


class Mistakes(Folder):
    """A folder may come from elsewhere, be cut or be edited."""

    def spoil(self, change, message, code=3):
        folder = self.write({"m": {"direction": "maximise"}}, ["a", "b"], {"m": [[1.0, 2.0], [3.0, 4.0]]})
        path = os.path.join(folder, "outcomes.csv")
        with open(path) as file:
            text = file.read()
        with open(path, "w") as file:
            file.write(change(text))
        for command in ("regret", "compare"):
            self.assertIn(message, run(command, folder, code=code))

    def test_each_is_said_with_its_line(self):
        line = "outcomes.csv:5: "
        self.spoil(lambda t: t.replace("4.0", "4.0x"), line + "m: '4.0x' is no number")
        self.spoil(lambda t: t.replace("4.0", "nan"), line + "m: 'nan' is no number")
        self.spoil(lambda t: t.replace("4.0", "0x4"), line + "m: '0x4' is no number")
        self.spoil(lambda t: t.replace("4.0", "4.0,9"), line + "6 cells; expected 5")
        self.spoil(lambda t: t.rstrip("\n"), line + "the last line does not end")
        self.spoil(lambda t: t.replace("3,1,b", "3,1,c"), line + "future 1 under policy c; expected future 1 under policy b")
        self.spoil(lambda t: t.replace("3,1,b", "3,7,b"), line + "future 7")
        self.spoil(lambda t: "".join(t.splitlines(True)[:-1]), "future 1 has 1 of 2 policies")
        self.spoil(lambda t: t.replace("1,0,b", "1,0,a"), "outcomes.csv:3: policy a a second time")
        self.spoil(lambda t: t.replace("m [", "k ["), "no column for the outcome 'm'")
        self.spoil(lambda t: t.replace("future", "fate"), "expected the columns future and policy")
        self.spoil(lambda t: t.splitlines(True)[0], "no rows")
        self.spoil(lambda t: "", "empty; expected a header")
        self.spoil(lambda t: t.replace("4.0", '"4.0'), line + "quotes stand where they may not")
        self.spoil(lambda t: t.replace("4.0", "4" * 70000), "a line of more than")
        self.spoil(lambda t: t.replace("4.0", "4\0"), "a line of more than")

    def test_the_study_and_the_options(self):
        folder = self.write({"m": {"direction": "up"}}, ["a"], {"m": [[1.0]]})
        self.assertIn("study.cfg:3: m: unknown direction 'up'; expected maximise", run("regret", folder, code=3))
        folder = self.write({"m": {}}, ["a"], {"m": [[1.0]]})
        self.assertIn("none has a direction", run("regret", folder, code=3))
        folder = self.write({"m": {"direction": "maximise"}}, ["a"], {"m": [[1.0]]})
        self.assertIn("no number from 0 to 1", run("regret", folder, "--alpha", 2, code=2))
        self.assertIn("no policy 'z'", run("regret", folder, "--baseline", "z", code=2))
        self.assertIn("exists", run("regret", folder, "--out", folder, code=2))
        self.assertIn("such as 'm'", run("regret", folder, "--only", "somebody", code=2))
        self.assertIn("neither outcomes.csv nor compare.csv", run("compare", self.folder, code=3))
        self.assertIn("no results of a sweep", run("regret", os.path.join(self.folder, "absent"), code=2))
        self.assertIn("a sweep has its outcomes", run("compare", folder, "--month", 3, code=2))

    def test_an_interruption_leaves_no_folder(self):
        values = [[float((future * step) % 997) for future in range(4000)] for step in (3, 5)]
        folder = self.write({f"m{k}": {"direction": "maximise"} for k in range(20)}, ["a", "b"],
                            {f"m{k}": values for k in range(20)})
        out = os.path.join(self.folder, "out")
        process = subprocess.Popen([PROGRAM, "regret", folder, "--bootstrap", "5000", "--out", out],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        while not os.path.exists(f"{out}.tmp-{process.pid}") and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=120)
        self.assertEqual(process.returncode, 130)
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith("out")], [])


if __name__ == "__main__":
    unittest.main()
