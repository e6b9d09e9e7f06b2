#include "cli/commands.h"

#include "cli/load.h"
#include "cli/studies.h"
#include "design/study.h"
#include "model/policy.h"

#include <string.h>

static const struct option check_options[] = {
    {"--policy", "NAME", "only this policy instead of all"},
    OPTION_SET,
    {0},
};

static bool is_known(const struct diag *known, const char *message)
{
    for (size_t i = 0; i < known->kept; i++)
        if (strcmp(known->message[i], message) == 0)
            return true;
    return false;
}

/** Prints the mistakes that were not there without the policy.  @return how many */
static size_t print_new(const struct diag *with, const struct diag *without, const char *file,
                        const char *policy)
{
    size_t n = 0;

    for (size_t i = 0; i < with->kept; i++)
        if (!is_known(without, with->message[i])) {
            fprintf(stderr, "%s\n", with->message[i]);
            n++;
        }
    if (n)
        fprintf(stderr, "%zu mistake%s in %s under policy %s\n", n, n == 1 ? "" : "s", file,
                policy);
    return n;
}

/** One policy's overlay; its mistakes are added to *mistakes. */
static int check_policy(const struct arguments *a, const struct config_file *file,
                        const char *policy, const struct diag *plain, size_t *mistakes)
{
    const char *set[ARGUMENTS_MOST];
    const size_t n = arguments_values(a, "--set", set);
    struct scenario sc;
    struct diag diag = {0};
    const bool fine = config_make(file, policy, set, n, &sc, &diag);

    *mistakes += print_new(&diag, plain, a->positional[0], policy);
    scenario_free(&sc);
    diag_free(&diag);
    return fine ? EXIT_FINE : EXIT_WORLD;
}

/** "8 actors, 20 chips, ..." of what is declared. */
static void print_counts(const struct scenario *sc)
{
    const char *separator = "";

    for (size_t k = 0; kinds[k]; k++) {
        size_t n;
        (void)scenario_all(sc, kinds[k], &n);
        if (kinds[k]->single || n == 0)
            continue;
        printf("%s%zu %s", separator, n, n == 1 ? kinds[k]->name : kinds[k]->plural);
        separator = ", ";
    }
    putchar('\n');
}

static int check_scenario(const struct arguments *a)
{
    const char *set[ARGUMENTS_MOST], *name = a->positional[0],
                                     *only = arguments_value(a, "--policy");
    const size_t n_set = arguments_values(a, "--set", set);
    struct config_file file;
    struct scenario sc = {0};
    struct diag diag = {0};
    size_t mistakes, n;
    bool fine = config_open(&file, name, &diag);

    if (fine && file.tree.root)
        fine = config_make(&file, NULL, set, n_set, &sc, &diag);
    int code = fine ? EXIT_FINE : EXIT_WORLD;
    mistakes = diag.count;
    diag_print(&diag, name, stderr);
    if (code == EXIT_FINE && file.tree.root && only &&
        !(strcmp(only, LOAD_BASELINE) == 0 && !load_has_policy(&sc, only)))
        code = check_policy(a, &file, only, &diag, &mistakes);
    const struct entity *policies = scenario_all(&sc, &kind_policy, &n);
    for (size_t i = 0; i < n && !only && code == EXIT_FINE; i++)
        code = check_policy(a, &file, policies[i].name, &diag, &mistakes);
    if (code == EXIT_FINE && mistakes)
        code = EXIT_CONFIGURATION;
    if (code == EXIT_FINE) {
        printf("%s: fine: ", name);
        print_counts(&sc);
    }
    diag_free(&diag);
    scenario_free(&sc);
    config_close(&file);
    return code;
}

static int check(const struct arguments *a)
{
    if (!study_is_one(a->positional[0]))
        return check_scenario(a);
    if (!arguments_value(a, "--policy"))
        return studies_check(a);
    fputs("chokepoint check: --policy: a study says itself which policies it runs\n", stderr);
    return EXIT_USAGE;
}

const struct command command_check = {
    .name = "check",
    .arguments = "FILE",
    .summary = "report all mistakes of a configuration and its policies, or of a study",
    .least = 1,
    .most = 1,
    .options = check_options,
    .run = check,
};
