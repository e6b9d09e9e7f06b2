"""The observations are what the evidence beside them says.

Expected: totals that stand in other tables of the evidence, so that neither a wrong sum nor a stale file passes.
"""
import csv
import os
import subprocess
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.environ.get("SOURCE_DIR", os.path.dirname(os.path.dirname(HERE)))
EVIDENCE = os.path.join(ROOT, "configs", "evidence")


def rows(name):
    with open(os.path.join(EVIDENCE, name + ".csv"), newline="") as file:
        return list(csv.DictReader(file))


class Observations(unittest.TestCase):
    def series(self, name):
        return {row["to"]: row for row in rows("observations") if row["series"] == name}

    def test_the_file_is_what_the_script_writes(self):
        script = os.path.join(ROOT, "scripts", "observations")
        fresh = subprocess.run([sys.executable, script], check=True, capture_output=True, text=True).stdout
        with open(os.path.join(EVIDENCE, "observations.csv")) as file:
            self.assertEqual(file.read(), fresh)

    def test_stocks_are_those_of_the_series_by_quarter(self):
        for row in rows("china_stock_quarterly"):
            month = row["quarter_end"][:7]
            for name, column in (("official_stock", "nvidia_official_h100e"), ("legal_stock", "legal_h100e"),
                                 ("grey_stock", "smuggled_h100e"), ("total_stock", "total_h100e")):
                if month in self.series(name):  # the others were digitised from a figure: within 3
                    self.assertAlmostEqual(float(self.series(name)[month]["value"]), float(row[column]), delta=3)
            if month in self.series("ratio_to_hyperscalers"):
                self.assertAlmostEqual(float(self.series("ratio_to_hyperscalers")[month]["value"]),
                                       float(row["ratio_total_to_hyperscalers"]), delta=0.00006)

    def test_flows_are_those_by_chip(self):
        flows = dict.fromkeys(self.series("official_flow"), 0.0)
        for row in rows("nvidia_china_flow_by_chip"):
            quarter, year = row["quarter"].split()
            flows[f"{year}-{3 * int(quarter[1]):02}"] += float(row["h100e_median"])
        self.assertEqual({to: float(row["value"]) for to, row in self.series("official_flow").items()}, flows)
        for to, row in self.series("official_flow_of_year").items():
            self.assertEqual(float(row["value"]), sum(x for month, x in flows.items() if month[:4] == to[:4]))

    def test_ranges_hold_their_value(self):
        for row in rows("observations"):
            if row["p5"]:
                self.assertLess(float(row["p5"]), float(row["value"]), row)
                self.assertLess(float(row["value"]), float(row["p95"]), row)
            else:
                self.assertEqual(float(row["value"]), 0, row)

    def test_fiscal_quarters_follow_each_other_and_sum_to_the_years(self):
        revenue = rows("nvidia_china_revenue")
        months = [(int(row["from"][:4]) * 12 + int(row["from"][5:]), int(row["to"][:4]) * 12 + int(row["to"][5:]))
                  for row in revenue]
        self.assertTrue(all(end == begin + 2 for begin, end in months))
        self.assertTrue(all(end + 1 == begin for (_, end), (begin, _) in zip(months, months[1:])))
        for year, total in (("FY23", 5.785e9), ("FY24", 10.306e9), ("FY25", 17.11e9)):  # N22, N08, N21; rounded to 10 M
            self.assertAlmostEqual(sum(float(r["revenue_usd"]) for r in revenue if r["fiscal_quarter"].startswith(year)),
                                   total, delta=0.01e9)


if __name__ == "__main__":
    unittest.main()
