#include "cli/history.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool history_init(struct history *h, const struct plan *plan)
{
    const size_t records = (size_t)plan->months + 1;

    *h = (struct history){.plan = plan};
    h->sum = calloc(records * (size_t)plan->n_pairs * HISTORY_SUMS + 1, sizeof *h->sum);
    h->regime = calloc(records * (size_t)plan->n_jurisdictions + 1, sizeof *h->regime);
    h->allowance = calloc(records * (size_t)plan->n_allowances + 1, sizeof *h->allowance);
    h->happens = calloc((size_t)plan->n_events + 1, sizeof *h->happens);
    return h->sum && h->regime && h->allowance && h->happens;
}

void history_free(struct history *h)
{
    free(h->sum);
    free(h->regime);
    free(h->allowance);
    free(h->happens);
    *h = (struct history){0};
}

static void keep_month(void *context, const struct plan *plan, const struct state *s, int32_t t)
{
    struct history *h = context;
    const size_t row = (size_t)(t + 1);
    double *sum = h->sum + row * (size_t)plan->n_pairs * HISTORY_SUMS;

    for (int32_t p = 0; p < plan->n_pairs; p++, sum += HISTORY_SUMS) {
        sum[HISTORY_ORDERED] = s->sum_ordered[p][0];
        sum[HISTORY_CLEARED] = s->sum_cleared[p][0];
        sum[HISTORY_SHIPPED] = s->sum_shipped[p][0];
        sum[HISTORY_LANDED] = s->sum_landed[p][0];
        sum[HISTORY_DENIED] = s->sum_denied[p][0];
        sum[HISTORY_REVOKED] = s->sum_revoked[p][0];
        sum[HISTORY_LAPSED] = s->sum_lapsed[p][0];
        sum[HISTORY_RETURNED] = s->sum_returned[p][0];
        sum[HISTORY_BORDER] = s->border[p][0];
    }
    for (int32_t j = 0; j < plan->n_jurisdictions; j++)
        h->regime[row * (size_t)plan->n_jurisdictions + (size_t)j] = s->regime[j][0];
    for (int32_t m = 0; m < plan->n_allowances; m++)
        h->allowance[row * (size_t)plan->n_allowances + (size_t)m] =
            s->allowance_usable[m][0] > 0 ? s->allowance[m][0] : NAN;
    for (int32_t e = 0; e < plan->n_events; e++)
        h->happens[e] = s->event_happens[e][0];
}

struct engine_observer history_observer(struct history *h)
{
    return (struct engine_observer){keep_month, h};
}

double history_sum(const struct history *h, int32_t t, int32_t p, enum history_sum what)
{
    return h->sum[((size_t)(t + 1) * (size_t)h->plan->n_pairs + (size_t)p) * HISTORY_SUMS + what];
}

double history_change(const struct history *h, int32_t t, int32_t p, enum history_sum what)
{
    return t < 0 ? 0 : history_sum(h, t, p, what) - history_sum(h, t - 1, p, what);
}
