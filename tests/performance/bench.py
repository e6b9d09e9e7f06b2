"""Measures the program beside its peers and writes tables: called by scripts/bench.

    bench.py --program P --floor F --scalar S --build B [--gsl G] [--quick]

Peers take turns (A B C A B C ...); a rate is the marginal one, (N2 - N1) / (t2 - t1), so that start-up is apart.
Rates of one thread are by processor time, which other work on the machine disturbs least. Spread is the smallest and the largest of the repeats; ratios are taken within a repeat.
"""
import argparse
import csv
import glob
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path[:0] = [HERE, os.path.join(ROOT, 'tests', 'oracle')]

import oracle  # noqa: E402
import parse  # noqa: E402
import precision  # noqa: E402
import scaling  # noqa: E402
from draws import Draws  # noqa: E402

FLAGSHIP = os.path.join(ROOT, 'configs', 'h200-2026-01.cfg')
GOALS = {'ours, one lane, on GSL': '3.5', 'numpy, ordinary': '25', 'numpy, best chunk': '15', 'plain Python': '250'}
SINGLE = 'ours, single precision'
STAGES = (  # object file -> row of the profile
    (r'policy|in_force', 'policy (7.1)'), (r'production', 'production (7.2)'),
    (r'deployment|returns', 'deployment (7.3)'), (r'prices|choice', 'prices, choice shares (7.4)'),
    (r'orders|offers|rooms|placing|\blosses|ratios|cover', 'orders (7.5)'), (r'clearances|allowances', 'clearances (7.6)'),
    (r'licence_luck', 'licence delays and denials (7.6)'), (r'allocation|limits|rule', 'allocation (7.7)'),
    (r'accounts', 'accounts (7.8)'), (r'ledger', 'need ledger (7.9)'), (r'identities', 'identities'),
    (r'plan|state|engine|instruments', 'parameters and set-up'), (r'distribution|exact_math', 'distributions'),
    (r'rng|draws', 'random numbers'), (r'observe|metrics', 'metrics'), (r'collector|ensemble|sums|moments|samples|histogram|headline', 'means and values kept'),
    (r'quantiles|summary|contrast', 'quantiles'))


