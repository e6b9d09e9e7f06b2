#include "analysis/robustness.h"

#include <math.h>

/** The value of the policy's score in the outcome's own terms. */
static double outcome(const struct robustness_facts *f, double score)
{
    return f->minimise ? -score : score;
}

static double maximin(const struct robustness_facts *f)
{
    return outcome(f, f->score.least);
}

static double maximax(const struct robustness_facts *f)
{
    return outcome(f, f->score.most);
}

static double hurwicz(const struct robustness_facts *f)
{
    return outcome(f, f->alpha * f->score.least + (1 - f->alpha) * f->score.most);
}

static double laplace(const struct robustness_facts *f)
{
    return outcome(f, f->score.mean);
}

static double mean_variance(const struct robustness_facts *f)
{
    const double mean = outcome(f, f->score.mean) + 1, deviation = f->score.deviation + 1;

    return f->minimise ? mean * deviation : mean / deviation;
}

static double undesirable_deviations(const struct robustness_facts *f)
{
    return f->score.quantile[ROBUSTNESS_P50] - f->score.lower_half;
}

static double percentile_skewness(const struct robustness_facts *f)
{
    const double *q = f->score.quantile, half = (q[ROBUSTNESS_P90] - q[ROBUSTNESS_P10]) / 2;

    return half > 0 ? (q[ROBUSTNESS_P50] - q[ROBUSTNESS_P10] - half) / half : NAN;
}

static double percentile_kurtosis(const struct robustness_facts *f)
{
    const double *q = f->score.quantile, middle = q[ROBUSTNESS_P75] - q[ROBUSTNESS_P25];

    return middle > 0 ? (q[ROBUSTNESS_P90] - q[ROBUSTNESS_P10]) / middle : NAN;
}

static double satisficing(const struct robustness_facts *f)
{
    return f->satisfied;
}

static double minimax_regret(const struct robustness_facts *f)
{
    return f->regret.most;
}

static double p90_regret(const struct robustness_facts *f)
{
    return f->regret.quantile[ROBUSTNESS_P90];
}

static double expected_regret(const struct robustness_facts *f)
{
    return f->regret.mean;
}

static double baseline_minimax(const struct robustness_facts *f)
{
    return f->baseline.most;
}

static double baseline_p90(const struct robustness_facts *f)
{
    return f->baseline.quantile[ROBUSTNESS_P90];
}

static double baseline_expected(const struct robustness_facts *f)
{
    return f->baseline.mean;
}

// clang-format off
const struct robustness_metric robustness_metrics[ROBUSTNESS_METRICS] = {
    {"maximin", "the worst future's value (Wald)", ROBUSTNESS_AS_OUTCOME, true, maximin},
    {"maximax", "the best future's value", ROBUSTNESS_AS_OUTCOME, true, maximax},
    {"hurwicz", "alpha times the worst and 1 - alpha times the best", ROBUSTNESS_AS_OUTCOME, true, hurwicz},
    {"laplace", "the mean: every future as likely", ROBUSTNESS_AS_OUTCOME, true, laplace},
    {"mean_variance", "(mean + 1) / (standard deviation + 1), times it if the outcome is to be small; for outcomes above 0", ROBUSTNESS_AS_OUTCOME, false, mean_variance},
    {"undesirable_deviations", "mean distance to the median over the worse half of futures", ROBUSTNESS_LOWER, true, undesirable_deviations},
    {"percentile_skewness", "how far the median lies towards the better of the 10th and 90th percentile, from -1 to 1", ROBUSTNESS_HIGHER, false, percentile_skewness},
    {"percentile_kurtosis", "10th to 90th percentile over 25th to 75th", ROBUSTNESS_HIGHER, false, percentile_kurtosis},
    {"satisficing", "share of futures that meet the threshold (Starr)", ROBUSTNESS_HIGHER, false, satisficing},
    {"minimax_regret", "the largest regret (Savage)", ROBUSTNESS_LOWER, true, minimax_regret},
    {"p90_regret", "90th percentile of regret", ROBUSTNESS_LOWER, true, p90_regret},
    {"expected_regret", "mean regret", ROBUSTNESS_LOWER, true, expected_regret},
    {"baseline_minimax_regret", "the largest regret against the baseline; below 0: better in every future", ROBUSTNESS_LOWER, true, baseline_minimax},
    {"baseline_p90_regret", "90th percentile of that", ROBUSTNESS_LOWER, true, baseline_p90},
    {"baseline_expected_regret", "mean of that", ROBUSTNESS_LOWER, true, baseline_expected},
};
// clang-format on

static const double probabilities[ROBUSTNESS_QUANTILES] = {0.1, 0.25, 0.5, 0.75, 0.9};

/** The order statistics around each quantile, found while counting upward. */
struct around {
    uint64_t rank[ROBUSTNESS_QUANTILES]; // of the lower one, rising
    double part[ROBUSTNESS_QUANTILES];   // of the way to the upper one
    double low[ROBUSTNESS_QUANTILES], high[ROBUSTNESS_QUANTILES];
    int lows, highs; // found so far
};

static struct around around_of(uint64_t total)
{
    struct around a = {0};

    for (int k = 0; k < ROBUSTNESS_QUANTILES; k++) {
        const double h = (double)(total - 1) * probabilities[k];
        a.rank[k] = (uint64_t)h;
        a.part[k] = h - (double)a.rank[k];
    }
    return a;
}

/** The value of all ranks below `seen` that are not found yet. */
static void pass(struct around *a, double value, uint64_t seen)
{
    while (a->lows < ROBUSTNESS_QUANTILES && a->rank[a->lows] < seen)
        a->low[a->lows++] = value;
    while (a->highs < ROBUSTNESS_QUANTILES && a->rank[a->highs] + 1 < seen)
        a->high[a->highs++] = value;
}

struct robustness_distribution robustness_describe(const struct ranked list[], size_t n,
                                                   const uint16_t count[], uint64_t total)
{
    struct robustness_distribution d = {0};
    struct around a = around_of(total);
    const double about = list[n / 2].value, weight = (double)total;
    const uint64_t half = total - total / 2;
    double sum = 0, squares = 0, lower = 0;

    for (size_t i = 0, seen = 0; i < n; i++) {
        const uint64_t c = count ? count[list[i].future] : 1;
        const double value = list[i].value, x = value - about;
        if (c == 0)
            continue;
        if (seen == 0)
            d.least = value;
        if (seen < half)
            lower += x * (double)(c < half - seen ? c : half - seen);
        sum += x * (double)c;
        squares += x * x * (double)c;
        seen += c;
        d.most = value;
        pass(&a, value, seen);
    }
    d.mean = about + sum / weight;
    d.lower_half = about + lower / (double)half;
    const double variance = (squares - sum * sum / weight) / (weight - 1);
    d.deviation = total < 2 ? NAN : variance > 0 ? sqrt(variance) : 0;
    for (int k = 0; k < ROBUSTNESS_QUANTILES; k++)
        d.quantile[k] = a.part[k] > 0 ? a.low[k] + a.part[k] * (a.high[k] - a.low[k]) : a.low[k];
    return d;
}

bool robustness_better(const struct robustness_metric *metric, bool minimise, double a, double b)
{
    const bool lower =
        metric->sense == ROBUSTNESS_LOWER || (metric->sense == ROBUSTNESS_AS_OUTCOME && minimise);

    return lower ? a < b : a > b;
}
