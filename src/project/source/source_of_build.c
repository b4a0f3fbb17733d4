#include <string.h>

#include "base/file.h"
#include "project/settings/cmake_cache.h"
#include "project/source/source_tree.h"

/* The static map of a build, which stands beside the application's sources: the build keeps no copy of it. CMakeCache.txt
 * names the file, or the application's folder, in which it is looked for as the build did. Sources that are not on this
 * machine (a build that came from elsewhere) are no fault of the build.
 */

static const char *first_entry(const struct project_reader *reader, const char *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = cmake_cache_entry(reader->arena, reader->cmake_cache, keys[i]);

        if (value != NULL) {
            return value;
        }
    }
    return NULL;
}

/* "/home/dev/app/pm_static.yml" seen from "/home/dev/app/build": "../pm_static.yml". A file that is not in a folder above
 * the build stays as it is.
 */
static const char *seen_from_build(const struct project_reader *reader, const char *file)
{
    const char *folder = path_absolute(reader->arena, path_dirname(reader->arena, file));
    const char *root = path_absolute(reader->arena, reader->root);
    size_t length = strlen(folder);
    struct text seen = text_create(reader->arena, 4096);

    if (strncmp(root, folder, length) != 0 || (root[length] != '/' && root[length] != '\0')) {
        return file;
    }
    for (const char *at = root + length; *at != '\0'; at++) {
        if (*at == '/' && at[1] != '\0') {
            text_append(&seen, "../");
        }
    }
    text_append(&seen, path_basename(file));
    return seen.data;
}

const char *source_static_of_build(struct project_reader *reader)
{
    static const char *const folders[] = { "APP_DIR", "APPLICATION_SOURCE_DIR" };
    const char *file = cmake_cache_entry(reader->arena, reader->cmake_cache, "PM_STATIC_YML_FILE");
    const char *folder = first_entry(reader, folders, ARRAY_LENGTH(folders));
    const char *suffix = cmake_cache_entry(reader->arena, reader->cmake_cache, "FILE_SUFFIX");
    struct source_tree tree = { .reader = reader, .config = "", .suffix = suffix != NULL ? suffix : "" };

    if (file != NULL && file[0] == '/') {
        return file_exists(file) ? seen_from_build(reader, file) : NULL;
    }
    if (file != NULL || folder == NULL || folder[0] != '/' || !directory_exists(folder)) {
        return NULL;
    }
    tree.board = source_board_parse(reader->arena, cmake_cache_entry(reader->arena, reader->cmake_cache, "BOARD"));
    tree.child_images = reader->project->era == ERA_CHILD_IMAGE;
    file = source_static_file(&tree, folder, "");
    return file != NULL && file_exists(file) ? seen_from_build(reader, file) : NULL;
}
