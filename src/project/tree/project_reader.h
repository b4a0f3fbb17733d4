/* State of one project_open() call, shared by the files that read the parts of a project.
 *
 * Paths given as `relative` start at the tree's root ("mcuboot/zephyr/.config"). A missing file is no error
 * and gives NULL; a file that is there and cannot be read or understood is reported, sets `failed` and gives
 * NULL, and reading goes on.
 */
#ifndef PROJECT_TREE_PROJECT_READER_H
#define PROJECT_TREE_PROJECT_READER_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "project/tree/project.h"
#include "project/tree/tree_values.h"
#include "project/tree/project_options.h"

/* Every file is loaded once, however many readers look at it. */
struct loaded_file {
    const char *relative;
    const struct source *source; /* NULL: missing or reported */
};

struct loaded_files {
    struct loaded_file *items;
    size_t count;
    size_t capacity;
};

/* Devicetrees that dtc is working on; a build has a handful, more than these are compiled one by one. */
#define COMPILATIONS_AT_ONCE 16

struct expected_devicetree {
    const struct source *source;
    struct devicetree_compilation *compilation; /* NULL once it was taken */
};

/* What is wrong with dtc itself is wrong for every devicetree: it is said once. */
struct dtc_failure {
    size_t index;        /* of the diagnostic that says it */
    const char *message; /* as it was said first; NULL: nothing went wrong */
    size_t more_files;
};

struct project_reader {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct project_options *options;
    struct project *project;
    const char *root; /* "" when a single file is read */
    struct loaded_files files;
    struct expected_devicetree expected[COMPILATIONS_AT_ONCE];
    size_t expected_count;
    const struct source *cmake_cache; /* of the tree or its application; NULL when there is none */
    const char *dtc;
    bool dtc_searched;
    struct dtc_failure dtc_failure;
    bool failed;
};

const char *reader_path(const struct project_reader *reader, const char *relative);
bool reader_has_file(const struct project_reader *reader, const char *relative);

/* Anything of that name: a folder, a pipe or a link to nothing too. Loading it says what is wrong with it, where a question
 * for a file would take it for absent.
 */
bool reader_has_entry(const struct project_reader *reader, const char *relative);
bool path_has_entry(const char *path);
void reader_note(struct project_reader *reader, const char *format, ...) PRINTF_LIKE(2, 3);

const struct source *reader_load(struct project_reader *reader, const char *relative);

/* complete_from for a *.conf: a fragment is never complete, however long it is. */
#define KCONFIG_FRAGMENT SIZE_MAX

/* NULL gives NULL. One note says when absent symbols are unknown. */
const struct kconfig *reader_kconfig(struct project_reader *reader, const struct source *source, size_t complete_from);
const struct partition_map *reader_partitions(struct project_reader *reader, const char *relative);
const struct partition_map *reader_pm_config(struct project_reader *reader, const char *relative);
const struct region_map *reader_regions(struct project_reader *reader, const char *relative);

/* Starts dtc on a .dts that will be asked for, if it is there, and goes on at once. */
void reader_expect_devicetree(struct project_reader *reader, const char *relative);

/* Waits for what was expected and never asked for. */
void reader_forget_devicetrees(struct project_reader *reader);

/* A .dts or .dtb. Without dtc a .dts gives NULL and one note. */
const struct devicetree *reader_devicetree(struct project_reader *reader, const char *relative);

/* True when the text is sysbuild's own Kconfig. */
bool is_sysbuild_config(const struct source *source);

/* The text of a string symbol, or NULL when it is absent, empty or no string. */
const char *config_string(const struct kconfig *config, const char *name);

#endif
