"""`show` prints any table of a folder of results, and a terminal gets a picture of it.

Tables are written by hand; pictures are drawn again here, in another way: each character is the nearest of eight.
"""
import csv
import os
import pty
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["CHOKEPOINT"]
ROOT = os.environ["SOURCE_DIR"]
LEVELS = "▁▂▃▄▅▆▇█"
HEADER = "policy,date,month,actor,metric,unit,mean,p50\n"
RISES = [0.0, 1037.0, 2391.0, 23850.0, 30117.0, 5600.5]
SINKS = [-7.25, 3.5, 21.0, 14.0, 0.0, -2.0]
DATES = ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"]


def picture(values):
    low, high = min(0, *values), max(0, *values)
    places = [low + k * (high - low) / 7 for k in range(8)]
    return "".join(LEVELS[min(range(8), key=lambda k, x=x: abs(places[k] - x))] for x in values)


def in_terminal(*arguments, cwd, **environment):
    """What the program says to a terminal."""
    main, other = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "LANG": "C.UTF-8", "LC_ALL": "", "LC_CTYPE": "", "NO_COLOR": "",
                   **environment}
    with subprocess.Popen([PROGRAM, *arguments], stdout=other, stderr=other, cwd=cwd, env=environment) as process:
        os.close(other)
        said = b""
        try:
            while piece := os.read(main, 65536):
                said += piece
        except OSError:  # Linux: the other end is closed
            pass
        os.close(main)
    return said.decode().replace("\r\n", "\n")


