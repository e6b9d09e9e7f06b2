#include "output/result_regimes.h"

static void regimes_write(struct table *table, const struct results_of *of)
{
    results_moments(table, of, OBSERVE_REGIMES, false);
}

const struct result result_regimes = {
    .name = "regimes",
    .doc = "share of futures in which a regime is in force",
    .columns = "policy,date,month,jurisdiction,regime,share,mc_standard_error",
    .write = regimes_write,
};
