/* What an update client, an application or a build reports. */
#include <string.h>

#include "log/device_internal.h"
#include "log/smp_codes.h"

static bool contains(struct slice text, const char *word)
{
    size_t length = strlen(word);

    for (size_t at = 0; at + length <= text.length; at++) {
        if (memcmp(text.data + at, word, length) == 0) {
            return true;
        }
    }
    return false;
}

/* What the fields that are known by now say of the device. */
static void take_reported(struct device_state *state, struct log_reported *reported)
{
    reported->boots = state->boots_seen + state->open;
    if (state->client_image == 0 && state->client_slot == 0 && reported->active) {
        state->confirmed = reported->confirmed;
        state->on_trial = !reported->confirmed;
    }
    if (state->client_slot == 1 && reported->pending) { /* what was refused before has come through since */
        state->request_refused.set = false;
        state->timeout.set = false;
    }
}

static void report_flags(struct device_state *state, struct slice flags, uint32_t line)
{
    struct log_reported *reported = &state->reported[state->client_image][state->client_slot];

    reported->pending = contains(flags, "pending") && !contains(flags, "pending=False");
    reported->active = contains(flags, "active") && !contains(flags, "active=False");
    reported->confirmed = contains(flags, "confirmed") && !contains(flags, "confirmed=False");
    reported->line = line;
    take_reported(state, reported);
}

static void take_client_slot(struct device_state *state, const struct log_match *match, uint32_t line)
{
    bool object = strcmp(match->pattern->id, "smpmgr-slot") == 0;
    bool both = match->count == 2 && !object;
    uint64_t image = both ? device_number(match->captures[0], 10) : 0;
    uint64_t slot = device_number(match->captures[both], 10);

    device_note_application(state);
    if (object && contains(match->captures[1], "image=1")) {
        image = 1;
    }
    state->client_image = image < LOG_IMAGES ? (size_t)image : 0;
    state->client_slot = slot < 2 ? (size_t)slot : 1;
    if (object) {
        report_flags(state, match->captures[1], line);
    } else { /* its flags follow, or it has none */
        state->reported[state->client_image][state->client_slot] = (struct log_reported){ .line = line };
    }
}

/* smpmgr prints an image as a field a line, slot before image before pending before confirmed before active. */
static void take_client_field(struct device_state *state, const struct log_match *match, uint32_t line)
{
    struct log_reported *reported = &state->reported[state->client_image][state->client_slot];
    bool holds = slice_starts_with(match->captures[0], "True");
    uint64_t number = device_number(match->captures[0], 10);
    const char *id = match->pattern->id;

    if (strcmp(id, "smpmgr-field-slot") == 0) {
        device_note_application(state);
        state->client_image = 0; /* where the device has one pair, no image is named */
        state->client_slot = number < 2 ? (size_t)number : 1;
    } else if (strcmp(id, "smpmgr-field-image") == 0) {
        state->client_image = number < LOG_IMAGES ? (size_t)number : 0;
    } else if (strcmp(id, "smpmgr-field-pending") == 0) {
        *reported = (struct log_reported){ .pending = holds, .line = line };
    } else if (strcmp(id, "smpmgr-field-confirmed") == 0) {
        reported->confirmed = holds;
    } else {
        reported->active = holds;
    }
    take_reported(state, reported);
}

static void take_client_error(struct device_state *state, const struct log_match *match, uint32_t line)
{
    const char *meaning = smp_code_of_match(state->arena, match);

    if (meaning == NULL) {
        return; /* 0 */
    }
    state->client_error.count += state->client_error.pattern == match->pattern;
    if (state->client_error.pattern != match->pattern) {
        state->client_error = (struct log_client_error){ match->pattern, meaning, line, 1 };
    }
    device_mark(state, &state->request_refused);
    state->client_error.meaning = meaning;
    state->client_error.line = line;
}

static void take_scheduled(struct device_state *state, const struct log_match *match, uint32_t line)
{
    uint64_t image = match->count > 0 ? device_number(match->captures[0], 10) : 0;

    device_note_application(state);
    if (image < LOG_IMAGES) {
        state->reported[image][1] =
            (struct log_reported){ .pending = true, .boots = state->boots_seen + state->open, .line = line };
    }
}

static void take_confirmation(struct device_state *state, const struct log_pattern *pattern)
{
    bool confirmed = pattern->event == LOG_APPLICATION_CONFIRMED;

    if (pattern->printer == LOG_APPLICATION) {
        device_note_application(state); /* nrf53boot says it too, before it starts anything */
    }
    state->confirmed = confirmed;
    state->on_trial = !confirmed;
}

static void take_client(struct device_state *state, const struct log_match *match, uint32_t line)
{
    switch (match->pattern->event) {
    case LOG_CLIENT_SLOT:
        take_client_slot(state, match, line);
        break;
    case LOG_CLIENT_FLAGS:
        report_flags(state, match->captures[0], line);
        break;
    case LOG_CLIENT_FIELD:
        take_client_field(state, match, line);
        break;
    case LOG_CLIENT_CODE:
    case LOG_CLIENT_CODE_OF_GROUP:
    case LOG_CLIENT_GROUP_CODE:
    case LOG_CLIENT_IMAGE_CODE:
        take_client_error(state, match, line);
        break;
    case LOG_CLIENT_TIMEOUT:
        device_mark(state, &state->timeout);
        break;
    default:
        break;
    }
}

void device_take_report(struct device_state *state, const struct log_match *match, uint32_t line)
{
    switch (match->pattern->event) {
    case LOG_APPLICATION_RUNS:
        device_note_application(state);
        break;
    case LOG_APPLICATION_CONFIRMED:
    case LOG_APPLICATION_ON_TRIAL:
        take_confirmation(state, match->pattern);
        break;
    case LOG_UPDATE_SCHEDULED:
        take_scheduled(state, match, line);
        break;
    case LOG_LINES_LOST:
        state->lines_lost += device_number(match->captures[0], 10);
        break;
    case LOG_UPLOAD_REFUSED:
        state->upload_refused = match->pattern;
        state->upload_refused_line = line;
        device_mark(state, &state->request_refused);
        break;
    case LOG_BUILD_ERROR:
        state->build_error = state->build_error == NULL ? match->pattern : state->build_error;
        break;
    case LOG_BUILD_WARNING:
        state->build_warning = match->pattern;
        break;
    default:
        take_client(state, match, line);
        break;
    }
}
