/* A header, the numbers of struct plan as they stand, its arrays, what they point to. */
#include "engine/plan_bytes.h"

#include "base/quantile_bytes.h"

#include <stdlib.h>
#include <string.h>

/** What must agree between who writes and who reads. */
struct header {
    char mark[8];
    uint32_t lanes, numbers, instrument, pair, category, real;
};

enum { NUMBERS = offsetof(struct plan, arena) };

static struct header header(void)
{
    return (struct header){.mark = {'c', 'h', 'o', 'k', 'e', 'p', 'l', '2'},
                           .lanes = LANES,
                           .numbers = NUMBERS,
                           .instrument = sizeof(struct instrument_plan),
                           .pair = sizeof(struct pair),
                           .category = sizeof(struct category),
                           .real = sizeof(real)};
}

/** An array of the plan: where its pointer stands, its elements. */
struct array {
    void **data;
    size_t n, element;
};

#define ARRAY(member, count)                                                                       \
    {                                                                                              \
        (void **)(void *)&pl->member, (size_t)(count), sizeof *pl->member                          \
    }

/** All arrays of numbers.  @return how many */
static size_t list(struct plan *pl, struct array array[32])
{
    const struct array all[] = {
        {&pl->arena, pl->arena_bytes, 1},
        ARRAY(slots, pl->n_slots),
        ARRAY(uncertain, pl->n_uncertain),
        ARRAY(points, pl->n_points),
        ARRAY(correlated, pl->n_correlated),
        ARRAY(cholesky, (uint64_t)pl->n_correlated * pl->n_correlated),
        ARRAY(steps, pl->n_steps),
        ARRAY(ages, pl->n_ages),
        ARRAY(rows, pl->n_rows),
        ARRAY(pairs, pl->n_pairs),
        ARRAY(binds, pl->n_binds),
        ARRAY(listed, pl->n_listed),
        ARRAY(pair_of, pl->n_actors * pl->n_chips),
        ARRAY(actor_pair, pl->n_actors + 1),
        ARRAY(chip_order, pl->n_chips),
        ARRAY(chip_site, pl->n_chips),
        ARRAY(regime_jurisdiction, pl->n_regimes),
        ARRAY(regime_first, pl->n_jurisdictions),
        ARRAY(regime_count, pl->n_jurisdictions),
        ARRAY(transition_first, pl->n_regimes + 1),
        ARRAY(transition_from, pl->n_transitions),
        ARRAY(transition_other, pl->n_transitions),
        ARRAY(covariates, pl->n_transitions),
        ARRAY(watched, pl->n_jurisdictions),
        ARRAY(transition_to, pl->n_transitions),
        ARRAY(bank_supplier, pl->n_banks),
        ARRAY(jurisdiction_tag, pl->n_jurisdictions),
        ARRAY(chip_tag, pl->n_chips),
        ARRAY(event_tag, pl->n_events),
        ARRAY(name, pl->n_names),
        ARRAY(text, pl->text_bytes),
    };

    memcpy(array, all, sizeof all);
    return sizeof all / sizeof *all;
}

/** Instruments and categories without their pointers, which mean nothing elsewhere. */
static void put_pointing(const struct plan *plan, struct bytes *b)
{
    for (int32_t m = 0; m < plan->n_instruments; m++) {
        struct instrument_plan one = plan->instruments[m];
        one.type = NULL;
        bytes_put(b, &one, sizeof one);
    }
    for (int32_t c = 0; c < plan->n_categories; c++) {
        struct category one;
        memset(&one, 0, sizeof one);
        one.stage = plan->categories[c].stage;
        one.jurisdiction = plan->categories[c].jurisdiction;
        one.instrument = plan->categories[c].instrument;
        bytes_put(b, &one, sizeof one);
    }
}

void plan_bytes_write(const struct plan *plan, struct bytes *b)
{
    const struct header h = header();
    struct plan copy = *plan; // whose arrays may be listed
    struct array array[32];
    const size_t n = list(&copy, array);

    bytes_put(b, &h, sizeof h);
    bytes_put(b, plan, NUMBERS);
    for (size_t i = 0; i < n; i++)
        bytes_put(b, *array[i].data, array[i].n * array[i].element);
    put_pointing(plan, b);
    for (size_t u = 0; u < plan->n_uncertain; u++)
        quantile_bytes_put(b, plan->tables, u);
    for (int32_t c = 0; c < plan->n_categories; c++)
        bytes_put(b, plan->categories[c].cause, strlen(plan->categories[c].cause) + 1);
}

/** Points categories at their causes, which stand at the end of the bytes. */
static void take_causes(struct plan *plan, struct bytes_view *v)
{
    const size_t size = (size_t)(v->end - v->at);

    plan->causes = bytes_take_array(v, size, 1);
    v->failed |= size == 0 || (plan->causes && plan->causes[size - 1] != '\0');
    const char *at = plan->causes;
    for (int32_t c = 0; !v->failed && c < plan->n_categories; c++) {
        v->failed |= at >= plan->causes + size;
        plan->categories[c].cause = at;
        at += v->failed ? 0 : strlen(at) + 1;
    }
}

const char *plan_bytes_read(struct plan *plan, const void *data, size_t size)
{
    struct bytes_view v = {.at = data, .end = (const unsigned char *)data + size};
    const struct header own = header();
    struct header h;
    struct array array[32];

    memset(plan, 0, sizeof *plan);
    bytes_take(&v, &h, sizeof h);
    if (memcmp(&h, &own, sizeof h) != 0)
        return "not a plan, or of another version of the program";
    bytes_take(&v, plan, NUMBERS);
    const size_t n = list(plan, array);
    for (size_t i = 0; i < n; i++)
        *array[i].data = bytes_take_array(&v, array[i].n, array[i].element);
    plan->instruments =
        bytes_take_array(&v, (size_t)plan->n_instruments, sizeof *plan->instruments);
    plan->categories = bytes_take_array(&v, (size_t)plan->n_categories, sizeof *plan->categories);
    plan->tables = calloc(plan->n_uncertain + (size_t)1, sizeof *plan->tables);
    for (size_t u = 0; plan->tables && u < plan->n_uncertain; u++)
        quantile_bytes_take(&v, plan->tables, u);
    for (int32_t m = 0; !v.failed && m < plan->n_instruments; m++)
        plan->instruments[m].type = instruments[plan->instruments[m].number];
    take_causes(plan, &v);
    return v.failed || !plan->tables ? "cut short, or memory is" : NULL;
}
