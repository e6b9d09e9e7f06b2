"""Figures for a paper from the CSV of a folder of results.

usage: scripts/plot FIGURE RESULT -o OUT.svg|.pdf|.png|.gp   (.gp: gnuplot's script, with the data in it)
"""

import argparse
import csv
import difflib
import itertools
import json
import math
import os
import sys

from gnuplot import (BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION, YELLOW, Figure, quoted, short, ticks,
                     tint)

CELL, HEIGHT = 300, 170  # of a panel
LEFT, TOP, RIGHT, BOTTOM = 84, 34, 30, 36  # room around it
METRIC = 'accessible_h100e'
# Dark blue to yellow, each step lighter than the one before (after cividis, Nunez, Anderton & Renslow 2018).
PALETTE = ('#00224e', '#35456c', '#666970', '#948e77', '#c8b866', '#fee838')


class Mistake(Exception):
    """The user's, told in one line."""


class Table:
    """Rows of a table of the result, as texts by column."""

    def __init__(self, args, name):
        path = os.path.join(args.result, name + '.csv')
        try:
            with open(path, encoding='utf-8', newline='') as file:
                self.rows = list(csv.DictReader(file))
        except OSError as error:
            raise Mistake(f'{path}: {error.strerror}') from None
        if not self.rows:
            raise Mistake(f'{path}: holds no row')
        self.path = path

    def values(self, column):
        """Distinct values, in the order of the file."""
        return list(dict.fromkeys(row[column] for row in self.rows))

    def known(self, column, names):
        """The names, if the column has them all."""
        for name in names:
            if name not in self.values(column):
                near = difflib.get_close_matches(name, self.values(column), 1)
                raise Mistake(f"{self.path}: no {column} '{name}'; " + (
                    f"did you mean '{near[0]}'?" if near else 'expected ' + ', '.join(self.values(column))))
        return names

    def where(self, **conditions):
        return [row for row in self.rows if all(row[column] == value for column, value in conditions.items())]


def number(text):
    return float(text) if text else math.nan


def is_number(text):
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def lowest(values):
    """The least above 0, for a logarithm."""
    above = [x for x in values if x > 0]
    if not above:
        raise Mistake('--log: no value is above 0')
    return min(above)


def grid(n):
    """Columns and rows for n panels."""
    columns = n if n <= 3 else 2 if n == 4 else 3
    return columns, -(-n // columns)


def months(rows):
    """Ticks of a time axis: each year's month of the first row, at most five of them."""
    dates = {int(row['month']): row['date'] for row in rows}
    first, last = min(dates), max(dates)
    step = 12 * max(1, math.ceil((last - first) / 48))
    names = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()
    ticks = (f"'{names[int(dates[t][5:7]) - 1]} {dates[t][:4]}' {t}"
             for t in range(first, last + 1, step if last - first >= 12 else 3) if t in dates)
    return [f'set xrange [{first}:{last}]', f"set xtics ({', '.join(ticks)})"]


def panels(figure, count, cell=CELL, height=HEIGHT, left=0, top=0):
    """Where each of `count` panels stands, row by row."""
    columns, _ = grid(count)
    return [(left + LEFT + k % columns * (cell + LEFT + RIGHT), top + TOP + k // columns * (height + TOP + BOTTOM),
             cell, height) for k in range(count)]


def page(count, title):
    columns, rows = grid(count)
    return Figure(columns * (CELL + LEFT + RIGHT), rows * (HEIGHT + TOP + BOTTOM), title)


def legend(names):
    """Room to the right of a panel for what its colours mean."""
    return 55 + 7 * max(map(len, names))


def policies(args, table):
    """Those asked for, or the first."""
    return table.known('policy', args.policy) or table.values('policy')[:1]


def fan_panel(figure, place, args, table, actor, key):
    """Median, 50 % and 90 % of one actor; of several policies median and 90 %."""
    names = policies(args, table)
    colours = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE)
    commands, drawn, lows, highs = [], [], [], []
    if len(names) > len(colours):
        raise Mistake(f'--policy: at most {len(colours)} in one figure')
    for policy, colour in zip(names, colours):
        rows = table.where(policy=policy, actor=actor, metric=args.metric)
        data = figure.data([int(row['month'])] + [number(row[q]) for q in ('p5', 'p25', 'p50', 'p75', 'p95')]
                           for row in rows)
        lows += [number(row['p5']) for row in rows if row['p5']]
        highs += [number(row['p95']) for row in rows if row['p95']]
        one, name = len(names) == 1, args.name.get(policy, policy)
        drawn.append(f"{data} using 1:2:6 with filledcurves fc rgb '{tint(colour, .22)}' fs solid "
                     + ('' if one else 'transparent solid 0.6 ') + 'title '
                     + quoted('90 % of futures' if one else name + ', 90 %'))
        if one:
            drawn.append(f"{data} using 1:3:5 with filledcurves fc rgb '{tint(colour, .5)}' title '50 % of futures'")
        commands.append(f"{data} using 1:4 with lines lw 2 lc rgb '{colour}' title "
                        + quoted('median' if one else name + ', median'))
    unit = rows[0]['unit']
    words = args.metric.removesuffix('_' + unit.lower()).replace('_', ' ')
    figure.panel(*place, args.name.get(actor, actor), [
        *months(rows), *ticks('y', lowest(lows) if args.log else min(0, *lows), max(highs), args.log),
        f'set ylabel {quoted(f"{words} [{unit}]")}', 'set key top left Left reverse' if key else 'unset key',
        'plot ' + ', '.join(drawn + commands)])


