"""Time to precision: how far median and p95 of the headline outcomes are off after N futures, and so many seconds.

The outcomes are each actor's accessible capacity at the horizon. An error is relative, against one large run of ours
with Sobol' points and another seed; the error of N futures is the root mean square over actors and over runs
that share nothing but the scenario. Each peer is judged by its own output.

Seconds are processor seconds of one thread: of ours the whole program, from reading the configuration to
writing all tables; of NumPy's replications and quantiles only.
"""
import csv
import json
import math
import os
import statistics
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FLAGSHIP = os.path.join(os.path.dirname(os.path.dirname(HERE)), 'configs', 'h200-2026-01.cfg')
NAMES = {'p50': 'median', 'p95': 'p95'}
OURS = {"ours, Sobol' points": 'sobol', 'ours, random': 'random'}
REFERENCE_SEED = 20260131


class Peer:
    """Errors of one peer by number of futures, and its seconds."""

    def __init__(self):
        self.errors, self.seconds = {}, {}  # N -> [per run: {quantile: [relative error of each actor]}], [s]

    def add(self, n, reference, found, seconds):
        self.errors.setdefault(n, []).append({
            q: [found[key] / reference[key] - 1 for key in found if key[1] == q] for q in {key[1] for key in found}})
        self.seconds.setdefault(n, []).append(seconds)

    def rms(self, n, q):
        return math.sqrt(statistics.fmean(e * e for run in self.errors[n] for e in run[q]))

    def variance(self, q):
        """Of one future, as it were: N times the squared error, over sizes large enough for the quantiles' bias."""
        return statistics.fmean(n * self.rms(n, q) ** 2 for n, runs in self.errors.items() if n >= 512 for _ in runs)

    def futures_for(self, q, error, law=None):
        """(N, b) where error = c N^-b gets there: fitted in logarithms, each run a point of the same weight.

        law: b, where theory knows it."""
        x = [math.log(n) for n, runs in self.errors.items() for _ in runs]
        y = [math.log(self.rms(n, q)) for n, runs in self.errors.items() for _ in runs]
        b = law or -statistics.linear_regression(x, y).slope
        return math.exp((statistics.fmean(y) + b * statistics.fmean(x) - math.log(error)) / b), b

    def seconds_for(self, n):
        """By a line through the medians."""
        slope, start = statistics.linear_regression(
            list(self.seconds), [statistics.median(s) for s in self.seconds.values()])
        return max(start, 0) + slope * n


def run_ours(bench, n, sampling, seed, threads=1):
    """({(actor, quantile): accessible capacity at the horizon}, seconds)"""
    out = os.path.join(bench.folder, 'precision')
    seconds = bench.run(bench.args.program, 'run', FLAGSHIP, '--replications', str(n), '--seed', str(seed),
                        '--set', f'run.sampling = "{sampling}"', '--threads', str(threads), '--quiet', '--force',
                        '--out', out)[0]
    with open(os.path.join(out, 'summary.csv'), newline='') as file:
        rows = [r for r in csv.DictReader(file) if r['metric'] == 'accessible_h100e' and r['actor'] != 'all']
    rows = [r for r in rows if r['month'] == rows[-1]['month']]
    return {(r['actor'], q): float(r[q]) for r in rows for q in (*NAMES, 'mean')}, seconds


def run_numpy(bench, n, seed):
    found = json.loads(bench.run(sys.executable, os.path.join(HERE, 'numpy_run.py'), bench.frozen, str(n),
                                 str(min(n, 1000)), str(seed))[2].splitlines()[-1])
    return {(a, q): x for a, pair in found['accessible'].items() for q, x in zip(NAMES, pair)}, found['seconds']


def runs_of(sizes, futures, least, most):
    """How many runs of each size, so that all sizes cost about the same."""
    return [n for n in sizes for _ in range(max(least, min(most, futures // n)))]


def measure(bench):
    quick = bench.args.quick
    many = 2 ** 16 if quick else 2 ** 18
    sizes = [2 ** k for k in range(8, 13 if quick else 15)]
    reference, _ = run_ours(bench, many, 'sobol', REFERENCE_SEED, threads=2)
    peers = {name: Peer() for name in (*OURS, 'numpy')}
    for seed, n in enumerate(runs_of(sizes, *((24576, 6, 48) if quick else (131072, 8, 128)))):
        for name, sampling in OURS.items():
            peers[name].add(n, reference, *run_ours(bench, n, sampling, seed))
    for seed, n in enumerate(runs_of(sizes[:-1:2], *((8192, 8, 16) if quick else (16384, 4, 32)))):
        peers['numpy'].add(n, reference, *run_numpy(bench, n, seed))
    return tell(bench, peers, many)


def keep(bench, peers):
    for name, peer in peers.items():
        for n, runs in peer.errors.items():
            for q in NAMES:
                each = [math.sqrt(statistics.fmean(e * e for e in run[q])) for run in runs]
                bench.csv.append(('time to precision', f'{name}, relative error of {NAMES[q]}, {n} futures', '1',
                                  '%.4g' % peer.rms(n, q), '%.4g' % min(each), '%.4g' % max(each), len(runs)))
            s = peer.seconds[n]
            bench.csv.append(('time to precision', f'{name}, {n} futures', 's', '%.4g' % statistics.median(s),
                              '%.4g' % min(s), '%.4g' % max(s), len(s)))


def tell(bench, peers, many):
    keep(bench, peers)
    sobol, random, numpy = peers.values()
    lines = ["| futures | Sobol': median | p95 | seconds | random: median | p95 | seconds | NumPy: median | p95 | "
             'seconds |', '|---:|' + '---:|' * 9]
    for n in sorted({*sobol.errors, *numpy.errors}):
        cells = []
        for peer in (sobol, random, numpy):
            there = n in peer.errors
            cells += [f'{100 * peer.rms(n, q):.2f} %' if there else '' for q in NAMES]
            cells.append(f'{statistics.median(peer.seconds[n]):.3g}' if there else '')
        lines.append(f'| {n} | ' + ' | '.join(cells) + ' |')
    lines += ['', '| 1 % (root mean square) in | futures | seconds | error falls as | times as fast as NumPy | goal |',
              '|---|---:|---:|---|---:|---:|']
    for q in NAMES:
        theirs = numpy.seconds_for(numpy.futures_for(q, 0.01, 0.5)[0])
        for name, peer in peers.items():
            n, b = peer.futures_for(q, 0.01, None if peer is sobol else 0.5)
            seconds = peer.seconds_for(n)
            ratio = '' if peer is numpy else f'{theirs / seconds:.3g}'
            goal = '100' if peer is sobol else ''
            lines.append(f'| {NAMES[q]}, {name} | {n:,.0f} | {seconds:.3g} | N^-{b:.2f} | {ratio} | {goal} |')
            bench.csv.append(('time to precision', f'{name}, 1 % in {NAMES[q]}', 's', *['%.4g' % seconds] * 3, 1))
    gain = {q: random.variance(q) / sobol.variance(q) for q in ('mean', *NAMES)}
    return lines + [
        '', f"- Reference: {many} futures with Sobol' points and another seed.",
        f"- Sobol' points divide the variance of a mean by {gain['mean']:.2g}, of a median by {gain['p50']:.2g}, of a p95 by "
        f"{gain['p95']:.2g} (512 futures and more). What single parameters do by themselves averages out: some "
        f"{1 - 1 / gain['mean']:.0%} of the variance of capacity. What they do together, and the luck of months (moves of "
        'regimes, licences, supply), stays random and falls as N^-0.5; tails are made of it most.']
