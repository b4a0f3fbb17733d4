#include "log/log_states.h"

#include <string.h>

#include "log/log_history.h"

static bool ended(const struct log_report *report, enum log_boot_end end)
{
    return log_last_boot(report) != NULL && log_last_boot(report)->end == end;
}

static bool holds_recovery(const struct log_report *report)
{
    return ended(report, LOG_END_RECOVERY);
}

static bool holds_protection(const struct log_report *report)
{
    return ended(report, LOG_END_STOPPED) && log_last_boot(report)->stop->event == LOG_PROTECTION_FAILED;
}

static bool holds_boot_loop(const struct log_report *report)
{
    return ended(report, LOG_END_STOPPED) && log_same_stops(report) >= 2;
}

/* What stops it does not come with an update, and does not go away with one. */
static bool holds_unfit(const struct log_report *report)
{
    return ended(report, LOG_END_STOPPED) && log_last_boot(report)->stop->event == LOG_STOP_OF_BUILD;
}

static bool holds_unfit_loop(const struct log_report *report)
{
    return holds_unfit(report) && holds_boot_loop(report);
}

static bool holds_stopped(const struct log_report *report)
{
    return ended(report, LOG_END_STOPPED);
}

static bool holds_no_image(const struct log_report *report)
{
    return ended(report, LOG_END_NO_IMAGE);
}

static bool holds_no_stage(const struct log_report *report)
{
    return holds_no_image(report) && log_last_boot(report)->stop->printer == LOG_NSIB;
}

static bool holds_net_core_fault(const struct log_report *report)
{
    return device_mark_holds(&report->device, report->device.net_core_fault);
}

static bool holds_net_silent(const struct log_report *report)
{
    return device_mark_holds(&report->device, report->device.net_core_silent);
}

/* Nothing before the fault says whether it is a bootloader's or an application's, and of which core. One of an application that
 * waited for the network core in vain is said with that.
 */
static bool holds_program_stopped(const struct log_report *report)
{
    return log_last_boot(report) == NULL && report->device.loose_stop != NULL && !holds_net_silent(report);
}

static bool holds_application_loop(const struct log_report *report)
{
    return ended(report, LOG_END_STARTED) && log_is_loop(report) && !holds_net_silent(report);
}

static bool holds_application_stopped(const struct log_report *report)
{
    return ended(report, LOG_END_STARTED) && log_last_boot(report)->application_stop != NULL &&
           !holds_net_silent(report);
}

static bool holds_net_refused(const struct log_report *report)
{
    return device_mark_holds(&report->device, report->device.net_core_refused);
}

static bool holds_net_failed(const struct log_report *report)
{
    return log_last_change(report) != NULL && log_last_change(report)->net_failed;
}

static bool holds_net_unfinished(const struct log_report *report)
{
    const struct log_boot *boot = log_last_boot(report);

    return boot != NULL && boot->net_begun && !boot->net_done && !boot->net_failed && boot->end == LOG_END_OPEN;
}

/* RAM is the network core's primary slot: of a swap that a power cut ends there is nothing to go on from. */
static bool holds_net_swap_under_way(const struct log_report *report)
{
    return ended(report, LOG_END_OPEN) && log_last_boot(report)->images[1].swapped;
}

static bool holds_unsafe_swap(const struct log_report *report)
{
    return ended(report, LOG_END_OPEN) && log_begun_in(log_last_boot(report)) && log_last_boot(report)->status_lost;
}

/* In the other modes a revert begins with a look at what it brings back. */
static bool holds_offset_revert(const struct log_report *report)
{
    const struct log_boot *boot = log_last_boot(report);
    const char *algorithm = report->device.algorithm;

    return ended(report, LOG_END_OPEN) && boot->images[0].swapped && boot->images[0].type == LOG_SWAP_REVERT &&
           strcmp(algorithm, "move") != 0 && strcmp(algorithm, "scratch") != 0;
}

