/*
 * Incomplete gamma functions and their inverse.
 *
 *   D = x^a e^-x / Gamma(a + 1) = exp(-mu(a) - deviance(a, x)) / sqrt(2 pi a)
 *   P = D (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...)                        x < a + 1
 *   Q = D a / (x + 1 - a - 1(1 - a)/(x + 3 - a - 2(2 - a)/(...)))       x >= a + 1, by Lentz's
 * method
 *
 * The inverse is Halley's method on ln P against ln x below the median, on ln Q against x above it:
 * both are nearly straight lines in their tails, so it converges from afar; a bracket guards it.
 *
 * Source: Abramowitz & Stegun 6.5.29, 6.5.31; Wilson & Hilferty 1931 (first guess).
 */
#include "base/exact_math.h"

#include "base/exact_math_special.h"

#define MOST_TERMS 1000000

double exact_math_gamma_term(double a, double x, double mu)
{
    return exact_math_exp(-mu - exact_math_deviance(a, x)) / exact_math_sqrt(EXACT_MATH_TWO_PI * a);
}

static double lower_series(double a, double x, double first)
{
    double term = 1, sum = 1;
    for (int n = 1; n < MOST_TERMS && term > sum * 1e-17; n++) {
        term *= x / (a + n);
        sum += term;
    }
    return first * sum;
}

static double upper_fraction(double a, double x, double first)
{
    double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
    for (int n = 1; n < MOST_TERMS; n++) {
        const double an = -n * (n - a);
        b += 2;
        d = an * d + b;
        c = b + an / c;
        d = 1 / (d == 0 ? 1e-300 : d);
        c = c == 0 ? 1e-300 : c;
        h *= d * c;
        if (d * c - 1 < 2e-16 && d * c - 1 > -2e-16)
            break;
    }
    return first * a * h;
}

double exact_math_gamma_lower_tail(double a, double x, double first)
{
    return x < a + 1 ? lower_series(a, x, first) : 1 - upper_fraction(a, x, first);
}

double exact_math_gamma_upper_tail(double a, double x, double first)
{
    return x < a + 1 ? 1 - lower_series(a, x, first) : upper_fraction(a, x, first);
}

double exact_math_gamma_cdf(double a, double x)
{
    if (!(a > 0) || !(x >= 0))
        return (double)NAN;
    if (x == 0 || x == (double)INFINITY)
        return x == 0 ? 0 : 1;
    return exact_math_gamma_lower_tail(a, x,
                                       exact_math_gamma_term(a, x, exact_math_stirling_error(a)));
}

double exact_math_gamma_upper(double a, double x)
{
    if (!(a > 0) || !(x >= 0))
        return (double)NAN;
    if (x == 0 || x == (double)INFINITY)
        return x == 0 ? 1 : 0;
    return exact_math_gamma_upper_tail(a, x,
                                       exact_math_gamma_term(a, x, exact_math_stirling_error(a)));
}

// Wilson-Hilferty, or where that fails the first term of the series, which lies left of the root
static double first_guess(double a, double p)
{
    const double c = 1 - 1 / (9 * a) + exact_math_normal_quantile(p) / (3 * exact_math_sqrt(a));
    if (a >= 1 && c > 0.3)
        return a * c * c * c;
    return exact_math_exp((exact_math_log(p) + exact_math_log_gamma(a + 1)) / a);
}

double exact_math_gamma_quantile(double a, double p)
{
    if (!(a > 0) || !(p >= 0 && p <= 1))
        return (double)NAN;
    if (p == 0 || p == 1)
        return p == 0 ? 0 : (double)INFINITY;

    const double mu = exact_math_stirling_error(a);
    double x = first_guess(a, p), low = 0, high = (double)INFINITY;
    for (int n = 0; n < 200 && x > 0; n++) {
        const double term = exact_math_gamma_term(a, x, mu);
        double next;
        if (p <= 0.5) {
            const double c = exact_math_gamma_lower_tail(a, x, term), g = exact_math_log(c / p),
                         slope = a * term / c;
            const double newton = g / slope, bend = 0.5 * newton * (a - x - slope);
            next = x * exact_math_exp(-newton / exact_math_halley(bend));
            *(g < 0 ? &low : &high) = x;
        } else {
            const double c = exact_math_gamma_upper_tail(a, x, term),
                         g = exact_math_log(c / (1 - p));
            const double slope = a * term / (c * x), newton = g / slope;
            const double bend = -0.5 * newton * ((a - 1) / x - 1 + slope);
            next = x + newton / exact_math_halley(bend);
            *(g > 0 ? &low : &high) = x;
        }
        if (!(next >= low && next <= high))
            next = high == (double)INFINITY ? 2 * x : 0.5 * (low + high);
        const double step = next - x, size = step < 0 ? -step : step;
        x = next;
        if (size <= 1e-6 * x) // the error is now of the order of its cube
            break;
    }
    return x;
}