def fan(args):
    """capacity (or --metric) of each actor: median, 50 % and 90 % of futures"""
    table = Table(args, 'summary')
    table.known('metric', [args.metric])
    having = list(dict.fromkeys(row['actor'] for row in table.rows if row['metric'] == args.metric))
    actors = table.known('actor', args.actor) or having
    figure = page(len(actors), f'{args.metric}: median, 50 % and 90 % of futures')
    for k, (place, actor) in enumerate(zip(panels(figure, len(actors)), actors)):
        fan_panel(figure, place, args, table, actor, k == 0)
    return figure


def ledger_parts(rows, args):
    """[(what fills the target, colour, test of a row)] from the bottom of the stack to its top."""
    keys = list(dict.fromkeys(row['key'] for row in rows if row['key']))
    shut = [(f'key of {args.name.get(key, key)} shut', colour, lambda row, key=key: row['key'] == key)
            for key, colour in zip(keys, (VERMILLION, BLUE, PURPLE))]
    coming = ('transit', 'border', 'warehouse')
    return [('in service', GREEN, lambda row: row['stage'] == 'in_service'),
            ('on its way', SKY, lambda row: not row['key'] and row['stage'] in coming),
            *shut,
            ('supply short', YELLOW, lambda row: not row['key'] and row['cause'] == 'supply'),
            ('money short', ORANGE, lambda row: not row['key'] and row['cause'] in ('cash', 'money')),
            ('other', GREY, lambda row: not row['key'] and row['stage'] not in ('in_service', 'surplus', *coming)
             and row['cause'] not in ('supply', 'cash', 'money'))]


def ledger_panel(figure, place, args, table, actor):
    """Stacked areas that together are the target, from the first month on: at the opening nobody has ordered yet."""
    policy = policies(args, table)[0]
    rows = [row for row in table.where(policy=policy) if actor == 'all' or row['actor'] == actor]
    parts = ledger_parts(rows, args)
    stack = {}
    for row in (row for row in rows if int(row['month']) >= 0):
        at = stack.setdefault(int(row['month']), [0.0] * len(parts))
        for k, (_, _, fits) in enumerate(parts):
            if fits(row):
                at[k] += number(row['effective_h100e'])
    data = figure.data([t] + [sum(at[:k]) for k in range(len(parts) + 1)] for t, at in sorted(stack.items()))
    drawn = [f"{data} using 1:{k + 2}:{k + 3} with filledcurves fc rgb '{colour}' title {quoted(name)}"
             for k, (name, colour, _) in reversed(list(enumerate(parts)))]
    drawn.append(f"for [k=3:{len(parts) + 1}] {data} using 1:k with lines lw 0.5 lc rgb '#ffffff' notitle")
    drawn.append(f"{data} using 1:{len(parts) + 2} with lines lw 2 lc rgb '{BLACK}' title 'target'")
    figure.panel(*place, args.name.get(actor, actor) + ': the target, and what fills it', [
        *months(rows), "set ylabel 'effective [H100e]'", *ticks('y', 0, max(map(sum, stack.values()))), 'unset grid',
        'set key at graph 1.03,1 left top Left reverse', 'plot ' + ', '.join(drawn)])


