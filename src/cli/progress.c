#include "cli/progress.h"

#include <stdio.h>
#include <string.h>
#include "base/process.h"
#include "base/terminal.h"

#define BAR_WIDTH 24u
#define INTERVAL  200000u /* microseconds */

/* Control functions of ECMA-48 and DEC: what is longer than the terminal's line must not go on in the next one, where
 * nothing would clear it.
 */
#define CLEAR_LINE "\r\033[K"
#define WRAP_OFF   "\033[?7l"
#define WRAP_ON    "\033[?7h"

static bool terminal_obeys(void)
{
    const char *kind = environment("TERM");

    return terminal_is_stderr() && kind != NULL && strcmp(kind, "dumb") != 0;
}

void progress_begin(struct progress *progress, size_t parts)
{
    *progress = (struct progress){ .shown = terminal_obeys(), .parts = parts, .name = "" };
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
    fprintf(stderr, CLEAR_LINE WRAP_OFF "[%.*s%.*s] %zu/%zu %s: %llu states, %llu waiting" WRAP_ON, (int)done, full,
            (int)(BAR_WIDTH - done), empty, progress->part + 1, progress->parts, progress->name,
            (unsigned long long)states, (unsigned long long)waiting);
    fflush(stderr);
}

void progress_end(struct progress *progress)
{
    if (progress->dirty) {
        fprintf(stderr, CLEAR_LINE);
        fflush(stderr);
        progress->dirty = false;
        progress->last = 0;
    }
}
