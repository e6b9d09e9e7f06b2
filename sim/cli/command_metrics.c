#include "cli/commands.h"

#include "cli/manual.h"
#include "engine/metrics.h"
#include "output/results.h"

static int list(const struct arguments *a)
{
    (void)a;
    fputs("## Metrics\n\n| metric | unit | meaning |\n|---|---|---|\n", stdout);
    for (size_t i = 0; i < metrics_count; i++) {
        printf("| `%s` |", metrics[i].name);
        manual_cell(stdout, metrics[i].unit);
        manual_cell(stdout, metrics[i].doc);
        putchar('\n');
    }
    fputs("\n## Tables\n\n| file | columns | what it holds |\n|---|---|---|\n", stdout);
    for (size_t i = 0; results_tables[i]; i++) {
        printf("| `%s.csv` |", results_tables[i]->name);
        manual_cell(stdout, results_tables[i]->columns);
        manual_cell(stdout, results_tables[i]->doc);
        putchar('\n');
    }
    return EXIT_FINE;
}

const struct command command_metrics = {
    .name = "metrics",
    .arguments = "",
    .summary = "the manual of what is reported: metrics and tables",
    .run = list,
};
