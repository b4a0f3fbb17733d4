/* From the lines of a log to the state of the device. */
#include "log_fixture.h"

static void an_update_goes_from_trial_to_confirmed_or_back(void **state)
{
    (void)state;
    assert_state(NOTHING_DUE, "runs", 1);
    assert_state(START TRAILERS TYPE("0", "test") MOVE, "update-under-way", 1);
    assert_state(START TRAILERS TYPE("0", "test") MOVE JUMP APPLICATION, "on-trial", 1);
    assert_state(START TRAILERS TYPE("0", "test") MOVE JUMP APPLICATION NOTHING_DUE, "confirmed", 2);
    assert_state(START TRAILERS TYPE("0", "test") MOVE JUMP APPLICATION START TRAILERS TYPE("0", "revert")
                     MOVE JUMP APPLICATION,
                 "reverted", 2);
    assert_state(START TRAILERS TYPE("0", "revert") MOVE JUMP APPLICATION NOTHING_DUE NOTHING_DUE, "reverted", 3);
    assert_state(START TRAILERS TYPE("0", "perm") MOVE JUMP APPLICATION, "installed", 1);
    assert_state(START TYPE("0", "test") "I: Image 0 upgrade secondary slot -> primary slot\n" JUMP APPLICATION,
                 "installed", 1);
}

/* MCUboot has printed these four since before the first nRF Connect SDK, and of anything else it says nothing. */
static void a_type_that_no_bootloader_prints_is_none(void **state)
{
    struct arena *arena = arena_create();

    (void)state;
    assert_state(START TYPE("0", "fail") JUMP APPLICATION, "runs", 1);
    assert_int_equal(read_text(arena, START TYPE("0", "fail"))->device.boots.items[0].images[0].type, LOG_SWAP_UNKNOWN);
    arena_destroy(arena);
}

static void a_stop_is_a_loop_when_it_comes_again(void **state)
{
    static const char one[] = START TRAILERS TYPE("0", "none")
        TRAILERS TYPE("1", "test") "E: ASSERT loader.c:2288 boot_swap_image: rc == 0\nabort()\n";
    static const char two[] = START TRAILERS TYPE("0", "none") TRAILERS TYPE(
        "1", "test") "E: ASSERT loader.c:2288 boot_swap_image: rc == 0\nabort()\n" START TRAILERS TYPE("0", "none")
        TRAILERS TYPE("1", "test") "E: ASSERT loader.c:2288 boot_swap_image: rc == 0\nabort()\n";

    (void)state;
    assert_state(one, "bootloader-stopped", 1);
    assert_state(two, "boot-loop", 2);
    /* An application that starts in between: the loop is over. */
    assert_state(START "abort()\n" START "abort()\n" NOTHING_DUE, "runs", 3);
    /* A log of errors only. */
    assert_state("E: panic!\nE: panic!\nE: panic!\n", "boot-loop", 3);
    assert_state(START "E: Unable to find bootable image\n" START "E: Unable to find bootable image\n",
                 "no-bootable-image", 2);
    assert_state(START "E: Protect mcuboot flash failed, cancel startup.\n", "bootloader-protection", 1);
}

#define PAIR_PENDING                                                                                                   \
    START TRAILERS TYPE("0",                                                                                           \
                        "none") "I: Primary image: magic=unset, swap_type=0x1, copy_done=0x3, image_ok=0x3\n" MARKED
#define MARKED                                                                                                         \
    "I: Secondary image: magic=good, swap_type=0x2, copy_done=0x3, image_ok=0x3\nI: Boot source: none\n" TYPE("1",     \
                                                                                                              "test")
#define STOP "ASSERTION FAIL [rc == 0] @ WEST_TOPDIR/bootloader/mcuboot/boot/bootutil/src/loader.c:2288\nabort()\n"
#define DIES "<err> os: ***** MPU FAULT *****\n"

