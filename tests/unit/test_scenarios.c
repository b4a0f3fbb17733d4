/* Images, devices and scenarios of the simulator: what the bootloader is given must be what it says it is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/text.h"
#include "image/image_verify.h"
#include "image/nsib.h"
#include "nrf53pack/ncs_profile.h"
#include "sim/scenario/application.h"
#include "sim/scenarios.h"

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

static struct sim_setup make_device(struct arena *arena, const struct small_device *options)
{
    struct sim_setup setup;
    const char *why = NULL;

    assert_true(small_device_make(arena, options, &setup, &why));
    return setup;
}

static const struct small_device both_cores = {
    .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .backup = true
};

static void read_image(struct arena *arena, const struct sim_setup *setup, const struct sim_image *image,
                       struct mcuboot_image **read, struct verdicts *verdicts)
{
    struct diagnostics diagnostics = diagnostics_create(arena);
    const struct source *source = source_from_bytes(arena, image->name, image->bytes, image->size);
    const struct byte_range der = { setup->images.key.der, setup->images.key.der_size };
    struct public_key *key;

    assert_true(public_key_from_der(arena, der, &key));
    assert_true(mcuboot_image_read(arena, source, &diagnostics, read));
    assert_int_equal((*read)->file_size, image->size);
    mcuboot_image_verify(arena, *read, key, NULL, verdicts);
}

static enum verdict verdict_of(struct arena *arena, const struct sim_setup *setup, const struct sim_image *image,
                               const char *check)
{
    struct mcuboot_image *read;
    struct verdicts verdicts = { 0 };

    read_image(arena, setup, image, &read, &verdicts);
    return verdicts_find(&verdicts, check);
}

static void test_good_images_verify(void **state)
{
    struct sim_setup setup = make_device(*state, &both_cores);
    const struct sim_images *images = &setup.images;
    const struct sim_image *good[] = { images->app_old,  images->app_new,  images->app_newer, images->app_lower,
                                       images->app_pair, images->net_old,  images->net_new,   images->net_newer,
                                       images->net_pair, images->net_lower };

    for (size_t i = 0; i < ARRAY_LENGTH(good); i++) {
        assert_int_equal(verdict_of(*state, &setup, good[i], "hash"), VERDICT_PASS);
        assert_int_equal(verdict_of(*state, &setup, good[i], "signature"), VERDICT_PASS);
        assert_true(good[i]->size <= (good[i]->image == BOOT_IMAGE_APP ? images->app_limit : images->net_limit));
    }
}

static void test_bad_images_are_bad_in_one_way(void **state)
{
    struct sim_setup setup = make_device(*state, &both_cores);
    const struct sim_images *images = &setup.images;

    assert_int_equal(verdict_of(*state, &setup, images->app_bad_hash, "hash"), VERDICT_FAIL);
    assert_int_equal(verdict_of(*state, &setup, images->app_wrong_key, "hash"), VERDICT_PASS);
    assert_int_not_equal(verdict_of(*state, &setup, images->app_wrong_key, "signature"), VERDICT_PASS);
    assert_int_equal(verdict_of(*state, &setup, images->app_unsigned, "hash"), VERDICT_PASS);
    assert_int_not_equal(verdict_of(*state, &setup, images->app_unsigned, "signature"), VERDICT_PASS);
    assert_int_equal(verdict_of(*state, &setup, images->app_too_large, "signature"), VERDICT_PASS);
    assert_true(images->app_too_large->size > images->app_limit);
    assert_true(images->app_too_large->size < setup.device.config.images[0].secondary.size);
}

static void test_pairs_depend_on_each_other(void **state)
{
    struct sim_setup setup = make_device(*state, &both_cores);
    struct mcuboot_image *app;
    struct mcuboot_image *net;
    struct verdicts verdicts = { 0 };
    const struct mcuboot_tlv_entry *needed;

    read_image(*state, &setup, setup.images.app_pair, &app, &verdicts);
    read_image(*state, &setup, setup.images.net_pair, &net, &verdicts);
    needed = mcuboot_image_find(app, MCUBOOT_TLV_DEPENDENCY);
    assert_non_null(needed);
    assert_int_equal(needed->data.data[0], BOOT_IMAGE_NET);
    assert_int_equal(needed->data.data[4], 2);
    needed = mcuboot_image_find(net, MCUBOOT_TLV_DEPENDENCY);
    assert_non_null(needed);
    assert_int_equal(needed->data.data[0], BOOT_IMAGE_APP);
}

static enum verdict nsib_verdict(struct arena *arena, const struct sim_setup *setup, const struct sim_image *image,
                                 const char *check)
{
    const struct boot_net_config *net = &setup->device.config.net;
    struct nsib_expectation expectation = { true, net->net_flash_address + net->net_app.offset, net->net_app.size, NULL,
                                            NULL };
    struct verdicts verdicts = { 0 };
    struct nsib_image nsib;

    nsib_read(range_of(image->bytes + image->header_size, image->payload_size), &nsib);
    assert_true(nsib.has_validation);
    expectation.key = nsib.validation.public_key;
    nsib_verify(arena, &nsib, &expectation, &verdicts);
    assert_int_equal(verdicts_failed(&verdicts), image == setup->images.net_elsewhere);
    return verdicts_find(&verdicts, check);
}

static void test_network_firmware_is_what_b0n_takes(void **state)
{
    struct sim_setup setup = make_device(*state, &both_cores);

    assert_int_equal(nsib_verdict(*state, &setup, setup.images.net_new, "firmware hash"), VERDICT_PASS);
    assert_int_equal(nsib_verdict(*state, &setup, setup.images.net_new, "firmware signature"), VERDICT_PASS);
    assert_int_equal(nsib_verdict(*state, &setup, setup.images.net_elsewhere, "fw_info address"), VERDICT_FAIL);
}

static void test_images_fit_every_geometry(void **state)
{
    static const enum upgrade_mode modes[] = { UPGRADE_SWAP_MOVE, UPGRADE_SWAP_OFFSET, UPGRADE_OVERWRITE_ONLY };

    for (size_t mode = 0; mode < ARRAY_LENGTH(modes); mode++) {
        for (uint32_t write_size = 4; write_size <= 16; write_size *= 2) {
            for (uint32_t sectors = 4; sectors <= 16; sectors += 4) {
                const struct small_device options = {
                    .mode = modes[mode], .write_size = write_size, .sectors = sectors, .net = true
                };
                struct sim_setup setup = make_device(*state, &options);

                assert_true(setup.images.app_new->size <= setup.images.app_limit);
                assert_true(setup.images.app_old->payload_size != setup.images.app_new->payload_size);
                assert_true(setup.images.net_new->size <= setup.images.net_limit);
            }
        }
    }
}

static void test_same_device_same_bytes(void **state)
{
    struct sim_setup first = make_device(*state, &both_cores);
    struct sim_setup second = make_device(*state, &both_cores);

    assert_int_equal(first.images.app_new->size, second.images.app_new->size);
    assert_memory_equal(first.images.app_new->bytes, second.images.app_new->bytes, first.images.app_new->size);
    assert_memory_equal(first.images.net_pair->bytes, second.images.net_pair->bytes, first.images.net_pair->size);
}

static void assert_sound(const struct scenario *scenario)
{
    assert_true(scenario->turn_count > 0);
    assert_true(scenario->end_count > 0);
    assert_non_null(scenario->installed_app);
    for (size_t i = 0; i < scenario->turn_count; i++) {
        for (size_t j = 0; j < scenario->turns[i].action_count; j++) {
            const struct action *action = &scenario->turns[i].actions[j];
            bool needs_file = action->kind == ACTION_UPLOAD || action->kind == ACTION_UPLOAD_PART ||
                              action->kind == ACTION_UPLOAD_PROGRESSIVE || action->kind == ACTION_RECOVERY_UPLOAD;

            assert_int_equal(action->file != NULL, needs_file);
        }
    }
}

/* What an older image left behind the data stays; the mark's sector goes. */
static void test_a_progressive_upload_erases_what_it_needs(void **state)
{
    static const struct small_device options = {
        .mode = UPGRADE_OVERWRITE_ONLY, .write_size = 4, .sectors = 6, .largest = 3000
    };
    struct sim_setup setup = make_device(*state, &options);
    const struct boot_area *slot = &setup.device.application.images[BOOT_IMAGE_APP].secondary;
    const struct action action = { .kind = ACTION_UPLOAD_PROGRESSIVE, .file = setup.images.app_new };
    struct turn turn = { .actions = &action, .action_count = 1 };
    struct machine *machine = machine_create(*state, &setup.device.layout, 1);
    struct application application = { machine, &setup.device.application, false, &turn };
    struct run_result result;
    uint8_t byte;

    assert_true(machine_fill(machine, slot->device, slot->offset, 0, slot->size));
    machine_call(machine, application_turn, &application, NO_CUT, &result);
    assert_int_equal(result.fault.kind, FAULT_NONE);
    for (uint32_t sector = 0; sector < options.sectors; sector++) {
        uint32_t last = slot->offset + (sector + 1) * slot->sector_size - 1;

        assert_true(machine_inspect(machine, slot->device, last, &byte, 1));
        assert_int_equal(byte, sector == 0 || sector == options.sectors - 1 ? 0xff : 0);
    }
}

