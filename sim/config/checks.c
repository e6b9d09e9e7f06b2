#include "config/checks.h"

#include "base/lanes.h"
#include "base/text.h"
#include "config/correlations.h"
#include "config/overlay.h"
#include "model/actor.h"
#include "model/chip.h"
#include "model/policy.h"
#include "model/run.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HISTORIES 10   // of each actor, chip and month that a block of replications keeps
#define ROUNDING  1e-9 // shares written as decimals add up to 1 only nearly

/** What is checked, and where mistakes go. */
struct check {
    const struct scenario *sc;
    struct diag *diag;
    bool failed; // memory
};

static void mistake(struct check *c, const struct entity *e, struct diag_place place,
                    const char *key, const char *format, ...) __attribute__((format(printf, 5, 6)));

// at an entity, or at one of its keys
static void mistake(struct check *c, const struct entity *e, struct diag_place place,
                    const char *key, const char *format, ...)
{
    char message[512], *path = scenario_path(c->sc, e), *shown;
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    shown = path ? text_format("%s%s%s%s", place.file ? "" : "--set ", path, key ? "." : "",
                               key ? key : "")
                 : NULL;
    if (shown)
        diag_add(c->diag, place, shown, "%s", message);
    else
        c->failed = true;
    free(shown);
    free(path);
}

static bool has(const struct entity *e, const char *key)
{
    return scenario_value(e, key)->given;
}

static const struct value_item *find_item(const struct value *value, int32_t at)
{
    for (size_t i = 0; i < value->n_items; i++)
        if (value->items[i].at == at)
            return &value->items[i];
    return NULL;
}

static void check_age(struct check *c, const struct entity *actor, const struct entity *chip)
{
    const struct value *min = scenario_value(actor, "opening_age_min_months");
    const struct value *max = scenario_value(actor, "opening_age_max_months");
    const struct value_item *low = find_item(min, (int32_t)chip->index),
                            *high = find_item(max, (int32_t)chip->index);
    const int32_t life = scenario_value(chip, "service_life_months")->integer;
    const int32_t youngest = low ? low->integer : 0;
    const bool explicit_age = high && high->integer >= 0;
    const int32_t oldest = explicit_age ? high->integer : life > 0 ? life - 1 : INT32_MAX;

    if (life > 0 && explicit_age && oldest > life - 1)
        mistake(c, actor, max->place, "opening_age_max_months",
                "%s is %d months old at most, but with a service life of %d it is gone after %d",
                chip->name, oldest, life, life - 1);
    else if (youngest > oldest && explicit_age)
        mistake(c, actor, min->place, "opening_age_min_months",
                "%s: the youngest, %d months, is older than the oldest, %d", chip->name, youngest,
                oldest);
    else if (youngest > oldest)
        mistake(c, actor, min->place, "opening_age_min_months",
                "%s is %d months old at least, but with a service life of %d it is gone after %d",
                chip->name, youngest, life, life - 1);
}

static void check_actor(struct check *c, const struct entity *e)
{
    const struct value *leases = scenario_value(e, "leases");
    size_t n_chips;
    const struct entity *chips = scenario_all(c->sc, &kind_chip, &n_chips);
    double sum = 0;
    char shown[32];

    for (size_t i = 0; i < n_chips; i++)
        check_age(c, e, &chips[i]);
    for (size_t i = 0; i < leases->n_items; i++) {
        sum += c->sc->parameters[leases->items[i].parameter].value;
        if (leases->items[i].at == (int32_t)e->index)
            mistake(c, e, leases->place, "leases", "an actor cannot lease to itself");
    }
    if (sum > 1 + ROUNDING)
        mistake(c, e, leases->place, "leases", "shares add up to %s; at most 1 can be leased out",
                text_number(sum, shown));
}

static void check_jurisdiction(struct check *c, const struct entity *e)
{
    size_t n, own = 0;
    const struct entity *regimes = scenario_all(c->sc, &kind_regime, &n);
    double sum = 0;

    for (size_t i = 0; i < n; i++) {
        if (regimes[i].parent != e->index)
            continue;
        own++;
        sum += scenario_parameter(c->sc, &regimes[i], "start_probability")->value;
    }
    if (own == 0)
        mistake(c, e, e->place, NULL,
                "has no regimes; expected at least one: regimes : { open : { }; }");
    else if (own > 1 && !has(e, "start_regime") && !(sum > 0))
        mistake(c, e, e->place, NULL,
                "has %zu regimes but no start; expected start_regime, or start_probability in its "
                "regimes",
                own);
}

/** Is a factor of the hazard given that is not surely 0, as frozen presets are? */
static bool sways(const struct check *c, const struct entity *e, const char *key)
{
    const struct parameter *beta = scenario_parameter(c->sc, e, key);

    return has(e, key) && (beta->distribution || beta->value != 0);
}

