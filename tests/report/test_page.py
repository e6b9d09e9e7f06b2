"""The page of `chokepoint report` in a browser: page.test.mjs checks it, by node and a headless Chromium, on results of
a small world made here. UPDATE_PICTURES=1 approves the pictures that are drawn now; look at them first.
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE_DIR = os.environ.get("SOURCE_DIR", os.path.dirname(os.path.dirname(HERE)))
CHOKEPOINT = os.environ.get("CHOKEPOINT", os.path.join(SOURCE_DIR, "build", "chokepoint"))
MODULES = os.path.join(os.path.dirname(CHOKEPOINT), "report-test")  # kept beside the program, for the next time
LONG = "long name " * 300
TITLE = "</script><script>hostile = 1</script> \"quotes\" 'and' <b>more</b> & " + LONG
FOLDER = "<img src=x onerror=hostile()>"
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><include>/etc/fonts/conf.d</include><dir>/usr/share/fonts/truetype/dejavu</dir>
<cachedir>{folder}/fonts</cachedir></fontconfig>"""


def missing():
    """Why there can be no test, or None."""
    for program in ("node", "npm", "chromium"):
        if not shutil.which(program):
            return f"no {program}"
    if not glob.glob("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"):
        return "no fonts-dejavu-core"
    os.makedirs(MODULES, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(os.path.join(HERE, name), MODULES)
    npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]
    if subprocess.run(npm, cwd=MODULES, capture_output=True, timeout=300).returncode:
        return "the registry of npm is out of reach"
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([CHOKEPOINT, "report", "none", "-o", os.path.join(folder, "none.html")],
                              capture_output=True, text=True)
    return "the program was built without its page" if "without its page" in done.stderr else None


WHY = missing()
if WHY:
    print(f"skipped: the page of reports in a browser ({WHY})")
    sys.exit(77)


class Page(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="chokepoint-page-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)
        return self.path(name)

    def chokepoint(self, *words):
        done = subprocess.run([CHOKEPOINT, *words], cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, f"{' '.join(words)[:300]}\n{done.stderr}")
        return done.stdout

    def make_results(self):
        world, study = os.path.join(HERE, "world.cfg"), os.path.join(HERE, "study.cfg")
        self.chokepoint("run", world, "--policy", "all", "--trajectories", "--quiet", "--out", "run")
        self.chokepoint("run", world, "--replications", "20", "--quiet", "--out", FOLDER)
        self.chokepoint("sweep", study, "--out", "study")
        self.chokepoint("regret", "study", "--bootstrap", "50", "--out", "regret")
        added = self.chokepoint("additionality", world, "--replications", "50", "--csv")
        self.write("added.csv", added)
        observations = os.path.join(HERE, "observations.csv")
        self.chokepoint("score", "run", observations, "--out", "scores")
        self.chokepoint("report", "run", "added.csv", "scores", observations, "-o", "run.html")
        self.chokepoint("report", "study", "regret", "-o", "study.html")
        self.write("hostile-title.txt", TITLE)
        self.chokepoint("report", FOLDER, "run", "--title", TITLE, "-o", "hostile.html")

    def test_page(self):
        self.make_results()
        environment = {
            **os.environ,
            "FOLDER": self.folder,
            "APPROVED": os.path.join(HERE, "approved"),
            "NODE_MODULES": os.path.join(MODULES, "node_modules"),
            "CHROMIUM": shutil.which("chromium"),
            "UPDATE": os.environ.get("UPDATE_PICTURES", ""),
            "FONTCONFIG_FILE": self.write("fonts.conf", FONTS.format(folder=self.folder)),
            "TZ": "UTC",
        }
        done = subprocess.run(["node", "--test", "--test-reporter=spec", os.path.join(HERE, "page.test.mjs")],
                              env=environment, capture_output=True, text=True, timeout=300)
        if done.returncode:
            for name in glob.glob(self.path("*.png")):  # what is drawn instead of what was approved
                shutil.copy(name, MODULES)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
