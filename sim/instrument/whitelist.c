/*
 * Only named actors may buy.
 */
#include "instrument/whitelist.h"

#define P(m) struct whitelist, m

// clang-format off
static const struct field whitelist_fields[] = {
    // member              unit preset low high doc
    {NAMES(P(members)),   "",   0,     0,  0,   "actors that may buy", 0, "actor"},
    {FLAG(P(revoking)),   "1",  0,     0,  1,   "true: what is cleared is cancelled too"},
    {0},
};
// clang-format on

static void whitelist_revoke(const void *params, const lanes on, lanes stop)
{
    const struct whitelist *p = params;

    EACH_LANE (i) {
        const real before = stop[i];
        stop[i] = on[i] * p->revoking[i] > 0 ? 1 : before;
    }
}

const struct instrument_type instrument_whitelist = {
    .name = "whitelist",
    .doc = "only named actors may buy",
    .reference = "vetting of buyers, BIS rule of January 2026",
    .fields = whitelist_fields,
    .size = sizeof(struct whitelist),
    .cause = "whitelist",
    .revoke = whitelist_revoke,
};
