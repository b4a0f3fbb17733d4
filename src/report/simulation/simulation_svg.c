#include "report/simulation/simulation_report.h"

#include "report/style/xml.h"

/* The picture: one row an area, from its first byte at the top to its last; operations from left to right. */
#define MARGIN      12u
#define LABEL_WIDTH 190u
#define PLOT_WIDTH  1000u
#define ROW_HEIGHT  72u
#define ROW_GAP     14u
#define TOP         96u
#define FOOT        48u
#define SMALLEST    1u
#define BOOT_LABELS 26u /* lines below the picture */
#define LABEL_SPACE 16u /* numbers closer than that would cover each other */

static void label(struct text *out, const char *class, uint64_t x, uint64_t y, const char *words)
{
    text_printf(out, "<text class=\"%s\" x=\"%llu\" y=\"%llu\">", class, (unsigned long long)x, (unsigned long long)y);
    xml_text(out, words);
    text_append(out, "</text>\n");
}

static bool touched(const struct simulation_report *report, size_t area)
{
    for (size_t i = 0; i < report->timeline.steps.count; i++) {
        if (report->timeline.steps.items[i].area == area) {
            return true;
        }
    }
    return false;
}

/* Areas that nothing happens in have no row. */
static uint64_t rows_before(const struct simulation_report *report, size_t area)
{
    uint64_t rows = 0;

    for (size_t i = 0; i < area; i++) {
        rows += touched(report, i) ? 1 : 0;
    }
    return rows;
}

static uint64_t plot_height(const struct simulation_report *report)
{
    return rows_before(report, report->areas.count) * (ROW_HEIGHT + ROW_GAP);
}

/* A step's left edge; every run takes at least one column, so that runs without an operation are seen. */
static uint64_t column_count(const struct simulation_timeline *timeline)
{
    return timeline->steps.count + timeline->runs.count + 1;
}

static uint64_t column_x(const struct simulation_timeline *timeline, uint64_t column)
{
    return MARGIN + LABEL_WIDTH + column * PLOT_WIDTH / column_count(timeline);
}

static void write_style(struct text *out)
{
    text_append(out, "<style>\n"
                     "svg{background:#fff}\n"
                     "text{font:12px ui-monospace,monospace;fill:#222}\n"
                     ".title{font-size:15px;font-weight:bold}\n"
                     ".dim{fill:#666}\n"
                     ".area{fill:#f4f4f2;stroke:#999}\n"
                     ".erase{fill:#e9a23b}\n"
                     ".write{fill:#2f6db3}\n"
                     ".boot{stroke:#bbb;stroke-dasharray:3 3}\n"
                     ".cut{stroke:#c0272d;stroke-width:2}\n"
                     ".app{fill:#2e7d32;opacity:.10}\n"
                     ".good{fill:#2e7d32;font-weight:bold}\n"
                     ".bad{fill:#c0272d;font-weight:bold}\n"
                     "</style>\n");
}

static void write_title(struct text *out, const struct simulation_report *report)
{
    const struct simulation_timeline *timeline = &report->timeline;

    label(out, "title", MARGIN, 24, arena_printf(out->arena, "%s: %s", report->path, report->bootloader));
    if (timeline->scenario == NULL) {
        label(out, "dim", MARGIN, 44, "no run to show");
        return;
    }
    label(out, "dim", MARGIN, 44,
          arena_printf(out->arena, "scenario %s, replay %s: %zu boots and turns, %zu flash operations",
                       timeline->scenario, timeline->replay, timeline->runs.count, timeline->steps.count));
    label(out, timeline->failing ? "bad" : "good", MARGIN, 62,
          arena_printf(out->arena, "%s: %s", timeline->outcome, timeline->reason));
}

static void write_area(struct text *out, const struct simulation_area *area, uint64_t top)
{
    label(out, "name", MARGIN, top + 16, area->name);
    label(out, "dim", MARGIN, top + 32, area->device);
    label(out, "dim", MARGIN, top + 48, arena_printf(out->arena, "0x%06x %u KiB", area->offset, area->size / 1024));
    text_printf(out, "<rect class=\"area\" x=\"%u\" y=\"%llu\" width=\"%u\" height=\"%u\"/>\n", MARGIN + LABEL_WIDTH,
                (unsigned long long)top, PLOT_WIDTH, ROW_HEIGHT);
}

static uint64_t at_least(uint64_t value, uint64_t least)
{
    return value < least ? least : value;
}

static void write_step(struct text *out, const struct simulation_report *report, const uint64_t *tops,
                       const struct simulation_step *step, uint64_t column)
{
    const struct simulation_timeline *timeline = &report->timeline;
    const struct simulation_area *area;
    uint64_t x = column_x(timeline, column);
    uint64_t width = at_least(column_x(timeline, column + 1) - x, SMALLEST);
    uint64_t y;

    if (step->area >= report->areas.count) {
        return;
    }
    area = &report->areas.items[step->area];
    y = tops[step->area] + (uint64_t)(step->offset - area->offset) * ROW_HEIGHT / at_least(area->size, 1);
    text_printf(out, "<rect class=\"%s\" x=\"%llu\" y=\"%llu\" width=\"%llu\" height=\"%llu\"/>\n",
                step->erase ? "erase" : "write", (unsigned long long)x, (unsigned long long)y,
                (unsigned long long)width,
                (unsigned long long)at_least((uint64_t)step->size * ROW_HEIGHT / at_least(area->size, 1), 2));
}

