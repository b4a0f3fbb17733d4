/* The section about memory: a picture of each region, details beside it, and the same as a table. */
#include <inttypes.h>
#include <string.h>

#include "report/html/html_report.h"
#include "report/layout/layout_report.h"
#include "report/style/html_text.h"

#define OVERLAPS_IN_TABLE 2u

static const char *place_words(struct arena *arena, const struct memory_partition *partition)
{
    return arena_printf(arena, "0x%" PRIx64 " to 0x%" PRIx64, partition->address, partition->address + partition->size);
}

static const char *size_words(struct arena *arena, uint64_t size)
{
    return arena_printf(arena, "0x%" PRIx64 " (%s)", size, layout_size_text(arena, size));
}

static const char *use_words(struct arena *arena, const struct memory_partition *partition)
{
    const struct layout_fill fill = layout_fill(partition);

    if (!partition->used_known) {
        return NULL;
    }
    return arena_printf(arena, "%" PRIu64 " of %" PRIu64 " %s (%s): %s", fill.used, fill.room, fill.of,
                        fill.used > fill.room ? "too large"
                                              : arena_printf(arena, "%u %%", layout_percent(fill.used, fill.room)),
                        partition->used_file);
}

static bool swaps(const struct memory_partition *partition)
{
    return partition->mode != NULL && strncmp(partition->mode, "swap", strlen("swap")) == 0;
}

static const char *slot_words(struct arena *arena, const struct memory_partition *partition)
{
    if (!partition->slot_known) {
        return layout_limit_words(arena, partition);
    }
    return arena_printf(arena, "%s; header 0x%" PRIx64 ", %s, the last 0x%" PRIx64 " are the bootloader's (trailer%s)",
                        partition->mode, partition->header, layout_limit_words(arena, partition), partition->trailer,
                        swaps(partition) ? " and room to swap" : "");
}

static const char *origin_words(struct arena *arena, const struct memory_partition *partition)
{
    if (partition->default_source != NULL) {
        return arena_printf(arena, "in no file: %s", partition->default_source);
    }
    return partition->origin.source != NULL ? origin_text(arena, partition->origin) : NULL;
}

static void finding_links(struct text *out, const struct memory_partition *partition, const struct check_result *result)
{
    for (size_t i = 0; i < partition->findings.count; i++) {
        size_t index = partition->findings.items[i];
        const struct finding *finding = &result->findings.items[index];

        text_printf(out, "%s<a class=\"sev-%s\" href=\"#finding-%zu\">%s ", i == 0 ? "" : "<br>",
                    severity_name(finding->severity), index, severity_name(finding->severity));
        html_text(out, finding->rule);
        text_printf(out, "</a>%s", finding->waived != NULL ? " (waived)" : "");
    }
}

/* What the panel beside the picture shows of a partition; hidden until it is chosen. */
static void write_details(struct text *out, const struct memory_region *region, size_t index,
                          const struct check_result *result)
{
    const struct memory_partition *partition = &region->partitions.items[index];
    struct arena *arena = out->arena;

    text_append(out, "<div class=\"details\"");
    html_attribute(out, "data-for", arena_printf(arena, "%s-%zu", region->name, index));
    text_printf(out, " hidden>\n<h4 class=\"role-%s\">", memory_role_word(partition->role));
    html_text(out, partition->name);
    text_append(out, "</h4>\n<dl>\n");
    html_term(out, "Role",
              partition->owner != NULL
                  ? arena_printf(arena, "%s of %s", memory_role_name(partition->role), partition->owner)
                  : memory_role_name(partition->role));
    html_term(out, "Place", place_words(arena, partition));
    html_term(out, "Size", size_words(arena, partition->size));
    html_term(out, "Slot", slot_words(arena, partition));
    html_term(out, "In use", use_words(arena, partition));
    html_term(out, "Part of",
              partition->parent == MEMORY_NO_PARENT ? NULL : region->partitions.items[partition->parent].name);
    html_term(out, "Conflict", partition->outside ? "reaches out of this memory" : NULL);
    html_term(out, "Conflict",
              partition->overlaps.count > 0 ? layout_overlap_words(arena, region, partition, OVERLAPS_SHOWN) : NULL);
    html_term(out, "Said in", origin_words(arena, partition));
    if (partition->findings.count > 0) {
        text_append(out, "<dt>Findings</dt><dd>");
        finding_links(out, partition, result);
        text_append(out, "</dd>\n");
    }
    text_append(out, "</dl>\n</div>\n");
}

