#include <string.h>

#include "base/file.h"
#include "cli/init/init.h"

static struct slice next_line(struct slice *rest)
{
    const char *end = memchr(rest->data, '\n', rest->length);
    struct slice line = { rest->data, end == NULL ? rest->length : (size_t)(end - rest->data) };

    rest->data += line.length + (end != NULL);
    rest->length -= line.length + (end != NULL);
    return slice_trim(line);
}

/* The symbol's name where a line of a .conf assigns one, "# NAME is not set" included; else empty. */
static struct slice assigned_name(struct slice line)
{
    static const char before[] = "# ";
    static const char behind[] = " is not set";
    size_t around = strlen(before) + strlen(behind);
    const char *equals = line.length == 0 ? NULL : memchr(line.data, '=', line.length);

    if (line.length > around && slice_starts_with(line, before) &&
        memcmp(line.data + line.length - strlen(behind), behind, strlen(behind)) == 0) {
        return (struct slice){ line.data + strlen(before), line.length - around };
    }
    return (struct slice){ line.data, equals == NULL || line.data[0] == '#' ? 0 : (size_t)(equals - line.data) };
}

static bool same(struct slice left, struct slice right)
{
    return left.length == right.length && (left.length == 0 || memcmp(left.data, right.data, left.length) == 0);
}

/* Whether a line switches on another member of the choice that the wanted one is a member of. */
static bool chooses_another(struct slice line, struct slice wanted)
{
    static const char *const choices[] = { "SB_CONFIG_MCUBOOT_MODE_", "SB_CONFIG_BOOT_SIGNATURE_TYPE_",
                                           "CONFIG_BOOT_SIGNATURE_TYPE_" };
    bool one_choice = false;

    for (size_t i = 0; i < ARRAY_LENGTH(choices); i++) {
        one_choice = one_choice || (slice_starts_with(line, choices[i]) && slice_starts_with(wanted, choices[i]));
    }
    return one_choice && wanted.data[wanted.length - 1] == 'y' && line.data[line.length - 1] == 'y';
}

/* The last assignment of the same symbol, or the same choice, is the one that counts. */
static bool file_says(struct slice file, struct slice wanted)
{
    struct slice name = assigned_name(wanted);
    bool says = false;

    while (file.length > 0) {
        struct slice line = next_line(&file);

        if (same(assigned_name(line), name)) {
            says = same(line, wanted);
        } else if (chooses_another(line, wanted)) {
            says = false;
        }
    }
    return says;
}

/* The assignments of the recipe that a .conf which is there does not make; none: it may stay as it is. */
static size_t list_missing(struct slice there, const struct recipe_output *output, struct text *out)
{
    struct slice rest = { output->text, output->length };
    size_t missing = 0;

    while (rest.length > 0) {
        struct slice line = next_line(&rest);

        if (assigned_name(line).length > 0 && !file_says(there, line)) {
            text_append(out, "  ");
            text_append_bytes(out, line.data, line.length);
            text_append(out, "\n");
            missing++;
        }
    }
    return missing;
}

enum standing { STANDS_NOWHERE, STANDS_ALREADY, STANDS_OTHERWISE };

static enum standing look_at(const struct command_call *call, const char *path, const struct recipe_output *output)
{
    struct text missing = text_create(call->arena, RECIPE_FILE_LIMIT);
    const char *data;
    const char *why;
    size_t size;

    if (!path_exists(path)) {
        return STANDS_NOWHERE;
    }
    why = file_read(call->arena, path, RECIPE_FILE_LIMIT, &data, &size);
    if (why != NULL) {
        text_printf(call->output, "%s is there and cannot be compared: %s\n", output->path, why);
        return STANDS_OTHERWISE;
    }
    if (size == output->length && memcmp(data, output->text, size) == 0) {
        return STANDS_ALREADY;
    }
    if (text_ends_with(path, ".conf")) {
        if (list_missing((struct slice){ data, size }, output, &missing) == 0) {
            return STANDS_ALREADY;
        }
        text_printf(call->output, "%s is there; the recipe says, and it does not:\n%s", output->path, missing.data);
        return STANDS_OTHERWISE;
    }
    text_printf(call->output, "%s is there and differs; --stdout shows the recipe's\n", output->path);
    return STANDS_OTHERWISE;
}

static bool add_file(const struct command_call *call, struct output_set *set, const char *path,
                     const struct recipe_output *output, bool force)
{
    if (!output_set_directory(set, path_dirname(call->arena, path), call->diagnostics)) {
        return false;
    }
    return force ? output_set_add(set, path, output->text, output->length, call->diagnostics)
                 : output_set_add_new(set, path, output->text, output->length, call->diagnostics);
}

bool init_write(const struct command_call *call, const char *folder, const struct recipe_outputs *outputs, bool force,
                size_t *written)
{
    struct output_set *set = output_set_create(call->arena);
    size_t otherwise = 0;
    bool good = true;

    *written = 0;
    for (size_t i = 0; i < outputs->count && good; i++) {
        const struct recipe_output *output = &outputs->items[i];
        const char *path = path_join(call->arena, folder, output->path);
        enum standing standing = force ? STANDS_NOWHERE : look_at(call, path, output);

        if (standing == STANDS_OTHERWISE) {
            diagnose(call->diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE,
                     "'%s' is there already and nothing is written; '--force' replaces it", path);
            otherwise++;
        } else if (standing == STANDS_NOWHERE) {
            good = add_file(call, set, path, output, force);
            *written += good;
        }
    }
    good = good && otherwise == 0 && output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return good;
}
