#include "engine/plan_build.h"

#include "base/rng.h"
#include "base/text.h"
#include "instrument/licence.h"

#include <stdlib.h>
#include <string.h>

static const struct value_item *item_of(const struct entity *e, const char *key, int32_t at)
{
    const struct value *value = scenario_value(e, key);

    for (size_t i = 0; i < value->n_items; i++)
        if (value->items[i].at == at)
            return &value->items[i];
    return NULL;
}

static bool takes_part(const struct plan *plan, int32_t a, int32_t k)
{
    static const char *const openings[] = {"opening_stock_chips",     "opening_transit_chips",
                                           "opening_warehouse_chips", "opening_border_chips",
                                           "opening_cleared_chips",   "opening_pending_chips"};
    const struct entity *e = scenario_at(plan->scenario, &kind_actor, (size_t)a);
    const struct value_item *weight = item_of(e, "order_weights", k);

    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        const struct value_item *item = item_of(e, openings[i], k);
        if (item && !plan_build_fixed(&plan->scenario->parameters[item->parameter], 0))
            return true;
    }
    return !weight || !plan_build_fixed(&plan->scenario->parameters[weight->parameter], 0);
}

/** False only if it is off in every regime, for certain. */
static bool ever_active(const struct plan *plan, const struct entity *e)
{
    const size_t row = scenario_row(e, "active");

    if (!plan_build_fixed(&plan->scenario->parameters[e->values[row].parameter], 0))
        return true;
    for (size_t o = 0; o < e->n_overrides; o++)
        if (e->overrides[o].values[row].given &&
            !plan_build_fixed(&plan->scenario->parameters[e->overrides[o].values[row].parameter],
                              0))
            return true;
    return false;
}

static const struct chip *chip_of(const struct plan *plan, int32_t k)
{
    return (const struct chip *)((const char *)plan->arena + plan->chips) + k;
}

static const struct actor *actor_of(const struct plan *plan, int32_t a)
{
    return (const struct actor *)((const char *)plan->arena + plan->actors) + a;
}

/** Does the copy of an instrument at that place of the arena cover (a, k)? */
static bool in_sets(const struct plan *plan, size_t at, int32_t a, int32_t k)
{
    const struct instrument_head *head =
        (const struct instrument_head *)((const char *)plan->arena + at);

    return (head->chips >> k & 1) && (head->actors >> a & 1);
}

/** May instrument m bind (a, k) in some regime?  @return 0 no, 1 as exporter's, 2 as importer's */
static int may_bind(const struct plan *plan, int32_t m, int32_t a, int32_t k)
{
    const struct instrument_plan *ip = &plan->instruments[m];
    const struct instrument_head *head =
        (const struct instrument_head *)((const char *)plan->arena + ip->now);
    const int32_t origin = chip_of(plan, k)->origin, home = actor_of(plan, a)->home;
    const int32_t filter = head->channel, owner = ip->owner;

    if (ip->number == INSTRUMENT_ENFORCEMENT || (owner != origin && owner != home))
        return 0;
    if (origin == home && filter != CHANNEL_DOMESTIC)
        return 0;
    if (filter != CHANNEL_ANY && filter != chip_of(plan, k)->channel)
        return 0;
    bool covered = in_sets(plan, ip->now, a, k);
    for (int32_t r = 0; r < ip->n_regimes; r++)
        covered |= in_sets(plan, ip->regime + (size_t)r * ip->stride, a, k);
    if (!covered || !ever_active(plan, scenario_at(plan->scenario, &kind_instrument, (size_t)m)))
        return 0;
    return owner == home ? 2 : 1; // at home both keys are the importer's
}

/** True if the border instrument may ever return arrivals. */
static bool may_return(const struct plan *plan, int32_t m)
{
    const struct entity *e = scenario_at(plan->scenario, &kind_instrument, (size_t)m);
    const size_t row = scenario_row(e, "return");

    if (plan->instruments[m].number != INSTRUMENT_BORDER)
        return false;
    if (!plan_build_fixed(&plan->scenario->parameters[e->values[row].parameter], 0))
        return true;
    for (size_t o = 0; o < e->n_overrides; o++)
        if (e->overrides[o].values[row].given)
            return true;
    return false;
}