class Bench:
    def __init__(self, args):
        self.args, self.csv, self.memory = args, [], {}
        self.folder = tempfile.mkdtemp(prefix='chokepoint-bench-')
        self.repeats = 3 if args.quick else 5

    def run(self, *command):
        """(processor seconds, peak KB, output); self.wall: seconds on the clock."""
        with open(os.path.join(self.folder, 'output'), 'w+') as out:
            begin = time.perf_counter()
            child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.perf_counter() - begin
            child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            text = out.read()
        if child.returncode:
            raise SystemExit(f'bench: {" ".join(command)} failed:\n{text[-2000:]}')
        self.wall = seconds
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss, text

    def ours(self, n, threads=1, config=FLAGSHIP, program=None, *more):
        seconds, peak, _ = self.run(program or self.args.program, 'run', config, '--replications', str(n), '--threads',
                                    str(threads), '--quiet', '--force', '--out', self.folder + '/results', *more)
        return (seconds if threads == 1 else self.wall), peak

    def marginal(self, n1, n2, *rest):
        """Replications a second, and bytes a replication, between two sizes."""
        (t1, m1), wall1 = self.ours(n1, *rest), self.wall
        (t2, m2), wall2 = self.ours(n2, *rest), self.wall
        self.memory[rest] = m2, 1024 * (m2 - m1) / (n2 - n1)
        self.clock_rate = (n2 - n1) / max(wall2 - wall1, 1e-9)
        return (n2 - n1) / max(t2 - t1, 1e-9)

    def first(self, n1, n2):
        """The same of ours on one thread; also keeps the rate on the clock, to set two threads against."""
        rate = self.marginal(n1, n2, 1)
        self.on_clock.append(self.clock_rate)
        return rate

    def note(self, table, name, values, unit):
        """Keeps and returns (median, low, high)."""
        row = statistics.median(values), min(values), max(values)
        self.csv.append((table, name, unit, *('%.6g' % x for x in row), len(values)))
        return row

    # ---------------------------------------------------------------- peers

    def numpy(self, n, chunk):
        out = self.run(sys.executable, os.path.join(HERE, 'numpy_run.py'), self.frozen, str(n), str(chunk))
        self.memory['numpy', chunk] = out[1], None
        found = json.loads(out[2].splitlines()[-1])
        self.shape = found
        return n / found['seconds']

    def plain(self, r):
        begin = time.process_time()
        d = self.draws[r % len(self.draws)]
        oracle.Oracle(parse.Reader(self.tree, d).model(), d).run()
        return 1 / (time.process_time() - begin)

    def prepare(self):
        self.frozen = os.path.join(self.folder, 'frozen.cfg')
        with open(self.frozen, 'w') as file:
            file.write(self.run(self.args.program, 'freeze', FLAGSHIP)[2])
        self.tree = parse.parse(open(self.frozen).read())
        self.draws, counts = [], []
        for r in range(3):
            rows = self.run(self.args.program, 'replay', FLAGSHIP, '--replication', str(r), '--draws')[2].splitlines()
            names = rows[0].split(',')
            rows = [dict(zip(names, row.split(','))) for row in rows[1:]]
            self.draws.append(Draws(rows))
            by = {}
            for row in rows:
                own = ':' in row['entity'] and row['process'].startswith('licence')
                process = 'application' if own else row['process']
                by[process] = by.get(process, 0) + 1
            counts.append(by)
        self.counts = {p: statistics.mean(c.get(p, 0) for c in counts) for c in counts for p in c}
        kinds = {}

        def walk(x):
            if isinstance(x, dict):
                kinds[x.get('distribution')] = kinds.get(x.get('distribution'), 0) + 1
                for y in x.values():
                    walk(y)

        walk({k: v for k, v in self.tree.items() if k != 'policies'})
        c = self.counts
        licence = c.get('licence_delay', 0) + c.get('licence_denial', 0)
        # every score that applications share is an inverse normal, their own uniforms are only compared; a PERT
        # counts as one inverse normal, which is what a table costs at best
        self.transforms = [round(sum(c.values())),
                           round(licence + c.get('supply_noise', 0) + kinds.get('lognormal', 0) + kinds.get('pert', 0)),
                           round(c.get('supply_noise', 0) + kinds.get('lognormal', 0) + kinds.get('loguniform', 0)
                                 + c.get('move', 0)), 0]

    def means(self, program):
        """(mean, error) of every row of the summary, of one seed."""
        self.ours(2048, 1, FLAGSHIP, program)
        with open(self.folder + '/results/summary.csv', newline='') as file:
            return [(float(row['mean']), float(row['mc_standard_error'])) for row in csv.DictReader(file)]

    def check_gsl(self):
        """The GSL peer must simulate the same world: every mean within Monte Carlo error of ours, six of it at
        worst among thousands, one and a half typically (rows move together, so fewer are independent)."""
        rows = [(a - b, math.hypot(e, f)) for (a, e), (b, f) in zip(self.means(None), self.means(self.args.gsl))]
        z = [abs(difference) / error for difference, error in rows if error > 0]
        worst, typical = max(z), math.sqrt(statistics.fmean(x * x for x in z))
        if worst > 6 or typical > 1.5:
            raise SystemExit(f'bench: means on GSL differ from ours by {worst:.1f} standard errors at most, {typical:.2f} typically')
        return f'Means on GSL against ours: {len(z)}, {typical:.2f} standard errors apart typically, {worst:.1f} at most.'

    def floor(self, n):
        return n / float(self.run(self.args.floor, 'draws', str(n), *map(str, self.transforms))[2])

    def side_by_side(self):
        quick = self.args.quick
        chunks = (500, 1000, 2000)
        found = {chunk: max(self.numpy(2000, chunk) for _ in range(2)) for chunk in chunks}
        best = max(found, key=found.get)
        whole = 4000
        n1, n2 = (256, 1280) if quick else (256, 2304)
        peers = {
            'ours, 1 thread': lambda: self.first(n1, n2),
            'ours, 2 threads': lambda: self.marginal(n1, n2 + 1024, 2),
            SINGLE: lambda: self.marginal(n1, n2, 1, FLAGSHIP, None, '--set', 'run.precision = "single"'),
            'ours, one lane (scalar build)': lambda: self.marginal(256, 768, 1, FLAGSHIP, self.args.scalar),
            'ours, one lane, on GSL': lambda: self.marginal(256, 768, 1, FLAGSHIP, self.args.gsl),
            'numpy, ordinary': lambda: self.numpy(whole, whole),
            'numpy, best chunk': lambda: self.numpy(2000, best),
            'plain Python': lambda: self.plain(len(self.samples['plain Python'])),
            'floor: draws and transforms': lambda: self.floor(16384),
        }
        if not self.args.gsl:
            del peers['ours, one lane, on GSL']
        self.samples, self.on_clock = {name: [] for name in peers}, []
        for _ in range(self.repeats):
            for name, measure in peers.items():
                self.samples[name].append(measure())
        cells = self.shape['actors'] * self.shape['chips'] * self.shape['months']
        lines = ['| | replications/s | lowest to highest | ns per actor-chip-month | ours (1 thread) is | goal |',
                 '|---|---:|---:|---:|---:|---:|']
        for name, x in self.samples.items():
            m, low, high = self.note('side by side', name, x, 'replications/s')
            r = [a / b for a, b in zip(self.samples['ours, 1 thread'], x)]
            ratio, r_low, r_high = self.note('ratio of ours, 1 thread, to', name, r, '1')
            goal = GOALS.get(name, '0.5' if name.startswith('floor') else '')
            times = '' if name in ('ours, 1 thread', 'ours, 2 threads') else f'{ratio:.3g} x ({r_low:.3g} to {r_high:.3g})'
            lines.append(f'| {name} | {m:,.4g} | {low:,.4g} to {high:,.4g} | {1e9 / m / cells:,.4g} | {times} | {goal} |')
        gain = [b / a for a, b in zip(self.samples['ours, 1 thread'], self.samples[SINGLE])]
        g, g_low, g_high = self.note('ratio', 'single precision to double', gain, '1')
        two = [b / a for a, b in zip(self.on_clock, self.samples['ours, 2 threads'])]
        t, t_low, t_high = self.note('ratio', 'two threads to one', two, '1')
        (rss, each), (n_rss, _) = self.memory[1,], self.memory['numpy', whole]
        start = [self.ours(1, 1, FLAGSHIP, None, '--months', '1')[0] for _ in range(9)]
        read = [self.run(self.args.program, 'check', FLAGSHIP)[0] for _ in range(9)]
        c = self.note('start-up', 'read and check only', read, 's')[0]
        s, s_low, s_high = self.note('start-up', 'read, one month, write', start, 's')
        size = sum(os.path.getsize(x) for x in glob.glob(self.folder + '/results/*'))
        self.ours(n2)
        size = sum(os.path.getsize(x) for x in glob.glob(self.folder + '/results/*'))
        write = [float(self.run(self.args.floor, 'write', str(size), self.folder + '/bytes')[2]) for _ in range(5)]
        w = self.note('floor', f'writing {size} bytes', write, 's')[0]
        self.csv.append(('memory', 'ours, 1 thread, peak', 'KB', rss, rss, rss, 1))
        self.csv.append(('memory', 'ours, per replication', 'bytes', round(each), round(each), round(each), 1))
        self.csv.append(('memory', 'numpy, ordinary, peak', 'KB', n_rss, n_rss, n_rss, 1))
        lines += ['', f'- Best chunk of NumPy: {best} replications (of {", ".join(map(str, chunks))}); ordinary: all '
                  f'{whole} in one array.',
                  f'- Single precision is {g:.3g} times as fast as double ({g_low:.3g} to {g_high:.3g}); goal 1.7. '
                  f'{self.errors_of_single()}',
                  f'- Two threads are {t:.3g} times one ({t_low:.3g} to {t_high:.3g}); goal 1.8.',
                  f'- Peak memory: ours {rss / 1024:.0f} MB at {n2} replications, {each / 1024:.1f} KB for each '
                  f'replication more (values kept for exact quantiles); NumPy, ordinary, {n_rss / 1024:.0f} MB.',
                  f'- Reading the configuration, one month of one block and writing: {1000 * s:.0f} ms '
                  f'({1000 * s_low:.0f} to {1000 * s_high:.0f}); goal 10; `chokepoint check`, which compiles every policy too, {1000 * c:.0f} ms.',
                  f'- A replication draws {self.transforms[0]} uniforms, {self.transforms[1]} become normal scores. '
                  f'The tables of {n2} replications are {size / 1e6:.1f} MB; writing as many bytes takes '
                  f'{1000 * w:.1f} ms.']
        return lines

    def summary(self, *more):
        """(actor, metric) -> column -> its values of all months."""
        out = {}
        self.ours(2000, 1, FLAGSHIP, None, *more)
        with open(self.folder + '/results/summary.csv', newline='') as file:
            for row in csv.DictReader(file):
                columns = out.setdefault((row['actor'], row['metric']), {})
                for name in ('mean', 'p5', 'p50', 'p95'):
                    columns.setdefault(name, []).append(float(row[name]))
        return out

    def errors_of_single(self):
        double, single = self.summary(), self.summary('--set', 'run.precision = "single"')
        worst = {}
        for key, columns in double.items():
            for name, x in columns.items():
                error = max(abs(a - b) if a != b else 0 for a, b in zip(x, single[key][name]))
                worst[name] = max(worst.get(name, 0), error and error / max(map(abs, x)))
        for name, x in worst.items():
            self.csv.append(('error of single precision', name, '1', *['%.3g' % x] * 3, 1))
        return ('Largest relative difference from it over 2000 futures on the same draws: '
                + ', '.join(f'{name} {x:.1g}' for name, x in worst.items()) + '.')

    # ---------------------------------------------------------------- profile

    def symbols(self):
        """Symbol -> object file, from the libraries of the build."""
        out = {}
        for library in glob.glob(os.path.join(self.args.build, '*.a')):
            for line in subprocess.run(['nm', '-A', library], capture_output=True, text=True).stdout.splitlines():
                found = re.match(r'[^:]*:([^:]*)\.c\.o:\S* +[tTiW] (\S+)', line)
                if found:
                    out[found.group(2)] = found.group(1)
        return out

    def samples_by_symbol(self):
        command = [self.args.program, 'run', FLAGSHIP, '--threads', '1', '--quiet', '--force', '--out',
                   self.folder + '/results']
        if shutil.which('perf'):
            data = self.folder + '/perf.data'
            done = subprocess.run(['perf', 'record', '-q', '-o', data, *command, '--replications', '4096'],
                                  capture_output=True)
            text = subprocess.run(['perf', 'report', '-i', data, '--stdio', '--sort', 'symbol', '-g', 'none'],
                                  capture_output=True, text=True).stdout if done.returncode == 0 else ''
            found = re.findall(r'^ +([\d.]+)% +\[[^]]\] (\S+)', text, re.M)
            if found:
                return 'perf, 4096 replications', {name: float(x) for x, name in found}
        if shutil.which('valgrind'):
            data = self.folder + '/callgrind.out'
            subprocess.run(['valgrind', '-q', '--tool=callgrind', '--callgrind-out-file=' + data, *command,
                            '--replications', '32', '--months', '12'], capture_output=True)
            text = subprocess.run(['callgrind_annotate', '--threshold=100', data], capture_output=True, text=True).stdout
            found = re.findall(r'^ *([\d,]+) .*?:(\S+?)(?:\'\d+)? \[', text, re.M)
            out = {}
            for x, name in found:
                out[name] = out.get(name, 0) + int(x.replace(',', ''))
            return 'callgrind, instructions of 32 replications over 12 months', out
        return '', {}

    def profile(self):
        how, found = self.samples_by_symbol()
        if not found:
            return ['No profiler found (perf or valgrind).']
        objects, stage, total = self.symbols(), {}, sum(found.values())
        for name, x in found.items():
            where = objects.get(name) or objects.get(name.split('.')[0]) or ''
            row = next((label for pattern, label in STAGES if re.search(pattern, where)),
                       'reading, tables, C library, kernel')
            stage[row] = stage.get(row, 0) + x / total
        for row, x in stage.items():
            self.csv.append(('profile', row, '1', '%.4g' % x, '%.4g' % x, '%.4g' % x, 1))
        top = sorted(found, key=found.get, reverse=True)[:12]
        lines = [f'By {how}.', '', '| part | share |', '|---|---:|']
        lines += [f'| {row} | {100 * x:.1f} % |' for row, x in sorted(stage.items(), key=lambda s: -s[1])]
        return lines + ['', 'The longest functions: ' + ', '.join(
            f'`{n}` {100 * found[n] / total:.1f} %' for n in top) + '.']


