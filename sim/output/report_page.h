/**
 * The page: the template that was bundled when the program was built, with the data inside.
 *
 * The data is gzip in base64, so that whatever it holds no browser takes for a part of the page;
 * the same data gives the same bytes.
 */
#ifndef CHOKEPOINT_OUTPUT_REPORT_PAGE_H
#define CHOKEPOINT_OUTPUT_REPORT_PAGE_H

#include <stdbool.h>
#include <stddef.h>

/** The template; empty where the program was built without npm. Made by report/embed.cmake. */
extern const char report_template[];
extern const size_t report_template_size;

/** Data as it stands in the page: gzip in base64.  @return in fresh memory; NULL if there is none
 */
char *report_page_pack(const char *data, size_t n, size_t *size);

/** The page with packed data and a title.  @return in fresh memory; NULL if there is none */
char *report_page_make(const char *title, const char *packed, size_t *size);

/** Can the file be written there? Looks only. */
bool report_page_check(const char *path, bool force, char error[512]);

/** Writes a file, all of it or nothing.  @return false with `error` set */
bool report_page_write(const char *path, const char *text, size_t n, char error[512]);

#endif
