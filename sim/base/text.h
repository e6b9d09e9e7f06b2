/** Small helpers for names and numbers as text. */
#ifndef CHOKEPOINT_BASE_TEXT_H
#define CHOKEPOINT_BASE_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** The candidate nearest to `name` by edit distance with transpositions, or NULL if none is near
 * enough. A candidate that continues `name` after '_' is near: who forgot the unit is told the
 * whole key.
 *  @param candidates (n) */
const char *text_nearest(const char *name, const char *const candidates[], size_t n);

/** Is it one of these names?  @param names (n) */
bool text_is_among(const char *name, const char *const names[], size_t n);

/** The shortest decimal that reads back to the same double, always with '.' or 'e' ("25.0",
 * "1e-7"), one digit more at some powers of two; "none" for INFINITY, else "-inf" and "nan". @param
 * out at least 32 bytes  @return out */
char *text_real(double value, char out[32]);

/** The same, without a trailing ".0": for CSV and messages. */
char *text_number(double value, char out[32]);

/** For people: 1.82M, 402k, 5.4. Three significant digits; k, M, B, T.  @param out at least 16
 * bytes  @return out */
char *text_short(double value, char out[16]);

/** printf into fresh memory; NULL if there is none. The caller frees it. */
char *text_format(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** The same for a list of arguments, which is used up. */
char *text_format_list(const char *format, va_list args) __attribute__((format(printf, 1, 0)));

/** A copy in fresh memory; NULL if there is none or `text` is NULL. The caller frees it. */
char *text_copy(const char *text);

/** Writes it in quotes, as a string of a configuration. */
void text_put_quoted(FILE *out, const char *text);

/** The same into fresh memory; NULL if there is none. The caller frees it. */
char *text_quoted(const char *text);

/** A name may stand in paths and tables: letter first, then letters, digits, '_' and '-', at
 * most 63. */
bool text_is_name(const char *text);

#endif
