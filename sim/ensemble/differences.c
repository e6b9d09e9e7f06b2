#include "ensemble/differences.h"

#include "base/pages.h"
#include "engine/metrics.h"
#include "ensemble/variants.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool differences_init(struct differences *d, const struct plan *reference,
                      const struct observation *o, int32_t months, uint64_t first,
                      uint64_t replications)
{
    struct observation its = {0};
    const size_t columns = o->first[OBSERVE_METRICS + 1];

    *d = (struct differences){.plan = reference, .first = first};
    if (!reference)
        return true;
    d->width = metrics_columns(reference);
    d->column = calloc(columns + 1, sizeof *d->column);
    const bool fine = d->column && observation_init(&its, reference) &&
                      samples_init(&d->samples, o, months, replications, false, SAMPLES_BITS_APART);
    for (size_t i = 0; i < columns && fine; i++)
        d->column[i] = observe_find(&its, &o->column[i]);
    observation_free(&its);
    return fine;
}

void differences_free(struct differences *d)
{
    free(d->column);
    samples_free(&d->samples);
    spreads_free(&d->spreads);
    *d = (struct differences){0};
}

bool differences_part_init(struct differences_part *p, const struct differences *d)
{
    const size_t columns = d->samples.columns;

    *p = (struct differences_part){0};
    if (!d->plan)
        return true;
    p->reference =
        pages_take((((size_t)d->plan->months + 1) * d->width + 1) * sizeof *p->reference);
    p->difference = pages_take((columns + 1) * sizeof *p->difference);
    p->value = calloc(columns + 1, sizeof *p->value);
    for (size_t i = 0; i < columns && p->difference && p->value; i++)
        p->value[i] = p->difference[i];
    return state_init(&p->state, d->plan) && samples_part_init(&p->samples, &d->samples) &&
           p->reference && p->difference && p->value;
}

void differences_part_free(struct differences_part *p)
{
    state_free(&p->state);
    samples_part_free(&p->samples);
    free(p->reference);
    free(p->difference);
    free(p->value);
    *p = (struct differences_part){0};
}

static void note_month(void *context, const struct plan *plan, const struct state *state, int32_t t)
{
    struct differences_part *p = context;
    const size_t width = metrics_columns(plan);

    memcpy(p->reference + (size_t)(t + 1) * width, state->metric, width * sizeof(lanes));
}

void differences_run(const struct differences *d, struct differences_part *p,
                     const struct ensemble_block *block)
{
    const struct engine_observer observer = {note_month, p};

    variants_best().run(d->plan, &p->state,
                        (struct engine_futures){.first = d->first + block->place}, NULL, NULL,
                        &observer);
    p->block = *block;
    EACH_LANE (i)
        p->block.used[i] &= !p->state.failure[i];
}

void differences_keep(struct differences *d, struct differences_part *p, int32_t t,
                      const real *const value[])
{
    static const lanes none = {0};

    for (size_t c = 0; c < d->samples.columns; c++) {
        const bool both = d->column[c] != SIZE_MAX && t < d->plan->months;
        const size_t at = (size_t)(t + 1) * d->width + d->column[c];
        const real *restrict x = value[c], *restrict y = both ? p->reference[at] : none;
        real *restrict difference = p->difference[c];
        EACH_LANE (i) {
            const double apart = differences_of(x[i], y[i]);
            difference[i] = both ? apart : NAN;
        }
    }
    samples_keep(&d->samples, &p->samples, &p->block, t, p->value);
}
