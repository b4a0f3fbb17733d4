#include "cli/simulate/replay_command.h"

#include <string.h>

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

/* As a shell takes it; anything but plain characters is put in quotes. */
static const char *shell_word(struct arena *arena, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,@%+";

    if (*word != '\0' && word[strspn(word, plain)] == '\0') {
        return word;
    }
    return any_needs_number(word) ? numbered_word(arena, word) : quoted_word(arena, word);
}

/* `diff` plays its own paths again: they are of two builds. */
static const char *command_words(const struct command_call *call, const char *build, const char *scenario)
{
    struct arena *arena = call->arena;

    if (strcmp(call->command->name, "diff") == 0 && call->argument_count == 2) {
        return arena_printf(arena, "nrf53pack diff %s %s --scenario %s", shell_word(arena, call->arguments[0]),
                            shell_word(arena, call->arguments[1]), scenario);
    }
    return arena_printf(arena, "nrf53pack simulate %s --scenario %s", shell_word(arena, build), scenario);
}

const char *simulation_command(const struct command_call *call, const char *build, const char *scenario,
                               const char *path)
{
    static const char *const shared[] = { "--sdk-version", "--released-sdk-version", "--board", "--dtc",
                                          "--images",      "--image-size",           "--seed",  "--key" };
    struct arena *arena = call->arena;
    const char *line = command_words(call, build, scenario);

    for (size_t i = 0; i < ARRAY_LENGTH(shared); i++) {
        const char *value = call_option(call, shared[i]);

        if (value != NULL) {
            line = arena_printf(arena, "%s %s %s", line, shared[i], shell_word(arena, value));
        }
    }
    return path == NULL ? line : arena_printf(arena, "%s --replay %s", line, shell_word(arena, path));
}
