#include "config/source.h"

#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/** One text being looked at. */
struct scan {
    struct diag_place place; // of the character at `at`
    const char *path;        // of a change's value, else NULL
    const char *at, *end;
    int nesting;
    bool refused; // too deep or too long: said once
    const struct scan *includer;
    const char *directory;
    struct source_files *files; // NULL: includes are refused
    struct joined *out;
    const char *copied; // what stands before it is in `out`
    unsigned line;      // of `copied`
    struct diag *diag;
    bool failed;
};

static void scan_file(const char *file, struct scan *up);

bool source_copy(const struct source_files *files, struct source_files *copy)
{
    *copy = (struct source_files){.name = calloc(files->n + 1, sizeof *copy->name)};
    for (bool ok = copy->name; ok && copy->n < files->n; copy->n += ok) {
        copy->name[copy->n] = text_copy(files->name[copy->n]);
        ok = copy->name[copy->n];
    }
    return copy->name && copy->n == files->n;
}

void source_free(struct source_files *files)
{
    for (size_t i = 0; i < files->n; i++)
        free(files->name[i]);
    free(files->name);
    *files = (struct source_files){0};
}

const char *source_intern(struct source_files *files, const char *name)
{
    char **grown, *copy;

    for (size_t i = 0; i < files->n; i++)
        if (strcmp(files->name[i], name) == 0)
            return files->name[i];
    grown = realloc(files->name, (files->n + 1) * sizeof *grown);
    if (!grown)
        return NULL;
    files->name = grown;
    copy = text_copy(name);
    if (copy)
        files->name[files->n++] = copy;
    return copy;
}

// "" if it has none; in fresh memory, NULL if there is none
static char *directory_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    char *directory = text_copy(file);

    if (directory)
        directory[slash ? slash - file + (slash == file) : 0] = 0;
    return directory;
}

static char next(struct scan *s)
{
    const char c = *s->at++;

    s->place.line += c == '\n' && s->files; // a change stands on one line
    return c;
}

static bool ahead(const struct scan *s, const char *word)
{
    const size_t n = strlen(word);
    return (size_t)(s->end - s->at) >= n && memcmp(s->at, word, n) == 0;
}

static void skip_comment(struct scan *s)
{
    const struct diag_place opened = s->place;

    if (!ahead(s, "/*")) {
        while (s->at < s->end && *s->at != '\n')
            s->at++;
        return;
    }
    for (s->at += 2; s->at < s->end && !ahead(s, "*/");)
        next(s);
    if (s->at < s->end)
        s->at += 2;
    else
        diag_add(s->diag, opened, s->path, "the comment opened here never ends; expected */");
}

static void skip_string(struct scan *s)
{
    const struct diag_place opened = s->place;

    for (s->at++; s->at < s->end && *s->at != '"';) {
        if (*s->at == '\\' && ahead(s, "\\x00"))
            diag_add(s->diag, s->place, s->path, "a text must not contain \\x00");
        if (next(s) == '\\' && s->at < s->end)
            next(s);
    }
    if (s->at < s->end)
        s->at++;
    else
        diag_add(s->diag, opened, s->path, "the string opened here never ends; expected \"");
}

// libconfig turns what does not fit into another number without a word
static void check_integer(struct scan *s, const char *first, size_t n, int base, bool wide)
{
    char digits[40];
    long long value;
    bool fits;

    if (n >= sizeof digits) {
        diag_add(s->diag, s->place, s->path,
                 "an integer of %zu digits is too large; write a real, such as 1.0e30", n);
        return;
    }
    memcpy(digits, first, n);
    digits[n] = 0;
    errno = 0;
    value = strtoll(digits, NULL, base);
    fits = errno == 0;
    if (!fits)
        diag_add(s->diag, s->place, s->path,
                 "%s is beyond 64 bits; write a real, such as 1.0e20 (a seed: a text)", digits);
    else if (!wide && (value > INT32_MAX || value < INT32_MIN))
        diag_add(s->diag, s->place, s->path, "%s is beyond 32 bits; write %sL, or a real: %s.0",
                 digits, digits, digits);
}

