"""Writes docs/backtest.svg and the parts of docs/validation.md and README.md that back-test and published cases give, between two comments:

    <!-- validate: primary -->
    <!-- end -->

usage: validation.py PROGRAM [--check]
"""
import csv
import importlib.machinery
import importlib.util
import math
import os
import re
import subprocess
import sys

import backtest
import backtest_plot
import pages
from backtest import ABLATIONS, BASELINES, ORIGINS, ROOT

PAGES = ('docs/validation.md', 'README.md')
PICTURE = 'docs/backtest.svg'
BLOCK = re.compile(r'^<!-- validate: (\w+) -->\n(.*?)^<!-- end -->\n', re.S | re.M)
PRIMARY = 'official_flow'


def fiscal_quarters():
    path = os.path.join(ROOT, 'scripts', 'fiscal_quarters')
    loader = importlib.machinery.SourceFileLoader('fiscal_quarters', path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader('fiscal_quarters', loader))
    loader.exec_module(module)
    return module


def mean(values):
    values = list(values)
    return math.fsum(values) / len(values) if values else None


def figure(x, digits=0):
    return '-' if x is None else f'{x:,.{digits}f}'


def markdown(header, rows):
    lines = [header, ['---'] * len(header), *rows]
    return ''.join('| ' + ' | '.join(line) + ' |\n' for line in lines)


def kolmogorov(sample):
    """Distance from uniform, and the probability of one as large (Stephens 1970)."""
    x, n = sorted(sample), len(sample)
    distance = max(max((i + 1) / n - u, u - i / n) for i, u in enumerate(x))
    t = (math.sqrt(n) + 0.12 + 0.11 / math.sqrt(n)) * distance
    p = 2 * math.fsum((-1) ** (k - 1) * math.exp(-2 * k * k * t * t) for k in range(1, 101))
    return distance, min(1.0, max(0.0, p))


def absolute_error(point, observed):
    """Mean of |point - truth|; the truth is lognormal between the 5-95 % of the observation, or exact."""
    value = float(observed['value'])
    if not observed['p5']:
        return abs(point - value)
    sigma = math.log(float(observed['p95']) / float(observed['p5'])) / (2 * 1.6448536269514722)
    below = (math.log(point / value) / sigma if point > 0 else -math.inf)
    phi = [(1 + math.erf(d / math.sqrt(2))) / 2 for d in (below, below - sigma)]
    return point * (2 * phi[0] - 1) + value * math.exp(sigma * sigma / 2) * (1 - 2 * phi[1])


class Results:
    def __init__(self, program):
        self.program = program
        self.runs = backtest.backtest(program)
        self.observations = {(row['series'], row['to']): row for row in backtest.table(backtest.OBSERVATIONS)}

    def scores(self, origin, policy='as-it-happened', series=PRIMARY, by='model', plain=False):
        run = self.runs[f'from-{origin}', policy]
        return [s for s in (run.plain if plain else run.scores) if (s.series, s.by) == (series, by)]

    def pooled(self, **which):
        return [s for origin in ORIGINS for s in self.scores(origin, **which)]

    def crps(self, origin=None, **which):
        return mean(s.crps for s in (self.scores(origin, **which) if origin else self.pooled(**which)))


# --- the blocks, in the order of the page -------------------------------------------------------

def printed_cases(results, *options):
    script = os.path.join(ROOT, 'tests', 'validation', 'cases.py')
    printed = subprocess.run([sys.executable, script, *options], capture_output=True, text=True,
                             env={**os.environ, 'CHOKEPOINT': results.program, 'SOURCE_DIR': ROOT})
    if printed.returncode:
        sys.exit(f'{script}: a case that is not a known miss fails, or a miss has come right\n{printed.stdout}{printed.stderr}')
    return list(csv.DictReader(printed.stdout.splitlines()))


def digits(text, tolerance):
    """Six of them; of a difference that should be nothing only that it is within the tolerance, as the rest hangs on the compiler."""
    if not re.fullmatch(r'-?[\d.]+(e[-+]?\d+)?', text):
        return text
    x = float(text)
    if 0 < abs(x) < min(1e-3, float(tolerance)):
        return f'< {float(tolerance):g}'
    return f'{x:,.0f}' if abs(x) >= 1e5 else f'{x:.6g}'


def cases(results):
    return markdown(('case', 'what', 'expected', 'tolerance', 'got', 'pass'),
                    [(f"`{row['case']}`", row['what'], digits(row['expected'], '0'), f"{float(row['tolerance']):.3g}",
                      digits(row['got'], row['tolerance']), row['passed'] if row['passed'] == 'yes' else '**no**')
                     for row in printed_cases(results)])


def sales(results):
    rows = printed_cases(results, '--sales')
    return markdown([name.replace('2 to 5 bn', '2-5 bn') for name in rows[0]], [list(row.values()) for row in rows])