static bool holds_under_way(const struct log_report *report)
{
    return ended(report, LOG_END_OPEN) && log_begun_in(log_last_boot(report));
}

static bool holds_silent_bootloader(const struct log_report *report)
{
    return ended(report, LOG_END_OPEN);
}

static bool holds_no_revert(const struct log_report *report)
{
    return log_last_change(report) != NULL && log_last_change(report)->trial_kept;
}

/* A log that was cut before the start says as much about the update. */
static bool holds_refused_last(const struct log_report *report)
{
    return ended(report, LOG_END_OPEN) && log_last_boot(report)->refusal != NULL;
}

static bool holds_half_installed(const struct log_report *report)
{
    return log_last_change(report) != NULL && log_half_installed(log_last_change(report)) < LOG_IMAGES;
}

static bool holds_passed_over(const struct log_report *report)
{
    return log_last_boot(report) != NULL && log_passed_over(log_last_boot(report)) && report->device.lines_lost == 0;
}

static bool holds_passed_over_with_warning(const struct log_report *report)
{
    return holds_passed_over(report) && log_last_boot(report)->warning_line != 0;
}

static bool holds_refused(const struct log_report *report)
{
    return log_last_change(report) != NULL && log_last_change(report)->refusal != NULL;
}

static bool holds_reverted(const struct log_report *report)
{
    return log_changed_by(report, LOG_SWAP_REVERT) && !report->device.on_trial;
}

static bool holds_on_trial(const struct log_report *report)
{
    return (log_changed_by(report, LOG_SWAP_TEST) && log_changed_last(report) && !report->device.confirmed) ||
           report->device.on_trial;
}

static bool holds_net_silent_on_trial(const struct log_report *report)
{
    return holds_net_silent(report) && holds_on_trial(report);
}

/* The client said pending, a reset came, and the bootloader found nothing to do. */
static bool holds_not_seen(const struct log_report *report)
{
    const struct device_state *device = &report->device;
    const struct log_boot *boot = log_last_boot(report);

    for (size_t i = 0; boot != NULL && i < LOG_IMAGES; i++) {
        const struct log_reported *slot = &device->reported[i][1];
        enum log_swap type = boot->images[i].type;

        if (slot->pending && slot->boots < log_last_number(boot) &&
            (type == LOG_SWAP_NONE || type == LOG_SWAP_UNKNOWN) && log_last_change(report) != boot &&
            !log_begun_after(report, i, slot->boots)) {
            return true;
        }
    }
    return false;
}

static bool holds_pending(const struct log_report *report)
{
    const struct device_state *device = &report->device;

    for (size_t i = 0; i < LOG_IMAGES; i++) {
        if (device->reported[i][1].pending && device->reported[i][1].boots >= device->boots_seen) {
            return true;
        }
    }
    return false;
}

static bool holds_upload_refused(const struct log_report *report)
{
    return device_mark_holds(&report->device, report->device.request_refused);
}

static bool holds_slot_missing(const struct log_report *report)
{
    const struct device_state *device = &report->device;

    return device_mark_holds(device, device->area_missing) ||
           (device_mark_holds(device, device->slot_unreachable) && !device->harmless_area);
}

static bool holds_silent_client(const struct log_report *report)
{
    return device_mark_holds(&report->device, report->device.timeout);
}

static bool holds_confirmed(const struct log_report *report)
{
    const struct log_boot *boot = log_last_boot(report);

    return log_changed_by(report, LOG_SWAP_TEST) || report->device.confirmed ||
           (boot != NULL && boot->images[0].primary.good && boot->images[0].primary.image_ok == 1 &&
            !log_changed_last(report) && boot->application_lines > 0 && log_last_change(report) == NULL);
}

