"""The picture of docs/validation.md: official flow by quarter, observed, forecast and by policy-aware persistence, as SVG."""

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 760, 340, 56, 40, 24
MOST = 90000  # H100e at the upper edge
STYLE = ('text { font: 12px sans-serif; fill: #333 } .grid { stroke: #ddd } .range { fill: #9ec5e8 } .median { stroke: #1f5f99; '
         'stroke-width: 3 } .seen { stroke: #111; fill: #111 } .aware { stroke: #c0392b; stroke-width: 2 }')


def svg(forecast, observations, aware):
    """`forecast` and `aware`: scores by quarter, in order; `observations`: {end: row of observations.csv}."""
    def height(value):
        return f'{HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / MOST:.1f}'

    def line(kind, x1, y1, x2, y2):
        return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1}" x2="{x2:.1f}" y2="{y2}"/>'

    def text(x, y, words, anchor='middle'):
        return f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}">{words}</text>'

    def seen(x, y, low, high):
        return [line('seen', x, low, x, high), f'<circle class="seen" cx="{x:.1f}" cy="{y}" r="4"/>']

    shapes = [f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>']
    for value in range(0, MOST, 20000):
        shapes += [line('grid', LEFT, height(value), WIDTH - 8, height(value)),
                   text(LEFT - 6, float(height(value)) + 4, f'{value // 1000}k' if value else '0', 'end')]
    step = (WIDTH - LEFT - 8) / (len(forecast) + 2)
    for i, (score, other) in enumerate(zip(forecast, aware)):
        x = LEFT + step * (i + i // 4 + 0.5)
        row = observations[score.end]
        low, high = (float(row[side] or row['value']) for side in ('p5', 'p95'))
        top, bottom = height(score.p95), height(score.p5)
        shapes += [f'<rect class="range" x="{x - 14:.1f}" y="{top}" width="28" height="{float(bottom) - float(top):.1f}"/>',
                   line('median', x - 14, height(score.p50), x + 14, height(score.p50)),
                   line('aware', x - 20, height(other.p50), x + 20, height(other.p50)),
                   *seen(x, height(score.observed), height(low), height(high)),
                   text(x, HEIGHT - 22, f'Q{int(score.end[5:]) // 3}')]
        if i % 4 == 0:
            shapes.append(text(x + 1.5 * step, HEIGHT - 6, score.end[:4]))
    shapes += [*seen(LEFT + 20, 16, 8, 24), text(LEFT + 30, 20, 'observed, 5-95 %', 'start'),
               f'<rect class="range" x="{LEFT + 150}" y="8" width="20" height="16"/>', line('median', LEFT + 150, 16, LEFT + 170, 16),
               text(LEFT + 176, 20, 'forecast from the end of the year before, 5-95 %', 'start'),
               line('aware', LEFT + 500, 16, LEFT + 530, 16), text(LEFT + 536, 20, 'policy-aware persistence', 'start')]
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">\n'
            f'<title>Official flow of Nvidia chips to China, H100e a quarter</title>\n<style>{STYLE}</style>\n'
            + '\n'.join(shapes) + '\n</svg>\n')
