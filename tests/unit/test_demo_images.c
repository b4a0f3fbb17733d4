/* Image management of the demonstration application: states, marks and erasing, and that flash holds what the simulated
 * application leaves there.
 */
#include "demo_bench.h"

static const enum upgrade_mode all_modes[] = { UPGRADE_SWAP_MOVE, UPGRADE_SWAP_OFFSET, UPGRADE_OVERWRITE_ONLY };
static const enum upgrade_mode swap_modes[] = { UPGRADE_SWAP_MOVE, UPGRADE_SWAP_OFFSET };

static void marks_and_confirmation_write_what_the_simulated_application_writes(void **state)
{
    for (size_t i = 0; i < COUNT(all_modes) * 4; i++) {
        enum upgrade_mode mode = all_modes[i / 4];
        unsigned image = i % 2;
        bool permanent = i / 2 % 2 == 1;
        struct demo *demo = new_demo(state, mode);
        struct demo *simulated = new_demo(state, mode);

        simulate(simulated, ACTION_UPLOAD_PROGRESSIVE, image, new_image(demo, image));
        simulate(simulated, permanent ? ACTION_MARK_PERMANENT : ACTION_MARK_TEST, image, NULL);
        send_file(demo, image, new_image(demo, image), USUAL_PIECE);
        assert_int_equal(set_next(demo, image, 1, permanent), IMAGE_OK);
        expect_equal_machines(demo, simulated);

        reset_to(simulated, image == BOOT_IMAGE_APP ? images_of(demo)->app_new : images_of(demo)->app_old);
        reset_to(demo, image == BOOT_IMAGE_APP ? images_of(demo)->app_new : images_of(demo)->app_old);
        simulate(simulated, ACTION_CONFIRM, BOOT_IMAGE_APP, NULL);
        assert_int_equal(set_next(demo, RUNNING, true), IMAGE_OK);
        expect_equal_machines(demo, simulated);
    }
}

static void an_erased_slot_is_what_the_simulated_application_leaves(void **state)
{
    for (unsigned image = 0; image < 2; image++) {
        struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
        struct demo *simulated = new_demo(state, UPGRADE_SWAP_MOVE);

        simulate(simulated, ACTION_UPLOAD_PROGRESSIVE, image, new_image(demo, image));
        simulate(simulated, ACTION_ERASE_SECONDARY, image, NULL);
        send_file(demo, image, new_image(demo, image), USUAL_PIECE);
        assert_int_equal(erase(demo, image, 1), IMAGE_OK);
        expect_equal_machines(demo, simulated);
        assert_int_equal(erase(demo, image, 1), IMAGE_OK);
        expect_equal_machines(demo, simulated); /* nothing to erase the second time */
    }
}

static void the_list_follows_a_trial_to_its_confirmation(void **state)
{
    for (size_t i = 0; i < COUNT(swap_modes); i++) {
        struct demo *demo = new_demo(state, swap_modes[i]);

        expect_slot(demo, RUNNING, 1, "ac");
        expect_slot(demo, APP_SECONDARY, NO_MATTER, NULL);
        send_file(demo, BOOT_IMAGE_APP, images_of(demo)->app_new, USUAL_PIECE);
        expect_slot(demo, APP_SECONDARY, 2, "");
        assert_int_equal(set_next(demo, APP_SECONDARY, false), IMAGE_OK);
        expect_slot(demo, RUNNING, 1, "ac");
        expect_slot(demo, APP_SECONDARY, 2, "p");
        reset_to(demo, images_of(demo)->app_new);
        expect_slot(demo, RUNNING, 2, "a");
        expect_slot(demo, APP_SECONDARY, 1, "c");
        assert_int_equal(set_next(demo, RUNNING, true), IMAGE_OK);
        expect_slot(demo, RUNNING, 2, "ac");
        expect_slot(demo, APP_SECONDARY, 1, "");
        reset_to(demo, images_of(demo)->app_new);
        expect_slot(demo, RUNNING, 2, "ac");
    }
}

