#include <stdint.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/help/completion.h"
#include "cli/options.h"

static void help_option(struct text *out, const struct command_option *option)
{
    const char *head = arena_printf(
        out->arena, "  %s%s%s%s%s", option->alias == NULL ? "" : option->alias, option->alias == NULL ? "" : ", ",
        option->name, option->argument == NULL ? "" : " ", option->argument == NULL ? "" : option->argument);

    text_printf(out, "%-30s %s\n", head, option_description(out->arena, option));
}

void help_command(struct text *out, const struct command *command)
{
    text_printf(out, "usage: nrf53pack %s %s\n\n%s\n", command->name, command->arguments, command->summary);
    if (command->details != NULL) {
        text_printf(out, "\n%s\n", command->details);
    }
    text_append(out, "\noptions:\n");
    for (size_t i = 0; i < command->option_count; i++) {
        help_option(out, &command->options[i]);
    }
    for (size_t i = 0; i < common_option_count(); i++) {
        help_option(out, common_option(i));
    }
}

void help_overview(struct text *out)
{
    text_append(out, "usage: nrf53pack COMMAND ...\n\n"
                     "Checks, signs and packs firmware updates for the nRF5340.\n\ncommands:\n");
    for (size_t i = 0; i < command_count(); i++) {
        text_printf(out, "  %-10s %s\n", command_at(i)->name, command_at(i)->summary);
    }
    text_append(out, "\n`nrf53pack help COMMAND` shows the options of one.\n\n"
                     "exit status: 0 good; 1 a finding at or above the threshold, a failed verification, a failing "
                     "state,\na refused diff; 2 wrong call; 3 input unusable, output not writable or a limit hit; 4 internal error\n");
}

/* For packagers: everything there is to say about the command line, in the form another program reads. */
static enum exit_status write_format(struct command_call *call, const char *format)
{
    static const struct {
        const char *name;
        void (*write)(struct text *out, const struct completion_names *names);
    } shells[] = { { "bash", completion_bash }, { "zsh", completion_zsh }, { "fish", completion_fish } };
    struct completion_names names;

    if (call->argument_count > 0) {
        return call_usage_error(call, "'--format %s' is about all commands; '%s' is one too many", format,
                                call->arguments[0]);
    }
    if (strcmp(format, "man") == 0) {
        help_manual(call->output);
        return EXIT_GOOD;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(shells); i++) {
        if (strcmp(format, shells[i].name) == 0) {
            if (!completion_names_read(call->arena, call->diagnostics, &names)) {
                return EXIT_INTERNAL;
            }
            shells[i].write(call->output, &names);
            return EXIT_GOOD;
        }
    }
    return call_usage_error(call, "'%s' of option '--format' is none of text, man, bash, zsh, fish", format);
}

static enum exit_status run_help(struct command_call *call)
{
    const char *format = call_option(call, "--format");
    const struct command *command;

    if (format != NULL && strcmp(format, "text") != 0) {
        return write_format(call, format);
    }
    if (call->argument_count == 0) {
        help_overview(call->output);
        return EXIT_GOOD;
    }
    command = command_find(call->arguments[0]);
    if (command == NULL) {
        return call_usage_error(call, "unknown command '%s'", call->arguments[0]);
    }
    help_command(call->output, command);
    return EXIT_GOOD;
}

static enum exit_status run_version(struct command_call *call)
{
    text_printf(call->output, "nrf53pack %s\n", NRF53PACK_VERSION);
    return EXIT_GOOD;
}

static const struct command_option options[] = {
    { "--format", NULL, "FORMAT", "text (default), man for a manual page, or bash, zsh, fish for completion", false },
};

const struct command command_help = {
    .name = "help",
    .arguments = "[COMMAND]",
    .summary = "show all commands, or the options of one",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .most_arguments = 1,
    .run = run_help,
};

const struct command command_version = {
    .name = "version",
    .arguments = "",
    .summary = "show the version of this program",
    .run = run_version,
};
