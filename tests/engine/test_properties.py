"""What every version of the engine must keep, on random worlds (worlds.py).

A run that exits with 0 has kept all identities in every month of every replication. "Equal" means the same text in
the tables, that is the same bits; where the mathematics allows only nearly equal numbers the tolerance is stated.
"""
import unittest

import worlds
from harness import TABLES, configuration, merge, run, run_many, run_text, small

KEYS = ("policy", "month", "actor", "metric", "chip", "channel", "stage", "key", "cause", "instrument", "payee", "kind",
        "jurisdiction", "regime", "relation", "chips", "name", "from", "to", "replication")
SEEDS = range(1, 41)


def table(r, name, until=10 ** 9, drop=()):
    """{keys: the other columns as text} of the months before `until`; rows of zeros alone are left out, as the
    program leaves out columns that are 0 in all months."""
    result = {}
    for row in r.rows(name):
        if int(row["month"]) >= until:
            continue
        own = [k for k in row if k in KEYS and not (name == "need_ledger" and k == "chips") and k not in drop]
        values = tuple(v for k, v in row.items() if k not in own and k not in ("date", *drop))
        numbers = [v for k, v in row.items() if k not in own and k not in ("date", "unit", *drop)]
        if any(v not in ("", "0", "-0") for v in numbers):
            result[tuple(row[k] for k in own)] = values
    return result


class Properties(unittest.TestCase):
    maxDiff = 2000

    def same(self, one, two, tables=TABLES, what=None, **select):
        for name in tables:
            a, b = table(one, name, **select), table(two, name, **select)
            if a == b:
                continue
            for key in sorted(set(a) | set(b), key=lambda k: (k not in a or k not in b, len(k) > 1 and int(k[1]), k)):
                self.assertEqual(a.get(key), b.get(key), f"{what}: {name} {key}")

    def near(self, one, two, table_, columns, keys, factor=1.0, tolerance=1e-7, what=None):
        """Columns of two runs agree after the first is multiplied by the factor."""
        def sums(r):
            result = {}
            for row in r.rows(table_):
                for column in columns:
                    place = tuple(row[k] for k in keys) + (column,)
                    result[place] = result.get(place, 0.0) + float(row[column])
            return result

        a, b = sums(one), sums(two)
        scale = max([1.0, *(abs(x) for x in b.values())])
        for place in set(a) | set(b):
            self.assertAlmostEqual(a.get(place, 0.0) * factor, b.get(place, 0.0), delta=tolerance * scale,
                                   msg=f"{what}: {place}")


