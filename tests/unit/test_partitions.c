/* Partition Manager files: every shape of real projects is read, everything else is answered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "project/partitions/partition_checks.h"
#include "project/partitions/partitions.h"

struct fixture {
    struct arena *arena;
    struct diagnostics diagnostics;
    struct anomalies anomalies;
};

static int setup(void **state)
{
    struct arena *arena = arena_create();
    struct fixture *fixture = arena_alloc(arena, sizeof *fixture);

    fixture->arena = arena;
    fixture->diagnostics = diagnostics_create(arena);
    *state = fixture;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;

    arena_destroy(fixture->arena);
    return 0;
}

static const struct source *source_of(struct fixture *fixture, const char *text)
{
    return source_from_bytes(fixture->arena, "pm_static.yml", text, strlen(text));
}

static const struct partition_map *read_map(struct fixture *fixture, const char *text)
{
    struct partition_map *map;

    assert_true(partitions_read_yaml(fixture->arena, source_of(fixture, text), &fixture->anomalies,
                                     &fixture->diagnostics, &map));
    assert_int_equal(fixture->diagnostics.count, 0);
    return map;
}

static const struct partition_map *read_config(struct fixture *fixture, const char *text)
{
    struct partition_map *map;

    assert_true(partitions_read_pm_config(fixture->arena, source_of(fixture, text), &fixture->anomalies,
                                          &fixture->diagnostics, &map));
    assert_int_equal(fixture->diagnostics.count, 0);
    return map;
}

static const struct partition *get(const struct partition_map *map, const char *name)
{
    const struct partition *partition = partition_find(map, name);

    assert_non_null(partition);
    return partition;
}

static void assert_is(const struct partition_number *number, bool negative, uint64_t magnitude)
{
    assert_true(number->present);
    assert_int_equal(number->negative, negative);
    assert_true(number->magnitude == magnitude);
}

/* The text is refused with one input error at line:column that holds the words. */
static void assert_refused(void **state, const char *text, uint32_t line, uint32_t column, const char *words)
{
    struct fixture *fixture;
    struct partition_map *map;

    (void)teardown(state);
    (void)setup(state);
    fixture = *state;
    assert_false(partitions_read_yaml(fixture->arena, source_of(fixture, text), &fixture->anomalies,
                                      &fixture->diagnostics, &map));
    assert_int_equal(fixture->diagnostics.count, 1);
    assert_int_equal(fixture->diagnostics.items[0].kind, DIAGNOSTIC_INPUT);
    assert_int_equal(fixture->diagnostics.items[0].origin.line, line);
    assert_int_equal(fixture->diagnostics.items[0].origin.column, column);
    assert_non_null(strstr(fixture->diagnostics.items[0].message, words));
}

static void assert_anomaly(struct fixture *fixture, const char *kind, const char *subject, uint32_t first_line,
                           uint32_t second_line)
{
    assert_int_equal(fixture->anomalies.count, 1);
    assert_string_equal(fixture->anomalies.items[0].kind, kind);
    assert_string_equal(fixture->anomalies.items[0].subject, subject);
    assert_int_equal(fixture->anomalies.items[0].first.line, first_line);
    assert_int_equal(fixture->anomalies.items[0].second.line, second_line);
}

static void numbers_in_every_notation(void **state)
{
    struct fixture *fixture = *state;
    const struct partition_map *map = read_map(fixture, "a: {address: 0, size: 4096}\n"
                                                        "b: {address: 0x00010000, size: 0xE0000}\n"
                                                        "c: {address: 0x900000, size: -0x100000, region: c}\n"
                                                        "d: {address: 0x0, size: 0xffffffffffffffff}\n"
                                                        "e: {address: 0x10_000, size: 010}\n"
                                                        "f: {address: +16, size: -0}\n");

    assert_int_equal(map->count, 6);
    assert_is(&get(map, "a")->address, false, 0);
    assert_is(&get(map, "a")->size, false, 4096);
    assert_is(&get(map, "b")->address, false, 0x10000);
    assert_is(&get(map, "b")->size, false, 0xe0000);
    assert_is(&get(map, "c")->size, true, 0x100000);
    assert_is(&get(map, "d")->size, false, UINT64_MAX);
    assert_is(&get(map, "e")->address, false, 0x10000);
    assert_is(&get(map, "e")->size, false, 8);
    assert_is(&get(map, "f")->address, false, 16);
    assert_is(&get(map, "f")->size, false, 0);
    assert_int_equal(fixture->anomalies.count, 0);
}

