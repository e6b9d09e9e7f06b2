"""Uncertain numbers as Sobol' points: what they change, what they leave alone, and how sure their means are.

The points themselves are tested in tests/base/test_sobol.c.
"""
import csv
import io
import math
import os
import subprocess
import tempfile
import unittest

from harness import CHOKEPOINT, configuration, run_many, run_text, small

SOBOL = 'run.sampling = "sobol"'


def uniform(low, high):
    return {"distribution": "uniform", "min": low, "max": high, "value": (low + high) / 2}


WORLD = small(6, chip={"price_usd": uniform(8.5, 11.5), "supply_noise_sd": 0.37, "capacity_chips_per_month": {"m0": 23.85},
                       "opening_inventory_chips": uniform(37.0, 85.0)},
              firm={"training_share": uniform(0.23, 0.85), "utilisation": uniform(0.5, 0.9)},
              instruments={"key": {"type": "licence", "owner": "us", "delay_mean_months": uniform(1.5, 2.5)},
                           "duty": {"type": "tariff", "owner": "us", "rate": 0.25}})
POLICIES = r"""policies : {
    certain : { set = ("chips.chip.price_usd = 10.0"); };
    uncertain : { set = ("actors.firm.opening_cash_usd = { distribution = \"uniform\"; min = 1.0; max = 2.0; }"); };
};
"""


def draws(world, replication, *options):
    """{(process, entity, month, number): uniform} of one future"""
    with tempfile.TemporaryDirectory(prefix="chokepoint-test-") as folder:
        path = os.path.join(folder, "world.cfg")
        with open(path, "w") as file:
            file.write(configuration(world) + POLICIES)
        done = subprocess.run([CHOKEPOINT, "replay", path, "--replication", str(replication), "--draws", *options],
                              capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise AssertionError(done.stdout + done.stderr)
    return {tuple(row[k] for k in ("process", "entity", "month", "number")): float(row["uniform"])
            for row in csv.DictReader(io.StringIO(done.stdout))}


def parameters(found):
    return {key[1]: u for key, u in found.items() if key[0] == "parameter"}


class Draws(unittest.TestCase):
    def test_only_uncertain_numbers_are_drawn_otherwise(self):
        random, sobol = draws(WORLD, 37), draws(WORLD, 37, "--set", SOBOL)
        self.assertEqual(set(random), set(sobol))
        self.assertGreater(len(random), 20)
        for key in random:
            if key[0] == "parameter":
                self.assertNotEqual(random[key], sobol[key], key)
            else:
                self.assertEqual(random[key], sobol[key], key)

    def test_numbers_keep_their_luck_when_others_become_certain_or_uncertain(self):
        plain = parameters(draws(WORLD, 85, "--set", SOBOL))
        for options in (("--policy", "certain"), ("--policy", "uncertain"), ("--set", "actors.firm.utilisation = 0.7"),
                        ("--set", 'actors.firm = { home = "cn"; training_share = { distribution = "uniform"; min = 0.2; '
                                  'max = 0.5; }; }')):
            changed = parameters(draws(WORLD, 85, "--set", SOBOL, *options))
            self.assertNotEqual(set(changed), set(plain), options)
            for path in set(changed) & set(plain):
                self.assertEqual(changed[path], plain[path], (path, options))

    def test_the_order_of_declaration_does_not_matter(self):
        turned = {kind: dict(reversed(group.items())) if kind != "run" else group
                  for kind, group in reversed(WORLD.items())}
        turned["chips"] = {"chip": dict(reversed(WORLD["chips"]["chip"].items()))}
        self.assertEqual(draws(turned, 23, "--set", SOBOL), draws(WORLD, 23, "--set", SOBOL))

    def test_what_comes_after_the_last_coordinate_is_random(self):
        # outside_demand is the first by path, so the last coordinates are those of the capacity in later months
        many = {f"m{t}": uniform(1.0, 2.0) for t in range(560)}
        world = small(600, chip={"outside_demand_chips_per_month": many, "capacity_chips_per_month": many})
        random, sobol = parameters(draws(world, 3)), parameters(draws(world, 3, "--set", SOBOL))
        paths = sorted(random)
        self.assertEqual(len(paths), 1120)
        self.assertEqual([random[p] == sobol[p] for p in paths], [False] * 1024 + [True] * 96)


class Means(unittest.TestCase):
    def test_more_futures_begin_with_the_same_ones(self):
        few = run_many(WORLD, 48, "--set", SOBOL, "--trajectories").rows("trajectories")
        more = run_many(WORLD, 96, "--set", SOBOL, "--trajectories").rows("trajectories")
        self.assertEqual(few, [row for row in more if int(row["replication"]) < 48])

    def test_means_are_surer_and_the_error_says_so(self):
        # the firm buys the whole stock: uniform in [0, 100]; with 64 points in each of 16 randomisations the mean's
        # standard error is 100 / sqrt(12 * 64^3 * 16) = 0.0141, against 0.90 of random draws
        world = small(2, chip={"opening_inventory_chips": uniform(0.0, 100.0)})
        row = [r for r in run_many(world, 1024, "--set", SOBOL).rows("summary")
               if r["actor"] == "firm" and r["metric"] == "accessible_h100e" and r["month"] == "1"][0]
        error = 100 / math.sqrt(12 * 64 ** 3 * 16)
        self.assertLess(abs(float(row["mean"]) - 50), 4 * error)
        self.assertLess(abs(float(row["mc_standard_error"]) / error - 1), 0.6)  # 3.3 standard deviations
        for q, expected in (("p5", 5), ("p50", 50), ("p95", 95)):
            self.assertLess(abs(float(row[q]) - expected), 0.5)

    def test_differences_between_policies_are_as_sure(self):
        # twice the capacity a chip: the difference is the stock itself, uniform in [0, 100] as above
        world = configuration(small(2, chip={"opening_inventory_chips": uniform(0.0, 100.0)}))
        double = 'policies : { double : { set = ("chips.chip.tpp = 31664.0"); }; };'
        row = [r for r in run_text(world + double, "--replications", 1024, "--set", SOBOL, "--policy", "baseline",
                                   "--policy", "double").rows("compare")
               if r["actor"] == "firm" and r["metric"] == "accessible_h100e" and r["month"] == "1"][0]
        error = 100 / math.sqrt(12 * 64 ** 3 * 16)
        self.assertLess(abs(float(row["mean_difference"]) - 50), 4 * error)
        self.assertLess(abs(float(row["mc_standard_error"]) / error - 1), 0.6)


if __name__ == "__main__":
    unittest.main()
