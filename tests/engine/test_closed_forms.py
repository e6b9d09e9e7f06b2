"""The engine against theory: worlds so small that their paths are known by hand or by a formula.

Every expected value is computed in the test from the formula its comment names, never by the program.
Numbers are chosen so that no two of them are equal and none is 0 or 1 where it could hide a mistake.
Worlds with luck are in test_chance.py.
"""
import math
import unittest

from harness import NONE, OTHERS, chip_like, merge, run, small

DOMESTIC = {**OTHERS, "chips": {"local": chip_like()}}


def event(month, regime, jurisdiction="us", **more):
    return {"month": month, "jurisdiction": jurisdiction, "regime": regime, **more}


def supply(chips, **more):
    return {"capacity_chips_per_month": {"m0": chips}, **more}


def stock(chips=1.0e9, **more):
    return {"opening_inventory_chips": chips, **more}


def cumulated(values):
    total, sums = 0.0, []
    for value in values:
        total += value
        sums.append(total)
    return sums


class Closed(unittest.TestCase):
    def near(self, got, expected, places=7):
        """Equal series, to so many places relative to numbers of ordinary size."""
        got, expected = list(got), list(expected)
        self.assertEqual(len(got), len(expected))
        for t, (x, y) in enumerate(zip(got, expected)):
            self.assertAlmostEqual(x, y, delta=10 ** -places * max(1, abs(y)), msg=f"item {t} of {got}")

    def steps(self, flow, expected):
        """A cumulative flow against its monthly amounts."""
        self.near(flow, cumulated(expected))


class Deployment(Closed):
    def test_a_constant_hazard_leaves_a_geometric_sum(self):
        # V_t = F (1 - (1-d)^(t+1)) / d, d = 1 - exp(-h/12): what enters is not retired in its month
        F, h = 1000.0, 0.36
        d = 1 - math.exp(-h / 12)
        V = run(small(36, chip=supply(F, retirement_hazard_per_year=h))).flow("firm", "chip", "in_service")
        self.near(V, [F * (1 - (1 - d) ** (t + 1)) / d for t in range(36)], 11)
        self.assertAlmostEqual(V[11], 10229.373432, places=6)
        self.assertAlmostEqual(V[35], 22345.335702, places=6)

    def test_a_fixed_life_is_so_many_records(self):
        # V_t = F min(t+1, L)
        V = run(small(18, chip=supply(37.0, service_life_months=7))).flow("firm", "chip", "in_service")
        self.near(V, [37.0 * min(t + 1, 7) for t in range(18)])

    def test_life_and_hazard_together_leave_the_survivors_of_the_last_cohorts(self):
        # V_t = F sum over n < min(t+1, L) of exp(-h n / 12)
        F, h, L = 23.85, 0.8, 5
        V = run(small(14, chip=supply(F, service_life_months=L, retirement_hazard_per_year=h)))
        self.near(V.flow("firm", "chip", "in_service"),
                  [F * sum(math.exp(-h * n / 12) for n in range(min(t + 1, L))) for t in range(14)], 11)

    def test_lead_and_installation_shift_the_stock(self):
        # shipped in t with lead l and install time i: in the stock recorded at the end of t + l + i
        for lead, install in ((0, 0), (0, 2), (3, 0), (3, 2)):
            r = run(small(12, chip=supply(37.0, lead_months=lead, install_months=install)))
            self.near(r.flow("firm", "chip", "shipped"), [37.0 * (t + 1) for t in range(12)])
            self.near(r.flow("firm", "chip", "landed"), [37.0 * max(0, t + 1 - lead) for t in range(12)])
            self.near(r.flow("firm", "chip", "in_service"),
                      [37.0 * max(0, t + 1 - lead - install) for t in range(12)])
            self.assertAlmostEqual(r.ledger_item(9, "transit"), 37.0 * lead)
            self.assertAlmostEqual(r.ledger_item(9, "warehouse", "", "installing"), 37.0 * install)

    OLD = {"target_effective_h100e": 0.0, "opening_stock_chips": {"chip": 120.0}}

    def test_opening_stock_leaves_by_its_age_range(self):
        # ages 3 ... 6 of a life of 9: age n leaves at t = 8 - n, 30 each, of which exp(-h (t+1) / 12) are left
        firm = {**self.OLD, "opening_age_min_months": {"chip": 3}, "opening_age_max_months": {"chip": 6}}
        V = run(small(8, chip={"service_life_months": 9}, firm=firm)).flow("firm", "chip", "in_service")
        self.near(V, [120, 120, 90, 60, 30, 0, 0, 0])
        h = 0.5
        V = run(small(8, chip={"service_life_months": 9, "retirement_hazard_per_year": h}, firm=firm))
        self.near(V.flow("firm", "chip", "in_service"),
                  [n * math.exp(-h * (t + 1) / 12) for t, n in enumerate((120, 120, 90, 60, 30, 0, 0, 0))])

    def test_opening_stock_is_of_all_ages_unless_told(self):
        # ages 0 ... 4 of a life of 5: a fifth leaves each month, the first in month 0
        V = run(small(7, chip={"service_life_months": 5}, firm=self.OLD)).flow("firm", "chip", "in_service")
        self.near(V, [96, 72, 48, 24, 0, 0, 0])

    def test_opening_pipelines_arrive_when_they_should(self):
        # transit 60 over a lead of 3: 20 in each of the months 0 ... 2, installed a month later; warehouse: ready;
        # border: nothing holds it
        firm = {"target_effective_h100e": 0.0, "opening_transit_chips": {"chip": 60.0},
                "opening_warehouse_chips": {"chip": 7.0}, "opening_border_chips": {"chip": 2.5}}
        r = run(small(5, chip={"lead_months": 3, "install_months": 1}, firm=firm))
        self.near(r.flow("firm", "chip", "landed"), [22.5, 42.5, 62.5, 62.5, 62.5])
        self.near(r.flow("firm", "chip", "in_service"), [7, 29.5, 49.5, 69.5, 69.5])

    def test_opening_transit_without_lead_arrives_in_month_0(self):
        firm = {"target_effective_h100e": 0.0, "opening_transit_chips": {"chip": 60.0}}
        self.near(run(small(3, firm=firm)).flow("firm", "chip", "in_service"), [60, 60, 60])

    def test_power_scales_all_that_is_ready_by_one_factor(self):
        # 30 chips of 500 W and 20 of 800 W are ready, 31 kW; with 24.8 kW one factor 0.8 for both
        firm = {"target_effective_h100e": 0.0, "power_limit_w": 24800.0,
                "opening_warehouse_chips": {"chip": 30.0, "local": 20.0}}
        r = run(small(3, chip={"power_w": 500.0}, firm=firm, **merge(DOMESTIC, {"chips": {"local": {"power_w": 800.0}}})))
        self.near(r.flow("firm", "chip", "in_service"), [24] * 3)
        self.near(r.flow("firm", "local", "in_service"), [16] * 3)
        self.near(r.metric("firm", "power_mw"), [0.0248] * 3)

    def test_power_given_free_by_old_chips_is_taken_by_new_ones(self):
        # 40 chips of 500 W fill 20 kW; each month the hazard frees the share d of them, and as many enter
        h, d = 1.2, 1 - math.exp(-0.1)
        firm = {"power_limit_w": 20000.0, "opening_stock_chips": {"chip": 40.0},
                "opening_warehouse_chips": {"chip": 100.0}, "target_effective_h100e": 500.0, "budget_usd_per_month": 0.0}
        r = run(small(5, chip={"power_w": 500.0, "retirement_hazard_per_year": h}, firm=firm))
        self.near(r.flow("firm", "chip", "in_service"), [40] * 5)
        for t in range(5):
            self.assertAlmostEqual(r.ledger_item(t, "warehouse", "", "power"), 100 - 40 * d * (t + 1), places=9)

    def test_rented_chips_need_no_power_of_the_owner(self):
        firm = {"target_effective_h100e": 0.0, "power_limit_w": 1000.0, "opening_warehouse_chips": {"chip": 37.0}}
        r = run(small(2, chip={"power_w": 500.0, "rented": True}, firm=firm))
        self.near(r.flow("firm", "chip", "in_service"), [37, 37])
        self.near(r.metric("firm", "accessible_h100e"), [37, 37])
        self.near(r.metric("firm", "owned_h100e"), [0, 0])

    def test_what_was_supplied_counts_every_stage_and_no_retirement_by_channel(self):
        # 37 + 5 + 3 + 2 chips at the opening and 10 a month: supplied 47 + 10 (t + 1), however many are left
        firm = {"opening_stock_chips": {"chip": 37.0}, "opening_transit_chips": {"chip": 5.0},
                "opening_warehouse_chips": {"chip": 3.0}, "opening_border_chips": {"chip": 2.0}}
        for channel in ("official", "domestic", "grey", "offshore"):
            r = run(small(7, chip=supply(10.0, h100e=0.5, channel=channel, lead_months=3, install_months=2,
                                         retirement_hazard_per_year=0.4), firm=firm))
            expected = [0.5 * (47 + 10 * (t + 1)) for t in range(7)]
            self.near(r.metric("all", "supplied_h100e"), expected)
            for metric, counts in (("official", channel == "official"), ("domestic", channel == "domestic"),
                                   ("legal", channel in ("official", "domestic")), ("grey", channel == "grey")):
                self.near(r.metric("all", f"supplied_{metric}_h100e"), expected if counts else [0] * 7)

    def test_what_was_returned_was_not_supplied(self):
        r = run(small(4, chip=supply(10.0, lead_months=1), instruments={
            "customs": {"type": "border", "owner": "cn", "return": False, "shut": {"return": True}}},
            events={"stop": {"month": 2, "jurisdiction": "cn", "regime": "shut"}}))
        self.near(r.metric("all", "supplied_h100e"), [10, 20, 10, 10])

    def test_stock_follows_the_target_after_the_lead_for_every_weight_of_the_pipeline(self):
        # no gate, ample cash and supply, one chip, no retirement: V_t = D0 G^((t+1)/12) from t = lead + install on
        for cleared, pending in ((0.0, 0.3), (0.37, 1.0), (1.3, 0.62)):
            r = run(small(20, chip=stock(lead_months=3, install_months=1),
                          firm={"target_effective_h100e": 1000.0, "target_growth_factor_per_year": 2.3,
                                "opening_stock_chips": {"chip": 1000.0}},
                          behaviour={"cleared_weight": cleared, "pending_weight": pending}))
            self.near(r.flow("firm", "chip", "in_service"),
                      [1000 * 2.3 ** ((t + 1) / 12) if t >= 4 else 1000 for t in range(20)], 10)
            self.near(r.metric("firm", "target_effective_h100e"),
                      [1000 * 2.3 ** ((t + 1) / 12) for t in range(20)], 10)


