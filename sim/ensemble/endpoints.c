#include "ensemble/endpoints.h"

#include <math.h>
#include <stdlib.h>

bool endpoints_init(struct endpoints *e, const struct observed *const column[], size_t columns,
                    const int32_t month[], size_t months, uint64_t replications)
{
    *e = (struct endpoints){.column = column,
                            .month = month,
                            .columns = columns,
                            .months = months,
                            .replications = replications};
    e->value = calloc(columns * (months + 1) * replications + 1, sizeof *e->value);
    return e->value;
}

void endpoints_free(struct endpoints *e)
{
    free(e->value);
    *e = (struct endpoints){0};
}

double *endpoints_of(const struct endpoints *e, size_t column, size_t m)
{
    return e->value + (column * (e->months + 1) + m) * e->replications;
}

static void begin(void *context, unsigned worker)
{
    (void)context;
    (void)worker;
}

/** One column of a block at the end of month t. */
static void keep(const struct endpoints *e, size_t c, const struct ensemble_block *block,
                 const real x[], int32_t t)
{
    double *sum = endpoints_of(e, c, e->months) + block->place;

    for (int i = 0; i < LANES && block->place + (uint64_t)i < e->replications; i++) {
        sum[i] = !block->used[i] ? NAN : t < 0 ? 0 : sum[i] + x[i];
        for (size_t m = 0; m < e->months; m++)
            if (e->month[m] == t)
                endpoints_of(e, c, m)[block->place + (uint64_t)i] = block->used[i] ? x[i] : NAN;
    }
}

static void month(void *context, unsigned worker, const struct ensemble_block *block,
                  const struct plan *plan, const struct state *state, int32_t t)
{
    const struct endpoints *e = context;

    (void)worker;
    (void)plan;
    for (size_t c = 0; c < e->columns; c++)
        keep(e, c, block, observe_values(e->column[c], state), t);
}

struct ensemble_sink endpoints_sink(struct endpoints *e)
{
    return (struct ensemble_sink){.context = e, .begin = begin, .month = month, .commit = begin};
}
