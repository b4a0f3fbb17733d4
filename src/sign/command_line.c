#include "sign/command_line.h"

#include <string.h>
#include "base/text.h"

/* Far more than a system takes as arguments of a program. */
#define COMMAND_LIMIT (64u * 1024u)

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Takes one word from *at on; false when a quote in it is not closed. */
static bool take_word(const char **at, struct text *word)
{
    while (**at != '\0' && !is_blank(**at)) {
        const char *end;

        if (**at != '\'' && **at != '"') {
            text_append_bytes(word, (*at)++, 1);
            continue;
        }
        end = strchr(*at + 1, **at);
        if (end == NULL) {
            return false;
        }
        text_append_bytes(word, *at + 1, (size_t)(end - *at - 1));
        *at = end + 1;
    }
    return true;
}

const char *command_line_split(struct arena *arena, const char *command, struct string_list *words)
{
    const char *at = command;

    if (strlen(command) > COMMAND_LIMIT) {
        return "it is longer than 65536 bytes";
    }
    for (;;) {
        struct text word = text_create(arena, COMMAND_LIMIT);

        while (is_blank(*at)) {
            at++;
        }
        if (*at == '\0') {
            break;
        }
        if (!take_word(&at, &word)) {
            return "a quote in it is not closed";
        }
        *ARENA_PUSH(arena, words) = word.data;
    }
    return words->count == 0 || words->items[0][0] == '\0' ? "it names no program" : NULL;
}

/* The name in braces at the start of a text; an empty slice when there is none. */
static struct slice braced_name(const char *text)
{
    size_t length = 0;

    if (text[0] == '{') {
        length = strspn(text + 1, "abcdefghijklmnopqrstuvwxyz");
    }
    return length != 0 && text[1 + length] == '}' ? (struct slice){ text + 1, length } : (struct slice){ text, 0 };
}

static const struct command_value *find_value(const struct command_value *values, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_equals(name, values[i].name)) {
            return &values[i];
        }
    }
    return NULL;
}

const char *command_line_unknown(struct arena *arena, const struct string_list *words,
                                 const struct command_value *values, size_t count)
{
    for (size_t i = 0; i < words->count; i++) {
        for (const char *at = words->items[i]; *at != '\0'; at++) {
            struct slice name = braced_name(at);

            if (name.length != 0 && find_value(values, count, name) == NULL) {
                return arena_printf(arena, "{%.*s}", (int)name.length, name.data);
            }
        }
    }
    return NULL;
}

bool command_line_uses(const struct string_list *words, const char *name)
{
    for (size_t i = 0; i < words->count; i++) {
        for (const char *at = words->items[i]; *at != '\0'; at++) {
            struct slice found = braced_name(at);

            if (found.length != 0 && slice_equals(found, name)) {
                return true;
            }
        }
    }
    return false;
}

/* NULL: too long. */
static const char *fill_word(struct arena *arena, const char *word, const struct command_value *values, size_t count)
{
    struct text filled = text_create(arena, COMMAND_LIMIT);

    while (*word != '\0') {
        struct slice name = braced_name(word);
        const struct command_value *value = name.length == 0 ? NULL : find_value(values, count, name);

        if (value == NULL || value->value == NULL) {
            text_append_bytes(&filled, word++, 1);
        } else {
            text_append(&filled, value->value);
            word += name.length + 2;
        }
    }
    return filled.truncated ? NULL : filled.data;
}

const char *const *command_line_fill(struct arena *arena, const struct string_list *words,
                                     const struct command_value *values, size_t count)
{
    const char **filled = arena_array(arena, words->count + 1, sizeof *filled);

    for (size_t i = 0; i < words->count; i++) {
        filled[i] = fill_word(arena, words->items[i], values, count);
        if (filled[i] == NULL) {
            return NULL;
        }
    }
    return filled;
}