static void values_that_are_no_number_are_refused(void **state)
{
    assert_refused(state, "a:\n  address: 0x0\n  size: 0x10000000000000000\n", 3, 9, "'size' of 'a'");
    assert_refused(state, "a:\n  address: 0x0\n  size: -9223372036854775809\n", 3, 9, "below 2^64");
    assert_refused(state, "a:\n  address: 128k\n  size: 1\n", 2, 12, "'128k'");
    assert_refused(state, "a:\n  address: \"0x10\"\n  size: 1\n", 2, 12, "quoted");
    assert_refused(state, "a:\n  address: [1]\n  size: 1\n", 2, 12, "is a list");
    assert_refused(state, "a:\n  address: 1.5\n  size: 1\n", 2, 12, "'1.5'");
    assert_refused(state, "a:\n  address: 08\n  size: 1\n", 2, 12, "'08'");
}

static void files_of_another_shape_are_refused(void **state)
{
    assert_refused(state, "- app\n- mcuboot\n", 1, 1, "a mapping of partitions");
    assert_refused(state, "just text\n", 1, 1, "a mapping of partitions");
    assert_refused(state, "app: 0x1000\n", 1, 6, "'app' is a scalar");
    assert_refused(state, "app:\n  address: 0\n  size: 1\n  span: [[a]]\n", 4, 10, "a partition name in 'span'");
    assert_refused(state, "app:\n  address: 0\n  size: 1\n  region: {a: b}\n", 4, 11, "'region' is a mapping");
    assert_refused(state, "app:\n  <<: {size: 1}\n  address: 0\n", 2, 3, "merge key");
}

static void every_broken_partition_is_named(void **state)
{
    struct fixture *fixture = *state;
    struct partition_map *map;

    assert_false(partitions_read_yaml(fixture->arena,
                                      source_of(fixture, "a: {address: x, size: 1}\nb: {address: 0, size: 1}\n"
                                                         "c: 7\n"),
                                      &fixture->anomalies, &fixture->diagnostics, &map));
    assert_int_equal(fixture->diagnostics.count, 2);
    assert_int_equal(fixture->diagnostics.items[0].origin.line, 1);
    assert_int_equal(fixture->diagnostics.items[1].origin.line, 3);
}

static void empty_files_are_refused(void **state)
{
    assert_refused(state, "", 0, 0, "is empty, a mapping of partitions was expected");
    assert_refused(state, "# only a comment\n", 0, 0, "is empty, a mapping of partitions was expected");
    (void)teardown(state);
    (void)setup(state);
    assert_int_equal(read_map(*state, "{}\n")->count, 0);
}

static void sizes_that_are_none_are_anomalies(void **state)
{
    struct fixture *fixture = *state;

    (void)read_map(fixture, "app:\n  address: 0x1000\n  size: -1\n"
                            "flash_primary: {address: 0x1000, size: -4, region: flash_primary}\n");
    assert_anomaly(fixture, "unusable-size", "app", 3, 0);
    assert_string_equal(fixture->anomalies.items[0].detail, "'size' is negative, -0x1");
    (void)teardown(state);
    (void)setup(state);
    fixture = *state;
    (void)read_map(fixture, "app:\n  address: 0x1000\n  size:\n");
    assert_int_equal(fixture->anomalies.count, 1);
    assert_string_equal(fixture->anomalies.items[0].detail, "'size' is empty");
}

static void spans_in_every_notation(void **state)
{
    const struct partition_map *map =
        read_map(*state, "flow: {address: 0, size: 1, span: [pad, app]}\n"
                         "block:\n  address: 0\n  size: 1\n  span:\n  - pad\n  - app\n"
                         "indented:\n    address: 0\n    size: 1\n    span:\n      - app\n"
                         "scalar:\n  address: 0\n  size: 1\n  span: app\n"
                         "aliased:\n  address: 0\n  orig_span: &id001\n  - app\n  - pad\n  size: 1\n  span: *id001\n"
                         "original:\n  address: 0\n  size: 1\n  orig_span: [app]\n"
                         "none:\n  address: 0\n  size: 1\n");

    assert_int_equal(get(map, "flow")->span.count, 2);
    assert_string_equal(get(map, "flow")->span.items[0], "pad");
    assert_int_equal(get(map, "block")->span.count, 2);
    assert_string_equal(get(map, "indented")->span.items[0], "app");
    assert_string_equal(get(map, "scalar")->span.items[0], "app");
    assert_int_equal(get(map, "aliased")->span.count, 2);
    assert_string_equal(get(map, "aliased")->span.items[1], "pad");
    assert_true(get(map, "original")->has_span);
    assert_false(get(map, "none")->has_span);
}

