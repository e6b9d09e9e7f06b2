"""The tables of small runs stay the same, byte for byte; golden/README.md says how to renew them."""
import os
import subprocess
import tempfile
import unittest

from harness import CHOKEPOINT, HERE

GOLDEN = os.path.join(HERE, "golden")
TABLES = ("summary", "flows", "need_ledger", "money", "regimes", "events")
RUNS = {"luck": (), "plain": ("--deterministic", "--replications", "1")}


class Golden(unittest.TestCase):
    maxDiff = 3000

    def compare(self, name, options):
        with tempfile.TemporaryDirectory(prefix="chokepoint-test-") as folder:
            out = os.path.join(folder, "out")
            subprocess.run([CHOKEPOINT, "run", os.path.join(GOLDEN, "gates.cfg"), "--out", out, "--quiet", *options],
                           check=True, capture_output=True)
            for table in TABLES:
                stored = os.path.join(GOLDEN, f"{name}-{table}.csv")
                with open(os.path.join(out, table + ".csv")) as file:
                    got = file.read()
                if os.environ.get("UPDATE_GOLDEN"):
                    with open(stored, "w") as file:
                        file.write(got)
                with open(stored) as file:
                    self.assertEqual(file.read().splitlines(), got.splitlines(), f"{name}: {table}")

    def test_a_run_with_luck_gives_the_stored_bytes(self):
        self.compare("luck", RUNS["luck"])

    def test_a_run_without_luck_gives_the_stored_bytes(self):
        self.compare("plain", RUNS["plain"])


if __name__ == "__main__":
    unittest.main()
