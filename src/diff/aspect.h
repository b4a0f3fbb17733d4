/* What two builds are compared by: one row for each thing that a build decides, as the released and as the new one has it.
 *
 * Rows and texts live in the arena of the call.
 */
#ifndef DIFF_ASPECT_H
#define DIFF_ASPECT_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/result.h"
#include "base/source.h"
#include "pack/plan/trusted_key.h"
#include "project/tree/project.h"

/* Worst last. */
enum aspect_verdict {
    ASPECT_SAME,
    ASPECT_MAY_CHANGE, /* devices in the field do not depend on it, or it comes with the update */
    ASPECT_NOT_KNOWN,  /* the same, and a build does not say what it has */
    ASPECT_NOTE,
    ASPECT_UNDECIDED,
    ASPECT_WARNING,
    ASPECT_REFUSED,
};

struct aspect_value {
    const char *text;    /* NULL: not known */
    const char *missing; /* why not, as a phrase */
    struct origin origin;
};

struct aspect_form;

struct aspect {
    const char *group; /* "bootloader", "slots", ... */
    const char *name;
    struct aspect_value released;
    struct aspect_value fresh;
    enum aspect_verdict verdict;
    const char *why;                /* the rule, what is missing, or why it may change; NULL: nothing to add */
    bool fixed;                     /* devices in the field hold on to the released one */
    const struct aspect_form *form; /* where rules judge it, else NULL */
};

struct aspects {
    struct aspect *items;
    size_t count;
    size_t capacity;
};

/* "same", "may change", "not known", "note", "undecided", "warning", "refused" */
const char *aspect_verdict_name(enum aspect_verdict verdict);

/* A build, and the key that its bootloader trusts, as far as that is here. */
struct build_side {
    const struct project *project;
    struct trusted_key trusted;
};

/* Every row, in the order of its groups; what neither build has is left out. `findings` are those of the rules about the
 * released build.
 */
void aspects_compare(struct arena *arena, const struct build_side *released, const struct build_side *fresh,
                     const struct check_result *findings, struct aspects *aspects);

size_t aspects_count(const struct aspects *aspects, enum aspect_verdict verdict);

#endif
