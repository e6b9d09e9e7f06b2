#include "output/result_flows.h"

static void flows_write(struct table *table, const struct results_of *of)
{
    results_moments(table, of, OBSERVE_FLOWS, true);
}

const struct result result_flows = {
    .name = "flows",
    .doc = "chips at every stage, cumulative but for in_service and used; of approved the actor is "
           "the licence",
    .columns = "policy,date,month,actor,chip,channel,stage,unit,mean,mc_standard_error",
    .write = flows_write,
};
