"""What run.precision = "single" changes: digits beyond the sixth or so, nothing else.

Expected: the same run in double precision, which draws the same luck. Bounds: a number of a month comes of some ten
roundings, each of at most 2^-24 of it, and stocks carry those of 36 months. If all had one sign they would add up to
36 * 10 * 2^-24 = 2.1e-5 of a future's number. They have not: means lose their signs and stay far within a tenth of
that. A quantile moves at most as far as the number that moves furthest (order statistics are monotone), and where a
number is a small difference of large ones it is measured by them: by the largest value of its column, and a part of
the need ledger by the whole.
"""
import csv
import json
import os
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.environ['CHOKEPOINT']
SOURCE = os.environ.get('SOURCE_DIR', os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
CONFIGS = os.path.join(SOURCE, 'configs')
FLAGSHIP = os.path.join(CONFIGS, 'h200-2026-01.cfg')
SINGLE = ('--set', 'run.precision = "single"')
LARGEST = 36 * 10 * 2**-24
NAMES = {'summary.csv': ('actor', 'metric'), 'flows.csv': ('actor', 'chip', 'channel', 'stage'),
         'money.csv': ('actor', 'payee', 'kind'), 'need_ledger.csv': ('actor', 'stage', 'key', 'cause', 'instrument')}
KEYS = {'summary.csv': 2, 'flows.csv': 4, 'money.csv': 3, 'need_ledger.csv': 1}  # names of what a number is measured by


def run(folder, name, configuration, *options, variant=None):
    out = os.path.join(folder, name)
    environment = {**os.environ, **({'CHOKEPOINT_VARIANT': variant} if variant else {})}
    subprocess.run([PROGRAM, 'run', configuration, '--quiet', '--out', out, *options], check=True,
                   stdout=subprocess.DEVNULL, env=environment)
    return out


def content(out, table):
    with open(os.path.join(out, table), 'rb') as file:
        return file.read()


def rows(out, table):
    with open(os.path.join(out, table), newline='') as file:
        return list(csv.DictReader(file))


def policies(out):
    with open(os.path.join(out, 'manifest.json')) as file:
        return json.load(file)


def errors(double, single, table, column):
    """Largest difference of each column of the table, by its largest value in the run. A part of the ledger that is zero
    throughout has no rows."""
    largest, error = {}, {}
    found = [{tuple(row[name] for name in ('month', *NAMES[table])): row for row in rows(out, table)} for out in (double, single)]
    for at in found[0].keys() | found[1].keys():
        x, y = (float(table_of[at][column]) if at in table_of else 0 for table_of in found)
        key = at[1:1 + KEYS[table]]
        largest[key] = max(abs(x), largest.get(key, 0))
        error[key] = max(abs(x - y) if x != y else 0, error.get(key, 0))
    return {key: error[key] / largest[key] if error[key] else 0 for key in error}


ASKED = subprocess.run([PROGRAM, 'freeze', FLAGSHIP, *SINGLE], capture_output=True, text=True, check=False)
if "'single' is not in this build" in ASKED.stderr:
    print('skipped: single precision (not in this build)')
    sys.exit(77)


class Single(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.double = run(cls.folder.name, 'double', FLAGSHIP, '--replications', '600')
        cls.single = run(cls.folder.name, 'single', FLAGSHIP, '--replications', '600', *SINGLE)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_the_manifest_tells_the_precision(self):
        self.assertEqual(policies(self.double)['precision'], 'double')
        self.assertEqual(policies(self.single)['precision'], 'single')

    def test_it_is_not_double_precision(self):
        self.assertNotEqual(content(self.double, 'summary.csv'), content(self.single, 'summary.csv'))

    def test_no_future_takes_another_path(self):
        for table in ('regimes.csv', 'events.csv'):
            self.assertEqual(content(self.double, table), content(self.single, table), table)

    def test_means_are_close(self):
        for table, column in (('summary.csv', 'mean'), ('flows.csv', 'mean'), ('money.csv', 'mean'),
                              ('need_ledger.csv', 'effective_h100e')):
            for key, error in errors(self.double, self.single, table, column).items():
                self.assertLess(error, LARGEST / 10, (table, key))

    def test_quantiles_are_close(self):
        for column in ('p5', 'p25', 'p50', 'p75', 'p95'):
            for key, error in errors(self.double, self.single, 'summary.csv', column).items():
                self.assertLess(error, LARGEST, (column, key))

    def test_every_identity_holds(self):
        examples = os.path.join(CONFIGS, 'examples')
        files = [os.path.join(examples, name) for name in sorted(os.listdir(examples)) if name.endswith('.cfg')]
        for n, file in enumerate([*files, os.path.join(SOURCE, 'tests', 'engine', 'golden', 'gates.cfg')]):
            out = run(self.folder.name, f'example-{n}', file, '--replications', '200', *SINGLE)
            for policy in policies(out)['policies']:
                self.assertEqual(policy['failed'], 0, file)
        self.assertEqual(policies(self.single)['policies'][0]['failed'], 0)

    def test_neither_threads_nor_instruction_sets_change_one_bit(self):
        some = ('--replications', '300', '--months', '15', '--policy', 'all', *SINGLE)
        plain = run(self.folder.name, 'plain', FLAGSHIP, '--threads', '1', *some, variant='default')
        for variant in ('x86-64-v3', 'x86-64-v4'):
            other = run(self.folder.name, variant, FLAGSHIP, '--threads', '2', *some, variant=variant)
            for table in sorted(os.listdir(plain)):
                if table.endswith('.csv'):
                    self.assertEqual(content(plain, table), content(other, table), (variant, table))

    def test_all_policies_of_a_run_are_single_if_one_is(self):
        with open(os.path.join(CONFIGS, 'examples', 'minimal.cfg')) as file:
            text = file.read()
        path = os.path.join(self.folder.name, 'one.cfg')
        with open(path, 'w') as file:
            file.write(text + '\npolicies : { coarse : { set : ["run.precision = \\"single\\""]; }; };\n')
        for order in (('baseline', 'coarse'), ('coarse', 'baseline')):
            options = [word for name in order for word in ('--policy', name)]
            out = run(self.folder.name, '-'.join(order), path, '--replications', '20', *options)
            self.assertEqual(policies(out)['precision'], 'single')
            self.assertEqual(len(policies(out)['policies']), 2)

    def test_a_plan_belongs_to_its_precision(self):
        plans = [subprocess.run([PROGRAM, 'compile', FLAGSHIP, *options], check=True, capture_output=True).stdout
                 for options in ((), SINGLE)]
        self.assertNotEqual(plans[0][:64], plans[1][:64])


if __name__ == '__main__':
    unittest.main()
