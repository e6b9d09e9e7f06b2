"""Random configurations that use every mechanism, for comparing the engine with the oracle and for properties.

    python3 random_worlds.py SEED > world.cfg

write(seed) gives the text: three actors, five chips, two or three jurisdictions with three regimes, up to nine
instruments of any type, events, a trigger, hazards. The same seed gives the same text.
"""
import random
import sys

RULES = ('proportional', 'weighted', 'priority', 'constrained_equal_awards', 'constrained_equal_losses', 'talmud')
WINDOWS = ('run', 'calendar_year', 'rolling_months')
REGIMES = ('ajar', 'open', 'shut')
CHIPS = {'h200': ('fab', 'cuda', 'us', 'official'), 'h20': ('fab', 'cuda', 'us', 'official'),
         'asc': ('smic', 'cann', 'cn', 'domestic'), 'grey': ('fab', 'cuda', None, 'grey'),
         'rent': ('fab', 'cuda', 'us', 'offshore')}
ACTORS = ('aa', 'bb', 'cc')
TWO_CHIPS = 'chips = ("h200", "asc");'
OPENINGS = ('stock', 'transit', 'warehouse', 'border', 'cleared', 'pending')


class Dice:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def number(self, low, high):
        return repr(round(self.r.uniform(low, high), 3))

    def some(self, chance, text):
        return text if self.r.random() < chance else ''

    def one(self, *choices):
        return self.r.choice(choices)

    def two(self, names):
        return self.r.sample(list(names), 2)

    def flag(self):
        return self.one('true', 'false')


def instrument(d, type_, override=False):
    """Parameters; an override leaves out what is fixed for the whole run."""
    n, f = d.number, d.flag
    window = '' if override else (f'window = "{d.one(*WINDOWS)}"; window_months = {d.one(2, 4)}; '
                                  f'unit = "{d.one("chips", "h100e")}"; used_at_start = {n(0, 50)}; ')
    rule = '' if override else f'rule = "{d.one(*RULES)}"; '
    if type_ == 'tariff':
        return f'rate = {n(0, 0.6)}; pass_through = {n(0, 1)}; as_share = {f()}; '
    if type_ == 'threshold':
        return f'tpp_below = {n(1000, 30000)}; bandwidth_tb_per_s_below = {n(2, 9)}; revoking = {f()}; '
    if type_ == 'whitelist':
        return f'members = ("aa", "{d.one("bb", "cc")}"); revoking = {f()}; '
    if type_ == 'ban':
        return f'revoking = {f()}; '
    if type_ == 'licence':
        fixed = '' if override else (
            f'stage = "{d.one("before_order", "after_order", "after_order")}"; delay_shape = {d.one(0, 1, 3)}; '
            f'grant_first_month = {d.one(0, 2)}; grant_every_months = {d.one(0, 3)}; ')
        return fixed + (
            f'hold = {d.one("false", "false", "true")}; delay_mean_months = {n(0, 4)}; '
            f'delay_correlation = {d.one("0.0", "1.0", n(0, 1))}; denial_probability = {d.one("0.0", n(0, 1))}; '
            f'denial_correlation = {n(0, 1)}; validity_months = {d.one(chr(34) + "none" + chr(34), n(1, 6))}; '
            f'opening_allowance_chips = {n(0, 500)}; grant_chips = {n(0, 100)}; ')
    if type_ == 'quota':
        return f'limit = {n(0, 800)}; ' + rule + window
    if type_ == 'per_customer_cap':
        return f'limit = {n(0, 400)}; ' + window
    if type_ == 'ratio_cap':
        start = '' if override else f'start_month = {d.one(0, -5, 3)}; '
        return f'share = {n(0, 1)}; reference_per_month = {n(0, 200)}; reference_opening = {n(0, 50)}; ' \
            + start + rule + window
    if type_ == 'domestic_ratio':
        return f'ratio = {n(0, 2)}; '
    if type_ == 'border':
        return f'hold = {f()}; return = {f()}; '
    if type_ == 'preference':
        return f'weight = {n(0, 2)}; '
    return f'capacity_factor = {n(0, 1)}; '


