#include "base/diag.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool grow(struct diag *diag)
{
    if (diag->kept < diag->room)
        return true;

    const size_t room = diag->room ? 2 * diag->room : 8;
    char **message = realloc(diag->message, room * sizeof *message);
    if (message)
        diag->message = message;
    struct diag_place *place = realloc(diag->place, room * sizeof *place);
    if (place)
        diag->place = place;
    if (!message || !place)
        return false;
    diag->room = room;
    return true;
}

static char *line_of(struct diag_place place, const char *path, const char *what)
{
    const char *file = place.file ? place.file : "", *colon = place.file ? ":" : "";
    const char *key = path ? path : "", *end = path ? ": " : "";

    if (place.file && place.line)
        return text_format("%s:%u: %s%s%s", file, place.line, key, end, what);
    return text_format("%s%s%s%s%s%s", file, colon, place.file ? " " : "", key, end, what);
}

/** Keeps a mistake that is counted already; takes the line over. */
static void keep(struct diag *diag, struct diag_place place, char *line)
{
    char *file = text_copy(place.file);

    if (!line || (place.file && !file)) {
        free(line);
        free(file);
        return;
    }
    diag->message[diag->kept] = line;
    diag->place[diag->kept] = (struct diag_place){.file = file, .line = place.line};
    diag->kept++;
}

void diag_add(struct diag *diag, struct diag_place place, const char *path, const char *format, ...)
{
    diag->count++;
    if (diag->kept == DIAG_MOST || !grow(diag))
        return;

    va_list args;
    va_start(args, format);
    char *what = text_format_list(format, args);
    va_end(args);

    keep(diag, place, what ? line_of(place, path, what) : NULL);
    free(what);
}

void diag_merge(struct diag *diag, const struct diag *more)
{
    for (size_t i = 0; i < more->kept; i++) {
        bool known = false;
        for (size_t k = 0; k < diag->kept && !known; k++)
            known = strcmp(diag->message[k], more->message[i]) == 0;
        diag->count += !known;
        if (!known && diag->kept < DIAG_MOST && grow(diag))
            keep(diag, more->place[i], text_copy(more->message[i]));
    }
    diag->count += more->count - more->kept;
}

static bool before(struct diag_place a, struct diag_place b)
{
    const int files = strcmp(a.file ? a.file : "", b.file ? b.file : "");
    return files ? files < 0 : a.line < b.line;
}

void diag_print(const struct diag *diag, const char *name, FILE *out)
{
    size_t order[DIAG_MOST];

    if (diag->count == 0)
        return;
    for (size_t i = 0; i < diag->kept; i++) { // what stands on one line keeps its order
        size_t at = i;
        for (; at > 0 && before(diag->place[i], diag->place[order[at - 1]]); at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    for (size_t i = 0; i < diag->kept; i++)
        fprintf(out, "%s\n", diag->message[order[i]]);

    fprintf(out, "%zu mistake%s in %s", diag->count, diag->count == 1 ? "" : "s", name);
    if (diag->kept < diag->count)
        fprintf(out, ", %zu not shown", diag->count - diag->kept);
    fprintf(out, "\n");
}

void diag_free(struct diag *diag)
{
    for (size_t i = 0; i < diag->kept; i++) {
        free(diag->message[i]);
        free((char *)diag->place[i].file);
    }
    free(diag->message);
    free(diag->place);
    *diag = (struct diag){0};
}
