"""What the engine computes does not depend on the compiler, its level, the width of a block or the order of blocks.

Expected: agreement of all builds on one hash of everything that can be observed (plan_hash.c). Threads, instruction
sets, WebAssembly, more replications, more actors and more parameters have tests of their own: test_properties.py,
test_variants.py, test_webassembly.py.
"""
import glob
import os
import shutil
import subprocess
import tempfile
import unittest

SOURCE = os.environ.get('SOURCE_DIR', os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
CONFIGURATION = os.path.join(SOURCE, 'configs', 'h200-2026-01.cfg')
FLOORS = ('base', 'model', 'instrument', 'config', 'engine')
FLAGS = ['-std=gnu17', '-D_GNU_SOURCE', '-ffp-contract=off', '-fno-math-errno', '-fno-trapping-math']
BUILDS = [
    ('gcc', '-O1', 16), ('gcc', '-O0', 16), ('gcc', '-O3', 16), ('clang', '-O2', 16),
    ('gcc', '-O1', 1), ('gcc', '-O1', 4), ('gcc', '-O1', 8), ('gcc', '-O1', 32),
]
SINGLE_BUILDS = [('gcc', '-O1', 32), ('gcc', '-O0', 16), ('gcc', '-O3', 8), ('gcc', '-O1', 1), ('clang', '-O2', 32)]
REPLICATIONS = '40'  # not a whole number of blocks of 16 or 32


def build(folder, compiler, level, lanes, *more):
    """plan_hash, reading the configuration itself: a plan belongs to its block width."""
    sources = [f for floor in FLOORS for f in glob.glob(os.path.join(SOURCE, 'sim', floor, '*.c'))]
    flags = [*FLAGS, level, f'-DLANES={lanes}', *more, '-I' + os.path.join(SOURCE, 'sim')]
    out = os.path.join(folder, 'plan_hash')
    subprocess.run([compiler, *flags, '-DFROM_CONFIGURATION', os.path.join(SOURCE, 'tests', 'engine', 'plan_hash.c'),
                    *sources, '-lconfig', '-lm', '-o', out], check=True)
    return out


def hash_of(program, *options):
    return subprocess.run([program, CONFIGURATION, REPLICATIONS, *options], check=True, capture_output=True,
                          text=True).stdout


class Bits(unittest.TestCase):
    def agree(self, builds, *more):
        expected = None
        for compiler, level, lanes in builds:
            if not shutil.which(compiler):
                continue
            with tempfile.TemporaryDirectory() as folder:
                program = build(folder, compiler, level, lanes, *more)
                got = hash_of(program)
                expected = expected or got
                with self.subTest(compiler=compiler, level=level, lanes=lanes):
                    self.assertEqual(got, expected)
                    self.assertEqual(hash_of(program, 'backward'), expected)

    def test_no_build_and_no_order_changes_one_bit(self):
        self.agree(BUILDS)

    def test_nor_do_they_in_single_precision(self):
        self.agree(SINGLE_BUILDS, '-DCHOKEPOINT_SINGLE')


if __name__ == '__main__':
    unittest.main()