def ledger(args):
    """the need ledger of each --actor (preset: all together) as stacked areas: which key was shut when"""
    table = Table(args, 'need_ledger')
    actors = table.known('actor', [a for a in args.actor if a != 'all']) or ['all']
    names = [name for name, _, _ in ledger_parts(table.rows, args)]
    figure = Figure(LEFT + 420 + legend(names), len(actors) * (260 + TOP + BOTTOM), 'What fills the target')
    for k, actor in enumerate(actors):
        ledger_panel(figure, (LEFT, TOP + k * (260 + TOP + BOTTOM), 420, 260), args, table, actor)
    return figure


def regimes(args):
    """share of futures in each regime of each jurisdiction"""
    table = Table(args, 'regimes')
    policy = policies(args, table)[0]
    jurisdictions = table.values('jurisdiction')
    colours = dict(zip(table.values('regime'), itertools.cycle((SKY, GREEN, YELLOW, ORANGE, VERMILLION, PURPLE, BLUE))))
    right = legend([args.name.get(name, name) for name in table.values('regime')])
    figure = Figure(LEFT + CELL + right, len(jurisdictions) * (HEIGHT + TOP + BOTTOM), 'Futures in each regime')
    for k, jurisdiction in enumerate(jurisdictions):
        rows = table.where(policy=policy, jurisdiction=jurisdiction)
        names = list(dict.fromkeys(row['regime'] for row in rows))
        share = {(int(row['month']), row['regime']): 100 * number(row['share']) for row in rows}
        data = figure.data([t] + [sum(share[t, name] for name in names[:i]) for i in range(len(names) + 1)]
                           for t in sorted({t for t, _ in share}))
        drawn = [f"{data} using 1:{i + 2}:{i + 3} with filledcurves fc rgb '{colours[name]}' title "
                 + quoted(args.name.get(name, name)) for i, name in reversed(list(enumerate(names)))]
        drawn.append(f"for [k=3:{len(names) + 1}] {data} using 1:k with lines lw 0.5 lc rgb '#ffffff' notitle")
        figure.panel(LEFT, TOP + k * (HEIGHT + TOP + BOTTOM), CELL, HEIGHT, args.name.get(jurisdiction, jurisdiction), [
            *months(rows), "set ylabel 'futures [%]'", *ticks('y', 0, 100), 'unset grid',
            'set key at graph 1.03,1 left top Left reverse', 'plot ' + ', '.join(drawn)])
    return figure


def manifest(args):
    try:
        with open(os.path.join(args.result, 'manifest.json'), encoding='utf-8') as file:
            return json.load(file)
    except (OSError, ValueError) as error:
        raise Mistake(f'{args.result}/manifest.json: {error}') from None


def outcome(args, table, levers):
    """The column of --outcome, or the first."""
    columns = list(table.rows[0])
    names = {c.split(' [')[0]: c for c in columns[columns.index('policy') + 1 + len(levers):] if c != 'package'}
    name = args.outcome or next(iter(names))
    if name not in names:
        raise Mistake(f"{table.path}: no outcome '{name}'; expected {', '.join(names)}")
    return names[name]


DOT = f"points pt 7 ps 0.5 lc rgb '{BLACK}'"


def box(colour):
    return f"boxes fs solid fc rgb '{colour}'"


def bars(title, xlabel, rows, base, keys=()):
    """Horizontal bars from rows of (name, [(low, high, colour)], where a dot stands or None), the first on top."""
    left, height, n = 20 + 7 * max(len(name) for name, _, _ in rows), 24 * len(rows), len(rows)
    figure = Figure(left + 380 + (legend([name for name, _ in keys]) if keys else RIGHT), TOP + height + 60, title)
    ends = [x for _, spans, _ in rows for low, high, _ in spans for x in (low, high)]
    marks = ', '.join(f'{quoted(name)} {n - 1 - k}' for k, (name, _, _) in enumerate(rows))
    drawn = []
    for k, (_, spans, dot) in enumerate(rows):
        for low, high, colour in sorted(spans, key=lambda span: span[0] - span[1]):
            data = figure.data([(low, high, n - 1 - k)])
            drawn.append(f'{data} using (($1+$2)/2):3:1:2:($3-0.35):($3+0.35) with boxxyerror fs solid noborder '
                         f"fc rgb '{colour}' notitle")
        if dot is not None:
            drawn.append(f"{figure.data([(dot, n - 1 - k)])} using 1:2 with {DOT} notitle")
    drawn += [f'keyentry with {how} title {quoted(name)}' for name, how in keys]
    figure.panel(left, TOP, 380, height, title, [
        *ticks('x', min(ends), max(ends)), f'set ytics ({marks}) scale 0', f'set yrange [-0.6:{n - 0.4}]',
        f'set xlabel {quoted(xlabel)}', 'unset grid', "set grid x lc rgb '#dddddd' lw 0.5",
        f"set arrow from {base:.7g},graph 0 to {base:.7g},graph 1 nohead lc rgb '{BLACK}' front",
        'set key at graph 1.03,1 left top Left reverse', 'plot ' + ', '.join(drawn)])
    return figure