/* Wherever the log of a loop is cut, be it within a line. */
static void a_loop_is_one_where_the_log_was_cut(void **state)
{
    static const char turn[] = PAIR_PENDING STOP;
    static const char third[] = PAIR_PENDING;
    struct arena *arena = arena_create();
    const struct log_report *report;

    (void)state;
    for (size_t length = 1; length < sizeof third; length++) {
        const char *log = arena_printf(arena, "%s%s%.*s", turn, turn, (int)length, third);

        if (strcmp(read_text(arena, log)->verdict.state, "boot-loop") != 0) {
            fail_msg("%s", log);
        }
    }
    report = read_text(arena, arena_printf(arena, "%s%s%s", turn, turn, third));
    assert_int_equal(report->device.boots_seen, 3);
    assert_true(says(report, "boots in the log: 3; the log ends within the last one, and the 2 before it stopped at"));
    assert_true(says(report, "image 1 (network core) in the last boot that has an end: test"));
    assert_true(says(report, "an image of the network core is pending and MCUboot stops at it"));
    assert_state(arena_printf(arena, "%s%s%sI: Starting bootloader\n", turn, turn, turn), "boot-loop", 4);
    assert_state(arena_printf(arena, "%s%s", turn, START), "bootloader-silent", 2);
    assert_state(START DIES START DIES START DIES "I: Starting bootloader\n", "boot-loop", 4);
    assert_state(START "E: Unable to find bootable image\n" START "E: Unable to find bootable image\n" START,
                 "no-bootable-image", 3);
    assert_state(NOTHING_DUE DIES NOTHING_DUE DIES START, "application-loop", 3);
    assert_state(NOTHING_DUE DIES NOTHING_DUE DIES START TRAILERS TYPE("0", "none"), "application-loop", 3);
    assert_true(says(read_text(arena, NOTHING_DUE DIES NOTHING_DUE DIES START),
                     "the 2 before it started an application that stopped at '***** MPU FAULT *****'"));
    assert_state(NOTHING_DUE DIES START, "bootloader-silent", 2);
    assert_state(NOTHING_DUE NOTHING_DUE NOTHING_DUE START, "bootloader-silent", 4);
    assert_state(START TYPE("0", "none") JUMP START TYPE("0", "none") JUMP START TYPE("0", "none") JUMP START,
                 "application-loop", 4);
    assert_state(START TYPE("0", "none") JUMP START TYPE("0", "none") JUMP START, "bootloader-silent", 3);
    arena_destroy(arena);
}

