#include "engine/state.h"

#include "base/pages.h"
#include "engine/metrics.h"
#include "engine/metrics_stocks.h"
#include "engine/state_at.h"

#include <stdlib.h>
#include <string.h>

/** An array of the state: where its pointer stands and how many elements it has. */
struct column {
    size_t pointer;
    size_t n;
    size_t element;
    bool written; // before it is read: it need not be zero when a block opens
};

enum { MOST_COLUMNS = 256 };

struct columns {
    struct column column[MOST_COLUMNS];
    size_t n, bytes;
    size_t zeroed; // bytes of those that are zero when a block opens; they stand first
};

/** Room for a column: the next begins at another cache line. */
static size_t room(const struct column *column)
{
    return (column->n * column->element + 127) / 64 * 64;
}

static void add(struct columns *c, size_t pointer, size_t n, size_t element)
{
    c->column[c->n] = (struct column){.pointer = pointer, .n = n, .element = element};
    c->bytes += room(&c->column[c->n++]);
}

/** The same for one that every block writes before it reads it. */
static void add_written(struct columns *c, size_t pointer, size_t n, size_t element)
{
    add(c, pointer, n, element);
    c->column[c->n - 1].written = true;
}

#define L(member, count) add(c, offsetof(struct state, member), (size_t)(count), sizeof(lanes))
#define I(member, count)                                                                           \
    add(c, offsetof(struct state, member), (size_t)(count), sizeof(int32_t[LANES]))
#define N(member, count)                                                                           \
    add(c, offsetof(struct state, member), (size_t)(count), sizeof *((struct state *)0)->member)
#define W(member, count)                                                                           \
    add_written(c, offsetof(struct state, member), (size_t)(count),                                \
                sizeof *((struct state *)0)->member)

static void list_policy(struct columns *c, const struct plan *pl)
{
    W(regime, pl->n_jurisdictions), W(spell, pl->n_jurisdictions), W(moved, pl->n_jurisdictions);
    W(loosening_age, pl->n_jurisdictions), W(signal_age, pl->n_signals),
        W(event_happens, pl->n_events);
    L(trigger_count, pl->n_triggers), W(hazard, pl->n_transitions);
    W(loosened, pl->n_jurisdictions), W(openness, pl->n_jurisdictions), W(signalled, pl->n_signals);
    W(rules_moved, pl->n_pairs), W(covers, pl->n_binds), W(on, pl->n_binds),
        W(active, pl->n_instruments), W(covered_on, pl->n_binds), W(excludes, pl->n_binds),
        W(acts, pl->n_binds), W(barring, pl->n_pairs), W(bordered, pl->n_pairs),
        W(returns, pl->n_instruments), W(revoking, pl->n_instruments), W(guides, pl->n_instruments),
        W(hold, pl->n_instruments), W(enforcement, pl->n_chips);
    W(eligible, pl->n_pairs), W(admitted, pl->n_pairs), W(barred, pl->n_pairs);
    W(deny_importer, pl->n_pairs), W(deny_exporter, pl->n_pairs), W(revoke, pl->n_pairs);
    W(taste_factor, pl->n_pairs), W(clearing, pl->n_pairs);
    W(border_hold, pl->n_pairs), W(border_back, pl->n_pairs);
    L(bars, pl->has_anticipation ? pl->n_regimes * pl->n_pairs : 0);
    N(threat, pl->n_regimes * pl->n_pairs), N(threatened, pl->n_pairs);
    W(drawn, pl->n_uncertain), W(scores, pl->n_correlated);
}

static void list_supply(struct columns *c, const struct plan *pl)
{
    const int32_t records = pl->months + 1;

    L(noise, pl->n_chips), L(output_total, pl->n_chips), L(inventory, pl->n_chips),
        L(output, pl->n_chips);
    L(bank_stock, pl->n_banks), L(sales, pl->has_feedback ? pl->n_chips * records : 0);
    L(efficiency_training, pl->n_ecosystems), L(efficiency_serving, pl->n_ecosystems),
        L(experience, pl->n_ecosystems);
    W(in_service, pl->n_pairs), W(ready, pl->n_pairs), W(border, pl->n_pairs),
        W(transit, pl->n_pairs);
    W(warehouse, pl->n_pairs);
    L(shipped, pl->n_shipped), L(landed, pl->n_landed), L(installed, pl->n_installed);
    W(kept, pl->n_chips), W(survived, pl->n_chips);
    W(held, pl->n_pairs), W(supplied, pl->n_pairs), N(power_limited, pl->n_actors);
    L(border_vendor, pl->n_returns), L(border_treasury, pl->n_returns * pl->n_jurisdictions);
    L(paid_vendor, pl->n_returns * records),
        L(paid_treasury, pl->n_returns * records * pl->n_jurisdictions);
    W(units, pl->n_pairs), W(landed_price, pl->n_pairs), W(unit_cost, pl->n_pairs),
        W(vendor_price, pl->n_pairs);
    L(duty, pl->n_pairs * pl->n_jurisdictions);
    W(unit_training, pl->n_pairs), W(unit_serving, pl->n_pairs);
    N(charge, pl->n_instruments), W(learns, pl->n_pairs), W(repriced, pl->n_pairs);
}