class Money(Closed):
    def test_a_tariff_bites_beyond_its_kink(self):
        # V_n = n min(q, m / (p (1 + phi T))), kink at T* = (m / (p q) - 1) / phi; duty T pL / (1 + T) a chip
        m, p, q, n = 600.0, 10.0, 50.0, 12
        for phi in (1.0, 0.6):
            for T in (0.0, 0.25, 0.5, 1.0, 3.3):
                r = run(small(n, chip=supply(q), firm={"budget_usd_per_month": m},
                              instruments={"duty": {"type": "tariff", "owner": "us", "rate": T, "pass_through": phi}}))
                price = p * (1 + phi * T)
                sold = n * min(q, m / price)
                self.assertAlmostEqual(r.flow("firm", "chip", "in_service")[-1], sold, places=7)
                self.assertAlmostEqual(r.metric("all", "treasury_usd")[-1], sold * T * price / (1 + T), places=6)
                self.assertAlmostEqual(r.metric("all", "vendor_usd")[-1], sold * price / (1 + T), places=6)
        # from the model page: T = 0, .25, .5, 1 -> 600, 576, 480, 360 chips; duty 0, 1440, 2400, 3600
        self.assertEqual([12 * min(50, 600 / (10 * (1 + T))) for T in (0, 0.25, 0.5, 1)], [600, 576, 480, 360])

    def test_shares_of_the_sale_price_add_before_they_become_a_rate(self):
        # s = 0.15 + 0.10, T_m = s_m / (1 - s); plus 0.1 on customs value; pL = 10 (1 + 0.6 x 0.2 + 0.1333 + 0.1)
        r = run(small(3, chip=supply(30.0), instruments={
            "one": {"type": "tariff", "owner": "us", "rate": 0.15, "as_share": True, "pass_through": 0.6},
            "two": {"type": "tariff", "owner": "us", "rate": 0.10, "as_share": True},
            "duty": {"type": "tariff", "owner": "cn", "rate": 0.1}}))
        price = 10 * (1 + 0.6 * 0.15 / 0.75 + 0.10 / 0.75 + 0.1)
        unit = price / (1 + 0.25 / 0.75 + 0.1)
        self.near(r.money("firm", "paid"), [30 * n * price for n in (1, 2, 3)])
        self.near(r.money("firm", "vendor", "maker"), [30 * n * unit for n in (1, 2, 3)])
        self.near(r.money("firm", "treasury", "us"), [30 * n * unit / 3 for n in (1, 2, 3)])
        self.near(r.money("firm", "treasury", "cn"), [30 * n * unit * 0.1 for n in (1, 2, 3)])

    def test_of_a_single_share_the_vendor_keeps_the_rest(self):
        # s = 0.25 of the sale price 10 (1 + 1/3): 3.33 of 13.33; with no pass-through 2.5 of 10
        for phi, price in ((1.0, 40 / 3), (0.0, 10.0)):
            r = run(small(2, chip=supply(30.0), instruments={
                "cut": {"type": "tariff", "owner": "us", "rate": 0.25, "as_share": True, "pass_through": phi}}))
            self.near(r.money("firm", "treasury", "us"), [30 * price / 4, 60 * price / 4])

    def test_cash_is_carried_for_so_many_months(self):
        # shut until month 8: then all cash there is buys at 10: months x 100, or 2.5 months of it
        gate = dict(instruments={"ban": {"type": "ban", "owner": "us", "active": False, "shut": {"active": True}}},
                    jurisdictions={"us": {"start_regime": "shut"}}, events={"e": event(8, "open")})
        for carry, first in ((NONE, 97.0), (2.5, 25.0)):
            r = run(small(11, chip=stock(), firm={"budget_usd_per_month": 100.0, "cash_carry_months": carry,
                                                  "opening_cash_usd": 70.0}, **gate))
            self.steps(r.flow("firm", "chip", "shipped"), [0] * 8 + [first, 10, 10])
            withdrawn = r.money("firm", "withdrawn")
            self.assertAlmostEqual(withdrawn[-1] if withdrawn else 0.0, 0.0 if carry == NONE else 970.0 - 250.0)
            self.assertAlmostEqual(r.money("firm", "cash")[7], 870.0 if carry == NONE else 250.0)

    def test_what_waits_on_hold_does_not_freeze_the_firms_money(self):
        # 60 foreign chips wait on hold; the domestic ones, once there, take all 600 USD at 12
        world = small(6, chip=stock(), firm={"budget_usd_per_month": 600.0}, **merge(
            DOMESTIC, {"chips": {"local": {"capacity_chips_per_month": {"m0": 0.0, "m3": 1.0e6}}}}),
            instruments={"key": {"type": "licence", "owner": "cn", "delay_mean_months": 4.0, "shut": {"hold": True}}},
            events={"e": event(1, "shut", "cn")}, behaviour={"backlog_months": 0.5})
        r = run(world)
        self.steps(r.flow("firm", "chip", "ordered"), [60, 0, 0, 0, 0, 0])
        self.steps(r.flow("firm", "local", "shipped"), [0, 0, 0, 4 * 600 / 12, 50, 50])

    def test_the_target_falls_as_cost_rises(self):
        # cbar / cbar_ref = 1.25 with one chip; D0 (1.25)^-0.6
        r = run(small(2, behaviour={"demand_elasticity": 0.6}, firm={"target_effective_h100e": 700.0},
                      instruments={"duty": {"type": "tariff", "owner": "us", "rate": 0.25}}))
        self.near(r.metric("firm", "target_effective_h100e"), [700 * 1.25 ** -0.6] * 2)

    def test_with_two_chips_the_target_falls_by_the_mean_cost_of_each_mix(self):
        # costs 10 and 12 before, 12.5 and 12 after: each mean by its own shares, c^-2
        def mean(a, b):
            return (a * a ** -2 + b * b ** -2) / (a ** -2 + b ** -2)

        r = run(small(2, behaviour={"demand_elasticity": 0.6}, firm={"target_effective_h100e": 700.0}, **DOMESTIC,
                      instruments={"duty": {"type": "tariff", "owner": "us", "rate": 0.25}}))
        self.near(r.metric("firm", "target_effective_h100e"), [700 * (mean(12.5, 12) / mean(10, 12)) ** -0.6] * 2)


