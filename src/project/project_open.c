#include "project/project_open.h"

#include "base/file.h"
#include "project/project_kinds.h"
#include "project/tree/discovery.h"
#include "project/tree/plausibility.h"
#include "project/tree/sdk_version.h"

static void read_folder(struct project_reader *reader)
{
    struct string_list builds;

    if (reader->options->source_trees && folder_kind(reader->arena, reader->root, &builds) == FOLDER_SOURCE) {
        reader->project->kind = PROJECT_SOURCE;
        find_sdk_version(reader); /* how the files belong together depends on it */
        read_source_tree(reader, &builds);
        return;
    }
    reader->project->kind = PROJECT_BUILD;
    read_build_tree(reader);
    find_sdk_version(reader);
    find_board(reader);
}

bool project_open(struct arena *arena, const char *path, const struct project_options *options,
                  struct diagnostics *diagnostics, struct project **project)
{
    struct project_reader reader = { .arena = arena, .diagnostics = diagnostics, .options = options, .root = "" };

    if (!path_exists(path)) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "'%s' %s", path, path_absence(path));
    }
    reader.project = arena_alloc(arena, sizeof *reader.project);
    reader.project->path = arena_strdup(arena, path);
    if (directory_exists(path)) {
        reader.root = reader.project->path;
        read_folder(&reader);
    } else {
        reader.project->kind = PROJECT_FILE;
        read_single_file(&reader);
        find_sdk_version(&reader);
        find_board(&reader);
    }
    note_implausible(&reader);
    *project = reader.project;
    return !reader.failed;
}
