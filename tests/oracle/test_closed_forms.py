"""The oracle against theory: closed forms of the model, each computed by hand or by its formula.

    python3 -m unittest tests/oracle/test_closed_forms.py
"""
import math
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import parse
import rules
from draws import Draws, MissingDraw, delay_months, erlang_cdf
from oracle import Oracle

WORLD = '''
run : { start = "2026-02"; months = %(months)d; };
behaviour : { backlog_months = %(backlog)s; %(behaviour)s };
jurisdictions : {
    us : { start_regime = "open"; regimes : { open : { openness = 1; %(us)s }; shut : { }; }; };
    cn : { start_regime = "open"; regimes : { open : { openness = 1; %(cn)s }; shut : { }; }; };
};
ecosystems : { cuda : { }; cann : { }; };
suppliers : { fab : { rule = "%(rule)s"; outside_order = "%(outside)s"; %(banks)s }; smic : { }; };
chips : {
    h200 : { supplier = "fab"; ecosystem = "cuda"; origin = "us"; tpp = 15832.0; bandwidth_tb_per_s = 3.35;
             price_usd = 10.0; %(chip)s };
    %(chips)s
};
actors : { lab : { home = "cn"; %(lab)s }; %(actors)s };
references : { earth : { role = "world"; stock_h100e = 1.0e7; }; };
signals : { news : { memory_months = 3.0; }; };
events : { %(events)s };
triggers : { %(triggers)s };
instruments : { %(instruments)s };
'''
RICH = 'target_effective_h100e = 1.0e9; budget_usd_per_month = 1.0e9; '
NAMES = ('behaviour us cn banks chip chips lab actors events triggers instruments').split()


def world(months=12, backlog='6.0', rule='proportional', outside='with', draws=None, **parts):
    words = dict.fromkeys(NAMES, '')
    words.update(parts, months=months, backlog=backlog, rule=rule, outside=outside)
    return Oracle(parse.read(WORLD % words, draws), draws).run()


def series(o, quantity='V', a='lab', k='h200'):
    return o.series('state', a, k, quantity)[1:]


def ledger(o, month, a='lab'):
    return {tuple(row[2:6]): row[6] for row in o.table['ledger'] if row[:2] == (month, a)}


class Row(dict):
    """Draws of which every uniform of a process is the same, or a function of (entity, month)."""

    def uniform(self, process, entity, t):
        u = self[process]
        return u(entity, t) if callable(u) else u


