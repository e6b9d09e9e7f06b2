"""Random worlds as dictionaries (see harness.py): every mechanism has its turn, the same seed gives the same world.

    world(7)                        # anything
    world(7, rules=("priority",))   # with these rationing rules only

scale, split and reorder change a world in ways whose effect on the results is known.
"""
import copy
import random

RULES = ("proportional", "weighted", "priority", "constrained_equal_awards", "constrained_equal_losses", "talmud")
TYPES = ("tariff", "threshold", "whitelist", "ban", "licence", "licence", "quota", "per_customer_cap", "ratio_cap",
         "domestic_ratio", "border", "preference", "enforcement")
REGIMES = ("calm", "open", "shut")
CHANNELS = ("official", "official", "official", "any", "domestic", "grey")


class Dice(random.Random):
    def number(self, low, high):
        return round(self.uniform(low, high), 4)

    def some(self, names, least=1):
        names = list(names)
        return sorted(self.sample(names, self.randint(least, len(names))))

    def flip(self, chance=0.5):
        return self.random() < chance

    def schedule(self, most):
        steps = {"m0": self.number(0, most)}
        if self.flip():
            steps[f"m{self.randint(1, 14)}"] = self.number(0, most)
        return steps


def window(d):
    return {"window": d.choice(("run", "calendar_year", "rolling_months")), "window_months": d.randint(1, 5),
            "unit": d.choice(("chips", "h100e")), "used_at_start": d.number(0, 40)}


def parameters(d, type_, actors):
    """(numbers and sets that regimes may override, what is fixed for the run)"""
    n = d.number
    if type_ == "tariff":
        return {"rate": n(0, 0.7), "pass_through": n(0, 1), "as_share": d.flip()}, {}
    if type_ == "threshold":
        return {"tpp_below": n(4000, 30000), "bandwidth_tb_per_s_below": n(2, 9), "revoking": d.flip()}, {}
    if type_ == "whitelist":
        return {"members": d.some(actors), "revoking": d.flip()}, {}
    if type_ == "ban":
        return {"revoking": d.flip()}, {}
    if type_ == "licence":
        return {"hold": d.flip(0.2), "delay_mean_months": n(0, 4), "delay_correlation": d.choice((0.0, 1.0, n(0, 1))),
                "denial_probability": d.choice((0.0, n(0, 0.9))), "denial_correlation": n(0, 1),
                "validity_months": d.choice(("none", float(d.randint(1, 6)))), "opening_allowance_chips": n(0, 600),
                "grant_chips": n(0, 120)}, \
            {"stage": d.choice(("before_order", "after_order", "after_order")), "delay_shape": d.choice((0, 1, 2, 3)),
             "grant_first_month": d.randint(0, 4), "grant_every_months": d.randint(0, 4)}
    if type_ == "quota":
        return {"limit": n(0, 900)}, {"rule": d.choice(RULES), **window(d)}
    if type_ == "per_customer_cap":
        return {"limit": n(0, 400)}, window(d)
    if type_ == "ratio_cap":
        return {"share": n(0, 1), "reference_per_month": n(0, 200), "reference_opening": n(0, 60)}, \
            {"start_month": d.randint(-5, 4), "rule": d.choice(RULES), **window(d)}
    if type_ == "domestic_ratio":
        return {"ratio": n(0, 2)}, {}
    if type_ == "border":
        return {"hold": d.flip(), "return": d.flip(0.4)}, {}
    if type_ == "preference":
        return {"weight": n(0.05, 2)}, {}
    return {"capacity_factor": n(0, 1)}, {}


def instrument(d, type_, jurisdictions, chips, actors):
    changing, fixed = parameters(d, type_, actors)
    always = type_ in ("tariff", "licence", "preference", "quota")
    item = {"type": type_, "owner": d.choice(jurisdictions), "channel": d.choice(CHANNELS),
            "active": True if always and d.flip(0.8) else d.flip(0.4), **changing, **fixed}
    if d.flip(0.4):
        item["chips"] = d.some(chips)
    if d.flip(0.3):
        item["actors"] = d.some(actors)
    for regime in d.some(REGIMES, 0):
        other, _ = parameters(d, type_, actors)
        item[regime] = {"active": d.flip(0.6), **{key: other[key] for key in d.some(other, 0)}}
    return item


