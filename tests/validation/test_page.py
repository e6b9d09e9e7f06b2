"""docs/validation.md, docs/backtest.svg and README.md show what the back-test and the published cases give today.

Expected: the program's own runs, all of them again. The arithmetic of the tables: closed forms, and `chokepoint score`.
"""
import math
import os
import re
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.environ.get("SOURCE_DIR", os.path.dirname(os.path.dirname(HERE)))
PROGRAM = os.environ.get("CHOKEPOINT", os.path.join(ROOT, "build", "chokepoint"))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(ROOT, "scripts"))
import validation  # noqa: E402
from backtest import ORIGINS  # noqa: E402


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.results = validation.Results(os.path.abspath(PROGRAM))

    def test_the_pages_are_what_the_program_gives(self):
        for name, text, fresh in validation.files(self.results):
            self.assertEqual(text.splitlines(), fresh.splitlines(), f"{name} is out of date: run scripts/validate")
            self.assertTrue(name.endswith(".svg") or validation.BLOCK.search(text), name)

    def test_every_block_stands_on_a_page_and_a_changed_figure_shows(self):
        pages = "".join(text for _, text, _ in validation.files(self.results))
        self.assertEqual(set(re.findall(r"<!-- validate: (\w+) -->", pages)), set(validation.BLOCKS))
        block = validation.BLOCK.search(pages)
        wrong = block[0].replace("1", "7")
        self.assertNotEqual(wrong, block[0])
        self.assertEqual(validation.renewed(wrong, self.results), block[0])

    def test_twelve_rows_are_scored_and_no_later_one(self):
        self.assertEqual([s.end for s in self.results.pooled()],
                         [f"{origin + 1}-{month:02}" for origin in ORIGINS for month in (3, 6, 9, 12)])

    def test_a_point_scores_as_the_program_scores_it(self):
        for s in self.results.pooled(by="policy_aware"):
            expected = validation.absolute_error(s.p50, self.results.observations["official_flow", s.end])
            self.assertAlmostEqual(s.crps, expected, delta=1e-9 * max(1, expected))

    def test_nine_moves_are_scored_by_the_square_of_what_they_are_wrong_by(self):
        moves = [(s.series, s.end, s.event, s.observed, s.brier) for origin in ORIGINS
                 for s in self.results.runs[f"from-{origin}", "simulated"].moves]
        self.assertEqual(len(moves), 9)
        for series, end, share, in_force, brier in moves:
            self.assertAlmostEqual(brier, (share - in_force) ** 2, msg=(series, end))


class Arithmetic(unittest.TestCase):
    def test_kolmogorovs_distance(self):
        self.assertAlmostEqual(validation.kolmogorov([0.1, 0.2, 0.3])[0], 0.7)
        # its asymptotic 5 % point is 1.358
        n = 10000
        shifted = [(i + 0.5) / n * (1 - 1.358 / math.sqrt(n)) for i in range(n)]
        self.assertAlmostEqual(validation.kolmogorov(shifted)[1], 0.05, delta=0.002)

    def test_the_mean_error_of_a_point_beside_a_lognormal_truth(self):
        observed = {"value": "100", "p5": f"{100 * math.exp(-1.6448536269514722 * 0.5)}", "p95": f"{100 * math.exp(1.6448536269514722 * 0.5)}"}
        mean = 100 * math.exp(0.125)
        self.assertAlmostEqual(validation.absolute_error(0.0, observed), mean)  # far below: mean less point
        self.assertAlmostEqual(validation.absolute_error(1e5, observed), 1e5 - mean, places=6)
        self.assertEqual(validation.absolute_error(7.0, {"value": "3", "p5": "", "p95": ""}), 4)


if __name__ == "__main__":
    unittest.main()
