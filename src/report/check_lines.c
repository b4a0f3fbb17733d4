/* Findings as lines that other programs know: compilers' messages, and GitHub's workflow commands. */
#include "report/check_report.h"
#include "report/finding_place.h"
#include "report/style.h"

static void gcc_line(struct text *out, struct finding_place place, const char *kind, const char *message,
                     const char *rule)
{
    text_append(out, foreign_text(out->arena, place.path));
    if (place.line > 0) {
        text_printf(out, ":%u:%u", place.line, place.column > 0 ? place.column : 1);
    }
    text_printf(out, ": %s: %s", kind, foreign_text(out->arena, message));
    if (rule != NULL) {
        text_printf(out, " [%s]", rule);
    }
    text_append(out, "\n");
}

static void gcc_finding(struct text *out, const struct check_result *result, const struct finding *finding)
{
    static const char *const kinds[] = {
        [SEVERITY_NOTE] = "note",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_ERROR] = "error",
        [SEVERITY_BRICK] = "error",
    };
    struct arena *arena = out->arena;

    if (finding->waived != NULL) {
        return;
    }
    gcc_line(out, finding_place(arena, result, finding), kinds[finding->severity], finding->message, finding->rule);
    for (size_t i = 0; i < finding->facts.count; i++) {
        const struct finding_fact *fact = &finding->facts.items[i];

        if (fact->origin.source != NULL && fact->origin.line > 0) {
            gcc_line(out, origin_place(arena, fact->origin), "note", fact_words(arena, fact), NULL);
        }
    }
}

void report_check_gcc(struct text *out, const struct check_result *const *results, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < results[i]->errors.count; k++) {
            const struct input_error *error = &results[i]->errors.items[k];
            struct finding_place place = error->origin.source != NULL
                                             ? origin_place(out->arena, error->origin)
                                             : (struct finding_place){ .path = results[i]->path };

            gcc_line(out, place, "error", error->message, NULL);
        }
        for (size_t k = 0; k < results[i]->findings.count; k++) {
            gcc_finding(out, results[i], &results[i]->findings.items[k]);
        }
    }
}

/* Workflow commands escape '%' and line ends, and in properties also ':' and ','. Source: actions/toolkit
 * packages/core/src/command.ts, escapeData() and escapeProperty().
 */
static void github_text(struct text *out, const char *words, bool property)
{
    for (; *words != '\0'; words++) {
        bool escaped =
            *words == '%' || *words == '\r' || *words == '\n' || (property && (*words == ':' || *words == ','));

        if (escaped) {
            text_printf(out, "%%%02X", (unsigned)(unsigned char)*words);
        } else {
            text_append_bytes(out, words, 1);
        }
    }
}

static void github_command(struct text *out, const char *command, struct finding_place place, const char *title,
                           const char *message)
{
    text_printf(out, "::%s file=", command);
    github_text(out, place.path, true);
    if (place.line > 0) {
        text_printf(out, ",line=%u,col=%u", place.line, place.column > 0 ? place.column : 1);
    }
    text_append(out, ",title=");
    github_text(out, title, true);
    text_append(out, "::");
    github_text(out, message, false);
    text_append(out, "\n");
}

void report_check_github(struct text *out, const struct check_result *const *results, size_t count)
{
    static const char *const commands[] = {
        [SEVERITY_NOTE] = "notice",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_ERROR] = "error",
        [SEVERITY_BRICK] = "error",
    };
    struct arena *arena = out->arena;

    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < results[i]->errors.count; k++) {
            const struct input_error *error = &results[i]->errors.items[k];
            struct finding_place place = error->origin.source != NULL
                                             ? origin_place(arena, error->origin)
                                             : (struct finding_place){ .path = results[i]->path };

            github_command(out, "error", place, "nrf53pack: input unusable", error->message);
        }
        for (size_t k = 0; k < results[i]->findings.count; k++) {
            const struct finding *finding = &results[i]->findings.items[k];

            if (finding->waived == NULL) {
                github_command(out, commands[finding->severity], finding_place(arena, results[i], finding),
                               arena_printf(arena, "%s %s (%s)", finding->rule, finding->name, finding->consequence),
                               arena_printf(arena, "%s%s", finding->message, finding_advice(arena, finding)));
            }
        }
    }
}