class Deployment(unittest.TestCase):
    def test_a_constant_hazard_gives_the_geometric_sum(self):
        chip = 'lead_months = 0; retirement_hazard_per_year = 0.36; capacity_chips_per_month : { m0 = 1000.0; };'
        V = series(world(36, chip=chip, lab=RICH))
        self.assertAlmostEqual(V[11], 10229.373432, places=5)
        self.assertAlmostEqual(V[35], 22345.335702, places=5)

    def test_a_service_life_of_L_means_L_records(self):
        chip = 'lead_months = 0; service_life_months = 7; capacity_chips_per_month : { m0 = 23.85; };'
        for t, V in enumerate(series(world(20, chip=chip, lab=RICH))):
            self.assertAlmostEqual(V, 23.85 * min(t + 1, 7), places=9)

    def test_opening_stock_is_spread_evenly_over_its_age_range(self):
        lab = ('opening_stock_chips : { h200 = 90.0; }; opening_age_min_months : { h200 = 2; }; '
               'opening_age_max_months : { h200 = 4; };')
        chip = 'service_life_months = 6; retirement_hazard_per_year = 0.24;'
        for t, V in enumerate(series(world(8, chip=chip, lab=lab))):
            alive = sum(6 - 1 - age > t for age in (2, 3, 4))
            self.assertAlmostEqual(V, 30 * alive * math.exp(-0.02 * (t + 1)), places=9)

    def test_power_keeps_chips_in_the_warehouse(self):
        chip = 'lead_months = 0; power_w = 700.0; capacity_chips_per_month : { m0 = 40.0; };'
        o = world(6, chip=chip, lab=RICH + 'power_limit_w = 70000.0;')
        self.assertEqual(series(o), [40, 80, 100, 100, 100, 100])
        self.assertEqual(series(o, 'W'), [0, 0, 20, 60, 100, 140])
        self.assertEqual(ledger(o, 5)['warehouse', '', 'power', ''], 140)

    def test_a_held_border_stops_and_a_returning_one_refunds(self):
        for key in ('hold', 'return'):
            o = world(8, chip='capacity_chips_per_month : { m0 = 10.0; }; opening_inventory_chips = 0.0;',
                      lab=RICH, events='e : { month = 4; jurisdiction = "cn"; regime = "shut"; };',
                      instruments='gate : { type = "border"; owner = "cn"; shut : { %s = true; }; };'
                                  % key)
            if key == 'hold':  # 0..3 shipped; what arrives from month 4 waits
                self.assertEqual(series(o), [0, 10, 20, 30, 30, 30, 30, 30])
                self.assertEqual(series(o, 'K'), [0, 0, 0, 0, 10, 20, 30, 40])
            else:  # the ten on their way come back with their money, nothing more leaves
                self.assertEqual(series(o)[-1], 30)
                self.assertEqual(series(o, 'returned')[-1], 10)
                self.assertEqual(o.money['lab', 'vendor:fab'], 300)
                self.assertEqual(o.Inv['h200'], 10 * 8 - 30)


class Prices(unittest.TestCase):
    def test_a_tariff_binds_only_where_cash_does(self):
        for T, V, duty in ((0.0, 600, 0), (0.25, 576, 1440), (0.5, 480, 2400), (1.0, 360, 3600)):
            o = world(12, chip='lead_months = 0; capacity_chips_per_month : { m0 = 50.0; };',
                      lab='target_effective_h100e = 1.0e9; budget_usd_per_month = 600.0;',
                      instruments='duty : { type = "tariff"; owner = "cn"; rate = %r; };' % T)
            self.assertAlmostEqual(series(o)[-1], V, places=9)
            self.assertAlmostEqual(o.money.get(('lab', 'treasury:cn'), 0), duty, places=8)

    def test_pass_through_moves_the_kink(self):
        m, p, q, phi, T = 600.0, 10.0, 50.0, 0.37, 0.85
        o = world(12, chip='lead_months = 0; capacity_chips_per_month : { m0 = 50.0; };',
                  lab='target_effective_h100e = 1.0e9; budget_usd_per_month = 600.0;',
                  instruments='duty : { type = "tariff"; owner = "cn"; rate = 0.85; pass_through = 0.37; };')
        self.assertAlmostEqual(series(o)[-1], 12 * min(q, m / (p * (1 + phi * T))), places=9)
        pL = p * (1 + phi * T)
        self.assertAlmostEqual(o.money['lab', 'vendor:fab'], series(o)[-1] * pL / (1 + T), places=7)

    def test_a_share_of_a_quarter_is_a_rate_of_a_third(self):
        o = world(1, instruments='''cut : { type = "tariff"; owner = "us"; rate = 0.15; as_share = true; };
            cut2 : { type = "tariff"; owner = "us"; rate = 0.1; as_share = true; };''')
        self.assertAlmostEqual(o.pL['lab', 'h200'], 10 * (1 + 1 / 3), places=12)
        self.assertAlmostEqual(o.payees['lab', 'h200']['vendor:fab'], 10, places=12)


