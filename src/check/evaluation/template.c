#include "check/evaluation/template.h"

#include <string.h>
#include "check/evaluation/evaluate.h"

static void add_text(struct arena *arena, struct template *template, const struct text *text)
{
    if (text->length > 0) {
        ARENA_PUSH(arena, template)->text = arena_strndup(arena, text->data, text->length);
    }
}

/* Offset of the '}' that ends the expression at begin; quoted text may hold braces. SIZE_MAX when there is none. */
static size_t closing_brace(struct slice text, size_t begin)
{
    bool quoted = false;

    for (size_t i = begin; i < text.length; i++) {
        if (quoted && text.data[i] == '\\') {
            i++;
        } else if (text.data[i] == '"') {
            quoted = !quoted;
        } else if (text.data[i] == '}' && !quoted) {
            return i;
        }
    }
    return SIZE_MAX;
}

static struct expression_text part(struct expression_text whole, size_t begin, size_t end)
{
    struct expression_text text = whole;

    text.text = (struct slice){ whole.text.data + begin, end - begin };
    if (whole.exact) {
        text.origin.column += (uint32_t)begin;
    }
    return text;
}

static bool add_expression(struct arena *arena, struct expression_text whole, size_t *position,
                           struct diagnostics *diagnostics, struct template *template)
{
    size_t begin = *position + 1;
    size_t end = closing_brace(whole.text, begin);
    struct expression *expression;

    if (end == SIZE_MAX) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, part(whole, *position, begin).origin,
                        "'{' is not closed: expected '}', or '{{' for the brace itself");
    }
    *position = end;
    if (!expression_parse(arena, part(whole, begin, end), diagnostics, &expression)) {
        return false;
    }
    ARENA_PUSH(arena, template)->expression = expression;
    return true;
}

bool template_parse(struct arena *arena, struct expression_text text, struct diagnostics *diagnostics,
                    struct template **template)
{
    struct text plain = text_create(arena, text.text.length);

    *template = arena_alloc(arena, sizeof **template);
    for (size_t i = 0; i < text.text.length; i++) {
        char byte = text.text.data[i];
        bool doubled = i + 1 < text.text.length && text.text.data[i + 1] == byte;

        if (byte == '{' && !doubled) {
            add_text(arena, *template, &plain);
            plain = text_create(arena, text.text.length);
            if (!add_expression(arena, text, &i, diagnostics, *template)) {
                return false;
            }
            continue;
        }
        if ((byte == '{' || byte == '}') && doubled) {
            i++;
        } else if (byte == '}') {
            return diagnose(diagnostics, DIAGNOSTIC_INPUT, part(text, i, i).origin,
                            "'}' without '{': expected '}}' for the brace itself");
        }
        text_append_bytes(&plain, &byte, 1);
    }
    add_text(arena, *template, &plain);
    return true;
}

const char *template_fill(struct arena *arena, struct evaluation *evaluation, const struct template *template)
{
    struct text message = text_create(arena, MESSAGE_LIMIT);

    for (size_t i = 0; i < template->count; i++) {
        const struct template_piece *piece = &template->items[i];

        if (piece->text != NULL) {
            text_append(&message, piece->text);
        } else {
            struct value value = evaluate(evaluation, piece->expression, piece->expression->type);
            const char *printed = value_print(evaluation->arena, &value);

            text_append(&message, text_printable(evaluation->arena, slice_of(printed), 200));
        }
    }
    return message.data;
}
