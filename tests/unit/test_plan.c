/* What a plan makes of symbols: which files, which keys, from which line; and the steps it is told in. */
#define _XOPEN_SOURCE 700
#include "plan_tree.h"

#include "base/shell_word.h"
#include "pack/plan_steps.h"

#define SYSBUILD_CONFIG "zephyr/.config"
#define NET_CONFIG      "ipc_radio/zephyr/.config"
#define NSIB_BUILD      "fixtures/pairs/immutable_bootloader_before_mcuboot/build"
#define NSIB_KEY        "fixtures/keys/test-nsib-p256.pem"

/* A plan is not made of bytes: any file will do for a firmware. */
static void copy_nsib_build(struct tree *tree)
{
    static const char *const images[] = { "mcuboot", "s1_image", "ipc_radio", "sensor_hub" };

    copy_fixture(tree, NSIB_BUILD);
    for (size_t i = 0; i < ARRAY_LENGTH(images); i++) {
        put(tree, arena_printf(tree->arena, "%s/zephyr/zephyr.hex", images[i]), ":00000001FF\n");
    }
    append(tree, APP_CONFIG, "CONFIG_MCUBOOT_IMGTOOL_SIGN_VERSION=\"2.3.4\"");
}

static const struct planned_image *find(const struct package_plan *plan, enum planned_kind kind)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->items[i].kind == kind) {
            return &plan->items[i];
        }
    }
    return NULL;
}

static const struct planned_provision *find_provision(const struct package_plan *plan, const char *name)
{
    for (size_t i = 0; i < plan->provisions.count; i++) {
        if (strcmp(plan->provisions.items[i].output, name) == 0) {
            return &plan->provisions.items[i];
        }
    }
    return NULL;
}

static void test_b0_on_the_application_core_adds_both_variants_of_mcuboot(void **state)
{
    const struct plan_overrides overrides = { .key = key_path, .nsib_key = NSIB_KEY };
    struct tree *tree = *state;
    struct package_plan plan;
    const struct planned_image *s0, *s1;

    copy_nsib_build(tree);
    assert_true(plan_of(tree, tree->path, &overrides, &plan));
    assert_int_equal(plan.count, 4);
    s0 = find(&plan, PLANNED_MCUBOOT_S0);
    s1 = find(&plan, PLANNED_MCUBOOT_S1);
    assert_string_equal(s0->output, "signed_by_mcuboot_and_b0_mcuboot.bin");
    assert_string_equal(s1->output, "signed_by_mcuboot_and_b0_s1_image.bin");
    assert_int_equal(s0->link_address.value, 0x8200);
    assert_int_equal(s0->package_address.value, 0x8000);
    assert_int_equal(s1->link_address.value, 0x1c200);
    assert_int_equal(s1->slot_argument.value, 0x13e00);
    assert_string_equal(s1->slot_argument.from, "pm:s1_image.size");
    assert_string_equal(s0->version.value, "1.1.0+0");
    assert_true(s0->in_mcuboot_zip && s1->in_mcuboot_zip && plan.has_mcuboot_zip);
    assert_false(s0->in_application_zip || s1->in_application_zip);
    for (size_t i = 0; i < plan.count; i++) {
        assert_int_equal(plan.items[i].block != NULL, plan.items[i].kind != PLANNED_APPLICATION);
    }
}

static void test_without_b0_there_is_no_mcuboot_to_update(void **state)
{
    const struct plan_overrides overrides = { .key = key_path, .nsib_key = NSIB_KEY };
    struct tree *tree = *state;
    struct package_plan plan;

    copy_nsib_build(tree);
    change(tree, SYSBUILD_CONFIG, "SB_CONFIG_SECURE_BOOT_APPCORE=y", "# SB_CONFIG_SECURE_BOOT_APPCORE is not set");
    assert_true(plan_of(tree, tree->path, &overrides, &plan));
    assert_int_equal(plan.count, 2);
    assert_false(plan.has_mcuboot_zip);
    assert_null(find_provision(&plan, "app_provision.hex"));
    assert_non_null(find_provision(&plan, "net_provision.hex"));
}

