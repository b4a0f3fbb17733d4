#include "cli/commands.h"
#include "cli/help/completion.h"

static void write_completion(struct text *out, struct completion completion)
{
    static const char *const kinds[] = { "none", "file", "folder", "words" };

    text_printf(out, "echo '%s%s%s' ;;\n", kinds[completion.kind], completion.words == NULL ? "" : " ",
                completion.words == NULL ? "" : completion.words);
}

static void write_options(struct text *out)
{
    text_append(out, "# _nrf53pack_options COMMAND: its options\n_nrf53pack_options() {\n    case $1 in\n");
    for (size_t i = 0; i < command_count(); i++) {
        const struct command *command = command_at(i);

        text_printf(out, "    %s) echo '", command->name);
        for (size_t j = 0; j < completion_option_count(command); j++) {
            text_printf(out, "%s%s", j == 0 ? "" : " ", completion_option_at(command, j)->name);
        }
        text_append(out, "' ;;\n");
    }
    text_append(out, "    esac\n}\n\n");
}

static void write_values(struct text *out, const struct completion_names *names)
{
    text_append(out, "# _nrf53pack_value COMMAND:OPTION: what its value is; nothing for one without a value\n"
                     "_nrf53pack_value() {\n    case $1 in\n");
    for (size_t i = 0; i < command_count(); i++) {
        const struct command *command = command_at(i);

        for (size_t j = 0; j < completion_option_count(command); j++) {
            const struct command_option *option = completion_option_at(command, j);

            if (option->argument == NULL) {
                continue;
            }
            text_printf(out, "    %s:%s", command->name, option->name);
            if (option->alias != NULL) {
                text_printf(out, " | %s:%s", command->name, option->alias);
            }
            text_append(out, ") ");
            write_completion(out, completion_of_option(names, command, option));
        }
    }
    text_append(out, "    esac\n}\n\n");
}

static void write_arguments(struct text *out, const struct completion_names *names)
{
    text_append(out, "# _nrf53pack_argument COMMAND: what stands where no option does\n"
                     "_nrf53pack_argument() {\n    case $1 in\n");
    for (size_t i = 0; i < command_count(); i++) {
        text_printf(out, "    %s) ", command_at(i)->name);
        write_completion(out, completion_of_argument(names, command_at(i)));
    }
    text_append(out, "    esac\n}\n\n");
}

/* Bash splits words at "=": `--format=json` is three of them, and `sarif=out` too. */
static const char body[] = "_nrf53pack() {\n"
                           "    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
                           "    local command=${COMP_WORDS[1]} kind='' IFS=$' \\t\\n'\n"
                           "    COMPREPLY=()\n"
                           "    if [[ $COMP_CWORD -eq 1 ]]; then\n"
                           "        COMPREPLY=($(compgen -W \"$_nrf53pack_commands\" -- \"$current\"))\n"
                           "        return\n"
                           "    fi\n"
                           "    if [[ $current == = ]]; then\n"
                           "        current=''\n"
                           "        [[ $before == -* ]] || kind=file\n"
                           "    elif [[ $before == = ]]; then\n"
                           "        before=${COMP_WORDS[COMP_CWORD - 2]}\n"
                           "        [[ $before == -* ]] || kind=file\n"
                           "    fi\n"
                           "    [[ $kind || $before != -* ]] || kind=$(_nrf53pack_value \"$command:$before\")\n"
                           "    if [[ ! $kind && $current == -* ]]; then\n"
                           "        kind=\"words $(_nrf53pack_options \"$command\")\"\n"
                           "    elif [[ ! $kind ]]; then\n"
                           "        kind=$(_nrf53pack_argument \"$command\")\n"
                           "    fi\n"
                           "    case $kind in\n"
                           "    'words '*)\n"
                           "        COMPREPLY=($(compgen -W \"${kind#words }\" -- \"$current\"))\n"
                           "        [[ ${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null\n"
                           "        ;;\n"
                           "    'file '*)\n"
                           "        COMPREPLY=($(compgen -W \"${kind#file }\" -- \"$current\"))\n"
                           "        IFS=$'\\n'\n"
                           "        COMPREPLY+=($(compgen -f -- \"$current\"))\n"
                           "        compopt -o filenames 2>/dev/null\n"
                           "        ;;\n"
                           "    file | folder)\n"
                           "        IFS=$'\\n'\n"
                           "        [[ $kind == file ]] && kind=-f || kind=-d\n"
                           "        COMPREPLY=($(compgen \"$kind\" -- \"$current\"))\n"
                           "        compopt -o filenames 2>/dev/null\n"
                           "        ;;\n"
                           "    esac\n"
                           "}\n"
                           "\n"
                           "complete -F _nrf53pack nrf53pack\n";

void completion_bash(struct text *out, const struct completion_names *names)
{
    text_append(out, "# bash completion for nrf53pack, as `nrf53pack help --format bash` writes it\n\n");
    text_printf(out, "_nrf53pack_commands='%s'\n\n", names->commands);
    write_options(out);
    write_values(out, names);
    write_arguments(out, names);
    text_append(out, body);
}