def jurisdiction(d, name, names):
    regimes = {}
    for rank, regime in enumerate(d.sample(REGIMES, len(REGIMES))):
        moves = {}
        for other in REGIMES:
            if other != regime and d.flip(0.7):
                moves[other] = {"hazard_per_year": d.number(0, 2.5), "signal": "news"}
                for beta in ("other_openness", "other_loosening", "unmet_need", "world_share", "signal"):
                    moves[other]["beta_" + beta] = d.number(-1, 1)
                if len(names) > 2:
                    moves[other]["other"] = d.choice([n for n in names if n != name])
        regimes[regime] = {"openness": rank, "start_probability": d.number(0.1, 2), "transitions": moves}
    item = {"regimes": regimes, "loosening_memory_months": d.number(2, 9)}
    if d.flip(0.6):
        item["start_regime"] = d.choice(REGIMES)
    if d.flip():
        item["opening_loosening_age_months"] = d.number(0, 8)
    return item


def chip(d, supplier, ecosystem, origin, channel):
    n = d.number
    item = {"supplier": supplier, "ecosystem": ecosystem, "origin": origin, "channel": channel,
            "rented": channel == "offshore", "tpp": n(2000, 22000), "bandwidth_tb_per_s": n(0.8, 5.5),
            "power_w": n(100, 1000), "price_usd": n(5, 30), "lead_months": d.choice((0, 1, 1, 2, 3)),
            "install_months": d.choice((0, 0, 1, 2)), "service_life_months": d.choice((0, 6, 40)),
            "retirement_hazard_per_year": n(0, 0.8), "capacity_chips_per_month": d.schedule(300),
            "opening_inventory_chips": n(0, 900), "opening_output_chips": n(0, 300),
            "yield_start": n(0.2, 0.6), "yield_limit": n(0.6, 1), "yield_learning_exponent": n(0, 1),
            "yield_reference_chips": n(50, 300), "supply_noise_sd": d.choice((0.0, n(0, 0.5))),
            "supply_noise_persistence": n(0, 0.9), "opening_supply_noise": n(-0.3, 0.3),
            "sales_feedback_exponent": d.choice((0.0, n(0, 1.5))), "reference_sales_chips_per_year": n(200, 2500)}
    if d.flip():
        item["outside_demand_chips_per_month"] = d.schedule(90)
    if d.flip(0.6):
        item["units_per_chip"] = {"dies": n(0, 6), "hbm": n(0, 6)}
    if d.flip(0.2):
        item["allocation_rank"] = d.randint(0, 3)
    return item


def actor(d, name, home, actors, chips):
    n = d.number
    item = {"home": home, "n_firms": d.choice((1, 1, 3)), "priority": d.randint(1, 3), "allocation_weight": n(0.2, 3),
            "budget_usd_per_month": n(0, 6000), "opening_cash_usd": n(0, 9000),
            "target_growth_factor_per_year": n(0.8, 5), "training_share": n(0.1, 0.9), "tier": d.choice(("giant", "small"))}
    if d.flip(0.7):
        item["target_effective_h100e"] = n(50, 3000)
    if d.flip(0.4):
        item["cash_carry_months"] = n(1, 5)
    if d.flip(0.4):
        item["power_limit_w"] = n(2.0e5, 1.2e6)
    item["opening_stock_chips"] = {c: n(10, 300) for c in d.some(chips)}
    for place in ("transit", "warehouse", "border", "cleared", "pending"):
        if d.flip(0.4):
            item[f"opening_{place}_chips"] = {c: n(0, 90) for c in d.some(chips)}
    item["order_weights"] = {c: d.choice((0.0, n(0.1, 3), n(0.1, 3))) for c in d.some(chips, 0)}
    item["nest_weights"] = {"cann": n(0.1, 2)}
    item["leases"] = {other: n(0, 0.2) for other in actors if other != name and d.flip(0.3)}
    return item


def uncertain(d, value, low, high):
    return {"value": value, "distribution": "triangular", "min": low, "mode": value, "max": high, "source": "a test"}


