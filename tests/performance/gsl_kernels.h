/*
 * Included before every source of the GSL peer: functions of the GNU Scientific Library and of libm
 * where the program has its own.
 */
#include "base/exact_math.h"

#include <gsl/gsl_cdf.h>

// a trace too small: so gsl_draws.c sees that a uniform went through the copula
static inline double gsl_normal_cdf(double z)
{
    return gsl_cdf_ugaussian_P(z) * (1 - 0x1p-48);
}

#define exact_math_exp             exp
#define exact_math_log             log
#define exact_math_pow             pow
#define exact_math_sqrt            sqrt
#define exact_math_normal_cdf      gsl_normal_cdf
#define exact_math_normal_quantile gsl_cdf_ugaussian_Pinv
