/* A plan as a list of steps for people: what is made of what, each argument with the place that says so, and the command
 * lines of the SDK that do the same.
 *
 * The command lines of imgtool are complete: run in the same folder they make the same bytes, but for the signature.
 * Everything lives in the arena or in the plan.
 */
#ifndef PACK_PLAN_STEPS_H
#define PACK_PLAN_STEPS_H

#include <stddef.h>
#include "base/arena.h"
#include "base/result.h"
#include "base/source.h"
#include "pack/plan/plan.h"

/* One argument of imgtool or of a script of the SDK. */
struct step_argument {
    const char *name;   /* "--slot-size" */
    const char *value;  /* NULL: a flag */
    const char *second; /* of an option with two values, else NULL */
    const char *from;   /* "pm:mcuboot_primary.size", "--net-version", "always, for b0 images" */
    struct origin origin;
};

struct step_arguments {
    struct step_argument *items;
    size_t count;
    size_t capacity;
};

struct plan_step {
    const char *what;           /* "network firmware with its validation block for b0n" */
    struct string_list inputs;  /* paths as they can be opened, or in the output folder */
    struct string_list outputs; /* names in the output folder */
    struct step_arguments arguments;
    struct string_list commands; /* for a POSIX shell */
};

struct plan_steps {
    struct plan_step *items; /* in the order of work */
    size_t count;
    size_t capacity;
};

/* folder: where the outputs go, as the command lines shall name it; "" for the current one. */
void plan_steps_make(struct arena *arena, const struct package_plan *plan, const char *folder,
                     struct plan_steps *steps);

#endif