static void test_every_usual_scenario_runs_somewhere(void **state)
{
    static const struct small_device devices[] = {
        { .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .net = true, .backup = true },
        { .mode = UPGRADE_SWAP_OFFSET, .write_size = 4, .sectors = 6, .net = true },
        { .mode = UPGRADE_SWAP_MOVE, .write_size = 8, .sectors = 8 },
        { .mode = UPGRADE_OVERWRITE_ONLY, .write_size = 4, .sectors = 6, .downgrade = DOWNGRADE_BY_VERSION },
        { .mode = UPGRADE_OVERWRITE_ONLY,
          .write_size = 4,
          .sectors = 6,
          .net = true,
          .downgrade = DOWNGRADE_BY_VERSION },
    };
    bool *ran = arena_array(*state, scenario_count(), sizeof *ran);

    for (size_t i = 0; i < ARRAY_LENGTH(devices); i++) {
        struct sim_setup setup = make_device(*state, &devices[i]);

        for (size_t j = 0; j < scenario_count(); j++) {
            struct scenario scenario;
            const char *why = NULL;

            if (scenario_make(*state, scenario_at(j).name, &setup, &scenario, &why)) {
                assert_sound(&scenario);
                ran[j] = true;
            } else {
                assert_non_null(why);
            }
        }
    }
    for (size_t j = 0; j < scenario_count(); j++) {
        if (strcmp(scenario_at(j).name, "net-update-single-pair") != 0) {
            assert_true(ran[j]);
        }
    }
}

