"""Trajectories of a sweep, as xarray and R open them.

Expected values come from outcomes.csv of the same sweep and from `chokepoint run --trajectories`, which shares the engine
but neither chunks nor NetCDF.
"""
import csv
import math
import os
import resource
import shutil
import subprocess
import sys
import unittest

from studies import CHOKEPOINT, MINIMAL, Studies

MODULE = os.path.join(os.path.dirname(CHOKEPOINT), "chokepoint_netcdf.so")
MPI = os.path.join(os.path.dirname(CHOKEPOINT), "chokepoint_mpi.so")
if not os.path.exists(MODULE):
    print("skipped: trajectories of sweeps (built without NetCDF)")
    sys.exit(77)


def python_with_xarray():
    for name in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([name, "-c", "import xarray, netCDF4"], capture_output=True).returncode == 0:
            return name
    return None


def has_r():
    return bool(shutil.which("Rscript")) and subprocess.run(["Rscript", "-e", "library(ncdf4)"],
                                                            capture_output=True).returncode == 0


PYTHON, R = python_with_xarray(), has_r()
PRINT_BY_XARRAY = """
import sys, xarray
data = xarray.open_dataset(sys.argv[1])
print(*data["last"].dims, data["last"].attrs["units"], data["total"].attrs["units"], data.attrs["Conventions"], sep=",")
print(*data["time"].dt.strftime("%Y-%m-%d").values, sep=",")
for name in ("last", "landed", "total", "first"):
    for p, policy in enumerate(data["policy"].values):
        for i in data["future"].values:
            print(name, policy, i, *(x.hex() for x in data[name].values[p, i].tolist()), sep=",")
"""
PRINT_BY_R = """
library(ncdf4)
file <- nc_open(commandArgs(trailingOnly = TRUE)[1])
last <- ncvar_get(file, "last")
cat(dim(last), ncatt_get(file, "time", "units")$value, ncatt_get(file, "last", "units")$value, "\\n", sep = ",")
for (i in 1:dim(last)[2]) cat(sprintf("%.17g", last[, i, 1]), "\\n", sep = ",")
"""


