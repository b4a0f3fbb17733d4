#include "sim/replay.h"

#include <string.h>
#include "base/text.h"
#include "sim/explorer_leg.h"

#define PATH_MAX_BYTES 65536u
#define SETTLE_BOOTS   64u
#define LETTERS        "oepkzr"

static const char place_letters[] = {
    [CUT_BEFORE] = 'b', [CUT_FIRST_WORD] = 'f', [CUT_HALF] = 'h',     [CUT_ALL_BUT_ONE] = 'l',
    [CUT_AFTER] = 'a',  [CUT_WORDS] = 'w',      [CUT_WATCHDOG] = 'd',
};

/* The first answer is what a path means that says nothing: it need not be written. */
static size_t readings_written(const char *readings)
{
    size_t length = strlen(readings);

    while (length != 0 && (readings[length - 1] == 'o' || readings[length - 1] == 'k')) {
        length--;
    }
    return length;
}

/* A path that is being written: uncut boots without readings are counted first. */
struct path_text {
    struct text text;
    unsigned boots;
};

static void flush_boots(struct path_text *path)
{
    const char *dot = path->text.length == 0 ? "" : ".";

    if (path->boots == 1) {
        text_printf(&path->text, "%su", dot);
    } else if (path->boots > 1) {
        text_printf(&path->text, "%su%u", dot, path->boots);
    }
    path->boots = 0;
}

static void write_step(struct path_text *path, const char *readings, struct cut cut)
{
    size_t length = readings_written(readings);

    if (cut.operation == UINT32_MAX && length == 0) {
        path->boots++;
        return;
    }
    flush_boots(path);
    if (path->text.length != 0) {
        text_append(&path->text, ".");
    }
    text_append_bytes(&path->text, readings, length);
    if (cut.operation == UINT32_MAX) {
        text_append(&path->text, "u");
        return;
    }
    text_printf(&path->text, "%u%c", (unsigned)cut.operation, place_letters[cut.extent]);
    if (cut.extent == CUT_WORDS) {
        text_printf(&path->text, "%u", (unsigned)cut.words);
    }
}

static void write_parents(struct path_text *path, struct arena *arena, const struct graph *graph, uint32_t node)
{
    size_t count = 0;
    uint32_t *row;

    for (uint32_t at = node; graph->nodes.items[at].parent != GRAPH_NONE; at = graph->nodes.items[at].parent) {
        count++;
    }
    row = arena_array(arena, count, sizeof *row);
    for (size_t i = count; i-- > 0; node = graph->nodes.items[node].parent) {
        row[i] = node;
    }
    for (size_t i = 0; i < count; i++) {
        const struct graph_step *step = &graph->nodes.items[row[i]].step;

        write_step(path, step->readings, step->cut);
    }
}

/* On to the failure: only as far as readings decide that it comes. */
static void write_failure(struct path_text *path, const struct graph *graph, uint32_t node)
{
    for (size_t i = 0; i < SETTLE_BOOTS; i++) {
        const struct graph_node *at = &graph->nodes.items[node];
        const struct graph_run *run;

        if (at->run_count == 0 || at->outcome == OUTCOME_GOOD) {
            break;
        }
        run = &graph->runs.items[at->first_run + at->worst_run];
        write_step(path, run->readings, NO_CUT);
        if (run->successor == GRAPH_NONE || run->successor == node) {
            break;
        }
        node = run->successor;
    }
    path->boots = 0; /* the machine boots on by itself */
}

const char *replay_path(struct arena *arena, const struct graph *graph, uint32_t node)
{
    struct path_text path = { .text = text_create(arena, PATH_MAX_BYTES) };

    write_parents(&path, arena, graph, node);
    write_failure(&path, graph, node);
    flush_boots(&path);
    return path.text.length == 0 ? "start" : path.text.data;
}

static uint32_t parse_number(const char **text, uint32_t otherwise)
{
    uint64_t value = 0;
    size_t digits = strspn(*text, "0123456789");

    if (digits == 0 || !parse_uint64((struct slice){ *text, digits }, 10, &value) || value >= UINT32_MAX) {
        return otherwise;
    }
    *text += digits;
    return (uint32_t)value;
}

bool replay_parse_step(const char **text, struct graph_step *step, uint32_t *boots)
{
    size_t readings = strspn(*text, LETTERS);
    const char *letter;

    *step = (struct graph_step){ .cut = NO_CUT };
    *boots = 1;
    if (readings > MACHINE_CHOICES_MAX) {
        return false;
    }
    memcpy(step->readings, *text, readings);
    *text += readings;
    if (**text == 'u') {
        (*text)++;
        *boots = parse_number(text, 1);
        return true;
    }
    step->cut.operation = parse_number(text, UINT32_MAX);
    letter = **text == '\0' ? NULL : memchr(place_letters, **text, sizeof place_letters);
    if (step->cut.operation == UINT32_MAX || letter == NULL) {
        return false;
    }
    (*text)++;
    step->cut.extent = (enum cut_extent)(letter - place_letters);
    if (step->cut.extent == CUT_WORDS) {
        step->cut.words = parse_number(text, 0);
    }
    return true;
}
