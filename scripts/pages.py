"""Pages with parts that the program prints: between two comments, never written by hand.

    <!-- screen: chokepoint check configs/examples/minimal.cfg -->   the command and what it prints
    <!-- table: chokepoint rules -->                                 what it prints is markdown already
    <!-- questions -->                                               the answers to the six questions
    <!-- end -->

usage: pages.py PROGRAM [--check]
"""

import os
import re
import subprocess
import sys
import tempfile

import answers

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..')
PAGES = ['README.md', 'docs/calibration.md', 'docs/configuration.md', 'docs/forecast.md', 'docs/model.md',
         'docs/questions.md', 'docs/scoring.md', 'docs/studies.md', 'docs/tutorial.md']
BLOCK = re.compile(r'^<!-- (screen|table|questions)(?:: (.*?))? -->\n(.*?)^<!-- end -->\n', re.S | re.M)


def place(folder, program):
    """A folder in which the commands of the pages work as they stand, and which they may fill."""
    for name in ('configs', 'docs', 'scripts', 'tests'):
        os.symlink(os.path.join(ROOT, name), os.path.join(folder, name))
    os.makedirs(os.path.join(folder, 'build'), exist_ok=True)
    os.symlink(os.path.abspath(program), os.path.join(folder, 'build', 'chokepoint'))


def printed(command, folder):
    path = os.path.join(folder, 'build') + os.pathsep + os.environ['PATH']
    result = subprocess.run(['bash', '-c', command], cwd=folder, env={**os.environ, 'PATH': path}, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if result.returncode not in (0, 3):  # 3: mistakes in a configuration, which a page may show
        sys.exit(f'{command}: exit code {result.returncode}\n{result.stdout}')
    return result.stdout.strip('\n') + '\n'


def block(kind, command, folder):
    if kind == 'screen':
        return f'```text\n$ {command}\n{printed(command, folder)}```\n'
    if kind == 'table':  # headings move one level down, under that of the page
        return re.sub(r'^#', '##', printed(command, folder), flags=re.M)
    answers.run(os.path.join(folder, 'build', 'chokepoint'), 'results/questions', cwd=folder)
    return answers.table(os.path.join(folder, 'results', 'questions'))


def renewed(page, folder):
    """The page's text as it is, and as it should be."""
    with open(os.path.join(ROOT, page)) as file:
        text = file.read()

    def renew(match):
        kind, command, _ = match.groups()
        start = f'<!-- {kind}: {command} -->' if command else f'<!-- {kind} -->'
        return f'{start}\n{block(kind, command, folder)}<!-- end -->\n'

    return text, BLOCK.sub(renew, text)


def settle(files, check):
    """Writes what is out of date, or only says so.  files: (name, text, text as it should be)  Returns an exit code."""
    stale = []
    for name, text, fresh in files:
        if text == fresh:
            continue
        stale.append(name)
        if not check:
            with open(os.path.join(ROOT, name), 'w') as file:
                file.write(fresh)
    if stale:
        print('out of date:' if check else 'written:', *stale)
    return 1 if check and stale else 0


def every_page(program):
    for page in PAGES:
        with tempfile.TemporaryDirectory() as folder:
            place(folder, program)
            yield page, *renewed(page, folder)


def main():
    return settle(every_page(sys.argv[1]), sys.argv[2:] == ['--check'])


if __name__ == '__main__':
    sys.exit(main())
