#include "project/tree/project_reader.h"

#include <stdarg.h>
#include <string.h>

#include "base/file.h"
#include "base/process.h"
#include "project/settings/cmake_cache.h"

const char *reader_path(const struct project_reader *reader, const char *relative)
{
    return path_join(reader->arena, reader->root, relative);
}

bool reader_has_file(const struct project_reader *reader, const char *relative)
{
    return file_exists(reader_path(reader, relative));
}

bool path_has_entry(const char *path)
{
    return path_exists(path) || strcmp(path_absence(path), "does not exist") != 0;
}

bool reader_has_entry(const struct project_reader *reader, const char *relative)
{
    return path_has_entry(reader_path(reader, relative));
}

void reader_note(struct project_reader *reader, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    *ARENA_PUSH(reader->arena, &reader->project->notes) = arena_vprintf(reader->arena, format, args);
    va_end(args);
}

static const struct source *load_first(struct project_reader *reader, const char *relative, size_t limit)
{
    const char *path = reader_path(reader, relative);
    const struct source *source;

    if (!path_has_entry(path)) {
        return NULL;
    }
    if (!source_load(reader->arena, path, reader->options->released ? path : relative, limit, reader->diagnostics,
                     &source)) {
        reader->failed = true;
        return NULL;
    }
    return source;
}

static const struct source *load(struct project_reader *reader, const char *relative, size_t limit)
{
    struct loaded_file *file;
    const struct source *source;

    for (size_t i = 0; i < reader->files.count; i++) {
        if (strcmp(reader->files.items[i].relative, relative) == 0) {
            return reader->files.items[i].source;
        }
    }
    source = load_first(reader, relative, limit);
    file = ARENA_PUSH(reader->arena, &reader->files);
    file->relative = relative;
    file->source = source;
    if (source != NULL) {
        *ARENA_PUSH(reader->arena, &reader->project->sources) = source;
    }
    return source;
}

const struct source *reader_load(struct project_reader *reader, const char *relative)
{
    return load(reader, relative, SOURCE_TEXT_LIMIT);
}

bool is_sysbuild_config(const struct source *source)
{
    return source != NULL && strstr(source->data, "SB_CONFIG_") != NULL;
}

const struct kconfig *reader_kconfig(struct project_reader *reader, const struct source *source, size_t complete_from)
{
    struct kconfig *config;

    if (source == NULL) {
        return NULL;
    }
    if (!kconfig_read(reader->arena, source, complete_from, &reader->project->anomalies, reader->diagnostics,
                      &config)) {
        reader->failed = true;
        return NULL;
    }
    if (complete_from != KCONFIG_FRAGMENT && config->symbol_lines == 0) {
        reader->failed = true;
        (void)diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                       "'%s' holds no Kconfig line, %s was expected", source->name,
                       reader->project->kind == PROJECT_SOURCE ? "a fragment such as CONFIG_X=y"
                                                               : "a build's own .config");
        return NULL;
    }
    if (complete_from == KCONFIG_FRAGMENT) {
        reader_note(reader, "'%s' is a fragment: absent symbols are unknown", source->name);
    } else if (!config->complete) {
        reader_note(reader, "'%s' has %zu symbol lines, a build's has %zu or more: absent symbols are unknown",
                    source->name, config->symbol_lines, complete_from);
    }
    return config;
}

typedef bool (*map_function)(struct arena *arena, const struct source *source, struct anomalies *anomalies,
                             struct diagnostics *diagnostics, struct partition_map **map);

static const struct partition_map *read_map(struct project_reader *reader, const char *relative, map_function read)
{
    const struct source *source = reader_load(reader, relative);
    struct partition_map *map;

    if (source == NULL) {
        return NULL;
    }
    if (!read(reader->arena, source, &reader->project->anomalies, reader->diagnostics, &map)) {
        reader->failed = true;
        return NULL;
    }
    return map;
}

const struct partition_map *reader_partitions(struct project_reader *reader, const char *relative)
{
    return read_map(reader, relative, partitions_read_yaml);
}

const struct partition_map *reader_pm_config(struct project_reader *reader, const char *relative)
{
    const struct partition_map *map = read_map(reader, relative, partitions_read_pm_config);

    if (map != NULL && map->count == 0) {
        reader->failed = true;
        (void)diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                       "'%s' names no partition, lines such as PM_APP_ADDRESS=0x10000 were expected",
                       map->source->name);
        return NULL;
    }
    return map;
}

