/* Which definitions a rule's expressions use: `explain` says what they mean. */
#include "check/rule/rule.h"

#include <string.h>
#include "check/evaluation/typing.h"
#include "check/expression/expression.h"

static bool is_known(const struct rule_words *words, const char *name)
{
    for (size_t i = 0; i < words->count; i++) {
        if (strcmp(words->items[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

/* Recursion ends: expressions have a depth limit and definitions no cycles, both checked when the rules are loaded. */
static void add_words(struct arena *arena, const struct expression *expression, struct rule_words *words)
{
    if (expression == NULL) {
        return;
    }
    if (expression->definition != NULL && !is_known(words, expression->definition->name)) {
        *ARENA_PUSH(arena, words) = (struct rule_word){ expression->definition->name, expression->definition->text };
        add_words(arena, expression->definition->expression, words);
    }
    for (size_t i = 0; i < expression->operand_count; i++) {
        add_words(arena, expression->operands[i], words);
    }
}

void rule_words_used(struct arena *arena, const struct rule *rule, struct rule_words *words)
{
    *words = (struct rule_words){ 0 };
    add_words(arena, rule->when, words);
    add_words(arena, rule->condition, words);
    for (size_t i = 0; i < rule->outcomes.count; i++) {
        add_words(arena, rule->outcomes.items[i].when, words);
    }
}
