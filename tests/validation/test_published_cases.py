"""Published numbers, from the configurations of configs/validation run by the program: one test a case of cases.py."""
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, HERE)
import cases  # noqa: E402


class PublishedCases(unittest.TestCase):
    def test_each_configuration_has_its_case(self):
        folder = os.path.join(cases.SOURCE_DIR, "configs", "validation")
        self.assertEqual(sorted(file[:-len(".cfg")] for file in os.listdir(folder)), sorted(cases.CASES))


def check(case):
    def test(self):
        rows = cases.rows(case)
        misses = cases.MISSES.get(case, [])
        self.assertLessEqual(set(misses), {row.what for row in rows})
        for row in rows:
            with self.subTest(row.what):
                self.assertEqual(row.passed, row.what not in misses,
                                 f"expected {row.expected} +- {row.tolerance}, got {row.got}")
    return test


for case in cases.CASES:
    setattr(PublishedCases, "test_" + case.replace("-", "_"), check(case))


if __name__ == "__main__":
    unittest.main()
