/* Folders and files that project_open() refuses, and the words it does so with. */
#define _XOPEN_SOURCE 700
#include <sys/stat.h>

#include "project_tree.h"

static const char *in(struct tree *tree, const char *name)
{
    return path_join(tree->arena, tree->path, name);
}

static void folders_that_are_no_build(void **state)
{
    struct tree *tree = *state;

    assert_refused(tree, tree->path, "holds none of zephyr/.config, domains.yaml, partitions.yml");
    assert_refused(tree, in(tree, "missing"), "does not exist");
    assert_int_equal(symlink("nowhere", in(tree, "dangling")), 0);
    assert_refused(tree, in(tree, "dangling"), "is a link to nothing");
    put_config(tree, "both/image/zephyr/.config", "CONFIG_MCUBOOT=y\n");
    put_config(tree, "both/out/zephyr/.config", "CONFIG_SOC_NRF5340_CPUAPP=y\n");
    put(tree, "both/out/partitions.yml", "app: {address: 0, size: 1}\n");
    assert_refused(tree, in(tree, "both"), "/both/out'");
    /* A map alone makes no build of a folder that lies in another one, and CMake alone no source tree. */
    put(tree, "other/rules/partitions.yml", "app: {address: 0, size: 1}\n");
    put(tree, "other/CMakeLists.txt", "project(rules)\n");
    assert_refused(tree, in(tree, "other"), "it holds none of zephyr/.config");
}

static void source_trees(void **state)
{
    static const char *const files[][2] = {
        { "prj.conf", "CONFIG_A=y\n" },
        { "sysbuild.conf", "SB_CONFIG_A=y\n" },
        { "Kconfig.sysbuild", "source \"x\"\n" },
        { "CMakeLists.txt", "find_package(Zephyr REQUIRED HINTS $ENV{ZEPHYR_BASE})\n" },
        { "pm_static.yml", "app: {address: 0, size: 1}\n" },
        { "pm_static_nrf5340dk_nrf5340_cpuapp.yml", "app: {address: 0, size: 1}\n" },
        { "west.yml", "manifest: {}\n" },
    };
    struct tree *tree = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        put(tree, files[i][0], files[i][1]);
        assert_refused(tree, tree->path,
                       "is a source tree without a build; point to its build folder (a single "
                       "pm_static.yml can be checked by its name)");
        assert_int_equal(unlink(in(tree, files[i][0])), 0);
    }
    put(tree, "prj.conf", "CONFIG_A=y\n");
    put_config(tree, "build/zephyr/.config", "CONFIG_SOC_NRF5340_CPUAPP=y\n");
    assert_refused(tree, tree->path, "is no build tree itself; point to its build folder");
    assert_refused(tree, tree->path, "/build'");
    assert_int_equal(open_file(tree, "build")->images.count, 1);
}

/* A static map and a manifest may lie in a build whose other root files were lost. */
static void images_make_a_build_in_spite_of_a_static_map(void **state)
{
    struct tree *tree = *state;

    put(tree, "pm_static.yml", "app: {address: 0, size: 1}\n");
    put(tree, "west.yml", "manifest: {}\n");
    put_config(tree, "mcuboot/zephyr/.config", "CONFIG_MCUBOOT=y\n");
    assert_int_equal(open_tree(tree)->statics.count, 1);
}

static void one_image_of_a_sysbuild_tree(void **state)
{
    struct tree *tree = *state;
    const char *words = arena_printf(tree->arena, "lamp' is one image of the build '%s'; give that", tree->path);

    put_sysbuild_tree(tree);
    assert_refused(tree, in(tree, "lamp"), words);
    assert_refused(tree, in(tree, "mcuboot"), "is one image of the build");
    assert_refused(tree, in(tree, "my_radio/"), "is one image of the build");
    assert_int_equal(symlink("lamp", in(tree, "link")), 0);
    assert_refused(tree, in(tree, "link"), "is one image of the build");
    /* Without the root's files the bootloader beside it still tells. */
    assert_int_equal(unlink(in(tree, "zephyr/.config")), 0);
    assert_int_equal(unlink(in(tree, "domains.yaml")), 0);
    assert_int_equal(unlink(in(tree, "partitions.yml")), 0);
    assert_int_equal(unlink(in(tree, "pm.config")), 0);
    assert_refused(tree, in(tree, "lamp"), "is one image of the build");
}