def one_at_a_time(args):
    """What an outcome becomes as each factor alone moves, the widest first."""
    designs, runs = Table(args, 'design'), Table(args, 'outcomes')
    column = outcome(args, runs, manifest(args)['levers'])
    policy = policies(args, runs)[0]
    found = {row['future']: number(row[column]) for row in runs.where(policy=policy)}
    base, *others = designs.rows
    middle, moved = found[base['future']], {}
    for row in others:
        for factor in (c for c in row if c != 'future' and row[c] != base[c]):
            moved.setdefault(factor, []).append((row[factor], found[row['future']]))
    shown = sorted((f for f in moved if any(y != middle for _, y in moved[f])),
                   key=lambda f: -max(abs(y - middle) for _, y in moved[f]))[:args.bars]
    if not shown:
        raise Mistake(f'{runs.path}: no factor moves {column}')
    rows = []
    for factor in shown:
        levels = ' … '.join(short(number(text)) if is_number(text) else text for text, _ in moved[factor])
        spans = [(min(y, middle), max(y, middle), BLUE if is_number(text) and number(text) < number(base[factor])
                  else VERMILLION) for text, y in moved[factor]]
        rows.append((f'{factor.replace(" [1]", "")}: {levels}', spans, None))
    return bars(f'{column} as one factor moves alone', f'{column}; {short(middle)} where none moves', rows, middle,
                [('at its low value', box(BLUE)), ('at its high value', box(VERMILLION))])


def differences(args):
    """How far each policy lies from the first one on the same futures: mean, and 90 % of futures."""
    table = Table(args, 'compare')
    actor = table.known('actor', args.actor or ['all'])[0]
    date = table.known('date', [args.date or table.values('date')[-1]])[0]
    table.known('metric', [args.metric])
    rows = [row for row in table.where(actor=actor, metric=args.metric, date=date)
            if row['policy'] in (table.known('policy', args.policy) or [row['policy']])]
    rows.sort(key=lambda row: -abs(number(row['mean_difference'])))
    return bars(f'{args.metric} of {args.name.get(actor, actor)}, {date}',
                f"difference from {rows[0]['reference']} [{rows[0]['unit']}]",
                [(args.name.get(row['policy'], row['policy']),
                  [(number(row['p5']), number(row['p95']), tint(BLUE, .5))], number(row['mean_difference']))
                 for row in rows], 0, [('90 % of futures', box(tint(BLUE, .5))), ('mean', DOT)])


def tornado(args):
    """bars, the widest first: of a sweep one_at_a_time its factors, of a run its policies against the first one"""
    if os.path.exists(os.path.join(args.result, 'compare.csv')):
        return differences(args)
    design = manifest(args).get('design')
    if design != 'one_at_a_time':
        raise Mistake(f"{args.result}: design '{design}'; expected a sweep of the design one_at_a_time, or a run of "
                      'several policies')
    return one_at_a_time(args)


def heatmap(args):
    """an outcome of a sweep over two of its levers (--x, --y): mean over futures and other levers"""
    levers, table = manifest(args).get('levers', []), Table(args, 'outcomes')
    columns = {c.split(' [')[0]: c for c in list(table.rows[0])[3:3 + len(levers)]}
    if len(columns) < 2:
        raise Mistake(f'{args.result}: {len(columns)} levers; expected a sweep over two at least')
    across = args.x or next(c for c in columns if c != args.y)
    up = args.y or next(c for c in columns if c != across)
    for name in (across, up):
        if name not in columns:
            raise Mistake(f"{table.path}: no lever '{name}'; expected {', '.join(columns)}")
    column = outcome(args, table, levers)
    xs, ys = table.values(columns[across]), table.values(columns[up])
    cells = {}
    for row in table.rows:
        if row[column]:
            cells.setdefault((row[columns[across]], row[columns[up]]), []).append(number(row[column]))
    mean = {at: sum(all_of) / len(all_of) for at, all_of in cells.items()}
    low, high = min(mean.values()), max(mean.values())
    left, width, height = 60 + 8 * max(map(len, ys)), 90 * len(xs), 46 * len(ys)
    figure = Figure(left + width + 130, TOP + height + 60, f'{column} over {across} and {up}')
    data = figure.data((xs.index(x), ys.index(y), z) for (x, y), z in mean.items())
    words = figure.data((xs.index(x), ys.index(y), short(z), 0xffffff if z < (low + high) / 2 else 0)
                        for (x, y), z in mean.items())
    steps = ', '.join(f"{k} '{colour}'" for k, colour in enumerate(PALETTE))
    marks = [f"set {axis}tics ({', '.join(f'{quoted(v)} {k}' for k, v in enumerate(values))}) scale 0"
             for axis, values in (('x', xs), ('y', ys))]
    figure.panel(left, TOP, width, height, f'{column}, mean over futures and other levers', [
        *marks, f'set xrange [-0.5:{len(xs) - 0.5}]', f'set yrange [-0.5:{len(ys) - 0.5}]', 'unset grid',
        f'set xlabel {quoted(columns[across])}', f'set ylabel {quoted(columns[up])}', f'set palette defined ({steps})',
        *ticks('cb', low, high), 'unset key',
        f"plot {data} using 1:2:3 with image pixels, {words} using 1:2:3:4 with labels tc rgb variable"])
    return figure