class Keys(unittest.TestCase):
    LAB = 'target_effective_h100e = 1.0e9; budget_usd_per_month = 1000.0;'  # cash for 100 a month: orders are fixed
    STOCK = 'opening_inventory_chips = 1.0e6;'

    def test_two_keys_in_series_add_their_delays(self):
        keys = '''vetting : { type = "licence"; owner = "us"; delay_mean_months = %d.0; };
            customs : { type = "licence"; owner = "cn"; delay_mean_months = %d.0; };'''
        area = {}
        for d1, d2 in ((3, 2), (0, 0)):
            o = world(24, chip=self.STOCK, lab=self.LAB, instruments=keys % (d1, d2))
            V = series(o)
            self.assertAlmostEqual(V[-1], 100 * (24 - d1 - d2 - 1), places=9)
            area[d1] = sum(V)
        self.assertAlmostEqual(area[0] - area[3], 10500, places=7)

    def test_the_ledger_names_the_key_where_an_application_waits(self):
        o = world(6, chip=self.STOCK, lab=self.LAB, instruments='''
            vetting : { type = "licence"; owner = "us"; delay_mean_months = 3.0; };
            customs : { type = "licence"; owner = "cn"; delay_mean_months = 2.0; };''')
        now = ledger(o, 5)  # orders of 3, 4, 5 wait in the US, of 1, 2 in China; that of 0 is on its way
        self.assertAlmostEqual(now['pending', 'us', 'clock', ''], 300)
        self.assertAlmostEqual(now['pending', 'cn', 'clock', ''], 200)
        self.assertAlmostEqual(now['transit', '', '', ''], 100)

    def test_a_hold_freezes_the_clock(self):
        gate = '''customs : { type = "licence"; owner = "cn"; delay_mean_months = 3.0;
                  shut : { hold = true; }; };'''
        events = '''a : { month = 2; jurisdiction = "cn"; regime = "shut"; };
            b : { month = 6; jurisdiction = "cn"; regime = "open"; };'''
        o = world(10, chip=self.STOCK, lab=self.LAB, instruments=gate, events=events)
        # the order of 0: months 1, 6, 7 count: it clears in 7 and is there in 8
        self.assertEqual(series(o, 'shipped')[:7], [0] * 7)
        self.assertAlmostEqual(series(o)[8], 100)
        self.assertAlmostEqual(ledger(o, 4)['pending', 'cn', 'hold', ''], 200)
        self.assertAlmostEqual(ledger(o, 4)['not_ordered', 'cn', 'hold', 'customs'],
                               1e9 - 200, delta=1e-3)

    def test_cleared_orders_lapse_after_their_validity(self):
        o = world(6, chip='capacity_chips_per_month : { m0 = 1.0; };', lab=self.LAB, backlog='100.0',
                  instruments='vetting : { type = "licence"; owner = "us"; validity_months = 2.0; };')
        # month 0: 100 cleared, 1 shipped; month 1: 1 more of them; month 2: the other 98 lapse
        self.assertAlmostEqual(series(o, 'lapsed')[2], 98)
        self.assertEqual(series(o, 'shipped'), [1, 2, 3, 4, 5, 6])

    def test_an_allowance_is_consumed_by_ordering(self):
        o = world(6, chip=self.STOCK, lab=RICH, instruments='''pass : { type = "licence"; owner = "cn";
            stage = "before_order"; delay_mean_months = 2.0; opening_allowance_chips = 25.0; grant_chips = 7.0;
            grant_first_month = 1; grant_every_months = 3; };''')
        self.assertEqual(series(o, 'ordered'), [0, 0, 32, 32, 39, 39])
        self.assertAlmostEqual(ledger(o, 1)['not_ordered', 'cn', 'allowance', 'pass'], 1e9, delta=1)

    def test_denied_quantities_return_to_the_allowance(self):
        o = world(5, chip=self.STOCK, lab=RICH, instruments='''pass : { type = "licence"; owner = "cn";
            stage = "before_order"; opening_allowance_chips = 25.0; };
            vetting : { type = "licence"; owner = "us"; delay_mean_months = 1.0; denial_probability = 0.9; };''')
        self.assertEqual(series(o, 'ordered'), [25, 25, 50, 50, 75])
        self.assertEqual(series(o, 'denied'), [0, 25, 25, 50, 50])

    def test_a_ban_denies_the_pending_and_spares_the_cleared_unless_it_revokes(self):
        for revoking in ('false', 'true'):
            o = world(6, chip='capacity_chips_per_month : { m0 = 10.0; };', lab=self.LAB, instruments='''
                vetting : { type = "licence"; owner = "us"; delay_mean_months = 1.0; };
                stop : { type = "ban"; owner = "us"; active = false; revoking = %s;
                         shut : { active = true; }; };''' % revoking,
                      events='e : { month = 2; jurisdiction = "us"; regime = "shut"; };')
            # prospects (10 + 60, less what is outstanding): 70 ordered in 0, cleared in 1; ten shipped in 1
            self.assertEqual(series(o, 'ordered')[:2], [70, 80])
            self.assertEqual(series(o, 'denied')[-1], 10)
            if revoking == 'true':
                self.assertEqual(series(o, 'revoked')[-1], 50)
                self.assertEqual(series(o, 'shipped')[-1], 20)
            else:  # inventory 30 then 10 a month
                self.assertEqual(series(o, 'shipped')[-1], 60)

    def test_zero_chips_arrive_where_a_key_is_shut_from_the_start(self):
        o = world(12, chip=self.STOCK, lab=self.LAB,
                  instruments='stop : { type = "ban"; owner = "cn"; };')
        self.assertEqual(series(o, 'landed')[-1], 0)
        self.assertAlmostEqual(ledger(o, 11)['not_ordered', 'cn', 'ban', 'stop'], 1e9, delta=1e-3)


