/*
 * Pairs are summed into the page of their actor, category by category; then the target is filled in
 * the order of section 7.9. What is zero in every lane is passed over: it changes no bit.
 */
#include "engine/ledger.h"

#include "engine/state_at.h"

#include <string.h>

/** The ledger of one actor while it is filled. */
struct page {
    lanes *units, *chips; // (category)
    uint8_t *touched;     // (category) 0: nothing in any lane
    lanes open;           // of the target
};

/** The page of an actor, what stood in it last month wiped. */
static struct page turn_page(const struct plan *pl, struct state *s, int32_t a)
{
    const int32_t first = a * pl->n_categories;
    struct page page = {&s->ledger[first], &s->ledger_chips[first], &s->ledger_touched[first], {0}};

    for (int32_t c = 0; c < pl->n_categories; c++) {
        if (!page.touched[c])
            continue;
        EACH_LANE (i)
            page.units[c][i] = page.chips[c][i] = 0;
        page.touched[c] = 0;
    }
    memcpy(page.open, s->target[a], sizeof(lanes));
    return page;
}

static void add(struct page *page, int32_t category, const lanes chips, const lanes units)
{
    real *restrict sum_chips = page->chips[category], *restrict sum = page->units[category];

    EACH_LANE (i) {
        sum_chips[i] += chips[i];
        sum[i] += chips[i] * units[i];
    }
    page->touched[category] = 1;
}

/** What is at the border, under the first key that holds it today; else under the importer's. */
static void add_border(const struct plan *pl, struct state *s, int32_t p, struct page *page)
{
    lanes left, part;

    memcpy(left, s->border[p], sizeof left);
    EACH_BIND (b, pl, p, BIND_BORDER) {
        const real *covers = s->covers[b], *hold = s->hold[pl->binds[b].instrument];
        EACH_LANE (i) {
            part[i] = covers[i] * hold[i] * left[i];
            left[i] -= part[i];
        }
        add(page, pl->category.border[pl->instruments[pl->binds[b].instrument].owner], part,
            s->units[p]);
    }
    add(page, pl->category.border[s->actor[pl->pairs[p].actor].home], left, s->units[p]);
}

/** Stocks of one actor by category, summed apart from the page: their places are fixed, so the loop
 * over pairs addresses them directly. */
struct stocks {
    lanes used, power, installing, moving;
    lanes used_units, power_units, installing_units, moving_units;
};

static inline void sum_stocks(const struct state *s, int32_t p, struct stocks *sum)
{
    const real *units = s->units[p], *in_service = s->in_service[p], *transit = s->transit[p];
    const real *warehouse = s->warehouse[p], *ready = s->ready[p];

    EACH_LANE (i) {
        const real w = units[i], rest = warehouse[i] - ready[i];
        const real waiting = rest > 0 ? rest : 0;
        sum->used[i] += in_service[i];
        sum->used_units[i] += in_service[i] * w;
        sum->power[i] += ready[i];
        sum->power_units[i] += ready[i] * w;
        sum->installing[i] += waiting;
        sum->installing_units[i] += waiting * w;
        sum->moving[i] += transit[i];
        sum->moving_units[i] += transit[i] * w;
    }
}

static void write(struct page *page, int32_t category, const lanes chips, const lanes units)
{
    memcpy(page->chips[category], chips, sizeof(lanes));
    memcpy(page->units[category], units, sizeof(lanes));
    page->touched[category] = 1;
}

static void write_stocks(const struct category_index *at, const struct stocks *sum,
                         struct page *page)
{
    write(page, at->in_service, sum->used, sum->used_units);
    write(page, at->power, sum->power, sum->power_units);
    write(page, at->installing, sum->installing, sum->installing_units);
    write(page, at->transit, sum->moving, sum->moving_units);
}

/** Applications by the key they wait at, running or on hold. */
static void add_pending(const struct plan *pl, struct state *s, int32_t p, struct page *page)
{
    EACH_BIND (b, pl, p, BIND_APPLICATION) {
        const int32_t m = pl->binds[b].instrument, j = pl->instruments[m].owner;
        const real *hold = s->hold[m], *waiting = s->waiting[b];
        lanes held, running;
        if (!lanes_any(waiting))
            continue;
        EACH_LANE (i) {
            held[i] = hold[i] * waiting[i];
            running[i] = waiting[i] - held[i];
        }
        add(page, pl->category.hold[j], held, s->units[p]);
        add(page, pl->category.clock[j], running, s->units[p]);
    }
}

/** What was refused, by key and cause. */
static void add_refused(const struct plan *pl, struct state *s, int32_t p, struct page *page)
{
    const int32_t key[2] = {s->actor[pl->pairs[p].actor].home, s->chip[pl->pairs[p].chip].origin};

    for (int side = 0; side < 2; side++) {
        const int32_t j = key[side];
        const int32_t cause[3] = {pl->category.denied[j], pl->category.revoked[j],
                                  pl->category.lapsed[j]};
        for (int c = 0; c < 3; c++) {
            const real *refused = s->refused[p * REFUSALS + 3 * side + c];
            if (cause[c] >= 0 && state_refused(s, p, 3 * side + c) && lanes_any(refused))
                add(page, cause[c], refused, s->units[p]);
        }
    }
}

