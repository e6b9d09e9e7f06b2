#include "cli/sparkline.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define WIDEST 48 // characters
#define BYTES  3  // of a level in UTF-8

/** Set, and not to nothing. */
static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value && *value ? value : NULL;
}

bool sparkline_wanted(void)
{
    static const char *const speaks[] = {"LC_ALL", "LC_CTYPE", "LANG"}; // the first that is set
    const char *locale = NULL, *terminal = environment("TERM");

    for (size_t i = 0; i < 3 && !locale; i++)
        locale = environment(speaks[i]);
    return isatty(STDOUT_FILENO) && !environment("NO_COLOR") && terminal &&
           strcmp(terminal, "dumb") != 0 && locale &&
           (strcasestr(locale, "UTF-8") || strcasestr(locale, "UTF8"));
}

char *sparkline(const double x[], size_t n)
{
    static const char levels[][BYTES + 1] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    const size_t shown = n < WIDEST ? n : WIDEST;
    char *text = malloc(shown * BYTES + 1), *at = text;
    double low = 0, high = 0;

    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i])) {
            low = fmin(low, x[i]);
            high = fmax(high, x[i]);
        }
    for (size_t i = 0; i < shown && text; i++) {
        const double value = x[shown > 1 ? i * (n - 1) / (shown - 1) : 0];
        if (!isfinite(value))
            at = stpcpy(at, " ");
        else
            at = stpcpy(at, levels[high > low ? (int)round(7 * (value - low) / (high - low)) : 0]);
    }
    if (text)
        *at = '\0';
    return text;
}