static void add_binds(struct plan *plan, struct pair *pair)
{
    uint64_t bound[3] = {0}; // a set for every answer of may_bind

    for (int32_t m = 0; m < plan->n_instruments; m++)
        bound[may_bind(plan, m, pair->actor, pair->chip)] |= UINT64_C(1) << m;
    pair->bind = plan->n_binds;
    for (int side = 1; side <= 2; side++)
        for (int32_t m = 0; m < plan->n_instruments; m++)
            if (bound[side] >> m & 1) {
                plan->binds[plan->n_binds++] = (struct bind){
                    .instrument = m,
                    .pair = (int32_t)(pair - plan->pairs),
                    .importer = side == 2,
                };
                pair->may_return |= may_return(plan, m);
            }
    if (pair->may_return)
        pair->may_return = ++plan->n_returns;
    pair->n_binds = plan->n_binds - pair->bind;
}

static bool has_role(const struct instrument_plan *ip, int role)
{
    const bool cap = ip->number == INSTRUMENT_PER_CUSTOMER_CAP;

    switch (role) {
    case BIND_EXCLUDES:
        return ip->type->eligible || ip->number == INSTRUMENT_WHITELIST;
    case BIND_SHUTS:
        return has_role(ip, BIND_EXCLUDES) || has_role(ip, BIND_LICENCE) ||
               has_role(ip, BIND_BORDER);
    case BIND_TARIFF:
        return ip->type->price;
    case BIND_LICENCE:
        return ip->number == INSTRUMENT_LICENCE;
    case BIND_LAPSE:
        return ip->may_lapse;
    case BIND_APPLICATION:
        return ip->number == INSTRUMENT_LICENCE && ip->allowance < 0;
    case BIND_ALLOWANCE:
        return ip->allowance >= 0;
    case BIND_LIMIT:
        return ip->limit >= 0;
    case BIND_CAP:
        return cap;
    case BIND_SHARED:
        return ip->limit >= 0 && !cap;
    case BIND_GROUP:
        return ip->limit >= 0 || ip->allowance >= 0;
    case BIND_RATIO:
        return ip->ratio >= 0;
    case BIND_BORDER:
        return ip->type->border;
    default:
        return ip->type->weight;
    }
}

/** Lists the binds of each pair by role, and of each instrument by pair. */
static bool list_binds(struct plan *plan)
{
    int32_t n = 0;

    plan->listed = calloc((size_t)plan->n_binds * (BIND_ROLES + 1) + 1, sizeof *plan->listed);
    if (!plan->listed)
        return false;
    for (int32_t p = 0; p < plan->n_pairs; p++)
        for (int role = 0; role < BIND_ROLES; role++) {
            struct pair *pair = &plan->pairs[p];
            pair->role[role].first = n;
            for (int32_t b = pair->bind; b < pair->bind + pair->n_binds; b++)
                if (has_role(&plan->instruments[plan->binds[b].instrument], role))
                    plan->listed[n++] = b;
            pair->role[role].end = n;
        }
    for (int32_t p = 0; p < plan->n_pairs; p++) {
        plan->n_applying += binds_has(&plan->pairs[p], BIND_APPLICATION);
        if (binds_has(&plan->pairs[p], BIND_LAPSE))
            plan->pairs[p].may_lapse = ++plan->n_lapsing;
    }
    for (int32_t m = 0; m < plan->n_instruments; m++) {
        plan->instruments[m].bound.first = n;
        for (int32_t b = 0; b < plan->n_binds; b++)
            if (plan->binds[b].instrument == m)
                plan->listed[n++] = b;
        plan->instruments[m].bound.end = n;
    }
    plan->n_listed = n;
    return true;
}

static bool tag_licences(struct plan *plan)
{
    for (int32_t n = 0; n < plan->n_binds; n++) {
        struct bind *b = &plan->binds[n];
        char *name = text_format("%s:%s:%s", plan_name(plan, &kind_instrument, b->instrument),
                                 plan_name(plan, &kind_actor, plan->pairs[b->pair].actor),
                                 plan_name(plan, &kind_chip, plan->pairs[b->pair].chip));
        if (!name)
            return false;
        b->tag = rng_tag(name);
        free(name);
    }
    return true;
}

