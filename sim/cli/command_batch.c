/*
 * Many configurations, each by a process of its own: a crash takes no other with it.
 */
#include "base/text.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "design/study.h"
#include "cli/options.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

// clang-format off
static const struct option batch_options[] = {
    {"--out",          "DIR", "folder of the folders of results (preset: results)"},
    {"--jobs",         "N", "how many to run at a time (preset: as many as there are cores)"},
    {"--policy",       "NAME", "passed on to each run, as are the options below", true},
    OPTION_SET,
    {"--replications", "N", "number of futures"},
    {"--seed",         "S", "seed of all draws"},
    {"--months",       "M", "horizon"},
    {"--until",        "PRECISION", "run on until the Monte Carlo error is at most this"},
    OPTION_DETERMINISTIC,
    {"--trajectories", NULL, "write every metric of every future as well"},
    {"--quiet",        NULL, "no progress"},
    {0},
};
// clang-format on

enum outcome { WAITING, RUNNING, RAN, SKIPPED, FAILED, INTERRUPTED };

static const char *const outcome_names[] = {"not run", "running", "ran",
                                            "skipped", "failed",  "interrupted"};

struct job {
    const char *file;
    char *folder;
    enum outcome outcome;
    pid_t process;
    FILE *log; // what it said
    double began, seconds;
    char reason[96];
};

struct batch {
    const struct arguments *arguments;
    struct job job[ARGUMENTS_MOST];
    size_t n, started, running, ended;
    uint64_t jobs;  // at a time
    sigset_t usual; // signals held back before we waited for some
    bool interrupted;
};

static const char *words_of(int code)
{
    switch (code) {
    case EXIT_RUN:
        return "some futures failed";
    case EXIT_USAGE:
        return "wrong use";
    case EXIT_CONFIGURATION:
        return "mistakes in the configuration";
    case EXIT_WORLD:
        return "disk or memory";
    default:
        return "unknown reason";
    }
}

/** Where each goes; two may not go to one place. */
static int list_jobs(struct batch *b)
{
    const char *out = arguments_value(b->arguments, "--out");

    for (; b->n < b->arguments->n_positional; b->n++) {
        struct job *job = &b->job[b->n];
        job->file = b->arguments->positional[b->n];
        job->folder = options_folder(job->file);
        if (job->folder && out) {
            char *folder = text_format("%s%s", out, strchr(job->folder, '/'));
            free(job->folder);
            job->folder = folder;
        }
        if (!job->folder) {
            return no_memory();
        }
        for (size_t i = 0; i < b->n; i++)
            if (strcmp(b->job[i].folder, job->folder) == 0) {
                fprintf(stderr, "chokepoint batch: %s and %s would both go to %s\n", b->job[i].file,
                        job->file, job->folder);
                free(job->folder);
                return EXIT_USAGE;
            }
    }
    return EXIT_FINE;
}

/** Is it an option that is not passed on? */
static bool is_own(const char *option)
{
    return strcmp(option, "--out") == 0 || strcmp(option, "--jobs") == 0 ||
           strcmp(option, "--quiet") == 0;
}

/** Becomes the process of a job. */
static void become(const struct batch *b, const struct job *job, char *threads)
{
    const struct arguments *a = b->arguments;
    const bool is_study = study_is_one(job->file);
    // a study goes on where it was stopped; what took long to compute is never replaced unasked
    char *const command = is_study ? "sweep" : "run", *const again =
                                                          is_study ? "--resume" : "--update";
    char *argv[2 * ARGUMENTS_MOST + 16] = {"chokepoint", command, again,   "--quiet",
                                           "--threads",  threads, "--out", job->folder};
    size_t n = 8;

    for (size_t i = 0; i < a->n_options; i++) {
        if (is_own(a->option[i]->name))
            continue;
        argv[n++] = (char *)a->option[i]->name;
        if (a->option[i]->value)
            argv[n++] = (char *)a->value[i];
    }
    argv[n++] = "--";
    argv[n++] = (char *)job->file;
    prctl(PR_SET_PDEATHSIG, SIGTERM); // nobody would tell what became of it
    sigprocmask(SIG_SETMASK, &b->usual, NULL);
    if (dup2(fileno(job->log), STDOUT_FILENO) >= 0 && dup2(fileno(job->log), STDERR_FILENO) >= 0)
        execv("/proc/self/exe", argv);
    fprintf(stderr, "chokepoint: %s\n", strerror(errno));
    _exit(EXIT_WORLD);
}

static void begin(struct batch *b, struct job *job)
{
    char threads[16];
    const unsigned each = options_cores() / (unsigned)b->jobs;

    snprintf(threads, sizeof threads, "%u", each ? each : 1);
    job->began = progress_clock();
    job->log = tmpfile();
    job->process = job->log ? fork() : -1;
    if (job->process == 0)
        become(b, job, threads);
    b->started++;
    job->outcome = job->process > 0 ? RUNNING : FAILED;
    b->running += job->process > 0;
    b->ended += job->process < 0;
    if (job->process < 0)
        snprintf(job->reason, sizeof job->reason, "%s", strerror(errno));
}

