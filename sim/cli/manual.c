#include "cli/manual.h"

#include "base/text.h"

void manual_cell(FILE *out, const char *text)
{
    putc(' ', out);
    for (const char *c = text ? text : ""; *c; c++) {
        if (*c == '|')
            putc('\\', out);
        putc(*c == '\n' ? ' ' : *c, out);
    }
    fputs(" |", out);
}

static const char *preset(const struct field *f, char text[32])
{
    if (f->flags & FIELD_REQUIRED)
        return "required";
    if (f->flags & FIELD_DERIVED)
        return "derived";
    switch (f->type) {
    case FIELD_REAL:
    case FIELD_INTEGER:
    case FIELD_MAP:
    case FIELD_SCHEDULE:
        return isnan(f->preset) ? "" : text_number(f->preset, text); // NAN: none
    case FIELD_FLAG:
    case FIELD_BOOLEAN:
        return f->preset > 0 ? "true" : "false";
    case FIELD_CHOICE:
        return f->choices[(size_t)f->preset];
    case FIELD_NAMES:
        return "all";
    default:
        return "";
    }
}

static const char *type_name(const struct field *f)
{
    switch (f->type) {
    case FIELD_REAL:
        return "number";
    case FIELD_FLAG:
        return "true or false, may be uncertain";
    case FIELD_INTEGER:
        return "integer";
    case FIELD_BOOLEAN:
        return "true or false";
    case FIELD_CHOICE:
        return "choice";
    case FIELD_TEXT:
        return "text";
    case FIELD_TEXTS:
        return "list of texts";
    case FIELD_VALUES:
        return "list of values";
    case FIELD_LABEL:
        return "label";
    case FIELD_NAME:
        return "name";
    case FIELD_NAMES:
        return "list of names";
    case FIELD_DATE:
        return "date";
    case FIELD_MAP:
        return "a number for each name";
    case FIELD_AGES:
        return "an integer for each name";
    case FIELD_SCHEDULE:
        return "numbers by month";
    }
    return "";
}

static void put_type(FILE *out, const struct field *f)
{
    if (f->type == FIELD_CHOICE) {
        putc(' ', out);
        for (size_t i = 0; f->choices[i]; i++)
            fprintf(out, "%s`%s`", i ? ", " : "", f->choices[i]);
        fputs(" |", out);
    } else if (f->of) {
        fprintf(out, " %s (%s) |", type_name(f), f->of);
    } else {
        manual_cell(out, type_name(f));
    }
}

void manual_fields(FILE *out, const struct field fields[])
{
    char a[32], b[32];

    if (field_count(fields) == 0)
        return;
    fputs("| key | type | unit | preset | range | meaning |\n|---|---|---|---|---|---|\n", out);
    for (size_t i = 0; i < field_count(fields); i++) {
        const struct field *f = &fields[i];
        fprintf(out, "| `%s` |", f->key);
        put_type(out, f);
        manual_cell(out, f->unit);
        manual_cell(out, preset(f, a));
        if (f->low < f->high && f->type != FIELD_FLAG && f->type != FIELD_BOOLEAN)
            fprintf(out, " %s to %s |", text_number(f->low, a), text_number(f->high, b));
        else
            fputs(" |", out);
        manual_cell(out, f->doc);
        putc('\n', out);
    }
    putc('\n', out);
}
