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