static void test_provision_data_of_both_cores(void **state)
{
    const struct plan_overrides overrides = { .key = key_path, .nsib_key = NSIB_KEY };
    struct tree *tree = *state;
    struct package_plan plan;
    const struct planned_provision *app, *net;

    copy_nsib_build(tree);
    append(tree, SYSBUILD_CONFIG, "SB_CONFIG_SECURE_BOOT_PUBLIC_KEY_FILES=\"/keys/a.pem,b.pem\"");
    append(tree, NET_CONFIG, "CONFIG_SB_MONOTONIC_COUNTER=y\nCONFIG_SB_NUM_VER_COUNTER_SLOTS=8");
    assert_true(plan_of(tree, tree->path, &overrides, &plan));
    app = find_provision(&plan, "app_provision.hex");
    net = find_provision(&plan, "net_provision.hex");
    assert_int_equal(app->s0.value, 0x8000);
    assert_int_equal(app->s1.value, 0x1c000);
    assert_int_equal(app->address.value, 0xff8100);
    assert_string_equal(app->asked.from, "sysbuild:SB_CONFIG_SECURE_BOOT_APPCORE");
    assert_true(app->has_keys && net->has_keys);
    assert_int_equal(net->s0.value, 0x1008800);
    assert_false(net->s1.known);
    assert_int_equal(net->version_slots.value, 8);
    assert_false(app->version_slots.known);
    assert_int_equal(net->public_keys.count, 2);
    assert_string_equal(net->public_keys.items[0], "/keys/a.pem");
    assert_string_equal(net->public_keys.items[1], path_join(tree->arena, tree->path, "b.pem"));
    assert_int_equal(net->form, PROVISION_FORM_NEW);
}

static void test_counters_in_hardware_have_a_page_without_nsib(void **state)
{
    struct tree *tree = *state;
    struct package_plan plan;
    const struct planned_provision *app;

    copy_fixture(tree, OVERWRITE);
    append(tree, SYSBUILD_CONFIG,
           "SB_CONFIG_MCUBOOT_HARDWARE_DOWNGRADE_PREVENTION=y\n"
           "SB_CONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION_COUNTER_SLOTS=240");
    assert_true(plan_of(tree, tree->path, NULL, &plan));
    assert_null(find_provision(&plan, "app_provision.hex"));
    assert_int_equal(plan.notes.count, 1);
    assert_non_null(strstr(plan.notes.items[0], "app_provision.hex, which sysbuild:SB_CONFIG_MCUBOOT_HARDWARE_"));
    change(tree, "partitions.yml", "otp:\n", "provision:\n");
    assert_true(plan_of(tree, tree->path, NULL, &plan));
    app = find_provision(&plan, "app_provision.hex");
    assert_true(app->mcuboot_only);
    assert_int_equal(app->mcuboot_slots.value, 240);
    assert_false(app->has_keys);
}

static void test_child_images_of_2_0_have_the_first_form(void **state)
{
    const struct plan_overrides overrides = { .key = "fixtures/keys/test-rsa-2048.pem" };
    struct tree *tree = *state;
    struct package_plan plan;

    assert_true(plan_of(tree, "fixtures/ncs20_child_single_pair", &overrides, &plan));
    assert_int_equal(plan.provisions.count, 1);
    assert_int_equal(plan.provisions.items[0].form, PROVISION_FORM_FIRST);
    tree->options.sdk_given = true;
    tree->options.sdk = (struct sdk_version){ 2, 4, 0 };
    assert_true(plan_of(tree, "fixtures/ncs20_child_single_pair", &overrides, &plan));
    assert_int_equal(plan.provisions.items[0].form, PROVISION_FORM_OLD);
}

static void remove_signed(struct tree *tree)
{
    static const char *const names[] = { "signed_by_b0_ipc_radio.hex", "signed_by_b0_ipc_radio.bin" };

    copy_fixture(tree, OVERWRITE);
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        assert_int_equal(remove(path_join(tree->arena, tree->path, names[i])), 0);
    }
}

