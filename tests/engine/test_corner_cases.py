"""Corners of the model, each computed by hand: what happens where two rules meet.

The firm of `small` orders at 10 USD a chip; a budget of 1000 USD a month is 100 chips.
"""
import unittest

from harness import OTHERS, chip_like, merge, run, small
from test_closed_forms import Closed, event, stock, supply

MODEST = {"budget_usd_per_month": 1000.0}
LOCAL = merge(OTHERS, {"chips": {"local": chip_like(opening_inventory_chips=1.0e9)}})


def licence(owner="us", **more):
    return {"type": "licence", "owner": owner, **more}


class Limits(Closed):
    def quota(self, events, **regimes):
        return run(small(6, chip=supply(20.0), instruments={"cap": {
            "type": "quota", "owner": "us", **regimes}}, events=events)).flow("firm", "chip", "shipped")

    def test_use_is_booked_while_a_limit_is_not_active(self):
        # 20 a month; from month 2 on 50 in all, of which 40 are used
        self.steps(self.quota({"e": event(2, "shut")}, limit=50.0, active=False, shut={"active": True}),
                   [20, 20, 10, 0, 0, 0])

    def test_a_limit_lowered_below_its_use_leaves_no_room_until_it_is_raised(self):
        # 30 in month 2 while 40 are used; 55 again from month 4
        self.steps(self.quota({"e": event(2, "shut"), "f": event(4, "open")}, limit=55.0, shut={"limit": 30.0}),
                   [20, 20, 0, 0, 15, 0])

    def test_use_at_the_start_is_each_customers_own(self):
        r = run(small(2, chip=stock(), actors={"two": {"home": "cn", "target_effective_h100e": 900.0,
                                                       "budget_usd_per_month": 1.0e6}},
                      instruments={"cap": {"type": "per_customer_cap", "owner": "us", "limit": 23.0, "used_at_start": 4.5}}))
        self.near(r.flow("firm", "chip", "shipped") + r.flow("two", "chip", "shipped"), [18.5] * 4)

    def test_a_domestic_ratio_counts_from_the_month_it_is_first_in_force(self):
        # from month 2 on 30 domestic a month allow 20 foreign ones; what was bought before counts on neither side
        r = run(small(5, chip=supply(40.0), **merge(OTHERS, {"chips": {"local": chip_like(
            capacity_chips_per_month={"m0": 30.0})}}), events={"e": event(2, "shut", "cn")},
            instruments={"pair": {"type": "domestic_ratio", "owner": "cn", "ratio": 1.5, "active": False,
                                  "shut": {"active": True}}}))
        self.steps(r.flow("firm", "chip", "shipped"), [40, 40, 20, 20, 20])

    def test_returns_give_room_back_to_a_domestic_ratio(self):
        # 20 a month by 30 domestic ones; 40 returned in 2 and 3; in 4 there are 150 domestic for 100 foreign ones
        r = run(small(6, chip=supply(40.0, lead_months=2), **merge(OTHERS, {"chips": {"local": chip_like(
            capacity_chips_per_month={"m0": 30.0})}}), events={"a": event(2, "shut", "cn"), "b": event(4, "open", "cn")},
            instruments={"pair": {"type": "domestic_ratio", "owner": "cn", "ratio": 1.5},
                         "customs": {"type": "border", "owner": "cn", "shut": {"return": True}}}))
        self.steps(r.flow("firm", "chip", "shipped"), [20, 20, 0, 0, 100, 20])

    def test_outside_buyers_are_one_claimant(self):
        # 90 chips, a firm of two and outside buyers who want 200: 30 a claimant
        r = run(small(1, chip=supply(90.0, outside_demand_chips_per_month={"m0": 200.0}),
                      firm={"target_effective_h100e": 100.0, "n_firms": 2},
                      suppliers={"maker": {"rule": "constrained_equal_awards"}}))
        self.near(r.flow("firm", "chip", "shipped"), [60])

    def test_shares_of_a_sale_are_scaled_down_before_they_eat_it(self):
        # 0.9 and 1.3 (at most 0.9): 1.8, scaled to 0.95: 0.475 each, T = 2 x 0.475 / 0.05 = 19
        share = {"type": "tariff", "owner": "us", "as_share": True}
        r = run(small(1, chip=supply(3.0), instruments={"a": {**share, "rate": 0.9}, "b": {**share, "rate": 1.3}}))
        self.near(r.money("firm", "paid"), [3 * 10 * 20])
        self.near(r.money("firm", "vendor", "maker"), [30])


