/**
 * The scenario compiled: what the month loop needs, as numbers and lists, with no names to look up.
 *
 * Entities are plain structs in one arena, by the scenario's indices; their real members are lanes,
 * which plan_draw fills in the copy of each state. The rest is constant and shared.
 */
#ifndef CHOKEPOINT_ENGINE_PLAN_H
#define CHOKEPOINT_ENGINE_PLAN_H

#include "base/lanes.h"
#include "base/quantile_table.h"
#include "base/sobol.h"
#include "engine/binds.h"
#include "instrument/instruments.h"
#include "model/actor.h"
#include "model/chip.h"
#include "model/instrument_kind.h"
#include "model/policy.h"
#include "model/run.h"
#include "model/scenario.h"
#include "model/supply.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A step of a schedule: pool[row] from month `from` on. */
struct step {
    int32_t from, row;
};

/** Where a parameter's lanes go: an offset into the arena. */
struct slot {
    uint32_t parameter, offset;
};

/** A parameter that is drawn, or pinned where it would be. */
struct uncertain {
    double value; // of a certain one, and in deterministic mode
    uint32_t parameter, tag;
    int32_t certain;
    int32_t point;  // its place among points, or -1: drawn at random
    int32_t column; // of a design, which gives its value, or -1
    int32_t ranked; // 1: the column gives the uniform in (0, 1) it is the quantile of
};

/** What a hazard may depend on: bits. */
enum covariate {
    COVARIATE_UNMET = 1, // need of the actors at home
    COVARIATE_WORLD = 2, // their share of world compute
    COVARIATE_OTHER = 4, // the other jurisdiction's openness, and how recently it loosened
    COVARIATE_SIGNAL = 8
};

/** Offsets in the arena of one instrument: its head and parameters, now and for each regime of its
 * owner. */
struct instrument_plan {
    int32_t number; // enum instrument_number
    int32_t owner;
    int32_t first_regime, n_regimes; // of its owner
    uint32_t now, regime;            // offset of `now`, and of the first regime's copy
    uint32_t stride,
        params;        // bytes of one copy; offset of the parameters in it (the head comes first)
    int32_t sets_vary; // its chip, actor or member sets differ between regimes
    int32_t limit;     // number among limits, or -1
    int32_t allowance; // number among before_order licences, or -1
    int32_t ratio;     // number among domestic ratios, or -1
    int32_t row_first; // of its REAL and FLAG members in rows[] that some regime overrides
    int32_t row_count;
    struct span bound; // its binds
    bool may_lapse;    // a licence whose validity may be limited
    uint32_t tag;
    _Alignas(8) const struct instrument_type *type; // instruments[number]
};

enum { PLAN_KINDS = 32 }; // more than there are

enum ledger_stage {
    LEDGER_IN_SERVICE,
    LEDGER_WAREHOUSE,
    LEDGER_BORDER,
    LEDGER_TRANSIT,
    LEDGER_CLEARED,
    LEDGER_PENDING,
    LEDGER_REFUSED,
    LEDGER_NOT_ORDERED,
    LEDGER_SURPLUS,
    LEDGER_STAGES
};

/** A category of the need ledger. */
struct category {
    int32_t stage;        // enum ledger_stage
    int32_t jurisdiction; // whose key, or -1
    int32_t instrument;   // or -1
    _Alignas(8) const char *cause;
};

/** Numbers of the categories the ledger and the stages look for. */
struct category_index {
    int32_t in_service, installing, power, transit, need, money, cleared_supply, supply, cash,
        timing, surplus;
    struct span cleared, causes; // those of LEDGER_CLEARED; of LEDGER_NOT_ORDERED
    int32_t border[16];          // by jurisdiction that holds
    int32_t clock[16], hold[16]; // by jurisdiction of the key
    int32_t denied[16], revoked[16], lapsed[16];
    int32_t clip[64];   // cleared, by instrument that clipped
    int32_t barred[64]; // not ordered, by instrument (its own cause)
    int32_t held[64];   // not ordered, by licence on hold
};

/**
 * Everything up to `arena` is numbers, of the same size and place on every machine; the rest is
 * arrays of such numbers, listed in plan_bytes.c.
 */
struct plan {
    // the run
    uint64_t seed;
    int32_t start, months, sampling; // enum sampling
    bool deterministic, has_anticipation, has_elasticity, has_feedback;

