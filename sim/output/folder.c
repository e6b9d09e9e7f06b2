#include "output/folder.h"

#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fails(char error[512], const char *path, const char *what)
{
    snprintf(error, 512, "%s: %s", path, what);
    return false;
}

/** Does the folder hold a manifest of this program? */
static bool is_ours(const char *path)
{
    char start[64] = "";
    char *name = text_format("%s/%s", path, FOLDER_MANIFEST);
    FILE *file = name ? fopen(name, "r") : NULL;

    if (file) {
        start[fread(start, 1, sizeof start - 1, file)] = '\0';
        fclose(file);
    }
    free(name);
    return strstr(start, "\"program\": \"chokepoint\"") != NULL;
}

bool folder_check(const char *path, bool force, char error[512])
{
    struct stat at;

    if (!*path)
        return fails(error, "output folder", "its name is empty");
    if (lstat(path, &at) != 0)
        return errno == ENOENT || fails(error, path, strerror(errno));
    if (!S_ISDIR(at.st_mode))
        return fails(error, path, "exists and is not a folder");
    if (!force)
        return fails(error, path, "exists; choose another --out, or replace it with --force");
    if (!is_ours(path))
        return fails(error, path,
                     "exists and holds no results of chokepoint (no " FOLDER_MANIFEST
                     "); it is not replaced");
    return true;
}

/** Removes what is in a folder; the only folder inside may be that of a sweep's chunks. */
static void empty(const char *path)
{
    char *chunks = text_format("%s/" FOLDER_CHUNKS, path);
    DIR *dir = opendir(path);

    if (dir) {
        for (struct dirent *e; (e = readdir(dir));)
            if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
                unlinkat(dirfd(dir), e->d_name, 0);
        closedir(dir);
    }
    if (chunks && access(chunks, F_OK) == 0) {
        empty(chunks);
        rmdir(chunks);
    }
    free(chunks);
}

static void remove_results(const char *path)
{
    empty(path);
    rmdir(path);
}

static bool create_parents(const char *path)
{
    char *copy = text_copy(path);
    bool fine = copy != NULL;

    for (char *slash = copy ? strchr(copy + 1, '/') : NULL; slash && fine;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        fine = mkdir(copy, 0777) == 0 || errno == EEXIST;
        *slash = '/';
    }
    free(copy);
    return fine;
}

/** The text without slashes at its end; NULL if there is no memory. */
static char *without_slashes(const char *path)
{
    char *copy = text_copy(path);

    for (size_t n = copy ? strlen(copy) : 0; n > 1 && copy[n - 1] == '/'; n--)
        copy[n - 1] = '\0';
    return copy;
}

bool folder_open(struct folder *f, const char *path, bool force)
{
    *f = (struct folder){.path = without_slashes(path), .force = force, .lock = -1};
    f->temporary = f->path ? text_format("%s.tmp-%ld", f->path, (long)getpid()) : NULL;
    if (!f->temporary)
        return fails(f->error, path, "no memory");
    if (!folder_check(f->path, force, f->error))
        return false;
    if (!create_parents(f->path) || mkdir(f->temporary, 0777) != 0)
        return fails(f->error, f->temporary, strerror(errno));
    f->open = true;
    return true;
}

char *folder_part(const char *path)
{
    char *plain = without_slashes(path), *part = plain ? text_format("%s.part", plain) : NULL;

    free(plain);
    return part;
}