class Licences(Closed):
    def path(self, months, instruments, events=None, stage="licensed", **more):
        return run(small(months, chip=stock(), firm=MODEST, instruments=instruments, events=events or {}, **more))

    def test_a_licence_that_ends_releases_what_waits(self):
        # orders of 0, 1, 2 wait for 6 months; in 3 none is needed
        r = self.path(5, {"a": licence(delay_mean_months=6.0, shut={"active": False})}, {"e": event(3, "shut")})
        self.steps(r.flow("firm", "chip", "licensed"), [0, 0, 0, 400, 100])

    def test_a_licence_that_begins_stops_what_reaches_it(self):
        # the exporter takes 3 months; from month 4 on the importer 2: the order of 0 is through in 3, that of 1 in 6
        r = self.path(8, {"a": licence(delay_mean_months=3.0),
                          "b": licence("cn", delay_mean_months=2.0, active=False, shut={"active": True})},
                      {"e": event(4, "shut", "cn")})
        self.steps(r.flow("firm", "chip", "licensed"), [0, 0, 0, 100, 0, 0, 100, 100])

    def test_the_delay_is_that_of_the_month_of_filing(self):
        # 3 months until month 1, then 1: the order of 0 in 3, that of 1 in 4, that of 2 in 3
        r = self.path(6, {"a": licence(delay_mean_months=3.0, shut={"delay_mean_months": 1.0})}, {"e": event(2, "shut")})
        self.steps(r.flow("firm", "chip", "licensed"), [0, 0, 0, 200, 200, 100])

    def test_what_is_denied_frees_its_money_and_is_asked_again(self):
        # delay 2; filed in 0 and 1: denied in 2 and 3. Uncommitted cash in 3: 4000 - 2000, in 4: 5000 - 3000
        r = self.path(6, {"a": licence(delay_mean_months=2.0, denial_probability=0.9, shut={"denial_probability": 0.3})},
                      {"e": event(2, "shut")})
        self.steps(r.flow("firm", "chip", "ordered"), [100, 100, 100, 200, 200, 100])
        self.steps(r.flow("firm", "chip", "shipped"), [0, 0, 0, 0, 100, 200])
        for t, refused in ((1, 0), (2, 100), (3, 100), (4, 0)):
            self.assertAlmostEqual(r.ledger_item(t, "refused", "us", "denied"), refused, msg=f"month {t}")

    def test_opening_orders_wait_from_the_month_before_the_first(self):
        # pending 40 with a delay of 2, filed in month -1: cleared in 1; with no licence cleared already
        for instruments, path in (({"a": licence(delay_mean_months=2.0)}, [0, 40, 0]), ({}, [40, 0, 0])):
            r = run(small(3, chip=stock(), firm={"opening_pending_chips": {"chip": 40.0}, "target_effective_h100e": 40.0},
                          behaviour={"pending_weight": 1.0}, instruments=instruments))
            self.steps(r.flow("firm", "chip", "shipped"), path)

    def test_half_weight_on_the_pending_buys_twice_and_the_need_stops_it(self):
        # target 100, delay 2: 100, then 100 - 50, then 100 - 75; 100 ship in 2, no more is needed
        r = run(small(6, chip=stock(), firm={"target_effective_h100e": 100.0},
                      instruments={"a": licence(delay_mean_months=2.0)}))
        self.steps(r.flow("firm", "chip", "ordered"), [100, 50, 25, 0, 0, 0])
        self.steps(r.flow("firm", "chip", "shipped"), [0, 0, 100, 0, 0, 0])
        self.assertAlmostEqual(r.ledger_item(4, "cleared", "", "need", column="chips"), 75)

    def test_need_counts_what_is_on_its_way_at_every_stage(self):
        # 100 ordered in 0 and 50 in 1; 100 ship in 1: in transit, at the border in 3 and 4, installing in 5, in service
        r = run(small(9, chip=stock(lead_months=2, install_months=1), firm={"target_effective_h100e": 100.0},
                      events={"a": event(3, "shut", "cn"), "b": event(5, "open", "cn")},
                      instruments={"a": licence(delay_mean_months=1.0),
                                   "customs": {"type": "border", "owner": "cn", "shut": {"hold": True}}}))
        self.steps(r.flow("firm", "chip", "ordered"), [100, 50] + [0] * 7)
        self.steps(r.flow("firm", "chip", "shipped"), [0, 100] + [0] * 7)
        self.steps(r.flow("firm", "chip", "in_service"), [0] * 6 + [100, 0, 0])

    def test_lapsed_chips_return_to_the_allowance(self):
        # 25 allowed and ordered, 3 made a month; after two months the other 19 lapse and are ordered again; what was
        # made in month 2 ships in 3, so of those 19 ships 6 + 3, and 10 lapse in 5
        r = run(small(7, chip=supply(3.0), behaviour={"backlog_months": 100.0}, instruments={
            "pass": licence("cn", stage="before_order", opening_allowance_chips=25.0),
            "a": licence(validity_months=2.0)}))
        self.steps(r.flow("firm", "chip", "ordered"), [25, 0, 0, 19, 0, 0, 10])
        self.steps(r.flow("firm", "chip", "shipped"), [3, 3, 0, 6, 3, 0, 6])

    def test_returned_chips_return_to_the_allowance(self):
        # 230 allowed, lead 2, returned in 2 and 3, open again in 5 with cash for 600
        r = run(small(7, chip=stock(lead_months=2), firm=MODEST, events={"a": event(2, "shut", "cn"),
                                                                        "b": event(5, "open", "cn")},
                      instruments={"pass": licence("cn", stage="before_order", opening_allowance_chips=230.0),
                                   "customs": {"type": "border", "owner": "cn", "shut": {"return": True}}}))
        self.steps(r.flow("firm", "chip", "ordered"), [100, 100, 0, 0, 0, 230, 0])

    def test_a_list_that_changes_denies_those_it_no_longer_names(self):
        # the firm stands on the list until month 3; what waits is denied, what is cleared ships
        r = self.path(6, {"list": {"type": "whitelist", "owner": "us", "members": ["firm"], "shut": {"members": []}},
                          "a": licence("cn", delay_mean_months=2.0)}, {"e": event(3, "shut")})
        self.steps(r.flow("firm", "chip", "shipped"), [0, 0, 100, 0, 0, 0])
        self.assertAlmostEqual(r.ledger_item(3, "refused", "us", "denied"), 200)


