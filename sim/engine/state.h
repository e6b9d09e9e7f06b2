/**
 * One block of lanes: everything that changes, structure of arrays, one aligned allocation.
 *
 * Shapes stand beside each array; every element is `lanes`. p counts pairs, m and t months
 * (histories have one slot more, for month -1, so month t stands at t + 1).
 */
#ifndef CHOKEPOINT_ENGINE_STATE_H
#define CHOKEPOINT_ENGINE_STATE_H

#include "engine/application.h"
#include "engine/draws.h"
#include "engine/plan.h"

struct holdings;

#define REFUSALS 6 // importer: denied, revoked, lapsed; exporter: the same

#define STATE_WORK 80

enum failure {
    FAILURE_NONE,
    FAILURE_CHIPS,
    FAILURE_LICENCES,
    FAILURE_SUPPLIERS,
    FAILURE_MONEY,
    FAILURE_LEDGER
};

struct state {
    struct draws draws;
    double (*drawn)[LANES];  // (uncertain) values of the uncertain parameters
    double (*scores)[LANES]; // (correlated) their normal scores, while they are mixed
    int32_t month;           // whose end this is; -1: the opening
    void *arena;             // this block's copy of the plan's, parameters filled in
    void *memory;            // of all arrays below, and of the arena behind them
    size_t bytes;            // of those that are zero when a block opens
    int32_t failure[LANES], failure_month[LANES];

    // the entities in the arena
    struct behaviour *behaviour;
    struct measures *measures;
    struct jurisdiction *jurisdiction;
    struct regime *regimes;
    struct transition *transition;
    struct signal *signal;
    struct ecosystem *ecosystem;
    struct supplier *supplier;
    struct bank *bank;
    struct chip *chip;
    struct actor *actor;
    struct reference *reference;
    struct event *event;
    struct trigger *trigger;
    lanes *pool;

    // 7.1 policy
    int32_t (*regime)[LANES];                         // (j) regime in force
    int32_t (*spell)[LANES];                          // (j) month it began
    int32_t (*moved)[LANES];                          // (j) 1 if it moved this month
    bool regimes_changed;                             // some lane's regime changed this month
    lanes *loosening_age;                             // (j) months since its last loosening
    lanes *signal_age;                                // (signal)
    lanes *event_happens;                             // (event) 1 or 0
    lanes *trigger_count;                             // (trigger) months in a row
    lanes *unmet, *world_share, *loosened, *openness; // (j) covariates of this month, as of the end
    lanes *signalled;                                 // (signal) of t-1
    lanes *hazard;                                    // (transition) lambda of this month

    // what the regimes in force mean for each pair (engine/in_force.c)
    uint8_t *rules_moved;        // (p) 1 if some instrument that binds it changed this month
    lanes *active;               // (instrument) 1 where it is active
    lanes *covers, *covered_on;  // (bind) sets cover the pair; and the instrument is active,
    real **on;                   // (bind) which is found here: where sets never vary, in active
    lanes *excludes;             // (bind) ban, threshold, whitelist: 1 where the pair is excluded
    uint8_t *barring, *bordered; // (p) 1 if some instrument excludes it; if some border acts
    uint8_t *acts;               // (bind) 1 if in some lane it excludes, holds or returns
    lanes *returns, *revoking;   // (instrument) 1 where active and: a border returns; a bar revokes
    lanes *guides;               // (instrument) preferences: the factor where active
    lanes *hold;                 // (instrument) licences, borders: 1 where active and on hold
    lanes *enforcement;          // (chip) product of capacity factors
    lanes *eligible, *admitted;  // (p) not excluded; and no hold, no return
    lanes *barred;               // (p) category of the first instrument that shuts it, or -1
    lanes *deny_importer, *deny_exporter, *revoke; // (p) what happens to pending, cleared
    lanes *taste_factor;                           // (p) product of preferences
    lanes *clearing;                               // (p) T_k
    lanes *border_hold, *border_back;              // (p)
    lanes *bars; // (regime, p) 1 where its jurisdiction would shut the pair in that regime
    uint8_t *threat, *threatened; // (regime, p), (p) 1 if it would in some lane; if any would

    // 7.2 production
    lanes *noise, *output_total; // (chip) z, Y
    lanes *inventory, *output;   // (chip) Inv, x of this month
    lanes *bank_stock;           // (bank)
    lanes *sales;                // (chip, m) shipped and outside, if supply follows sales
    lanes *efficiency_training, *efficiency_serving,
        *experience; // (ecosystem) eta at the end of t-1, X

    // 7.3 deployment
    lanes *in_service, *ready, *border, *transit, *warehouse; // (p) V, part of W, K, P, W
    lanes *shipped, *landed, *installed; // (p, ring): months t - n ... t - 1, then t in their place
    lanes *kept, *survived; // (chip) of a stock, after one month's hazard; since the opening, at
                            // most for its service life
    uint8_t *held;          // (p) 1 once some lane has had chips of it, in whatever stage;
    uint8_t *supplied;      // (p) and once some were under way
    uint8_t *power_limited; // (a) 1 if its power is finite in some lane
    lanes *border_vendor, *border_treasury; // (return), (return, j) paid for what is in K
    lanes *paid_vendor, *paid_treasury;     // (return, m), (return, m, j)

