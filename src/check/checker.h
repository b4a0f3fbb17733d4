/* Runs all rules over a project: struct project in, findings out.
 *
 * The result lives in the arena. Findings are ordered by severity (worst first), rule id and subject; the same
 * input gives the same result in every run.
 */
#ifndef CHECK_CHECKER_H
#define CHECK_CHECKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/result.h"
#include "check/waiver/check_config.h"
#include "check/rule/rule.h"
#include "check/evaluation/updates.h"
#include "check/waiver/waiver_findings.h"
#include "base/why.h"
#include "project/tree/project.h"

struct check_options {
    const struct check_config *config;  /* from .nrf53pack.yml, or NULL */
    const struct waivers *allowed;      /* from --allow, or NULL */
    const char *today;                  /* "2026-08-30", for `until`; NULL: the clock, in UTC */
    const struct update_facts *updates; /* NULL: read from the tree's signed update files */
    bool updates_to_come;               /* who asks makes them and asks again: rules that need them are left for then */
    const struct update_facts *made;    /* who asks again: those, in place of the tree's; or NULL */
    const char *product;                /* from --product, before the project file's own; or NULL */
    struct waiver_check *waivers; /* gets what became of the waivers; NULL: findings about them are added at once */
    const struct rule *why;       /* a rule to be explained, or NULL */
    struct why *answer;           /* gets what there is to say of it */
    const struct rule *only;      /* NULL: all rules; else this one alone, whatever it requires */
};

/* options may be NULL. diagnostics gets notes about update files that could not be read. Fills everything of the
 * result but the time.
 */
void check_project(struct arena *arena, const struct rule_set *set, const struct project *project,
                   const struct check_options *options, struct diagnostics *diagnostics, struct check_result *result);

/* True when an unwaived finding is at or above the threshold, or, when strict, a rule that could have given a brick or
 * an error is undecided.
 */
bool check_fails(const struct check_result *result, enum severity threshold, bool strict);

#endif