class Keys(Closed):
    FIRM = {"budget_usd_per_month": 1000.0}  # orders 100 a month at 10

    def licences(self, *months, **more):
        return {"export": {"type": "licence", "owner": "us", "delay_mean_months": months[0], **more},
                "import": {"type": "licence", "owner": "cn", "delay_mean_months": months[1]}}

    def test_two_keys_and_a_lead_delay_and_cost_an_area(self):
        # V_(T-1) = F (T - D - l); lost area F D (2 m - D + 1) / 2, m = T - l
        F, T, l, D = 100, 24, 1, 5
        paths = [run(small(T, chip=stock(lead_months=l), firm=self.FIRM, instruments=self.licences(*d)))
                 .flow("firm", "chip", "in_service") for d in ((3.0, 2.0), (0.0, 0.0))]
        self.assertAlmostEqual(paths[0][-1], 1800)
        self.assertAlmostEqual(sum(paths[1]) - sum(paths[0]), F * D * (2 * (T - l) - D + 1) / 2)
        self.assertAlmostEqual(sum(paths[1]) - sum(paths[0]), 10500)

    def test_the_ledger_names_the_key_at_which_orders_wait(self):
        # end of 6: orders of 4, 5, 6 wait at the exporter, 2 and 3 at the importer, that of 1 is in transit
        r = run(small(7, chip=stock(lead_months=1), firm=self.FIRM, instruments=self.licences(3.0, 2.0)))
        self.assertAlmostEqual(r.ledger_item(6, "pending", "us", "clock"), 300)
        self.assertAlmostEqual(r.ledger_item(6, "pending", "cn", "clock"), 200)
        self.assertAlmostEqual(r.ledger_item(6, "transit"), 100)
        self.assertAlmostEqual(r.ledger_item(6, "in_service"), 100)

    def test_a_mean_of_no_shape_is_rounded_half_up(self):
        for mean, months in ((0.49, 0), (2.5, 3), (2.49, 2)):
            r = run(small(6, chip=stock(), firm=self.FIRM, instruments=self.licences(mean, 0.0)))
            self.steps(r.flow("firm", "chip", "licensed"), [0] * months + [100] * (6 - months))

    def test_without_luck_an_erlang_delay_is_its_rounded_median(self):
        # shape 2, mean 3.1: (1 + y) exp(-y) = 1/2 at y = 1.678347, median 1.55 y = 2.6014 -> 3
        r = run(small(6, chip=stock(), firm=self.FIRM, instruments=self.licences(3.1, 0.0, delay_shape=2)))
        self.steps(r.flow("firm", "chip", "licensed"), [0, 0, 0, 100, 100, 100])

    def test_a_hold_stops_the_clock(self):
        # delay 3, on hold in 2 ... 5: the order of 0 counts 1, 6, 7; that of 1 counts 6, 7, 8
        # on hold a chip is not open: nothing is ordered in 2 ... 5, and the cash is there in 6
        r = run(small(10, chip=stock(), firm=self.FIRM, instruments={
            "customs": {"type": "licence", "owner": "cn", "delay_mean_months": 3.0, "shut": {"hold": True}}},
            events={"a": event(2, "shut", "cn"), "b": event(6, "open", "cn")}))
        self.steps(r.flow("firm", "chip", "ordered"), [100, 100, 0, 0, 0, 0, 500, 100, 100, 100])
        self.steps(r.flow("firm", "chip", "licensed"), [0] * 7 + [100, 100, 500])
        self.assertAlmostEqual(r.ledger_item(3, "pending", "cn", "hold"), 200)
        self.assertAlmostEqual(r.ledger_item(1, "pending", "cn", "clock"), 200)

    def test_cleared_orders_lapse_after_their_validity(self):
        # 100 ordered and cleared a month, 3 shipped; at month 3 what is left of month 0: 100 - 4 x 3 before shipping
        # 3 of month 3, of which 91 lapse in 7.6; every later month 100 lapse but for the 3 shipped of the oldest
        r = run(small(6, chip=supply(3.0), firm=self.FIRM, behaviour={"backlog_months": 100.0},
                      instruments={"permit": {"type": "licence", "owner": "us", "validity_months": 3.0}}))
        self.steps(r.flow("firm", "chip", "shipped"), [3] * 6)
        self.assertAlmostEqual(r.ledger_item(3, "refused", "us", "lapsed"), 91)
        self.assertAlmostEqual(r.ledger_item(2, "refused", "us", "lapsed"), 0)

    def test_validity_is_the_shortest_of_todays_licences(self):
        # 100 in month 0, nothing to ship: lapse at month 2 by the importer's shorter validity
        r = run(small(4, chip=supply(0.0, opening_inventory_chips=0.0), behaviour={"backlog_months": 100.0},
                      firm={"target_effective_h100e": 90.0, "opening_cleared_chips": {"chip": 40.0}},
                      instruments={"permit": {"type": "licence", "owner": "us", "validity_months": 5.0},
                                   "entry": {"type": "licence", "owner": "cn", "validity_months": 2.0}}))
        # cleared in month -1: lapses in month 1
        self.assertAlmostEqual(r.ledger_item(0, "cleared", "", "supply"), 40)
        self.assertAlmostEqual(r.ledger_item(1, "refused", "cn", "lapsed"), 40)

    BAN = {"type": "ban", "owner": "us", "active": False, "shut": {"active": True}}

    def test_a_ban_spares_what_is_cleared_unless_it_revokes(self):
        # 40 cleared a month, 3 shipped: at the ban of month 4, 160 - 12 are cleared
        for revoking, path in ((False, [3] * 8), (True, [3] * 4 + [0] * 4)):
            r = run(small(8, chip=supply(3.0), firm={"budget_usd_per_month": 400.0}, behaviour={"backlog_months": 120.0},
                          instruments={"ban": {**self.BAN, "revoking": revoking}}, events={"e": event(4, "shut")}))
            self.steps(r.flow("firm", "chip", "shipped"), path)
            self.assertAlmostEqual(r.ledger_item(4, "refused", "us", "revoked"), 148 if revoking else 0)
            self.steps(r.flow("firm", "chip", "ordered"), [40] * 4 + [0] * 4)

    def test_a_ban_denies_what_is_pending_and_leaves_transit_alone(self):
        # delay 2, lead 2: orders of 0 and 1 clear and ship in 2 and 3; those of 2 and 3 are denied in 4
        r = run(small(8, chip=stock(lead_months=2), firm=self.FIRM, events={"e": event(4, "shut")},
                      instruments={"ban": self.BAN,
                                   "entry": {"type": "licence", "owner": "cn", "delay_mean_months": 2.0}}))
        self.steps(r.flow("firm", "chip", "landed"), [0, 0, 0, 0, 100, 100, 0, 0])
        self.assertAlmostEqual(r.ledger_item(4, "refused", "us", "denied"), 200)

    def test_only_members_of_a_whitelist_buy(self):
        r = run(small(3, chip=stock(), firm={"target_effective_h100e": 37.0},
                      actors={"other": {"home": "cn", "target_effective_h100e": 53.0, "budget_usd_per_month": 1.0e6}},
                      instruments={"list": {"type": "whitelist", "owner": "us", "members": ["other"]}}))
        self.near(r.flow("other", "chip", "shipped"), [53] * 3)
        self.near(r.flow("firm", "chip", "shipped"), [0] * 3)
        self.assertAlmostEqual(r.ledger_item(2, "not_ordered", "us", "whitelist", "list"), 37)

    def test_a_threshold_bars_what_fails_any_limit(self):
        # TPP 15832 < 21000 holds; 3.35 TB/s < 3.35 does not
        for below, bought in ((3.35, 0), (3.36, 37)):
            r = run(small(2, chip=stock(), firm={"target_effective_h100e": 37.0}, instruments={
                "rule": {"type": "threshold", "owner": "us", "tpp_below": 21000.0, "bandwidth_tb_per_s_below": below}}))
            self.near(r.flow("firm", "chip", "shipped"), [bought] * 2)

    def test_instruments_bind_only_between_two_jurisdictions(self):
        # a firm at home in the chip's origin, and a chip of another channel, escape the ban
        r = run(small(2, chip=stock(), firm={"target_effective_h100e": 37.0},
                      actors={"native": {"home": "us", "target_effective_h100e": 53.0, "budget_usd_per_month": 1.0e6}},
                      instruments={"ban": {"type": "ban", "owner": "us"}}))
        self.near(r.flow("native", "chip", "shipped"), [53] * 2)
        self.near(r.flow("firm", "chip", "shipped"), [0] * 2)
        r = run(small(2, chip=stock(channel="grey"), firm={"target_effective_h100e": 37.0},
                      instruments={"ban": {"type": "ban", "owner": "us"}}))
        self.near(r.flow("firm", "chip", "shipped"), [37] * 2)


