#include "log/smp_codes.h"

#include <string.h>

static const char *const general[] = {
    [1] = "unknown error (EUNKNOWN)",
    [2] = "not enough memory (NO_MEMORY): the device's buffers are too small, or its slot is not erased",
    [3] = "a value of the request is not valid (EINVAL)",
    [4] = "timeout in the device (ETIMEOUT)",
    [5] = "no such entry (ENOENT): no slot for this upload, or no image with this hash",
    [6] = "not now (BAD_STATE): an update is pending or the running image is not confirmed",
    [7] = "the answer does not fit the buffer (EMSGSIZE)",
    [8] = "not supported (NOT_SUPPORTED): the command's group is not built into the device; an upload may go on all "
          "the same",
    [9] = "corrupt (ECORRUPT)",
    [10] = "busy (EBUSY): another request is being worked on",
    [11] = "access denied (EACCESSDENIED)",
    [12] = "the client's protocol is too old (UNSUPPORTED_TOO_OLD)",
    [13] = "the client's protocol is too new (UNSUPPORTED_TOO_NEW)",
};

static const char *const image[] = {
    [1] = "unknown error",
    [2] = "the flash area cannot be queried",
    [3] = "no image in the slot",
    [4] = "the image has no TLVs",
    [5] = "a TLV of the image is not valid",
    [6] = "the image has several hashes",
    [7] = "a TLV of the image has the wrong size",
    [8] = "no image with this hash",
    [9] = "no free slot: what is in it is marked; erase it, or reset so that it is installed",
    [10] = "the slot cannot be opened: the driver of its flash is not ready, or the slot is unknown to the application",
    [11] = "the slot cannot be read",
    [12] = "the slot cannot be written",
    [13] = "the slot cannot be erased",
    [14] = "no such slot",
    [15] = "not enough memory in the device",
    [16] = "an upload is under way already",
    [17] = "no upload is under way",
    [18] = "the slot has no device",
    [19] = "the offset is on no page",
    [20] = "the request has no offset",
    [21] = "the request has no length",
    [22] = "the first piece is smaller than an image header",
    [23] = "the file has no image header: it is not the signed update file",
    [24] = "the hash in the request is not valid",
    [25] = "the image is linked for another slot (Direct-XIP)",
    [26] = "the running version cannot be read",
    [27] = "the running version is newer, and an upgrade was asked for",
    [28] = "an image is pending already: reset the device, or erase the slot",
    [29] = "the vector table of the image is not valid",
    [30] = "the image is too large for an update",
    [31] = "more data than was announced",
    [32] = "the application does not allow to confirm",
    [33] = "the active slot cannot be tested",
    [34] = "the active slot is not known",
};

static const char *const groups[] = {
    "OS", "image", "statistics", "settings", "log", "crash", "split", "run", "file system", "shell",
};

const char *smp_general_code(uint64_t code)
{
    return code < ARRAY_LENGTH(general) ? general[code] : NULL;
}

const char *smp_image_code(uint64_t code)
{
    return code < ARRAY_LENGTH(image) ? image[code] : NULL;
}

const char *smp_group_name(uint64_t group)
{
    return group < ARRAY_LENGTH(groups) ? groups[group] : group == 63 ? "Zephyr" : NULL;
}

static uint64_t number_at(const struct log_match *match, size_t index)
{
    uint64_t value;

    return index < match->count && parse_uint64(match->captures[index], 10, &value) ? value : UINT64_MAX;
}

static const char *of_group(struct arena *arena, uint64_t group, uint64_t code)
{
    const char *meaning = smp_image_code(code);

    if (group == 1) {
        return meaning != NULL ? arena_printf(arena, "image group: %s", meaning) : "an unknown code of the image group";
    }
    return smp_group_name(group) != NULL
               ? arena_printf(arena, "a code of the %s group, not of images", smp_group_name(group))
               : "a code of a group that is not known";
}

static const char *without_group(struct arena *arena, uint64_t code)
{
    const char *old = smp_general_code(code);
    const char *new = smp_image_code(code);

    if (old == NULL) {
        return new != NULL ? arena_printf(arena, "as a code of the image group (SMP version 2): %s", new)
                           : "a code that is not known";
    }
    return arena_printf(arena,
                        "in SMP version 1: %s; as a code of the image group (SMP version 2): %s. The line does not say "
                        "which: ask the client for the group",
                        old, new);
}

/* Lines that name the code by its old name leave nothing open, nor does an answer with "rc" at its top. */
static bool is_version_1(const struct log_pattern *pattern)
{
    return strstr(pattern->text, "(%d)") != NULL || strstr(pattern->text, "MGMT_ERR.") != NULL ||
           strncmp(pattern->id, "json", 4) == 0;
}

const char *smp_code_of_match(struct arena *arena, const struct log_match *match)
{
    bool group_first = match->pattern->event == LOG_CLIENT_GROUP_CODE;
    bool group_last = match->pattern->event == LOG_CLIENT_CODE_OF_GROUP;
    uint64_t code = number_at(match, group_last ? 0 : match->count - 1);

    if (code == 0) {
        return NULL;
    }
    if (group_first || group_last) {
        return of_group(arena, number_at(match, group_first ? 0 : 1), code);
    }
    if (match->pattern->event == LOG_CLIENT_IMAGE_CODE) {
        return of_group(arena, 1, code);
    }
    if (is_version_1(match->pattern) && smp_general_code(code) != NULL) {
        return arena_printf(arena, "SMP version 1: %s", smp_general_code(code));
    }
    return without_group(arena, code);
}

const char *zephyr_error(int64_t error)
{
    switch (error) {
    case -2:
        return "there is no such area in this program's flash map. On the nRF5340 that is the RAM slot of the network "
               "core's "
               "image, which only MCUboot has: harmless when the update is applied";
    case -5:
        return "input/output error: the flash does not do what it is told";
    case -12:
        return "not enough memory";
    case -16:
        return "busy";
    case -19:
        return "no device: the driver of that flash is not ready. The chip does not answer, its driver is not built "
               "in, or it is "
               "asleep; a cold reset may clear it once";
    case -22:
        return "not valid: an address or a size that the flash does not have";
    case -116:
        return "timeout: the chip does not answer";
    case -134:
        return "not supported by the driver";
    default:
        return NULL;
    }
}
