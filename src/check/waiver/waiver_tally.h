/* Inside of the findings about waivers: facts of all inputs of a call about each place. Used by waiver_findings.c only.
 *
 * Each input has read the project file, and shared sources, for itself, so that a waiver is known by its rule and place,
 * and a comment that could not be read by its place. Everything lives in the arena.
 */
#ifndef CHECK_WAIVER_WAIVER_TALLY_H
#define CHECK_WAIVER_WAIVER_TALLY_H

#include "check/waiver/waiver_findings.h"

struct waiver_tally {
    const struct rule *rule; /* NULL: a comment that could not be read */
    struct origin origin;
    bool used;      /* met a finding of one of the inputs */
    bool decided;   /* for one of the inputs that are in its scope */
    bool open;      /* for one of those it may have been needed: neither decided nor of another release */
    bool other_sdk; /* for one of those its rule is for other SDK releases */
    bool told;      /* free for the caller */
};

/* Sorted by place and rule. */
struct waiver_tallies {
    struct waiver_tally *items;
    size_t count;
    size_t capacity;
};

struct waiver_tallies waiver_tallies_of(struct arena *arena, const struct rule_set *set,
                                        const struct waiver_checks *checks);

/* The one of a waiver, or, with rule NULL, of a comment that could not be read. It must have a place. */
struct waiver_tally *waiver_tally_find(const struct waiver_tallies *tallies, const struct rule *rule,
                                       struct origin origin);

#endif
