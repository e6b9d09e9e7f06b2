#include "base/bytes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

void bytes_put(struct bytes *b, const void *data, size_t size)
{
    if (b->failed || size == 0)
        return;
    if (size > b->room - b->size) {
        const size_t room = 2 * b->room + size + 4096;
        unsigned char *more = realloc(b->data, room);
        if (!more) {
            b->failed = true;
            return;
        }
        b->data = more;
        b->room = room;
    }
    memcpy(b->data + b->size, data, size);
    b->size += size;
}

void bytes_free(struct bytes *b)
{
    free(b->data);
    *b = (struct bytes){0};
}

void bytes_take(struct bytes_view *v, void *data, size_t size)
{
    v->failed |= size > (size_t)(v->end - v->at);
    if (v->failed) {
        memset(data, 0, size);
        return;
    }
    memcpy(data, v->at, size);
    v->at += size;
}

void *bytes_take_array(struct bytes_view *v, size_t n, size_t element)
{
    v->failed |= n > (size_t)(v->end - v->at) / element;
    if (v->failed)
        return NULL;
    const size_t size = n * element;
    void *data = aligned_alloc(64, (size + element + 63) / 64 * 64);
    if (!data) {
        v->failed = true;
        return NULL;
    }
    memset((char *)data + size, 0, element);
    bytes_take(v, data, size);
    return data;
}
