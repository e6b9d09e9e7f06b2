"""The six questions, asked of the flagship scenario: runs its policies and makes the table of answers.

usage: answers.py PROGRAM FOLDER [OPTION of `chokepoint run`]...
"""

import csv
import os
import subprocess
import sys

CONFIG = 'configs/h200-2026-01.cfg'
POLICIES = ['status-quo', 'tariff-50', 'tighten-month-6', 'tighten-month-6-revoking', 'one-for-one', 'no-delays',
            'no-approvals', 'no-licences-needed', 'us-loosens-further', 'h20-repeat']
CAPACITY = 'accessible_h100e'
AFTER_24_MONTHS = '23'  # months are counted from 0, records are end-of-month


def run(program, folder, options=(), cwd=None):
    policies = [word for policy in POLICIES for word in ('--policy', policy)]
    subprocess.run([program, 'run', CONFIG, '--quiet', '--force', '--out', folder, *policies, *options],
                   cwd=cwd, check=True, stdout=subprocess.DEVNULL)


class Differences:
    """compare.csv: what a policy changes against the status quo, future by future on the same luck."""

    def __init__(self, folder):
        self.rows, self.actors, self.area = {}, [], {}
        with open(os.path.join(folder, 'compare.csv'), newline='') as file:
            for row in csv.DictReader(file):
                key = row['policy'], row['actor'], row['metric']
                if int(row['month']) >= 0:
                    self.area[key] = self.area.get(key, 0.0) + float(row['mean_difference'])
                if row['month'] == AFTER_24_MONTHS:
                    self.rows[key] = row
                    if row['actor'] not in self.actors:
                        self.actors.append(row['actor'])
        self.actors.remove('all')
        self.last_month, self.level, self.date = 0, {}, ''
        with open(os.path.join(folder, 'summary.csv'), newline='') as file:
            for row in csv.DictReader(file):
                self.last_month = max(self.last_month, int(row['month']))
                if row['month'] == AFTER_24_MONTHS:
                    self.level[row['policy'], row['actor'], row['metric']] = float(row['mean'])
                    self.date = row['date']

    def number(self, policy, actor, column, metric=CAPACITY):
        return float(self.rows[policy, actor, metric][column])

    def more(self, policy, actor):
        return self.number(policy, actor, 'share_above')

    def less(self, policy, actor):
        return self.number(policy, actor, 'share_below')

    def change(self, policy, actor):
        mean = self.number(policy, actor, 'mean_difference')
        percent = 100 * mean / self.level['status-quo', actor, CAPACITY]
        return f"{amount(mean, True)} ± {amount(self.number(policy, actor, 'mc_standard_error'))} H100e ({signed(percent, 2)} %)"


def signed(x, digits):
    text = f'{abs(x):.{digits}f}'
    return text if float(text) == 0 else ('−' if x < 0 else '+') + text


def amount(x, sign=False):
    """Three figures: 642, 8.63k, 115k, 3.37M."""
    for scale, letter in ((1e6, 'M'), (1e3, 'k'), (1.0, '')):
        if abs(x) >= 0.9995 * scale or scale == 1.0:
            break
    size = abs(x) / scale
    digits = 0 if size >= 99.95 or scale == 1.0 else 1 if size >= 9.995 else 2
    return ('' if not sign or x == 0 else '−' if x < 0 else '+') + f'{size:.{digits}f}{letter}'


def percent(share):
    return f'{100 * share:.0f} %'


def names(actors):
    return ', '.join(actor.replace('_', ' ') for actor in actors)


def holds_up(d):
    """Which policy leaves whom with more than the status quo in most futures."""
    rivals, best = POLICIES[1:], {}
    for actor in d.actors:
        winner = max(rivals, key=lambda policy: d.more(policy, actor))
        best.setdefault(winner, []).append(actor)
    parts = []
    for policy in sorted(best, key=lambda policy: -len(best[policy])):
        shares = sorted(d.more(policy, actor) for actor in best[policy])
        span = percent(shares[0]) if percent(shares[0]) == percent(shares[-1]) else \
            f'{100 * shares[0]:.0f} to {percent(shares[-1])}'
        parts.append(f'`{policy}` for {names(best[policy])} (more in {span} of futures)')
    least = max(rivals, key=lambda policy: d.less(policy, 'all'))
    return '; '.join(parts) + f". All groups together have less most often under `{least}` ({percent(d.less(least, 'all'))})"