static void write_boundary(struct text *out, const struct simulation_report *report, const struct simulation_run *run,
                           size_t number, uint64_t first, uint64_t last, bool labelled)
{
    const struct simulation_timeline *timeline = &report->timeline;
    unsigned long long left = (unsigned long long)column_x(timeline, first);
    unsigned long long right = (unsigned long long)column_x(timeline, last);
    unsigned long long bottom = (unsigned long long)(TOP + plot_height(report));

    if (run->application) {
        text_printf(out, "<rect class=\"app\" x=\"%llu\" y=\"%u\" width=\"%llu\" height=\"%llu\"/>\n", left, TOP - 6,
                    right - left, bottom - TOP);
    }
    text_printf(out, "<line class=\"boot\" x1=\"%llu\" y1=\"%u\" x2=\"%llu\" y2=\"%llu\"/>\n", left, TOP - 10, left,
                bottom);
    if (run->cut) {
        text_printf(
            out, "<line class=\"cut\" x1=\"%llu\" y1=\"%u\" x2=\"%llu\" y2=\"%llu\"><title>power cut</title></line>\n",
            right, TOP - 10, right, bottom);
    }
    if (labelled) {
        label(out, "dim", left + 2, TOP - 12, arena_printf(out->arena, "%zu", number + 1));
    }
}

static uint64_t run_end(const struct simulation_timeline *timeline, size_t run)
{
    return run + 1 < timeline->runs.count ? timeline->runs.items[run + 1].first_step : timeline->steps.count;
}

static void write_runs(struct text *out, const struct simulation_report *report, const uint64_t *tops)
{
    const struct simulation_timeline *timeline = &report->timeline;
    uint64_t next_label = 0;

    for (size_t i = 0; i < timeline->runs.count; i++) {
        const struct simulation_run *run = &timeline->runs.items[i];
        size_t end = run_end(timeline, i);
        uint64_t x = column_x(timeline, run->first_step + i);

        write_boundary(out, report, run, i, run->first_step + i, end + i + 1, x >= next_label);
        next_label = x >= next_label ? x + LABEL_SPACE : next_label;
        for (size_t step = run->first_step; step < end; step++) {
            write_step(out, report, tops, &timeline->steps.items[step], step + i);
        }
    }
}

static void write_foot(struct text *out, const struct simulation_report *report)
{
    const struct simulation_timeline *timeline = &report->timeline;
    uint64_t y = TOP + plot_height(report) + 18;
    uint64_t list = timeline->runs.count > BOOT_LABELS ? BOOT_LABELS : timeline->runs.count;

    text_printf(out, "<rect class=\"erase\" x=\"%u\" y=\"%llu\" width=\"12\" height=\"10\"/>\n", MARGIN,
                (unsigned long long)(y - 9));
    label(out, "dim", MARGIN + 18, y, "erase");
    text_printf(out, "<rect class=\"write\" x=\"%u\" y=\"%llu\" width=\"12\" height=\"10\"/>\n", MARGIN + 80,
                (unsigned long long)(y - 9));
    label(out, "dim", MARGIN + 98, y, "write");
    label(out, "dim", MARGIN + 160, y,
          "green: the application's turn; red line: power cut; top of a row: its first byte");
    for (uint64_t i = 0; i < list; i++) {
        const struct simulation_run *run = &timeline->runs.items[i];

        label(out, "dim", MARGIN, y + 20 + 16 * i,
              arena_printf(out->arena, "%llu  %s: %s", (unsigned long long)i + 1, run->begin, run->end));
    }
}

static void write_picture(struct text *out, const struct simulation_report *report, bool alone)
{
    size_t runs = report->timeline.runs.count > BOOT_LABELS ? BOOT_LABELS : report->timeline.runs.count;
    uint64_t *tops = arena_array(out->arena, report->areas.count, sizeof *tops);
    unsigned long long width = 2 * MARGIN + LABEL_WIDTH + PLOT_WIDTH;
    unsigned long long height = TOP + plot_height(report) + FOOT + 16 * runs;
    unsigned top = alone ? 0 : TOP - 24;

    text_printf(out, "<svg %s width=\"%llu\" height=\"%llu\" viewBox=\"0 %u %llu %llu\">\n",
                alone ? "xmlns=\"http://www.w3.org/2000/svg\""
                      : "class=\"timeline\" role=\"img\" aria-label=\"what "
                        "was erased and written where, boot after boot\"",
                width, height - top, top, width, height - top);
    if (alone) {
        write_style(out);
        write_title(out, report);
    }
    for (size_t i = 0; i < report->areas.count; i++) {
        tops[i] = TOP + rows_before(report, i) * (ROW_HEIGHT + ROW_GAP);
        if (touched(report, i)) {
            write_area(out, &report->areas.items[i], tops[i]);
        }
    }
    write_runs(out, report, tops);
    write_foot(out, report);
    text_append(out, "</svg>\n");
}

void report_simulation_svg(struct text *out, const struct simulation_report *report)
{
    write_picture(out, report, true);
}

void report_simulation_timeline(struct text *out, const struct simulation_report *report)
{
    write_picture(out, report, false);
}
