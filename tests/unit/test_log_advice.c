/* What a log's verdict advises: it must be true for the device that printed the log. */
#include "log_fixture.h"

#define HCI                                                                                                            \
    "ASSERTION FAIL [err == 0] @ WEST_TOPDIR/zephyr/subsys/bluetooth/host/hci_core.c:410\n"                            \
    "\tController unresponsive, command opcode 0x0c03 timeout with err -11\n"                                          \
    "[00:00:10.341,796] <err> os: >>> ZEPHYR FATAL ERROR 3: Kernel oops on CPU 0\n"
#define OVER(image) "I: Image " image " upgrade secondary slot -> primary slot\n"
#define BANNER      "*** Booting nRF Connect SDK v2.9.0 ***\n"

/* The Bluetooth host is the application's, and what it waits for runs on the network core. */
static void a_host_that_waits_in_vain_tells_of_the_network_core(void **state)
{
    struct arena *arena = arena_create();

    (void)state;
    assert_state(BANNER HCI, "net-core-silent", 0);
    assert_state(BANNER HCI BANNER HCI BANNER HCI, "net-core-silent", 0);
    assert_state("\tcommand opcode 0x2005 timeout with err -11\n", "net-core-silent", 0);
    assert_state("ASSERTION FAIL [err == 0] @ zephyr/subsys/bluetooth/host/hci_core.c:338\n", "net-core-silent", 0);
    assert_state(START TYPE("0", "none") JUMP BANNER HCI, "net-core-silent", 1);
    assert_state(NOTHING_DUE HCI NOTHING_DUE HCI, "net-core-silent", 2);
    assert_state(NOTHING_DUE HCI NOTHING_DUE, "runs", 2);
    assert_false(says(read_text(arena, BANNER HCI), "pending update"));
    /* What the host said of a semaphore in older releases others say too. */
    assert_state("\tk_sem_take failed with err -11\n", "not-known", 0);
    /* Another assertion is not the network core's, and without MCUboot's path not MCUboot's. */
    assert_state("ASSERTION FAIL [ret >= 0] @ WEST_TOPDIR/app/src/main.c:67\n", "program-stopped", 0);
    assert_state("ASSERTION FAIL [rc == 0] @ WEST_TOPDIR/bootloader/mcuboot/boot/bootutil/src/loader.c:1543\n",
                 "bootloader-stopped", 1);
    arena_destroy(arena);
}

/* To take the power away would be to take the update back. */
static void a_silent_network_core_does_not_cost_the_update_on_trial(void **state)
{
    static const struct {
        const char *log;
        bool trial;
    } logs[] = {
        { START TYPE("0", "test") MOVE JUMP APPLICATION HCI, true },
        { " image=0 slot=0\n    flags: active\n" HCI, true },
        { START TYPE("0", "test") MOVE JUMP APPLICATION " image=0 slot=0\n    flags: active confirmed\n" HCI, false },
        { START TYPE("0", "perm") MOVE JUMP APPLICATION HCI, false },
        { START TYPE("0", "test") OVER("0") JUMP APPLICATION HCI, false },
        { START TYPE("0", "test") MOVE JUMP APPLICATION NOTHING_DUE HCI, false },
        { NOTHING_DUE HCI, false },
        { BANNER HCI, false },
    };
    struct arena *arena = arena_create();

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(logs); i++) {
        const struct log_report *report = read_text(arena, logs[i].log);

        assert_string_equal(report->verdict.state, "net-core-silent");
        assert_true(says(report, "take the power away once"));
        if (says(report, "a power cut reverts an application that is not confirmed") != logs[i].trial) {
            fail_msg("%s", logs[i].log);
        }
    }
    arena_destroy(arena);
}

static void nothing_of_mcuboot_helps_where_its_loader_refuses_it(void **state)
{
    static const char nsib[] = "Attempting to boot slot 0.\nAttempting to boot from address 0x9000.\n"
                               "Public key didn't match, try next.\nFailed to validate signature.\n"
                               "Failed to validate, permanently invalidating!\n"
                               "Attempting to boot slot 1.\nNo fw_info struct found.\n"
                               "No bootable image found. Aborting boot.\n";
    static const char mcuboot[] = START "E: Unable to find bootable image\n";
    struct arena *arena = arena_create();
    const struct log_report *report = read_text(arena, nsib);

    (void)state;
    assert_string_equal(report->verdict.state, "no-bootable-image");
    assert_true(says(report, "S0: No provisioned key fits") &&
                says(report, "S1: The immutable bootloader finds nothing"));
    assert_true(says(report, "no serial recovery can help") && !says(report, "primary slot"));
    /* The reasons are of the last boot. */
    report =
        read_text(arena, arena_printf(arena, "%s%s", nsib, "Attempting to boot slot 0.\nNo bootable image found. \n"));
    assert_true(says(report, "immutable bootloader") && !says(report, "S0: "));
    report = read_text(arena, mcuboot);
    assert_true(says(report, "serial recovery, where it is built in") && !says(report, "S0"));
    arena_destroy(arena);
}

