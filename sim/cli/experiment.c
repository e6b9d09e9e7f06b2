#include "cli/experiment.h"

#include "base/text.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "engine/identities.h"
#include "output/sweep_manifest.h"

#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *base_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;

    return slash ? slash + 1 : path;
}

static bool put_sum(FILE *out, const char *path)
{
    char sum[XXHASH_TEXT];

    if (!sweep_manifest_sum(path, sum)) {
        fprintf(stderr, "chokepoint: %s: %s\n", path, strerror(errno));
        return false;
    }
    fprintf(out, "file %s %s\n", base_name(path), sum);
    return true;
}

/** The study as it would stand beside its scenario, wherever that is. */
static bool put_study(FILE *out, const struct study *study, uint64_t futures)
{
    struct study here = *study;

    here.scenario_written = (char *)base_name(study->scenario_written);
    here.points_written = (char *)base_name(study->points_written);
    here.calibration.observations_written =
        (char *)base_name(study->calibration.observations_written);
    here.futures = futures;
    return study_write(&here, "", out);
}

/** All that numbers depend on, as text in fresh memory; NULL after a message. */
static char *text_of(const struct study *study, uint64_t futures, size_t *size)
{
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    bool fine = out != NULL;

    if (fine)
        fprintf(out, "chokepoint %s\n", CHOKEPOINT_VERSION);
    for (size_t i = 0; fine && i < study->scenario.files.n; i++)
        fine = put_sum(out, study->scenario.files.name[i]);
    if (fine && study->points_file)
        fine = put_sum(out, study->points_file);
    if (fine && study->calibration.observations_file)
        fine = put_sum(out, study->calibration.observations_file);
    fine = fine && put_study(out, study, futures);
    if (out && fclose(out) != 0)
        fine = false;
    if (fine)
        return text;
    free(text);
    return NULL;
}

/** The fewest futures from which the design grows to those of the study. */
static uint64_t seedling(const struct study *study)
{
    uint64_t n = study->futures;

    if (study->design->growth == DESIGN_GROWS)
        return 1;
    while (study->design->growth == DESIGN_DOUBLES && n && n % 2 == 0)
        n /= 2;
    return n;
}

/** A chunk's numbers are those of any study that the design grows to this one. */
static bool identify(struct experiment *e)
{
    size_t size = 0, small_size = 0;
    char *small = text_of(&e->study, seedling(&e->study), &small_size);

    e->identity = small ? text_of(&e->study, e->study.futures, &size) : NULL;
    if (e->identity) {
        xxhash_text(xxhash_of(e->identity, size), e->hash);
        e->kind.study = xxhash_of(small, small_size);
    }
    free(small);
    return e->identity;
}

/** Compiles the first scenario to see what precision the study asks for. */
static int check_precision(struct experiment *e, const char *file)
{
    size_t *level = calloc(e->study.n_factors + 1, sizeof *level);
    struct plans_one *one = level ? plans_take(&e->plans, 0, level) : NULL;
    const bool elsewhere = one && load_is_elsewhere(&one->scenario);

    if (one)
        plans_give_back(&e->plans, one);
    free(level);
    return !one ? experiment_failed(e, file) : elsewhere ? EXIT_OTHER_PRECISION : EXIT_FINE;
}

int experiment_open(struct experiment *e, const char *file, const struct arguments *a)
{
    const char *set[ARGUMENTS_MOST];
    const size_t n = arguments_values(a, "--set", set);
    struct diag diag = {0};

    *e = (struct experiment){0};
    bool fine = study_read(&e->study, file, set, n, &diag);
    if (fine && diag.count == 0)
        fine = designs_prepare(&e->design, &e->study, &diag);
    const size_t mistakes = diag.count;
    diag_print(&diag, file, stderr);
    diag_free(&diag);
    if (!fine)
        return EXIT_WORLD;
    if (mistakes)
        return EXIT_CONFIGURATION;
    if (!plans_init(&e->plans, &e->study))
        return no_memory();
    e->kind.policies = e->study.n_policies;
    e->kind.outcomes = e->study.n_outcomes;
    e->kind.cut = sweep_cut_of(&e->design, e->plans.n_groups);
    return identify(e) ? check_precision(e, file) : EXIT_WORLD;
}

void experiment_close(struct experiment *e)
{
    plans_free(&e->plans);
    designs_free(&e->design);
    study_free(&e->study);
    free(e->identity);
    e->identity = NULL;
}

