#include "output/report_document.h"

#include "output/json.h"
#include "output/report_rows.h"

#include <stdlib.h>
#include <string.h>

#define SMALL 400000 // numbers, of some three bytes each when compressed

struct report_result *report_document_add(struct report *r, char *name)
{
    struct report_result *more = name ? realloc(r->result, (r->n + 1) * sizeof *more) : NULL;

    if (!more) {
        free(name);
        return NULL;
    }
    r->result = more;
    r->result[r->n] = (struct report_result){.name = name};
    return &r->result[r->n++];
}

bool report_document_add_text(struct report_result *r, const char *name, char *rows)
{
    struct report_text *more = rows ? realloc(r->text, (r->n_texts + 1) * sizeof *more) : NULL;

    if (!more) {
        free(rows);
        return false;
    }
    r->text = more;
    r->text[r->n_texts++] = (struct report_text){name, rows};
    return true;
}

const struct report_text *report_document_text(const struct report_result *r, const char *name)
{
    for (size_t i = 0; i < r->n_texts; i++)
        if (strcmp(r->text[i].name, name) == 0)
            return &r->text[i];
    return NULL;
}

void report_document_free(struct report *r)
{
    for (size_t i = 0; i < r->n; i++) {
        struct report_result *x = &r->result[i];
        report_series_free(&x->series);
        performance_free(&x->performance);
        for (size_t t = 0; t < x->n_texts; t++)
            free(x->text[t].rows);
        free(x->text);
        free(x->name);
        free(x->title);
        free(x->manifest);
        free(x->run);
        free(x->kept);
    }
    free(r->result);
    free(r->title);
    *r = (struct report){0};
}

bool report_document_is_small(const struct report *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->n; i++)
        if (!r->result[i].is_sweep)
            n += report_rows_count(&r->result[i].series,
                                   &(struct report_part){r->result[i].kept, false});
    return n <= SMALL;
}

/** Names of the policies that are kept, or of those left out. */
static void put_policies(FILE *f, const char *member, const struct report_result *r, bool kept)
{
    const char *comma = "";

    fprintf(f, ",\"%s\":[", member);
    for (size_t i = 0; i < r->series.n_policies; i++)
        if (r->kept[i] == kept) {
            fputs(comma, f);
            json_string(f, r->series.policy[i]);
            comma = ",";
        }
    putc(']', f);
}

static bool put_result(FILE *f, const struct report_result *r, bool coarse)
{
    bool fine = true;

    fputs("{\"name\":", f);
    json_string(f, r->name);
    fprintf(f, ",\"kind\":\"%s\",\"manifest\":%s", r->is_sweep ? "sweep" : "run", r->manifest);
    if (r->run)
        fprintf(f, ",\"run\":%s", r->run);
    if (!r->is_sweep) {
        put_policies(f, "policies", r, true);
        put_policies(f, "left_out", r, false);
        fprintf(f, ",\"coarse\":%s", coarse ? "true" : "false");
    }
    fputs(",\"tables\":{", f);
    if (!r->is_sweep)
        fine = report_rows_write(f, &r->series, &(struct report_part){r->kept, coarse});
    for (size_t i = 0; i < r->n_texts && fine; i++) {
        fputs(i || !r->is_sweep ? "," : "", f);
        json_string(f, r->text[i].name);
        putc(':', f);
        json_string(f, r->text[i].rows);
    }
    fputs("}}", f);
    return fine;
}

char *report_document(const struct report *r, bool coarse, size_t *size)
{
    char *text = NULL;
    bool fine = true;
    FILE *f = open_memstream(&text, size);

    if (!f)
        return NULL;
    fputs("{\"program\":{\"name\":\"chokepoint\",\"version\":", f);
    json_string(f, r->version);
    fputs("},\"title\":", f);
    json_string(f, r->title);
    fputs(",\"results\":[", f);
    for (size_t i = 0; i < r->n && fine; i++) {
        fputs(i ? ",\n" : "\n", f);
        fine = put_result(f, &r->result[i], coarse);
    }
    fputs("\n]}\n", f);
    if (fclose(f) == 0 && fine)
        return text;
    free(text);
    return NULL;
}
