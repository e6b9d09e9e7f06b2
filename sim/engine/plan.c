#include "engine/plan.h"

#include "base/rng.h"
#include "engine/plan_build.h"
#include "engine/plan_changes.h"

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
    plan->transition_first = calloc((size_t)plan->n_regimes + 2, sizeof(int32_t));
    plan->transition_from = calloc((size_t)plan->n_transitions + 1, sizeof(int32_t));
    plan->transition_to = calloc((size_t)plan->n_transitions + 1, sizeof(int32_t));
    plan->bank_supplier = calloc((size_t)plan->n_banks + 1, sizeof(int32_t));
    if (!plan->regime_jurisdiction || !plan->regime_first || !plan->regime_count ||
        !plan->transition_first || !plan->transition_from || !plan->transition_to ||
        !plan->bank_supplier)
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
        plan->transition_first[e->parent + 1] = n + 1; // they stand in the order of their regimes
        plan->transition_to[n] = (int32_t)scenario_find(sc, &kind_regime, j, e->name)->index;
    }
    for (int32_t r = 0; r < plan->n_regimes; r++) // a regime without: where the one before ends
        if (plan->transition_first[r + 1] == 0)
            plan->transition_first[r + 1] = plan->transition_first[r];
    for (int32_t i = 0; i < plan->n_banks; i++)
        plan->bank_supplier[i] = (int32_t)scenario_at(sc, &kind_bank, (size_t)i)->parent;
    return true;
}

/** The covariates of transition n that may have weight. */
static unsigned covariates_of(const struct plan *plan, int32_t n)
{
    static const struct {
        const char *key;
        unsigned bit;
    } weights[] = {
        {"beta_unmet_need", COVARIATE_UNMET},      {"beta_world_share", COVARIATE_WORLD},
        {"beta_other_loosening", COVARIATE_OTHER}, {"beta_other_openness", COVARIATE_OTHER},
        {"beta_signal", COVARIATE_SIGNAL},
    };
    const struct entity *e = scenario_at(plan->scenario, &kind_transition, (size_t)n);
    unsigned bits = 0;

    for (size_t i = 0; i < sizeof weights / sizeof *weights; i++)
        if (!plan_build_fixed(scenario_parameter(plan->scenario, e, weights[i].key), 0))
            bits |= weights[i].bit;
    if (plan->transition_other[n] < 0)
        bits &= ~(unsigned)COVARIATE_OTHER;
    if (scenario_value(e, "signal")->integer < 0)
        bits &= ~(unsigned)COVARIATE_SIGNAL;
    return bits;
}

/** What hazards depend on and triggers watch: the rest need not be found. */
static bool list_covariates(struct plan *plan)
{
    const struct scenario *sc = plan->scenario;

    plan->transition_other = calloc((size_t)plan->n_transitions + 1, sizeof(int32_t));
    plan->covariates = calloc((size_t)plan->n_transitions + 1, sizeof *plan->covariates);
    plan->watched = calloc((size_t)plan->n_jurisdictions + 1, sizeof *plan->watched);
    if (!plan->transition_other || !plan->covariates || !plan->watched)
        return false;
    for (int32_t n = 0; n < plan->n_transitions; n++) {
        const struct entity *e = scenario_at(sc, &kind_transition, (size_t)n);
        const int32_t j = plan->regime_jurisdiction[e->parent],
                      other = scenario_value(e, "other")->integer;
        plan->transition_other[n] = other >= 0 ? other : plan->n_jurisdictions == 2 ? 1 - j : -1;
        plan->covariates[n] = (uint8_t)covariates_of(plan, n);
        plan->watched[j] |= plan->covariates[n];
    }
    for (int32_t n = 0; n < plan->n_triggers; n++) {
        const struct entity *e = scenario_at(sc, &kind_trigger, (size_t)n);
        const int32_t what = scenario_value(e, "observable")->integer,
                      j = scenario_value(e, "watch")->integer;
        if (j >= 0)
            plan->watched[j] |= what == OBSERVE_UNMET_NEED    ? COVARIATE_UNMET
                                : what == OBSERVE_WORLD_SHARE ? COVARIATE_WORLD
                                                              : 0;
    }
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
    if (!plan_build_names(plan) || !link_entities(plan) || !list_covariates(plan) ||
        !tag_entities(plan) || !plan_build_arena(plan) || !plan_build_uncertain(plan) ||
        !plan_build_pairs(plan) || !plan_build_categories(plan)) {
        plan_free(plan);
        return false;
    }
    plan->has_anticipation = !fixed_everywhere(plan, &kind_behaviour, "anticipation", 0);
    plan->has_elasticity = !fixed_everywhere(plan, &kind_behaviour, "demand_elasticity", 0);
    plan->has_feedback = !fixed_everywhere(plan, &kind_chip, "sales_feedback_exponent", 0);
    return true;
}

void plan_free(struct plan *plan)
{
    free(plan->arena);
    free(plan->slots);
    plan_changes_free(plan);
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
    free(plan->chip_site);
    free(plan->regime_jurisdiction);
    free(plan->regime_first);
    free(plan->regime_count);
    free(plan->transition_first);
    free(plan->transition_from);
    free(plan->transition_to);
    free(plan->transition_other);
    free(plan->covariates);
    free(plan->watched);
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
