"""Rationing rules: awards of an estate E among claims d. A claimant is a dict: claim, priority, weight, n.

n: equal firms it stands for (the equal rules count it as n claimants).
"""


def proportional(E, d, who):
    total = sum(d)
    return [E * x / total for x in d]


def weighted(E, d, who, key='weight'):
    """min(d, lambda weight)."""
    w = [c[key] for c in who]
    order = sorted(range(len(d)), key=lambda i: d[i] / w[i])
    out, left, weights = [0.0] * len(d), E, sum(w)
    for i in order:  # the smallest claims per weight are met first
        out[i] = max(0.0, min(d[i], left * w[i] / weights)) if weights > 0 else min(d[i], left)
        left -= out[i]
        weights -= w[i]
    return out


def priority(E, d, who):
    out, left = [0.0] * len(d), E
    for p in sorted({c['priority'] for c in who}, reverse=True):
        members = [i for i, c in enumerate(who) if c['priority'] == p]
        total = sum(d[i] for i in members)
        share = 1 if total <= left or total == 0 else left / total
        for i in members:
            out[i] = d[i] * share
        left = max(0.0, left - total * share)
    return out


def constrained_equal_awards(E, d, who):
    return weighted(E, d, who, key='n')


def constrained_equal_losses(E, d, who):
    return [x - y for x, y in zip(d, constrained_equal_awards(sum(d) - E, d, who))]


def talmud(E, d, who):
    half = [x / 2 for x in d]
    if E <= sum(d) / 2:
        return constrained_equal_awards(E, half, who)
    return [x - y for x, y in zip(d, constrained_equal_awards(sum(d) - E, half, who))]


RULES = {f.__name__: f for f in (proportional, weighted, priority, constrained_equal_awards,
                                 constrained_equal_losses, talmud)}


def award(rule, E, who):
    """Awards for the claimants; the claims themselves where they fit."""
    d, E = [c['claim'] for c in who], max(0.0, E)
    return d if sum(d) <= E else RULES[rule](E, d, who)