static void aliased_values_keep_the_place_where_they_are_written(void **state)
{
    const struct partition_map *map = read_map(*state, "a: {address: &start 0x1000, size: 1}\n"
                                                       "b:\n  address: *start\n  size: 1\n");

    assert_is(&get(map, "b")->address, false, 0x1000);
    assert_int_equal(get(map, "b")->address.origin.line, 1);
    assert_int_equal(get(map, "b")->size.origin.line, 4);
    assert_int_equal(get(map, "b")->size.origin.column, 9);
}

static void missing_regions_are_assumed_as_partition_manager_does(void **state)
{
    const struct partition_map *map = read_map(*state, "app: {address: 0, size: 1}\n"
                                                       "rpmsg_nrf53_sram: {address: 0x20070000, size: 1}\n"
                                                       "ext: {address: 0, size: 1, region: external_flash, "
                                                       "device: DT_CHOSEN(nordic_pm_ext_flash)}\n");

    assert_string_equal(get(map, "app")->region, "flash_primary");
    assert_false(get(map, "app")->region_written);
    assert_null(get(map, "app")->device);
    assert_string_equal(get(map, "rpmsg_nrf53_sram")->region, "sram_primary");
    assert_string_equal(get(map, "ext")->region, "external_flash");
    assert_true(get(map, "ext")->region_written);
    assert_string_equal(get(map, "ext")->device, "DT_CHOSEN(nordic_pm_ext_flash)");
}

static void all_keys_of_partition_manager_are_known(void **state)
{
    struct fixture *fixture = *state;
    const struct partition_map *map =
        read_map(fixture, "disk:\n  address: 0x0\n  size: 0x1000\n  end_address: 0x1000\n  region: external_flash\n"
                          "  affiliation: disk\n  extra_params: {disk_name: \"NAND\"}\n  inside: [x]\n"
                          "  placement:\n    align: {start: 0x4}\n    before:\n    - end\n"
                          "  share_size: [app]\n  sharers: 0x1\n  device: 'MX25R64'\n\n   \n");

    assert_true(get(map, "disk")->has_placement);
    assert_string_equal(get(map, "disk")->device, "MX25R64");
    assert_int_equal(fixture->anomalies.count, 0);
}

static void unknown_keys_are_told(void **state)
{
    struct fixture *fixture = *state;

    (void)read_map(fixture, "a:\n  address: 0\n  size: 1\n  erase-block-size: 4096\n");
    assert_anomaly(fixture, "unknown-partition-key", "erase-block-size", 4, 0);
}

static void of_two_partitions_with_one_name_the_last_counts(void **state)
{
    struct fixture *fixture = *state;
    const struct partition_map *map = read_map(
        fixture, "app:\n  address: 0\n  size: 1\nb: {address: 0, size: 1}\napp:\n  address: 0x8000\n  size: 2\n");

    assert_int_equal(map->count, 2);
    assert_is(&get(map, "app")->address, false, 0x8000);
    assert_anomaly(fixture, "duplicate-partition", "app", 5, 1);
}

static void of_two_equal_keys_the_last_counts(void **state)
{
    struct fixture *fixture = *state;
    const struct partition_map *map = read_map(fixture, "app:\n  size: 0x1000\n  address: 0\n  size: 0x2000\n");

    assert_is(&get(map, "app")->size, false, 0x2000);
    assert_int_equal(get(map, "app")->size.origin.line, 4);
    assert_anomaly(fixture, "duplicate-key", "size", 4, 2);
}

