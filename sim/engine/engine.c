#include "engine/engine.h"

#include "engine/accounts.h"
#include "engine/allocation.h"
#include "engine/clearances.h"
#include "engine/deployment.h"
#include "engine/identities.h"
#include "engine/ledger.h"
#include "engine/limits.h"
#include "engine/metrics_stocks.h"
#include "engine/observe.h"
#include "engine/orders.h"
#include "engine/plan_changes.h"
#include "engine/policy.h"
#include "engine/prices.h"
#include "engine/production.h"

#include <string.h>

/** The opening record: everything as it stands at the end of month -1. */
static void open_record(const struct plan *pl, struct state *s, const double given[][LANES])
{
    memset(s->memory, 0, s->bytes);
    memset(s->failure, 0, sizeof s->failure);
    s->month = -1;
    plan_draw(pl, s, given);
    policy_open(pl, s);
    production_open(pl, s);
    deployment_open(pl, s);
    accounts_open(pl, s);
    prices_open(pl, s);
    metrics_stocks_open(pl, s);
    orders_open(pl, s);
    clearances_open(pl, s);
    limits_open(pl, s);
    allocation_open(pl, s);
    ledger_fill(pl, s);
    memset(s->ledger_sum, 0, sizeof(lanes) * (size_t)(pl->n_actors * pl->n_categories));
    observe_record(pl, s);
}

/** One month, as the paper has it (docs/model.md, section 7). */
static void month(const struct plan *pl, struct state *s, int32_t t)
{
    s->month = t;
    policy_turn(pl, s, t);      // 7.1 regimes move, instruments take their month's values
    clearances_tick(pl, s, t);  //     allowances tick
    production_run(pl, s, t);   // 7.2
    limits_turn(pl, s, t);      //     what leaves the windows of limits
    deployment_age(pl, s, t);   // 7.3 retire, arrive, install
    prices_land(pl, s);         // 7.4
    orders_place(pl, s, t);     // 7.5
    clearances_advance(pl, s);  // 7.6 two keys
    allocation_share(pl, s, t); // 7.7
    accounts_close(pl, s, t);   // 7.8 land what has no lead, learn
    ledger_fill(pl, s);         // 7.9 which chokepoint bound
    identities_check(pl, s, t);
    observe_record(pl, s);
}

void engine_run(const struct plan *plan, struct state *state, struct engine_futures futures,
                draws_watcher *watcher, void *watcher_context,
                const struct engine_observer *observer)
{
    state->draws = (struct draws){.seed = plan->seed,
                                  .first = futures.first,
                                  .offset = futures.offset,
                                  .deterministic = plan->deterministic,
                                  .watcher = watcher,
                                  .context = watcher_context};
    if (plan->changes)
        state->draws.moved = plan->changes->moved;
    draws_init(&state->draws);
    open_record(plan, state, futures.given);
    observer->month(observer->context, plan, state, -1);
    for (int32_t t = 0; t < plan->months; t++) {
        month(plan, state, t);
        observer->month(observer->context, plan, state, t);
        accounts_learn(plan, state); // efficiencies of the end of t, used from t + 1 on
    }
}
