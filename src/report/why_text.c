#include "report/why_report.h"

#include <string.h>

#include "report/finding_place.h"
#include "report/style.h"

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

static void write_step(struct text *out, const struct why_step *step, bool colour)
{
    struct arena *arena = out->arena;
    unsigned indent = 4 + 2 * step->depth;
    const char *head = arena_printf(arena, "%-7s ", step->value);

    if (colour && strcmp(step->value, "yes") == 0) {
        style_wrapped(out, step->text, indent, arena_printf(arena, "\033[1m%s\033[0m", head));
    } else {
        style_wrapped(out, step->text, indent, head);
    }
    for (size_t i = 0; i < step->facts.count; i++) {
        write_fact(out, &step->facts.items[i], indent + 8);
    }
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
        write_step(out, &question->steps.items[i], colour);
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
