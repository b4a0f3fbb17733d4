/* The layout as a picture: a bar a region, from its first byte at the top to its last, everything to scale; labels beside
 * it, moved apart where partitions are small, each with a line to its block.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/layout/layout_report.h"
#include "report/style/html_assets.h"
#include "report/style/html_text.h"

/* Pixels. */
#define WIDTH        480.0
#define BAR_LEFT     8.0
#define BAR_WIDTH    120.0
#define LEAST_HEIGHT 120.0 /* of a bar with one partition; it grows with their number */
#define MOST_HEIGHT  300.0 /* unless there are more labels than that */
#define EACH_HEIGHT  60.0
#define LABEL_HEIGHT 20.0
#define MARK_X       150.0
#define ADDRESS_X    160.0
#define NAME_X       242.0
#define SIZE_X       474.0
#define HEAD         12.0 /* above and below the bar */
#define THINNEST     1.0  /* so that it is seen */
#define HEADING      34.0 /* of a region in a file of its own */
#define NAME_LETTERS 24u

/* A row of text; a gap has no partition. */
struct label {
    const struct memory_partition *partition;
    uint64_t address;
    uint64_t size;
    size_t index;
    double middle; /* of the block */
    double y;      /* of the text */
};

static double bar_height(const struct memory_region *region)
{
    double count = (double)(region->partitions.count + region->gaps.count);
    double wanted = count * EACH_HEIGHT > MOST_HEIGHT ? MOST_HEIGHT : count * EACH_HEIGHT;

    wanted = wanted < LEAST_HEIGHT ? LEAST_HEIGHT : wanted;
    return count * LABEL_HEIGHT > wanted ? count * LABEL_HEIGHT : wanted;
}

unsigned layout_picture_height(const struct memory_region *region)
{
    return (unsigned)(bar_height(region) + 2 * HEAD);
}

/* Of a byte of the region; what lies outside is drawn at the edge. */
static double y_of(const struct memory_region *region, uint64_t address)
{
    double offset = address < region->base ? 0 : (double)(address - region->base);
    double size = region->size == 0 ? 1 : (double)region->size;

    return HEAD + (offset > size ? size : offset) / size * bar_height(region);
}

