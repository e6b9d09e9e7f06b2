#include "output/chunk.h"

#include "base/text.h"
#include "base/xxhash.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAGIC           "CHOKEPT\n"
#define VERSION         1
#define BYTE_ORDER_MARK UINT32_C(0x01020304)

/** The first bytes of the file; no gaps. */
struct head {
    char magic[8];
    uint32_t byte_order, version;
    uint64_t study, number, future, futures, policies, outcomes, records, failures;
};

_Static_assert(sizeof(struct head) == 80 && sizeof(struct runs_failure) == 24, "no gaps");

static struct head head_of(const struct chunk_kind *kind, uint64_t number)
{
    const struct runs_range range = sweep_range(&kind->cut, kind->policies, number);
    struct head head = {.magic = MAGIC,
                        .byte_order = BYTE_ORDER_MARK,
                        .version = VERSION,
                        .study = kind->study,
                        .number = number,
                        .future = range.future,
                        .futures = range.futures,
                        .policies = kind->policies,
                        .outcomes = kind->outcomes,
                        .records = kind->records};

    return head;
}

static size_t outcome_bytes(const struct head *head)
{
    return head->futures * head->policies * head->outcomes * sizeof(double);
}

static size_t series_bytes(const struct head *head)
{
    return outcome_bytes(head) * head->records;
}

/** In fresh memory; NULL if there is none.  @param end of its name */
static char *path_of(const struct chunk_kind *kind, uint64_t number, const char *end)
{
    return text_format("%s/" FOLDER_CHUNKS "/chunk-%07" PRIu64 ".bin%s", kind->folder, number, end);
}

bool chunk_folder(const char *folder, char error[512])
{
    char *path = text_format("%s/" FOLDER_CHUNKS, folder);
    const bool fine = path && (mkdir(path, 0777) == 0 || errno == EEXIST);

    if (!fine)
        snprintf(error, 512, "%s: %s", path ? path : folder, path ? strerror(errno) : "no memory");
    free(path);
    return fine;
}

/** Adds to the file and to the sum. */
static bool put(FILE *file, struct xxhash *sum, const void *data, size_t n)
{
    xxhash_add(sum, data, n);
    return fwrite(data, 1, n, file) == n;
}

static bool put_all(FILE *file, const struct head *head, const struct sweep_chunk *chunk)
{
    struct xxhash sum;

    xxhash_begin(&sum);
    bool fine = put(file, &sum, head, sizeof *head) &&
                put(file, &sum, chunk->outcome, outcome_bytes(head)) &&
                put(file, &sum, chunk->series, series_bytes(head)) &&
                put(file, &sum, chunk->failure, chunk->failures * sizeof *chunk->failure);
    const uint64_t end = xxhash_end(&sum);
    fine = fine && fwrite(&end, sizeof end, 1, file) == 1;
    return fine && fflush(file) == 0 && fsync(fileno(file)) == 0;
}

bool chunk_write(const struct chunk_kind *kind, const struct sweep_chunk *chunk, char error[512])
{
    char *path = path_of(kind, chunk->number, ""), *early = path_of(kind, chunk->number, ".part");
    FILE *file = path && early ? fopen(early, "w") : NULL;
    struct head head = head_of(kind, chunk->number);
    bool fine = file != NULL;

    head.failures = chunk->failures;
    errno = path && early ? errno : ENOMEM;
    fine = fine && put_all(file, &head, chunk);
    int reason = errno;
    if (file && fclose(file) != 0 && fine) {
        fine = false;
        reason = errno;
    }
    if (fine && rename(early, path) != 0) {
        fine = false;
        reason = errno;
    }
    if (!fine) {
        snprintf(error, 512, "%s: %s", path ? path : kind->folder, strerror(reason));
        if (file)
            unlink(early);
    }
    free(path);
    free(early);
    return fine;
}

static enum chunk_state says(struct chunk *chunk, const char *path, const char *what,
                             enum chunk_state state)
{
    snprintf(chunk->error, sizeof chunk->error, "%s: %s", path, what);
    return state;
}

/** Is it a chunk of this study?  NULL, or what is wrong. */
static const char *foreign(const struct head *head, const struct head *wanted)
{
    if (memcmp(head->magic, wanted->magic, sizeof head->magic) != 0)
        return "is no chunk of a sweep";
    if (head->byte_order != wanted->byte_order)
        return "was written on a machine of another byte order";
    if (head->version != wanted->version)
        return "is of another version of the format";
    if (head->study != wanted->study)
        return "belongs to another study, or to this one before it changed";
    if (head->records < wanted->records)
        return "holds no trajectories; leave out --trajectories, or begin anew with --force";
    if (head->records > wanted->records)
        return "holds trajectories; go on with --trajectories";
    return NULL;
}