    // counts
    int32_t n_jurisdictions, n_regimes, n_transitions, n_signals, n_ecosystems, n_suppliers,
        n_banks, n_chips, n_actors, n_references, n_instruments, n_events, n_triggers, n_pairs,
        n_binds, n_listed, n_limits, n_allowances, n_ratios, n_categories, n_returns, n_applying,
        n_lapsing, n_steps, n_ages, n_rows, n_names, n_sites;
    int32_t n_shipped, n_landed, n_installed; // slots of the pairs' rings
    uint32_t n_slots, n_uncertain_slots, n_uncertain, n_points, n_correlated;
    uint64_t text_bytes, arena_bytes;

    // where things stand in the arena, in the order of kinds[]
    uint64_t behaviour, measures, jurisdictions, regimes, transitions, signals, ecosystems,
        suppliers, banks, chips, actors, references, events, triggers, pool;
    int32_t first_name[PLAN_KINDS]; // of each kind's entities
    int32_t first_label;
    struct category_index category;

    void *arena;                  // the template that each block copies
    struct slot *slots;           // those of uncertain parameters first
    struct plan_changes *changes; // usually none

    // uncertain parameters, and the correlated ones among them
    struct uncertain *uncertain;   // (n_uncertain) also pinned correlated ones
    struct quantile_table *tables; // (n_uncertain) their inverse distribution functions
    struct sobol *points;          // (n_points) coordinates of those drawn as Sobol' points
    uint32_t *correlated;          // (n_correlated) positions in uncertain[], by path
    double
        *cholesky; // (n_correlated, n_correlated) lower triangle of the normal scores' correlation

    struct step *steps;
    int32_t *ages;
    uint32_t *rows; // offsets of members in an instrument's copy
    struct instrument_plan *instruments;
    struct pair *pairs; // by actor, then chip
    struct bind *binds;
    int32_t *listed;     // (n_listed) binds by pair and role, and by instrument
    int32_t *pair_of;    // (n_actors, n_chips) or -1
    int32_t *actor_pair; // (n_actors + 1) first pair of each actor
    int32_t *chip_order; // (n_chips) chips as they are allocated
    int32_t *chip_site;  // (n_chips) from 0: which share an ecosystem and a location
    int32_t *regime_jurisdiction, *regime_first,
        *regime_count;                        // (n_regimes), (n_jurisdictions), (n_jurisdictions)
    int32_t *transition_first;                // (n_regimes + 1) of those out of each regime
    int32_t *transition_from, *transition_to; // (n_transitions) regimes
    int32_t *transition_other; // (n_transitions) jurisdiction of its COVARIATE_OTHER, or -1
    uint8_t *covariates;       // (n_transitions) bits: those its hazard may depend on
    uint8_t *watched; // (n_jurisdictions) bits: those of j that some hazard or trigger looks at
    int32_t *bank_supplier;                            // (n_banks)
    uint32_t *jurisdiction_tag, *chip_tag, *event_tag; // of their names, for their luck
    struct category *categories;
    uint32_t *name; // (n_names) where it begins in text: entities in the order of kinds[], labels
    char *text;     // (text_bytes)
    char *causes;   // of the categories, where it was read from bytes

    const struct scenario *scenario; // outlives the plan; NULL where that was read from bytes
};

/** Compiles a valid scenario. False if memory is short.  @param deterministic no luck: see
 * docs/model.md */
bool plan_init(struct plan *plan, const struct scenario *sc, bool deterministic);

/** Allowed twice and on a zeroed plan. */
void plan_free(struct plan *plan);

/** Name of an entity of a kind; text of a label. Owned by the plan. */
const char *plan_name(const struct plan *plan, const struct kind *kind, int32_t index);
const char *plan_label(const struct plan *plan, int32_t label);

struct state;

/** Draws the uncertain parameters of a block, or takes a design's columns, and fills its arena. */
void plan_draw(const struct plan *plan, struct state *state, const double given[][LANES]);

/** The value lane i drew for uncertain[u]. */
double plan_drawn(const struct plan *plan, const struct state *state, size_t u, int lane);

/** Bytes one block's state takes, to refuse what would not fit. */
size_t plan_state_bytes(const struct plan *plan);

#endif
