#include "analysis/student.h"

#include <math.h>

#define OUTSIDE 0.05                  // probability of both tails
#define NORMAL  (-1.9599639845400545) // quantile OUTSIDE / 2 of the normal distribution

// Hill, "Algorithm 396: Student's t-quantiles", Communications of the ACM 13 (1970); his names
double student_95(double n)
{
    if (!(n >= 1))
        return NAN;
    if (n < 2)
        return tan((1 - OUTSIDE) * acos(-1) / 2);
    if (n < 3)
        return sqrt(2 / (OUTSIDE * (2 - OUTSIDE)) - 2);
    const double a = 1 / (n - 0.5), b = 48 / (a * a);
    double c = ((20700 * a / b - 98) * a - 16) * a + 96.36;
    const double d = ((94.5 / (b + c) - 3) / b + 1) * sqrt(a * acos(-1) / 2) * n;
    double y = pow(d * OUTSIDE, 2 / n);
    if (y > 0.05 + a) { // near the normal distribution
        const double x = NORMAL;
        c += n < 5 ? 0.3 * (n - 4.5) * (x + 0.6) : 0;
        c += (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b;
        y = x * x;
        y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
        y = expm1(a * y * y);
    } else {
        y = ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y -
             1) *
                (n + 1) / (n + 2) +
            1 / y;
    }
    return sqrt(n * y);
}
