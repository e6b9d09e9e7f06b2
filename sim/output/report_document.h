/**
 * All that a page knows, as one JSON document: the results, each with its manifest and the tables
 * that are drawn.
 */
#ifndef CHOKEPOINT_OUTPUT_REPORT_DOCUMENT_H
#define CHOKEPOINT_OUTPUT_REPORT_DOCUMENT_H

#include "analysis/performance.h"
#include "output/report_series.h"
#include "output/report_tables.h"

#include <stdbool.h>
#include <stddef.h>

/** A table beside those by month, as CSV. */
struct report_text {
    const char *name;
    char *rows;
};

/** A run or a sweep, and what else was given of it. */
struct report_result {
    char *name;  // of its folder
    char *title; // NULL: none
    bool is_sweep;
    char *manifest, *run; // manifest.json; run.json of a sweep, else NULL
    struct report_series series;
    struct performance performance; // of a sweep
    struct report_text *text;       // (n_texts)
    size_t n_texts;
    bool *kept; // (series.n_policies)
};

struct report {
    const char *version;
    char *title;
    struct report_result *result; // (n)
    size_t n;
};

/** A result at its end, as yet without tables; NULL if memory is short.  @param name in fresh
 * memory, taken over */
struct report_result *report_document_add(struct report *report, char *name);

/** Adds a table; takes the rows over.  @return false if memory is short */
bool report_document_add_text(struct report_result *result, const char *name, char *rows);

/** The table of that name, or NULL. */
const struct report_text *report_document_text(const struct report_result *result,
                                               const char *name);

/** Allowed twice and on a zeroed report. */
void report_document_free(struct report *report);

/** Is there so little that every metric of every actor and month has its place? */
bool report_document_is_small(const struct report *report);

/** Writes it into memory.  @param coarse leave out what a page can do without
 *  @return in fresh memory; NULL if there is none */
char *report_document(const struct report *report, bool coarse, size_t *size);

#endif