static void skip_number(struct scan *s)
{
    const char *first = s->at, *p = s->at + (*s->at == '+' || *s->at == '-');
    const bool hexadecimal =
        s->end - p > 2 && p[0] == '0' && (p[1] | 32) == 'x' && isxdigit((unsigned char)p[2]);
    bool real = false;

    if (hexadecimal) {
        for (p += 2; p < s->end && isxdigit((unsigned char)*p);)
            p++;
    } else {
        while (p < s->end && isdigit((unsigned char)*p))
            p++;
        for (; p < s->end && *p == '.'; real = true)
            for (p++; p < s->end && isdigit((unsigned char)*p);)
                p++;
        if (s->end - p > 1 && (*p | 32) == 'e' &&
            (isdigit((unsigned char)p[1]) ||
             (s->end - p > 2 && (p[1] == '+' || p[1] == '-') && isdigit((unsigned char)p[2])))) {
            real = true;
            for (p += 2; p < s->end && isdigit((unsigned char)*p);)
                p++;
        }
    }
    if (!real)
        check_integer(s, first, (size_t)(p - first), hexadecimal ? 16 : 10,
                      p < s->end && *p == 'L');
    while (p < s->end && *p == 'L')
        p++;
    s->at = p;
}

static void skip_name(struct scan *s)
{
    while (s->at < s->end && (isalnum((unsigned char)*s->at) || memchr("_-*", *s->at, 3)))
        s->at++;
}

// the text between the quotes of an include, found relative to the top file's directory as
// libconfig does it
static void follow_include(struct scan *s, const char *name, size_t n)
{
    const char *gap = *s->directory && *name != '/' ? "/" : "";
    char *file = text_format("%s%s%.*s", *name != '/' ? s->directory : "", gap, (int)n, name);
    const char *stored = file ? source_intern(s->files, file) : NULL;
    int depth = 1;

    free(file);
    s->failed |= !stored;
    if (!stored)
        return;
    for (const struct scan *up = s; up; up = up->includer, depth++)
        if (strcmp(up->place.file, stored) == 0) {
            diag_add(s->diag, s->place, NULL,
                     "includes '%s', which is being read already: a circle", stored);
            return;
        }
    if (depth - 1 > SOURCE_INCLUDES)
        diag_add(s->diag, s->place, NULL, "includes are nested deeper than %d", SOURCE_INCLUDES);
    else if (++s->files->inclusions > SOURCE_INCLUSIONS) {
        if (s->files->inclusions == SOURCE_INCLUSIONS + 1)
            diag_add(s->diag, s->place, NULL, "more than %d includes", SOURCE_INCLUSIONS);
    } else {
        scan_file(stored, s);
    }
}

/** Puts what was looked at since the last time into the joined text. */
static void copy_up_to(struct scan *s, const char *end)
{
    s->failed |= !joined_add(s->out, s->copied, (size_t)(end - s->copied),
                             (struct diag_place){s->place.file, s->line});
}

static void read_include(struct scan *s)
{
    const char *name, *end, *begin = s->at, *blank = begin + strlen("@include");

    for (s->at = blank; s->at < s->end && (*s->at == ' ' || *s->at == '\t');)
        s->at++;
    if (s->files && s->at == blank && s->at < s->end && *s->at == '"')
        return; // libconfig wants a blank here, and says so
    name = s->at + 1;
    end = s->at < s->end && *s->at == '"' ? memchr(name, '"', (size_t)(s->end - name)) : NULL;
    if (!s->files || !end || memchr(name, '\n', (size_t)(end - name)) ||
        memchr(name, '\\', (size_t)(end - name)) || end == name) {
        diag_add(s->diag, s->place, s->path,
                 s->files ? "expected @include \"file\"" : "a change cannot include files");
        return;
    }
    s->at = end + 1;
    copy_up_to(s, begin);
    follow_include(s, name, (size_t)(end - name));
    s->copied = s->at;
    s->line = s->place.line;
}

static void scan_text(struct scan *s)
{
    bool line_start = true;

    while (s->at < s->end) {
        const char c = *s->at;
        if (c == ' ' || c == '\t') {
            s->at++;
            continue;
        }
        if (c == '#' || (c == '/' && (ahead(s, "//") || ahead(s, "/*"))))
            skip_comment(s);
        else if (c == '"')
            skip_string(s);
        else if (line_start && ahead(s, "@include"))
            read_include(s);
        else if (isalpha((unsigned char)c) || c == '*')
            skip_name(s);
        else if (isdigit((unsigned char)c) ||
                 ((c == '+' || c == '-') && s->at + 1 < s->end &&
                  isdigit((unsigned char)s->at[1])) ||
                 (c == '.' && s->at + 1 < s->end && isdigit((unsigned char)s->at[1])))
            skip_number(s);
        else {
            s->nesting += (c == '{' || c == '(' || c == '[') - (c == '}' || c == ')' || c == ']');
            if (s->nesting > SOURCE_NESTING && !s->refused) {
                s->refused = true;
                diag_add(s->diag, s->place, s->path, "brackets are nested deeper than %d",
                         SOURCE_NESTING);
            }
            next(s);
        }
        line_start = c == '\n';
    }
}

