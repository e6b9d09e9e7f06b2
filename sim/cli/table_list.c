#include "cli/table_list.h"

#include "base/csv_reader.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/grid.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ENDING ".csv"
#define NAMED  20 // columns of a table that are named

static int is_table(const struct dirent *entry)
{
    const size_t n = strlen(entry->d_name), ending = strlen(ENDING);

    return n > ending && strcmp(entry->d_name + n - ending, ENDING) == 0;
}

int table_list_init(struct table_list *l, const char *folder)
{
    struct dirent **entry = NULL;
    const int n = scandir(folder, &entry, is_table, alphasort);

    *l = (struct table_list){.folder = folder};
    if (n <= 0) {
        fprintf(stderr, "chokepoint: %s: %s; expected a folder of results\n", folder,
                n < 0 ? strerror(errno) : "holds no table");
        free(entry);
        return EXIT_USAGE;
    }
    l->name = calloc((size_t)n, sizeof *l->name);
    for (int i = 0; i < n; i++) {
        const int length = (int)(strlen(entry[i]->d_name) - strlen(ENDING));
        char *name = l->name ? text_format("%.*s", length, entry[i]->d_name) : NULL;
        if (name)
            l->name[l->n++] = name;
        free(entry[i]);
    }
    free(entry);
    return l->n == (size_t)n ? EXIT_FINE : no_memory();
}

void table_list_free(struct table_list *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->name[i]);
    free(l->name);
    *l = (struct table_list){0};
}

char *table_list_file(const struct table_list *l, const char *name)
{
    const char *ending = strstr(name, ENDING);
    char *bare = text_format("%.*s", (int)(ending ? ending - name : (long)strlen(name)), name);
    char *file = NULL;

    for (size_t i = 0; i < l->n && bare && !file; i++)
        if (strcmp(l->name[i], bare) == 0)
            file = text_format("%s/%s" ENDING, l->folder, bare);
    if (!file) {
        const char *near = text_nearest(bare ? bare : "", (const char *const *)l->name, l->n);
        fprintf(stderr, "chokepoint: %s has no table '%s'; ", l->folder, name);
        if (near)
            fprintf(stderr, "did you mean '%s'?\n", near);
        for (size_t i = 0; i < l->n && !near; i++)
            fprintf(stderr, "%s%s%s", i ? ", " : "expected ", l->name[i], i + 1 < l->n ? "" : "\n");
    }
    free(bare);
    return file;
}

/** "policy date month ..." in fresh memory, NULL if there is none. */
static char *columns_of(const struct csv_reader *csv)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    for (size_t k = 0; k < csv->columns && k < NAMED && out; k++)
        fprintf(out, "%s%s", k ? " " : "", csv->header[k]);
    if (out && csv->columns > NAMED)
        fprintf(out, " and %zu more", csv->columns - NAMED);
    if (out && fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

static void add(struct grid *grid, const char *name, const char *file, struct diag *diag)
{
    struct csv_reader csv;
    struct stat status;
    char size[16];

    if (csv_reader_open(&csv, file, diag) && fstat(fileno(csv.file), &status) == 0) {
        char *columns = columns_of(&csv);
        grid_add(grid, name);
        grid_add(grid, text_short((double)status.st_size, size));
        grid_add(grid, columns ? columns : "");
        free(columns);
    }
    csv_reader_close(&csv);
}

int table_list_print(const struct table_list *l, FILE *out)
{
    struct grid grid;
    struct diag diag = {0};
    bool fine = grid_init(&grid, 3);

    if (fine) {
        grid_add_column(&grid, "table", GRID_AS_IT_IS, true);
        grid_add_column(&grid, "bytes", GRID_AS_IT_IS, true);
        grid_add_column(&grid, "columns", GRID_AS_IT_IS, true);
    }
    for (size_t i = 0; i < l->n && fine; i++) {
        char *file = text_format("%s/%s" ENDING, l->folder, l->name[i]);
        fine = file;
        if (file)
            add(&grid, l->name[i], file, &diag);
        free(file);
    }
    fine = fine && grid_print(&grid, "", out);
    const int code = !fine ? no_memory() : diag.count ? EXIT_CONFIGURATION : EXIT_FINE;
    diag_print(&diag, l->folder, stderr);
    diag_free(&diag);
    grid_free(&grid);
    return code;
}
