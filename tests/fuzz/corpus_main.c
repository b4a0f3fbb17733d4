/* Feeds every file of the folder given to a libFuzzer entry point: the corpus as an ordinary test. */
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CORPUS_FILE_LIMIT (16u * 1024u * 1024u)

int main(int argc, char **argv)
{
    struct arena *arena = arena_create();
    struct file_names names;
    size_t run = 0;

    if (argc != 2 || !directory_list(arena, argv[1], &names)) {
        fprintf(stderr, "usage: %s CORPUS-FOLDER\n", argv[0]);
        arena_destroy(arena);
        return 2;
    }
    for (size_t i = 0; i < names.count; i++) {
        const char *data;
        size_t size;
        const char *path = path_join(arena, argv[1], names.items[i]);
        const char *failure = file_read(arena, path, CORPUS_FILE_LIMIT, &data, &size);

        if (failure != NULL) {
            fprintf(stderr, "%s: %s\n", path, failure);
            arena_destroy(arena);
            return 1;
        }
        LLVMFuzzerTestOneInput((const uint8_t *)data, size);
        run++;
    }
    printf("%zu inputs\n", run);
    arena_destroy(arena);
    return run == 0; /* an empty corpus tests nothing */
}
