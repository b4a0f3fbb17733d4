#include <string.h>

#include "project/source/source_tree.h"

/* Files that make one configuration; more are no product. */
#define CONFIG_FILES_LIMIT 32

static const struct kconfig *read_part(struct project_reader *reader, const char *file)
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
    return config;
}

const struct kconfig *source_read_configs(struct project_reader *reader, const char *name,
                                          const struct string_list *files)
{
    const struct kconfig *parts[CONFIG_FILES_LIMIT];
    size_t count = 0;

    for (size_t i = 0; i < files->count && count < CONFIG_FILES_LIMIT; i++) {
        parts[count] = read_part(reader, files->items[i]);
        count += parts[count] != NULL;
    }
    return kconfig_merge(reader->arena, name, parts, count);
}
