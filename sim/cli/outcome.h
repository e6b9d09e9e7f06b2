/** A number of every future that a question is about, as the command line asks for it. */
#ifndef CHOKEPOINT_CLI_OUTCOME_H
#define CHOKEPOINT_CLI_OUTCOME_H

#include "cli/futures.h"

// clang-format off
#define OUTCOME_OPTIONS \
    {"--metric", "NAME", "a metric of 'chokepoint metrics' (preset accessible_h100e)"}, \
    {"--chip",   "NAME", "instead: chips of this kind that reached a stage"}, \
    {"--stage",  "NAME", "of them: ordered, licensed, shipped, landed (preset), installed, in_service, used"}, \
    {"--actor",  "NAME", "whose (preset: of all together)"}, \
    {"--date",   "DATE", "at the end of this month, such as 2027-06 (preset: the last)"}
// clang-format on

#define OUTCOME_DATES 16
// clang-format off
#define OPTION_DATES {"--dates", "DATES", "at the end of these months, such as 2026-07,2027-01 (preset: the opening and the ends of the first years)"}
// clang-format on

struct outcome {
    char *name; // for people: "landed h200 of all at 2027-06-30"
    const char *unit;
    const struct observed **column; // (columns) that add up to it
    size_t columns;
    int32_t month;
};

/** The run month of a date; false, with a message, if there is none such.  @param option for it */
bool outcome_month(const struct futures *futures, const char *option, const char *date,
                   int32_t *month);

/** The months of a list "2026-07,2027-01", or of the preset: the opening and the ends of the first
 * years.  False, with a message, if some is none.
 *  @param month (OUTCOME_DATES) overwritten  @param n overwritten: how many */
bool outcome_months(const struct futures *futures, const struct arguments *arguments,
                    int32_t month[], size_t *n);

/** Reads those options. Prints mistakes.  @param outcome overwritten; outcome_free in any case
 *  @return an exit code */
int outcome_read(struct outcome *outcome, const struct arguments *arguments,
                 const struct futures *futures);
void outcome_free(struct outcome *outcome);

/** Tells that a name is none of a key's values in a table, with the nearest.  @return an exit code
 */
int outcome_unknown(const struct futures *futures, enum observe_table table, int key,
                    const char *option, const char *name);

/** Does some column of a table have that name as a key? */
bool outcome_knows(const struct futures *futures, enum observe_table table, int key,
                   const char *name);

/** Its values: the sum of columns first ... first + n - 1 in month[m].  @param x (replications),
 * overwritten */
void outcome_sum(const struct endpoints *endpoints, size_t first, size_t n, size_t m, double x[]);

#endif
