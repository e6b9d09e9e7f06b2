#include "model/kind.h"

#include "model/actor.h"
#include "model/chip.h"
#include "model/instrument_kind.h"
#include "model/policy.h"
#include "model/run.h"
#include "model/supply.h"

#include <string.h>

const struct kind *const kinds[] = {
    &kind_run,         &kind_behaviour,  &kind_measures, &kind_jurisdiction,
    &kind_regime,      &kind_transition, &kind_signal,   &kind_ecosystem,
    &kind_supplier,    &kind_bank,       &kind_chip,     &kind_actor,
    &kind_reference,   &kind_instrument, &kind_event,    &kind_trigger,
    &kind_correlation, &kind_policy,     NULL,
};

const struct kind *kinds_find(const char *name)
{
    for (size_t i = 0; kinds[i]; i++)
        if (strcmp(kinds[i]->name, name) == 0)
            return kinds[i];
    return NULL;
}