/* The last boot goes another way than those before: how it ends is open. */
static void a_loop_that_may_be_over_is_none(void **state)
{
    static const char turn[] = PAIR_PENDING STOP;
    static const char *const others[][2] = {
        { START TRAILERS TYPE("0", "none") TRAILERS, "bootloader-silent" }, /* the slot was erased */
        { START TRAILERS TYPE("0", "none") TRAILERS TYPE("1", "none"), "bootloader-silent" },
        { START TRAILERS TYPE("0", "none") TYPE("1", "perm"), "bootloader-silent" },
        { START TRAILERS TYPE("0", "test"), "bootloader-silent" }, /* a new image */
        { PAIR_PENDING "I: Image 1 upgrade secondary slot -> primary slot\n", "update-under-way" },
        { PAIR_PENDING MOVE, "update-under-way" },
        { PAIR_PENDING "I: Starting network core update\n", "net-update-unfinished" },
        { PAIR_PENDING "E: Image in the secondary slot is not valid!\n", "update-refused" },
        { PAIR_PENDING "I: of this line\nI: nothing is known\n", "bootloader-silent" },
        { START TRAILERS TYPE("0", "none") "E: nothing is known of this line\n", "bootloader-silent" },
        { START "W: Failed to read image 1 load address\n", "bootloader-silent" },
        { START "I: Waiting for USB DFU\nI: USB DFU wait terminated\n", "bootloader-silent" },
        { START "I: Waiting for USB DFU\n", "serial-recovery" },
        { "*** Booting MCUboot v2.3.0 ***\n", "bootloader-silent" }, /* a new bootloader */
        { NOTHING_DUE, "runs" },
        { START JUMP, "application-silent" },
    };
    struct arena *arena = arena_create();

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        const char *log = arena_printf(arena, "%s%s%s%s", turn, turn, turn, others[i][0]);
        const char *got = read_text(arena, log)->verdict.state;

        if (strcmp(got, others[i][1]) != 0) {
            fail_msg("%s, not %s: %s", got, others[i][1], others[i][0]);
        }
    }
    /* One turn of the way that the last boot takes is no loop. */
    assert_state(arena_printf(arena, "%s%s%s%s", turn, turn, NOTHING_DUE, START), "bootloader-silent", 4);
    assert_state(arena_printf(arena, "%s%s%s", turn, NOTHING_DUE DIES, START), "bootloader-silent", 3);
    assert_state(arena_printf(arena, "%s%s%s", turn, turn, START START), "bootloader-silent", 4);
    /* What the device lacked came back with the power. */
    assert_state(START "E: Failed to open flash areas, cannot continue\n" START
                       "E: Failed to open flash areas, cannot continue\n" START TRAILERS TYPE("0", "none"),
                 "bootloader-silent", 3);
    assert_state(NOTHING_DUE DIES NOTHING_DUE DIES START TRAILERS TYPE("0", "test"), "bootloader-silent", 3);
    arena_destroy(arena);
}

static void faults_after_the_start_are_the_applications(void **state)
{
    static const char fault[] = NOTHING_DUE "<err> os: ***** MPU FAULT *****\n";

    (void)state;
    assert_state(fault, "application-stopped", 1);
    assert_state(NOTHING_DUE "<err> os: ***** MPU FAULT *****\n" NOTHING_DUE "<err> os: ***** MPU FAULT *****\n",
                 "application-loop", 2);
    assert_state(START TYPE("0", "none") JUMP START TYPE("0", "none") JUMP START TYPE("0", "none") JUMP,
                 "application-loop", 3);
    assert_state(START TYPE("0", "none") JUMP, "application-silent", 1);
}

static void boots_are_told_apart_without_banners(void **state)
{
    (void)state;
    assert_state(TRAILERS TYPE("0", "none") TRAILERS TYPE("1", "none"), "bootloader-silent", 1);
    assert_state(TRAILERS TYPE("0", "none") TRAILERS TYPE("0", "none"), "bootloader-silent", 2);
    /* After a swap the trailers are looked at again. */
    assert_state(TRAILERS TYPE("0", "revert") MOVE TRAILERS TYPE("0", "none"), "update-under-way", 1);
    /* With banners the same type may be printed several times. */
    assert_state(START TYPE("0", "test") TRAILERS TYPE("0", "test") TYPE("0", "test") MOVE TYPE("0", "revert")
                     JUMP APPLICATION,
                 "on-trial", 1);
}

/* A replay of the simulator: what the bootloader says, and what the simulator says of it. */
static void a_start_that_is_told_twice_is_one(void **state)
{
    (void)state;
    assert_state(
        TRAILERS TYPE("0", "none") "  I: Jumping to the first image slot\n  -> starts app 1.0.0, net 1.0.0\n" TRAILERS
            TYPE("0", "none") "  -> starts app 1.0.0, net 1.0.0\n  -> starts app 1.0.0, net 1.0.0\n",
        "runs", 3);
}

static void an_older_banner_belongs_to_whoever_follows_it(void **state)
{
    static const char banner[] =
        "*** Booting Zephyr OS build v3.0.99-ncs1 ***\n"
        "I: Starting bootloader\nI: Swap type: none\n" JUMP "*** Booting Zephyr OS build v3.0.99-ncs1 ***\n"
        "I: Starting bootloader\nI: Swap type: none\n" JUMP "*** Booting Zephyr OS build v3.0.99-ncs1 ***\n";

    (void)state;
    assert_state(banner, "runs", 2); /* the last one is the application's */
}