class Stocks(Closed):
    def test_chips_without_lead_enter_within_the_power_left(self):
        # 25 a month of 500 W in 20 kW: 25, 15, then none; the rest is in the warehouse for power
        r = run(small(3, chip=supply(25.0, power_w=500.0), firm={"power_limit_w": 20000.0}))
        self.near(r.flow("firm", "chip", "in_service"), [25, 40, 40])
        self.assertAlmostEqual(r.ledger_item(1, "warehouse", "", "power"), 10)
        self.assertAlmostEqual(r.ledger_item(2, "warehouse", "", "power"), 35)

    def test_chips_without_lead_are_held_at_the_border_too(self):
        r = run(small(4, chip=supply(25.0), events={"a": event(1, "shut", "cn"), "b": event(3, "open", "cn")},
                      instruments={"customs": {"type": "border", "owner": "cn", "shut": {"hold": True}}}))
        self.near(r.flow("firm", "chip", "in_service"), [25, 25, 25, 100])
        self.assertAlmostEqual(r.ledger_item(2, "border", "cn", "hold"), 50)

    def test_a_hold_is_named_by_the_key_that_holds(self):
        # an instrument of the other side that does nothing changes no name
        world = small(2, chip=supply(25.0), instruments={
            "here": {"type": "border", "owner": "cn", "hold": True},
            "there": {"type": "border", "owner": "us", "shut": {"return": True}}})
        self.assertAlmostEqual(run(world).ledger_item(1, "border", "cn", "hold"), 50)

    def test_claims_are_cut_to_the_money_left(self):
        # 100 ordered at 10, due a month later at 12.5 with 1000 in hand: 80
        r = run(small(2, chip=stock(), firm={**MODEST, "cash_carry_months": 1.0}, events={"e": event(1, "shut")},
                      instruments={"a": licence(delay_mean_months=1.0),
                                   "duty": {"type": "tariff", "owner": "us", "rate": 0.0, "shut": {"rate": 0.25}}}))
        self.steps(r.flow("firm", "chip", "shipped"), [0, 80])
        self.assertAlmostEqual(r.ledger_item(1, "cleared", "", "money"), 20)

    def test_chips_of_lower_rank_have_the_money_first(self):
        # 60 of each cleared, 1000 USD: by preset domestic ones at 12 first, 280 left; else foreign ones at 10, 400 left
        firm = {**MODEST, "target_effective_h100e": 120.0, "opening_cleared_chips": {"chip": 60.0, "local": 60.0}}
        for ranks, expected in (({}, [28, 60]), ({"chip": 0, "local": 3}, [60, 400 / 12])):
            changes = {"chips": {name: {"allocation_rank": rank} for name, rank in ranks.items()}}
            r = run(merge(small(1, chip=stock(), firm=firm, **LOCAL), changes))
            self.near(r.flow("firm", "chip", "shipped") + r.flow("firm", "local", "shipped"), expected)

    def test_the_ledger_adds_up_to_the_target_and_what_exceeds_it_is_surplus(self):
        r = run(small(2, firm={"opening_stock_chips": {"chip": 70.0}, "target_effective_h100e": 40.0}))
        filled = {k: v for k, v in r.ledger(0).items() if k[0] != "surplus"}
        self.assertAlmostEqual(sum(filled.values()), 40)
        self.assertAlmostEqual(r.ledger_item(0, "in_service"), 40)
        self.assertAlmostEqual(r.ledger_item(0, "in_service", column="chips"), 70)


