"""Panels with their data as one script of gnuplot that needs no other file, and what gnuplot makes of it.

Lengths are in pixels of 1/96 inch. The same script gives the same bytes of SVG with the same gnuplot.
"""

import hashlib
import math
import os
import re
import subprocess

FONT = 'DejaVu Sans'
# Okabe & Ito (2008), "Color Universal Design": told apart with any kind of colour vision.
BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILLION, PURPLE = (
    '#000000', '#e69f00', '#56b4e9', '#009e73', '#f0e442', '#0072b2', '#d55e00', '#cc79a7')
GREY = '#bbbbbb'
TERMINALS = {
    '.svg': "svg size {w},{h} noenhanced font '{font},12' background '#ffffff'",
    '.pdf': "pdfcairo size {w_in:.4f}in,{h_in:.4f}in noenhanced font '{font},9'",
    '.png': "pngcairo size {w3},{h3} fontscale 3 linewidth 3 pointscale 3 noenhanced font '{font},9'",
}


def quoted(text):
    return "'" + str(text).replace("'", "''") + "'"


def tint(colour, share):
    """Between white (0) and the colour (1)."""
    parts = (int(colour[k:k + 2], 16) for k in (1, 3, 5))
    return '#' + ''.join(f'{round(255 - share * (255 - part)):02x}' for part in parts)


def short(x):
    """As the program's tables: 1.82M, 402k, 5.4."""
    size = 0
    x = float(f'{x:.3g}')
    while abs(x) >= 1000 and size < 4:
        x, size = x / 1000, size + 1
    return f"{x:.3g}{['', 'k', 'M', 'B', 'T'][size]}"


def ticks(axis, low, high, log=False):
    """Round numbers over [low, high], which is widened to them: at most seven, or 1, 2 and 5 of every decade."""
    if log:
        powers = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1)
        at = [m * 10.0 ** k for k in powers for m in (1, 2, 5)]
        low, high = max(x for x in at if x <= low), min(x for x in at if x >= high)
        at = [x for x in at if low <= x <= high]
    else:
        rough = (high - low) / 6 or 1.0
        power = 10.0 ** math.floor(math.log10(rough))
        step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= rough * (1 - 1e-9))
        at = [k * step for k in range(math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9) + 1)]
    marks = ', '.join(f"'{short(x)}' {x:.7g}" for x in at)
    edge = 1e-6 if log else 0  # gnuplot leaves out a mark that rounding puts beyond the end
    return [f'set {axis}range [{at[0] * (1 - edge):.7g}:{at[-1] * (1 + edge):.7g}]', f'set {axis}tics ({marks})',
            ('set' if log else 'unset') + f' logscale {axis}']


class Figure:
    """A page of panels."""

    def __init__(self, width, height, title):
        self.width, self.height, self.title = width, height, title
        self.blocks, self.panels = [], []

    def data(self, rows):
        """Rows of numbers and texts, named; gnuplot sees them as $d0, $d1, ..."""
        name = f'$d{len(self.blocks)}'
        def cell(x):
            return f'{x:.7g}' if isinstance(x, float) else str(x) if isinstance(x, int) else f'"{x}"'
        lines = (' '.join(map(cell, row)) for row in rows)
        self.blocks.append(f'{name} << EOD\n' + '\n'.join(lines) + '\nEOD\n')
        return name

    def panel(self, left, top, width, height, title, commands):
        """The plot's own area, without what stands around it."""
        w, h = self.width, self.height
        edges = {'l': left / w, 'r': (left + width) / w, 't': 1 - top / h, 'b': 1 - (top + height) / h}
        self.panels.append('\n'.join([
            'reset', *(f'set {side}margin at screen {at:.5f}' for side, at in edges.items()),
            "set border 3 lc rgb '#444444'", 'set tics nomirror out scale 0.5', "set grid y lc rgb '#dddddd' lw 0.5",
            'set key samplen 1.5 spacing 1.1 height 0.3',
            f'set label 1 {quoted(title)} at graph 0,1 offset 0,0.8 left', *commands, '']))

    def script(self, ending):
        terminal = TERMINALS[ending].format(
            w=self.width, h=self.height, w3=3 * self.width, h3=3 * self.height, w_in=self.width / 96,
            h_in=self.height / 96, font=FONT)
        return (f'set terminal {terminal}\nset encoding utf8\n' + ''.join(self.blocks) + 'set multiplot\n' +
                ''.join(self.panels) + 'unset multiplot\n')

    def draw(self, path):
        """Writes SVG, PDF, PNG, or the script itself, by the path's ending."""
        ending = os.path.splitext(path)[1]
        if ending == '.gp':
            with open(path, 'w', encoding='utf-8') as file:
                file.write(self.script('.svg'))
            return
        script = self.script(ending)
        environment = {**os.environ, 'LC_ALL': 'C.UTF-8'}
        done = subprocess.run(['gnuplot'], input=f'set output {quoted(path)}\n{script}', text=True, env=environment,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding='utf-8')
        if done.returncode or done.stderr:
            raise RuntimeError(f'gnuplot: {done.stderr.strip()}')
        if ending == '.svg':
            self.tidy(path, script)

    def tidy(self, path, script):
        """Gives the picture its title, other fonts where there is no DejaVu, and the fingerprint of its script."""
        with open(path, encoding='utf-8') as file:
            text = file.read()
        title = re.sub('[<>&]', lambda match: {'<': '&lt;', '>': '&gt;', '&': '&amp;'}[match.group()], self.title)
        text = text.replace('<title>Gnuplot</title>', f'<title>{title}</title>', 1)
        text = re.sub(r'<desc>Produced by (.*?) *</desc>',
                      lambda match: f'<desc>{match[1].strip()}; {fingerprint(script)}</desc>', text, count=1)
        text = text.replace(f'font-family="{FONT}"', f'font-family="{FONT},Arial,Helvetica,sans-serif"')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)


def fingerprint(script):
    """Of all that is drawn: data and commands."""
    return 'sha256 of the script: ' + hashlib.sha256(script.encode()).hexdigest()
