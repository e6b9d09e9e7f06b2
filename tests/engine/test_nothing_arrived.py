"""Which key was shut while nothing arrived (docs/model.md, 7.10), in worlds whose answer is plain, computed by hand.

In random worlds the causes must add up to what exceedance.csv says of no delivery, which counts landed chips only.
"""
import os
import subprocess
import unittest

import worlds
from harness import CHOKEPOINT, SOURCE_DIR, merge, run, run_many, run_text, small
from test_closed_forms import event, stock, supply


def shut(r, month, chip="chip"):
    """{(stage, key, cause, instrument): probability} at the end of a month."""
    return {(row["stage"], row["key"], row["cause"], row["instrument"]): float(row["probability"])
            for row in r.rows("nothing_arrived")
            if int(row["month"]) == month and row["chip"] == chip and float(row["probability"]) > 0}


def licence(owner="us", **more):
    return {"type": "licence", "owner": owner, **more}


SLOW = licence(delay_mean_months=3.0, delay_shape=0)


class ByHand(unittest.TestCase):
    def says(self, world, *answers):
        """In each month the one category, as its leading columns; () once something has landed."""
        r = run(world)
        for month, answer in enumerate(answers):
            wanted = {tuple(answer) + ("",) * (4 - len(answer)): 1.0} if answer else {}
            self.assertEqual(shut(r, month), wanted, f"month {month}")

    def test_a_ban(self):
        self.says(small(3, chip=stock(), instruments={"door": {"type": "ban", "owner": "us"}}),
                  *[("not_ordered", "us", "ban", "door")] * 3)

    def test_a_licence_on_hold(self):
        self.says(small(3, chip=stock(), instruments={"paper": licence("cn", hold=True)}),
                  *[("not_ordered", "cn", "hold", "paper")] * 3)

    def test_an_application_put_on_hold_is_still_the_keys(self):
        # filed in month 0 for three months; on hold from month 1 on
        paper = licence("cn", delay_mean_months=3.0, delay_shape=0, shut={"hold": True})
        self.says(small(3, chip=stock(), firm={"target_effective_h100e": 10.0}, instruments={"paper": paper},
                        events={"e": event(1, "shut", "cn")}),
                  ("pending", "cn", "clock"), ("pending", "cn", "hold"), ("pending", "cn", "hold"))

    def test_a_slow_licence_then_the_way(self):
        # ordered in 0, cleared and shipped in 3, two months on the way
        self.says(small(6, chip=stock(lead_months=2), instruments={"paper": SLOW}),
                  *[("pending", "us", "clock")] * 3, *[("transit",)] * 2, ())

    def test_two_licences_in_series(self):
        self.says(small(5, chip=stock(), instruments={
            "a": licence("us", delay_mean_months=2.0, delay_shape=0),
            "b": licence("cn", delay_mean_months=2.0, delay_shape=0)}),
            *[("pending", "us", "clock")] * 2, *[("pending", "cn", "clock")] * 2, ())

    def test_an_allowance_that_nobody_gave(self):
        self.says(small(2, chip=stock(), instruments={"grant": licence("cn", stage="before_order")}),
                  *[("not_ordered", "cn", "allowance", "grant")] * 2)

    def test_an_allowance_that_ends_leaves_the_supply(self):
        # the licence is no longer active from month 1 on, but there is no chip either
        grant = licence("cn", stage="before_order", shut={"active": False})
        self.says(small(3, instruments={"grant": grant}, events={"e": event(1, "shut", "cn")}),
                  ("not_ordered", "cn", "allowance", "grant"), *[("not_ordered", "", "supply")] * 2)

    def test_a_denial(self):
        self.says(small(2, chip=stock(), instruments={"paper": licence("us", denial_probability=1.0)}),
                  *[("refused", "us", "denied")] * 2)

    def test_customs(self):
        customs = {"type": "border", "owner": "cn", "hold": True}
        self.says(small(4, chip=stock(lead_months=1), instruments={"customs": customs}),
                  ("transit",), *[("border", "cn", "hold")] * 3)

    def test_no_supply(self):
        self.says(small(2), *[("not_ordered", "", "supply")] * 2)

    def test_no_money(self):
        self.says(small(2, chip=stock(), firm={"budget_usd_per_month": 0.0}), *[("not_ordered", "", "cash")] * 2)

    def test_no_money_for_what_is_cleared(self):
        self.says(small(2, chip=stock(), firm={"budget_usd_per_month": 0.0, "opening_cleared_chips": {"chip": 5.0}}),
                  *[("cleared", "", "money")] * 2)

    def test_what_is_cleared_waits_for_supply(self):
        # made from month 2 on; orders count on it
        self.says(small(4, chip={"capacity_chips_per_month": {"m2": 10.0}},
                        firm={"opening_cleared_chips": {"chip": 5.0}}),
                  *[("cleared", "", "supply")] * 2, ())

    def test_of_several_clips_the_last_one_leaves_nothing(self):
        # five are cleared, three are needed, none is in stock
        self.says(small(2, firm={"target_effective_h100e": 3.0, "opening_cleared_chips": {"chip": 5.0}}),
                  *[("cleared", "", "supply")] * 2)

    def test_a_quota_of_nothing_clips_what_is_cleared(self):
        self.says(small(2, chip=stock(), firm={"opening_cleared_chips": {"chip": 5.0}},
                        instruments={"cap": {"type": "quota", "owner": "us", "limit": 0.0}}),
                  *[("cleared", "us", "quota", "cap")] * 2)

    def test_nobody_wants_any(self):
        self.says(small(2, chip=stock(), firm={"target_effective_h100e": 0.0}), *[("not_ordered", "", "timing")] * 2)

    def test_the_foremost_chips_decide(self):
        # of two firms one may not order at all; the other's few chips are on their way
        two = {"home": "cn", "target_effective_h100e": 1.0, "budget_usd_per_month": 1.0e6}
        door = {"type": "ban", "owner": "us", "actors": ["firm"]}
        self.says(small(3, chip=stock(lead_months=2), actors={"two": two}, instruments={"door": door}),
                  ("transit",), ("transit",), ())

    def test_at_one_place_the_larger_pile_decides(self):
        for mine, answer in ((100.0, ("not_ordered", "us", "ban", "door")), (10.0, ("not_ordered", "cn", "ban", "gate"))):
            two = {"home": "cn", "target_effective_h100e": 50.0, "budget_usd_per_month": 1.0e6}
            self.says(small(1, chip=stock(), firm={"target_effective_h100e": mine}, actors={"two": two}, instruments={
                "door": {"type": "ban", "owner": "us", "actors": ["firm"]},
                "gate": {"type": "ban", "owner": "cn", "actors": ["two"]}}), answer)

    def test_domestic_chips_need_no_key(self):
        r = run(small(1, chip={"channel": "domestic", "origin": "cn"}))
        self.assertEqual(r.rows("nothing_arrived"), [])


