"""The engine is compiled for several instruction sets; what it writes must not show which one ran."""
import os
import subprocess
import tempfile
import unittest

PROGRAM = os.environ['CHOKEPOINT']
SOURCE = os.environ.get('SOURCE_DIR', os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
TABLES = ('summary.csv', 'flows.csv', 'need_ledger.csv', 'money.csv', 'regimes.csv', 'exceedance.csv')


def tables(variant, folder, *options):
    out = os.path.join(folder, variant)
    subprocess.run([PROGRAM, 'run', os.path.join(SOURCE, 'configs', 'h200-2026-01.cfg'), '--replications', '48',
                    '--months', '15', '--quiet', '--out', out, *options], check=True, stdout=subprocess.DEVNULL,
                   env={**os.environ, 'CHOKEPOINT_VARIANT': variant})
    read = {}
    for name in TABLES:
        with open(os.path.join(out, name), 'rb') as file:
            read[name] = file.read()
    return read


class Variants(unittest.TestCase):
    def test_instruction_sets_do_not_change_one_bit(self):
        for options in ((), ('--policy', 'h20-repeat')):
            with tempfile.TemporaryDirectory() as folder:
                plain = tables('default', folder, *options)
                for variant in ('x86-64-v3', 'x86-64-v4'):
                    with self.subTest(variant=variant, options=options):
                        self.assertEqual(plain, tables(variant, folder, *options))


if __name__ == '__main__':
    unittest.main()
