#include "cli/policy_runs.h"

#include "analysis/convergence.h"
#include "base/calendar.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/load.h"
#include "cli/report.h"
#include "cli/sparkline.h"
#include "cli/watch.h"
#include "config/freeze.h"
#include "engine/identities.h"
#include "model/policy.h"
#include "model/run.h"
#include "output/manifest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static bool is_listed(const struct policy_runs *b, const char *name)
{
    for (size_t i = 0; i < b->n; i++)
        if (strcmp(b->policy[i].name, name) == 0)
            return true;
    return false;
}

/** Adds a policy by name; the baseline is the configuration as it stands unless a policy has that
 * name. */
static int add_policy(struct policy_runs *b, const struct scenario *sc, const char *name)
{
    const bool declared = load_has_policy(sc, name);
    size_t n;

    if (is_listed(b, name))
        return EXIT_FINE;
    if (!declared && strcmp(name, LOAD_BASELINE) != 0) {
        const struct entity *all = scenario_all(sc, &kind_policy, &n);
        const char *names[257] = {LOAD_BASELINE};
        for (size_t i = 0; i < n; i++)
            names[i + 1] = all[i].name;
        const char *near = text_nearest(name, names, n + 1);
        fprintf(stderr, "chokepoint: --policy: '%s' is no policy of %s", name, sc->file);
        fprintf(stderr, near ? "; did you mean '%s'?\n" : "\n", near);
        return EXIT_USAGE;
    }
    struct policy_run *p = &b->policy[b->n];
    p->name = text_copy(name);
    p->declared = declared;
    b->n++;
    return p->name ? EXIT_FINE : no_memory();
}

/** Those asked for in their order; "all": the baseline, then every policy declared. */
static int list_policies(struct policy_runs *b, const struct scenario *sc)
{
    const char *asked[ARGUMENTS_MOST];
    size_t n = arguments_values(b->arguments, "--policy", asked), declared;
    const struct entity *policies = scenario_all(sc, &kind_policy, &declared);
    int code = EXIT_FINE;

    b->policy = calloc(n + declared + 2, sizeof *b->policy);
    if (!b->policy)
        return no_memory();
    if (n == 0)
        asked[n++] = LOAD_BASELINE;
    for (size_t i = 0; i < n && code == EXIT_FINE; i++) {
        if (strcmp(asked[i], "all") != 0) {
            code = add_policy(b, sc, asked[i]);
            continue;
        }
        code = add_policy(b, sc, LOAD_BASELINE);
        for (size_t p = 0; p < declared && code == EXIT_FINE; p++)
            code = add_policy(b, sc, policies[p].name);
    }
    return code;
}

int policy_runs_read(struct policy_runs *b)
{
    struct config_file file;
    struct scenario plain = {0};
    int code = load_file(b->arguments, &file);

    if (code == EXIT_FINE)
        code = load_scenario(b->arguments, &file, NULL, &plain);
    if (code == EXIT_FINE)
        code = list_policies(b, &plain);
    for (size_t i = 0; i < b->n && code == EXIT_FINE; i++) {
        struct policy_run *p = &b->policy[i];
        if (p->declared) {
            code = load_scenario(b->arguments, &file, p->name, &p->scenario);
        } else { // the configuration as it stands
            p->scenario = plain;
            plain = (struct scenario){0};
        }
    }
    scenario_free(&plain);
    config_close(&file);
    return code;
}

static uint64_t replications(const struct policy_runs *b, const struct policy_run *p)
{
    const struct entity *run = scenario_at(&p->scenario, &kind_run, 0);

    if (b->deterministic)
        return 1;
    if (b->until > 0 && !arguments_value(b->arguments, "--replications"))
        return POLICY_RUNS_UNTIL;
    return (uint64_t)scenario_value(run, "replications")->integer;
}

/** Refuses what would not fit, with the estimate. */
static int check_memory(const struct policy_runs *b, const struct policy_run *p, uint64_t n,
                        unsigned workers)
{
    struct observation observation = {0};
    double bytes = 0;

    if (!observation_init(&observation, &p->plan)) {
        observation_free(&observation);
        return no_memory();
    }
    // beside other policies: the reference's values, or differences from them
    bytes =
        collector_bytes(&p->plan, &observation, n, b->trajectories, workers) * (b->n > 1 ? 2 : 1);
    observation_free(&observation);
    if (bytes <= POLICY_RUNS_BYTES)
        return EXIT_FINE;
    fprintf(stderr,
            "chokepoint: %" PRIu64
            " futures of %d months need about %.1f GB, more than %.0f GB; use fewer "
            "--replications\n",
            n, (int)p->plan.months, bytes / 1e9, POLICY_RUNS_BYTES / 1e9);
    return EXIT_WORLD;
}

