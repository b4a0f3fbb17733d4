/* Any bytes as a Kconfig file: read or refused, and every symbol read is found again by its name. */
#include <stdint.h>
#include <stdlib.h>

#include "project/settings/kconfig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_symbol(const struct kconfig *config, const struct kconfig_symbol *symbol)
{
    const struct source *source = config->source;
    struct slice line = source_line(source, symbol->origin.line);

    if (kconfig_find(config, symbol->name) != symbol || symbol->text == NULL) {
        abort();
    }
    /* The origin points at the name. */
    if (symbol->origin.column == 0 || symbol->origin.column > line.length ||
        !slice_starts_with(
            (struct slice){ line.data + symbol->origin.column - 1, line.length - (symbol->origin.column - 1) },
            symbol->name)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct anomalies anomalies = { 0 };
    const struct source *source = source_from_bytes(arena, ".config", data, size);
    struct kconfig *config;

    if (kconfig_read(arena, source, KCONFIG_COMPLETE_IMAGE, &anomalies, &diagnostics, &config)) {
        for (size_t i = 0; i < config->count; i++) {
            check_symbol(config, &config->items[i]);
        }
    } else if (!diagnostics_failed(&diagnostics)) {
        abort();
    }
    arena_destroy(arena);
    return 0;
}