/** The same where nothing is under way. */
static inline void sum_in_service(const struct state *s, int32_t p, struct stocks *sum)
{
    const real *units = s->units[p], *in_service = s->in_service[p];

    EACH_LANE (i) {
        sum->used[i] += in_service[i];
        sum->used_units[i] += in_service[i] * units[i];
    }
}

static void add_pairs(const struct plan *pl, struct state *s, int32_t a, struct page *page)
{
    struct stocks sum = {0};

    for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
        if (s->supplied[p])
            sum_stocks(s, p, &sum);
        else if (s->held[p])
            sum_in_service(s, p, &sum);
        if (s->supplied[p] && lanes_any(s->border[p]))
            add_border(pl, s, p, page);
        if (s->asked[p] && lanes_any(s->pending[p]))
            add_pending(pl, s, p, page);
        if (s->was_refused[p])
            add_refused(pl, s, p, page);
    }
    write_stocks(&pl->category, &sum, page);
}

/** What was cleared and clipped, and what is in service beyond the target. */
static void add_actor(const struct plan *pl, struct state *s, int32_t a, struct page *page)
{
    const int32_t surplus = pl->category.surplus, first = a * pl->n_categories;
    const real *used = page->units[pl->category.in_service], *target = s->target[a];

    for (int32_t c = pl->category.cleared.first; c < pl->category.cleared.end; c++)
        if (s->clip_touched[first + c])
            write(page, c, s->clip_chips[first + c], s->clip[first + c]);
    EACH_LANE (i) {
        const real over = used[i] - target[i];
        page->units[surplus][i] = over > 0 ? over : 0;
    }
    page->touched[surplus] = 1;
}

/** Takes a category's units from what is still open of the target. */
static void fill(struct page *page, int32_t category)
{
    if (category < 0 || !page->touched[category])
        return;
    real *restrict units = page->units[category], *restrict open = page->open;
    EACH_LANE (i) {
        const real have = units[i], left = open[i], taken = have < left ? have : left;
        units[i] = taken;
        open[i] = left - taken;
    }
}

/** Pending at and refused by the importer's key first, then the exporters' in the order of their
 * names. */
static void fill_keys(const struct plan *pl, int32_t home, struct page *page)
{
    const struct category_index *at = &pl->category;

    for (int pass = 0; pass < 2; pass++)
        for (int32_t n = -1; n < pl->n_jurisdictions; n++) {
            const int32_t j = n < 0 ? home : n;
            if (n == home || at->clock[j] < 0)
                continue;
            fill(page, pass ? at->denied[j] : at->clock[j]);
            fill(page, pass ? at->revoked[j] : at->hold[j]);
            fill(page, pass ? at->lapsed[j] : -1);
        }
}

/** What was not ordered, by cause: each at most its own size, together at most what stayed
 * unplaced; the rest is timing. */
static void fill_causes(const struct plan *pl, struct state *s, int32_t a, struct page *page)
{
    const int32_t first = a * pl->n_categories, timing = pl->category.timing;
    const struct span causes = pl->category.causes;
    const real *unplaced = s->unplaced[a];
    real *restrict open = page->open;
    lanes sum = {0}, part;

    for (int32_t c = causes.first; c < causes.end; c++) {
        const real *loss = s->loss[first + c];
        if (!s->loss_touched[first + c] || !lanes_any(s->loss_chips[first + c]))
            continue;
        page->touched[c] = 1;
        EACH_LANE (i)
            sum[i] += loss[i];
    }
    EACH_LANE (i) {
        const real most = unplaced[i] < open[i] ? unplaced[i] : open[i];
        part[i] = sum[i] > most ? most / sum[i] : 1;
    }
    for (int32_t c = causes.first; c < causes.end; c++) {
        const real *loss = s->loss[first + c], *loss_chips = s->loss_chips[first + c];
        real *restrict units = page->units[c], *restrict chips = page->chips[c];
        if (!page->touched[c])
            continue;
        EACH_LANE (i) {
            units[i] = part[i] * loss[i];
            chips[i] = part[i] * loss_chips[i];
            open[i] -= units[i];
        }
    }
    EACH_LANE (i) {
        const real left = open[i];
        page->units[timing][i] = left > 0 ? left : 0;
        open[i] = left > 0 ? 0 : left;
    }
    page->touched[timing] = 1;
}

void ledger_fill(const struct plan *pl, struct state *s)
{
    for (int32_t a = 0; a < pl->n_actors; a++) {
        struct page page = turn_page(pl, s, a);
        lanes *sum = &s->ledger_sum[a * pl->n_categories];
        add_pairs(pl, s, a, &page);
        add_actor(pl, s, a, &page);
        for (int32_t c = 0; c < pl->category.cleared.end; c++)
            fill(&page, c);
        fill_keys(pl, s->actor[a].home, &page);
        fill_causes(pl, s, a, &page);
        for (int32_t c = 0; c < pl->n_categories; c++)
            if (page.touched[c])
                EACH_LANE (i)
                    sum[c][i] += page.units[c][i];
    }
}