static void what_the_client_says_is_held_against_the_bootloader(void **state)
{
    static const char pending[] = " image=0 slot=1\n    version: 1.1.0\n    flags: pending\n";

    (void)state;
    assert_state(pending, "update-pending", 0);
    assert_state(" image=0 slot=1\n    flags: pending\n" NOTHING_DUE, "update-not-seen", 1);
    assert_state(NOTHING_DUE " image=0 slot=1\n    flags: pending\n", "update-pending", 1);
    assert_state(" image=0 slot=1\n    flags: pending\n" START TRAILERS TYPE("0", "test") MOVE JUMP APPLICATION,
                 "on-trial", 1);
    assert_state(" image=0 slot=0\n    flags: active\n", "on-trial", 0);
    assert_state(" image=0 slot=0\n    flags: active confirmed\n", "confirmed", 0);
}

static const char *meaning_of(struct arena *arena, const char *line)
{
    const struct log_report *report = read_text(arena, line);

    return report->device.client_error.pattern == NULL ? "" : report->device.client_error.meaning;
}

static void a_code_is_read_in_its_protocol(void **state)
{
    struct arena *arena = arena_create();

    (void)state;
    assert_non_null(strstr(meaning_of(arena, "Mcu Mgr Error: 10 Group: 1"), "cannot be opened"));
    assert_null(strstr(meaning_of(arena, "Mcu Mgr Error: 10 Group: 1"), "busy"));
    assert_non_null(strstr(meaning_of(arena, "{\"rc\": 10}"), "busy"));
    assert_null(strstr(meaning_of(arena, "{\"rc\": 10}"), "cannot be opened"));
    assert_non_null(strstr(meaning_of(arena, "Mcu Mgr Error: 10"), "busy"));
    assert_non_null(strstr(meaning_of(arena, "Mcu Mgr Error: 10"), "cannot be opened"));
    assert_non_null(strstr(meaning_of(arena, "Mcu Mgr Error: BAD_STATE (6)"), "SMP version 1"));
    assert_non_null(strstr(meaning_of(arena, "{\"err\": {\"group\": 0, \"rc\": 3}}"), "OS group"));
    assert_non_null(strstr(meaning_of(arena, "rc=<IMG_MGMT_ERR.NO_FREE_SLOT: 9>"), "no free slot"));
    assert_non_null(strstr(meaning_of(arena, "Error: 300"), "not known"));
    assert_string_equal(meaning_of(arena, "{\"rc\": 0}"), ""); /* no error */
    arena_destroy(arena);
}

static void an_area_that_only_mcuboot_has_is_no_error(void **state)
{
    (void)state;
    assert_state("<err> mcumgr_img_grp: Failed to open flash area ID 2: -2", "harmless", 0);
    assert_state("<err> mcumgr_img_grp: Failed to open flash area ID 3: -19", "slot-missing", 0);
    assert_state("E: Failed to open flash area ID 3 (image 1 slot 0): -2", "slot-missing", 0);
}

static void the_network_core_has_states_of_its_own(void **state)
{
    (void)state;
    assert_state(START "I: Starting network core update\n", "net-update-unfinished", 1);
    assert_state(START "I: Starting network core update\nI: Done updating network core\n" JUMP APPLICATION, "installed",
                 1);
    assert_state(START "I: Starting network core update\nE: Network core update failed\n" JUMP APPLICATION,
                 "net-update-failed", 1);
    assert_state("Unable to find valid firmware inside 0x2000e000", "net-core-refused", 0);
    assert_state("<err> bt_hci_driver: Endpoint binding failed with -11\n", "net-core-silent", 0);
}

#define FAULT(address, instruction)                                                                                    \
    "<err> os: ***** BUS FAULT *****\n<err> os:   BFAR Address: " address                                              \
    "\n<err> os: Faulting instruction address (r15/pc): " instruction "\n<err> fatal_error: Resetting system\n"

