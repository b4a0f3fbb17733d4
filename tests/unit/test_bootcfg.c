/* What a build says about its bootloader, as the bootloader is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "bootcfg/bootcfg.h"
#include "bootcfg/write.h"
#include "nrf53pack/ncs_profile.h"
#include "project/project_open.h"
#include "project/tree/tree_values.h"

static int set_up(void **state)
{
    *state = arena_create();
    return 0;
}

static int tear_down(void **state)
{
    arena_destroy(*state);
    return 0;
}

static struct project *open_tree(struct arena *arena, const char *path)
{
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct project_options options = { .dtc = devicetree_find_dtc(arena, NULL, NULL) };
    struct project *project;

    assert_true(project_open(arena, path, &options, &diagnostics, &project));
    return project;
}

static struct bootcfg read_tree(struct arena *arena, const struct project *project)
{
    struct bootcfg bootcfg;
    const char *why = NULL;
    struct origin where;

    if (!bootcfg_read(arena, project, &bootcfg, &why, &where)) {
        fail_msg("%s", why);
    }
    return bootcfg;
}

static void assert_area(const struct boot_area *area, enum flash_device device, uint32_t offset, uint32_t size)
{
    assert_int_equal(area->device, device);
    assert_int_equal(area->offset, offset);
    assert_int_equal(area->size, size);
    assert_int_equal(area->sector_size, 4096);
}

static void test_slots_of_a_build_with_external_flash(void **state)
{
    struct bootcfg bootcfg = read_tree(*state, open_tree(*state, "fixtures/ncs32_dk_qspi_brick"));
    const struct boot_config *config = &bootcfg.config;

    assert_int_equal(config->image_count, 2);
    assert_area(&config->images[0].primary, FLASH_DEVICE_APP, 0x10000, 0xe8000);
    assert_area(&config->images[0].secondary, FLASH_DEVICE_EXTERNAL, 0, 0xe8000);
    assert_area(&config->images[1].primary, FLASH_DEVICE_RAM, 0, 0x40000);
    assert_area(&config->images[1].secondary, FLASH_DEVICE_EXTERNAL, 0xe8000, 0x40000);
    assert_int_equal(config->images[0].mode, UPGRADE_SWAP_MOVE);
    assert_int_equal(config->images[0].max_sectors, 256);
    assert_int_equal(config->images[0].write_size, 4);
    assert_int_equal(bootcfg.app_flash_size, 0x100000);
    assert_int_equal(bootcfg.external_flash_size, 0x800000);
    assert_int_equal(config->key_count, 1);
}

static void test_network_core_of_a_build(void **state)
{
    struct bootcfg bootcfg = read_tree(*state, open_tree(*state, "fixtures/ncs32_dk_qspi_brick"));
    const struct boot_net_config *net = &bootcfg.config.net;

    assert_true(net->present);
    assert_int_equal(net->mailbox_address, 0x20000000);
    assert_int_equal(net->net_app.device, FLASH_DEVICE_NET);
    assert_int_equal(net->net_app.offset, 0x8800);
    assert_int_equal(net->net_app.size, 0x37800);
    assert_int_equal(bootcfg.config.images[1].run_start, 0x1008800);
    assert_int_equal(net->backup.size, 0);
}

static void test_release_decides_the_profile(void **state)
{
    struct bootcfg bootcfg = read_tree(*state, open_tree(*state, "fixtures/ncs32_dk_qspi_brick"));

    assert_int_equal(bootcfg.bootloader, BOOTLOADER_NCS_MCUBOOT);
    assert_non_null(bootcfg.config.ncs);
    assert_false(bootcfg.config.ncs->release->net_swap_size_of_update);
    assert_true(bootcfg.config.ncs->tree.assert_live);
    assert_true(bootcfg.config.ncs->tree.hooks);
    assert_true(bootcfg.config.ncs->tree.multi_image);
    assert_true(bootcfg.config.ncs->tree.slots_open);
    assert_non_null(strstr(bootcfg.bootloader_words, "NCS 3.2"));
}

static void test_nrf53boot_has_modes_of_its_own(void **state)
{
    struct bootcfg bootcfg = read_tree(*state, open_tree(*state, "fixtures/ncs32_dk_qspi_nrf53boot"));

    assert_int_equal(bootcfg.bootloader, BOOTLOADER_NRF53BOOT);
    assert_null(bootcfg.config.ncs);
    assert_int_equal(bootcfg.config.image_count, 2);
    assert_int_equal(bootcfg.config.images[0].mode, UPGRADE_SWAP_MOVE);
    assert_int_equal(bootcfg.config.images[1].mode, UPGRADE_OVERWRITE_ONLY);
}

static void test_one_pair_of_slots(void **state)
{
    struct bootcfg bootcfg = read_tree(*state, open_tree(*state, "fixtures/ncs20_child_single_pair"));

    assert_int_equal(bootcfg.config.image_count, 1);
    assert_false(bootcfg.config.net.present);
    assert_int_equal(bootcfg.config.net.net_app.offset, 0x8800);
    assert_true(bootcfg.config.ncs->tree.pcd);
    assert_false(bootcfg.config.ncs->tree.multi_image);
    assert_true(bootcfg.config.ncs->release->single_pair_vector_by_pointer);
    assert_area(&bootcfg.config.images[0].primary, FLASH_DEVICE_APP, 0xc000, 0xf2000);
}

static void test_application_knows_where_it_is_linked(void **state)
{
    struct bootcfg bootcfg = read_tree(*state, open_tree(*state, "fixtures/ncs32_dk_qspi_overwrite"));

    assert_int_equal(bootcfg.app_linked_at, 0x10200);
    assert_int_equal(bootcfg.app_header_size, 0x200);
    assert_false(bootcfg.one_upload_slot);
    assert_int_equal(bootcfg.application.image_count, 2);
    assert_int_equal(bootcfg.application.images[0].mode, UPGRADE_OVERWRITE_ONLY);
}

static struct partition *partition_of(struct project *project, const char *name)
{
    for (size_t i = 0; i < project->partitions->count; i++) {
        if (strcmp(project->partitions->items[i].name, name) == 0) {
            return &project->partitions->items[i];
        }
    }
    fail_msg("%s", name);
    return NULL;
}

static void test_a_changed_partition_changes_the_slot(void **state)
{
    struct project *project = open_tree(*state, "fixtures/ncs32_dk_qspi_brick");

    partition_of(project, "mcuboot_secondary")->address.magnitude = 0x200000;
    partition_of(project, "mcuboot_primary_1")->size.magnitude = 0x38000;
    assert_int_equal(read_tree(*state, project).config.images[0].secondary.offset, 0x200000);
    assert_int_equal(read_tree(*state, project).config.images[1].primary.size, 0x38000);
}

static void test_says_what_is_missing(void **state)
{
    struct project *project = open_tree(*state, "fixtures/ncs32_dk_qspi_brick");
    struct bootcfg bootcfg;
    const char *why = NULL;
    struct origin where;

    project->partitions = NULL;
    assert_false(bootcfg_read(*state, project, &bootcfg, &why, &where));
    assert_string_equal(why, "the primary slot of image 0 is not in this build");
}

/* Moves a partition so that it begins at `address`, and says what is wrong then. */
static const char *why_moved(struct arena *arena, const char *tree, const char *name, uint64_t address)
{
    struct project *project = open_tree(arena, tree);
    struct partition *partition = partition_of(project, name);
    struct bootcfg bootcfg;
    const char *why = "it was taken";
    struct origin where;

    partition->address.magnitude = address;
    if (bootcfg_read(arena, project, &bootcfg, &why, &where)) {
        return "it was taken";
    }
    assert_ptr_equal(where.source, partition->origin.source);
    return why;
}

