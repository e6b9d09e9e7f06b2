#include "engine/ledger.h"

#include <math.h>
#include <string.h>

/** The ledger of one actor while it is filled. */
struct page {
    lanes *units, *chips; // (category)
    lanes open;           // of the target
};

static void add(struct page *page, int32_t category, const lanes chips, const lanes units)
{
    EACH_LANE (i) {
        page->chips[category][i] += chips[i];
        page->units[category][i] += chips[i] * units[i];
    }
}

/** What is at the border, under the first key that holds it today; else under the importer's. */
static void add_border(const struct plan *pl, struct state *s, int32_t p, struct page *page)
{
    lanes left, part;

    memcpy(left, s->border[p], sizeof left);
    EACH_BIND(b, pl, p, BIND_BORDER)
    {
        const struct instrument_plan *ip = &pl->instruments[pl->binds[b].instrument];
        lanes hold = {0}, back = {0};
        ip->type->border(state_params(s, pl, pl->binds[b].instrument), s->on[b], hold, back);
        EACH_LANE (i) {
            part[i] = hold[i] > 0 ? left[i] : 0;
            left[i] -= part[i];
        }
        add(page, pl->category.border[ip->owner], part, s->units[p]);
    }
    add(page, pl->category.border[s->actor[pl->pairs[p].actor].home], left, s->units[p]);
}

static void add_stocks(const struct plan *pl, struct state *s, int32_t p, struct page *page)
{
    lanes waiting;

    add(page, pl->category.in_service, s->in_service[p], s->units[p]);
    add(page, pl->category.power, s->ready[p], s->units[p]);
    EACH_LANE (i)
        waiting[i] = s->warehouse[p][i] > s->ready[p][i] ? s->warehouse[p][i] - s->ready[p][i] : 0;
    add(page, pl->category.installing, waiting, s->units[p]);
    add_border(pl, s, p, page);
    add(page, pl->category.transit, s->transit[p], s->units[p]);
}

/** Applications by the key they wait at, running or on hold; refused ones by key and cause. */
static void add_keys(const struct plan *pl, struct state *s, int32_t p, struct page *page)
{
    const int32_t key[2] = {s->actor[pl->pairs[p].actor].home, s->chip[pl->pairs[p].chip].origin};

    EACH_BIND(b, pl, p, BIND_LICENCE)
    {
        const int32_t m = pl->binds[b].instrument, j = pl->instruments[m].owner;
        lanes held, running;
        const double *hold = s->hold[m];
        EACH_LANE (i) {
            held[i] = hold[i] * s->waiting[b][i];
            running[i] = s->waiting[b][i] - held[i];
        }
        add(page, pl->category.hold[j], held, s->units[p]);
        add(page, pl->category.clock[j], running, s->units[p]);
    }
    for (int side = 0; side < 2; side++) {
        const int32_t j = key[side];
        if (pl->category.denied[j] < 0)
            continue;
        const lanes *refused = (const lanes *)&s->refused[p * REFUSALS + 3 * side];
        add(page, pl->category.denied[j], refused[0], s->units[p]);
        add(page, pl->category.revoked[j], refused[1], s->units[p]);
        add(page, pl->category.lapsed[j], refused[2], s->units[p]);
    }
}

/** Takes a category's units from what is still open of the target. */
static void fill(struct page *page, int32_t category)
{
    double *restrict units = category >= 0 ? page->units[category] : NULL;
    double *restrict open = page->open;

    for (int i = 0; units && i < LANES; i++) {
        const double have = units[i], left = open[i], taken = have < left ? have : left;
        units[i] = taken;
        open[i] = left - taken;
    }
}

/** What was not ordered, by cause: each at most its own size, together at most what stayed
 * unplaced; the rest is timing. */
static void fill_causes(const struct plan *pl, struct state *s, int32_t a, struct page *page)
{
    const lanes *loss = (const lanes *)&s->loss[a * pl->n_categories];
    const lanes *loss_chips = (const lanes *)&s->loss_chips[a * pl->n_categories];
    lanes sum = {0}, part, open;

    memcpy(open, page->open, sizeof open);
    for (int32_t c = 0; c < pl->n_categories; c++)
        EACH_LANE (i)
            sum[i] += loss[c][i];
    EACH_LANE (i) {
        const double most = s->unplaced[a][i] < open[i] ? s->unplaced[a][i] : open[i];
        part[i] = sum[i] > most ? most / sum[i] : 1;
    }
    for (int32_t c = 0; c < pl->n_categories; c++) {
        if (pl->categories[c].stage != LEDGER_NOT_ORDERED || c == pl->category.timing)
            continue;
        EACH_LANE (i) {
            page->units[c][i] = part[i] * loss[c][i];
            page->chips[c][i] = part[i] * loss_chips[c][i];
            page->open[i] -= page->units[c][i];
        }
    }
    EACH_LANE (i) {
        page->units[pl->category.timing][i] = page->open[i] > 0 ? page->open[i] : 0;
        page->open[i] = page->open[i] > 0 ? 0 : page->open[i];
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

void ledger_fill(const struct plan *pl, struct state *s)
{
    memset(s->ledger, 0, sizeof(lanes) * (size_t)(pl->n_actors * pl->n_categories));
    memset(s->ledger_chips, 0, sizeof(lanes) * (size_t)(pl->n_actors * pl->n_categories));
    for (int32_t a = 0; a < pl->n_actors; a++) {
        struct page page = {
            &s->ledger[a * pl->n_categories], &s->ledger_chips[a * pl->n_categories], {0}};
        memcpy(page.open, s->target[a], sizeof(lanes));
        for (int32_t p = pl->actor_pair[a]; p < pl->actor_pair[a + 1]; p++) {
            add_stocks(pl, s, p, &page);
            add_keys(pl, s, p, &page);
        }
        for (int32_t c = 0; c < pl->n_categories; c++)
            if (pl->categories[c].stage == LEDGER_CLEARED)
                EACH_LANE (i) {
                    page.units[c][i] = s->clip[a * pl->n_categories + c][i];
                    page.chips[c][i] = s->clip_chips[a * pl->n_categories + c][i];
                }
        EACH_LANE (i) {
            const double over = page.units[pl->category.in_service][i] - s->target[a][i];
            page.units[pl->category.surplus][i] = over > 0 ? over : 0;
        }
        for (int32_t c = 0; c < pl->n_categories; c++)
            if (pl->categories[c].stage <= LEDGER_CLEARED)
                fill(&page, c);
        fill_keys(pl, s->actor[a].home, &page);
        fill_causes(pl, s, a, &page);
        for (int32_t c = 0; c < pl->n_categories; c++)
            EACH_LANE (i)
                s->ledger_sum[a * pl->n_categories + c][i] += page.units[c][i];
    }
}
