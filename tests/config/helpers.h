/** What the tests of this floor share: read a configuration, and get its mistakes or its frozen
 * form as text. */
#ifndef CHOKEPOINT_TESTS_CONFIG_HELPERS_H
#define CHOKEPOINT_TESTS_CONFIG_HELPERS_H

#include "../read_scenario.h"
#include "config/freeze.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MINIMAL SOURCE_DIR "/tests/config/minimal.cfg"

/** Reads a file that must have no mistake. */
static inline void read_well(const char *file, const char *policy, const char *const set[],
                             size_t n_set, struct scenario *sc)
{
    struct diag diag = {0};

    assert_true(read_scenario(file, policy, set, n_set, sc, &diag));
    if (diag.count)
        diag_print(&diag, file, stderr);
    assert_int_equal(diag.count, 0);
    diag_free(&diag);
}

/** Every mistake as the user sees it, in fresh memory; "" if there is none. */
static inline char *mistakes_of(const char *file, const char *policy, const char *const set[],
                                size_t n_set)
{
    struct scenario sc;
    struct diag diag = {0};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_true(read_scenario(file, policy, set, n_set, &sc, &diag));
    if (diag.count)
        diag_print(&diag, file, out);
    fclose(out);
    scenario_free(&sc);
    scenario_free(&sc);
    diag_free(&diag);
    return text;
}

/** The frozen form in fresh memory. */
static inline char *frozen(const struct scenario *sc)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    assert_true(freeze_write(sc, out));
    fclose(out);
    return text;
}

/** Writes n bytes to a fresh file.  @param name (32), overwritten */
static inline void write_file(const void *bytes, size_t n, char name[32])
{
    int file;

    strcpy(name, "/tmp/chokepoint-test-XXXXXX");
    file = mkstemp(name);
    assert_true(file >= 0);
    for (size_t done = 0; done < n;) {
        const ssize_t some = write(file, (const char *)bytes + done, n - done);
        assert_true(some > 0);
        done += (size_t)some;
    }
    close(file);
}

#endif