class Trajectories(Studies):
    def read(self, out):
        """Dimensions and units; dates; {(outcome, policy, future): values}"""
        text = self.call(PYTHON, "-c", PRINT_BY_XARRAY, self.path(out, "trajectories.nc")).stdout.splitlines()
        series = {}
        for line in text[2:]:
            name, policy, future, *values = line.split(",")
            series[name, policy, int(future)] = [float.fromhex(x) for x in values]
        return text[0].split(","), text[1].split(","), series

    def rows(self, out, name="outcomes.csv"):
        with open(self.path(out, name), encoding="utf-8") as file:
            return [{key.split(" ")[0]: value for key, value in row.items()} for row in csv.DictReader(file)]

    @unittest.skipUnless(PYTHON, "no xarray")
    def test_they_hold_every_outcome_month_by_month(self):
        """The last month, and month 11, are those of outcomes.csv; a sum is that of its months, a first month the first."""
        for replications in (1, 5):
            out = f"of{replications}"
            self.sweep(self.study(replications=replications), out, "--trajectories")
            head, dates, series = self.read(out)
            self.assertEqual(head, ["policy", "future", "time", "H100e", "H100e", "CF-1.8"])
            self.assertEqual((len(dates), dates[0], dates[1], dates[14]), (25, "2026-01-31", "2026-02-28", "2027-03-31"))
            rows = self.rows(out)
            self.assertEqual(len(series), 4 * len(rows))
            for row in rows:
                key = row["policy"], int(row["future"])
                self.assertEqual(series["last", *key][-1], float(row["last"]))
                self.assertEqual(series["landed", *key][12], float(row["landed"]))
                self.assertAlmostEqual(math.fsum(series["total", *key][1:]) / float(row["total"]), 1, delta=1e-12)
                above = [t for t, x in enumerate(series["first", *key][1:]) if x > 1e5]
                if replications == 1:  # a mean of first months is not that of means
                    self.assertEqual(float(row["first"]), above[0] if above else 24)

    @unittest.skipUnless(PYTHON, "no xarray")
    def test_they_are_those_of_a_run(self):
        with open(self.path("plain.cfg"), "w", encoding="utf-8") as file:
            file.write(f'study : {{ title = "plain"; scenario = "{MINIMAL}"; futures = 32; }};\noutcomes : {{ ')
            for name in ("last", "landed", "total", "first"):
                file.write(f'{name} : {{ metric = "accessible_h100e"; actor = "firm"; }}; ')
            file.write("};\n")
        self.sweep(self.path("plain.cfg"), "out", "--trajectories")
        self.call(CHOKEPOINT, "run", MINIMAL, "--trajectories", "--replications", "32", "--out", self.path("run"), "--quiet")
        runs = {}
        for row in self.rows("run", "trajectories.csv"):
            if row["metric"] == "accessible_h100e" and row["actor"] == "firm":
                runs.setdefault(int(row["replication"]), []).append(float(row["value"]))
        for (_, _, future), values in self.read("out")[2].items():
            self.assertEqual(values, runs[future])

    @unittest.skipUnless(R and PYTHON, "no R with ncdf4, or no xarray")
    def test_r_opens_them(self):
        """R counts dimensions from the fastest."""
        self.sweep(self.study(futures=20), "out", "--trajectories")
        text = self.call("Rscript", "-e", PRINT_BY_R, self.path("out", "trajectories.nc")).stdout.splitlines()
        self.assertEqual(text[0], "25,20,2,days since 1970-01-01,H100e,")
        series = self.read("out")[2]
        for i, line in enumerate(text[1:]):
            self.assertEqual([float(x) for x in line.strip(",").split(",")], series["last", "tariff=0", i])

    def test_the_same_bytes_however_the_work_is_cut(self):
        study = self.study()
        self.sweep(study, "one", "--trajectories", "--threads", "1")
        self.assertIn("trajectories.nc", self.bytes_of("one"))
        self.sweep(study, "two", "--trajectories", "--threads", "2")
        self.assert_same("one", "two")
        for i in (1, 2, 3):
            self.sweep(study, f"s{i}", "--trajectories", "--shard", f"{i}/3")
        self.call(CHOKEPOINT, "merge", *(self.path(f"s{i}") for i in (3, 1, 2)), "--out", self.path("merged"))
        self.assert_same("one", "merged")
        for out in ("merged", "s2"):
            self.call(CHOKEPOINT, "verify", self.path(out))
        if shutil.which("mpirun") and os.path.exists(MPI):
            allowed = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
            self.call("mpirun", "--oversubscribe", "-n", "2", CHOKEPOINT, "sweep", study, "--trajectories", "--out",
                      self.path("ranks"), env=allowed)
            self.assert_same("one", "ranks")

    def test_they_change_no_outcome(self):
        study = self.study()
        self.sweep(study, "without")
        self.sweep(study, "with", "--trajectories")
        for name in ("design.csv", "outcomes.csv"):
            self.assertEqual(self.bytes_of("with")[name], self.bytes_of("without")[name])

    def test_a_disk_that_fills_up_loses_nothing(self):
        """Ended when the disk refuses, here files beyond 200 kB: so chunks are kept and the file is not."""
        study = self.study()
        self.sweep(study, "one", "--trajectories")

        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (200000, 200000))

        done = self.sweep(study, "out", "--trajectories", code=4, preexec_fn=limit)
        self.assertIn("trajectories.nc", done.stderr)
        self.assertIn("--resume", done.stderr)
        done = self.sweep(study, "out", "--resume", code=4)
        self.assertIn("holds trajectories; go on with --trajectories", done.stderr)
        self.sweep(study, "out", "--trajectories", "--resume")
        self.assert_same("one", "out")

    def test_shards_with_and_without_them_are_not_joined(self):
        study = self.study()
        self.sweep(study, "s1", "--shard", "1/2", "--trajectories")
        self.sweep(study, "s2", "--shard", "2/2")
        done = self.call(CHOKEPOINT, "merge", self.path("s1"), self.path("s2"), "--out", self.path("out"), code=2)
        self.assertIn("only one holds trajectories", done.stderr)

    def test_results_without_them_are_not_enough(self):
        study = self.study()
        self.sweep(study, "out")
        done = self.sweep(study, "out", "--trajectories", "--resume", code=2)
        self.assertIn("holds no trajectories", done.stderr)

    def test_damage_is_seen(self):
        self.sweep(self.study(), "out", "--trajectories")
        with open(self.path("out", "trajectories.nc"), "r+b") as file:
            file.seek(100000)
            file.write(b"x")
        done = self.call(CHOKEPOINT, "verify", self.path("out"), code=4)
        self.assertIn("trajectories.nc: is truncated or damaged", done.stderr)

    def test_memory_is_flat(self):
        """128 MB of values take less than an eighth of that: the library keeps its index of the file, but no values."""
        def peak(futures):
            process = subprocess.Popen([CHOKEPOINT, "sweep", self.study(futures=futures), "--trajectories", "--out",
                                        self.path(str(futures))], stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.assertEqual(process.returncode, 0)
            return usage.ru_maxrss

        few, many = peak(400), peak(80000)
        self.assertGreater(os.path.getsize(self.path("80000", "trajectories.nc")), 128000000)
        self.assertLess(many - few, 16384)

    def test_without_the_library_nothing_runs(self):
        shutil.copy(CHOKEPOINT, self.path("chokepoint"))  # without its modules
        done = self.call(self.path("chokepoint"), "sweep", self.study(), "--trajectories", "--out", self.path("out"), code=2)
        self.assertIn("--trajectories: this program was built without NetCDF", done.stderr)
        self.assertFalse(os.path.exists(self.path("out.part")))


if __name__ == "__main__":
    for what, there in (("xarray with netCDF4", PYTHON), ("R with ncdf4", R)):
        if not there:
            print(f"skipped: trajectories read by {what}")
    unittest.main()