static void test_without_network_core_none_is_judged(void **state)
{
    const struct small_device options = { .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6 };
    struct sim_setup setup = make_device(*state, &options);
    struct scenario scenario;
    const char *why = NULL;

    assert_true(scenario_make(*state, "app-test-confirm", &setup, &scenario, &why));
    assert_int_equal(scenario.expected.app, GENERATION_NEW);
    assert_int_equal(scenario.expected.net, 0);
    assert_null(scenario.installed_net);
    assert_false(scenario_make(*state, "net-only", &setup, &scenario, &why));
    assert_string_equal(why, "there is no network-core image");
    assert_false(scenario_make(*state, "no-such-scenario", &setup, &scenario, &why));
    assert_string_equal(why, "there is no such scenario");
}

/* What a pair is called stays with the application; what only the network core's image would be called goes. */
static void test_without_network_core_the_application_is_still_named(void **state)
{
    const struct small_device options = { .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6 };
    struct sim_setup setup = make_device(*state, &options);
    struct scenario scenario;
    const char *why = NULL;

    assert_true(scenario_make(*state, "upload-while-unconfirmed", &setup, &scenario, &why));
    assert_int_equal(scenario.called_count, 1);
    assert_int_equal(scenario.called[0].pair.app, GENERATION_NEWER);
    assert_int_equal(scenario.called[0].pair.net, 0);
    assert_int_equal(scenario.called[0].outcome, OUTCOME_UNTESTED_IMAGE);
    assert_true(scenario_make(*state, "damaged-image", &setup, &scenario, &why));
    assert_int_equal(scenario.called_count, 0);
}

