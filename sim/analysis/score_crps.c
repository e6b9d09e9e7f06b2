#include "analysis/score_crps.h"

#include <math.h>

struct score_crps score_crps(const double x[], size_t n, const struct truth *truth)
{
    const double size = (double)n;
    double distance = 0, spread = 0; // spread: sum over pairs of |x_i - x_j|

    for (size_t i = 0; i < n; i++) {
        distance += truth_distance(truth, x[i]);
        spread += (2 * (double)i + 1 - size) * x[i];
    }
    distance /= size;
    return (struct score_crps){distance - spread / (size * size),
                               n > 1 ? distance - spread / (size * (size - 1)) : NAN};
}
