"""The frozen forecasts are what they were, rest on what they say they rest on, and the program still gives them.

Expected: the tables as committed, their hashes, and the dates of the evidence; nothing here is computed by the program alone.
"""
import csv
import hashlib
import importlib.machinery
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.environ.get("SOURCE_DIR", os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
PROGRAM = os.environ.get("CHOKEPOINT", os.path.join(ROOT, "build", "chokepoint"))
SCRIPT = os.path.join(ROOT, "scripts", "freeze_forecast")
PLACE = os.path.join(ROOT, "configs", "forecast")
DAY = "2026-01-30"
PLAIN, CLEAN = (os.path.join(PLACE, name) for name in (DAY, DAY + "-vintage"))
KINDS = {"estimate", "copy", "article"}


def rows(*path):
    with open(os.path.join(*path), newline="") as file:
        return list(csv.DictReader(file))


def script():
    """The script as a module."""
    loader = importlib.machinery.SourceFileLoader("freeze_forecast", SCRIPT)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    sys.dont_write_bytecode = True
    loader.exec_module(module)
    return module


freeze_forecast = script()
EVIDENCE = {row["id"]: row for row in rows(ROOT, "configs", "evidence", "evidence.csv")}
VINTAGE = {row["id"]: row for row in rows(ROOT, "configs", "evidence", "vintage.csv")}


class Frozen(unittest.TestCase):
    def check(self, folder):
        return subprocess.run([sys.executable, SCRIPT, PROGRAM, "--check", folder], capture_output=True, text=True)

    def test_the_program_still_gives_every_byte(self):
        for folder in (PLAIN, CLEAN):
            self.assertEqual(self.check(folder).stderr, "")

    def test_the_seal_is_whole(self):
        """What was registered with the forecast, its hindsight and the lists of hashes: nothing may change."""
        sealed = {}
        with open(os.path.join(PLACE, "SHA256SUMS")) as file:
            for line in file:
                digest, name = line.split()
                sealed[name] = digest
        names = [f"{folder}/{name}" for folder in (DAY, DAY + "-vintage") for name in ("README.md", "SHA256SUMS", "hindsight.csv")]
        self.assertEqual(sorted(sealed), sorted(names))
        for name in names:
            with open(os.path.join(PLACE, name), "rb") as file:
                self.assertEqual(hashlib.sha256(file.read()).hexdigest(), sealed[name], name)

    def test_a_change_is_found(self):
        with tempfile.TemporaryDirectory() as place:
            for name in os.listdir(CLEAN):
                shutil.copy(os.path.join(CLEAN, name), place)
            path = os.path.join(place, "scenario.cfg")
            with open(path) as file:
                text = file.read()
            with open(path, "w") as file:
                file.write(text.replace('seed = "20260130"', 'seed = "20260131"'))
            found = self.check(place).stderr
        self.assertIn("scenario.cfg was changed", found)
        self.assertIn("summary.csv: the program now gives", found)

    def test_what_stands_is_never_overwritten(self):
        done = subprocess.run([sys.executable, SCRIPT, PROGRAM, PLAIN], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr.strip()), (1, f"{PLAIN} is frozen"))

    def test_the_answers_are_those_of_the_tables(self):
        with open(os.path.join(PLACE, "answers.md")) as file:
            self.assertEqual(file.read(), freeze_forecast.answers())

    def test_the_causes_add_up_to_the_share_with_none(self):
        for folder in (PLAIN, CLEAN):
            none = {row["month"]: float(row["none"]) for row in rows(folder, "h200_landed.csv")}
            sums = dict.fromkeys(none, 0.0)
            for row in rows(folder, "nothing_arrived.csv"):
                sums[row["date"][:7]] += float(row["probability"])
            for month, share in none.items():
                self.assertAlmostEqual(sums[month], share, delta=1e-12, msg=month)


class Evidence(unittest.TestCase):
    def test_whatever_is_later_is_listed(self):
        """A source or note that names a later date, or a copy of unknown date, is one that vintage.csv explains."""
        later = re.compile(r"2026-(?:0[2-9]|1[0-2])|accessed 2026|@[0-9a-f]{7}")
        for name, row in EVIDENCE.items():
            if later.search(" ".join((row["date"], row["source"], row["note"]))) or "2026-01-31" in row["source"]:
                self.assertIn(name, VINTAGE)
        for name, row in VINTAGE.items():
            self.assertIn(name, EVIDENCE)
            self.assertIn(row["kind"], KINDS)
            self.assertTrue(row["why"])

    def test_the_forecast_owns_up_to_its_hindsight(self):
        listed = [(row["path"], row["ids"].split()) for row in rows(PLAIN, "hindsight.csv")]
        self.assertEqual(listed, freeze_forecast.hindsight(PLAIN))
        self.assertGreater(len(listed), 50)

    def test_the_vintage_clean_one_has_none(self):
        self.assertEqual(freeze_forecast.hindsight(CLEAN), [])
        with open(os.path.join(CLEAN, "scenario.cfg")) as file:
            text = file.read()
        self.assertNotRegex(text, r"(?i)\bepoch")
        self.assertNotIn("guided for 2026Q1", text)

    def test_no_id_of_the_vintage_clean_one_is_dated_later(self):
        """Dates are of facts; windows that were counted to the last day of January, and plans, are no facts of a later day."""
        cited = {name for _, text in freeze_forecast.words(CLEAN) for name in freeze_forecast.ids(text)}
        self.assertGreater(len(cited), 50)
        for name in cited:
            date = EVIDENCE[name]["date"]
            days = re.findall(r"\d{4}-\d\d-\d\d", date)
            self.assertTrue(all(day <= DAY for day in days) or date.endswith("..2026-01-31"), f"{name}: {date}")
        for row in rows(ROOT, "configs", "evidence", "timeline.csv"):  # what the windows count
            self.assertLessEqual(row["date"], DAY)

    def test_both_say_when_they_were_made(self):
        for folder in (PLAIN, CLEAN):
            with open(os.path.join(folder, "scenario.cfg")) as file:
                self.assertIn(f'as_of = "{DAY}"', file.read())


if __name__ == "__main__":
    unittest.main()
