#include "report/rule/why_report.h"

#include <string.h>

#include "base/text.h"
#include "report/style/finding_place.h"
#include "report/style/style.h"

static void write_fact(struct text *out, const struct finding_fact *fact, unsigned indent)
{
    struct arena *arena = out->arena;
    const char *place = fact->origin.source != NULL    ? origin_text(arena, fact->origin)
                        : fact->default_source != NULL ? fact->default_source
                        : fact->absent_in != NULL      ? arena_printf(arena, "in no line of %s", fact->absent_in)
                                                       : "";

    style_wrapped(out,
                  arena_printf(arena, "%s is %s%s", fact->subject, fact->value,
                               place[0] != '\0' ? arena_printf(arena, "  (%s)", place) : ""),
                  indent, "");
}

static bool same_fact(const struct finding_fact *left, const struct finding_fact *right)
{
    return strcmp(left->subject, right->subject) == 0 && strcmp(left->value, right->value) == 0 &&
           left->origin.source == right->origin.source && left->origin.line == right->origin.line &&
           same_text(left->default_source, right->default_source) && same_text(left->absent_in, right->absent_in);
}

static bool said_before(const struct why_question *question, size_t step, const struct finding_fact *fact)
{
    for (size_t i = 0; i < step; i++) {
        const struct finding_facts *facts = &question->steps.items[i].facts;

        for (size_t k = 0; k < facts->count; k++) {
            if (same_fact(&facts->items[k], fact)) {
                return true;
            }
        }
    }
    return false;
}

/* Parts of a condition often go by the same values: several that stand above are not said again. */
static void write_facts(struct text *out, const struct why_question *question, size_t index, unsigned indent)
{
    const struct finding_facts *facts = &question->steps.items[index].facts;
    size_t repeated = 0;

    for (size_t i = 0; i < facts->count; i++) {
        repeated += said_before(question, index, &facts->items[i]);
    }
    for (size_t i = 0; i < facts->count; i++) {
        if (repeated < 2 || !said_before(question, index, &facts->items[i])) {
            write_fact(out, &facts->items[i], indent);
        }
    }
    if (repeated >= 2) {
        style_wrapped(out, arena_printf(out->arena, "%zu values: see above", repeated), indent, "");
    }
}

static void write_step(struct text *out, const struct why_question *question, size_t index, bool colour)
{
    const struct why_step *step = &question->steps.items[index];
    struct arena *arena = out->arena;
    unsigned indent = 4 + 2 * step->depth;
    const char *head = arena_printf(arena, "%-7s ", step->value);

    if (colour && strcmp(step->value, "yes") == 0) {
        style_wrapped(out, step->text, indent, arena_printf(arena, "\033[1m%s\033[0m", head));
    } else {
        style_wrapped(out, step->text, indent, head);
    }
    write_facts(out, question, index, indent + 8);
    for (size_t i = 0; i < step->missing.count; i++) {
        style_wrapped(out, step->missing.items[i], indent + 8, "missing: ");
    }
}

static void write_question(struct text *out, const struct why_question *question, bool colour)
{
    text_append(out, "  ");
    style_text(out, colour, STYLE_BOLD, question->about);
    if (question->item != NULL) {
        text_printf(out, " for %s", foreign_text(out->arena, question->item));
    }
    text_printf(out, ": %s\n", question->answer);
    for (size_t i = 0; i < question->steps.count; i++) {
        write_step(out, question, i, colour);
    }
}

void report_why_text(struct text *out, const struct check_result *result, const struct why *why, bool colour)
{
    style_text(out, colour, STYLE_BOLD, input_title(out->arena, result));
    text_append(out, "\n  ");
    style_text(out, colour, STYLE_BOLD, arena_printf(out->arena, "%s %s", why->rule, why->name));
    text_printf(out, ": %s\n", why->verdict);
    for (size_t i = 0; i < why->points.count; i++) {
        const struct why_point *point = &why->points.items[i];
        const char *place = origin_text(out->arena, point->origin);

        style_wrapped(out, place[0] != '\0' ? arena_printf(out->arena, "%s  (%s)", point->text, place) : point->text, 2,
                      arena_printf(out->arena, "%s: ", point->name));
    }
    for (size_t i = 0; i < why->questions.count; i++) {
        write_question(out, &why->questions.items[i], colour);
    }
    if (why->items > 0) {
        text_printf(out, "  the rule looked at %zu %s", why->items, why->items == 1 ? "item" : "items");
        if (why->items_left > 0) {
            text_printf(out, "; %zu of them, which are not shown, gave no finding", why->items_left);
        }
        text_append(out, "\n");
    }
}
