#include "cli/load.h"

#include "base/text.h"
#include "cli/commands.h"
#include "design/study.h"

#include "model/policy.h"
#include "model/run.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/** Options that are short for a --set, in the order in which they apply, and how their value is
 * written. */
static const struct {
    const char *option, *path, *quote;
} shorthands[] = {
    {"--months", "run.months", ""},
    {"--replications", "run.replications", ""},
    {"--seed", "run.seed", "\""},
};

#define SHORTHANDS (sizeof shorthands / sizeof shorthands[0])

bool load_has_policy(const struct scenario *sc, const char *policy)
{
    return scenario_find(sc, &kind_policy, SIZE_MAX, policy) != NULL;
}

/** Prints the mistakes and frees them.  @param fine false after a failure  @return an exit code */
static int conclude(const struct arguments *a, struct diag *diag, bool fine)
{
    const int code = !fine ? EXIT_WORLD : diag->count ? EXIT_CONFIGURATION : EXIT_FINE;

    if (diag->count)
        diag_print(diag, a->positional[0], stderr);
    diag_free(diag);
    return code;
}

int load_file(const struct arguments *a, struct config_file *file)
{
    const char *name = a->positional[0];
    struct diag diag = {0};
    const bool fine = config_open(file, name, &diag);

    if (study_is_in(&file->tree))
        diag_add(&diag, (struct diag_place){name, 0}, NULL,
                 "is a study, not a configuration; 'chokepoint sweep %s' runs it", name);
    return conclude(a, &diag, fine);
}

bool load_is_elsewhere(const struct scenario *sc)
{
#ifdef CHOKEPOINT_SINGLE
    (void)sc;
    return false;
#else
    const struct entity *run = scenario_at(sc, &kind_run, 0);

    return scenario_value(run, "precision")->integer == PRECISION_SINGLE;
#endif
}

int load_scenario(const struct arguments *a, const struct config_file *file, const char *policy,
                  struct scenario *sc)
{
    const char *set[ARGUMENTS_MOST + SHORTHANDS];
    char *made[SHORTHANDS] = {NULL};
    size_t n = arguments_values(a, "--set", set);
    struct diag diag = {0};
    int code = EXIT_FINE;

    *sc = (struct scenario){0};
    for (size_t i = 0; i < SHORTHANDS; i++) {
        const char *value = arguments_value(a, shorthands[i].option);
        uint64_t number = 0;
        if (value && !arguments_integer(a, shorthands[i].option, 0, UINT64_MAX, &number)) {
            code = EXIT_USAGE;
            goto out;
        }
        if (value) {
            made[i] = text_format("%s=%s%s%s", shorthands[i].path, shorthands[i].quote, value,
                                  shorthands[i].quote);
            if (!made[i]) {
                code = no_memory();
                goto out;
            }
            set[n++] = made[i];
        }
    }
    const bool fine = config_make(file, policy, set, n, sc, &diag);
    code = conclude(a, &diag, fine);
    if (code == EXIT_FINE && load_is_elsewhere(sc))
        code = EXIT_OTHER_PRECISION;
out:
    for (size_t i = 0; i < SHORTHANDS; i++)
        free(made[i]);
    return code;
}

/** Writes a word so that sh reads it back. */
static void put_word(FILE *out, const char *word)
{
    const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";

    putc(' ', out);
    if (*word && strspn(word, plain) == strlen(word)) {
        fputs(word, out);
        return;
    }
    putc('\'', out);
    for (; *word; word++) {
        if (*word == '\'')
            fputs("'\\''", out);
        else
            putc(*word, out);
    }
    putc('\'', out);
}

/** The options of these names, as they were given.  @param kept NULL-terminated */
static void put_options(FILE *out, const struct arguments *a, const char *const kept[])
{
    for (size_t i = 0; i < a->n_options; i++)
        for (size_t k = 0; kept[k]; k++)
            if (strcmp(a->option[i]->name, kept[k]) == 0) {
                put_word(out, kept[k]);
                if (a->option[i]->value)
                    put_word(out, a->value[i]);
            }
}

/** Closes a stream in memory.  @return its text, NULL if memory was short */
static char *text_of(FILE *out, char **text)
{
    if (fclose(out) == 0)
        return *text;
    free(*text);
    return NULL;
}

char *load_replay_line(const struct arguments *a, const char *policy, uint64_t replication)
{
    static const char *const kept[] = {"--set", "--months", "--seed", "--deterministic", NULL};
    char *line = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&line, &size);

    if (!out)
        return NULL;
    fputs("chokepoint replay", out);
    put_word(out, a->positional[0]);
    fprintf(out, " --replication %" PRIu64, replication);
    if (policy) {
        fputs(" --policy", out);
        put_word(out, policy);
    }
    put_options(out, a, kept);
    return text_of(out, &line);
}

char *load_command_line(const struct arguments *a, const char *more)
{
    char *line = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&line, &size);

    if (!out)
        return NULL;
    for (int i = 0; i < a->argc; i++)
        put_word(out, a->argv[i]);
    if (!arguments_value(a, more))
        put_word(out, more);
    line = text_of(out, &line);
    if (line)
        memmove(line, line + 1, size); // without the first space
    return line;
}

char *load_replay_run_line(const struct arguments *a, uint64_t run, uint64_t replication)
{
    static const char *const kept[] = {"--set", NULL};
    char *line = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&line, &size);

    if (!out)
        return NULL;
    fputs("chokepoint replay", out);
    put_word(out, a->positional[0]);
    fprintf(out, " --run %" PRIu64 " --replication %" PRIu64, run, replication);
    put_options(out, a, kept);
    return text_of(out, &line);
}

int load_policy(const struct arguments *a, const char *policy, struct scenario *sc)
{
    const bool baseline = policy && strcmp(policy, LOAD_BASELINE) == 0;
    struct config_file file;
    int code = load_file(a, &file);

    *sc = (struct scenario){0};
    if (code == EXIT_FINE)
        code = load_scenario(a, &file, baseline ? NULL : policy, sc);
    if (code == EXIT_FINE && baseline && load_has_policy(sc, policy)) {
        scenario_free(sc);
        code = load_scenario(a, &file, policy, sc);
    }
    config_close(&file);
    return code;
}
