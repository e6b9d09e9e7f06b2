#include "output/result_summary.h"

#include "analysis/summary.h"

static void summary_write(struct table *table, const struct results_of *of)
{
    const struct collector *c = of->collector;
    char text[RESULTS_KEYS];

    for (size_t i = 0; i < c->first_sum; i++) {
        struct table keys = table_part(text, sizeof text);
        results_metric(&keys, &c->observation.column[i]);
        for (int32_t t = -1; t < c->months; t++) {
            const struct summary s = summary_of_metric(c, t, i, of->scratch);
            results_row(table, of, t);
            table_copy(table, &keys);
            table_real(table, s.mean);
            table_real(table, s.error);
            for (int q = 0; q < SUMMARY_QUANTILES; q++)
                table_real(table, s.quantile[q]);
            table_real(table, s.quantile_error);
            table_end(table);
        }
    }
}

const struct result result_summary = {
    .name = "summary",
    .doc = "every metric by actor and month: mean, Monte Carlo standard error, quantiles (type 7). "
           "quantile_error bounds the quantiles' relative error: 0 up to 2000 futures, of which "
           "every value is kept, as it is for trajectories; beyond, values are counted "
           "in bins, 1/128 (of accessible_h100e and foreign_chips_delivered after 12, 24 and 36 "
           "months 1/1024)",
    .columns = "policy,date,month,actor,metric,unit,mean,mc_standard_error,p5,p25,p50,p75,p95,"
               "quantile_error",
    .write = summary_write,
};
