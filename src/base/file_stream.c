#define _XOPEN_SOURCE 700
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/inputs.h"
#include "base/wipe.h"

static bool is_pipe(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISFIFO(info.st_mode);
}

/* Reads until the writer closes the pipe, at most size bytes. */
static const char *read_pipe(struct arena *arena, int descriptor, char *buffer, size_t size, size_t *length)
{
    *length = 0;
    while (*length < size) {
        ssize_t step = read(descriptor, buffer + *length, size - *length);

        if (step == 0) {
            break;
        }
        if (step > 0) {
            *length += (size_t)step;
        } else if (errno != EINTR) {
            return arena_strdup(arena, strerror(errno));
        }
    }
    return NULL;
}

const char *file_read_stream(struct arena *arena, const char *path, size_t limit, const char **data, size_t *size)
{
    const char *failure;
    char *buffer;
    int descriptor;

    if (!is_pipe(path)) {
        input_remember(arena, path);
        return file_read(arena, path, limit, data, size);
    }
    descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return arena_strdup(arena, strerror(errno));
    }
    /* One byte over the limit shows that there is more; the last one stays the zero behind the bytes. */
    buffer = arena_alloc(arena, limit + 2);
    failure = read_pipe(arena, descriptor, buffer, limit + 1, size);
    close(descriptor);
    if (failure == NULL && *size > limit) {
        failure = arena_printf(arena, "is larger than the limit of %zu bytes", limit);
    }
    if (failure != NULL) {
        wipe(buffer, limit + 2);
        return failure;
    }
    *data = buffer;
    return NULL;
}