class Border(Closed):
    FIRM = {"budget_usd_per_month": 1250.0}
    DUTY = {"type": "tariff", "owner": "us", "rate": 0.25}  # 12.5 landed: 100 chips a month

    def world(self, months, action, **more):
        return small(months, chip=stock(lead_months=2), firm=self.FIRM, events={
            "a": event(2, "shut", "cn"), "b": event(5, "open", "cn")},
            instruments={"duty": self.DUTY, "customs": {"type": "border", "owner": "cn", "shut": {action: True}}, **more})

    def test_a_hold_keeps_arrivals_until_it_is_lifted(self):
        r = run(self.world(7, "hold"))
        self.steps(r.flow("firm", "chip", "shipped"), [100] * 7)
        self.steps(r.flow("firm", "chip", "in_service"), [0] * 5 + [400, 100])
        for t, held in ((1, 0), (2, 100), (3, 200), (4, 300), (5, 0)):
            self.assertAlmostEqual(r.ledger_item(t, "border", "cn", "hold"), held, msg=f"month {t}")

    def test_returns_are_refunded_by_each_who_was_paid(self):
        # shipped in 0 and 1, returned in 2 and 3; closed in 2 ... 4; in 5 there is cash for 600
        r = run(self.world(8, "return"))
        self.steps(r.flow("firm", "chip", "shipped"), [100, 100, 0, 0, 0, 600, 100, 100])
        self.near(r.flow("firm", "chip", "landed"), [0] * 7 + [600])
        self.near(r.money("firm", "treasury", "us"), [250, 500, 250, 0, 0, 1500, 1750, 2000])
        self.near(r.money("firm", "vendor", "maker"), [1000, 2000, 1000, 0, 0, 6000, 7000, 8000])
        self.near(r.money("firm", "cash"), [0, 0, 2500, 5000, 6250, 0, 0, 0])

    def test_a_refund_is_what_was_paid_whatever_the_duty_is_now(self):
        # the duty rises to 0.6 with the return; 12.5 a chip come back all the same
        world = self.world(6, "return")
        world["instruments"]["duty"] = {"type": "tariff", "owner": "cn", "rate": 0.25, "shut": {"rate": 0.6}}
        self.near(run(world).money("firm", "cash"), [0, 0, 2500, 5000, 6250, 0])

    def test_returns_give_back_the_room_of_limits(self):
        # a quota of 230: 100, 100 shipped, returned in 2 and 3; in 5 all 230 may ship again, 500 + 230 x ... cash 600
        r = run(self.world(7, "return", cap={"type": "quota", "owner": "us", "limit": 230.0}))
        self.steps(r.flow("firm", "chip", "shipped"), [100, 100, 0, 0, 0, 230, 0])

    def test_held_chips_are_returned_with_their_money(self):
        # held from 2 on, returned in 4: arrivals of 0, 1 and 2 go back, 300 x 12.5, while orders go on until 4
        regimes = {"cn": {"regimes": {"open": {}, "shut": {}, "worse": {"openness": -1}}}}
        world = small(6, chip=stock(lead_months=2), firm=self.FIRM, jurisdictions=regimes,
                      events={"a": event(2, "shut", "cn"), "b": event(4, "worse", "cn")},
                      instruments={"duty": self.DUTY, "customs": {
                          "type": "border", "owner": "cn", "shut": {"hold": True}, "worse": {"return": True}}})
        r = run(world)
        self.steps(r.flow("firm", "chip", "shipped"), [100] * 4 + [0, 0])
        # month 4: 3 x 1250 back and this month's 1250; month 5: the shipment of 3 too
        self.near(r.money("firm", "cash"), [0, 0, 0, 0, 5000, 7500])
        self.near(r.flow("firm", "chip", "landed"), [0] * 6)


