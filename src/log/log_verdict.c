/* What is said of the device's state: the verdict's words, and the details that it was found by. */
#include <inttypes.h>
#include <string.h>

#include "log/log_history.h"
#include "log/log_states.h"

static void add(struct arena *arena, struct log_verdict *verdict, const char *detail)
{
    *ARENA_PUSH(arena, &verdict->details) = detail;
}

static const char *text_of(struct arena *arena, const struct log_report *report, const struct log_pattern *pattern)
{
    for (size_t i = 0; i < report->entries.count; i++) {
        if (report->entries.items[i].pattern == pattern) {
            return report->entries.items[i].text;
        }
    }
    return arena_strndup(arena, pattern->text, strcspn(pattern->text, "|")); /* one of those left out */
}

/* How each of the boots of a loop ended. */
static const char *end_of(struct arena *arena, const struct log_report *report, const struct log_boot *boot)
{
    if (boot->stop != NULL) {
        return arena_printf(arena, "stopped at '%s'", text_of(arena, report, boot->stop));
    }
    return boot->application_stop != NULL ? arena_printf(arena, "started an application that stopped at '%s'",
                                                         text_of(arena, report, boot->application_stop))
                                          : "started an application that printed nothing";
}

static void say_boots(struct arena *arena, const struct log_report *report, struct log_verdict *verdict)
{
    const struct device_state *device = &report->device;
    const struct log_boot *boot = log_last_boot(report);

    if (boot == NULL) {
        return;
    }
    if (log_ends_in_loop(report)) {
        add(arena, verdict,
            arena_printf(arena, "boots in the log: %zu; the log ends within the last one, and the %zu before it %s",
                         device->boots_seen, log_same_ends(report), end_of(arena, report, boot)));
    } else if (boot->stop != NULL && log_same_stops(report) >= 2) {
        add(arena, verdict,
            arena_printf(arena, "boots in the log: %zu; the last %zu %s", device->boots_seen, log_same_stops(report),
                         end_of(arena, report, boot)));
    } else {
        add(arena, verdict, arena_printf(arena, "boots in the log: %zu", device->boots_seen));
    }
}

static const char *image_name(size_t image)
{
    static const char *const names[] = { "image 0 (application)", "image 1 (network core)", "image 2", "image 3" };

    return names[image];
}

static void say_images(struct arena *arena, const struct log_report *report, struct log_verdict *verdict)
{
    const struct log_boot *boot = log_last_boot(report);

    for (size_t i = 0; boot != NULL && i < LOG_IMAGES; i++) {
        const struct log_image *image = &boot->images[i];

        if (image->type != LOG_SWAP_UNKNOWN) {
            add(arena, verdict,
                arena_printf(arena, "%s in the last boot%s: %s%s", image_name(i),
                             log_ends_in_loop(report) ? " that has an end" : "", log_swap_name(image->type),
                             image->swapped       ? ", swap begun"
                             : image->overwritten ? ", overwritten"
                                                  : ""));
        }
    }
}

/* The loop that this program was made for: the pair that shows it is a pending image 1 and a bootloader that swaps. */
static void say_net_swap(struct arena *arena, const struct log_report *report, struct log_verdict *verdict)
{
    const struct log_boot *boot = log_last_boot(report);
    const struct log_image *net = boot != NULL ? &boot->images[1] : NULL;

    if (net != NULL && boot->stop != NULL && (net->type == LOG_SWAP_TEST || net->type == LOG_SWAP_PERM) &&
        !net->overwritten) {
        add(arena, verdict,
            "an image of the network core is pending and MCUboot stops at it: its primary slot is RAM and cannot be "
            "swapped. "
            "The update stays pending, so every reset ends here");
        verdict->rules = "N53-0001 N53-0002 N53-0011";
    }
}

static void say_refusal(struct arena *arena, const struct log_report *report, struct log_verdict *verdict)
{
    const struct log_boot *boot = log_last_change(report);

    if (boot != NULL && boot->refusal != NULL) {
        add(arena, verdict,
            arena_printf(arena, "boot %zu: %s%s", boot->number, boot->refusal->meaning,
                         boot->refusal_erases ? " The update is gone from its slot." : ""));
    }
}

/* Unknown lines are not listed, so its number is all that tells of this one. */
static void say_warning(struct arena *arena, const struct log_report *report, struct log_verdict *verdict)
{
    const struct log_boot *boot = log_last_boot(report);

    if (boot != NULL && log_passed_over(boot) && boot->warning_line != 0) {
        add(arena, verdict,
            arena_printf(arena,
                         "line %" PRIu32 ": an error or a warning between the type of an image and the start of the "
                         "application",
                         boot->warning_line));
    }
}

