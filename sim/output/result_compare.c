#include "output/result_compare.h"

#include "analysis/contrast.h"

static void compare_write(struct table *table, const struct results_of *of)
{
    const struct collector *c = of->collector, *ref = of->reference_collector;
    char text[RESULTS_KEYS];
    const int32_t months = c->months < ref->months ? c->months : ref->months;

    for (size_t i = 0; i < c->first_sum; i++) {
        struct table keys = table_part(text, sizeof text);
        const size_t other = observe_find(&ref->observation, &c->observation.column[i]);
        table_name(&keys, of->reference);
        results_metric(&keys, &c->observation.column[i]);
        for (int32_t t = -1; t < months && other != SIZE_MAX; t++) {
            const struct contrast x = contrast_of_metric(c, i, ref, other, t, of->scratch);
            results_row(table, of, t);
            table_copy(table, &keys);
            table_real(table, x.mean);
            table_real(table, x.error);
            for (int q = 0; q < CONTRAST_QUANTILES; q++)
                table_real(table, x.quantile[q]);
            table_real(table, x.above);
            table_real(table, x.below);
            table_real(table, x.low);
            table_real(table, x.high);
            table_real(table, x.flipped);
            table_real(table, x.reduction);
            table_end(table);
        }
    }
}

const struct result result_compare = {
    .name = "compare",
    .doc =
        "differences from the first policy, future by future on the same draws; beyond 2000 "
        "futures they are counted in bins: quantiles within 1/32 of themselves (headline metrics "
        "as in summary); ci: 95 % interval of the mean by Student's t; share_flipped: of futures "
        "whose order is not the mean's; variance_reduction: how many times fewer futures it takes "
        "than with draws of their own",
    .columns = "policy,date,month,reference,actor,metric,unit,mean_difference,mc_standard_error,p5,"
               "p50,p95,"
               "share_above,share_below,ci_low,ci_high,share_flipped,variance_reduction",
    .when = RESULT_COMPARE,
    .write = compare_write,
};
