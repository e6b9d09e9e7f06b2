#include "analysis/kendall.h"

#include <math.h>

static int sign(double x)
{
    return (x > 0) - (x < 0);
}

double kendall_tau(const double x[], const double y[], size_t n)
{
    double agreed = 0, apart_x = 0, apart_y = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            if (isnan(x[i] + x[j] + y[i] + y[j]))
                continue;
            const int a = sign(x[i] - x[j]), b = sign(y[i] - y[j]);
            agreed += a * b;
            apart_x += a != 0;
            apart_y += b != 0;
        }
    return agreed / sqrt(apart_x * apart_y); // 0 / 0 where all are tied
}
