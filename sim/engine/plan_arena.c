#include "engine/plan_build.h"

#include "base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** What is being written, and how much of the arrays is used. */
struct builder {
    struct plan *plan;
    const struct scenario *sc;
    size_t n_steps, n_ages, n_pool, n_slots, n_rows;
    bool counting; // first pass: sizes only
};

static const struct kind *const arena_kinds[] = {
    &kind_behaviour, &kind_measures,  &kind_jurisdiction, &kind_regime,  &kind_transition,
    &kind_signal,    &kind_ecosystem, &kind_supplier,     &kind_bank,    &kind_chip,
    &kind_actor,     &kind_reference, &kind_event,        &kind_trigger,
};
enum { ARENA_KINDS = sizeof arena_kinds / sizeof *arena_kinds };

static uint64_t *arena_place(struct plan *plan, size_t i)
{
    uint64_t *const place[ARENA_KINDS] = {
        &plan->behaviour,   &plan->measures, &plan->jurisdictions, &plan->regimes,
        &plan->transitions, &plan->signals,  &plan->ecosystems,    &plan->suppliers,
        &plan->banks,       &plan->chips,    &plan->actors,        &plan->references,
        &plan->events,      &plan->triggers,
    };
    return place[i];
}

bool plan_build_fixed(const struct parameter *parameter, double value)
{
    return !scenario_varies(parameter) && parameter->value == value;
}

static void real_at(struct builder *b, size_t parameter, size_t offset)
{
    if (!b->counting) {
        real *lane = (real *)((char *)b->plan->arena + offset);
        EACH_LANE (i)
            lane[i] = b->sc->parameters[parameter].value;
        b->plan->slots[b->n_slots] = (struct slot){(uint32_t)parameter, (uint32_t)offset};
    }
    b->n_slots++;
}

static size_t pool_row(struct builder *b, double preset)
{
    if (!b->counting) {
        real *lane = (real *)((char *)b->plan->arena + b->plan->pool + b->n_pool * sizeof(lanes));
        EACH_LANE (i)
            lane[i] = preset;
    }
    return b->n_pool++;
}

static void write_int(struct builder *b, size_t offset, int32_t value)
{
    if (!b->counting)
        memcpy((char *)b->plan->arena + offset, &value, sizeof value);
}

static void write_map(struct builder *b, const struct field *field, const struct value *value,
                      size_t offset)
{
    size_t n;
    scenario_all(b->sc, kinds_find(field->of), &n);
    const size_t first = b->n_pool;
    for (size_t i = 0; i < n; i++)
        pool_row(b, field->preset);
    for (size_t i = 0; i < value->n_items; i++)
        real_at(b, value->items[i].parameter,
                b->plan->pool + (first + (size_t)value->items[i].at) * sizeof(lanes));
    write_int(b, offset, (int32_t)first);
}

static void write_ages(struct builder *b, const struct field *field, const struct value *value,
                       size_t offset)
{
    size_t n;
    scenario_all(b->sc, kinds_find(field->of), &n);
    write_int(b, offset, (int32_t)b->n_ages);
    if (!b->counting) {
        for (size_t i = 0; i < n; i++)
            b->plan->ages[b->n_ages + i] = (int32_t)field->preset;
        for (size_t i = 0; i < value->n_items; i++)
            b->plan->ages[b->n_ages + (size_t)value->items[i].at] = value->items[i].integer;
    }
    b->n_ages += n;
}

static void write_schedule(struct builder *b, const struct value *value, size_t offset)
{
    const struct schedule schedule = {(int32_t)b->n_steps, (int32_t)value->n_items};

    for (size_t i = 0; i < value->n_items; i++) {
        const size_t row = pool_row(b, 0);
        real_at(b, value->items[i].parameter, b->plan->pool + row * sizeof(lanes));
        if (!b->counting)
            b->plan->steps[b->n_steps] = (struct step){value->items[i].at, (int32_t)row};
        b->n_steps++;
    }
    if (!b->counting)
        memcpy((char *)b->plan->arena + offset, &schedule, sizeof schedule);
}

