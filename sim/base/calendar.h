/** Months and ISO dates. Month 0 is the run's first; month -1 is the opening record. */
#ifndef CHOKEPOINT_BASE_CALENDAR_H
#define CHOKEPOINT_BASE_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

/** Months since year 0 of "2026-02" or "2026-02-17", years of four digits; false if it is no date
 *  that exists. */
bool calendar_parse(const char *text, int32_t *months);

/** ISO date of the last day of run month t, if the run starts in month `start` (of calendar_parse).
 *  @param out at least 16 bytes  @return out */
char *calendar_month_end(int32_t start, int32_t t, char out[16]);

/** Days from 1 January 1970 to that day. */
int32_t calendar_days(int32_t start, int32_t t);

/** 0 (January) to 11 of run month t. */
int32_t calendar_month_of_year(int32_t start, int32_t t);

/** A schedule's key: "m6" is run month 6, "y2026m07" is July 2026; false if neither or impossible.
 *  One spelling a month: no "m06", no "y2026m7". A date before the start gives a negative
 *  month, in force at once. */
bool calendar_schedule_key(const char *key, int32_t start, int32_t *t);

#endif