static void one_image_of_a_child_image_tree(void **state)
{
    struct tree *tree = *state;

    put_config(tree, "zephyr/.config", "CONFIG_SOC_NRF5340_CPUAPP=y\n");
    put(tree, "partitions.yml", "app: {address: 0, size: 1}\n");
    put_config(tree, "mcuboot/zephyr/.config", "CONFIG_MCUBOOT=y\n");
    put_config(tree, "hci_rpmsg/zephyr/.config", "CONFIG_SOC_NRF5340_CPUNET=y\n");
    put_config(tree, "hci_rpmsg/b0n/zephyr/.config", "CONFIG_IS_SECURE_BOOTLOADER=y\n");
    assert_refused(tree, in(tree, "mcuboot"), "is one image of the build");
    assert_refused(tree, in(tree, "hci_rpmsg/b0n"),
                   arena_printf(tree->arena, "b0n' is one image of the build '%s'", tree->path));
}

static void builds_inside_other_folders(void **state)
{
    struct tree *tree = *state;

    /* in a source tree that has a map of its own */
    put(tree, "product/prj.conf", "CONFIG_A=y\n");
    put(tree, "product/partitions.yml", "app: {address: 0, size: 1}\n");
    put_config(tree, "product/build/zephyr/.config", "CONFIG_SOC_NRF5340_CPUAPP=y\n");
    assert_int_equal(open_file(tree, "product/build")->images.count, 1);
    /* beside others */
    put_config(tree, "out/first/zephyr/.config", "CONFIG_SOC_NRF5340_CPUAPP=y\n");
    put_config(tree, "out/second/zephyr/.config", "CONFIG_SOC_NRF5340_CPUAPP=y\n");
    assert_int_equal(open_file(tree, "out/first")->images.count, 1);
    /* in an older build */
    put_sysbuild_tree(tree);
    put_config(tree, "again/zephyr/.config", "SB_CONFIG_PARTITION_MANAGER=y\n");
    put_config(tree, "again/lamp/zephyr/.config", "CONFIG_SOC_NRF5340_CPUAPP=y\n");
    assert_non_null(open_file(tree, "again")->sysbuild);
}

static void empty_files_of_a_build(void **state)
{
    static const char *const files[][2] = {
        { "partitions.yml", "'partitions.yml' is empty, a mapping of partitions was expected" },
        { "pm_static.yml", "'pm_static.yml' is empty, a mapping of partitions was expected" },
        { "regions.yml", "'regions.yml' is empty, a mapping of regions was expected" },
        { "domains.yaml", "'domains.yaml' is empty, a mapping with" },
        { "pm.config", "'pm.config' names no partition" },
        { "mcuboot/zephyr/.config", "'mcuboot/zephyr/.config' holds no Kconfig line" },
        { "zephyr/.config", "'zephyr/.config' holds no Kconfig line" },
    };
    struct tree *tree = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(files); i++) {
        for (int comment = 0; comment < 2; comment++) {
            put_sysbuild_tree(tree);
            put(tree, files[i][0], comment ? "# nothing here\n" : "");
            assert_refused(tree, tree->path, files[i][1]);
        }
        if (strcmp(files[i][0], "domains.yaml") != 0) {
            assert_refused(tree, in(tree, files[i][0]), strstr(files[i][1], "' "));
        }
        assert_int_equal(unlink(in(tree, files[i][0])), 0);
    }
    /* A fragment may be empty. */
    put(tree, "app.conf", "");
    assert_int_equal(open_file(tree, "app.conf")->images.count, 1);
}

static void links_to_nothing_in_a_build(void **state)
{
    struct tree *tree = *state;

    put_sysbuild_tree(tree);
    assert_int_equal(unlink(in(tree, "regions.yml")), 0);
    assert_int_equal(symlink("/nowhere/regions.yml", in(tree, "regions.yml")), 0);
    assert_refused(tree, tree->path, "is a link to nothing");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(folders_that_are_no_build, setup, teardown),
        cmocka_unit_test_setup_teardown(source_trees, setup, teardown),
        cmocka_unit_test_setup_teardown(images_make_a_build_in_spite_of_a_static_map, setup, teardown),
        cmocka_unit_test_setup_teardown(one_image_of_a_sysbuild_tree, setup, teardown),
        cmocka_unit_test_setup_teardown(one_image_of_a_child_image_tree, setup, teardown),
        cmocka_unit_test_setup_teardown(builds_inside_other_folders, setup, teardown),
        cmocka_unit_test_setup_teardown(empty_files_of_a_build, setup, teardown),
        cmocka_unit_test_setup_teardown(links_to_nothing_in_a_build, setup, teardown),
    };

    return cmocka_run_group_tests_name("project refusals", tests, NULL, NULL);
}
