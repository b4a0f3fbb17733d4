/* A rule as data, and the set of all rules: what the checker runs and `explain` prints.
 *
 * Rules are read from the .yml files of rules/, which are compiled into the program, and from a folder of the user's
 * own (docs/rule-format.md). Everything lives in the arena given to rule_set_load() and never changes afterwards.
 */
#ifndef CHECK_RULE_RULE_H
#define CHECK_RULE_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/result.h"
#include "base/source.h"
#include "base/version.h"
#include "base/yaml.h"
#include "check/rule/consequence.h"
#include "project/tree/project.h"

struct expression;
struct loop;
struct template;

/* Where a fix belongs; bits, so that "all" is every bit. */
enum fix_era { FIX_ERA_CHILD = 1, FIX_ERA_SYSBUILD = 2, FIX_ERA_DTS = 4, FIX_ERA_ALL = 7 };

struct rule_fix {
    unsigned eras;        /* of enum fix_era */
    const char *era;      /* as written: "child", "sysbuild", "dts", "all" */
    const char *file;     /* "sysbuild.conf", or NULL */
    const char *fragment; /* lines to paste, or NULL */
    bool safe;            /* check --fix may apply it: Kconfig lines alone, for a file with a name of its own */
    const struct expression *when; /* the fix is for the findings where this does not fail to hold; or NULL */
};

struct rule_fixes {
    struct rule_fix *items;
    size_t count;
    size_t capacity;
};

struct rule_outcome {
    struct origin origin;
    const char *sdk_text; /* range as written, or NULL */
    struct sdk_range sdk;
    const struct expression *when; /* or NULL */
    enum consequence consequence;
    enum confidence confidence;
    const struct template *message; /* its own or the rule's */
    const char *message_text;
    const char *device;
};

struct rule_outcomes {
    struct rule_outcome *items;
    size_t count;
    size_t capacity;
};

struct expression_list {
    const struct expression **items;
    size_t count;
    size_t capacity;
};

struct rule_example {
    const char *name;
    bool bad;
    const char *expect; /* consequence name, "undecided", or NULL */
    const struct yaml_node *node;
    bool once; /* bad: of one thing only */
};

struct rule_examples {
    struct rule_example *items;
    size_t count;
    size_t capacity;
};

struct rule {
    struct origin origin; /* of the entry in the rule file */
    const char *id;       /* "N53-0001" */
    const char *name;
    const char *title;
    const char *sdk_text; /* range as written; "all" when none was given */
    struct sdk_range sdk;
    unsigned kinds; /* bit (1 << enum project_kind) for each kind of input the rule is for */
    struct string_list requires;
    bool about_waivers;            /* runs when all others have, over what became of the waivers (waiver_findings.h) */
    const struct loop *loop;       /* or NULL */
    const struct expression *when; /* or NULL */
    const struct expression *condition;
    const char *condition_text;
    struct rule_outcomes outcomes; /* at least one */
    struct expression_list show;
    struct rule_fixes fixes;
    struct string_list exceptions;
    struct string_list advice; /* what no file shows: procedure around it */
    struct string_list sources;
    const char *vendor_check; /* "no", "partly", "late", "warning", "yes" */
    struct string_list covers;
    const char *witness;      /* name of a scenario, or NULL */
    const char *witness_none; /* why there can be none, or NULL */
    struct rule_examples examples;
};

/* Rules sorted by id. */
struct rule_set;

/* Ids of rules of the user's own begin like this, and no others do. */
#define OWN_RULE_PREFIX "N53-9"

/* Loads the rules compiled into the program and, when directory is not NULL, every *.yml file of that folder.
 * Errors (file:line:column, what was expected): YAML, unknown keys, types, unknown names, ids or names used twice,
 * ids of that folder without OWN_RULE_PREFIX, cycles. All files are looked at before it returns false, so that one call shows every error.
 */
NODISCARD bool rule_set_load(struct arena *arena, const char *directory, struct diagnostics *diagnostics,
                             struct rule_set **set);

/* The same, but the compiled-in rules come without their examples: half the text, and only `explain` and the tests
 * have a use for examples.
 */
NODISCARD bool rule_set_load_brief(struct arena *arena, const char *directory, struct diagnostics *diagnostics,
                                   struct rule_set **set);

/* The same from sources in memory, without the compiled-in rules (tests, fuzzing). */
NODISCARD bool rule_set_from_sources(struct arena *arena, const struct source *const *sources, size_t count,
                                     struct diagnostics *diagnostics, struct rule_set **set);

size_t rule_set_count(const struct rule_set *set);
const struct rule *rule_set_at(const struct rule_set *set, size_t index);

/* NULL when there is none. rule_set_find() takes an id in any case ("n53-0001"). */
const struct rule *rule_set_find(const struct rule_set *set, const char *id);
const struct rule *rule_set_find_name(const struct rule_set *set, const char *name);

/* An id or a name; NULL when there is none. */
const struct rule *rule_set_find_any(const struct rule_set *set, const char *word);

/* "unknown rule 'x'; did you mean 'y' (N53-0000)?", for a word that rule_set_find_any() does not know. */
const char *rule_set_unknown(struct arena *arena, const struct rule_set *set, const char *word);

/* Worst severity the rule can give, and the outcome that gives it. */
const struct rule_outcome *rule_worst_outcome(const struct rule *rule);
enum severity rule_outcome_severity(const struct rule_outcome *outcome);

/* The example as it stands in the rule file, without its name and without the indentation it has there. */
const char *rule_example_text(struct arena *arena, const struct rule_example *example);

/* A definition that a rule's expressions use, directly or through another one. */
struct rule_word {
    const char *name;
    const char *text; /* its expression as written */
};

struct rule_words {
    struct rule_word *items;
    size_t count;
    size_t capacity;
};

/* In the order in which a reader of the condition meets them. Needs a set that was loaded whole. */
void rule_words_used(struct arena *arena, const struct rule *rule, struct rule_words *words);

#endif