class Luck(Properties):
    def test_identities_hold_in_random_worlds(self):
        used = set()
        for seed in SEEDS:
            with self.subTest(seed=seed):
                world = worlds.world(seed)
                used |= {item["type"] for item in world["instruments"].values()}
                run_many(world, 20)
        self.assertEqual(used, set(worlds.TYPES), "a type had no turn")

    def test_a_longer_run_begins_like_a_shorter_one(self):
        for seed in SEEDS[:14]:
            world = worlds.world(seed)
            with self.subTest(seed=seed):
                self.same(run_many(world, 7), run_many(merge(world, {"run": {"months": 12}}), 7), until=12, what=seed)

    def test_an_unannounced_event_changes_nothing_before_it(self):
        for seed in SEEDS[:10]:
            world = worlds.world(seed)
            more = {"events": {f"surprise_{j}": {"month": 13, "jurisdiction": j, "regime": "shut"} for j in ("us", "cn")}}
            with self.subTest(seed=seed):
                self.same(run_many(world, 7), run_many(merge(world, more), 7), until=13, what=seed)

    def test_neutral_instruments_equal_none(self):
        for seed in SEEDS[:12]:
            world = worlds.world(seed)
            plain = run_many(world, 5)
            for channel in ("official", "any"):
                more = {"instruments": worlds.neutral(world["actors"], channel)}
                with self.subTest(seed=seed, channel=channel):
                    self.same(plain, run_many(merge(world, more), 5), what=seed)

    def test_each_neutral_instrument_alone_equals_none(self):
        world = worlds.world(5)
        plain = run_many(world, 5)
        for name, item in worlds.neutral(world["actors"], "any").items():
            with self.subTest(instrument=name):
                self.same(plain, run_many(merge(world, {"instruments": {name: item}}), 5), what=name)

    def test_the_order_of_declaration_changes_nothing(self):
        for seed in SEEDS[:8]:
            world = worlds.world(seed)
            with self.subTest(seed=seed):
                one, two = run_many(world, 5), run_many(worlds.reorder(world, seed), 5)
                for name in TABLES:
                    self.assertEqual(one.bytes(name), two.bytes(name), name)

    def test_an_actor_who_wants_nothing_leaves_all_others_alone(self):
        ghost = {"actors": {"ghost": {"home": "cn", "target_effective_h100e": 0.0, "n_firms": 1}}}
        for seed in SEEDS[:10]:
            world = worlds.world(seed)
            for item in world["instruments"].values():  # a list that does not name it would bar it, which is a row
                item.setdefault("actors", list(world["actors"]))
            with self.subTest(seed=seed):
                one, two = run_many(world, 5), run_many(merge(world, ghost), 5)
                for name in ("flows", "money", "need_ledger", "regimes", "events"):
                    b = {key: v for key, v in table(two, name).items() if "ghost" not in key}
                    self.assertEqual(table(one, name), b, (seed, name))

    def test_another_uncertain_parameter_leaves_all_draws_alone(self):
        more = {"references": {"aside": {"role": "other", "stock_h100e": {
            "value": 5.0, "distribution": "uniform", "min": 2.0, "max": 9.0, "source": "a test"}}}}
        for seed in SEEDS[:10]:
            world = worlds.world(seed)
            with self.subTest(seed=seed):
                self.same(run_many(world, 5), run_many(merge(world, more), 5), what=seed)

    def test_the_first_replications_of_more_are_the_same(self):
        for seed in SEEDS[:6]:
            world = worlds.world(seed, months=12)
            many = run_many(world, 38, "--trajectories")
            number = [k for k in many.rows("trajectories")[0] if k in KEYS].index("replication")
            many = table(many, "trajectories")
            few = table(run_many(world, 19, "--trajectories"), "trajectories")
            later = table(run_many(world, 15, "--trajectories", "--first", 23), "trajectories")
            with self.subTest(seed=seed):
                self.assertEqual(few, {k: v for k, v in many.items() if int(k[number]) < 19})
                self.assertEqual(later, {k: v for k, v in many.items() if int(k[number]) >= 23})

    def test_threads_change_no_byte(self):
        for seed in SEEDS[:4]:
            world = worlds.world(seed, months=12)  # 600 replications: five chunks of work and one half full
            runs = [run_many(world, 600, "--threads", threads) for threads in (1, 2, 3, 7, 32)]
            for r in runs[1:]:
                for name in TABLES:
                    self.assertEqual(runs[0].bytes(name), r.bytes(name), (seed, name))

    def test_seeds_differ_and_repeat(self):
        world = worlds.world(3, months=12)
        one, again, other = run_many(world, 20), run_many(world, 20), run_many(world, 20, seed=2)
        self.assertEqual(one.bytes("summary"), again.bytes("summary"))
        self.assertNotEqual(one.bytes("summary"), other.bytes("summary"))

    def test_a_policy_that_changes_nothing_has_the_same_luck(self):
        for seed in SEEDS[:8]:
            world = worlds.world(seed, months=12)
            price = world["chips"]["h200"]["price_usd"]
            text = configuration(world) + f'policies : {{ same : {{ set = ( "chips.h200.price_usd = {price}" ); }}; }};\n'
            r = run_text(text, "--policy", "all", "--replications", 9)
            for name in TABLES:
                rows = {"baseline": [], "same": []}
                for line in r.lines(name)[1:]:
                    policy, rest = line.split(",", 1)
                    rows[policy].append(rest)
                self.assertTrue(rows["baseline"] or name == "events")
                self.assertEqual(rows["baseline"], rows["same"], (seed, name))


