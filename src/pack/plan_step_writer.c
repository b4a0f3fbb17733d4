#include "pack/plan_step_writer.h"

#include "base/file.h"
#include "base/shell_word.h"

#define COMMAND_LIMIT (64u * 1024u)

struct plan_step *step_begin(struct step_writer *writer, const char *what)
{
    writer->step = ARENA_PUSH(writer->arena, writer->steps);
    writer->step->what = what;
    return writer->step;
}

void step_input(struct step_writer *writer, const char *path)
{
    *ARENA_PUSH(writer->arena, &writer->step->inputs) = path;
}

void step_output(struct step_writer *writer, const char *name)
{
    *ARENA_PUSH(writer->arena, &writer->step->outputs) = name;
}

const char *step_path(const struct step_writer *writer, const char *name)
{
    return path_join(writer->arena, writer->folder, name);
}

void step_text(struct step_writer *writer, const char *name, const struct tree_text *text)
{
    *ARENA_PUSH(writer->arena, &writer->step->arguments) =
        (struct step_argument){ name, text->value, NULL, text->from, text->origin };
}

void step_number(struct step_writer *writer, const char *name, const struct tree_number *number, bool hexadecimal)
{
    const char *value = arena_printf(writer->arena, hexadecimal ? "0x%llx" : "%llu", (unsigned long long)number->value);

    *ARENA_PUSH(writer->arena, &writer->step->arguments) =
        (struct step_argument){ name, value, NULL, number->from, number->origin };
}

void step_flag(struct step_writer *writer, const char *name, const char *from)
{
    *ARENA_PUSH(writer->arena, &writer->step->arguments) =
        (struct step_argument){ name, NULL, NULL, from, ORIGIN_NONE };
}

void command_begin(struct step_writer *writer, const char *program)
{
    writer->command = text_create(writer->arena, COMMAND_LIMIT);
    text_append(&writer->command, program);
}

void command_word(struct step_writer *writer, const char *word)
{
    text_printf(&writer->command, " %s", shell_word(writer->arena, word));
}

void command_option(struct step_writer *writer, const char *name, const char *value)
{
    command_word(writer, name);
    command_word(writer, value);
}

void command_arguments(struct step_writer *writer)
{
    for (size_t i = 0; i < writer->step->arguments.count; i++) {
        const struct step_argument *argument = &writer->step->arguments.items[i];

        command_word(writer, argument->name);
        if (argument->value != NULL) {
            command_word(writer, argument->value);
        }
        if (argument->second != NULL) {
            command_word(writer, argument->second);
        }
    }
}

void command_end(struct step_writer *writer)
{
    *ARENA_PUSH(writer->arena, &writer->step->commands) = writer->command.data;
}