def machine():
    text = subprocess.run(['lscpu'], capture_output=True, text=True).stdout
    get = lambda key: (re.search(rf'^{key}: +(.*)$', text, re.M) or [None, 'unknown'])[1]
    return (f'{get("Model name")} (family {get("CPU family")}, model {get("Model")}), {get("CPU.s.")} CPUs, '
            f'L2 {get("L2 cache")}')


def main():
    parser = argparse.ArgumentParser()
    for name in ('program', 'floor', 'scalar', 'build'):
        parser.add_argument('--' + name, required=True)
    parser.add_argument('--gsl')
    parser.add_argument('--quick', action='store_true')
    args = parser.parse_args()
    bench = Bench(args)
    load = os.getloadavg()[0]
    begin = time.time()
    try:
        bench.prepare()
        numpy = bench.run(sys.executable, os.path.join(HERE, 'check_numpy.py'), args.program)[2].splitlines()[0]
        alike = [bench.check_gsl()] if args.gsl else []
        side, precise = bench.side_by_side(), precision.measure(bench)
        scaled, profile = scaling.measure(bench), bench.profile()
    finally:
        shutil.rmtree(bench.folder, ignore_errors=True)
    version = subprocess.run([args.program, 'version'], capture_output=True, text=True).stdout.strip()
    text = '\n'.join([
        f'Measured {time.strftime("%Y-%m-%d", time.gmtime())} on {machine()}; {version}; load before {load:.1f}'
        f'{" (other work was running: figures are noisy)" if load > 0.3 else ""}; {"quick run, " if args.quick else ""}'
        f'{bench.repeats} repeats, {(time.time() - begin) / 60:.0f} minutes. {" ".join([numpy[0].upper() + numpy[1:] + ".", *alike])}', '',
        f'### Side by side', '',
        f'Flagship: {bench.shape["actors"]} actors, {bench.shape["chips"]} chips, {bench.shape["months"]} months, '
        'need ledger and identities on, 64-bit.', '', *side, '',
        '### Time to precision', '', *precise, '', '### Scaling (ours; 1 thread where not said)', '', *scaled, '', '### Where the time goes', '', *profile])
    folder = os.path.join(ROOT, 'results', 'bench')
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, 'bench.csv'), 'w', newline='') as file:
        out = csv.writer(file, lineterminator='\n')
        out.writerow(('table', 'name', 'unit', 'median', 'lowest', 'highest', 'repeats'))
        out.writerows(bench.csv)
    with open(os.path.join(folder, 'bench.md'), 'w') as file:
        file.write(text + '\n')
    page = os.path.join(ROOT, 'docs', 'performance.md')
    with open(page) as file:
        old = file.read()
    new = re.sub(r'<!-- bench -->.*?<!-- end -->', lambda _: f'<!-- bench -->\n{text}\n<!-- end -->', old, flags=re.S)
    with open(page, 'w') as file:
        file.write(new)
    print(text)
    print('\nwritten: results/bench/bench.csv, results/bench/bench.md, docs/performance.md')


if __name__ == '__main__':
    main()