def world(seed, months=24, rules=RULES, types=TYPES, replications=5):
    d = Dice(seed)
    n = d.number
    jurisdictions = ["us", "cn", "nl"][:d.choice((2, 2, 3))]
    made = {"h200": ("fab", "cuda", "us", "official"), "h20": ("fab", "cuda", "us", "official"),
            "ascend": ("smic", "cann", "cn", "domestic"), "smuggled": ("dark", "cuda", "us", "grey"),
            "rented": ("cloud", "cuda", "us", "offshore"), "euro": ("smic", "cann", jurisdictions[-1], "official")}
    chips = ["h200", *d.some(list(made)[1:], 2)]
    actors = ["aa", "bb", "cc", "dd"][:d.randint(2, 4)]
    homes = {a: d.choice(("cn", "cn", "cn", *jurisdictions)) for a in actors}
    suppliers = {}
    for name in ("fab", "smic", "dark", "cloud"):
        suppliers[name] = {"rule": d.choice(rules), "outside_order": d.choice(("before", "with", "after")),
                           "outside_priority": d.randint(1, 3), "outside_weight": n(0.2, 2), "banks": {
                               bank: {"opening_units": n(0, 4000), "inflow_units_per_month": d.schedule(900)}
                               for bank in ("dies", "hbm")}}
    result = {
        "run": {"start": d.choice(("2026-02", "2026-07", "2026-11")), "months": months, "replications": replications},
        "behaviour": {"anticipation": d.choice((0.0, n(0.01, 1))), "demand_elasticity": d.choice((0.0, n(0, 1))),
                      "pending_weight": n(0, 1), "cleared_weight": n(0.3, 1.2), "backlog_months": n(0, 8),
                      "choice_exponent": uncertain(d, 2.0, 0.5, 4.0), "cover_max_months": n(1, 9)},
        "signals": {"news": {"memory_months": n(2, 8), "opening_age_months": n(0, 5)}},
        "jurisdictions": {j: jurisdiction(d, j, jurisdictions) for j in jurisdictions},
        "ecosystems": {
            "cuda": {"training_efficiency_limit": n(1, 1.4), "experience_reference_h100e_years": n(500, 2000)},
            "cann": {"training_efficiency_start": n(0.3, 0.6), "serving_efficiency_start": n(0.2, 0.6),
                     "training_efficiency_limit": n(0.7, 1), "experience_reference_h100e_years": n(100, 500),
                     "opening_experience_h100e_years": n(0, 50)}},
        "suppliers": suppliers,
        "chips": {c: chip(d, *made[c]) for c in chips},
        "actors": {a: actor(d, a, homes[a], actors, chips) for a in actors},
        "instruments": {f"i{i}": instrument(d, type_, jurisdictions, chips, actors)
                        for i, type_ in enumerate(d.choices(types, k=d.randint(2, 9)))},
        "references": {"earth": {"role": "world", "stock_h100e": n(5.0e3, 5.0e4), "growth_factor_per_year": n(1, 3),
                                 "contains_actors": d.flip()}},
        "events": {"late": {"month": d.randint(8, 20), "jurisdiction": "us", "regime": d.choice(REGIMES),
                            "announced_months": d.choice((0, 3, 8)), "probability": d.choice((1.0, n(0.1, 0.9)))},
                   "loud": {"month": d.randint(0, 9), "signal": "news", "jurisdiction": "cn",
                            "regime": d.choice(REGIMES)}},
    }
    watched = d.choice(("unmet_need", "world_share", "openness", "in_service_h100e", "shipped_chips", "signal"))
    trigger = {"observable": watched, "comparison": d.choice(("above", "below")), "persist_months": d.randint(1, 3),
               "jurisdiction": "cn", "regime": d.choice(REGIMES),
               "threshold": n(50, 900) if watched in ("in_service_h100e", "shipped_chips") else n(0, 1)}
    if watched == "signal":
        trigger["signal"] = "news"
    else:
        trigger["watch"] = "cn"
    if watched in ("in_service_h100e", "shipped_chips"):
        trigger["chips"] = d.some(chips)
    result["triggers"] = {"crossing": trigger}
    result["chips"]["h200"]["capacity_chips_per_month"]["m0"] = uncertain(d, 150.0, 20.0, 300.0)
    return result


def every(values, factor):
    """All numbers of a value times the factor, also those that say how uncertain it is."""
    if isinstance(values, dict):
        return {key: item if key in ("distribution", "source") else every(item, factor) for key, item in values.items()}
    return values if isinstance(values, (str, bool)) else values * factor


