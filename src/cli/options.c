#include "cli/options.h"

#include <stdarg.h>
#include <string.h>

/* Options every command has. */
static const struct command_option common_options[] = {
    { "--color", NULL, "WHEN", "auto (default), always or never; NO_COLOR turns it off", false },
    { "--help", "-h", NULL, "show this help", false },
};

size_t common_option_count(void)
{
    return ARRAY_LENGTH(common_options);
}

const struct command_option *common_option(size_t index)
{
    return &common_options[index];
}

const char *option_description(struct arena *arena, const struct command_option *option)
{
    return option->repeatable ? arena_printf(arena, "%s (may be given several times)", option->help) : option->help;
}

static const struct command_option *find_in(const struct command_option *options, size_t count, struct slice name)
{
    for (size_t i = 0; i < count; i++) {
        if (slice_equals(name, options[i].name) || (options[i].alias != NULL && slice_equals(name, options[i].alias))) {
            return &options[i];
        }
    }
    return NULL;
}

static const struct command_option *find_option(const struct command *command, struct slice name)
{
    const struct command_option *option = find_in(command->options, command->option_count, name);

    return option != NULL ? option : find_in(common_options, ARRAY_LENGTH(common_options), name);
}

static bool already_given(const struct command_call *call, const struct command_option *option)
{
    for (size_t i = 0; i < call->options.count; i++) {
        if (call->options.items[i].option == option) {
            return true;
        }
    }
    return false;
}

static bool takes_two(const struct command_option *option)
{
    return option->argument != NULL && strchr(option->argument, ' ') != NULL;
}

static bool take_value(const struct command_call *call, const struct command_option *option, int argc,
                       char *const *argv, int *index, const char **value)
{
    if (*index + 1 >= argc) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "option '%s' needs %s (%s)", option->name,
                        takes_two(option) ? "two values" : "a value", option->argument);
    }
    *value = argv[++*index];
    return true;
}

/* What names a file, a folder or a program is never empty, but for a variable that is not set. */
static bool check_value(const struct command_call *call, const struct command_option *option, const char *value)
{
    static const char *const kinds[] = { "FILE", "PEM", "KEY",     "PUB",   "PRIV",
                                         "DIR",  "OUT", "OUT.hex", "BUILD", "PROGRAM" };

    for (size_t i = 0; value != NULL && value[0] == '\0' && option->argument != NULL && i < ARRAY_LENGTH(kinds); i++) {
        if (strcmp(option->argument, kinds[i]) == 0) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "value of option '%s' is empty (%s)",
                            option->name, option->argument);
        }
    }
    return true;
}

/* Takes the option at argv[*index], and its value from "=..." or from the next argument. */
static bool take_option(struct command_call *call, int argc, char *const *argv, int *index)
{
    const char *word = argv[*index];
    const char *equals = word[1] == '-' ? strchr(word, '=') : NULL;
    struct slice name = { word, equals == NULL ? strlen(word) : (size_t)(equals - word) };
    const struct command_option *option = find_option(call->command, name);
    const char *value = equals == NULL ? NULL : equals + 1;
    const char *second = NULL;

    if (option == NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "unknown option '%.*s'", (int)name.length,
                        name.data);
    }
    if (option->argument == NULL && value != NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "option '%s' takes no value", option->name);
    }
    if ((option->argument != NULL && value == NULL && !take_value(call, option, argc, argv, index, &value)) ||
        (takes_two(option) && !take_value(call, option, argc, argv, index, &second))) {
        return false;
    }
    if (!check_value(call, option, value)) {
        return false;
    }
    if (!option->repeatable && already_given(call, option)) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "option '%s' is given twice", option->name);
    }
    *ARENA_PUSH(call->arena, &call->options) = (struct option_use){ option, value, second };
    return true;
}

static bool check_argument_count(struct command_call *call)
{
    const struct command *command = call->command;

    if (call->argument_count < command->least_arguments) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' needs %s", command->name,
                        command->arguments);
    }
    if (call->argument_count > command->most_arguments) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "unexpected argument '%s'",
                        call->arguments[command->most_arguments]);
    }
    return true;
}

