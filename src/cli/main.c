/* Entry: finds the command, parses its arguments, prints what it left. */
#include <stdio.h>
#include <string.h>

#include "base/interruption.h"
#include "base/process.h"
#include "base/terminal.h"
#include "cli/commands.h"
#include "cli/options.h"
#include "report/style/style.h"

/* More than any report has; a runaway output must not take the machine's memory. */
#define OUTPUT_LIMIT (256u * 1024u * 1024u)

static void print_diagnostics(const struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count; i++) {
        fprintf(stderr, "%s\n", diagnostic_line(diagnostics->arena, &diagnostics->items[i]));
    }
}

static bool colour_wanted(struct command_call *call, bool *colour)
{
    const char *when = call_option(call, "--color");

    if (when == NULL || strcmp(when, "auto") == 0) {
        *colour = terminal_is_stdout() && environment("NO_COLOR") == NULL;
    } else if (strcmp(when, "always") == 0) {
        *colour = true;
    } else if (strcmp(when, "never") == 0) {
        *colour = false;
    } else {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s' of option '--color' is none of auto, always, never", when);
    }
    return true;
}

static enum exit_status run_command(struct command_call *call, int argc, char *const *argv)
{
    if (!options_parse(call, argc, argv) || !colour_wanted(call, &call->colour)) {
        return EXIT_USAGE;
    }
    if (call_flag(call, "--help")) {
        help_command(call->output, call->command);
        return EXIT_GOOD;
    }
    return call->command->run(call);
}

/* A full disk is an output error, and so is an output that was cut at its limit. A pipe whose reader went away ends the
 * program by signal, as everywhere.
 */
static enum exit_status print_output(const struct text *output, enum exit_status status)
{
    if (output->truncated) {
        fprintf(stderr, "nrf53pack: error: output is longer than %zu bytes and was cut\n", output->limit);
        status = worse_status(status, EXIT_UNUSABLE);
    }
    if (output->length > 0 &&
        (fwrite(output->data, 1, output->length, stdout) != output->length || fflush(stdout) != 0)) {
        fprintf(stderr, "nrf53pack: error: cannot write to standard output; files that this call wrote are there\n");
        return worse_status(status, EXIT_UNUSABLE);
    }
    return status;
}

static const struct command *choose_command(struct diagnostics *diagnostics, struct text *output, int argc,
                                            char *const *argv)
{
    const struct command *command = argc < 2 ? NULL : command_find(argv[1]);

    if (command != NULL) {
        return command;
    }
    if (argc < 2) {
        diagnose(diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "a command is needed; see `nrf53pack help`");
    } else if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        help_overview(output);
    } else if (strcmp(argv[1], "--version") == 0) {
        return &command_version;
    } else {
        diagnose(diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "unknown command '%s'; see `nrf53pack help`", argv[1]);
    }
    return NULL;
}

static enum exit_status run_program(int argc, char **argv)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct text output = text_create(arena, OUTPUT_LIMIT);
    struct command_call call = { .arena = arena, .diagnostics = &diagnostics, .output = &output };
    enum exit_status status;

    call.command = choose_command(&diagnostics, &output, argc, argv);
    if (call.command == NULL) {
        status = diagnostics_failed(&diagnostics) ? EXIT_USAGE : EXIT_GOOD;
    } else {
        status = run_command(&call, argc - 2, argv + 2);
    }
    status = print_output(&output, status);
    print_diagnostics(&diagnostics);
    arena_destroy(arena);
    return status;
}

int main(int argc, char **argv)
{
    interruption_prepare();
    if (!terminal_prepare()) {
        fprintf(stderr, "nrf53pack: error: standard output is closed; nothing was done\n");
        return EXIT_UNUSABLE;
    }
    return run_program(argc, argv);
}
