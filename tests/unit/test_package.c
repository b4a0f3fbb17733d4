/* Plans and packages made of the sample trees, and what is said when a tree leaves something open. */
#define _XOPEN_SOURCE 700
#include "plan_tree.h"

#include "base/attributes.h"
#include "image/dfu_zip.h"
#include "image/mcuboot_image.h"
#include "pack/plan/net_backup.h"

static void test_plan_says_where_values_come_from(void **state)
{
    struct tree *tree = *state;
    struct package_plan plan;

    assert_true(plan_of(tree, OVERWRITE, NULL, &plan));
    assert_int_equal(plan.count, 2);
    assert_false(plan.one_pair);
    assert_true(plan.items[0].is_network_core);
    assert_int_equal(plan.items[0].index.value, 1);
    assert_string_equal(plan.items[0].zip_name, "ipc_radio.bin");
    assert_int_equal(plan.items[0].link_address.value, 0x01008800);
    assert_string_equal(plan.items[1].zip_name, "sensor_hub.signed.bin");
    assert_string_equal(plan.items[1].version.value, "1.4.2+7");
    assert_string_equal(plan.items[1].version.from, "app:CONFIG_MCUBOOT_IMGTOOL_SIGN_VERSION");
    assert_int_equal(plan.items[1].header_size.value, 0x200);
    assert_string_equal(plan.items[1].header_size.from, "pm:mcuboot_pad.size");
    assert_true(plan.items[1].options.pad_header);
    assert_int_equal(plan.items[1].slots.mode, UPGRADE_OVERWRITE_ONLY);
    assert_string_equal(plan.items[1].slots.mode_from, "mcuboot:CONFIG_BOOT_UPGRADE_ONLY");
    assert_int_equal(plan.items[1].link_address.value, 0x10200);
    assert_int_equal(plan.bootloader.key_type, KEY_ECDSA_P256);
    assert_string_equal(plan.key.from, "--key");
}

static void test_modes_belong_to_the_image_with_nrf53boot(void **state)
{
    struct tree *tree = *state;
    struct package_plan plan;

    assert_true(plan_of(tree, "fixtures/ncs32_dk_qspi_nrf53boot", NULL, &plan));
    assert_int_equal(plan.items[0].slots.mode, UPGRADE_OVERWRITE_ONLY);
    assert_int_equal(plan.items[1].slots.mode, UPGRADE_SWAP_MOVE);
}

static struct tree_number given(uint64_t value, const char *option)
{
    return (struct tree_number){ .known = true, .value = value, .from = option, .origin = ORIGIN_NONE };
}

static void test_options_come_before_the_tree(void **state)
{
    const struct plan_overrides overrides = {
        .key = key_path,
        .header_size = given(0x400, "--header-size"),
        .align = given(8, "--align"),
        .application = { .version = "9.8.7",
                         .slot_size = given(0x40000, "--slot-size"),
                         .load_address = given(0x20000, "--load-address"),
                         .image_index = given(2, "--image-index") },
        .network = { .version = "6.5.4",
                     .slot_size = given(0x8000, "--net-slot-size"),
                     .image_index = given(3, "--net-image-index") },
    };
    struct tree *tree = *state;
    struct package_plan plan;

    assert_true(plan_of(tree, OVERWRITE, &overrides, &plan));
    assert_string_equal(plan.items[0].version.value, "6.5.4");
    assert_int_equal(plan.items[0].index.value, 3);
    assert_int_equal(plan.items[0].slots.primary_size.value, 0x8000);
    assert_int_equal(plan.items[1].index.value, 2);
    assert_int_equal(plan.items[1].options.version.major, 9);
    assert_int_equal(plan.items[1].options.header_size, 0x400);
    assert_int_equal(plan.items[1].slots.primary_size.value, 0x40000);
    assert_int_equal(plan.items[1].slots.secondary_size.value, 0x40000);
    assert_int_equal(plan.items[1].slots.write_size.value, 8);
    assert_int_equal(plan.items[1].link_address.value, 0x20000);
}

