"""Reads a configuration in libconfig syntax into plain dictionaries, with presets filled in.

read(text, draws) -> {'run': {...}, 'chips': {name: {...}}, ...}; every uncertain parameter is a plain number:
the variate of `draws`, or its `value` in deterministic mode (draws None).
"""
import math
import os
import re

INF = math.inf
TOKEN = re.compile(r'''
    (?P<skip>\s+|\#[^\n]*|//[^\n]*|/\*.*?\*/)
  | (?P<include>@include\s+"(?P<file>[^"]*)")
  | (?P<number>[-+]?(?:0[xX][0-9A-Fa-f]+L{0,2}|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?L{0,2}))(?![A-Za-z_*])
  | (?P<name>[A-Za-z*][-A-Za-z0-9_*]*)
  | (?P<string>"(?:[^"\\]|\\.)*")
  | (?P<mark>[{}()\[\]=:;,])
''', re.X | re.S)
ESCAPES = {'n': '\n', 't': '\t', 'r': '\r', 'f': '\f', '\\': '\\', '"': '"'}


def tokens(text, folder):
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise ValueError(f'line {text.count(chr(10), 0, at) + 1}: unexpected {text[at:at + 20]!r}')
        at = found.end()
        if found.lastgroup == 'include' or found.group('include'):
            name = os.path.join(folder, found.group('file'))
            yield from tokens(open(name, encoding='utf-8').read(), folder)
        elif found.lastgroup != 'skip':
            yield found.lastgroup, found.group()


def parse(text, folder='.'):
    """The tree: groups are dicts, arrays and lists are lists."""
    queue = list(tokens(text, folder)) + [('end', '')]
    place = 0

    def peek():
        return queue[place]

    def take():
        nonlocal place
        place += 1
        return queue[place - 1]

    def group(closing):
        out = {}
        while peek()[1] != closing:
            kind, name = take()
            if kind != 'name':
                raise ValueError(f'expected a name, got {name!r}')
            if take()[1] not in ('=', ':'):
                raise ValueError(f'expected = after {name}')
            out[name] = value()
            while peek()[1] in (';', ','):
                take()
        take()
        return out

    def row(closing):
        out = []
        while peek()[1] != closing:
            out.append(value())
            if peek()[1] == ',':
                take()
        take()
        return out

    def value():
        kind, word = take()
        if word == '{':
            return group('}')
        if word == '(':
            return row(')')
        if word == '[':
            return row(']')
        if kind == 'string':
            parts = [word]
            while peek()[0] == 'string':
                parts.append(take()[1])
            return ''.join(re.sub(r'\\(x[0-9A-Fa-f]{2}|.)', escape, p[1:-1], flags=re.S) for p in parts)
        if kind == 'number':
            word = word.rstrip('L')
            if word.lower().startswith(('0x', '-0x', '+0x')):
                return int(word, 16)
            return int(word) if re.fullmatch(r'[-+]?\d+', word) else float(word)
        if kind == 'name' and word.lower() in ('true', 'false'):
            return word.lower() == 'true'
        raise ValueError(f'expected a value, got {word!r}')

    def escape(found):
        code = found.group(1)
        return chr(int(code[1:], 16)) if len(code) > 1 else ESCAPES.get(code, code)

    return group('')


# Presets, from the tables of the kinds. A type in capitals: SCHEDULE, MAP (preset of an absent item), NAMES.
class Map:
    def __init__(self, preset):
        self.preset = preset


