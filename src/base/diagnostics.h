/* What went wrong with the input, the output or the call itself: collected, then printed once.
 *
 * Findings about the user's configuration are not diagnostics (see result.h); a diagnostic says that
 * the tool could not do its work, or what it had to leave out.
 * Wording: the error first, no capital, no full stop, the subject in single quotes.
 */
#ifndef BASE_DIAGNOSTICS_H
#define BASE_DIAGNOSTICS_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/origin.h"

enum diagnostic_kind {
    DIAGNOSTIC_NOTE,   /* does not change the exit status */
    DIAGNOSTIC_INPUT,  /* input unusable: exit 3 */
    DIAGNOSTIC_OUTPUT, /* output not writable: exit 3 */
    DIAGNOSTIC_LIMIT,  /* answer not reached: exit 3 */
    DIAGNOSTIC_VERIFY, /* a verification failed: exit 1 */
    DIAGNOSTIC_USAGE,  /* wrong call: exit 2 */
    DIAGNOSTIC_SELF,   /* what this program made is not what it should be: exit 4 */
};

struct diagnostic {
    enum diagnostic_kind kind;
    struct origin origin;
    const char *message;
};

struct diagnostics {
    struct arena *arena;
    struct diagnostic *items;
    size_t count;
    size_t capacity;
};

struct diagnostics diagnostics_create(struct arena *arena);

/* Appends one diagnostic; always returns false, so that a reader can write `return diagnose(...)`. */
bool diagnose(struct diagnostics *diagnostics, enum diagnostic_kind kind, struct origin origin, const char *format, ...)
    PRINTF_LIKE(4, 5);

/* What was read since there were `from` diagnostics is what this program made: that it cannot be read is DIAGNOSTIC_SELF.
 * Always returns false.
 */
bool diagnostics_of_own_making(struct diagnostics *diagnostics, size_t from);

/* "name:line:column: error: message" or "...: note: ...", as it is printed. Names of files and what they hold come from
 * elsewhere: nothing in the line can move a terminal's cursor or begin another line.
 */
const char *diagnostic_line(struct arena *arena, const struct diagnostic *diagnostic);

/* The same inside of another text: "name:line:column: message", or the message alone. */
const char *diagnostic_words(struct arena *arena, const struct diagnostic *diagnostic);

/* True when any diagnostic is more than a note. */
bool diagnostics_failed(const struct diagnostics *diagnostics);

#endif
