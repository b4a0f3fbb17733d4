#include "sim/explorer/replay.h"

#include <string.h>
#include "base/text.h"
#include "sim/explorer/explorer_leg.h"

#define PATH_MAX_BYTES 65536u
#define SETTLE_BOOTS   64u
#define BOOTS_MAX      1000u
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

/* False: there is no number of 32 bits. */
static bool parse_number(const char **text, uint32_t *number)
{
    uint64_t value;
    size_t digits = strspn(*text, "0123456789");

    if (digits == 0 || !parse_uint64((struct slice){ *text, digits }, 10, &value) || value >= UINT32_MAX) {
        return false;
    }
    *text += digits;
    *number = (uint32_t)value;
    return true;
}

static bool parse_boots(const char **text, uint32_t *boots, const char **why)
{
    bool said = is_digit(**text);

    *boots = 1;
    *why = "expected 'u', or 'u' with a number from 1 to 1000";
    return !said || (parse_number(text, boots) && *boots >= 1 && *boots <= BOOTS_MAX);
}

static bool parse_cut(const char **text, struct cut *cut, const char **why)
{
    const char *letter;

    *why = "expected 'u' or the number of an operation";
    if (!parse_number(text, &cut->operation)) {
        return false;
    }
    *why = "expected 'b', 'f', 'h', 'l', 'a', 'd' or 'w' behind the number of the operation";
    letter = **text == '\0' ? NULL : memchr(place_letters, **text, sizeof place_letters);
    if (letter == NULL) {
        return false;
    }
    (*text)++;
    cut->extent = (enum cut_extent)(letter - place_letters);
    *why = "expected a number of words behind 'w'";
    return cut->extent != CUT_WORDS || parse_number(text, &cut->words);
}

bool replay_parse_step(const char **text, struct graph_step *step, uint32_t *boots, const char **why)
{
    size_t readings = strspn(*text, LETTERS);

    *step = (struct graph_step){ .cut = NO_CUT };
    *boots = 1;
    *why = "more letters than a boot can ask for";
    if (readings > MACHINE_CHOICES_MAX) {
        return false;
    }
    memcpy(step->readings, *text, readings);
    *text += readings;
    if (**text == 'u') {
        (*text)++;
        if (!parse_boots(text, boots, why)) {
            return false;
        }
    } else if (!parse_cut(text, &step->cut, why)) {
        return false;
    }
    *why = "expected a dot or the end behind it";
    return **text == '\0' || **text == '.';
}

static void remove_ram(char *readings)
{
    size_t kept = 0;

    for (size_t i = 0; readings[i] != '\0'; i++) {
        if (strchr("kzr", readings[i]) == NULL) {
            readings[kept++] = readings[i];
        }
    }
    readings[kept] = '\0';
}

const char *replay_without_ram(struct arena *arena, const char *path)
{
    struct path_text rest = { .text = text_create(arena, PATH_MAX_BYTES) };
    struct graph_step step;
    const char *why;
    uint32_t boots;

    while (replay_parse_step(&path, &step, &boots, &why)) {
        remove_ram(step.readings);
        for (; boots != 0; boots--) {
            write_step(&rest, step.readings, step.cut);
        }
        if (*path == '\0') {
            break;
        }
        path++;
    }
    return rest.text.length == 0 ? "start" : rest.text.data; /* uncut boots at its end come by themselves */
}
