/**
 * Whole trajectories as one NetCDF-4 file with the metadata of the CF conventions: for each outcome
 * a variable (policy, future, time), which xarray and R open as they are.
 *
 * The library stands in a module beside the program (series_netcdf.c), loaded only when such a file
 * is asked for.
 */
#ifndef CHOKEPOINT_OUTPUT_SERIES_H
#define CHOKEPOINT_OUTPUT_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SERIES_FILE "trajectories.nc"

struct series_outcome {
    const char *name, *unit, *doc; // doc: what it is, in a phrase; NULL if nothing is known
};

/** What a file holds. */
struct series_shape {
    const char *title, *source; // source: program, version and hash of the study
    const char *const *policy;  // (n_policies)
    size_t n_policies;
    uint64_t futures;
    uint64_t together;     // futures that are put at once, and lie together in the file
    int32_t start, months; // calendar month of run month 0; records from month -1 to months - 1
    const struct series_outcome *outcome; // (n_outcomes)
    size_t n_outcomes;
};

#define SERIES_ERROR 512

/** How such files are written; every function returns false with a message. */
struct series_format {
    bool (*create)(void **file, const char *path, const struct series_shape *shape,
                   char error[SERIES_ERROR]);
    /** Futures first ... first+n-1 of one policy.  @param value (n, months + 1) */
    bool (*put)(void *file, size_t outcome, size_t policy, uint64_t first, size_t n,
                const double value[], char error[SERIES_ERROR]);
    /** Ends the file, or gives it up: it is closed in any case. */
    bool (*close)(void *file, char error[SERIES_ERROR]);
};

#define SERIES_SYMBOL "series_netcdf" // the module's struct series_format

/** The format, or NULL with a message where the program was built without the library. */
const struct series_format *series_find(char error[SERIES_ERROR]);

#endif
