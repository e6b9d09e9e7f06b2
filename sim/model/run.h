/** Kinds that stand once: what run this is, how buyers behave, what measures mean. */
#ifndef CHOKEPOINT_MODEL_RUN_H
#define CHOKEPOINT_MODEL_RUN_H

#include "base/lanes.h"
#include "model/kind.h"

/** How uncertain parameters are drawn; everything else is always random. */
enum sampling { SAMPLING_RANDOM, SAMPLING_SOBOL };

/** Bits of the numbers of a replication: 64 or 32 (base/real.h). */
enum precision { PRECISION_DOUBLE, PRECISION_SINGLE };

/** The run itself: horizon, size, seed. */
struct run {
    int32_t start;        // calendar month of run month 0, months since year 0
    int32_t months;       // T
    int32_t replications; // N
    int32_t sampling;     // enum sampling
    int32_t precision;    // enum precision
};

/** How buyers choose, order and foresee; common to all actors. */
struct behaviour {
    lanes choice_exponent;         // theta [1]
    lanes serving_cap_ratio;       // kappa [1]
    lanes pipeline_weight;         // chi_pipe [1]
    lanes cleared_weight;          // chi_cleared [1]
    lanes pending_weight;          // chi_pending [1]
    lanes anticipation;            // psi [1]
    lanes cover_max_months;        // [months]
    lanes carrying_cost_per_month; // [1/month]
    lanes backlog_months;          // [months]
    lanes demand_elasticity;       // eps [1]
};

/** What the reported measures refer to. */
struct measures {
    lanes training_mfu;      // model FLOP utilisation [1]
    lanes training_run_flop; // the run whose first date is reported [FLOP]
};

extern const struct kind kind_run, kind_behaviour, kind_measures;

#endif
