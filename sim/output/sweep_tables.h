/** The tables of a sweep, chunk after chunk: design.csv, a row a future, unless the study does
 * without it, and outcomes.csv, a row a run. */
#ifndef CHOKEPOINT_OUTPUT_SWEEP_TABLES_H
#define CHOKEPOINT_OUTPUT_SWEEP_TABLES_H

#include "design/sweep.h"
#include "output/folder.h"
#include "output/table.h"

#include <stdbool.h>
#include <stdint.h>

#define SWEEP_TABLES 2

extern const char *const sweep_tables_names[SWEEP_TABLES]; // of the files

struct sweep_tables {
    const struct study *study;
    struct folder *folder; // NULL: rows in memory, to be appended
    FILE *file[SWEEP_TABLES];
    struct table table[SWEEP_TABLES];
    char *text[SWEEP_TABLES];
    size_t size[SWEEP_TABLES];
};

/** Creates the files and writes their headers.  @return false with folder->error set;
 * sweep_tables_free in any case */
bool sweep_tables_open(struct sweep_tables *tables, struct folder *folder,
                       const struct study *study);

/** Begins rows in memory.  @return false if there is none; sweep_tables_free in any case */
bool sweep_tables_begin(struct sweep_tables *rows, const struct study *study);

/** Writes the rows of the futures whose values `runs` took, all of one chunk. */
void sweep_tables_write(struct sweep_tables *tables, const struct sweep_chunk *chunk,
                        const struct runs *runs);

/** Bytes of rows in memory. */
size_t sweep_tables_size(struct sweep_tables *rows);

/** Adds rows to the files, and forgets them.  @return false if memory was short */
bool sweep_tables_append(struct sweep_tables *tables, struct sweep_tables *rows);

/** Closes the files.  @return false with folder->error set if any byte may be lost */
bool sweep_tables_close(struct sweep_tables *tables);
void sweep_tables_free(struct sweep_tables *tables);

#endif
