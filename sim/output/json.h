/** Texts as JSON. Errors show in the file's state. */
#ifndef CHOKEPOINT_OUTPUT_JSON_H
#define CHOKEPOINT_OUTPUT_JSON_H

#include <stddef.h>
#include <stdio.h>

/** A string in quotes; NULL is "". */
void json_string(FILE *file, const char *text);

/** A list of strings. */
void json_strings(FILE *file, char *const texts[], size_t n);

#endif
