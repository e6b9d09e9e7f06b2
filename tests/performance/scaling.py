"""How time and memory grow with replications, months, actors and chips: called by bench.py.

Seconds are processor seconds. Of replications they are those of a whole run on two threads; else those of a further
replication (the marginal rate), start-up and fixed writing apart. The exponent b of time ~ size^b is fitted by
least squares on logarithms; linear is 1. Up to 2000 replications every value is kept and sorted, so sizes are
compared at the same numbers of replications.
"""
import math
import os
import statistics

import made_worlds

FLAGSHIP = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), 'configs', 'h200-2026-01.cfg')
SMALL = 6, 8, 6  # actors, chips, months: 10^7 of its futures take minutes
HUGE = 64, 32, 480
GOAL = 1.1  # no worse than 10 % off linear
MEMORY_GOAL = 60  # MB


def slope(points):
    """Of the line through (log size, log seconds)."""
    x, y = ([math.log(point[k]) for point in points] for k in (0, 1))
    mx, my = statistics.fmean(x), statistics.fmean(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y)) / sum((a - mx) ** 2 for a in x)


class Scaling:
    def __init__(self, bench):
        self.bench, self.exponents = bench, []
        self.lines = ['| varied | size | replications/s | lowest to highest | ns per actor-chip-month | peak MB |',
                      '|---|---|---:|---:|---:|---:|']

    def world(self, actors, chips, months):
        path = os.path.join(self.bench.folder, f'world-{actors}-{chips}-{months}.cfg')
        with open(path, 'w') as file:
            file.write(made_worlds.write(actors, chips, months))
        return path

    def row(self, varied, size, cells, rates, peak):
        bench = self.bench
        m, low, high = bench.note('scaling: ' + varied, size, rates, 'replications/s')
        bench.csv.append(('scaling: ' + varied, f'{size}, peak', 'KB', peak, peak, peak, 1))
        self.lines.append(f'| {varied} | {size} | {m:,.4g} | {low:,.4g} to {high:,.4g} | {1e9 / m / cells:,.4g} | {peak / 1024:.0f} |')
        return m

    def exponent(self, varied, points):
        b = slope(points)
        self.bench.csv.append(('scaling: exponent', varied, '1', *['%.4g' % b] * 3, 1))
        self.exponents.append(f'{varied} {b:.2f}')

    def replications(self, name, config, cells, powers, repeats):
        """Whole runs on two threads; peak KB of the last."""
        points, varied = [], f'replications, {name}, 2 threads'
        for n in (10 ** k for k in powers):
            runs = [self.whole(config, n) for _ in range(repeats if n <= 10 ** 4 else 1)]
            rate = self.row(varied, f'10^{round(math.log10(n))}', cells, [n / seconds for seconds, _ in runs], runs[-1][1])
            points.append((n, n / rate))
        self.exponent(f'replications ({name})', points)
        return runs[-1][1]

    def whole(self, config, n):
        seconds, peak, _ = self.bench.run(self.bench.args.program, 'run', config, '--replications', str(n), '--threads', '2',
                                          '--quiet', '--force', '--out', self.bench.folder + '/results')
        return seconds, peak

    def vary(self, varied, sizes, repeats, few=256, unit=1):
        """sizes: (label, size, cells, configuration, options). One run of each in turn, so that noise falls on all."""
        rates, peaks = {size[0]: [] for size in sizes}, {}
        for _ in range(repeats):
            for label, _, _, config, *more in sizes:
                rates[label].append(self.bench.marginal(few, 3 * few, 1, config, None, *more))
                peaks[label] = self.bench.memory[1, config, None, *more][0]
        points = [(size, 1 / self.row(varied, label, cells, rates[label], peaks[label]))
                  for label, size, cells, *_ in sizes]
        if len(points) > 1:
            self.exponent(varied, points)


def measure(bench):
    quick, s = bench.args.quick, Scaling(bench)
    repeats = 2 if quick else 3
    cells = bench.shape['actors'] * bench.shape['chips']
    peak = s.replications('flagship', FLAGSHIP, cells * bench.shape['months'], range(3, 5 if quick else 7), repeats)
    small = s.world(*SMALL)
    s.replications('x'.join(map(str, SMALL)), small, math.prod(SMALL), range(3, 6 if quick else 8), repeats)
    s.vary('months, flagship', [(str(t), t, cells * t, FLAGSHIP, '--months', str(t))
                                for t in ((12, 36, 120) if quick else (12, 36, 120, 480))], repeats)
    s.vary('actors, 8 chips, 36 months', [(str(a), a, a * 8 * 36, s.world(a, 8, 36))
                                          for a in ((6, 32) if quick else (6, 16, 32, 64))], repeats)
    s.vary('chips, 6 actors, 36 months', [(str(k), k, 6 * k * 36, s.world(6, k, 36))
                                          for k in ((8, 32) if quick else (8, 16, 32))], repeats)
    if not quick:
        s.vary('all', [('64 x 32 x 36', 1, 64 * 32 * 36, s.world(64, 32, 36))], 1)
        s.vary('all', [('x'.join(map(str, HUGE)), 1, math.prod(HUGE), s.world(*HUGE))], 1, few=32)
    n = '10^4' if quick else '10^6'
    return s.lines + ['', f'- Time grows as size^b, b: {"; ".join(s.exponents)}; goal: at most {GOAL}, 10 % off linear.',
                      f'- Peak memory of the flagship, {n} futures with quantiles on two threads: {peak / 1024:.0f} MB; '
                      f'goal at 10^6: {MEMORY_GOAL}. A world of actors x chips x months is written so.']