static void end_addresses_are_compared(void **state)
{
    struct fixture *fixture = *state;
    const struct partition_map *map =
        read_map(fixture, "good: {address: 0x1000, size: 0x1000, end_address: 0x2000}\n"
                          "leftover: {address: 0x900000, size: -0x100000, end_address: 0x800000, region: leftover}\n"
                          "below: {address: 0x0, size: -0x100000, end_address: -0x100000, region: below}\n"
                          "bad: {address: 0x1000, size: 0x1000, end_address: 0x2001}\n");

    assert_is(&get(map, "bad")->end_address, false, 0x2001);
    assert_anomaly(fixture, "end-address-mismatch", "bad", 4, 4);
    (void)teardown(state);
    (void)setup(state);
    (void)read_map(*state, "huge: {address: 0x1, size: 0xffffffffffffffff, end_address: 0x0}\n");
    assert_anomaly(*state, "end-address-mismatch", "huge", 1, 1);
}

static void templates_have_no_place(void **state)
{
    struct fixture *fixture = *state;
    const struct partition_map *map = read_map(fixture, "#include <autoconf.h>\n\nb0n:\n  size: CONFIG_B0N_SIZE\n"
                                                        "  placement:\n    after: start\n");

    assert_false(get(map, "b0n")->size.present);
    assert_false(get(map, "b0n")->address.present);
    assert_anomaly(fixture, "partition-template", "b0n", 3, 0);
    (void)teardown(state);
    (void)setup(state);
    map = read_map(*state, "s0_image:\n  span: {one_of: [mcuboot, spm_app]}\n");
    assert_int_equal(get(map, "s0_image")->span.count, 2);
    assert_anomaly(*state, "partition-template", "s0_image", 1, 0);
}

static void line_ends_and_encodings(void **state)
{
    struct fixture *fixture = *state;
    const struct partition_map *map = read_map(fixture, "# gr\xc3\xb6\xc3\x9f"
                                                        "er\r\napp:\r\n  address: 0x0 # start\r\n"
                                                        "  size: 0x10");

    assert_is(&get(map, "app")->size, false, 16);
    assert_int_equal(get(map, "app")->size.origin.line, 4);
}

static void absurd_files_are_refused(void **state)
{
    struct fixture *fixture = *state;
    struct text text = text_create(fixture->arena, 1u << 20);
    struct partition_map *map;

    for (int i = 0; i < 3000; i++) {
        text_printf(&text, "p%d: {address: 0, size: 1}\n", i);
    }
    assert_false(partitions_read_yaml(fixture->arena, source_of(fixture, text.data), &fixture->anomalies,
                                      &fixture->diagnostics, &map));
    assert_non_null(strstr(fixture->diagnostics.items[0].message, "more than"));
}

static void regions_are_read(void **state)
{
    struct fixture *fixture = *state;
    struct region_map *map;
    const struct region *region;

    assert_true(regions_read_yaml(fixture->arena,
                                  source_of(fixture, "external_flash:\n  base_address: 0x0\n  device: 'MX25R64'\n"
                                                     "  dynamic_partition: null\n  size: 0x800000\n"
                                                     "otp:\n  base_address: 0xff8100\n  device: ''\n  size: 0x2fc\n"),
                                  &fixture->anomalies, &fixture->diagnostics, &map));
    assert_int_equal(map->count, 2);
    region = region_find(map, "external_flash");
    assert_is(&region->size, false, 0x800000);
    assert_string_equal(region->device, "MX25R64");
    assert_int_equal(region->size.origin.line, 5);
    assert_string_equal(region_find(map, "otp")->device, "");
    assert_is(&region_find(map, "otp")->base_address, false, 0xff8100);
    assert_null(region_find(map, "sram_primary"));
    assert_false(regions_read_yaml(fixture->arena, source_of(fixture, "otp: 5\n"), &fixture->anomalies,
                                   &fixture->diagnostics, &map));
    assert_false(regions_read_yaml(fixture->arena, source_of(fixture, "# none\n"), &fixture->anomalies,
                                   &fixture->diagnostics, &map));
}

