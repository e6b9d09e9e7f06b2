"""A change that makes the program slower must say so: the instructions of a small run are counted and compared.

Expected: the figures in instructions.json, one entry a compiler, within 3 %. Valgrind counts, so that neither the clock
nor other work on the machine matters; it shows every program the same processor, and the engine runs in its oldest
variant. Fewer instructions fail too: the next slow-down would hide behind an old figure. UPDATE_INSTRUCTIONS=1 stores
today's figures instead, as `scripts/instructions --update` does.
"""
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.environ.get('SOURCE_DIR', os.path.join(HERE, '..', '..'))
PROGRAM = os.environ.get('CHOKEPOINT', os.path.join(SOURCE, 'build', 'chokepoint'))
COMPILER = os.environ.get('COMPILER', 'cc')
STORED = os.path.join(HERE, 'instructions.json')
TOLERANCE = 0.03
ENSEMBLE = 'ensemble_run'  # the engine, what observes it and what adds it up
OPTIONS = ('--replications', '32', '--months', '12', '--threads', '1', '--quiet')
SKIPPED = 77  # what tests/CMakeLists.txt takes for skipped


def compiler():
    """The first line of --version, whatever name the compiler was called by."""
    text = subprocess.run([COMPILER, '--version'], check=True, capture_output=True, text=True).stdout
    line = text.splitlines()[0]
    return re.sub(r'^\S+', 'GCC', line) if 'Free Software Foundation' in text else line


def has_avx2():
    with open('/proc/cpuinfo') as file:
        return ' avx2 ' in file.read()


def obstacle():
    """Why nothing can be counted here, or None."""
    if not shutil.which('valgrind'):
        return 'there is no Valgrind (Debian: valgrind)'
    if platform.machine() != 'x86_64' or not has_avx2():
        return 'figures are those of an x86-64 processor with AVX2, for which some kernels are compiled'
    return None


def count():
    """{what: instructions}"""
    with tempfile.TemporaryDirectory() as folder:
        profile = os.path.join(folder, 'profile')
        subprocess.run(['valgrind', '--tool=callgrind', f'--callgrind-out-file={profile}', '--compress-strings=no',
                        PROGRAM, 'run', os.path.join(SOURCE, 'configs', 'h200-2026-01.cfg'), *OPTIONS,
                        '--out', os.path.join(folder, 'out')],
                       check=True, env={**os.environ, 'CHOKEPOINT_VARIANT': 'default'}, capture_output=True)
        with open(profile) as file:
            text = file.read()
    # a call is three lines: whom, how often, and the place with the instructions of all that it does
    calls = re.findall(rf'^cfn={ENSEMBLE}\ncalls=.*\n\S+ (\d+)$', text, re.MULTILINE)
    ensemble = sum(map(int, calls))
    whole = int(re.search(r'^(?:summary|totals): (\d+)', text, re.MULTILINE).group(1))
    return {'engine and ensemble': ensemble, 'reading and writing': whole - ensemble, 'whole program': whole}


def stored():
    with open(STORED) as file:
        return json.load(file)


class Instructions(unittest.TestCase):
    longMessage = False
    def test_a_run_takes_as_many_as_before(self):
        if obstacle():
            self.skipTest(obstacle())
        figures, key = stored(), compiler()
        update = os.environ.get('UPDATE_INSTRUCTIONS') == '1'
        if key not in figures and not update:
            self.skipTest(f'no figure is stored for {key}; scripts/instructions --update stores one')
        counted = count()
        self.assertGreater(counted['engine and ensemble'], 0, f'{ENSEMBLE} was not found')
        if update:
            with open(STORED, 'w') as file:
                json.dump({**figures, key: counted}, file, indent=4, sort_keys=True)
                file.write('\n')
            figures = stored()
        for what, now in counted.items():
            before = figures[key][what]
            change = now / before - 1
            line = f'{what}: {now:,} instructions, stored {before:,} ({change:+.2%})'
            print(line)
            with self.subTest(what):
                self.assertLess(change, TOLERANCE, f'{line}; if that must be: scripts/instructions --update')
                self.assertGreater(change, -TOLERANCE, f'{line}; to keep it so: scripts/instructions --update')


if __name__ == '__main__':
    result = unittest.main(exit=False).result
    for _, reason in result.skipped:
        print(f'skipped: {reason}')
    sys.exit(not result.wasSuccessful() or (SKIPPED if result.skipped else 0))
