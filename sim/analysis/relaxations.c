#include "analysis/relaxations.h"

#include "base/text.h"
#include "model/policy.h"

#include <math.h>
#include <stdlib.h>

static bool add_parameter(struct relaxation *x, const struct scenario *sc, size_t number)
{
    const struct parameter *p = &sc->parameters[number];

    // a factor moves neither zero nor infinity, nor what is left for the engine to derive
    if (!scenario_varies(p) && (p->value == 0 || !isfinite(p->value)))
        return true;
    size_t *more = realloc(x->number, (x->n + 1) * sizeof *more);
    if (!more)
        return false;
    x->number = more;
    x->number[x->n++] = number;
    return true;
}

static bool add_value(struct relaxation *x, const struct scenario *sc, const struct field *field,
                      const struct value *value)
{
    bool fine = true;

    if (field->type == FIELD_REAL)
        return add_parameter(x, sc, value->parameter);
    for (size_t i = 0; i < value->n_items && fine; i++)
        fine = add_parameter(x, sc, value->items[i].parameter);
    return fine;
}

/** Its value, and those of the regimes that have another. */
static bool add_row(struct relaxation *x, const struct scenario *sc, const struct entity *e,
                    size_t row)
{
    const struct field *field = scenario_field(e, row);
    bool fine = add_value(x, sc, field, &e->values[row]);

    for (size_t o = 0; o < e->n_overrides && fine; o++)
        if (e->overrides[o].values[row].given)
            fine = add_value(x, sc, field, &e->overrides[o].values[row]);
    return fine;
}

/** Does a transition lead to a less open regime? */
static bool closes(const struct scenario *sc, const struct entity *transition)
{
    const struct entity *from = scenario_at(sc, &kind_regime, transition->parent);
    const struct entity *to = scenario_find(sc, &kind_regime, from->parent, transition->name);

    return scenario_value(to, "openness")->integer < scenario_value(from, "openness")->integer;
}

/** Takes over a relaxation if it changes anything. */
static bool keep(struct relaxations *all, struct relaxation *x)
{
    if (x->n && x->path && all->n == all->room) {
        const size_t room = all->room ? 2 * all->room : 64;
        struct relaxation *more = realloc(all->of, room * sizeof *more);
        if (more) {
            all->of = more;
            all->room = room;
        }
    }
    const bool fits = x->path && all->n < all->room;
    if (x->n && fits) {
        all->of[all->n++] = *x;
        return true;
    }
    const bool fine = x->path && x->n == 0;
    free(x->path);
    free(x->number);
    return fine;
}

/** The hazards by which one jurisdiction may close, together. */
static bool add_hazards(struct relaxations *all, const struct scenario *sc, size_t jurisdiction,
                        double by)
{
    size_t n;
    const struct entity *transitions = scenario_all(sc, &kind_transition, &n);
    struct relaxation x = {.factor = 1 - by};
    bool fine = true;

    for (size_t i = 0; i < n && fine; i++)
        if (scenario_at(sc, &kind_regime, transitions[i].parent)->parent == jurisdiction &&
            closes(sc, &transitions[i]))
            fine =
                add_row(&x, sc, &transitions[i], scenario_row(&transitions[i], "hazard_per_year"));
    x.path = text_format("jurisdictions.%s.closing_hazards",
                         scenario_at(sc, &kind_jurisdiction, jurisdiction)->name);
    return keep(all, &x) && fine;
}

static bool add_entity(struct relaxations *all, const struct scenario *sc, const struct entity *e,
                       double by)
{
    bool fine = true;

    for (size_t row = 0; row < e->n_fields && fine; row++) {
        const struct field *field = scenario_field(e, row);
        struct relaxation x = {.factor = field->flags & FIELD_EASES ? 1 + by : 1 - by};
        if (!(field->flags & (FIELD_EASES | FIELD_TIGHTENS)))
            continue;
        char *path = scenario_path(sc, e);
        x.path = path ? text_format("%s.%s", path, field->key) : NULL;
        free(path);
        fine = add_row(&x, sc, e, row);
        fine = keep(all, &x) && fine;
    }
    return fine;
}

bool relaxations_init(struct relaxations *all, const struct scenario *sc, double by)
{
    bool fine = true;

    *all = (struct relaxations){0};
    for (size_t i = 0; i < sc->n_entities && fine; i++) {
        const struct entity *e = &sc->entities[i];
        if (e->kind == &kind_jurisdiction)
            fine = add_hazards(all, sc, e->index, by);
        else if (e->kind != &kind_transition)
            fine = add_entity(all, sc, e, by);
    }
    return fine;
}

void relaxations_free(struct relaxations *all)
{
    for (size_t i = 0; i < all->n; i++) {
        free(all->of[i].path);
        free(all->of[i].number);
    }
    free(all->of);
    *all = (struct relaxations){0};
}