class Limits(Closed):
    def limit(self, months, firm=None, start="2026-02", chip=None, **cap):
        world = small(months, chip=chip or stock(), firm=firm, instruments={"cap": {"owner": "us", **cap}})
        world["run"]["start"] = start
        return run(world).flow("firm", "chip", "shipped")

    def test_a_quota_of_the_whole_run_is_used_once(self):
        self.steps(self.limit(3, type="quota", limit=37.0, used_at_start=4.5), [32.5, 0, 0])

    def test_a_yearly_quota_starts_afresh_in_january(self):
        # November 2026 is month 0, January 2027 month 2, January 2028 month 14; what stood at the start counts in 2026
        self.steps(self.limit(15, type="quota", limit=37.0, used_at_start=4.5, window="calendar_year", start="2026-11"),
                   [32.5, 0, 37] + [0] * 11 + [37])

    def test_a_rolling_limit_frees_what_leaves_the_window(self):
        # four months, limit 23, used 9.5 in month -1, which leaves the window in month 3
        self.steps(self.limit(8, type="per_customer_cap", limit=23.0, used_at_start=9.5, window="rolling_months",
                              window_months=4), [13.5, 0, 0, 9.5, 13.5, 0, 0, 9.5])

    def test_a_cap_is_for_each_firm(self):
        self.steps(self.limit(2, type="per_customer_cap", limit=23.0, firm={"n_firms": 3}), [69, 0])

    def test_a_limit_may_count_compute(self):
        # chips of half an H100e: 46 use 23 H100e
        self.steps(self.limit(2, type="quota", limit=23.0, unit="h100e", chip=stock(h100e=0.5)), [46, 0])

    def test_a_ratio_cap_grows_with_its_reference(self):
        # 0.4 (6 + 20 (t + 1 - 2)): nothing but the opening before month 2; rolling: 0.4 x 20 x min(months, 3)
        ratio = {"type": "ratio_cap", "share": 0.4, "reference_per_month": 20.0, "start_month": 2}
        self.steps(self.limit(5, reference_opening=6.0, **ratio), [2.4, 0, 8, 8, 8])
        # windows of three months: 0, 0, 8, 16, 24, 24: room 8 in 2, then 8 more, 8 more, then what left the window
        self.steps(self.limit(6, window="rolling_months", window_months=3, **ratio), [0, 0, 8, 8, 8, 8])

    def test_one_quota_over_two_chips_is_never_taken_twice(self):
        # 50 chips in all: orders share the room by what is wanted; nothing beyond it ships in any month
        r = run(small(4, chip=stock(), **OTHERS, chips={"two": chip_like(
            supplier="maker", ecosystem="cuda", origin="us", channel="official", opening_inventory_chips=1.0e9)},
            instruments={"cap": {"type": "quota", "owner": "cn", "limit": 50.0, "chips": ["chip", "two"]}}))
        total = [a + b for a, b in zip(r.flow("firm", "chip", "shipped"), r.flow("firm", "two", "shipped"))]
        self.near(total, [50] * 4)
        # shares c^-2 at 10 and 12: 144 to 100
        self.assertAlmostEqual(r.flow("firm", "chip", "shipped")[0], 50 * 144 / 244)

    def test_a_domestic_ratio_lets_foreign_chips_in_by_domestic_supply(self):
        # foreign a month = min(q, y / r)
        q, y = 40.0, 30.0
        for r, foreign in ((1.6, 18.75), (0.5, 40.0)):
            out = run(small(8, chip=supply(q), **merge(DOMESTIC, {"chips": {"local": supply(y)}}),
                            instruments={"pair": {"type": "domestic_ratio", "owner": "cn", "ratio": r}}))
            self.steps(out.flow("firm", "chip", "shipped"), [foreign] * 8)
            self.steps(out.flow("firm", "local", "shipped"), [y] * 8)

    def test_a_domestic_ratio_raises_domestic_orders(self):
        # target 500: shares 144 and 100 of 244; foreign f = 500 x 144/244 needs 1.6 f domestic
        out = run(small(1, chip=stock(), firm={"target_effective_h100e": 500.0},
                        **merge(DOMESTIC, {"chips": {"local": stock()}}),
                        instruments={"pair": {"type": "domestic_ratio", "owner": "cn", "ratio": 1.6}}))
        self.near(out.flow("firm", "chip", "ordered"), [500 * 144 / 244])
        self.near(out.flow("firm", "local", "ordered"), [1.6 * 500 * 144 / 244])

    def test_an_allowance_is_granted_usable_and_consumed(self):
        # 25 at the start, 7 in the months 1, 4, 7; usable from month 2 on
        r = run(small(8, chip=stock(), instruments={
            "pass": {"type": "licence", "owner": "cn", "stage": "before_order", "delay_mean_months": 2.0,
                     "opening_allowance_chips": 25.0, "grant_chips": 7.0, "grant_first_month": 1,
                     "grant_every_months": 3}}))
        self.steps(r.flow("firm", "chip", "ordered"), [0, 0, 32, 0, 7, 0, 0, 7])
        self.assertAlmostEqual(r.ledger_item(0, "not_ordered", "cn", "allowance", "pass"), 1.0e9, delta=1)

    def test_a_hold_stops_the_clock_of_an_allowance_and_its_use(self):
        # delay 2, on hold in 1 and 2: the clock counts 3 and 4; and in 6
        r = run(small(8, chip=stock(), firm={"target_effective_h100e": 11.0, "target_growth_factor_per_year": 729.0},
                      events={"a": event(1, "shut", "cn"), "b": event(3, "open", "cn"), "c": event(6, "shut", "cn"),
                              "d": event(7, "open", "cn")},
                      instruments={"pass": {"type": "licence", "owner": "cn", "stage": "before_order",
                                            "delay_mean_months": 2.0, "opening_allowance_chips": 1.0e9,
                                            "shut": {"hold": True}}}))
        # the target is 11 x 3^((t+1)/2)
        self.near(r.flow("firm", "chip", "ordered"), [0, 0, 0, 0, 99 * 3 ** 0.5, 297, 297, 891])

    def test_denied_chips_return_to_the_allowance(self):
        # 25 ordered in 0, denied in 1 (before luck: probability 0.9 >= 1/2), ordered again from then on
        r = run(small(6, chip=stock(), instruments={
            "pass": {"type": "licence", "owner": "cn", "stage": "before_order", "opening_allowance_chips": 25.0},
            "permit": {"type": "licence", "owner": "us", "delay_mean_months": 1.0, "denial_probability": 0.9}}))
        self.steps(r.flow("firm", "chip", "ordered"), [25, 0, 25, 0, 25, 0])
        self.near(r.flow("firm", "chip", "licensed"), [0] * 6)
        self.assertAlmostEqual(r.ledger_item(1, "refused", "us", "denied"), 25)
        self.assertAlmostEqual(r.ledger_item(2, "pending", "us", "clock"), 25)
        self.assertAlmostEqual(r.ledger_item(2, "refused", "us", "denied"), 0)

    def test_shared_room_goes_by_need_and_purse(self):
        # 40 of room: weights min(gap, cash / cost): 300, min(900, 100) = 100; the barred member gets none
        r = run(small(1, chip=stock(), firm={"target_effective_h100e": 300.0}, actors={
            "poor": {"home": "cn", "target_effective_h100e": 900.0, "budget_usd_per_month": 1000.0},
            "barred": {"home": "cn", "target_effective_h100e": 900.0, "budget_usd_per_month": 1.0e6}},
            instruments={"cap": {"type": "quota", "owner": "cn", "limit": 40.0},
                         "list": {"type": "whitelist", "owner": "us", "members": ["firm", "poor"]}}))
        self.near(r.flow("firm", "chip", "shipped") + r.flow("poor", "chip", "shipped"), [30, 10])


