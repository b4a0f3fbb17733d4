/* The layout at a terminal: one row a partition, its place and size as a bar across the region. */
#include <inttypes.h>
#include <string.h>

#include "report/layout/layout_report.h"
#include "report/style/style.h"

#define BAR_WIDTH 24u

struct glyphs {
    const char *used;  /* of a partition: what the build puts there */
    const char *room;  /* of a partition: the rest */
    const char *empty; /* of the region: elsewhere */
    const char *left;
    const char *right;
    const char *part; /* before the name of a part */
};

static const struct glyphs unicode_glyphs = { "█", "▒", "·", "▕", "▏", "└ " };
static const struct glyphs ascii_glyphs = { "#", "=", ".", "[", "]", "- " };

static enum style role_style(const struct memory_partition *partition)
{
    if (partition->overlaps.count > 0 || partition->outside) {
        return STYLE_ERROR;
    }
    return partition->role == MEMORY_FREE ? STYLE_DIM : STYLE_PLAIN;
}

/* Which column of the bar a byte of the region falls into. */
static unsigned column(const struct memory_region *region, uint64_t address)
{
    uint64_t offset = address < region->base ? 0 : address - region->base;

    if (region->size == 0 || offset >= region->size) {
        return BAR_WIDTH;
    }
    return (unsigned)(offset > UINT64_MAX / BAR_WIDTH ? offset / (region->size / BAR_WIDTH)
                                                      : offset * BAR_WIDTH / region->size);
}

static void write_bar(struct text *out, const struct memory_region *region, uint64_t address, uint64_t size,
                      uint64_t used, bool colour, enum style style, const struct glyphs *glyphs)
{
    unsigned first = column(region, address);
    unsigned last = size == 0 ? first : column(region, address + size - 1);
    unsigned filled = used == 0 ? first : column(region, address + used - 1) + 1;
    struct text bar = text_create(out->arena, 8 * BAR_WIDTH);

    first = first >= BAR_WIDTH ? BAR_WIDTH - 1 : first; /* what lies outside is drawn at the edge */
    last = last >= BAR_WIDTH ? BAR_WIDTH - 1 : last;
    text_append(out, glyphs->left);
    for (unsigned i = 0; i < first; i++) {
        text_append(out, glyphs->empty);
    }
    for (unsigned i = first; i <= last; i++) {
        text_append(&bar, i < filled ? glyphs->used : glyphs->room);
    }
    style_text(out, colour, style, bar.data);
    for (unsigned i = last + 1; i < BAR_WIDTH; i++) {
        text_append(out, glyphs->empty);
    }
    text_append(out, glyphs->right);
}

static void write_name(struct text *out, const struct memory_partition *partition, bool colour,
                       const struct glyphs *glyphs)
{
    struct text name = text_create(out->arena, 2000);

    for (unsigned i = 1; i < partition->depth; i++) {
        text_append(&name, "  ");
    }
    text_printf(&name, "%s%s", partition->depth > 0 ? glyphs->part : "", foreign_text(out->arena, partition->name));
    style_text(out, colour, partition->role == MEMORY_FREE ? STYLE_DIM : STYLE_BOLD, name.data);
    if (partition->role == MEMORY_RAM && partition->owner != NULL) {
        style_text(out, colour, STYLE_DIM,
                   arena_printf(out->arena, " (%s)", foreign_text(out->arena, partition->owner)));
    }
}

static void write_row(struct text *out, const struct memory_region *region, uint64_t address, uint64_t size,
                      const struct memory_partition *partition, bool colour, const struct glyphs *glyphs)
{
    text_printf(out, "  0x%08" PRIx64 " %10s ", address, layout_size_text(out->arena, size));
    write_bar(out, region, address, size, partition != NULL && partition->used_known ? partition->used : 0, colour,
              partition == NULL ? STYLE_DIM : role_style(partition), glyphs);
    text_append(out, " ");
    if (partition == NULL) {
        style_text(out, colour, STYLE_DIM, "(no partition)");
    } else {
        write_name(out, partition, colour, glyphs);
    }
    text_append(out, "\n");
}

/* Second lines are indented to the names. */
static void write_detail(struct text *out, bool colour, enum style style, const char *words)
{
    struct text line = text_create(out->arena, 4000);

    style_wrapped(&line, words, 6, "");
    style_text(out, colour, style, line.data);
}