static void test_an_untested_image_is_called_so_without_a_network_core(void **state)
{
    struct ncs_profile profile;
    struct small_device options = { .mode = UPGRADE_SWAP_MOVE, .write_size = 4, .sectors = 6, .ncs = &profile };
    struct exploration_options limits = {
        .max_states = 1000, .max_memory = (size_t)1 << 30, .settle_boots = 16, .seed = 1, .max_failures = 8, .jobs = 1
    };
    struct sim_setup setup;
    struct scenario scenario;
    struct exploration exploration;
    const char *why = NULL;

    ncs_profile_for((struct ncs_version){ 3, 2, 0 }, &profile);
    setup = make_device(*state, &options);
    assert_true(scenario_make(*state, "upload-while-unconfirmed", &setup, &scenario, &why));
    assert_true(explore(*state, &setup.device, &scenario, &limits, &exploration, &why));
    assert_int_equal(exploration.uncut, OUTCOME_UNTESTED_IMAGE);
}

static void test_pairs_are_named_by_their_versions(void **state)
{
    assert_string_equal(sim_pair_text(*state, (struct pair){ GENERATION_NEW, GENERATION_BETWEEN }),
                        "app 2.0.0, net 1.5.0");
    assert_string_equal(sim_pair_text(*state, (struct pair){ GENERATION_FORBIDDEN, GENERATION_LOWER }),
                        "app: a file that must not run there, net 0.9.0");
}

static bool is_outcome(const char *word, size_t length)
{
    for (unsigned i = 0; i < OUTCOME_COUNT; i++) {
        const char *name = outcome_name((enum outcome)i);

        if (strlen(name) == length && strncmp(name, word, length) == 0) {
            return true;
        }
    }
    return false;
}

/* The page says which release does what in the words that the program prints. */
static void test_the_page_of_profiles_has_the_words_of_outcomes(void **state)
{
    const char *text;
    size_t size;
    size_t words = 0;

    assert_null(file_read(*state, "docs/ncs-profiles.md", SOURCE_TEXT_LIMIT, &text, &size));
    for (const char *at = strstr(text, "**"); at != NULL; at = strstr(at, "**")) {
        const char *end = strstr(at + 2, "**");

        assert_non_null(end);
        if (!is_outcome(at + 2, (size_t)(end - at - 2))) {
            fail_msg("'%.*s' is no outcome", (int)(end - at - 2), at + 2);
        }
        words++;
        at = end + 2;
    }
    assert_true(words > 20);
}

/* Every `witness:` line of a rule file that names a scenario names one that exists. */
static void check_witnesses(struct arena *arena, const char *name)
{
    char *path = path_join(arena, "rules", name);
    const char *text;
    size_t size;

    assert_null(file_read(arena, path, SOURCE_TEXT_LIMIT, &text, &size));
    for (const char *at = strstr(text, "witness: "); at != NULL; at = strstr(at + 1, "witness: ")) {
        const char *word = at + strlen("witness: ");

        if (*word != '"') {
            assert_true(scenario_exists(arena_strndup(arena, word, strcspn(word, " \r\n"))));
        }
    }
}

static void test_every_witness_exists(void **state)
{
    struct file_names names = { 0 };

    assert_true(directory_list(*state, "rules", &names));
    assert_true(names.count > 5);
    for (size_t i = 0; i < names.count; i++) {
        if (file_exists(path_join(*state, "rules", names.items[i]))) {
            check_witnesses(*state, names.items[i]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_good_images_verify, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_bad_images_are_bad_in_one_way, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pairs_depend_on_each_other, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_network_firmware_is_what_b0n_takes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_images_fit_every_geometry, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_same_device_same_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_progressive_upload_erases_what_it_needs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_usual_scenario_runs_somewhere, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_without_network_core_none_is_judged, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_without_network_core_the_application_is_still_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_an_untested_image_is_called_so_without_a_network_core, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_pairs_are_named_by_their_versions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_page_of_profiles_has_the_words_of_outcomes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_every_witness_exists, set_up, tear_down),
    };

    return cmocka_run_group_tests_name("scenarios", tests, NULL, NULL);
}