class Supply(Closed):
    def test_banks_limit_output_and_then_their_inflow(self):
        # 13 M stacks at 8 a package: 1.625 M packages; output min(cap, bank / 8), then inflow / 8
        r = run(small(5, chip=supply(1.0e6, units_per_chip={"hbm": 8.0}), suppliers={"maker": {"banks": {
            "hbm": {"opening_units": 1.3e7, "inflow_units_per_month": {"m0": 8.0e4, "m3": 1.6e5}}}}}))
        # in the month an inflow comes it cannot be used: that of 0 in 1, that of 3 in 4
        self.steps(r.flow("firm", "chip", "shipped"), [1.0e6, 6.25e5 + 1.0e4, 1.0e4, 1.0e4, 2.0e4])

    def test_chips_share_a_bank_by_one_factor(self):
        # wants 40 x 3 + 90 x 2 = 300 units of 210: both at 0.7
        two = chip_like(supplier="maker", ecosystem="cuda", origin="us", channel="official",
                        units_per_chip={"dies": 2.0}, capacity_chips_per_month={"m0": 90.0})
        r = run(small(1, chip=supply(40.0, units_per_chip={"dies": 3.0}), chips={"two": two},
                      suppliers={"maker": {"banks": {"dies": {"opening_units": 210.0}}}}))
        self.near(r.flow("firm", "chip", "shipped") + r.flow("firm", "two", "shipped"), [28, 63])

    def test_yield_is_learned_from_output_before_the_month(self):
        # x = cap (y_inf - (y_inf - y_0)(1 + Y / Y_0)^-b), Y the good output before
        r = run(small(6, chip=supply(100.0, yield_limit=0.9, yield_start=0.2, yield_learning_exponent=0.7,
                                     yield_reference_chips=50.0, opening_output_chips=30.0)))
        Y, path = 30.0, []
        for _ in range(6):
            path.append(100 * (0.9 - 0.7 * (1 + Y / 50) ** -0.7))
            Y += path[-1]
        self.steps(r.flow("firm", "chip", "shipped"), path)

    def test_supply_follows_sales_of_the_year_before_last_month(self):
        # cap (sales of t-23 ... t-12 / 1200)^0.5, clipped to [0.1, 1]; before the start 100 a month
        nu, reference, cap = 0.5, 1200.0, 60.0
        sold = {t: 100.0 for t in range(-30, 0)}
        for t in range(30):
            ratio = sum(sold[m] for m in range(t - 23, t - 11)) / reference
            sold[t] = cap * min(1, max(0.1, ratio)) ** nu
        r = run(small(30, chip=supply(cap, sales_feedback_exponent=nu, reference_sales_chips_per_year=reference)))
        self.steps(r.flow("firm", "chip", "shipped"), [sold[t] for t in range(30)])
        self.assertAlmostEqual(sold[12], 60 * (1160 / 1200) ** 0.5)

    def test_schedules_step_by_month_or_date(self):
        r = run(small(5, chip={"capacity_chips_per_month": {"y2025m11": 7.0, "m1": 5.0, "y2026m05": 2.5}}))
        self.steps(r.flow("firm", "chip", "shipped"), [7, 5, 5, 2.5, 2.5])

    def test_enforcement_scales_a_channel(self):
        # 0.35 and 0.8 of 40; the other filter does not bind
        police = {"type": "enforcement", "owner": "us", "channel": "grey", "capacity_factor": 0.35}
        r = run(small(2, chip=supply(40.0, channel="grey"), instruments={
            "us": police, "cn": {**police, "owner": "cn", "capacity_factor": 0.8},
            "no": {"type": "enforcement", "owner": "cn", "capacity_factor": 0.1}}))
        self.steps(r.flow("firm", "chip", "shipped"), [11.2, 11.2])

    def share(self, rule, estate, chip=None, supplier=None, **more):
        """What three actors of claims 100, 200, 300 get of an estate, and who they are."""
        def actor(target, **own):
            return {"home": "cn", "target_effective_h100e": target, "budget_usd_per_month": 1.0e7, **own}

        actors = {"firm": actor(100.0, priority=1, allocation_weight=3.0),
                  "two": actor(200.0, priority=3, allocation_weight=1.0),
                  "three": actor(300.0, priority=2, allocation_weight=2.0)}
        r = run(small(1, chip=supply(estate, **(chip or {})), behaviour={"backlog_months": 50.0},
                      suppliers={"maker": {"rule": rule, **(supplier or {})}}, actors=merge(actors, more)))
        return [r.flow(a, "chip", "shipped")[0] for a in ("firm", "two", "three")]

    def test_the_rules_give_their_published_awards(self):
        # Talmud: Aumann & Maschler 1985; the others by definition on claims 100, 200, 300
        for rule, estate, expected in (
                ("talmud", 200.0, (50, 75, 75)), ("talmud", 400.0, (50, 125, 225)),
                ("talmud", 100.0, (100 / 3, 100 / 3, 100 / 3)), ("talmud", 300.0, (50, 100, 150)),
                ("constrained_equal_awards", 300.0, (100, 100, 100)), ("constrained_equal_awards", 380.0, (100, 140, 140)),
                ("constrained_equal_losses", 300.0, (0, 100, 200)), ("constrained_equal_losses", 150.0, (0, 25, 125)),
                ("proportional", 300.0, (50, 100, 150)), ("priority", 260.0, (0, 200, 60)),
                # weights 3, 1, 2: lambda = 45 gives 135 > 100, so 100 and 170 / 3 a unit of weight
                ("weighted", 270.0, (100, 170 / 3, 340 / 3)), ("talmud", 700.0, (100, 200, 300))):
            self.near(self.share(rule, estate), expected)

    def test_equal_rules_count_firms(self):
        # claims 100, 200, 300 of 2, 1 and 3 firms: lambda 40 a firm of 240
        firms = {"firm": {"n_firms": 2}, "three": {"n_firms": 3}}
        self.near(self.share("constrained_equal_awards", 240.0, **firms), [80, 40, 120])
        # losses 360 in all: 60 a firm, 120 > 100: the first gets none; 260 over 4 firms: 65
        self.near(self.share("constrained_equal_losses", 240.0, **firms), [0, 135, 105])

    def test_equal_priority_shares_in_proportion(self):
        self.near(self.share("priority", 150.0, three={"priority": 3}), [0, 60, 90])

    def test_outside_buyers_come_before_with_or_after(self):
        # 40 chips; the firm wants 35, others 25: 40 - 25; 40 x 35 / 60; 35
        for order, shipped in (("before", 15.0), ("with", 40 * 35 / 60), ("after", 35.0)):
            r = run(small(1, chip=supply(40.0, outside_demand_chips_per_month={"m0": 25.0}),
                          firm={"target_effective_h100e": 35.0}, suppliers={"maker": {"outside_order": order}}))
            self.near(r.flow("firm", "chip", "shipped"), [shipped])

    def test_outside_buyers_have_priority_and_weight(self):
        outside = {"outside_demand_chips_per_month": {"m0": 250.0}}
        # priorities 1, 3, 2 and 2 outside: 200, then 160 by 300 : 250
        self.near(self.share("priority", 360.0, outside, {"outside_priority": 2}), [0, 200, 160 * 300 / 550])
        # weights 3, 1, 2 and 4: lambda 30
        self.near(self.share("weighted", 300.0, outside, {"outside_weight": 4.0}), [90, 30, 60])

    def test_what_was_not_claimed_stays_in_the_inventory(self):
        # 12 a month made, a target of 2 that grows by a factor 1.7 a month: 2 x 1.7^(t+1) against 12 (t + 1)
        r = run(small(5, chip=supply(12.0), firm={"target_effective_h100e": 2.0,
                                                  "target_growth_factor_per_year": 1.7 ** 12}))
        self.near(r.flow("firm", "chip", "shipped"), [min(2 * 1.7 ** (t + 1), 12.0 * (t + 1)) for t in range(5)])


