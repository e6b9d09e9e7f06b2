#include "engine/plan.h"

#include "base/exact_math.h"
#include "engine/plan_changes.h"
#include "engine/state.h"

#include <string.h>

/** Normal scores of the correlated parameters, mixed: z' = L z, and back to uniforms. */
static void correlate(const struct plan *plan, struct state *s)
{
    const size_t m = plan->n_correlated;
    double(*score)[LANES] = s->scores, sum[LANES];

    for (size_t c = 0; c < m; c++)
        EACH_LANE (i)
            score[c][i] = exact_math_normal_quantile(s->drawn[plan->correlated[c]][i]);
    for (size_t row = 0; row < m; row++) {
        double *u = s->drawn[plan->correlated[row]];
        memset(sum, 0, sizeof sum);
        for (size_t column = 0; column <= row; column++) {
            const double weight = plan->cholesky[row * m + column];
            for (int i = 0; i < LANES && weight != 0; i++)
                sum[i] += weight * score[column][i];
        }
        EACH_LANE (i)
            u[i] = exact_math_normal_cdf(sum[i]);
    }
}

/** What a row left out means: compute in H100 equivalents from TPP. */
static void derive(const struct plan *plan, struct state *s)
{
    for (int32_t k = 0; k < plan->n_chips; k++)
        EACH_LANE (i)
            s->chip[k].h100e[i] = s->chip[k].h100e[i] == s->chip[k].h100e[i]
                                      ? s->chip[k].h100e[i]
                                      : s->chip[k].tpp[i] / 15832;
}

void plan_draw(const struct plan *plan, struct state *s, const double given[][LANES])
{
    memcpy(s->arena, plan->arena, plan->arena_bytes);
    for (size_t u = 0; u < plan->n_uncertain; u++) {
        const struct uncertain *p = &plan->uncertain[u];
        if (p->ranked)
            memcpy(s->drawn[u], given[p->column], sizeof s->drawn[u]);
        else if (p->point < 0)
            draws_uniform(&s->draws, DRAWS_PARAMETER, p->tag, DRAWS_ONCE, 0, s->drawn[u]);
        else
            draws_point(&s->draws, &plan->points[p->point], p->tag, s->drawn[u]);
    }
    if (plan->n_correlated > 0)
        correlate(plan, s);
    for (size_t u = 0; u < plan->n_uncertain; u++) {
        const struct uncertain *p = &plan->uncertain[u];
        if (p->column >= 0 && !p->ranked)
            memcpy(s->drawn[u], given[p->column], sizeof s->drawn[u]);
        else if (p->ranked || (!plan->deterministic && !p->certain))
            quantile_table_eval(&plan->tables[u], LANES, s->drawn[u], s->drawn[u]);
        else
            EACH_LANE (i)
                s->drawn[u][i] = p->value;
    }
    size_t u = 0;
    for (size_t n = 0; n < plan->n_uncertain_slots; n++) {
        const struct slot *slot = &plan->slots[n];
        if (plan->uncertain[u].parameter != slot->parameter)
            for (u = 0; plan->uncertain[u].parameter != slot->parameter;)
                u++;
        real *to = (real *)((char *)s->arena + slot->offset);
        EACH_LANE (i)
            to[i] = (real)s->drawn[u][i];
    }
    for (size_t n = 0; plan->changes && n < plan->changes->n_scaled; n++) {
        real *x = (real *)((char *)s->arena + plan->changes->scaled[n].offset);
        EACH_LANE (i)
            x[i] *= plan->changes->scaled[n].factor;
    }
    derive(plan, s);
}

double plan_drawn(const struct plan *plan, const struct state *state, size_t u, int lane)
{
    (void)plan;
    return state->drawn[u][lane];
}