def sentence(results):
    """For README.md."""
    best = min(BASELINES[:4], key=lambda name: results.crps(by=name))
    won = [str(origin + 1) for origin in ORIGINS
           if results.crps(origin) < min(results.crps(origin, by=name) for name in BASELINES[:4])]
    return (f'- **Back-test**, registered before it was scored: official flows of Nvidia chips to China in the twelve quarters of 2023 to\n'
            f'  2025, from the end of the year before, policy given: mean CRPS {figure(results.crps())} H100e, the best of four baselines '
            f'(`{best}`)\n  {figure(results.crps(by=best))}; ahead of each of them in {" and ".join(won)}. Levels are forecast too low, of domestic and smuggled '
            f'chips most of\n  all; with scales of supply fitted to the year before it is {figure(results.crps(policy="fitted"))}. '
            f'[docs/validation.md](docs/validation.md) says what speaks for the model and what against.\n')


def primary(results):
    rows = []
    for origin in (*ORIGINS, None):
        crps = {by: results.crps(origin, by=by) for by in ('model', *BASELINES)}
        floor = mean(s.floor for s in (results.scores(origin) if origin else results.pooled()))
        rows.append((f'{origin + 1}' if origin else '**all twelve**', figure(crps['model']), figure(floor),
                     *(f"{figure(crps[by])} ({1 - crps['model'] / crps[by]:+.2f})" if crps[by] and by != 'approved' else '-'
                       for by in BASELINES)))
    approved = results.scores(2024, by='approved')[0]
    third = next(s for s in results.scores(2024) if s.end == approved.end)
    return markdown(('quarters of', 'forecast', 'at best', *(f'`{name}`' for name in BASELINES)), rows) + (
        f'\n`approved` is defined for 2025Q3 alone: {figure(approved.crps)}, the forecast there {figure(third.crps)} '
        f'({1 - third.crps / approved.crps:+.2f}). The best baseline of each year, chosen afterwards: '
        f'{figure(mean(min(results.crps(origin, by=by) for by in BASELINES[:4]) for origin in ORIGINS))}.\n')


def quarters(results):
    def row(s):
        aware = next(a for a in results.pooled(by='policy_aware') if a.end == s.end)
        return (f'{s.end[:4]}Q{int(s.end[5:]) // 3}', figure(s.observed), figure(s.p50), f'{figure(s.p5)} to {figure(s.p95)}',
                figure(s.crps), figure(aware.crps), figure(s.pit, 2))
    return markdown(('quarter', 'observed', 'median', '5-95 %', 'CRPS', 'of `policy_aware`', 'PIT'), [row(s) for s in results.pooled()])


def operator(results):
    """Scores without the operator, and the baseline that the operator could hurt put through it as well."""
    module, rows = fiscal_quarters(), []
    for origin in ORIGINS:
        ends = [f'{origin + 1}-{month:02}' for month in (3, 6, 9, 12)]
        last = float(results.observations[PRIMARY, f'{origin}-12']['value'])
        year, month, day = map(int, results.observations[PRIMARY, ends[0]]['ban'].split('-'))
        months = [12 * (origin + 1) + m for m in range(13)]
        sold = [last / 3 * min(1, max(0, 12 * year + month - 1 - m + (day - 1) / (30 + (month in (1, 3, 5, 7, 8, 10, 12))))) for m in months]
        cumulative = module.spread([0, *(math.fsum(sold[:m + 1]) for m in range(13))], last)
        flows = [cumulative[m] - cumulative[m - 3] for m in (3, 6, 9, 12)]
        rows.append((results.crps(origin), results.crps(origin, plain=True), results.crps(origin, by='policy_aware'),
                     mean(absolute_error(f, results.observations[PRIMARY, end]) for f, end in zip(flows, ends))))
    rows.append([mean(column) for column in zip(*rows)])
    return markdown(('quarters of', 'forecast', 'without the operator', '`policy_aware`', '`policy_aware`, spread likewise'),
                    [(name, *map(figure, row)) for name, row in zip((*(str(o + 1) for o in ORIGINS), '**all twelve**'), rows)])


def secondary(results):
    rows = []
    for series in ('official_flow_of_year', 'domestic_flow_of_year', 'grey_flow', 'official_stock', 'grey_stock', 'legal_stock',
                   'total_stock', 'ratio_to_hyperscalers'):
        for origin in ORIGINS:
            own = results.crps(origin, series=series)
            if own is None:
                continue
            found = {by: results.crps(origin, series=series, by=by) for by in BASELINES}
            best = min((by for by in found if found[by] is not None), key=found.get, default=None)
            digits = 4 if series.startswith('ratio') else 0
            scores = results.scores(origin, series=series)
            rows.append((f'`{series}`', str(origin + 1), str(len(scores)), figure(own, digits),
                         f'{figure(found[best], digits)} `{best}`' if best else 'none defined',
                         f'{1 - own / found[best]:+.2f}' if best else '-',
                         f'{mean(s.within_90 for s in scores):.0%}'))
    return markdown(('series', 'year', 'rows', 'CRPS', 'best baseline', 'skill', 'in 90 %'), rows)