class Sums(unittest.TestCase):
    def add_up(self, r, futures):
        """Counts of futures, so that nothing is rounded."""
        sums = {}
        for row in r.rows("nothing_arrived"):
            at = row["policy"], row["month"], row["chip"]
            sums[at] = sums.get(at, 0) + round(float(row["probability"]) * futures)
        compared = 0
        for row in r.rows("exceedance"):
            if row["actor"] == "all" and row["chip"] != "all_official" and row["relation"] == "above" \
                    and int(row["month"]) >= 0:
                some = round(float(row["probability"]) * futures)
                self.assertEqual(sums.get((row["policy"], row["month"], row["chip"]), 0) + some, futures, row)
                compared += 0 < some < futures
        return compared

    def test_the_flagship(self):
        frozen = subprocess.run([CHOKEPOINT, "freeze", os.path.join(SOURCE_DIR, "configs", "h200-2026-01.cfg")],
                                capture_output=True, text=True, check=True).stdout
        r = run_text(frozen, "--replications", 100, "--policy", "status-quo", "--policy", "ban")
        self.assertGreater(self.add_up(r, 100), 20)

    def test_random_worlds(self):
        compared = sum(self.add_up(run_many(worlds.world(seed), 64), 64) for seed in range(1, 31))
        self.assertGreater(compared, 10)

    def test_the_error_is_that_of_a_share(self):
        # sqrt(p (1 - p) / (n - 1)), the standard error of the mean of zeros and ones
        r = run_many(merge(small(4, chip=supply(5.0)), {"instruments": {"paper": licence(delay_mean_months=2.0, delay_shape=1)}}), 50)
        rows = [row for row in r.rows("nothing_arrived") if 0 < float(row["probability"]) < 1]
        self.assertTrue(rows)
        for row in rows:
            p = float(row["probability"])
            self.assertAlmostEqual(float(row["mc_standard_error"]), (p * (1 - p) / 49) ** 0.5, delta=1e-12)


if __name__ == "__main__":
    unittest.main()
