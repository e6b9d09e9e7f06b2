#include "output/folder.h"

#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

static char home[64];

static int enter(void **unused)
{
    (void)unused;
    strcpy(home, "/tmp/chokepoint-test-XXXXXX");
    return mkdtemp(home) && chdir(home) == 0 ? 0 : -1;
}

static int leave(void **unused)
{
    char *command = text_format("rm -rf %s", home);

    (void)unused;
    const int failed = chdir("/") != 0 || system(command) != 0;
    free(command);
    return failed ? -1 : 0;
}

static size_t entries(const char *path)
{
    DIR *dir = opendir(path);
    size_t n = 0;

    for (struct dirent *e; dir && (e = readdir(dir));)
        n += e->d_name[0] != '.';
    if (dir)
        closedir(dir);
    return n;
}

static bool write_file(struct folder *f, const char *name, const char *text)
{
    FILE *file = folder_create(f, name);

    if (!file)
        return false;
    fputs(text, file);
    return folder_close(f, name, file, 0);
}

static bool write_results(const char *path, bool force, const char *name)
{
    struct folder f;
    const bool fine = folder_open(&f, path, force) &&
                      write_file(&f, FOLDER_MANIFEST, "{\n  \"program\": \"chokepoint\"\n}\n") &&
                      write_file(&f, name, "x\n") && folder_commit(&f);

    folder_free(&f);
    return fine;
}

static void a_folder_appears_whole(void **unused)
{
    struct folder f;

    (void)unused;
    assert_true(folder_open(&f, "deep/er/out/", false));
    assert_true(write_file(&f, "a.csv", "x\n"));
    assert_int_equal(access("deep/er/out", F_OK), -1); // not before the end
    assert_true(folder_commit(&f));
    assert_int_equal(access("deep/er/out/a.csv", F_OK), 0);
    assert_int_equal(entries("deep/er"), 1); // no temporary beside it
    folder_free(&f);
}

static void what_is_not_committed_leaves_nothing(void **unused)
{
    struct folder f;

    (void)unused;
    assert_true(folder_open(&f, "out", false));
    assert_true(write_file(&f, "a.csv", "x\n"));
    folder_free(&f);
    folder_free(&f); // allowed twice
    assert_int_equal(entries("."), 0);
}

static void an_existing_folder_is_kept_without_force(void **unused)
{
    struct folder f;

    (void)unused;
    assert_true(write_results("out", false, "old.csv"));
    assert_false(folder_open(&f, "out", false));
    assert_non_null(strstr(f.error, "--force"));
    folder_free(&f);
    assert_int_equal(access("out/old.csv", F_OK), 0);
}

static void force_replaces_our_results_after_success_only(void **unused)
{
    struct folder f;

    (void)unused;
    assert_true(write_results("out", false, "old.csv"));
    assert_true(folder_open(&f, "out", true));
    folder_free(&f); // failed on the way
    assert_int_equal(access("out/old.csv", F_OK), 0);
    assert_true(write_results("out", true, "new.csv"));
    assert_int_equal(access("out/old.csv", F_OK), -1);
    assert_int_equal(access("out/new.csv", F_OK), 0);
    assert_int_equal(entries("."), 1);
}

static void force_never_replaces_what_is_not_ours(void **unused)
{
    struct folder f;

    (void)unused;
    assert_int_equal(mkdir("photos", 0777), 0);
    assert_false(folder_open(&f, "photos", true));
    assert_non_null(strstr(f.error, "holds no results of chokepoint"));
    folder_free(&f);
    close(creat("file", 0666));
    assert_false(folder_open(&f, "file", true));
    folder_free(&f);
}

static void a_full_disk_is_noticed(void **unused)
{
    struct folder f;
    FILE *full = fopen("/dev/full", "w"); // every write to it fails with ENOSPC

    (void)unused;
    if (!full)
        skip();
    assert_true(folder_open(&f, "out", false));
    fputs("x\n", full);
    assert_false(folder_close(&f, "a.csv", full, 0));
    assert_non_null(strstr(f.error, "No space left"));
    folder_free(&f);
}

static void an_error_while_writing_is_noticed_at_the_end(void **unused)
{
    struct folder f;
    FILE *full = fopen("/dev/full", "w");

    (void)unused;
    if (!full)
        skip();
    assert_true(folder_open(&f, "out", false));
    fputs("x\n", full);
    fflush(full); // fails here, and the buffer is empty afterwards
    assert_false(folder_close(&f, "a.csv", full, ENOSPC));
    assert_non_null(strstr(f.error, "No space left"));
    folder_free(&f);
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_folder_appears_whole),
        TEST(what_is_not_committed_leaves_nothing),
        TEST(an_existing_folder_is_kept_without_force),
        TEST(force_replaces_our_results_after_success_only),
        TEST(force_never_replaces_what_is_not_ours),
        TEST(a_full_disk_is_noticed),
        TEST(an_error_while_writing_is_noticed_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
