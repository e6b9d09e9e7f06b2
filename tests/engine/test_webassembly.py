"""A compiled plan, run without the configuration: by this machine's engine and by the same engine as WebAssembly.

Expected: one hash of everything that can be observed (plan_hash.c), whichever runs it.
"""
import glob
import os
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ['CHOKEPOINT']
SOURCE = os.environ.get('SOURCE_DIR', os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
NATIVE = os.environ.get('PLAN_HASH', os.path.join(os.path.dirname(PROGRAM), 'tests', 'plan_hash'))
HERE = os.path.join(SOURCE, 'tests', 'engine')
CONFIGURATION = os.path.join(SOURCE, 'configs', 'h200-2026-01.cfg')
FLOORS = ('base', 'model', 'instrument', 'engine')
REPLICATIONS = '48'


def compiled(folder, *options):
    path = os.path.join(folder, 'plan.bin')
    with open(path, 'wb') as file:
        subprocess.run([PROGRAM, 'compile', CONFIGURATION, *options], check=True, stdout=file)
    return path


def native(plan):
    return subprocess.run([NATIVE, plan, REPLICATIONS], capture_output=True, text=True)


def lanes():
    """The lanes this program was built with: a plan says it behind its mark."""
    with tempfile.TemporaryDirectory() as folder:
        with open(compiled(folder), 'rb') as file:
            return int.from_bytes(file.read(12)[8:], 'little')


def to_webassembly(folder):
    """The engine and the floors below it, nothing else; None where the compiler has no such target."""
    out = os.path.join(folder, 'plan_hash.wasm')
    sources = [f for floor in FLOORS for f in sorted(glob.glob(os.path.join(SOURCE, 'sim', floor, '*.c')))]
    flags = ['--target=wasm32-wasi', '-std=gnu17', '-O2', '-ffp-contract=off', '-fno-math-errno', '-D_GNU_SOURCE',
             f'-DLANES={lanes()}', '-I' + os.path.join(SOURCE, 'sim'), '-Wl,-z,stack-size=1048576']
    empty = subprocess.run(['clang', *flags, '-x', 'c', '-', '-o', out], input='int main(void) { return 0; }',
                           capture_output=True, text=True)
    if empty.returncode != 0:
        return None
    subprocess.run(['clang', *flags, *sources, os.path.join(HERE, 'plan_hash.c'), '-o', out], check=True)
    return out


class Plans(unittest.TestCase):
    def test_a_plan_needs_no_configuration(self):
        with tempfile.TemporaryDirectory() as folder:
            first = native(compiled(folder))
            self.assertEqual(first.returncode, 0, first.stderr)
            self.assertRegex(first.stdout, '^[0-9a-f]{16}$')
            other = native(compiled(folder, '--policy', 'h20-repeat'))
            self.assertNotEqual(first.stdout, other.stdout)

    def test_the_same_configuration_gives_the_same_bytes(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(compiled(folder), 'rb') as file:
                first = file.read()
            with open(compiled(folder), 'rb') as file:
                self.assertEqual(first, file.read())

    def test_a_plan_cut_short_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            path = compiled(folder)
            whole = os.path.getsize(path)
            for size in (0, 7, 40, 1000, whole // 2, whole - 1):
                os.truncate(path, size)
                with self.subTest(bytes=size):
                    result = native(path)
                    self.assertEqual(result.returncode, 1)
                    self.assertIn('plan_hash:', result.stderr)
                compiled(folder)

    def test_webassembly_gives_the_same_bits(self):
        if not shutil.which('clang') or not shutil.which('node'):
            self.skipTest('needs clang and node')
        with tempfile.TemporaryDirectory() as folder:
            program = to_webassembly(folder)
            if not program:
                self.skipTest('clang has no wasm32-wasi target here')
            for options in ((), ('--policy', 'h20-repeat')):
                with self.subTest(options=options):
                    plan = compiled(folder, *options)
                    elsewhere = subprocess.run(['node', '--no-warnings', os.path.join(HERE, 'plan_hash.mjs'), program,
                                                plan, REPLICATIONS], check=True, capture_output=True, text=True)
                    self.assertEqual(elsewhere.stdout, native(plan).stdout)


if __name__ == '__main__':
    unittest.main()
