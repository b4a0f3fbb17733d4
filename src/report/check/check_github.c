/* Findings as GitHub's workflow commands: a step that prints them annotates the files of a pull request. Source:
 * actions/toolkit packages/core/src/command.ts, escapeData() and escapeProperty(): '%' and line ends are escaped, in
 * properties ':' and ',' too.
 */
#include <string.h>

#include "report/check/check_report.h"

static void write_plain(struct text *out, const char *words, bool property)
{
    for (; *words != '\0'; words++) {
        if (*words == '%' || (property && (*words == ':' || *words == ','))) {
            text_printf(out, "%%%02X", (unsigned)(unsigned char)*words);
        } else {
            text_append_bytes(out, words, 1);
        }
    }
}

/* Line by line: only line ends may stay of the control characters, for the log is shown on a terminal's emulation. */
static void write_escaped(struct text *out, const char *words, bool property)
{
    for (;;) {
        size_t length = strcspn(words, "\n");

        write_plain(out, text_printable(out->arena, (struct slice){ words, length }, 65536), property);
        if (words[length] == '\0') {
            return;
        }
        text_append(out, "%0A");
        words += length + 1;
    }
}

static void write_command(struct text *out, const char *command, struct finding_place place, const char *title,
                          const char *message)
{
    text_printf(out, "::%s file=", command);
    write_escaped(out, place.path, true);
    if (place.line > 0) {
        text_printf(out, ",line=%u,col=%u", place.line, place.column);
    }
    text_append(out, ",title=");
    write_escaped(out, title, true);
    text_append(out, "::");
    write_escaped(out, message, false);
    text_append(out, "\n");
}

static void write_finding(struct text *out, const struct check_result *result, const struct finding *finding,
                          const char *root)
{
    static const char *const commands[] = {
        [SEVERITY_NOTE] = "notice",
        [SEVERITY_WARNING] = "warning",
        [SEVERITY_ERROR] = "error",
        [SEVERITY_BRICK] = "error",
    };
    struct arena *arena = out->arena;
    struct finding_place place = finding_place(arena, root, result, finding);

    if (finding_is_known_brick(finding)) {
        write_command(
            out, "notice", place,
            arena_printf(arena, "%s %s (%s, in the baseline)", finding->rule, finding->name, finding->consequence),
            finding->message);
    } else if (finding_counts(finding)) {
        write_command(out, commands[finding->severity], place,
                      arena_printf(arena, "%s %s (%s)", finding->rule, finding->name, finding->consequence),
                      arena_printf(arena, "%s%s", finding->message, finding_advice(arena, finding)));
    }
}

/* Others are left out: a service shows ten notices of a step, and they would take the place of findings. */
static void write_undecided(struct text *out, const struct check_result *result, const struct undecided *undecided,
                            struct check_gate gate, const char *root)
{
    struct arena *arena = out->arena;

    if (undecided_fails(undecided, gate)) {
        write_command(out, "error", input_place(arena, root, result),
                      arena_printf(arena, "%s %s (undecided)", undecided->rule, undecided->name),
                      undecided_words(arena, undecided));
    }
}

void report_check_github(struct text *out, const struct check_result *const *results, size_t count,
                         struct check_gate gate, const char *root)
{
    for (size_t i = 0; i < count; i++) {
        const struct check_result *result = results[i];

        for (size_t k = 0; k < result->errors.count; k++) {
            const struct input_error *error = &result->errors.items[k];

            write_command(out, "error", error_place(out->arena, root, result, error), "nrf53pack: input unusable",
                          error->message);
        }
        for (size_t k = 0; k < result->findings.count; k++) {
            write_finding(out, result, &result->findings.items[k], root);
        }
        for (size_t k = 0; k < result->undecided.count; k++) {
            write_undecided(out, result, &result->undecided.items[k], gate, root);
        }
    }
}
