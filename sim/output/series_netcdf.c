/*
 * Nothing that changes from run to run is written, so the same study gives the same bytes. Values
 * are not compressed: deflate writes some 40 to 110 MB/s, a tenth of what the disk takes.
 */
#include "output/series_netcdf.h"

#include "base/calendar.h"

#include <errno.h>
#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AT_ONCE = 1024 }; // numbers of futures

/** Of HDF5, below NetCDF: lets it be when the program ends. It would close once more, and crash
 * over, a file that a full disk had not let it close. */
__attribute__((weak)) int H5dont_atexit(void);

struct file {
    int id;
    size_t records;
    int *outcome; // (n_outcomes) variables
};

static bool failed(int status, const char *doing, char error[SERIES_ERROR])
{
    if (status == NC_NOERR)
        return false;
    // the library keeps to itself why a disk refused
    snprintf(error, SERIES_ERROR, "%s: %s", doing,
             status == NC_EHDFERR && errno ? strerror(errno) : nc_strerror(status));
    return true;
}

static int text(int id, int variable, const char *name, const char *value)
{
    return value ? nc_put_att_text(id, variable, name, strlen(value), value) : NC_NOERR;
}

/** The first status that is no success. */
static int first_of(const int status[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (status[i] != NC_NOERR)
            return status[i];
    return NC_NOERR;
}

#define ALL(...) first_of((int[]){__VA_ARGS__}, sizeof((int[]){__VA_ARGS__}) / sizeof(int))

static int describe_file(int id, const struct series_shape *shape)
{
    return ALL(text(id, NC_GLOBAL, "Conventions", "CF-1.8"),
               text(id, NC_GLOBAL, "title", shape->title),
               text(id, NC_GLOBAL, "source", shape->source));
}

/** Policy names, numbers of futures, ends of months. */
static int define_coordinates(int id, const int dim[3], int variable[3])
{
    return ALL(nc_def_var(id, "policy", NC_STRING, 1, &dim[0], &variable[0]),
               nc_def_var(id, "future", NC_INT64, 1, &dim[1], &variable[1]),
               nc_def_var(id, "time", NC_INT, 1, &dim[2], &variable[2]),
               text(id, variable[0], "long_name", "policy"),
               text(id, variable[1], "long_name", "number of the future"),
               text(id, variable[2], "long_name", "end of the month"),
               text(id, variable[2], "standard_name", "time"),
               text(id, variable[2], "units", "days since 1970-01-01"),
               text(id, variable[2], "calendar", "proleptic_gregorian"),
               text(id, variable[2], "axis", "T"));
}

static int define_outcome(int id, const struct series_shape *shape,
                          const struct series_outcome *outcome, const int dim[3], int *variable)
{
    const size_t chunk[3] = {1, shape->together, (size_t)shape->months + 1};
    const double none = NAN;

    return ALL(nc_def_var(id, outcome->name, NC_DOUBLE, 3, dim, variable),
               nc_def_var_chunking(id, *variable, NC_CHUNKED, chunk),
               nc_set_var_chunk_cache(id, *variable, 1, 1, 1), // no need: each is put once, whole
               nc_def_var_fill(id, *variable, NC_FILL, &none),
               text(id, *variable, "long_name", outcome->doc ? outcome->doc : outcome->name),
               text(id, *variable, "units", outcome->unit));
}

static int put_name(int id, int variable, size_t at, const char *name)
{
    return nc_put_var1_string(id, variable, &at, &name);
}

static int put_coordinates(int id, const struct series_shape *shape, const int variable[3])
{
    int status = NC_NOERR;

    for (size_t p = 0; p < shape->n_policies && status == NC_NOERR; p++)
        status = put_name(id, variable[0], p, shape->policy[p]);
    for (size_t i = 0; i < shape->futures && status == NC_NOERR; i += AT_ONCE) {
        const size_t left = (size_t)shape->futures - i;
        const size_t n = left < AT_ONCE ? left : AT_ONCE;
        long long future[AT_ONCE];
        for (size_t k = 0; k < n; k++)
            future[k] = (long long)(i + k);
        status = nc_put_vara_longlong(id, variable[1], &i, &n, future);
    }
    for (size_t t = 0; t <= (size_t)shape->months && status == NC_NOERR; t++) {
        const int days = calendar_days(shape->start, (int32_t)t - 1);
        status = nc_put_var1_int(id, variable[2], &t, &days);
    }
    return status;
}

static bool create(void **made, const char *path, const struct series_shape *shape,
                   char error[SERIES_ERROR])
{
    struct file *file = calloc(1, sizeof *file);
    int dim[3], variable[3], status = NC_ENOMEM;

    *made = NULL;
    if (H5dont_atexit)
        (void)H5dont_atexit();
    if (!file || !(file->outcome = calloc(shape->n_outcomes + 1, sizeof *file->outcome)))
        goto out;
    file->records = (size_t)shape->months + 1;
    status = nc_create(path, NC_NETCDF4 | NC_CLOBBER, &file->id);
    if (status != NC_NOERR)
        goto out;
    *made = file;
    status = ALL(nc_def_dim(file->id, "policy", shape->n_policies, &dim[0]),
                 nc_def_dim(file->id, "future", shape->futures, &dim[1]),
                 nc_def_dim(file->id, "time", file->records, &dim[2]),
                 describe_file(file->id, shape), define_coordinates(file->id, dim, variable));
    for (size_t o = 0; o < shape->n_outcomes && status == NC_NOERR; o++)
        status = define_outcome(file->id, shape, &shape->outcome[o], dim, &file->outcome[o]);
    if (status == NC_NOERR)
        status = ALL(nc_enddef(file->id), put_coordinates(file->id, shape, variable));
out:
    if (!*made && file) {
        free(file->outcome);
        free(file);
    }
    return !failed(status, path, error);
}

static bool put(void *made, size_t outcome, size_t policy, uint64_t first, size_t n,
                const double value[], char error[SERIES_ERROR])
{
    const struct file *file = made;
    const size_t at[3] = {policy, first, 0}, size[3] = {1, n, file->records};

    return !failed(nc_put_vara_double(file->id, file->outcome[outcome], at, size, value),
                   SERIES_FILE, error);
}

static bool close_file(void *made, char error[SERIES_ERROR])
{
    struct file *file = made;
    const int status = nc_close(file->id);

    free(file->outcome);
    free(file);
    return !failed(status, SERIES_FILE, error);
}

const struct series_format series_netcdf = {create, put, close_file};
