/**
 * Every score of every observation, of the forecast and of the baselines, and what they come to by
 * series.
 */
#ifndef CHOKEPOINT_ANALYSIS_SCORES_H
#define CHOKEPOINT_ANALYSIS_SCORES_H

#include "analysis/baselines.h"
#include "analysis/forecasts.h"
#include "analysis/score_brier.h"
#include "analysis/score_pit.h"
#include "analysis/skill.h"

enum { SCORES_P5, SCORES_P25, SCORES_P50, SCORES_P75, SCORES_P95, SCORES_QUANTILES };

enum { SCORES_CRPS, SCORES_BRIER, SCORES_SKILLS }; // the fair CRPS; the Brier score of events

extern const char *const scores_skills[SCORES_SKILLS]; // names

/** Of one observation. Events: NAN where the row has no threshold. */
struct scores_row {
    const struct observations_row *observed;
    size_t members, undefined;
    double quantile[SCORES_QUANTILES];
    double crps, fair, floor, log; // floor: of a forecast that is the observation's distribution
    double pit;
    double within_50, within_90;   // probability that the truth lies in the central interval
    double event, happened, brier; // probabilities forecast and observed
    double baseline[BASELINES];    // NAN where there is none
    double baseline_crps[BASELINES], baseline_brier[BASELINES];
};

/** Means over the rows of a series, or of all; NAN where they mean nothing. */
struct scores_series {
    const char *name;
    size_t n;
    double crps, fair, floor, log; // of all series together NAN: units differ
    size_t logs;                   // rows in which the log score is defined
    double within_50, within_90;
    struct score_pit_uniform pit;
    struct score_brier brier;
    struct skill skill[SCORES_SKILLS][BASELINES]; // of all series together: of events only
};

/** How it is scored. */
struct scores_of {
    const struct observations *observations;
    const struct forecasts *forecasts;
    double ban; // for rows without one of their own; NAN: none
    uint64_t resamples, seed;
};

struct scores {
    struct scores_row *row; // (n)
    size_t n;
    struct scores_series *series; // (n_series) of those scored; the last is of all
    size_t n_series;
};

/** False if memory is short.  scores_free is allowed afterwards, and twice. */
bool scores_take(struct scores *scores, const struct scores_of *of);
void scores_free(struct scores *scores);

#endif
