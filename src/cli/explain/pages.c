#include "cli/explain/pages.h"

#include <string.h>

#include "sim/scenarios.h"

static void collect_outcomes(struct arena *arena, const struct rule *rule, struct rule_page *page)
{
    for (size_t i = 0; i < rule->outcomes.count; i++) {
        const struct rule_outcome *outcome = &rule->outcomes.items[i];
        struct rule_page_outcome *line = ARENA_PUSH(arena, &page->outcomes);

        line->consequence = consequence_name(outcome->consequence);
        line->severity = rule_outcome_severity(outcome);
        line->confidence = confidence_name(outcome->confidence);
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

void rule_page_make(struct arena *arena, const struct rule *rule, struct rule_page *page)
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

static bool is_met(const struct check_result *const *results, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < results[i]->findings.count; k++) {
            if (strcmp(results[i]->findings.items[k].rule, id) == 0) {
                return true;
            }
        }
        for (size_t k = 0; k < results[i]->undecided.count; k++) {
            if (strcmp(results[i]->undecided.items[k].rule, id) == 0) {
                return true;
            }
        }
    }
    return false;
}

void rule_pages_of_results(struct arena *arena, const struct rule_set *rules, const struct check_result *const *results,
                           size_t count, struct rule_pages *pages)
{
    for (size_t i = 0; i < rule_set_count(rules); i++) {
        const struct rule *rule = rule_set_at(rules, i);

        if (is_met(results, count, rule->id)) {
            rule_page_make(arena, rule, ARENA_PUSH(arena, pages));
        }
    }
}
