/* Any bytes as a file with waivers: read without failing, and what is read lies inside the file and names a rule. The
 * first byte says which kind of file it is.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check/waiver/waiver_comments.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char rules[] = "rules:\n"
                            "  - id: N53-9001\n"
                            "    name: some-rule\n"
                            "    title: t\n"
                            "    condition: 'true'\n"
                            "    consequence: brick\n"
                            "    message: m\n"
                            "    device: d\n"
                            "    sources: [s]\n";

static uint32_t count_lines(const struct source *source)
{
    uint32_t lines = 1;

    for (size_t i = 0; i < source->size; i++) {
        lines += source->data[i] == '\n';
    }
    return lines;
}

static void check_waiver(const struct waiver *waiver, uint32_t lines)
{
    bool whole = waiver->first_line == 0 && waiver->last_line == 0;

    if (waiver->rule == NULL || strcmp(waiver->rule->id, "N53-9001") != 0 || waiver->place != WAIVER_COMMENT ||
        waiver->origin.line == 0 || waiver->origin.line > lines) {
        abort();
    }
    if (!whole && (waiver->first_line < waiver->origin.line || waiver->last_line < waiver->first_line ||
                   waiver->last_line > lines)) {
        abort();
    }
    if ((waiver->reason != NULL && waiver->reason[0] == '\0') ||
        (waiver->until != NULL && !date_is_valid(waiver->until))) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = { "prj.conf", "pm_static.yml", "app.overlay" };
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *rule_source = source_from_bytes(arena, "rules.yml", rules, strlen(rules));
    struct waivers waivers = { 0 };
    struct unreadable_waivers unreadable = { 0 };
    const struct source *source;
    struct rule_set *set;

    if (!rule_set_from_sources(arena, &rule_source, 1, &diagnostics, &set)) {
        abort();
    }
    source = source_from_bytes(arena, names[size == 0 ? 0 : data[0] % ARRAY_LENGTH(names)], size == 0 ? data : data + 1,
                               size == 0 ? 0 : size - 1);
    waiver_comments_read(arena, set, source, &waivers, &unreadable);
    for (size_t i = 0; i < waivers.count; i++) {
        check_waiver(&waivers.items[i], count_lines(source));
    }
    for (size_t i = 0; i < unreadable.count; i++) {
        if (unreadable.items[i].problem[0] == '\0' || unreadable.items[i].origin.line == 0) {
            abort();
        }
    }
    arena_destroy(arena);
    return 0;
}
