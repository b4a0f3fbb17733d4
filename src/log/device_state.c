#include "log/device_state.h"

#include <string.h>
#include "log/device_internal.h"

static const char *const swap_names[] = { "unknown", "none", "test", "perm", "revert" };

const char *log_swap_name(enum log_swap swap)
{
    return swap_names[swap];
}

void device_state_begin(struct device_state *state, struct arena *arena)
{
    *state = (struct device_state){ .arena = arena, .stage = LOG_STAGES, .named = LOG_IMAGES };
}

/* Something that a bootloader prints before it starts anything. */
static void early(struct device_state *state, uint32_t line)
{
    device_settle_banner(state);
    if (!state->open || state->current.end != LOG_END_OPEN) {
        device_begin_boot(state, line);
    }
    state->fresh = false;
}

/* One that is cut off is the same as far as it goes. */
static bool is_other_banner(const struct device_state *state, struct slice banner)
{
    return state->banner[0] != '\0' && memcmp(state->banner, banner.data, banner.length) != 0;
}

static void take_bootloader_banner(struct device_state *state, const struct log_match *match, uint32_t line)
{
    struct slice banner = match->captures[0];

    banner.length = banner.length < LOG_BANNER_LENGTH ? banner.length : LOG_BANNER_LENGTH;
    state->marked = true;
    /* The immutable bootloader's lines belong to the same boot. */
    if (!state->open || !state->fresh) {
        device_settle_banner(state);
        device_begin_boot(state, line);
    }
    state->current.other_bootloader = is_other_banner(state, banner);
    memset(state->banner, 0, sizeof state->banner);
    memcpy(state->banner, banner.data, banner.length);
}

static void take_bootloader_start(struct device_state *state, uint32_t line)
{
    state->marked = true;
    if (state->banner_line != 0) {
        device_begin_boot(state, state->banner_line);
    } else if (!state->open || !state->fresh) {
        device_begin_boot(state, line);
    }
    state->fresh = false;
}

static void take_nsib_start(struct device_state *state, const struct log_match *match, uint32_t line)
{
    uint64_t stage = device_number(match->captures[0], 10);

    /* The second copy is tried when the first is refused: still the same boot. */
    if (!state->open || !state->fresh) {
        device_settle_banner(state);
        device_begin_boot(state, line);
    }
    state->stage = stage < LOG_STAGES ? (size_t)stage : LOG_STAGES;
}

/* b0n says the same of what it starts, and names no copy. */
static void take_nsib_refusal(struct device_state *state, const struct log_pattern *pattern)
{
    if (state->open && state->stage < LOG_STAGES && !state->net_core_prints &&
        state->current.stages[state->stage] == NULL) {
        state->current.stages[state->stage] = pattern;
    }
}

static void take_banner(struct device_state *state, uint32_t line)
{
    device_settle_banner(state);
    state->banner_line = line;
}

static void take_trailer(struct device_state *state, const struct log_match *match, uint32_t line, bool primary)
{
    struct log_trailer *trailer = primary ? &state->trailers.primary : &state->trailers.secondary;

    early(state, line);
    if (state->trailers_line == 0) {
        state->trailers_line = line;
    }
    *trailer = (struct log_trailer){
        .seen = true,
        .good = slice_equals(match->captures[0], "good"),
        .bad = slice_equals(match->captures[0], "bad"),
        .swap_type = (unsigned)(device_number(match->captures[1], 16) & 0xff),
        .copy_done = (unsigned)(device_number(match->captures[2], 16) & 0xff),
        .image_ok = (unsigned)(device_number(match->captures[3], 16) & 0xff),
    };
}

static enum log_swap swap_of(struct slice name)
{
    for (size_t i = 1; i < ARRAY_LENGTH(swap_names); i++) {
        if (slice_equals(name, swap_names[i])) {
            return (enum log_swap)i;
        }
    }
    return LOG_SWAP_UNKNOWN;
}

/* A revert that finds nothing to go back to is looked at twice; the trailers are printed before each first look. */
static bool is_second_look(const struct device_state *state, size_t number, enum log_swap type)
{
    return type == LOG_SWAP_REVERT && state->current.images[number].type == type && state->trailers_line == 0;
}

