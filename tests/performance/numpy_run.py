"""Runs numpy_model.py on its own draws and says how long it took, as one line of JSON.

    /usr/bin/python3 numpy_run.py FROZEN REPLICATIONS CHUNK [SEED]

processor seconds: replications and summaries (means, quantiles of every metric and month); setup: reading and tables.
"""
import json
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, '..', 'oracle')]

import numpy as np  # noqa: E402
import numpy_model  # noqa: E402
import parse  # noqa: E402
from numpy_draws import Generated, Uncertain  # noqa: E402

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def chunk(tree, uncertain, rng, n):
    draws = Generated(rng, n, uncertain)
    run = numpy_model.Model(parse.Reader(tree, draws).model(), draws)
    for t in range(run.T):
        run.month(t)
    return run


def main():
    begin = time.process_time()
    with open(sys.argv[1], encoding='utf-8') as file:
        tree = parse.parse(file.read())
    N, size = int(sys.argv[2]), int(sys.argv[3])
    rng = np.random.Generator(np.random.PCG64(int(sys.argv[4]) if len(sys.argv) > 4 else 1))
    uncertain = Uncertain(tree)
    ready = time.process_time()
    values, failed, moments, done = [], 0, None, 0
    for first in range(0, N, size):
        n = min(size, N - first)
        run = chunk(tree, uncertain, rng, n)
        values.append(np.array(run.values))
        failed += int(run.failures.sum())
        done += n
        total = sum((mean * n).sum() for month in run.moments for mean, _ in month)
        moments = total if moments is None else moments + total
    values = np.concatenate(values, axis=2)
    quantiles = np.quantile(values, LEVELS, axis=2)
    end = time.process_time()
    A = len(run.A)
    print(json.dumps(dict(
        replications=N, chunk=size, setup=ready - begin, seconds=end - ready, failed=failed, actors=A,
        pairs=len(run.pairs), chips=len(run.K), months=run.T,
        effective={a: [float(values[-1, 7 * A + i].mean()), float(values[-1, 7 * A + i].std() / N ** 0.5),
                       float(quantiles[2, -1, 7 * A + i])] for i, a in enumerate(run.A)},
        accessible={a: [float(quantiles[2, -1, 4 * A + i]), float(quantiles[4, -1, 4 * A + i])]
                    for i, a in enumerate(run.A)})))


if __name__ == '__main__':
    main()
