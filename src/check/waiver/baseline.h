/* Baselines: findings that a project has lived with and that do not fail its checks, so that new ones can.
 *
 * A baseline is a JSON file, schema_version 1 (docs/project-file.md). An entry stands for the finding of one rule with one
 * fingerprint in one input: the input's path from the baseline's folder on, its board and its file suffix. It does not
 * stand for a finding that is more severe. Everything lives in the arena.
 */
#ifndef CHECK_WAIVER_BASELINE_H
#define CHECK_WAIVER_BASELINE_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/result.h"
#include "check/rule/rule.h"
#include "check/waiver/waiver_findings.h"

struct baseline_entry {
    const char *rule;
    const char *fingerprint;
    const char *input;       /* "app", "../app" */
    const char *board;       /* or NULL */
    const char *file_suffix; /* or NULL */
    const char *severity;    /* a worse finding is a new one; or NULL */
    const char *name;        /* these two are for people */
    const char *message;
    struct origin origin;
};

struct baseline_entries {
    struct baseline_entry *items;
    size_t count;
    size_t capacity;
};

struct baseline {
    const char *path; /* as given */
    struct baseline_entries entries;
};

/* Errors (file:line:column): no file, no JSON, another schema_version, unknown keys, an entry without rule,
 * fingerprint or input.
 */
NODISCARD bool baseline_read(struct arena *arena, const char *path, struct diagnostics *diagnostics,
                             struct baseline *baseline);

/* One of the findings of these inputs as they are now: neither those that are waived nor those about waivers. */
void baseline_of(struct arena *arena, const struct rule_set *set, const char *path, const struct waiver_checks *checks,
                 struct baseline *baseline);

/* The file's text. */
void baseline_write(struct text *out, const struct baseline *baseline);

/* Marks the findings that the baseline knows, which are not counted any more, and notes the entries of each input whose
 * rule was decided without them.
 */
void baseline_apply(struct arena *arena, const struct rule_set *set, const struct baseline *baseline,
                    const struct waiver_checks *checks);

#endif
