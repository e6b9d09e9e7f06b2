"""What analysts ask first: stages, when, exceedance, additionality, against the tables of a run and closed forms."""
import csv
import io
import os
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.environ.get("SOURCE_DIR", os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
PROGRAM = os.environ.get("CHOKEPOINT", os.path.join(ROOT, "build", "chokepoint"))
FLAGSHIP = os.path.join(ROOT, "configs", "h200-2026-01.cfg")
SIZE = ("--replications", "137", "--months", "14")

# A foreign and a domestic chip of equal cost and use; two suppliers, one buyer.
PAIR = """
run : {{ start = "2026-02"; months = 12; replications = 3; }};
jurisdictions : {{ us : {{ start_regime = "as_is"; regimes : {{ as_is : {{ }}; }}; }};
                  cn : {{ start_regime = "as_is"; regimes : {{ as_is : {{ }}; }}; }}; }};
ecosystems : {{ cuda : {{ }}; }};
suppliers : {{ abroad : {{ }}; home : {{ }}; }};
chips : {{
    foreign : {{ supplier = "abroad"; ecosystem = "cuda"; origin = "us"; lead_months = 0; tpp = 31664.0;
        bandwidth_tb_per_s = 3.35; price_usd = 10.0; capacity_chips_per_month : {{ m0 = {foreign}; }}; }};
    own : {{ supplier = "home"; ecosystem = "cuda"; origin = "cn"; channel = "domestic"; lead_months = 0; tpp = 31664.0;
        bandwidth_tb_per_s = 3.35; price_usd = 10.0; capacity_chips_per_month : {{ m0 = {own}; }}; }};
}};
actors : {{ firm : {{ home = "cn"; budget_usd_per_month = {budget}; target_effective_h100e = 1.0e9; }}; }};
"""


def ask(*arguments, code=0):
    done = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    return done


def rows(*arguments):
    return list(csv.DictReader(io.StringIO(ask(*arguments, "--csv").stdout)))


class AgainstARun(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = tempfile.mkdtemp()
        ask("run", FLAGSHIP, *SIZE, "--trajectories", "--out", os.path.join(cls.home, "run"))

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.home)

    def table(self, name):
        with open(os.path.join(self.home, "run", name + ".csv"), encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def test_stages_are_the_flows_of_a_run(self):
        flows = [row for row in self.table("flows") if row["chip"] == "h200" and row["date"] == "2026-12-31"]
        for actor in (None, "deepseek"):
            asked = ("--actor", actor) if actor else ()
            for row in rows("stages", FLAGSHIP, *SIZE, "--chip", "h200", "--dates", "2026-12", *asked):
                if row["stage"] == "approved":
                    continue
                with self.subTest(actor=actor, stage=row["stage"]):
                    mean = sum(float(flow["mean"]) for flow in flows
                               if flow["stage"] == row["stage"] and flow["actor"] == (actor or flow["actor"]))
                    self.assertAlmostEqual(float(row["mean"]), mean, delta=1e-9 * mean + 1e-9)

    def test_approved_is_what_licences_before_the_order_granted(self):
        granted = {row["actor"]: float(row["mean"]) for row in self.table("flows")
                   if row["stage"] == "approved" and row["date"] == "2026-12-31"}
        approved = [float(row["mean"]) for row in rows("stages", FLAGSHIP, *SIZE, "--chip", "h200", "--dates", "2026-12")
                    if row["stage"] == "approved"]
        self.assertAlmostEqual(approved[0], sum(mean for name, mean in granted.items() if name != "cn_approval_new_chips"),
                               delta=1e-6)

    def test_first_dates_are_those_of_the_trajectories(self):
        futures = {}
        for row in self.table("trajectories"):
            if row["metric"] == "training_run_done" and row["actor"] == "deepseek":
                futures.setdefault(row["replication"], {})[row["date"]] = float(row["value"])
        found = [row for row in rows("when", FLAGSHIP, *SIZE) if row["actor"] == "deepseek"]
        self.assertEqual(len(found), 15)
        for row in found:
            share = sum(any(done >= 1 and date <= row["date"] for date, done in future.items())
                        for future in futures.values()) / len(futures)
            self.assertAlmostEqual(float(row["probability"]), share, delta=1e-12)

    def test_exceedance_is_that_of_a_run(self):
        wanted = {float(row["chips"]): float(row["probability"]) for row in self.table("exceedance")
                  if row["actor"] == "all" and row["chip"] == "h200" and row["date"] == "2027-03-31"}
        found = {float(row["level"]): float(row["probability"]) for row in
                 rows("exceedance", FLAGSHIP, *SIZE, "--chip", "h200", "--levels", "1000,10000,50000,100000,200000")}
        self.assertEqual(len(found), 6)
        self.assertGreater(found[0], 0)
        for level, probability in found.items():
            self.assertAlmostEqual(probability, wanted[level], delta=1e-12)

    def test_policies_stand_beside_each_other(self):
        found = rows("exceedance", FLAGSHIP, *SIZE, "--chip", "h200", "--policy", "baseline", "--policy", "ban")
        self.assertEqual({row["probability"] for row in found if row["policy"] == "ban"}, {"0"})
        self.assertNotEqual({row["probability"] for row in found if row["policy"] == "baseline"}, {"0"})

    def test_wrong_use_is_told(self):
        self.assertIn("did you mean 'h20'", ask("stages", FLAGSHIP, "--chip", "h2", code=2).stderr)
        self.assertIn("expected --chip", ask("stages", FLAGSHIP, code=2).stderr)
        self.assertIn("either --metric or --chip",
                      ask("exceedance", FLAGSHIP, "--metric", "hhi_owned", "--chip", "h200", code=2).stderr)
        self.assertIn("it has approved, ordered, licensed,",
                      ask("exceedance", FLAGSHIP, "--chip", "h200", "--stage", "xyz", code=2).stderr)
        self.assertIn("one future has no variance", ask("variance", FLAGSHIP, "--replications", "1", code=2).stderr)
        self.assertIn("'x' has no draw left", ask("variance", FLAGSHIP, "--group", "x=no.*", code=2).stderr)
        self.assertIn("of all actors together", ask("when", FLAGSHIP, "--metric", "hhi_owned", code=2).stderr)
        self.assertIn("is no number", ask("when", FLAGSHIP, "--level", "much", code=2).stderr)
        self.assertIn("no such policy 'bann'", ask("exceedance", FLAGSHIP, "--policy", "bann", code=3).stderr)
        self.assertIn("begins with no number", ask("exceedance", FLAGSHIP, "--levels", "1,x", code=2).stderr)
        self.assertIn("did you mean", ask("additionality", FLAGSHIP, "--actor", "tencen", code=2).stderr)


class Additionality(unittest.TestCase):
    def added(self, **world):
        with tempfile.NamedTemporaryFile("w", suffix=".cfg") as file:
            file.write(PAIR.format(**world))
            file.flush()
            return {(row["measure"], row["channel"]): float(row["mean"])
                    for row in rows("additionality", file.name, "--chip", "foreign")}

    def test_where_supply_binds_all_is_additional(self):
        # 12 months of 50 foreign chips of 2 H100e, beside 70 domestic ones, money for all
        found = self.added(foreign="50.0", own="70.0", budget="1.0e6")
        self.assertAlmostEqual(found["landed", ""], 600, delta=1e-6)
        self.assertAlmostEqual(found["own", ""], 1200, delta=1e-6)
        self.assertAlmostEqual(found["net", ""], 1200, delta=1e-6)
        self.assertAlmostEqual(found["displaced", "domestic"], 0, delta=1e-6)

    def test_uncertain_chips_count_as_drawn(self):
        # the capacity of two runs, in which several chips are worth what their future drew, and one has no supply
        supply = [f"chips.h200.{key}=0.0" for key in ("opening_inventory_chips", "capacity_chips_per_month.m0",
                                                      "capacity_chips_per_month.y2026m08",
                                                      "capacity_chips_per_month.y2027m02")]
        means = []
        with tempfile.TemporaryDirectory() as home:
            for name, changes in (("with", []), ("without", supply)):
                ask("run", FLAGSHIP, *SIZE, "--out", os.path.join(home, name), *(f"--set={change}" for change in changes))
                with open(os.path.join(home, name, "summary.csv"), encoding="utf-8") as file:
                    means.append([float(row["mean"]) for row in csv.DictReader(file) if row["actor"] == "all" and
                                  row["metric"] == "accessible_h100e"][-1])
        net = [float(row["mean"]) for row in rows("additionality", FLAGSHIP, *SIZE, "--chip", "h200")
               if row["measure"] == "net"]
        self.assertAlmostEqual(net[0] / (means[0] - means[1]), 1, delta=1e-9)

    def test_where_money_binds_nothing_is(self):
        # 100 chips a month for 1000 USD, half of them foreign; without those all domestic
        found = self.added(foreign="1.0e6", own="1.0e6", budget="1000.0")
        self.assertAlmostEqual(found["own", ""], 1200, delta=1e-6)
        self.assertAlmostEqual(found["displaced", "domestic"], 1200, delta=1e-6)
        self.assertAlmostEqual(found["net", ""], 0, delta=1e-6)


if __name__ == "__main__":
    unittest.main()
