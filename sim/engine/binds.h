/**
 * Pairs of an actor and a chip, and the instruments that may bind them, listed by what they do.
 *
 * Stages walk only the binds of the role they look for, so an instrument costs nothing where it has
 * no say.
 */
#ifndef CHOKEPOINT_ENGINE_BINDS_H
#define CHOKEPOINT_ENGINE_BINDS_H

#include <stdbool.h>
#include <stdint.h>

/** An instrument that may bind a pair in some regime. */
struct bind {
    int32_t instrument;
    int32_t pair;
    int32_t importer; // 1: its owner is the importer; 0: the exporter
    uint32_t tag;     // of licence:actor:chip, for the luck of its applications
};

/** What an instrument does to a pair; it may have several roles. */
enum bind_role {
    BIND_EXCLUDES,    // ban, threshold, whitelist
    BIND_SHUTS,       // those, a licence (on hold), a border (that returns)
    BIND_TARIFF,      //
    BIND_LICENCE,     // before or after the order
    BIND_LAPSE,       // a licence of limited validity
    BIND_APPLICATION, // a licence asked after the order
    BIND_ALLOWANCE,   // a licence given before the order
    BIND_LIMIT,       // quota, per_customer_cap, ratio_cap
    BIND_CAP,         // per_customer_cap
    BIND_SHARED,      // quota, ratio_cap
    BIND_GROUP,       // a limit or an allowance: room that buyers know
    BIND_RATIO,       // domestic_ratio
    BIND_BORDER,      //
    BIND_PREFERENCE,  //
    BIND_ROLES
};

/** A part of plan.listed[]. */
struct span {
    int32_t first, end;
};

/** A history of the last n months: what month t puts into its slot waits there until t + n. */
struct ring {
    int32_t first, n;
};

/** An actor and a chip it may hold or buy. */
struct pair {
    int32_t actor, chip;
    int32_t bind, n_binds;        // into binds[]: exporter's first, then by name
    struct span role[BIND_ROLES]; // its binds of each role, in the same order
    int32_t youngest, oldest;     // ages of the opening stock, in months
    int32_t may_return; // from 1, among the pairs whose arrivals may be sent back; 0: never
    struct ring shipped, landed, installed; // for lead, install time and service life
    int32_t may_lapse; // from 1, among those with a licence of limited validity; 0: never
};

/** Is there any bind of that role? */
static inline bool binds_has(const struct pair *pair, enum bind_role of)
{
    return pair->role[of].first < pair->role[of].end;
}

/** For each bind b of pair p that has the role, in order. */
#define EACH_BIND(b, pl, p, of)                                                                    \
    for (int32_t b, b##_at = (pl)->pairs[p].role[of].first;                                        \
         b##_at < (pl)->pairs[p].role[of].end && (b = (pl)->listed[b##_at], true); b##_at++)

/** For each bind b of instrument m, by pair. */
#define EACH_BOUND(b, pl, m)                                                                       \
    for (int32_t b, b##_at = (pl)->instruments[m].bound.first;                                     \
         b##_at < (pl)->instruments[m].bound.end && (b = (pl)->listed[b##_at], true); b##_at++)

#endif
