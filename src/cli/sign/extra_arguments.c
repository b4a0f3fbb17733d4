#include "cli/sign/extra_arguments.h"

#include <string.h>
#include "cli/options.h"
#include "cli/sign/image_options.h"
#include "image/mcuboot_image.h"

struct word_list {
    char **items;
    size_t count;
    size_t capacity;
};

/* One word: blanks end it, quotes hold it together, a backslash takes the next character as it is. */
static const char *take_word(const char *at, char *word)
{
    char quote = '\0';

    for (; *at != '\0' && (quote != '\0' || strchr(" \t", *at) == NULL); at++) {
        if (quote == '\0' && (*at == '\'' || *at == '"')) {
            quote = *at;
        } else if (*at == quote) {
            quote = '\0';
        } else {
            at += *at == '\\' && quote != '\'' && at[1] != '\0' ? 1 : 0;
            *word++ = *at;
        }
    }
    *word = '\0';
    return at;
}

static void split(struct arena *arena, const char *text, struct word_list *words)
{
    text += strspn(text, " \t");
    while (*text != '\0') {
        char *word = arena_alloc(arena, strlen(text) + 1);

        text = take_word(text, word);
        *ARENA_PUSH(arena, words) = word;
        text += strspn(text, " \t");
    }
}

static bool is_taken(const char *name)
{
    static const char *const taken[] = {
        "--security-counter",  "--dependencies", "--non-bootable", "--sha", "--pure",      "--pad-sig",
        "--public-key-format", "--boot-record",  "--vid",          "--cid", "--custom-tlv"
    };

    for (size_t i = 0; i < ARRAY_LENGTH(taken); i++) {
        if (strcmp(taken[i], name) == 0) {
            return true;
        }
    }
    return false;
}

/* The first `own` options are pack's. */
static bool check_names(const struct command_call *outer, const struct command_call *extra, size_t own,
                        const struct tree_text *text, struct extra_arguments *arguments)
{
    for (size_t i = own; i < extra->options.count; i++) {
        const struct option_use *use = &extra->options.items[i];

        if (!is_taken(use->option->name)) {
            return diagnose(outer->diagnostics, DIAGNOSTIC_INPUT, text->origin,
                            "'CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS' asks for '%s', which pack does not carry out",
                            use->option->name);
        }
        *ARENA_PUSH(outer->arena, arguments) = (struct extra_argument){ use->option->name, use->value, use->second };
    }
    return extra->argument_count == 0 ||
           diagnose(outer->diagnostics, DIAGNOSTIC_INPUT, text->origin,
                    "'CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS' holds '%s', which belongs to no option", extra->arguments[0]);
}

/* What pack knows already: 'auto' makes a security counter of the version. */
static void add_own(struct arena *arena, const struct image_options *options, struct word_list *words)
{
    *ARENA_PUSH(arena, words) = arena_strdup(arena, "--version");
    *ARENA_PUSH(arena, words) = arena_strdup(arena, mcuboot_version_text(arena, options->version));
    *ARENA_PUSH(arena, words) = arena_strdup(arena, "--header-size");
    *ARENA_PUSH(arena, words) = arena_printf(arena, "%lu", (unsigned long)options->header_size);
}

/* Field by field, those of is_taken(): all else is the plan's, as the slot that an image of direct-XIP is fixed to. */
static void take(const struct image_options *extra, struct image_options *options)
{
    if (extra->has_security_counter) {
        options->has_security_counter = true;
        options->security_counter = extra->security_counter;
    }
    if (extra->has_digest) {
        options->has_digest = true;
        options->digest = extra->digest;
    }
    options->dependencies = extra->dependencies;
    options->non_bootable = extra->non_bootable;
    options->pure = extra->pure;
    options->pad_signature = extra->pad_signature;
    options->full_public_key = extra->full_public_key;
    options->boot_record = extra->boot_record;
    options->vendor_id = extra->vendor_id;
    options->class_id = extra->class_id;
    options->custom_tlvs = extra->custom_tlvs;
}

bool extra_arguments_read(void *state, const struct tree_text *text, struct image_options *options,
                          struct extra_arguments *arguments)
{
    struct command_call *outer = state;
    struct diagnostics diagnostics = diagnostics_create(outer->arena);
    struct command command = command_sign;
    struct command_call extra = { .command = &command, .arena = outer->arena, .diagnostics = &diagnostics };
    struct image_options wanted;
    struct word_list words = { 0 };

    command.least_arguments = 0;
    command.most_arguments = SIZE_MAX;
    add_own(outer->arena, options, &words);
    split(outer->arena, text->value, &words);
    *ARENA_PUSH(outer->arena, &words) = NULL;
    if (options_parse(&extra, (int)words.count - 1, words.items)) {
        if (!check_names(outer, &extra, 2, text, arguments)) {
            return false;
        }
        if (sign_image_options_read(&extra, &wanted)) {
            take(&wanted, options);
            return true;
        }
    }
    return diagnose(outer->diagnostics, DIAGNOSTIC_INPUT, text->origin,
                    "'CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS' is not understood: %s", diagnostics.items[0].message);
}