/* An overwrite that comes again at the next boot, which had been started: its mark was not taken away. */
static bool holds_repeated(const struct log_report *report)
{
    const struct log_boots *boots = &report->device.boots;
    const struct log_boot *last = log_last_boot(report);

    for (size_t i = 0; last != NULL && last->end == LOG_END_STARTED && i < LOG_IMAGES; i++) {
        const struct log_boot *before = last > boots->items ? last - 1 : last;
        bool again =
            last->count > 1 || (before != last && before->end == LOG_END_STARTED && before->images[i].overwritten);

        if (last->images[i].overwritten && again) {
            return true;
        }
    }
    return false;
}

static bool holds_installed(const struct log_report *report)
{
    return log_last_change(report) != NULL;
}

static bool holds_application_silent(const struct log_report *report)
{
    return ended(report, LOG_END_STARTED) && log_last_boot(report)->application_lines == 0;
}

static bool holds_runs(const struct log_report *report)
{
    return ended(report, LOG_END_STARTED);
}

static bool holds_build_error(const struct log_report *report)
{
    return report->device.build_error != NULL;
}

static bool holds_build_warning(const struct log_report *report)
{
    return report->device.build_warning != NULL;
}

static bool holds_harmless(const struct log_report *report)
{
    return report->device.harmless_area;
}

static bool holds_nothing(const struct log_report *report)
{
    return report->known == 0;
}

static bool holds_always(const struct log_report *report)
{
    (void)report;
    return true;
}

#define UNFIT_ACTION                                                                                                   \
    "no pending update is the reason, and none has to go: the line that it stops at says what is missing. A slot "     \
    "that "                                                                                                            \
    "cannot be opened, on a device that started before: the external flash does not answer; take the power away "      \
    "once, "                                                                                                           \
    "look at its supply and wiring. Else the driver, overlay or partition of that flash is missing in MCUboot's own "  \
    "image: mend it there and program the bootloader by the debug port"