class Hazards(unittest.TestCase):
    def test_survival_of_the_open_regime_is_the_closed_form(self):
        F, a, T = 100.0, 0.08, 24
        hazard = -12 * math.log(1 - a)
        total = 0.0  # sum over the month m in which it tightens, by its probability
        for m in range(T + 1):
            probability = a * (1 - a) ** m if m < T else (1 - a) ** T
            draws = Row(move=lambda j, t, m=m: 0.01 if t == m else 0.99, supply_noise=0.5)
            o = world(T, us='transitions : { shut : { hazard_per_year = %r; }; };' % hazard, draws=draws,
                      chip='lead_months = 0; capacity_chips_per_month : { m0 = 100.0; };', lab=RICH,
                      instruments='''stop : { type = "ban"; owner = "us"; active = false; revoking = true;
                                     shut : { active = true; }; };''')
            self.assertAlmostEqual(series(o)[-1], F * m, places=8)
            total += probability * series(o)[-1]
        self.assertAlmostEqual(total, F * (1 - a) * (1 - (1 - a) ** T) / a, places=6)
        self.assertAlmostEqual(total, 994.5446, places=4)

    def test_two_competing_regimes_split_the_probability_in_name_order(self):
        us = 'transitions : { ajar : { hazard_per_year = 3.0; }; shut : { hazard_per_year = 9.0; }; };'
        P = 1 - math.exp(-1.0)
        for u, regime in ((P / 4 - 1e-9, 'ajar'), (P / 4 + 1e-9, 'shut'), (P - 1e-9, 'shut'), (P + 1e-9, 'open')):
            o = world(1, us=us + ' }; ajar : { ', draws=Row(move=u))
            self.assertEqual(o.regime['us'], regime)

    def test_covariates_are_those_of_the_month_before(self):
        us = '''transitions : { shut : { hazard_per_year = 1.2; beta_other_loosening = 0.7; beta_other_openness = 0.3;
                beta_signal = 0.5; signal = "news"; beta_unmet_need = 0.4; beta_world_share = 2.0; }; };'''
        events = '''a : { month = 0; jurisdiction = "cn"; regime = "shut"; };
            b : { month = 1; jurisdiction = "cn"; regime = "open"; }; c : { month = 2; signal = "news"; };'''
        o = world(5, us=us, events=events, lab='opening_stock_chips : { h200 = 5.0e5; };'
                  ' target_effective_h100e = 2.0e6;',
                  actors='far : { home = "us"; opening_stock_chips : { h200 = 1.0e6; }; '
                         'target_effective_h100e = 4.0e6; };')
        # month 4 sees the end of 3: China loosened in 1 (2 months ago), the news came in 2 (1 month ago)
        expected = 0.1 * math.exp(0.7 * math.exp(-2 / 6) + 0.3 * 1 + 0.5 * math.exp(-1 / 3)
                                  + 0.4 * 0.75 + 2.0 * 1e6 / (1e7 + 1.5e6))
        self.assertAlmostEqual(o.hazards('us', 'open')['shut'], expected, places=12)

    def test_a_trigger_waits_for_its_months_in_a_row(self):
        o = world(6, chip='lead_months = 0; capacity_chips_per_month : { m0 = 10.0; };', lab=RICH, triggers='''
            g : { observable = "in_service_h100e"; watch = "cn"; comparison = "above"; threshold = 15.0;
                  persist_months = 2; jurisdiction = "us"; regime = "shut"; };''')
        # above 15 at the ends of 1 and 2: it moves in 3
        us = [row[2] for row in o.table['regimes'] if row[1] == 'us']
        self.assertEqual(us, ['open'] * 4 + ['shut'] * 3)


