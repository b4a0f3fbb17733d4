/* Any bytes as several .conf files, one behind the other at each line "---", under a Kconfig.sysbuild of the same bytes:
 * each name stands once in what they make, with the value of the last file that assigns it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "project/source/source_tree.h"

#define MOST_PARTS 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t part_length(const char *at, size_t size)
{
    static const char mark[] = "\n---\n";

    for (size_t i = 0; i + strlen(mark) <= size; i++) {
        if (memcmp(at + i, mark, strlen(mark)) == 0) {
            return i;
        }
    }
    return size;
}

static void check(const struct kconfig *merged, const struct kconfig *const *parts, size_t count)
{
    for (size_t i = 0; i < merged->count; i++) {
        const struct kconfig_symbol *symbol = &merged->items[i];

        if ((i > 0 && strcmp(merged->items[i - 1].name, symbol->name) >= 0) ||
            kconfig_find(merged, symbol->name) != symbol || symbol->part >= count) {
            abort();
        }
        for (size_t k = symbol->part; k < count; k++) {
            const struct kconfig_symbol *written = kconfig_find(parts[k], symbol->name);

            if ((written != NULL) != (k == symbol->part) ||
                (written != NULL && strcmp(written->text, symbol->text) != 0)) {
                abort();
            }
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct anomalies anomalies = { 0 };
    const struct source *whole = source_from_bytes(arena, "Kconfig.sysbuild", data, size);
    const struct kconfig *parts[MOST_PARTS];
    size_t count = 0;
    size_t at = 0;

    parts[count++] = source_kconfig_defaults(arena, whole);
    while (at < size && count < MOST_PARTS) {
        size_t length = part_length((const char *)data + at, size - at);
        struct kconfig *part;

        if (kconfig_read(arena, source_from_bytes(arena, "prj.conf", data + at, length), KCONFIG_FRAGMENT, &anomalies,
                         &diagnostics, &part)) {
            parts[count++] = part;
        }
        at += length + strlen("\n---\n");
    }
    check(kconfig_merge(arena, "prj.conf", parts, count), parts, count);
    arena_destroy(arena);
    return 0;
}
