#include "check/evaluation/layout.h"

#include <string.h>
#include "check/expression/evidence.h"

/* A reason is a sentence; beyond so many the rest are no news. */
#define REASONS_SHOWN 4
#define REASON_LENGTH 400

struct partition_map *layout_begin(struct arena *arena, struct project *project)
{
    struct partition_map *layout;

    if (project->partitions != NULL || project->statics.count > 0 ||
        (project->era != ERA_SYSBUILD_PM && project->era != ERA_CHILD_IMAGE)) {
        return NULL;
    }
    layout = arena_alloc(arena, sizeof *layout);
    layout->derived = true;
    layout->source = source_from_bytes(arena, "the derived layout", "", 0);
    project->partitions = layout;
    return layout;
}

/* "mcuboot_primary, app: the reason; ..." */
static void add_reasons(struct text *out, const struct partition_map *layout)
{
    struct string_list reasons = { 0 };
    const char *before = "; not derived: ";
    size_t shown = 0;

    for (size_t i = 0; i < layout->gaps.count; i++) {
        if (!layout->gaps.items[i].absent) {
            text_printf(out, "%s%s", before, layout->gaps.items[i].name);
            evidence_missing_texts(out->arena, layout->gaps.items[i].because, &reasons);
            before = ", ";
        }
    }
    for (size_t i = 0; i < reasons.count && shown < REASONS_SHOWN; i++) {
        /* A place that follows from another one that is not known has that one's reason. */
        if (strstr(reasons.items[i], layout->source->name) == NULL) {
            text_printf(out, "%s%s", shown++ == 0 ? ": " : "; ", reasons.items[i]);
        }
    }
}

static const char *layout_note(struct arena *arena, const struct partition_map *layout)
{
    struct text out = text_create(arena, (REASONS_SHOWN + 4) * REASON_LENGTH);

    text_printf(&out, "no static map: ");
    for (size_t i = 0; i < layout->count; i++) {
        text_printf(&out, "%s%s", i == 0 ? "derived from the SDK's defaults: " : ", ", layout->items[i].name);
    }
    if (layout->count == 0) {
        text_printf(&out, "Partition Manager's layout is not derived");
    }
    add_reasons(&out, layout);
    return out.data;
}

void layout_end(struct arena *arena, struct project *project, const struct partition_map *layout)
{
    struct string_list notes = { 0 };

    if (layout == NULL || layout->count + layout->gaps.count == 0) {
        project->partitions = layout == NULL ? project->partitions : NULL;
        return;
    }
    for (size_t i = 0; i < project->notes.count; i++) {
        *ARENA_PUSH(arena, &notes) = project->notes.items[i];
    }
    *ARENA_PUSH(arena, &notes) = layout_note(arena, layout);
    project->notes = notes; /* a list of this copy's own */
    if (layout->count == 0) {
        project->partitions = NULL;
    }
}