static void take_swap_type(struct device_state *state, size_t number, struct slice name, uint32_t line)
{
    struct log_image *image;

    if (number >= LOG_IMAGES) {
        return;
    }
    early(state, line);
    /* Without lines that say so: the same image again is the next boot, unless a swap came between. */
    if (!state->marked && state->current.images[number].type != LOG_SWAP_UNKNOWN && !state->types_follow_swap &&
        !is_second_look(state, number, swap_of(name))) {
        device_begin_boot(state, state->trailers_line != 0 ? state->trailers_line : line);
        state->fresh = false;
    }
    device_give_trailers(state, number);
    image = &state->current.images[number];
    if (image->type == LOG_SWAP_UNKNOWN) {
        image->type = swap_of(name);
    }
    state->named = number;
    state->images_seen = number >= state->images_seen ? number + 1 : state->images_seen;
}

/* What is refused is the image to go back to: the one on trial stays. */
static bool refuses_revert(const struct device_state *state, enum log_event event)
{
    const struct log_image *image = state->named < LOG_IMAGES ? &state->current.images[state->named] : NULL;

    return event == LOG_UPDATE_ERASED && image != NULL && image->type == LOG_SWAP_REVERT && !image->swapped;
}

static bool is_due(const struct log_image *image)
{
    return image->type >= LOG_SWAP_TEST && image->type <= LOG_SWAP_REVERT && !image->swapped && !image->overwritten;
}

static void take_swap_start(struct device_state *state, const struct log_match *match, uint32_t line)
{
    size_t image = 0;

    early(state, line);
    while (image < LOG_IMAGES && !is_due(&state->current.images[image])) {
        image++;
    }
    image = image < LOG_IMAGES ? image : 0;
    state->current.images[image].swapped = true;
    state->confirmed = state->confirmed && image != 0; /* was said of the image that ran before */
    state->types_follow_swap = true;
    state->algorithm = arena_strndup(state->arena, match->captures[0].data, match->captures[0].length);
}

static void take_overwrite(struct device_state *state, const struct log_match *match, uint32_t line)
{
    /* In the days of one image it had no number. */
    uint64_t number = match->count > 0 ? device_number(match->captures[0], 10) : 0;

    early(state, line);
    if (number < LOG_IMAGES) {
        state->current.images[number].overwritten = true;
    }
    state->algorithm = "overwrite";
}

static void take_refusal(struct device_state *state, const struct log_match *match, uint32_t line)
{
    early(state, line);
    if (refuses_revert(state, match->pattern->event)) {
        state->current.trial_kept = true;
    } else {
        state->current.refusal = state->current.refusal == NULL ? match->pattern : state->current.refusal;
        state->current.refusal_erases = state->current.refusal_erases || match->pattern->event == LOG_UPDATE_ERASED;
    }
    state->types_follow_swap = true; /* some bootloaders look at the trailers again then */
}

static void take_start(struct device_state *state, const struct log_match *match, uint32_t line)
{
    early(state, line);
    state->current.end = LOG_END_STARTED;
    if (match->pattern->event == LOG_CHAINLOAD) {
        state->chainload = device_number(match->captures[0], 16);
        state->has_chainload = state->chainload != UINT64_MAX;
    }
}

/* "Bootloader chainload address offset", then "Jumping to ...": one start. */
static void take_jump(struct device_state *state, const struct log_match *match, uint32_t line)
{
    if (!state->open || state->current.end != LOG_END_STARTED || state->current.application_lines > 0) {
        take_start(state, match, line);
    }
}

static void take_stop(struct device_state *state, const struct log_match *match, enum log_boot_end end, uint32_t line)
{
    device_settle_banner(state);
    if (!state->open) {
        device_begin_boot(state, line);
    } else if (state->current.end == LOG_END_STARTED) {
        state->current.application_stop =
            state->current.application_stop == NULL ? match->pattern : state->current.application_stop;
        return;
    } else if (state->current.stop == match->pattern) {
        device_begin_boot(state, line); /* a log of errors only */
    } else if (state->current.end != LOG_END_OPEN) {
        return; /* what follows a stop */
    }
    state->fresh = false;
    state->current.end = end;
    state->current.stop = match->pattern;
}

