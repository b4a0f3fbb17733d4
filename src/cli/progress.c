#include "cli/progress.h"

#include <stdio.h>
#include "base/terminal.h"

#define BAR_WIDTH 24u
#define INTERVAL  200000u /* microseconds */

void progress_begin(struct progress *progress, size_t parts)
{
    *progress = (struct progress){ .shown = terminal_is_stderr(), .parts = parts, .name = "" };
}

void progress_part(struct progress *progress, size_t part, const char *name)
{
    progress->part = part;
    progress->name = name;
    progress->last = 0;
    progress_draw(progress, 0, 0);
}

/* The part that runs counts by its states: how many are known to be left. */
static unsigned filled(const struct progress *progress, uint64_t states, uint64_t waiting)
{
    uint64_t whole = states + waiting;
    uint64_t inside = whole == 0 ? 0 : states * BAR_WIDTH / whole;

    return progress->parts == 0 ? 0 : (unsigned)((progress->part * BAR_WIDTH + inside) / progress->parts);
}

void progress_draw(void *context, uint64_t states, uint64_t waiting)
{
    static const char full[] = "########################";
    static const char empty[] = "........................";
    struct progress *progress = context;
    uint64_t now;
    unsigned done;

    if (!progress->shown) {
        return;
    }
    now = clock_microseconds();
    if (progress->last != 0 && now - progress->last < INTERVAL) {
        return;
    }
    progress->last = now;
    progress->dirty = true;
    done = filled(progress, states, waiting);
    fprintf(stderr, "\r\033[K[%.*s%.*s] %zu/%zu %s: %llu states, %llu waiting", (int)done, full,
            (int)(BAR_WIDTH - done), empty, progress->part + 1, progress->parts, progress->name,
            (unsigned long long)states, (unsigned long long)waiting);
    fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->dirty) {
        fprintf(stderr, "\r\033[K");
        fflush(stderr);
    }
}