/* Each fact that is taken away must be asked for by its name and by the option that gives it. */
static void test_missing_values_are_asked_for(void **state)
{
    static const struct {
        const char *file;
        const char *from;
        const char *to;
        const char *symbol;
        const char *option;
    } table[] = {
        { APP_CONFIG, "CONFIG_MCUBOOT_IMGTOOL_SIGN_VERSION=", "# ", "CONFIG_MCUBOOT_IMGTOOL_SIGN_VERSION",
          "--version" },
        { "zephyr/.config", "SB_CONFIG_SECURE_BOOT_MCUBOOT_VERSION=", "# ", "SB_CONFIG_SECURE_BOOT_MCUBOOT_VERSION",
          "--net-version" },
        { "partitions.yml", "mcuboot_pad:", "other_pad:", "mcuboot_pad", "--header-size" },
        { "partitions.yml", "mcuboot_secondary_1:", "other:", "mcuboot_secondary_1", "--net-slot-size" },
        { "partitions.yml", "mcuboot_secondary:", "other:", "mcuboot_secondary", "--slot-size" },
        { MCUBOOT_CONFIG, "CONFIG_BOOT_UPGRADE_ONLY=y", "", "CONFIG_BOOT_UPGRADE_ONLY", "CONFIG_BOOT_SWAP_USING_MOVE" },
        { APP_CONFIG, "CONFIG_BOARD=", "# ", "CONFIG_BOARD", "sensor_hub" },
    };
    struct tree *tree = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct package_plan plan;

        copy_fixture(tree, OVERWRITE);
        change(tree, table[i].file, table[i].from, table[i].to);
        tree->diagnostics.count = 0;
        assert_false(plan_of(tree, tree->path, NULL, &plan));
        assert_true(said(tree, table[i].symbol));
        assert_true(said(tree, table[i].option));
    }
}

static void test_missing_key_names_the_symbol(void **state)
{
    const struct plan_overrides nothing = { 0 };
    struct tree *tree = *state;
    struct package_plan plan;

    assert_false(plan_of(tree, OVERWRITE, &nothing, &plan));
    assert_true(said(tree, "root-ec-p256.pem' is not here; give it with '--key'"));
    tree->diagnostics.count = 0;
    copy_fixture(tree, OVERWRITE);
    change(tree, "zephyr/.config", "SB_CONFIG_BOOT_SIGNATURE_KEY_FILE=\"/opt/nordic/ncs/v3.2.1/bootloader/mcuboot/",
           "SB_CONFIG_BOOT_SIGNATURE_KEY_FILE=\"");
    put(tree, "root-ec-p256.pem", "stands in for a key\n");
    assert_true(plan_of(tree, tree->path, &nothing, &plan));
    assert_string_equal(plan.key.from, "sysbuild:SB_CONFIG_BOOT_SIGNATURE_KEY_FILE");
    assert_string_equal(plan.key.value, path_join(tree->arena, tree->path, "root-ec-p256.pem"));
}

static void test_a_bootloader_without_network_image_gets_no_update_for_it(void **state)
{
    struct tree *tree = *state;
    struct package_plan plan;

    copy_fixture(tree, OVERWRITE);
    change(tree, MCUBOOT_CONFIG, "CONFIG_MCUBOOT_NETWORK_CORE_IMAGE_NUMBER=1",
           "CONFIG_MCUBOOT_NETWORK_CORE_IMAGE_NUMBER=-1");
    assert_false(plan_of(tree, tree->path, NULL, &plan));
    assert_true(said(tree, "the bootloader has no image for the network core"));
    tree->diagnostics.count = 0;
    const struct plan_overrides stated = { .key = key_path,
                                           .network = { .image_index = { .known = true, .value = 1 } } };

    assert_true(plan_of(tree, tree->path, &stated, &plan));
}

static void test_unsupported_configurations_are_named(void **state)
{
    static const struct {
        const char *file;
        const char *line;
    } table[] = {
        { "zephyr/.config", "SB_CONFIG_MCUBOOT_COMPRESSED_IMAGE_SUPPORT=y" },
        { "zephyr/.config", "SB_CONFIG_QSPI_XIP_SPLIT_IMAGE=y" },
        { MCUBOOT_CONFIG, "CONFIG_BOOT_RAM_LOAD=y" },
        { "zephyr/.config", "SB_CONFIG_DFU_ZIP_WIFI_FW_PATCH=y" },
        { APP_CONFIG, "CONFIG_MCUBOOT_EXTRA_IMGTOOL_ARGS=\"--encrypt x\"" },
    };
    struct tree *tree = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct package_plan plan;

        copy_fixture(tree, OVERWRITE);
        append(tree, table[i].file, table[i].line);
        tree->diagnostics.count = 0;
        assert_false(plan_of(tree, tree->path, NULL, &plan));
        assert_true(said(tree, arena_printf(tree->arena, "'%.*s'", (int)strcspn(table[i].line, "="), table[i].line)));
    }
}