class Randomness(unittest.TestCase):
    LAB = 'target_effective_h100e = 1.0e9; budget_usd_per_month = 1000.0;'
    LICENCE = '''vetting : { type = "licence"; owner = "us"; delay_mean_months = 3.0; delay_shape = 2;
                 delay_correlation = %s; };'''

    def test_the_erlang_delay_has_its_distribution_function(self):
        # P(X <= x) = 1 - exp(-y)(1 + y), y = 2 x / 3, for shape 2 and mean 3
        for n in range(6):
            y = 2 * (n + 0.5) / 3
            F = 1 - math.exp(-y) * (1 + y)
            self.assertAlmostEqual(erlang_cdf(2, 3.0, n + 0.5), F, places=14)
            self.assertEqual(delay_months(2, 3.0, lambda: F - 1e-12), n)
            self.assertEqual(delay_months(2, 3.0, lambda: F + 1e-12), n + 1)
        self.assertEqual(delay_months(0, 2.5, None), 3)

    def test_a_shared_delay_clears_all_or_none(self):
        own = lambda entity, t: 0.999 if ':' in entity else 0.05
        for rho, cleared in (('1.0', True), ('0.0', False)):
            o = world(4, chip='opening_inventory_chips = 1.0e6;', lab=self.LAB, instruments=self.LICENCE % rho,
                      draws=Row(licence_delay=own))
            self.assertEqual(series(o, 'licensed')[-1] > 0, cleared)

    def test_a_missing_draw_is_named(self):
        with self.assertRaisesRegex(MissingDraw, 'licence_delay,vetting:lab:h200,0,0'):
            world(2, chip='opening_inventory_chips = 1.0e6;', lab=self.LAB, instruments=self.LICENCE % '0.0',
                  draws=Draws([]))

    def test_supply_noise_is_an_autoregression(self):
        draws = Row(supply_noise=0.8413447460685429)  # one standard deviation
        o = world(3, draws=draws, lab='target_effective_h100e = 0.0;', chip='''supply_noise_sd = 0.2;
            opening_supply_noise = 0.1; supply_noise_persistence = 0.5; capacity_chips_per_month : { m0 = 100.0; };''')
        z = 0.1
        total = 0.0
        for _ in range(3):
            z = 0.5 * z + 0.2
            total += 100 * math.exp(z)
        self.assertAlmostEqual(o.Y['h200'], total, places=8)

    def test_uncertain_parameters_take_their_variates_by_path(self):
        chip = 'capacity_chips_per_month : { m0 : { value = 5.0; distribution = "uniform"; min = 1.0; max = 9.0; }; };'
        row = dict(process='parameter', entity='chips.h200.capacity_chips_per_month.m0', month='once',
                   number='0', uniform='0.5', value='7.25')
        self.assertEqual(world(2, chip=chip, draws=Draws([row])).Y['h200'], 14.5)
        self.assertEqual(world(2, chip=chip).Y['h200'], 10)


