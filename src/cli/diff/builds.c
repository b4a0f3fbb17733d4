#include "cli/diff/builds.h"

#include <string.h>
#include "base/file.h"
#include "cli/check/run.h"
#include "cli/input_name.h"
#include "project/project_open.h"
#include "project/tree/discovery.h"

static bool same_folder(struct arena *arena, const char *left, const char *right)
{
    return strcmp(path_absolute(arena, left), path_absolute(arena, right)) == 0;
}

static bool has_name_of_update(const char *name)
{
    static const char *const endings[] = { ".zip", ".bin", ".hex" };

    for (size_t i = 0; i < ARRAY_LENGTH(endings); i++) {
        if (strlen(name) > strlen(endings[i]) && text_ends_with(name, endings[i])) {
            return true;
        }
    }
    return false;
}

/* The path when it is an update file; the first one in it when it is a folder that neither is nor holds a build or
 * sources; else NULL.
 */
static const char *update_file_alone(struct command_call *call, const char *path)
{
    struct string_list builds = { 0 };
    struct file_names names = { 0 };

    if (file_exists(path)) {
        return has_name_of_update(path) ? path : NULL;
    }
    if (!directory_exists(path) || folder_kind(call->arena, path, &builds) != FOLDER_OTHER || builds.count > 0 ||
        !directory_list(call->arena, path, &names)) {
        return NULL;
    }
    for (size_t i = 0; i < names.count; i++) {
        if (has_name_of_update(names.items[i])) {
            return path_join(call->arena, path, names.items[i]);
        }
    }
    return NULL;
}

/* "'a.zip' is an update file", or where the path is a folder "'kept' is no build: it holds the update file 'a.zip'". */
static const char *what_it_is(struct command_call *call, const char *path, const char *file)
{
    return strcmp(path, file) == 0 ? arena_printf(call->arena, "'%s' is an update file", path)
                                   : arena_printf(call->arena, "'%s' is no build: it holds the update file '%s'", path,
                                                  path_basename(file));
}

/* What is kept of a release is often no more than what was sent to the devices. */
static bool refuse_updates(struct command_call *call, const char *released, const char *fresh)
{
    const char *file = update_file_alone(call, released);

    if (file != NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "%s, which does not say what devices hold on to; RELEASED is the build folder that it comes "
                        "from, what was kept of that at its places (partitions*.yml, mcuboot/zephyr/.config, "
                        "b0n/zephyr/.config, ...), or the sources of the release",
                        what_it_is(call, released, file));
    }
    file = update_file_alone(call, fresh);
    return file == NULL || diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                                    "%s; NEW is the build folder that it comes from", what_it_is(call, fresh, file));
}

/* Of two builds an error says which one it is of. */
static bool open_build(struct command_call *call, const char *path, struct project_options *options,
                       struct project **project)
{
    size_t first = call->diagnostics->count;
    bool is_source;
    bool good = check_run_choose_variant(call, path, options, &is_source) &&
                project_open(call->arena, path, options, call->diagnostics, project);

    diagnostics_name_input(call->arena, path, first, call->diagnostics);
    return good;
}

bool diff_builds_open(struct command_call *call, struct project_options *released, struct project_options *fresh,
                      struct diff *diff)
{
    struct project *old;
    struct project *new;
    const char *const *paths = call->arguments;

    if (same_folder(call->arena, paths[0], paths[1])) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s' and '%s' are the same folder: a build has nothing to differ from itself in", paths[0],
                        paths[1]);
    }
    if (!refuse_updates(call, paths[0], paths[1]) || !open_build(call, paths[0], released, &old) ||
        !open_build(call, paths[1], fresh, &new)) {
        return false;
    }
    diff->released = old;
    diff->fresh = new;
    if (new->kind == PROJECT_FILE) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "'%s' is no build folder: only of the released build a part is enough", paths[1]);
    }
    return true;
}
