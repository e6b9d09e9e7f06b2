"""Sweeps: the same bytes however the work is cut, interrupted, killed and gone on with; and nothing lost when the disk fails.

Expected values come from `chokepoint run --trajectories`, which shares the engine but neither chunks nor outcomes, with
statistics computed here.
"""
import csv
import glob
import math
import os
import random
import re
import resource
import shutil
import signal
import statistics
import struct
import subprocess
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE_DIR = os.environ.get("SOURCE_DIR", os.path.dirname(os.path.dirname(HERE)))
CHOKEPOINT = os.environ.get("CHOKEPOINT", os.path.join(SOURCE_DIR, "build", "chokepoint"))
MINIMAL = os.path.join(SOURCE_DIR, "configs", "examples", "minimal.cfg")
KILLS = int(os.environ.get("SWEEP_KILLS", "50"))
TABLES = ("design.csv", "outcomes.csv", "study.cfg", "identity.txt", "manifest.json")

OUTCOMES = """outcomes : {
    last : { metric = "accessible_h100e"; actor = "firm"; };
    landed : { table = "flows"; stage = "landed"; chip = "h200"; month = 11; };
    average : { metric = "accessible_h100e"; actor = "firm"; over = "mean"; };
    total : { metric = "accessible_h100e"; actor = "firm"; over = "sum"; };
    first : { metric = "accessible_h100e"; actor = "firm"; over = "first_above"; level = 100000.0; };
};
"""
FACTORS = """factors : {
    budget : { path = "actors.firm.budget_usd_per_month"; low = 1.0e8; high = 2.0e9; };
    rule : { path = "suppliers.nvidia.rule"; values = ("proportional", "priority"); };
    price : { path = "chips.h200.price_usd"; values = [20000.0, 27000.0, 40000.0]; };
};
"""
LEVERS = """levers : {
    tariff : { path = "instruments.duty.rate"; low = 0.0; high = 1.0; steps = 3; };
    start : { path = "jurisdictions.us.start_regime"; values = ("open", "shut"); };
};
"""
ALL = FACTORS + LEVERS + OUTCOMES


def xxh64(data):
    """XXH64 with seed 0, from its specification, apart from the program's."""
    p1, p2, p3, p4, p5 = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63,
                          0x27D4EB2F165667C5)
    mask = (1 << 64) - 1

    def turn(x, n):
        return (x << n | x >> (64 - n)) & mask

    def mix(a, x):
        return turn((a + x * p2) & mask, 31) * p1 & mask

    n, at = len(data), 0
    h = p5
    if n >= 32:
        v = [(p1 + p2) & mask, p2, 0, -p1 & mask]
        while at + 32 <= n:
            for i in range(4):
                v[i] = mix(v[i], int.from_bytes(data[at:at + 8], "little"))
                at += 8
        h = (turn(v[0], 1) + turn(v[1], 7) + turn(v[2], 12) + turn(v[3], 18)) & mask
        for x in v:
            h = ((h ^ mix(0, x)) * p1 + p4) & mask
    h = (h + n) & mask
    while at + 8 <= n:
        h = (turn(h ^ mix(0, int.from_bytes(data[at:at + 8], "little")), 27) * p1 + p4) & mask
        at += 8
    if at + 4 <= n:
        h = (turn(h ^ int.from_bytes(data[at:at + 4], "little") * p1 & mask, 23) * p2 + p3) & mask
        at += 4
    for byte in data[at:]:
        h = turn(h ^ byte * p5 & mask, 11) * p1 & mask
    h = (h ^ h >> 33) * p2 & mask
    h = (h ^ h >> 29) * p3 & mask
    return f"{h ^ h >> 32:016x}"