static void without_confirmation_the_old_application_is_back(void **state)
{
    for (size_t i = 0; i < COUNT(swap_modes); i++) {
        struct demo *demo = new_demo(state, swap_modes[i]);

        send_file(demo, BOOT_IMAGE_APP, images_of(demo)->app_new, USUAL_PIECE);
        assert_int_equal(set_next(demo, APP_SECONDARY, false), IMAGE_OK);
        reset_to(demo, images_of(demo)->app_new);
        reset_to(demo, images_of(demo)->app_old);
        expect_slot(demo, RUNNING, 1, "ac");
        expect_slot(demo, APP_SECONDARY, 2, "");
        assert_int_equal(set_next(demo, APP_SECONDARY, true), IMAGE_OK);
        expect_slot(demo, APP_SECONDARY, 2, "pP");
        reset_to(demo, images_of(demo)->app_new);
        expect_slot(demo, RUNNING, 2, "ac");
    }
}

static void the_network_cores_version_is_what_its_program_says(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);

    expect_slot(demo, BOOT_IMAGE_NET, 0, NO_MATTER, NULL);
    demo->manager.net_known = true;
    demo->manager.net_version.major = 7;
    expect_slot(demo, BOOT_IMAGE_NET, 0, 7, "ac");
    assert_false(slot_of(demo, BOOT_IMAGE_NET, 0).state.has_hash);
    send_file(demo, BOOT_IMAGE_NET, images_of(demo)->net_new, USUAL_PIECE);
    assert_int_equal(set_next(demo, NET_SECONDARY, false), IMAGE_OK);
    expect_slot(demo, NET_SECONDARY, 2, "p");
    reset_to(demo, images_of(demo)->app_old);
    assert_true(holds(demo->bench, FLASH_DEVICE_NET, config_of(demo)->net.net_app.offset,
                      images_of(demo)->net_new->bytes + images_of(demo)->net_new->header_size,
                      images_of(demo)->net_new->payload_size));
    expect_slot(demo, NET_SECONDARY, NO_MATTER, NULL);
}

static void a_pending_slot_takes_no_upload_and_no_erase(void **state)
{
    for (unsigned i = 0; i < 4; i++) {
        struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
        unsigned image = i % 2;
        size_t operations;

        send_file(demo, image, new_image(demo, image), USUAL_PIECE);
        assert_int_equal(set_next(demo, image, 1, i / 2 == 1), IMAGE_OK);
        operations = demo->operation_count;
        assert_int_equal(send(demo, piece_of(new_image(demo, image), image, 0, USUAL_PIECE)).error,
                         IMAGE_ERROR_NO_FREE_SLOT);
        assert_int_equal(erase(demo, image, 1), IMAGE_ERROR_NO_FREE_SLOT);
        assert_int_equal(demo->operation_count, operations);
        expect_slot(demo, image, 1, 2, i / 2 == 1 ? "pP" : "p");
        /* the other image's slot is free */
        send_file(demo, 1 - image, new_image(demo, 1 - image), USUAL_PIECE);
    }
}

static void the_way_back_is_kept_until_the_trial_is_confirmed(void **state)
{
    for (size_t i = 0; i < COUNT(swap_modes); i++) {
        struct demo *demo = new_demo(state, swap_modes[i]);
        const struct sim_image *newer = images_of(demo)->app_newer;

        send_file(demo, BOOT_IMAGE_APP, images_of(demo)->app_new, USUAL_PIECE);
        assert_int_equal(set_next(demo, APP_SECONDARY, false), IMAGE_OK);
        reset_to(demo, images_of(demo)->app_new);
        assert_int_equal(send(demo, piece_of(newer, BOOT_IMAGE_APP, 0, USUAL_PIECE)).error, IMAGE_ERROR_NO_FREE_SLOT);
        assert_int_equal(erase(demo, APP_SECONDARY), IMAGE_ERROR_NO_FREE_SLOT);
        assert_int_equal(set_next(demo, APP_SECONDARY, false), IMAGE_ERROR_ALREADY_PENDING);
        assert_int_equal(set_next(demo, APP_SECONDARY, true), IMAGE_OK); /* it is what the next boot takes */
        assert_int_equal(set_next(demo, RUNNING, true), IMAGE_OK);
        send_file(demo, BOOT_IMAGE_APP, newer, USUAL_PIECE);
        assert_int_equal(set_next(demo, APP_SECONDARY, true), IMAGE_OK);
        reset_to(demo, newer);
    }
}

