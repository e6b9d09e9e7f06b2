"""Figures draw what the CSV says, in all formats, and the picture of README.md is of today's program.

Numbers in a figure's script are held against tables written by hand, sums and means against those of `statistics`.
The fingerprint in a picture is that of its data and commands; bytes are compared where gnuplot is the one that drew it.
"""
import csv
import importlib.util
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

ROOT = os.environ["SOURCE_DIR"]
PROGRAM = os.environ["CHOKEPOINT"]
PLOTS = os.path.join(ROOT, "scripts", "plots.py")
PICTURE = os.path.join(ROOT, "docs", "pictures", "h200-2026-01.svg")
HAS_GNUPLOT = shutil.which("gnuplot") is not None
if not HAS_GNUPLOT:
    print("skipped: pictures drawn by gnuplot: not installed")
SVG = "{http://www.w3.org/2000/svg}"
DATES = ["2026-01-31", "2026-02-28", "2026-03-31"]


def described(path):
    return xml.parse(path).getroot().find(SVG + "desc").text.split("; ")


class Plots(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def table(self, result, name, columns, rows):
        os.makedirs(self.path(result), exist_ok=True)
        with open(self.path(result, name + ".csv"), "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([columns.split(","), *rows])

    def plot(self, figure, result, out, *more, code=0):
        done = subprocess.run([sys.executable, PLOTS, figure, self.path(result), "-o", self.path(out), *more],
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stderr

    def drawn(self, figure, result, *more):
        """The blocks of data in a figure, and its script."""
        self.plot(figure, result, "figure.gp", *more)
        with open(self.path("figure.gp"), encoding="utf-8") as file:
            script = file.read()
        blocks = [[line.split(" ") for line in block.strip("\n").split("\n")]
                  for block in re.findall(r"<< EOD\n(.*?)EOD\n", script, re.S)]
        return blocks, script

    def a_run(self):
        metric = [["one", date, t - 1, actor, "accessible_h100e", "H100e", *(q + t for q in levels)]
                  for actor, levels in (("a", (1, 2, 3, 5, 9)), ("it's <b>", (110, 120, 130, 150, 190)))
                  for t, date in enumerate(DATES)]
        self.table("r", "summary", "policy,date,month,actor,metric,unit,p5,p25,p50,p75,p95", metric)
        parts = [("in_service", "", ""), ("surplus", "", ""), ("transit", "", ""), ("pending", "us", "clock"),
                 ("not_ordered", "cn", "ban"), ("not_ordered", "", "supply"), ("not_ordered", "", "cash"),
                 ("not_ordered", "", "timing")]
        needs = [["one", date, t - 1, actor, *part, 2 ** k * factor + t]
                 for actor, factor in (("a", 1), ("b", 1000)) for k, part in enumerate(parts)
                 for t, date in enumerate(DATES)]
        self.table("r", "need_ledger", "policy,date,month,actor,stage,key,cause,effective_h100e", needs)
        shares = [["one", date, t - 1, "us", regime, share] for t, date in enumerate(DATES)
                  for regime, share in (("open", 0.25 + t / 8), ("shut", 0.75 - t / 8))]
        self.table("r", "regimes", "policy,date,month,jurisdiction,regime,share", shares)

    def a_sweep(self, design, levers, columns, rows):
        self.table("s", "outcomes", columns, rows)
        with open(self.path("s", "manifest.json"), "w", encoding="utf-8") as file:
            json.dump({"design": design, "levers": levers}, file)

    def test_a_fan_holds_the_quantiles(self):
        self.a_run()
        (first, second), _ = self.drawn("fan", "r")
        self.assertEqual(first[1], ["0", "2", "3", "4", "6", "10"])
        self.assertEqual(second[2], ["1", "112", "122", "132", "152", "192"])

    def test_a_ledger_stacks_what_fills_the_target(self):
        self.a_run()
        (stack,), script = self.drawn("ledger", "r")
        # in service 1, transit 4, us 8, cn 16, supply 32, cash 64, timing 128; surplus 2 is beyond the target; a month
        # adds 1 to each of both actors; at the opening nobody has ordered
        expected, parts = [0], [1001, 4004, 8008, 16016, 32032, 64064, 128128]
        for part in parts:
            expected.append(expected[-1] + part + 2)
        self.assertEqual([float(x) for x in stack[0]], [0] + expected)
        self.assertLess(script.index("key of cn shut"), script.index("key of us shut"))  # the legend: from the top
        (one,), _ = self.drawn("ledger", "r", "--actor", "a")
        self.assertEqual(float(one[0][-1]), 253 + 7)

    def test_regimes_stack_to_one_hundred_percent(self):
        self.a_run()
        (stack,), _ = self.drawn("regimes", "r")
        self.assertEqual(stack[1:], [["0", "0", "37.5", "100"], ["1", "0", "50", "100"]])

    def test_a_heat_map_holds_means_over_what_is_not_shown(self):
        rows = [[f, f, "p", x, y, z, v] for f, (x, y, z, v) in enumerate(
            (x, y, z, 23.85 * x + y * z + 7 * (x == y)) for x in (1, 2, 5) for y in (3, 2) for z in (0, 11))]
        self.a_sweep("monte_carlo", ["x", "y", "z"], "run,future,policy,x [1],y,z,cost [USD]", rows)
        (cells, words), script = self.drawn("heatmap", "s", "--x", "y", "--y", "x")
        found = {(int(a), int(b)): float(v) for a, b, v in cells}
        self.assertEqual(len(found), 6)
        for (across, up), value in found.items():
            expected = statistics.mean(row[6] for row in rows if row[4] == (3, 2)[across] and row[3] == (1, 2, 5)[up])
            self.assertAlmostEqual(value, expected, delta=1e-6 * expected)
        self.assertIn("set xtics ('3' 0, '2' 1)", script)
        self.assertEqual({word[-1] for word in words}, {"0", str(0xffffff)})

    def test_a_tornado_of_one_factor_at_a_time_shows_the_widest_first(self):
        designs = [[0, 10, 5, 1], [1, 8, 5, 1], [2, 13, 5, 1], [3, 10, 4, 1], [4, 10, 5, 2]]
        outcomes = [100, 95, 104, 70, 100]
        self.table("s", "design", "future,small [chips],large,idle", designs)
        self.a_sweep("one_at_a_time", [], "run,future,policy,y [H100e]", [[f, f, "p", y] for f, y in enumerate(outcomes)])
        blocks, script = self.drawn("tornado", "s")
        self.assertEqual(blocks, [[["70", "100", "1"]], [["95", "100", "0"]], [["100", "104", "0"]]])
        self.assertIn("set ytics ('large: 4' 1, 'small [chips]: 8 … 13' 0)", script)

    def test_a_tornado_of_policies_shows_differences(self):
        rows = [[p, d, "one", "all", "accessible_h100e", "H100e", *values] for d, factor in (("2026-01-31", 0), ("2027-01-31", 1))
                for p, values in (("mild", [2 * factor, 1, 3]), ("hard", [-9 * factor, -20, 0.5]))]
        self.table("r", "compare", "policy,date,reference,actor,metric,unit,mean_difference,p5,p95", rows)
        blocks, _ = self.drawn("tornado", "r")
        self.assertEqual([block[0] for block in blocks], [["-20", "0.5", "1"], ["-9", "1"], ["1", "3", "0"], ["2", "0"]])

    @unittest.skipUnless(HAS_GNUPLOT, "gnuplot")
    def test_every_figure_is_drawn_and_the_same_again(self):
        self.a_run()
        for figure, more in (("fan", ()), ("fan", ("--log",)), ("ledger", ()), ("regimes", ()),
                             ("story", ("--actor", "a", "--name", "us=Wash'n"))):
            with self.subTest(figure):
                for out in ("one.svg", "two.svg"):
                    self.plot(figure, "r", out, *more)
                with open(self.path("one.svg"), "rb") as one, open(self.path("two.svg"), "rb") as two:
                    self.assertEqual(one.read(), two.read())
                tree = xml.parse(self.path("one.svg"))
                self.assertGreater(len(list(tree.iter(SVG + "path"))), 8)
                if figure == "fan":
                    self.assertIn("it's <b>", ["".join(text.itertext()).strip() for text in tree.iter(SVG + "text")])

    @unittest.skipUnless(HAS_GNUPLOT, "gnuplot")
    def test_pdf_and_png_are_what_their_names_say(self):
        self.a_run()
        for ending, magic in (("pdf", b"%PDF"), ("png", b"\x89PNG")):
            self.plot("regimes", "r", "out." + ending)
            with open(self.path("out." + ending), "rb") as file:
                self.assertEqual(file.read(4), magic)

    def test_mistakes_are_told_in_one_line(self):
        self.a_run()
        self.a_sweep("sobol", ["x"], "run,future,policy,x,y", [[0, 0, "p", 1, 2]])
        for figure, result, more, words in (
                ("fan", "r", ("--policy", "on"), "no policy 'on'; did you mean 'one'?"),
                ("fan", "r", ("--metric", "owned"), "no metric 'owned'; expected accessible_h100e"),
                ("ledger", "nowhere", (), "need_ledger.csv: No such file or directory"),
                ("tornado", "s", (), "design 'sobol'; expected a sweep of the design one_at_a_time"),
                ("heatmap", "s", (), "1 levers; expected a sweep over two at least")):
            said = self.plot(figure, result, "x.gp", *more, code=2)
            self.assertIn(words, said)
            self.assertEqual(said.count("\n"), 1)
        self.assertIn("ends in none of .svg", self.plot("fan", "r", "x.jpg", code=2))
        self.assertIn("invalid choice: 'pie'", self.plot("pie", "r", "x.svg", code=2))

    def test_the_picture_of_the_readme_is_of_todays_program(self):
        def drawn(name):
            subprocess.run([os.path.join(ROOT, "scripts", "picture"), PROGRAM, self.path(name)], check=True)
        spec = importlib.util.spec_from_file_location("gnuplot", os.path.join(ROOT, "scripts", "gnuplot.py"))
        gnuplot = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(gnuplot)
        drawn("picture.gp")
        with open(self.path("picture.gp"), encoding="utf-8") as file:
            fingerprint = gnuplot.fingerprint(file.read())
        by, told = described(PICTURE)
        self.assertEqual(told, fingerprint, "docs/pictures is out of date: run scripts/document")
        if not HAS_GNUPLOT:
            return
        drawn("picture.svg")
        if described(self.path("picture.svg"))[0] != by:
            print(f"skipped: bytes of the picture, which {by} drew")
            return
        with open(self.path("picture.svg"), "rb") as now, open(PICTURE, "rb") as then:
            self.assertEqual(now.read(), then.read(), "docs/pictures is out of date: run scripts/document")


if __name__ == "__main__":
    unittest.main()
