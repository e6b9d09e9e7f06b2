#include "instrument/instruments.h"

#include "instrument/ban.h"
#include "instrument/border.h"
#include "instrument/domestic_ratio.h"
#include "instrument/enforcement.h"
#include "instrument/licence.h"
#include "instrument/per_customer_cap.h"
#include "instrument/preference.h"
#include "instrument/quota.h"
#include "instrument/ratio_cap.h"
#include "instrument/tariff.h"
#include "instrument/threshold.h"
#include "instrument/whitelist.h"

#include <string.h>

const struct instrument_type *const instruments[] = {
    [INSTRUMENT_TARIFF] = &instrument_tariff,
    [INSTRUMENT_THRESHOLD] = &instrument_threshold,
    [INSTRUMENT_WHITELIST] = &instrument_whitelist,
    [INSTRUMENT_BAN] = &instrument_ban,
    [INSTRUMENT_LICENCE] = &instrument_licence,
    [INSTRUMENT_QUOTA] = &instrument_quota,
    [INSTRUMENT_PER_CUSTOMER_CAP] = &instrument_per_customer_cap,
    [INSTRUMENT_RATIO_CAP] = &instrument_ratio_cap,
    [INSTRUMENT_DOMESTIC_RATIO] = &instrument_domestic_ratio,
    [INSTRUMENT_BORDER] = &instrument_border,
    [INSTRUMENT_PREFERENCE] = &instrument_preference,
    [INSTRUMENT_ENFORCEMENT] = &instrument_enforcement,
    [INSTRUMENT_TYPES] = NULL,
};

const struct instrument_type *instruments_find(const char *name)
{
    for (size_t i = 0; instruments[i]; i++)
        if (strcmp(instruments[i]->name, name) == 0)
            return instruments[i];
    return NULL;
}
