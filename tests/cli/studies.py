"""A small study, run by tests that cut its work in many ways and compare bytes."""
import os
import shutil
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE_DIR = os.environ.get("SOURCE_DIR", os.path.dirname(os.path.dirname(HERE)))
CHOKEPOINT = os.environ.get("CHOKEPOINT", os.path.join(SOURCE_DIR, "build", "chokepoint"))
MINIMAL = os.path.join(SOURCE_DIR, "configs", "examples", "minimal.cfg")
STUDY = """study : {{ title = "test"; scenario = "{scenario}"; futures = {futures}; replications = {replications}; chunk_runs = 96; }};
factors : {{
    budget : {{ path = "actors.firm.budget_usd_per_month"; low = 1.0e8; high = 2.0e9; }};
    rule : {{ path = "suppliers.nvidia.rule"; values = ("proportional", "priority"); }};
}};
levers : {{ tariff : {{ path = "instruments.duty.rate"; low = 0.0; high = 1.0; steps = 2; }}; }};
outcomes : {{
    last : {{ metric = "accessible_h100e"; actor = "firm"; }};
    landed : {{ table = "flows"; stage = "landed"; chip = "h200"; month = 11; statistic = "p75"; }};
    total : {{ metric = "accessible_h100e"; actor = "firm"; over = "sum"; }};
    first : {{ metric = "accessible_h100e"; actor = "firm"; over = "first_above"; level = 100000.0; }};
}};
"""
FILES = ("design.csv", "outcomes.csv", "study.cfg", "identity.txt", "manifest.json", "trajectories.nc")


class Studies(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="chokepoint-studies-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def study(self, futures=200, replications=1):
        with open(self.path("study.cfg"), "w", encoding="utf-8") as file:
            file.write(STUDY.format(scenario=MINIMAL, futures=futures, replications=replications))
        return self.path("study.cfg")

    def call(self, *words, code=0, **more):
        done = subprocess.run(words, capture_output=True, text=True, timeout=300, **more)
        self.assertEqual(done.returncode, code, f"{' '.join(words)}\n{done.stdout}{done.stderr}")
        return done

    def sweep(self, study, out, *words, **more):
        return self.call(CHOKEPOINT, "sweep", study, "--out", self.path(out), *words, **more)

    def bytes_of(self, out):
        result = {}
        for name in FILES:
            if os.path.exists(self.path(out, name)):
                with open(self.path(out, name), "rb") as file:
                    result[name] = file.read()
        return result

    def assert_same(self, a, b):
        x, y = self.bytes_of(a), self.bytes_of(b)
        self.assertEqual(list(x), list(y))
        for name in x:
            self.assertEqual(x[name], y[name], f"{a} and {b}: {name}")