static const char app_config[] = "PM_MCUBOOT_SECONDARY_OFFSET=0x0\nPM_MCUBOOT_SECONDARY_ADDRESS=0x0\n"
                                 "PM_MCUBOOT_SECONDARY_END_ADDRESS=0xf2000\nPM_MCUBOOT_SECONDARY_SIZE=0xf2000\n"
                                 "PM_MCUBOOT_SECONDARY_NAME=mcuboot_secondary\nPM_MCUBOOT_SECONDARY_ID=0\n"
                                 "PM_mcuboot_secondary_ID=PM_MCUBOOT_SECONDARY_ID\n"
                                 "PM_mcuboot_secondary_IS_ENABLED=1\nPM_0_LABEL=MCUBOOT_SECONDARY\n"
                                 "PM_EMPTY_1_OFFSET=0x0\nPM_EMPTY_1_ADDRESS=0xfa000\nPM_EMPTY_1_SIZE=0x1000\n"
                                 "PM_EMPTY_1_NAME=EMPTY_1\n"
                                 "PM_MCUBOOT_PRIMARY_ADDRESS=0xc000\nPM_MCUBOOT_PRIMARY_SIZE=0xf2000\n"
                                 "PM_MCUBOOT_PRIMARY_NAME=mcuboot_primary\n"
                                 "PM_MCUBOOT_PRIMARY_SPAN=\"app mcuboot_pad\"\n"
                                 "PM_PCD_SRAM_ADDRESS=0x20000000\nPM_PCD_SRAM_SIZE=0x2000\nPM_PCD_SRAM_NAME=pcd_sram\n"
                                 "PM_DISK_EXTRA_PARAM_disk_name=NAND\nPM_FOREACH_AFFILIATED_TO_disk(fn)= fn(DISK)\n"
                                 "PM_NUM=3\nPM_ALL_BY_SIZE=\"a b\"";

static void pm_config_gives_the_places(void **state)
{
    const struct partition_map *map = read_config(*state, app_config);

    assert_int_equal(map->count, 4);
    assert_is(&get(map, "mcuboot_secondary")->size, false, 0xf2000);
    assert_is(&get(map, "mcuboot_secondary")->end_address, false, 0xf2000);
    assert_int_equal(get(map, "mcuboot_secondary")->size.origin.line, 4);
    assert_string_equal(get(map, "mcuboot_secondary")->region, "");
    assert_non_null(partition_find(map, "EMPTY_1"));
    assert_int_equal(get(map, "mcuboot_primary")->span.count, 2);
    assert_string_equal(get(map, "mcuboot_primary")->span.items[1], "mcuboot_pad");
    assert_string_equal(get(map, "mcuboot_primary")->region, "flash_primary");
    assert_string_equal(get(map, "pcd_sram")->region, "sram_primary");
}

static void pm_config_names_other_domains(void **state)
{
    const struct partition_map *map =
        read_config(*state, "PM_CPUNET_APP_ADDRESS=0x1008800\nPM_CPUNET_APP_SIZE=0x36000\nPM_CPUNET_APP_NAME=app\n"
                            "PM__PCD_SRAM_ADDRESS=0x20000000\nPM__PCD_SRAM_SIZE=0x2000\nPM__PCD_SRAM_NAME=pcd_sram\n"
                            "PM_CPUNET_B0N_ADDRESS=0x1000000\nPM_CPUNET_B0N_SIZE=0x8800\n"
                            "PM__APP_ADDRESS=0x0\nPM__APP_SIZE=0x1\nPM_APP_ADDRESS=0x200\nPM_APP_SIZE=0x10\n");

    assert_is(&get(map, "CPUNET:app")->address, false, 0x1008800);
    assert_string_equal(get(map, "CPUNET:app")->region, "flash_primary");
    assert_is(&get(map, ":pcd_sram")->size, false, 0x2000);
    assert_is(&get(map, "CPUNET:b0n")->address, false, 0x1000000);
    assert_is(&get(map, ":app")->size, false, 1);
    assert_is(&get(map, "app")->address, false, 0x200);
}

static void pm_config_refuses_what_is_no_number(void **state)
{
    struct fixture *fixture = *state;
    struct partition_map *map;

    assert_false(partitions_read_pm_config(fixture->arena,
                                           source_of(fixture, "PM_APP_ADDRESS=0x0\nPM_APP_SIZE=large\n"),
                                           &fixture->anomalies, &fixture->diagnostics, &map));
    assert_int_equal(fixture->diagnostics.count, 1);
    assert_int_equal(fixture->diagnostics.items[0].origin.line, 2);
}

