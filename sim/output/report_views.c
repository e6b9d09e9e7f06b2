#include "output/report_views.h"

#include <string.h>

#define QUARTER 3

#define QUANTILES "mean,p5,p25,p50,p75,p95"
// what is drawn month by month, what is drawn besides
#define FANS "accessible_h100e,effective_training_h100e,effective_serving_h100e"
#define OTHERS                                                                                     \
    "foreign_chips_delivered,supplied_official_h100e,fill_rate,frontier_gap_months,"               \
    "giants_to_small_accessible,hhi_accessible,treasury_usd,vendor_usd"
#define HEADLINES FANS "," OTHERS

// clang-format off
const struct report_view report_views[] = {
    {"summary", "policy,actor,metric,unit", QUANTILES, {{"metric", FANS}}, .every = 1},
    {"summary", "policy,actor,metric,unit", QUANTILES, {{"metric", OTHERS}, {"actor", "all"}}, .every = QUARTER},
    {"summary", "policy,actor,metric,unit", QUANTILES, {{"metric", OTHERS}, {"actor", "all", true}}, .every = QUARTER, .fine = true},
    {"summary", "policy,actor,metric,unit", QUANTILES, {{"metric", HEADLINES, true}}, .every = QUARTER, .fine = true},
    {"need_ledger", "policy,actor,stage,key,cause,instrument", "effective_h100e", .sum_over = "actor", .every = 1},
    {"need_ledger", "policy,actor,stage,key,cause,instrument", "effective_h100e", .every = QUARTER},
    {"regimes", "policy,jurisdiction,regime", "share", .every = 1},
    {"events", "policy,kind,name,from,to", "share", .every = 1},
    {"flows", "policy,actor,chip,channel,stage,unit", "mean", {{"channel", "official"}}, .sum_over = "actor", .every = QUARTER},
    {"exceedance", "policy,actor,chip,relation,chips", "probability", {{"actor", "all"}}, .every = QUARTER},
    {"nothing_arrived", "policy,chip,stage,key,cause,instrument", "probability", .every = QUARTER},
    {"money", "policy,actor,payee,kind,unit", "mean", .sum_over = "actor", .every = QUARTER},
    {"compare", "policy,reference,actor,metric,unit", "mean_difference,p5,p50,p95,ci_low,ci_high,share_above,share_below", {{"metric", HEADLINES}, {"actor", "all"}}, .every = QUARTER},
    {"compare", "policy,reference,actor,metric,unit", "mean_difference,p5,p50,p95,ci_low,ci_high,share_above,share_below", {{"metric", FANS}, {"actor", "all", true}}, .every = QUARTER},
};
// clang-format on
const size_t report_views_count = sizeof report_views / sizeof *report_views;

bool report_views_lists(const char *names, const char *name)
{
    const size_t n = strlen(name);

    for (const char *at = names; at; at = strchr(at, ',')) {
        at += *at == ',';
        if (strncmp(at, name, n) == 0 && (!at[n] || at[n] == ','))
            return true;
    }
    return false;
}