TYPES = ('tariff', 'threshold', 'whitelist', 'ban', 'licence', 'licence', 'quota', 'per_customer_cap', 'ratio_cap',
         'domestic_ratio', 'border', 'preference', 'enforcement')


def jurisdiction(d, j, names):
    out = f'    {j} : {{ ' + d.some(0.7, f'start_regime = "{d.one(*REGIMES)}"; ')
    out += d.some(0.5, f'opening_loosening_age_months = {d.number(0, 9)}; ') + 'regimes : {\n'
    for g, rank in zip(REGIMES, (1, 2, 0)):
        out += f'        {g} : {{ openness = {rank}; start_probability = {d.number(0.01, 1)}; transitions : {{ '
        for h in REGIMES:
            if h != g and d.one(True, True, False):
                others = [o for o in names if o != j]
                out += f'{h} : {{ hazard_per_year = {d.number(0, 3)}; signal = "news"; ' + ''.join(
                    f'beta_{x} = {d.number(-1, 1)}; ' for x in (
                        'other_openness', 'other_loosening', 'unmet_need', 'world_share', 'signal'))
                out += (f'other = "{d.one(*others)}"; ' if len(others) > 1 else '') + '}; '
        out += '}; };\n'
    return out + '    }; };\n'


def chip(d, name, last):
    supplier, ecosystem, origin, channel = CHIPS[name]
    n = d.number
    return f'''    {name} : {{ supplier = "{supplier}"; ecosystem = "{ecosystem}"; origin = "{origin or last}";
        channel = "{channel}"; rented = {'true' if name == 'rent' else 'false'}; tpp = {n(2000, 20000)};
        bandwidth_tb_per_s = {n(0.5, 5)}; power_w = {n(0, 1000)}; price_usd = {n(5, 30)};
        lead_months = {d.one(0, 1, 2, 3)}; install_months = {d.one(0, 0, 1, 2)};
        service_life_months = {d.one(0, 5, 40)}; retirement_hazard_per_year = {n(0, 1)};
        capacity_chips_per_month : {{ m0 = {n(0, 300)}; m9 = {n(0, 300)}; }};
        outside_demand_chips_per_month : {{ m2 = {d.one('0.0', n(0, 100))}; }};
        opening_inventory_chips = {n(0, 1000)}; opening_output_chips = {n(0, 300)};
        yield_start = 0.5; yield_limit = 0.9; yield_learning_exponent = 0.5; yield_reference_chips = 100.0;
        supply_noise_sd = {d.one('0.0', n(0, 0.5))}; supply_noise_persistence = 0.5;
        opening_supply_noise = {n(-0.3, 0.3)}; sales_feedback_exponent = {d.one('0.0', n(0, 2))};
        reference_sales_chips_per_year = {n(100, 2000)}; units_per_chip : {{ hbm = {d.one('0.0', n(0, 8))}; }}; }};
'''


def actor(d, name, names):
    n, none = d.number, '"none"'
    out = f'''    {name} : {{ home = "{d.one('cn', 'cn', *names)}"; n_firms = {d.one(1, 1, 4)};
        priority = {d.one(1, 2)}; allocation_weight = {n(0.1, 3)}; budget_usd_per_month = {n(0, 5000)};
        opening_cash_usd = {n(0, 9000)};
        cash_carry_months = {d.one(none, n(1, 5))}; target_growth_factor_per_year = {n(0.8, 4)};
        training_share = {n(0, 1)}; power_limit_w = {d.one(none, n(1e5, 1e6))}; ''' \
        + d.some(0.6, f'target_effective_h100e = {n(0, 3000)};') + '\n'
    for opening in OPENINGS:
        k1, k2 = d.two(CHIPS)
        out += f'        opening_{opening}_chips : {{ {k1} = {n(0, 200)}; {k2} = {n(0, 100)}; }};\n'
    k1, k2 = d.two(CHIPS)
    other = d.one(*[a for a in ACTORS if a != name])
    return out + f'''        leases : {{ {other} = 0.2; }}; nest_weights : {{ cann = {n(0.1, 2)}; }};
        order_weights : {{ {k1} = 0.0; {k2} = {n(0.1, 3)}; }}; }};
'''


