/* The files that one call of `pack` writes: names relative to the output folder, and bytes in the arena. */
#ifndef PACK_PACKAGE_FILES_H
#define PACK_PACKAGE_FILES_H

#include <stddef.h>
#include <string.h>
#include "base/arena.h"
#include "base/byte_range.h"

enum package_file_kind {
    PACKAGE_FILE_IMAGE,       /* MCUboot image, as a client uploads it */
    PACKAGE_FILE_NSIB,        /* firmware with its validation block */
    PACKAGE_FILE_HEX,         /* to be programmed, not uploaded */
    PACKAGE_FILE_PROVISION,   /* key hashes and counters for b0 and b0n, HEX */
    PACKAGE_FILE_ZIP,         /* DFU package */
    PACKAGE_FILE_MULTI_IMAGE, /* dfu_multi_image.bin */
};

struct package_file {
    const char *name;
    enum package_file_kind kind;
    struct byte_range bytes;
};

struct package_files {
    struct package_file *items; /* in the order of making */
    size_t count;
    size_t capacity;
};

static inline void package_files_add(struct arena *arena, struct package_files *files, const char *name,
                                     enum package_file_kind kind, struct byte_range bytes)
{
    *ARENA_PUSH(arena, files) = (struct package_file){ name, kind, bytes };
}

/* The first file of a name, or NULL. */
static inline const struct package_file *package_files_find(const struct package_files *files, const char *name)
{
    for (size_t i = 0; i < files->count; i++) {
        if (strcmp(files->items[i].name, name) == 0) {
            return &files->items[i];
        }
    }
    return NULL;
}

#endif