static void test_what_the_build_signed_is_taken_unless_a_key_is_given(void **state)
{
    const struct plan_overrides given = { .key = key_path, .nsib_key = NSIB_KEY };
    struct tree *tree = *state;
    struct package_plan plan;

    assert_true(plan_of(tree, OVERWRITE, NULL, &plan));
    assert_null(plan.items[0].block);
    assert_string_equal(path_basename(plan.items[0].input), "signed_by_b0_ipc_radio.hex");
    assert_null(plan.nsib_key.value);
    assert_true(plan_of(tree, OVERWRITE, &given, &plan));
    assert_string_equal(plan.items[0].block->magic.value, "0x281ee6de,0x86518483,79106");
    assert_string_equal(path_basename(plan.items[0].input), "zephyr.hex");
    assert_string_equal(plan.nsib_key.from, "--nsib-key");
}

static void test_key_of_nsib_comes_from_the_tree(void **state)
{
    struct tree *tree = *state;
    struct package_plan plan;

    remove_signed(tree);
    assert_false(plan_of(tree, tree->path, NULL, &plan));
    assert_true(said(tree, "SB_CONFIG_SECURE_BOOT_SIGNING_KEY_FILE"));
    assert_true(said(tree, "'--nsib-key'"));
    put(tree, "GENERATED_NON_SECURE_SIGN_KEY_PRIVATE.pem", "stands in for a key\n");
    assert_true(plan_of(tree, tree->path, NULL, &plan));
    assert_string_equal(plan.nsib_key.from, "key that the build made for itself");
    append(tree, SYSBUILD_CONFIG, "SB_CONFIG_SECURE_BOOT_SIGNING_KEY_FILE=\"/vault/nsib.pem\"");
    tree->diagnostics.count = 0;
    assert_false(plan_of(tree, tree->path, NULL, &plan));
    assert_true(said(tree, "'/vault/nsib.pem' is not here; give it with '--nsib-key'"));
}

static void test_a_plan_to_be_read_needs_no_key(void **state)
{
    const struct plan_overrides describe = { .describe_only = true };
    struct tree *tree = *state;
    struct package_plan plan;

    remove_signed(tree);
    append(tree, SYSBUILD_CONFIG, "SB_CONFIG_SECURE_BOOT_SIGNING_KEY_FILE=\"/vault/nsib.pem\"");
    assert_true(plan_of(tree, tree->path, &describe, &plan));
    assert_string_equal(plan.nsib_key.from, "sysbuild:SB_CONFIG_SECURE_BOOT_SIGNING_KEY_FILE");
    assert_string_equal(plan.key.from, "sysbuild:SB_CONFIG_BOOT_SIGNATURE_KEY_FILE");
}

static void test_a_custom_signing_command_leaves_the_public_key(void **state)
{
    const struct plan_overrides describe = { .describe_only = true };
    struct tree *tree = *state;
    struct package_plan plan;

    remove_signed(tree);
    append(tree, SYSBUILD_CONFIG,
           "SB_CONFIG_SECURE_BOOT_SIGNING_CUSTOM=y\n"
           "SB_CONFIG_SECURE_BOOT_SIGNING_PUBLIC_KEY=\"/vault/nsib.pub.pem\"");
    assert_true(plan_of(tree, tree->path, &describe, &plan));
    assert_true(plan.nsib_key_is_public);
    assert_string_equal(plan.nsib_key.value, "/vault/nsib.pub.pem");
}