// what a whole file must be before it is worth a lexer's time
static bool is_text(const struct diag_place *place, const char *text, size_t n, struct diag *diag)
{
    unsigned lines = 1;
    bool blank = true;

    for (size_t i = 0; i < n; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (c > 32 && c != 127) {
            blank = false;
            continue;
        }
        if (c == 0 || (c < 32 && !strchr("\t\n\r\f", c)) || c == 127) {
            diag_add(diag, (struct diag_place){place->file, lines}, NULL,
                     "byte %zu is 0x%02x: this is no text file", i, c);
            return false;
        }
        lines += c == '\n';
    }
    if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        diag_add(diag, *place, NULL, "starts with a byte order mark; save it as plain UTF-8");
    else if (blank)
        diag_add(diag, *place, NULL, "is empty");
    else if (lines - (text[n - 1] == '\n') > SOURCE_LINES)
        diag_add(diag, *place, NULL, "has %u lines; at most %u are read",
                 lines - (text[n - 1] == '\n'), SOURCE_LINES);
    else
        return true;
    return false;
}

/** The bytes of a file in fresh memory; NULL after a mistake or a failure. */
static char *read_bytes(const char *file, struct diag_place place, size_t *n, struct scan *s)
{
    FILE *in = fopen(file, "rb");
    struct stat about;
    char *text = NULL;

    if (!in || fstat(fileno(in), &about) != 0) {
        s->failed |= errno == ENOMEM || errno == EIO || errno == EMFILE || errno == ENFILE;
        diag_add(s->diag, place, NULL, "cannot open '%s': %s", file, strerror(errno));
    } else if (S_ISDIR(about.st_mode)) {
        diag_add(s->diag, place, NULL, "'%s' is a directory; expected a file", file);
    } else if (!S_ISREG(about.st_mode)) {
        diag_add(s->diag, place, NULL, "'%s' is not a regular file", file);
    } else if (about.st_size > (off_t)SOURCE_BYTES) {
        diag_add(s->diag, place, NULL, "'%s' has %lld bytes; at most %u are read", file,
                 (long long)about.st_size, SOURCE_BYTES);
    } else if (!(text = malloc((size_t)about.st_size + 1))) {
        s->failed = true;
    } else {
        *n = fread(text, 1, (size_t)about.st_size, in);
        if (ferror(in)) {
            s->failed = true;
            diag_add(s->diag, place, NULL, "cannot read '%s': %s", file, strerror(errno));
            free(text);
            text = NULL;
        }
    }
    if (in)
        fclose(in);
    return text;
}

// file: stored name; up: the text that includes it, for the top file one without characters
static void scan_file(const char *file, struct scan *up)
{
    const bool top = up->place.line == 0;
    struct scan s = *up;
    size_t n = 0;
    char *text = read_bytes(file, up->place, &n, up);

    if (!text)
        return;
    s.place = (struct diag_place){file, 1};
    s.includer = top ? NULL : up;
    s.at = text;
    s.end = text + n;
    s.copied = text;
    s.line = 1;
    s.nesting = 0;
    if (is_text(&s.place, text, n, s.diag)) {
        scan_text(&s);
        copy_up_to(&s, s.end);
    }
    up->failed |= s.failed;
    free(text);
}

bool source_scan(const char *file, struct source_files *files, struct joined *joined,
                 struct diag *diag)
{
    char *directory = directory_of(file);
    const char *stored = source_intern(files, file);
    struct scan top = {
        .place = {stored, 0}, .directory = directory, .files = files, .out = joined, .diag = diag};

    if (directory && stored)
        scan_file(stored, &top);
    else
        top.failed = true;
    free(directory);
    return !top.failed;
}

void source_scan_value(const char *text, size_t n, struct diag_place place, const char *path,
                       struct diag *diag)
{
    struct scan s = {.place = place, .path = path, .at = text, .end = text + n, .diag = diag};

    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] < 32 && !strchr("\t\n", text[i])) {
            diag_add(diag, place, path, "contains the control character 0x%02x",
                     (unsigned char)text[i]);
            return;
        }
    scan_text(&s);
}
