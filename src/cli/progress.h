/* A line on the terminal's standard error that says how far a long search is; nothing anywhere else. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
    bool shown; /* standard error is a terminal */
    bool dirty; /* a line stands there */
    size_t part;
    size_t parts;
    const char *name;
    uint64_t last; /* microseconds, when it was drawn */
};

void progress_begin(struct progress *progress, size_t parts);
void progress_part(struct progress *progress, size_t part, const char *name);

/* May be called as often as one likes. `context` is the progress. */
void progress_draw(void *context, uint64_t states, uint64_t waiting);
void progress_end(struct progress *progress);

#endif
