/* Inside of reading a source tree: which of its files make an image's configuration. Used by source_*.c and
 * project_source.c only; project_build.c asks for the static map of a build.
 *
 * The order of files is the SDK's: Zephyr cmake/modules/configuration_files.cmake and share/sysbuild/cmake/modules/
 * sysbuild_extensions.cmake, sdk-nrf cmake/multi_image.cmake and cmake/extensions.cmake (docs/source-trees.md). Paths are
 * relative to the tree's root.
 */
#ifndef PROJECT_SOURCE_SOURCE_TREE_H
#define PROJECT_SOURCE_SOURCE_TREE_H

#include <stdbool.h>
#include "base/attributes.h"
#include "project/source/source_board.h"
#include "project/tree/project_reader.h"

struct source_tree {
    struct project_reader *reader;
    struct source_board board;
    const char *suffix;   /* FILE_SUFFIX or build type, "" when none */
    bool child_images;    /* built with child images, not with sysbuild */
    const char *app_name; /* name of the application's folder, which is its image's name for sysbuild */
    const char *config;   /* APPLICATION_CONFIG_DIR, "" when that is the root */
    bool module;          /* a Zephyr module around the application reaches into the build of other images */
    bool part;            /* without what no application can be built: a copy of some of its files */
};

/* Files of one image, each list in the order in which they are read; a later file wins. */
struct source_files {
    struct string_list configs;
    struct string_list overlays;
    bool own_base;       /* the tree brings the image's prj.conf, so that the one of the SDK is not read */
    bool own_folder;     /* sysbuild takes the image's files from a folder of the tree, which has no prj.conf */
    bool any_place;      /* the tree has a file or folder for this image */
    bool cmake_configs;  /* CMake adds .conf files */
    bool cmake_overlays; /* CMake adds overlays */
};

/* Images that a tree can configure beside its own; the network images are those of NCS. */
#define SOURCE_IMAGE_COUNT 11

struct source_image {
    const char *name;
    enum image_role role;
    const char *member; /* of sysbuild's choice of the network image, without SB_CONFIG_NETCORE_; NULL: of no choice */
};

extern const struct source_image source_images[SOURCE_IMAGE_COUNT];

/* True, with a note, for files of a network image while sysbuild.conf chooses another. */
bool source_image_is_unread(const struct source_tree *tree, const struct source_image *image,
                            const struct source_files *files);

/* Notes for files that look like configuration and have a name or place that nothing reads. */
void source_note_unread(const struct source_tree *tree);

/* The application's own files, then those that sysbuild or a parent build adds. */
struct source_files source_files_app(const struct source_tree *tree);

/* Those of another image ("mcuboot", "ipc_radio"), which is built for a board of its own. */
struct source_files source_files_image(const struct source_tree *tree, const char *image, enum image_role role);

/* sysbuild.conf or the one of the suffix; NULL when there is none. */
const char *source_sysbuild_file(const struct source_tree *tree);

/* The static partition map that the build would take for an image's folder of configuration; domain is "" or "CPUNET".
 * NULL when none has one of the names that are looked for.
 */
const char *source_static_file(const struct source_tree *tree, const char *folder, const char *domain);

/* The static map that a build was made with, as seen from the build's folder, where the application's sources are on this
 * machine; NULL where they are not, or have none.
 */
const char *source_static_of_build(struct project_reader *reader);

/* CMake files that set further configuration files (CONF_FILE, EXTRA_CONF_FILE and their like) or overlays;
 * image is NULL for the application. They are not evaluated: a note names the line.
 */
bool source_cmake_adds_configs(struct project_reader *reader, const char *image);
bool source_cmake_adds_overlays(struct project_reader *reader, const char *image);

/* False when no CMake file sets the variable; else path gets what it names, from the tree's root, or NULL with a note when
 * that takes more than the application's folder and the board to know.
 */
bool source_cmake_path(struct project_reader *reader, const char *variable, const char *board, const char **path);

/* Names of all files of a folder and what lies below it, at most depth levels, sorted; hidden folders and builds are left
 * out.
 */
void source_list_files(struct project_reader *reader, const char *folder, unsigned depth, struct string_list *files);

/* The boards, as keys, and the suffixes that the tree has files for, or that its sample.yaml names; "" stands for the
 * files without suffix, where there are some.
 */
struct string_list source_find_boards(struct project_reader *reader);
struct string_list source_find_suffixes(struct project_reader *reader);

/* A board or suffix that the caller names and the tree knows nothing of: most likely misspelt. A note for the board, whose
 * files the SDK does not need; an input error for a suffix that no file has.
 */
void source_check_given(const struct source_tree *tree);

/* Input errors for the folders that configuration is taken from and that cannot be listed or entered. */
void source_check_folders(struct project_reader *reader);

/* One configuration out of several files; never NULL. name stands in messages about what no file says. prefix: of the symbols,
 * "CONFIG_" or sysbuild's "SB_CONFIG_"; a line of the other kind is malformed.
 */
const struct kconfig *source_read_configs(struct project_reader *reader, const char *name,
                                          const struct string_list *files, const char *prefix);

/* Defaults that a project's own Kconfig.sysbuild gives, as a configuration that every .conf file wins over. A default with
 * a condition is there with its text as value, which is no value of any type.
 */
const struct kconfig *source_kconfig_defaults(struct arena *arena, const struct source *source);

#endif
