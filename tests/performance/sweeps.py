"""Measures sweeps and plans 10^9 runs from it: called by scripts/scale, which renews docs/scale.md.

    sweeps.py --program P --bare B [--quick]

What takes turns is compared within a turn. Rates are marginal, between two sizes, so that start-up is apart: by the clock on
the wall and by that of the processor, which other work on the machine disturbs least.
"""
import argparse
import glob
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STUDY = os.path.join(ROOT, 'configs', 'studies', 'tariff-tightening-ratio.cfg')  # the flagship, 80 policies, 10 outcomes
POLICIES = 80
ALONE, ONE, TWO = 'the runs alone, 1 thread', 'sweep, 1 thread', 'sweep, 2 threads'
RANKS, KEPT = 'sweep, 2 processes of 1 thread', 'sweep, 1 thread, with trajectories'


class Bench:
    def __init__(self, args):
        self.args = args
        self.folder = tempfile.mkdtemp(prefix='chokepoint-scale-')
        self.few, self.many = (50, 250) if args.quick else (100, 600)  # futures
        self.repeats = 3 if args.quick else 5

    def run(self, *command):
        """(processor seconds, wall seconds, peak MB, output)"""
        out = os.path.join(self.folder, 'output')
        with open(out, 'w+') as file:
            begin = time.perf_counter()
            child = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(child.pid, 0)
            wall = time.perf_counter() - begin
            child.returncode = os.waitstatus_to_exitcode(status)
            file.seek(0)
            text = file.read()
        if child.returncode:
            raise SystemExit(f'scale: {" ".join(command)} failed:\n{text[-2000:]}')
        return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, text

    def sweep(self, futures, *more, before=()):
        self.out = os.path.join(self.folder, 'out')
        return self.run(*before, self.args.program, 'sweep', STUDY, '--set', f'study.futures={futures}', '--out', self.out,
                        '--force', '--quiet', *more)

    def rate(self, *more, before=()):
        """Runs a second between the two sizes, by the processor's clock and by the wall's."""
        few, many = (self.sweep(n, *more, before=before)[:2] for n in (self.few, self.many))
        return [(self.many - self.few) * POLICIES / max(b - a, 1e-9) for a, b in zip(few, many)]

    def bare(self):
        """Rate of the runs alone, and seconds that writing the chunk of a run takes."""
        folder = os.path.join(self.folder, 'bare')
        os.makedirs(folder, exist_ok=True)
        runs, chunks = map(float, self.run(self.args.bare, STUDY, str(self.many), folder)[3].split())
        self.storing.append(chunks / (self.many * POLICIES))
        return self.many * POLICIES / runs, None

    def rates(self):
        """{name: [(rate by the processor's clock, by the wall's), ...]}"""
        peers = {
            ALONE: self.bare,
            ONE: lambda: self.rate('--threads', '1'),
            TWO: lambda: self.rate('--threads', '2'),
            RANKS: lambda: self.rate('--threads', '1',
                                     before=('mpirun', '--oversubscribe', '--bind-to', 'none', '-n', '2')),
            KEPT: lambda: self.rate('--threads', '1', '--trajectories'),
        }
        if not shutil.which('mpirun'):
            del peers[RANKS]
        found, self.storing = {name: [] for name in peers}, []
        for _ in range(self.repeats):
            for name, measure in peers.items():
                found[name].append(measure())
        return found

    def sizes(self):
        """Bytes a run of each file; seconds of the processor a run of joining chunks."""
        self.sweep(self.many, '--keep-chunks', '--trajectories')
        runs = self.many * POLICIES
        size = {name: os.path.getsize(os.path.join(self.out, name)) / runs
                for name in ('outcomes.csv', 'design.csv', 'trajectories.nc')}
        chunks = glob.glob(os.path.join(self.out, 'chunks', '*.bin'))
        size['chunk with trajectories'] = sum(map(os.path.getsize, chunks)) / runs
        self.sweep(self.many, '--keep-chunks')
        chunks = glob.glob(os.path.join(self.out, 'chunks', '*.bin'))
        size['chunk'] = sum(map(os.path.getsize, chunks)) / runs
        self.per_chunk = runs / len(chunks)
        join = min(self.run(self.args.program, 'merge', self.out, '--out', self.folder + '/merged', '--force')[0]
                   for _ in range(3))
        return size, join / runs

    def memory(self):
        return [(n, self.sweep(n // POLICIES, '--threads', '2')) for n in
                ((10000, 100000) if self.args.quick else (10000, 100000, 1000000))]


def machine():
    text = subprocess.run(['lscpu'], capture_output=True, text=True).stdout
    get = lambda key: (re.search(rf'^{key}: +(.*)$', text, re.M) or [None, 'unknown'])[1]
    return f'{get("Model name")} (family {get("CPU family")}, model {get("Model")}), {get("CPU.s.")} CPUs'


def spread(x):
    return f'{statistics.median(x):,.3g} ({min(x):,.3g} to {max(x):,.3g})'


def table_of_rates(found, storing, join):
    def column(name, clock):
        x = [rate[clock] for rate in found[name]]
        return f'{statistics.median(x):,.0f} | {min(x):,.0f} to {max(x):,.0f}' if x[0] else '| '

    def ratio(a, b, clock):
        return spread([x[clock] / y[clock] for x, y in zip(found[a], found[b])])

    total = 1 / statistics.median(x[0] for x in found[ONE])
    lines = ['| | runs a second of processor time | lowest to highest | by the clock | lowest to highest |',
             '|---|---:|---:|---:|---:|']
    lines += [f'| {name} | {column(name, 0)} | {column(name, 1)} |' for name in found]
    lines += ['', '| ratio | median (lowest to highest) | goal |', '|---|---:|---:|',
              f'| processor time of a sweep to that of the runs alone | {ratio(ALONE, ONE, 0)} | 1.10 |',
              f'| share of a sweep that is writing: chunks | {100 * statistics.median(storing) / total:.2f} % | |',
              f'| share that is joining them into tables | {100 * join / total:.2f} % | |',
              f'| two threads to one, by the clock | {ratio(TWO, ONE, 1)} | 1.8 |',
              f'| the same by processor time: 2 if threads are in nobody\'s way | {spread([2 * x[0] / y[0] for x, y in zip(found[TWO], found[ONE])])} | |']
    if RANKS in found:
        lines += [f'| time of two processes to that of two threads, by the clock | {ratio(TWO, RANKS, 1)} | 1.05 |',
                  f'| the same by processor time | {ratio(TWO, RANKS, 0)} | |']
    return lines + [f'| processor time with trajectories to that without | {ratio(ONE, KEPT, 0)} | |']


def duration(seconds):
    for name, size in (('days', 86400), ('hours', 3600), ('minutes', 60)):
        if seconds >= 1.5 * size:
            return f'{seconds / size:,.3g} {name}'
    return f'{seconds:.3g} seconds'


def bytes_of(n):
    for name, size in (('TB', 1e12), ('GB', 1e9), ('MB', 1e6), ('kB', 1e3)):
        if n >= size:
            return f'{n / size:.3g} {name}'
    return f'{n:.3g} bytes'


def plan(rate, size, join, per_chunk, runs=1e9):
    """What 10^9 runs would take."""
    lines = ['| 10^9 runs | on | take |', '|---|---|---:|']
    lines += [f'| computing | {cores:,} cores | {duration(runs / rate / cores)} |' for cores in (2, 64, 1000, 10000)]
    lines += [f'| joining the chunks into tables | 1 core | {duration(runs * join)} |',
              f'| | 16 threads, the most used | {duration(runs * join / 16)} |',
              f'| chunks, until they are joined | {runs / per_chunk:,.0f} files | {bytes_of(runs * size["chunk"])} |',
              f'| the same of 2^20 runs each (`chunk_runs`) | {runs / 2 ** 20:,.0f} files | |']
    lines += [f'| `{name}` | 1 file | {bytes_of(runs * size[name])} |' for name in ('outcomes.csv', 'design.csv')]
    return lines + [f'| with `--trajectories`: chunks | | {bytes_of(runs * size["chunk with trajectories"])} |',
                    f'| `trajectories.nc` | 1 file | {bytes_of(runs * size["trajectories.nc"])} |']


def main():
    parser = argparse.ArgumentParser()
    for name in ('program', 'bare'):
        parser.add_argument('--' + name, required=True)
    parser.add_argument('--quick', action='store_true')
    args = parser.parse_args()
    bench, load, begin = Bench(args), os.getloadavg()[0], time.time()
    try:
        found = bench.rates()
        size, join = bench.sizes()
        memory = bench.memory()
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)
    rate = statistics.median(x[0] for x in found[ONE])
    lines = [f'Measured {time.strftime("%Y-%m-%d", time.gmtime())} on {machine()}; load before {load:.1f}'
             f'{" (other work was running: figures are noisy)" if load > 0.3 else ""}; {"quick run, " if args.quick else ""}'
             f'{bench.repeats} repeats, {(time.time() - begin) / 60:.0f} minutes. Study: `configs/studies/tariff-tightening-ratio.cfg`, '
             f'the flagship under {POLICIES} policies, 10 outcomes.', '', *table_of_rates(found, bench.storing, join), '',
             '| runs | peak memory, 2 threads | wall |', '|---:|---:|---:|',
             *(f'| {n:,} | {x[2]:.0f} MB | {duration(x[1])} |' for n, x in memory), '',
             '| a run takes | |', '|---|---:|', f'| time of one core | {1e6 / rate:,.0f} µs |',
             f'| of it, joining into tables | {1e6 * join:,.1f} µs |',
             *(f'| `{name}` | {bytes_of(x)} |' if '.' in name else f'| {name} | {bytes_of(x)} |' for name, x in size.items()),
             '', *plan(rate, size, join, bench.per_chunk)]
    text = '\n'.join(lines)
    page = os.path.join(ROOT, 'docs', 'scale.md')
    with open(page) as file:
        old = file.read()
    with open(page, 'w') as file:
        file.write(re.sub(r'<!-- scale -->.*?<!-- end -->', lambda _: f'<!-- scale -->\n{text}\n<!-- end -->', old, flags=re.S))
    print(text)


if __name__ == '__main__':
    main()
