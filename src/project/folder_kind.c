#include <string.h>

#include "base/file.h"
#include "project/discovery.h"

static bool has_file(struct arena *arena, const char *folder, const char *name)
{
    return file_exists(path_join(arena, folder, name));
}

static bool has_image_files(struct arena *arena, const char *folder)
{
    return has_file(arena, folder, "zephyr/.config") || has_file(arena, folder, "zephyr/zephyr.dts");
}

/* Files that only the root of a build has. An image's folder has zephyr/.config too. */
static bool has_build_marks(struct arena *arena, const char *folder)
{
    return has_file(arena, folder, "domains.yaml") || has_file(arena, folder, "partitions.yml") ||
           has_file(arena, folder, "pm.config");
}

static bool has_source_marks(struct arena *arena, const char *folder)
{
    return has_file(arena, folder, "prj.conf") || has_file(arena, folder, "sysbuild.conf") ||
           has_file(arena, folder, "CMakeLists.txt") || has_file(arena, folder, "Kconfig.sysbuild");
}

/* Looks one level down: image folders make the folder a build, builds are listed. */
static bool look_below(struct arena *arena, const char *path, struct string_list *builds)
{
    struct file_names names;
    bool images = false;

    if (!directory_list(arena, path, &names)) {
        return false;
    }
    for (size_t i = 0; i < names.count; i++) {
        const char *folder = path_join(arena, path, names.items[i]);

        if (names.items[i][0] == '.' || !directory_exists(folder)) {
            continue;
        }
        if (has_build_marks(arena, folder)) {
            *ARENA_PUSH(arena, builds) = names.items[i];
        } else if (has_image_files(arena, folder)) {
            images = true;
        }
    }
    return images;
}

enum folder_kind folder_kind(struct arena *arena, const char *path, struct string_list *builds)
{
    bool images;

    *builds = (struct string_list){0};
    if (has_image_files(arena, path) || has_build_marks(arena, path)) {
        return FOLDER_BUILD;
    }
    images = look_below(arena, path, builds);
    if (has_source_marks(arena, path)) {
        return FOLDER_SOURCE;
    }
    return images && builds->count == 0 ? FOLDER_BUILD : FOLDER_OTHER;
}
