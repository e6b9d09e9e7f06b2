"""A sweep by several processes that mpirun starts: the same bytes as one alone, whatever becomes of a process.

The yardstick is the sweep of one process, which tests/cli/test_sweep.py holds against `chokepoint run`.
"""
import glob
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest

from studies import CHOKEPOINT, Studies

KILLS = int(os.environ.get("RANKS_KILLS", "5"))
MODULE = os.path.join(os.path.dirname(CHOKEPOINT), "chokepoint_mpi.so")
ENVIRONMENT = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
if not shutil.which("mpirun") or not os.path.exists(MODULE):
    print("skipped: sweeps by several processes (no mpirun, or built without MPI)")
    sys.exit(77)


class Ranks(Studies):
    def command(self, n, study, out, *words):
        return ["mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(n), CHOKEPOINT, "sweep", study,
                "--out", self.path(out), "--threads", "1", *words]

    def together(self, n, study, out, *words, code=0):
        return self.call(*self.command(n, study, out, *words), code=code, env=ENVIRONMENT)

    def start(self, n, study, out, *words, **more):
        return subprocess.Popen(self.command(n, study, out, *words), env={**ENVIRONMENT, **more}, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def processes(self, out):
        """Numbers of the sweeps at work there, not of mpirun."""
        found = []
        for name in glob.glob("/proc/[0-9]*/cmdline"):
            try:
                with open(name, "rb") as file:
                    words = file.read().decode().split("\0")
            except OSError:
                continue
            if words[0] == CHOKEPOINT and self.path(out) in words:
                found.append(int(name.split("/")[2]))
        return found

    def wait_for_chunks(self, out, more=0):
        until = time.monotonic() + 60
        while len(glob.glob(self.path(out + ".part", "chunks", "*.bin"))) <= more and time.monotonic() < until:
            time.sleep(0.01)

    def wait_for_end(self, out):
        until = time.monotonic() + 60
        while self.processes(out) and time.monotonic() < until:
            time.sleep(0.05)

    def assert_stopped_early(self, error):
        done, chunks = map(int, re.search(r"(\d+) of (\d+) chunks are done", error).groups())
        self.assertLess(done, 0.9 * chunks, "the other process went on to the end")

    def test_any_number_of_processes_gives_the_same_bytes(self):
        study = self.study()
        self.sweep(study, "one")
        for n in (1, 2, 3):
            done = self.together(n, study, f"of{n}")
            self.assertEqual(done.stdout.count("results are in"), 1)
            self.assert_same("one", f"of{n}")
            with open(self.path(f"of{n}", "run.json"), encoding="utf-8") as file:
                self.assertIn(f'"processes": {n},', file.read())

    def test_every_chunk_is_computed_once(self):
        study = self.study()
        self.together(3, study, "out")
        with open(self.path("out", "run.json"), encoding="utf-8") as file, \
                open(self.path("out", "manifest.json"), encoding="utf-8") as manifest:
            computed = next(line.split(": ")[1] for line in file if "chunks_computed" in line)
            self.assertEqual(computed, next(line.split(": ")[1] for line in manifest if '"chunks"' in line))

    def test_a_killed_process_loses_only_its_unfinished_chunks(self):
        study = self.study(futures=4000)
        self.sweep(study, "one")
        chance = random.Random(1)
        for kill in range(KILLS):
            out = f"killed{kill}"
            process = self.start(2, study, out)
            self.wait_for_chunks(out, chance.randrange(40))
            ranks = self.processes(out)
            if ranks:
                os.kill(chance.choice(ranks), signal.SIGKILL)
            process.communicate(timeout=60)
            self.wait_for_end(out)
            if ranks and not os.path.exists(self.path(out)):
                self.assertNotEqual(process.returncode, 0)
            kept = len(glob.glob(self.path(out + ".part", "chunks", "*.bin")))
            done = self.together(2, study, out, "--resume")
            if kept:
                self.assertIn(f"{kept} of ", done.stderr)
            self.assert_same("one", out)

    def test_a_signal_ends_all_and_the_rest_is_told_once(self):
        study = self.study(futures=10000000)
        for number in (signal.SIGINT, signal.SIGTERM):
            out = number.name
            # mpirun passes a signal on after so many seconds, and kills after as many again
            process = self.start(2, study, out, OMPI_MCA_odls_base_sigkill_timeout="3")
            self.wait_for_chunks(out, 3)
            process.send_signal(number)
            error = process.communicate(timeout=60)[1]
            self.assertNotEqual(process.returncode, 0)
            self.assertEqual(error.count("interrupted: "), 1, error)
            self.assertEqual(error.count("--resume"), 1, error)

    def test_a_signal_to_one_process_ends_all(self):
        study = self.study(futures=10000000)
        process = self.start(2, study, "out")
        self.wait_for_chunks("out", 3)
        os.kill(max(self.processes("out")), signal.SIGTERM)
        error = process.communicate(timeout=60)[1]
        self.assertEqual(process.returncode, 130, error)
        self.assert_stopped_early(error)
        self.assertEqual(error.count("interrupted: "), 1, error)

    def test_a_mistake_is_told_once_and_gives_its_code(self):
        study = self.study()
        done = self.together(2, study, "out", "--set", "outcomes.last.metric=\"nonsense\"", code=3)
        self.assertEqual(done.stderr.count("no metric in the table"), 1, done.stderr)
        self.sweep(study, "there")
        done = self.together(2, study, "there", code=2)
        self.assertEqual(done.stderr.count("exists; choose another"), 1, done.stderr)
        done = self.together(2, study, "there", "--resume")
        self.assertEqual(done.stdout.count("nothing to do"), 1, done.stdout)

    def test_an_error_of_one_process_ends_all_with_its_code(self):
        """One process may from some moment on write no file beyond 1 kB, as on a full disk; the other could go on."""
        study = self.study(futures=40000)
        process = self.start(2, study, "out")
        self.wait_for_chunks("out", 3)
        resource.prlimit(max(self.processes("out")), resource.RLIMIT_FSIZE, (1024, 1024))
        error = process.communicate(timeout=60)[1]
        self.assertEqual(process.returncode, 4, error)
        self.assert_stopped_early(error)
        self.assertEqual(error.count("File too large"), 1, error)
        self.assertEqual(error.count("stopped: "), 1, error)

    def test_processes_that_do_not_find_each_other_are_refused(self):
        """Otherwise each of them would do all of the work."""
        study = self.study()
        alone = {key: value for key, value in ENVIRONMENT.items() if not key.startswith(("OMPI_COMM", "PMI", "SLURM"))}
        alone["SLURM_STEP_NUM_TASKS"] = "4"
        done = self.sweep(study, "out", code=2, env=alone)
        self.assertIn("a launcher started 4 processes, but they do not find each other", done.stderr)
        self.assertFalse(os.path.exists(self.path("out.part")))
        shutil.copy(CHOKEPOINT, self.path("chokepoint"))  # without its modules
        alone["OMPI_COMM_WORLD_SIZE"] = alone.pop("SLURM_STEP_NUM_TASKS")
        done = self.call(self.path("chokepoint"), "sweep", study, "--out", self.path("out"), code=2, env=alone)
        self.assertIn("a launcher started 4 processes, but this program was built without MPI", done.stderr)
        self.sweep(study, "shard", "--shard", "1/4", env=alone)  # a part each is what tasks should do


if __name__ == "__main__":
    unittest.main()
