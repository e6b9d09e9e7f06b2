/**
 * The raw text of a configuration, looked at before libconfig sees it.
 *
 * libconfig 1.5 lets pass what would surprise its user: integers beyond 32 bits turn into others, a
 * NUL ends the text, a directory or a string without an end break its lexer. All of that is refused
 * here, with its place, in the file and in whatever it includes. Includes are found relative to the
 * directory of the top file.
 */
#ifndef CHOKEPOINT_CONFIG_SOURCE_H
#define CHOKEPOINT_CONFIG_SOURCE_H

#include "base/diag.h"
#include "config/joined.h"

#include <stdbool.h>

#define SOURCE_BYTES      (4u << 20) // largest file
#define SOURCE_LINES      65000u     // most lines of one
#define SOURCE_INCLUDES   8          // deepest chain of includes
#define SOURCE_INCLUSIONS 256        // most includes in all
#define SOURCE_NESTING    32         // deepest nesting of brackets

/** The files read, each once, in the order first met; places point to these names. */
struct source_files {
    char **name;
    size_t n, inclusions;
};

/** The same names once more; false if there is no memory. source_free is allowed in any case. */
bool source_copy(const struct source_files *files, struct source_files *copy);
void source_free(struct source_files *files);

/** The stored copy of that name, added if it is new; NULL if there is no memory. */
const char *source_intern(struct source_files *files, const char *name);

/** Looks at a file and its includes, and joins them.  @param joined zeroed; joined_free is allowed
 * whatever comes of it
 *  @return false if memory or the file system failed */
bool source_scan(const char *file, struct source_files *files, struct joined *joined,
                 struct diag *diag);

/** Looks at one value of a change, `text` of size n; includes are refused. */
void source_scan_value(const char *text, size_t n, struct diag_place place, const char *path,
                       struct diag *diag);

#endif
