#include "cli/options.h"

#include "base/text.h"

#include <sched.h>
#include <string.h>
#include <unistd.h>

char *options_folder(const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash ? slash + 1 : file;
    const char *dot = strrchr(name, '.');
    const size_t n = dot && dot > name ? (size_t)(dot - name) : strlen(name);

    return text_format("results/%.*s", (int)n, name);
}

unsigned options_cores(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (unsigned)CPU_COUNT(&set);
    return 1;
}

bool options_progress(const struct arguments *a, enum progress_form *form)
{
    const char *text = arguments_value(a, "--progress");

    if (text && strcmp(text, "json") != 0) {
        fprintf(stderr, "--progress: '%s' is no form of progress; expected 'json'\n", text);
        return false;
    }
    *form = arguments_value(a, "--quiet") ? PROGRESS_NONE
            : text                        ? PROGRESS_JSON
            : isatty(STDERR_FILENO)       ? PROGRESS_LINE
                                          : PROGRESS_NONE;
    return true;
}
