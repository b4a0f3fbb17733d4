/* Partitions, regions, devicetree nodes and slots in expressions. */
#include "check_fixture.h"

static const char maps[] = "partitions: |\n"
                           "  mcuboot:\n"
                           "    address: 0x0\n"
                           "    size: 0xc000\n"
                           "    region: flash_primary\n"
                           "  mcuboot_primary:\n"
                           "    address: 0xc000\n"
                           "    size: 0xe0000\n"
                           "    region: flash_primary\n"
                           "    span: [mcuboot_pad, mcuboot_primary_app]\n"
                           "  mcuboot_primary_app:\n"
                           "    address: 0xc200\n"
                           "    size: 0xdfe00\n"
                           "    region: flash_primary\n"
                           "    span: [app]\n"
                           "  mcuboot_pad:\n"
                           "    address: 0xc000\n"
                           "    size: 0x200\n"
                           "    region: flash_primary\n"
                           "  app:\n"
                           "    address: 0xc200\n"
                           "    size: 0xdfe00\n"
                           "    region: flash_primary\n"
                           "  settings_storage:\n"
                           "    address: 0xeb000\n"
                           "    size: 0x2000\n"
                           "    region: flash_primary\n"
                           "  mcuboot_secondary:\n"
                           "    address: 0x0\n"
                           "    size: 0xe0000\n"
                           "    region: external_flash\n"
                           "    device: MX25R64\n"
                           "  empty:\n"
                           "    address: 0xd000\n"
                           "    size: 0x0\n"
                           "    region: flash_primary\n"
                           "  huge:\n"
                           "    address: 0x10\n"
                           "    size: 0xffffffffffffffff\n"
                           "    region: other\n"
                           "regions: |\n"
                           "  external_flash:\n"
                           "    base_address: 0x0\n"
                           "    size: 0x800000\n"
                           "  flash_primary:\n"
                           "    base_address: 0x0\n"
                           "    size: 0x100000\n";

static void test_fields(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, maps);
    assert_value(&fixture, "pm:mcuboot_primary.address", "0xc000");
    assert_value(&fixture, "pm:mcuboot_primary.end", "0xec000");
    assert_value(&fixture, "pm:mcuboot_secondary.region", "external_flash");
    assert_value(&fixture, "pm:mcuboot_secondary.device", "MX25R64");
    assert_value(&fixture, "pm:mcuboot_secondary.region_size", "0x800000");
    assert_value(&fixture, "pm:huge.end", "?");
    assert_value(&fixture, "pm:huge.region_size", "?");
    assert_value(&fixture, "exists(pm:nothing)", "n");
    assert_missing(&fixture, "pm:nothing.size", "pm:nothing is not in partitions.yml");
    assert_value(&fixture, "pm:mcuboot_primary.end_address", "?");
    assert_facts(&fixture, "pm:mcuboot_primary.end > 0x1000 && !exists(pm:nothing)",
                 "pm:mcuboot_primary.address=0xc000; pm:mcuboot_primary.size=0xe0000; pm:nothing=absent");
    fixture_close(&fixture);
}

/* pm.config names no regions: what has the same numbers may lie in another flash. */
static void test_overlap_of_an_unknown_region_is_unknown(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, "sdk: 3.2.1\npm_config: |\n"
                           "  PM_MCUBOOT_ADDRESS=0x0\n  PM_MCUBOOT_SIZE=0xc000\n  PM_MCUBOOT_NAME=mcuboot\n"
                           "  PM_NEAR_ADDRESS=0x8000\n  PM_NEAR_SIZE=0x8000\n  PM_NEAR_NAME=near\n"
                           "  PM_FAR_ADDRESS=0x20000\n  PM_FAR_SIZE=0x8000\n  PM_FAR_NAME=far\n");
    assert_value(&fixture, "overlap(pm:mcuboot, pm:near)", "?");
    assert_value(&fixture, "overlap(pm:mcuboot, pm:far)", "n");
    fixture_close(&fixture);
}

