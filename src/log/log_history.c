#include "log/log_history.h"

/* Of the first `count` boots how many, at their end, had the same bad end. */
static size_t same_ends(const struct log_boots *boots, size_t count)
{
    const struct log_boot *last = &boots->items[count - 1];
    bool silent = last->stop == NULL && last->application_stop == NULL;
    size_t same = 0;

    for (size_t i = count; i > 0; i--) {
        const struct log_boot *boot = &boots->items[i - 1];

        if (boot->end != last->end || boot->stop != last->stop || boot->application_stop != last->application_stop ||
            (silent && boot->application_lines > 0)) {
            break;
        }
        same += boot->count;
    }
    return same;
}

/* An application that prints nothing may have another console: that takes one more. */
static bool is_loop(const struct log_boots *boots, size_t count)
{
    const struct log_boot *last = &boots->items[count - 1];
    bool silent = last->stop == NULL && last->application_stop == NULL;

    return last->end != LOG_END_OPEN && last->end != LOG_END_RECOVERY && same_ends(boots, count) >= (silent ? 3 : 2);
}

bool log_ends_in_loop(const struct log_report *report)
{
    return report->device.repeats && is_loop(&report->device.boots, report->device.boots.count - 1);
}

/* How many boots say what state the device is in. */
static size_t boots_that_count(const struct log_report *report)
{
    return report->device.boots.count - log_ends_in_loop(report);
}

bool log_is_loop(const struct log_report *report)
{
    return report->device.boots.count > 0 && is_loop(&report->device.boots, boots_that_count(report));
}

size_t log_same_ends(const struct log_report *report)
{
    return same_ends(&report->device.boots, boots_that_count(report));
}

const struct log_boot *log_last_boot(const struct log_report *report)
{
    size_t count = boots_that_count(report);

    return count > 0 ? &report->device.boots.items[count - 1] : NULL;
}

size_t log_same_stops(const struct log_report *report)
{
    const struct log_boots *boots = &report->device.boots;
    const struct log_pattern *stop = log_last_boot(report)->stop;
    size_t count = 0;

    for (size_t i = boots_that_count(report); stop != NULL && i > 0 && boots->items[i - 1].stop == stop; i--) {
        count += boots->items[i - 1].count;
    }
    return count;
}

bool log_begun_in(const struct log_boot *boot)
{
    for (size_t i = 0; i < LOG_IMAGES; i++) {
        if (boot->images[i].swapped || boot->images[i].overwritten) {
            return true;
        }
    }
    return false;
}

/* A swap that was begun, and of whose trailer a later boot finds nothing: the slot was programmed anew meanwhile. */
static bool came_to_nothing(const struct log_report *report, const struct log_boot *boot)
{
    const struct log_trailer *left = &log_last_boot(report)->images[0].primary;

    return boot != log_last_boot(report) && boot->images[0].swapped && boot->end != LOG_END_STARTED && left->seen &&
           !left->good;
}

const struct log_boot *log_last_change(const struct log_report *report)
{
    const struct log_boots *boots = &report->device.boots;

    for (size_t i = boots_that_count(report); i > 0; i--) {
        const struct log_boot *boot = &boots->items[i - 1];

        if (boot->refusal != NULL || boot->trial_kept || boot->net_done || boot->net_failed) {
            return boot;
        }
        if (log_begun_in(boot) && !came_to_nothing(report, boot)) {
            return boot;
        }
    }
    return NULL;
}

bool log_changed_by(const struct log_report *report, enum log_swap type)
{
    const struct log_boot *boot = log_last_change(report);

    for (size_t i = 0; boot != NULL && i < LOG_IMAGES; i++) {
        if (boot->images[i].swapped && boot->images[i].type == type) {
            return true;
        }
    }
    return false;
}

bool log_changed_last(const struct log_report *report)
{
    return log_last_change(report) != NULL && log_last_change(report) == log_last_boot(report);
}

static bool is_forward(const struct log_image *image)
{
    return image->type == LOG_SWAP_TEST || image->type == LOG_SWAP_PERM;
}

static bool is_begun(const struct log_boot *boot, size_t image)
{
    return boot->images[image].swapped || boot->images[image].overwritten ||
           (image == 1 && boot->net_done && !boot->net_failed);
}

/* Where both cores' images come through one pair of slots its type is said of either. */
static bool is_passed_over(const struct log_boot *boot, size_t image)
{
    bool single_pair = boot->net_begun && boot->images[1].type == LOG_SWAP_UNKNOWN;

    return boot->end == LOG_END_STARTED && !is_begun(boot, image) && !single_pair && is_forward(&boot->images[image]);
}

/* Both were due: a network image alone is no half of a pair. */
size_t log_half_installed(const struct log_boot *boot)
{
    for (size_t i = 0; i < 2; i++) {
        if (is_passed_over(boot, i) && is_forward(&boot->images[1 - i]) && is_begun(boot, 1 - i)) {
            return i;
        }
    }
    return LOG_IMAGES;
}

bool log_passed_over(const struct log_boot *boot)
{
    return boot->refusal == NULL && !boot->trial_kept && !boot->net_failed &&
           (is_passed_over(boot, 0) || is_passed_over(boot, 1));
}

bool log_half_reverted(const struct log_report *report)
{
    const struct log_boot *last = log_last_change(report);
    const struct log_boot *first = report->device.boots.items;

    if (!log_changed_by(report, LOG_SWAP_REVERT) || !last->images[0].swapped || last->net_begun || is_begun(last, 1)) {
        return false;
    }
    for (const struct log_boot *boot = last; boot > first; boot--) {
        if (boot[-1].images[0].swapped) {
            return boot[-1].images[0].type == LOG_SWAP_TEST && is_begun(&boot[-1], 1);
        }
    }
    return false;
}

size_t log_last_number(const struct log_boot *boot)
{
    return boot->number + boot->count - 1;
}

bool log_begun_after(const struct log_report *report, size_t image, size_t boot)
{
    const struct log_boots *boots = &report->device.boots;

    for (size_t i = boots->count; i > 0 && log_last_number(&boots->items[i - 1]) > boot; i--) {
        if (boots->items[i - 1].images[image].swapped || boots->items[i - 1].images[image].overwritten) {
            return true;
        }
    }
    return false;
}