/** Shows what a failed job said; true if it said that it had nothing to do. */
static bool read_log(struct job *job, bool show)
{
    char line[4096];
    bool idle = false;

    rewind(job->log);
    while (fgets(line, sizeof line, job->log)) {
        idle |= strncmp(line, NOTHING_TO_DO, strlen(NOTHING_TO_DO)) == 0;
        if (show)
            fputs(line, stderr);
    }
    fclose(job->log);
    return idle;
}

static void end(struct batch *b, struct job *job, int status)
{
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    const bool interrupted = b->interrupted && (code == EXIT_INTERRUPTED || code < 0);

    job->seconds = progress_clock() - job->began;
    job->outcome = code == EXIT_FINE ? RAN : interrupted ? INTERRUPTED : FAILED;
    if (job->outcome == FAILED)
        snprintf(job->reason, sizeof job->reason, "%s",
                 code < 0 ? strsignal(WTERMSIG(status)) : words_of(code));
    if (read_log(job, job->outcome == FAILED) && job->outcome == RAN)
        job->outcome = SKIPPED;
    b->running--;
    b->ended++;
    if (!arguments_value(b->arguments, "--quiet"))
        fprintf(stderr, "%zu of %zu: %s %s, %.1f s\n", b->ended, b->n, job->file,
                outcome_names[job->outcome], job->seconds);
}

/** Waits until a job ends or somebody interrupts. */
static void await(struct batch *b, const sigset_t *awaited)
{
    int signal, status;

    if (sigwait(awaited, &signal) == 0 && signal != SIGCHLD && !b->interrupted) {
        b->interrupted = true;
        for (size_t i = 0; i < b->started; i++)
            if (b->job[i].outcome == RUNNING)
                kill(b->job[i].process, SIGINT);
    }
    for (size_t i = 0; i < b->started; i++)
        if (b->job[i].outcome == RUNNING && waitpid(b->job[i].process, &status, WNOHANG) > 0)
            end(b, &b->job[i], status);
}

static void work(struct batch *b)
{
    sigset_t awaited;

    sigemptyset(&awaited);
    sigaddset(&awaited, SIGCHLD);
    sigaddset(&awaited, SIGINT);
    sigaddset(&awaited, SIGTERM);
    sigaddset(&awaited, SIGHUP);
    sigprocmask(SIG_BLOCK, &awaited, &b->usual);
    while (b->running || (b->started < b->n && !b->interrupted)) {
        while (b->started < b->n && b->running < b->jobs && !b->interrupted)
            begin(b, &b->job[b->started]);
        if (b->running)
            await(b, &awaited);
    }
}

/** What ran, failed, was skipped; how many of each. */
static void report(const struct batch *b, size_t count[])
{
    int widest = 13;

    for (size_t i = 0; i < b->n; i++)
        if ((int)strlen(b->job[i].file) > widest)
            widest = (int)strlen(b->job[i].file);
    printf("%-11s  %9s  %-*s  results\n", "outcome", "time [s]", widest, "configuration");
    for (size_t i = 0; i < b->n; i++) {
        const struct job *job = &b->job[i];
        count[job->outcome]++;
        printf("%-11s  %9.1f  %-*s  %s\n", outcome_names[job->outcome], job->seconds, widest,
               job->file,
               job->outcome == FAILED    ? job->reason
               : job->outcome == WAITING ? ""
                                         : job->folder);
    }
    printf("%zu ran, %zu failed, %zu skipped as up to date", count[RAN], count[FAILED],
           count[SKIPPED]);
    if (b->interrupted)
        printf(", %zu interrupted, %zu not run", count[INTERRUPTED], count[WAITING]);
    putchar('\n');
}

static int run(const struct arguments *a)
{
    struct batch b = {.arguments = a, .jobs = options_cores()};
    size_t count[INTERRUPTED + 1] = {0};

    if (!arguments_integer(a, "--jobs", 1, ARGUMENTS_MOST, &b.jobs))
        return EXIT_USAGE;
    int code = list_jobs(&b);
    if (b.jobs > b.n)
        b.jobs = b.n;
    if (code == EXIT_FINE) {
        work(&b);
        report(&b, count);
        code = b.interrupted ? EXIT_INTERRUPTED : count[FAILED] ? EXIT_RUN : EXIT_FINE;
    }
    for (size_t i = 0; i < b.n; i++)
        free(b.job[i].folder);
    return code;
}

const struct command command_batch = {
    .name = "batch",
    .arguments = "FILE...",
    .summary =
        "run many configurations and studies, each to a folder of its own, those that changed only",
    .details = "Each is a process of its own: what fails takes no other with it. A folder that "
               "holds the same "
               "results\nis skipped: the resolved configuration of each policy, its number of "
               "futures, the "
               "options and the version\ndecide. A folder of other results is replaced. A study is "
               "swept, or "
               "goes on where it was stopped, and the\nfolder of another study is not replaced; "
               "of the options a study takes only --set.\n"
               "Exit code 1 if any failed.",
    .least = 1,
    .most = ARGUMENTS_MOST - 1,
    .options = batch_options,
    .run = run,
};
