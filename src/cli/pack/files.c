#include "cli/pack/options.h"

#include "base/file.h"
#include "sign/firmware.h"

static bool firmware_here(const struct command_call *call, const char *option, const char *path)
{
    return file_exists(path) || diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                                         "'%s' of option '%s' is no file that can be read", path, option);
}

/* A network firmware comes from b0's signing step, or before it: the name tells nothing, the file does. */
static void add_image(const struct command_call *call, struct project *project, enum image_role role, const char *path,
                      const char *name, bool is_signed)
{
    struct project_image *image = ARENA_PUSH(call->arena, &project->images);

    image->name = name;
    image->role = role;
    image->directory = path_dirname(call->arena, path);
    if (is_signed) {
        image->files.b0_hex = is_hex_name(path) ? path : NULL;
        image->files.b0_bin = is_hex_name(path) ? NULL : path;
    } else {
        image->files.hex = is_hex_name(path) ? path : NULL;
        image->files.bin = is_hex_name(path) ? NULL : path;
    }
}

static const char *name_or(const char *name, const char *usual)
{
    return name != NULL ? name : usual;
}

static bool missing_app(const struct command_call *call)
{
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "neither a build folder nor '--app FILE' is given: what should be packed?");
}

bool pack_project_of_files(const struct command_call *call, const struct plan_overrides *overrides,
                           struct project *project)
{
    const char *app = overrides->application.file;
    const char *net = overrides->network.file;
    bool blocks_wanted = overrides->nsib_key != NULL || overrides->nsib_public_key != NULL;

    *project = (struct project){ .kind = PROJECT_FILE, .path = "", .era = ERA_UNKNOWN };
    if (app == NULL) {
        return missing_app(call);
    }
    if (!firmware_here(call, "--app", app) || (net != NULL && !firmware_here(call, "--net", net))) {
        return false;
    }
    add_image(call, project, IMAGE_APP, app, name_or(overrides->application.name, "app"), false);
    if (net != NULL) {
        add_image(call, project, IMAGE_NET, net, name_or(overrides->network.name, "net"), !blocks_wanted);
    }
    return true;
}
