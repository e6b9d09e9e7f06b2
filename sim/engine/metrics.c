#include "engine/metrics.h"

#include "engine/metrics_actor.h"
#include "engine/metrics_stocks.h"
#include "engine/metrics_system.h"

#include <string.h>

// clang-format off
const struct metric metrics[] = {
    // name                       unit      doc
    {"owned_h100e",                "H100e", "owned chips in service", METRIC_ACTOR, metrics_actor_owned},
    {"accessible_h100e",           "H100e", "owned less leased out, plus leased in and rented", METRIC_ACTOR, metrics_actor_accessible},
    {"effective_training_h100e",   "H100e", "all chips in service, times the training efficiency of their software", METRIC_ACTOR, metrics_actor_training},
    {"effective_serving_h100e",    "H100e", "all chips in service by memory bandwidth (at most kappa times compute), times serving efficiency", METRIC_ACTOR, metrics_actor_serving},
    {"effective_h100e",            "H100e", "both, weighted by the actor's training share: what the target counts", METRIC_ACTOR, metrics_actor_effective},
    {"target_effective_h100e",     "H100e", "target D(t)", METRIC_ACTOR, metrics_actor_target},
    {"fill_rate",                  "1",     "effective compute in service over the target, at most 1", METRIC_ACTOR, metrics_actor_fill_rate},
    {"training_pool_h100e",        "H100e", "largest effective training capacity in one ecosystem and location", METRIC_ACTOR, metrics_actor_pool},
    {"training_run_days",          "days",  "time the declared training run takes on that pool", METRIC_ACTOR, metrics_actor_pool_days},
    {"training_run_done",          "1",     "1 once the pool, from the start on, has spent the run's FLOP", METRIC_ACTOR, metrics_actor_run_done},
    {"training_flop_per_month",    "FLOP",  "useful training FLOP a month at the declared utilisation and MFU", METRIC_ACTOR, metrics_actor_training_flop},
    {"peak_flop_per_s",            "FLOP/s", "dense BF16 peak of all chips in service", METRIC_ACTOR, metrics_actor_peak_flops},
    {"power_mw",                   "MW",    "power of owned chips in service", METRIC_ACTOR, metrics_actor_power},
    {"share_of_world",             "1",     "stock in service over the reference of role world", METRIC_ACTOR, metrics_actor_world_share},
    {"share_of_hyperscalers",      "1",     "stock in service over the references of role hyperscalers", METRIC_ACTOR, metrics_actor_hyperscaler_share},
    {"domestic_share_of_stock",    "1",     "H100e in service made at home; 1 less it is import dependence", METRIC_ACTOR, metrics_actor_domestic_stock},
    {"domestic_share_of_flow",     "1",     "H100e shipped since the start made at home", METRIC_ACTOR, metrics_actor_domestic_flow},
    {"foreign_chips_delivered",    "chips", "foreign chips landed by the official channel since the start", METRIC_ACTOR, metrics_actor_foreign_delivered},
    {"frontier_gap_months",        "months", "months since the largest frontier reference had as much (hardware only)", METRIC_ACTOR, metrics_actor_frontier_gap},
    {"owned_h100e",                "H100e", "owned chips in service", METRIC_SUM, metrics_actor_owned},
    {"accessible_h100e",           "H100e", "owned and rented chips in service", METRIC_SUM, metrics_actor_accessible},
    {"effective_h100e",            "H100e", "effective compute in service", METRIC_SUM, metrics_actor_effective},
    {"foreign_chips_delivered",    "chips", "foreign chips landed by the official channel since the start", METRIC_SUM, metrics_actor_foreign_delivered},
    {"share_of_world",             "1",     "stock in service over the reference of role world", METRIC_SUM, metrics_actor_world_share},
    {"share_of_hyperscalers",      "1",     "stock in service over the references of role hyperscalers", METRIC_SUM, metrics_actor_hyperscaler_share},
    {"domestic_share_of_stock",    "1",     "H100e in service made at home", METRIC_SYSTEM, metrics_system_domestic_stock},
    {"hhi_owned",                  "1",     "concentration of owned stock over all firms: sum of squared shares", METRIC_SYSTEM, metrics_system_hhi_owned},
    {"hhi_accessible",             "1",     "the same for accessible stock", METRIC_SYSTEM, metrics_system_hhi_accessible},
    {"giants_to_small_owned",      "1",     "owned stock of a firm of tier giant over that of a firm of tier small", METRIC_SYSTEM, metrics_system_ratio_owned},
    {"giants_to_small_accessible", "1",     "the same for accessible stock", METRIC_SYSTEM, metrics_system_ratio_accessible},
    {"approved_to_delivered",      "1",     "chips landed under allowances over chips granted", METRIC_SYSTEM, metrics_system_delivered},
    {"treasury_usd",               "USD",   "charges paid to all treasuries since the start, net of refunds", METRIC_SYSTEM, metrics_system_treasury},
    {"vendor_usd",                 "USD",   "revenue of suppliers that sell by the official channel since the start, net of refunds", METRIC_SYSTEM, metrics_system_vendor},
    {"supplied_h100e",             "H100e", "held at the opening and shipped since, at whatever stage; retirement not deducted", METRIC_SYSTEM, metrics_system_supplied},
    {"supplied_official_h100e",    "H100e", "of it by the official channel", METRIC_SYSTEM, metrics_system_supplied_official},
    {"supplied_domestic_h100e",    "H100e", "of it by the domestic channel", METRIC_SYSTEM, metrics_system_supplied_domestic},
    {"supplied_legal_h100e",       "H100e", "of it by both of these", METRIC_SYSTEM, metrics_system_supplied_legal},
    {"supplied_grey_h100e",        "H100e", "of it by the grey channel", METRIC_SYSTEM, metrics_system_supplied_grey},
};
// clang-format on

const size_t metrics_count = sizeof metrics / sizeof *metrics;

size_t metrics_columns(const struct plan *pl)
{
    size_t n = 0;

    for (size_t m = 0; m < metrics_count; m++)
        n += metrics[m].scope == METRIC_ACTOR ? (size_t)pl->n_actors : 1;
    return n;
}

void metrics_cumulate(const struct plan *pl, struct state *s)
{
    const real flops_per_h100e = 989.5e12, days_per_month = 30.4375;

    metrics_stocks(pl, s);
    for (int32_t a = 0; a < pl->n_actors; a++)
        EACH_LANE (i)
            s->pool_flop[a][i] += s->holdings[a].pool[i] * flops_per_h100e *
                                  s->measures->training_mfu[i] * days_per_month * 86400;
}

/** The sum over actors of the metric with this function, recorded before. */
static void sum_actors(const struct plan *pl, const struct state *s, metric_value *value, lanes x)
{
    const lanes *own = s->metric;

    for (size_t m = 0; metrics[m].scope == METRIC_ACTOR && metrics[m].value != value; m++)
        own += pl->n_actors;
    memset(x, 0, sizeof(lanes));
    for (int32_t a = 0; a < pl->n_actors; a++)
        EACH_LANE (i)
            x[i] += own[a][i];
}

void metrics_record(const struct plan *pl, struct state *s)
{
    lanes *x = s->metric;

    for (size_t m = 0; m < metrics_count; m++)
        if (metrics[m].scope == METRIC_ACTOR)
            for (int32_t a = 0; a < pl->n_actors; a++)
                metrics[m].value(pl, s, a, *x++);
        else if (metrics[m].scope == METRIC_SUM)
            sum_actors(pl, s, metrics[m].value, *x++);
        else
            metrics[m].value(pl, s, 0, *x++);
}
