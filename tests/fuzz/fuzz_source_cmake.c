/* Any bytes as the CMake files of a source tree: a path that one of them names is short, and has nothing left to expand. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "project/source/source_tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put_file(struct project_reader *reader, const char *name, const uint8_t *data, size_t size)
{
    struct loaded_file *file = ARENA_PUSH(reader->arena, &reader->files);

    file->relative = name;
    file->source = source_from_bytes(reader->arena, name, data, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct project_options options = { 0 };
    struct project project = { 0 };
    struct project_reader reader = {
        .arena = arena, .diagnostics = &diagnostics, .options = &options, .project = &project, .root = "/nowhere"
    };
    const char *path;
    bool named;

    put_file(&reader, "CMakeLists.txt", data, size);
    put_file(&reader, "sysbuild.cmake", data, size / 2);
    put_file(&reader, "sysbuild/CMakeLists.txt", data + size / 2, size - size / 2);
    (void)source_cmake_adds_configs(&reader, "mcuboot");
    (void)source_cmake_adds_overlays(&reader, NULL);
    named = source_cmake_path(&reader, "PM_STATIC_YML_FILE", "lamp_cpuapp", &path);
    if ((!named && path != NULL) || (path != NULL && (path[0] == '\0' || strpbrk(path, "$;") != NULL))) {
        abort();
    }
    /* What could not be followed is said. */
    if (named && path == NULL && project.notes.count == 0) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}
