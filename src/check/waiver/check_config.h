/* The project file `.nrf53pack.yml`: severities by rule, waivers with a reason (docs/rule-format.md), and the failures
 * of `simulate` that are accepted (docs/simulation.md).
 *
 * What is returned lives in the arena and borrows nothing from the rule set but rule ids.
 */
#ifndef CHECK_WAIVER_CHECK_CONFIG_H
#define CHECK_WAIVER_CHECK_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/result.h"
#include "base/source.h"
#include "check/rule/rule.h"
#include "check/waiver/date.h"

#define CHECK_CONFIG_NAME ".nrf53pack.yml"

struct severity_override {
    const struct rule *rule;
    bool off; /* the rule is not run at all */
    enum severity severity;
    struct origin origin;
};

struct severity_overrides {
    struct severity_override *items;
    size_t count;
    size_t capacity;
};

/* Where a waiver stands. */
enum waiver_place { WAIVER_PROJECT_FILE, WAIVER_COMMENT, WAIVER_CALL };

/* A list that is empty limits nothing. A waiver with a list holds where the input is known to be one of it. */
struct waiver_scope {
    struct string_list boards;   /* glob_matches_board() */
    struct string_list products; /* glob_matches() */
    struct string_list paths;    /* glob_matches_path(), from the project file's folder */
};

struct waiver {
    const struct rule *rule;
    const char *reason;  /* NULL: none is given, and it does not hold */
    const char *until;   /* "2026-12-31", last day it holds; NULL: for ever */
    const char *subject; /* partition, symbol or fact subject it is limited to; NULL: every finding of the rule */
    struct waiver_scope scope;
    enum waiver_place place;
    struct origin origin; /* nowhere for --allow */

    /* Of a comment: the lines of its file (origin.source) that a finding must have a fact in; 0: any line of it. */
    uint32_t first_line;
    uint32_t last_line;
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
    const char *product; /* what it is the project file of; or NULL */
    struct severity_overrides severities;
    struct waivers waivers;
    struct accepted_failures accepted;
};

/* Nearest project file upward from a file or folder, ending with the folder that holds .git or with the root of the
 * file system; path is NULL when there is none. What stands there under its name need not be a file that can be read.
 * One that is named .nrf53pack.yaml is an error: nobody keeps it for nothing, and only one name is looked for.
 */
NODISCARD bool check_config_find(struct arena *arena, const char *input, struct diagnostics *diagnostics,
                                 const char **path);

/* A section that is empty is as good as none. Errors (file:line:column): YAML, unknown keys, unknown rule ids, a waiver of a rule about waivers, an accepted failure
 * without reason, a date that is none, a path that no input has. A waiver without reason is read and becomes a finding.
 * set NULL: severities and waivers are left out, as are the errors in them.
 */
NODISCARD bool check_config_read(struct arena *arena, const char *path, const struct rule_set *set,
                                 struct diagnostics *diagnostics, struct check_config **config);
NODISCARD bool check_config_from_source(struct arena *arena, const struct source *source, const struct rule_set *set,
                                        struct diagnostics *diagnostics, struct check_config **config);

/* The project file that the call names (given) or, where that is NULL, the nearest one of the input; config is NULL when
 * there is none.
 */
NODISCARD bool check_config_open(struct arena *arena, const char *given, const char *input, const struct rule_set *set,
                                 struct diagnostics *diagnostics, struct check_config **config);

/* What the project file (or NULL) says of a rule's severity; NULL when it says nothing. */
const struct severity_override *check_config_severity(const struct check_config *config, const struct rule *rule);

/* Adds the waiver of `--allow RULE=REASON`; RULE is an id or a name. Reports a usage error when it has another form,
 * the rule does not exist or is about waivers, or the reason is empty.
 */
NODISCARD bool waivers_allow(struct arena *arena, struct waivers *waivers, const struct rule_set *set, const char *text,
                             struct diagnostics *diagnostics);

#endif
