#include <string.h>

#include "base/file.h"
#include "project/source/source_tree.h"

static const char *in_folder(const struct source_tree *tree, const char *folder, const char *name)
{
    return folder[0] == '\0' ? name : path_join(tree->reader->arena, folder, name);
}

static bool add_if_there(const struct source_tree *tree, const char *path, struct string_list *files)
{
    if (!reader_has_entry(tree->reader, path)) {
        return false;
    }
    *ARENA_PUSH(tree->reader->arena, files) = path;
    return true;
}

/* name with the suffix when that file is there, else, unless it must have the suffix, without. */
static bool add_with_suffix(const struct source_tree *tree, const char *stem, const char *ending, bool must,
                            struct string_list *files)
{
    struct arena *arena = tree->reader->arena;

    if (tree->suffix[0] != '\0' &&
        add_if_there(tree, arena_printf(arena, "%s_%s%s", stem, tree->suffix, ending), files)) {
        return true;
    }
    if (tree->suffix[0] != '\0' && must) {
        return false;
    }
    return add_if_there(tree, arena_printf(arena, "%s%s", stem, ending), files);
}

/* The board's file, then the one of its revision. A build type of the child-image days (CONF_FILE=prj_release.conf)
 * takes only .conf files of that type; FILE_SUFFIX falls back to those without.
 */
static bool add_board_files(const struct source_tree *tree, const char *folder, const char *ending,
                            struct string_list *files)
{
    bool must = tree->child_images && strcmp(ending, ".conf") == 0;
    const char *stem = in_folder(tree, folder, arena_printf(tree->reader->arena, "boards/%s", tree->board.key));
    bool added;

    if (tree->board.key[0] == '\0') {
        return false;
    }
    added = add_with_suffix(tree, stem, ending, must, files);
    if (tree->board.revision[0] != '\0') {
        stem = arena_printf(tree->reader->arena, "%s_%s", stem, tree->board.revision);
        added = add_with_suffix(tree, stem, ending, must, files) || added;
    }
    return added;
}

/* prj.conf of a configuration folder: with the suffix, for the board alone (then no board file is added), or plain. */
static bool add_base_configs(const struct source_tree *tree, const char *folder, struct string_list *files)
{
    struct arena *arena = tree->reader->arena;
    bool base;

    if (tree->suffix[0] == '\0' && tree->board.key[0] != '\0' &&
        add_if_there(tree, in_folder(tree, folder, arena_printf(arena, "prj_%s.conf", tree->board.key)), files)) {
        return true;
    }
    base = add_with_suffix(tree, in_folder(tree, folder, "prj"), ".conf", tree->child_images, files);
    (void)add_board_files(tree, folder, ".conf", files);
    return base;
}

/* Board overlays hide <board>.overlay, and that hides app.overlay. */
static void add_base_overlays(const struct source_tree *tree, const char *folder, struct string_list *files)
{
    struct arena *arena = tree->reader->arena;

    if (add_board_files(tree, folder, ".overlay", files)) {
        return;
    }
    if (tree->board.key[0] != '\0' &&
        add_if_there(tree, in_folder(tree, folder, arena_printf(arena, "%s.overlay", tree->board.key)), files)) {
        return;
    }
    (void)add_with_suffix(tree, in_folder(tree, folder, "app"), ".overlay", false, files);
}

/* sysbuild/<image>.conf adds to the configuration; sysbuild/<image>.overlay stands in place of the other overlays. */
static void add_outer_files(const struct source_tree *tree, const char *outer, const char *image,
                            struct source_files *files)
{
    struct arena *arena = tree->reader->arena;
    const char *stem = path_join(arena, outer, image);
    const char *overlay = arena_printf(arena, "%s.overlay", stem);

    files->any_place = add_with_suffix(tree, stem, ".conf", tree->child_images, &files->configs) || files->any_place;
    if (reader_has_entry(tree->reader, overlay)) {
        files->overlays.count = 0;
        *ARENA_PUSH(arena, &files->overlays) = overlay;
        files->any_place = true;
    }
}

