/* The project file `.nrf53pack.yml`: severities by rule, waivers with a reason (docs/rule-format.md), and the failures
 * of `simulate` that are accepted (docs/simulation.md).
 *
 * What is returned lives in the arena and borrows nothing from the rule set but rule ids.
 */
#ifndef CHECK_CHECK_CONFIG_H
#define CHECK_CHECK_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/result.h"
#include "base/source.h"
#include "check/rule.h"

#define CHECK_CONFIG_NAME ".nrf53pack.yml"

struct severity_override {
    const struct rule *rule;
    bool off; /* the rule is not run at all */
    enum severity severity;
};

struct severity_overrides {
    struct severity_override *items;
    size_t count;
    size_t capacity;
};

struct waiver {
    const struct rule *rule;
    const char *reason;
    const char *until;   /* "2026-12-31", last day it holds; NULL: for ever */
    const char *subject; /* partition, symbol or fact subject it is limited to; NULL: every finding of the rule */
    struct origin origin;
};

struct waivers {
    struct waiver *items;
    size_t count;
    size_t capacity;
};

/* An end of a scenario of `simulate` that this product lives with. Which names exist is the reader's to ask. */
struct accepted_failure {
    const char *scenario;
    const char *outcome;
    const char *reason;
    const char *until; /* as for a waiver */
    struct origin origin;
};

struct accepted_failures {
    struct accepted_failure *items;
    size_t count;
    size_t capacity;
};

struct check_config {
    const struct source *source;
    struct severity_overrides severities;
    struct waivers waivers;
    struct accepted_failures accepted;
};

/* Nearest project file upward from a file or folder, ending with the folder that holds .git or with the root of the
 * file system; NULL when there is none. What stands there under its name need not be a file that can be read.
 */
const char *check_config_find(struct arena *arena, const char *input);

/* Errors (file:line:column): YAML, unknown keys, unknown rule ids, a waiver or an accepted failure without reason, a date
 * that is none. set NULL: severities and waivers are left out, as are the errors in them.
 */
NODISCARD bool check_config_read(struct arena *arena, const char *path, const struct rule_set *set,
                                 struct diagnostics *diagnostics, struct check_config **config);
NODISCARD bool check_config_from_source(struct arena *arena, const struct source *source, const struct rule_set *set,
                                        struct diagnostics *diagnostics, struct check_config **config);

/* Adds the waiver of `--allow RULE=REASON`; RULE is an id or a name. Reports a usage error when it has another form,
 * the rule does not exist or the reason is empty.
 */
NODISCARD bool waivers_allow(struct arena *arena, struct waivers *waivers, const struct rule_set *set, const char *text,
                             struct diagnostics *diagnostics);

/* The clock's day in UTC as "2026-08-30". */
const char *check_today(struct arena *arena);

/* Whether a last day ("2026-12-31", or NULL) is over. */
bool check_is_over(const char *until, const char *today);

#endif