SCHEDULE, NAMES, DATE, MUST = object(), object(), object(), object()
DERIVED = None
KINDS = {
    'run': dict(start=DATE, months=36),
    'behaviour': dict(
        choice_exponent=2, serving_cap_ratio=3, pipeline_weight=1, cleared_weight=1, pending_weight=0.5,
        anticipation=0, cover_max_months=12, carrying_cost_per_month=0.03, backlog_months=6,
        demand_elasticity=0),
    'jurisdictions': dict(start_regime='', loosening_memory_months=6, opening_loosening_age_months=INF),
    'regimes': dict(openness=0, start_probability=0),
    'transitions': dict(
        hazard_per_year=0, other='', signal='', beta_other_openness=0, beta_other_loosening=0,
        beta_unmet_need=0, beta_world_share=0, beta_signal=0),
    'signals': dict(memory_months=6, opening_age_months=INF),
    'ecosystems': dict(
        training_efficiency_start=1, training_efficiency_limit=1, serving_efficiency_start=1,
        serving_efficiency_limit=1, experience_reference_h100e_years=1, opening_experience_h100e_years=0),
    'suppliers': dict(rule='proportional', outside_order='with', outside_priority=1, outside_weight=1),
    'banks': dict(opening_units=0, inflow_units_per_month=SCHEDULE),
    'chips': dict(
        supplier=MUST, ecosystem=MUST, origin=MUST, channel='official', rented=False, tpp=MUST,
        h100e=DERIVED, bandwidth_tb_per_s=MUST, power_w=0, price_usd=MUST, lead_months=1,
        install_months=0, service_life_months=0, retirement_hazard_per_year=0, allocation_rank=-1,
        capacity_chips_per_month=SCHEDULE, outside_demand_chips_per_month=SCHEDULE,
        opening_inventory_chips=0, opening_output_chips=0, yield_limit=1, yield_start=1,
        yield_learning_exponent=0, yield_reference_chips=1, supply_noise_sd=0,
        supply_noise_persistence=0, opening_supply_noise=0, sales_feedback_exponent=0,
        reference_sales_chips_per_year=1, units_per_chip=Map(0)),
    'actors': dict(
        home=MUST, n_firms=1, priority=1, allocation_weight=1, target_effective_h100e=DERIVED,
        target_growth_factor_per_year=1, training_share=0.5, opening_cash_usd=0,
        budget_usd_per_month=0, cash_carry_months=INF, power_limit_w=INF, order_weights=Map(1),
        nest_weights=Map(1), opening_stock_chips=Map(0), opening_age_min_months=Map(0),
        opening_age_max_months=Map(-1), opening_transit_chips=Map(0), opening_warehouse_chips=Map(0),
        opening_border_chips=Map(0), opening_cleared_chips=Map(0), opening_pending_chips=Map(0),
        leases=Map(0)),
    'references': dict(role='other', contains_actors=False, stock_h100e=MUST, growth_factor_per_year=1),
    'events': dict(month=DATE, jurisdiction='', regime='', signal='', announced_months=0, probability=1),
    'triggers': dict(
        observable='unmet_need', watch='', signal='', chips=NAMES, comparison='above', threshold=MUST,
        persist_months=1, jurisdiction=MUST, regime=MUST),
    'instruments': dict(type=MUST, owner=MUST, channel='official', chips=NAMES, actors=NAMES, active=1),
}
WINDOW = dict(window='run', window_months=12, unit='chips', used_at_start=0)
TYPES = {
    'tariff': dict(rate=0, pass_through=1, as_share=0),
    'threshold': dict(tpp_below=INF, bandwidth_tb_per_s_below=INF, h100e_below=INF, revoking=0),
    'whitelist': dict(members=NAMES, revoking=0),
    'ban': dict(revoking=0),
    'licence': dict(
        stage='after_order', hold=0, delay_mean_months=0, delay_shape=0, delay_correlation=0,
        denial_probability=0, denial_correlation=0, validity_months=INF, opening_allowance_chips=0,
        grant_chips=0, grant_first_month=0, grant_every_months=0),
    'quota': dict(limit=INF, rule='proportional', **WINDOW),
    'per_customer_cap': dict(limit=INF, **WINDOW),
    'ratio_cap': dict(share=INF, reference_per_month=0, reference_opening=0, start_month=0,
                      rule='proportional', **WINDOW),
    'domestic_ratio': dict(ratio=0),
    'border': {'hold': 0, 'return': 0},
    'preference': dict(weight=1),
    'enforcement': dict(capacity_factor=1),
}
INSIDE = {'jurisdictions': 'regimes', 'regimes': 'transitions', 'suppliers': 'banks'}