/** Names every failed replication and how to see it again. */
static int tell_failures(const struct policy_runs *b, struct policy_run *p)
{
    const uint64_t kept =
        p->result.failed < ENSEMBLE_FAILURES ? p->result.failed : ENSEMBLE_FAILURES;

    p->replay = calloc(kept + 1, sizeof *p->replay);
    if (!p->replay)
        return no_memory();
    for (uint64_t i = 0; i < kept; i++) {
        const struct ensemble_failure *f = &p->result.failures[i];
        p->replay[i] = load_replay_line(b->arguments, p->declared ? p->name : NULL, f->replication);
        if (i < 10)
            fprintf(stderr, "replication %" PRIu64 " violated an identity (%s) in month %d: %s\n",
                    f->replication, identities_names[f->failure], (int)f->month,
                    p->replay[i] ? p->replay[i] : "");
    }
    if (p->result.failed)
        fprintf(stderr, "policy %s: %" PRIu64 " of %" PRIu64 " futures failed and are left out\n",
                p->name, p->result.failed, p->result.failed + p->result.done);
    return EXIT_FINE;
}

/** Runs the ensemble whose collector is ready. */
static int watch_ensemble(struct policy_runs *b, struct policy_run *p, struct ensemble_job *job)
{
    static const char *const names[] = {[ENSEMBLE_WHOLE] = "whole",
                                        [ENSEMBLE_ENOUGH] = "enough",
                                        [ENSEMBLE_STOPPED] = "interrupted",
                                        [ENSEMBLE_NO_MEMORY] = "failed"};
    struct watch watch = {.progress = &b->progress, .collector = &p->collector, .until = b->until};
    const struct ensemble_sink sink = collector_sink(&p->collector);
    const double began = progress_clock();

    if (!watch_init(&watch, job))
        return no_memory();
    progress_begin(&b->progress, p->name, job->replications);
    const enum ensemble_end end = ensemble_run(job, &sink, &p->result);
    progress_end(&b->progress, names[end]);
    watch_free(&watch);
    collector_rest(&p->collector);
    p->seconds = progress_clock() - began;
    b->partial |= end == ENSEMBLE_STOPPED;
    return end == ENSEMBLE_NO_MEMORY || p->collector.samples.failed ||
                   p->collector.differences.samples.failed
               ? no_memory()
               : EXIT_FINE;
}

static int run_ensemble(struct policy_runs *b, struct policy_run *p)
{
    struct ensemble_job job = {.first = b->first, .threads = b->threads};
    int code = EXIT_FINE;

    job.plan = &p->plan;
    job.replications = replications(b, p);
    if (!plan_init(&p->plan, &p->scenario, b->deterministic))
        return no_memory();
    const unsigned workers = ensemble_workers(&job);
    code = check_memory(b, p, job.replications, workers);
    if (code != EXIT_FINE)
        return code;
    if (!collector_init(&p->collector, &p->plan, p == b->policy ? NULL : &b->policy->collector,
                        job.first, job.replications, b->trajectories, workers))
        return no_memory();
    code = watch_ensemble(b, p, &job);
    return code == EXIT_FINE ? tell_failures(b, p) : code;
}

int policy_runs_run(struct policy_runs *b, size_t i)
{
    struct policy_run *p = &b->policy[i], *reference = &b->policy[0];
    int code = run_ensemble(b, p);

    if (code != EXIT_FINE)
        return code;
    if (p->result.places == 0)
        return EXIT_INTERRUPTED;
    double *scratch =
        calloc(p->collector.samples.exact ? 2 * p->collector.replications + 1 : 1, sizeof *scratch);
    if (!scratch)
        return no_memory();
    const struct results_of of = {.policy = p->name,
                                  .collector = &p->collector,
                                  .reference = i ? reference->name : NULL,
                                  .reference_collector = i ? &reference->collector : NULL,
                                  .scratch = scratch};
    if (!results_write(&b->results, &of))
        code = no_memory();
    const struct convergence convergence = convergence_of(&p->collector, scratch);
    p->error = convergence.error;
    if (!report_policy(stdout, p->name, &p->collector, &convergence) ||
        (sparkline_wanted() && !report_pictures(stdout, &p->collector)))
        code = no_memory();
    b->done += code == EXIT_FINE;
    if (code == EXIT_FINE && b->partial)
        code = EXIT_INTERRUPTED;
    free(scratch);
    if (i)
        collector_free(&p->collector);
    return code;
}