static void test_security_counter_goes_into_both_images(void **state)
{
    struct tree *tree = *state;
    struct package_plan plan;

    copy_fixture(tree, OVERWRITE);
    append(tree, APP_CONFIG,
           "CONFIG_MCUBOOT_HARDWARE_DOWNGRADE_PREVENTION=y\nCONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION_COUNTER_"
           "VALUE=5");
    assert_true(plan_of(tree, tree->path, NULL, &plan));
    for (size_t i = 0; i < plan.count; i++) {
        assert_true(plan.items[i].options.has_security_counter);
        assert_int_equal(plan.items[i].options.security_counter, 5);
    }
}

#define BACKUP_OPTION "CONFIG_NRF53BOOT_NET_BACKUP=y"

/* Where the tree leaves the place of the backup open, or none is kept, there is no file; a wish is answered by a note. */
static void test_backup_of_the_network_core_is_planned_where_it_has_a_place(void **state)
{
    static const struct {
        const char *option;
        const char *partition; /* NULL: none */
        const char *note;      /* NULL: no note */
        bool made;
    } table[] = {
        { BACKUP_OPTION, "address: 0x130000\n  region: external_flash\n  size: 0x82000", NULL, true },
        { "", "address: 0x130000\n  region: external_flash\n  size: 0x82000", NULL, false },
        { BACKUP_OPTION, NULL, "'nrf53boot_net_backup' is not in the tree", false },
        { BACKUP_OPTION, "address: 0x30000\n  region: flash_primary\n  size: 0x82000", "not lie in external flash",
          false },
        { BACKUP_OPTION, "address: 0x130000\n  region: external_flash\n  size: 0x81fff", "has no room", false },
        { BACKUP_OPTION, "address: 0x130000\n  region: external_flash\n  size: 0x1000", "has no room", false },
        { BACKUP_OPTION, "address: 0xff7f000\n  region: external_flash\n  size: 0x82000", "QSPI peripheral", false },
    };
    struct tree *tree = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct package_plan plan;

        copy_fixture(tree, "fixtures/ncs32_dk_qspi_nrf53boot");
        change(tree, "nrf53boot/.config", "# CONFIG_NRF53BOOT_NET_BACKUP is not set", table[i].option);
        if (table[i].partition != NULL) {
            append(tree, "partitions.yml",
                   arena_printf(tree->arena, "nrf53boot_net_backup:\n  %s", table[i].partition));
        }
        assert_true(plan_of(tree, tree->path, NULL, &plan));
        assert_int_equal(plan.net_backup.asked.value != NULL, table[i].made);
        assert_int_equal(plan.notes.count, table[i].note != NULL);
        assert_true(table[i].note == NULL || strstr(plan.notes.items[0], table[i].note) != NULL);
        assert_true(!table[i].made || net_backup_slot_address(&plan.net_backup) == 0x10130000);
        assert_true(!table[i].made || net_backup_pages_address(&plan.net_backup) == 0x101b0000);
    }
}

static bool make(struct tree *tree, const struct package_plan *plan, struct signing_key *key, struct package *package)
{
    const struct package_signers signers = { .image_key = key->public_half,
                                             .image = signer_with_key(tree->arena, key) };

    return package_build(tree->arena, plan, &signers, &tree->diagnostics, package);
}

static void build(struct tree *tree, const char *path, const char *key_file, struct package *package)
{
    const struct plan_overrides overrides = { .key = key_file };
    struct package_plan *plan = arena_alloc(tree->arena, sizeof *plan);
    struct signing_key *key;

    assert_true(plan_of(tree, path, &overrides, plan));
    assert_true(signing_key_load(tree->arena, key_file, NULL, &tree->diagnostics, &key));
    assert_true(make(tree, plan, key, package));
    assert_true(package_verify(tree->arena, package, key->public_half, &tree->diagnostics));
    signing_key_release(key);
}

static struct dfu_zip *unzip(struct tree *tree, const struct package *package)
{
    const struct package_file *file = package_files_find(&package->files, DFU_APPLICATION_NAME);
    const struct source *source;
    struct dfu_zip *zip;

    assert_non_null(file);
    assert_int_equal(file->kind, PACKAGE_FILE_ZIP);
    source = source_from_bytes(tree->arena, "p.zip", file->bytes.data, file->bytes.size);
    assert_true(dfu_zip_read(tree->arena, source, &tree->diagnostics, &zip));
    return zip;
}