EXTENSIVE = {
    "actors": ("target_effective_h100e", "budget_usd_per_month", "opening_cash_usd", "power_limit_w",
               "opening_stock_chips", "opening_transit_chips", "opening_warehouse_chips", "opening_border_chips",
               "opening_cleared_chips", "opening_pending_chips"),
    "chips": ("capacity_chips_per_month", "outside_demand_chips_per_month", "opening_inventory_chips",
              "opening_output_chips", "yield_reference_chips", "reference_sales_chips_per_year"),
    "ecosystems": ("experience_reference_h100e_years", "opening_experience_h100e_years"),
    "references": ("stock_h100e",),
    "instruments": ("limit", "used_at_start", "reference_per_month", "reference_opening", "opening_allowance_chips",
                    "grant_chips"),
}


def scale(world, factor):
    """The same world, so many times as large."""
    result = copy.deepcopy(world)
    for group, keys in EXTENSIVE.items():
        for item in result.get(group, {}).values():
            for place in (item, *(item.get(regime, {}) for regime in REGIMES if group == "instruments")):
                for key in keys:
                    if key in place:
                        place[key] = every(place[key], factor)
    for item in result["suppliers"].values():
        for bank in item.get("banks", {}).values():
            bank.update(every(bank, factor))
    for item in result["triggers"].values():
        if item["observable"] in ("in_service_h100e", "shipped_chips"):
            item["threshold"] *= factor
    return result


def split(world, name):
    """The same world with an actor replaced by two halves of it; instruments that named it name both."""
    result = copy.deepcopy(world)
    whole = result["actors"].pop(name)
    half = {key: every(value, 0.5) if key in EXTENSIVE["actors"] else value for key, value in whole.items()}
    half["n_firms"] = whole["n_firms"] // 2
    halves = (name + "_left", name + "_right")
    for new in halves:
        result["actors"][new] = copy.deepcopy(half)
    for item in result["actors"].values():
        item.pop("leases", None)
    for item in result["instruments"].values():
        for place in (item, *(item.get(regime, {}) for regime in REGIMES)):
            for key in ("actors", "members"):
                if name in place.get(key, ()):
                    place[key] = [n for n in place[key] if n != name] + list(halves)
    return result, halves


def reorder(value, seed=0):
    """The same declarations in another order, at every level."""
    if not isinstance(value, dict):
        return value
    items = list(value.items())
    random.Random(seed).shuffle(items)
    return {key: reorder(item, seed + 1) for key, item in items}


def neutral(actors, channel="official"):
    """One instrument of each type that changes nothing, and of each a strong one that is not active."""
    mild = {
        "tariff": {"rate": 0.0, "pass_through": 0.6}, "threshold": {"revoking": True},
        "whitelist": {"members": list(actors), "revoking": True}, "licence": {"delay_shape": 2, "delay_correlation": 0.4},
        "quota": {"rule": "talmud", "used_at_start": 30.0}, "per_customer_cap": {"window": "rolling_months"},
        "ratio_cap": {"reference_per_month": 2.0}, "domestic_ratio": {"ratio": 0.0}, "border": {},
        "preference": {"weight": 1.0}, "enforcement": {"capacity_factor": 1.0},
    }
    strong = {
        "tariff": {"rate": 0.7, "as_share": True}, "threshold": {"tpp_below": 3.0}, "whitelist": {"members": []},
        "ban": {"revoking": True}, "licence": {"hold": True, "validity_months": 2.0, "denial_probability": 0.9},
        "quota": {"limit": 2.0}, "per_customer_cap": {"limit": 2.0}, "ratio_cap": {"share": 0.01},
        "domestic_ratio": {"ratio": 3.0}, "border": {"return": True}, "preference": {"weight": 0.1},
        "enforcement": {"capacity_factor": 0.2},
    }
    result = {}
    for owner in ("us", "cn"):
        for type_, item in mild.items():
            result[f"mild_{owner}_{type_}"] = {"type": type_, "owner": owner, "channel": channel, **item}
        for type_, item in strong.items():
            result[f"off_{owner}_{type_}"] = {"type": type_, "owner": owner, "channel": channel, "active": False, **item}
    return result