/* Why the immutable bootloader starts none of its copies. */
static void say_stages(struct arena *arena, const struct log_report *report, struct log_verdict *verdict)
{
    const struct log_boot *boot = log_last_boot(report);

    for (size_t i = 0; boot != NULL && boot->end == LOG_END_NO_IMAGE && i < LOG_STAGES; i++) {
        if (boot->stages[i] != NULL) {
            add(arena, verdict, arena_printf(arena, "S%zu: %s", i, boot->stages[i]->meaning));
        }
    }
}

/* Both cores start together, whatever became of each one's update. */
static void say_pair(struct arena *arena, const struct log_report *report, struct log_verdict *verdict)
{
    const struct log_boot *boot = log_last_change(report);
    size_t refused = boot != NULL ? log_half_installed(boot) : LOG_IMAGES;

    if (refused < LOG_IMAGES) {
        add(arena, verdict,
            arena_printf(arena, "boot %zu installed %s and not %s: a mixed pair runs", boot->number,
                         image_name(1 - refused), image_name(refused)));
    }
    if (log_half_reverted(report)) {
        add(arena, verdict,
            "the network core keeps the image that was installed with the one taken back: a mixed pair runs. Send the "
            "network image of the old release, or both of the new one again");
    }
}

/* Different answers of the device that are said in the verdict; all stand with their lines. */
#define CODES_SAID 5

static void say_codes(struct arena *arena, const struct log_report *report, struct log_verdict *verdict)
{
    size_t said = 0;

    for (size_t i = 0; i < report->entries.count && said < CODES_SAID; i++) {
        const struct log_entry *entry = &report->entries.items[i];
        enum log_event event = entry->pattern->event;

        if (entry->detail != NULL && event >= LOG_CLIENT_CODE && event <= LOG_CLIENT_IMAGE_CODE) {
            add(arena, verdict, arena_printf(arena, "line %" PRIu32 ": %s", entry->first, entry->detail));
            said++;
        }
    }
}

/* Clients list the network core's secondary slot only where it holds an image. */
static void say_other_image(struct arena *arena, const struct log_report *report, struct log_verdict *verdict)
{
    const struct device_state *device = &report->device;
    size_t other = device->reported[0][1].pending ? 1 : 0;

    if (device->reported[0][1].pending == device->reported[1][1].pending) {
        return;
    }
    if (device->reported[other][1].line == 0) {
        add(arena, verdict,
            arena_printf(arena,
                         "nothing is pending of %s: right where the release has no new one. Else upload and mark that "
                         "one too, before the reset: installed one without the other, the cores may not go together",
                         image_name(other)));
        return;
    }
    add(arena, verdict,
        arena_printf(arena,
                     "line %" PRIu32
                     ": slot 1 of %s holds an image that is not pending: the next reset does not install "
                     "it. Where both are of one release mark it too, before the reset%s",
                     device->reported[other][1].line, image_name(other),
                     other == 1 ? "; NCS 2.6 to 3.4 can skip a network image that is marked after the application's "
                                  "(NCSDK-34106): look at its version afterwards"
                                : ""));
}

static void say_client(struct arena *arena, const struct log_report *report, struct log_verdict *verdict)
{
    const struct device_state *device = &report->device;

    for (size_t i = 0; i < LOG_IMAGES; i++) {
        if (device->reported[i][1].pending) {
            add(arena, verdict,
                arena_printf(arena, "line %" PRIu32 ": slot 1 of %s is said to be pending", device->reported[i][1].line,
                             image_name(i)));
        }
    }
    say_codes(arena, report, verdict);
    if (device->upload_refused != NULL && device_mark_holds(device, device->request_refused)) {
        add(arena, verdict,
            arena_printf(arena, "line %" PRIu32 ": %s", device->upload_refused_line, device->upload_refused->meaning));
    }
    if (device->harmless_area) {
        add(arena, verdict, "an area that cannot be opened with -2 is the network image's RAM slot: harmless");
    }
}

static void say_losses(struct arena *arena, const struct log_report *report, struct log_verdict *verdict)
{
    if (report->device.lines_lost > 0) {
        add(arena, verdict,
            arena_printf(arena,
                         "the device's logger says that it lost %" PRIu64 " messages: one of them may be the reason",
                         report->device.lines_lost));
    }
}

void log_verdict_find(struct arena *arena, const struct log_report *report, struct log_verdict *verdict)
{
    const struct log_state_row *row = log_state_find(report);

    *verdict = (struct log_verdict){
        .state = row->state,
        .weight = row->weight,
        .headline = row->headline,
        .action = row->action,
        .rules = row->rules,
    };
    say_boots(arena, report, verdict);
    say_images(arena, report, verdict);
    say_net_swap(arena, report, verdict);
    say_refusal(arena, report, verdict);
    say_warning(arena, report, verdict);
    say_stages(arena, report, verdict);
    say_pair(arena, report, verdict);
    say_client(arena, report, verdict);
    if (strcmp(row->state, "update-pending") == 0) {
        say_other_image(arena, report, verdict);
    }
    say_losses(arena, report, verdict);
}