def story(args):
    """fans of four actors (--actor) beside the need ledger of all: who gets how much, and which key was shut"""
    summary, needs = Table(args, 'summary'), Table(args, 'need_ledger')
    having = [a for a in summary.values('actor') if a != 'all']
    actors = summary.known('actor', args.actor)[:4] or having[:4]
    cell = 200
    right = legend([name for name, _, _ in ledger_parts(needs.rows, args)])
    across = 2 * (cell + LEFT + RIGHT) + LEFT + 20
    figure = Figure(across + 300 + right, 2 * (HEIGHT + TOP + BOTTOM), 'Who gets how much, and what is in the way')
    for k, (place, actor) in enumerate(zip(panels(figure, 4, cell), actors)):
        fan_panel(figure, place, args, summary, actor, k == 0)
    ledger_panel(figure, (across, TOP, 300, 2 * HEIGHT + TOP + BOTTOM), args, needs, 'all')
    return figure


FIGURES = {f.__name__: f for f in (fan, ledger, regimes, tornado, heatmap, story)}


def named(text):
    old, equals, new = text.partition('=')
    if not equals:
        raise argparse.ArgumentTypeError(f"'{text}' has no '='; expected OLD=NEW")
    return old, new


def arguments():
    parser = argparse.ArgumentParser(
        prog='scripts/plot', description='Draws a figure for a paper from the CSV of a folder of results.',
        epilog='figures: ' + '; '.join(f'{name}: {draw.__doc__}' for name, draw in FIGURES.items()))
    parser.add_argument('figure', metavar='FIGURE', choices=FIGURES, help=', '.join(FIGURES))
    parser.add_argument('result', metavar='RESULT', help='folder of a run or a sweep')
    parser.add_argument('-o', '--out', required=True, help="OUT.svg, .pdf, .png, or .gp: gnuplot's script, data inside")
    parser.add_argument('--policy', action='append', default=[], help='preset: the first; of fan up to five together')
    parser.add_argument('--actor', action='append', default=[], help='only this one; may be repeated')
    parser.add_argument('--metric', default=METRIC, help=f'of fan and tornado (preset {METRIC})')
    parser.add_argument('--date', help='of tornado (preset: the last)')
    parser.add_argument('--outcome', help='of a sweep (preset: the first)')
    parser.add_argument('--x', help='of heatmap: lever across (preset: the first)')
    parser.add_argument('--y', help='of heatmap: lever upward (preset: the second)')
    parser.add_argument('--bars', type=int, default=12, help='factors of tornado (preset 12)')
    parser.add_argument('--log', action='store_true', help='of fan: logarithmic capacity')
    parser.add_argument('--name', action='append', default=[], type=named, metavar='OLD=NEW',
                        help='what to call an actor, a key, a regime or a policy')
    args = parser.parse_args()
    args.name = dict(args.name)
    if os.path.splitext(args.out)[1] not in ('.svg', '.pdf', '.png', '.gp'):
        parser.error(f"-o: '{args.out}' ends in none of .svg, .pdf, .png, .gp")
    return args


def main():
    args = arguments()
    try:
        FIGURES[args.figure](args).draw(args.out)
    except Mistake as mistake:
        print(f'scripts/plot: {mistake}', file=sys.stderr)
        return 2
    except (OSError, RuntimeError) as error:
        print(f'scripts/plot: {error}', file=sys.stderr)
        return 4
    return 0


if __name__ == '__main__':
    sys.exit(main())
