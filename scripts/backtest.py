"""Runs the back-test of docs/validation.md and keeps what its tables need.

Each run: `chokepoint run` of 2000 futures, `scripts/fiscal_quarters`, `chokepoint score`, all of it in a folder that goes again.
"""
import concurrent.futures
import csv
import os
import subprocess
import sys
import tempfile
from typing import NamedTuple

SCRIPTS = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(SCRIPTS)
OBSERVATIONS = os.path.join(ROOT, 'configs', 'evidence', 'observations.csv')
EVENTS = os.path.join(ROOT, 'configs', 'evidence', 'events.csv')
ORIGINS = (2022, 2023, 2024)
ABLATIONS = ('without-beijing', 'without-anticipation', 'without-substitution')
HAPPENED = ('as-it-happened', *ABLATIONS)
SIMULATED = ('simulated', *(f'simulated-{ablation}' for ablation in ABLATIONS))
BASELINES = ('last_quarter', 'flow', 'growth', 'policy_aware', 'approved')


class Run(NamedTuple):
    """What is left of one run."""

    scores: list    # rows of scores.csv, forecast and baselines
    plain: list     # the same without the observation operator, as it happened
    moves: list     # scores of governments' moves, where they are simulated
    revenue: dict   # {month: mean USD paid to Nvidia since the start}


def table(path):
    with open(path, newline='') as file:
        return list(csv.DictReader(file))


def number(text):
    return float(text) if text else None


class Score(NamedTuple):
    """Of one observation, by the forecast or by a baseline."""

    series: str
    begin: str
    end: str
    by: str
    observed: float
    p5: float
    p50: float
    p95: float
    crps: float
    floor: float  # of a forecast that is what the observer believes
    log_score: float
    pit: float
    within_50: float
    within_90: float
    event: float
    brier: float


def score(program, folder, until, observations=OBSERVATIONS):
    printed = subprocess.run([program, 'score', folder, observations, '--until', until, '--bootstrap', '0', '--csv'],
                             check=True, capture_output=True, text=True).stdout
    return [Score(row['series'], row['from'], row['to'], row['forecast'] if row['forecast'] in BASELINES else 'model',
                  *(number(row[column]) for column in ('observed', 'p5', 'p50', 'p95', 'crps', 'crps_floor', 'log_score', 'pit', 'within_50',
                                                       'within_90', 'event_forecast', 'brier')))
            for row in csv.DictReader(printed.splitlines())]


def run(program, config, policy, years):
    """`config` under `policy`, scored on as many years from its opening on."""
    with tempfile.TemporaryDirectory(prefix='chokepoint-validate-') as folder:
        out, fiscal = os.path.join(folder, 'out'), os.path.join(folder, 'fiscal')
        subprocess.run([program, 'run', os.path.join(ROOT, 'configs', 'backtest', config + '.cfg'), '--policy', policy,
                        '--trajectories', '--threads', '1', '--quiet', '--out', out], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([sys.executable, os.path.join(SCRIPTS, 'fiscal_quarters'), out, fiscal], check=True)
        revenue = {}
        for row in table(os.path.join(out, 'money.csv')):
            if (row['payee'], row['kind']) == ('nvidia', 'vendor'):
                month = int(row['month'])
                revenue[month] = revenue.get(month, 0) + float(row['mean'])
        until = f'{int(config[5:9]) + years}-12'
        plain = score(program, out, until) if policy == 'as-it-happened' else []
        moves = score(program, out, until, EVENTS) if policy == 'simulated' else []
        return Run(score(program, fiscal, until), plain, moves, revenue)


def backtest(program):
    """{(config, policy): Run} of all that docs/validation.md shows."""
    wanted = [(f'from-{origin}', policy, 1) for origin in ORIGINS for policy in (*HAPPENED, *SIMULATED, 'fitted')]
    wanted += [('from-2024', 'expected', 1), ('from-2021', 'as-it-happened', 4)]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = pool.map(lambda job: run(program, *job), wanted)
        return {(config, policy): result for (config, policy, _), result in zip(wanted, runs)}