class Show(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)
        os.mkdir(os.path.join(self.folder, "r"))
        rows = [f"baseline,{date},{t - 1},{actor},stock,H100e,{values[t] + 0.5},{values[t]}\n"
                for actor, values in (("rises", RISES), ("sinks", SINKS)) for t, date in enumerate(DATES)]
        self.write("summary", HEADER + "".join(rows))
        self.write("regret", 'policy,note,run,cost [USD],share\na,"one, ""two""",12345,1234567,0.037\nb,,12346,,1\n')

    def write(self, table, text):
        with open(os.path.join(self.folder, "r", table + ".csv"), "w", encoding="utf-8") as file:
            file.write(text)

    def ask(self, *arguments, code=0):
        done = subprocess.run([PROGRAM, "show", "r", *arguments], cwd=self.folder, capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout if code == 0 else done.stderr

    def test_without_a_table_all_are_listed(self):
        self.assertEqual([line.split()[::2][:2] for line in self.ask().splitlines()],
                         [["table", "columns"], ["regret", "policy"], ["summary", "policy"]])

    def test_a_table_of_months_shows_a_row_for_each_series(self):
        self.assertEqual(self.ask("summary"), "p50; policy baseline, metric stock, unit H100e\n"
                                              "actor  2026-01-31  2026-06-30\n"
                                              "rises           0        5.6k\n"
                                              "sinks       -7.25          -2\n")

    def test_what_is_drawn_may_be_chosen(self):
        self.assertIn("sinks       -6.75        -1.5\n", self.ask("summary", "--columns", "actor,mean"))

    def test_dates_months_and_columns_show_rows(self):
        row = "rises  23.9k  23.8k"  # of 23850.5 and 23850, three digits each, half to even
        for conditions in (["--date", "2026-04-30"], ["--date", "2026-04"], ["--where", "month=2"]):
            self.assertIn(row, self.ask("summary", *conditions))
        self.assertIn("2026-04-30", self.ask("summary", "--date", "2026", "--actor", "rises"))
        self.assertEqual(self.ask("summary", "--actor", "sinks", "--columns", "date,p50").splitlines()[1:3],
                         ["2026-01-31  -7.25", "2026-02-28    3.5"])
        self.assertEqual(len(self.ask("summary", "--rows").splitlines()), 2 + 12)

    def test_other_tables_show_names_as_they_are_and_shares_in_percent(self):
        self.assertEqual(self.ask("regret"), "policy  note          run  cost [USD]  share\n"
                                             'a       one, "two"  12345       1.23M  3.7 %\n'
                                             "b                   12346           -  100 %\n")

    def test_csv_passes_rows_through(self):
        with open(os.path.join(self.folder, "r", "regret.csv"), encoding="utf-8") as file:
            self.assertEqual(self.ask("regret.csv", "--csv"), file.read())
        rows = list(csv.DictReader(self.ask("summary", "--csv", "--actor", "sinks", "--columns", "p50").splitlines()))
        self.assertEqual([float(row["p50"]) for row in rows], SINKS)
        self.assertEqual(len(self.ask("summary", "--csv", "--limit", "3").splitlines()), 4)

    def test_long_tables_are_cut_and_say_so(self):
        said = self.ask("summary", "--rows", "--limit", "5")
        self.assertEqual(said.splitlines()[-1], "... and 7 more rows: see --limit, --where")
        self.assertEqual(len(said.splitlines()), 1 + 5 + 1)
        self.assertIn("... and 6 more rows", self.ask("summary", "--limit", "1"))
        self.write("wide", ",".join(f"c{k}" for k in range(50)) + "\n" + ",".join("1" * 50) + "\n")
        self.assertIn("... and 30 more columns: see --columns", self.ask("wide"))
        self.assertEqual(self.ask("wide", "--columns", "c49,c2"), "c49  c2\n  1   1\n")

    def test_what_is_the_same_in_the_rows_shown_alone_is_not_called_the_same(self):
        self.assertIn("rises", self.ask("summary", "--rows", "--limit", "5").splitlines()[1])

    def test_mistakes_name_the_nearest(self):
        for arguments, words in ((["sumary"], "did you mean 'summary'?"),
                                 (["flows"], "expected regret, summary"),
                                 (["summary", "--actor", "rise"], "has no row of actor 'rise'; did you mean 'rises'?"),
                                 (["summary", "--date", "2031"], "there is 2026-01-31, 2026-02-28"),
                                 (["summary", "--date", "2026-0"], "has no row of date '2026-0'"),
                                 (["summary", "--columns", "actor,p5"], "no column 'p5'; did you mean 'p50'?"),
                                 (["summary", "--where", "actr=x"], "no column 'actr'; did you mean 'actor'?"),
                                 (["summary", "--where", "actor"], "has no '='; expected COLUMN=VALUE"),
                                 (["regret", "--actor", "x"], "no column 'actor'; expected policy, note, run"),
                                 (["summary", "--limit", "0"], "'0' is no whole number from 1"),
                                 (["summary", "--csv", "--actor", "rise"], "did you mean 'rises'?")):
            self.assertIn(words, self.ask(*arguments, code=2))

    def test_conditions_that_no_row_meets_together_show_nothing(self):
        self.write("pairs", "a,b\n1,x\n2,y\n")
        self.assertEqual(self.ask("pairs", "--where", "a=1", "--where", "b=y"), "")

    def test_a_cut_file_is_said_with_its_line(self):
        self.write("summary", HEADER + "baseline,2026-01-31,-1,rises,stock\n")
        self.assertIn("r/summary.csv:2: 5 cells; expected 8 as in the header", self.ask("summary", code=3))

    def test_a_folder_without_tables_is_refused(self):
        for folder in ("nowhere", "."):
            done = subprocess.run([PROGRAM, "show", folder], cwd=self.folder, capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("expected a folder of results", done.stderr)

    def test_no_cell_steers_the_terminal(self):
        self.write("bad", "name,note\na,\x1b[2J\nb,c\n")
        self.assertIn("?[2J", self.ask("bad"))

    def test_memory_does_not_grow_with_the_table(self):
        def most(rows):
            self.write("long", "run,future,policy\n" + "".join(f"{k},{k // 3},p{k % 3}\n" for k in range(rows)))
            process = subprocess.Popen([PROGRAM, "show", "r", "long"], cwd=self.folder, stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = status
            self.assertEqual(status, 0)
            return usage.ru_maxrss
        self.assertLess(most(300000) - most(1000), 1024)  # kB; the file is 5 MB larger

    def test_a_terminal_gets_pictures(self):
        said = in_terminal("show", "r", "summary", cwd=self.folder)
        for name, values in (("rises", RISES), ("sinks", SINKS)):
            self.assertRegex(said, f"{name} .* {picture(values)}\n")

    def test_long_series_are_thinned_out(self):
        values = [float(k * k) for k in range(200)]
        self.write("summary", HEADER + "".join(f"a,2026-01-{k},{k},x,m,u,{v},{v}\n" for k, v in enumerate(values)))
        thinned = [values[k * 199 // 47] for k in range(48)]
        self.assertIn(picture(thinned) + "\n", in_terminal("show", "r", "summary", cwd=self.folder))

    def test_no_pictures_where_they_cannot_be_seen_or_are_not_wanted(self):
        plain = self.ask("summary")
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"LANG": "C"}, {"LC_ALL": "C"}):
            self.assertEqual(in_terminal("show", "r", "summary", cwd=self.folder, **environment), plain)

    def test_a_run_ends_with_the_medians_of_its_summary(self):
        scenario = os.path.join(ROOT, "configs", "examples", "minimal.cfg")
        arguments = ["run", scenario, "--replications", "60", "--out", "m", "--force", "--quiet"]
        said = in_terminal(*arguments, cwd=self.folder)
        with open(os.path.join(self.folder, "m", "summary.csv"), encoding="utf-8") as file:
            medians = [float(row["p50"]) for row in csv.DictReader(file)
                       if row["metric"] == "accessible_h100e" and row["actor"] == "firm"]
        self.assertRegex(said, f"\nfirm  {picture(medians)}  ")
        piped = subprocess.run([PROGRAM, *arguments], cwd=self.folder, capture_output=True, text=True, check=True)
        self.assertEqual(piped.stdout, in_terminal(*arguments, cwd=self.folder, NO_COLOR="1"))
        self.assertNotRegex(piped.stdout, f"[{LEVELS}]")


if __name__ == "__main__":
    unittest.main()
