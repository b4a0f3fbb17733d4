/* Words about partitions that all forms of the layout share. */
#include <inttypes.h>

#include "report/layout/layout_report.h"

const char *layout_size_text(struct arena *arena, uint64_t size)
{
    const uint64_t kib = 1024;
    const uint64_t mib = kib * kib;

    if (size < kib) {
        return arena_printf(arena, "%" PRIu64 " byte%s", size, size == 1 ? "" : "s");
    }
    if (size >= mib && size % mib == 0) {
        return arena_printf(arena, "%" PRIu64 " MiB", size / mib);
    }
    if (size % kib == 0) {
        return arena_printf(arena, "%" PRIu64 " KiB", size / kib);
    }
    return arena_printf(arena, "%" PRIu64 ".%" PRIu64 " KiB", size / kib, size % kib * 10 / kib);
}

unsigned layout_percent(uint64_t part, uint64_t whole)
{
    uint64_t percent;

    if (part == 0 || whole == 0) {
        return 0;
    }
    if (part >= whole) {
        return part == whole ? 100 : 101;
    }
    /* no overflow: sizes of memories are far below 2^57, and a file may say anything */
    percent = part > UINT64_MAX / 100 ? part / (whole / 100) : part * 100 / whole;
    return percent == 0 ? 1 : (unsigned)percent;
}

struct layout_fill layout_fill(const struct memory_partition *partition)
{
    if (partition->firmware_limit > 0 && partition->firmware > 0) {
        return (struct layout_fill){ partition->firmware, partition->firmware_limit, "bytes of firmware" };
    }
    return (struct layout_fill){ partition->used, partition->slot_known ? partition->limit : partition->size, "bytes" };
}

const char *layout_limit_words(struct arena *arena, const struct memory_partition *partition)
{
    if (partition->slot_known && partition->firmware_limit > 0) {
        return arena_printf(arena, "largest network firmware %" PRIu64 " bytes: the network core's flash takes no more",
                            partition->firmware_limit);
    }
    if (partition->slot_known) {
        return arena_printf(arena, "largest update file %" PRIu64 " bytes", partition->limit);
    }
    return partition->no_slot != NULL ? arena_printf(arena, "largest update file unknown: %s", partition->no_slot)
                                      : NULL;
}

static void add_use(struct text *out, const struct memory_partition *partition)
{
    const struct layout_fill fill = layout_fill(partition);
    const char *limit = layout_limit_words(out->arena, partition);

    if (limit != NULL) {
        text_printf(out, "; %s", limit);
    }
    if (!partition->used_known) {
        return;
    }
    text_printf(out, "; %s is %" PRIu64 " %s, ", partition->used_file, fill.used, fill.of);
    if (fill.used > fill.room) {
        text_append(out, "too large");
    } else {
        text_printf(out, "%u %% of the room", layout_percent(fill.used, fill.room));
    }
}

const char *layout_overlap_words(struct arena *arena, const struct memory_region *region,
                                 const struct memory_partition *partition, size_t most)
{
    const struct memory_indexes *overlaps = &partition->overlaps;
    size_t shown = overlaps->count > most ? most : overlaps->count;
    struct text out = text_create(arena, 4000);

    for (size_t i = 0; i < shown; i++) {
        text_printf(&out, "%s%s", i == 0 ? "overlaps with " : ", ", region->partitions.items[overlaps->items[i]].name);
    }
    if (shown < overlaps->count) {
        text_printf(&out, " and %zu more", overlaps->count - shown);
    }
    return out.data;
}

const char *layout_partition_words(struct arena *arena, const struct memory_region *region,
                                   const struct memory_partition *partition, const struct check_result *result)
{
    struct text out = text_create(arena, 8000);

    text_printf(&out, "%s: 0x%" PRIx64 " to 0x%" PRIx64 ", 0x%" PRIx64 " = %s, %s", partition->name, partition->address,
                partition->address + partition->size, partition->size, layout_size_text(arena, partition->size),
                memory_role_name(partition->role));
    if (partition->owner != NULL) {
        text_printf(&out, " of %s", partition->owner);
    }
    add_use(&out, partition);
    if (partition->outside) {
        text_printf(&out, "; reaches out of the %s", region->title);
    }
    if (partition->overlaps.count > 0) {
        text_printf(&out, "; %s", layout_overlap_words(arena, region, partition, OVERLAPS_SHOWN));
    }
    for (size_t i = 0; i < partition->findings.count; i++) {
        const struct finding *finding = &result->findings.items[partition->findings.items[i]];

        text_printf(&out, "; %s %s", severity_name(finding->severity), finding->rule);
    }
    return out.data;
}
