/* The list of expected differences: what is meant to be otherwise than in MCUboot, each with its reason.
 *
 *   reason ID WORDS...                           why, in one line
 *   differs GROUP SCENARIO STEPS ASPECTS REASON [VALUE]
 *
 * GROUP: the beginning of a group's name, `*` for all. SCENARIO: a name. STEPS: "2", "3-4", boots, set_pending and
 * confirm counted from 1. ASPECTS: names of compare.h, with commas between. VALUE: how it is here, where it is one
 * word that is worth saying (end, type).
 * Everything lives in the arena.
 */
#ifndef AGREEMENT_DIFFERENCES_H
#define AGREEMENT_DIFFERENCES_H

#include "compare.h"

struct difference {
    unsigned line;
    struct slice group;
    struct slice scenario;
    struct slice steps;
    struct slice aspects;
    struct slice reason;
    struct slice value; /* length 0: any */
};

struct differences {
    const char *path;
    struct {
        struct difference *items;
        size_t count;
        size_t capacity;
    } list;
    struct {
        struct slice *items;
        size_t count;
        size_t capacity;
    } reasons;
};

/* NULL with a reason on stderr; also for a line whose reason is not named above it. */
NODISCARD struct differences *differences_read(struct arena *arena, const char *path);

/* Prints what is not expected, and what is expected and did not occur. Returns how many of both; *expected is how many
 * mismatches the list names.
 */
unsigned differences_judge(const struct differences *differences, const char *group, const char *scenario,
                           const struct mismatches *mismatches, unsigned *expected);

#endif
