#include "output/report_page.h"

#include "base/text.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define GZIP (15 + 16) // zlib's window bits, for a gzip header without a name and a time
#define MARK "<!--DATA-->"

static unsigned char *compress_all(const char *data, size_t n, size_t *size)
{
    z_stream z = {.next_in = (unsigned char *)data, .avail_in = (uInt)n};
    unsigned char *out = NULL;

    if (n > UINT32_MAX || deflateInit2(&z, 9, Z_DEFLATED, GZIP, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    *size = deflateBound(&z, n);
    out = malloc(*size);
    z.next_out = out;
    z.avail_out = (uInt)*size;
    if (out && deflate(&z, Z_FINISH) != Z_STREAM_END) {
        free(out);
        out = NULL;
    }
    *size = z.total_out;
    deflateEnd(&z);
    return out;
}

/** RFC 4648.  @return in fresh memory, with a zero at its end */
static char *to_base64(const unsigned char *data, size_t n, size_t *size)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *out = malloc((n + 2) / 3 * 4 + 1), *at = out;

    for (size_t i = 0; i < n && out; i += 3) {
        const unsigned a = data[i], b = i + 1 < n ? data[i + 1] : 0,
                       c = i + 2 < n ? data[i + 2] : 0;
        *at++ = digit[a >> 2];
        *at++ = digit[(a & 3) << 4 | b >> 4];
        *at++ = i + 1 < n ? digit[(b & 15) << 2 | c >> 6] : '=';
        *at++ = i + 2 < n ? digit[c & 63] : '=';
    }
    if (out)
        *at = '\0';
    *size = (size_t)(at - out);
    return out;
}

char *report_page_pack(const char *data, size_t n, size_t *size)
{
    size_t bytes = 0;
    unsigned char *packed = compress_all(data, n, &bytes);
    char *text = packed ? to_base64(packed, bytes, size) : NULL;

    free(packed);
    return text;
}

/** As text of an HTML element. */
static void put_escaped(FILE *f, const char *text)
{
    for (; *text; text++)
        if (*text == '<')
            fputs("&lt;", f);
        else if (*text == '>')
            fputs("&gt;", f);
        else if (*text == '&')
            fputs("&amp;", f);
        else
            putc(*text, f);
}

char *report_page_make(const char *title, const char *packed, size_t *size)
{
    const char *end = report_template + report_template_size;
    const char *data = strstr(report_template, MARK), *name = strstr(report_template, "<title>");
    const char *after = strstr(report_template, "</title>");
    char *text = NULL;
    FILE *f = data && name && after ? open_memstream(&text, size) : NULL;

    if (!f)
        return NULL;
    name += strlen("<title>");
    fwrite(report_template, 1, (size_t)(name - report_template), f);
    put_escaped(f, title);
    fwrite(after, 1, (size_t)(data - after), f);
    fputs("<script id=\"data\" type=\"application/gzip;base64\">", f);
    fputs(packed, f);
    fputs("</script>", f);
    data += strlen(MARK);
    fwrite(data, 1, (size_t)(end - data), f);
    if (fclose(f) == 0)
        return text;
    free(text);
    return NULL;
}

static bool fails(char error[512], const char *path, const char *what)
{
    snprintf(error, 512, "%s: %s", path, what);
    return false;
}

bool report_page_check(const char *path, bool force, char error[512])
{
    struct stat at;

    if (!*path)
        return fails(error, "-o", "its name is empty");
    if (lstat(path, &at) != 0)
        return errno == ENOENT || fails(error, path, strerror(errno));
    if (S_ISDIR(at.st_mode))
        return fails(error, path, "is a folder; expected the name of a file");
    if (!S_ISREG(at.st_mode) && !S_ISLNK(at.st_mode)) // a device would be gone for a file
        return fails(error, path, "is no plain file; expected the name of one");
    return force || fails(error, path, "exists; choose another -o, or replace it with --force");
}

bool report_page_write(const char *path, const char *text, size_t n, char error[512])
{
    char *temporary = text_format("%s.tmp-%ld", path, (long)getpid());
    FILE *f = temporary ? fopen(temporary, "wx") : NULL;
    bool fine = f && fwrite(text, 1, n, f) == n && fflush(f) == 0 && fsync(fileno(f)) == 0;

    if (!fine)
        fails(error, path, temporary ? strerror(errno) : "no memory");
    if (f && fclose(f) != 0 && fine)
        fine = fails(error, path, strerror(errno));
    if (fine && rename(temporary, path) != 0)
        fine = fails(error, path, strerror(errno));
    if (f && !fine)
        unlink(temporary);
    free(temporary);
    return fine;
}