static const struct log_state_row rows[] = {
    { "serial-recovery", LOG_WEIGHT_NOTE, "the device waits in serial recovery and starts nothing",
      "upload what is missing (image list shows what is there), then reset; without a client, reset it with the "
      "recovery "
      "pin released",
      NULL, holds_recovery },
    { "bootloader-protection", LOG_WEIGHT_ERROR,
      "the bootloader stays in an endless loop: it cannot write-protect its flash",
      "the bootloader itself has to be replaced, by the debug port: mend its partition first", "N53-0308",
      holds_protection },
    { "boot-loop", LOG_WEIGHT_ERROR,
      "boot loop: at every boot the bootloader lacks something that it needs, and no application starts", UNFIT_ACTION,
      NULL, holds_unfit_loop },
    { "boot-loop", LOG_WEIGHT_ERROR, "boot loop: every boot stops at the same place and no application starts",
      "get rid of the pending update, and the old image starts again. With serial recovery in the bootloader: enter it "
      "and upload another image over the pending one. Without: erase the pages of that secondary slot by the debug "
      "port; in external flash 'nrfjprog --qspieraseall' does it, and takes everything else there with it. Only where "
      "that does not help program the device anew. Mend the configuration before the next update",
      NULL, holds_boot_loop },
    { "no-bootable-image", LOG_WEIGHT_ERROR,
      "the immutable bootloader (b0) refuses every copy of what it should start: nothing runs on its core, neither "
      "MCUboot nor the application",
      "no upload and no serial recovery can help: MCUboot, which has them, does not run. Program S0 anew by the debug "
      "port: the same version or a later one, signed with a key that is provisioned. Where that key is lost, erase the "
      "chip and program everything (merged.hex: b0, its provisioned data, S0). S1 may stay empty",
      NULL, holds_no_stage },
    { "no-bootable-image", LOG_WEIGHT_ERROR, "the bootloader finds no image that it may start, and starts nothing",
      "upload a signed image by serial recovery, where it is built in; else program it into the primary slot. The "
      "lines below say why what is there was refused",
      NULL, holds_no_image },
    { "bootloader-stopped", LOG_WEIGHT_ERROR,
      "the bootloader lacks something that it needs, and stopped before it started anything", UNFIT_ACTION, NULL,
      holds_unfit },
    { "bootloader-stopped", LOG_WEIGHT_ERROR, "the bootloader stopped before it started anything",
      "reset once: when it stops at the same place again it is a boot loop, and the pending update has to go. With "
      "serial recovery in the bootloader: upload another image over it; else erase the pages of its secondary slot by "
      "the debug port",
      NULL, holds_stopped },
    { "net-core-fault", LOG_WEIGHT_ERROR, "the network core's bootloader faults on an address of external flash",
      "reset once: when the fault comes again, the update waits in external flash. Where the application still runs, "
      "'image erase' takes it away, and serial recovery can upload over it; else erase that slot by the debug port. "
      "Then install the network image again, through two image pairs and RAM",
      "N53-0003", holds_net_core_fault },
    { "program-stopped", LOG_WEIGHT_ERROR, "a program stops in a fault, and the log does not say which program",
      "look at the address of the faulting instruction: from 0x01000000 on it is a program of the network core, below "
      "the primary slot the bootloader, else the application; and capture the log from the reset on",
      NULL, holds_program_stopped },
    { "application-loop", LOG_WEIGHT_ERROR,
      "the bootloader starts the application, which dies at once, again and again",
      "an unconfirmed image in a swap mode is taken back by the next reset; else upload an application that is linked "
      "for this layout by serial recovery, or program one",
      "N53-0310 N53-0311 N53-0314 N53-1401", holds_application_loop },
    { "application-stopped", LOG_WEIGHT_ERROR, "the application was started and stopped in a fault",
      "an unconfirmed image in a swap mode is taken back by the next reset; else look at the lines of the fault, and "
      "upload a mended application by serial recovery where it does not run long enough for an update",
      NULL, holds_application_stopped },
    { "net-core-refused", LOG_WEIGHT_ERROR, "the network core's bootloader did not take the image",
      "send an image that is made for b0n and for this layout; when it failed after the first page was erased, the "
      "network core "
      "has no image until then",
      "N53-0005 N53-0315", holds_net_refused },
    { "net-update-failed", LOG_WEIGHT_ERROR,
      "the network core's update failed; the network core keeps its old image or has none now",
      "do not cut the power, reset, and send the network image again; look at the application core's and the network "
      "core's log",
      "N53-0011", holds_net_failed },
    { "net-update-unfinished", LOG_WEIGHT_WARNING,
      "the copy to the network core was begun and its end is not in the log",
      "keep the power on: the network core has no image until the copy is over. When the log stays like this, reset "
      "once; the copy is "
      "repeated as long as the image waits in its slot",
      "N53-0020", holds_net_unfinished },
    { "update-refused", LOG_WEIGHT_ERROR, "the bootloader does not install the update: the old image stays",
      "mend what the line below says, and upload again", NULL, holds_refused_last },
    { "update-under-way", LOG_WEIGHT_WARNING,
      "a swap of the network core's image was begun and its end is not in the log",
      "keep the power on: the network core's primary slot is RAM, and nearly every power cut now loses this update. "
      "The "
      "old network image runs on then; send the new one again. Look at the version of both cores afterwards",
      "N53-0001 N53-0002 N53-0020", holds_net_swap_under_way },
    { "update-under-way", LOG_WEIGHT_WARNING, "an update was begun, and its progress could not be written",
      "keep the power on until the application runs: after a power cut the next boot does not know how far this one "
      "came",
      NULL, holds_unsafe_swap },
    { "update-under-way", LOG_WEIGHT_WARNING, "a revert was begun by swap-offset, and its end is not in the log",
      "wait. As long as the secondary slot holds the old image a power cut is safe, the next boot goes on. Where "
      "another "
      "one was uploaded over it before the running image was confirmed, the primary slot is lost, with a power cut or "
      "without: then upload a signed image by serial recovery, or program one",
      "N53-0108", holds_offset_revert },
    { "update-under-way", LOG_WEIGHT_NOTE, "an update was begun and its end is not in the log",
      "wait; a power cut is safe, the next boot goes on", NULL, holds_under_way },
    { "bootloader-silent", LOG_WEIGHT_WARNING,
      "the log ends while the bootloader decides: it died, or the log was cut here",
      "look whether more comes; a bootloader that dies silently has a replaced prj.conf, a driver that asserts, or too "
      "small a "
      "stack",
      "N53-0910 N53-0112", holds_silent_bootloader },
    { "net-core-silent", LOG_WEIGHT_ERROR,
      "the network core does not answer the application, which is on trial: the next reset takes the old application "
      "back",
      "a reset or a power cut reverts an application that is not confirmed; MCUboot leaves the network core as it is. "
      "Where the old application is wanted again, take the power away once, and look whether the network core answers "
      "that one. Where the new one is to stay, confirm it first ('image confirm'), and only then take the power away "
      "once: a reset alone does not always bring the network core up. When it stays silent install the network image "
      "of the application's release, by serial recovery or the debug port where the application dies over it too soon",
      "N53-0117 N53-0118 N53-0021 N53-0116", holds_net_silent_on_trial },
    { "net-core-silent", LOG_WEIGHT_ERROR,
      "the network core does not answer the application: it has no image, or one that does not go with the application",
      "take the power away once: a reset alone does not always bring the network core up. When it stays silent install "
      "the network image of the application's release; where the application dies over it too soon for an update, by "
      "serial recovery or the debug port",
      "N53-0117 N53-0118 N53-0021", holds_net_silent },
    { "no-revert", LOG_WEIGHT_WARNING, "an image that nobody confirmed stays: there was no way back any more",
      "confirm before the next upload", "N53-0108", holds_no_revert },
    { "update-refused", LOG_WEIGHT_ERROR,
      "of the pair one image was installed and the other was not: the cores run images of different releases",
      "send the other image of the same release again, mended by what the lines below say, before the device has to "
      "work; until then the cores may not understand each other. Where no line says why: its dependency on the other "
      "core's version is not met",
      NULL, holds_half_installed },
    { "update-refused", LOG_WEIGHT_ERROR,
      "an image is due, and the bootloader does not install it: an error or a warning that it printed may say why",
      "look at the line that is named below, and mend what it says. Where it has nothing to do with the update: "
      "MCUboot passes over an image whose dependency on the other core's version is not met, at every boot, and prints "
      "nothing of it ('nrf53pack info FILE' shows dependencies)",
      "N53-1302", holds_passed_over_with_warning },
    { "update-refused", LOG_WEIGHT_ERROR, "an image is due, and the bootloader neither installs it nor says why",
      "MCUboot passes over an image whose dependency on the other core's version is not met, at every boot, and prints "
      "nothing of it. Install the image that it asks for ('nrf53pack info FILE' shows its dependencies), or take it "
      "away "
      "with 'image erase'; then compare the versions of both cores",
      "N53-1302", holds_passed_over },
    { "update-refused", LOG_WEIGHT_ERROR, "the bootloader did not install the update: the old image runs",
      "mend what the line below says, and upload again", NULL, holds_refused },
    { "reverted", LOG_WEIGHT_WARNING, "the update was taken back: the old image runs again",
      "nobody confirmed the new image before the reset after it: let the application confirm itself (or 'image "
      "confirm'), and look "
      "why it did not come so far. A network image that was uploaded as an application's ends like this too. Where "
      "something was uploaded before that reset, it was started in the place of the old image: look at the version",
      "N53-0116 N53-0003 N53-0108", holds_reverted },
    { "on-trial", LOG_WEIGHT_WARNING,
      "the new image is on trial and not confirmed: the next reset takes the old one back",
      "confirm it ('image confirm', or boot_write_img_confirmed() in the application) before the next reset, and "
      "upload "
      "nothing before that: it would lie where the old image waits",
      "N53-0116 N53-0108", holds_on_trial },
    { "update-not-seen", LOG_WEIGHT_ERROR,
      "an update is pending for the client, and the bootloader sees nothing to install: they look at different places",
      "compare the slots of application and bootloader (layout of the released build, driver of the external flash in "
      "MCUboot, number of "
      "images); mark the network image before the application's",
      "N53-0401 N53-0402 N53-0405 N53-0101 N53-0102 N53-1401 N53-1402", holds_not_seen },
    { "upload-refused", LOG_WEIGHT_ERROR, "the running device refused a request of the update client",
      "see the meaning of the code; an interrupted or refused upload that blocks the slot goes away with 'image erase' "
      "or a reset",
      NULL, holds_upload_refused },
    { "slot-missing", LOG_WEIGHT_ERROR, "a slot cannot be opened: updates cannot come in",
      "driver, devicetree and wiring of the external flash; a cold reset may clear it once",
      "N53-0401 N53-0402 N53-0406 N53-0409", holds_slot_missing },
    { "update-pending", LOG_WEIGHT_NOTE, "an update waits in its slot: the next reset installs it",
      "reset the device, and look at the bootloader's log", NULL, holds_pending },
    { "confirmed", LOG_WEIGHT_GOOD, "a confirmed image runs: no reset takes it back", NULL, NULL, holds_confirmed },
    { "update-repeated", LOG_WEIGHT_WARNING, "the same update is installed again at every boot",
      "its mark stays: a copy to the network core that fails afterwards, or a release that does not erase the slot "
      "after it. 'image erase' takes it away; then update to a release whose bootloader does so itself",
      "N53-0011 N53-0013", holds_repeated },
    { "installed", LOG_WEIGHT_GOOD, "the update is installed for good", NULL, NULL, holds_installed },
    { "application-silent", LOG_WEIGHT_WARNING,
      "the bootloader started the application, and nothing more is in the log: the application died at once, it has "
      "another "
      "console, or the log was cut",
      "compare where the application is linked with the address of the primary slot and its header",
      "N53-0310 N53-0311 N53-0312 N53-0314 N53-1401", holds_application_silent },
    { "runs", LOG_WEIGHT_GOOD, "the application runs, and nothing is to be installed", NULL, NULL, holds_runs },
    { "client-timeout", LOG_WEIGHT_WARNING, "the device did not answer the client",
      "port, line settings, transport of the application, and whether the device resets meanwhile: capture its own log",
      NULL, holds_silent_client },
    { "build-failed", LOG_WEIGHT_ERROR, "the build failed; nothing of a device is in this log",
      "mend the configuration; 'nrf53pack check' on the source tree finds the same", NULL, holds_build_error },
    { "build-warned", LOG_WEIGHT_WARNING, "the build warned; nothing of a device is in this log", NULL, NULL,
      holds_build_warning },
    { "harmless", LOG_WEIGHT_GOOD, "the lines that look like an error are harmless, if the update is applied",
      "compare the versions after the update, of both cores", NULL, holds_harmless },
    { "not-known", LOG_WEIGHT_NOTE, "no line of this log is known: nothing can be said about the device",
      "capture the bootloader's log from the reset on (CONFIG_LOG=y and CONFIG_MCUBOOT_LOG_LEVEL_INF=y in its "
      "configuration)",
      NULL, holds_nothing },
    { "open", LOG_WEIGHT_NOTE, "the log leaves open what state the device is in",
      "capture the bootloader's log from the reset on", NULL, holds_always },
};

const struct log_state_row *log_state_find(const struct log_report *report)
{
    size_t row = 0;

    while (!rows[row].holds(report)) {
        row++;
    }
    return &rows[row];
}

const char *log_verdict_state_at(size_t index)
{
    return index < ARRAY_LENGTH(rows) ? rows[index].state : NULL;
}

const char *log_verdict_rules_at(size_t index)
{
    return rows[index].rules;
}
