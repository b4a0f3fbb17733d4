/* The answers of a verification: one line for each thing that was looked at.
 *
 * Lists and texts live in the arena of the caller.
 */
#ifndef IMAGE_VERDICT_H
#define IMAGE_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"

enum verdict {
    VERDICT_PASS,
    VERDICT_FAIL,
    VERDICT_ABSENT,      /* the image does not carry it; whether that is wrong depends on the bootloader */
    VERDICT_NOT_CHECKED, /* something to compare with was not given */
    VERDICT_WARNING,     /* works, but not everywhere or not always; no failure */
};

struct verdict_line {
    const char *check; /* "hash", "signature", "fw_info", ... */
    enum verdict verdict;
    const char *detail; /* values, or why; "" when there is nothing to add */
};

struct verdicts {
    struct verdict_line *items;
    size_t count;
    size_t capacity;
};

/* "pass", "FAIL", "absent", "not checked", "warning" */
const char *verdict_name(enum verdict verdict);

void verdict_add(struct arena *arena, struct verdicts *verdicts, const char *check, enum verdict verdict,
                 const char *format, ...) PRINTF_LIKE(5, 6);

bool verdicts_failed(const struct verdicts *verdicts);

/* The verdict of the first line with that name; VERDICT_ABSENT when there is none. */
enum verdict verdicts_find(const struct verdicts *verdicts, const char *check);

#endif
