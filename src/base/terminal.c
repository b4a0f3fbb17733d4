#define _XOPEN_SOURCE 700
#include "base/terminal.h"

#include <time.h>
#include <unistd.h>

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