static void assert_overlap(struct arena *arena, const char *name, uint64_t address, const char *left, const char *right)
{
    const char *why = why_moved(arena, "fixtures/ncs32_dk_qspi_brick", name, address);

    if (strstr(why, left) == NULL || strstr(why, right) == NULL || strstr(why, "overlaps") == NULL) {
        fail_msg("%s", why);
    }
}

static void test_slots_that_share_flash_are_refused(void **state)
{
    assert_overlap(*state, "mcuboot_primary", 0xf000, "'mcuboot_primary' (0xf000 to 0xf7000)",
                   "'mcuboot' (0x0 to 0x10000");
    assert_overlap(*state, "mcuboot", 0xf7000, "'mcuboot_primary' (0x10000", "'mcuboot' (0xf7000");
    assert_overlap(*state, "mcuboot_secondary_1", 0xe7fff, "'mcuboot_secondary_1' (0xe7fff",
                   "'mcuboot_secondary' (0x0");
    assert_overlap(*state, "mcuboot_secondary", 0x127fff, "'mcuboot_secondary_1'", "'mcuboot_secondary' (0x127fff");
}

static void test_slots_side_by_side_are_taken(void **state)
{
    const char *brick = "fixtures/ncs32_dk_qspi_brick";

    assert_string_equal(why_moved(*state, brick, "mcuboot_secondary_1", 0xe8000), "it was taken");
    assert_string_equal(why_moved(*state, brick, "mcuboot_secondary", 0x128000), "it was taken");
}

