/* The build in the field (--deployed): whole, or what was kept of it. */
#define _XOPEN_SOURCE 700
#include "project_tree.h"

static const char map[] = "app: {address: 0x10200, size: 0x1000, region: flash_primary}\n";

static void the_folder_stands_in_the_names(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "partitions.yml", map);
    tree->options.released = true;
    project = open_tree(tree);
    assert_string_equal(project->partitions->source->name, path_join(tree->arena, tree->path, "partitions.yml"));
    tree->options.released = false;
    assert_string_equal(open_tree(tree)->partitions->source->name, "partitions.yml");
}

static void a_whole_build_stays_one(void **state)
{
    struct tree *tree = *state;

    put_sysbuild_tree(tree);
    tree->options.released = true;
    assert_int_equal(open_tree(tree)->kind, PROJECT_BUILD);
}

static void of_a_few_files_the_rest_is_unknown(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "partitions.yml", map);
    put(tree, "partitions_CPUNET.yml", "b0n: {address: 0x1000000, size: 0x8000, region: flash_primary}\n");
    put_config(tree, "b0n/zephyr/.config", "CONFIG_SB_VALIDATE_FW_HASH=y\n");
    tree->options.released = true;
    project = open_tree(tree);
    assert_int_equal(project->kind, PROJECT_FILE);
    assert_non_null(partition_find(project->partitions, "app"));
    assert_non_null(partition_find(project->partitions_net, "b0n"));
}

static void a_static_map_alone_is_the_map(void **state)
{
    struct tree *tree = *state;
    const struct project *project;

    put(tree, "pm_static.yml", map);
    assert_refused(tree, tree->path, "is a source tree without a build");
    tree->options.released = true;
    project = open_tree(tree);
    assert_int_equal(project->kind, PROJECT_FILE);
    assert_ptr_equal(project->partitions, project->statics.items[0]);
    put(tree, "prj.conf", "CONFIG_BOOTLOADER_MCUBOOT=y\n");
    assert_refused(tree, tree->path, "is a source tree without a build");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_folder_stands_in_the_names, setup, teardown),
        cmocka_unit_test_setup_teardown(a_whole_build_stays_one, setup, teardown),
        cmocka_unit_test_setup_teardown(of_a_few_files_the_rest_is_unknown, setup, teardown),
        cmocka_unit_test_setup_teardown(a_static_map_alone_is_the_map, setup, teardown),
    };

    return cmocka_run_group_tests_name("released builds", tests, NULL, NULL);
}
