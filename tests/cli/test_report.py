"""chokepoint report: the data of its page are the numbers of the tables, and nothing in them becomes a part of the page.

The tables are read here once more, by the csv module of Python; the page itself is looked at in tests/report.
"""
import base64
import collections
import csv
import gzip
import html
import io
import json
import os
import re
import shutil
import stat
import statistics
import subprocess
import tempfile
import unittest

ROOT = os.environ.get("SOURCE_DIR", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PROGRAM = os.environ.get("CHOKEPOINT", os.path.join(ROOT, "build", "chokepoint"))
WITHOUT_PAGE = os.path.join(os.path.dirname(PROGRAM), "tests", "chokepoint_without_page")
FLAGSHIP = os.path.join(ROOT, "configs", "h200-2026-01.cfg")
SCENARIO = os.path.join(ROOT, "configs", "examples", "minimal.cfg") # of the sweep
OBSERVATIONS = os.path.join(ROOT, "configs", "evidence", "observations.csv")
STUDY = """study : {{ title = "Duties"; scenario = "{}"; futures = 23; }};
levers : {{ duty : {{ path = "instruments.duty.rate"; values = (0.1, 0.37); }}; }};
outcomes : {{ last : {{ metric = "accessible_h100e"; actor = "firm"; direction = "maximise"; stakeholder = "buyer"; threshold = 3.0e5; }};
    duties : {{ metric = "treasury_usd"; direction = "maximise"; stakeholder = "treasury"; }}; }};
"""
HOSTILE = """</script><script>alert(1)</script> " ' & <!--DATA--> ü """


def setUpModule():
    global HOME
    HOME = tempfile.mkdtemp(prefix="chokepoint-report-")
    call("run", FLAGSHIP, "--policy", "all", "--replications", "32", "--quiet", "--out", at("all"))
    call("run", FLAGSHIP, "--policy", "status-quo", "--policy", "ban", "--months", "14", "--replications", "32", "--quiet", "--out", at("two"))
    with open(at("study.cfg"), "w", encoding="utf-8") as file:
        file.write(STUDY.format(SCENARIO))
    call("sweep", at("study.cfg"), "--quiet", "--out", at("sweep"))
    call("regret", at("sweep"), "--bootstrap", "100", "--out", at("regret"))


def tearDownModule():
    shutil.rmtree(HOME)


def at(name):
    return os.path.join(HOME, name)


def call(*words, code=0, program=PROGRAM):
    done = subprocess.run([program, *words], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == code, f"{words}: {done.returncode}, {done.stderr}"
    return done


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def data(*words):
    call("report", *words, "--json", "-o", at("data.json"), "--force")
    return json.loads(read(at("data.json")))


def page(*words, name="page.html"):
    call("report", *words, "-o", at(name), "--force")
    return read(at(name))


def data_of(text):
    """What stands in a page."""
    packed = re.search(r'<script id="data" type="application/gzip;base64">([A-Za-z0-9+/=]*)</script>', text).group(1)
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def rows_of(table):
    """The rows of a table's blocks, laid out as docs/report.md says."""
    for block in table:
        dates = len(block["dates"])
        for cells in csv.reader(io.StringIO(block["rows"])):
            assert len(cells) == len(block["keys"]) + len(block["values"]) * dates
            keys, numbers = cells[:len(block["keys"])], cells[len(block["keys"]):]
            for d, (date, month) in enumerate(zip(block["dates"], block["months"])):
                row = dict(zip(block["keys"], keys), date=date, month=str(month))
                row.update((value, numbers[v * dates + d]) for v, value in enumerate(block["values"]))
                yield block, row


def file_rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    return float(text) if text else None


class Data(unittest.TestCase):
    def assert_six_digits(self, found, expected, where):
        if found is None or expected is None or expected in (float("inf"), -float("inf")):
            self.assertEqual(found, expected, where)
        else:
            self.assertLessEqual(abs(found - expected), 5.001e-6 * abs(expected) + 1e-300, where)

    def assert_table(self, result, folder, name, sum_over=None, keep=lambda row: True):
        """Every number of a table is that of the file's row, or the sum of several."""
        block = result["tables"][name][0]
        keys, values = [*block["keys"], "date", "month"], block["values"]
        expected = collections.defaultdict(lambda: collections.defaultdict(float))
        for row in file_rows(folder, name + ".csv"):
            if not keep(row):
                continue
            for own in {False, bool(sum_over)}:
                key = tuple("all" if own and k == sum_over else row[k] for k in keys)
                for value in values:
                    expected[key][value] += float(row[value]) if row[value] else float("nan")
        n = 0
        for _, row in rows_of(result["tables"][name]):
            key = tuple(row[k] for k in keys)
            for value in values:
                want = expected[key][value] if key in expected else None
                self.assert_six_digits(number(row[value]), None if want != want else want, (name, key, value))
                n += want is not None
        self.assertGreater(n, 100)
        return {tuple(row[k] for k in keys) for _, row in rows_of(result["tables"][name])} - {()}, set(expected)

    def test_numbers_are_those_of_the_tables(self):
        for name, folder in (("fine", at("two")), ("coarse", at("all"))):
            with self.subTest(name):
                result = data(folder)["results"][0]
                self.assertEqual(result["coarse"], name == "coarse")
                for table in ("summary", "regimes", "events", "exceedance", "nothing_arrived", "compare"):
                    self.assert_table(result, folder, table)
                self.assert_table(result, folder, "need_ledger", sum_over="actor")
                self.assert_table(result, folder, "money", sum_over="actor")

    def test_a_small_result_keeps_every_metric_of_every_actor_and_month(self):
        result = data(at("two"))["results"][0]
        found, expected = self.assert_table(result, at("two"), "summary")
        self.assertEqual(found, expected)
        found, expected = self.assert_table(result, at("two"), "need_ledger", sum_over="actor")
        self.assertLessEqual(expected, found) # which has a cell for each date

    def test_flows_are_official_and_what_was_approved_stands_at_the_chip(self):
        result = data(at("two"))["results"][0]
        sums = collections.Counter()
        for row in file_rows(at("two"), "flows.csv"):
            if row["channel"] == "official":
                sums[row["policy"], row["date"], row["chip"], row["stage"], row["stage"] == "approved" and row["actor"]] += float(row["mean"])
        found = {(r["policy"], r["date"], r["chip"], r["stage"]): float(r["mean"]) for _, r in rows_of(result["tables"]["flows"]) if r["mean"]}
        for (policy, date, chip, stage, licence), mean in sums.items():
            if not licence:
                self.assert_six_digits(found[policy, date, chip, stage], mean, (policy, date, chip, stage))
        # `stages` works out the same by another way
        said = call("stages", FLAGSHIP, "--policy", "status-quo", "--chip", "h200", "--months", "14", "--replications", "32", "--dates", "2026-08", "--csv", "--quiet").stdout
        for row in csv.DictReader(io.StringIO(said)):
            self.assert_six_digits(found["status-quo", row["date"], "h200", row["stage"]], float(row["mean"]), row)
        self.assertGreater(found["status-quo", "2026-08-31", "h200", "approved"], 1000)

    def test_provenance_is_what_explain_prints(self):
        said = call("explain", at("two/resolved-status-quo.cfg"), "--csv").stdout
        self.assertEqual(data(at("two"))["results"][0]["tables"]["provenance"], said)

    def test_provenance_of_a_sweep_is_that_of_the_scenario_it_read(self):
        tables = data(at("sweep"))["results"][0]["tables"]
        provenance = {row["path"]: row for row in csv.DictReader(io.StringIO(tables["provenance"]))}
        said = {row["path"]: row for row in csv.DictReader(io.StringIO(call("explain", SCENARIO, "--csv").stdout))}
        self.assertEqual(provenance.keys(), said.keys())
        files = list(csv.DictReader(io.StringIO(tables["files"])))
        told = [line.split()[1:] for line in read(at("sweep/identity.txt")).splitlines() if line.startswith("file ")]
        self.assertEqual([[row["file"], row["xxh64"]] for row in files], told)
        shutil.copytree(at("sweep"), at("changed"))
        with open(at("changed/identity.txt"), "w", encoding="utf-8") as file:
            file.write(read(at("sweep/identity.txt")).replace(told[0][1], "0" * 16))
        done = call("report", at("changed"), "--json", "-o", at("changed.json"))
        self.assertIn("has changed since, so the page tells no sources", done.stderr)
        self.assertNotIn("provenance", json.loads(read(at("changed.json")))["results"][0]["tables"])

    def test_outcomes_of_a_sweep_are_those_of_its_runs(self):
        document = data(at("sweep"), at("regret"))
        result = document["results"][0]
        self.assertEqual((result["kind"], document["title"], len(document["results"])), ("sweep", "Duties", 1))
        rows = list(csv.DictReader(io.StringIO(result["tables"]["outcomes"])))
        self.assertEqual([(row["duty"], row["outcome"]) for row in rows], [(duty, outcome) for duty in ("0.1", "0.37") for outcome in ("last", "duties")])
        for row in rows[::2]:
            values = [float(r["last [H100e]"]) for r in file_rows(at("sweep"), "outcomes.csv") if r["policy"] == row["policy"]]
            self.assertEqual((row["futures"], row["unit"], row["stakeholder"], row["threshold"]), ("23", "H100e", "buyer", "300000"))
            self.assert_six_digits(float(row["mean"]), statistics.fmean(values), row)
            self.assert_six_digits(float(row["p50"]), statistics.median(values), row)
            self.assert_six_digits(float(row["p5"]), statistics.quantiles(values, n=20, method="inclusive")[0], row)
        regret = list(csv.DictReader(io.StringIO(result["tables"]["regret"])))
        expected = {(r["kind"], r["name"], r["policy"], r["metric"]): r for r in file_rows(at("regret"), "regret.csv")}
        self.assertTrue(regret)
        for row in regret:
            self.assert_six_digits(number(row["value"]), number(expected[row["kind"], row["name"], row["policy"], row["metric"]]["value"]), row)
        self.assertIn("buyer", result["tables"]["preferred"])

    def test_regret_that_was_not_given_is_the_same_without_intervals(self):
        given, alone = (data(at("sweep"), *more)["results"][0]["tables"] for more in ((at("regret"),), ()))
        self.assertEqual(given["preferred"], alone["preferred"])
        own = ("kind", "name", "unit", "policy", "metric", "value", "rank")
        given, alone = ([{k: row[k] for k in own} for row in csv.DictReader(io.StringIO(tables["regret"]))] for tables in (given, alone))
        self.assertEqual(given, alone)
        self.assertGreater(len(alone), 20)

    def test_files_belong_to_the_result_before_them(self):
        with open(at("added.csv"), "w", encoding="utf-8") as file:
            file.write(call("additionality", FLAGSHIP, "--chip", "h200", "--months", "3", "--replications", "20", "--csv", "--quiet").stdout)
        first, second = data(at("two"), at("added.csv"), at("sweep"), OBSERVATIONS)["results"]
        self.assertTrue(first["tables"]["additionality"].startswith("date,actor,chip,measure"))
        self.assertEqual(second["tables"]["published"].count("\n"), read(OBSERVATIONS).count("\n"))

    def test_policies_are_kept_as_asked(self):
        result = data(at("all"), "--policy", "ban", "--policy", "tariff-50")["results"][0]
        self.assertEqual(result["policies"], ["baseline", "ban", "tariff-50"])
        self.assertIn("no-delays", result["left_out"])
        self.assertEqual({row["policy"] for _, row in rows_of(result["tables"]["summary"])}, set(result["policies"]))

    def test_a_partial_result_says_so(self):
        shutil.copytree(at("two"), at("part"))
        manifest = read(at("part/manifest.json"))
        with open(at("part/manifest.json"), "w", encoding="utf-8") as file:
            file.write(manifest.replace('"partial": false', '"partial": true'))
        self.assertIs(data(at("part"))["results"][0]["manifest"]["partial"], True)


class Mistakes(unittest.TestCase):
    def refuse(self, code, message, *words, program=PROGRAM):
        done = call("report", *words, code=code, program=program)
        self.assertIn(message, done.stderr)
        self.assertEqual(done.stdout, "")

    def test_mistakes_are_told(self):
        out = ("--json", "-o", at("no.json"))
        os.makedirs(at("empty"), exist_ok=True)
        with open(at("other.csv"), "w", encoding="utf-8") as file:
            file.write("a,b\n1,2\n")
        self.refuse(2, "expected -o FILE", at("two"))
        self.refuse(2, "no result has a policy 'bann'; did you mean 'ban'?", at("two"), "--policy", "bann", *out)
        self.refuse(3, "nothing: No such file", at("nothing"), *out)
        self.refuse(3, "empty: holds no results", at("empty"), *out)
        self.refuse(3, "is no folder; expected first one of a run or a sweep", OBSERVATIONS, *out)
        self.refuse(3, "other.csv:1: no table that a page draws", at("two"), at("other.csv"), *out)
        self.refuse(3, "a second table 'published'", at("two"), OBSERVATIONS, OBSERVATIONS, *out)
        self.refuse(4, "is a folder", at("two"), "--json", "-o", HOME)
        self.refuse(4, "No such file or directory", at("two"), "--json", "-o", at("missing/no.json"))
        self.assertFalse(os.path.exists(at("no.json")))

    def test_what_was_cut_is_refused(self):
        for name in ("summary.csv", "manifest.json"):
            with self.subTest(name):
                shutil.rmtree(at("cut"), ignore_errors=True)
                shutil.copytree(at("two"), at("cut"))
                os.truncate(at("cut/" + name), os.path.getsize(at("cut/" + name)) - 7)
                self.refuse(3, name, at("cut"), "--json", "-o", at("no.json"))

    def test_an_existing_file_is_kept_unless_forced(self):
        with open(at("mine"), "w", encoding="utf-8") as file:
            file.write("mine")
        self.refuse(4, "exists; choose another -o, or replace it with --force", at("two"), "--json", "-o", at("mine"))
        self.assertEqual(read(at("mine")), "mine")
        os.mkfifo(at("pipe"))
        self.refuse(4, "is no plain file", at("two"), "--json", "-o", at("pipe"), "--force")
        self.assertTrue(stat.S_ISFIFO(os.stat(at("pipe")).st_mode))
        call("report", at("two"), "--json", "-o", at("mine"), "--force")
        self.assertEqual(json.loads(read(at("mine")))["program"]["name"], "chokepoint")
        self.assertFalse([name for name in os.listdir(HOME) if ".tmp-" in name])

    def test_without_its_page_the_program_says_what_is_missing(self):
        if not os.path.exists(WITHOUT_PAGE):
            self.skipTest("no program without a page in this build")
        self.refuse(4, "npm", at("two"), "-o", at("no.html"), program=WITHOUT_PAGE)
        self.assertFalse(os.path.exists(at("no.html")))
        call("report", at("two"), "--json", "-o", at("yes.json"), program=WITHOUT_PAGE)


class Page(unittest.TestCase):
    def setUp(self):
        done = subprocess.run([PROGRAM, "report", at("two"), "-o", at("page.html"), "--force"], capture_output=True, text=True, check=False)
        if "built without its page" in done.stderr:
            print("skipped: the page of reports: this build has none, for want of npm")
            self.skipTest("no page")

    def test_it_holds_the_data_and_stays_small(self):
        text = page(at("all"))
        self.assertLess(len(text.encode()), 1.5e6)
        self.assertEqual(data_of(text), data(at("all")))
        self.assertEqual(len(data_of(text)["results"][0]["policies"]), 16)

    def test_the_same_results_give_the_same_bytes(self):
        self.assertEqual(page(at("two"), name="a.html"), page(at("two"), name="b.html"))

    def test_hostile_names_stay_data(self):
        for title in (HOSTILE, HOSTILE * 200):
            with self.subTest(len(title)):
                os.makedirs(at("odd"), exist_ok=True)
                folder = at("odd/<script>\"'&")
                if not os.path.exists(folder):
                    shutil.copytree(at("two"), folder)
                plain, text = page(at("two"), "--title", "x"), page(folder, "--title", title)
                head, packed = text.split('<script id="data"')
                self.assertEqual(html.unescape(re.search("<title>(.*?)</title>", text, re.DOTALL).group(1)), title)
                self.assertEqual(text.count("<script"), plain.count("<script"))
                self.assertNotIn("alert(1)</script>", text)
                self.assertEqual(packed[packed.index("</script>"):], plain[plain.rindex('<script id="data"'):].split("</script>", 1)[1].join(["</script>", ""]))
                self.assertEqual(data_of(text)["title"], title)
                self.assertEqual(data_of(text)["results"][0]["name"], "<script>\"'&")
                self.assertIn("Content-Security-Policy", head)

    def test_too_many_policies_are_left_out_and_that_is_said(self):
        # copies of the flagship under other names, until they do not fit
        folder = at("many")
        os.makedirs(folder)
        for name in ("summary.csv", "manifest.json", "need_ledger.csv"):
            text = read(os.path.join(at("all"), name))
            if name.endswith(".csv"):
                header, body = text.split("\n", 1)
                text = header + "\n" + "".join(re.sub("^", f"p{i}-", body.rstrip("\n"), flags=re.MULTILINE) + "\n" for i in range(4))
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                file.write(text)
        done = call("report", folder, "-o", at("many.html"))
        kept = data_of(read(at("many.html")))["results"][0]
        self.assertLess(os.path.getsize(at("many.html")), 1.5e6)
        self.assertIn(f"64 policies are too much for one page, it holds the first {len(kept['policies'])};", done.stderr)
        self.assertEqual(len(kept["policies"]) + len(kept["left_out"]), 64)
        self.assertGreater(len(kept["policies"]), 16)


if __name__ == "__main__":
    unittest.main()