class Sweep(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="chokepoint-sweep-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def study(self, body=ALL, name="study.cfg", scenario=MINIMAL, **head):
        values = {"futures": 96, "chunk_runs": 96, "design": "monte_carlo", **head}
        words = " ".join(f'{key} = {value};' if isinstance(value, int) else f'{key} = "{value}";'
                         for key, value in values.items())
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(f'study : {{ title = "test"; scenario = "{scenario}"; {words} }};\n{body}')
        return self.path(name)

    def call(self, *words, code=0, **more):
        done = subprocess.run([CHOKEPOINT, *words], capture_output=True, text=True, timeout=300, **more)
        self.assertEqual(done.returncode, code, f"{' '.join(words)}\n{done.stdout}{done.stderr}")
        return done

    def sweep(self, study, out, *words, **more):
        return self.call("sweep", study, "--out", self.path(out), *words, **more)

    def bytes_of(self, out):
        result = {}
        for name in TABLES:
            with open(self.path(out, name), "rb") as file:
                result[name] = file.read()
        return result

    def assert_same(self, a, b):
        x, y = self.bytes_of(a), self.bytes_of(b)
        for name in TABLES:
            self.assertEqual(x[name], y[name], f"{a} and {b}: {name}")
        self.assertEqual(sorted(os.listdir(self.path(b))), sorted([*TABLES, "run.json"]))

    def rows(self, out, name="outcomes.csv"):
        with open(self.path(out, name), encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def chunks(self, out):
        return sorted(glob.glob(self.path(out, "chunks", "chunk-*.bin")))


class Cuts(Sweep):
    def test_threads_and_shards_do_not_change_one_byte(self):
        study = self.study()
        self.sweep(study, "one", "--threads", "1")
        for threads in ("2", "3"):
            self.sweep(study, "threads" + threads, "--threads", threads)
            self.assert_same("one", "threads" + threads)
        for n in (1, 2, 3, 5):
            names = [f"shard{i}of{n}" for i in range(1, n + 1)]
            for i, name in enumerate(names, 1):
                self.sweep(study, name, "--shard", f"{i}/{n}", "--keep-chunks")
            random.Random(n).shuffle(names)
            self.call("merge", *map(self.path, names), "--out", self.path(f"merged{n}"))
            self.assert_same("one", f"merged{n}")

    def test_the_size_of_chunks_moves_no_outcome(self):
        self.sweep(self.study(), "small")
        self.sweep(self.study(chunk_runs=100000), "large")
        self.assertEqual(self.bytes_of("small")["outcomes.csv"], self.bytes_of("large")["outcomes.csv"])
        self.assertEqual(self.bytes_of("small")["design.csv"], self.bytes_of("large")["design.csv"])

    def test_a_study_may_do_without_the_table_of_its_design(self):
        self.sweep(self.study(), "with")
        study = self.study()
        for out, words in (("without", ()), ("s1", ("--shard", "1/2")), ("s2", ("--shard", "2/2"))):
            self.sweep(study, out, "--set", "study.design_table = false", *words)
        self.call("merge", self.path("s1"), self.path("s2"), "--out", self.path("merged"))
        for out in ("without", "merged"):
            self.assertEqual(sorted(os.listdir(self.path(out))), sorted([*TABLES[1:], "run.json"]))
            self.assertEqual(self.rows("with"), self.rows(out))
            self.call("verify", self.path(out))

    def test_the_first_futures_of_twice_as_many_are_the_same(self):
        self.sweep(self.study(), "n")
        self.sweep(self.study(futures=192), "2n")
        for name in ("design.csv", "outcomes.csv"):
            self.assertTrue(self.bytes_of("2n")[name].startswith(self.bytes_of("n")[name]), name)

    def test_a_sweep_grows_from_the_chunks_of_a_smaller_one(self):
        for design, few, more in (("monte_carlo", 96, 250), ("sobol", 128, 200), ("latin_hypercube", 96, 192)):
            large = self.study(design=design, futures=more, chunk_runs=192)
            small = self.study(name="small.cfg", design=design, futures=few, chunk_runs=192)
            self.sweep(small, "small", "--keep-chunks", "--force")
            n = len(self.chunks("small"))
            told = self.sweep(large, "grown", "--grow", self.path("small"), "--force").stderr
            taken = int(re.search(r"(\d+) chunks are taken from", told)[1])
            self.assertGreaterEqual(taken, n - 1, design)  # the last one may be shorter
            self.assertGreater(taken, 0, design)
            self.sweep(large, "anew", "--force")
            self.assert_same("anew", "grown")

    def test_a_sweep_grows_from_nothing_else(self):
        self.sweep(self.study(chunk_runs=192, design="latin_hypercube"), "small", "--keep-chunks")
        for head, wrong in (({"futures": 150, "design": "latin_hypercube"}, "belongs to another study"),
                            ({"futures": 192, "design": "monte_carlo"}, "belongs to another study"),
                            ({"futures": 192, "design": "latin_hypercube", "seed": "7"}, "belongs to another study")):
            told = self.sweep(self.study(chunk_runs=192, **head), "large", "--grow", self.path("small"), code=3)
            self.assertIn(wrong, told.stderr)
        self.sweep(self.study(), "bare")
        told = self.sweep(self.study(futures=192), "large", "--grow", self.path("bare"), code=2)
        self.assertIn("holds no chunks; a sweep keeps them with --keep-chunks", told.stderr)
        self.assertFalse(os.path.exists(self.path("large.part")))

    def test_merge_refuses_what_is_not_one_sweep(self):
        study = self.study()
        for i in (1, 2, 3):
            self.sweep(study, f"s{i}", "--shard", f"{i}/3")
        self.sweep(self.study(name="other.cfg", seed="7"), "foreign", "--shard", "3/3")
        paths = [self.path(f"s{i}") for i in (1, 2, 3)]
        for shards, code, words in ((paths[:2], 2, "is of shard 3/3"), (paths + paths[:1], 2, "is in"),
                                    (paths[:2] + [self.path("foreign")], 3, "another study: there 'seed = "),
                                    ([self.path("nothing")], 2, "holds no results of a sweep")):
            done = self.call("merge", *shards, "--out", self.path("out"), code=code)
            self.assertIn(words, done.stderr.replace("    seed", "seed"))
            self.assertFalse(os.path.exists(self.path("out")))

    def test_memory_is_flat(self):
        """A hundred times the futures take no more memory: at most 4 MB, for a map of chunks and lists of failures.

        A sanitizer is told to keep nothing of what is freed."""
        def peak(futures):
            study = self.study(OUTCOMES, futures=futures, chunk_runs=500)
            process = subprocess.Popen([CHOKEPOINT, "sweep", study, "--out", self.path(str(futures)), "--threads", "2"],
                                       stdout=subprocess.DEVNULL,
                                       env={**os.environ, "ASAN_OPTIONS": "quarantine_size_mb=0"})
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.assertEqual(process.returncode, 0)
            return usage.ru_maxrss

        self.assertLess(peak(100000) - peak(1000), 4096)


class Values(Sweep):
    def trajectories(self, *words):
        """{replication: {month: accessible_h100e}}, months as the run counts them."""
        self.call("run", MINIMAL, "--trajectories", "--out", self.path("run"), "--quiet", *words)
        result = {}
        for row in self.rows("run", "trajectories.csv"):
            if row["metric"] == "accessible_h100e" and row["actor"] == "firm":
                result.setdefault(int(row["replication"]), []).append(float(row["value"]))
        return result  # the opening first

    def test_a_study_without_levers_is_a_run(self):
        self.sweep(self.study(OUTCOMES, futures=64), "out")
        runs = self.trajectories("--replications", "64")
        for row in self.rows("out"):
            path = runs[int(row["future"])]
            months = path[1:]
            self.assertEqual(float(row["last [H100e]"]), path[-1])
            self.assertAlmostEqual(float(row["average [H100e]"]), statistics.fmean(months), delta=1e-9 * path[-1])
            self.assertAlmostEqual(float(row["total [H100e]"]), sum(months), delta=1e-9 * sum(months))
            first = next((t for t, x in enumerate(months) if x > 100000), len(months))
            self.assertEqual(float(row["first [months]"]), first)

    def test_the_flagship_s_uncertain_numbers_are_those_of_a_run(self):
        flagship = os.path.join(SOURCE_DIR, "configs", "h200-2026-01.cfg")
        body = 'outcomes : { x : { metric = "accessible_h100e"; actor = "deepseek"; }; };\n'
        self.sweep(self.study(body, scenario=flagship, futures=40), "out")
        self.call("run", flagship, "--replications", "40", "--trajectories", "--out", self.path("run"), "--quiet")
        last = {}
        for row in self.rows("run", "trajectories.csv"):
            if row["metric"] == "accessible_h100e" and row["actor"] == "deepseek":
                last[row["replication"]] = row["value"]
        self.assertEqual([row["x [H100e]"] for row in self.rows("out")], [last[str(i)] for i in range(40)])

    def test_statistics_over_replications(self):
        """The scenario has no uncertain number, so replications 4 i ... 4 i + 3 of a run are those of future i."""
        names = ("mean", "p5", "p25", "p50", "p75", "p95", "min", "max", "sd")
        body = "outcomes : {" + "".join(
            f'{n} : {{ metric = "accessible_h100e"; actor = "firm"; statistic = "{n}"; }};' for n in names) + "};"
        self.sweep(self.study(body, futures=16, replications=4), "own")
        self.sweep(self.study(body, futures=3, replications=4, luck="common"), "common")
        runs = self.trajectories("--replications", "64")

        def quantile(x, p):
            h = (len(x) - 1) * p
            i = min(int(h), len(x) - 2)
            return x[i] + (h - i) * (x[i + 1] - x[i])

        for out, first in (("own", 4), ("common", 0)):
            for row in self.rows(out):
                x = sorted(runs[first * int(row["future"]) + j][-1] for j in range(4))
                expected = [statistics.fmean(x), *(quantile(x, p) for p in (0.05, 0.25, 0.5, 0.75, 0.95)), x[0], x[-1],
                            statistics.stdev(x)]
                for name, value in zip(names, expected):
                    self.assertTrue(math.isclose(float(row[name + " [H100e]"]), value, rel_tol=1e-9, abs_tol=1e-6),
                                    (out, row["future"], name))

    def test_more_structures_than_plans_are_kept(self):
        """144 combinations, of which 128 stay compiled: what is compiled again gives the same."""
        body = OUTCOMES + """factors : {
            rule : { path = "suppliers.nvidia.rule"; values = ("proportional", "priority", "weighted", "talmud",
                "constrained_equal_awards", "constrained_equal_losses"); };
            lead : { path = "chips.h200.lead_months"; values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]; };
            start : { path = "jurisdictions.us.start_regime"; values = ("open", "shut"); }; };"""
        study = self.study(body, futures=1000, chunk_runs=250)
        self.sweep(study, "one", "--threads", "1")
        self.sweep(study, "two", "--threads", "2")
        self.assert_same("one", "two")
        rows = self.rows("one", "design.csv")
        self.assertEqual(len({(row["rule"], row["lead [months]" if "lead [months]" in row else "lead"], row["start"])
                              for row in rows}), 144)
        self.call("verify", self.path("one"), "--runs", "100")

    def test_levers_and_factors_reach_the_run(self):
        """Each of some runs is what `run` gives with the same numbers set by hand."""
        self.sweep(self.study(futures=8), "out")
        design = self.rows("out", "design.csv")
        for row in self.rows("out")[::7]:
            future = design[int(row["future"])]
            policy = {"tariff": row["tariff [1]"], "start": row["start"]}
            self.call("run", MINIMAL, "--trajectories", "--quiet", "--force", "--out", self.path("run"), "--replications", "1",
                      "--first", row["future"],
                      "--set", f"actors.firm.budget_usd_per_month = {float(future['budget [USD/month]'])!r}",
                      "--set", f"suppliers.nvidia.rule = \"{future['rule']}\"",
                      "--set", f"chips.h200.price_usd = {float(future['price [USD/chip]'])!r}",
                      "--set", f"instruments.duty.rate = {float(policy['tariff'])!r}",
                      "--set", f"jurisdictions.us.start_regime = \"{policy['start']}\"")
            last = [r["value"] for r in self.rows("run", "trajectories.csv")
                    if r["metric"] == "accessible_h100e" and r["actor"] == "firm"][-1]
            self.assertEqual(row["last [H100e]"], last, row)

    def test_a_run_is_replayed(self):
        study = self.study()
        self.sweep(study, "out")
        by_number = self.call("replay", study, "--run", "45").stdout
        self.assertIn("the end", by_number)
        row = self.rows("out")[45]
        self.assertEqual(by_number, self.call("replay", self.path("out", "study.cfg"), "--future", row["future"],
                                              "--policy", row["policy"]).stdout)

    def test_draws_of_a_run_hold_what_its_design_gives(self):
        study = self.study()
        self.sweep(study, "out")
        row = self.rows("out", "design.csv")[7]
        said = csv.DictReader(self.call("replay", study, "--future", "7", "--draws").stdout.splitlines())
        given = {line["entity"]: line["value"] for line in said if line["process"] == "factor"}
        for name, value in row.items():
            if name == "future":
                continue
            try:
                self.assertEqual(float(given[name.split(" ")[0]]), float(value))
            except ValueError:  # a level
                self.assertEqual(given[name], value)


class Interruptions(Sweep):
    def test_killed_at_any_moment_and_gone_on_with(self):
        study = self.study(futures=96, chunk_runs=96, replications=64)
        began = time.monotonic()
        self.sweep(study, "whole", "--threads", "2")
        most = (time.monotonic() - began) * 0.7
        moments = random.Random(1)
        kills = rounds = 0
        while kills < KILLS:
            out = f"killed{rounds}"
            while not os.path.exists(self.path(out)):
                process = subprocess.Popen([CHOKEPOINT, "sweep", study, "--out", self.path(out), "--threads", "2",
                                            "--resume"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
                try:
                    process.wait(moments.uniform(0, most) if kills < KILLS else None)
                except subprocess.TimeoutExpired:
                    process.kill()
                error = process.communicate()[1].decode()
                self.assertIn(process.returncode, (0, -signal.SIGKILL), error)
                kills += process.returncode == -signal.SIGKILL
            self.sweep(study, out, "--resume")  # whole already, or killed just after it was
            self.assert_same("whole", out)
            rounds += 1
        self.assertGreater(rounds, 1)

    def test_an_interruption_prints_the_command_that_goes_on(self):
        study = self.study(futures=4000, name="it's.cfg")
        process = subprocess.Popen([CHOKEPOINT, "sweep", study, "--out", self.path("a b"), "--threads", "2"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while len(glob.glob(self.path("a b.part", "chunks", "*.bin"))) < 3:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, error)
        self.assertEqual(out, "")
        self.assertIn("interrupted: ", error)
        self.assertFalse(os.path.exists(self.path("a b")))
        again = self.call("sweep", study, "--out", self.path("a b"), code=4)
        self.assertIn("go on with --resume, or begin anew with --force", again.stderr)
        done = subprocess.run(["sh", "-c", error.splitlines()[-1]], capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("chunks are there", done.stderr)
        self.assertIn("results are in", done.stdout)
        self.sweep(study, "plain")
        self.assert_same("plain", "a b")

    def test_a_study_that_changed_is_refused_with_what_changed(self):
        self.sweep(self.study(), "out", "--shard", "1/2")
        os.rename(self.path("out"), self.path("out.part"))
        done = self.sweep(self.study(seed="5"), "out", "--shard", "1/2", "--resume", code=3)
        self.assertRegex(done.stderr, r"another study: there '.*seed = .*', here '.*seed = \"5\";'")
        scenario = self.path("minimal.cfg")
        shutil.copy(MINIMAL, scenario)
        study = self.study(scenario=scenario)
        self.sweep(study, "copy", "--shard", "1/2")
        os.rename(self.path("copy"), self.path("copy.part"))
        with open(scenario, "a", encoding="utf-8") as file:
            file.write("# changed\n")
        done = self.sweep(study, "copy", "--shard", "1/2", "--resume", code=3)
        self.assertIn("minimal.cfg has changed", done.stderr)

    def test_two_at_once_do_not_meet(self):
        study = self.study(futures=4000)
        first = subprocess.Popen([CHOKEPOINT, "sweep", study, "--out", self.path("out")], stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        while not glob.glob(self.path("out.part", "chunks", "*.bin")):
            time.sleep(0.01)
        self.assertIn("another program is at work there", self.sweep(study, "out", "--resume", code=4).stderr)
        first.kill()
        first.wait()


class Damage(Sweep):
    def unfinished(self, study, out):
        """All chunks, but no tables."""
        self.sweep(study, out, "--keep-chunks")
        os.rename(self.path(out), self.path(out + ".part"))
        for name in ("design.csv", "outcomes.csv", "manifest.json", "run.json"):
            os.remove(self.path(out + ".part", name))
        return self.chunks(out + ".part")

    def test_a_damaged_chunk_is_found_and_computed_again(self):
        study = self.study()
        self.sweep(study, "whole")
        chunks = self.unfinished(study, "out")
        self.assertGreater(len(chunks), 4)
        with open(chunks[1], "r+b") as file:  # truncated
            file.truncate(os.path.getsize(chunks[1]) - 5)
        for path, place in ((chunks[2], 300), (chunks[3], 20), (chunks[4], 2)):  # flipped: values, study, magic
            with open(path, "r+b") as file:
                file.seek(place)
                byte = file.read(1)[0]
                file.seek(place)
                file.write(bytes([byte ^ 4]))
        done = self.sweep(study, "out", "--resume")
        for path in chunks[1:5]:
            self.assertIn(f"{path}: is truncated or damaged: its checksum differs; it is computed again", done.stderr)
        self.assert_same("whole", "out")

    def test_a_failed_run_is_told_and_left_empty(self):
        """No known world violates an identity; so a chunk that says so is written by hand, in the format's own terms."""
        study = self.study()
        path = self.unfinished(study, "out")[1]
        with open(path, "rb") as file:
            content = bytearray(file.read())
        magic, mark, version, _, number, future, futures, policies, outcomes, records, failures = struct.unpack(
            "=8sIIQQQQQQQQ", content[:80])
        self.assertEqual((magic, mark, version, number, policies, outcomes, records, failures),
                         (b"CHOKEPT\n", 0x01020304, 1, 1, 6, 5, 0, 0))
        self.assertEqual(len(content), 80 + 8 * futures * policies * outcomes + 8)
        run = future * policies + 3
        content[80 + 3 * 40:80 + 4 * 40] = struct.pack("=5d", *[math.nan] * 5)
        content[72:80] = struct.pack("=Q", 1)
        content[-8:] = struct.pack("=QQii", run, 0, 4, 17)
        content += struct.pack("=Q", int(xxh64(bytes(content)), 16))
        with open(path, "wb") as file:
            file.write(content)
        done = self.sweep(study, "out", "--resume", code=1)
        self.assertIn(f"run {run} violated an identity (money) in month 17: chokepoint replay {study} --run {run}", done.stderr)
        self.assertIn("results are in", done.stdout)
        row = self.rows("out")[run]
        self.assertEqual((row["run"], row["last [H100e]"], row["first [months]"]), (str(run), "", ""))
        with open(self.path("out", "manifest.json"), encoding="utf-8") as file:
            self.assertIn(f"chokepoint replay study.cfg --run {run}", file.read())
        self.assertIn("nothing to do", self.sweep(study, "out", "--resume", code=1).stdout)

    def test_killed_before_the_last_step(self):
        """Tables and manifest are whole, chunks are half gone: nothing is computed again."""
        study = self.study()
        self.sweep(study, "whole")
        self.sweep(study, "out", "--keep-chunks")
        os.rename(self.path("out"), self.path("out.part"))
        os.remove(self.chunks("out.part")[0])
        with open(self.path("out.part", "run.json"), encoding="utf-8") as file:
            run = file.read()
        self.sweep(study, "out", "--resume")
        with open(self.path("out", "run.json"), encoding="utf-8") as file:
            self.assertEqual(file.read(), run)
        self.assert_same("whole", "out")

    def test_a_foreign_chunk_is_refused(self):
        study = self.study()
        chunks = self.unfinished(study, "out")
        foreign = self.unfinished(self.study(name="other.cfg", seed="3"), "foreign")
        shutil.copy(foreign[2], chunks[2])
        done = self.sweep(study, "out", "--resume", code=4)
        self.assertIn("belongs to another study", done.stderr)

    def test_a_full_disk_loses_nothing(self):
        """A file that may not grow stands for it (EFBIG); where mounting is allowed, a small tmpfs too (ENOSPC)."""
        study = self.study()
        self.sweep(study, "whole")
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2500, 2500))
        done = self.sweep(study, "out", code=4, preexec_fn=limit)
        self.assertIn("File too large", done.stderr)
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))  # chunks fit, tables do not
        done = self.sweep(study, "out", "--resume", code=4, preexec_fn=limit)
        self.assertIn("outcomes.csv: File too large", done.stderr)
        self.assertGreater(len(self.chunks("out.part")), 4)
        self.assertIn("chunks are there", self.sweep(study, "out", "--resume").stderr)
        self.assert_same("whole", "out")

    def test_a_small_file_system(self):
        small = self.path("small")
        os.mkdir(small)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small], capture_output=True).returncode:
            self.skipTest("mounting is not allowed")
        self.addCleanup(subprocess.run, ["umount", small])
        study = self.study()
        self.sweep(study, "whole")
        done = self.call("sweep", study, "--out", os.path.join(small, "out"), code=4)
        self.assertIn("No space left on device", done.stderr)
        subprocess.run(["mount", "-o", "remount,size=4m", small], check=True)
        self.assertIn("chunks are there", self.call("sweep", study, "--out", os.path.join(small, "out"), "--resume").stderr)
        self.assert_same("whole", "small/out")

    def test_a_read_only_folder(self):
        study = self.study()
        os.mkdir(self.path("closed"), 0o555)
        words = [CHOKEPOINT, "sweep", study, "--out", self.path("closed", "out")]
        if os.geteuid() == 0:  # root writes anywhere
            os.chmod(self.folder, 0o755)
            words = ["setpriv", "--reuid=65534", "--clear-groups", *words]
            if not shutil.which("setpriv"):
                self.skipTest("root writes anywhere")
        done = subprocess.run(words, capture_output=True, text=True)
        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn("Permission denied", done.stderr)

    def test_verify(self):
        study = self.study()
        self.sweep(study, "out")
        self.assertRegex(self.call("verify", self.path("out")).stdout, " 16 runs computed again are the same to the bit")
        self.sweep(study, "shard", "--shard", "1/2")
        self.assertIn("chunks are whole", self.call("verify", self.path("shard"), "--runs", "40").stdout)
        content = self.bytes_of("out")["outcomes.csv"]
        with open(self.path("out", "manifest.json"), encoding="utf-8") as file:
            manifest = file.read()
        self.assertIn(xxh64(content), manifest)
        lines = content.decode().splitlines(keepends=True)
        cells = lines[100].split(",")
        cells[-2] = str(float(cells[-2]) + 1)
        changed = "".join(lines[:100] + [",".join(cells)] + lines[101:]).encode()
        with open(self.path("out", "outcomes.csv"), "wb") as file:
            file.write(changed)
        self.assertIn("checksum differs", self.call("verify", self.path("out"), code=4).stderr)
        with open(self.path("out", "manifest.json"), "w", encoding="utf-8") as file:  # a forger who knows the checksum
            file.write(manifest.replace(xxh64(content), xxh64(changed)))
        done = self.call("verify", self.path("out"), "--runs", "4000", code=1)
        self.assertIn("run 99 is not what is computed now", done.stderr)

    def test_published_checksums(self):
        """Of the specification's own test data: the empty text and "abc"."""
        self.assertEqual((xxh64(b""), xxh64(b"abc")), ("ef46db3751d8e999", "44bc2cf5ad770999"))


if __name__ == "__main__":
    unittest.main()
