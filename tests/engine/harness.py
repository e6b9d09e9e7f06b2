"""Runs the program on configurations written as Python dictionaries and reads the tables it writes.

    world = small(12, chip={"price_usd": 10.0})
    run(world).flow("firm", "chip", "shipped")      # cumulative, months 0, 1, ...

A dictionary is a group, its order the order of declaration; a list is an array of names; NONE is no limit.
"""
import copy
import csv
import os
import shutil
import subprocess
import tempfile
import weakref

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE_DIR = os.environ.get("SOURCE_DIR", os.path.dirname(os.path.dirname(HERE)))
CHOKEPOINT = os.environ.get("CHOKEPOINT", os.path.join(SOURCE_DIR, "build", "chokepoint"))
NONE = "none"
TABLES = ("summary", "flows", "need_ledger", "money", "regimes", "exceedance", "events")
STAGES = ("approved", "ordered", "licensed", "shipped", "landed", "installed", "in_service", "used")
KINDS = ("paid", "refunded", "income", "withdrawn", "cash", "vendor", "treasury")


def text(value):
    """A value as libconfig writes it."""
    if isinstance(value, dict):
        return "{ " + " ".join(f"{key} : {text(item)};" for key, item in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(text(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value + '"'
    return repr(value)


def configuration(world):
    return "\n".join(f"{key} : {text(group)};" for key, group in world.items()) + "\n"


def merge(world, changes):
    """A copy of the world with the changes laid over it, group by group."""
    result = copy.deepcopy(world)
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(result.get(key), dict):
            result[key] = merge(result[key], value)
        else:
            result[key] = copy.deepcopy(value)
    return result


def small(months=12, chip=None, firm=None, instruments=None, **more):
    """One chip of 1 H100e from the US, one rich firm in China, both governments open; they can also be shut.

    The chip costs 10 USD and has no lead; the firm wants far more than it can get, for both training and serving.
    """
    regimes = {"regimes": {"open": {"openness": 1}, "shut": {"openness": 0}}, "start_regime": "open"}
    world = {
        "run": {"start": "2026-02", "months": months, "replications": 1},
        "jurisdictions": {"us": regimes, "cn": regimes},
        "ecosystems": {"cuda": {}},
        "suppliers": {"maker": {}},
        "chips": {"chip": {"supplier": "maker", "ecosystem": "cuda", "origin": "us", "tpp": 15832.0,
                           "bandwidth_tb_per_s": 3.35, "price_usd": 10.0, "lead_months": 0}},
        "actors": {"firm": {"home": "cn", "target_effective_h100e": 1.0e9, "budget_usd_per_month": 1.0e9}},
        "instruments": {},
    }
    own = {"chips": {"chip": chip or {}}, "actors": {"firm": firm or {}}, "instruments": instruments or {}}
    return merge(merge(world, more), own)


def chip_like(**changes):
    """Another chip: domestic, of an ecosystem and a supplier of its own (declare cann and other)."""
    return {"supplier": "other", "ecosystem": "cann", "origin": "cn", "channel": "domestic", "tpp": 15832.0,
            "bandwidth_tb_per_s": 3.35, "price_usd": 12.0, "lead_months": 0, **changes}


# What a second, domestic chip needs to be declared.
OTHERS = {"ecosystems": {"cann": {}}, "suppliers": {"other": {}}}


class Tables:
    """The tables of one run, read when asked for; its folder goes when they do."""

    def __init__(self, place, done):
        weakref.finalize(self, shutil.rmtree, place, ignore_errors=True)
        self.folder = os.path.join(place, "out")
        self.code = done.returncode
        self.output = done.stdout + done.stderr
        self._rows = {}

    def rows(self, table):
        if table not in self._rows:
            with open(os.path.join(self.folder, table + ".csv"), newline="") as file:
                self._rows[table] = list(csv.DictReader(file))
        return self._rows[table]

    def bytes(self, table):
        with open(os.path.join(self.folder, table + ".csv"), "rb") as file:
            return file.read()

    def lines(self, table):
        with open(os.path.join(self.folder, table + ".csv")) as file:
            return file.read().splitlines()

    def series(self, table, column, **keys):
        """The values of a column by month from month 0; zeros if the table has no such row, as it leaves out what is
        0 throughout."""
        found = [row for row in self.rows(table)
                 if int(row["month"]) >= 0 and all(row[k] == v for k, v in keys.items())]
        assert len({row["month"] for row in found}) == len(found), f"several rows a month: {table} {keys}"
        return [float(row[column]) for row in found] or [0.0] * self.months()

    def months(self):
        return 1 + max(int(row["month"]) for row in self.rows("regimes"))

    def flow(self, actor, chip, stage):
        assert stage in STAGES, stage
        return self.series("flows", "mean", actor=actor, chip=chip, stage=stage)

    def metric(self, actor, metric):
        return self.series("summary", "mean", actor=actor, metric=metric)

    def money(self, actor, kind, payee=""):
        assert kind in KINDS, kind
        return self.series("money", "mean", actor=actor, payee=payee, kind=kind)

    def share(self, jurisdiction, regime):
        return self.series("regimes", "share", jurisdiction=jurisdiction, regime=regime)

    def reached(self, actor, chip, relation="above", chips="0"):
        return self.series("exceedance", "probability", actor=actor, chip=chip, relation=relation, chips=chips)

    def ledger(self, month, actor="firm", column="effective_h100e"):
        """{(stage, key, cause, instrument): value} at the end of a month; what is 0 may be missing."""
        return {(r["stage"], r["key"], r["cause"], r["instrument"]): float(r[column])
                for r in self.rows("need_ledger") if int(r["month"]) == month and r["actor"] == actor}

    def ledger_item(self, month, *item, actor="firm", column="effective_h100e"):
        return self.ledger(month, actor, column).get(tuple(item) + ("",) * (4 - len(item)), 0.0)


def run_text(content, *options, check=True):
    """Runs a configuration given as text. Exit code 0 also means that no identity was violated."""
    place = tempfile.mkdtemp(prefix="chokepoint-test-")
    path = os.path.join(place, "world.cfg")
    with open(path, "w") as file:
        file.write(content)
    command = [CHOKEPOINT, "run", path, "--out", os.path.join(place, "out"), "--force", "--quiet",
               *map(str, options)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    tables = Tables(place, done)
    if check and done.returncode != 0:
        raise AssertionError(f"exit code {done.returncode} of {' '.join(command)}\n{tables.output}{content}")
    return tables


def run(world, *options, check=True):
    """One replication without luck."""
    return run_text(configuration(world), "--deterministic", "--replications", 1, *options, check=check)


def run_many(world, replications, *options, seed=1):
    """Many replications with luck."""
    return run_text(configuration(world), "--replications", replications, "--seed", seed, *options)
