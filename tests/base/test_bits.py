"""The base floor gives the same bits under every compiler, level and vector width.

Expected: agreement of all builds with each other and with the pinned number, which may change only
with a change of the mathematics that the changelog tells.
"""

import glob
import os
import shutil
import subprocess
import tempfile
import unittest

SOURCE_DIR = os.environ.get("SOURCE_DIR", os.path.join(os.path.dirname(__file__), "..", ".."))
PINNED = "9489e5597672d3ff"
FLAGS = ["-std=gnu17", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"]
BUILDS = [  # linked without libm, so that a call of it would fail
    ("gcc", ["-O0"]),
    ("gcc", ["-O3"]),
    ("gcc", ["-O3", "-march=native"]),
    ("gcc", ["-O2", "-DLANES=4", "-DNO_CLONES", "-ftrapping-math"]),
    ("clang", ["-O3", "-march=native"]),
]


class Bits(unittest.TestCase):
    def hash_of(self, compiler, options, folder):
        program = os.path.join(folder, "bits")
        sources = glob.glob(os.path.join(SOURCE_DIR, "sim/base/exact_math*.c"))
        sources += glob.glob(os.path.join(SOURCE_DIR, "sim/base/distribution*.c"))
        sources += glob.glob(os.path.join(SOURCE_DIR, "sim/base/quantile_*.c"))
        sources += [os.path.join(SOURCE_DIR, "sim/base", name) for name in ("rng.c", "bytes.c")]
        sources += [os.path.join(SOURCE_DIR, "tests/base/bits_main.c")]
        include = "-I" + os.path.join(SOURCE_DIR, "sim")
        command = [compiler, *FLAGS, *options, include, *sources, "-o", program]
        subprocess.run(command, check=True)
        return subprocess.run([program], check=True, capture_output=True, text=True).stdout.strip()

    def test_every_build_gives_the_pinned_bits(self):
        for compiler, options in BUILDS:
            if not shutil.which(compiler):
                continue
            with tempfile.TemporaryDirectory() as folder, self.subTest(compiler, options=options):
                self.assertEqual(self.hash_of(compiler, options, folder), PINNED)


if __name__ == "__main__":
    unittest.main()