static void a_bootloader_that_lacks_something_has_no_update_to_lose(void **state)
{
    static const char *const stops[] = {
        "E: Failed to open flash area ID 3 (image 0 slot 1): -19, cannot continue\n",
        "E: Failed to open flash area ID 3 (image 0 slot 1): -19\nE: Failed to open flash areas, cannot continue\n",
        "E: Failed to open scratch flash area: -2, cannot continue\n",
    };
    struct arena *arena = arena_create();

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(stops); i++) {
        const char *once = arena_printf(arena, "%s%s", START, stops[i]);
        const char *twice = arena_printf(arena, "%s%s", once, once);

        assert_state(once, "bootloader-stopped", 1);
        assert_state(twice, "boot-loop", 2);
        assert_true(says(read_text(arena, once), "no pending update is the reason"));
        assert_true(says(read_text(arena, twice), "no pending update is the reason"));
    }
    assert_true(says(read_text(arena, START "E: panic!\n"), "the pending update has to go"));
    arena_destroy(arena);
}

static const char *detail_of(struct arena *arena, const char *line)
{
    const struct log_report *report = read_text(arena, line);

    return report->entries.items[0].detail;
}

/* DevZone 121469: harmless in the application, which has no RAM slot; MCUboot has one, and stops without it. */
static void an_area_that_is_missing_is_harmless_to_the_application_only(void **state)
{
    struct arena *arena = arena_create();

    (void)state;
    assert_non_null(strstr(detail_of(arena, "<err> mcumgr_img_grp: Failed to open flash area ID 2: -2"), "harmless"));
    assert_null(strstr(detail_of(arena, "E: Failed to open flash area ID 2 (image 1 slot 0): -2"), "harmless"));
    assert_null(strstr(detail_of(arena, "E: Failed to open flash area ID 2 (image 1 slot 0): -2, cannot continue"),
                       "harmless"));
    arena_destroy(arena);
}

#define BEGUN(algorithm) "I: Starting swap using " algorithm " algorithm.\n"

/* Of the real MCUboot: a swap of the application goes on after every cut, one of the network core's RAM slot after hardly any, and
 * swap-offset reverts into whatever was uploaded meanwhile.
 */
static void a_power_cut_is_called_safe_where_it_is(void **state)
{
    static const struct {
        const char *log;
        bool safe;
    } logs[] = {
        { START TYPE("0", "test") BEGUN("move"), true },
        { START TYPE("0", "revert") BEGUN("move"), true },
        { START TYPE("0", "revert") BEGUN("scratch"), true },
        { START TYPE("0", "perm") BEGUN("offset"), true },
        { START TYPE("0", "revert") BEGUN("offset"), false },
        { START TYPE("0", "revert") BEGUN("ve"), false },
        { START TYPE("0", "none") TYPE("1", "test") BEGUN("move"), false },
        { START TYPE("0", "test") TYPE("1", "test") BEGUN("move") BEGUN("move"), false },
        { START TYPE("0", "test") TYPE("1", "test") BEGUN("move"), true },
        { START TYPE("0", "test") BEGUN("move") "W: 1 status write fails performing the swap\n", false },
        { START TYPE("1", "test") "I: Image 1 upgrade secondary slot -> primary slot\n", true },
    };
    struct arena *arena = arena_create();

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(logs); i++) {
        const struct log_report *report = read_text(arena, logs[i].log);

        assert_string_equal(report->verdict.state, "update-under-way");
        if (says(report, "wait; a power cut is safe") != logs[i].safe) {
            fail_msg("%s", logs[i].log);
        }
    }
    arena_destroy(arena);
}

#define INVALID "E: Image in the secondary slot is not valid!\n"

