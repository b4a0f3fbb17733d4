/* What became of each rule in one check: whether it was run at all, and if not why. */
#ifndef CHECK_RULE_RULE_FATE_H
#define CHECK_RULE_RULE_FATE_H

#include "check/rule/rule.h"

enum rule_fate_kind {
    FATE_NOT_RUN,    /* not asked for */
    FATE_OFF,        /* by the project file */
    FATE_OTHER_KIND, /* for other kinds of input */
    FATE_SILENT,     /* a rule that it builds on has a finding */
    FATE_NO_CASE,    /* its SDK range or its `when` leave this input out */
    FATE_FILE,       /* needs more than the file that is checked alone */
    FATE_BUILD,      /* only the build decides it */
    FATE_UNDECIDED,
    FATE_DECIDED,
};

struct rule_fate {
    enum rule_fate_kind kind;
    const struct rule *silencer; /* FATE_SILENT */
};

/* The rule's entry in a list that is as long as the rule set. */
size_t rule_index(const struct rule_set *set, const struct rule *rule);

#endif