class Choice(Closed):
    FIRM = {"target_effective_h100e": 500.0}
    LOCAL = merge(DOMESTIC, {"chips": {"local": stock()}})

    def test_shares_fall_with_cost(self):
        # c^-theta at 10 and 12; theta 2 and 0.7
        for theta in (2.0, 0.7):
            r = run(small(1, chip=stock(), firm=self.FIRM, behaviour={"choice_exponent": theta}, **self.LOCAL))
            self.near(r.flow("firm", "chip", "shipped") + r.flow("firm", "local", "shipped"),
                      [500 * 10 ** -theta / (10 ** -theta + 12 ** -theta), 500 * 12 ** -theta / (10 ** -theta + 12 ** -theta)])

    def test_listing_a_chip_twice_with_its_weight_split_changes_nothing(self):
        one = run(small(1, chip=stock(), firm=self.FIRM, **self.LOCAL))
        two = run(small(1, chip=stock(), firm={**self.FIRM, "order_weights": {"chip": 0.3, "twin": 0.7}}, **merge(
            self.LOCAL, {"chips": {"twin": chip_like(supplier="maker", ecosystem="cuda", origin="us", channel="official",
                                                     price_usd=10.0, opening_inventory_chips=1.0e9)}})))
        self.near(two.flow("firm", "local", "shipped"), one.flow("firm", "local", "shipped"))
        self.near(two.flow("firm", "chip", "shipped"), [0.3 * one.flow("firm", "chip", "shipped")[0]])
        self.near(two.flow("firm", "twin", "shipped"), [0.7 * one.flow("firm", "chip", "shipped")[0]])

    def test_preferences_and_nests_weigh_the_mix(self):
        # weights 0.4 x 0.5 x 3 on c^-2 of the foreign chip, 2 on the domestic one's
        prefer = {"type": "preference", "owner": "cn", "weight": 0.4}
        r = run(small(1, chip=stock(), firm={**self.FIRM, "nest_weights": {"cuda": 3.0, "cann": 2.0}}, **self.LOCAL,
                      instruments={"a": prefer, "b": {**prefer, "owner": "us", "weight": 0.5}}))
        a, b = 0.4 * 0.5 * 3 / 100, 2 / 144
        self.near(r.flow("firm", "chip", "shipped"), [500 * a / (a + b)])

    def test_cost_is_of_an_effective_unit(self):
        # the second chip: e = 0.25, b = 0.5; s = 0.6: w = 0.15 + 0.4 x 0.5 = 0.35; c = 12 / 0.35 against 10
        r = run(small(1, chip=stock(), firm={**self.FIRM, "training_share": 0.6}, **merge(
            self.LOCAL, {"chips": {"local": {"h100e": 0.25, "bandwidth_tb_per_s": 1.675}}})))
        a, b = 10 ** -2, (12 / 0.35) ** -2
        self.near(r.flow("firm", "local", "shipped"), [500 * b / (a + b) / 0.35])

    def test_serving_is_the_smaller_of_bandwidth_and_compute(self):
        # an H20: 148 TFLOP/s of 989.5, 4 TB/s of 3.35: kappa e = 0.4487 < 1.194; s = 0.25
        e = 2368 / 15832
        for kappa, serving in ((3.0, 3 * e), (9.0, 4 / 3.35)):
            r = run(small(1, chip={"tpp": 2368.0, "bandwidth_tb_per_s": 4.0}, behaviour={"serving_cap_ratio": kappa},
                          firm={"opening_stock_chips": {"chip": 8.0}, "training_share": 0.25,
                                "budget_usd_per_month": 0.0}))
            self.near(r.metric("firm", "effective_h100e"), [8 * (0.25 * e + 0.75 * serving)], 11)
            self.near(r.metric("firm", "effective_serving_h100e"), [8 * serving], 11)

    def test_software_improves_with_use(self):
        # eta = eta_inf - (eta_inf - eta_0) exp(-X / X_0), X grows by w V / 12; w of t by eta at the end of t-1
        X, path = 40.0, []
        for _ in range(6):
            eta_t, eta_s = 0.9 - 0.6 * math.exp(-X / 170), 1.1 - 0.7 * math.exp(-X / 170)
            path.append(1200 * (0.6 * eta_t + 0.4 * eta_s))
            X += path[-1] / 12
        r = run(small(6, firm={"opening_stock_chips": {"chip": 1200.0}, "training_share": 0.6,
                               "budget_usd_per_month": 0.0},
                      ecosystems={"cuda": {"training_efficiency_start": 0.3, "training_efficiency_limit": 0.9,
                                           "serving_efficiency_start": 0.4, "serving_efficiency_limit": 1.1,
                                           "experience_reference_h100e_years": 170.0,
                                           "opening_experience_h100e_years": 40.0}}))
        self.near(r.metric("firm", "effective_h100e"), path, 10)

    def test_what_finds_no_room_spills_to_what_has(self):
        # 70 foreign chips in stock and none made: the rest of 500 is domestic
        r = run(small(1, chip=stock(70.0), firm=self.FIRM, **self.LOCAL))
        self.near(r.flow("firm", "chip", "shipped") + r.flow("firm", "local", "shipped"), [70, 430])

    def test_the_shut_key_is_named_before_the_spill(self):
        # 500 wanted, 130 domestic ones there: 370 stay unplaced; lost before the spill: the foreign mix to the
        # threshold, the domestic mix less 130 to supply; both scaled down to 370
        foreign, domestic = 500 * 144 / 244, 500 * 100 / 244 - 130
        r = run(small(1, chip=stock(), firm=self.FIRM, **merge(
            self.LOCAL, {"chips": {"local": {"opening_inventory_chips": 130.0}}}),
            instruments={"rule": {"type": "threshold", "owner": "us", "tpp_below": 10000.0}}))
        scale = 370 / (foreign + domestic)
        self.assertAlmostEqual(r.ledger_item(0, "not_ordered", "us", "threshold", "rule"), foreign * scale)
        self.assertAlmostEqual(r.ledger_item(0, "not_ordered", "", "supply"), domestic * scale)
        self.assertAlmostEqual(r.ledger_item(0, "in_service"), 130)

    def test_a_full_spill_books_no_shut_key(self):
        # all that the ban stopped is bought at home: nothing is left to blame
        r = run(small(1, chip=stock(), firm=self.FIRM, **self.LOCAL, instruments={"ban": {"type": "ban", "owner": "us"}}))
        self.near(r.flow("firm", "local", "shipped"), [500])
        self.assertAlmostEqual(r.ledger_item(0, "not_ordered", "us", "ban", "ban"), 0)

    def test_orders_take_what_the_supplier_can_promise(self):
        # inventory 13 + 4 months of 11; then 11 a month come free
        r = run(small(4, chip=supply(11.0, opening_inventory_chips=13.0), behaviour={"backlog_months": 4.0}))
        self.steps(r.flow("firm", "chip", "ordered"), [13 + 11 + 44, 11, 11, 11])


class Foresight(Closed):
    FIRM = {"target_effective_h100e": 500.0, "target_growth_factor_per_year": 2.0}
    LOCAL = merge(DOMESTIC, {"chips": {"local": stock()}})
    BAN = {"type": "ban", "owner": "us", "active": False, "shut": {"active": True}}

    def ordered(self, r, months):
        return [a + b for a, b in zip(r.flow("firm", "chip", "ordered"), r.flow("firm", "local", "ordered"))][:months]

    def covered(self, month, cover, share=144 / 244, lead=2):
        """All that was ever ordered meets the target at the horizon: D(t + H), H the mean of lead and cover."""
        return 500 * 2 ** ((month + 1 + share * (lead + cover)) / 12)

    def test_an_announced_closing_is_covered_within_its_reach(self):
        # psi ln(c_alt / c) / carrying cost, c_alt the domestic 12; announced in 1, within lead 2 from month 2 on
        cover = 0.2 * math.log(12 / 10) / 0.04
        r = run(small(4, chip=stock(lead_months=2), firm=self.FIRM, **self.LOCAL,
                      behaviour={"anticipation": 0.2, "carrying_cost_per_month": 0.04},
                      instruments={"ban": self.BAN}, events={"e": event(4, "shut", announced_months=3)}))
        self.near(self.ordered(r, 4), [self.covered(t, cover if t >= 2 else 0) for t in range(4)], 10)

    def test_without_alternative_the_most_is_covered(self):
        r = run(small(4, chip=stock(lead_months=2), firm=self.FIRM, behaviour={"anticipation": 0.2, "cover_max_months": 7.0},
                      instruments={"ban": self.BAN}, events={"e": event(4, "shut", announced_months=3)}))
        self.near(r.flow("firm", "chip", "ordered"),
                  [500 * 2 ** ((t + 1 + 2 + (7 if t >= 2 else 0)) / 12) for t in range(4)], 10)

    def test_a_hazard_of_closing_is_covered_by_its_probability(self):
        # h = lead 2 + clearing 1.3, P = 1 - exp(-0.9 h / 12): one licence of mean 1.3 (1 month)
        P = 1 - math.exp(-0.9 / 12 * 3.3)
        cover = 0.5 * P * math.log(1.2) / 0.03
        r = run(small(3, chip=stock(lead_months=2), firm=self.FIRM, **self.LOCAL,
                      behaviour={"anticipation": 0.5, "pending_weight": 1.0},
                      jurisdictions={"us": {"regimes": {"open": {"transitions": {"shut": {"hazard_per_year": 0.9}}}}}},
                      instruments={"ban": self.BAN, "entry": {"type": "licence", "owner": "cn",
                                                              "delay_mean_months": 1.3}}))
        self.near(self.ordered(r, 3), [self.covered(t, cover, lead=3.3) for t in range(3)], 10)

    def test_nobody_foresees_what_was_not_announced(self):
        r = run(small(4, chip=stock(lead_months=2), firm=self.FIRM, **self.LOCAL, behaviour={"anticipation": 0.2},
                      instruments={"ban": self.BAN}, events={"e": event(4, "shut")}))
        self.near(self.ordered(r, 4), [self.covered(t, 0) for t in range(4)], 10)