static void list_demand(struct columns *c, const struct plan *pl)
{
    const int32_t records = pl->months + 1;

    L(cash, pl->n_actors), L(target_start, pl->n_actors), L(log_growth, pl->n_actors),
        L(target, pl->n_actors);
    L(target_factor, pl->n_actors), L(reference_cost, pl->n_actors), L(eligible_start, pl->n_pairs);
    L(open, pl->n_pairs), L(log_cost, pl->n_pairs), L(taste, pl->n_pairs), L(share, pl->n_pairs);
    L(useful, pl->n_pairs), L(attraction, pl->n_pairs), L(growth_to_service, pl->n_pairs);
    L(cover, pl->n_pairs), L(gap, pl->n_actors), L(uncommitted, pl->n_actors),
        L(split_weight, pl->n_actors);
    L(unplaced, pl->n_actors), W(order, pl->n_pairs), L(tightest, pl->n_pairs);
    W(loss, pl->n_actors * pl->n_categories), W(loss_chips, pl->n_actors * pl->n_categories);
    W(liked, pl->n_pairs), W(offered, pl->n_pairs), W(offered_first, pl->n_actors + 1);
    W(shut, pl->n_pairs), W(shut_first, pl->n_actors + 1);
    W(tied, pl->n_binds), W(tied_first, pl->n_pairs + 1);
    N(loss_touched, pl->n_actors * pl->n_categories), N(was_refused, pl->n_pairs);
    I(luck_known, pl->n_instruments), L(denied_below, pl->n_instruments);
    L(shared_delay, pl->n_instruments);
    L(waiting, pl->n_binds), L(pending, pl->n_pairs), L(unheld, pl->n_instruments),
        W(cleared, pl->n_pairs);
    L(cleared_until, pl->n_lapsing * records), L(refused, pl->n_pairs * REFUSALS);
    L(allowance, pl->n_allowances), L(allowance_clock, pl->n_allowances),
        L(allowance_delay, pl->n_allowances);
    L(allowance_usable, pl->n_allowances), L(allowance_denied, pl->n_allowances),
        L(granted, pl->n_allowances);
}

static void list_accounts(struct columns *c, const struct plan *pl)
{
    const int32_t records = pl->months + 1;

    L(limit_use, pl->n_limits * pl->n_actors),
        L(limit_booked, pl->n_limits * pl->n_actors * records);
    L(clip, pl->n_actors * pl->n_categories), L(clip_chips, pl->n_actors * pl->n_categories);
    N(clip_touched, pl->n_actors * pl->n_categories), L(clipped, pl->n_pairs);
    L(ratio_foreign, pl->n_ratios * pl->n_actors), L(ratio_domestic, pl->n_ratios * pl->n_actors);
    L(ratio_since, pl->n_ratios * pl->n_actors);
    L(sum_ordered, pl->n_pairs), L(sum_cleared, pl->n_pairs), L(sum_shipped, pl->n_pairs),
        L(sum_landed, pl->n_pairs);
    L(sum_installed, pl->n_pairs), L(sum_retired, pl->n_pairs), L(sum_returned, pl->n_pairs);
    L(sum_denied, pl->n_pairs), L(sum_revoked, pl->n_pairs), L(sum_lapsed, pl->n_pairs);
    W(opening_chips, pl->n_pairs), W(opening_orders, pl->n_pairs);
    L(sum_produced, pl->n_chips), L(sum_outside, pl->n_chips), L(sum_back, pl->n_chips);
    L(sum_inflow, pl->n_banks), L(sum_used, pl->n_banks);
    L(sum_paid, pl->n_actors), L(sum_refunded, pl->n_actors), L(sum_income, pl->n_actors),
        L(sum_withdrawn, pl->n_actors);
    L(sum_treasury, pl->n_actors * pl->n_jurisdictions),
        L(sum_vendor, pl->n_actors * pl->n_suppliers);
    L(ledger, pl->n_actors * pl->n_categories), L(ledger_chips, pl->n_actors * pl->n_categories);
    N(asked, pl->n_pairs);
    N(ledger_touched, pl->n_actors * pl->n_categories);
    L(pool_flop, pl->n_actors), L(owned, pl->n_actors), L(rented, pl->n_actors);
    L(accessible, pl->n_actors), L(unmet, pl->n_jurisdictions), L(world_share, pl->n_jurisdictions);
    L(have, pl->n_actors);
    W(ledger_sum, pl->n_actors * pl->n_categories);
    W(work,
      STATE_WORK + 9 * pl->n_chips + 8 * pl->n_instruments + 4 * pl->n_actors + 2 * pl->n_regimes);
}

