#include "analysis/score_pit.h"

#include "analysis/sorted.h"
#include "base/exact_math.h"

#include <math.h>

#define TERMS 100

double score_pit(const double x[], size_t n, const struct truth *truth, const double u[2])
{
    const double y = truth_quantile(truth, u[1]);
    double less = 0, equal = 1; // the truth is equal to itself

    for (size_t i = 0; i < n; i++) {
        less += x[i] < y;
        equal += x[i] == y;
    }
    return (less + u[0] * equal) / ((double)n + 1);
}

struct score_pit_uniform score_pit_uniform(double pit[], size_t n)
{
    double distance = 0, p = 0;

    if (!n)
        return (struct score_pit_uniform){NAN, NAN};
    sorted_doubles(pit, n);
    for (size_t i = 0; i < n; i++) {
        distance = fmax(distance, ((double)i + 1) / (double)n - pit[i]);
        distance = fmax(distance, pit[i] - (double)i / (double)n);
    }
    const double root = exact_math_sqrt((double)n), d = (root + 0.12 + 0.11 / root) * distance;
    for (int k = 1; k <= TERMS; k++)
        p += (k % 2 ? 2 : -2) * exact_math_exp(-2.0 * k * k * d * d);
    return (struct score_pit_uniform){distance, d < 0.2 ? 1 : fmin(fmax(p, 0), 1)};
}
