"""Luck for numpy_model.py: Generated draws from a NumPy generator, Injected takes those the program prints.

Both answer the same questions, for n replications at once:
    parameter(path)                 values of an uncertain parameter
    uniform(process, entity, t)     one uniform a replication
    normal(process, entity, t)      one normal score a replication
    own(process, i, names, lanes, months)   normal scores of applications, one each
    shared(process, i, spell)       normal scores of a licence in its owner's spell
"""
import math
from statistics import NormalDist

import numpy as np

Z95 = 1.6448536269514727
# Phi by Hart (1968) in West's form ("Better approximations to cumulative normal functions", Wilmott 2005)
PHI_TOP = (3.52624965998911e-02, 0.700383064443688, 6.37396220353165, 33.912866078383, 112.079291497871,
           221.213596169931, 220.206867912376)
PHI_BOTTOM = (8.83883476483184e-02, 1.75566716318264, 16.064177579207, 86.7807322029461, 296.564248779674,
              637.333633378831, 793.826512519948, 440.413735824752)


def phi(x):
    size = np.abs(x)
    small = np.exp(-0.5 * size * size) * np.polyval(PHI_TOP, size) / np.polyval(PHI_BOTTOM, size)
    return np.where(x > 0, 1 - small, small)


def beta_table(a, b, size=2049):
    """Probabilities and quantiles of a beta distribution on a grid that is dense at both ends."""
    x = 0.5 - 0.5 * np.cos(np.linspace(0, math.pi, size))
    middle = 0.5 * (x[1:] + x[:-1])
    mass = middle ** (a - 1) * (1 - middle) ** (b - 1) * np.diff(x)
    p = np.concatenate(([0.0], np.cumsum(mass)))
    return p / p[-1], x


class Uncertain:
    """The uncertain parameters of a configuration's tree and their inverse functions; made once."""

    def __init__(self, tree):
        self.nodes, self.inverse = {}, {}
        self.walk(tree, '')
        for path, x in self.nodes.items():
            self.inverse[path] = self.quantile(x)
        pairs = [(x['first'], x['second'], x['rank_correlation']) for x in tree.get('correlations', {}).values()]
        self.together = sorted({name for first, second, _ in pairs for name in (first, second)})
        C = np.eye(len(self.together))
        for first, second, rank in pairs:
            i, j = self.together.index(first), self.together.index(second)
            C[i, j] = C[j, i] = 2 * math.sin(math.pi * rank / 6)
        self.mix = np.linalg.cholesky(C) if pairs else None

    def walk(self, x, path):
        if isinstance(x, dict):
            if x.get('distribution', 'fixed') != 'fixed':
                self.nodes[path] = x
            for key, y in x.items():
                self.walk(y, f'{path}.{key}' if path else key)

    @staticmethod
    def quantile(x):
        """(whether it takes normal scores, the inverse function)."""
        kind = x['distribution']
        if kind == 'lognormal':
            mu, sigma = 0.5 * math.log(x['p5'] * x['p95']), 0.5 / Z95 * math.log(x['p95'] / x['p5'])
            return True, lambda z: np.exp(mu + sigma * z)
        if kind == 'discrete':
            p, values = np.cumsum(x['probabilities']), np.asarray(x['values'], float)
            return False, lambda u: values[np.minimum(np.searchsorted(p, u * p[-1], 'right'), len(p) - 1)]
        if kind == 'bernoulli':
            return False, lambda u: (u < x['probability']).astype(float)
        low, high = x['min'], x['max']
        if kind == 'uniform':
            return False, lambda u: low + (high - low) * u
        if kind == 'loguniform':
            return False, lambda u: low * np.exp(math.log(high / low) * u)
        mode, width = x['mode'], high - low
        if kind == 'triangular':
            at = (mode - low) / width
            return False, lambda u: np.where(u < at, low + width * np.sqrt(u * at),
                                             high - width * np.sqrt((1 - u) * (1 - at)))
        if kind == 'pert':
            shape = x.get('shape', 4.0)
            p, q = beta_table(1 + shape * (mode - low) / width, 1 + shape * (high - mode) / width)
            return False, lambda u: low + width * np.interp(u, p, q)
        raise NotImplementedError(kind)

    def draw(self, rng, n):
        """Values (n) by path."""
        out = {}
        if self.together:
            scores = self.mix @ rng.standard_normal((len(self.together), n))
            for path, z in zip(self.together, scores):
                if path in self.inverse:
                    normal, inverse = self.inverse[path]
                    out[path] = inverse(z if normal else phi(z))
        for path, (normal, inverse) in self.inverse.items():
            if path not in out:
                out[path] = inverse(rng.standard_normal(n) if normal else rng.random(n))
        return out


class Generated:
    def __init__(self, rng, n, uncertain):
        self.rng, self.n, self.values = rng, n, uncertain.draw(rng, n)
        self.spells = {}

    def parameter(self, path):
        return self.values[path]

    def uniform(self, process, entity, t):
        return self.rng.random(self.n)

    def normal(self, process, entity, t):
        return self.rng.standard_normal(self.n)

    def own(self, process, i, names, lanes, months):
        return self.rng.standard_normal(len(lanes))

    def shared(self, process, i, spell):
        last, z = self.spells.get((process, i), (None, None))
        if last is None:
            z = self.rng.standard_normal(self.n)
        elif (last != spell).any():
            z = np.where(last != spell, self.rng.standard_normal(self.n), z)
        self.spells[process, i] = spell.copy(), z
        return z


class Injected:
    """Draws of the oracle's kind, one object a replication."""

    def __init__(self, draws):
        self.draws, self.n = draws, len(draws)

    def parameter(self, path):
        return np.array([d.parameter(path) for d in self.draws])

    def number(self, d, process, entity, t):
        try:
            return d.uniform(process, entity, t)
        except KeyError:
            return math.nan  # it spoils the result if it matters

    def uniform(self, process, entity, t):
        return np.array([self.number(d, process, entity, t) for d in self.draws])

    @staticmethod
    def scores(uniforms):
        return np.array([NormalDist().inv_cdf(u) if u == u else math.nan for u in uniforms])

    def normal(self, process, entity, t):
        return self.scores(self.uniform(process, entity, t))

    def own(self, process, i, names, lanes, months):
        return self.scores([self.number(self.draws[lane], process, f'{i}:{name}', int(m))
                            for name, lane, m in zip(names, lanes, months)])

    def shared(self, process, i, spell):
        return self.scores([self.number(d, process, i, int(m)) for d, m in zip(self.draws, spell)])