/** The resolved configuration of a policy, in fresh memory, and its hash; NULL if there is none. */
static char *resolve(struct policy_run *p, size_t *size)
{
    char *text = NULL;
    FILE *memory = open_memstream(&text, size);
    bool fine = memory && freeze_write(&p->scenario, memory);

    if (memory && fclose(memory) != 0)
        fine = false;
    if (fine) {
        p->hash = manifest_hash(text, *size);
        return text;
    }
    free(text);
    return NULL;
}

/** Writes resolved-NAME.cfg. */
static bool write_resolved(struct policy_runs *b, struct policy_run *p)
{
    struct folder *folder = &b->results.folder;
    size_t size = 0;
    char *text = resolve(p, &size), *name = text_format("resolved-%s.cfg", p->name);

    if (!text || !name)
        snprintf(folder->error, sizeof folder->error, "resolved configuration: no memory");
    FILE *file = text && name ? folder_create(folder, name) : NULL;
    if (file)
        fwrite(text, 1, size, file);
    const bool fine = file && folder_close(folder, name, file, 0);
    free(name);
    free(text);
    return fine;
}

/** What the manifest says of the first n policies.  @param policies (n) overwritten */
static struct manifest describe(const struct policy_runs *b, size_t n,
                                struct manifest_policy policies[], char date[16])
{
    const struct scenario *sc = &b->policy[0].scenario;
    const struct entity *run = scenario_at(sc, &kind_run, 0);

    for (size_t i = 0; i < n; i++) {
        const struct policy_run *p = &b->policy[i];
        policies[i] = (struct manifest_policy){
            .name = p->name,
            .hash = p->hash,
            .months = p->plan.months,
            .asked = replications(b, p),
            .error = p->error,
            .seed = p->scenario.seed,
            .seconds = p->seconds,
            .result = &p->result,
            .replay = p->replay,
        };
    }
    return (struct manifest){
        .version = CHOKEPOINT_VERSION,
        .compiler = CHOKEPOINT_COMPILER,
        .argc = b->arguments->argc,
        .argv = b->arguments->argv,
        .configuration = b->arguments->positional[0],
        .files = sc->files,
        .n_files = sc->n_files,
        .start = calendar_month_end(scenario_value(run, "start")->integer, -1, date),
        .deterministic = b->deterministic,
        .trajectories = b->trajectories,
        .first = b->first,
        .threads = b->threads,
        .seconds = progress_clock() - b->began,
        .policies = policies,
        .n_policies = n,
        .partial = b->partial,
        .until = b->until,
    };
}

bool policy_runs_are_current(struct policy_runs *b, const char *folder)
{
    struct manifest_policy *policies = calloc(b->n + 1, sizeof *policies);
    bool fine = policies;
    char date[16];

    for (size_t i = 0; i < b->n && fine; i++) {
        size_t size;
        char *text = resolve(&b->policy[i], &size);
        fine = text;
        free(text);
    }
    if (fine) {
        const struct manifest m = describe(b, b->n, policies, date);
        fine = manifest_is_current(folder, manifest_fingerprint(&m));
    }
    free(policies);
    return fine;
}

static bool write_manifest(struct policy_runs *b)
{
    struct manifest_policy *policies = calloc(b->done, sizeof *policies);
    FILE *file = policies ? folder_create(&b->results.folder, FOLDER_MANIFEST) : NULL;
    char date[16];

    if (file) {
        const struct manifest m = describe(b, b->done, policies, date);
        manifest_write(file, &m);
    }
    const bool fine = file && folder_close(&b->results.folder, FOLDER_MANIFEST, file, 0);
    free(policies);
    return fine;
}

int policy_runs_commit(struct policy_runs *b)
{
    bool fine = true;

    for (size_t i = 0; i < b->done && fine; i++)
        fine = write_resolved(b, &b->policy[i]);
    fine = results_close(&b->results) && fine && write_manifest(b);
    if (!fine || !folder_commit(&b->results.folder)) {
        fprintf(stderr, "chokepoint: %s\n", b->results.folder.error);
        return EXIT_WORLD;
    }
    return EXIT_FINE;
}

void policy_runs_free(struct policy_runs *b)
{
    for (size_t i = 0; i < b->n; i++) {
        struct policy_run *p = &b->policy[i];
        for (uint64_t k = 0; p->replay && k < p->result.failed && k < ENSEMBLE_FAILURES; k++)
            free(p->replay[k]);
        free(p->replay);
        collector_free(&p->collector);
        plan_free(&p->plan);
        scenario_free(&p->scenario);
        free(p->name);
    }
    free(b->policy);
    results_free(&b->results);
    b->policy = NULL;
    b->n = 0;
}
