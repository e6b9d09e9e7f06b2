/*
 * Incomplete beta function and its inverse.
 *
 *   x^a y^b / B(a, b) = sqrt(a b / (2 pi n)) exp(mu(n) - mu(a) - mu(b) - deviance(a, n x) -
 * deviance(b, n y)), y = 1 - x, n = a + b; times a continued fraction by Lentz's method, from the
 * side where it converges fast.
 *
 * The inverse is Halley's method on ln I against ln x, from the smaller tail; a bracket guards it.
 *
 * Source: Abramowitz & Stegun 26.5.8 (fraction), 26.5.22 (first guess).
 */
#include "base/exact_math.h"

#include "base/exact_math_special.h"

#define MOST_TERMS 100000

struct exact_math_beta exact_math_beta_of(double a, double b)
{
    const double n = a + b;
    return (struct exact_math_beta){
        .a = a,
        .b = b,
        .power = exact_math_stirling_error(n) - exact_math_stirling_error(a) -
                 exact_math_stirling_error(b),
        .scale = exact_math_sqrt(a / n * b / EXACT_MATH_TWO_PI),
    };
}

struct exact_math_beta exact_math_beta_mirrored(struct exact_math_beta q)
{
    return (struct exact_math_beta){.a = q.b, .b = q.a, .power = q.power, .scale = q.scale};
}

double exact_math_beta_term(struct exact_math_beta q, double x, double y)
{
    const double n = q.a + q.b;
    return q.scale * exact_math_exp(q.power - exact_math_deviance(q.a, n * x) -
                                    exact_math_deviance(q.b, n * y));
}

static double away_from_zero(double v)
{
    return v > -1e-300 && v < 1e-300 ? 1e-300 : v;
}

static double fraction(double a, double b, double x)
{
    double c = 1, d = 1 / away_from_zero(1 - (a + b) * x / (a + 1)), h = d;
    for (int m = 1; m < MOST_TERMS; m++) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / away_from_zero(1 + even * d);
        c = away_from_zero(1 + even / c);
        h *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / away_from_zero(1 + odd * d);
        c = away_from_zero(1 + odd / c);
        h *= d * c;
        if (d * c - 1 < 2e-16 && d * c - 1 > -2e-16)
            break;
    }
    return h;
}

double exact_math_beta_lower(struct exact_math_beta q, double x, double y, double term)
{
    const double a = q.a, b = q.b;
    if (x < (a + 1) / (a + b + 2))
        return term * fraction(a, b, x) / a;
    return 1 - term * fraction(b, a, y) / b;
}

double exact_math_beta_cdf(double a, double b, double x)
{
    if (!(a > 0) || !(b > 0) || !(x >= 0 && x <= 1))
        return (double)NAN;
    if (x == 0 || x == 1)
        return x;
    const struct exact_math_beta q = exact_math_beta_of(a, b);
    return exact_math_beta_lower(q, x, 1 - x, exact_math_beta_term(q, x, 1 - x));
}

static double first_guess(double a, double b, double p)
{
    if (a < 1 || b < 1) { // the first term of the series
        const double log_beta =
            exact_math_log_gamma(a) + exact_math_log_gamma(b) - exact_math_log_gamma(a + b);
        const double x = exact_math_exp((exact_math_log(p) + exact_math_log(a) + log_beta) / a);
        return x < 0.5 ? x : 0.5;
    }
    const double z = -exact_math_normal_quantile(p), ra = 1 / (2 * a - 1), rb = 1 / (2 * b - 1);
    const double l = (z * z - 3) / 6, h = 2 / (ra + rb);
    const double w = z * exact_math_sqrt(l + h) / h - (rb - ra) * (l + 5.0 / 6 - 2 / (3 * h));
    return a / (a + b * exact_math_exp(2 * w));
}

// the root of I_x(a, b) = p, p in the lower part
static double lower_quantile(struct exact_math_beta q, double p)
{
    const double last = 1 - 0x1p-53;
    double x = first_guess(q.a, q.b, p), low = 0, high = 1;
    x = x < last ? x : last;
    for (int n = 0; n < 200 && x > 0; n++) {
        const double term = exact_math_beta_term(q, x, 1 - x),
                     c = exact_math_beta_lower(q, x, 1 - x, term);
        const double g = exact_math_log(c / p);
        const double slope = term / ((1 - x) * c), newton = g / slope;
        const double bend = 0.5 * newton * (q.a - (q.b - 1) * x / (1 - x) - slope);
        double next = x * exact_math_exp(-newton / exact_math_halley(bend));
        *(g < 0 ? &low : &high) = x;
        if (!(next >= low && next <= high) || next > last)
            next = 0.5 * (low + high);
        const double step = next - x, size = step < 0 ? -step : step;
        x = next;
        if (size <= 1e-6 * x && size <= 1e-6 * (1 - x)) // the error is now of the order of its cube
            break;
    }
    return x;
}

double exact_math_beta_quantile(double a, double b, double p)
{
    if (!(a > 0) || !(b > 0) || !(p >= 0 && p <= 1))
        return (double)NAN;
    if (p == 0 || p == 1)
        return p;

    // from the end that x is near, so that a tiny x or 1 - x keeps its digits
    const struct exact_math_beta q = exact_math_beta_of(a, b);
    double middle = 0.5;
    if (a < 1 || b < 1) {
        const double x = a / (a + b), y = b / (a + b);
        middle = exact_math_beta_lower(q, x, y, exact_math_beta_term(q, x, y));
    }
    return p <= middle ? lower_quantile(q, p)
                       : 1 - lower_quantile(exact_math_beta_mirrored(q), 1 - p);
}