static struct kconfig_symbol *symbol_of(const struct project *project, enum image_role role, const char *name)
{
    const struct kconfig *config = role_config(project, role);

    for (size_t i = 0; i < config->count; i++) {
        if (strcmp(config->items[i].name, name) == 0) {
            return &config->items[i];
        }
    }
    fail_msg("%s", name);
    return NULL;
}

static void assert_refused(struct arena *arena, const struct project *project, const char *words)
{
    struct bootcfg bootcfg;
    const char *why = NULL;
    struct origin where;

    assert_false(bootcfg_read(arena, project, &bootcfg, &why, &where));
    assert_non_null(where.source);
    if (strstr(why, words) == NULL) {
        fail_msg("no '%s' in '%s'", words, why);
    }
}

static void test_slots_behind_the_end_of_their_flash_are_refused(void **state)
{
    const char *brick = "fixtures/ncs32_dk_qspi_brick";
    struct project *project = open_tree(*state, brick);

    assert_non_null(strstr(why_moved(*state, brick, "mcuboot_primary", 0x20000), "which has 0x100000 bytes"));
    assert_non_null(strstr(why_moved(*state, brick, "mcuboot_secondary_1", 0x7c1000),
                           "'mcuboot_secondary_1' (0x7c1000 to 0x801000) ends behind its flash"));
    assert_string_equal(why_moved(*state, brick, "mcuboot_secondary_1", 0x7c0000), "it was taken");
    partition_of(project, "mcuboot_primary_1")->size.magnitude = 0x41000;
    assert_refused(*state, project, "'mcuboot_primary_1' (0x0 to 0x41000) ends behind its flash");
    for (size_t i = 0; i < project->partitions_net->count; i++) {
        if (strcmp(project->partitions_net->items[i].name, "app") == 0) {
            project->partitions_net->items[i].size.magnitude = 0x38000;
        }
    }
    assert_refused(*state, project, "ends behind its flash, which has 0x40000 bytes");
}

/* Without Partition Manager the chip's node says how large it is. */
static void test_slot_nodes_behind_the_end_of_their_chip_are_refused(void **state)
{
    static const char tree[] = "fixtures/pairs/devicetree_partitions_with_ncs_3_3_0/build";
    static const char *const labels[] = { "slot0_partition", "slot1_partition" };

    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        struct project *project = open_tree(*state, tree);
        struct devicetree_node *node;

        read_tree(*state, project);
        node =
            (struct devicetree_node *)devicetree_by_label(project_image(project, IMAGE_MCUBOOT)->devicetree, labels[i]);
        node->address = 0x7ff0000;
        assert_refused(*state, project, "ends behind its flash");
    }
}

static void test_two_modes_are_refused(void **state)
{
    struct project *project = open_tree(*state, "fixtures/ncs32_dk_qspi_brick");

    symbol_of(project, IMAGE_MCUBOOT, "CONFIG_BOOT_UPGRADE_ONLY")->type = KCONFIG_YES;
    assert_refused(*state, project, "are both set, and a bootloader has one upgrade mode");
}

static void test_network_application_inside_its_bootloader_is_refused(void **state)
{
    struct project *project = open_tree(*state, "fixtures/ncs32_dk_qspi_brick");
    struct bootcfg bootcfg;
    const char *why = NULL;
    struct origin where;

    for (size_t i = 0; i < project->partitions_net->count; i++) {
        if (strcmp(project->partitions_net->items[i].name, "app") == 0) {
            project->partitions_net->items[i].address.magnitude = 0x1008000;
        }
    }
    assert_false(bootcfg_read(*state, project, &bootcfg, &why, &where));
    assert_non_null(strstr(why, "'app' of the network core (from 0x1008000) overlaps 'b0n_container'"));
}

/* The storage of the sample takes the place of a backup, in external flash and over the network image's slot. */
static void test_backup_over_a_slot_is_refused(void **state)
{
    struct project *project = open_tree(*state, "fixtures/ncs32_dk_qspi_nrf53boot");
    struct partition *backup = partition_of(project, "settings_storage");
    struct bootcfg bootcfg;
    const char *why = NULL;
    struct origin where;

    symbol_of(project, IMAGE_NRF53BOOT, "CONFIG_NRF53BOOT_NET_BACKUP")->type = KCONFIG_YES;
    backup->name = "nrf53boot_net_backup";
    backup->region = "external_flash";
    backup->address.magnitude = 0x127000;
    backup->size.magnitude = 0x82000;
    assert_false(bootcfg_read(*state, project, &bootcfg, &why, &where));
    assert_non_null(strstr(why, "'nrf53boot_net_backup' (0x127000 to 0x1a9000) overlaps 'mcuboot_secondary_1'"));
    backup->address.magnitude = 0x128000;
    assert_int_equal(read_tree(*state, project).config.net.backup.offset, 0x128000);
}