def answers(d):
    ratio, hhi = 'giants_to_small_accessible', 'hhi_accessible'
    same = 1 - d.more('one-for-one', 'all') - d.less('one-for-one', 'all')
    area = {actor: amount(d.area['no-delays', actor, CAPACITY]) for actor in ('all', 'bytedance', 'deepseek')}
    level = lambda policy, metric: d.level[policy, 'all', metric]
    # the policy is the future without approvals, the question asks what they add
    added = -d.number('no-approvals', 'all', 'mean_difference', ratio)
    error = d.number('no-approvals', 'all', 'mc_standard_error', ratio)
    verdict = 'They widen it' if added > 2 * error else 'They narrow it' if added < -2 * error else 'No difference shows'
    return [
        ('What does 50 % instead of 25 % do to DeepSeek?', 'tariff-50',
         f"{d.change('tariff-50', 'deepseek')}; less in {percent(d.less('tariff-50', 'deepseek'))} of futures, more in "
         f"{percent(d.more('tariff-50', 'deepseek'))}"),
        ('What if Washington tightens in month 6?', 'tighten-month-6',
         f"all groups {d.change('tighten-month-6', 'all')}, less in {percent(d.less('tighten-month-6', 'all'))} of futures; "
         f"DeepSeek {d.change('tighten-month-6', 'deepseek')}"),
        ('… and revokes what it licensed?', 'tighten-month-6-revoking',
         f"all groups {d.change('tighten-month-6-revoking', 'all')}, less in "
         f"{percent(d.less('tighten-month-6-revoking', 'all'))} of futures; "
         f"DeepSeek {d.change('tighten-month-6-revoking', 'deepseek')}"),
        ('What if Beijing demands one domestic chip for each H200?', 'one-for-one',
         f"all groups {d.change('one-for-one', 'all')}; nothing at all in {percent(same)} of futures"),
        ('What do licence delays cost?', 'no-delays',
         f"{area['all']} H100e-months in {d.last_month + 1} months, the area between the two paths: {area['bytedance']} of them "
         f"ByteDance's, {area['deepseek']} DeepSeek's"),
        ('Do approvals widen the gap between giants and small firms?', 'no-approvals',
         f"{verdict}: a giant has {level('status-quo', ratio):.1f} times a small firm's capacity with them, "
         f"{level('no-approvals', ratio):.1f} times without (difference {added:.2f} ± {error:.2f}); concentration "
         f"(HHI) {level('status-quo', hhi):.4f} against {level('no-approvals', hhi):.4f}"),
        ('Which policy holds up in most futures, and for whom?', 'all of them', holds_up(d)),
    ]


def table(folder):
    d = Differences(folder)
    lines = ['| question | policy | answer |', '|---|---|---|']
    for question, policy, answer in answers(d):
        lines.append(f"| {question} | {policy if ' ' in policy else f'`{policy}`'} | {answer} |")
    lines += ['', f'Capacity is what a group can use (owned or rented) on {d.date}, after 24 months; changes are means against '
              '`status-quo` on the same luck, ± one Monte Carlo standard error.', '',
              'Share of futures [%] in which a group has more / less than under `status-quo`:', '',
              '| policy | ' + ' | '.join(names([actor]) for actor in d.actors) + ' | all |',
              '|---' * (len(d.actors) + 2) + '|']
    for policy in POLICIES[1:]:
        cells = [f'{100 * d.more(policy, actor):.0f} / {100 * d.less(policy, actor):.0f}' for actor in (*d.actors, 'all')]
        lines.append(f"| `{policy}` | {' | '.join(cells)} |")
    return '\n'.join(lines) + '\n'


def main():
    program, folder, *options = sys.argv[1:]
    run(program, folder, options)
    text = table(folder)
    with open(os.path.join(folder, 'answers.md'), 'w') as file:
        file.write(text)
    print(text)
    print(f'results are in {folder}, this table in {folder}/answers.md')


if __name__ == '__main__':
    main()