static void test_spans_and_overlaps(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, maps);
    assert_value(&fixture, "in_span(pm:mcuboot_primary, pm:mcuboot_pad)", "y");
    assert_value(&fixture, "contains(pm:mcuboot_primary, pm:app)", "y");
    assert_value(&fixture, "in_span(pm:mcuboot_pad, pm:mcuboot_primary)", "n");
    assert_value(&fixture, "overlap(pm:mcuboot_primary, pm:settings_storage)", "y");
    assert_value(&fixture, "overlap(pm:settings_storage, pm:mcuboot_primary)", "y");
    assert_value(&fixture, "overlap(pm:mcuboot, pm:mcuboot_primary)", "n");
    assert_value(&fixture, "overlap(pm:mcuboot, pm:mcuboot_secondary)", "n");
    assert_value(&fixture, "overlap(pm:mcuboot_primary, pm:empty)", "n");
    assert_value(&fixture, "overlap(pm:mcuboot, pm:nothing)", "n");
    assert_facts(&fixture, "overlap(pm:mcuboot_primary, pm:settings_storage)",
                 "pm:mcuboot_primary.address=0xc000; pm:mcuboot_primary.size=0xe0000; "
                 "pm:settings_storage.address=0xeb000; pm:settings_storage.size=0x2000");
    fixture_close(&fixture);
}

static void test_span_that_contains_itself(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, "partitions: |\n"
                           "  a: {address: 0, size: 0x1000, region: flash_primary, span: [b]}\n"
                           "  b: {address: 0, size: 0x1000, region: flash_primary, span: [a, c]}\n"
                           "  c: {address: 0, size: 0x1000, region: flash_primary}\n");
    assert_value(&fixture, "in_span(pm:a, pm:c) && in_span(pm:a, pm:a)", "y");
    fixture_close(&fixture);
}

static void test_loops(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, maps);
    assert_value(&fixture, "any(p in pm: p.region == \"external_flash\")", "y");
    assert_value(&fixture, "all(p in pm: p.size > 0)", "n");
    assert_value(&fixture, "any(p in pm: p.name == \"nothing\")", "n");
    assert_value(&fixture, "any(a, b in pm: a.name == \"mcuboot\" && b.name == \"app\")", "y");
    assert_value(&fixture, "any(p in pm: any(q in pm: p.address > q.end && p.region == q.region))", "y");
    assert_facts(&fixture, "any(p in pm: p.region == \"external_flash\")",
                 "pm:mcuboot_secondary.region=external_flash");
    assert_facts(&fixture, "!any(p in pm: p.name == \"nothing\")", "partitions.yml=searched");
    assert_missing(&fixture, "any(p in pm_net: p.size > 0) || true && any(p in pm: p.end > 0 && p.name == \"huge\")",
                   "overflow: the end of huge does not fit 64 bit");
    fixture_close(&fixture);
}

static void test_maps_that_are_not_there(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, "images: [mcuboot, net]\n");
    assert_missing(&fixture, "exists(pm:app)", "partitions.yml is missing");
    assert_missing(&fixture, "any(p in pm_net: true)", "partitions_CPUNET.yml is missing");
    assert_value(&fixture, "has_map(pm)", "?");
    fixture_close(&fixture);
    fixture_open(&fixture, "era: sysbuild-dts\nimages: [mcuboot]\n");
    assert_value(&fixture, "has_map(pm) || has_map(pm_net) || exists(pm:app) || any(p in pm: true)", "n");
    fixture_close(&fixture);
}

static void test_static_file_alone(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, "kind: file\n"
                           "static: |\n"
                           "  app: {address: 0x1000, size: 0x1000}\n"
                           "  pcd_sram: {address: 0x20000000, size: 0x2000, region: sram_primary}\n");
    assert_value(&fixture, "has_map(pm) && exists(pm:app)", "y");
    assert_missing(&fixture, "exists(pm:settings_storage)",
                   "what the build adds to pm_static.yml is not part of this input");
    assert_value(&fixture, "any(p in pm: p.name == \"app\")", "y");
    assert_value(&fixture, "any(p in pm: p.name == \"nothing\")", "?");
    assert_value(&fixture, "pm:app.region_size", "0x100000");
    assert_value(&fixture, "pm:pcd_sram.region_base", "0x20000000");
    fixture_close(&fixture);
}

#define MODE_EXAMPLE(mode, size, more)                                                                                 \
    "mcuboot: |\n  CONFIG_" mode "=y\n  CONFIG_BOOT_MAX_IMG_SECTORS=256\n" more "partitions: |\n"                      \
    "  mcuboot_primary: {address: 0xc000, size: " size ", region: flash_primary}\n"                                    \
    "  mcuboot_secondary: {address: 0x0, size: " size ", region: external_flash}\n"