/* From top to bottom; those at about the same height in the order of the table, the outer one first. */
static int by_middle(const void *left, const void *right)
{
    const struct label *a = left;
    const struct label *b = right;
    double height_a = (double)(unsigned long)(a->middle / LABEL_HEIGHT);
    double height_b = (double)(unsigned long)(b->middle / LABEL_HEIGHT);

    if (height_a != height_b) {
        return height_a < height_b ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

static struct label make_label(const struct memory_region *region, uint64_t address, uint64_t size,
                               const struct memory_partition *partition, size_t index)
{
    double middle = (y_of(region, address) + y_of(region, address + size)) / 2;

    return (struct label){ partition, address, size, index, middle, middle };
}

/* Down from the top so that none covers the one before, then up from the bottom so that all are on the picture. */
static void move_apart(const struct memory_region *region, struct label *labels, size_t count)
{
    double bottom = HEAD + bar_height(region) - LABEL_HEIGHT / 2;
    double top = HEAD + LABEL_HEIGHT / 2;

    for (size_t i = 0; i < count; i++) {
        labels[i].y = labels[i].y < top ? top : labels[i].y;
        top = labels[i].y + LABEL_HEIGHT;
    }
    for (size_t i = count; i > 0; i--) {
        labels[i - 1].y = labels[i - 1].y > bottom ? bottom : labels[i - 1].y;
        bottom = labels[i - 1].y - LABEL_HEIGHT;
    }
}

static struct label *place_labels(struct arena *arena, const struct memory_region *region, size_t *count)
{
    struct label *labels = arena_array(arena, region->partitions.count + region->gaps.count, sizeof *labels);

    *count = 0;
    for (size_t i = 0; i < region->partitions.count; i++) {
        const struct memory_partition *partition = &region->partitions.items[i];

        labels[(*count)++] = make_label(region, partition->address, partition->size, partition, i);
    }
    for (size_t i = 0; i < region->gaps.count; i++) {
        labels[(*count)++] = make_label(region, region->gaps.items[i].address, region->gaps.items[i].size, NULL,
                                        region->partitions.count + i);
    }
    if (*count > 1) {
        qsort(labels, *count, sizeof *labels, by_middle);
    }
    move_apart(region, labels, *count);
    return labels;
}

static void rectangle(struct text *out, const char *class, double x, double y, double width, double height)
{
    text_printf(out, "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/>", class, x, y, width,
                height < THINNEST ? THINNEST : height);
}

/* Up to the next lane in which something lies at the same address. */
static unsigned last_lane(const struct memory_region *region, const struct memory_partition *partition)
{
    unsigned lane = region->lanes;

    for (size_t i = 0; i < region->partitions.count; i++) {
        const struct memory_partition *other = &region->partitions.items[i];

        if (other->lane > partition->lane && other->lane < lane &&
            other->address < partition->address + partition->size &&
            partition->address < other->address + other->size) {
            lane = other->lane;
        }
    }
    return lane;
}

static void span(struct text *out, const struct memory_region *region, const char *class, double x, double width,
                 uint64_t address, uint64_t size)
{
    if (size > 0) {
        double y = y_of(region, address);

        rectangle(out, class, x, y, width, y_of(region, address + size) - y);
    }
}

static void block(struct text *out, const struct memory_region *region, const struct memory_partition *partition,
                  double x, double width)
{
    uint64_t used = partition->used > partition->size ? partition->size : partition->used;

    span(out, region, "room", x, width, partition->address, partition->size);
    span(out, region, "use", x, width, partition->address, partition->used_known ? used : 0);
    if (partition->slot_known) {
        span(out, region, "reserved", x, width, partition->address + partition->size - partition->trailer,
             partition->trailer);
    }
    span(out, region, "edge", x, width, partition->address, partition->size);
}

static void label_text(struct text *out, const char *class, double x, double y, const char *words)
{
    text_printf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, x, y + 4);
    html_text(out, words);
    text_append(out, "</text>");
}

/* As many letters as there is room for; the whole name stands in the title and in the table. */
static const char *short_name(struct arena *arena, const char *name)
{
    const char *words = html_visible(arena, name);
    size_t letters = 0;
    size_t at = 0;

    while (words[at] != '\0' && letters < NAME_LETTERS - 1) {
        size_t length = utf8_sequence(words + at, strlen(words + at));

        at += length == 0 ? 1 : length;
        letters++;
    }
    return words[at] == '\0' || words[at + 1] == '\0' ? words : arena_printf(arena, "%.*s…", (int)at, words);
}

static void write_label(struct text *out, const struct label *label, double from)
{
    const char *name = label->partition == NULL ? "free" : short_name(out->arena, label->partition->name);

    if (label->partition != NULL) {
        rectangle(out, "hit", MARK_X - 8, label->y - LABEL_HEIGHT / 2, WIDTH - MARK_X + 6, LABEL_HEIGHT);
    }
    text_printf(out, "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"1.5\"/>", from, label->middle);
    text_printf(out, "<path class=\"leader\" d=\"M%.1f %.1fH%.1fL%.1f %.1fh4\"/>", from, label->middle,
                BAR_LEFT + BAR_WIDTH + 2, MARK_X - 8, label->y);
    label_text(out, "address", ADDRESS_X, label->y, arena_printf(out->arena, "0x%08" PRIx64, label->address));
    label_text(out, "name", NAME_X, label->y, name);
    label_text(out, "size", SIZE_X, label->y, layout_size_text(out->arena, label->size));
}

/* The worst that a finding says of it. */
static const char *mark_class(const struct memory_partition *partition, const struct check_result *result)
{
    int worst = partition->overlaps.count > 0 || partition->outside ? SEVERITY_ERROR : -1;

    for (size_t i = 0; i < partition->findings.count; i++) {
        const struct finding *finding = &result->findings.items[partition->findings.items[i]];

        worst = finding->waived == NULL && (int)finding->severity > worst ? (int)finding->severity : worst;
    }
    return worst < 0 ? NULL : severity_name((enum severity)worst);
}

static void open_partition(struct text *out, const struct memory_region *region, const struct label *label,
                           const struct check_result *result, const struct layout_picture *picture)
{
    const struct memory_partition *partition = label->partition;
    const char *words = layout_partition_words(out->arena, region, partition, result);

    text_append(out, "<g");
    html_attribute(out, "id", arena_printf(out->arena, "%s-%zu", picture->prefix, label->index));
    text_printf(out, " class=\"part role-%s%s\"", memory_role_word(partition->role),
                partition->overlaps.count > 0 || partition->outside ? " conflict" : "");
    if (picture->interactive) {
        text_printf(out, " role=\"option\" aria-selected=\"false\" tabindex=\"%d\"", label->index == 0 ? 0 : -1);
        html_attribute(out, "aria-label", words);
        text_append(out, ">");
    } else {
        text_append(out, "><title>");
        html_text(out, words);
        text_append(out, "</title>");
    }
}

static void write_item(struct text *out, const struct memory_region *region, const struct label *label,
                       const struct check_result *result, const struct layout_picture *picture)
{
    double lane_width = BAR_WIDTH / (region->lanes == 0 ? 1 : region->lanes);
    const struct memory_partition *partition = label->partition;
    double x = BAR_LEFT;
    double width = BAR_WIDTH;
    const char *mark;

    if (partition == NULL) {
        text_append(out, picture->interactive ? "<g class=\"gap\" aria-hidden=\"true\">" : "<g class=\"gap\">");
    } else {
        x += partition->lane * lane_width;
        width = (last_lane(region, partition) - partition->lane) * lane_width;
        open_partition(out, region, label, result, picture);
        block(out, region, partition, x, width);
    }
    write_label(out, label, x + width - (width > 8 ? 4 : width / 2));
    mark = partition == NULL ? NULL : mark_class(partition, result);
    if (mark != NULL) {
        text_printf(out, "<circle class=\"mark sev-%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4\"/>", mark, MARK_X, label->y);
    }
    text_append(out, "</g>\n");
}

void layout_picture(struct text *out, const struct memory_region *region, const struct check_result *result,
                    const struct layout_picture *picture)
{
    size_t count;
    const struct label *labels = place_labels(out->arena, region, &count);
    unsigned height = layout_picture_height(region);

    text_printf(out, "<svg class=\"layout\" x=\"0\" y=\"%u\" width=\"%.0f\" height=\"%u\" viewBox=\"0 0 %.0f %u\"",
                picture->top, WIDTH, height, WIDTH, height);
    text_append(out, picture->interactive ? " role=\"listbox\" aria-orientation=\"vertical\"" : " role=\"img\"");
    html_attribute(out, "aria-label", arena_printf(out->arena, "partitions of the %s", region->title));
    text_append(out, ">\n");
    rectangle(out, "ground", BAR_LEFT, HEAD, BAR_WIDTH, bar_height(region));
    text_append(out, "\n");
    for (size_t i = 0; i < count; i++) {
        write_item(out, region, &labels[i], result, picture);
    }
    text_append(out, "</svg>\n");
}

static void write_heading(struct text *out, const struct memory_region *region, unsigned top)
{
    const char *end =
        region->size_known
            ? arena_printf(out->arena, "0x%" PRIx64 ", %s, %u %% taken", region->base + region->size,
                           layout_size_text(out->arena, region->size), layout_percent(region->taken, region->size))
            : "an end that is not known";

    label_text(out, "heading", BAR_LEFT, top + 14, region->title);
    label_text(out, "address", BAR_LEFT, top + 30, arena_printf(out->arena, "0x%" PRIx64 " to %s", region->base, end));
}

void report_layout_svg(struct text *out, const struct memory_layout *layout, const struct check_result *result)
{
    double height = 0;

    for (size_t i = 0; i < layout->regions.count; i++) {
        height += HEADING + layout_picture_height(&layout->regions.items[i]) + 8;
    }
    text_printf(out,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"map\" width=\"%.0f\" height=\"%.0f\" "
                "viewBox=\"0 0 %.0f %.0f\">\n<title>",
                WIDTH, height, WIDTH, height);
    html_text(out, arena_printf(out->arena, "memory of %s", layout->path));
    text_printf(out, "</title>\n<style>\n%s%s</style>\n<rect class=\"page\" width=\"100%%\" height=\"100%%\"/>\n",
                html_theme_css, html_layout_css);
    height = 0;
    for (size_t i = 0; i < layout->regions.count; i++) {
        const struct memory_region *region = &layout->regions.items[i];
        const struct layout_picture picture = { region->name, (unsigned)(height + HEADING), false };

        write_heading(out, region, (unsigned)height);
        layout_picture(out, region, result, &picture);
        height += HEADING + layout_picture_height(region) + 8;
    }
    text_append(out, "</svg>\n");
}