def by_year(results):
    """(name, scores of the primary series) by year and together."""
    return [*((str(origin + 1), results.scores(origin)) for origin in ORIGINS), ('**all twelve**', results.pooled())]


def calibration(results):
    rows = []
    for name, scores in by_year(results):
        logs = [s.log_score for s in scores if s.log_score is not None]
        distance, p = kolmogorov([s.pit for s in scores])
        rows.append((name, f'{mean(logs):.2f} ({len(logs)})', f'{distance:.2f} (p {p:.2g})', f'{mean(s.within_50 for s in scores):.0%}',
                     f'{mean(s.within_90 for s in scores):.0%}'))
    return markdown(('quarters of', 'log score (of rows)', "PIT, Kolmogorov's distance", 'in 50 %', 'in 90 %'), rows)


def carries(results):
    return markdown(('quarters of', 'forecast', *(f'`{name}`' for name in BASELINES[:4])), [
        (name, *(figure(mean(s.brier for s in results.pooled(by=by) if s.end in {t.end for t in scores}), 3)
                 for by in ('model', *BASELINES[:4]))) for name, scores in by_year(results)])


def simulated(results):
    """The primary series where no policy is given, beside the baselines, of which one still knows the day of the ban."""
    def row(name, origin):
        scores = [s for o in ([origin] if origin else ORIGINS) for s in results.scores(o, policy='simulated')]
        own = mean(s.crps for s in scores)
        crps = {by: results.crps(origin, by=by) for by in BASELINES[:4]}
        return (name, figure(own), *(f'{figure(crps[by])} ({1 - own / crps[by]:+.2f})' for by in crps), f'{mean(s.within_90 for s in scores):.0%}')
    return markdown(('quarters of', 'forecast', *(f'`{name}`' for name in BASELINES[:4]), 'in 90 %'),
                    [*(row(str(origin + 1), origin) for origin in ORIGINS), row('**all twelve**', None)])


def events(results):
    """A row of events.csv asks for a regime; its note says whether the move happened, of which that regime may be the opposite."""
    asked = {(row['series'], row['to']): (row['note'].startswith('yes'), row['value'] == '1') for row in backtest.table(backtest.EVENTS)}
    rows, errors, happened = [], [], []
    for origin in ORIGINS:
        cells = []
        for s in results.runs[f'from-{origin}', 'simulated'].moves:
            moved, in_force = asked[s.series, s.end]
            cells.append(f'{s.event if moved == in_force else 1 - s.event:.0%}, {"yes" if moved else "no"}')
            errors.append(s.brier)
            happened.append(moved)
        rows.append((str(origin + 1), *cells, figure(mean(errors[-3:]), 3)))
    rows.append(('**all nine**', '', '', '', figure(mean(errors), 3)))
    return markdown(('year', 'the US tightens', 'the US loosens', 'China stops purchases', 'Brier'), rows) + (
        f'\nSaying 1/2 of everything scores 0.250, saying that nothing moves {mean(happened):.3f}.\n')


def shapes(results):
    """From the end of 2021, with the thresholds that make a shape a yes or a no."""
    scores = [s for s in results.runs['from-2021', 'as-it-happened'].scores if s.by == 'model']
    flow = {side: {f'{s.end[:4]}Q{int(s.end[5:]) // 3}': getattr(s, side) for s in scores if s.series == PRIMARY}
            for side in ('observed', 'p50')}
    year = {side: {s.end[:4]: getattr(s, side) for s in scores if s.series == 'domestic_flow_of_year'} for side in flow}

    def row(what, ask):
        return (what, *('yes' if ask(flow[side], year[side]) else 'no' for side in flow))
    return markdown(('shape', 'observed', 'median of the run'), [
        row('no bend after October 2022: 2022Q4 and 2023Q1 above the two quarters before',
            lambda q, y: q['2022Q4'] + q['2023Q1'] > q['2022Q2'] + q['2022Q3']),
        row('the cut after October 2023: 2024Q1 less than half of 2023Q3', lambda q, y: q['2024Q1'] < q['2023Q3'] / 2),
        row('the rush: 2025Q1 above every quarter of 2024', lambda q, y: q['2025Q1'] > max(q[f'2024Q{i}'] for i in range(1, 5))),
        row('zero by 2025Q4: less than 1,000', lambda q, y: q['2025Q4'] < 1000),
        row('domestic flow grows when the gate shuts: 2025 above 2024', lambda q, y: y['2025'] > y['2024'])])


