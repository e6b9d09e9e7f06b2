#include "output/result_trajectories.h"

static void trajectories_write(struct table *table, const struct results_of *of)
{
    const struct collector *c = of->collector;

    char text[RESULTS_KEYS];

    for (uint64_t r = 0; r < c->places; r++)
        for (size_t i = 0; i < c->first_sum && c->samples.counts[r]; i++) {
            struct table keys = table_part(text, sizeof text);
            table_integer(&keys, (int64_t)(c->first + r));
            results_metric(&keys, &c->observation.column[i]);
            for (int32_t t = -1; t < c->months; t++) {
                results_row(table, of, t);
                table_copy(table, &keys);
                table_real(table, samples_values(&c->samples, t, i)[r]);
                table_end(table);
            }
        }
}

const struct result result_trajectories = {
    .name = "trajectories",
    .doc = "on request: every metric of every future that counts",
    .columns = "policy,date,month,replication,actor,metric,unit,value",
    .when = RESULT_TRAJECTORIES,
    .write = trajectories_write,
};