static void differences_between_the_two_outputs_are_found(void **state)
{
    struct fixture *fixture = *state;
    const struct partition_map *map = read_map(fixture, "app: {address: 0x200, size: 0x1000}\n"
                                                        "pad: {address: 0x0, size: 0x200}\n");
    const struct partition_map *same = read_config(fixture, "PM_APP_ADDRESS=0x200\nPM_APP_SIZE=0x1000\n"
                                                            "PM_PAD_ADDRESS=0x0\nPM_PAD_SIZE=0x200\n"
                                                            "PM_CPUNET_X_ADDRESS=0x0\nPM_CPUNET_X_SIZE=0x200\n");
    const struct partition_map *other = read_config(fixture, "PM_APP_ADDRESS=0x200\nPM_APP_SIZE=0x2000\n"
                                                             "PM_NEW_ADDRESS=0x0\nPM_NEW_SIZE=0x200\n");

    compare_with_pm_config(fixture->arena, map, same, &fixture->anomalies);
    assert_int_equal(fixture->anomalies.count, 0);
    compare_with_pm_config(fixture->arena, map, other, &fixture->anomalies);
    assert_int_equal(fixture->anomalies.count, 3);
    assert_string_equal(fixture->anomalies.items[0].kind, "pm-config-disagrees");
    assert_string_equal(fixture->anomalies.items[0].subject, "app");
    assert_int_equal(fixture->anomalies.items[0].first.line, 1);
    assert_int_equal(fixture->anomalies.items[0].second.line, 2);
    assert_non_null(strstr(fixture->anomalies.items[1].detail, "'pad' is only in "));
    assert_int_equal(fixture->anomalies.items[1].second.line, 2);
    assert_non_null(strstr(fixture->anomalies.items[2].detail, "'new' is only in "));
    assert_int_equal(fixture->anomalies.items[2].second.line, 3);
}

/* A file that is cut short lacks nearly everything: that is one fact, not one for each partition. */
static void all_partitions_that_a_file_lacks_are_one_anomaly(void **state)
{
    struct fixture *fixture = *state;
    const struct partition_map *map = read_map(fixture, "app: {address: 0x200, size: 0x1000}\n");
    const struct partition_map *two = read_config(fixture, "PM_APP_ADDRESS=0x200\nPM_APP_SIZE=0x1000\n"
                                                           "PM_A_ADDRESS=0x0\nPM_A_SIZE=0x1\n"
                                                           "PM_B_ADDRESS=0x1\nPM_B_SIZE=0x1\n");
    const struct partition_map *five = read_config(fixture, "PM_APP_ADDRESS=0x200\nPM_APP_SIZE=0x1000\n"
                                                            "PM_A_ADDRESS=0x0\nPM_A_SIZE=0x1\n"
                                                            "PM_B_ADDRESS=0x1\nPM_B_SIZE=0x1\n"
                                                            "PM_C_ADDRESS=0x2\nPM_C_SIZE=0x1\n"
                                                            "PM_D_ADDRESS=0x3\nPM_D_SIZE=0x1\n"
                                                            "PM_E_ADDRESS=0x4\nPM_E_SIZE=0x1\n");

    compare_with_pm_config(fixture->arena, map, two, &fixture->anomalies);
    assert_int_equal(fixture->anomalies.count, 1);
    assert_non_null(strstr(fixture->anomalies.items[0].detail, "'a' and 'b' are only in "));
    compare_with_pm_config(fixture->arena, map, five, &fixture->anomalies);
    assert_int_equal(fixture->anomalies.count, 2);
    assert_non_null(strstr(fixture->anomalies.items[1].detail, "'a', 'b', 'c' and 2 more are only in "));
}

static void missing_span_members_are_found(void **state)
{
    struct fixture *fixture = *state;
    const struct partition_map *map = read_map(fixture, "all: {address: 0, size: 1, span: [app, pad]}\n"
                                                        "app: {address: 0, size: 1}\n");

    check_span_members(fixture->arena, map, &fixture->anomalies);
    assert_anomaly(fixture, "span-member-missing", "all", 1, 0);
    assert_non_null(strstr(fixture->anomalies.items[0].detail, "'pad'"));
}

