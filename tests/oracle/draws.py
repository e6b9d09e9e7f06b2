"""The random draws of one replication, as `chokepoint replay CONFIG --replication N --draws` prints them."""
import csv
import math
from statistics import NormalDist

NORMAL = NormalDist()
ONCE = 'once'


class MissingDraw(KeyError):
    pass


def month_name(t):
    return t if t == ONCE else 'opening' if int(t) == -1 else str(int(t))


class Draws:
    def __init__(self, rows):
        """rows: dicts with process, entity, month, number, uniform, value (texts)."""
        self.u, self.values = {}, {}
        for row in rows:
            if row['process'] == 'parameter':
                self.values[row['entity']] = row['value']
            month = {'-1': 'opening', '4294967294': 'opening', '4294967295': ONCE}.get(row['month'], row['month'])
            self.u[row['process'], row['entity'], month, int(row['number'])] = row['uniform']

    @classmethod
    def from_file(cls, name):
        with open(name, newline='', encoding='utf-8') as file:
            return cls(csv.DictReader(line for line in file if not line.startswith('#')))

    def parameter(self, path):
        if path not in self.values:
            raise MissingDraw(f'no draw of the parameter {path}')
        return float(self.values[path])

    def uniform(self, process, entity, t):
        key = process, entity, month_name(t), 0
        if key not in self.u:
            raise MissingDraw('no draw of ' + ','.join(map(str, key)))
        return float(self.u[key])


def normal_cdf(x):
    return 0.5 * math.erfc(-x / math.sqrt(2))


def normal_quantile(u):
    return NORMAL.inv_cdf(u)


def correlated(rho, own, shared):
    """Gaussian copula; own and shared are functions that give a uniform (asked only where it matters)."""
    if rho == 0:
        return own()
    n2 = normal_quantile(shared())
    n1 = normal_quantile(own()) if rho < 1 else 0
    return normal_cdf(math.sqrt(rho) * n2 + math.sqrt(1 - rho) * n1)


def erlang_cdf(shape, mean, x):
    y = shape * x / mean
    term, total = 1.0, 1.0
    for j in range(1, int(shape)):
        term *= y / j
        total += term
    return 1 - math.exp(-y) * total


def delay_months(shape, mean, u):
    """d = floor(x + 1/2), x Erlang with that shape and mean at probability u (a function); shape 0: the mean."""
    if shape == 0 or mean == 0:
        return math.floor(mean + 0.5)
    u, n = u(), 0
    while erlang_cdf(shape, mean, n + 0.5) <= u:
        n += 1
    return n
