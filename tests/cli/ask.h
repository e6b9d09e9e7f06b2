/** What the tests of the command line share: ask the program in a fresh folder, and look at what it
 * said. */
#ifndef CHOKEPOINT_TESTS_CLI_ASK_H
#define CHOKEPOINT_TESTS_CLI_ASK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char home[64];

static inline int enter(void **unused)
{
    (void)unused;
    strcpy(home, "/tmp/chokepoint-test-XXXXXX");
    return mkdtemp(home) && chdir(home) == 0 ? 0 : -1;
}

static inline int leave(void **unused)
{
    char command[128];

    (void)unused;
    snprintf(command, sizeof command, "rm -rf %s", home);
    return chdir("/") == 0 && system(command) == 0 ? 0 : -1;
}

/** What a command line answered. */
struct answer {
    int code;
    char text[200000]; // standard output and standard error
};

static struct answer answer;

static inline int ask(const char *format, ...) __attribute__((format(printf, 1, 2)));

static inline int ask(const char *format, ...)
{
    char arguments[4096], command[5000];
    va_list list;

    va_start(list, format);
    vsnprintf(arguments, sizeof arguments, format, list);
    va_end(list);
    snprintf(command, sizeof command, "%s %s 2>&1", CHOKEPOINT, arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t n = fread(answer.text, 1, sizeof answer.text - 1, pipe);
    answer.text[n] = '\0';
    while (getc(pipe) != EOF) {
    }
    answer.code = WEXITSTATUS(pclose(pipe));
    return answer.code;
}

static inline bool said(const char *words)
{
    if (!strstr(answer.text, words))
        print_message("expected '%s' in:\n%s\n", words, answer.text);
    return strstr(answer.text, words) != NULL;
}

/** A test in a fresh folder. */
#define TEST(t) cmocka_unit_test_setup_teardown(t, enter, leave)

#endif