static void list_metrics(struct columns *c, const struct plan *pl)
{
    add(c, offsetof(struct state, holdings), (size_t)pl->n_actors, sizeof(struct holdings));
    L(site, pl->n_sites), L(chip_training, pl->n_chips), L(chip_serving, pl->n_chips),
        L(chip_serving_most, pl->n_chips);
    L(reference_growth, pl->n_references), L(reference_stock, pl->n_references);
    L(world, 1), L(hyperscalers, 1), L(frontier, 1), L(frontier_growth, 1);
    W(metric, metrics_columns(pl)), L(used, pl->n_pairs), W(in_regime, pl->n_regimes);
}

/** A pair has at most one application for each order month and lane. */
static void list_applications(struct columns *c, const struct plan *pl)
{
    const size_t licences = (size_t)pl->n_instruments * LANES;
    const size_t most = (size_t)pl->n_applying * (size_t)(pl->months + 1) * LANES;

    W(delayed_from, licences * (size_t)licence_luck_room(pl->months));
    W(applications, most + 1), W(filed, most);
}

static void list_columns(struct columns *c, const struct plan *pl)
{
    *c = (struct columns){0};
    list_policy(c, pl);
    list_supply(c, pl);
    list_demand(c, pl);
    list_accounts(c, pl);
    list_metrics(c, pl);
    list_applications(c, pl);
    for (size_t i = 0; i < c->n; i++)
        c->zeroed += c->column[i].written ? 0 : room(&c->column[i]);
}

size_t plan_state_bytes(const struct plan *plan)
{
    struct columns c;

    list_columns(&c, plan);
    return c.bytes + plan->arena_bytes + sizeof(struct state);
}

static void bind_arena(struct state *s, const struct plan *pl)
{
    char *at = s->arena;

    s->behaviour = (struct behaviour *)(at + pl->behaviour);
    s->measures = (struct measures *)(at + pl->measures);
    s->jurisdiction = (struct jurisdiction *)(at + pl->jurisdictions);
    s->regimes = (struct regime *)(at + pl->regimes);
    s->transition = (struct transition *)(at + pl->transitions);
    s->signal = (struct signal *)(at + pl->signals);
    s->ecosystem = (struct ecosystem *)(at + pl->ecosystems);
    s->supplier = (struct supplier *)(at + pl->suppliers);
    s->bank = (struct bank *)(at + pl->banks);
    s->chip = (struct chip *)(at + pl->chips);
    s->actor = (struct actor *)(at + pl->actors);
    s->reference = (struct reference *)(at + pl->references);
    s->event = (struct event *)(at + pl->events);
    s->trigger = (struct trigger *)(at + pl->triggers);
    s->pool = (lanes *)(at + pl->pool);
}

bool state_init(struct state *s, const struct plan *plan)
{
    struct columns c;

    memset(s, 0, sizeof *s);
    list_columns(&c, plan);
    s->bytes = c.zeroed;
    s->memory = pages_take(c.bytes + plan->arena_bytes);
    if (!s->memory)
        return false;
    s->arena = (char *)s->memory + c.bytes;
    memcpy(s->arena, plan->arena, plan->arena_bytes);
    bind_arena(s, plan);
    char *zeroed = s->memory, *written = zeroed + c.zeroed;
    for (size_t i = 0; i < c.n; i++) {
        char **at = c.column[i].written ? &written : &zeroed;
        memcpy((char *)s + c.column[i].pointer, at, sizeof *at);
        *at += room(&c.column[i]);
    }
    return true;
}

void state_free(struct state *s)
{
    free(s->memory);
    memset(s, 0, sizeof *s);
}

const real *state_schedule(const struct state *s, const struct plan *pl,
                           const struct schedule *schedule, int32_t t)
{
    static const lanes none = {0};
    const real *value = none;

    for (int32_t i = schedule->first; i < schedule->first + schedule->count; i++)
        if (pl->steps[i].from <= t)
            value = s->pool[pl->steps[i].row];
    return value;
}
