/* A build tree in a folder of its own, for tests of project_open(). Include it after _XOPEN_SOURCE. */
#ifndef TESTS_PROJECT_TREE_H
#define TESTS_PROJECT_TREE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/process.h"
#include "project/project_open.h"

struct tree {
    struct arena *arena;
    struct diagnostics diagnostics;
    struct project_options options;
    char path[64];
};

static inline int setup(void **state)
{
    struct arena *arena = arena_create();
    struct tree *tree = arena_alloc(arena, sizeof *tree);

    tree->arena = arena;
    tree->diagnostics = diagnostics_create(arena);
    memcpy(tree->path, "/tmp/nrf53pack-tree-XXXXXX", sizeof "/tmp/nrf53pack-tree-XXXXXX");
    *state = tree;
    return mkdtemp(tree->path) == NULL;
}

static inline int teardown(void **state)
{
    struct tree *tree = *state;
    const char *argv[] = { "rm", "-rf", tree->path, NULL };
    struct process_result result;
    bool gone = process_run(tree->arena, argv, 4096, &result);

    arena_destroy(tree->arena);
    return gone ? 0 : -1;
}

static inline void put(struct tree *tree, const char *name, const char *text)
{
    struct arena *arena = arena_create(); /* of its own: a test may change a file that the project has read */
    struct output_set *set = output_set_create(arena);
    const char *path = path_join(tree->arena, tree->path, name);

    assert_true(output_set_directory(set, path_dirname(tree->arena, path), &tree->diagnostics));
    assert_true(output_set_add(set, path, text, strlen(text), &tree->diagnostics));
    assert_true(output_set_commit(set, &tree->diagnostics));
    output_set_discard(set);
    arena_destroy(arena);
}

/* A Kconfig file long enough to be a build's own. */
static inline void put_config(struct tree *tree, const char *name, const char *text)
{
    struct text whole = text_create(tree->arena, 1u << 16);

    text_append(&whole, text);
    for (int i = 0; i < KCONFIG_COMPLETE_IMAGE; i++) {
        text_printf(&whole, "# CONFIG_FILLER_%d is not set\n", i);
    }
    put(tree, name, whole.data);
}

static inline const struct project *open_path(struct tree *tree, const char *path)
{
    struct project *project;

    tree->diagnostics = diagnostics_create(tree->arena);
    assert_true(project_open(tree->arena, path, &tree->options, &tree->diagnostics, &project));
    assert_false(diagnostics_failed(&tree->diagnostics));
    return project;
}

static inline const struct project *open_tree(struct tree *tree)
{
    return open_path(tree, tree->path);
}

static inline const struct project *open_file(struct tree *tree, const char *name)
{
    return open_path(tree, path_join(tree->arena, tree->path, name));
}

/* Opening fails with one input error that holds the words. */
static inline void assert_refused(struct tree *tree, const char *path, const char *words)
{
    struct project *project;

    tree->diagnostics = diagnostics_create(tree->arena);
    assert_false(project_open(tree->arena, path, &tree->options, &tree->diagnostics, &project));
    assert_int_equal(tree->diagnostics.count, 1);
    assert_int_equal(tree->diagnostics.items[0].kind, DIAGNOSTIC_INPUT);
    assert_non_null(strstr(tree->diagnostics.items[0].message, words));
}

static inline const struct project_image *get(const struct project *project, enum image_role role)
{
    const struct project_image *image = project_image(project, role);

    assert_non_null(image);
    return image;
}

static inline void assert_note(const struct project *project, const char *words)
{
    for (size_t i = 0; i < project->notes.count; i++) {
        if (strstr(project->notes.items[i], words) != NULL) {
            return;
        }
    }
    fail_msg("no note says '%s'", words);
}

static inline void assert_sdk(const struct project *project, uint16_t major, uint16_t minor, uint16_t patch,
                              const char *origin)
{
    assert_true(project->sdk_known);
    assert_int_equal(project->sdk.major, major);
    assert_int_equal(project->sdk.minor, minor);
    assert_int_equal(project->sdk.patch, patch);
    assert_string_equal(project->sdk_origin, origin);
}

/* NCS 3.2 with sysbuild and Partition Manager: product "lamp", network image "my_radio". */
static inline void put_sysbuild_tree(struct tree *tree)
{
    put_config(tree, "zephyr/.config",
               "SB_CONFIG_BOARD=\"nrf5340dk\"\nSB_CONFIG_BOARD_QUALIFIERS=\"nrf5340/cpuapp\"\n"
               "SB_CONFIG_PARTITION_MANAGER=y\nSB_CONFIG_BOOTLOADER_MCUBOOT=y\n"
               "SB_CONFIG_SECURE_BOOT_NETCORE=y\n"
               "SB_CONFIG_NETCORE_IMAGE_NAME=\"my_radio\"\n");
    put(tree, "domains.yaml",
        "default: lamp\nbuild_dir: /home/x/build\ndomains:\n  - name: lamp\n"
        "    build_dir: /home/x/build/lamp\n  - name: my_radio\n"
        "    build_dir: /home/x/build/my_radio\nflash_order:\n  - my_radio\n  - lamp");
    put_config(tree, "lamp/zephyr/.config", "CONFIG_SOC_NRF5340_CPUAPP=y\nCONFIG_BOOTLOADER_MCUBOOT=y\n");
    put_config(tree, "mcuboot/zephyr/.config", "CONFIG_MCUBOOT=y\nCONFIG_BOOT_UPGRADE_ONLY=y\n");
    put_config(tree, "my_radio/zephyr/.config", "CONFIG_SOC_NRF5340_CPUNET=y\n");
    put_config(tree, "b0n/zephyr/.config", "CONFIG_SOC_NRF5340_CPUNET=y\nCONFIG_IS_SECURE_BOOTLOADER=y\n");
    put(tree, "partitions.yml", "app: {address: 0x10200, size: 0xe0000, region: flash_primary}\n");
    put(tree, "pm.config", "PM_APP_ADDRESS=0x10200\nPM_APP_SIZE=0xe0000\nPM_APP_NAME=app\n");
    put(tree, "regions.yml", "flash_primary: {base_address: 0x0, size: 0x100000, device: flash_controller}\n");
    put(tree, "partitions_CPUNET.yml", "my_radio: {address: 0x01008800, size: 0x36000, region: flash_primary}\n");
}

#endif
