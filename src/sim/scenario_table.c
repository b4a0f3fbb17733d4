#include "sim/scenario_table.h"

#define FILE_OF(member) offsetof(struct sim_images, member)

#define UPLOAD(number, member)      { .kind = ACTION_UPLOAD, .slot = (number), .file = FILE_OF(member) }
#define UPLOAD_HALF(number, member) { .kind = ACTION_UPLOAD_PART, .slot = (number), .file = FILE_OF(member) }
#define UPLOAD_ALONG(number, member) { .kind = ACTION_UPLOAD_PROGRESSIVE, .slot = (number), .file = FILE_OF(member) }
#define RECOVER(member)             { .kind = ACTION_RECOVERY_UPLOAD, .slot = BOOT_IMAGE_NET, .file = FILE_OF(member) }
#define TEST(number)                { .kind = ACTION_MARK_TEST, .slot = (number) }
#define PERMANENT(number)           { .kind = ACTION_MARK_PERMANENT, .slot = (number) }
#define CONFIRM(number)             { .kind = ACTION_CONFIRM, .slot = (number) }
#define FAIL(how, count)            { .kind = ACTION_FAIL_TRANSFERS, .failure = (how), .times = (count) }

#define LIST(type, ...) (const type[]){ __VA_ARGS__ }, sizeof((const type[]){ __VA_ARGS__ }) / sizeof(type)
#define ACTIONS(...)    LIST(struct action_form, __VA_ARGS__)
#define TURNS(...)      LIST(struct turn_form, __VA_ARGS__)
#define PAIRS(...)      LIST(struct pair, __VA_ARGS__)
#define CALLED(...)     LIST(struct called_pair, __VA_ARGS__)
#define NOTHING         NULL, 0

#define WHEN(app, ...)      { (app), ACTIONS(__VA_ARGS__), TURN_AGAIN }
#define ONCE(app, ...)      { (app), ACTIONS(__VA_ARGS__), TURN_ABANDONED }
#define WHEN_IDLE(app)      { (app), NOTHING, TURN_AGAIN }
#define ANY                 0
#define OLD                 GENERATION_OLD
#define NEW                 GENERATION_NEW
#define NEWER               GENERATION_NEWER
#define BETWEEN             GENERATION_BETWEEN
#define FORBIDDEN           GENERATION_FORBIDDEN
#define APP                 BOOT_IMAGE_APP
#define NET                 BOOT_IMAGE_NET
#define FOR_EVER            100000u
#define NEEDS_NET_SLOTS     (NEEDS_NET | NEEDS_TWO_SLOT_PAIRS)
#define NEEDS_PAIR_ROLLBACK (NEEDS_NET_SLOTS | NEEDS_SWAP | NEEDS_BACKUP)

/* An update of the application, tested and confirmed: the body of many witnesses, where the build is what differs. */
#define APP_UPDATE_TURNS TURNS(WHEN(OLD, UPLOAD(APP, app_new), TEST(APP)), WHEN(NEW, CONFIRM(APP)))
#define APP_UPDATE(title, text, by_default)                                                                            \
    { (title), (text), (by_default), 0, APP_UPDATE_TURNS, NOTHING,                         \
      PAIRS({ NEW, OLD }, { OLD, OLD }), NOTHING, OUTCOME_UPDATE_IGNORED, OUTCOME_ROLLBACK_LOST, false }

/* One that must be refused, whatever it is. */
#define REFUSED(title, text, conditions, number, member)                                                               \
    { (title), (text), true, (conditions),                                                 \
      TURNS(WHEN(OLD, UPLOAD(number, member), TEST(number))), NOTHING, PAIRS({ OLD, OLD }),                            \
      CALLED({ { OLD, 0 }, OUTCOME_NET_DEAD }), OUTCOME_GOOD, OUTCOME_UNTESTED_IMAGE, false }

/* An update of the network core alone, into a slot of its own. */
#define NET_UPDATE(title, text, by_default, conditions, ...)                                                           \
    { (title), (text), (by_default), (conditions), TURNS(WHEN(OLD, __VA_ARGS__)),          \
      PAIRS({ OLD, OLD }), PAIRS({ OLD, NEW }), CALLED({ { OLD, 0 }, OUTCOME_NET_DEAD }, { { FORBIDDEN, OLD }, OUTCOME_BRICK }), \
      OUTCOME_UPDATE_IGNORED, OUTCOME_WRONG_PAIR, false }

