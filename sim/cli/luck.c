#include "cli/luck.h"

#include "base/rng.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>

/** Adds a name; takes it over. False if memory is short. */
static bool add_name(struct luck *k, char *name, int32_t uncertain)
{
    if (name && k->n_names == k->names_room) {
        const size_t room = k->names_room ? 2 * k->names_room : 256;
        struct luck_name *more = realloc(k->name, room * sizeof *more);
        if (more) {
            k->name = more;
            k->names_room = room;
        }
    }
    if (!name || k->n_names == k->names_room) {
        free(name);
        return false;
    }
    k->name[k->n_names++] = (struct luck_name){rng_tag(name), uncertain, name};
    return true;
}

static bool add_kind(struct luck *k, const struct plan *plan, const struct kind *kind)
{
    size_t n;
    const struct entity *all = scenario_all(plan->scenario, kind, &n);
    bool fine = true;

    for (size_t i = 0; i < n && fine; i++)
        fine = add_name(k, text_copy(all[i].name), -1);
    return fine;
}

static int by_tag(const void *a, const void *b)
{
    const struct luck_name *x = a, *y = b;

    return (x->tag > y->tag) - (x->tag < y->tag);
}

bool luck_init(struct luck *k, const struct plan *plan)
{
    *k = (struct luck){0};
    bool fine = add_kind(k, plan, &kind_jurisdiction) && add_kind(k, plan, &kind_event) &&
                add_kind(k, plan, &kind_chip) && add_kind(k, plan, &kind_instrument);

    for (size_t u = 0; u < plan->n_uncertain && fine; u++)
        fine = add_name(k, text_copy(plan->scenario->parameters[plan->uncertain[u].parameter].path),
                        (int32_t)u);
    for (int32_t p = 0; p < plan->n_pairs; p++)
        for (int32_t b = 0; b < plan->pairs[p].n_binds && fine; b++)
            fine = add_name(k,
                            text_format("%s:%s:%s",
                                        plan_name(plan, &kind_instrument,
                                                  plan->binds[plan->pairs[p].bind + b].instrument),
                                        plan_name(plan, &kind_actor, plan->pairs[p].actor),
                                        plan_name(plan, &kind_chip, plan->pairs[p].chip)),
                            -1);
    if (fine)
        qsort(k->name, k->n_names, sizeof *k->name, by_tag);
    return fine;
}

void luck_free(struct luck *k)
{
    for (size_t i = 0; i < k->n_names; i++)
        free(k->name[i].name);
    free(k->name);
    free(k->draw);
    *k = (struct luck){0};
}

void luck_watch(void *context, enum draws_process process, uint32_t entity, uint32_t month,
                uint32_t number, double u)
{
    struct luck *k = context;

    if (k->n == k->room) {
        const size_t room = k->room ? 2 * k->room : 1024;
        struct luck_draw *more = realloc(k->draw, room * sizeof *more);
        if (!more) {
            k->full = true;
            return;
        }
        k->draw = more;
        k->room = room;
    }
    k->draw[k->n++] = (struct luck_draw){process, entity, month, number, u};
}

static void put_month(FILE *out, uint32_t month)
{
    if (month == DRAWS_ONCE)
        fputs("once", out);
    else if (month == DRAWS_OPENING)
        fputs("opening", out);
    else
        fprintf(out, "%" PRIu32, month);
}

void luck_write(FILE *out, const struct luck *k, const struct plan *plan, const struct state *state)
{
    fputs("process,entity,month,number,uniform,value\n", out);
    for (size_t i = 0; i < k->n; i++) {
        const struct luck_draw *d = &k->draw[i];
        const struct luck_name wanted = {.tag = d->entity};
        const struct luck_name *name =
            bsearch(&wanted, k->name, k->n_names, sizeof *k->name, by_tag);
        fprintf(out, "%s,", draws_process_names[d->process]);
        if (name)
            fputs(name->name, out);
        else
            fprintf(out, "0x%08" PRIx32, d->entity);
        putc(',', out);
        put_month(out, d->month);
        fprintf(out, ",%" PRIu32 ",%.17g,", d->number, d->uniform);
        if (d->process == DRAWS_PARAMETER && name && name->uncertain >= 0)
            fprintf(out, "%.17g", plan_drawn(plan, state, (size_t)name->uncertain, 0));
        putc('\n', out);
    }
}