static void test_nrf53boot_has_sectors_of_its_own(void **state)
{
    struct project *project = open_tree(*state, "fixtures/ncs32_dk_qspi_nrf53boot");

    symbol_of(project, IMAGE_MCUBOOT, "CONFIG_BOOT_MAX_IMG_SECTORS")->magnitude = 99;
    symbol_of(project, IMAGE_NRF53BOOT, "CONFIG_NRF53BOOT_MAX_IMG_SECTORS")->magnitude = 300;
    assert_int_equal(read_tree(*state, project).config.images[0].max_sectors, 300);
    symbol_of(project, IMAGE_NRF53BOOT, "CONFIG_NRF53BOOT_MAX_IMG_SECTORS")->type = KCONFIG_STRING;
    assert_int_equal(read_tree(*state, project).config.images[0].max_sectors, 256);
}

/* Numbers that do not fit 32 bits keep neither their low half nor a default. */
static void test_numbers_out_of_range_name_their_place(void **state)
{
    static const char *const names[] = { "CONFIG_BOOT_MAX_IMG_SECTORS", "CONFIG_NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE",
                                         "CONFIG_FPROTECT_BLOCK_SIZE" };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct project *project = open_tree(*state, "fixtures/ncs32_dk_qspi_brick");
        struct kconfig_symbol *symbol = symbol_of(project, IMAGE_MCUBOOT, names[i]);
        struct bootcfg bootcfg;
        const char *why = NULL;
        struct origin where;

        symbol->magnitude += (uint64_t)1 << 32;
        assert_false(bootcfg_read(*state, project, &bootcfg, &why, &where));
        assert_non_null(strstr(why, names[i]));
        assert_ptr_equal(where.source, symbol->origin.source);
        assert_int_equal(where.line, symbol->origin.line);
    }
}

/* What bootconfig says of the sample of nrf53boot when its external flash is of `flash` bytes and the network image's
 * secondary slot begins at `address`; NULL: it takes it.
 */
static const char *why_external(struct arena *arena, uint32_t flash, uint32_t address, struct boot_target *target)
{
    struct project *project = open_tree(arena, "fixtures/ncs32_dk_qspi_nrf53boot");
    struct partition *slot = partition_of(project, "mcuboot_secondary_1");
    const char *why = NULL;
    struct origin where;

    for (size_t i = 0; i < project->regions->count; i++) {
        if (strcmp(project->regions->items[i].name, "external_flash") == 0) {
            project->regions->items[i].size.magnitude = flash;
        }
    }
    partition_of(project, "external_flash")->end_address.magnitude = flash;
    partition_of(project, "external_flash")->size.magnitude = flash - 0x128000;
    slot->address.magnitude = address;
    if (boot_target_read(arena, project, target, &why, &where)) {
        return NULL;
    }
    assert_ptr_equal(where.source, slot->origin.source);
    assert_int_equal(where.line, slot->origin.line);
    return why;
}

static void test_the_port_addresses_16_mib_of_external_flash(void **state)
{
    struct boot_target target;
    const char *why = why_external(*state, 0x2000000, 0xfc1000, &target);

    assert_non_null(why);
    assert_non_null(strstr(why, "'mcuboot_secondary_1' (0xfc1000 to 0x1001000) ends behind the first 16 MiB"));
    assert_non_null(why_external(*state, 0x2000000, 0x1800000, &target));
    assert_null(why_external(*state, 0x2000000, 0xfc0000, &target));
    assert_int_equal(target.bootcfg.external_flash_size, 0x1000000);
    assert_null(why_external(*state, 0x800000, 0xe8000, &target));
    assert_int_equal(target.bootcfg.external_flash_size, 0x800000);
}

static void place(struct project *project, const char *name, uint64_t address, uint64_t size)
{
    struct partition *partition = partition_of(project, name);

    partition->region = "flash_primary";
    partition->address.magnitude = address;
    partition->size.magnitude = size;
}