static void a_pair_that_is_installed_by_half_is_told(void **state)
{
    static const char net_new[] = START TYPE("0", "test") INVALID TYPE("1", "test") OVER("1") JUMP APPLICATION;
    static const char app_new[] = START TYPE("0", "test") TYPE("1", "test") INVALID OVER("0") JUMP APPLICATION;
    static const char neither[] = START TYPE("0", "test") INVALID TYPE("1", "none") JUMP APPLICATION;
    static const char alone[] =
        START "W: Failed reading sectors; BOOT_MAX_IMG_SECTORS=128 - too small?\n" TYPE("1", "test") OVER("1")
            JUMP APPLICATION;
    static const char both[] = START TYPE("0", "test") TYPE("1", "test") MOVE OVER("1") JUMP APPLICATION;
    static const char back[] = START TYPE("0", "revert") TYPE("1", "none") MOVE JUMP APPLICATION;
    static const char pair_back[] = START TYPE("0", "revert") MOVE
        "I: Starting the network core update: 12 bytes\nI: Network core update done\n" JUMP APPLICATION;
    static const char app_test[] = START TYPE("0", "test") TYPE("1", "none") MOVE JUMP APPLICATION;
    struct arena *arena = arena_create();

    (void)state;
    assert_state(net_new, "update-refused", 1);
    assert_true(says(read_text(arena, net_new), "installed image 1 (network core) and not image 0 (application)"));
    assert_false(says(read_text(arena, net_new), "the old image runs"));
    assert_true(says(read_text(arena, app_new), "installed image 0 (application) and not image 1 (network core)"));
    assert_true(says(read_text(arena, neither), "the old image runs"));
    assert_false(says(read_text(arena, neither), "mixed pair"));
    assert_false(says(read_text(arena, alone), "mixed pair"));
    /* MCUboot takes the application back alone. */
    assert_state(arena_printf(arena, "%s%s", both, back), "reverted", 2);
    assert_true(says(read_text(arena, arena_printf(arena, "%s%s", both, back)), "a mixed pair runs"));
    assert_true(says(read_text(arena, arena_printf(arena, "%s%s%s", both, back, NOTHING_DUE)), "a mixed pair runs"));
    assert_false(says(read_text(arena, arena_printf(arena, "%s%s", both, pair_back)), "mixed pair"));
    assert_false(says(read_text(arena, arena_printf(arena, "%s%s", app_test, back)), "mixed pair"));
    arena_destroy(arena);
}

/* MCUboot says nothing of a dependency that is not met: the type is all that there is of that image. */
static void an_image_that_is_passed_over_is_told(void **state)
{
    static const char half[] = START TYPE("0", "perm") TYPE("1", "perm") MOVE JUMP APPLICATION;
    static const char over[] = START TYPE("0", "none") TYPE("1", "perm") JUMP APPLICATION;
    static const char lost[] = "--- 3 messages dropped ---\n";
    static const char single[] = START TYPE("0", "perm") "I: Starting network core update\n"
                                                         "I: Done updating network core\n" JUMP APPLICATION;
    struct arena *arena = arena_create();

    (void)state;
    assert_state(half, "update-refused", 1);
    assert_true(says(read_text(arena, half), "installed image 0 (application) and not image 1 (network core)"));
    assert_state(arena_printf(arena, "%s%s", half, over), "update-refused", 2);
    assert_true(says(read_text(arena, arena_printf(arena, "%s%s", half, over)), "a mixed pair runs"));
    assert_state(over, "update-refused", 1);
    assert_true(says(read_text(arena, over), "neither installs it nor says why"));
    assert_state(arena_printf(arena, "%s%s", over, lost), "runs", 1);
    assert_state(single, "installed", 1);
    arena_destroy(arena);
}

static void a_warning_may_be_why_an_image_is_passed_over(void **state)
{
    static const char *const warnings[] = {
        "E: nothing is known of this line\n",
        "00> W: nothing is known of this line\n",
        "[00:00:00.254,180] <err> mcuboot: nothing is known of this line\n",
        "[00:00:00.254,180] <wrn> flash_driver: nothing is known of this line\n",
        "May 16 07:14:37 gateway tio: E: nothing is known of this line\n",
        "E: signature verification failed -149\n",
    };
    static const char due[] = START TYPE("0", "none") TYPE("1", "perm");
    static const char quiet[] = "I: nothing is known of this line\nI: PHONE: hello\n";
    struct arena *arena = arena_create();
    const struct log_report *report;

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(warnings); i++) {
        report = read_text(arena, arena_printf(arena, "%s%s%s", due, warnings[i], JUMP APPLICATION));
        assert_string_equal(report->verdict.state, "update-refused");
        assert_false(says(report, "nor says why"));
        assert_true(says(report, "line 5: an error or a warning"));
    }
    report = read_text(arena, arena_printf(arena, "%s%s%s%s", due, quiet, JUMP APPLICATION, warnings[0]));
    assert_true(says(report, "neither installs it nor says why") && !says(report, "an error or a warning"));
    /* Before any image was looked at: not of this one. */
    report = read_text(arena, arena_printf(arena, "%s%s", warnings[0], due));
    assert_false(says(report, "an error or a warning"));
    report = read_text(arena, arena_printf(arena, "%s%s%s", START TYPE("0", "none"), warnings[0], JUMP APPLICATION));
    assert_string_equal(report->verdict.state, "runs");
    assert_false(says(report, "an error or a warning"));
    arena_destroy(arena);
}

