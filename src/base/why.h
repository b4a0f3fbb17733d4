/* Why a rule had something to say of an input or had not: plain data between the checker and the reports. */
#ifndef BASE_WHY_H
#define BASE_WHY_H

#include "base/result.h"

/* One part of a condition with what it gave. */
struct why_step {
    unsigned depth;             /* 0: the whole condition; what it is made of stands behind it, one deeper */
    const char *text;           /* as a rule file would write it */
    const char *value;          /* "yes", "no", "unknown" */
    struct finding_facts facts; /* of a part that is not taken further apart */
    struct string_list missing; /* of one that is unknown */
};

struct why_steps {
    struct why_step *items;
    size_t count;
    size_t capacity;
};

/* What one thing was asked: the rule's `when`, or its condition for one item of its loop. */
struct why_question {
    const char *about;  /* "when", "condition" */
    const char *item;   /* of the loop: "settings_storage"; NULL without one */
    const char *answer; /* "yes", "no", "unknown" */
    struct why_steps steps;
};

struct why_questions {
    struct why_question *items;
    size_t count;
    size_t capacity;
};

/* What stands before the condition, or behind it: "inputs", "sdk", "requires", "severity", "waiver", "baseline". */
struct why_point {
    const char *name;
    const char *text;
    struct origin origin; /* of what says so, or nowhere */
};

struct why_points {
    struct why_point *items;
    size_t count;
    size_t capacity;
};

struct why {
    const char *rule;
    const char *name;
    const char *title;
    const char *verdict; /* one phrase: "2 findings", "no finding", "not run: ..." */
    struct why_points points;
    struct why_questions questions;
    size_t items;      /* that the rule's loop ran over */
    size_t items_left; /* of these, those that are not among the questions: all of them "no" */
};

#endif
