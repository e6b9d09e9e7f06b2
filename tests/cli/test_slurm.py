"""A study as a job array of Slurm, by scripts/slurm/, on a one-node cluster started for the test: the same bytes as one
uninterrupted sweep, also after a task was killed and all was submitted again.
"""
import glob
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

import slurm_node
from studies import CHOKEPOINT, SOURCE_DIR, Studies

SUBMIT = os.path.join(SOURCE_DIR, "scripts", "slurm", "submit")
if slurm_node.missing():
    print(f"skipped: job arrays of Slurm ({slurm_node.missing()})")
    sys.exit(77)


class Slurm(Studies):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.mkdtemp(prefix="chokepoint-slurm-")
        cls.addClassCleanup(shutil.rmtree, folder, ignore_errors=True)
        cls.node = slurm_node.Node(folder)
        cls.addClassCleanup(cls.node.stop)
        cls.node.start()

    def setUp(self):
        super().setUp()
        self.environment = {**self.node.environment, "CHOKEPOINT": CHOKEPOINT}

    def submit(self, study, *more, shards=3):
        """Numbers of the array and of the job that joins it."""
        done = self.call(SUBMIT, study, self.path("cluster"), str(shards), *more, env=self.environment)
        return [line.split()[1] for line in done.stdout.splitlines()]

    def log(self, name):
        with open(self.path("cluster", name), encoding="utf-8") as file:
            return file.read()

    def test_a_job_array_gives_the_bytes_of_one_sweep(self):
        study = self.study()
        self.sweep(study, "one")
        self.node.wait_for(*self.submit(study))
        self.assertIn("results are in", self.log("merge.log"))
        self.assert_same("one", "cluster/whole")

    def test_a_killed_task_loses_only_its_unfinished_chunks(self):
        study = self.study(futures=40000)
        self.sweep(study, "one")
        for how in ("kill -9", "scancel"):
            with self.subTest(how):
                shutil.rmtree(self.path("cluster"), ignore_errors=True)
                array, merge = self.submit(study)
                chunks = self.path("cluster", "shard-2.part", "chunks", "*.bin")
                self.node.until(lambda: len(glob.glob(chunks)) > 5)
                if how == "scancel":
                    self.node.ask("scancel", f"{array}_2")
                else:
                    found = subprocess.run(["pgrep", "-f", "--", f"--shard 2/3.*{self.path('cluster')}/"],
                                           capture_output=True, text=True).stdout.split()
                    os.kill(int(found[0]), signal.SIGKILL)
                self.node.wait_for(array, merge)
                kept = len(glob.glob(chunks))
                self.assertGreater(kept, 5)
                self.assertFalse(os.path.exists(self.path("cluster", "whole")))
                self.assertIn("shard-2", self.log("merge.log"))
                self.node.wait_for(*self.submit(study))
                self.assertIn(f"{kept} of ", self.log("shard-2.log"))
                self.assertIn("nothing to do", self.log("shard-1.log"))
                self.assert_same("one", "cluster/whole")

    def test_a_mistake_is_told_at_once(self):
        self.call(SUBMIT, code=2, env=self.environment)
        self.call(SUBMIT, self.study(), self.path("cluster"), "none", code=2, env=self.environment)
        self.call(SUBMIT, self.path("no.cfg"), self.path("cluster"), "2", code=3, env=self.environment)

    def test_tasks_that_do_not_find_each_other_are_refused(self):
        """srun starts two programs that know nothing of each other: each would do all of the work."""
        study = self.study()
        done = subprocess.run(["srun", "--ntasks=2", "--overcommit", CHOKEPOINT, "sweep", study, "--out", self.path("out")],
                              env=self.environment, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("a launcher started 2 processes, but", done.stderr)
        self.assertFalse(os.path.exists(self.path("out.part")))


if __name__ == "__main__":
    unittest.main()
