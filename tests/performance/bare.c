/*
 * The runs of a study and nothing else; then, apart, the writing of their chunks. What a sweep is
 * set against.
 *
 *   bare STUDY FUTURES FOLDER    prints seconds of the processor: of the runs, of the chunks
 */
#include "design/sweep.h"
#include "output/chunk.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/** All chunks, the first one twice: it compiles what the others need. */
static bool measure(struct runs *runs, const struct chunk_kind *kind, double spent[2])
{
    char error[512];

    for (uint64_t i = 0; i <= kind->cut.chunks; i++) {
        const uint64_t number = i > 0 ? i - 1 : 0;
        const struct runs_range range = sweep_range(&kind->cut, kind->policies, number);
        const double begin = seconds();
        if (!runs_compute(runs, range))
            return false;
        const double end = seconds();
        const struct sweep_chunk chunk = {number,
                                          range.future,
                                          range.futures,
                                          range.policies,
                                          kind->outcomes,
                                          .outcome = runs->outcome,
                                          .failure = runs->failure,
                                          .failures = runs->n_failures};
        if (!chunk_write(kind, &chunk, error))
            return false;
        spent[0] += i > 0 ? end - begin : 0;
        spent[1] += i > 0 ? seconds() - end : 0;
    }
    return true;
}

int main(int argc, char *argv[])
{
    char set[64] = "", error[512];
    const char *const sets[] = {set};
    struct diag diag = {0};
    struct study study;
    struct design_plan design;
    struct plans plans;
    struct runs runs;
    double spent[2] = {0};

    if (argc != 4)
        return 2;
    snprintf(set, sizeof set, "study.futures=%s", argv[2]);
    if (!study_read(&study, argv[1], sets, 1, &diag) || diag.count ||
        !designs_prepare(&design, &study, &diag) || !plans_init(&plans, &study) ||
        !runs_init(&runs, &design, &plans) || !chunk_folder(argv[3], error))
        return 1;
    const struct chunk_kind kind = {.folder = argv[3],
                                    .policies = study.n_policies,
                                    .outcomes = study.n_outcomes,
                                    .cut = sweep_cut_of(&design, plans.n_groups)};
    if (!measure(&runs, &kind, spent))
        return 1;
    printf("%.6f %.6f\n", spent[0], spent[1]);
    return 0;
}
