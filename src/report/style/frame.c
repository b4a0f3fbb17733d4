#include "report/style/frame.h"

#include <stdlib.h>
#include <string.h>

#include "report/style/style.h"

#define LINE_LENGTH 160

static bool has_line(const struct finding_fact *fact)
{
    return fact->origin.source != NULL && fact->origin.line > 0;
}

/* Facts by file in order of first mention, then by line. The order index keeps the sort stable. */
struct placed {
    const struct finding_fact *fact;
    size_t file;
    size_t order;
};

static int by_place(const void *left, const void *right)
{
    const struct placed *a = left;
    const struct placed *b = right;

    if (a->file != b->file) {
        return a->file < b->file ? -1 : 1;
    }
    if (a->fact->origin.line != b->fact->origin.line) {
        return a->fact->origin.line < b->fact->origin.line ? -1 : 1;
    }
    return a->order < b->order ? -1 : 1;
}

static size_t file_index(const struct placed *placed, size_t count, const struct source *source)
{
    for (size_t i = 0; i < count; i++) {
        if (placed[i].fact->origin.source == source) {
            return placed[i].file;
        }
    }
    return count;
}

static size_t place(const struct finding_facts *facts, struct placed *placed)
{
    size_t count = 0;

    for (size_t i = 0; i < facts->count; i++) {
        if (has_line(&facts->items[i])) {
            placed[count].fact = &facts->items[i];
            placed[count].file = file_index(placed, count, facts->items[i].origin.source);
            placed[count].order = i;
            count++;
        }
    }
    if (count > 1) {
        qsort(placed, count, sizeof *placed, by_place);
    }
    return count;
}

/* " is VALUE", or nothing. Subjects and values are the user's text, which must not reach a terminal as it is. */
static const char *shown_value(struct arena *arena, const struct finding_fact *fact)
{
    return fact->value == NULL ? "" : arena_printf(arena, " is %s", foreign_text(arena, fact->value));
}

/* Partition fields stand one a line below a name; the name makes the line readable. */
static void explain_line(struct text *out, const struct finding_fact *fact, bool colour)
{
    struct slice line = slice_trim(source_line(fact->origin.source, fact->origin.line));
    const char *end = strrchr(fact->subject, ':');
    const char *symbol = end == NULL ? fact->subject : end + 1;

    if (fact->kind == FACT_SYMBOL && line.length >= strlen(symbol) && slice_starts_with(line, symbol)) {
        return; /* the line itself says it all */
    }
    style_text(out, colour, STYLE_DIM,
               arena_printf(out->arena, "        | %s%s\n", foreign_text(out->arena, fact->subject),
                            shown_value(out->arena, fact)));
}

static void frame_line(struct text *out, const struct finding_fact *fact, bool colour)
{
    struct slice line = source_line(fact->origin.source, fact->origin.line);

    style_text(out, colour, STYLE_DIM, arena_printf(out->arena, "  %5u | ", (unsigned)fact->origin.line));
    text_printf(out, "%s\n", text_printable(out->arena, line, LINE_LENGTH));
    explain_line(out, fact, colour);
}

static void fact_without_line(struct text *out, const struct finding_fact *fact, bool colour)
{
    const char *subject = foreign_text(out->arena, fact->subject);
    const char *line;

    if (fact->default_sdk != NULL) {
        bool all = strcmp(fact->default_sdk, "all") == 0;

        line = arena_printf(out->arena, "  in no file: %s%s (%s%s%s%s)\n", subject, shown_value(out->arena, fact),
                            all ? "" : "NCS ", all ? "" : fact->default_sdk, all ? "" : ": ", fact->default_source);
    } else if (fact->absent_in != NULL) {
        line = arena_printf(out->arena, "  %s is not set anywhere in %s\n", subject, fact->absent_in);
    } else if (fact->origin.source != NULL) {
        line = arena_printf(out->arena, "  %s: %s%s\n", foreign_text(out->arena, fact->origin.source->name), subject,
                            shown_value(out->arena, fact));
    } else {
        line = arena_printf(out->arena, "  %s%s\n", subject,
                            fact->value == NULL ? " is ?" : shown_value(out->arena, fact));
    }
    style_text(out, colour, STYLE_DIM, line);
}

void frame_facts(struct text *out, const struct finding_facts *facts, bool colour)
{
    struct placed *placed = arena_array(out->arena, facts->count, sizeof *placed);
    size_t count = place(facts, placed);

    for (size_t i = 0; i < count; i++) {
        const struct origin *origin = &placed[i].fact->origin;

        if (i == 0 || placed[i].file != placed[i - 1].file) {
            style_text(
                out, colour, STYLE_BOLD,
                arena_printf(out->arena, "  --> %s\n", foreign_text(out->arena, origin_text(out->arena, *origin))));
        }
        if (i == 0 || placed[i].file != placed[i - 1].file || placed[i - 1].fact->origin.line != origin->line) {
            frame_line(out, placed[i].fact, colour);
        } else {
            explain_line(out, placed[i].fact, colour);
        }
    }
    for (size_t i = 0; i < facts->count; i++) {
        if (!has_line(&facts->items[i])) {
            fact_without_line(out, &facts->items[i], colour);
        }
    }
}