static void a_fault_in_external_flash_is_the_network_cores_where_that_is_known(void **state)
{
    (void)state;
    assert_state(FAULT("0x10710200", "0x0100195c"), "net-core-fault", 0);
    assert_state("Attempting to boot from address 0x1008800.\n<err> os: BFAR Address: 0x10710200\n", "net-core-fault",
                 0);
    /* The application core has that window: its flash may be asleep. */
    assert_state(FAULT("0x12000000", "0x000123aa"), "program-stopped", 0);
    assert_state("*** Booting nRF Connect SDK v3.1.0 ***\n" FAULT("0x12000000", "0x000123aa")
                     FAULT("0x12000000", "0x000123aa"),
                 "program-stopped", 0);
    assert_state(NOTHING_DUE FAULT("0x12000000", "0x000123aa"), "application-stopped", 1);
    assert_state("<err> os: ***** BUS FAULT *****\n<err> os: BFAR Address: 0x10710200\n", "program-stopped", 0);
    assert_state(FAULT("0x50000000", "0x0100195c"), "program-stopped", 0);
}

static void a_loader_at_the_network_cores_addresses_is_b0n(void **state)
{
    static const char end[] =
        "Public key didn't match, try next.\nFailed to validate signature.\n"
        "Failed to validate, permanently invalidating!\nNo bootable image found. Aborting boot.\n";
    struct arena *arena = arena_create();
    const char *net = arena_printf(arena, "Attempting to boot from address 0x1008800.\n%s", end);
    const char *app =
        arena_printf(arena, "Attempting to boot slot 0.\nAttempting to boot from address 0x8200.\n%s", end);

    (void)state;
    assert_state(net, "net-core-refused", 0);
    assert_state(app, "no-bootable-image", 1);
    assert_int_equal(read_text(arena, net)->known, 5);
    arena_destroy(arena);
}

/* bootutil's public half is linked into applications too, and prints the same line there. */
static void what_an_application_says_of_swap_types_is_no_boot(void **state)
{
    static const char line[] = "[00:00:40.501,000] <inf> mcuboot_util: Image index: 0, Swap type: none\n";
    static const char area[] = "[00:00:40.512,000] <err> mcumgr_img_grp: Failed to open flash area ID 7: -19\n";
    struct arena *arena = arena_create();

    (void)state;
    assert_state(line, "open", 0);
    assert_state(arena_printf(arena, "%s%s", line, area), "slot-missing", 0);
    assert_state(arena_printf(arena, "%s%s%s", NOTHING_DUE, line, line), "runs", 1);
    assert_state("[00:00:00.501,000] <inf> mcuboot: Image index: 0, Swap type: none\n", "bootloader-silent", 1);
    /* Behind a head of syslog without a process number, too. */
    assert_state("May 16 07:14:37 gateway tio: <inf> mcuboot_util: Image index: 0, Swap type: test\n", "open", 0);
    assert_state("May 16 07:14:37 gateway tio: <inf> mcuboot: Image index: 0, Swap type: none\n", "bootloader-silent",
                 1);
    arena_destroy(arena);
}

/* MCUboot protects its flash behind the lines that announce the start. */
static void a_protection_that_fails_undoes_the_jump(void **state)
{
    static const char end[] = "E: Protect mcuboot flash failed, cancel startup.\n";
    struct arena *arena = arena_create();

    (void)state;
    assert_state(arena_printf(arena, "%s%s%s", START TYPE("0", "none"), JUMP, end), "bootloader-protection", 1);
    assert_state(arena_printf(arena, "%s%s", START "I: Bootloader chainload address offset: 0xc000\n", end),
                 "bootloader-protection", 1);
    assert_state(arena_printf(arena, "%s%s", NOTHING_DUE, end), "bootloader-protection", 2);
    arena_destroy(arena);
}

