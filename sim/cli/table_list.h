/** The tables a folder of results holds. */
#ifndef CHOKEPOINT_CLI_TABLE_LIST_H
#define CHOKEPOINT_CLI_TABLE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct table_list {
    const char *folder;
    char **name; // (n) without the ending, in order
    size_t n;
};

/** @return an exit code, after a message unless it is fine; table_list_free in any case */
int table_list_init(struct table_list *list, const char *folder);
void table_list_free(struct table_list *list);

/** The file of a table, given with its ending or without, in fresh memory; NULL with a message. */
char *table_list_file(const struct table_list *list, const char *name);

/** Prints all: how large they are and what columns they have.  @return an exit code */
int table_list_print(const struct table_list *list, FILE *out);

#endif