class Supply(unittest.TestCase):
    def test_input_banks_limit_output(self):
        # 13 M memory stacks at 8 a package: 1.625 M packages; then the inflow's eighth
        chip = 'capacity_chips_per_month : { m0 = 1.0e6; }; units_per_chip : { hbm = 8.0; };'
        banks = 'banks : { hbm : { opening_units = 1.3e7; inflow_units_per_month : { m0 = 8.0e4; }; }; };'
        o = world(4, chip=chip, banks=banks)
        Y = o.series('chips', 'h200', 'Y')
        self.assertEqual(Y, [0, 1e6, 1e6 + 635000, 1e6 + 635000 + 1e4, 1e6 + 635000 + 2e4])

    def test_yield_is_learned_from_output_before_the_month(self):
        chip = '''capacity_chips_per_month : { m0 = 100.0; }; yield_limit = 0.9; yield_start = 0.2;
            yield_learning_exponent = 0.7; yield_reference_chips = 50.0; opening_output_chips = 30.0;'''
        Y = 30.0
        for made in world(5, chip=chip).series('chips', 'h200', 'Y')[1:]:
            Y += 100 * (0.9 - 0.7 * (1 + Y / 50) ** -0.7)
            self.assertAlmostEqual(made, Y, places=9)

    def test_the_rules_give_their_published_awards(self):
        # Aumann & Maschler 1985 for the Talmud; the others by definition
        who = [dict(claim=c, priority=p, weight=1.0, n=1) for c, p in ((100.0, 1), (200.0, 3), (300.0, 2))]
        for rule, E, expected in (
                ('talmud', 200, (50, 75, 75)), ('talmud', 400, (50, 125, 225)), ('talmud', 100, (100 / 3,) * 3),
                ('constrained_equal_awards', 300, (100, 100, 100)), ('constrained_equal_losses', 300, (0, 100, 200)),
                ('proportional', 300, (50, 100, 150)), ('priority', 300, (0, 200, 100)),
                ('weighted', 500, (100, 200, 200)), ('talmud', 700, (100, 200, 300))):
            for got, x in zip(rules.award(rule, E, who), expected):
                self.assertAlmostEqual(got, x, places=10, msg=rule)

    def test_outside_buyers_come_before_with_or_after(self):
        chip = 'capacity_chips_per_month : { m0 = 30.0; }; outside_demand_chips_per_month : { m0 = 45.0; };'
        for outside, shipped in (('before', 0), ('with', 30 * 15 / 60), ('after', 15)):
            o = world(1, chip=chip, outside=outside, lab='target_effective_h100e = 15.0; budget_usd_per_month = 1.0e6;')
            self.assertAlmostEqual(series(o, 'shipped')[0], shipped, places=12)