static void write_value(struct builder *b, const struct field *field, const struct value *value,
                        size_t offset)
{
    switch (field->type) {
    case FIELD_REAL:
    case FIELD_FLAG:
        real_at(b, value->parameter, offset);
        break;
    case FIELD_TEXT:
    case FIELD_TEXTS:
        break;
    case FIELD_NAMES:
        if (!b->counting)
            memcpy((char *)b->plan->arena + offset, &value->set, sizeof value->set);
        break;
    case FIELD_MAP:
        write_map(b, field, value, offset);
        break;
    case FIELD_AGES:
        write_ages(b, field, value, offset);
        break;
    case FIELD_SCHEDULE:
        write_schedule(b, value, offset);
        break;
    default:
        write_int(b, offset, value->integer);
    }
}

/** One copy of an instrument's head and parameters as they are in a regime (-1: without override).
 */
static void write_copy(struct builder *b, const struct entity *e, size_t at, size_t params,
                       int32_t regime)
{
    const size_t n_head = field_count(e->kind->fields);
    const struct override *override = NULL;

    for (size_t o = 0; o < e->n_overrides; o++)
        if (e->overrides[o].regime == regime)
            override = &e->overrides[o];
    for (size_t i = 0; i < e->n_fields; i++) {
        const struct field *field = scenario_field(e, i);
        const struct value *value =
            override && override->values[i].given ? &override->values[i] : &e->values[i];
        write_value(b, field, value, at + (i < n_head ? 0 : params) + field->offset);
    }
}

static size_t align(size_t bytes)
{
    return (bytes + 63) / 64 * 64;
}

/** False only if it has that value in every regime, for certain. */
static bool may_differ(const struct scenario *sc, const struct entity *e, const char *key,
                       double from)
{
    const size_t row = scenario_row(e, key);

    if (!plan_build_fixed(&sc->parameters[e->values[row].parameter], from))
        return true;
    for (size_t o = 0; o < e->n_overrides; o++)
        if (e->overrides[o].values[row].given)
            return true;
    return false;
}

/** Its place among those of its sort, and where its real members stand in a copy. */
static void describe_instrument(struct builder *b, const struct entity *e,
                                struct instrument_plan *m)
{
    const size_t n_head = field_count(e->kind->fields);
    const int32_t number = m->number;
    struct plan *plan = b->plan;

    m->limit = m->allowance = m->ratio = -1;
    if (number == INSTRUMENT_QUOTA || number == INSTRUMENT_PER_CUSTOMER_CAP ||
        number == INSTRUMENT_RATIO_CAP)
        m->limit = plan->n_limits++;
    if (number == INSTRUMENT_DOMESTIC_RATIO)
        m->ratio = plan->n_ratios++;
    if (number == INSTRUMENT_LICENCE && scenario_value(e, "stage")->integer == 0)
        m->allowance = plan->n_allowances++;
    if (number == INSTRUMENT_LICENCE)
        m->may_lapse = may_differ(b->sc, e, "validity_months", INFINITY);
    m->tag = rng_tag(e->name);
    m->row_first = (int32_t)b->n_rows;
    for (size_t i = 0; i < e->n_fields; i++) {
        const struct field *field = scenario_field(e, i);
        bool varies = false;
        for (size_t o = 0; o < e->n_overrides; o++)
            varies |= e->overrides[o].values[i].given;
        if (varies && field->type == FIELD_NAMES)
            m->sets_vary = 1;
        if (varies && (field->type == FIELD_REAL || field->type == FIELD_FLAG))
            plan->rows[b->n_rows++] = (i < n_head ? 0 : m->params) + (uint32_t)field->offset;
    }
    m->row_count = (int32_t)b->n_rows - m->row_first;
}