def write(seed, months=24):
    d = Dice(seed)
    n, names = d.number, ['us', 'cn', 'nl'][:d.one(2, 2, 3)]
    out = f'''run : {{ start = "2026-{d.one('02', '07', '11')}"; months = {months}; }};
behaviour : {{ anticipation = {d.one('0.0', n(0.001, 1))}; demand_elasticity = {d.one('0.0', n(0, 1))};
    pending_weight = {n(0, 1)}; cleared_weight = {n(0, 1)}; backlog_months = {n(0, 8)};
    choice_exponent = {n(0, 4)}; }};
signals : {{ news : {{ memory_months = 4.0; opening_age_months = 1.5; }}; }};
jurisdictions : {{\n''' + ''.join(jurisdiction(d, j, names) for j in names) + '''};
ecosystems : {
    cuda : { training_efficiency_limit = 1.3; experience_reference_h100e_years = 1000.0; };
    cann : { training_efficiency_start = 0.4; serving_efficiency_start = 0.3; training_efficiency_limit = 0.9;
             experience_reference_h100e_years = 300.0; opening_experience_h100e_years = 20.0; };
};
suppliers : {\n'''
    for s in ('fab', 'smic'):
        out += f'''    {s} : {{ rule = "{d.one(*RULES)}"; outside_order = "{d.one('before', 'with', 'after')}";
        outside_priority = {d.one(0, 1, 2)}; outside_weight = {n(0.1, 2)};
        banks : {{ hbm : {{ opening_units = {n(0, 5000)};
                          inflow_units_per_month : {{ m0 = {n(0, 500)}; m5 = {n(0, 900)}; }}; }}; }}; }};\n'''
    out += '};\nchips : {\n' + ''.join(chip(d, k, names[-1]) for k in CHIPS) + '};\nactors : {\n'
    out += ''.join(actor(d, a, names) for a in ACTORS) + '};\ninstruments : {\n'
    for i in range(d.r.randint(1, 9)):
        type_ = d.one(*TYPES)
        out += f'    i{i} : {{ type = "{type_}"; owner = "{d.one(*names)}"; ' \
            f'channel = "{d.one("official", "any", "official", "domestic", "grey")}"; ' \
            f'active = {d.flag() if type_ != "licence" else d.one("true", "true", "false")};\n' \
            f'        {instrument(d, type_)}{d.some(0.5, TWO_CHIPS)}\n' \
            f'        shut : {{ active = true; }}; ' \
            f'ajar : {{ {d.some(0.5, "active = true; ")}{instrument(d, type_, override=True)}}}; ' \
            f'open : {{ {d.some(0.5, "active = false; ")}}}; }};\n'
    watched = d.one('unmet_need', 'world_share', 'openness', 'in_service_h100e', 'shipped_chips', 'signal')
    watch = 'signal = "news"' if watched == 'signal' else 'watch = "cn"'
    threshold = n(0, 500) if watched in ('in_service_h100e', 'shipped_chips') else n(0, 1.5)
    return out + f'''}};
references : {{ earth : {{ role = "world"; stock_h100e = 1.0e5; growth_factor_per_year = 2.0;
                         contains_actors = {d.flag()}; }}; }};
events : {{
    e1 : {{ month = {d.r.randint(0, 20)}; jurisdiction = "us"; regime = "{d.one(*REGIMES)}";
           announced_months = {d.one(0, 6)}; probability = {d.one('1.0', n(0, 1))}; signal = "news"; }};
    e2 : {{ month = 5; jurisdiction = "cn"; regime = "shut"; announced_months = 4; }};
}};
triggers : {{ t1 : {{ observable = "{watched}"; {watch}; threshold = {threshold};
    comparison = "{d.one('above', 'below')}"; persist_months = 2;
    jurisdiction = "us"; regime = "{d.one(*REGIMES)}"; }}; }};
'''


if __name__ == '__main__':
    print(write(int(sys.argv[1])))