/* As Partition Manager counts them: from what begins nowhere else's end to what ends nowhere else's beginning. */
static void static_maps_with_several_gaps_are_found(void **state)
{
    static const struct {
        const char *map;
        const char *gaps; /* NULL: at most one */
    } cases[] = {
        { "settings: {address: 0xe0000, size: 0x2000}\n", "0x0 to 0xe0000 and 0xe2000 to 0x100000 of flash_primary" },
        { "settings: {address: 0xf8000, size: 0x8000}\n", NULL },
        { "mcuboot: {address: 0, size: 0xc000}\n"
          "app: {address: 0xc000, size: 0x1000}\n"
          "b: {address: 0x40000, size: 0x1000}\n"
          "a: {address: 0x20000, size: 0x1000}\n",
          "0xc000 to 0x20000, 0x21000 to 0x40000 and 0x41000 to 0x100000 of flash_primary" },
        { "all: {address: 0x10000, size: 0x40000, span: [pad, app]}\n"
          "pad: {address: 0xc000, size: 0x200}\n"
          "mcuboot: {address: 0, size: 0xc000}\n",
          NULL },
        { "pcd_sram: {address: 0x20000000, size: 0x2000, region: sram_primary}\n"
          "sram_primary: {address: 0x20004000, size: 0x1000, region: sram_primary}\n",
          NULL },
        { "pcd_sram: {address: 0x20002000, size: 0x2000, region: sram_primary}\n",
          "0x20000000 to 0x20002000 and 0x20004000 to 0x20080000 of sram_primary" },
        { "a: {address: 0x1000, size: 0x1000, region: external_flash}\n"
          "b: {address: 0x4000, size: 0x1000, region: external_flash}\n",
          NULL },
        { "a: {address: 0x1000, size: 0x1000}\nb: {size: 0x1000}\n", NULL },
        { "a: {address: 0x1000, size: 0x2000}\nb: {address: 0x2000, size: 0x1000}\n", NULL },
        { "a: {address: 0xfffffffffffff000, size: 0x1000}\n", NULL },
        { "a: {address: 0x1000, size: 1}\nb: {address: 0x2000, size: 1}\nc: {address: 0x3000, size: 1}\n"
          "d: {address: 0x4000, size: 1}\ne: {address: 0x5000, size: 1}\nf: {address: 0x6000, size: 1}\n",
          "0x0 to 0x1000, 0x1001 to 0x2000, 0x2001 to 0x3000, 0x3001 to 0x4000 and 3 more of flash_primary" },
    };
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct anomalies found = { 0 };

        check_static_gaps(fixture->arena, read_map(fixture, cases[i].map), &found);
        assert_int_equal(found.count, cases[i].gaps != NULL);
        if (cases[i].gaps != NULL) {
            assert_string_equal(found.items[0].kind, "static-map-gaps");
            assert_string_equal(found.items[0].detail, cases[i].gaps);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(static_maps_with_several_gaps_are_found, setup, teardown),
        cmocka_unit_test_setup_teardown(numbers_in_every_notation, setup, teardown),
        cmocka_unit_test_setup_teardown(values_that_are_no_number_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(files_of_another_shape_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(every_broken_partition_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(empty_files_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(sizes_that_are_none_are_anomalies, setup, teardown),
        cmocka_unit_test_setup_teardown(spans_in_every_notation, setup, teardown),
        cmocka_unit_test_setup_teardown(aliased_values_keep_the_place_where_they_are_written, setup, teardown),
        cmocka_unit_test_setup_teardown(missing_regions_are_assumed_as_partition_manager_does, setup, teardown),
        cmocka_unit_test_setup_teardown(all_keys_of_partition_manager_are_known, setup, teardown),
        cmocka_unit_test_setup_teardown(unknown_keys_are_told, setup, teardown),
        cmocka_unit_test_setup_teardown(of_two_partitions_with_one_name_the_last_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(of_two_equal_keys_the_last_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(end_addresses_are_compared, setup, teardown),
        cmocka_unit_test_setup_teardown(templates_have_no_place, setup, teardown),
        cmocka_unit_test_setup_teardown(line_ends_and_encodings, setup, teardown),
        cmocka_unit_test_setup_teardown(absurd_files_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(regions_are_read, setup, teardown),
        cmocka_unit_test_setup_teardown(pm_config_gives_the_places, setup, teardown),
        cmocka_unit_test_setup_teardown(pm_config_names_other_domains, setup, teardown),
        cmocka_unit_test_setup_teardown(pm_config_refuses_what_is_no_number, setup, teardown),
        cmocka_unit_test_setup_teardown(differences_between_the_two_outputs_are_found, setup, teardown),
        cmocka_unit_test_setup_teardown(all_partitions_that_a_file_lacks_are_one_anomaly, setup, teardown),
        cmocka_unit_test_setup_teardown(missing_span_members_are_found, setup, teardown),
    };

    return cmocka_run_group_tests_name("partitions", tests, NULL, NULL);
}