#define PAGE_4K "  CONFIG_NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE=4096\n"

/* Expected values: trailer 256 * 3 * 4 + 32 + 16 = 3120 bytes, one sector; swap-move needs a further sector. */
static void test_slot_limits(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, MODE_EXAMPLE("BOOT_SWAP_USING_MOVE", "0xe0000", PAGE_4K));
    assert_value(&fixture, "slot_limit(0)", "0xde000");
    assert_value(&fixture, "slot_limit(1)", "?");
    assert_value(&fixture, "slot_limit(9)", "?");
    fixture_close(&fixture);
    fixture_open(&fixture, MODE_EXAMPLE("BOOT_UPGRADE_ONLY", "0xe0000", PAGE_4K));
    assert_value(&fixture, "slot_limit(0)", "0xdffd8");
    fixture_close(&fixture);
    fixture_open(&fixture, MODE_EXAMPLE("BOOT_SWAP_USING_MOVE", "0xe0000",
                                        "  CONFIG_NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE=65536\n"));
    assert_missing(&fixture, "slot_limit(0)", "the two slots have sectors of different size");
    fixture_close(&fixture);
    fixture_open(&fixture, MODE_EXAMPLE("BOOT_SWAP_USING_MOVE", "0xe0000", ""));
    assert_missing(&fixture, "slot_limit(0)",
                   "the flash layout page size of MCUboot's external flash driver is unknown");
    fixture_close(&fixture);
    fixture_open(&fixture, MODE_EXAMPLE("NOTHING", "0xe0000", PAGE_4K));
    assert_missing(&fixture, "slot_limit(0)", "no upgrade mode is set in mcuboot");
    fixture_close(&fixture);
}

static void test_nrf53boot_decides_by_image(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture,
                 MODE_EXAMPLE("BOOT_UPGRADE_ONLY", "0xe0000", PAGE_4K) "nrf53boot: |\n"
                                                                       "  CONFIG_NRF53BOOT_IMAGE0_MODE_SWAP_MOVE=y\n"
                                                                       "  CONFIG_NRF53BOOT_IMAGE1_MODE_OVERWRITE=y\n");
    assert_value(&fixture, "slot_limit(0)", "0xde000");
    fixture_close(&fixture);
}

static void test_updates(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, "update_size: {0: 0x1000}\nupdate_firmware: {0: 0xd00}\nupdate_signed: {0: true, 1: "
                           "false}\nupdate_key_hash: {0: abcd}\n");
    assert_value(&fixture, "update_size(0)", "0x1000");
    assert_value(&fixture, "update_firmware(0)", "0xd00");
    assert_value(&fixture, "update_firmware(1)", "?");
    assert_value(&fixture, "update_signed(0) && !update_signed(1)", "y");
    assert_value(&fixture, "update_key_hash(0) == \"abcd\"", "y");
    assert_value(&fixture, "update_size(1)", "?");
    fixture_close(&fixture);
}

static const char devicetrees[] = "dts:\n"
                                  "  app: |\n"
                                  "    / {\n"
                                  "      chosen { nordic,pm-ext-flash = &mx25r64; };\n"
                                  "      soc {\n"
                                  "        qspi {\n"
                                  "          compatible = \"nordic,nrf-qspi\";\n"
                                  "          #address-cells = <1>;\n"
                                  "          #size-cells = <0>;\n"
                                  "          mx25r64: mx25r6435f@0 {\n"
                                  "            compatible = \"nordic,qspi-nor\";\n"
                                  "            reg = <0>;\n"
                                  "            size = <0x4000000>;\n"
                                  "            page-size = <4096>;\n"
                                  "          };\n"
                                  "        };\n"
                                  "        uart0: uart { compatible = \"nordic,nrf-uarte\"; status = \"disabled\"; };\n"
                                  "      };\n"
                                  "    };\n"
                                  "images: [mcuboot]\n";

