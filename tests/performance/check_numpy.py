"""Holds numpy_model.py against the oracle: the same draws, every number to 1e-9 of its table's scale.

    /usr/bin/python3 check_numpy.py PROGRAM [CONFIG [REPLICATIONS]]
"""
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'oracle')]

import numpy_model  # noqa: E402
import oracle  # noqa: E402
import parse  # noqa: E402
from draws import Draws  # noqa: E402
from numpy_draws import Injected  # noqa: E402

CAUSES = ('denied', 'revoked', 'lapsed')


def traced(model, draws):
    class Traced(numpy_model.Model):
        trace = []

    run = Traced(model, draws)
    for t in range(run.T):
        run.month(t)
    return run


def category(run, a, key):
    """The oracle's name of a category: (stage, key, cause, instrument)."""
    stage, *rest = key
    instruments = run.m['instruments']
    home = run.m['actors'][a]['home']
    abroad = [j for j in run.J if j != home]
    if stage == 'cleared':
        if rest[1]:
            x = instruments[rest[1]]
            cause = {'quota': 'quota', 'ratio_cap': 'ratio cap'}.get(x['type'], rest[0])
            return stage, x['owner'], cause, rest[1]
        return stage, '', rest[0], ''
    if stage == 'warehouse':
        return stage, '', 'installing', ''
    if stage == 'pending':
        return stage, abroad[0] if rest[0] else home, 'hold' if rest[1] else 'clock', ''
    if stage == 'refused':
        return stage, abroad[0] if rest[0] else home, CAUSES[rest[1]], ''
    if stage == 'not_ordered':
        kind, i = rest
        if kind == 'shut':
            i = run.order[i]
            x = instruments[i]
            return stage, x['owner'], 'hold' if x['type'] == 'licence' else x['type'], i
        if kind == 'group':
            x = instruments[i]
            cause = 'allowance' if x['type'] == 'licence' else {'ratio_cap': 'ratio cap'}.get(x['type'], x['type'])
            return stage, x['owner'], cause, i
        return stage, '', kind, ''
    return stage, '', '', ''


def compare(run, lane, slow):
    """Differences as text, and how many numbers were compared."""
    worst, out, count, scale = 0.0, [], 0, {}
    pairs = []
    table = {}
    for name in ('actors', 'state', 'ledger'):
        for row in slow.table[name]:
            table[(name, *row[:-1])] = row[-1]
    for record in run.trace:
        t = record['t']
        for n, (a, k) in enumerate(run.pairs):
            pairs.append((('state', t, a, k, 'V'), record['V'][n, lane]))
            pairs += [(('state', t, a, k, flow), x[n, lane]) for flow, x in record['flows'].items()]
        for n, a in enumerate(run.A):
            pairs += [(('actors', t, a, name), x[n, lane]) for name, x in record['metrics'].items()]
            found = {}
            for key, x in record['ledger'].items():
                at = 'ledger', t, a, *category(run, a, key)
                found[at] = found.get(at, 0.0) + x[n, lane]
            pairs += found.items()
        for j, name in enumerate(run.J):
            regime = list(run.m['jurisdictions'][name]['regimes'])[record['regime'][j][lane]]
            if ('regime', t, name, regime) not in {('regime', *row) for row in slow.table['regimes'] if row[0] == t}:
                out.append(f'month {t}: regime of {name}')
    for at, x in table.items():
        size = at[0], at[2]
        scale[size] = max(scale.get(size, 1.0), abs(x))
    seen = set()
    for at, x in pairs:
        seen.add(at)
        y, size = table.get(at, 0.0), 1.0 if at[-1] == 'fill_rate' else scale[at[0], at[2]]
        count += 1
        error = abs(x - y) / max(size, abs(x), abs(y))
        worst = max(worst, error)
        if not error <= 1e-9:
            out.append(f'{at}: numpy {x!r}, oracle {y!r}')
    for at, y in table.items():
        if at[0] == 'ledger' and at not in seen and at[3] != 'surplus' and abs(y) > 1e-9 * scale[at[0], at[2]]:
            out.append(f'{at}: not in numpy, oracle {y!r}')
    return out, count, worst


def main():
    program = sys.argv[1]
    config = sys.argv[2] if len(sys.argv) > 2 else os.path.join(HERE, '..', '..', 'configs', 'h200-2026-01.cfg')
    replications = range(int(sys.argv[3]) if len(sys.argv) > 3 else 8)

    def ask(*arguments):
        return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout

    tree = parse.parse(ask('freeze', config))
    draws = []
    for r in replications:
        rows = ask('replay', config, '--replication', str(r), '--draws').splitlines()
        names = rows[0].split(',')
        draws.append(Draws(dict(zip(names, row.split(','))) for row in rows[1:]))
    injected = Injected(draws)
    run = traced(parse.Reader(tree, injected).model(), injected)
    wrong, count, worst = [], 0, 0.0
    for lane, d in enumerate(draws):
        slow = oracle.Oracle(parse.Reader(tree, d).model(), d).run()
        out, n, error = compare(run, lane, slow)
        out.sort(key=lambda s: s)
        wrong += [f'replication {lane}: {line}' for line in out]
        count, worst = count + n, max(worst, error)
    if run.failures.any():
        wrong.append('an identity is violated')
    print(f'numpy against oracle: {len(draws)} replications, {count} numbers, largest difference {worst:.1e}, '
          f'{len(wrong)} beyond 1e-9')
    for line in wrong[:int(os.environ.get('SHOW', '20'))]:
        print(' ', line)
    sys.exit(bool(wrong))


if __name__ == '__main__':
    main()
