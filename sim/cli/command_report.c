#include "base/text.h"
#include "cli/commands.h"
#include "cli/report_source.h"
#include "output/report_page.h"

#include <stdlib.h>
#include <string.h>

#define MOST 1490000 // bytes of a page

// clang-format off
static const struct option report_options[] = {
    {"-o",       "FILE", "the page (required)"},
    {"--policy", "NAME", "of each run only the first policy and this one", true},
    {"--title",  "TEXT", "title of the page (preset: the first result's)"},
    {"--json",   NULL, "write the data alone, as docs/report.md describes it"},
    {"--force",  NULL, "replace an existing file"},
    {0},
};
// clang-format on

/** Is a policy one of those asked for? All are if none was. */
static bool is_asked(const char *const names[], size_t n, const char *policy)
{
    bool is = n == 0;

    for (size_t i = 0; i < n && !is; i++)
        is = strcmp(names[i], policy) == 0;
    return is;
}

/** Keeps of each result the first policy and those asked for, at most so many.  @return the most
 * that a result has */
static size_t keep_policies(struct report *r, const struct arguments *a, size_t most)
{
    const char *names[ARGUMENTS_MOST];
    const size_t n = arguments_values(a, "--policy", names);
    size_t largest = 0;

    for (size_t i = 0; i < r->n; i++) {
        struct report_result *x = &r->result[i];
        size_t kept = 0;
        for (size_t p = 0; p < x->series.n_policies; p++) {
            x->kept[p] = kept < most && (p == 0 || is_asked(names, n, x->series.policy[p]));
            kept += x->kept[p];
        }
        largest = kept > largest ? kept : largest;
    }
    return largest;
}

/** Every --policy must be one of some result. */
static bool has_policies(const struct report *r, const struct arguments *a)
{
    const char *names[ARGUMENTS_MOST];
    const size_t n = arguments_values(a, "--policy", names);
    bool fine = true;

    for (size_t i = 0; i < n; i++) {
        bool has = false;
        const char *near = NULL;
        for (size_t k = 0; k < r->n && !has; k++) {
            const struct report_series *s = &r->result[k].series;
            for (size_t p = 0; p < s->n_policies && !has; p++)
                has = strcmp(s->policy[p], names[i]) == 0;
            if (!near && s->n_policies)
                near = text_nearest(names[i], (const char *const *)s->policy, s->n_policies);
        }
        if (!has)
            fprintf(stderr, "--policy: no result has a policy '%s'%s%s%s\n", names[i],
                    near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
        fine = fine && has;
    }
    return fine;
}

/** The document, small enough for a page: fewer months and metrics where there is much, then fewer
 * policies.
 *  @param packed set to the document in gzip and base64  @return the document; NULL if memory is
 * short */
static char *make_document(struct report *r, const struct arguments *a, size_t *size, char **packed)
{
    size_t bytes = 0, all = keep_policies(r, a, SIZE_MAX), kept = all;
    const size_t most = MOST - report_template_size;
    bool coarse = !report_document_is_small(r);
    char *document = NULL;

    for (;;) {
        document = report_document(r, coarse, size);
        *packed = document ? report_page_pack(document, *size, &bytes) : NULL;
        if (!*packed || bytes <= most || (coarse && kept <= 1))
            break;
        const size_t fit = kept * most / bytes;
        if (coarse)
            kept = keep_policies(r, a, fit < 1 ? 1 : fit < kept ? fit : kept - 1);
        coarse = true;
        free(*packed);
        free(document);
    }
    if (kept < all)
        fprintf(stderr,
                "chokepoint report: %zu policies are too much for one page, it holds the first "
                "%zu; choose others with --policy\n",
                all, kept);
    if (*packed && bytes > most)
        fputs("chokepoint report: what was given does not fit into 1.5 MB\n", stderr);
    return document;
}

/** Writes what was asked for. */
static int write_page(struct report *r, const struct arguments *a, const char *path)
{
    size_t size = 0;
    char *packed = NULL, error[512], *document = make_document(r, a, &size, &packed);
    const bool json = arguments_value(a, "--json") != NULL;
    char *page = document && packed && !json ? report_page_make(r->title, packed, &size) : NULL;
    const char *text = json ? document : page;
    int code = text && packed ? EXIT_FINE : no_memory();

    if (code == EXIT_FINE && !report_page_write(path, text, size, error)) {
        fprintf(stderr, "chokepoint: %s\n", error);
        code = EXIT_WORLD;
    }
    if (code == EXIT_FINE)
        printf("%s is in %s (%.2f MB)\n", json ? "the data" : "the page", path, (double)size / 1e6);
    free(page);
    free(packed);
    free(document);
    return code;
}

/** Was the page built in? */
static bool has_page(void)
{
    if (report_template_size)
        return true;
    fputs("chokepoint report: this program was built without its page, for which npm and its "
          "registry are needed; install it (Debian: apt-get install npm) and build again, or take "
          "the data with --json\n",
          stderr);
    return false;
}

static int run(const struct arguments *a)
{
    const char *path = arguments_value(a, "-o");
    struct report report = {.version = CHOKEPOINT_VERSION};
    char error[512];

    if (!path) {
        fputs("chokepoint report: expected -o FILE\n", stderr);
        return EXIT_USAGE;
    }
    if (!arguments_value(a, "--json") && !has_page())
        return EXIT_WORLD;
    if (!report_page_check(path, arguments_value(a, "--force") != NULL, error)) {
        fprintf(stderr, "chokepoint: %s\n", error);
        return EXIT_WORLD;
    }
    int code =
        report_source_read(&report, a->positional, a->n_positional, arguments_value(a, "--title"));
    if (code == EXIT_FINE && !has_policies(&report, a))
        code = EXIT_USAGE;
    if (code == EXIT_FINE)
        code = write_page(&report, a, path);
    report_document_free(&report);
    return code;
}

const struct command command_report = {
    .name = "report",
    .arguments = "RESULT...",
    .summary = "one page of results with charts, for any browser, without network",
    .details =
        "RESULT is a folder of a run or a sweep. What follows it belongs to it: folders of `regret "
        "--out` and\n`score --out`, what `additionality --csv` printed, observations to be shown "
        "beside the forecast.",
    .least = 1,
    .most = ARGUMENTS_MOST,
    .options = report_options,
    .run = run,
};
