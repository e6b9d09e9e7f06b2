/** What the tests of studies share. */
#ifndef CHOKEPOINT_TESTS_DESIGN_STUDIES_H
#define CHOKEPOINT_TESTS_DESIGN_STUDIES_H

#include "design/study.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HERE       SOURCE_DIR "/tests/design"
#define EVERYTHING HERE "/everything.cfg"

/** Reads a study that must have no mistake. */
static inline void read_well(struct study *study, const char *file, const char *const set[],
                             size_t n)
{
    struct diag diag = {0};

    assert_true(study_read(study, file, set, n, &diag));
    if (diag.count)
        diag_print(&diag, file, stderr);
    assert_int_equal(diag.count, 0);
    diag_free(&diag);
}

/** Every mistake as the user sees it, in fresh memory; "" if there is none. */
static inline char *mistakes_of(const char *file, const char *const set[], size_t n)
{
    struct study study;
    struct diag diag = {0};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_true(study_read(&study, file, set, n, &diag));
    diag_print(&diag, file, out);
    fclose(out);
    study_free(&study);
    study_free(&study);
    diag_free(&diag);
    return text;
}

static inline void write_text(const char *name, const char *text)
{
    FILE *out = fopen(name, "w");

    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

#endif