    // 7.4 prices
    lanes *units, *landed_price, *unit_cost, *vendor_price; // (p) w, pL, c, the vendor's part of pL
    lanes *duty;                                            // (p, j) treasury j's part of pL
    lanes *unit_training, *unit_serving; // (p) w = unit_training eta_train + unit_serving eta_serve
    struct charge *charge;               // (instrument) of each tariff this month
    uint8_t *learns;                     // (p) 1 if its ecosystem's efficiency moves in some lane
    uint8_t *repriced;                   // (p) 1 if c changed since choice last looked

    // 7.5 orders
    lanes *cash, *target_start, *log_growth, *target, *target_factor, *reference_cost; // (a)
    lanes *eligible_start;                                                             // (p)
    lanes *open, *log_cost, *taste, *share, *cover;                                    // (p)
    lanes *useful, *attraction;       // (p) 1 where w > 0 and taste > 0; taste c^-theta there
    lanes *growth_to_service;         // (p) growth of the target over lead and installation
    uint8_t *liked;                   // (p) 1 if some lane has a taste for it
    int32_t *offered, *offered_first; // (p), (a + 1) pairs some lane may order, by actor
    int32_t *shut, *shut_first;       // (p), (a + 1) pairs some lane would like but may not order
    int32_t *tied, *tied_first;       // (bind), (offered + 1) limits and allowances that limit them
    lanes *gap, *uncommitted, *split_weight, *unplaced; // (a)
    lanes *order;                                       // (p) this month
    lanes *tightest;          // (p) category of the group that limited it most
    lanes *loss, *loss_chips; // (a, category) lost in round 0
    uint8_t *loss_touched;    // (a, category) 0: nothing is lost to it, nor anything in its rows

    // 7.6 clearances
    struct application *applications; // those that wait, in the order in which they were made
    int32_t n_applications;           //
    int32_t *filed;                   // which of them are filed at a licence just now
    int32_t (*luck_known)[LANES];     // (instrument) how many thresholds of delay are computed
    double *delayed_from;             // (instrument, lane, months) these
    lanes *denied_below;              // (instrument) that of denial
    lanes *shared_delay;              // (instrument) normal score of the owner's spell
    lanes *waiting;                   // (bind) Q at that licence
    lanes *pending;                   // (p) Q, at all its licences
    lanes *unheld;                    // (instrument) months not on hold so far
    lanes *cleared;                   // (p) B
    lanes *cleared_until;             // (lapsing, m) sum_cleared at the end of the month
    lanes *refused;                   // (p, REFUSALS)
    uint8_t *was_refused;             // (p) bits: those of refused[] once some lane has any
    lanes *allowance, *allowance_clock, *allowance_delay, *allowance_usable, *allowance_denied,
        *granted; // (allowance)

    // 7.7 allocation
    lanes *limit_use, *limit_booked; // (limit, a or 0), (limit, a or 0, m)
    lanes *clip, *clip_chips; // (a, category) cleared, not shipped, in effective units and chips;
    uint8_t *clip_touched;    // (a, category) 0: zero this month
    lanes *clipped;           // (p) category of the last clip, while anything is cleared
    lanes *ratio_foreign, *ratio_domestic, *ratio_since; // (ratio, a) F, G, 1 once in force
    lanes *have; // (a) effective units in service and on the way; from 7.5 on

    // 7.8 accounts: cumulative from month 0
    lanes *sum_ordered, *sum_cleared, *sum_shipped, *sum_landed, *sum_installed, *sum_retired,
        *sum_returned;                                           // (p)
    lanes *sum_denied, *sum_revoked, *sum_lapsed;                // (p)
    lanes *opening_chips, *opening_orders;                       // (p) for the identities
    lanes *sum_produced, *sum_outside, *sum_back;                // (chip)
    lanes *sum_inflow, *sum_used;                                // (bank)
    lanes *sum_paid, *sum_refunded, *sum_income, *sum_withdrawn; // (a)
    lanes *sum_treasury, *sum_vendor; // (a, j), (a, supplier) net of refunds

    lanes *pool_flop;                   // (a) FLOP spent on its training pool since the start
    lanes *owned, *rented, *accessible; // (a) compute in service [H100e]
    struct holdings *holdings;          // (a) engine/metrics_stocks.h
    lanes *site;                        // (site) training of one actor by ecosystem and location
    lanes *chip_training, *chip_serving, *chip_serving_most;  // (chip) H100e it counts for
    lanes *reference_growth, *reference_stock;                // (reference) log growth a year
    lanes *world, *hyperscalers, *frontier, *frontier_growth; // (1) references by role

    // what is observed beside the above, at the end of the month
    lanes *metric;    // (metrics_columns)
    lanes *used;      // (p) chips in service that are used
    lanes *in_regime; // (regime) 1 where it is in force

    // 7.9 the need ledger
    uint8_t *asked;               // (p) and once some lane ordered any
    lanes *ledger, *ledger_chips; // (a, category) this month
    uint8_t *ledger_touched;      // (a, category) 0: zero in all lanes this month
    lanes *ledger_sum;            // (a, category) H100e-months so far

    lanes *work; // scratch of the stages
};

/** Prepares a block for this plan. False if memory is short. */
bool state_init(struct state *state, const struct plan *plan);
void state_free(struct state *state);

#endif
