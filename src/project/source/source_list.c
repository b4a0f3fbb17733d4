#include <string.h>

#include "base/file.h"
#include "project/source/source_tree.h"

/* Source trees have some hundred files; a wrong folder may have any number. */
#define FILES_LIMIT 5000

/* Folders that hold no configuration of this application: builds, SDKs, modules. */
static bool is_foreign(const struct project_reader *reader, const char *folder, const char *name)
{
    if (name[0] == '.' || strcmp(name, "CMakeFiles") == 0 || strcmp(name, "node_modules") == 0) {
        return true;
    }
    return reader_has_file(reader, path_join(reader->arena, folder, "CMakeCache.txt")) ||
           reader_has_file(reader, path_join(reader->arena, folder, "domains.yaml")) ||
           reader_has_file(reader, path_join(reader->arena, folder, "zephyr/.config"));
}

/* What is called like a file of a configuration and is none, a folder for instance, is listed as well: whoever reads it
 * says what is wrong.
 */
static bool is_listed(const struct project_reader *reader, const char *relative)
{
    static const char *const endings[] = { ".conf", ".overlay", ".yml" };

    if (!directory_exists(reader_path(reader, relative))) {
        return reader_has_entry(reader, relative);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(endings); i++) {
        if (text_ends_with(relative, endings[i])) {
            return true;
        }
    }
    return false;
}

void source_list_files(struct project_reader *reader, const char *folder, unsigned depth, struct string_list *files)
{
    struct file_names names;
    const char *path = folder[0] == '\0' ? reader->root : reader_path(reader, folder);

    if (!directory_list(reader->arena, path, &names)) {
        return; /* a folder that is not there has no files */
    }
    for (size_t i = 0; i < names.count && files->count < FILES_LIMIT; i++) {
        const char *relative = folder[0] == '\0' ? names.items[i] : path_join(reader->arena, folder, names.items[i]);

        if (is_listed(reader, relative)) {
            *ARENA_PUSH(reader->arena, files) = relative;
        } else if (depth > 1 && directory_exists(reader_path(reader, relative)) &&
                   !is_foreign(reader, relative, names.items[i])) {
            source_list_files(reader, relative, depth - 1, files);
        }
    }
}

/* Names in a folder that may not be entered are seen, and everything they stand for looks absent. */
static bool can_enter(const struct project_reader *reader, const char *relative, const struct file_names *names)
{
    return names->count == 0 || reader_has_entry(reader, path_join(reader->arena, relative, names->items[0]));
}

static void check_folder(struct project_reader *reader, const char *relative, unsigned depth)
{
    const char *path = relative[0] == '\0' ? reader->root : reader_path(reader, relative);
    struct file_names names;

    if (!directory_list(reader->arena, path, &names) || !can_enter(reader, relative, &names)) {
        reader->failed = true;
        (void)diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "folder '%s' cannot be read", path);
        return;
    }
    for (size_t i = 0; i < names.count && depth > 1; i++) {
        const char *below = path_join(reader->arena, relative, names.items[i]);

        if (directory_exists(reader_path(reader, below)) && !is_foreign(reader, below, names.items[i])) {
            check_folder(reader, below, depth - 1);
        }
    }
}

void source_check_folders(struct project_reader *reader)
{
    static const char *const folders[] = { "boards", "sysbuild", "child_image", "configuration" };

    check_folder(reader, "", 1);
    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
        const char *path = reader_path(reader, folders[i]);

        if (directory_exists(path)) {
            check_folder(reader, folders[i], 4);
        } else if (!path_exists(path) && path_has_entry(path)) {
            reader->failed = true;
            (void)diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "folder '%s' %s", path,
                           path_absence(path));
        }
    }
}
