/* The text of one comment. */
#include "check/waiver/waiver_comments.h"

#include <string.h>
#include "check/expression/spelling.h"

struct comment_reader {
    struct arena *arena;
    const struct rule_set *set;
    struct waiver waiver; /* what all its rules share */
    struct waivers *waivers;
    const char *problem;
};

/* Names and dates are short; what is not is shown cut. */
static const char *shown(struct arena *arena, struct slice word)
{
    return text_printable(arena, word, 60);
}

static struct slice take_word(struct slice *text)
{
    struct slice word;
    size_t length = 0;

    *text = slice_trim(*text);
    while (length < text->length && strchr(" \t,", text->data[length]) == NULL) {
        length++;
    }
    word = (struct slice){ text->data, length };
    if (length < text->length && text->data[length] == ',') {
        length++;
    }
    *text = slice_trim((struct slice){ text->data + length, text->length - length });
    return word;
}

static void read_setting(struct comment_reader *reader, struct slice word, size_t equals)
{
    struct arena *arena = reader->arena;
    struct slice key = { word.data, equals };
    struct slice value = { word.data + equals + 1, word.length - equals - 1 };
    const char *text = text_printable(arena, value, 256);

    if (value.length == 0) {
        reader->problem = arena_printf(arena, "'%s' has no value", shown(arena, word));
    } else if (slice_equals(key, "until") && reader->waiver.until != NULL) {
        reader->problem = "'until' stands twice in it";
    } else if (slice_equals(key, "until")) {
        reader->waiver.until = text;
        if (!date_is_valid(text)) {
            reader->problem = arena_printf(arena, "'%s' is no date: expected the form 2026-12-31", shown(arena, value));
        }
    } else if (slice_equals(key, "board")) {
        *ARENA_PUSH(arena, &reader->waiver.scope.boards) = text;
    } else if (slice_equals(key, "product")) {
        *ARENA_PUSH(arena, &reader->waiver.scope.products) = text;
    } else {
        const char *near = nearest_word(arena, shown(arena, key), "until board product");

        reader->problem =
            arena_printf(arena, "unknown key '%s'%s", shown(arena, key),
                         near[0] != '\0' ? arena_printf(arena, "; did you mean '%s'?", near)
                                         : ": expected until, board or product, and the reason behind ' -- '");
    }
}

static void read_rule(struct comment_reader *reader, struct slice word)
{
    const char *name = shown(reader->arena, word);
    struct waiver waiver = { .rule = rule_set_find_any(reader->set, name) };

    if (waiver.rule == NULL) {
        reader->problem = rule_set_unknown(reader->arena, reader->set, name);
    } else if (waiver.rule->about_waivers) {
        reader->problem = arena_printf(reader->arena, "rule '%s' is about waivers and cannot be waived", name);
    } else {
        *ARENA_PUSH(reader->arena, reader->waivers) = waiver;
    }
}

static const char *find_reason(struct arena *arena, struct slice *text)
{
    for (size_t i = 0; i + 1 < text->length; i++) {
        bool before = i == 0 || strchr(" \t", text->data[i - 1]) != NULL;
        bool behind = i + 2 == text->length || strchr(" \t", text->data[i + 2]) != NULL;

        if (text->data[i] == '-' && text->data[i + 1] == '-' && before && behind) {
            struct slice reason = slice_trim((struct slice){ text->data + i + 2, text->length - i - 2 });

            *text = slice_trim((struct slice){ text->data, i });
            return reason.length > 0 ? text_printable(arena, reason, WAIVER_COMMENT_LIMIT) : NULL;
        }
    }
    return NULL;
}

static void read_verb(struct comment_reader *reader, struct slice verb, struct waiver_comment *comment)
{
    const char *near;

    comment->whole_file = slice_equals(verb, "allow-file");
    if (comment->whole_file || slice_equals(verb, "allow")) {
        return;
    }
    near = nearest_word(reader->arena, shown(reader->arena, verb), "allow allow-file");
    reader->problem = arena_printf(reader->arena, "'%s' is no instruction: %s", shown(reader->arena, verb),
                                   near[0] != '\0' ? arena_printf(reader->arena, "did you mean '%s'?", near)
                                                   : "expected allow or allow-file");
}

const char *waiver_comment_parse(struct arena *arena, const struct rule_set *set, struct slice text,
                                 struct origin origin, struct waiver_comment *comment)
{
    struct comment_reader reader = { .arena = arena, .set = set, .waivers = &comment->waivers };

    *comment = (struct waiver_comment){ 0 };
    if (text.length > WAIVER_COMMENT_LIMIT) {
        return arena_printf(arena, "it is longer than %d bytes", WAIVER_COMMENT_LIMIT);
    }
    if (memchr(text.data, '\0', text.length) != NULL) {
        return "there is a zero byte in it";
    }
    reader.waiver = (struct waiver){ .reason = find_reason(arena, &text), .place = WAIVER_COMMENT, .origin = origin };
    read_verb(&reader, take_word(&text), comment);
    while (text.length > 0 && reader.problem == NULL) {
        struct slice word = take_word(&text);
        const char *equals = memchr(word.data, '=', word.length);

        if (equals != NULL) {
            read_setting(&reader, word, (size_t)(equals - word.data));
        } else if (word.length > 0) {
            read_rule(&reader, word);
        }
    }
    if (reader.problem == NULL && comment->waivers.count == 0) {
        reader.problem = "it names no rule";
    }
    for (size_t i = 0; i < comment->waivers.count; i++) {
        const struct rule *rule = comment->waivers.items[i].rule;

        comment->waivers.items[i] = reader.waiver;
        comment->waivers.items[i].rule = rule;
    }
    return reader.problem;
}
