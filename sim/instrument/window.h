/** The window over which the use of a limit counts; shared by quota, per_customer_cap and
 * ratio_cap. */
#ifndef CHOKEPOINT_INSTRUMENT_WINDOW_H
#define CHOKEPOINT_INSTRUMENT_WINDOW_H

#include "base/lanes.h"

#include <stdint.h>

enum window_kind { WINDOW_RUN, WINDOW_CALENDAR_YEAR, WINDOW_ROLLING_MONTHS };
enum limit_unit { LIMIT_CHIPS, LIMIT_H100E };

/** First member of the parameters of every limit. */
struct window {
    int32_t kind;        // enum window_kind
    int32_t months;      // of a rolling window
    int32_t unit;        // enum limit_unit
    int32_t rule;        // rationing rule among the actors
    lanes used_at_start; // in the limit's unit; counts as used in month -1
};

extern const char *const window_names[], *const limit_unit_names[];

// clang-format off
#define WINDOW_ROWS(S) \
    {"window", offsetof(S, window.kind), FIELD_CHOICE, "", 0, 0, 0, "over which use counts; unused room lapses", FIELD_STRUCTURAL, NULL, window_names}, \
    {"window_months", offsetof(S, window.months), FIELD_INTEGER, "months", 12, 1, 600, "length of a rolling window, this month included", FIELD_STRUCTURAL}, \
    {"unit", offsetof(S, window.unit), FIELD_CHOICE, "", 0, 0, 0, "what is counted", FIELD_STRUCTURAL, NULL, limit_unit_names}, \
    {"used_at_start", offsetof(S, window.used_at_start), FIELD_REAL, "in its unit", 0, 0, 1e15, "use before month 0, counted in month -1", FIELD_STRUCTURAL}
#define RULE_ROW(S) \
    {"rule", offsetof(S, window.rule), FIELD_CHOICE, "", 0, 0, 0, "rationing rule when claims exceed the room", FIELD_STRUCTURAL, NULL, rule_names}
// clang-format on

#endif
