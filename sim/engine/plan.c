#include "engine/plan.h"

#include "base/rng.h"
#include "engine/plan_build.h"

#include <stdlib.h>
#include <string.h>

static int32_t count(const struct scenario *sc, const struct kind *kind)
{
    size_t n;
    scenario_all(sc, kind, &n);
    return (int32_t)n;
}

static void count_entities(struct plan *plan)
{
    const struct scenario *sc = plan->scenario;

    plan->n_jurisdictions = count(sc, &kind_jurisdiction);
    plan->n_regimes = count(sc, &kind_regime);
    plan->n_transitions = count(sc, &kind_transition);
    plan->n_signals = count(sc, &kind_signal);
    plan->n_ecosystems = count(sc, &kind_ecosystem);
    plan->n_suppliers = count(sc, &kind_supplier);
    plan->n_banks = count(sc, &kind_bank);
    plan->n_chips = count(sc, &kind_chip);
    plan->n_actors = count(sc, &kind_actor);
    plan->n_references = count(sc, &kind_reference);
    plan->n_instruments = count(sc, &kind_instrument);
    plan->n_events = count(sc, &kind_event);
    plan->n_triggers = count(sc, &kind_trigger);
}

/** Which regimes belong to whom, where transitions lead, whose bank is whose. */
static bool link_entities(struct plan *plan)
{
    const struct scenario *sc = plan->scenario;

    plan->regime_jurisdiction = calloc((size_t)plan->n_regimes + 1, sizeof(int32_t));
    plan->regime_first = calloc((size_t)plan->n_jurisdictions + 1, sizeof(int32_t));
    plan->regime_count = calloc((size_t)plan->n_jurisdictions + 1, sizeof(int32_t));
    plan->transition_from = calloc((size_t)plan->n_transitions + 1, sizeof(int32_t));
    plan->transition_to = calloc((size_t)plan->n_transitions + 1, sizeof(int32_t));
    plan->bank_supplier = calloc((size_t)plan->n_banks + 1, sizeof(int32_t));
    if (!plan->regime_jurisdiction || !plan->regime_first || !plan->regime_count ||
        !plan->transition_from || !plan->transition_to || !plan->bank_supplier)
        return false;
    for (int32_t r = plan->n_regimes - 1; r >= 0; r--) {
        const int32_t j = (int32_t)scenario_at(sc, &kind_regime, (size_t)r)->parent;
        plan->regime_jurisdiction[r] = j;
        plan->regime_first[j] = r;
        plan->regime_count[j]++;
    }
    for (int32_t n = 0; n < plan->n_transitions; n++) {
        const struct entity *e = scenario_at(sc, &kind_transition, (size_t)n);
        const size_t j = (size_t)plan->regime_jurisdiction[e->parent];
        plan->transition_from[n] = (int32_t)e->parent;
        plan->transition_to[n] = (int32_t)scenario_find(sc, &kind_regime, j, e->name)->index;
    }
    for (int32_t i = 0; i < plan->n_banks; i++)
        plan->bank_supplier[i] = (int32_t)scenario_at(sc, &kind_bank, (size_t)i)->parent;
    return true;
}

static bool fixed_everywhere(const struct plan *plan, const struct kind *kind, const char *key,
                             double value)
{
    size_t n;
    const struct entity *all = scenario_all(plan->scenario, kind, &n);

    for (size_t i = 0; i < n; i++)
        if (!plan_build_fixed(scenario_parameter(plan->scenario, &all[i], key), value))
            return false;
    return true;
}

/** Licences whose clearances may lapse. */
static bool any_validity(const struct plan *plan)
{
    size_t n;
    const struct entity *all = scenario_all(plan->scenario, &kind_instrument, &n);

    for (size_t i = 0; i < n; i++) {
        const size_t row = scenario_row(&all[i], "validity_months");
        if (row == SIZE_MAX)
            continue;
        if (!plan_build_fixed(&plan->scenario->parameters[all[i].values[row].parameter], INFINITY))
            return true;
        for (size_t o = 0; o < all[i].n_overrides; o++)
            if (all[i].overrides[o].values[row].given)
                return true;
    }
    return false;
}

static uint32_t *tags(const struct scenario *sc, const struct kind *kind)
{
    size_t n;
    const struct entity *all = scenario_all(sc, kind, &n);
    uint32_t *tag = calloc(n + 1, sizeof *tag);

    for (size_t i = 0; tag && i < n; i++)
        tag[i] = rng_tag(all[i].name);
    return tag;
}

/** Names by which draws are told apart. */
static bool tag_entities(struct plan *plan)
{
    plan->jurisdiction_tag = tags(plan->scenario, &kind_jurisdiction);
    plan->chip_tag = tags(plan->scenario, &kind_chip);
    plan->event_tag = tags(plan->scenario, &kind_event);
    return plan->jurisdiction_tag && plan->chip_tag && plan->event_tag;
}

bool plan_init(struct plan *plan, const struct scenario *sc, bool deterministic)
{
    size_t n;
    const struct entity *run = scenario_all(sc, &kind_run, &n);

    memset(plan, 0, sizeof *plan);
    plan->scenario = sc;
    plan->start = scenario_value(run, "start")->integer;
    plan->months = scenario_value(run, "months")->integer;
    plan->sampling = scenario_value(run, "sampling")->integer;
    plan->seed = sc->seed;
    plan->deterministic = deterministic;
    count_entities(plan);
    if (!plan_build_names(plan) || !link_entities(plan) || !tag_entities(plan) ||
        !plan_build_arena(plan) || !plan_build_uncertain(plan) || !plan_build_pairs(plan) ||
        !plan_build_categories(plan)) {
        plan_free(plan);
        return false;
    }
    plan->has_anticipation = !fixed_everywhere(plan, &kind_behaviour, "anticipation", 0);
    plan->has_elasticity = !fixed_everywhere(plan, &kind_behaviour, "demand_elasticity", 0);
    plan->has_feedback = !fixed_everywhere(plan, &kind_chip, "sales_feedback_exponent", 0);
    plan->has_validity = any_validity(plan);
    return true;
}

void plan_free(struct plan *plan)
{
    free(plan->arena);
    free(plan->slots);
    for (size_t u = 0; plan->tables && u < plan->n_uncertain; u++)
        quantile_table_free(&plan->tables[u]);
    free(plan->tables);
    free(plan->uncertain);
    free(plan->points);
    free(plan->correlated);
    free(plan->cholesky);
    free(plan->steps);
    free(plan->ages);
    free(plan->rows);
    free(plan->instruments);
    free(plan->pairs);
    free(plan->binds);
    free(plan->pair_of);
    free(plan->actor_pair);
    free(plan->chip_order);
    free(plan->regime_jurisdiction);
    free(plan->regime_first);
    free(plan->regime_count);
    free(plan->transition_from);
    free(plan->transition_to);
    free(plan->bank_supplier);
    free(plan->listed);
    free(plan->jurisdiction_tag);
    free(plan->chip_tag);
    free(plan->event_tag);
    free(plan->categories);
    free(plan->name);
    free(plan->text);
    free(plan->causes);
    memset(plan, 0, sizeof *plan);
}
