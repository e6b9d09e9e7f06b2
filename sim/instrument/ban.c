/*
 * Nobody it binds may buy. Pending orders are denied; cleared ones are cancelled only if it
 * revokes; transit goes on.
 */
#include "instrument/ban.h"

#define P(m) struct ban, m

// clang-format off
static const struct field ban_fields[] = {
    // member            unit preset low high doc
    {FLAG(P(revoking)), "1",  0,     0,  1,   "true: what is cleared is cancelled too"},
    {0},
};
// clang-format on

static void ban_eligible(const void *params, const struct chip *chip, int a, const lanes on,
                         lanes ok)
{
    (void)params, (void)chip, (void)a;
    EACH_LANE (i) {
        const real before = ok[i];
        ok[i] = on[i] > 0 ? 0 : before;
    }
}

static void ban_revoke(const void *params, const lanes on, lanes stop)
{
    const struct ban *p = params;

    EACH_LANE (i) {
        const real before = stop[i];
        stop[i] = on[i] * p->revoking[i] > 0 ? 1 : before;
    }
}

const struct instrument_type instrument_ban = {
    .name = "ban",
    .doc = "nobody it binds may buy",
    .reference = "licence requirement with presumption of denial, H20, April 2025",
    .fields = ban_fields,
    .size = sizeof(struct ban),
    .cause = "ban",
    .eligible = ban_eligible,
    .revoke = ban_revoke,
};