class Limits(unittest.TestCase):
    STOCK = 'opening_inventory_chips = 1.0e6; lead_months = 0;'

    def test_a_domestic_ratio_holds_foreign_chips_to_domestic_supply(self):
        chips = '''local : { supplier = "smic"; ecosystem = "cann"; origin = "cn"; channel = "domestic"; tpp = 6000.0;
            bandwidth_tb_per_s = 1.0; price_usd = 4.0; lead_months = 0; capacity_chips_per_month : { m0 = 30.0; }; };'''
        for r, foreign in ((1.5, 20.0), (0.5, 40.0)):
            o = world(10, chip='lead_months = 0; capacity_chips_per_month : { m0 = 40.0; };', chips=chips, lab=RICH,
                      instruments='pair : { type = "domestic_ratio"; owner = "cn"; ratio = %r; };' % r)
            self.assertAlmostEqual(series(o)[-1], 10 * foreign, places=7)

    def test_a_yearly_quota_starts_afresh_in_january(self):
        o = world(14, chip=self.STOCK, lab=RICH, instruments='''cap : { type = "quota"; owner = "cn"; limit = 37.0;
            window = "calendar_year"; used_at_start = 5.0; };''')
        shipped = series(o, 'shipped')  # the run starts in February 2026; January 2027 is month 11
        self.assertEqual((shipped[0], shipped[10], shipped[11], shipped[13]), (32, 32, 69, 69))

    def test_a_rolling_limit_forgets(self):
        o = world(8, chip=self.STOCK, lab=RICH, instruments='''cap : { type = "per_customer_cap"; owner = "us";
            limit = 10.0; window = "rolling_months"; window_months = 3; used_at_start = 4.0; };''')
        self.assertEqual(series(o, 'shipped'), [6, 6, 10, 16, 16, 20, 26, 26])

    def test_a_ratio_cap_grows_with_its_reference(self):
        o = world(4, chip=self.STOCK, lab=RICH, instruments='''half : { type = "ratio_cap"; owner = "us"; share = 0.5;
            reference_per_month = 20.0; reference_opening = 6.0; start_month = 1; };''')
        self.assertEqual(series(o, 'shipped'), [3, 13, 23, 33])
        self.assertAlmostEqual(ledger(o, 3)['not_ordered', 'us', 'ratio cap', 'half'], 1e9 - 33, delta=1e-3)

    def test_shared_room_goes_by_need_and_purse(self):
        o = world(1, chip=self.STOCK, lab='target_effective_h100e = 300.0; budget_usd_per_month = 1.0e6;',
                  actors='''poor : { home = "cn"; target_effective_h100e = 900.0; budget_usd_per_month = 1000.0; };
                     barred : { home = "cn"; target_effective_h100e = 900.0; budget_usd_per_month = 1.0e6; };''',
                  instruments='''cap : { type = "quota"; owner = "cn"; limit = 40.0; };
                     list : { type = "whitelist"; owner = "us"; members = [ "lab", "poor" ]; };''')
        self.assertAlmostEqual(series(o, 'shipped')[0], 30)  # 300 against min(900, 1000 / 10)
        self.assertAlmostEqual(series(o, 'shipped', a='poor')[0], 10)