/** Locks DIR.part as far as the file system can; the system lets go of it when we end, however. */
static bool lock_part(struct folder *f)
{
    f->lock = open(f->temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (f->lock < 0)
        return fails(f->error, f->temporary, strerror(errno));
    if (flock(f->lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
        return fails(f->error, f->temporary, "another program is at work there");
    return true;
}

bool folder_open_part(struct folder *f, const char *path, bool force, bool resume)
{
    *f = (struct folder){.path = without_slashes(path),
                         .temporary = folder_part(path),
                         .force = force,
                         .stays = true,
                         .lock = -1};
    if (!f->path || !f->temporary)
        return fails(f->error, path, "no memory");
    if (!folder_check(f->path, force, f->error))
        return false;
    if (!create_parents(f->path))
        return fails(f->error, f->path, strerror(errno));
    const bool made = mkdir(f->temporary, 0777) == 0;
    if (!made && errno != EEXIST)
        return fails(f->error, f->temporary, strerror(errno));
    if (!lock_part(f))
        return false;
    if (!made && !resume && !force)
        return fails(f->error, f->temporary,
                     "holds unfinished results; go on with --resume, or begin anew with --force");
    if (!made && !resume)
        empty(f->temporary);
    f->open = true;
    return true;
}

bool folder_join_part(struct folder *f, const char *path)
{
    *f = (struct folder){
        .path = without_slashes(path), .temporary = folder_part(path), .stays = true, .lock = -1};
    if (!f->path || !f->temporary)
        return fails(f->error, path, "no memory");
    if (access(f->temporary, R_OK | W_OK | X_OK) != 0)
        return fails(f->error, f->temporary,
                     "cannot be reached here; processes that share a sweep need one file system");
    f->open = true;
    return true;
}

FILE *folder_create(struct folder *f, const char *name)
{
    char *path = text_format("%s/%s", f->temporary, name);

    if (path && f->stays)
        unlink(path); // what an earlier program did not end
    FILE *file = path ? fopen(path, "wx") : NULL;
    if (!file)
        fails(f->error, path ? path : name, path ? strerror(errno) : "no memory");
    free(path);
    return file;
}

bool folder_begin(FILE *file)
{
    const bool fine = fflush(file) == 0;

#ifdef SYNC_FILE_RANGE_WRITE
    if (fine)
        (void)sync_file_range(fileno(file), 0, 0, SYNC_FILE_RANGE_WRITE); // folder_close makes sure
#endif
    return fine;
}

bool folder_close(struct folder *f, const char *name, FILE *file, int earlier)
{
    const bool late = ferror(file) != 0; // an earlier write failed
    errno = 0;
    bool fine = fflush(file) == 0 && !late && fsync(fileno(file)) == 0;
    int reason = late && earlier ? earlier : errno;

    if (fclose(file) != 0 && fine) {
        fine = false;
        reason = errno;
    }
    if (!fine)
        snprintf(f->error, sizeof f->error, "%s/%s: %s", f->path, name,
                 strerror(reason ? reason : EIO));
    return fine;
}

/** Brings a folder's entries to disk, as far as the file system can. */
static void sync_folder(const char *path)
{
    const int fd = open(path, O_RDONLY | O_DIRECTORY);

    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
}

static void sync_parent(const char *path)
{
    char *copy = text_copy(path);
    char *slash = copy ? strrchr(copy, '/') : NULL;

    if (slash && slash > copy)
        *slash = '\0';
    sync_folder(slash ? copy : ".");
    free(copy);
}

bool folder_commit(struct folder *f)
{
    char *old = text_format("%s.old-%ld", f->path, (long)getpid());
    struct stat at;
    bool fine = old != NULL || fails(f->error, f->path, "no memory");
    bool moved = false;

    // asked again: another run may have finished there meanwhile
    fine = fine && folder_check(f->path, f->force, f->error);
    if (fine)
        sync_folder(f->temporary);
    if (fine && lstat(f->path, &at) == 0) {
        moved = rename(f->path, old) == 0;
        fine = moved || fails(f->error, f->path, strerror(errno));
    }
    if (fine && rename(f->temporary, f->path) != 0) {
        fine = fails(f->error, f->path, strerror(errno));
        if (moved)
            (void)rename(old, f->path);
        moved = false;
    }
    if (fine) {
        f->open = false;
        sync_parent(f->path);
        if (moved)
            remove_results(old);
    }
    free(old);
    return fine;
}

void folder_free(struct folder *f)
{
    if (f->open && !f->stays)
        remove_results(f->temporary);
    if (f->stays && f->lock >= 0)
        close(f->lock);
    free(f->path);
    free(f->temporary);
    f->path = f->temporary = NULL;
    f->open = f->stays = false;
}
