#include <string.h>

#include "base/file.h"
#include "cli/init/init.h"
#include "recipe/recipe_compare.h"

enum standing { STANDS_NOWHERE, STANDS_ALREADY, STANDS_OTHERWISE };

static enum standing differs(const struct command_call *call, const struct recipe_output *output,
                             const struct recipe_comparison *comparison)
{
    if (comparison->unreadable != NULL) {
        text_printf(call->output, "%s is there and cannot be compared: %s\n", output->path, comparison->unreadable);
    }
    if (comparison->missing.length > 0) {
        text_printf(call->output, "%s is there; the recipe says, and it does not:\n%s", output->path,
                    comparison->missing.data);
    }
    if (comparison->against.length > 0) {
        text_printf(call->output, "%s is there; it says, against the recipe:\n%s", output->path,
                    comparison->against.data);
    }
    return STANDS_OTHERWISE;
}

static enum standing look_at(const struct command_call *call, const struct recipe *recipe, const char *path,
                             const struct recipe_output *output)
{
    struct recipe_comparison comparison = { 0 };
    const char *data;
    size_t size;

    if (!path_exists(path)) {
        return STANDS_NOWHERE;
    }
    comparison.unreadable = file_read(call->arena, path, RECIPE_FILE_LIMIT, &data, &size);
    if (comparison.unreadable == NULL &&
        recipe_file_agrees(call->arena, recipe, output, source_from_bytes(call->arena, output->path, data, size),
                           &comparison)) {
        return STANDS_ALREADY;
    }
    return differs(call, output, &comparison);
}

/* A map of the board, which the build takes in place of the recipe's (nrfconnect/sdk-nrf cmake/partition_manager.cmake). */
static enum standing look_at_board_map(const struct command_call *call, const struct recipe_request *request,
                                       const char *folder, const struct recipe_output *output, bool force)
{
    const char *name = arena_printf(call->arena, "pm_static_%s.yml", recipe_board_file(call->arena, request->board));
    const char *path = path_join(call->arena, folder, name);
    struct recipe_output there = { name, output->text, output->length };
    enum standing standing;

    if (strcmp(output->path, "pm_static.yml") != 0 || !path_exists(path)) {
        return STANDS_NOWHERE;
    }
    if (force) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE, "the build takes '%s' in place of pm_static.yml",
                 path);
        return STANDS_NOWHERE;
    }
    standing = look_at(call, request->recipe, path, &there);
    if (standing == STANDS_OTHERWISE) {
        diagnose(call->diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE,
                 "'%s' is there, the build takes it in place of pm_static.yml, and nothing is written", path);
    }
    return standing;
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

bool init_write(const struct command_call *call, const struct recipe_request *request, const char *folder,
                const struct recipe_outputs *outputs, bool force, size_t *written)
{
    struct output_set *set = output_set_create(call->arena);
    size_t otherwise = 0;
    bool good = true;

    *written = 0;
    for (size_t i = 0; i < outputs->count && good; i++) {
        const struct recipe_output *output = &outputs->items[i];
        const char *path = path_join(call->arena, folder, output->path);
        enum standing standing = force ? STANDS_NOWHERE : look_at(call, request->recipe, path, output);

        otherwise += look_at_board_map(call, request, folder, output, force) == STANDS_OTHERWISE;
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
