#include "recipe/template.h"

#include <assert.h>
#include <string.h>

#include "recipe/embedded_templates.h"

#define LINE_LIMIT  4096u
#define DEPTH_LIMIT 8u

void template_value(struct template_values *values, const char *name, const char *text)
{
    *ARENA_PUSH(values->arena, values) = (struct template_value){ name, text };
}

void template_fact(struct template_values *values, const char *name, bool holds)
{
    template_value(values, name, holds ? "" : NULL);
}

static const struct template_value *find_value(const struct template_values *values, struct slice name)
{
    for (size_t i = 0; i < values->count; i++) {
        if (slice_equals(name, values->items[i].name)) {
            return &values->items[i];
        }
    }
    return NULL;
}

/* The word in front; the rest behind it and its blanks. */
static struct slice next_word(struct slice *rest)
{
    struct slice word = *rest;
    const char *blank = word.length == 0 ? NULL : memchr(word.data, ' ', word.length);

    if (blank != NULL) {
        word.length = (size_t)(blank - word.data);
    }
    rest->data += word.length;
    rest->length -= word.length;
    *rest = slice_trim(*rest);
    return word;
}

static bool sdk_holds(const struct template_values *values, struct slice text)
{
    struct sdk_range range = { 0 };
    bool good = sdk_range_parse(values->arena, text, &range);

    assert(good);
    (void)good;
    return sdk_range_contains(&range, values->sdk);
}

static bool condition_holds(const struct template_values *values, struct slice rest)
{
    bool wanted = true;

    while (rest.length > 0) {
        struct slice word = next_word(&rest);
        const struct template_value *value;

        if (slice_equals(word, "sdk")) {
            return sdk_holds(values, rest);
        }
        if (slice_equals(word, "not")) {
            wanted = false;
            continue;
        }
        value = find_value(values, word);
        assert(value != NULL);
        if ((value->text != NULL) != wanted) {
            return false;
        }
        wanted = true;
    }
    return true;
}

bool template_condition(const struct template_values *values, const char *condition)
{
    return condition_holds(values, slice_of(condition));
}

/* Length of the name behind a brace, when a brace ends it; else 0. */
static size_t name_length(struct slice text)
{
    size_t length = 0;

    while (length < text.length && strchr("abcdefghijklmnopqrstuvwxyz0123456789_", text.data[length]) != NULL) {
        length++;
    }
    return length < text.length && text.data[length] == '}' ? length : 0;
}

static void expand_line(const struct template_values *values, struct slice line, struct text *out)
{
    for (size_t i = 0; i < line.length; i++) {
        struct slice rest = { line.data + i + 1, line.length - i - 1 };
        size_t length = line.data[i] == '{' ? name_length(rest) : 0;
        const struct template_value *value;

        if (length == 0) {
            text_append_bytes(out, line.data + i, 1);
            continue;
        }
        value = find_value(values, (struct slice){ rest.data, length });
        assert(value != NULL && value->text != NULL);
        text_append(out, value->text);
        i += length + 1;
    }
}

const char *template_line(const struct template_values *values, const char *line)
{
    struct text out = text_create(values->arena, LINE_LIMIT);

    expand_line(values, slice_of(line), &out);
    return out.data;
}

static const struct embedded_template *find_template(struct slice name)
{
    const struct embedded_template *file = embedded_templates;

    while (file->name != NULL && !slice_equals(name, file->name)) {
        file++;
    }
    assert(file->name != NULL);
    return file;
}

/* Which lines of nested conditions are written: one entry for each open %if. */
struct branches {
    bool open[DEPTH_LIMIT];
    size_t depth;
};

static bool writing(const struct branches *branches)
{
    for (size_t i = 0; i < branches->depth; i++) {
        if (!branches->open[i]) {
            return false;
        }
    }
    return true;
}

static void expand_file(const struct template_values *values, struct slice name, struct text *out, unsigned depth);

static void directive(const struct template_values *values, struct slice line, struct branches *branches,
                      struct text *out, unsigned depth)
{
    struct slice word = next_word(&line);

    if (slice_equals(word, "%if")) {
        bool open = !writing(branches) || condition_holds(values, line);

        assert(branches->depth < DEPTH_LIMIT);
        branches->open[branches->depth++] = open;
    } else if (slice_equals(word, "%else")) {
        assert(branches->depth > 0);
        branches->open[branches->depth - 1] = !branches->open[branches->depth - 1];
    } else if (slice_equals(word, "%end")) {
        assert(branches->depth > 0);
        branches->depth--;
    } else {
        assert(slice_equals(word, "%include"));
        if (writing(branches)) {
            expand_file(values, line, out, depth + 1);
        }
    }
}

static void expand_file(const struct template_values *values, struct slice name, struct text *out, unsigned depth)
{
    const struct embedded_template *file = find_template(name);
    struct slice rest = { (const char *)file->data, file->size };
    struct branches branches = { .depth = 0 };

    assert(depth < DEPTH_LIMIT);
    while (rest.length > 0) {
        const char *end = memchr(rest.data, '\n', rest.length);
        struct slice line = { rest.data, end == NULL ? rest.length : (size_t)(end - rest.data) };

        rest.data += line.length + (end != NULL);
        rest.length -= line.length + (end != NULL);
        if (slice_starts_with(line, "%")) {
            directive(values, slice_trim(line), &branches, out, depth);
        } else if (writing(&branches)) {
            size_t mark = slice_starts_with(line, "!");

            expand_line(values, (struct slice){ line.data + mark, line.length - mark }, out);
            text_append(out, "\n");
        }
    }
    assert(branches.depth == 0);
}

void template_expand(const struct template_values *values, const char *name, struct text *out)
{
    expand_file(values, slice_of(name), out, 0);
}