def calendar(text):
    """Months since year 0 of "2026-02" or "2026-02-17"."""
    year, month = str(text).split('-')[:2]
    return 12 * int(year) + int(month) - 1


class Reader:
    def __init__(self, tree, draws):
        self.tree, self.draws = tree, draws
        self.start = calendar(tree['run']['start'])

    def number(self, node, path):
        """A plain value, or the variate of an uncertain parameter."""
        if isinstance(node, dict):
            if self.draws is not None and node.get('distribution', 'fixed') != 'fixed':
                return self.draws.parameter(path)
            if 'value' not in node:
                raise ValueError(f'{path}: no `value`')
            node = node['value']
        if node in ('none', 'infinity', 'inf'):
            return INF
        if node in ('derived', 'absent'):
            return None
        return float(node) if isinstance(node, bool) else node

    def month(self, key):
        """Run month of a schedule's key (m6, y2026m07), of a date or of an integer."""
        if isinstance(key, int):
            return key
        found = re.fullmatch(r'm?(-?\d+)', key)
        if found:
            return int(found.group(1))
        found = re.fullmatch(r'y(\d+)m(\d+)', key)
        if found:
            return 12 * int(found.group(1)) + int(found.group(2)) - 1 - self.start
        return calendar(key) - self.start

    def row(self, node, preset, path):
        if preset is NAMES:
            return None if node in (None, 'all') else list(node)
        if preset is SCHEDULE:
            if node is None:
                return []
            if not isinstance(node, dict) or 'value' in node:
                return [(-10**6, self.number(node, path))]
            return sorted((self.month(key), self.number(x, f'{path}.{key}')) for key, x in node.items())
        if isinstance(preset, Map):
            items = {key: self.number(x, f'{path}.{key}') for key, x in (node or {}).items()}
            return Items(items, preset.preset)
        if node is None:
            if preset is MUST or preset is DATE:
                raise ValueError(f'{path}: missing')
            return float(preset) if isinstance(preset, bool) else preset
        if preset is DATE:
            return self.month(node)
        if isinstance(node, str) and (preset is MUST or isinstance(preset, str)):
            return node
        return self.number(node, path)

    def rows(self, node, table, path):
        return {key: self.row(node.get(key), preset, f'{path}.{key}') for key, preset in table.items()}

    def entities(self, node, plural, path):
        out = {}
        for name in sorted(node):  # bytes: the order of declaration never matters
            here = f'{path}.{name}'
            out[name] = self.rows(node[name], KINDS[plural], here)
            inner = INSIDE.get(plural)
            if inner:
                out[name][inner] = self.entities(node[name].get(inner, {}), inner, f'{here}.{inner}')
            if plural == 'instruments':
                table = TYPES[node[name]['type']]
                both = {**KINDS['instruments'], **table}
                out[name].update(self.rows(node[name], table, here))
                out[name]['regimes'] = {}  # what each regime of the owner overrides
                for regime in self.tree['jurisdictions'][out[name]['owner']]['regimes']:
                    given = node[name].get(regime, {})
                    out[name]['regimes'][regime] = {
                        key: self.row(x, both[key], f'{here}.{regime}.{key}')
                        for key, x in given.items() if key in both}
        return out

    def model(self):
        out = {}
        for plural in KINDS:
            if plural in ('run', 'behaviour'):
                out[plural] = self.rows(self.tree.get(plural, {}), KINDS[plural], plural)
            elif plural not in ('regimes', 'transitions', 'banks'):
                out[plural] = self.entities(self.tree.get(plural, {}), plural, plural)
        for chip in out['chips'].values():
            if chip['h100e'] is None:
                chip['h100e'] = chip['tpp'] / 15832
        out['run']['first_month_of_year'] = self.start % 12
        return out


class Items(dict):
    """One number for each entity; the preset for those not given."""

    def __init__(self, items, preset):
        super().__init__(items)
        self.preset = preset

    def __missing__(self, key):
        return self.preset


def read(text, draws=None, folder='.'):
    return Reader(parse(text, folder), draws).model()