static size_t build_instruments(struct builder *b, size_t at)
{
    struct plan *plan = b->plan;

    for (int32_t i = 0; i < plan->n_instruments; i++) {
        const struct entity *e = scenario_at(b->sc, &kind_instrument, (size_t)i);
        struct instrument_plan *m = &plan->instruments[i];
        const int32_t owner = scenario_value(e, "owner")->integer;
        m->type = instruments_find(scenario_value(e, "type")->text);
        for (m->number = 0; instruments[m->number] != m->type;)
            m->number++;
        m->owner = owner;
        m->first_regime = plan->regime_first[owner];
        m->n_regimes = plan->regime_count[owner];
        m->params = (uint32_t)align(sizeof(struct instrument_head));
        m->stride = m->params + (uint32_t)align(m->type->size);
        m->now = (uint32_t)at;
        m->regime = m->now + m->stride;
        write_copy(b, e, m->now, m->params, -1);
        for (int32_t r = 0; r < m->n_regimes; r++)
            write_copy(b, e, m->regime + (size_t)r * m->stride, m->params, m->first_regime + r);
        if (!b->counting)
            describe_instrument(b, e, m);
        at += m->stride * (size_t)(1 + m->n_regimes);
    }
    return at;
}

/** Both passes: the first finds sizes, the second writes. */
static size_t build_pass(struct builder *b)
{
    size_t at = 0;

    b->n_steps = b->n_ages = b->n_pool = b->n_slots = b->n_rows = 0;
    for (size_t k = 0; k < ARENA_KINDS; k++) {
        size_t n;
        const struct entity *all = scenario_all(b->sc, arena_kinds[k], &n);
        *arena_place(b->plan, k) = at;
        for (size_t i = 0; i < n; i++)
            for (size_t f = 0; f < all[i].n_fields; f++) {
                const struct field *field = scenario_field(&all[i], f);
                write_value(b, field, &all[i].values[f],
                            at + i * arena_kinds[k]->size + field->offset);
            }
        at += align(n * arena_kinds[k]->size);
    }
    at = build_instruments(b, at);
    b->plan->pool = at;
    return at + b->n_pool * sizeof(lanes);
}

/** Slots of uncertain parameters first: the rest never changes. */
static bool order_slots(struct plan *plan)
{
    struct slot *sorted = malloc((plan->n_slots + 1) * sizeof *sorted);
    uint32_t n = 0;

    if (!sorted)
        return false;
    for (int certain = 0; certain < 2; certain++) {
        for (size_t i = 0; i < plan->n_slots; i++)
            if (!scenario_varies(&plan->scenario->parameters[plan->slots[i].parameter]) ==
                (certain == 1))
                sorted[n++] = plan->slots[i];
        if (!certain)
            plan->n_uncertain_slots = n;
    }
    free(plan->slots);
    plan->slots = sorted;
    return true;
}

bool plan_build_arena(struct plan *plan)
{
    struct builder b = {.plan = plan, .sc = plan->scenario, .counting = true};
    const size_t n_instruments = (size_t)plan->n_instruments + 1;

    plan->instruments = calloc(n_instruments, sizeof *plan->instruments);
    if (!plan->instruments)
        return false;
    plan->arena_bytes = align(build_pass(&b));
    plan->arena = aligned_alloc(64, plan->arena_bytes + 64);
    plan->slots = calloc(b.n_slots + 1, sizeof *plan->slots);
    plan->steps = calloc(b.n_steps + 1, sizeof *plan->steps);
    plan->ages = calloc(b.n_ages + 1, sizeof *plan->ages);
    plan->rows = calloc(b.n_slots + 1, sizeof *plan->rows);
    plan->n_slots = (uint32_t)b.n_slots;
    plan->n_steps = (int32_t)b.n_steps;
    plan->n_ages = (int32_t)b.n_ages;
    plan->n_rows = (int32_t)b.n_slots;
    if (plan->arena_bytes > UINT32_MAX || !plan->arena || !plan->slots || !plan->steps ||
        !plan->ages || !plan->rows)
        return false;
    memset(plan->arena, 0, plan->arena_bytes);
    b.counting = false;
    build_pass(&b);
    return order_slots(plan);
}