#define SMPMGR_IMAGE(slot, image, pending, confirmed, active)                                                          \
    "ImageState(\n    slot=" slot ",\n    version='1.0.0',\n    image=" image ",\n    hash=HashBytes(\n        '00'\n" \
    "    ),\n    bootable=True,\n    pending=" pending ",\n    confirmed=" confirmed ",\n    active=" active           \
    ",\n    permanent=False\n)\n"

static void smpmgr_prints_an_image_a_field_a_line(void **state)
{
    static const char request[] = "rc=<MGMT_ERR.EBUSY: 10>\n";
    static const char list[] =
        SMPMGR_IMAGE("0", "0", "False", "True", "True") SMPMGR_IMAGE("1", "1", "True", "False", "False");
    struct arena *arena = arena_create();

    (void)state;
    assert_state(SMPMGR_IMAGE("0", "0", "False", "False", "True") SMPMGR_IMAGE("1", "0", "False", "True", "False"),
                 "on-trial", 0);
    assert_state(SMPMGR_IMAGE("0", "0", "False", "True", "True") SMPMGR_IMAGE("1", "0", "False", "False", "False"),
                 "confirmed", 0);
    assert_state(list, "update-pending", 0);
    assert_true(read_text(arena, list)->device.reported[1][1].pending);
    assert_false(read_text(arena, list)->device.reported[0][1].pending);
    assert_state(SMPMGR_IMAGE("0", "None", "False", "False", "True"), "on-trial", 0);
    /* On a wide terminal all of it is one line. */
    assert_state("ImageState(slot=0, version='1.0.0', image=0, bootable=True, pending=False, confirmed=False, "
                 "active=True, permanent=False)\n",
                 "on-trial", 0);
    assert_state(arena_printf(arena, "%s%s", request, list), "update-pending", 0);
    assert_state(arena_printf(arena, "%s%s", list, request), "upload-refused", 0);
    arena_destroy(arena);
}

/* What was said before a boot that went well is over with it. */
static void later_boots_make_old_marks_stale(void **state)
{
    static const char *const marks[][2] = {
        { "Unable to find valid firmware inside 0x2000e000\n", "net-core-refused" },
        { FAULT("0x10710200", "0x0100195c"), "net-core-fault" },
        { "<err> bt_hci_driver: Endpoint binding failed with -11\n", "net-core-silent" },
        { "<err> mcumgr_img_grp: Failed to open flash area ID 3: -19\n", "slot-missing" },
        { "W: Secondary image of image pair (0.) is unreachable. Treat it as empty\n", "slot-missing" },
        { "Mcu Mgr Error: 10 Group: 1\n", "upload-refused" },
        { "<err> x: Failed to erase flash area: -5\n", "upload-refused" },
        { "NMP timeout\n", "client-timeout" },
    };
    struct arena *arena = arena_create();

    (void)state;
    for (size_t i = 0; i < ARRAY_LENGTH(marks); i++) {
        const char *mark = marks[i][0];

        assert_state(mark, marks[i][1], 0);
        assert_state(arena_printf(arena, "%s%s", mark, NOTHING_DUE), "runs", 1);
        assert_state(arena_printf(arena, "%s%s%s", NOTHING_DUE, mark, NOTHING_DUE), "runs", 2);
        /* A boot that starts nothing is no better news. */
        assert_string_not_equal(
            read_text(arena, arena_printf(arena, "%s%s%s", mark, START TYPE("0", "none"), JUMP))->verdict.state,
            "runs");
    }
    /* Said by the boot that runs now. */
    assert_state(arena_printf(arena, "%s%s", NOTHING_DUE, marks[2][0]), "net-core-silent", 1);
    assert_state(arena_printf(arena, "%s%s", NOTHING_DUE, marks[3][0]), "slot-missing", 1);
    assert_state(arena_printf(arena, "%s%s", NOTHING_DUE, marks[5][0]), "upload-refused", 1);
    arena_destroy(arena);
}