static void write_use(struct text *out, const struct memory_partition *partition, bool colour)
{
    const struct layout_fill fill = layout_fill(partition);
    const char *limit = layout_limit_words(out->arena, partition);
    struct text line = text_create(out->arena, 4000);

    if (partition->used_known) {
        text_printf(&line, "%" PRIu64 " of %" PRIu64 " %s", fill.used, fill.room, fill.of);
        if (fill.used <= fill.room) {
            text_printf(&line, " (%u %%)", layout_percent(fill.used, fill.room));
        } else {
            text_append(&line, ", too large");
        }
        text_printf(&line, ": %s", partition->used_file);
    }
    if (limit != NULL && (!partition->used_known || !partition->slot_known || partition->firmware_limit > 0)) {
        text_printf(&line, "%s%s", line.length > 0 ? "; " : "", limit);
    }
    if (partition->slot_known) {
        text_printf(&line, "; the last %s are the bootloader's (%s)", layout_size_text(out->arena, partition->trailer),
                    partition->mode);
    }
    if (line.length > 0) {
        write_detail(out, colour, partition->used_known && fill.used > fill.room ? STYLE_ERROR : STYLE_DIM, line.data);
    }
}

static void write_troubles(struct text *out, const struct memory_region *region,
                           const struct memory_partition *partition, const struct check_result *result, bool colour)
{
    if (partition->outside) {
        write_detail(out, colour, STYLE_ERROR, "reaches out of this memory");
    }
    if (partition->overlaps.count > 0) {
        write_detail(out, colour, STYLE_ERROR, layout_overlap_words(out->arena, region, partition, OVERLAPS_SHOWN));
    }
    for (size_t i = 0; i < partition->findings.count; i++) {
        const struct finding *finding = &result->findings.items[partition->findings.items[i]];

        write_detail(out, colour, finding->waived != NULL ? STYLE_DIM : style_of_severity(finding->severity),
                     arena_printf(out->arena, "%s %s %s%s", severity_name(finding->severity), finding->rule,
                                  finding->name, finding->waived != NULL ? " (waived)" : ""));
    }
}

static void write_head(struct text *out, const struct memory_region *region, bool colour)
{
    text_append(out, "\n");
    style_text(out, colour, STYLE_BOLD, foreign_text(out->arena, region->title));
    text_printf(out, " (%s): 0x%" PRIx64 " to ", foreign_text(out->arena, region->name), region->base);
    if (region->size_known) {
        text_printf(out, "0x%" PRIx64 ", %s, %u %% taken", region->base + region->size,
                    layout_size_text(out->arena, region->size), layout_percent(region->taken, region->size));
    } else {
        text_append(out, "an end that this input does not say");
    }
    text_append(out, region->complete ? "\n" : "; the build may add partitions\n");
}

static void write_region(struct text *out, const struct memory_region *region, const struct check_result *result,
                         bool colour, const struct glyphs *glyphs)
{
    size_t gap = 0;

    write_head(out, region, colour);
    for (size_t i = 0; i <= region->partitions.count; i++) {
        const struct memory_partition *partition = &region->partitions.items[i];

        while (gap < region->gaps.count &&
               (i == region->partitions.count || region->gaps.items[gap].address < partition->address)) {
            write_row(out, region, region->gaps.items[gap].address, region->gaps.items[gap].size, NULL, colour, glyphs);
            gap++;
        }
        if (i < region->partitions.count) {
            write_row(out, region, partition->address, partition->size, partition, colour, glyphs);
            write_use(out, partition, colour);
            write_troubles(out, region, partition, result, colour);
        }
    }
}

static void write_input(struct text *out, const struct memory_layout *layout, bool colour)
{
    style_text(out, colour, STYLE_BOLD, foreign_text(out->arena, layout->path));
    text_printf(out, ": %s", layout->kind);
    if (strcmp(layout->era, "unknown") != 0) {
        text_printf(out, ", %s", layout->era);
    }
    text_printf(out, ", NCS %s", layout->sdk != NULL ? layout->sdk : "version unknown");
    if (layout->board != NULL) {
        text_printf(out, ", %s", foreign_text(out->arena, layout->board));
    }
    text_append(out, "\n");
    for (size_t i = 0; i < layout->notes.count; i++) {
        style_wrapped(out, layout->notes.items[i], 2, "note: ");
    }
}

static void write_unplaced(struct text *out, const struct memory_layout *layout, bool colour)
{
    if (layout->unplaced.count > 0) {
        text_append(out, "\n");
        style_text(out, colour, STYLE_BOLD, "not placed");
        text_append(out, "\n");
    }
    for (size_t i = 0; i < layout->unplaced.count; i++) {
        const struct memory_unplaced *item = &layout->unplaced.items[i];

        text_printf(out, "  %s: %s\n", foreign_text(out->arena, item->name), item->why);
    }
}

void report_layout_text(struct text *out, const struct memory_layout *layout, const struct check_result *result,
                        bool colour, bool unicode)
{
    const struct glyphs *glyphs = unicode ? &unicode_glyphs : &ascii_glyphs;

    write_input(out, layout, colour);
    for (size_t i = 0; i < layout->regions.count; i++) {
        write_region(out, &layout->regions.items[i], result, colour, glyphs);
    }
    write_unplaced(out, layout, colour);
}
