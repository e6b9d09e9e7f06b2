/* Names travel with the plan, so that results can be read where the scenario is not at hand. */
#include "engine/plan_build.h"

#include "model/kind.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(PLAN_KINDS >= 32, "kinds are few");

static void add(struct plan *plan, const char *text)
{
    const size_t size = strlen(text) + 1;

    if (plan->text)
        memcpy(plan->text + plan->text_bytes, text, size);
    if (plan->name)
        plan->name[plan->n_names] = (uint32_t)plan->text_bytes;
    plan->text_bytes += size;
    plan->n_names++;
}

static void add_all(struct plan *plan)
{
    const struct scenario *sc = plan->scenario;

    plan->n_names = 0;
    plan->text_bytes = 0;
    for (size_t k = 0; kinds[k]; k++) {
        size_t n;
        const struct entity *all = scenario_all(sc, kinds[k], &n);
        plan->first_name[k] = plan->n_names;
        for (size_t i = 0; i < n; i++)
            add(plan, all[i].name);
    }
    plan->first_label = plan->n_names;
    for (size_t i = 0; i < sc->n_labels; i++)
        add(plan, sc->labels[i]);
}

bool plan_build_names(struct plan *plan)
{
    add_all(plan);
    plan->name = calloc((size_t)plan->n_names + 1, sizeof *plan->name);
    plan->text = calloc(plan->text_bytes + 1, 1);
    if (!plan->name || !plan->text)
        return false;
    add_all(plan);
    return true;
}

const char *plan_name(const struct plan *plan, const struct kind *kind, int32_t index)
{
    size_t k = 0;

    while (kinds[k] != kind)
        k++;
    return plan->text + plan->name[plan->first_name[k] + index];
}

const char *plan_label(const struct plan *plan, int32_t label)
{
    return plan->text + plan->name[plan->first_label + label];
}
