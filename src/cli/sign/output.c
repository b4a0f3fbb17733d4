#include "cli/sign/output.h"

#include "base/file.h"
#include "cli/sign/options.h"

static enum trailer_mark read_mark(const struct command_call *call)
{
    if (call_flag(call, "--confirm")) {
        return TRAILER_CONFIRM;
    }
    return call_flag(call, "--test") ? TRAILER_TEST : TRAILER_MAGIC;
}

bool sign_output_read(const struct command_call *call, struct sign_output *output)
{
    *output = (struct sign_output){
        .has_hex_address = call_option(call, "--hex-addr") != NULL,
        .pad = call_flag(call, "--pad") || call_flag(call, "--confirm") || call_flag(call, "--test"),
        .mark = read_mark(call),
    };
    if (!sign_slot_read(call, &output->slot) || !call_number(call, "--hex-addr", UINT32_MAX, &output->hex_address)) {
        return false;
    }
    if (output->pad && output->slot.imgtool.slot_size == 0) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "padding needs a '--slot-size' over 0");
    }
    if (output->pad && output->slot.imgtool.slot_size > SOURCE_BINARY_LIMIT) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'--slot-size' 0x%llx is over 0x%lx, the limit of what is padded",
                        (unsigned long long)output->slot.imgtool.slot_size, (unsigned long)SOURCE_BINARY_LIMIT);
    }
    if (call_flag(call, "--confirm") && call_flag(call, "--test")) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "of '--confirm' and '--test' the first counts, as in imgtool: the image is marked as confirmed");
    }
    return true;
}

bool sign_output_holds(const struct command_call *call, const struct sign_output *output,
                       const struct image_options *options, size_t size)
{
    return sign_slot_holds(call, &output->slot, options->encryption, size);
}

/* Where the image starts in a HEX: imgtool moves it down by a header it adds, unless the firmware lies at 0.
 */
static bool image_address(const struct command_call *call, const struct sign_output *output,
                          const struct image_options *options, const struct firmware *firmware, uint64_t *address)
{
    bool moves = options->pad_header && firmware->address != 0;

    if (output->has_hex_address) {
        *address = output->hex_address;
        return true;
    }
    if (!firmware->has_address) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'%s' needs an address: the input has none, give it with '--hex-addr'", call->arguments[1]);
    }
    if (moves && firmware->address < options->header_size) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, origin_file(firmware->source),
                        "firmware starts at 0x%llx, which leaves no room for a header of 0x%lx bytes",
                        (unsigned long long)firmware->address, (unsigned long)options->header_size);
    }
    if (options->pad_header && !moves) {
        diagnose(
            call->diagnostics, DIAGNOSTIC_NOTE, origin_file(firmware->source),
            "firmware lies at address 0: as in imgtool, the header is put there and the firmware moves up by 0x%lx; "
            "'--hex-addr' says where the image is to be",
            (unsigned long)options->header_size);
    }
    *address = firmware->address - (moves ? options->header_size : 0);
    return true;
}

static bool make_hex(const struct command_call *call, const struct sign_output *output,
                     const struct image_options *options, const struct firmware *firmware, struct byte_range image,
                     struct byte_range *text)
{
    struct hex_part parts[1 + TRAILER_ISLANDS];
    uint64_t address = 0;
    size_t count = 1;

    if (!image_address(call, output, options, firmware, &address)) {
        return false;
    }
    parts[0] = (struct hex_part){ 0, image };
    if (output->pad) {
        count += trailer_islands(call->arena, &output->slot.imgtool, options->erased_value, output->mark, parts + 1);
    }
    for (size_t i = 0; i < count; i++) {
        parts[i].address += address;
    }
    return hex_write(call->arena, parts, count, text) ||
           diagnose(call->diagnostics, DIAGNOSTIC_INPUT, origin_file(firmware->source),
                    "image at 0x%llx does not fit 32-bit addresses", (unsigned long long)address);
}

/* swap-using-offset takes an update from the second sector of the secondary slot; a file has no such gap in front. */
static void note_offset(const struct command_call *call, const struct sign_output *output, bool is_hex)
{
    if (output->slot.mode == UPGRADE_SWAP_OFFSET && (is_hex || output->pad)) {
        diagnose(
            call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
            "'%s' is laid out for the primary slot: in swap-using-offset mode an update begins at the second sector "
            "of the secondary slot, 0x%lx bytes behind its start",
            call->arguments[1], (unsigned long)output->slot.sector_size);
    }
}

bool sign_output_add(const struct command_call *call, const struct sign_output *output,
                     const struct image_options *options, const struct firmware *firmware, struct byte_range image,
                     struct output_set *set)
{
    const char *path = call->arguments[1];
    struct byte_range bytes = image;

    if (is_hex_name(path)) {
        if (!make_hex(call, output, options, firmware, image, &bytes)) {
            return false;
        }
    } else if (output->pad) {
        bytes = image_pad(call->arena, image, &output->slot.imgtool, options->erased_value, output->mark);
    }
    if (!output_set_add(set, path, bytes.data, bytes.size, call->diagnostics)) {
        return false;
    }
    note_offset(call, output, is_hex_name(path));
    return true;
}
