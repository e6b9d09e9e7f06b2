#include "output/kept.h"

#include "base/text.h"
#include "base/xxhash.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEW ".new"

/** Of the identity and all pieces. */
static uint64_t sum_of(const char *identity, const struct bytes_part part[], size_t n)
{
    struct xxhash sum;

    xxhash_begin(&sum);
    xxhash_add(&sum, identity, strlen(identity));
    for (size_t i = 0; i < n; i++)
        xxhash_add(&sum, part[i].data, part[i].size);
    return xxhash_end(&sum);
}

static char *path_of(const struct folder *folder, const char *name)
{
    return text_format("%s/%s", folder->temporary, name);
}

/** Gives the new file the name of the old one. */
static bool replace(struct folder *folder, const char *name, const char *fresh)
{
    char *from = path_of(folder, fresh), *to = path_of(folder, name);
    const bool fine = from && to && rename(from, to) == 0;

    if (!fine)
        snprintf(folder->error, sizeof folder->error, "%s: %s", name,
                 from && to ? strerror(errno) : "no memory");
    free(from);
    free(to);
    return fine;
}

bool kept_write(struct folder *folder, const char *name, const char *identity,
                const struct bytes_part part[], size_t n)
{
    const uint64_t sum = sum_of(identity, part, n);
    char *fresh = text_format("%s" NEW, name);
    FILE *file = fresh ? folder_create(folder, fresh) : NULL;
    bool fine = file != NULL;

    if (!fresh)
        snprintf(folder->error, sizeof folder->error, "no memory");
    for (size_t i = 0; fine && i < n; i++)
        fwrite(part[i].data, 1, part[i].size, file);
    if (fine)
        fwrite(&sum, sizeof sum, 1, file);
    fine = fine && folder_close(folder, fresh, file, 0) && replace(folder, name, fresh);
    free(fresh);
    return fine;
}

bool kept_read(const struct folder *folder, const char *name, const char *identity,
               const struct bytes_part part[], size_t n)
{
    char *path = path_of(folder, name);
    FILE *file = path ? fopen(path, "r") : NULL;
    uint64_t sum = 0;
    bool fine = file != NULL;

    for (size_t i = 0; fine && i < n; i++)
        fine = fread(part[i].data, 1, part[i].size, file) == part[i].size;
    fine = fine && fread(&sum, sizeof sum, 1, file) == 1 && getc(file) == EOF &&
           sum == sum_of(identity, part, n);
    if (file)
        fclose(file);
    free(path);
    return fine;
}

void kept_remove(const struct folder *folder, const char *name)
{
    char *path = path_of(folder, name);

    if (path)
        unlink(path);
    free(path);
}
