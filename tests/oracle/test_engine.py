"""The engine against the oracle: the same configuration, the same draws, every number to 1e-9.

The oracle is an independent reading of docs/model.md; nothing of it is taken from the engine. Compared are
flows, metrics, need ledger, regimes, money and what was shut while nothing had arrived, every month, for the flagship
in deterministic mode, for replications of the flagship fed with the draws `replay --draws` prints, and for random
worlds.
"""
import concurrent.futures
import csv
import os
import re
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

import oracle  # noqa: E402
import parse  # noqa: E402
import random_worlds  # noqa: E402
from draws import Draws  # noqa: E402

PROGRAM = os.environ['CHOKEPOINT']
SOURCE = os.environ.get('SOURCE_DIR', os.path.dirname(os.path.dirname(HERE)))
FLAGSHIP = os.path.join(SOURCE, 'configs', 'h200-2026-01.cfg')
REPLICATIONS = int(os.environ.get('ORACLE_REPLICATIONS', '100'))
WORLDS = int(os.environ.get('ORACLE_WORLDS', '40'))

FLOWS = ('ordered', 'licensed', 'shipped', 'landed', 'installed')
METRICS = {'owned_h100e': 'owned_h100e', 'accessible_h100e': 'accessible_h100e',
           'effective_training_h100e': 'effective_training_h100e',
           'effective_serving_h100e': 'effective_serving_h100e', 'effective_h100e': 'in_service_effective_h100e',
           'target_effective_h100e': 'target_effective_h100e', 'fill_rate': 'fill_rate'}


def program(*arguments):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f'{arguments}: exit {done.returncode}\n{done.stderr}')
    return done.stdout


def policies(config):
    """Names of the declared policies."""
    return re.findall(r'^    ([\w-]+) : ', program('freeze', config).split('policies : {')[1], re.M)


def engine(config, folder, *arguments):
    """Every number of a run of one replication, by (table, month, names)."""
    out = os.path.join(folder, 'engine')
    program('run', config, '--replications', '1', '--out', out, '--force', '--quiet', *arguments)
    found = {}

    def rows(name):
        with open(os.path.join(out, name), newline='') as file:
            yield from csv.DictReader(file)

    for r in rows('summary.csv'):
        if r['metric'] in METRICS and r['actor'] != 'all':
            found['metric', int(r['month']), r['actor'], METRICS[r['metric']]] = float(r['mean'])
    for r in rows('flows.csv'):
        if r['stage'] in FLOWS or r['stage'] == 'in_service':
            found['flow', int(r['month']), r['actor'], r['chip'], r['stage']] = float(r['mean'])
    for r in rows('need_ledger.csv'):
        key = '' if r['stage'] == 'border' else r['key']
        cause = '' if r['stage'] == 'border' else r['cause']
        at = 'ledger', int(r['month']), r['actor'], r['stage'], key, cause, r['instrument']
        found[at] = found.get(at, 0.0) + float(r['effective_h100e'])
    for r in rows('regimes.csv'):
        found['regime', int(r['month']), r['jurisdiction'], r['regime']] = float(r['share'])
    for r in rows('nothing_arrived.csv'):
        if r['probability'] == '1':
            found['waiting', int(r['month']), r['chip']] = r['stage'], r['key'], r['cause'], r['instrument']
    for r in rows('money.csv'):
        if r['kind'] in ('vendor', 'treasury'):
            found['money', int(r['month']), r['actor'], r['kind'] + ':' + r['payee']] = float(r['mean'])
        if r['kind'] == 'cash':
            found['metric', int(r['month']), r['actor'], 'cash_usd'] = float(r['mean'])
    return found