/** Reads the whole file.  @return its size; 0, with the error set, if it could not be read */
static size_t read_all(struct chunk *chunk, const char *path, FILE *file)
{
    struct stat at;

    if (fstat(fileno(file), &at) != 0 || !S_ISREG(at.st_mode)) {
        says(chunk, path, "is no file", CHUNK_UNREADABLE);
        return 0;
    }
    chunk->bytes = malloc((size_t)at.st_size + 1);
    if (!chunk->bytes) {
        says(chunk, path, "no memory", CHUNK_UNREADABLE);
        return 0;
    }
    const size_t n = fread(chunk->bytes, 1, (size_t)at.st_size, file);
    if (ferror(file)) {
        says(chunk, path, strerror(errno), CHUNK_UNREADABLE);
        return 0;
    }
    return n ? n : 1;
}

static bool is_whole(const unsigned char *bytes, size_t n)
{
    uint64_t end;

    if (n < sizeof(struct head) + sizeof end)
        return false;
    memcpy(&end, bytes + n - sizeof end, sizeof end);
    return xxhash_of(bytes, n - sizeof end) == end;
}

static enum chunk_state read_file(const struct chunk_kind *kind, uint64_t number, const char *path,
                                  FILE *file, struct chunk *chunk)
{
    struct head wanted = head_of(kind, number), head;
    const size_t n = read_all(chunk, path, file);

    if (n == 0)
        return CHUNK_UNREADABLE;
    if (!is_whole(chunk->bytes, n))
        return says(chunk, path, "is truncated or damaged: its checksum differs", CHUNK_DAMAGED);
    memcpy(&head, chunk->bytes, sizeof head);
    const char *other = foreign(&head, &wanted);
    if (other)
        return says(chunk, path, other, CHUNK_FOREIGN);
    wanted.failures = head.failures;
    if (memcmp(&head, &wanted, sizeof head) != 0)
        return says(chunk, path, "is another chunk than its name says", CHUNK_DAMAGED);
    const unsigned char *outcome = chunk->bytes + sizeof head;
    const unsigned char *series = outcome + outcome_bytes(&head);
    const unsigned char *failure = series + series_bytes(&head);
    chunk->of = (struct sweep_chunk){.number = number,
                                     .future = head.future,
                                     .futures = head.futures,
                                     .policies = head.policies,
                                     .outcomes = head.outcomes,
                                     .records = head.records,
                                     .outcome = (const double *)outcome,
                                     .series = (const double *)series,
                                     .failure = (const struct runs_failure *)failure,
                                     .failures = head.failures};
    return CHUNK_WHOLE;
}

enum chunk_state chunk_read(const struct chunk_kind *kind, uint64_t number, struct chunk *chunk)
{
    char *path = path_of(kind, number, "");
    FILE *file = path ? fopen(path, "r") : NULL;
    enum chunk_state state;

    *chunk = (struct chunk){0};
    if (file)
        state = read_file(kind, number, path, file, chunk);
    else if (path && errno == ENOENT)
        state = says(chunk, path, "is missing", CHUNK_MISSING);
    else
        state = says(chunk, path ? path : kind->folder, path ? strerror(errno) : "no memory",
                     CHUNK_UNREADABLE);
    if (file)
        fclose(file);
    free(path);
    return state;
}

bool chunk_list(const struct chunk_kind *kind, uint8_t there[])
{
    char *path = text_format("%s/" FOLDER_CHUNKS, kind->folder);
    DIR *dir = path ? opendir(path) : NULL;
    const int reason = path ? errno : ENOMEM;
    uint64_t number;
    int end;

    memset(there, 0, kind->cut.chunks);
    free(path);
    errno = reason;
    if (!dir)
        return reason == ENOENT;
    for (struct dirent *e; (e = readdir(dir));) {
        end = 0;
        if (sscanf(e->d_name, "chunk-%19" SCNu64 ".bin%n", &number, &end) == 1 && end > 0 &&
            !e->d_name[end] && number < kind->cut.chunks)
            there[number] = 1;
    }
    closedir(dir);
    return true;
}

void chunk_free(struct chunk *chunk)
{
    free(chunk->bytes);
    *chunk = (struct chunk){0};
}

void chunk_remove_all(const char *folder)
{
    char *path = text_format("%s/" FOLDER_CHUNKS, folder);
    DIR *dir = path ? opendir(path) : NULL;

    if (dir) {
        for (struct dirent *e; (e = readdir(dir));)
            if (strncmp(e->d_name, "chunk-", 6) == 0)
                unlinkat(dirfd(dir), e->d_name, 0);
        closedir(dir);
        rmdir(path);
    }
    free(path);
}
