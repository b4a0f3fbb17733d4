/* One rule over one project: each binding of its loop is a hit, no hit, or open. Used by the checker only. */
#ifndef CHECK_RUN_RULE_RUN_H
#define CHECK_RUN_RULE_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/result.h"
#include "check/evaluation/spans.h"
#include "check/evaluation/updates.h"
#include "check/rule/rule.h"
#include "project/tree/project.h"

/* A finding before waivers and overrides. */
struct rule_hit {
    struct finding finding;
    const char *subject; /* of the loop's binding: "settings_storage", "a, b"; "" without a loop */
};

struct rule_hits {
    struct rule_hit *items;
    size_t count;
    size_t capacity;
};

struct rule_verdict {
    bool ran; /* false: the rule does not speak of this input */
    struct rule_hits hits;
    bool undecided;    /* some binding, or the list of them, is open */
    bool beyond_input; /* because of an image or file that this input does not have */
    struct string_list missing;
};

/* Memory for evaluation that is given back now and then: a long loop needs no more than its longest stretch. */
struct scratch {
    struct arena *arena;
    uint32_t steps; /* of evaluations since the arena was new */
};

/* What all rules of one check look at and share. */
struct rule_input {
    const struct project *project;
    struct source_defaults *defaults; /* source tree of unknown SDK version: completes it for each; else NULL */
    const struct update_facts *updates;
    struct span_tables *spans;
    struct scratch *scratch; /* its arena may be NULL at first; the caller destroys it in the end */
};

/* Everything in the verdict lives in the arena. */
void rule_run(struct arena *arena, const struct rule_set *set, const struct rule *rule, const struct rule_input *input,
              struct rule_verdict *verdict);

#endif
