"""The oracle on random configurations: identities (checked each month by ledger.py) and what never changes a path.

    python3 -m unittest tests/oracle/test_properties.py
"""
import hashlib
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import parse
import random_worlds
from oracle import Oracle


class Hashed:
    """Draws that depend only on where they are used."""

    def __init__(self, seed):
        self.seed = seed

    def uniform(self, process, entity, t):
        word = hashlib.sha256(f'{self.seed}/{process}/{entity}/{t}'.encode()).digest()[:6]
        return (int.from_bytes(word, 'big') + 0.5) / 2 ** 48


def run(text, draws, months=None):
    return Oracle(parse.read(text, draws), draws).run(months)


class Properties(unittest.TestCase):
    def test_identities_hold_in_random_worlds(self):
        for seed in range(12):
            for draws in (None, Hashed(seed)):
                run(random_worlds.write(seed), draws)

    def test_a_longer_run_begins_like_a_shorter_one(self):
        for seed in (3, 17, 29):
            text, draws = random_worlds.write(seed), Hashed(seed)
            short, long = run(text, draws, 9), run(text, draws)
            for name, rows in short.table.items():
                self.assertEqual(rows, long.table[name][:len(rows)])

    def test_neutral_instruments_equal_none(self):
        neutral = '''
            z1 : { type = "tariff"; owner = "cn"; }; z2 : { type = "threshold"; owner = "us"; };
            z3 : { type = "whitelist"; owner = "us"; }; z4 : { type = "ban"; owner = "us"; active = false; };
            z5 : { type = "licence"; owner = "cn"; }; z6 : { type = "quota"; owner = "cn"; };
            z7 : { type = "per_customer_cap"; owner = "us"; }; z8 : { type = "ratio_cap"; owner = "us"; };
            z9 : { type = "domestic_ratio"; owner = "cn"; }; y1 : { type = "border"; owner = "cn"; };
            y2 : { type = "preference"; owner = "cn"; }; y3 : { type = "enforcement"; owner = "cn"; };'''
        for seed in (1, 4, 8):
            text, draws = random_worlds.write(seed), Hashed(seed)
            one = run(text, draws)
            two = run(text.replace('instruments : {', 'instruments : {' + neutral), draws)
            for pair in one.pairs:
                self.assertEqual(one.V[pair], two.V[pair], (seed, pair))

    def test_an_unannounced_event_changes_nothing_before_it(self):
        for seed in (2, 6, 11):
            text, draws = random_worlds.write(seed), Hashed(seed)
            later = text.replace('events : {', '''events : { e0 : { month = 13; jurisdiction = "us"; regime = "shut"; };
                e9 : { month = 13; jurisdiction = "cn"; regime = "ajar"; };''')
            before = [[row for row in run(x, draws).table['state'] if row[0] < 13] for x in (text, later)]
            self.assertEqual(*before)


if __name__ == '__main__':
    unittest.main()
