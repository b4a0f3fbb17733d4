#include "base/shell_word.h"

#include <string.h>

#include "base/text.h"

/* A byte that a terminal must not get and a report cannot hold: a control character, or no UTF-8. */
static bool needs_number(const char *at)
{
    return (unsigned char)*at < ' ' || *at == 0x7f || utf8_sequence(at, strlen(at)) == 0;
}

static bool any_needs_number(const char *word)
{
    for (size_t step; *word != '\0'; word += step) {
        if (needs_number(word)) {
            return true;
        }
        step = utf8_sequence(word, strlen(word));
    }
    return false;
}

/* $'...' of bash, zsh and POSIX.1-2024: the one form that can say such a byte in plain characters. */
static const char *numbered_word(struct arena *arena, const char *word)
{
    struct text text = text_create(arena, 4 * strlen(word) + 4);

    text_append(&text, "$'");
    while (*word != '\0') {
        size_t step = utf8_sequence(word, strlen(word));

        if (needs_number(word)) {
            text_printf(&text, "\\%03o", (unsigned)(unsigned char)*word);
            step = 1;
        } else {
            text_append(&text, *word == '\'' || *word == '\\' ? "\\" : "");
            text_append_bytes(&text, word, step);
        }
        word += step;
    }
    text_append(&text, "'");
    return text.data;
}

static const char *quoted_word(struct arena *arena, const char *word)
{
    struct text text = text_create(arena, 4 * strlen(word) + 3);

    text_append(&text, "'");
    for (; *word != '\0'; word++) {
        if (*word == '\'') {
            text_append(&text, "'\\''");
        } else {
            text_append_bytes(&text, word, 1);
        }
    }
    text_append(&text, "'");
    return text.data;
}

const char *shell_word(struct arena *arena, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,@%+";

    if (*word != '\0' && word[strspn(word, plain)] == '\0') {
        return word;
    }
    return any_needs_number(word) ? numbered_word(arena, word) : quoted_word(arena, word);
}
