#include "report/style/line_diff.h"

#include <string.h>

#define CONTEXT 3u

struct lines {
    struct slice *items; /* each with its line end, which the last may lack */
    size_t count;
    size_t capacity;
};

static struct lines split(struct arena *arena, struct slice text)
{
    struct lines lines = { 0 };
    const char *at = text.data;
    const char *end = text.data + text.length;

    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline == NULL ? end : newline + 1;

        *ARENA_PUSH(arena, &lines) = (struct slice){ at, (size_t)(stop - at) };
        at = stop;
    }
    return lines;
}

static bool is_equal(const struct lines *before, const struct lines *after, size_t index)
{
    return index < before->count && index < after->count && before->items[index].length == after->items[index].length &&
           memcmp(before->items[index].data, after->items[index].data, before->items[index].length) == 0;
}

static void write_lines(struct text *out, const char *sign, const struct lines *lines, size_t first, size_t end)
{
    for (size_t i = first; i < end && i < lines->count; i++) {
        struct slice line = lines->items[i];

        text_append(out, sign);
        text_append_bytes(out, line.data, line.length);
        if (line.data[line.length - 1] != '\n') {
            text_append(out, "\n\\ No newline at end of file\n");
        }
    }
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* A range of a hunk's head: a file without lines in it begins at the line before. */
static void write_range(struct text *out, char sign, size_t first, size_t end, size_t count)
{
    size_t lines = least(end, count) - least(first, count);

    text_printf(out, "%c%zu,%zu", sign, lines == 0 ? least(first, count) : first + 1, lines);
}

static void write_hunk(struct text *out, const struct lines *before, const struct lines *after, size_t first,
                       size_t end)
{
    text_append(out, "@@ ");
    write_range(out, '-', first, end, before->count);
    text_append(out, " ");
    write_range(out, '+', first, end, after->count);
    text_append(out, " @@\n");
    for (size_t i = first; i < end;) {
        size_t stop = i;

        while (stop < end && is_equal(before, after, stop)) {
            stop++;
        }
        write_lines(out, " ", before, i, stop);
        i = stop;
        while (stop < end && !is_equal(before, after, stop)) {
            stop++;
        }
        write_lines(out, "-", before, i, stop);
        write_lines(out, "+", after, i, stop);
        i = stop;
    }
}

void report_line_diff(struct text *out, const char *path, struct slice before, struct slice after)
{
    struct lines old = split(out->arena, before);
    struct lines new = split(out->arena, after);
    size_t count = old.count > new.count ? old.count : new.count;
    bool begun = false;

    for (size_t i = 0; i < count;) {
        size_t first = i > CONTEXT ? i - CONTEXT : 0;
        size_t last = i; /* the last line that differs */

        if (is_equal(&old, &new, i)) {
            i++;
            continue;
        }
        for (size_t k = i; k < count && k <= last + 2 * CONTEXT; k++) {
            last = is_equal(&old, &new, k) ? last : k;
        }
        if (!begun) {
            text_printf(out, "--- a/%s\n+++ b/%s\n", path, path);
            begun = true;
        }
        write_hunk(out, &old, &new, first, least(count, last + 1 + CONTEXT));
        i = last + 1 + CONTEXT;
    }
}
