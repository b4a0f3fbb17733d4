/* Any bytes as a rule file: refused with errors, or loaded, run over a project, and its examples built. */
#include <stdint.h>
#include <stdlib.h>

#include "check/checker.h"
#include "check_project_fixture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run(struct arena *arena, const struct rule_set *set, struct diagnostics *diagnostics)
{
    struct check_options options = { .today = "2026-08-30" };
    const struct project *project = fixture_project(&options.updates);
    struct check_result result;

    check_project(arena, set, project, &options, diagnostics, &result);
    for (size_t i = 0; i < result.findings.count; i++) {
        if (result.findings.items[i].message == NULL || result.findings.items[i].fingerprint == NULL) {
            abort();
        }
    }
}

/* Devicetree texts are left out: they would start dtc each time. */
static void build_examples(struct arena *arena, const struct rule *rule)
{
    for (size_t i = 0; i < rule->examples.count && i < 4; i++) {
        struct diagnostics diagnostics = diagnostics_create(arena);
        struct update_facts updates;
        struct project *project;

        if (yaml_get(rule->examples.items[i].node, "dts") == NULL &&
            !example_project(arena, &rule->examples.items[i], NULL, &diagnostics, &project, &updates) &&
            diagnostics.count == 0) {
            abort();
        }
        (void)rule_example_text(arena, &rule->examples.items[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *source = source_from_bytes(arena, "rules.yml", data, size);
    struct rule_set *set;

    if (rule_set_from_sources(arena, &source, 1, &diagnostics, &set)) {
        run(arena, set, &diagnostics);
        for (size_t i = 0; i < rule_set_count(set) && i < 8; i++) {
            build_examples(arena, rule_set_at(set, i));
        }
    } else if (diagnostics.count == 0) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}