const struct region_map *reader_regions(struct project_reader *reader, const char *relative)
{
    const struct source *source = reader_load(reader, relative);
    struct region_map *map;

    if (source == NULL) {
        return NULL;
    }
    if (!regions_read_yaml(reader->arena, source, &reader->project->anomalies, reader->diagnostics, &map)) {
        reader->failed = true;
        return NULL;
    }
    return map;
}

/* A dtc that was named and is not there is one error, not one for every image. */
static void find_dtc(struct project_reader *reader)
{
    const char *dtc = devicetree_find_dtc(reader->arena, reader->options->dtc,
                                          cmake_cache_entry(reader->arena, reader->cmake_cache, "DTC"));

    if (dtc == NULL) {
        reader_note(reader, "dtc not found: devicetree rules are undecided");
    } else if (!file_exists(dtc) && process_find(reader->arena, dtc) == NULL) {
        reader->failed = true;
        (void)diagnose(reader->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "'%s', named as dtc, does not exist", dtc);
    } else {
        reader->dtc = dtc;
    }
}

static const char *reader_dtc(struct project_reader *reader)
{
    if (!reader->dtc_searched) {
        reader->dtc_searched = true;
        find_dtc(reader);
    }
    return reader->dtc;
}

/* Besides these one more may run: the one that is asked for and was not expected. */
static size_t expected_limit(const struct project_reader *reader)
{
    uint64_t jobs = reader->options->jobs;

    return jobs == 0 || jobs > COMPILATIONS_AT_ONCE ? COMPILATIONS_AT_ONCE : (size_t)jobs - 1;
}

void reader_expect_devicetree(struct project_reader *reader, const char *relative)
{
    const struct source *source;

    if (reader->expected_count >= expected_limit(reader) || !reader_has_file(reader, relative) ||
        reader_dtc(reader) == NULL) {
        return;
    }
    source = reader_load(reader, relative);
    if (source != NULL) {
        reader->expected[reader->expected_count++] =
            (struct expected_devicetree){ source, devicetree_start(reader->arena, reader->dtc, source) };
    }
}

static struct devicetree_compilation *take_expected(struct project_reader *reader, const struct source *source)
{
    for (size_t i = 0; i < reader->expected_count; i++) {
        struct devicetree_compilation *compilation = reader->expected[i].compilation;

        if (reader->expected[i].source == source && compilation != NULL) {
            reader->expected[i].compilation = NULL;
            return compilation;
        }
    }
    return devicetree_start(reader->arena, reader->dtc, source);
}

void reader_forget_devicetrees(struct project_reader *reader)
{
    for (size_t i = 0; i < reader->expected_count; i++) {
        if (reader->expected[i].compilation != NULL) {
            devicetree_abandon(reader->expected[i].compilation);
        }
    }
    reader->expected_count = 0;
}

/* Takes back the newest diagnostic when an earlier one says the same; one with a line is about its own file.
 */
static void fold_dtc_failure(struct project_reader *reader)
{
    struct diagnostics *diagnostics = reader->diagnostics;
    const struct diagnostic *newest = &diagnostics->items[diagnostics->count - 1];
    struct dtc_failure *failure = &reader->dtc_failure;

    if (newest->origin.line != 0) {
        return;
    }
    if (failure->message == NULL) {
        failure->message = newest->message;
        failure->index = diagnostics->count - 1;
    } else if (strcmp(failure->message, newest->message) == 0) {
        failure->more_files++;
        diagnostics->count--;
        diagnostics->items[failure->index].message =
            arena_printf(reader->arena, "%s (and for %zu more file%s)", failure->message, failure->more_files,
                         failure->more_files == 1 ? "" : "s");
    }
}

const struct devicetree *reader_devicetree(struct project_reader *reader, const char *relative)
{
    bool blob = text_ends_with(relative, ".dtb");
    const struct source *source = load(reader, relative, blob ? SOURCE_BINARY_LIMIT : SOURCE_TEXT_LIMIT);
    struct devicetree *tree;
    bool good;

    if (source == NULL || (!blob && reader_dtc(reader) == NULL)) {
        return NULL;
    }
    good = blob ? devicetree_read_dtb(reader->arena, source, reader->diagnostics, &tree)
                : devicetree_finish(take_expected(reader, source), reader->diagnostics, &tree);
    if (!good) {
        reader->failed = true;
        fold_dtc_failure(reader);
        return NULL;
    }
    return tree;
}

const char *config_string(const struct kconfig *config, const char *name)
{
    const struct kconfig_symbol *symbol = kconfig_find(config, name);

    return symbol != NULL && symbol->type == KCONFIG_STRING && symbol->text[0] != '\0' ? symbol->text : NULL;
}