static void test_network_image_is_first_in_the_package(void **state)
{
    struct tree *tree = *state;
    struct package package;
    struct dfu_zip *zip;

    build(tree, OVERWRITE, key_path, &package);
    zip = unzip(tree, &package);
    assert_int_equal(zip->count, 3);
    assert_string_equal(zip->items[0].name, "ipc_radio.bin");
    assert_string_equal(zip->items[1].name, "sensor_hub.signed.bin");
    assert_string_equal(zip->items[2].name, "manifest.json");
}

/* Single pair: both images would be uploaded to the same slot. */
static void test_one_pair_of_slots_packs_the_application_only(void **state)
{
    struct tree *tree = *state;
    struct package package;
    struct dfu_zip *zip;

    build(tree, "fixtures/ncs20_child_single_pair", "fixtures/keys/test-rsa-2048.pem", &package);
    zip = unzip(tree, &package);
    assert_int_equal(package.count, 2);
    assert_int_equal(zip->count, 2);
    assert_string_equal(zip->items[0].name, "app_update.bin");
}

/* Raw bytes do not say where they are linked; their reset vector does. */
static void test_firmware_for_another_slot_start(void **state)
{
    struct tree *tree = *state;
    struct plan_overrides overrides = { .key = key_path };
    struct package_plan plan;
    struct package package;
    struct signing_key *key;

    copy_fixture(tree, OVERWRITE);
    put(tree, "sensor_hub/zephyr/zephyr.hex", "");
    assert_true(signing_key_load(tree->arena, key_path, NULL, &tree->diagnostics, &key));
    for (unsigned i = 0; i < 2; i++) {
        /* The firmware of 0x2c0 bytes has its reset vector at 0x10401, which lies in the slot in both cases. */
        overrides.application.load_address =
            (struct tree_number){ true, i == 0 ? 0x10200 : 0x10404, "--load-address", ORIGIN_NONE, FACT_FILE };
        assert_true(plan_of(tree, tree->path, &overrides, &plan));
        plan.items[1].input = path_join(tree->arena, tree->path, "sensor_hub/zephyr/zephyr.bin");
        assert_true(make(tree, &plan, key, &package));
        assert_int_equal(package_verify(tree->arena, &package, key->public_half, &tree->diagnostics), i == 0);
    }
    assert_true(said(tree, "linked for another address"));
    signing_key_release(key);
}

static void test_a_changed_byte_is_noticed_before_writing(void **state)
{
    struct tree *tree = *state;
    struct package package;
    struct signing_key *key;
    uint8_t *changed;

    build(tree, OVERWRITE, key_path, &package);
    assert_true(signing_key_load(tree->arena, key_path, NULL, &tree->diagnostics, &key));
    changed = arena_alloc(tree->arena, package.items[1].image.size);
    memcpy(changed, package.items[1].image.data, package.items[1].image.size);
    changed[0x210] ^= 1;
    package.items[1].image.data = changed;
    assert_false(package_verify(tree->arena, &package, key->public_half, &tree->diagnostics));
    assert_true(said(tree, "'app_update.bin' does not verify: hash"));
    signing_key_release(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_plan_says_where_values_come_from, setup, teardown),
        cmocka_unit_test_setup_teardown(test_modes_belong_to_the_image_with_nrf53boot, setup, teardown),
        cmocka_unit_test_setup_teardown(test_options_come_before_the_tree, setup, teardown),
        cmocka_unit_test_setup_teardown(test_missing_values_are_asked_for, setup, teardown),
        cmocka_unit_test_setup_teardown(test_missing_key_names_the_symbol, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_bootloader_without_network_image_gets_no_update_for_it, setup, teardown),
        cmocka_unit_test_setup_teardown(test_unsupported_configurations_are_named, setup, teardown),
        cmocka_unit_test_setup_teardown(test_security_counter_goes_into_both_images, setup, teardown),
        cmocka_unit_test_setup_teardown(test_backup_of_the_network_core_is_planned_where_it_has_a_place, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_network_image_is_first_in_the_package, setup, teardown),
        cmocka_unit_test_setup_teardown(test_one_pair_of_slots_packs_the_application_only, setup, teardown),
        cmocka_unit_test_setup_teardown(test_firmware_for_another_slot_start, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_changed_byte_is_noticed_before_writing, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
