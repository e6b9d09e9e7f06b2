/* Nodes by Halley's method from the neighbour's Taylor series, at one evaluation of F each. */
#include "base/quantile_spline.h"

#include "base/clones.h"
#include "base/exact_math.h"
#include "base/exact_math_special.h"

#include <stdint.h>
#include <stdlib.h>

#define ORDER           QUANTILE_SPLINE_ORDER
#define WIDTH           (QUANTILE_SPLINE_LAST - QUANTILE_SPLINE_FIRST)
#define TOLERANCE       1e-10
#define LEAST_SHAPE     0.1 // below it the ends lie at 1e-260 and the middle is steep
#define ROOT_OF_TWO_PI  2.5066282746310005
#define LEAST_PER_SCORE 4
#define MOST_PER_SCORE  64

struct curve {
    bool is_beta;
    struct exact_math_beta beta, mirrored;
    double shape, mu; // gamma's
};

// the density and what follows from it at one y
struct place {
    double x, rest; // beta: rest = 1 - x
    double term;    // of exact_math_beta_term or exact_math_gamma_term
    double slope;   // dF/dy
    double k, k1;   // d ln(dF/dy) / dy, and its derivative
};

// y and its derivatives by z
struct node {
    double y, y1, y2, y3;
};

static double absolute(double x)
{
    return x < 0 ? -x : x;
}

static struct place place_of(const struct curve *c, double y)
{
    struct place at;
    if (c->is_beta) {
        const double a = c->beta.a, b = c->beta.b;
        at.x = 1 / (1 + exact_math_exp(-y));
        at.rest = 1 / (1 + exact_math_exp(y));
        at.term = exact_math_beta_term(c->beta, at.x, at.rest);
        at.slope = at.term;
        at.k = a * at.rest - b * at.x;
        at.k1 = -(a + b) * at.x * at.rest;
    } else {
        at.x = exact_math_exp(y);
        at.rest = 0;
        at.term = exact_math_gamma_term(c->shape, at.x, c->mu);
        at.slope = c->shape * at.term;
        at.k = c->shape - at.x;
        at.k1 = -at.x;
    }
    return at;
}

// F, or 1 - F
static double tail_of(const struct curve *c, const struct place *at, bool upper)
{
    if (c->is_beta)
        return upper ? exact_math_beta_lower(c->mirrored, at->rest, at->x, at->term)
                     : exact_math_beta_lower(c->beta, at->x, at->rest, at->term);
    return upper ? exact_math_gamma_upper_tail(c->shape, at->x, at->term)
                 : exact_math_gamma_lower_tail(c->shape, at->x, at->term);
}

// one step of Halley's method on the logarithm of the nearer tail, towards y(z)
static double correction(const struct curve *c, double z, double y)
{
    const bool upper = z > 0;
    const struct place at = place_of(c, y);
    const double tail = tail_of(c, &at, upper);
    const double slope = (upper ? -at.slope : at.slope) / tail;
    const double newton = exact_math_log(tail / exact_math_normal_cdf(upper ? -z : z)) / slope;
    return -newton / exact_math_halley(0.5 * newton * (at.k - slope));
}

static bool node_find(const struct curve *c, double z, double guess, struct node *node)
{
    double y = guess, step = 1;
    for (int n = 0; n < 30 && absolute(step) > 1e-5; n++) { // the cube of that is lost
        step = correction(c, z, y);
        y += step;
    }
    if (!(absolute(step) <= 1e-5))
        return false;
    const struct place at = place_of(c, y);
    const double y1 = exact_math_exp(-0.5 * z * z) / (ROOT_OF_TWO_PI * at.slope);
    const double bend = -z - at.k * y1, y2 = y1 * bend;
    const double y3 = y2 * bend + y1 * (-1 - at.k * y2 - at.k1 * y1 * y1);
    *node = (struct node){y, y1, y2, y3};
    return y3 - y3 == 0;
}

static double log_odds(double x)
{
    return exact_math_log(x / (1 - x));
}

static double first_guess(const struct curve *c, bool upper)
{
    const double p = exact_math_normal_cdf(upper ? -QUANTILE_SPLINE_LAST : QUANTILE_SPLINE_FIRST);
    if (!c->is_beta)
        return exact_math_log(exact_math_gamma_quantile(c->shape, upper ? 1 - p : p));
    return upper ? -log_odds(exact_math_beta_quantile(c->beta.b, c->beta.a, p))
                 : log_odds(exact_math_beta_quantile(c->beta.a, c->beta.b, p));
}

static double taylor(const struct node *node, double h)
{
    return node->y + h * (node->y1 + h / 2 * (node->y2 + h / 3 * node->y3));
}

// From both ends to the middle: there errors shrink on the way.
static bool nodes_find(const struct curve *c, size_t per_score, size_t pieces, struct node node[])
{
    const double h = 1.0 / (double)per_score;
    const size_t middle = (size_t)(-QUANTILE_SPLINE_FIRST * (double)per_score);
    double guess = first_guess(c, false);
    for (size_t i = 0; i <= middle; i++) {
        if (!node_find(c, QUANTILE_SPLINE_FIRST + h * (double)i, guess, &node[i]))
            return false;
        guess = taylor(&node[i], h);
    }
    guess = first_guess(c, true);
    for (size_t i = pieces; i > middle; i--) {
        if (!node_find(c, QUANTILE_SPLINE_FIRST + h * (double)i, guess, &node[i]))
            return false;
        guess = taylor(&node[i], -h);
    }
    return true;
}

