/*
 * Chips are eligible only below attribute limits, all of which must hold.
 *
 *   eligible = tpp < limit and bandwidth < limit and h100e < limit
 */
#include "instrument/threshold.h"

#include "model/chip.h"

#define P(m) struct threshold, m

// clang-format off
static const struct field threshold_fields[] = {
    // member                        unit           preset    low high  doc
    {REAL(P(tpp_below)),              "TFLOP/s bit", INFINITY, 0, 1e9, "total processing performance must be below", FIELD_EASES},
    {REAL(P(bandwidth_tb_per_s_below)), "TB/s",      INFINITY, 0, 1e6, "memory bandwidth must be below", FIELD_EASES},
    {REAL(P(h100e_below)),            "H100e",       INFINITY, 0, 1e6, "compute must be below", FIELD_EASES},
    {FLAG(P(revoking)),               "1",           0,        0, 1,   "true: what is cleared is cancelled too"},
    {0},
};
// clang-format on

static void threshold_eligible(const void *params, const struct chip *chip, int a, const lanes on,
                               lanes ok)
{
    const struct threshold *p = params;

    (void)a;
    EACH_LANE (i) {
        const real slow = chip->tpp[i] < p->tpp_below[i] ? 1 : 0;
        const real narrow = chip->bandwidth_tb_per_s[i] < p->bandwidth_tb_per_s_below[i] ? 1 : 0;
        const real small = chip->h100e[i] < p->h100e_below[i] ? 1 : 0;
        const real before = ok[i], in = slow * narrow * small;
        ok[i] = on[i] > 0 ? before * in : before;
    }
}

static void threshold_revoke(const void *params, const lanes on, lanes stop)
{
    const struct threshold *p = params;

    EACH_LANE (i) {
        const real before = stop[i];
        stop[i] = on[i] * p->revoking[i] > 0 ? 1 : before;
    }
}

const struct instrument_type instrument_threshold = {
    .name = "threshold",
    .doc = "chips are eligible only below attribute limits",
    .reference = "BIS rules of October 2022, October 2023 and January 2026",
    .fields = threshold_fields,
    .size = sizeof(struct threshold),
    .cause = "threshold",
    .eligible = threshold_eligible,
    .revoke = threshold_revoke,
};
