#include "ensemble/arrivals.h"

#include "base/clones.h"

#include <math.h>

size_t arrivals_count(const struct plan *plan)
{
    return (size_t)plan->n_chips * (size_t)plan->n_categories;
}

/** Where chips may stand, the nearest to their buyer last. */
enum place { NOT_ORDERED, REFUSED, AT_EXPORTER, AT_IMPORTER, CLEARED, TRANSIT, BORDER };

/** The foremost pile of a chip so far. */
struct foremost {
    lanes place, chips, category;
};

// what is below is inlined, so that it is compiled once for each processor
#define INLINE static inline __attribute__((always_inline))

/** Takes a pile that lies further ahead, or as far and is larger. */
INLINE void offer(struct foremost *f, real place, const real *restrict chips,
                  const real *restrict category)
{
    EACH_LANE (i) {
        const real at = f->place[i], size = f->chips[i], before = f->category[i];
        const real behind = place < at ? INFINITY : size, least = place > at ? 0 : behind;
        const bool taken = chips[i] > least;
        f->place[i] = taken ? place : at;
        f->chips[i] = taken ? chips[i] : size;
        f->category[i] = taken ? category[i] : before;
    }
}

/** The same where all lanes have one category. */
INLINE void offer_as(struct foremost *f, real place, const real *chips, int32_t category)
{
    lanes same;

    EACH_LANE (i)
        same[i] = category;
    offer(f, place, chips, same);
}

/** What no one ordered: what shut the pair, else money, else the group that had no room. */
INLINE void offer_wanted(const struct plan *pl, const struct state *s, int32_t p,
                         struct foremost *f)
{
    const int32_t a = pl->pairs[p].actor;
    const bool grouped = binds_has(&pl->pairs[p], BIND_GROUP);
    const real *gap = s->gap[a], *money = s->uncommitted[a], *share = s->share[p];
    const real *units = s->units[p], *barred = s->barred[p], *tightest = s->tightest[p];
    const real supply = pl->category.supply, cash = pl->category.cash;
    lanes want, by;

    EACH_LANE (i) {
        const real w = units[i], group = grouped ? tightest[i] : supply;
        const real open = money[i] > 0 ? group : cash, shut = barred[i];
        want[i] = share[i] * gap[i] / (w > 0 ? w : 1);
        by[i] = shut < 0 ? open : shut;
    }
    offer(f, NOT_ORDERED, want, by);
}

INLINE void offer_refused(const struct plan *pl, const struct state *s, int32_t p,
                          struct foremost *f)
{
    const struct category_index *at = &pl->category;
    const int32_t key[2] = {s->actor[pl->pairs[p].actor].home, s->chip[pl->pairs[p].chip].origin};

    for (int side = 0; side < 2; side++) {
        const int32_t j = key[side], cause[3] = {at->denied[j], at->revoked[j], at->lapsed[j]};
        for (int c = 0; c < 3; c++)
            if (cause[c] >= 0)
                offer_as(f, REFUSED, s->refused[p * REFUSALS + 3 * side + c], cause[c]);
    }
}

/** Applications, by the key they wait at, running or on hold. */
INLINE void offer_pending(const struct plan *pl, const struct state *s, int32_t p,
                          struct foremost *f)
{
    EACH_BIND (b, pl, p, BIND_APPLICATION) {
        const int32_t m = pl->binds[b].instrument, j = pl->instruments[m].owner;
        const real *hold = s->hold[m], running = pl->category.clock[j], held = pl->category.hold[j];
        lanes by;
        EACH_LANE (i)
            by[i] = hold[i] > 0 ? held : running;
        offer(f, pl->binds[b].importer ? AT_IMPORTER : AT_EXPORTER, s->waiting[b], by);
    }
}

/** Chips at the border, by the first key that holds them today, else the importer's. */
INLINE void offer_border(const struct plan *pl, const struct state *s, int32_t p,
                         struct foremost *f)
{
    lanes left, part;

    memcpy(left, s->border[p], sizeof left);
    EACH_BIND (b, pl, p, BIND_BORDER) {
        const int32_t m = pl->binds[b].instrument;
        const real *covers = s->covers[b], *hold = s->hold[m];
        EACH_LANE (i) {
            part[i] = covers[i] * hold[i] * left[i];
            left[i] -= part[i];
        }
        offer_as(f, BORDER, part, pl->category.border[pl->instruments[m].owner]);
    }
    offer_as(f, BORDER, left, pl->category.border[s->actor[pl->pairs[p].actor].home]);
}

INLINE void offer_pair(const struct plan *pl, const struct state *s, int32_t p, struct foremost *f)
{
    if (s->supplied[p]) {
        offer_border(pl, s, p, f);
        offer_as(f, TRANSIT, s->transit[p], pl->category.transit);
    }
    if (s->asked[p]) {
        offer(f, CLEARED, s->cleared[p], s->clipped[p]);
        offer_pending(pl, s, p, f);
    }
    if (s->was_refused[p])
        offer_refused(pl, s, p, f);
    if (s->liked[p])
        offer_wanted(pl, s, p, f);
}

/** Is there a lane that counts in which none has landed?  @param none 1 there, else 0 */
INLINE bool find_none(const real *landed, const struct ensemble_block *block, int none[LANES])
{
    int any = 0;

    EACH_LANE (i) {
        none[i] = landed[i] > 0 ? 0 : block->used[i];
        any |= none[i];
    }
    return any != 0;
}

CLONES void arrivals_add(const struct plan *pl, const struct state *s,
                         const struct ensemble_block *block, lanes by_chip[], uint32_t waiting[])
{
    for (int32_t k = 0; k < pl->n_chips; k++) {
        struct foremost f = {0};
        int none[LANES];
        if (s->chip[k].channel == CHANNEL_DOMESTIC || !find_none(by_chip[k], block, none))
            continue;
        EACH_LANE (i)
            f.category[i] = pl->category.timing;
        for (int32_t a = 0; a < pl->n_actors; a++)
            if (pl->pair_of[a * pl->n_chips + k] >= 0)
                offer_pair(pl, s, pl->pair_of[a * pl->n_chips + k], &f);
        for (int i = 0; i < LANES; i++)
            waiting[k * pl->n_categories + (int32_t)f.category[i]] += (uint32_t)none[i];
    }
}
