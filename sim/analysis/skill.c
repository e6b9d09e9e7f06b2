#include "analysis/skill.h"

#include "analysis/quantiles.h"
#include "base/rng.h"

#include <math.h>

static double ratio(double score, double baseline)
{
    return baseline > 0 ? 1 - score / baseline : NAN;
}

/** Skill of as many observations as there are, drawn in blocks. */
static double resample(const struct skill_of *of, size_t block, uint64_t number)
{
    struct rng_at at = {of->seed, rng_tag("skill"), 0, RNG_ONCE, 0};
    double score = 0, baseline = 0;

    for (size_t i = 0; i < of->n; i += block) {
        double u;
        at.number = (uint32_t)i;
        rng_uniform(at, number, 1, &u);
        const size_t first = (size_t)(u * (double)of->n);
        for (size_t j = i; j < i + block && j < of->n; j++) {
            score += of->score[(first + j - i) % of->n];
            baseline += of->baseline[(first + j - i) % of->n];
        }
    }
    return ratio(score, baseline);
}

struct skill skill_take(const struct skill_of *of, double scratch[])
{
    const double p[2] = {0.025, 0.975}, size = of->n ? (double)of->n : NAN;
    struct skill s = {.n = of->n, .low = NAN, .high = NAN};
    size_t block = 1, kept = 0;
    double q[2];

    for (size_t i = 0; i < of->n; i++) {
        s.score += of->score[i];
        s.baseline += of->baseline[i];
    }
    s.score /= size;
    s.baseline /= size;
    s.skill = ratio(s.score, s.baseline);
    while (block * block * block < of->n)
        block++;
    // a block of them all is the same whatever is drawn: of two nothing is known
    for (uint64_t b = 0; b < of->resamples && of->n > block; b++) {
        scratch[kept] = resample(of, block, b);
        kept += !isnan(scratch[kept]);
    }
    quantiles_of(scratch, kept, p, 2, q);
    s.low = q[0];
    s.high = q[1];
    return s;
}