static void write_bar(struct text *out, const struct memory_partition *partition)
{
    const struct layout_fill fill = layout_fill(partition);
    unsigned percent;

    if (!partition->used_known) {
        return;
    }
    percent = layout_percent(fill.used, fill.room);
    text_printf(out, "<meter min=\"0\" max=\"100\" high=\"90\" value=\"%u\" aria-label=\"use\">%u %%</meter> %s",
                percent > 100 ? 100 : percent, percent > 100 ? 100 : percent,
                percent > 100 ? "too large" : arena_printf(out->arena, "%u %%", percent));
}

/* What has to be agreed on paper too, where there is no panel. */
static const char *limit_words(struct arena *arena, const struct memory_partition *partition)
{
    if (!partition->slot_known) {
        return partition->no_slot != NULL ? "unknown" : "";
    }
    return partition->firmware_limit > 0
               ? arena_printf(arena, "%" PRIu64 " bytes of firmware (network core's flash)", partition->firmware_limit)
               : arena_printf(arena, "%" PRIu64 " bytes", partition->limit);
}

static void write_row(struct text *out, const struct memory_region *region, size_t index,
                      const struct check_result *result)
{
    const struct memory_partition *partition = &region->partitions.items[index];
    struct arena *arena = out->arena;

    text_append(out, "<tr");
    html_attribute(out, "data-row", arena_printf(arena, "%s-%zu", region->name, index));
    text_printf(out, "><th scope=\"row\" class=\"depth-%u role-%s\"><span class=\"swatch\"></span>",
                partition->depth > 4 ? 4 : partition->depth, memory_role_word(partition->role));
    html_text(out, partition->name);
    text_append(out, "</th>");
    html_element(out, "td", "number", arena_printf(arena, "0x%08" PRIx64, partition->address));
    html_element(out, "td", "number", arena_printf(arena, "0x%08" PRIx64, partition->address + partition->size));
    html_element(out, "td", "number", layout_size_text(arena, partition->size));
    html_element(out, "td", NULL, memory_role_name(partition->role));
    html_element(out, "td", NULL, partition->owner != NULL ? partition->owner : "");
    text_append(out, "<td>");
    write_bar(out, partition);
    text_append(out, "</td>");
    html_element(out, "td", NULL, limit_words(arena, partition));
    text_append(out, "<td>");
    if (partition->overlaps.count > 0) {
        html_element(out, "span", "sev-error", layout_overlap_words(arena, region, partition, OVERLAPS_IN_TABLE));
        text_append(out, "<br>");
    }
    if (partition->outside) {
        html_element(out, "span", "sev-error", "reaches out of this memory");
        text_append(out, "<br>");
    }
    finding_links(out, partition, result);
    text_append(out, "</td>");
    html_element(out, "td", "place", origin_words(arena, partition) != NULL ? origin_words(arena, partition) : "");
    text_append(out, "</tr>\n");
}

static void write_table(struct text *out, const struct memory_region *region, const struct check_result *result)
{
    text_append(out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\"");
    html_attribute(out, "aria-label", arena_printf(out->arena, "table of the %s", region->title));
    text_append(out,
                ">\n<table class=\"memory\">\n<thead><tr><th scope=\"col\">Partition</th><th scope=\"col\">From</th>"
                "<th scope=\"col\">To</th><th scope=\"col\">Size</th><th scope=\"col\">Role</th>"
                "<th scope=\"col\">Image</th><th scope=\"col\">In use</th><th scope=\"col\">Largest update</th>"
                "<th scope=\"col\">Findings</th>"
                "<th scope=\"col\">Said in</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < region->partitions.count; i++) {
        write_row(out, region, i, result);
    }
    text_append(out, "</tbody>\n</table>\n</div>\n");
}

