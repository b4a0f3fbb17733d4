/* Where one boot of a log ends and the next begins. */
#include "log/device_internal.h"

#include <string.h>

uint64_t device_number(struct slice text, int base)
{
    uint64_t value;

    if (text.length > 2 && text.data[0] == '0' && (text.data[1] == 'x' || text.data[1] == 'X')) {
        text = (struct slice){ text.data + 2, text.length - 2 };
    }
    return parse_uint64(text, base, &value) ? value : UINT64_MAX;
}

/* What it came to, a bit each. */
static unsigned marks_of(const struct log_boot *boot)
{
    return boot->recovery | boot->trial_kept * 2u | boot->status_lost * 4u | boot->net_begun * 8u |
           boot->net_done * 16u | boot->net_failed * 32u;
}

static bool same_boot(const struct log_boot *left, const struct log_boot *right)
{
    bool same = left->end == right->end && left->stop == right->stop && left->refusal == right->refusal &&
                left->application_stop == right->application_stop && marks_of(left) == marks_of(right) &&
                (left->application_lines > 0) == (right->application_lines > 0);

    same = same && memcmp(left->stages, right->stages, sizeof left->stages) == 0 &&
           (left->warning_line == 0) == (right->warning_line == 0);
    for (size_t i = 0; same && i < LOG_IMAGES; i++) {
        same = left->images[i].type == right->images[i].type && left->images[i].swapped == right->images[i].swapped &&
               left->images[i].overwritten == right->images[i].overwritten;
    }
    return same;
}

static bool same_trailer(const struct log_trailer *left, const struct log_trailer *right)
{
    return left->seen == right->seen && left->good == right->good && left->bad == right->bad &&
           left->swap_type == right->swap_type && left->copy_done == right->copy_done &&
           left->image_ok == right->image_ok;
}

/* Trailers that a swap has changed are printed once more, and those before it are not kept. */
static bool image_came_so_far(const struct log_image *before, const struct log_image *image)
{
    bool changed = before->swapped || before->overwritten;

    return (image->type == LOG_SWAP_UNKNOWN || image->type == before->type) && (!image->swapped || before->swapped) &&
           (!image->overwritten || before->overwritten) &&
           (changed || !image->primary.seen || same_trailer(&image->primary, &before->primary)) &&
           (changed || !image->secondary.seen || same_trailer(&image->secondary, &before->secondary));
}

static bool stages_came_so_far(const struct log_boot *before, const struct log_boot *boot)
{
    bool so_far = true;

    for (size_t i = 0; i < LOG_STAGES; i++) {
        so_far = so_far && (boot->stages[i] == NULL || boot->stages[i] == before->stages[i]);
    }
    return so_far;
}

/* Everything that this boot has come to the one before had come to as well, and then ended. The line in which the log was cut may be one
 * more of which nothing is known.
 */
static bool came_so_far(const struct log_boot *before, const struct log_boot *boot)
{
    bool so_far = before->end != LOG_END_OPEN && boot->end == LOG_END_OPEN && !boot->other_bootloader &&
                  boot->unknown_lines <= before->unknown_lines + 1 && boot->warnings <= before->warnings &&
                  (marks_of(boot) & ~marks_of(before)) == 0 &&
                  (boot->refusal == NULL || boot->refusal == before->refusal) && stages_came_so_far(before, boot);

    for (size_t i = 0; so_far && i < LOG_IMAGES; i++) {
        so_far = image_came_so_far(&before->images[i], &boot->images[i]);
    }
    return so_far;
}

void device_give_trailers(struct device_state *state, size_t image)
{
    if (state->trailers.primary.seen) {
        state->current.images[image].primary = state->trailers.primary;
    }
    if (state->trailers.secondary.seen) {
        state->current.images[image].secondary = state->trailers.secondary;
    }
    state->trailers = (struct log_image){ 0 };
    state->trailers_line = 0;
}

/* Trailers that no name followed: those of the next image, or what a swap has made of the first one's. */
static size_t image_of_last_trailers(const struct device_state *state)
{
    bool next = !state->types_follow_swap && state->named < LOG_IMAGES && state->named + 1 < state->images_seen;

    return next ? state->named + 1 : 0;
}

void device_close_boot(struct device_state *state)
{
    struct log_boot *last = state->boots.count > 0 ? &state->boots.items[state->boots.count - 1] : NULL;

    if (!state->open) {
        return;
    }
    state->open = false;
    device_give_trailers(state, image_of_last_trailers(state));
    state->repeats = came_so_far(&state->closed, &state->current) && state->boots.count < LOG_BOOTS_LIMIT;
    state->closed = state->current;
    state->boots_seen++;
    state->current.number = state->boots_seen;
    state->current.count = 1;
    if (state->current.end == LOG_END_STARTED && state->current.application_lines > 0 &&
        state->current.application_stop == NULL) {
        state->good_boot = state->boots_seen;
    }
    if (last != NULL && same_boot(last, &state->current)) {
        last->count++;
        last->last_line = state->current.last_line;
    } else if (state->boots.count < LOG_BOOTS_LIMIT) {
        *ARENA_PUSH(state->arena, &state->boots) = state->current;
    } else {
        *last = state->current;
    }
}

void device_begin_boot(struct device_state *state, uint32_t line)
{
    struct log_image trailers = state->trailers;
    uint32_t trailers_line = state->trailers_line;

    if (trailers_line >= line) {
        state->trailers = (struct log_image){ 0 }; /* they are the new boot's */
    }
    device_close_boot(state);
    state->current = (struct log_boot){ .first_line = line, .last_line = line };
    state->open = true;
    state->fresh = true;
    state->types_follow_swap = false;
    state->banner_line = 0;
    state->net_core_prints = false;
    state->stage = LOG_STAGES;
    state->named = LOG_IMAGES;
    state->on_trial = false; /* was said of what ran before the reset, which decided */
    if (trailers_line >= line) {
        state->trailers = trailers;
        state->trailers_line = trailers_line;
    }
}

void device_settle_banner(struct device_state *state)
{
    if (state->banner_line != 0 && state->open && state->current.end == LOG_END_STARTED) {
        state->current.application_lines++;
    }
    state->banner_line = 0;
}

void device_note_application(struct device_state *state)
{
    device_settle_banner(state);
    if (state->open && state->current.end == LOG_END_OPEN) {
        state->current.end = LOG_END_STARTED; /* nrf53boot says nothing when it starts one */
    }
    if (state->open) {
        state->current.application_lines++;
    }
}
