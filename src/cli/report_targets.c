#include "cli/report_targets.h"

#include <string.h>

static const char *joined(struct arena *arena, const char *const *names, size_t count)
{
    const char *text = names[0];

    for (size_t i = 1; i < count; i++) {
        text = arena_printf(arena, "%s, %s", text, names[i]);
    }
    return text;
}

static bool parse(struct command_call *call, const char *text, const char *const *names, size_t count,
                  struct report_target *target)
{
    size_t length = strcspn(text, "=");

    for (size_t i = 0; i < count && strcmp(text + length, "=") != 0; i++) {
        if (slice_equals((struct slice){ text, length }, names[i])) {
            *target = (struct report_target){ (unsigned)i, text[length] == '=' ? text + length + 1 : NULL };
            return true;
        }
    }
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' of option '--format' is none of %s (each with =FILE if wanted)", text,
                    joined(call->arena, names, count));
}

/* A file that is not there yet has no absolute path of its own, its folder has. */
static const char *place(struct arena *arena, const char *file)
{
    return path_join(arena, path_absolute(arena, path_dirname(arena, file)), path_basename(file));
}

/* The last target against those before it: they would replace each other. */
static bool has_own_place(struct command_call *call, const struct report_targets *targets)
{
    const struct report_target *last = &targets->items[targets->count - 1];

    for (size_t i = 0; i + 1 < targets->count; i++) {
        const struct report_target *other = &targets->items[i];

        if (last->file == NULL && other->file == NULL) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "only one format can go to standard output; give the others a file (--format json=FILE)");
        }
        if (last->file != NULL && other->file != NULL &&
            strcmp(place(call->arena, last->file), place(call->arena, other->file)) == 0) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "'%s' of option '--format' is the file of another format already", last->file);
        }
    }
    return true;
}

bool report_targets_parse(struct command_call *call, const char *const *names, size_t count,
                          struct report_targets *targets)
{
    size_t position = 0;
    const char *text;

    while ((text = call_option_next(call, "--format", &position)) != NULL) {
        if (!parse(call, text, names, count, ARENA_PUSH(call->arena, targets)) || !has_own_place(call, targets)) {
            return false;
        }
    }
    return true;
}

bool report_target_write(struct command_call *call, struct output_set *set, const struct report_target *target,
                         const struct text *text)
{
    if (text->truncated) {
        return diagnose(call->diagnostics, DIAGNOSTIC_LIMIT, ORIGIN_NONE, "report '%s' would be larger than %u bytes",
                        target->file, REPORT_LIMIT);
    }
    return output_set_add(set, target->file, text->data, text->length, call->diagnostics);
}
