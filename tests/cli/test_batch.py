"""chokepoint batch: many configurations, each in a process of its own."""
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

ROOT = os.environ.get("SOURCE_DIR", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PROGRAM = os.environ.get("CHOKEPOINT", os.path.join(ROOT, "build", "chokepoint"))
EXAMPLE = os.path.join(ROOT, "configs", "examples", "minimal.cfg")


class Batch(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.home)
        for name in ("one", "two", "three"):
            shutil.copy(EXAMPLE, os.path.join(self.home, name + ".cfg"))

    def start(self, *arguments):
        return subprocess.Popen([PROGRAM, "batch", *arguments], cwd=self.home, text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def ask(self, *arguments):
        process = self.start("--replications", "23", "--months", "7", *arguments)
        self.out, self.err = process.communicate(timeout=120)
        return process.returncode

    def outcomes(self):
        rows = [re.split(r"  +", line) for line in self.out.splitlines()[1:-1]]
        return {row[2]: row[0] for row in rows}

    def manifest(self, name):
        with open(os.path.join(self.home, "results", name, "manifest.json"), encoding="utf-8") as file:
            return json.load(file)

    def test_results_equal_those_of_a_run_by_itself(self):
        self.assertEqual(self.ask("one.cfg", "two.cfg"), 0, self.err)
        self.assertEqual(self.outcomes(), {"one.cfg": "ran", "two.cfg": "ran"})
        subprocess.run([PROGRAM, "run", "one.cfg", "--replications", "23", "--months", "7", "--out", "alone"],
                       cwd=self.home, check=True, capture_output=True)
        for name in os.listdir(os.path.join(self.home, "alone")):
            if name != "manifest.json":
                with open(os.path.join(self.home, "alone", name), "rb") as a, \
                     open(os.path.join(self.home, "results", "one", name), "rb") as b:
                    self.assertEqual(a.read(), b.read(), name)

    def test_what_is_up_to_date_is_skipped_and_what_changed_is_run_again(self):
        self.ask("one.cfg", "two.cfg", "three.cfg")
        before = self.manifest("one")
        with open(os.path.join(self.home, "two.cfg"), "a", encoding="utf-8") as file:
            file.write("# a remark changes no value\n")
        path = os.path.join(self.home, "three.cfg")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        self.assertIn("tpp = 15832.0", text)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("tpp = 15832.0", "tpp = 15837.0"))
        self.assertEqual(self.ask("one.cfg", "two.cfg", "three.cfg"), 0, self.err)
        self.assertEqual(self.outcomes(), {"one.cfg": "skipped", "two.cfg": "skipped", "three.cfg": "ran"})
        self.assertEqual(self.manifest("one"), before)

    def test_other_options_are_other_results(self):
        self.ask("one.cfg")
        for option in (("--seed", "37"), ("--trajectories",), ("--deterministic",), ("--policy", "all"),
                       ("--set", "run.sampling = \"sobol\""), ("--replications", "24")):
            arguments = ("one.cfg", *option)
            with self.subTest(option=option):
                process = self.start("--months", "7", *(() if "--replications" in option else
                                                       ("--replications", "23")), *arguments)
                self.out, _ = process.communicate(timeout=120)
                self.assertEqual(self.outcomes(), {"one.cfg": "ran"})

    def test_it_goes_on_after_a_failure(self):
        with open(os.path.join(self.home, "broken.cfg"), "w", encoding="utf-8") as file:
            file.write("run : { start = \"2026-02\"; mnths = 7; };\n")
        self.assertEqual(self.ask("broken.cfg", "absent.cfg", "one.cfg", "--jobs", "1"), 1)
        self.assertEqual(self.outcomes(), {"broken.cfg": "failed", "absent.cfg": "failed", "one.cfg": "ran"})
        self.assertIn("unknown key; did you mean 'months'?", self.err)
        self.assertIn("1 ran, 2 failed, 0 skipped", self.out)

    def test_a_folder_of_another_is_never_replaced(self):
        os.makedirs(os.path.join(self.home, "results", "one"))
        self.assertEqual(self.ask("one.cfg"), 1)
        self.assertIn("holds no results of chokepoint", self.err)

    def test_two_may_not_go_to_one_folder(self):
        self.assertEqual(self.ask("one.cfg", os.path.join(self.home, "one.cfg")), 2)
        self.assertIn("would both go to results/one", self.err)

    def test_a_study_is_swept_and_skipped_once_it_is_whole(self):
        with open(os.path.join(self.home, "study.cfg"), "w", encoding="utf-8") as file:
            file.write("""study : { title = "small"; scenario = "one.cfg"; set = ("run.months = 3"); futures = 17; };
                outcomes : { total : { metric = "accessible_h100e"; actor = "all"; }; };\n""")
        for outcome in ("ran", "skipped"):
            process = self.start("study.cfg", "two.cfg", "--set", "run.seed = \"37\"")
            self.out, self.err = process.communicate(timeout=120)
            self.assertEqual(self.outcomes(), {"study.cfg": outcome, "two.cfg": outcome}, self.err)
        self.assertIn("outcomes.csv", os.listdir(os.path.join(self.home, "results", "study")))

    def interrupt(self, how):
        """Interrupts a batch whose first run is under way; to the whole group as a terminal does, or to it alone."""
        process = subprocess.Popen([PROGRAM, "batch", "--jobs", "1", "--replications", "3000000", "one.cfg", "two.cfg"],
                                   cwd=self.home, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   start_new_session=True)
        results = os.path.join(self.home, "results")
        for _ in range(1000):
            if os.path.isdir(results) and any(name.startswith("one.tmp-") for name in os.listdir(results)):
                break
            time.sleep(0.01)
        how(process.pid)
        self.out, self.err = process.communicate(timeout=60)
        return process.returncode

    def test_an_interrupt_ends_its_children(self):
        for how in (lambda pid: os.kill(pid, signal.SIGTERM), lambda pid: os.killpg(pid, signal.SIGINT)):
            self.assertEqual(self.interrupt(how), 130)
            self.assertEqual(self.outcomes(), {"one.cfg": "interrupted", "two.cfg": "not run"})
            self.assertFalse([n for n in os.listdir(os.path.join(self.home, "results")) if ".tmp-" in n])

    def test_a_crash_takes_no_other_with_it(self):
        process = self.start("--jobs", "2", "--replications", "3000", "--set", "run.months = 48", "one.cfg", "two.cfg")
        killed = None
        for _ in range(2000):
            with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as file:
                children = file.read().split()
            if children:
                killed = int(children[0])
                os.kill(killed, signal.SIGKILL)
                break
        self.assertTrue(killed)
        self.out, self.err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 1)
        self.assertEqual(self.outcomes(), {"one.cfg": "failed", "two.cfg": "ran"})
        self.assertIn("Killed", self.out)


if __name__ == "__main__":
    unittest.main()