class Choice(unittest.TestCase):
    TWIN = '''twin%d : { supplier = "fab"; ecosystem = "cuda"; origin = "us"; tpp = 15832.0; lead_months = 0;
        bandwidth_tb_per_s = 3.35; price_usd = 10.0; opening_inventory_chips = 1.0e6; };'''
    OTHER = '''local : { supplier = "smic"; ecosystem = "cann"; origin = "cn"; channel = "domestic"; tpp = 7916.0;
        bandwidth_tb_per_s = 1.675; price_usd = 6.0; lead_months = 0; opening_inventory_chips = 1.0e6; };'''
    LAB = 'target_effective_h100e = 500.0; budget_usd_per_month = 1.0e6; '

    def test_listing_a_chip_twice_with_its_weight_split_changes_nothing(self):
        stock = 'lead_months = 0; opening_inventory_chips = 1.0e6;'
        one = world(1, chip=stock, chips=self.OTHER, lab=self.LAB)
        two = world(1, chip=stock, chips=self.OTHER + self.TWIN % 1,
                    lab=self.LAB + 'order_weights : { h200 = 0.3; twin1 = 0.7; };')
        self.assertAlmostEqual(series(one)[0], series(two)[0] + series(two, k='twin1')[0], places=9)
        # costs 10 and 12 for one effective unit: shares 144 to 100
        self.assertAlmostEqual(series(one)[0], 500 * 144 / 244, places=9)

    def test_a_barred_chip_is_named_before_the_spill(self):
        o = world(1, chip='lead_months = 0; opening_inventory_chips = 1.0e6;', backlog='0.0', lab=self.LAB,
                  chips=self.OTHER.replace('1.0e6', '300.0'),
                  instruments='stop : { type = "threshold"; owner = "us"; tpp_below = 10000.0; };')
        # 300 domestic chips are 150 units; of the 350 missing at most 500 x 144/244 are the threshold's
        lost = 500 * 144 / 244, 500 * 100 / 244 - 150
        now = ledger(o, 0)
        scale = 350 / sum(lost)
        self.assertAlmostEqual(now['not_ordered', 'us', 'threshold', 'stop'], lost[0] * scale, places=9)
        self.assertAlmostEqual(now['not_ordered', '', 'supply', ''], lost[1] * scale, places=9)

    def test_stock_follows_the_target_after_the_lead(self):
        for chi in (0.0, 0.37, 1.0):
            o = world(20, behaviour='pipeline_weight = 1.0; cleared_weight = %r; pending_weight = %r;' % (chi, chi),
                      chip='lead_months = 3; install_months = 1; opening_inventory_chips = 1.0e9;',
                      lab='target_growth_factor_per_year = 2.3; opening_stock_chips : { h200 = 1000.0; }; '
                          'budget_usd_per_month = 1.0e9;')
            for t, V in enumerate(series(o)):
                self.assertAlmostEqual(V, 1000 * 2.3 ** ((t + 1) / 12) if t >= 4 else 1000, places=6)

    def test_the_target_falls_with_the_price(self):
        o = world(2, behaviour='demand_elasticity = 0.6;', lab='target_effective_h100e = 100.0;',
                  instruments='duty : { type = "tariff"; owner = "us"; rate = 0.25; };')
        self.assertAlmostEqual(o.D['lab'], 100 * 1.25 ** -0.6, places=10)

    def test_serving_is_capped_by_bandwidth_or_compute(self):
        o = world(1, behaviour='serving_cap_ratio = 3.0;', chips='''h20 : { supplier = "fab"; ecosystem = "cuda";
            origin = "us"; tpp = 2368.0; bandwidth_tb_per_s = 4.0; price_usd = 12.0; };''',
                  lab='training_share = 0.25; opening_stock_chips : { h20 = 8.0; };')
        e = 2368 / 15832
        self.assertAlmostEqual(o.w['lab', 'h20'], 0.25 * e + 0.75 * 3 * e, places=14)

    def test_an_announced_closing_is_covered(self):
        psi, carry = 0.02, 0.03
        o = world(4, behaviour='anticipation = 0.02;', chips=self.OTHER, lab=self.LAB,
                  chip='lead_months = 2; opening_inventory_chips = 1.0e6;',
                  instruments='''stop : { type = "ban"; owner = "us"; active = false;
                                 shut : { active = true; }; };''',
                  events='e : { month = 4; jurisdiction = "us"; regime = "shut"; announced_months = 3; };')
        self.assertAlmostEqual(o.cover['lab', 'h200'], psi * math.log(12 / 10) / carry, places=12)
        self.assertEqual(o.cover['lab', 'local'], 0)


class Configuration(unittest.TestCase):
    def test_the_syntax_of_libconfig_is_read(self):
        tree = parse.parse('''a = 5L; b : { c = "x" "y\\n"; d = [1, 2]; }; // end
            e = ( "p", { q = 1e3; } ), /* no */ f = TRUE; g = 0x1F # last
            h = -2.5e-3;''')
        self.assertEqual(tree, dict(a=5, b=dict(c='xy\n', d=[1, 2]), e=['p', dict(q=1000.0)], f=True, g=31, h=-0.0025))

    def test_schedules_take_months_and_dates(self):
        o = world(1, chip='capacity_chips_per_month : { m0 = 1.0; y2026m04 = 2.0; y2025m12 = 9.0; };')
        self.assertEqual(o.chips['h200']['capacity_chips_per_month'], [(-2, 9.0), (0, 1.0), (2, 2.0)])


if __name__ == '__main__':
    unittest.main()
