/**
 * The user's mistakes, collected so that one run reports all of them.
 *
 * A message reads `file:line: key.path: what is wrong; what was expected`, lower case, no full
 * stop.
 */
#ifndef CHOKEPOINT_BASE_DIAG_H
#define CHOKEPOINT_BASE_DIAG_H

#include <stddef.h>
#include <stdio.h>

struct diag_place {
    const char *file; // NULL if the mistake stands in no file (a command-line option)
    unsigned line;    // from 1; 0 if unknown
};

struct diag {
    size_t count;             // mistakes found; those beyond DIAG_MOST are counted, not kept
    char **message;           // (kept) whole lines, as printed
    struct diag_place *place; // (kept) of each, for sorting; file names are copies
    size_t kept, room;
};

#define DIAG_MOST 200

/** Adds one mistake.  @param path the key's full path, or NULL */
void diag_add(struct diag *diag, struct diag_place place, const char *path, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/** Adds those of another that are not there yet. */
void diag_merge(struct diag *diag, const struct diag *more);

/** Prints every mistake, one a line in the order of file and line, then `N mistakes in NAME`;
 * nothing if none. */
void diag_print(const struct diag *diag, const char *name, FILE *out);

/** Allowed twice and on a zeroed diag. */
void diag_free(struct diag *diag);

#endif