class Policy(Closed):
    def test_events_move_regimes_and_beat_triggers(self):
        # the trigger would open again from month 1 on; the event of 2 shuts; then the trigger opens in 3
        r = run(small(5, events={"e": event(2, "shut")}, triggers={"t": {
            "observable": "openness", "watch": "cn", "comparison": "above", "threshold": 0.5, "jurisdiction": "us",
            "regime": "open"}}))
        self.assertEqual(r.share("us", "shut"), [0, 0, 1, 0, 0])

    def test_a_trigger_waits_for_its_months_in_a_row(self):
        # 10 chips a month: above 25 at the ends of 2, 3, 4: persisting 3 months it moves in 5
        r = run(small(8, chip=supply(10.0), triggers={"t": {
            "observable": "in_service_h100e", "watch": "cn", "comparison": "above", "threshold": 25.0,
            "persist_months": 3, "jurisdiction": "us", "regime": "shut"}}))
        self.assertEqual(r.share("us", "shut"), [0] * 5 + [1] * 3)

    def test_a_trigger_counts_only_its_chips(self):
        # shipped since the start: chips 10 a month, local 7; of local alone 28 > 25 at the end of 3
        world = small(7, chip=supply(10.0), **merge(DOMESTIC, {"chips": {"local": supply(7.0)}}), triggers={"t": {
            "observable": "shipped_chips", "watch": "cn", "comparison": "above", "threshold": 25.0, "chips": ["local"],
            "jurisdiction": "us", "regime": "shut"}})
        self.assertEqual(run(world).share("us", "shut"), [0] * 4 + [1] * 3)

    def test_unmet_need_is_of_the_month_before(self):
        # D = 50: unmet 1 - V / 50 = 0.8, 0.6, 0.4 at the ends of 0, 1, 2: below 0.5 seen in month 3
        r = run(small(5, chip=supply(10.0), firm={"target_effective_h100e": 50.0}, triggers={"t": {
            "observable": "unmet_need", "watch": "cn", "comparison": "below", "threshold": 0.5,
            "jurisdiction": "us", "regime": "shut"}}))
        self.assertEqual(r.share("us", "shut"), [0, 0, 0, 1, 1])

    def test_a_share_of_the_world_crosses_its_threshold(self):
        # V 10 (t+1) over 200 x 3^((t+1)/12), not containing them: V / (world + V); > 0.06 first at the end of 1
        shares = [10 * n / (200 * 3 ** (n / 12) + 10 * n) for n in range(1, 5)]
        world = small(4, chip=supply(10.0), references={"earth": {
            "role": "world", "stock_h100e": 200.0, "growth_factor_per_year": 3.0}}, triggers={"t": {
                "observable": "world_share", "watch": "cn", "comparison": "above", "threshold": 0.06,
                "jurisdiction": "us", "regime": "shut"}})
        self.assertTrue(shares[0] < 0.06 < shares[1])
        r = run(world)
        self.near(r.metric("firm", "share_of_world"), shares, 10)
        self.assertEqual(r.share("us", "shut"), [0, 0, 1, 1])
        world["references"]["earth"]["contains_actors"] = True
        self.near(run(world).metric("firm", "share_of_world"), [10 * n / (200 * 3 ** (n / 12)) for n in range(1, 5)], 10)

    def test_a_signal_decays_until_it_is_below(self):
        # set in month 1: exp(-age / 2.5) at the ends of 1, 2, 3: 1, 0.67, 0.449; below 0.5 seen in month 4;
        # before it was set the signal is 0, which is below too
        world = small(6, signals={"news": {"memory_months": 2.5}}, events={"a": {"month": 1, "signal": "news"}},
                      triggers={"t": {"observable": "signal", "signal": "news", "comparison": "above", "threshold": 0.5,
                                      "persist_months": 2, "jurisdiction": "us", "regime": "shut"}})
        # above 0.5 at the ends of 1 and 2: two in a row, seen in 3
        self.assertEqual(run(world).share("us", "shut"), [0, 0, 0, 1, 1, 1])

    def test_regimes_override_and_sets_too(self):
        # in 'shut' the cap is 5 instead of 20 and binds the other chip only
        two = chip_like(supplier="maker", ecosystem="cuda", origin="us", channel="official", opening_inventory_chips=1.0e9)
        r = run(small(4, chip=stock(300.0), chips={"two": two}, events={
            "e": event(2, "shut")}, instruments={"cap": {
                "type": "quota", "owner": "us", "limit": 20.0, "chips": ["chip", "two"], "window": "rolling_months",
                "window_months": 1, "shut": {"limit": 5.0, "chips": ["two"]}}}))
        total = [a + b for a, b in zip(r.flow("firm", "chip", "shipped"), r.flow("firm", "two", "shipped"))]
        self.near(total[:2], [20, 40])
        self.near([x - y for x, y in zip(r.flow("firm", "two", "shipped")[2:], r.flow("firm", "two", "shipped")[1:])],
                  [5, 5])


class Metrics(Closed):
    def test_leases_move_what_is_accessible(self):
        # 50 and 80 owned; the firm leases 0.3 and 0.1 out, the lab 0.25
        r = run(small(1, firm={"opening_stock_chips": {"chip": 50.0}, "leases": {"lab": 0.3, "shop": 0.1},
                               "budget_usd_per_month": 0.0},
                      actors={"lab": {"home": "cn", "opening_stock_chips": {"chip": 80.0}, "leases": {"firm": 0.25}},
                              "shop": {"home": "cn"}}))
        self.near([r.metric(a, "accessible_h100e")[0] for a in ("firm", "lab", "shop")], [30 + 20, 60 + 15, 5])
        self.near([r.metric(a, "owned_h100e")[0] for a in ("firm", "lab", "shop")], [50, 80, 0])
        self.near(r.metric("all", "accessible_h100e"), [130])

    def test_a_training_run_takes_its_days(self):
        # 1e26 / (10000 x 989.5e12 x 0.4 x 86400) = 292.42 days
        r = run(small(1, firm={"opening_stock_chips": {"chip": 10000.0}, "budget_usd_per_month": 0.0}))
        self.near(r.metric("firm", "training_run_days"), [1e26 / (1e4 * 989.5e12 * 0.4 * 86400)], 10)
        self.assertAlmostEqual(r.metric("firm", "training_run_days")[0], 292.42, places=2)

    def test_a_training_run_is_done_when_its_days_are_over(self):
        # 292.42 days are 9.607 months of 30.4375 days: done at the end of month 9
        r = run(small(12, firm={"opening_stock_chips": {"chip": 10000.0}, "budget_usd_per_month": 0.0}))
        self.assertEqual(r.metric("firm", "training_run_done"), [0] * 9 + [1] * 3)

    def test_concentration_counts_firms(self):
        # shares 0.6 of three firms and 0.4 of one: 0.36 / 3 + 0.16; a giant's firm 20 against a small one's 40
        r = run(small(1, firm={"opening_stock_chips": {"chip": 60.0}, "n_firms": 3, "tier": "giant",
                               "budget_usd_per_month": 0.0},
                      actors={"lab": {"home": "cn", "opening_stock_chips": {"chip": 40.0}, "tier": "small"}}))
        self.near(r.metric("all", "hhi_owned"), [0.28], 10)
        self.near(r.metric("all", "giants_to_small_owned"), [0.5], 10)

    def test_the_frontier_was_there_so_long_ago(self):
        # the reference has 300 x 4^((t+1)/12), the firm 75: 4^(-1) of 300, so 12 + (t+1) months ago
        r = run(small(3, firm={"opening_stock_chips": {"chip": 75.0}, "budget_usd_per_month": 0.0}, references={
            "lab": {"role": "frontier", "stock_h100e": 300.0, "growth_factor_per_year": 4.0}}))
        self.near(r.metric("firm", "frontier_gap_months"), [13, 14, 15], 9)

    def test_domestic_shares_are_by_compute(self):
        # 30 foreign of 1 H100e, 40 domestic of 0.25 H100e: 10 / 40
        r = run(small(1, firm={"opening_stock_chips": {"chip": 30.0, "local": 40.0}, "budget_usd_per_month": 0.0},
                      **merge(DOMESTIC, {"chips": {"local": {"h100e": 0.25}}})))
        self.near(r.metric("firm", "domestic_share_of_stock"), [0.25], 10)
        self.near(r.metric("firm", "fill_rate"), [(30 + 40 * (0.5 * 0.25 + 0.5 * 0.75)) / 1.0e9], 10)

    def test_flop_are_of_the_useful_part(self):
        # 90 H100e, s 0.6, utilisation 0.7, MFU 0.3
        r = run(small(1, firm={"opening_stock_chips": {"chip": 90.0}, "training_share": 0.6, "utilisation": 0.7,
                               "budget_usd_per_month": 0.0}, measures={"training_mfu": 0.3}))
        self.near([r.metric("firm", "training_flop_per_month")[0] / 1e24],
                  [90 * 989.5e12 * 0.6 * 0.7 * 0.3 * 30.4375 * 86400 / 1e24], 10)
        self.near([r.metric("firm", "peak_flop_per_s")[0] / 1e15], [90 * 0.9895], 10)


if __name__ == "__main__":
    unittest.main()
