/* The page of one rule for people: what it looks for, what happens, how to mend it, who says so. */
#ifndef REPORT_RULE_RULE_PAGE_H
#define REPORT_RULE_RULE_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/result.h"
#include "base/text.h"

struct rule_page_outcome {
    const char *consequence;
    enum severity severity;
    const char *confidence;    /* as that of a finding */
    const char *sdk;           /* range as written, or NULL for all */
    const char *device_effect; /* or NULL */
};

struct rule_page_outcomes {
    struct rule_page_outcome *items;
    size_t count;
    size_t capacity;
};

/* A name in the condition and what it stands for. */
struct rule_page_word {
    const char *name;
    const char *text;
};

struct rule_page_words {
    struct rule_page_word *items;
    size_t count;
    size_t capacity;
};

struct rule_page_fix {
    const char *era;
    const char *file;
    const char *fragment;
};

struct rule_page_fixes {
    struct rule_page_fix *items;
    size_t count;
    size_t capacity;
};

struct rule_page_example {
    bool bad;
    const char *name;
    const char *text;
};

struct rule_page_examples {
    struct rule_page_example *items;
    size_t count;
    size_t capacity;
};

struct rule_page {
    const char *id;
    const char *name;
    const char *title;
    const char *condition;
    struct rule_page_words words;
    struct rule_page_outcomes outcomes;
    struct rule_page_fixes fixes;
    struct rule_page_examples examples;
    struct string_list exceptions;
    struct string_list advice;
    struct string_list sources;
    struct string_list covers;
    const char *vendor_check;
    const char *witness;         /* scenario, or NULL */
    const char *witness_summary; /* what the scenario does, or NULL */
    const char *witness_none;    /* why there is none, or NULL */
};

struct rule_pages {
    struct rule_page *items;
    size_t count;
    size_t capacity;
};

/* For a terminal. */
void report_rule_page(struct text *out, const struct rule_page *page, bool colour);

/* The same as Markdown: the rule's own heading is of the given level, 1 to 5; 0 leaves it out. */
void report_rule_page_markdown(struct text *out, const struct rule_page *page, unsigned level);

/* All of the pages in one JSON document, schema_version 1. */
void report_rule_pages_json(struct text *out, const struct rule_pages *pages);

/* What the vendor's own build says of it, one sentence. */
const char *rule_page_vendor(const struct rule_page *page);

/* The worst that the rule can mean. */
const struct rule_page_outcome *rule_page_worst(const struct rule_page *page);

#endif
