#include "output/json.h"

void json_string(FILE *f, const char *text)
{
    putc('"', f);
    for (const char *c = text ? text : ""; *c; c++) {
        if (*c == '"' || *c == '\\')
            fprintf(f, "\\%c", *c);
        else if ((unsigned char)*c < 0x20)
            fprintf(f, "\\u%04x", (unsigned)*c);
        else
            putc(*c, f);
    }
    putc('"', f);
}

void json_strings(FILE *f, char *const texts[], size_t n)
{
    putc('[', f);
    for (size_t i = 0; i < n; i++) {
        fputs(i ? ", " : "", f);
        json_string(f, texts[i]);
    }
    putc(']', f);
}

bool json_is_whole(const char *text)
{
    char open[64]; // brackets to be closed
    size_t depth = 0;
    bool in_string = false, has = false;

    for (const char *c = text; *c; c++) {
        if (in_string && *c == '\\' && c[1])
            c++;
        else if (*c == '"')
            in_string = !in_string;
        else if (!in_string && (*c == '{' || *c == '[')) {
            if (depth == sizeof open || (has && !depth))
                return false;
            open[depth++] = *c == '{' ? '}' : ']';
            has = true;
        } else if (!in_string && (*c == '}' || *c == ']') && (!depth || open[--depth] != *c))
            return false;
    }
    return has && !depth && !in_string;
}