static void test_pins_of_qspi_are_the_external_flashs(void **state)
{
    struct boot_target target;
    struct project *project = open_tree(*state, "fixtures/ncs32_dk_qspi_nrf53boot");
    struct kconfig_symbol *symbol = symbol_of(project, IMAGE_NRF53BOOT, "CONFIG_NRF53BOOT_SIGNATURE_TYPE_RSA");
    const char *why = NULL;
    struct origin where;

    /* in the order of names still */
    *symbol = (struct kconfig_symbol){ .name = "CONFIG_NRF53BOOT_TARGET_LOG_PIN",
                                       .type = KCONFIG_NUMBER,
                                       .text = "15",
                                       .magnitude = 15,
                                       .origin = symbol->origin };
    assert_false(boot_target_read(*state, project, &target, &why, &where));
    assert_non_null(strstr(why, "P0.13 to P0.18 are the pins of the external flash"));
    assert_int_equal(where.line, symbol->origin.line);
    project->regions = NULL;
    place(project, "mcuboot_primary", 0x10000, 0x60000);
    place(project, "mcuboot_secondary", 0x70000, 0x60000);
    place(project, "mcuboot_secondary_1", 0xd0000, 0x28000);
    if (!boot_target_read(*state, project, &target, &why, &where)) {
        fail_msg("%s", why);
    }
    assert_int_equal(target.bootcfg.external_flash_size, 0);
    assert_int_equal(target.log_pin, 15);
}

static void assert_holds(const struct text *text, const char *line)
{
    if (strstr(text->data, line) == NULL) {
        fail_msg("no '%s' in:\n%s", line, text->data);
    }
}

static void test_writes_the_configuration_as_c(void **state)
{
    static const uint8_t der[] = { 0x30, 0x59 };
    const struct boot_key key = { BOOT_KEY_ECDSA_P256, der, sizeof der, { 0xab } };
    struct bootcfg bootcfg = read_tree(*state, open_tree(*state, "fixtures/ncs32_dk_qspi_nrf53boot"));
    struct text text = text_create(*state, 65536);

    bootcfg.config.keys = &key;
    bootcfg_write_c(&text, &bootcfg.config, "product");
    assert_holds(&text, "const struct boot_config product = {\n    .image_count = 2,\n");
    assert_holds(&text, ".mode = UPGRADE_SWAP_MOVE,");
    assert_holds(&text, ".secondary = { FLASH_DEVICE_EXTERNAL, 0xe8000, 0x40000, 0x1000 },");
    assert_holds(&text, ".net_app = { FLASH_DEVICE_NET, 0x8800, 0x37800, 0x800 },");
    assert_holds(&text, "static const uint8_t key_0[] = {\n    0x30, 0x59,\n};");
    assert_holds(&text, "{ BOOT_KEY_ECDSA_P256, key_0, sizeof key_0, {\n    0xab, 0x00,");
}

static void test_writes_places_for_the_linker(void **state)
{
    struct project *project = open_tree(*state, "fixtures/ncs32_dk_qspi_nrf53boot");
    struct text text = text_create(*state, 65536);
    struct boot_target target;
    const char *why = NULL;
    struct origin where;

    assert_true(boot_target_read(*state, project, &target, &why, &where));
    bootcfg_write_header(&text, &target, "product");
    assert_holds(&text, "#define TARGET_BOOT_ADDRESS 0x0\n#define TARGET_BOOT_SIZE 0x10000\n");
    /* sram_primary without the 256 KiB at its end that are image 1's primary slot */
    assert_holds(&text, "#define TARGET_BOOT_RAM_ADDRESS 0x20002000\n#define TARGET_BOOT_RAM_SIZE 0x2e000\n");
    assert_holds(&text, "#define TARGET_RAM_FLASH_ADDRESS 0x20030000\n#define TARGET_RAM_FLASH_SIZE 0x40000\n");
    assert_holds(&text, "#define TARGET_NETBOOT_ADDRESS 0x1000000\n#define TARGET_NETBOOT_SIZE 0x8580\n");
    assert_holds(&text, "#define TARGET_SECONDARY1_SIZE 0x40000\n");
    assert_holds(&text, "extern const struct boot_config product;\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_slots_of_a_build_with_external_flash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_network_core_of_a_build, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_release_decides_the_profile, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nrf53boot_has_modes_of_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_pair_of_slots, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_application_knows_where_it_is_linked, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_changed_partition_changes_the_slot, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_says_what_is_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_slots_that_share_flash_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_slots_side_by_side_are_taken, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_slots_behind_the_end_of_their_flash_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_slot_nodes_behind_the_end_of_their_chip_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_two_modes_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_network_application_inside_its_bootloader_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_backup_over_a_slot_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_nrf53boot_has_sectors_of_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_numbers_out_of_range_name_their_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_port_addresses_16_mib_of_external_flash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pins_of_qspi_are_the_external_flashs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_writes_the_configuration_as_c, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_writes_places_for_the_linker, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("bootcfg", tests, NULL, NULL);
}