def revenue(results):
    seen = results.runs['from-2021', 'as-it-happened'].revenue
    quarter = {f'FY{23 + i // 4}Q{i % 4 + 1}': seen[3 * i + 3] - seen[3 * i] for i in range(15)}
    told = {row['fiscal_quarter']: float(row['revenue_usd'])
            for row in backtest.table(os.path.join(ROOT, 'configs', 'evidence', 'nvidia_china_revenue.csv'))}
    names = list(quarter)

    def turns(values, name, kind):
        i = names.index(name)
        before, here, after = (values[names[j]] for j in (i - 1, i, i + 1))
        return {'trough': here < min(before, after), 'peak': here > max(before, after), 'fall': here < before}[kind]
    return markdown(('turning point', 'Nvidia', 'mean of the run'),
                    [(f'{kind} in {name}', *('yes' if turns(values, name, kind) else 'no' for values in (told, quarter)))
                     for kind, name in (('trough', 'FY23Q4'), ('peak', 'FY24Q3'), ('trough', 'FY24Q4'), ('fall', 'FY26Q2'))])


def ends(results):
    rows = []
    for what, series in (('official flow of 2025', 'official_flow_of_year'), ('legal stock at its end', 'legal_stock'),
                         ('official stock at its end', 'official_stock')):
        s = results.scores(2024, series=series)[-1]
        others = {by: found[-1].crps for by in BASELINES for found in [results.scores(2024, series=series, by=by)] if found}
        best = min(others, key=others.get)
        rows.append((what, figure(s.observed), figure(s.p50), f'{figure(s.p5)} to {figure(s.p95)}', figure(s.crps),
                     f'{figure(others[best])} `{best}`', 'yes' if s.crps < others[best] else 'no'))
    return markdown(('at the end of 2025', 'observed', 'median', '5-95 %', 'CRPS', 'best baseline', 'closer'), rows)


def ablations(results):
    rows = []
    for series in (PRIMARY, 'domestic_flow_of_year', 'grey_flow'):
        for whole, prefix in (('as-it-happened', ''), ('simulated', 'simulated-')):
            full = results.crps(policy=whole, series=series)
            rows.append((f'`{series}`', whole.replace('-', ' '), figure(full),
                         *(f'{figure(without)} ({without / full - 1:+.0%})' for ablation in ABLATIONS
                           for without in [results.crps(policy=prefix + ablation, series=series)])))
    return markdown(('series', 'protocol', 'all mechanisms', *(name.replace('-', ' ') for name in ABLATIONS)), rows)


def expected(results):
    def row(name, policy):
        scores = results.scores(2024, policy=policy)
        return (name, *(f'{figure(s.p50)} ({figure(s.p5)} to {figure(s.p95)})' for s in scores), figure(mean(s.crps for s in scores)))
    return markdown(('from the end of 2024', '2025Q1', '2025Q2', '2025Q3', '2025Q4', 'CRPS'),
                    [row('as it happened', 'as-it-happened'), row('April 2025 foreseen', 'expected'),
                     ('observed', *(figure(s.observed) for s in results.scores(2024)), '')])


def fitted(results):
    rows = []
    for series in (PRIMARY, 'domestic_flow_of_year', 'grey_flow', 'official_stock', 'legal_stock', 'total_stock'):
        for name, policy in (('not fitted', 'as-it-happened'), ('fitted', 'fitted')):
            scores = results.pooled(series=series, policy=policy)
            rows.append((f'`{series}`', name, *(figure(results.crps(origin, series=series, policy=policy)) for origin in (*ORIGINS, None)),
                         f'{mean(s.within_90 for s in scores):.0%}'))
    return markdown(('series', '', *(str(origin + 1) for origin in ORIGINS), 'all', 'in 90 %'), rows)


BLOCKS = {block.__name__: block for block in (cases, sales, sentence, primary, quarters, operator, secondary, calibration, carries, simulated, events, shapes,
                                              revenue, ends, ablations, expected, fitted)}


def renewed(text, results):
    return BLOCK.sub(lambda match: f'<!-- validate: {match[1]} -->\n{BLOCKS[match[1]](results)}<!-- end -->\n', text)


def picture(results):
    return backtest_plot.svg(results.pooled(), {to: row for (series, to), row in results.observations.items() if series == PRIMARY},
                             results.pooled(by='policy_aware'))


def files(results):
    """(name, as it is, as it should be) of each file that is written."""
    for name in (*PAGES, PICTURE):
        path = os.path.join(ROOT, name)
        text = ''
        if os.path.exists(path):
            with open(path) as file:
                text = file.read()
        yield name, text, picture(results) if name == PICTURE else renewed(text, results)


def main():
    return pages.settle(files(Results(os.path.abspath(sys.argv[1]))), sys.argv[2:] == ['--check'])


if __name__ == '__main__':
    sys.exit(main())
