/** Governments: jurisdictions with regimes, hazards, signals, scripted events, triggers. */
#ifndef CHOKEPOINT_MODEL_POLICY_H
#define CHOKEPOINT_MODEL_POLICY_H

#include "base/lanes.h"
#include "model/kind.h"

struct jurisdiction {
    int32_t start_regime;               // regime, or -1: drawn by start_probability
    lanes loosening_memory_months;      // tau
    lanes opening_loosening_age_months; // months from its last loosening to the opening record
};

struct regime {
    int32_t openness; // rank: moving to a larger one loosens
    lanes start_probability;
};

/** A hazard, named after the regime it leads to. */
struct transition {
    int32_t other;  // jurisdiction whose openness and loosening count; -1: the only other one
    int32_t signal; // or -1
    lanes hazard_per_year;
    lanes beta_other_openness, beta_other_loosening;
    lanes beta_unmet_need, beta_world_share, beta_signal;
};

struct signal {
    lanes memory_months, opening_age_months;
};

struct event {
    int32_t month;
    int32_t jurisdiction, regime; // a move, or -1
    int32_t signal;               // a signal set, or -1
    int32_t announced_months;
    lanes probability;
};

enum observable {
    OBSERVE_UNMET_NEED,
    OBSERVE_WORLD_SHARE,
    OBSERVE_OPENNESS,
    OBSERVE_IN_SERVICE,
    OBSERVE_SHIPPED,
    OBSERVE_SIGNAL
};

struct trigger {
    int32_t observable, comparison; // comparison: 0: above, 1: below
    int32_t watch;                  // jurisdiction
    int32_t signal;
    uint64_t chips; // for OBSERVE_SHIPPED and OBSERVE_IN_SERVICE
    int32_t persist_months;
    int32_t jurisdiction, regime;
    lanes threshold;
};

extern const struct kind kind_jurisdiction, kind_regime, kind_transition, kind_signal, kind_event,
    kind_trigger, kind_policy, kind_correlation;

#endif