/* A fault without any boot before it: which program printed it is not known. */
static void take_fault(struct device_state *state, const struct log_match *match, uint32_t line)
{
    if (state->open) {
        take_stop(state, match, LOG_END_STOPPED, line);
        return;
    }
    state->loose_stop = state->loose_stop == NULL ? match->pattern : state->loose_stop;
    state->loose_stops += state->loose_stop == match->pattern;
}

/* MCUboot protects its flash after it has said that it jumps, and then does not. */
static void take_protection(struct device_state *state, const struct log_match *match, uint32_t line)
{
    device_settle_banner(state);
    if (state->open && state->current.end == LOG_END_STARTED && match->pattern->printer == LOG_MCUBOOT) {
        if (state->current.application_lines > 0) {
            device_begin_boot(state, line);
        }
        state->current.end = LOG_END_OPEN;
    }
    take_stop(state, match, LOG_END_STOPPED, line);
}

/* b0n says the same as the application core's loader, and what it starts is the network core's. */
static void take_no_image(struct device_state *state, const struct log_match *match, uint32_t line)
{
    if (match->pattern->printer == LOG_NSIB && state->net_core_prints) {
        device_mark(state, &state->net_core_refused);
    } else {
        take_stop(state, match, LOG_END_NO_IMAGE, line);
    }
}

static void take_net(struct device_state *state, enum log_event event, uint32_t line)
{
    struct log_boot *boot = &state->current;

    if (!state->open || boot->end == LOG_END_STOPPED || boot->end == LOG_END_NO_IMAGE) {
        device_begin_boot(state, line);
    }
    state->fresh = false;
    boot->net_begun = true;
    boot->net_done = event == LOG_NET_DONE || (boot->net_done && event == LOG_NET_START);
    boot->net_failed = event == LOG_NET_FAILED;
}

static void take_area(struct device_state *state, const struct log_match *match)
{
    /* -2 is ENOENT: the RAM slot of the network core's image is not in the application's flash map (DevZone 121469). */
    bool harmless = match->pattern->printer == LOG_APPLICATION && slice_equals(match->captures[match->count - 1], "-2");

    state->harmless_area = state->harmless_area || harmless;
    if (!harmless) {
        device_mark(state, &state->area_missing);
    }
}

static void take_value(struct device_state *state, const struct log_match *match)
{
    if (strcmp(match->pattern->id, "failed-reading-sectors") == 0) {
        uint64_t sectors = device_number(match->captures[0], 10);

        state->max_sectors = sectors == UINT64_MAX ? 0 : sectors;
    } else if (strcmp(match->pattern->id, "sdk-banner") == 0 &&
               slice_starts_with(match->captures[0], "nRF Connect SDK ")) {
        state->sdk = arena_strndup(state->arena, match->captures[0].data, match->captures[0].length);
    }
}

static void take_boot_event(struct device_state *state, const struct log_match *match, uint32_t line)
{
    switch (match->pattern->event) {
    case LOG_BOOTLOADER_BANNER:
        take_bootloader_banner(state, match, line);
        break;
    case LOG_BANNER:
        take_banner(state, line);
        break;
    case LOG_BOOTLOADER_START:
        take_bootloader_start(state, line);
        break;
    case LOG_PRIMARY_TRAILER:
    case LOG_SECONDARY_TRAILER:
        take_trailer(state, match, line, match->pattern->event == LOG_PRIMARY_TRAILER);
        break;
    case LOG_SWAP_TYPE:
        take_swap_type(state, (size_t)device_number(match->captures[0], 10), match->captures[1], line);
        break;
    case LOG_SWAP_TYPE_ALONE:
        take_swap_type(state, 0, match->captures[0], line);
        break;
    case LOG_SWAP_START:
        take_swap_start(state, match, line);
        break;
    case LOG_OVERWRITE_START:
        take_overwrite(state, match, line);
        break;
    case LOG_UPDATE_REFUSED:
    case LOG_UPDATE_ERASED:
        take_refusal(state, match, line);
        break;
    case LOG_SWAP_STATUS_LOST:
        early(state, line);
        state->current.status_lost = true;
        break;
    case LOG_TRIAL_REFUSED:
        early(state, line);
        state->current.trial_kept = true;
        state->types_follow_swap = true;
        break;
    default:
        break;
    }
}

static void take_recovery(struct device_state *state, uint32_t line)
{
    if (!state->open || state->current.end == LOG_END_STARTED) {
        device_begin_boot(state, line);
    }
    state->current.end = LOG_END_RECOVERY;
    state->current.recovery = true;
}

