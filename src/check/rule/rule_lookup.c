/* Looking up rules, and what can be said of one alone. */
#include "check/rule/rule.h"

#include <stdlib.h>
#include <string.h>
#include "check/expression/spelling.h"
#include "check/rule/rule_fate.h"
#include "check/rule/rule_reader.h"

size_t rule_set_count(const struct rule_set *set)
{
    return set->rules.count;
}

const struct rule *rule_set_at(const struct rule_set *set, size_t index)
{
    return &set->rules.items[index];
}

static int compare_to_id(const void *key, const void *rule)
{
    return strcmp(key, ((const struct rule *)rule)->id);
}

const struct rule *rule_set_find(const struct rule_set *set, const char *id)
{
    char upper[16] = { 0 };

    if (strlen(id) >= sizeof upper || set->rules.count == 0) {
        return NULL;
    }
    for (size_t i = 0; id[i] != '\0'; i++) {
        upper[i] = (char)(id[i] >= 'a' && id[i] <= 'z' ? id[i] - 'a' + 'A' : id[i]);
    }
    return bsearch(upper, set->rules.items, set->rules.count, sizeof *set->rules.items, compare_to_id);
}

const struct rule *rule_set_find_name(const struct rule_set *set, const char *name)
{
    for (size_t i = 0; i < set->rules.count; i++) {
        if (strcmp(set->rules.items[i].name, name) == 0) {
            return &set->rules.items[i];
        }
    }
    return NULL;
}

size_t rule_index(const struct rule_set *set, const struct rule *rule)
{
    return (size_t)(rule - set->rules.items);
}

const struct rule *rule_set_find_any(const struct rule_set *set, const char *word)
{
    const struct rule *rule = rule_set_find(set, word);

    return rule != NULL ? rule : rule_set_find_name(set, word);
}

const char *rule_set_unknown(struct arena *arena, const struct rule_set *set, const char *word)
{
    struct text names = text_create(arena, 1024 * 1024);
    const struct rule *near;

    for (size_t i = 0; i < set->rules.count; i++) {
        text_printf(&names, "%s ", set->rules.items[i].name);
    }
    for (size_t i = 0; i < set->rules.count; i++) {
        text_printf(&names, "%s ", set->rules.items[i].id);
    }
    near = rule_set_find_any(set, nearest_word(arena, word, names.data));
    return near == NULL ? arena_printf(arena, "unknown rule '%s'", word)
                        : arena_printf(arena, "unknown rule '%s'; did you mean '%s' (%s)?", word, near->name, near->id);
}

enum severity rule_outcome_severity(const struct rule_outcome *outcome)
{
    return consequence_severity(outcome->consequence, outcome->confidence);
}

const struct rule_outcome *rule_worst_outcome(const struct rule *rule)
{
    const struct rule_outcome *worst = &rule->outcomes.items[0];

    for (size_t i = 1; i < rule->outcomes.count; i++) {
        if (rule_outcome_severity(&rule->outcomes.items[i]) > rule_outcome_severity(worst)) {
            worst = &rule->outcomes.items[i];
        }
    }
    return worst;
}

/* Without the first `margin` blanks, where it has them. */
static struct slice without_margin(struct slice line, size_t margin)
{
    while (margin > 0 && line.length > 0 && line.data[0] == ' ') {
        line.data++;
        line.length--;
        margin--;
    }
    return line;
}

const char *rule_example_text(struct arena *arena, const struct rule_example *example)
{
    const struct yaml_node *node = example->node;
    struct text text = text_create(arena, SOURCE_TEXT_LIMIT);
    size_t margin = node->origin.column - 1; /* where the keys of the example begin */

    for (uint32_t line = node->origin.line; line < node->end.line; line++) {
        struct slice content = source_line(node->origin.source, line);

        if (line == node->origin.line && content.length >= margin) {
            content = (struct slice){ content.data + margin, content.length - margin }; /* the "- " of the list */
        }
        content = without_margin(content, margin);
        if (!slice_starts_with(content, "name:")) {
            text_append_bytes(&text, content.data, content.length);
            text_append(&text, "\n");
        }
    }
    return text.data;
}
