#include "cli/simulation_command.h"

#include <string.h>

/* As a shell takes it; anything but plain characters is put in quotes. */
static const char *shell_word(struct arena *arena, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,@%+";
    struct text text;

    if (*word != '\0' && word[strspn(word, plain)] == '\0') {
        return word;
    }
    text = text_create(arena, 4 * strlen(word) + 3);
    text_append(&text, "'");
    for (const char *at = word; *at != '\0'; at++) {
        if (*at == '\'') {
            text_append(&text, "'\\''");
        } else {
            text_append_bytes(&text, at, 1);
        }
    }
    text_append(&text, "'");
    return text.data;
}

const char *simulation_command(const struct command_call *call, const char *build, const char *scenario,
                               const char *path)
{
    static const char *const shared[] = { "--sdk-version", "--board", "--dtc", "--images", "--image-size", "--seed" };
    struct arena *arena = call->arena;
    const char *line = arena_printf(arena, "nrf53pack simulate %s --scenario %s", shell_word(arena, build), scenario);

    for (size_t i = 0; i < ARRAY_LENGTH(shared); i++) {
        const char *value = call_option(call, shared[i]);

        if (value != NULL) {
            line = arena_printf(arena, "%s %s %s", line, shared[i], shell_word(arena, value));
        }
    }
    return path == NULL ? line : arena_printf(arena, "%s --replay %s", line, shell_word(arena, path));
}