bool options_parse(struct command_call *call, int argc, char *const *argv)
{
    bool only_arguments = false;

    call->arguments = arena_array(call->arena, (size_t)argc + 1, sizeof *call->arguments);
    for (int i = 0; i < argc; i++) {
        if (!only_arguments && strcmp(argv[i], "--") == 0) {
            only_arguments = true;
        } else if (!only_arguments && argv[i][0] == '-' && argv[i][1] != '\0') {
            if (!take_option(call, argc, argv, &i)) {
                return false;
            }
        } else {
            call->arguments[call->argument_count++] = argv[i];
        }
    }
    for (size_t i = 0; i < call->argument_count; i++) {
        if (call->arguments[i][0] == '\0') {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "argument %zu of '%s' is empty", i + 1,
                            call->command->name);
        }
    }
    return call_flag(call, "--help") || check_argument_count(call);
}

const char *call_option(const struct command_call *call, const char *name)
{
    for (size_t i = call->options.count; i > 0; i--) {
        const struct option_use *use = &call->options.items[i - 1];

        if (strcmp(use->option->name, name) == 0) {
            return use->value == NULL ? "" : use->value;
        }
    }
    return NULL;
}

bool call_flag(const struct command_call *call, const char *name)
{
    return call_option(call, name) != NULL;
}

const struct option_use *call_option_pair(const struct command_call *call, const char *name, size_t *position)
{
    while (*position < call->options.count) {
        const struct option_use *use = &call->options.items[(*position)++];

        if (strcmp(use->option->name, name) == 0) {
            return use;
        }
    }
    return NULL;
}

const char *call_option_next(const struct command_call *call, const char *name, size_t *position)
{
    const struct option_use *use = call_option_pair(call, name, position);

    return use == NULL ? NULL : use->value;
}

bool call_number(const struct command_call *call, const char *name, uint64_t most, uint64_t *value)
{
    const char *text = call_option(call, name);
    uint64_t number;

    if (text == NULL) {
        return true;
    }
    if (!parse_uint64(slice_of(text), 0, &number)) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s' of option '%s' is no number of up to 64 bits (decimal or 0x...)", text, name);
    }
    if (number > most) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s' of option '%s' is over the limit of %llu", text, name, (unsigned long long)most);
    }
    *value = number;
    return true;
}

enum exit_status call_usage_error(const struct command_call *call, const char *format, ...)
{
    va_list args;
    const char *message;

    va_start(args, format);
    message = arena_vprintf(call->arena, format, args);
    va_end(args);
    diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "%s", message);
    return EXIT_USAGE;
}

enum exit_status call_status(const struct command_call *call)
{
    enum exit_status status = EXIT_GOOD;

    for (size_t i = 0; i < call->diagnostics->count; i++) {
        switch (call->diagnostics->items[i].kind) {
        case DIAGNOSTIC_USAGE:
            return EXIT_USAGE;
        case DIAGNOSTIC_INPUT:
        case DIAGNOSTIC_OUTPUT:
        case DIAGNOSTIC_LIMIT:
            status = worse_status(status, EXIT_UNUSABLE);
            break;
        case DIAGNOSTIC_VERIFY:
            status = worse_status(status, EXIT_FINDING);
            break;
        case DIAGNOSTIC_SELF:
            status = worse_status(status, EXIT_INTERNAL);
            break;
        case DIAGNOSTIC_NOTE:
            break;
        }
    }
    return status;
}

enum exit_status worse_status(enum exit_status left, enum exit_status right)
{
    static const unsigned char rank[] = {
        [EXIT_GOOD] = 0, [EXIT_FINDING] = 1, [EXIT_UNUSABLE] = 2, [EXIT_INTERNAL] = 3, [EXIT_USAGE] = 4,
    };

    return rank[left] >= rank[right] ? left : right;
}