static void test_devicetree(void **state)
{
    struct check_fixture fixture;

    (void)state;
    fixture_open(&fixture, devicetrees);
    assert_value(&fixture, "exists(chosen(app, \"nordic,pm-ext-flash\"))", "y");
    assert_value(&fixture, "exists(chosen(app, \"zephyr,ipc_shm\"))", "n");
    assert_value(&fixture, "chosen(app, \"nordic,pm-ext-flash\").memory_size", "0x800000");
    assert_value(&fixture, "chosen(app, \"nordic,pm-ext-flash\").label", "mx25r64");
    assert_value(&fixture, "is_compatible(node(app, \"mx25r64\"), \"nordic,qspi-nor\")", "y");
    assert_value(&fixture, "node(app, \"uart0\").enabled", "n");
    assert_value(&fixture, "compatible_node(app, \"nordic,qspi-nor\").enabled", "y");
    assert_value(&fixture, "cell(node(app, \"mx25r64\"), \"page-size\")", "0x1000");
    assert_value(&fixture, "cell(node(app, \"mx25r64\"), \"nothing\")", "?");
    assert_value(&fixture, "node(app, \"nothing\").enabled", "?");
    assert_missing(&fixture, "exists(node(mcuboot, \"uart0\"))",
                   "the devicetree of mcuboot is missing or could not be read");
    assert_facts(&fixture, "!exists(chosen(app, \"zephyr,ipc_shm\"))", "app:chosen zephyr,ipc_shm=absent");
    fixture_close(&fixture);
}

/* The example's text with `count` entries of the form, which takes the number of each, its address and its size. */
static const char *many(struct arena *arena, const char *head, const char *form, unsigned count, const char *tail)
{
    struct text text = text_create(arena, 64 * 1024);

    text_append(&text, head);
    for (unsigned i = 0; i < count; i++) {
        text_printf(&text, "    p%u: ", i);
        text_printf(&text, form, i * 0x1000);
    }
    text_append(&text, tail);
    return text.data;
}

/* What was not looked at is not "no". */
static void test_lists_that_are_too_long_are_unknown(void **state)
{
    static const char map[] = "{address: 0x%x, size: 0x1000, region: external_flash}\n";
    static const char node[] = "partition@%x { reg = <0x1000 0x1000>; };\n";
    static const char nodes[] = "dts:\n  mcuboot: |\n    / { flash@0 { reg = <0x0 0x800000>; partitions { compatible = "
                                "\"fixed-partitions\"; #address-cells = <1>; #size-cells = <1>;\n";
    struct arena *arena = arena_create();
    struct check_fixture fixture;

    (void)state;
    for (unsigned count = 256; count <= 257; count++) {
        fixture_open(&fixture, many(arena, "partitions: |\n", map, count, ""));
        if (count > 256) {
            assert_missing(&fixture, "any(p in pm: p.size == 0x123)", "more than 256 partitions in partitions.yml");
            assert_string_equal(loop_limit_passed(arena, fixture.project),
                                "more than 256 partitions in partitions.yml");
        } else {
            assert_value(&fixture, "any(p in pm: p.size == 0x123)", "n");
            assert_null(loop_limit_passed(arena, fixture.project));
        }
        fixture_close(&fixture);
        fixture_open(&fixture, many(arena, nodes, node, count, "    }; }; };\n"));
        if (count > 256) {
            assert_missing(&fixture, "any(p in dts_partitions: p.size == 0x123)",
                           "more than 256 partitions in the devicetrees");
            assert_string_equal(loop_limit_passed(arena, fixture.project),
                                "more than 256 partitions in the devicetrees");
        } else {
            assert_null(loop_limit_passed(arena, fixture.project));
        }
        fixture_close(&fixture);
    }
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_overlap_of_an_unknown_region_is_unknown),
        cmocka_unit_test(test_spans_and_overlaps),
        cmocka_unit_test(test_span_that_contains_itself),
        cmocka_unit_test(test_loops),
        cmocka_unit_test(test_maps_that_are_not_there),
        cmocka_unit_test(test_static_file_alone),
        cmocka_unit_test(test_slot_limits),
        cmocka_unit_test(test_nrf53boot_decides_by_image),
        cmocka_unit_test(test_updates),
        cmocka_unit_test(test_devicetree),
        cmocka_unit_test(test_lists_that_are_too_long_are_unknown),
    };

    return cmocka_run_group_tests_name("places", tests, NULL, NULL);
}
