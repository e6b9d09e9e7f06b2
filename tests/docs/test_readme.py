"""What the pages show is what the program does today.

Expected: the program's own output. The numbers of the six questions come from a run of the flagship with its own seed,
so the test fails as soon as one figure of the page would differ.
"""

import glob
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.environ.get('SOURCE_DIR', os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
PROGRAM = os.environ.get('CHOKEPOINT', os.path.join(ROOT, 'build', 'chokepoint'))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(ROOT, 'scripts'))
import pages  # noqa: E402

ALL_PAGES = [*glob.glob(os.path.join(ROOT, '*.md')), *glob.glob(os.path.join(ROOT, 'docs', '*.md'))]


def read(path):
    with open(path) as file:
        return file.read()


class Pages(unittest.TestCase):
    def in_place(self, command, folder):
        result = subprocess.run(['bash', '-euc', command], cwd=folder, text=True, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT)
        self.assertEqual(result.returncode, 0, f'{command}\n{result.stdout}')

    def test_generated_parts_are_what_the_program_prints(self):
        for page in pages.PAGES:
            with self.subTest(page), tempfile.TemporaryDirectory() as folder:
                pages.place(folder, PROGRAM)
                text, fresh = pages.renewed(page, folder)
                self.assertTrue(pages.BLOCK.search(text))
                self.assertEqual(text.splitlines(), fresh.splitlines(), f'{page} is out of date: run scripts/document')

    def test_commands_shown_on_the_pages_work(self):
        runs = {'sh tested': True, 'gnuplot': shutil.which('gnuplot'), 'r': shutil.which('Rscript'),
                'python': importlib.util.find_spec('pandas') and importlib.util.find_spec('matplotlib')}
        for what in runs:
            if not runs[what]:
                print(f'skipped: {what} on the pages: not installed')
        tried = 0
        for page in ALL_PAGES:
            with self.subTest(page), tempfile.TemporaryDirectory() as folder:
                pages.place(folder, PROGRAM)
                for info, text in re.findall(r'^```(sh tested|gnuplot|python|r)\n(.*?)^```$', read(page), re.S | re.M):
                    if info == 'gnuplot':
                        text = f"gnuplot -e 'set terminal dumb' - <<'END'\n{text}END\n"
                    elif info == 'python':
                        text = f"MPLBACKEND=Agg '{sys.executable}' - <<'END'\n{text}END\n"
                    elif info == 'r':
                        text = f"Rscript - <<'END'\n{text}END\n"
                    if runs[info]:
                        self.in_place(text, folder)
                        tried += 1
        self.assertGreater(tried, 2)

    def test_configurations_shown_on_the_pages_are_right(self):
        for page in ALL_PAGES:
            for text in re.findall(r'^```cfg\n(.*?)^```$', read(page), re.S | re.M):
                with self.subTest(page), tempfile.TemporaryDirectory() as folder:
                    pages.place(folder, PROGRAM)
                    with open(os.path.join(folder, 'shown.cfg'), 'w') as file:
                        file.write(text)
                    self.in_place('build/chokepoint check shown.cfg && '
                                  'build/chokepoint run shown.cfg --quiet --replications 40', folder)

    def test_links_lead_somewhere(self):
        for page in ALL_PAGES:
            for target in re.findall(r'\]\(([^)#]+)[^)]*\)', read(page)):
                if '://' not in target:
                    path = os.path.join(os.path.dirname(page), target)
                    self.assertTrue(os.path.exists(path), f'{page}: {target}')

    def test_scripts_named_on_the_pages_exist_and_can_be_run(self):
        for page in ALL_PAGES:
            for script in set(re.findall(r'\bscripts/([a-z]+)\b(?!\.)', read(page))):
                self.assertTrue(os.access(os.path.join(ROOT, 'scripts', script), os.X_OK), f'{page}: scripts/{script}')

    def test_the_version_is_said_once(self):
        version = re.search(r'VERSION (\d+\.\d+\.\d+)', read(os.path.join(ROOT, 'CMakeLists.txt'))).group(1)
        self.assertIn(f'\nversion: {version}\n', read(os.path.join(ROOT, 'CITATION.cff')))
        self.assertIn(f'\n## {version}\n', read(os.path.join(ROOT, 'CHANGELOG.md')))


if __name__ == '__main__':
    unittest.main()