static void take_start_event(struct device_state *state, const struct log_match *match, uint32_t line)
{
    switch (match->pattern->event) {
    case LOG_NSIB_START:
        take_nsib_start(state, match, line);
        break;
    case LOG_NSIB_REFUSES:
        take_nsib_refusal(state, match->pattern);
        break;
    case LOG_SIMULATED_START:
        take_jump(state, match, line); /* MCUboot has said it already, nrf53boot has not */
        state->current.application_lines++;
        break;
    case LOG_CHAINLOAD:
        take_start(state, match, line);
        break;
    case LOG_JUMP:
        take_jump(state, match, line);
        break;
    case LOG_RECOVERY:
        take_recovery(state, line);
        break;
    case LOG_RECOVERY_END:
        if (state->open && state->current.end == LOG_END_RECOVERY) {
            state->current.end = LOG_END_OPEN;
        }
        break;
    default:
        break;
    }
}

static void take_stop_event(struct device_state *state, const struct log_match *match, uint32_t line)
{
    switch (match->pattern->event) {
    case LOG_NO_BOOTABLE_IMAGE:
        take_no_image(state, match, line);
        break;
    case LOG_PROTECTION_FAILED:
        take_protection(state, match, line);
        break;
    case LOG_PANIC:
    case LOG_STOP_OF_BUILD:
    case LOG_ASSERTION:
    case LOG_SIMULATED_STOP:
        take_stop(state, match, LOG_END_STOPPED, line);
        break;
    case LOG_ABORT:
    case LOG_FAULT:
        take_fault(state, match, line);
        break;
    case LOG_FAULT_ADDRESS:
        device_take_fault_address(state, match);
        break;
    case LOG_FAULT_INSTRUCTION:
        device_take_fault_instruction(state, match);
        break;
    default:
        break;
    }
}

static void take_net_event(struct device_state *state, const struct log_match *match, uint32_t line)
{
    switch (match->pattern->event) {
    case LOG_NET_START:
    case LOG_NET_DONE:
    case LOG_NET_FAILED:
        take_net(state, match->pattern->event, line);
        break;
    case LOG_NET_REFUSED_BY_B0N:
        device_mark(state, &state->net_core_refused);
        break;
    case LOG_NET_NOT_ANSWERING:
        device_note_application(state);
        device_mark(state, &state->net_core_silent);
        break;
    case LOG_SLOT_NOT_OPENED:
        device_mark(state, &state->slot_unreachable);
        break;
    case LOG_AREA_NOT_OPENED:
        take_area(state, match);
        break;
    default:
        break;
    }
}

/* Whatever it says, it may be the reason why an image that was due is not installed. */
static void note_warning(struct device_state *state, bool warning, uint32_t line)
{
    if (!warning || !state->open || state->current.end != LOG_END_OPEN) {
        return;
    }
    state->current.warnings++;
    if (state->named < LOG_IMAGES && state->current.warning_line == 0) {
        state->current.warning_line = line;
    }
}

void device_state_take(struct device_state *state, const struct log_match *match, uint32_t line)
{
    /* Each group passes over the events of the others. */
    take_value(state, match);
    if (match->application) {
        device_note_application(state); /* what it says of a boot is what it reads in the trailers */
    } else {
        take_boot_event(state, match, line);
        take_start_event(state, match, line);
        take_stop_event(state, match, line);
    }
    state->net_core_prints = state->net_core_prints || log_is_of_net_core(match);
    take_net_event(state, match, line);
    device_take_report(state, match, line);
    note_warning(state, match->warning, line);
    if (state->open) {
        state->current.last_line = line;
    }
}

void device_state_pass(struct device_state *state, bool warning, uint32_t line)
{
    device_settle_banner(state);
    note_warning(state, warning, line);
    if (state->open && state->current.end == LOG_END_STARTED) {
        state->current.application_lines++;
    } else if (state->open && state->current.end == LOG_END_OPEN) {
        state->current.unknown_lines++;
    }
}

void device_state_end(struct device_state *state)
{
    device_settle_banner(state);
    device_close_boot(state);
}

const struct log_boot *device_state_last(const struct device_state *state)
{
    return state->boots.count > 0 ? &state->boots.items[state->boots.count - 1] : NULL;
}
