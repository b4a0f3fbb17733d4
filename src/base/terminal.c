#define _XOPEN_SOURCE 700
#include "base/terminal.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

static bool is_open(int descriptor)
{
    return fcntl(descriptor, F_GETFD) != -1;
}

/* The lowest free descriptor is the next that is given out. */
bool terminal_prepare(void)
{
    bool output = is_open(STDOUT_FILENO);
    int taken;

    do {
        taken = open("/dev/null", O_RDWR);
    } while (taken >= 0 && taken <= STDERR_FILENO);
    if (taken >= 0) {
        close(taken);
    }
    return output;
}

bool terminal_is_stdout(void)
{
    return isatty(STDOUT_FILENO) == 1;
}

bool terminal_is_stderr(void)
{
    return isatty(STDERR_FILENO) == 1;
}

uint64_t clock_microseconds(void)
{
    struct timespec now;

    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) {
        return 0;
    }
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}