class Size(Properties):
    def test_a_world_so_many_times_as_large_has_so_many_times_the_numbers(self):
        for seed in SEEDS[:12]:
            world = worlds.world(seed)
            one = run(world)
            for factor in (4.0, 3.7):
                with self.subTest(seed=seed, factor=factor):
                    two = run(worlds.scale(world, factor))
                    self.near(one, two, "flows", ["mean"], ("month", "actor", "chip", "stage"), factor, what=seed)
                    self.near(one, two, "money", ["mean"], ("month", "actor", "payee", "kind"), factor, what=seed)
                    self.near(one, two, "need_ledger", ["effective_h100e", "chips"],
                              ("month", "actor", "stage", "key", "cause", "instrument"), factor, what=seed)
                    self.assertEqual(one.bytes("regimes"), two.bytes("regimes"))

    def test_two_halves_of_an_actor_do_what_the_whole_did(self):
        for seed in SEEDS[:24]:
            world = worlds.world(seed, rules=("proportional", "priority"))
            whole = world["actors"]["aa"]
            whole["n_firms"] = 2
            for item in world["instruments"].values():  # per-customer caps are each firm's; shared rules as above
                if "rule" in item:
                    item["rule"] = ("proportional", "priority")[seed % 2]
                if item["type"] == "per_customer_cap":
                    item["used_at_start"] = 0.0
            for item in world["actors"].values():
                item.pop("leases")
            halved, halves = worlds.split(world, "aa")
            with self.subTest(seed=seed):
                one, two = run(world), run(halved)
                for table_ in ("flows", "money", "need_ledger"):
                    for row in two.rows(table_):
                        row["actor"] = "aa" if row["actor"] in halves else row["actor"]
                self.near(one, two, "flows", ["mean"], ("month", "actor", "chip", "stage"), what=seed)
                self.near(one, two, "money", ["mean"], ("month", "actor", "payee", "kind"), what=seed)
                self.near(one, two, "need_ledger", ["effective_h100e"], ("month", "actor", "stage", "key", "cause",
                                                                         "instrument"), what=seed)


class Limits(Properties):
    def test_limits_are_never_exceeded(self):
        # constant limits over all that is official and foreign, counted in chips within their windows
        for seed in SEEDS[:15]:
            world = worlds.world(seed)
            for item in world["actors"].values():
                item["home"] = "cn"
            d = worlds.Dice(seed)
            n, window = d.randint(2, 5), d.choice(("run", "rolling_months"))
            cap = {"owner": "us", "unit": "chips", "window": window, "window_months": n}
            world["instruments"]["q"] = {"type": "quota", "limit": d.number(50, 400), "rule": d.choice(worlds.RULES), **cap}
            world["instruments"]["c"] = {"type": "per_customer_cap", "limit": d.number(20, 90), **cap}
            # returns give room back to what had been shipped: leave them out
            for item in world["instruments"].values():
                if item["type"] == "border":
                    item.update({key: {**value, "return": False} for key, value in item.items() if key in worlds.REGIMES})
                    item["return"] = False
            r = run(world)
            official = [c for c, item in world["chips"].items() if item["channel"] == "official" and item["origin"] == "us"]
            with self.subTest(seed=seed):
                total = [0.0] * 24
                for a, item in world["actors"].items():
                    own = [sum(x) for x in zip(*(r.flow(a, c, "shipped") for c in official))]
                    self.within(own, world["instruments"]["c"]["limit"] * item["n_firms"], window, n)
                    total = [x + y for x, y in zip(total, own)]
                self.within(total, world["instruments"]["q"]["limit"], window, n)

    def within(self, cumulative, limit, window, n):
        for t, value in enumerate(cumulative):
            before = cumulative[t - n] if window == "rolling_months" and t >= n else 0.0
            self.assertLessEqual(value - before, limit * (1 + 1e-9) + 1e-9)

    def empty(self, seed):
        """A random world with nothing on its way, all at home in China."""
        world = worlds.world(seed)
        for item in world["actors"].values():
            item["home"] = "cn"
            for place in ("transit", "warehouse", "border", "cleared", "pending"):
                item.pop(f"opening_{place}_chips", None)
        foreign = [c for c, item in world["chips"].items() if item["origin"] != "cn"]
        return world, foreign

    def never(self, world, chips, seed):
        r = run(world)
        for a in world["actors"]:
            for c in chips:
                self.assertEqual(r.flow(a, c, "landed"), [0.0] * 24, (seed, a, c))

    def test_without_supply_nothing_ever_arrives(self):
        for seed in SEEDS[:8]:
            world, foreign = self.empty(seed)
            for c in foreign:
                world["chips"][c].update(capacity_chips_per_month={"m0": 0.0}, opening_inventory_chips=0.0)
            self.never(world, foreign, seed)

    def test_without_money_nothing_ever_arrives(self):
        for seed in SEEDS[:8]:
            world, foreign = self.empty(seed)
            for item in world["actors"].values():
                item.update(budget_usd_per_month=0.0, opening_cash_usd=0.0)
            self.never(world, list(world["chips"]), seed)

    def test_after_a_ban_from_the_start_nothing_ever_arrives(self):
        for seed in SEEDS[:8]:
            world, foreign = self.empty(seed)
            world["instruments"]["stop"] = {"type": "ban", "owner": "cn", "channel": "any"}
            self.never(world, foreign, seed)