/* The image on trial stays, and it is no update that was refused. */
static void a_revert_without_an_image_is_no_refused_update(void **state)
{
    (void)state;
    assert_state(START TYPE("0", "revert") INVALID JUMP APPLICATION, "no-revert", 1);
    assert_state(START TYPE("0", "test") INVALID JUMP APPLICATION, "update-refused", 1);
    assert_state(TRAILERS TYPE("0", "revert")
                     TYPE("0", "revert") "I: Cleared image 0 primary slot trailer due to stuck "
                                         "revert\n" TRAILERS TYPE("1", "none") JUMP APPLICATION,
                 "no-revert", 1);
    assert_state(TRAILERS TYPE("0", "revert") TRAILERS TYPE("0", "revert") JUMP APPLICATION, "runs", 2);
}

static void the_other_image_of_a_pair_is_asked_for(void **state)
{
    static const char app[] = " image=0 slot=1\n    flags: pending\n";
    static const char net[] = " image=1 slot=1\n    flags: pending permanent\n";
    static const char net_waits[] = " image=1 slot=1\n    version: 1.1.0\n    flags:\n";
    struct arena *arena = arena_create();

    (void)state;
    assert_true(says(read_text(arena, app), "nothing is pending of image 1 (network core)"));
    assert_true(says(read_text(arena, net), "nothing is pending of image 0 (application)"));
    assert_true(says(read_text(arena, arena_printf(arena, "%s%s", app, net_waits)),
                     "line 3: slot 1 of image 1 (network core) holds an image that is not pending"));
    assert_false(says(read_text(arena, arena_printf(arena, "%s%s", app, net)), "nothing is pending of"));
    /* Listed again without its mark. */
    assert_true(says(read_text(arena, arena_printf(arena, "%s%s%s", net, app, net_waits)), "is not pending"));
    assert_false(says(read_text(arena, arena_printf(arena, "%s%s", app, NOTHING_DUE)), "nothing is pending of"));
    arena_destroy(arena);
}

/* A table's columns and syslog's heads around what clients print. */
static void lists_of_clients_are_found_in_any_envelope(void **state)
{
    static const char *const heads[] = {
        "",
        "COM5: ",
        "[COM5] ",
        "ttyACM0: ",
        "2025-05-16 07:14:37.123,COM5,",
        "May 16 07:14:37 gateway mcumgr[1234]: ",
        "May 16 07:14:37 gateway mcumgr: ",
    };
    struct arena *arena = arena_create();

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(heads); i++) {
        const char *h = heads[i];
        const struct log_report *report = read_text(
            arena, arena_printf(arena, "%simage=0 slot=1\n%s    version: 1.1.0\n%s    flags: pending\n", h, h, h));

        assert_string_equal(report->verdict.state, "update-pending");
        assert_int_equal(report->known, 3);
        assert_string_equal(report->entries.items[1].text, "version: 1.1.0");
        assert_state(arena_printf(arena, "%sSerial recovery\n", h), "serial-recovery", 1);
        assert_state(arena_printf(arena, "%sI: Image index: 0, Swap type: none\n", h), "bootloader-silent", 1);
    }
    assert_state("\"0.1\",\"I: Image index: 0, Swap type: test\"\n\"0.2\",\"I: Starting swap using move algorithm.\"\n",
                 "update-under-way", 1);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_host_that_waits_in_vain_tells_of_the_network_core),
        cmocka_unit_test(a_silent_network_core_does_not_cost_the_update_on_trial),
        cmocka_unit_test(nothing_of_mcuboot_helps_where_its_loader_refuses_it),
        cmocka_unit_test(a_bootloader_that_lacks_something_has_no_update_to_lose),
        cmocka_unit_test(an_area_that_is_missing_is_harmless_to_the_application_only),
        cmocka_unit_test(a_power_cut_is_called_safe_where_it_is),
        cmocka_unit_test(a_pair_that_is_installed_by_half_is_told),
        cmocka_unit_test(an_image_that_is_passed_over_is_told),
        cmocka_unit_test(a_warning_may_be_why_an_image_is_passed_over),
        cmocka_unit_test(a_revert_without_an_image_is_no_refused_update),
        cmocka_unit_test(the_other_image_of_a_pair_is_asked_for),
        cmocka_unit_test(lists_of_clients_are_found_in_any_envelope),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