static int32_t rank_of(const struct plan *plan, int32_t k)
{
    const struct chip *chip = chip_of(plan, k);

    return chip->allocation_rank >= 0 ? chip->allocation_rank : chip->channel != CHANNEL_DOMESTIC;
}

/** Chips by rank; a stable insertion keeps ties in the order of names. */
static void order_chips(struct plan *plan)
{
    for (int32_t k = 0; k < plan->n_chips; k++) {
        int32_t i = k;
        for (; i > 0 && rank_of(plan, plan->chip_order[i - 1]) > rank_of(plan, k); i--)
            plan->chip_order[i] = plan->chip_order[i - 1];
        plan->chip_order[i] = k;
    }
}

/** Chips whose software and place are the same train together. */
static void group_chips(struct plan *plan)
{
    const struct chip *chip = (const struct chip *)((const char *)plan->arena + plan->chips);

    for (int32_t k = 0; k < plan->n_chips; k++) {
        int32_t same = 0;
        while (chip[same].ecosystem != chip[k].ecosystem || chip[same].location != chip[k].location)
            same++;
        plan->chip_site[k] = same < k ? plan->chip_site[same] : plan->n_sites++;
    }
}

static struct ring lay(int32_t *slots, int32_t n)
{
    *slots += n;
    return (struct ring){*slots - n, n};
}

/** Ages of the opening stock; those up to the service life if none are given. */
static void find_ages(const struct plan *plan, struct pair *pair)
{
    const struct actor *a = actor_of(plan, pair->actor);
    const int32_t oldest = plan->ages[a->opening_age_max_months + pair->chip];

    pair->youngest = plan->ages[a->opening_age_min_months + pair->chip];
    pair->oldest = oldest >= 0 ? oldest : chip_of(plan, pair->chip)->service_life_months - 1;
}

/** Lays out the months a pair's chips spend in each stage, as far as the run can see them end. */
static void lay_rings(struct plan *plan, struct pair *pair)
{
    const struct chip *chip = chip_of(plan, pair->chip);
    const int32_t lead = chip->lead_months, install = chip->install_months;
    const int32_t life = chip->service_life_months;
    const bool this_month = lead == 0 || lead >= plan->months;

    pair->shipped = lay(&plan->n_shipped, this_month ? 1 : lead);
    pair->landed = lay(&plan->n_landed, install < plan->months ? install : plan->months);
    pair->installed = lay(&plan->n_installed, life < plan->months ? life : 0);
}

bool plan_build_pairs(struct plan *plan)
{
    const size_t most = (size_t)plan->n_actors * (size_t)plan->n_chips;

    plan->pairs = calloc(most + 1, sizeof *plan->pairs);
    plan->binds = calloc(most * (size_t)plan->n_instruments + 1, sizeof *plan->binds);
    plan->pair_of = calloc(most + 1, sizeof *plan->pair_of);
    plan->actor_pair = calloc((size_t)plan->n_actors + 1, sizeof *plan->actor_pair);
    plan->chip_order = calloc((size_t)plan->n_chips + 1, sizeof *plan->chip_order);
    plan->chip_site = calloc((size_t)plan->n_chips + 1, sizeof *plan->chip_site);
    if (!plan->pairs || !plan->binds || !plan->pair_of || !plan->actor_pair || !plan->chip_order ||
        !plan->chip_site)
        return false;
    for (int32_t a = 0; a < plan->n_actors; a++) {
        plan->actor_pair[a] = plan->n_pairs;
        for (int32_t k = 0; k < plan->n_chips; k++) {
            plan->pair_of[a * plan->n_chips + k] = -1;
            if (!takes_part(plan, a, k))
                continue;
            plan->pair_of[a * plan->n_chips + k] = plan->n_pairs;
            plan->pairs[plan->n_pairs] = (struct pair){.actor = a, .chip = k};
            find_ages(plan, &plan->pairs[plan->n_pairs]);
            lay_rings(plan, &plan->pairs[plan->n_pairs]);
            add_binds(plan, &plan->pairs[plan->n_pairs++]);
        }
    }
    plan->actor_pair[plan->n_actors] = plan->n_pairs;
    order_chips(plan);
    group_chips(plan);
    return list_binds(plan) && tag_licences(plan);
}