def slow(config, arguments, draws):
    """The same of the oracle."""
    model = parse.read(program('freeze', config, *arguments), draws)
    run = oracle.Oracle(model, draws).run()
    found = {}
    for month, a, quantity, value in run.table['actors']:
        found['metric', month, a, quantity] = value
    for month, a, k, quantity, value in run.table['state']:
        name = 'in_service' if quantity == 'V' else quantity
        if name in FLOWS or name == 'in_service':
            found['flow', month, a, k, name] = value
    for month, a, stage, key, cause, instrument, value in run.table['ledger']:
        found['ledger', month, a, stage, key, cause, instrument] = value
    for month, j, regime in run.table['regimes']:
        found['regime', month, j, regime] = 1.0
    for month, k, categories in run.table['waiting']:
        if categories:
            found['waiting', month, k] = categories
    for month, a, payee, value in run.table['money']:
        found['money', month, a, payee] = value
    return found


def differences(ours, theirs):
    """Where they differ by more than 1e-9 of the larger one or of the table's scale for that actor and month."""
    scale, out = {}, []
    for at in {at for at in (*ours, *theirs) if at[0] == 'waiting'}:
        x, y = ours.pop(at, None), theirs.pop(at, {None})
        if x not in y:
            out.append(f'{at}: engine {x}, oracle {y}')
    for found in (ours, theirs):
        for at, x in found.items():
            group = at[0], at[2] if at[0] != 'regime' else ''
            scale[group] = max(scale.get(group, 1.0), abs(x))
    for at in sorted(set(ours) | set(theirs), key=lambda at: (at[1], at[0] != 'regime', str(at))):
        if at[0] == 'metric' and (at not in ours or at not in theirs):
            continue  # reported by one side only
        x, y = ours.get(at, 0.0), theirs.get(at, 0.0)
        size = 1.0 if at[0] == 'regime' or at[-1] == 'fill_rate' else scale[at[0], at[2]]
        if not abs(x - y) <= 1e-9 * max(abs(x), abs(y), size):
            out.append(f'{at}: engine {x!r}, oracle {y!r}')
    return out


def disagreements(config, arguments=(), replication=None):
    """Where engine and oracle differ on one future; replication None: deterministic mode."""
    with tempfile.TemporaryDirectory() as folder:
        draws = None
        if replication is None:
            ours = engine(config, folder, '--deterministic', *arguments)
        else:
            ours = engine(config, folder, '--first', str(replication), *arguments)
            path = os.path.join(folder, 'draws.csv')
            with open(path, 'w') as file:
                file.write(program('replay', config, '--replication', str(replication), '--draws', *arguments))
            draws = Draws.from_file(path)
        theirs = slow(config, arguments, draws)
    return differences(ours, theirs) if len(ours) > 100 else ['the engine wrote next to nothing']


def world_disagreements(seed):
    """The same of a random world, in deterministic mode and of one of its futures."""
    with tempfile.TemporaryDirectory() as folder:
        config = os.path.join(folder, 'world.cfg')
        with open(config, 'w') as file:
            file.write(random_worlds.write(seed))
        return disagreements(config) + disagreements(config, (), seed % 5)


class EngineAgainstOracle(unittest.TestCase):
    def expect_none(self, wrong, what):
        self.assertEqual(len(wrong), 0, f'{what}:\n' + '\n'.join(wrong[:12]))

    def expect_none_of(self, function, cases):
        with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
            running = {case: pool.submit(function, *case) for case in cases}
            for case, future in running.items():
                with self.subTest(case=case):
                    self.expect_none(future.result(), case)

    def test_the_flagship_agrees_in_deterministic_mode(self):
        self.expect_none(disagreements(FLAGSHIP), 'flagship')

    def test_every_policy_of_the_flagship_agrees_in_deterministic_mode(self):
        names = policies(FLAGSHIP)
        self.assertGreater(len(names), 10)
        self.expect_none_of(disagreements, [(FLAGSHIP, ('--policy', name)) for name in names])

    def test_random_futures_of_the_flagship_agree_on_the_same_draws(self):
        self.expect_none_of(disagreements, [(FLAGSHIP, (), replication) for replication in range(REPLICATIONS)])

    def test_random_worlds_agree(self):
        self.expect_none_of(world_disagreements, [(seed,) for seed in range(WORLDS)])


if __name__ == '__main__':
    unittest.main()
