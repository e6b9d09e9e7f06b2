#include "output/manifest.h"

#include <stdlib.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

// test vectors of draft-eastlake-fnv, appendix C
static void hashes_are_the_published_ones(void **unused)
{
    (void)unused;
    assert_true(manifest_hash("", 0) == UINT64_C(0xcbf29ce484222325));
    assert_true(manifest_hash("a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(manifest_hash("foobar", 6) == UINT64_C(0x85944171f73967e8));
}

static void texts_of_users_are_escaped(void **unused)
{
    static struct ensemble_result result = {
        .done = 11, .failed = 1, .failures = {{.replication = 37, .failure = 2, .month = 3}}};
    char *argv[] = {"chokepoint", "run", "a \"b\"\\c\n.cfg"}, *replay[] = {"chokepoint replay 'x'"};
    const struct manifest_policy policy = {
        .name = "tight", .result = &result, .replay = replay, .months = 24};
    char *text;
    size_t size;
    FILE *file = open_memstream(&text, &size);

    (void)unused;
    manifest_write(
        file, &(struct manifest){
                  .version = "1", .argc = 3, .argv = argv, .policies = &policy, .n_policies = 1});
    fclose(file);
    assert_non_null(strstr(text, "\"a \\\"b\\\"\\\\c\\u000a.cfg\""));
    assert_non_null(strstr(text, "{\"replication\": 37, \"identity\": 2, \"month\": 3, \"replay\": "
                                 "\"chokepoint replay 'x'\"}"));
    assert_non_null(strstr(text, "\"generator\": \"Threefry4x32-20\""));
    free(text);
}

static void a_run_that_was_interrupted_is_marked(void **unused)
{
    static struct ensemble_result result = {.places = 512, .done = 511, .failed = 1};
    const struct manifest_policy policy = {
        .name = "tight", .result = &result, .asked = 10000, .error = 0.0373};
    const struct manifest partial = {
        .policies = &policy, .n_policies = 1, .partial = true, .until = 0.01};

    (void)unused;
    for (int whole = 0; whole < 2; whole++) {
        struct manifest m = partial;
        char *text;
        size_t size;
        FILE *file = open_memstream(&text, &size);
        m.partial = !whole;
        manifest_write(file, &m);
        fclose(file);
        assert_non_null(strstr(text, whole ? "\"partial\": false" : "\"partial\": true"));
        assert_non_null(strstr(text, "\"until\": 0.01"));
        assert_non_null(strstr(
            text, "\"asked\": 10000, \"replications\": 512, \"counted\": 511, \"failed\": 1"));
        assert_non_null(strstr(text, "\"monte_carlo_error\": 0.0373"));
        free(text);
    }
}

static void a_fingerprint_tells_apart_what_gives_other_results(void **unused)
{
    const struct ensemble_result fine = {.done = 11}, failed = {.done = 10, .failed = 1};
    struct manifest_policy policy = {.name = "tight", .hash = 37, .asked = 11, .result = &fine};
    struct manifest m = {.version = "1", .policies = &policy, .n_policies = 1};
    const uint64_t first = manifest_fingerprint(&m);
    char *text;
    size_t size;

    (void)unused;
    m.threads = 3;
    assert_true(manifest_fingerprint(&m) == first);
    m.trajectories = true;
    assert_true(manifest_fingerprint(&m) != first);
    m.trajectories = false;
    policy.hash = 38;
    assert_true(manifest_fingerprint(&m) != first);
    for (int bad = 0; bad < 2; bad++) {
        policy.result = bad ? &failed : &fine;
        FILE *file = open_memstream(&text, &size);
        manifest_write(file, &m);
        fclose(file);
        assert_true(!bad == (strstr(text, "\"fingerprint\": ") != NULL));
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_are_the_published_ones),
        cmocka_unit_test(texts_of_users_are_escaped),
        cmocka_unit_test(a_run_that_was_interrupted_is_marked),
        cmocka_unit_test(a_fingerprint_tells_apart_what_gives_other_results),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
