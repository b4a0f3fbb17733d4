#define _DEFAULT_SOURCE /* getentropy() of glibc */
#define _DARWIN_C_SOURCE
#include "base/random.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#if defined(__APPLE__)
#include <sys/random.h>
#endif

/* getentropy() gives no more at once (POSIX.1-2024, GETENTROPY_MAX). */
#define PART_LIMIT 256u

static bool read_device(int device, uint8_t *output, size_t size)
{
    while (size > 0) {
        ssize_t done = read(device, output, size);

        if (done < 0 && errno == EINTR) {
            continue;
        }
        if (done <= 0) {
            return false;
        }
        output += done;
        size -= (size_t)done;
    }
    return true;
}

static bool random_device(uint8_t *output, size_t size)
{
    int device = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    bool done;

    if (device < 0) {
        return false;
    }
    done = read_device(device, output, size);
    (void)close(device);
    return done;
}

bool random_system(void *state, uint8_t *output, size_t size)
{
    (void)state;
    while (size > 0) {
        size_t part = size < PART_LIMIT ? size : PART_LIMIT;

        if (getentropy(output, part) != 0) {
            return errno == ENOSYS && random_device(output, size);
        }
        output += part;
        size -= part;
    }
    return true;
}