static const char *extent(struct arena *arena, const struct memory_region *region)
{
    if (!region->size_known) {
        return arena_printf(arena, "from 0x%" PRIx64 "; the input does not say how large it is", region->base);
    }
    return arena_printf(arena, "0x%" PRIx64 " to 0x%" PRIx64 ", %s, %u %% taken%s", region->base,
                        region->base + region->size, layout_size_text(arena, region->size),
                        layout_percent(region->taken, region->size),
                        region->complete ? "" : "; the build may add partitions");
}

static void write_region(struct text *out, const struct memory_region *region, const struct check_result *result)
{
    const struct layout_picture picture = { region->name, 0, true };

    text_append(out, "<section class=\"region\"");
    html_attribute(out, "data-region", region->name);
    text_append(out, ">\n");
    html_element(out, "h3", NULL, region->title);
    text_append(out, "\n");
    html_element(out, "p", "extent", extent(out->arena, region));
    text_append(out, "\n<div class=\"pair\">\n<figure>\n");
    layout_picture(out, region, result, &picture);
    text_append(out, "</figure>\n<aside class=\"panel script-only\" aria-live=\"polite\"");
    html_attribute(out, "aria-label", arena_printf(out->arena, "chosen partition of the %s", region->title));
    text_append(out, ">\n");
    for (size_t i = 0; i < region->partitions.count; i++) {
        write_details(out, region, i, result);
    }
    text_append(out, "</aside>\n</div>\n");
    write_table(out, region, result);
    text_append(out, "</section>\n");
}

/* The colours that are in use, once each. */
static void write_legend(struct text *out, const struct memory_layout *layout)
{
    bool used[MEMORY_ROLE_COUNT] = { false };

    for (size_t i = 0; i < layout->regions.count; i++) {
        for (size_t k = 0; k < layout->regions.items[i].partitions.count; k++) {
            used[layout->regions.items[i].partitions.items[k].role] = true;
        }
    }
    text_append(out, "<ul class=\"legend\">\n");
    for (int role = 0; role < MEMORY_ROLE_COUNT; role++) {
        if (used[role]) {
            text_printf(out, "<li class=\"role-%s\"><span class=\"swatch\"></span>%s</li>\n",
                        memory_role_word((enum memory_role)role), memory_role_name((enum memory_role)role));
        }
    }
    text_append(out, "<li class=\"role-primary-slot\"><span class=\"swatch\"></span>strong: in use</li>\n"
                     "<li class=\"role-primary-slot\"><span class=\"swatch pale\"></span>pale: room</li>\n</ul>\n"
                     "<p class=\"hint script-only\">Point at a partition, or move through them with the arrow "
                     "keys.</p>\n");
}

void html_memory(struct text *out, const struct html_report *report)
{
    const struct memory_layout *layout = report->layout;

    text_append(out, "<section id=\"memory\" aria-labelledby=\"memory-title\">\n"
                     "<h2 id=\"memory-title\">Memory</h2>\n");
    if (layout->regions.count == 0) {
        text_append(out, "<p>The input says nothing of partitions.</p>\n");
    } else {
        write_legend(out, layout);
    }
    for (size_t i = 0; i < layout->regions.count; i++) {
        write_region(out, &layout->regions.items[i], report->result);
    }
    if (layout->unplaced.count > 0) {
        text_append(out, "<h3>Not placed</h3>\n<ul>\n");
        for (size_t i = 0; i < layout->unplaced.count; i++) {
            text_append(out, "<li>");
            html_element(out, "b", NULL, layout->unplaced.items[i].name);
            text_append(out, ": ");
            html_text(out, layout->unplaced.items[i].why);
            text_append(out, "</li>\n");
        }
        text_append(out, "</ul>\n");
    }
    text_append(out, "</section>\n");
}