/* Application and network core in one go, for good. */
#define BOTH_PERMANENT                                                                                                 \
    TURNS(WHEN(OLD, UPLOAD(APP, app_new), UPLOAD(NET, net_new), PERMANENT(NET), PERMANENT(APP)))
#define BOTH_UPDATE(title, text)                                                                                       \
    { (title), (text), false, NEEDS_NET_SLOTS, BOTH_PERMANENT,                             \
      PAIRS({ OLD, OLD }, { NEW, OLD }), PAIRS({ NEW, NEW }, { OLD, NEW }),                                            \
      CALLED({ { NEW, OLD }, OUTCOME_UPDATE_IGNORED }, { { OLD, NEW }, OUTCOME_UPDATE_IGNORED }),                      \
      OUTCOME_UPDATE_IGNORED, OUTCOME_WRONG_PAIR, false }

/* clang-format off: one row a scenario */
const struct scenario_form scenario_forms[] = {
    /* The application alone */
    APP_UPDATE("app-test-confirm", "update the application, test it, confirm it", true),
    { "app-test-revert", "update the application, test it, never confirm it: the old one comes back", true, NEEDS_SWAP,
      TURNS(WHEN(OLD, UPLOAD(APP, app_new), TEST(APP)), WHEN_IDLE(NEW)),
      PAIRS({ NEW, OLD }), PAIRS({ OLD, OLD }), NOTHING, OUTCOME_GOOD, OUTCOME_ROLLBACK_LOST, false },
    { "app-permanent", "update the application for good", true, 0,
      TURNS(WHEN(OLD, UPLOAD(APP, app_new), PERMANENT(APP))),
      NOTHING, PAIRS({ NEW, OLD }, { OLD, OLD }), NOTHING, OUTCOME_UPDATE_IGNORED, OUTCOME_GOOD, false },
    { "app-upload-interrupted", "an upload breaks off, the next one is complete", true, 0,
      TURNS(WHEN(OLD, UPLOAD_HALF(APP, app_new)), WHEN(OLD, UPLOAD(APP, app_new), TEST(APP)), WHEN(NEW, CONFIRM(APP))),
      NOTHING, PAIRS({ NEW, OLD }, { OLD, OLD }), NOTHING, OUTCOME_UPDATE_IGNORED, OUTCOME_ROLLBACK_LOST, false },
    { "app-progressive-erase", "each sector is erased when the upload comes to it, over what an earlier update left", true,
      NEEDS_SWAP,
      TURNS(WHEN(OLD, UPLOAD_ALONG(APP, app_new), TEST(APP)), WHEN(NEW, CONFIRM(APP), UPLOAD_ALONG(APP, app_newer), TEST(APP)),
            WHEN(NEWER, CONFIRM(APP))),
      NOTHING, PAIRS({ NEWER, OLD }, { NEW, OLD }, { OLD, OLD }), NOTHING,
      OUTCOME_UPDATE_IGNORED, OUTCOME_ROLLBACK_LOST, false },
    { "app-progressive-erase", "each sector is erased when the upload comes to it, over what an earlier update left", true,
      NEEDS_OVERWRITE,
      TURNS(WHEN(OLD, UPLOAD_ALONG(APP, app_new), PERMANENT(APP)), WHEN(NEW, UPLOAD_ALONG(APP, app_newer), PERMANENT(APP))),
      NOTHING, PAIRS({ NEWER, OLD }, { NEW, OLD }, { OLD, OLD }), NOTHING, OUTCOME_UPDATE_IGNORED, OUTCOME_GOOD, false },
    { "app-half-upload-marked", "half an upload is marked all the same: it must be refused", true, 0,
      TURNS(WHEN(OLD, UPLOAD_HALF(APP, app_new), TEST(APP))),
      NOTHING, PAIRS({ OLD, OLD }), NOTHING, OUTCOME_GOOD, OUTCOME_UNTESTED_IMAGE, false },
    { "app-crash-before-confirm", "the new application crashes before it confirms, a newer one is installed afterwards",
      true, NEEDS_SWAP,
      TURNS(WHEN(OLD, UPLOAD(APP, app_new), TEST(APP)), WHEN_IDLE(NEW), WHEN(OLD, UPLOAD(APP, app_newer), TEST(APP)),
            WHEN(NEWER, CONFIRM(APP))),
      PAIRS({ NEW, OLD }), PAIRS({ NEWER, OLD }, { OLD, OLD }), NOTHING,
      OUTCOME_UPDATE_IGNORED, OUTCOME_ROLLBACK_LOST, false },
    { "second-update-while-pending", "a second update takes the place of one that is pending", true, NEEDS_SWAP,
      TURNS(WHEN(OLD, UPLOAD(APP, app_new), TEST(APP), UPLOAD(APP, app_newer), TEST(APP)), WHEN(NEWER, CONFIRM(APP))),
      PAIRS({ NEW, OLD }), PAIRS({ NEWER, OLD }, { OLD, OLD }), NOTHING,
      OUTCOME_UPDATE_IGNORED, OUTCOME_ROLLBACK_LOST, false },
    { "second-update-while-pending", "a second update takes the place of one that is pending", true, NEEDS_OVERWRITE,
      TURNS(WHEN(OLD, UPLOAD(APP, app_new), TEST(APP), UPLOAD(APP, app_newer), TEST(APP))),
      NOTHING, PAIRS({ NEWER, OLD }, { OLD, OLD }, { NEW, OLD }), NOTHING,
      OUTCOME_UPDATE_IGNORED, OUTCOME_GOOD, false },
    { "upload-while-unconfirmed", "a reset between upload and mark while the running application is not confirmed", true,
      NEEDS_SWAP, TURNS(WHEN(OLD, UPLOAD(APP, app_new), TEST(APP)), WHEN(NEW, UPLOAD(APP, app_newer))),
      NOTHING, PAIRS({ NEW, OLD }, { OLD, OLD }), CALLED({ { NEWER, OLD }, OUTCOME_UNTESTED_IMAGE }),
      OUTCOME_UPDATE_LOST, OUTCOME_ROLLBACK_LOST, false },
    { "half-upload-while-unconfirmed", "the same with half an upload", true,
      NEEDS_SWAP, TURNS(WHEN(OLD, UPLOAD(APP, app_new), TEST(APP)), WHEN(NEW, UPLOAD_HALF(APP, app_newer))),
      NOTHING, PAIRS({ NEW, OLD }, { OLD, OLD }), CALLED({ { NEWER, OLD }, OUTCOME_UNTESTED_IMAGE }),
      OUTCOME_UPDATE_LOST, OUTCOME_ROLLBACK_LOST, false },
    { "second-update-while-unconfirmed", "the application under test installs a newer one", true, NEEDS_SWAP,
      TURNS(WHEN(OLD, UPLOAD(APP, app_new), TEST(APP)), WHEN(NEW, UPLOAD(APP, app_newer), TEST(APP)),
            WHEN(NEWER, CONFIRM(APP))),
      NOTHING, PAIRS({ NEWER, OLD }, { NEW, OLD }, { OLD, OLD }), NOTHING,
      OUTCOME_UPDATE_LOST, OUTCOME_ROLLBACK_LOST, false },

    /* Files that must not run */
    REFUSED("damaged-image", "one bit of the upload is wrong", 0, APP, app_bad_hash),
    REFUSED("wrong-key", "the upload is signed by a key that the bootloader does not know", NEEDS_SIGNATURES, APP,
            app_wrong_key),
    REFUSED("unsigned-image", "the upload has no signature", NEEDS_SIGNATURES, APP, app_unsigned),
    { "image-larger-than-limit", "the build's own application, larger than the bootloader takes", true,
      NEEDS_OWN_TOO_LARGE, APP_UPDATE_TURNS, NOTHING, PAIRS({ NEW, OLD }), NOTHING,
      OUTCOME_UPDATE_REFUSED, OUTCOME_ROLLBACK_LOST, false },
    REFUSED("image-larger-than-limit", "the upload is larger than the bootloader takes", NEEDS_TOO_LARGE, APP,
            app_too_large),
    { "net-image-in-app-slot", "the update client knows one image and puts the network image into its slot", true,
      NEEDS_ONE_UPLOAD_SLOT | NEEDS_NET_SLOTS, TURNS(WHEN(OLD, UPLOAD(NET, net_new), TEST(NET))),
      PAIRS({ OLD, OLD }), PAIRS({ OLD, NEW }), CALLED({ { FORBIDDEN, OLD }, OUTCOME_BRICK }),
      OUTCOME_UPDATE_IGNORED, OUTCOME_BRICK, false },
    { "net-image-in-app-slot", "the network image is uploaded as the application", true, NEEDS_NET_SLOTS,
      TURNS(WHEN(OLD, UPLOAD(APP, net_in_app_slot), TEST(APP))),
      NOTHING, PAIRS({ OLD, OLD }), CALLED({ { FORBIDDEN, OLD }, OUTCOME_BRICK }),
      OUTCOME_GOOD, OUTCOME_BRICK, false },
    REFUSED("app-downgrade", "a lower version is uploaded", NEEDS_DOWNGRADE_RULE | NEEDS_OVERWRITE, APP, app_lower),

    /* The network core alone */
    NET_UPDATE("net-only", "update the network core", true, NEEDS_NET_SLOTS, UPLOAD(NET, net_new), TEST(NET)),
    NET_UPDATE("net-only-permanent", "update the network core, marked permanent", true, NEEDS_NET_SLOTS,
               UPLOAD(NET, net_new), PERMANENT(NET)),
    NET_UPDATE("net-upload-interrupted", "an upload breaks off, the next one is complete", true, NEEDS_NET_SLOTS,
               UPLOAD_HALF(NET, net_new), UPLOAD(NET, net_new), TEST(NET)),
    REFUSED("net-needs-new-app", "the network image needs an application that is not there", NEEDS_NET_SLOTS, NET,
            net_pair),
    REFUSED("net-damaged-image", "one bit of the network image is wrong", NEEDS_NET_SLOTS, NET, net_bad_hash),
    REFUSED("net-wrong-key", "the network image is signed by a key that the bootloader does not know",
            NEEDS_NET_SLOTS | NEEDS_SIGNATURES, NET, net_wrong_key),
    REFUSED("net-copy-refused-by-b0n", "the network image is linked for another place: b0n would refuse it",
            NEEDS_NET_SLOTS, NET, net_elsewhere),
    /* Without a backup nrf53boot knows no version to compare with: the upload erases what it remembers. */
    { "net-downgrade", "a lower version for the network core", true,
      NEEDS_NET_SLOTS | NEEDS_DOWNGRADE_RULE | NEEDS_REFERENCE | NEEDS_NO_BACKUP,
      TURNS(WHEN(OLD, UPLOAD(NET, net_lower), TEST(NET))), PAIRS({ OLD, OLD }), PAIRS({ OLD, GENERATION_LOWER }),
      CALLED({ { OLD, 0 }, OUTCOME_NET_DEAD }), OUTCOME_UPDATE_IGNORED, OUTCOME_WRONG_PAIR, false },
    REFUSED("net-downgrade", "a lower version for the network core", NEEDS_NET_SLOTS | NEEDS_DOWNGRADE_RULE, NET,
            net_lower),
    { "net-transfer-fails", "the network core refuses the copy twice, then takes it", true, NEEDS_NET_SLOTS,
      TURNS(WHEN(OLD, UPLOAD(NET, net_new), FAIL(TRANSFER_FAILS_AFTER_ERASE, 2), TEST(NET))),
      PAIRS({ OLD, OLD }, { OLD, 0 }), PAIRS({ OLD, NEW }), NOTHING, OUTCOME_UPDATE_IGNORED, OUTCOME_WRONG_PAIR, false },
    NET_UPDATE("net-transfer-hangs", "the network core does not answer once", true, NEEDS_NET_SLOTS,
               UPLOAD(NET, net_new), FAIL(TRANSFER_HANGS, 1), TEST(NET)),
    { "net-transfer-refused-for-ever", "the network core refuses every copy before it erases anything", true,
      NEEDS_NET_SLOTS,
      TURNS(WHEN(OLD, UPLOAD(NET, net_new), FAIL(TRANSFER_FAILS_BEFORE_ERASE, FOR_EVER), TEST(NET))),
      NOTHING, PAIRS({ OLD, OLD }), CALLED({ { OLD, 0 }, OUTCOME_NET_DEAD }), OUTCOME_GOOD, OUTCOME_WRONG_PAIR, true },
    { "net-transfer-fails-for-ever", "every copy fails after the erase: the application must start all the same", true,
      NEEDS_NET_SLOTS,
      TURNS(WHEN(OLD, UPLOAD(NET, net_new), FAIL(TRANSFER_FAILS_AFTER_ERASE, FOR_EVER), TEST(NET))),
      PAIRS({ OLD, OLD }), PAIRS({ OLD, 0 }), NOTHING, OUTCOME_UPDATE_LOST, OUTCOME_WRONG_PAIR, true },
    { "net-recovery-upload", "serial recovery of the network core, repeated until it is done", true,
      NEEDS_NET_SLOTS | NEEDS_RECOVERY | NEEDS_REFERENCE, TURNS(WHEN(ANY, RECOVER(net_new))),
      PAIRS({ OLD, OLD }, { OLD, 0 }), PAIRS({ OLD, NEW }), NOTHING, OUTCOME_UPDATE_IGNORED, OUTCOME_WRONG_PAIR, true },
    { "net-recovery-upload", "serial recovery of the network core, repeated until it is done", true,
      NEEDS_NET | NEEDS_RECOVERY, TURNS(WHEN(ANY, RECOVER(net_new))),
      PAIRS({ OLD, OLD }, { OLD, 0 }), PAIRS({ OLD, NEW }), NOTHING, OUTCOME_UPDATE_IGNORED, OUTCOME_WRONG_PAIR, true },
    { "net-recovery-abandoned", "serial recovery of the network core, given up after a power cut", true,
      NEEDS_NET_SLOTS | NEEDS_RECOVERY | NEEDS_REFERENCE | NEEDS_BACKUP, TURNS(ONCE(ANY, RECOVER(net_new))),
      NOTHING, PAIRS({ OLD, NEW }, { OLD, OLD }), NOTHING, OUTCOME_UPDATE_IGNORED, OUTCOME_WRONG_PAIR, true },
    { "net-recovery-abandoned", "serial recovery of the network core, given up after a power cut", true,
      NEEDS_NET_SLOTS | NEEDS_RECOVERY | NEEDS_REFERENCE, TURNS(ONCE(ANY, RECOVER(net_new))),
      NOTHING, PAIRS({ OLD, NEW }, { OLD, OLD }, { OLD, 0 }), NOTHING,
      OUTCOME_UPDATE_IGNORED, OUTCOME_WRONG_PAIR, true },

    /* Both together */
    { "both-at-once", "update both cores for good; each new image needs the other", true, NEEDS_NET_SLOTS | NEEDS_BACKUP,
      TURNS(WHEN(OLD, UPLOAD(APP, app_pair), UPLOAD(NET, net_pair), PERMANENT(NET), PERMANENT(APP))),
      NOTHING, PAIRS({ NEW, NEW }, { OLD, OLD }), NOTHING, OUTCOME_UPDATE_IGNORED, OUTCOME_WRONG_PAIR, false },
    { "both-at-once", "update both cores for good; each new image needs the other", true, NEEDS_NET_SLOTS,
      TURNS(WHEN(OLD, UPLOAD(APP, app_pair), UPLOAD(NET, net_pair), PERMANENT(NET), PERMANENT(APP))),
      PAIRS({ OLD, OLD }), PAIRS({ NEW, NEW }), NOTHING, OUTCOME_UPDATE_IGNORED, OUTCOME_WRONG_PAIR, false },
    { "both-app-marked-first", "the same, the application is marked first", true, NEEDS_NET_SLOTS | NEEDS_BACKUP,
      TURNS(WHEN(OLD, UPLOAD(APP, app_pair), UPLOAD(NET, net_pair), PERMANENT(APP), PERMANENT(NET))),
      NOTHING, PAIRS({ NEW, NEW }, { OLD, OLD }), NOTHING, OUTCOME_UPDATE_IGNORED, OUTCOME_WRONG_PAIR, false },
    { "both-app-marked-first", "the same, the application is marked first", true, NEEDS_NET_SLOTS,
      TURNS(WHEN(OLD, UPLOAD(APP, app_pair), UPLOAD(NET, net_pair), PERMANENT(APP), PERMANENT(NET))),
      PAIRS({ OLD, OLD }), PAIRS({ NEW, NEW }), NOTHING, OUTCOME_UPDATE_IGNORED, OUTCOME_WRONG_PAIR, false },
    { "both-net-needs-another-app", "update both cores; the network image needs a later application: neither may be installed",
      true, NEEDS_NET_SLOTS,
      TURNS(WHEN(OLD, UPLOAD(APP, app_pair), UPLOAD(NET, net_stuck), PERMANENT(NET), PERMANENT(APP))),
      NOTHING, PAIRS({ OLD, OLD }), CALLED({ { OLD, 0 }, OUTCOME_NET_DEAD }), OUTCOME_GOOD, OUTCOME_WRONG_PAIR, false },
    { "both-without-dependencies", "update both cores, images that work in any combination; the application confirms",
      true, NEEDS_NET_SLOTS,
      TURNS(WHEN(OLD, UPLOAD(APP, app_new), UPLOAD(NET, net_new), TEST(NET), TEST(APP)), WHEN(NEW, CONFIRM(APP))),
      NOTHING, PAIRS({ NEW, NEW }, { OLD, NEW }, { OLD, OLD }), NOTHING,
      OUTCOME_UPDATE_IGNORED, OUTCOME_ROLLBACK_LOST, false },
    { "net-update-after-app-update", "update the application, then the new one updates the network core", false,
      NEEDS_NET_SLOTS, TURNS(WHEN(OLD, UPLOAD(APP, app_new), TEST(APP)), WHEN(NEW, CONFIRM(APP), UPLOAD(NET, net_new), TEST(NET))),
      PAIRS({ NEW, OLD }, { OLD, OLD }), PAIRS({ NEW, NEW }), NOTHING,
      OUTCOME_UPDATE_IGNORED, OUTCOME_UPDATE_IGNORED, false },
    /* The application is marked first: a network image that is marked alone would be installed for good. */
    { "both-without-dependencies-revert", "test both cores, images that work in any combination, nobody confirms: both old "
      "images come back", false, NEEDS_NET_SLOTS | NEEDS_SWAP,
      TURNS(WHEN(OLD, UPLOAD(APP, app_new), UPLOAD(NET, net_new), TEST(APP), TEST(NET)), WHEN_IDLE(NEW)),
      PAIRS({ NEW, NEW }, { NEW, OLD }, { OLD, NEW }), PAIRS({ OLD, OLD }),
      CALLED({ { OLD, NEW }, OUTCOME_ROLLBACK_LOST }), OUTCOME_GOOD, OUTCOME_ROLLBACK_LOST, false },
    { "both-test-without-backup", "a test of both cores that could not be taken back: it must be refused", true,
      NEEDS_NET_SLOTS | NEEDS_SWAP | NEEDS_NO_BACKUP | NEEDS_REFERENCE,
      TURNS(WHEN(OLD, UPLOAD(APP, app_pair), UPLOAD(NET, net_pair), TEST(NET), TEST(APP))),
      NOTHING, PAIRS({ OLD, OLD }), CALLED({ { OLD, NEW }, OUTCOME_WRONG_PAIR }),
      OUTCOME_GOOD, OUTCOME_ROLLBACK_LOST, false },
    /* A mark that a power cut hit is not written again. Only of the network core's slot is it sure that its erase came to an
     * end: the application is uploaded once more.
     */
    { "both-refused-then-permanent", "a test of both cores is refused, then both are marked for good", true,
      NEEDS_NET_SLOTS | NEEDS_SWAP | NEEDS_NO_BACKUP | NEEDS_REFERENCE,
      TURNS(WHEN(OLD, UPLOAD(APP, app_pair), UPLOAD(NET, net_pair), TEST(NET), TEST(APP)),
            WHEN(OLD, UPLOAD(APP, app_pair), PERMANENT(NET), PERMANENT(APP))),
      NOTHING, PAIRS({ NEW, NEW }, { OLD, OLD }), NOTHING, OUTCOME_UPDATE_IGNORED, OUTCOME_WRONG_PAIR, false },
    { "both-with-backup-confirm", "test both cores, the application confirms both", true, NEEDS_PAIR_ROLLBACK,
      TURNS(WHEN(OLD, UPLOAD(APP, app_pair), UPLOAD(NET, net_pair), TEST(NET), TEST(APP)), WHEN(NEW, CONFIRM(APP))),
      NOTHING, PAIRS({ NEW, NEW }, { OLD, OLD }), NOTHING, OUTCOME_UPDATE_IGNORED, OUTCOME_ROLLBACK_LOST, false },
    { "both-with-backup-revert", "test both cores, nobody confirms: both old images come back", true,
      NEEDS_PAIR_ROLLBACK,
      TURNS(WHEN(OLD, UPLOAD(APP, app_pair), UPLOAD(NET, net_pair), TEST(NET), TEST(APP)), WHEN_IDLE(NEW)),
      PAIRS({ NEW, NEW }), PAIRS({ OLD, OLD }), NOTHING, OUTCOME_GOOD, OUTCOME_ROLLBACK_LOST, false },
    { "both-with-backup-again", "test both cores, revert, test again, confirm", true, NEEDS_PAIR_ROLLBACK,
      TURNS(WHEN(OLD, UPLOAD(APP, app_pair), UPLOAD(NET, net_pair), TEST(NET), TEST(APP)), WHEN_IDLE(NEW),
            WHEN(OLD, UPLOAD(APP, app_pair), UPLOAD(NET, net_pair), TEST(NET), TEST(APP)), WHEN(NEW, CONFIRM(APP))),
      NOTHING, PAIRS({ NEW, NEW }, { OLD, OLD }), NOTHING, OUTCOME_UPDATE_IGNORED, OUTCOME_ROLLBACK_LOST, false },
    { "net-update-under-swap-move", "update the network core, then test both cores and confirm nothing", true,
      NEEDS_NET_SLOTS | NEEDS_SWAP,
      TURNS(WHEN(OLD, UPLOAD(NET, net_between), TEST(NET)),
            WHEN(OLD, UPLOAD(APP, app_pair), UPLOAD(NET, net_pair), TEST(NET), TEST(APP)), WHEN_IDLE(NEW)),
      PAIRS({ OLD, OLD }, { NEW, NEW }, { OLD, NEW }), PAIRS({ OLD, BETWEEN }),
      CALLED({ { OLD, NEW }, OUTCOME_ROLLBACK_LOST }, { { OLD, 0 }, OUTCOME_NET_DEAD }),
      OUTCOME_UPDATE_IGNORED, OUTCOME_ROLLBACK_LOST, false },
    { "net-update-under-swap-move", "update the network core, then both cores", true, NEEDS_NET_SLOTS,
      TURNS(WHEN(OLD, UPLOAD(NET, net_between), TEST(NET)),
            WHEN(OLD, UPLOAD(APP, app_pair), UPLOAD(NET, net_pair), TEST(NET), TEST(APP)), WHEN_IDLE(NEW)),
      PAIRS({ OLD, OLD }, { OLD, BETWEEN }), PAIRS({ NEW, NEW }), CALLED({ { OLD, 0 }, OUTCOME_NET_DEAD }),
      OUTCOME_UPDATE_IGNORED, OUTCOME_ROLLBACK_LOST, false },

    /* One pair of slots for both cores */
    NET_UPDATE("net-update-single-pair", "the network image goes through the application's slot", true,
               NEEDS_NET | NEEDS_ONE_SLOT_PAIR, UPLOAD(APP, net_new), PERMANENT(APP)),
    NET_UPDATE("net-update-single-pair", "update the network core", false, NEEDS_NET_SLOTS, UPLOAD(NET, net_new),
               PERMANENT(NET)),
    NET_UPDATE("net-update-single-pair-external", "the network image goes through the application's slot in external flash",
               false, NEEDS_NET | NEEDS_ONE_SLOT_PAIR, UPLOAD(APP, net_new), TEST(APP)),
    NET_UPDATE("net-update-single-pair-external", "update the network core", false, NEEDS_NET_SLOTS,
               UPLOAD(NET, net_new), TEST(NET)),

    /* Ordinary updates for witnesses of rules: the build is what is wrong */
    NET_UPDATE("net-update", "update the network core, whether the bootloader has slots for it or not", false, NEEDS_NET,
               UPLOAD(NET, net_new), TEST(NET)),
    BOTH_UPDATE("update-every-image", "update every core that has slots"),
    APP_UPDATE("update-every-image", "update every core that has slots", false),
};
/* clang-format on */
const size_t scenario_form_count = sizeof scenario_forms / sizeof scenario_forms[0];