static void test_symbols_choose_what_goes_into_which_package(void **state)
{
    static const struct {
        const char *line;
        bool has_zip, app, net;
        const char *multi_image;
    } table[] = {
        { "", true, true, true, NULL },
        { "# SB_CONFIG_DFU_ZIP is not set", false, false, false, NULL },
        { "# SB_CONFIG_DFU_ZIP_NET is not set", true, true, false, NULL },
        { "# SB_CONFIG_DFU_ZIP_APP is not set", true, false, true, NULL },
        { "SB_CONFIG_DFU_MULTI_IMAGE_PACKAGE_BUILD=y\nSB_CONFIG_DFU_MULTI_IMAGE_PACKAGE_NET=y", true, true, true,
          "net_core_app_update.bin" },
        { "SB_CONFIG_DFU_MULTI_IMAGE_PACKAGE_BUILD=y\nSB_CONFIG_DFU_MULTI_IMAGE_PACKAGE_APP=y", true, true, true,
          "app_update.bin" },
    };
    struct tree *tree = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct package_plan plan;

        copy_fixture(tree, OVERWRITE);
        append(tree, SYSBUILD_CONFIG, table[i].line);
        assert_true(plan_of(tree, tree->path, NULL, &plan));
        assert_int_equal(plan.has_application_zip, table[i].has_zip);
        assert_int_equal(find(&plan, PLANNED_APPLICATION)->in_application_zip, table[i].app);
        assert_int_equal(find(&plan, PLANNED_NETWORK)->in_application_zip, table[i].net);
        assert_int_equal(plan.multi_image.value != NULL, table[i].multi_image != NULL);
        for (size_t k = 0; k < plan.count; k++) {
            assert_int_equal(plan.items[k].in_multi_image,
                             table[i].multi_image != NULL && strcmp(plan.items[k].output, table[i].multi_image) == 0);
        }
    }
}

static void test_encryption_is_read_from_the_tree(void **state)
{
    struct tree *tree = *state;
    struct package_plan plan;

    copy_fixture(tree, OVERWRITE);
    append(tree, MCUBOOT_CONFIG, "CONFIG_BOOT_ENCRYPT_IMAGE=y");
    assert_false(plan_of(tree, tree->path, NULL, &plan));
    assert_true(said(tree, "encryption key, which mcuboot:CONFIG_BOOT_ENCRYPT_IMAGE asks for, is not known"));
    append(tree, MCUBOOT_CONFIG, "CONFIG_BOOT_ENCRYPTION_KEY_FILE=\"enc.pem\"");
    put(tree, "enc.pem", "stands in for a key\n");
    assert_true(plan_of(tree, tree->path, NULL, &plan));
    assert_string_equal(plan.encrypt_key.from, "mcuboot:CONFIG_BOOT_ENCRYPTION_KEY_FILE");
    assert_int_equal(plan.encrypt_key_size.value, 128);
    assert_string_equal(find(&plan, PLANNED_APPLICATION)->zip_name, "sensor_hub.signed.encrypted.bin");
    append(tree, APP_CONFIG, "CONFIG_MCUBOOT_ENCRYPTION_ALG_AES_256=y");
    assert_true(plan_of(tree, tree->path, NULL, &plan));
    assert_int_equal(plan.encrypt_key_size.value, 256);
}

static void test_signature_and_hash_follow_mcuboot(void **state)
{
    static const struct {
        const char *line;
        bool pure, sha512;
    } table[] = {
        { "", false, false },
        { "CONFIG_BOOT_IMG_HASH_ALG_SHA512=y", false, true },
        { "CONFIG_BOOT_SIGNATURE_TYPE_PURE=y", true, false },
    };
    struct tree *tree = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        struct package_plan plan;

        copy_fixture(tree, OVERWRITE);
        change(tree, MCUBOOT_CONFIG, "CONFIG_BOOT_SIGNATURE_TYPE_ECDSA_P256=y", "CONFIG_BOOT_SIGNATURE_TYPE_ED25519=y");
        append(tree, MCUBOOT_CONFIG, table[i].line);
        assert_true(plan_of(tree, tree->path, NULL, &plan));
        assert_int_equal(plan.bootloader.key_type, KEY_ED25519);
        for (size_t k = 0; k < plan.count; k++) {
            assert_int_equal(plan.items[k].options.pure, table[i].pure);
            assert_int_equal(plan.items[k].options.has_digest, table[i].sha512);
        }
    }
}

