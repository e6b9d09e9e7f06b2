"""chokepoint calibrate: a posterior known in closed form, the same bytes whatever happens, and what it writes can be run."""
import csv
import filecmp
import json
import math
import os
import signal
import subprocess
import tempfile
import time
import unittest

ROOT = os.environ.get("SOURCE_DIR", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PROGRAM = os.environ.get("CHOKEPOINT", os.path.join(ROOT, "build", "chokepoint"))
EXAMPLE = os.path.join(ROOT, "configs", "studies", "fit-two-keys.cfg")

# A firm that only holds what it has: its capacity is exactly the uncertain parameter, its rent another one.
WORLD = """
run : { start = "2026-02"; months = 4; replications = 1000; };
jurisdictions : { us : { start_regime = "open"; regimes : { open : { }; }; };
    cn : { start_regime = "usual"; regimes : { usual : { }; }; }; };
ecosystems : { cuda : { }; };
suppliers : { maker : { }; };
chips : { chip : { supplier = "maker"; ecosystem = "cuda"; origin = "us"; tpp = 15832.0; bandwidth_tb_per_s = 3.35;
    price_usd = 10.0; }; };
actors : {
    firm : { home = "cn"; budget_usd_per_month = 0.0; target_effective_h100e = 1.0; opening_stock_chips : {
        chip = { value = 1000.0; distribution = "normal"; mean = 1000.0; sd = 100.0; source = "assumption: made up"; }; }; };
    other : { home = "cn"; budget_usd_per_month = 0.0; target_effective_h100e = 1.0; opening_stock_chips : {
        chip = { value = 500.0; distribution = "normal"; mean = 500.0; sd = 50.0; source = "assumption: made up"; }; }; };
};
correlations : { };
policies : { nothing : { set = ("actors.firm.order_weights.chip = 0.5"); }; };
"""
STUDY = """
study : {{ scenario = "world.cfg"; {study} }};
calibration : {{ observations = "observed.csv"; parameters = ("actors.firm.*"); {calibration} }};
targets : {{ firm : {{ series = "stock"; {target} }}; }};
"""
ERROR = 80.0  # of the observations
NINETY_FIVE = 1.6448536269514722  # normal quantile
HEAD = "series,metric,actor,to,value,p5,p95,distribution,source\n"


def observed(*rows):
    """(month, value) of the firm's stock, each with a normal error."""
    return HEAD + "".join(
        f"stock,accessible_h100e,firm,{month},{value!r},{value - NINETY_FIVE * ERROR!r},{value + NINETY_FIVE * ERROR!r},"
        "normal,assumption: made up\n" for month, value in rows)


ROWS = (("2026-02", 1150.0), ("2026-03", 1090.0))


def read(*path):
    with open(os.path.join(*path), newline="") as file:
        return list(csv.DictReader(file))


def same(one, other):
    """Have both folders the same files with the same bytes?"""
    names = sorted(os.listdir(one))
    match, differ, errors = filecmp.cmpfiles(one, other, names, shallow=False)
    return names == sorted(os.listdir(other)) and not differ and not errors and len(match) == len(names)


class Calibrate(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def put(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)
        return self.path(name)

    def study(self, rows=ROWS, world=WORLD, study="", calibration="particles = 1000;", target="", table=None):
        self.put("world.cfg", world)
        self.put("observed.csv", table or observed(*rows))
        return self.put("study.cfg", STUDY.format(study=study, calibration=calibration, target=target))

    def ask(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False, cwd=self.folder)
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return done.stdout + done.stderr

    def calibrate(self, study, out, *options, code=0):
        return self.ask("calibrate", study, "--quiet", "--out", self.path(out), *options, code=code)

    def refused(self, expected, **changes):
        study = self.study(**changes)
        self.assertIn(expected, self.ask("check", study, code=3))
        self.assertIn(expected, self.calibrate(study, "refused", code=3))


class Posterior(Calibrate):
    def check_normal(self, out, observations, error=ERROR):
        """Conjugate: the prior N(1000, 100^2), each observation with a normal error. A tolerance moves the mean of the
        observations by at most itself, and adds at most its square to the variance of it."""
        manifest = self.manifest(out)
        row, = [row for row in read(self.path(out), "parameters.csv") if row["parameter"].startswith("actors.firm")]
        error /= math.sqrt(len(observations))
        share = 100 ** 2 / (100 ** 2 + error ** 2)
        mean, sd = 1000 + share * (sum(observations) / len(observations) - 1000), math.sqrt(share) * error
        bias, n = share * manifest["tolerance"] * error * math.sqrt(len(observations)), manifest["effective"]
        self.assertLess(bias, 0.5 * sd)  # else the test says little
        self.assertLess(abs(float(row["mean"]) - mean), bias + 4 * math.hypot(sd, bias) / math.sqrt(n))
        self.assertGreater(float(row["sd"]), sd * (1 - 4 / math.sqrt(2 * n)))
        self.assertLess(float(row["sd"]), math.hypot(sd, bias) * (1 + 4 / math.sqrt(2 * n)))

    def manifest(self, out):
        with open(os.path.join(self.path(out), "manifest.json")) as file:
            return json.load(file)

    def test_normal_mean(self):
        self.calibrate(self.study(), "out")
        self.check_normal("out", [value for _, value in ROWS])

    def test_history_matching_leaves_the_posterior_as_it_is(self):
        self.calibrate(self.study(calibration="particles = 1000; wave = 200;"), "out")
        self.check_normal("out", [value for _, value in ROWS])
        rows = read(self.path("out"), "history_matching.csv")
        self.assertEqual(len(rows), 200)
        path = "actors.firm.opening_stock_chips.chip"
        for row in rows:  # exact: the model has no luck here
            far = max(abs(float(row[path]) - value) for _, value in ROWS) / ERROR
            self.assertAlmostEqual(float(row["implausibility"]), far, places=9)
            self.assertEqual(row["ruled_out"], str(int(far > 3)))
        self.assertEqual(self.manifest("out")["wave_left"], sum(row["ruled_out"] == "0" for row in rows))

    def test_discrepancy_widens(self):
        self.calibrate(self.study(rows=ROWS[:1], target="discrepancy = 60.0;"), "out")
        self.check_normal("out", [ROWS[0][1]], error=100.0)  # 80^2 + 60^2
        self.calibrate(self.study(table=HEAD + "stock,accessible_h100e,firm,2026-02,1200,,,,assumption: made up\n",
                                  target="discrepancy_share = 0.1;"), "exact")
        self.check_normal("exact", [1200.0], error=120.0)

    def test_lognormal_errors(self):
        # conjugate in logarithms: prior sd s, error sd e, both of the logarithm
        s, e, value = 0.5, 0.3, 1600.0
        low, high = (1000 * math.exp(sign * NINETY_FIVE * s) for sign in (-1, 1))
        world = WORLD.replace('distribution = "normal"; mean = 1000.0; sd = 100.0;',
                              f'distribution = "lognormal"; p5 = {low!r}; p95 = {high!r};')
        ends = [value * math.exp(sign * NINETY_FIVE * e) for sign in (-1, 1)]
        self.calibrate(self.study(world=world, table=HEAD + f"stock,accessible_h100e,firm,2026-02,{value},{ends[0]!r},{ends[1]!r},"
                                                            "lognormal,assumption: made up\n"), "out")
        scale = value * math.sqrt((math.exp(e ** 2) - 1) * math.exp(e ** 2))  # a lognormal's sd
        self.assertAlmostEqual(float(read(self.path("out"), "fit.csv")[0]["scale"]), scale, delta=1e-9 * scale)
        row, = read(self.path("out"), "parameters.csv")
        share = s ** 2 / (s ** 2 + e ** 2)
        sd, n = math.sqrt(share) * e, self.manifest("out")["effective"]
        bias = share * -math.log(1 - self.manifest("out")["tolerance"] * scale / value)
        self.assertLess(bias, 0.5 * sd)  # else the test says little
        self.assertLess(abs(math.log(float(row["p50"]) / 1000) - share * math.log(value / 1000)), bias + 5 * sd / math.sqrt(n))
        spread = math.log(float(row["p75"]) / float(row["p25"])) / (2 * 0.6744897501960817)
        self.assertLess(abs(spread / sd - 1), math.hypot(1, bias / sd) - 1 + 5 / math.sqrt(n))

    def test_weights_of_targets(self):
        study = self.study(rows=ROWS[:1], target="weight = 1.0e6;")
        self.put("observed.csv", observed(ROWS[0]) + observed(("2026-03", 700.0)).split("\n", 1)[1].replace("stock,", "other,", 1))
        with open(study) as file:
            both = file.read().replace('targets : {', 'targets : { light : { series = "other"; };')
        self.put("study.cfg", both)
        self.calibrate(study, "out")
        self.check_normal("out", [ROWS[0][1]])

    def test_nothing_after_until_is_read_for_fitting(self):
        later = (("2026-04", 1900.0),)
        self.calibrate(self.study(calibration='particles = 100; until = "2026-03";'), "without")
        self.calibrate(self.study(rows=ROWS + later, calibration='particles = 100; until = "2026-03";'), "with")
        for name in ("posterior.csv", "fit.csv", "generations.csv"):
            self.assertEqual(read(self.path("without"), name), read(self.path("with"), name))
        self.calibrate(self.study(rows=ROWS + later, calibration="particles = 100;"), "fitted")
        self.assertNotEqual(read(self.path("with"), "posterior.csv"), read(self.path("fitted"), "posterior.csv"))

    def test_other_uncertain_numbers_are_drawn(self):
        table = HEAD + "stock,accessible_h100e,all,2026-02,1500,,,,assumption: made up\n"
        self.calibrate(self.study(table=table, target="discrepancy = 40.0;"), "out")
        share = 100 ** 2 / (100 ** 2 + 50 ** 2 + 40 ** 2)  # the other firm's stock is luck here
        row, = read(self.path("out"), "parameters.csv")
        self.assertAlmostEqual(float(row["sd"]) / (100 * math.sqrt(1 - share)), 1, delta=0.2)

    def test_more_replications_fit_the_expected_history(self):
        table = HEAD + "stock,accessible_h100e,all,2026-02,1500,,,,assumption: made up\n"
        self.calibrate(self.study(table=table, target="discrepancy = 40.0;", calibration="replications = 25;"), "out")
        share = 100 ** 2 / (100 ** 2 + 50 ** 2 / 25 + 40 ** 2)
        row, = read(self.path("out"), "parameters.csv")
        self.assertAlmostEqual(float(row["sd"]) / (100 * math.sqrt(1 - share)), 1, delta=0.2)


class Results(Calibrate):
    def test_the_overlay_draws_the_posterior(self):
        self.calibrate(self.study(), "out")
        self.ask("run", "world.cfg", "--set", "@out/posterior.cfg", "--trajectories", "--quiet", "--out", "run")
        drawn = sorted(float(row["value"]) for row in read(self.path("run"), "trajectories.csv")
                       if (row["actor"], row["metric"], row["month"]) == ("firm", "accessible_h100e", "0"))
        fitted, = read(self.path("out"), "parameters.csv")
        for p in (5, 25, 50, 75, 95):  # 64 steps, 1000 draws: within 4 standard errors of the rank
            near = 4 * math.sqrt(p * (100 - p)) / 100 / math.sqrt(1000) + 1 / 64
            low, high = (drawn[min(max(int(1000 * (p / 100 + sign * near)), 0), 999)] for sign in (-1, 1))
            self.assertTrue(low <= float(fitted[f"p{p}"]) <= high, p)

    def test_the_overlay_goes_into_policies_and_studies(self):
        self.calibrate(self.study(), "out")
        self.put("policy.cfg", WORLD.replace("nothing : {", 'fitted : { set = (\n@include "out/posterior.cfg"\n); };\n'
                                                            "    nothing : {"))
        self.assertIn("fine", self.ask("check", "policy.cfg"))
        self.put("sweep.cfg", 'study : { scenario = "world.cfg"; futures = 10;\n    set = (\n@include "out/posterior.cfg"\n'
                              '); };\noutcomes : { stock : { metric = "accessible_h100e"; }; };')
        self.ask("sweep", "sweep.cfg", "--quiet", "--out", "swept")

    def test_correlated_parameters_stay_so(self):
        world = WORLD.replace("correlations : { };", """correlations : { both : {
            first = "actors.firm.opening_stock_chips.chip"; second = "actors.other.opening_stock_chips.chip";
            rank_correlation = 0.7; }; };""")
        table = HEAD + "stock,accessible_h100e,all,2026-02,1500,,,,assumption: made up\n"
        study = self.study(world=world, table=table, target="discrepancy = 10.0;", calibration="particles = 500;")
        self.assertIn("expected both to be fitted, or neither", self.ask("check", study, code=3))
        with open(study) as file:
            both = file.read().replace('"actors.firm.*"', '"actors.*.opening_stock_chips.*"')
        self.put("study.cfg", both)
        self.calibrate(study, "out")
        # their sum is known: what one has more the other has less, although the prior says otherwise
        with open(os.path.join(self.path("out"), "posterior.cfg")) as file:
            change, = [line for line in file if "rank_correlation" in line]
        self.assertLess(float(change.split("=")[1].strip(' ",\n')), -0.5)
        self.ask("run", "world.cfg", "--set", "@out/posterior.cfg", "--trajectories", "--quiet", "--out", "run")
        total = [float(row["value"]) for row in read(self.path("run"), "trajectories.csv")
                 if (row["actor"], row["metric"], row["month"]) == ("all", "accessible_h100e", "0")]
        mean = sum(total) / len(total)
        spread = math.sqrt(sum((x - mean) ** 2 for x in total) / len(total))
        self.assertAlmostEqual(mean, 1500, delta=25)
        self.assertLess(spread, 40)  # 135 under the prior

    def test_the_points_are_a_design(self):
        self.calibrate(self.study(calibration="particles = 200;"), "out")
        self.put("sweep.cfg", 'study : { scenario = "world.cfg"; design = "user"; points = "out/points.csv"; '
                              'uncertainties = ("actors.firm.*"); };\n'
                              'outcomes : { stock : { metric = "accessible_h100e"; actor = "firm"; }; };')
        self.ask("sweep", "sweep.cfg", "--quiet", "--out", "swept")
        stock = [float(row["stock [H100e]"]) for row in read(self.path("swept"), "outcomes.csv")]
        points = [float(row["actors.firm.opening_stock_chips.chip"]) for row in read(self.path("out"), "points.csv")]
        self.assertEqual(len(stock), 200)
        for x, y in zip(stock, points):
            self.assertAlmostEqual(x, y, delta=1e-9 * y)
        rows = read(self.path("out"), "posterior.csv")
        self.assertAlmostEqual(sum(float(row["weight"]) for row in rows), 1, delta=1e-12)
        mean = sum(float(row["weight"]) * float(row["actors.firm.opening_stock_chips.chip"]) for row in rows)
        fitted, = read(self.path("out"), "parameters.csv")
        self.assertAlmostEqual(mean, float(fitted["mean"]), delta=1e-9 * mean)
        self.assertAlmostEqual(sum(points) / 200, mean, delta=10)

    def test_the_example(self):
        self.assertIn("fine", self.ask("check", EXAMPLE))
        self.assertIn("chips landed", self.ask("explain", EXAMPLE))
        self.assertIn("not ruled out", self.calibrate(EXAMPLE, "out"))


class SameBytes(Calibrate):
    SLOW = "particles = 500; replications = 300; generations = 8; wave = 1000; wave_replications = 300;"

    def test_threads(self):
        study = self.study(calibration="particles = 200; wave = 50; replications = 3;")
        for threads in ("1", "2", "3"):
            self.calibrate(study, "out" + threads, "--threads", threads)
        self.assertTrue(same(self.path("out1"), self.path("out2")))
        self.assertTrue(same(self.path("out1"), self.path("out3")))
        self.assertIn("nothing to do", self.calibrate(study, "out1", "--resume"))

    def test_killed_and_gone_on_with(self):
        study = self.study(calibration=self.SLOW)
        self.calibrate(study, "whole")
        part, kills = self.path("killed.part"), 0
        for file in ("wave.bin", "generations.bin"):  # once each has just been written
            with subprocess.Popen([PROGRAM, "calibrate", study, "--quiet", "--out", self.path("killed"), "--resume"],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
                while run.poll() is None and not os.path.exists(os.path.join(part, file)):
                    time.sleep(0.001)
                run.send_signal(signal.SIGKILL)
                kills += run.wait() == -signal.SIGKILL
        self.assertEqual(kills, 2)
        self.calibrate(study, "killed", code=4)  # without --resume what is unfinished is not touched
        self.assertIn("generations are there", self.calibrate(study, "killed", "--resume"))
        self.assertTrue(same(self.path("whole"), self.path("killed")))

    def test_interrupted(self):
        study = self.study(calibration=self.SLOW)
        with subprocess.Popen([PROGRAM, "calibrate", study, "--quiet", "--out", self.path("out")],
                              stderr=subprocess.PIPE, text=True) as run:
            while run.poll() is None and not os.path.exists(os.path.join(self.path("out.part"), "wave.bin")):
                time.sleep(0.001)
            run.send_signal(signal.SIGINT)
            self.assertIn("--resume", run.stderr.read())
            self.assertEqual(run.wait(), 130)
        self.assertFalse(os.path.exists(self.path("out")))
        changed = self.study(calibration=self.SLOW, rows=ROWS[:1])
        self.assertIn("observed.csv has changed", self.calibrate(changed, "out", "--resume", code=3))

    def test_damage_is_found(self):
        study = self.study(calibration="particles = 100;")
        self.calibrate(study, "whole")
        os.makedirs(self.path("out.part"))
        for name in ("study.cfg", "identity.txt"):
            with open(os.path.join(self.path("whole"), name)) as file:
                self.put(os.path.join("out.part", name), file.read())
        self.put(os.path.join("out.part", "generations.bin"), "cut short")
        self.calibrate(study, "out", "--resume")
        self.assertTrue(same(self.path("whole"), self.path("out")))


class Mistakes(Calibrate):
    def test_of_the_study(self):
        self.refused("calibration.policy: no such policy 'nothin'; did you mean 'nothing'?",
                     calibration='policy = "nothin";')
        self.refused("calibration.until: '2026-13' is no month; expected one such as", calibration='until = "2026-13";')
        self.refused("calibration.particles: 5 [1] is outside 20 to 100000", calibration="particles = 5;")
        self.refused("calibration.partikles: unknown key; did you mean 'particles'?", calibration="partikles = 100;")
        self.refused("targets.firm.weight: 0; expected more", target="weight = 0.0;")
        self.refused("the target 'firm' has no observation that ends within the run", calibration='until = "2026-01";')

    def test_of_the_observations(self):
        self.refused("no series 'stock' in", table=observed(*ROWS).replace("stock", "stocks"))
        self.refused("metric: no metric 'accessible_h100' of 'firm'; did you mean 'accessible_h100e'?",
                     table=observed(*ROWS).replace("_h100e", "_h100"))
        self.refused("actor: no actor 'form' in the scenario", table=observed(*ROWS).replace("firm", "form"))
        self.refused("p5: exact, and the target 'firm' has no discrepancy",
                     table=HEAD + "stock,accessible_h100e,firm,2026-02,1200,,,,assumption: made up\n")

    def test_what_is_missing(self):
        study = self.study()
        self.put("study.cfg", STUDY.format(study="", calibration="", target="").replace('parameters = ("actors.firm.*");', ""))
        self.assertIn("missing key 'parameters'", self.ask("check", study, code=3))
        self.put("study.cfg", STUDY.format(study="", calibration="", target="").replace('"actors.firm.*"', ""))
        self.assertIn("calibration.parameters: empty; expected paths", self.ask("check", study, code=3))
        self.put("study.cfg", STUDY.format(study="", calibration="", target="").replace("actors.firm", "actors.form"))
        self.assertIn("no uncertain parameter matches 'actors.form.*'", self.ask("check", study, code=3))
        self.put("study.cfg", 'study : { scenario = "world.cfg"; };\n'
                              'calibration : { observations = "none.csv"; parameters = ("*"); };')
        self.assertIn("has no targets", self.ask("check", study, code=3))
        self.assertIn("study.cfg:2: calibration.observations: cannot open", self.ask("check", study, code=3))
        self.put("study.cfg", 'study : { scenario = "world.cfg"; };\noutcomes : { x : { metric = "accessible_h100e"; }; };')
        self.assertIn("calibration: the study has none", self.calibrate(study, "out", code=3))

    def test_what_would_take_all_memory(self):
        held = "numbers would be held at once; expected at most 1.34e+08"
        self.refused(held, calibration="particles = 100000; replications = 10000;")
        self.refused("calibration.wave: ", calibration="particles = 100; wave = 100000; wave_replications = 10000;")

    def test_of_the_command_line(self):
        study = self.study(calibration="particles = 100;")
        self.calibrate(study, "out")
        self.assertIn("--force", self.calibrate(study, "out", code=2))
        self.calibrate(study, "out", "--force")
        self.calibrate(study, "other", "--threads", "0", code=2)
        self.assertIn("has no outcomes, only a calibration", self.ask("sweep", study, "--quiet", code=3))
        self.assertIn("cannot be read", self.ask("run", "world.cfg", "--set", "@nothing.cfg", code=2))


if __name__ == "__main__":
    unittest.main()
