#include "ensemble/headline.h"

#include <string.h>

size_t headline_months(int32_t months, int32_t shown[HEADLINE_MONTHS])
{
    size_t n = 0;

    for (int32_t years = 1; years <= HEADLINE_MONTHS; years++)
        if (12 * years <= months)
            shown[n++] = 12 * years - 1;
    if (n == 0)
        shown[n++] = months - 1;
    return n;
}

bool headline_is(const struct observed *column)
{
    return column->table == OBSERVE_METRICS &&
           (strcmp(column->key[1], HEADLINE_FIRST) == 0 ||
            strcmp(column->key[1], "foreign_chips_delivered") == 0);
}