static void later_boots_make_old_reports_stale(void **state)
{
    static const char unconfirmed[] = " image=0 slot=0\n    flags: active\n";
    static const char confirmed[] = " image=0 slot=0\n    flags: active confirmed\n";
    static const char pending[] = " image=0 slot=1\n    flags: pending\n";
    static const char test[] = START TRAILERS TYPE("0", "test") MOVE JUMP APPLICATION;
    static const char revert[] = START TRAILERS TYPE("0", "revert") MOVE JUMP APPLICATION;
    struct arena *arena = arena_create();

    (void)state;
    assert_state(arena_printf(arena, "%s%s", unconfirmed, revert), "reverted", 1);
    assert_state(arena_printf(arena, "%s%s", confirmed, test), "on-trial", 1);
    assert_state(arena_printf(arena, "%s%s%s", pending, test, NOTHING_DUE), "confirmed", 2);
    assert_state(arena_printf(arena, "%s%s%s%s", pending, NOTHING_DUE, test, NOTHING_DUE), "confirmed", 3);
    assert_state(arena_printf(arena, "%s%s%s", test, pending, NOTHING_DUE), "update-not-seen", 2);
    arena_destroy(arena);
}

static void lines_of_older_releases_say_the_same(void **state)
{
    (void)state;
    assert_state(START TYPE("0", "test") "I: Image upgrade secondary slot -> primary slot\n" JUMP APPLICATION,
                 "installed", 1);
    assert_state(START "E: Failed to open flash area ID 9 (image 1 slot 0): -19, cannot continue\n",
                 "bootloader-stopped", 1);
    assert_state(START TYPE("0", "test") "E: insufficient version in secondary slot\n" JUMP APPLICATION,
                 "update-refused", 1);
}

static void an_update_that_the_application_marked_is_pending(void **state)
{
    static const char scheduled[] =
        "<inf> dfu_target_mcuboot: MCUBoot image-1 upgrade scheduled. Reset device to apply\n";
    struct arena *arena = arena_create();

    (void)state;
    assert_state(scheduled, "update-pending", 0);
    assert_state(arena_printf(arena, "%s%s", NOTHING_DUE, scheduled), "update-pending", 1);
    assert_state(arena_printf(arena, "%s%s%s", NOTHING_DUE, scheduled, NOTHING_DUE), "update-not-seen", 2);
    assert_state("<inf> dfu_target_mcuboot: MCUBoot image upgrade scheduled. Reset the device to apply\n",
                 "update-pending", 0);
    arena_destroy(arena);
}

static void lines_that_the_logger_lost_are_told(void **state)
{
    struct arena *arena = arena_create();
    const struct log_report *report =
        read_text(arena, NOTHING_DUE "--- 12 messages dropped ---\n\x1b[31m--- 3 messages dropped ---\r\n\x1b[0m");
    bool told = false;

    (void)state;
    assert_string_equal(report->verdict.state, "runs");
    for (size_t i = 0; i < report->verdict.details.count; i++) {
        told = told || strstr(report->verdict.details.items[i], "lost 15 messages") != NULL;
    }
    assert_true(told);
    arena_destroy(arena);
}

static void same_boots_are_kept_once(void **state)
{
    struct arena *arena = arena_create();
    struct text log = text_create(arena, 10000000);
    const struct log_report *report;

    (void)state;
    for (unsigned i = 0; i < 5000; i++) {
        text_append(&log, START "E: panic!\n");
    }
    text_append(&log, NOTHING_DUE);
    report = read_text(arena, log.data);
    assert_int_equal(report->device.boots_seen, 5001);
    assert_int_equal(report->device.boots.count, 2);
    assert_int_equal(report->device.boots.items[0].count, 5000);
    assert_int_equal(report->device.boots.items[0].last_line, 15000);
    assert_string_equal(report->verdict.state, "runs");
    arena_destroy(arena);
}

