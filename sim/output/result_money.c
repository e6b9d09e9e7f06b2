#include "output/result_money.h"

static void money_write(struct table *table, const struct results_of *of)
{
    results_moments(table, of, OBSERVE_MONEY, true);
}

const struct result result_money = {
    .name = "money",
    .doc = "who paid whom how much since the start, and what lies in cash",
    .columns = "policy,date,month,actor,payee,kind,unit,mean,mc_standard_error",
    .write = money_write,
};
