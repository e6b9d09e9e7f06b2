#include "config/joined.h"

#include <stdlib.h>
#include <string.h>

static bool add_line(struct joined *j, struct diag_place place)
{
    if (j->lines == j->lines_room) {
        const size_t room = j->lines_room ? 2 * j->lines_room : 1024;
        struct diag_place *line = realloc(j->line, room * sizeof *line);
        if (!line)
            return false;
        j->line = line;
        j->lines_room = room;
    }
    j->line[j->lines++] = place;
    return true;
}

static bool reserve(struct joined *j, size_t n)
{
    if (j->size + n > j->room) {
        const size_t room = 2 * (j->size + n);
        char *text = realloc(j->text, room);
        if (!text)
            return false;
        j->text = text;
        j->room = room;
    }
    return true;
}

bool joined_add(struct joined *j, const char *text, size_t n, struct diag_place place)
{
    static const char between[] = "\n/**/"; // what follows an include does not begin a line
    const char *end = text + n;

    if (!reserve(j, n + sizeof between))
        return false;
    if (j->lines > 0) {
        memcpy(j->text + j->size, between, sizeof between - 1);
        j->size += sizeof between - 1;
    }
    memcpy(j->text + j->size, text, n);
    j->size += n;
    j->text[j->size] = 0;
    if (!add_line(j, place))
        return false;
    while ((text = memchr(text, '\n', (size_t)(end - text)))) {
        text++;
        place.line++;
        if (!add_line(j, place))
            return false;
    }
    return true;
}

struct diag_place joined_place(const struct joined *j, unsigned line)
{
    return j->line[line > 0 && line <= j->lines ? line - 1 : j->lines - 1];
}

void joined_free(struct joined *j)
{
    free(j->text);
    free(j->line);
    *j = (struct joined){0};
}