class Monotone(Properties):
    def one_chip(self, seed, **more):
        d = worlds.Dice(seed)
        chip = {"lead_months": d.randint(0, 3), "install_months": d.randint(0, 2), "price_usd": d.number(7, 23),
                "retirement_hazard_per_year": d.number(0.1, 0.9), "service_life_months": d.choice((0, 7, 19))}
        return d, merge(small(24, chip=chip), more)

    def test_where_supply_binds_the_tariff_changes_no_quantity(self):
        for seed in SEEDS[:10]:
            d, world = self.one_chip(seed)
            world["chips"]["chip"]["capacity_chips_per_month"] = {"m0": d.number(20, 90)}
            paths = [run(merge(world, {"instruments": {"duty": {"type": "tariff", "owner": "us", "rate": rate}}}))
                     .bytes("flows") for rate in (0.0, 0.23, 0.71)]
            self.assertEqual(paths[0], paths[1], seed)
            self.assertEqual(paths[0], paths[2], seed)

    def test_where_cash_binds_capacity_never_rises_with_the_tariff(self):
        for seed in SEEDS[:10]:
            d, world = self.one_chip(seed)
            world["chips"]["chip"]["opening_inventory_chips"] = 1.0e9
            world["actors"]["firm"]["budget_usd_per_month"] = d.number(300, 2000)
            before = None
            for rate in (0.0, 0.11, 0.37, 0.9):
                duty = {"type": "tariff", "owner": "us", "rate": rate, "pass_through": 0.83, "as_share": seed % 2 == 0}
                V = run(merge(world, {"instruments": {"duty": duty}})).flow("firm", "chip", "in_service")
                for x, y in zip(V, before or V):
                    self.assertLessEqual(x, y * (1 + 1e-12), seed)
                self.assertTrue(before is None or sum(V) < sum(before))
                before = V

    def test_with_fixed_orders_a_longer_delay_never_raises_cumulative_capacity(self):
        # the budget orders the same each month; what counts is capacity summed over time
        for seed in SEEDS[:8]:
            d, world = self.one_chip(seed)
            world["chips"]["chip"]["opening_inventory_chips"] = 1.0e9
            world["actors"]["firm"]["budget_usd_per_month"] = d.number(300, 2000)
            before = None
            for mean in (0.0, 0.9, 2.3, 5.1):
                gate = {"type": "licence", "owner": "cn", "delay_mean_months": mean, "delay_shape": seed % 4}
                r = run(merge(world, {"instruments": {"gate": gate}}))
                total, area = 0.0, []
                for x in r.flow("firm", "chip", "in_service"):
                    total += x
                    area.append(total)
                for x, y in zip(area, before or area):
                    self.assertLessEqual(x, y * (1 + 1e-12), seed)
                before = area


if __name__ == "__main__":
    unittest.main()