static void check_transition(struct check *c, const struct entity *e)
{
    const struct entity *from = scenario_at(c->sc, &kind_regime, e->parent);
    const struct entity *owner = scenario_at(c->sc, &kind_jurisdiction, from->parent);
    const struct value *other = scenario_value(e, "other");
    size_t n;

    scenario_all(c->sc, &kind_jurisdiction, &n);
    if (strcmp(from->name, e->name) == 0)
        mistake(c, e, e->place, NULL, "leads from a regime to itself");
    else if (!scenario_find(c->sc, &kind_regime, from->parent, e->name))
        mistake(c, e, e->place, NULL,
                "leads to no regime of '%s'; a transition is named after the one it leads to",
                owner->name);
    if (other->given && other->integer == (int32_t)owner->index)
        mistake(c, e, other->place, "other", "is the jurisdiction itself; expected another");
    if (!other->given && n != 2 &&
        (sways(c, e, "beta_other_openness") || sways(c, e, "beta_other_loosening")))
        mistake(c, e, e->place, NULL, "needs the key 'other': there are %zu jurisdictions", n);
    if (sways(c, e, "beta_signal") && !has(e, "signal"))
        mistake(c, e, e->place, NULL, "has beta_signal; it needs the key 'signal' too");
}

static void check_event(struct check *c, const struct entity *e)
{
    if (has(e, "jurisdiction") && !has(e, "regime"))
        mistake(c, e, e->place, NULL, "names a jurisdiction; it needs the key 'regime' too");
    if (!has(e, "jurisdiction") && !has(e, "regime") && !has(e, "signal"))
        mistake(c, e, e->place, NULL, "does nothing; expected jurisdiction and regime, or signal");
}

static void check_trigger(struct check *c, const struct entity *e)
{
    const int32_t observable = scenario_value(e, "observable")->integer;

    if (observable == OBSERVE_SIGNAL && !has(e, "signal"))
        mistake(c, e, e->place, NULL, "watches a signal; it needs the key 'signal'");
    if ((observable == OBSERVE_UNMET_NEED || observable == OBSERVE_WORLD_SHARE ||
         observable == OBSERVE_OPENNESS) &&
        !has(e, "watch"))
        mistake(c, e, e->place, NULL, "needs the key 'watch': the jurisdiction it looks at");
}

// the changes of the policy in use were checked when they were made; those of others must at least
// read
static void check_policy(struct check *c, const struct entity *e)
{
    const struct value *set = scenario_value(e, "set");
    const char *known[64], *near;
    size_t n = 0;

    for (size_t k = 0; kinds[k] && n < 64; k++)
        if (!kinds[k]->parent)
            known[n++] = kinds[k]->plural;
    if (c->sc->policy && strcmp(c->sc->policy, e->name) == 0)
        return;
    for (size_t i = 0; i < set->n_texts && !c->failed; i++) {
        struct tree_node root = {.type = TREE_GROUP};
        struct tree changes = {.root = &root};
        c->failed = !overlay_apply(&changes, set->texts[i], set->text_places[i], c->diag);
        for (const struct tree_node *key = root.first; key; key = key->next) {
            size_t k = 0;
            while (k < n && strcmp(known[k], key->name) != 0)
                k++;
            near = k == n ? text_nearest(key->name, known, n) : NULL;
            if (k == n)
                diag_add(c->diag, key->place, key->name, "unknown key%s%s%s",
                         near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
        }
        tree_free(&changes);
    }
}

double checks_memory(const struct scenario *sc)
{
    size_t actors, chips, n;
    const struct entity *run = scenario_all(sc, &kind_run, &n);

    scenario_all(sc, &kind_actor, &actors);
    scenario_all(sc, &kind_chip, &chips);
    return sizeof(lanes) * (double)HISTORIES * (double)actors * (double)chips *
           scenario_value(run, "months")->integer;
}

static void check_run(struct check *c, const struct entity *e)
{
    const double bytes = checks_memory(c->sc);

    if (bytes > CHECKS_MEMORY_BYTES)
        mistake(c, e, scenario_value(e, "months")->place, "months",
                "so many months, actors and chips are expected to need %.1f GB of memory for each "
                "thread; at most %.0f GB are allowed",
                bytes / 1e9, CHECKS_MEMORY_BYTES / 1e9);
}

bool checks_run(const struct scenario *sc, struct diag *diag)
{
    static const struct {
        const struct kind *kind;
        void (*check)(struct check *, const struct entity *);
    } checks[] = {
        {&kind_run, check_run},       {&kind_jurisdiction, check_jurisdiction},
        {&kind_actor, check_actor},   {&kind_transition, check_transition},
        {&kind_event, check_event},   {&kind_trigger, check_trigger},
        {&kind_policy, check_policy},
    };
    struct check c = {.sc = sc, .diag = diag};

    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        size_t n;
        const struct entity *all = scenario_all(sc, checks[i].kind, &n);
        for (size_t j = 0; j < n && !c.failed; j++)
            checks[i].check(&c, &all[j]);
    }
    return !c.failed && correlations_check(sc, diag) && correlations_check_tags(sc, diag);
}
