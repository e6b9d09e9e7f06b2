#include "base/csv.h"

#include <string.h>

/** Takes the quotes off in place.  @return what follows the closing quote, NULL if there is none */
static char *unquote(char *cell)
{
    char *to = cell, *from = cell + 1;

    for (; *from && (*from != '"' || from[1] == '"'); from++) {
        from += *from == '"';
        *to++ = *from;
    }
    if (!*from)
        return NULL;
    *to = 0;
    return from + 1;
}

size_t csv_cells(char *line, char *cell[], size_t most)
{
    line[strcspn(line, "\r\n")] = 0;
    for (size_t n = 0;; line++) {
        if (n < most)
            cell[n] = line;
        n++;
        char *end = *line == '"' ? unquote(line) : line + strcspn(line, ",\"");
        if (!end || (*end && *end != ','))
            return 0;
        if (!*end)
            return n;
        *end = 0;
        line = end;
    }
}