// The polynomial in s in [-1, 1] through both nodes: its even half from the sums, its odd half from
// the differences of what it must meet.
static void join(const struct node *l, const struct node *r, double h, double a[ORDER])
{
    const double h1 = h / 2, h2 = h1 * h1, h3 = h2 * h1;

    const double e0 = (r->y + l->y) / 2, e1 = h1 * (r->y1 - l->y1) / 2;
    const double e2 = h2 * (r->y2 + l->y2) / 2, e3 = h3 * (r->y3 - l->y3) / 2;
    a[6] = (e3 - 3 * (e2 - e1)) / 48;
    a[4] = (e2 - e1) / 8 - 3 * a[6];
    a[2] = e1 / 2 - 2 * a[4] - 3 * a[6];
    a[0] = e0 - a[2] - a[4] - a[6];

    const double o0 = (r->y - l->y) / 2, o1 = h1 * (r->y1 + l->y1) / 2;
    const double o2 = h2 * (r->y2 - l->y2) / 2, o3 = h3 * (r->y3 + l->y3) / 2;
    const double m = o2 - 3 * (o1 - o0);
    a[7] = (o3 - o2 - 5 * m) / 48;
    a[5] = m / 8 - 3 * a[7];
    a[3] = (o1 - o0) / 2 - 2 * a[5] - 3 * a[7];
    a[1] = o0 - a[3] - a[5] - a[7];
}

// Shapes like PERT's, whose sum is 6: the coarsest pieces are good, as a test of them all shows.
static bool is_smooth(const struct curve *c)
{
    const double a = c->beta.a, b = c->beta.b;

    return c->is_beta && a >= 1 && b >= 1 && a + b <= 6.5;
}

static bool piece_is_good(const struct curve *c, double middle, double h, const double a[ORDER])
{
    double least = a[1];
    for (int j = 2; j < ORDER; j++)
        least -= j * absolute(a[j]);
    const double slope = a[1] * 2 / h, tolerance = TOLERANCE * (slope < 1 ? slope : 1);
    return least > 0 && absolute(correction(c, middle, a[0])) <= tolerance;
}

enum outcome { FINE, TOO_COARSE, NO_MEMORY };

static enum outcome attempt(struct quantile_spline *q, const struct curve *c, size_t per_score)
{
    const size_t pieces = (size_t)(WIDTH * (double)per_score);
    const double h = 1.0 / (double)per_score;
    struct node *node = malloc((pieces + 1) * sizeof *node);
    double *a = aligned_alloc(64, pieces * ORDER * sizeof *a); // a piece is a cache line
    enum outcome outcome = node && a ? FINE : NO_MEMORY;

    if (outcome == FINE && !nodes_find(c, per_score, pieces, node))
        outcome = TOO_COARSE;
    for (size_t i = 0; i < pieces && outcome == FINE; i++) {
        join(&node[i], &node[i + 1], h, a + ORDER * i);
        const double middle = QUANTILE_SPLINE_FIRST + h * ((double)i + 0.5);
        if (!is_smooth(c) && !piece_is_good(c, middle, h, a + ORDER * i))
            outcome = TOO_COARSE;
    }
    free(node);
    if (outcome != FINE) {
        free(a);
        return outcome;
    }
    *q = (struct quantile_spline){a, pieces, (double)per_score, c->is_beta};
    return FINE;
}

static bool refine(struct quantile_spline *q, const struct curve *c)
{
    enum outcome outcome = TOO_COARSE;
    *q = (struct quantile_spline){0};
    for (size_t n = LEAST_PER_SCORE; n <= MOST_PER_SCORE && outcome == TOO_COARSE; n *= 2)
        outcome = attempt(q, c, n);
    return outcome != NO_MEMORY;
}

bool quantile_spline_beta(struct quantile_spline *q, double alpha, double beta)
{
    struct curve c = {.is_beta = true, .beta = exact_math_beta_of(alpha, beta)};
    c.mirrored = exact_math_beta_mirrored(c.beta);
    *q = (struct quantile_spline){0};
    return alpha < LEAST_SHAPE || beta < LEAST_SHAPE || refine(q, &c);
}

bool quantile_spline_gamma(struct quantile_spline *q, double shape)
{
    const struct curve c = {.shape = shape, .mu = exact_math_stirling_error(shape)};
    *q = (struct quantile_spline){0};
    return shape < LEAST_SHAPE || refine(q, &c);
}

void quantile_spline_free(struct quantile_spline *q)
{
    free(q->coefficient);
    *q = (struct quantile_spline){0};
}

CLONES
void quantile_spline_eval(const struct quantile_spline *q, size_t n, double *restrict x)
{
    const double *restrict a = q->coefficient;
    const double per_score = q->per_score, one = q->one;
    const double last = QUANTILE_SPLINE_LAST - 0x1p-40; // so that it falls into the last piece

    for (size_t i = 0; i < n; i++) {
        double z = x[i] > QUANTILE_SPLINE_FIRST ? x[i] : QUANTILE_SPLINE_FIRST;
        z = z < last ? z : last;
        const double place = (z - QUANTILE_SPLINE_FIRST) * per_score;
        const int32_t piece = (int32_t)place;
        const double s = 2 * (place - piece) - 1;
        const int32_t k = ORDER * piece;

        double y = a[k + 7];
        y = y * s + a[k + 6];
        y = y * s + a[k + 5];
        y = y * s + a[k + 4];
        y = y * s + a[k + 3];
        y = y * s + a[k + 2];
        y = y * s + a[k + 1];
        y = y * s + a[k];
        x[i] = 1 / (one + exact_math_exp(-y));
    }
}
