/**
 * A folder of results that appears whole or not at all.
 *
 * Files are written into a sibling DIR.tmp-PID, brought to disk, and the folder is renamed to DIR
 * at the end. An existing DIR is replaced only on request, only if it holds results of this
 * program, and only after success. Work that may be interrupted and gone on with is written into
 * DIR.part instead, which stays.
 */
#ifndef CHOKEPOINT_OUTPUT_FOLDER_H
#define CHOKEPOINT_OUTPUT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define FOLDER_MANIFEST "manifest.json" // what marks a folder as ours
#define FOLDER_CHUNKS   "chunks"        // of a sweep, the only folder in a folder

struct folder {
    char *path;      // DIR, without a trailing slash
    char *temporary; // DIR.tmp-PID, or DIR.part
    bool force;
    bool open;       // the temporary exists
    bool stays;      // and is not removed unless it is committed
    int lock;        // of DIR.part: while it is open nobody else works there
    char error[512]; // what went wrong, for people; "" if nothing did
};

/** Could DIR be written? Looks only, creates nothing, so that a long run does not fail at its end.
 */
bool folder_check(const char *path, bool force, char error[512]);

/** Creates the temporary folder and DIR's parents.  @return false with `error` set */
bool folder_open(struct folder *folder, const char *path, bool force);

/** The same with DIR.part, which holds what an earlier program left there.
 *  @param resume may it be there already?  Else it is refused, or with force begun anew
 *  @return false with `error` set */
bool folder_open_part(struct folder *folder, const char *path, bool force, bool resume);

/** The same with the DIR.part that another process has open, and commits.
 *  @return false with `error` set */
bool folder_join_part(struct folder *folder, const char *path);

/** DIR.part in fresh memory; NULL if there is none. */
char *folder_part(const char *path);

/** A new file in it; NULL with `error` set. */
FILE *folder_create(struct folder *folder, const char *name);

/** Hands what was written to the system and lets the disk begin; several files begun before they
 * are closed reach it together.  @return false, with errno, if that failed */
bool folder_begin(FILE *file);

/** Flushes, brings to disk and closes a file; false with `error` set if any byte may be lost (a
 * full disk).  @param earlier errno of a write that failed before, 0 if none is known */
bool folder_close(struct folder *folder, const char *name, FILE *file, int earlier);

/** Gives the folder its name; false with `error` set, and then nothing is left behind. */
bool folder_commit(struct folder *folder);

/** Removes the temporary unless it was committed, and frees memory. Allowed twice and on a zeroed
 * folder. */
void folder_free(struct folder *folder);

#endif
