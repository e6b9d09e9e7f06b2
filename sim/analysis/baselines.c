#include "analysis/baselines.h"

#include "base/exact_math.h"

#include <math.h>

enum { LAST_QUARTER, FLOW, GROWTH, POLICY_AWARE, APPROVED };

const struct baselines_kind baselines_kinds[BASELINES] = {
    [LAST_QUARTER] = {"last_quarter", "the last period observed is repeated"},
    [FLOW] = {"flow", "the mean flow of the last twelve months goes on"},
    [GROWTH] = {"growth", "the last period's flow goes on growing as in the last twelve months"},
    [POLICY_AWARE] = {"policy_aware", "the last period is repeated until the day of the ban"},
    [APPROVED] = {"approved", "what was approved is delivered"},
};

/** What is known of a series at the origin. */
struct history {
    double level;        // the last one; 0 for flows
    int32_t last;        // month it ends with
    double rate;         // a month, in the last period
    double year;         // a month, in the periods that began in the last twelve months
    double growth;       // of the logarithm of the rate, a month; NAN if it is not known
    double middle;       // of the last period
    double first_rate;   // of the periods of the last year
    double first_middle; // of that period
};

/** A month's rates of the period that ends with a row; false if it is the first level. */
static bool period(const struct observations *o, size_t row, int32_t *from, double *total)
{
    const struct observations_row *r = &o->row[row];

    *from = r->from;
    *total = r->truth.median;
    if (!r->is_level)
        return true;
    for (size_t i = row; i-- > 0;)
        if (o->row[i].series == r->series) {
            *from = o->row[i].to + 1;
            *total -= o->row[i].truth.median;
            return true;
        }
    return false;
}

static double middle_of(int32_t from, int32_t to)
{
    return (from + to + 1) / 2.0;
}

/** The last year: twelve months that end with the last period. */
static void find_year(struct history *h, const struct observations *o, size_t last)
{
    double sum = 0, months = 0;

    for (size_t i = last + 1; i-- > 0;) {
        const struct observations_row *r = &o->row[i];
        double total;
        int32_t from;
        if (r->series != o->row[last].series || !period(o, i, &from, &total))
            continue;
        if (from < h->last - 11 && months > 0) // a longer last period counts whole
            break;
        sum += total;
        months += r->to - from + 1;
        h->first_rate = total / (r->to - from + 1);
        h->first_middle = middle_of(from, r->to);
    }
    h->year = sum / months;
    h->growth = h->first_middle < h->middle && h->first_rate > 0 && h->rate > 0
                    ? exact_math_log(h->rate / h->first_rate) / (h->middle - h->first_middle)
                    : NAN;
}

/** False if no period ends by the origin. */
static bool find_history(struct history *h, const struct observations *o, size_t series,
                         int32_t origin)
{
    size_t last = SIZE_MAX;
    double total;
    int32_t from;

    for (size_t i = 0; i < o->n; i++)
        if (o->row[i].series == series && o->row[i].to <= origin)
            last = i;
    if (last == SIZE_MAX || !period(o, last, &from, &total))
        return false;
    const struct observations_row *r = &o->row[last];
    *h = (struct history){.level = r->is_level ? r->truth.median : 0,
                          .last = r->to,
                          .rate = total / (r->to - from + 1),
                          .middle = middle_of(from, r->to)};
    find_year(h, o, last);
    return true;
}

/** Share of a month that lies before the ban. */
static double open_share(int32_t month, double ban)
{
    return fmin(fmax(ban - month, 0), 1);
}

void baselines_forecast(const struct observations *o, size_t row, int32_t origin, double ban,
                        double value[BASELINES])
{
    const struct observations_row *r = &o->row[row];
    const double stop = isnan(r->ban) ? ban : r->ban;
    struct history h;

    for (size_t k = 0; k < BASELINES; k++)
        value[k] = NAN;
    if (r->regime)
        return;
    value[APPROVED] = r->approved;
    if (!find_history(&h, o, r->series, origin))
        return;
    for (size_t k = LAST_QUARTER; k < APPROVED; k++)
        value[k] = h.level;
    for (int32_t m = r->is_level ? h.last + 1 : r->from; m <= r->to; m++) {
        value[LAST_QUARTER] += h.rate;
        value[FLOW] += h.year;
        value[GROWTH] += h.rate * exact_math_exp(h.growth * (m + 0.5 - h.middle));
        value[POLICY_AWARE] += isnan(stop) ? NAN : h.rate * open_share(m, stop);
    }
}
