#include <string.h>

#include "base/file.h"
#include "project/source_tree.h"

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

void source_list_files(struct project_reader *reader, const char *folder, unsigned depth, struct string_list *files)
{
    struct file_names names;
    const char *path = folder[0] == '\0' ? reader->root : reader_path(reader, folder);

    if (!directory_list(reader->arena, path, &names)) {
        return; /* a folder that is not there has no files */
    }
    for (size_t i = 0; i < names.count && files->count < FILES_LIMIT; i++) {
        const char *relative = folder[0] == '\0' ? names.items[i] : path_join(reader->arena, folder, names.items[i]);

        if (reader_has_file(reader, relative)) {
            *ARENA_PUSH(reader->arena, files) = relative;
        } else if (depth > 1 && directory_exists(reader_path(reader, relative)) &&
                   !is_foreign(reader, relative, names.items[i])) {
            source_list_files(reader, relative, depth - 1, files);
        }
    }
}
