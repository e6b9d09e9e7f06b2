/** Texts as JSON. Errors show in the file's state. */
#ifndef CHOKEPOINT_OUTPUT_JSON_H
#define CHOKEPOINT_OUTPUT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** A string in quotes; NULL is "". */
void json_string(FILE *file, const char *text);

/** A list of strings. */
void json_strings(FILE *file, char *const texts[], size_t n);

/** Do brackets and quotes match, as in a file that was not cut? */
bool json_is_whole(const char *text);

#endif
