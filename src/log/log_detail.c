#include <inttypes.h>
#include <string.h>

#include "log/log_reader.h"
#include "log/smp_codes.h"
#include "nrf53pack/memory_map.h"

static uint64_t hexadecimal(struct slice text)
{
    uint64_t number;

    if (text.length > 2 && text.data[0] == '0' && (text.data[1] == 'x' || text.data[1] == 'X')) {
        text = (struct slice){ text.data + 2, text.length - 2 };
    }
    return parse_uint64(text, 16, &number) ? number : UINT64_MAX;
}

static const char *flag_meaning(struct slice value, const char *set, const char *unset)
{
    uint64_t number = hexadecimal(value);

    return number == 1 ? set : number == 3 ? unset : "neither set nor erased: something else wrote there";
}

static const char *type_meaning(struct slice value)
{
    static const char *const meanings[] = { "unknown", "none", "test", "permanent", "revert" };
    uint64_t number = hexadecimal(value);

    return meanings[number < ARRAY_LENGTH(meanings) ? number : 0];
}

static const char *primary_trailer(struct arena *arena, const struct log_match *match)
{
    if (!slice_equals(match->captures[0], "good")) {
        return slice_equals(match->captures[0], "unset")
                   ? "nothing was ever swapped into this slot, or its trailer was erased"
                   : "the trailer is damaged: neither erased nor MCUboot's";
    }
    return arena_printf(arena, "last update: %s, %s, %s", type_meaning(match->captures[1]),
                        flag_meaning(match->captures[2], "complete", "not complete"),
                        flag_meaning(match->captures[3], "confirmed", "not confirmed: it is taken back at this boot"));
}

static const char *secondary_trailer(struct arena *arena, const struct log_match *match)
{
    if (!slice_equals(match->captures[0], "good")) {
        return slice_equals(match->captures[0], "unset") ? "nothing is pending"
                                                         : "the trailer is damaged: nothing is pending for MCUboot";
    }
    return arena_printf(arena, "an update is pending, %s",
                        flag_meaning(match->captures[3], "for good", "to be tested: it must be confirmed afterwards"));
}

static const char *swap_type(struct slice name)
{
    static const struct {
        const char *name;
        const char *meaning;
    } meanings[] = {
        { "none", "nothing is to be installed: what is in the primary slot is started" },
        { "test", "the new image is to be installed; it must confirm itself before the next reset" },
        { "perm", "the new image is to be installed for good" },
        { "revert", "the running image was never confirmed: the old one is to be brought back" },
    };

    for (size_t i = 0; i < ARRAY_LENGTH(meanings); i++) {
        if (slice_equals(name, meanings[i].name)) {
            return meanings[i].meaning;
        }
    }
    return NULL;
}

static bool decimal(struct slice text, int64_t *value)
{
    return parse_int64(text, value);
}

static const char *missing_space(struct arena *arena, const struct log_match *match)
{
    int64_t required, available;

    if (!decimal(match->captures[0], &required) || !decimal(match->captures[1], &available) || required <= available) {
        return NULL;
    }
    return arena_printf(arena, "%" PRId64 " bytes too many", required - available);
}

static const char *fault_address(const struct log_match *match)
{
    uint64_t address = hexadecimal(match->captures[0]);

    if (nrf5340_is_in_xip(address)) {
        return "in the application core's window into external flash (XIP), which the network core does not have";
    }
    return NULL;
}

/* To an application -2 says something else: there it is the network image's RAM slot that is missing. */
static const char *area_error(const struct log_match *match)
{
    int64_t error;

    if (!decimal(match->captures[match->count - 1], &error)) {
        return NULL;
    }
    return error == -2 && match->pattern->printer == LOG_MCUBOOT
               ? "there is no such area in MCUboot's flash map: its partition, or the driver of its flash, is not in "
                 "MCUboot's image"
               : zephyr_error(error);
}

static const char *swap_algorithm(const struct log_match *match)
{
    if (slice_equals(match->captures[0], "move") || slice_equals(match->captures[0], "scratch")) {
        return "of an application's image a power cut is safe: the next boot goes on";
    }
    return slice_equals(match->captures[0], "offset") ? "of an application's image a power cut is safe, the next boot "
                                                        "goes on. But a revert after another upload "
                                                        "loses the primary slot"
                                                      : NULL;
}

static const char *flags_of_client(const struct log_match *match)
{
    const char *flags = match->captures[0].data;
    size_t length = match->captures[0].length;
    bool pending = false, active = false, confirmed = false;

    for (size_t at = 0; at < length; at++) {
        pending = pending || (length - at >= 7 && memcmp(flags + at, "pending", 7) == 0);
        active = active || (length - at >= 6 && memcmp(flags + at, "active", 6) == 0);
        confirmed = confirmed || (length - at >= 9 && memcmp(flags + at, "confirmed", 9) == 0);
    }
    if (pending) {
        return "to be installed at the next reset";
    }
    return active ? confirmed ? "runs and stays" : "runs, not confirmed: the next reset takes the old image back"
                  : NULL;
}

/* The application core's flash ends at 1 MiB, the network core's lies above (nRF5340 product specification, memory map). */
static const char *core_of_address(const struct log_match *match)
{
    if (log_is_of_net_core(match)) {
        return "in the network core's flash: a program of the network core printed this";
    }
    return hexadecimal(match->captures[0]) < 0x100000u ? "in the application core's flash: not the network core" : NULL;
}

static const char *client_detail(struct arena *arena, const struct log_match *match)
{
    switch (match->pattern->event) {
    case LOG_CLIENT_FLAGS:
        return strcmp(match->pattern->id, "client-flags") == 0 ? flags_of_client(match) : NULL;
    case LOG_CLIENT_CODE:
    case LOG_CLIENT_CODE_OF_GROUP:
    case LOG_CLIENT_GROUP_CODE:
    case LOG_CLIENT_IMAGE_CODE:
        return smp_code_of_match(arena, match);
    default:
        return NULL;
    }
}

const char *log_line_detail(struct arena *arena, const struct log_match *match)
{
    switch (match->pattern->event) {
    case LOG_PRIMARY_TRAILER:
        return primary_trailer(arena, match);
    case LOG_SECONDARY_TRAILER:
        return secondary_trailer(arena, match);
    case LOG_SWAP_TYPE:
        return swap_type(match->captures[1]);
    case LOG_SWAP_TYPE_ALONE:
        return swap_type(match->captures[0]);
    case LOG_FAULT_ADDRESS:
        return fault_address(match);
    case LOG_AREA_NOT_OPENED:
        return area_error(match);
    case LOG_NSIB_ADDRESS:
    case LOG_FAULT_INSTRUCTION:
        return core_of_address(match);
    case LOG_SWAP_START:
        return swap_algorithm(match);
    case LOG_STOP_OF_BUILD:
        return strstr(match->pattern->text, "flash area") != NULL && match->count > 0 ? area_error(match) : NULL;
    default:
        return strcmp(match->pattern->id, "no-space-numbers") == 0 ? missing_space(arena, match)
                                                                   : client_detail(arena, match);
    }
}
