#include <string.h>

#include "project/source/source_tree.h"

/* Files that make one configuration; more are no product. */
#define CONFIG_FILES_LIMIT 32

/* Kconfiglib takes the lines that begin with the prefix of what is configured; sysbuild has one of its own
 * (zephyr/share/sysbuild/cmake/modules/sysbuild_kconfig.cmake, KCONFIG_NAMESPACE).
 */
static void find_foreign_lines(struct project_reader *reader, const struct kconfig *config, const char *prefix)
{
    for (size_t i = 0; i < config->count; i++) {
        const struct kconfig_symbol *symbol = &config->items[i];

        /* "# CONFIG_X is not set", at column 3, is a comment then */
        if (symbol->origin.column == 1 && !slice_starts_with(slice_of(symbol->name), prefix)) {
            anomaly_add(reader->arena, &reader->project->anomalies, "malformed-kconfig-line", symbol->name,
                        symbol->origin, ORIGIN_NONE,
                        "no symbol of %s (those begin with %s), Kconfig ignores the line",
                        strcmp(prefix, "CONFIG_") == 0 ? "an image" : "sysbuild", prefix);
        }
    }
}

static const struct kconfig *read_part(struct project_reader *reader, const char *file, const char *prefix)
{
    const struct source *source = reader_load(reader, file);
    struct kconfig *config;

    if (source == NULL) {
        return NULL;
    }
    if (!kconfig_read(reader->arena, source, KCONFIG_FRAGMENT, &reader->project->anomalies, reader->diagnostics,
                      &config)) {
        reader->failed = true;
        return NULL;
    }
    find_foreign_lines(reader, config, prefix);
    return config;
}

const struct kconfig *source_read_configs(struct project_reader *reader, const char *name,
                                          const struct string_list *files, const char *prefix)
{
    const struct kconfig *parts[CONFIG_FILES_LIMIT];
    size_t count = 0;

    for (size_t i = 0; i < files->count && count < CONFIG_FILES_LIMIT; i++) {
        parts[count] = read_part(reader, files->items[i], prefix);
        count += parts[count] != NULL;
    }
    return kconfig_merge(reader->arena, name, parts, count);
}