struct source_files source_files_app(const struct source_tree *tree)
{
    struct source_files files = { .any_place = true };

    files.own_base = add_base_configs(tree, tree->config, &files.configs);
    add_base_overlays(tree, tree->config, &files.overlays);
    if (!tree->child_images) {
        add_outer_files(tree, "sysbuild", tree->app_name, &files);
    }
    files.cmake_configs = source_cmake_adds_configs(tree->reader, NULL);
    files.cmake_overlays = source_cmake_adds_overlays(tree->reader, NULL);
    return files;
}

static struct source_tree for_image(const struct source_tree *tree, enum image_role role)
{
    struct source_tree other = *tree;
    struct arena *arena = tree->reader->arena;

    other.board = role == IMAGE_NET || role == IMAGE_B0N ? source_board_network(arena, &tree->board)
                                                         : source_board_secure(arena, &tree->board);
    return other;
}

struct source_files source_files_image(const struct source_tree *tree, const char *image, enum image_role role)
{
    struct arena *arena = tree->reader->arena;
    const struct source_tree own = for_image(tree, role);
    const char *outer = tree->child_images ? in_folder(tree, tree->config, "child_image") : "sysbuild";
    const char *folder = path_join(arena, outer, image);
    struct source_files files = { 0 };

    if (!path_exists(reader_path(tree->reader, folder)) && reader_has_entry(tree->reader, folder)) {
        (void)reader_load(tree->reader, folder); /* which says that it is a link to nothing */
    }
    if (directory_exists(reader_path(tree->reader, folder))) {
        files.any_place = true;
        files.own_base = add_base_configs(&own, folder, &files.configs);
        add_base_overlays(&own, folder, &files.overlays);
    }
    files.own_folder = files.any_place && !files.own_base && !tree->child_images;
    add_outer_files(tree, outer, image, &files);
    files.cmake_configs = source_cmake_adds_configs(tree->reader, image);
    files.cmake_overlays = source_cmake_adds_overlays(tree->reader, image);
    return files;
}

const char *source_sysbuild_file(const struct source_tree *tree)
{
    struct string_list files = { 0 };

    return add_with_suffix(tree, "sysbuild", ".conf", false, &files) ? files.items[0] : NULL;
}

static const char *first_there(const struct source_tree *tree, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (names[i] != NULL && reader_has_entry(tree->reader, names[i])) {
            return names[i];
        }
    }
    return NULL;
}

/* One name of the search, most special form first. */
static const char *static_named(const struct source_tree *tree, const char *folder, const char *name,
                                const char *domain)
{
    struct arena *arena = tree->reader->arena;
    const char *stem = in_folder(tree, folder, name);
    const char *typed = tree->suffix[0] == '\0' ? NULL : tree->suffix;
    bool plain = !tree->child_images || typed == NULL || text_ends_with(name, "pm_static");
    const char *const names[] = {
        domain[0] != '\0' && typed != NULL ? arena_printf(arena, "%s_%s_%s.yml", stem, domain, typed) : NULL,
        domain[0] != '\0' ? arena_printf(arena, "%s_%s.yml", stem, domain) : NULL,
        typed != NULL ? arena_printf(arena, "%s_%s.yml", stem, typed) : NULL,
        /* A build type leaves only its own files and the plain one. */
        plain ? arena_printf(arena, "%s.yml", stem) : NULL,
    };

    return first_there(tree, names, ARRAY_LENGTH(names));
}

const char *source_static_file(const struct source_tree *tree, const char *folder, const char *domain)
{
    struct arena *arena = tree->reader->arena;
    const struct source_board *board = &tree->board;
    const char *found = NULL;

    if (board->key[0] != '\0' && board->revision[0] != '\0') {
        found = static_named(tree, folder, arena_printf(arena, "pm_static_%s_%s", board->key, board->revision), domain);
    }
    if (found == NULL && board->key[0] != '\0') {
        found = static_named(tree, folder, arena_printf(arena, "pm_static_%s", board->key), domain);
    }
    return found != NULL ? found : static_named(tree, folder, "pm_static", domain);
}
