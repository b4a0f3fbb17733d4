#include <string.h>

#include "check/rule.h"
#include "cli/command.h"
#include "report/rule_page.h"
#include "sim/scenarios.h"

/* Rule pages are built from the rule alone; this puts the rule's data into the report's form. */
static void collect_outcomes(struct arena *arena, const struct rule *rule, struct rule_page *page)
{
    for (size_t i = 0; i < rule->outcomes.count; i++) {
        const struct rule_outcome *outcome = &rule->outcomes.items[i];
        struct rule_page_outcome *line = ARENA_PUSH(arena, &page->outcomes);

        line->consequence = consequence_name(outcome->consequence);
        line->severity = rule_outcome_severity(outcome);
        line->sdk = outcome->sdk_text == NULL ? rule->sdk_text : outcome->sdk_text;
        line->device_effect = outcome->device;
    }
}

static void collect_words(struct arena *arena, const struct rule *rule, struct rule_page *page)
{
    struct rule_words words;

    rule_words_used(arena, rule, &words);
    for (size_t i = 0; i < words.count; i++) {
        *ARENA_PUSH(arena, &page->words) = (struct rule_page_word){ words.items[i].name, words.items[i].text };
    }
}

static void collect_examples(struct arena *arena, const struct rule *rule, struct rule_page *page)
{
    for (size_t i = 0; i < rule->examples.count; i++) {
        const struct rule_example *example = &rule->examples.items[i];
        struct rule_page_example *item = ARENA_PUSH(arena, &page->examples);

        item->bad = example->bad;
        item->name = example->name;
        item->text = rule_example_text(arena, example);
    }
}

/* What the rule's witness does; NULL for a scenario that only a team's own rule file names. */
static const char *summary_of(const char *scenario)
{
    for (size_t i = 0; scenario != NULL && i < scenario_count(); i++) {
        if (strcmp(scenario_at(i).name, scenario) == 0) {
            return scenario_at(i).summary;
        }
    }
    return NULL;
}

static void make_page(struct arena *arena, const struct rule *rule, struct rule_page *page)
{
    *page = (struct rule_page){
        .id = rule->id,
        .name = rule->name,
        .title = rule->title,
        .condition = rule->condition_text,
        .exceptions = rule->exceptions,
        .advice = rule->advice,
        .sources = rule->sources,
        .covers = rule->covers,
        .vendor_check = rule->vendor_check,
        .witness = rule->witness,
        .witness_summary = summary_of(rule->witness),
        .witness_none = rule->witness_none,
    };
    collect_outcomes(arena, rule, page);
    collect_words(arena, rule, page);
    collect_examples(arena, rule, page);
    for (size_t i = 0; i < rule->fixes.count; i++) {
        struct rule_page_fix *fix = ARENA_PUSH(arena, &page->fixes);

        fix->era = rule->fixes.items[i].era;
        fix->file = rule->fixes.items[i].file;
        fix->fragment = rule->fixes.items[i].fragment;
    }
}

static enum exit_status run_explain(struct command_call *call)
{
    struct rule_set *rules;
    const struct rule *rule;
    struct rule_page page;

    if (!rule_set_load(call->arena, call_option(call, "--rules"), call->diagnostics, &rules)) {
        return call_status(call);
    }
    for (size_t i = 0; i < call->argument_count; i++) {
        rule = rule_set_find(rules, call->arguments[i]);
        rule = rule != NULL ? rule : rule_set_find_name(rules, call->arguments[i]);
        if (rule == NULL) {
            (void)call_usage_error(call, "no rule '%s'; an id has the form N53-0000", call->arguments[i]);
            continue;
        }
        make_page(call->arena, rule, &page);
        report_rule_page(call->output, &page, call->colour);
    }
    return call_status(call);
}

static const struct command_option options[] = {
    { "--rules", NULL, "DIR", "a folder with further rule files", false },
};

const struct command command_explain = {
    .name = "explain",
    .arguments = "RULE-ID...",
    .summary = "say what a rule looks for, what happens on the device and how to mend it",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 1,
    .most_arguments = 100,
    .run = run_explain,
};