class Decisions(Closed):
    def test_of_two_bars_the_exporters_is_named(self):
        r = run(small(1, chip=stock(), firm={"target_effective_h100e": 37.0}, instruments={
            "a_ban": {"type": "ban", "owner": "cn"}, "z_list": {"type": "whitelist", "owner": "us", "members": []}}))
        self.assertAlmostEqual(r.ledger_item(0, "not_ordered", "us", "whitelist", "z_list"), 37)

    def test_causes_are_scaled_to_what_stayed_unplaced(self):
        # want 144/244 and 100/244 of 500; a quota lets in 90, the domestic chip is barred: 410 stay unplaced
        foreign, domestic = 500 * 144 / 244, 500 * 100 / 244
        r = run(small(1, chip=stock(), firm={"target_effective_h100e": 500.0}, **LOCAL, instruments={
            "cap": {"type": "quota", "owner": "us", "limit": 90.0},
            "stop": {"type": "ban", "owner": "cn", "channel": "domestic"}}))
        self.assertAlmostEqual(r.ledger_item(0, "not_ordered", "us", "quota", "cap"), foreign - 90)
        self.assertAlmostEqual(r.ledger_item(0, "not_ordered", "cn", "ban", "stop"), domestic)

    def test_the_tightest_room_is_the_cause(self):
        # of 295.08 wanted the quota leaves 90, the allowance 30
        r = run(small(1, chip=stock(), firm={"target_effective_h100e": 500.0}, instruments={
            "cap": {"type": "quota", "owner": "us", "limit": 90.0},
            "pass": licence("cn", stage="before_order", opening_allowance_chips=30.0)}))
        self.assertAlmostEqual(r.ledger_item(0, "not_ordered", "cn", "allowance", "pass"), 470)
        self.assertAlmostEqual(r.ledger_item(0, "not_ordered", "us", "quota", "cap"), 0)

    def test_without_money_cash_is_the_cause(self):
        r = run(small(1, chip=stock(), firm={"target_effective_h100e": 500.0, **MODEST}))
        self.assertAlmostEqual(r.ledger_item(0, "not_ordered", "", "cash"), 400)

    def test_of_events_in_one_month_the_first_by_name_moves(self):
        regimes = {"us": {"regimes": {"wide": {"openness": 5}}}}
        r = run(small(3, jurisdictions=regimes, events={"b": event(1, "wide"), "a": event(1, "shut")}))
        self.assertEqual(r.share("us", "shut"), [0, 1, 1])
        self.assertEqual(r.share("us", "wide"), [0, 0, 0])

    def test_without_luck_the_likelier_happens(self):
        world = small(2, events={"e": event(1, "shut", probability=0.49), "f": event(1, "shut", "cn", probability=0.5)},
                      jurisdictions={"nl": {"regimes": {"x": {"start_probability": 2.0}, "b": {"start_probability": 3.0},
                                                        "a": {"start_probability": 3.0}}}})
        r = run(world)
        self.assertEqual((r.share("us", "shut"), r.share("cn", "shut")), ([0, 0], [0, 1]))
        self.assertEqual(r.share("nl", "a"), [1, 1])

    def test_an_event_beyond_the_horizon_is_foreseen_all_the_same(self):
        # announced 3 months ahead of month 4, lead 2: covered from month 2 on, also in a run of 3 months
        def ordered(months):
            return run(small(months, chip=stock(lead_months=2), behaviour={"anticipation": 0.2}, firm={
                "target_effective_h100e": 500.0, "target_growth_factor_per_year": 2.0},
                instruments={"ban": {"type": "ban", "owner": "us", "active": False, "shut": {"active": True}}},
                events={"e": event(4, "shut", announced_months=3)})).flow("firm", "chip", "ordered")[:3]

        self.assertEqual(ordered(3), ordered(8))
        self.assertAlmostEqual(ordered(3)[2], 500 * 2 ** ((3 + 2 + 12) / 12), places=6)

    def test_every_gate_that_would_shut_is_foreseen(self):
        # announced for month 2, lead 2: covered by the most, 7 months, where the regime to come bars the chip
        us, cn = {"owner": "us"}, {"owner": "cn"}
        for name, item, cover in (
                ("licence", {**cn, "shut": {"hold": True}}, 7), ("border", {**cn, "shut": {"return": True}}, 7),
                ("border", {**cn, "shut": {"hold": True}}, 7), ("threshold", {**us, "shut": {"tpp_below": 900.0}}, 0),
                ("whitelist", {**cn, "members": ["firm"], "shut": {"members": []}}, 7),
                ("tariff", {**cn, "shut": {"rate": 0.7}}, 0), ("quota", {**cn, "shut": {"limit": 0.0}}, 0)):
            r = run(small(1, chip=stock(lead_months=2), behaviour={"anticipation": 0.2, "cover_max_months": 7.0},
                          firm={"target_effective_h100e": 500.0, "target_growth_factor_per_year": 2.0},
                          events={"e": event(2, "shut", "cn", announced_months=3)},
                          instruments={"gate": {"type": name, **item}}))
            self.near(r.flow("firm", "chip", "ordered"), [500 * 2 ** ((1 + 2 + cover) / 12)], 10)

    def test_what_is_in_service_is_watched_by_its_compute(self):
        # 10 chips of 0.4 H100e a month: above 11 H100e at the end of 2, seen in 3
        r = run(small(5, chip=supply(10.0, h100e=0.4), triggers={"t": {
            "observable": "in_service_h100e", "watch": "cn", "comparison": "above", "threshold": 11.0,
            "jurisdiction": "us", "regime": "shut"}}))
        self.assertEqual(r.share("us", "shut"), [0, 0, 0, 1, 1])

    def test_an_alternative_barred_by_the_same_move_is_none(self):
        # a second foreign chip at 11 goes with the first; the domestic one at 14 stays: ln(14 / 10), else the most
        import math
        two = {"chips": {"two": chip_like(supplier="maker", ecosystem="cuda", origin="us", channel="official",
                                          price_usd=11.0, opening_inventory_chips=1.0e9, lead_months=2)}}
        for others, cover in ((two, 5.0), (merge(two, merge(OTHERS, {"chips": {"local": chip_like(
                price_usd=14.0, opening_inventory_chips=1.0e9, lead_months=2)}})), None)):
            r = run(small(1, chip=stock(lead_months=2), **others, firm={
                "target_effective_h100e": 500.0, "target_growth_factor_per_year": 2.0},
                behaviour={"anticipation": 0.2, "cover_max_months": 5.0}, events={"e": event(2, "shut", announced_months=9)},
                instruments={"ban": {"type": "ban", "owner": "us", "active": False, "shut": {"active": True}}}))
            costs = {"chip": 10.0, "two": 11.0, "local": 14.0}
            if cover is None:
                # nests weigh alike: cuda's taste is halved between its two chips
                weight = {"chip": 0.5 * 10 ** -2, "two": 0.5 * 11 ** -2, "local": 14 ** -2}
                covers = {k: 0.2 * math.log(14 / costs[k]) / 0.03 if k != "local" else 0 for k in weight}
                H = 2 + sum(weight[k] * covers[k] for k in weight) / sum(weight.values())
            else:
                H = 2 + cover
            total = sum(r.flow("firm", k, "ordered")[0] for k in costs if k in ("chip", "two") or cover is None)
            self.assertAlmostEqual(total, 500 * 2 ** ((1 + H) / 12), places=6)


if __name__ == "__main__":
    unittest.main()
