/* Rule pages made of rules: reports know no rules, so `explain` and `check` put a rule's data into the report's form. */
#ifndef CLI_EXPLAIN_PAGES_H
#define CLI_EXPLAIN_PAGES_H

#include "base/result.h"
#include "check/rule/rule.h"
#include "report/rule/rule_page.h"

/* Everything is borrowed from the rule or lives in the arena. Without examples when the set was loaded without them. */
void rule_page_make(struct arena *arena, const struct rule *rule, struct rule_page *page);

/* One page for each rule that a result speaks of, sorted by id. */
void rule_pages_of_results(struct arena *arena, const struct rule_set *rules, const struct check_result *const *results,
                           size_t count, struct rule_pages *pages);

#endif
