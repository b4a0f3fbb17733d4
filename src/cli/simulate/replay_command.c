#include "cli/simulate/replay_command.h"

#include <string.h>

#include "base/shell_word.h"

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