/* The line an argument is said to come from is the one that holds its value. */
static void test_steps_name_the_line_of_each_value(void **state)
{
    const struct plan_overrides describe = { .describe_only = true };
    struct tree *tree = *state;
    struct package_plan plan;
    struct plan_steps steps;
    size_t seen = 0;

    assert_true(plan_of(tree, OVERWRITE, &describe, &plan));
    plan_steps_make(tree->arena, &plan, "out", &steps);
    assert_int_equal(steps.count, 4);
    for (size_t i = 0; i < steps.count; i++) {
        for (size_t k = 0; k < steps.items[i].arguments.count; k++) {
            const struct step_argument *argument = &steps.items[i].arguments.items[k];
            struct slice line;
            const char *text;

            assert_non_null(argument->from);
            if (argument->origin.source == NULL || argument->value == NULL ||
                text_ends_with(argument->from, "_KEY_FILES")) {
                continue;
            }
            line = source_line(argument->origin.source, argument->origin.line);
            text = arena_strndup(tree->arena, line.data, line.length);
            assert_non_null(strstr(text, argument->value));
            seen++;
        }
    }
    assert_true(seen >= 10);
    assert_string_equal(steps.items[1].outputs.items[0], "app_update.bin");
    assert_non_null(strstr(steps.items[1].commands.items[0], " out/app_update.bin"));
}

/* A key beside the tree, in a folder whose name begins as the tree's does, is none of it. */
static void test_keys_of_the_tree_lie_in_it(void **state)
{
    struct tree *tree = *state;
    struct arena *arena = tree->arena;
    const struct project project = { .kind = PROJECT_BUILD, .path = arena_strdup(arena, "build") };
    char here[4096];
    bool found[5];

    put(tree, "build/in.pem", "any bytes\n");
    put(tree, "build_keys/beside.pem", "any bytes\n");
    assert_non_null(getcwd(here, sizeof here));
    assert_int_equal(chdir(tree->path), 0);
    found[0] = plan_key_here(arena, &project, "build/in.pem");
    found[1] = plan_key_here(arena, &project, path_join(arena, tree->path, "build_keys/beside.pem"));
    found[2] = plan_key_here(arena, &project, "build_keys/beside.pem");
    found[3] = plan_key_here(arena, &project, "build/../build_keys/beside.pem");
    found[4] = plan_key_here(arena, &project, "build/missing.pem");
    assert_int_equal(chdir(here), 0);
    assert_true(found[0] && found[1]);
    assert_false(found[2] || found[3] || found[4]);
}

static void test_words_survive_a_shell(void **state)
{
    struct tree *tree = *state;

    assert_string_equal(shell_word(tree->arena, "1.4.2+7"), "1.4.2+7");
    assert_string_equal(shell_word(tree->arena, ""), "''");
    assert_string_equal(shell_word(tree->arena, "a b"), "'a b'");
    assert_string_equal(shell_word(tree->arena, "it's $HOME"), "'it'\\''s $HOME'");
    assert_string_equal(shell_word(tree->arena, "line\nit's"), "$'line\\012it\\'s'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_b0_on_the_application_core_adds_both_variants_of_mcuboot, setup, teardown),
        cmocka_unit_test_setup_teardown(test_without_b0_there_is_no_mcuboot_to_update, setup, teardown),
        cmocka_unit_test_setup_teardown(test_provision_data_of_both_cores, setup, teardown),
        cmocka_unit_test_setup_teardown(test_counters_in_hardware_have_a_page_without_nsib, setup, teardown),
        cmocka_unit_test_setup_teardown(test_child_images_of_2_0_have_the_first_form, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_the_build_signed_is_taken_unless_a_key_is_given, setup, teardown),
        cmocka_unit_test_setup_teardown(test_key_of_nsib_comes_from_the_tree, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_plan_to_be_read_needs_no_key, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_custom_signing_command_leaves_the_public_key, setup, teardown),
        cmocka_unit_test_setup_teardown(test_symbols_choose_what_goes_into_which_package, setup, teardown),
        cmocka_unit_test_setup_teardown(test_encryption_is_read_from_the_tree, setup, teardown),
        cmocka_unit_test_setup_teardown(test_signature_and_hash_follow_mcuboot, setup, teardown),
        cmocka_unit_test_setup_teardown(test_steps_name_the_line_of_each_value, setup, teardown),
        cmocka_unit_test_setup_teardown(test_keys_of_the_tree_lie_in_it, setup, teardown),
        cmocka_unit_test_setup_teardown(test_words_survive_a_shell, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
