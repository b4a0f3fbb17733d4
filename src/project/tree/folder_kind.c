#include <string.h>

#include "base/file.h"
#include "base/source.h"
#include "project/tree/discovery.h"
#include "project/tree/project_reader.h"

static bool has_file(struct arena *arena, const char *folder, const char *name)
{
    return file_exists(path_join(arena, folder, name));
}

static bool has_image_files(struct arena *arena, const char *folder)
{
    return has_file(arena, folder, "zephyr/.config") || has_file(arena, folder, "zephyr/zephyr.dts");
}

static bool has_map(struct arena *arena, const char *folder)
{
    return has_file(arena, folder, "partitions.yml") || has_file(arena, folder, "pm.config");
}

/* Files that only the root of a build has. An image's folder has zephyr/.config too, and a folder may hold
 * a file called partitions.yml without being a build.
 */
static bool is_build_root(struct arena *arena, const char *folder)
{
    return has_file(arena, folder, "domains.yaml") || (has_image_files(arena, folder) && has_map(arena, folder));
}

/* A file that cannot be read says nothing here; whoever needs it reports that. */
static bool file_says(struct arena *arena, const char *path, const char *words)
{
    struct diagnostics unheard = diagnostics_create(arena);
    const struct source *source;

    return file_exists(path) && source_load(arena, path, path, SOURCE_TEXT_LIMIT, &unheard, &source) &&
           strstr(source->data, words) != NULL;
}

/* A prj.conf that is a link to nothing was meant as one. */
static bool has_entry(struct arena *arena, const char *folder, const char *name)
{
    return path_has_entry(path_join(arena, folder, name));
}

static bool has_source_marks(struct arena *arena, const char *folder)
{
    return has_entry(arena, folder, "prj.conf") || has_entry(arena, folder, "sysbuild.conf") ||
           has_entry(arena, folder, "Kconfig.sysbuild") ||
           file_says(arena, path_join(arena, folder, "CMakeLists.txt"), "find_package(Zephyr");
}

/* Files of a source tree that may lie in a build too. */
static bool has_weak_source_marks(struct arena *arena, const char *folder)
{
    struct file_names names;

    if (!directory_list(arena, folder, &names)) {
        return false;
    }
    for (size_t i = 0; i < names.count; i++) {
        if (strcmp(names.items[i], "west.yml") == 0 ||
            (strncmp(names.items[i], "pm_static", strlen("pm_static")) == 0 &&
             text_ends_with(names.items[i], ".yml"))) {
            return true;
        }
    }
    return false;
}

/* What lies one level down. */
struct folders_below {
    struct string_list builds;
    struct string_list images;
};

static struct folders_below look_below(struct arena *arena, const char *path)
{
    struct folders_below below = { 0 };
    struct file_names names;

    if (!directory_list(arena, path, &names)) {
        return below;
    }
    for (size_t i = 0; i < names.count; i++) {
        const char *folder = path_join(arena, path, names.items[i]);

        if (names.items[i][0] == '.' || !directory_exists(folder)) {
            continue;
        }
        if (is_build_root(arena, folder)) {
            *ARENA_PUSH(arena, &below.builds) = names.items[i];
        } else if (has_image_files(arena, folder)) {
            *ARENA_PUSH(arena, &below.images) = names.items[i];
        }
    }
    return below;
}

enum folder_kind folder_kind(struct arena *arena, const char *path, struct string_list *builds)
{
    bool source = has_source_marks(arena, path);
    struct folders_below below;

    *builds = (struct string_list){ 0 };
    if (has_image_files(arena, path) || is_build_root(arena, path) || (!source && has_map(arena, path))) {
        return FOLDER_BUILD;
    }
    below = look_below(arena, path);
    *builds = below.builds;
    if (source) {
        /* A source tree has no images of its own: what looks like one is a build of a single image. */
        for (size_t i = 0; i < below.images.count; i++) {
            *ARENA_PUSH(arena, builds) = below.images.items[i];
        }
        return FOLDER_SOURCE;
    }
    if (below.images.count > 0 && builds->count == 0) {
        return FOLDER_BUILD;
    }
    return has_weak_source_marks(arena, path) ? FOLDER_SOURCE : FOLDER_OTHER;
}

/* Several builds side by side look like images of one, unless a bootloader is among them. */
static bool has_bootloader_image(const struct string_list *images)
{
    for (size_t i = 0; i < images->count; i++) {
        if (strcmp(images->items[i], "mcuboot") == 0 || strcmp(images->items[i], "b0") == 0 ||
            strcmp(images->items[i], "b0n") == 0) {
            return true;
        }
    }
    return false;
}

/* The folder above, when it is a build that has this folder as an image; path is absolute. */
static const char *owner_of(struct arena *arena, const char *path)
{
    const char *parent = path_dirname(arena, path);
    struct string_list builds;
    struct folders_below below;

    /* Sysbuild's own Kconfig in a folder makes it the root of a build, wherever it lies. */
    if (strcmp(parent, path) == 0 || !has_image_files(arena, path) || is_build_root(arena, path) ||
        file_says(arena, path_join(arena, path, "zephyr/.config"), "SB_CONFIG_") ||
        folder_kind(arena, parent, &builds) != FOLDER_BUILD) {
        return NULL;
    }
    if (has_image_files(arena, parent) || is_build_root(arena, parent) || has_map(arena, parent)) {
        return parent;
    }
    below = look_below(arena, parent);
    return has_bootloader_image(&below.images) ? parent : NULL;
}

static const char *without_end_slashes(struct arena *arena, const char *path)
{
    size_t length = strlen(path);

    while (length > 1 && path[length - 1] == '/') {
        length--;
    }
    return arena_strndup(arena, path, length);
}

const char *folder_owner(struct arena *arena, const char *path)
{
    const char *absolute = path_absolute(arena, path);
    const char *given = path_dirname(arena, without_end_slashes(arena, path));
    const char *above = owner_of(arena, absolute);
    const char *owner = NULL;

    while (above != NULL) {
        owner = above;
        above = owner_of(arena, owner);
    }
    if (owner != NULL && strcmp(path_absolute(arena, given), owner) == 0) {
        return given;
    }
    return owner;
}
