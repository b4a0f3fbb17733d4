/* Findings as lines like a compiler's, which editors and CI services find in any output. */
#include "base/file.h"
#include "report/check/check_report.h"
#include "report/style/style.h"

/* A file as a whole is its first line: a message without one is overlooked. A folder, or what is not there, has none. */
static void write_line(struct text *out, struct finding_place place, const char *kind, const char *message,
                       const char *rule)
{
    text_append(out, foreign_text(out->arena, place.path));
    if (place.line > 0 || file_exists(place.path)) {
        text_printf(out, ":%u:%u", place.line > 0 ? place.line : 1, place.line > 0 ? place.column : 1);
    }
    text_printf(out, ": %s: %s", kind, foreign_text(out->arena, message));
    if (rule != NULL) {
        text_printf(out, " [%s]", rule);
    }
    text_append(out, "\n");
}

static void write_finding(struct text *out, const struct check_result *result, const struct finding *finding)
{
    static const char *const kinds[] = {
        [SEVERITY_NOTE] = "note",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_ERROR] = "error",
        [SEVERITY_BRICK] = "error",
    };
    struct arena *arena = out->arena;
    struct finding_place place = finding_place(arena, NULL, result, finding);

    if (finding_is_known_brick(finding)) {
        write_line(out, place, "note", arena_printf(arena, "in the baseline: %s", finding->message), finding->rule);
        return;
    }
    if (!finding_counts(finding)) {
        return;
    }
    write_line(out, place, kinds[finding->severity], finding->message, finding->rule);
    for (size_t i = 0; i < finding->facts.count; i++) {
        const struct finding_fact *fact = &finding->facts.items[i];

        if (fact->origin.source != NULL && fact->origin.line > 0) {
            write_line(out, origin_place(arena, NULL, fact->origin), "note", fact_words(arena, fact), NULL);
        }
    }
}

/* One line: what is missing first stands for the rest. */
static const char *undecided_line(struct arena *arena, const struct undecided *undecided)
{
    const char *first = undecided->missing.count > 0 ? undecided->missing.items[0] : "something";
    const char *line = arena_printf(arena, "%s cannot be decided; missing: %s", undecided->name, first);

    return undecided->missing.count > 1 ? arena_printf(arena, "%s; and %zu more", line, undecided->missing.count - 1)
                                        : line;
}

void report_check_gcc(struct text *out, const struct check_result *const *results, size_t count, struct check_gate gate)
{
    for (size_t i = 0; i < count; i++) {
        const struct check_result *result = results[i];

        for (size_t k = 0; k < result->errors.count; k++) {
            const struct input_error *error = &result->errors.items[k];

            write_line(out, error_place(out->arena, NULL, result, error), "error", error->message, NULL);
        }
        for (size_t k = 0; k < result->findings.count; k++) {
            write_finding(out, result, &result->findings.items[k]);
        }
        for (size_t k = 0; k < result->undecided.count; k++) {
            const struct undecided *undecided = &result->undecided.items[k];

            write_line(out, input_place(out->arena, NULL, result), undecided_fails(undecided, gate) ? "error" : "note",
                       undecided_line(out->arena, undecided), undecided->rule);
        }
    }
}
