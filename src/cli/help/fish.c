#include "cli/commands.h"
#include "cli/help/completion.h"

static void append_text(struct text *out, const char *switch_name, const char *raw)
{
    text_printf(out, " %s '", switch_name);
    completion_escape(out, raw, "'\\", "\\");
    text_append(out, "'");
}

static void append_completion(struct text *out, struct completion completion)
{
    switch (completion.kind) {
    case COMPLETION_NONE:
        text_append(out, " -x");
        break;
    case COMPLETION_FILE:
        text_append(out, " -r -F");
        break;
    case COMPLETION_FOLDER:
        text_append(out, " -x -a '(__fish_complete_directories)'");
        break;
    case COMPLETION_WORDS:
        text_append(out, " -x");
        append_text(out, "-a", completion.words);
        break;
    }
}

static void begin(struct text *out, const struct command *command)
{
    text_printf(out, "complete -c nrf53pack -n '__nrf53pack_command %s'", command->name);
}

static void write_option(struct text *out, const struct completion_names *names, const struct command *command,
                         const struct command_option *option)
{
    begin(out, command);
    text_printf(out, " -l %s", option->name + 2);
    if (option->alias != NULL) {
        text_printf(out, " -s %s", option->alias + 1);
    }
    if (option->argument != NULL) {
        append_completion(out, completion_of_option(names, command, option));
    }
    append_text(out, "-d", option->help);
    text_append(out, "\n");
}

static void write_argument(struct text *out, const struct completion_names *names, const struct command *command)
{
    struct completion completion = completion_of_argument(names, command);

    if (completion.kind == COMPLETION_NONE) {
        return;
    }
    begin(out, command);
    if (completion.words != NULL) {
        append_text(out, "-a", completion.words);
    }
    if (completion.kind == COMPLETION_FILE) {
        text_append(out, " -F");
    }
    text_append(out, "\n");
}

void completion_fish(struct text *out, const struct completion_names *names)
{
    text_append(out, "# fish completion for nrf53pack, as `nrf53pack help --format fish` writes it\n\n"
                     "function __nrf53pack_command\n    set -l words (commandline -opc)\n"
                     "    test (count $words) -ge 2; and test $words[2] = $argv[1]\nend\n\n"
                     "complete -c nrf53pack -f\n");
    for (size_t i = 0; i < command_count(); i++) {
        text_printf(out, "complete -c nrf53pack -n 'test (count (commandline -opc)) -eq 1' -a %s", command_at(i)->name);
        append_text(out, "-d", command_at(i)->summary);
        text_append(out, "\n");
    }
    for (size_t i = 0; i < command_count(); i++) {
        const struct command *command = command_at(i);

        for (size_t j = 0; j < completion_option_count(command); j++) {
            write_option(out, names, command, completion_option_at(command, j));
        }
        write_argument(out, names, command);
    }
}