static void primary_slots_are_neither_erased_nor_tested(void **state)
{
    struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);

    for (unsigned image = 0; image < 2; image++) {
        assert_int_equal(erase(demo, image, 0), IMAGE_ERROR_NO_FREE_SLOT);
        assert_int_equal(set_next(demo, image, 0, false), IMAGE_ERROR_TEST_OF_ACTIVE);
    }
    assert_int_equal(set_next(demo, BOOT_IMAGE_NET, 0, true), IMAGE_ERROR_CONFIRMATION_DENIED);
    assert_int_equal(erase(demo, 2, 0), IMAGE_ERROR_INVALID_SLOT);
    assert_int_equal(erase(demo, 0, 2), IMAGE_ERROR_INVALID_SLOT);
    assert_int_equal(set_next(demo, RUNNING, true), IMAGE_OK); /* was confirmed all along */
    assert_int_equal(demo->operation_count, 0);
}

static void a_choice_that_stands_is_not_changed(void **state)
{
    for (unsigned permanent = 0; permanent < 2; permanent++) {
        struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
        size_t operations;

        send_file(demo, BOOT_IMAGE_APP, images_of(demo)->app_new, USUAL_PIECE);
        assert_int_equal(set_next(demo, APP_SECONDARY, permanent), IMAGE_OK);
        operations = demo->operation_count;
        assert_int_equal(set_next(demo, APP_SECONDARY, permanent), IMAGE_OK);
        assert_int_equal(set_next(demo, APP_SECONDARY, !permanent), IMAGE_ERROR_ALREADY_PENDING);
        assert_int_equal(set_next(demo, RUNNING, true), IMAGE_ERROR_ALREADY_PENDING);
        assert_int_equal(demo->operation_count, operations);
    }
}

/* What a power cut in the middle of a mark may leave; an upload takes it away. */
static void a_damaged_trailer_is_left_alone(void **state)
{
    for (unsigned i = 0; i < 2; i++) {
        struct demo *demo = new_demo(state, UPGRADE_SWAP_MOVE);
        const struct boot_image_config *image = &config_of(demo)->images[BOOT_IMAGE_APP];
        uint32_t end = image->secondary.offset + image->secondary.size;
        uint8_t magic[MCUBOOT_TRAILER_MAGIC_SIZE];
        size_t operations;

        send_file(demo, BOOT_IMAGE_APP, images_of(demo)->app_new, USUAL_PIECE);
        mcuboot_trailer_magic(image->max_align, magic);
        if (i == 0) {
            magic[15] = 0;
        } else {
            assert_true(machine_fill(demo->bench->machine, image->secondary.device, end - 24, 0x00, 4)); /* image_ok */
        }
        assert_true(machine_load(demo->bench->machine, image->secondary.device, end - 16, magic, sizeof magic));
        operations = demo->operation_count;
        assert_int_equal(set_next(demo, APP_SECONDARY, true), i == 0 ? IMAGE_ERROR_INVALID_MAGIC : IMAGE_OK);
        assert_int_equal(demo->operation_count, operations);
        send_file(demo, BOOT_IMAGE_APP, images_of(demo)->app_new, USUAL_PIECE);
        assert_int_equal(set_next(demo, APP_SECONDARY, true), IMAGE_OK);
        expect_slot(demo, APP_SECONDARY, 2, "pP");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(marks_and_confirmation_write_what_the_simulated_application_writes),
        CASE(an_erased_slot_is_what_the_simulated_application_leaves),
        CASE(the_list_follows_a_trial_to_its_confirmation),
        CASE(without_confirmation_the_old_application_is_back),
        CASE(the_network_cores_version_is_what_its_program_says),
        CASE(a_pending_slot_takes_no_upload_and_no_erase),
        CASE(the_way_back_is_kept_until_the_trial_is_confirmed),
        CASE(primary_slots_are_neither_erased_nor_tested),
        CASE(a_choice_that_stands_is_not_changed),
        CASE(a_damaged_trailer_is_left_alone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