static void what_is_kept_does_not_grow_with_the_log(void **state)
{
    struct arena *arena = arena_create();
    struct text log = text_create(arena, 10000000);
    const struct log_report *report;

    (void)state;
    for (unsigned i = 0; i < 5000; i++) {
        text_printf(&log, "<inf> x: Erased 0x%x bytes of image slot\n", i);
        text_append(&log, i % 2 != 0 ? START "E: panic!\n" : NOTHING_DUE);
    }
    report = read_text(arena, log.data);
    assert_int_equal(report->entries.count, LOG_ENTRIES_LIMIT);
    assert_int_equal(report->entries.items[LOG_ENTRIES_LIMIT - 1].count, 1);
    assert_true(report->left_out >= 5000 - LOG_ENTRIES_LIMIT);
    assert_int_equal(report->device.boots_seen, 5000);
    assert_int_equal(report->device.boots.count, LOG_BOOTS_LIMIT);
    assert_string_equal(report->verdict.state, "bootloader-stopped"); /* the last boot of all */
    arena_destroy(arena);
}

static void what_is_no_text_is_refused(void **state)
{
    struct arena *arena = arena_create();
    struct log_report report;
    char bytes[400];

    (void)state;
    assert_string_equal(log_read(arena, "x", (struct slice){ "", 0 }, &report), "is empty");
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (char)(i * 37);
    }
    assert_non_null(strstr(log_read(arena, "x", (struct slice){ bytes, sizeof bytes }, &report), "is no text"));
    memset(bytes, 0, sizeof bytes);
    assert_non_null(strstr(log_read(arena, "x", (struct slice){ bytes, sizeof bytes }, &report), "is no text"));
    /* Noise on the line while a board is plugged in is no reason. */
    assert_null(log_read(arena, "x", slice_of("\xff\xfe\x80 noise\nE: panic!\n"), &report));
    assert_string_equal(report.verdict.state, "bootloader-stopped");
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_update_goes_from_trial_to_confirmed_or_back),
        cmocka_unit_test(a_type_that_no_bootloader_prints_is_none),
        cmocka_unit_test(a_stop_is_a_loop_when_it_comes_again),
        cmocka_unit_test(a_loop_is_one_where_the_log_was_cut),
        cmocka_unit_test(a_loop_that_may_be_over_is_none),
        cmocka_unit_test(faults_after_the_start_are_the_applications),
        cmocka_unit_test(boots_are_told_apart_without_banners),
        cmocka_unit_test(a_start_that_is_told_twice_is_one),
        cmocka_unit_test(an_older_banner_belongs_to_whoever_follows_it),
        cmocka_unit_test(what_the_client_says_is_held_against_the_bootloader),
        cmocka_unit_test(a_code_is_read_in_its_protocol),
        cmocka_unit_test(an_area_that_only_mcuboot_has_is_no_error),
        cmocka_unit_test(the_network_core_has_states_of_its_own),
        cmocka_unit_test(a_fault_in_external_flash_is_the_network_cores_where_that_is_known),
        cmocka_unit_test(a_loader_at_the_network_cores_addresses_is_b0n),
        cmocka_unit_test(what_an_application_says_of_swap_types_is_no_boot),
        cmocka_unit_test(a_protection_that_fails_undoes_the_jump),
        cmocka_unit_test(smpmgr_prints_an_image_a_field_a_line),
        cmocka_unit_test(later_boots_make_old_marks_stale),
        cmocka_unit_test(later_boots_make_old_reports_stale),
        cmocka_unit_test(lines_of_older_releases_say_the_same),
        cmocka_unit_test(an_update_that_the_application_marked_is_pending),
        cmocka_unit_test(lines_that_the_logger_lost_are_told),
        cmocka_unit_test(same_boots_are_kept_once),
        cmocka_unit_test(what_is_kept_does_not_grow_with_the_log),
        cmocka_unit_test(what_is_no_text_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
