/* The memory layout as people and programs see it: table with bars, picture, JSON. */
#ifndef REPORT_LAYOUT_LAYOUT_REPORT_H
#define REPORT_LAYOUT_LAYOUT_REPORT_H

#include <stdbool.h>
#include "base/memory_layout.h"
#include "base/text.h"

/* "0x10000 (64 KiB)" has two parts; this is the second: "64 KiB", "12.5 KiB", "1 MiB", "512 bytes". */
const char *layout_size_text(struct arena *arena, uint64_t size);

/* 0 to 100, rounded down, but at least 1 where there is anything. */
unsigned layout_percent(uint64_t part, uint64_t whole);

/* What is used of a partition, and of how much: bytes of the file in it, or of the firmware in that file where the network
 * core's flash is the limit. Only where partition->used_known.
 */
struct layout_fill {
    uint64_t used;
    uint64_t room;
    const char *of; /* "bytes", "bytes of firmware" */
};

struct layout_fill layout_fill(const struct memory_partition *partition);

/* "largest update file 950232 bytes", "largest network firmware 227328 bytes: the network core's flash takes no more", or
 * that it is not known, with the reason; NULL: it is no slot.
 */
const char *layout_limit_words(struct arena *arena, const struct memory_partition *partition);

/* "overlaps with tfm, app and 3 more"; there is at least one, `most` are named. */
#define OVERLAPS_SHOWN 8u
const char *layout_overlap_words(struct arena *arena, const struct memory_region *region,
                                 const struct memory_partition *partition, size_t most);

/* One paragraph of plain words about a partition: place, size, role, image, slot, use, overlaps, findings. */
const char *layout_partition_words(struct arena *arena, const struct memory_region *region,
                                   const struct memory_partition *partition, const struct check_result *result);

/* For a terminal of 80 columns: each region as a table whose bars are to scale. */
void report_layout_text(struct text *out, const struct memory_layout *layout, const struct check_result *result,
                        bool colour, bool unicode);

void report_layout_json(struct text *out, const struct memory_layout *layout, const struct check_result *result);

/* All regions below each other in one SVG file. */
void report_layout_svg(struct text *out, const struct memory_layout *layout, const struct check_result *result);

/* One region's picture as an <svg> element, `top` pixels below the top of what it stands in; it needs the style sheets
 * html/theme.css and html/layout.css. `prefix` begins the id of each partition: PREFIX-0, PREFIX-1, ... Interactive: the
 * partitions are the options of a list box, for a page that moves the focus; else each has a title.
 */
struct layout_picture {
    const char *prefix;
    unsigned top;
    bool interactive;
};

unsigned layout_picture_height(const struct memory_region *region);
void layout_picture(struct text *out, const struct memory_region *region, const struct check_result *result,
                    const struct layout_picture *picture);

#endif
