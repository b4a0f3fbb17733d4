#include <string.h>

#include "cli/commands.h"
#include "cli/help/completion.h"

/* Inside single quotes, where brackets and colons are _arguments' own. */
static void append_quoted(struct text *out, const char *raw)
{
    for (; *raw != '\0'; raw++) {
        if (*raw == '\'') {
            text_append(out, "'\\''");
        } else {
            completion_escape(out, (const char[]){ *raw, '\0' }, "[]:\\", "\\");
        }
    }
}

static void append_action(struct text *out, struct completion completion)
{
    switch (completion.kind) {
    case COMPLETION_NONE:
        text_append(out, " ");
        break;
    case COMPLETION_FILE:
        if (completion.words != NULL) {
            text_printf(out, "{compadd - %s; _files}", completion.words);
        } else {
            text_append(out, "_files");
        }
        break;
    case COMPLETION_FOLDER:
        text_append(out, "_files -/");
        break;
    case COMPLETION_WORDS:
        text_printf(out, "(%s)", completion.words);
        break;
    }
}

/* One spelling of an option: '(-k --key)--key=[help]:PEM:_files'. */
static void write_spelling(struct text *out, const struct completion_names *names, const struct command *command,
                           const struct command_option *option, const char *spelling)
{
    const char *second = option->argument == NULL ? NULL : strchr(option->argument, ' ');

    text_append(out, " \\\n            '");
    if (option->repeatable) {
        text_append(out, "*");
    } else if (option->alias != NULL) {
        text_printf(out, "(%s %s)", option->alias, option->name);
    }
    text_append(out, spelling);
    if (option->argument != NULL && second == NULL) {
        text_append(out, spelling[1] == '-' ? "=" : "+");
    }
    text_append(out, "[");
    append_quoted(out, option->help);
    text_append(out, "]");
    if (option->argument != NULL) {
        text_append(out, ":");
        append_quoted(out, option->argument);
        text_append(out, ":");
        append_action(out, completion_of_option(names, command, option));
    }
    if (second != NULL) {
        text_append(out, ":");
        append_quoted(out, second + 1);
        text_append(out, ":");
        append_action(out,
                      (struct completion){ strcmp(second + 1, "FILE") == 0 ? COMPLETION_FILE : COMPLETION_NONE, NULL });
    }
    text_append(out, "'");
}

static void write_command(struct text *out, const struct completion_names *names, const struct command *command)
{
    text_printf(out, "    %s)\n        _arguments -S", command->name);
    for (size_t i = 0; i < completion_option_count(command); i++) {
        const struct command_option *option = completion_option_at(command, i);

        if (option->alias != NULL) {
            write_spelling(out, names, command, option, option->alias);
        }
        write_spelling(out, names, command, option, option->name);
    }
    if (command->most_arguments > 0) {
        text_append(out, " \\\n            '*:");
        append_quoted(out, command->arguments);
        text_append(out, ":");
        append_action(out, completion_of_argument(names, command));
        text_append(out, "'");
    }
    text_append(out, "\n        ;;\n");
}

void completion_zsh(struct text *out, const struct completion_names *names)
{
    text_append(out,
                "#compdef nrf53pack\n# zsh completion for nrf53pack, as `nrf53pack help --format zsh` writes it\n\n"
                "_nrf53pack() {\n    local -a commands\n    commands=(\n");
    for (size_t i = 0; i < command_count(); i++) {
        text_printf(out, "        '%s:", command_at(i)->name);
        append_quoted(out, command_at(i)->summary);
        text_append(out, "'\n");
    }
    text_append(out, "    )\n    if (( CURRENT == 2 )); then\n        _describe -t commands command commands\n"
                     "        return\n    fi\n    shift words\n    (( CURRENT-- ))\n    case $words[1] in\n");
    for (size_t i = 0; i < command_count(); i++) {
        write_command(out, names, command_at(i));
    }
    /* read by `source` it only defines the function; from fpath it is the function's body */
    text_append(out, "    esac\n}\n\nif [[ $funcstack[1] == _nrf53pack ]]; then\n    _nrf53pack \"$@\"\nelse\n"
                     "    compdef _nrf53pack nrf53pack\nfi\n");
}