int experiment_failed(struct experiment *e, const char *file)
{
    if (e->plans.diag.count == 0)
        return no_memory();
    diag_print(&e->plans.diag, file, stderr);
    return EXIT_CONFIGURATION;
}

int experiment_compile(struct experiment *e, const char *file)
{
    size_t *level = calloc(e->study.n_factors + 1, sizeof *level);
    struct plans_one *one = NULL;
    bool fine = level;

    for (size_t g = 0; g < e->plans.n_groups && g < PLANS_KEPT && fine; g++) {
        one = plans_take(&e->plans, g, level);
        fine = one;
        if (one)
            plans_give_back(&e->plans, one);
    }
    free(level);
    return fine ? EXIT_FINE : experiment_failed(e, file);
}

int experiment_keep_series(struct experiment *e)
{
    struct plans_one *one = plans_take_first(&e->plans);

    if (!one)
        return experiment_failed(e, e->study.file);
    e->kind.records = (size_t)one->plan.months + 1;
    plans_give_back(&e->plans, one);
    return EXIT_FINE;
}

bool experiment_has_series(const char *folder)
{
    char *manifest = experiment_text(folder, FOLDER_MANIFEST);
    const bool has = manifest && sweep_manifest_has_trajectories(manifest);

    free(manifest);
    return has;
}

char *experiment_text(const char *folder, const char *name)
{
    char *path = text_format("%s/%s", folder, name), *text = NULL;
    FILE *file = path ? fopen(path, "r") : NULL;
    size_t size = 0;

    if (file && getdelim(&text, &size, '\0', file) < 0) {
        free(text);
        text = NULL;
    }
    if (file)
        fclose(file);
    free(path);
    return text;
}

bool experiment_is_in(const char *folder)
{
    char *study = text_format("%s/" EXPERIMENT_STUDY, folder);
    const bool there = study && access(study, R_OK) == 0;

    if (!there)
        fprintf(stderr,
                "chokepoint: %s: holds no results of a sweep (no " EXPERIMENT_STUDY "); "
                "'chokepoint sweep STUDY' makes them, and --resume ends what is unfinished\n",
                folder);
    free(study);
    return there;
}

/** Says how the first differing line was and is.  @param then, now texts that differ */
static void tell_change(const char *folder, const char *then, const char *now)
{
    size_t a, b;

    for (;;) {
        a = strcspn(then, "\n");
        b = strcspn(now, "\n");
        if (a != b || memcmp(then, now, a) != 0)
            break;
        then += a + (then[a] != '\0');
        now += b + (now[b] != '\0');
    }
    if (strncmp(then, "file ", 5) == 0 && strncmp(now, "file ", 5) == 0)
        fprintf(stderr, "chokepoint: %s: holds results of another study: %.*s has changed\n",
                folder, (int)strcspn(now + 5, " \n"), now + 5);
    else
        fprintf(stderr,
                "chokepoint: %s: holds results of another study: there '%.*s', here '%.*s'\n",
                folder, (int)a, then, (int)b, now);
}

bool experiment_is_of(const struct experiment *e, const char *folder)
{
    char *identity = experiment_text(folder, EXPERIMENT_IDENTITY);
    const bool same = identity && strcmp(identity, e->identity) == 0;

    if (!identity)
        fprintf(stderr,
                "chokepoint: %s: holds no results of a sweep (no " EXPERIMENT_IDENTITY ")\n",
                folder);
    else if (!same)
        tell_change(folder, identity, e->identity);
    free(identity);
    return same;
}

void experiment_tell_failure(const struct arguments *a, const struct runs_failure *x)
{
    char *line = load_replay_run_line(a, x->run, x->replication);

    fprintf(stderr, "run %" PRIu64 " violated an identity (%s) in month %d: %s\n", x->run,
            identities_names[x->failure], (int)x->month, line ? line : "");
    free(line);
}

char *experiment_resolved(const struct experiment *e)
{
    const char *file = e->study.file, *slash = strrchr(file, '/');
    char path[PATH_MAX], *text = NULL;
    char *folder = slash ? text_format("%.*s", (int)(slash + 1 - file), file) : text_copy(".");
    const bool there = folder && realpath(folder, path);
    size_t size;
    FILE *out = there ? open_memstream(&text, &size) : NULL;
    bool fine = out && study_write(&e->study, path, out);

    if (out && fclose(out) != 0)
        fine = false;
    free(folder);
    if (!fine) {
        free(text);
        return NULL;
    }
    return text;
}
