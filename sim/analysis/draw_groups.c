#include "analysis/draw_groups.h"

#include "base/text.h"
#include "engine/draws.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

struct grouping {
    struct draw_groups *groups;
    const struct plan *plan;
    const struct draw_pattern *pattern;
    size_t n_patterns;
};

static struct draw_group *find_group(struct draw_groups *g, const char *name)
{
    for (size_t i = 0; i < g->n; i++)
        if (strcmp(g->group[i].name, name) == 0)
            return &g->group[i];
    if (g->n == DRAW_GROUPS_MOST)
        return NULL;
    g->group[g->n].name = text_copy(name);
    return g->group[g->n].name ? &g->group[g->n++] : NULL;
}

static bool add_key(struct draw_group *g, uint64_t key)
{
    if (g->n == g->room) {
        const size_t room = g->room ? 2 * g->room : 32;
        uint64_t *more = realloc(g->key, room * sizeof *more);
        if (!more)
            return false;
        g->key = more;
        g->room = room;
    }
    g->key[g->n++] = key;
    return true;
}

/** The entity of a kind that a path names after the kind's plural, or NULL. */
static const struct entity *entity_of(const struct scenario *sc, const struct kind *kind,
                                      const char *path)
{
    const size_t n = strlen(kind->plural);
    char name[64];

    if (strncmp(path, kind->plural, n) != 0 || path[n] != '.')
        return NULL;
    snprintf(name, sizeof name, "%.*s", (int)strcspn(path + n + 1, "."), path + n + 1);
    return scenario_find(sc, kind, SIZE_MAX, name);
}

/** The jurisdiction whose regimes or instruments a path is about, or NULL. */
static const char *key_of(const struct scenario *sc, const char *path)
{
    static const struct {
        const struct kind *kind;
        const char *owner; // row that names the jurisdiction; NULL: it is one
    } owned[] = {{&kind_jurisdiction, NULL},
                 {&kind_instrument, "owner"},
                 {&kind_event, "jurisdiction"},
                 {&kind_trigger, "jurisdiction"}};

    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) {
        const struct entity *e = entity_of(sc, owned[i].kind, path);
        if (e && !owned[i].owner)
            return e->name;
        const int32_t j = e ? scenario_value(e, owned[i].owner)->integer : -1;
        if (j >= 0)
            return scenario_at(sc, &kind_jurisdiction, (size_t)j)->name;
    }
    return NULL;
}

static bool ends_in(const char *path, const char *row)
{
    const size_t n = strlen(path), m = strlen(row);

    return n > m && path[n - m - 1] == '.' && strcmp(path + n - m, row) == 0;
}

/** What kind of thing a path is about, where no key is. */
static const char *side_of(const struct scenario *sc, const char *path)
{
    if (ends_in(path, "outside_weight") || ends_in(path, "allocation_weight"))
        return "allocation";
    if (strstr(path, ".outside_demand_chips_per_month"))
        return "demand";
    if (entity_of(sc, &kind_chip, path) || entity_of(sc, &kind_supplier, path))
        return "supply";
    return "demand";
}

/** Puts a draw into its group. */
static bool add(const struct grouping *g, const char *path, enum draws_process process,
                uint32_t entity)
{
    const char *owner = key_of(g->plan->scenario, path), *name = NULL;
    char key[80];

    for (size_t i = 0; i < g->n_patterns && !name; i++)
        if (fnmatch(g->pattern[i].path, path, 0) == 0)
            name = g->pattern[i].group;
    if (!name && owner) {
        snprintf(key, sizeof key, "key of %s", owner);
        name = key;
    }
    struct draw_group *group =
        find_group(g->groups, name ? name : side_of(g->plan->scenario, path));
    return group && add_key(group, draws_key(process, entity));
}

/** The same for an entity's own luck in n processes. */
static bool add_luck(const struct grouping *g, const struct kind *kind, int32_t index,
                     uint32_t entity, const enum draws_process process[], size_t n)
{
    const struct scenario *sc = g->plan->scenario;
    char *path = scenario_path(sc, scenario_at(sc, kind, (size_t)index));
    bool fine = path;

    for (size_t i = 0; i < n && fine; i++)
        fine = add(g, path, process[i], entity);
    free(path);
    return fine;
}

bool draw_groups_init(struct draw_groups *groups, const struct plan *plan,
                      const struct draw_pattern pattern[], size_t n)
{
    static const enum draws_process regimes[] = {DRAWS_START_REGIME, DRAWS_MOVE},
                                    event[] = {DRAWS_EVENT}, noise[] = {DRAWS_SUPPLY_NOISE},
                                    licence[] = {DRAWS_LICENCE_DELAY, DRAWS_LICENCE_DENIAL,
                                                 DRAWS_ALLOWANCE_DELAY, DRAWS_ALLOWANCE_DENIAL};
    const struct grouping g = {groups, plan, pattern, n};
    bool fine = true;

    *groups = (struct draw_groups){0};
    for (size_t i = 0; i < n && fine; i++)
        fine = find_group(groups, pattern[i].group);
    for (size_t u = 0; u < plan->n_uncertain && fine; u++)
        fine = add(&g, plan->scenario->parameters[plan->uncertain[u].parameter].path,
                   DRAWS_PARAMETER, plan->uncertain[u].tag);
    for (int32_t j = 0; j < plan->n_jurisdictions && fine; j++)
        fine = add_luck(&g, &kind_jurisdiction, j, plan->jurisdiction_tag[j], regimes, 2);
    for (int32_t e = 0; e < plan->n_events && fine; e++)
        fine = add_luck(&g, &kind_event, e, plan->event_tag[e], event, 1);
    for (int32_t k = 0; k < plan->n_chips && fine; k++)
        fine = add_luck(&g, &kind_chip, k, plan->chip_tag[k], noise, 1);
    for (int32_t m = 0; m < plan->n_instruments && fine; m++)
        fine = add_luck(&g, &kind_instrument, m, plan->instruments[m].tag, licence, 4);
    for (int32_t b = 0; b < plan->n_binds && fine; b++)
        fine = add_luck(&g, &kind_instrument, plan->binds[b].instrument, plan->binds[b].tag,
                        licence, 2);
    return fine;
}

void draw_groups_free(struct draw_groups *groups)
{
    for (size_t i = 0; i < groups->n; i++) {
        free(groups->group[i].name);
        free(groups->group[i].key);
    }
    *groups = (struct draw_groups){0};
}
