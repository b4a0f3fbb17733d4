#include "cli/sign_output.h"

#include "base/file.h"
#include "cli/sign_options.h"
#include "sign/trailer_writer.h"

static bool read_slot(const struct command_call *call, struct imgtool_slot *slot)
{
    static const uint64_t aligns[] = { 1, 2, 4, 8, 16, 32 };
    static const uint64_t max_aligns[] = { 8, 16, 32 };
    uint64_t size = 0, align = 1, max_align = 0, sectors = 0;

    if (!call_number(call, "--slot-size", UINT32_MAX, &size) ||
        !option_choice(call, "--align", aligns, ARRAY_LENGTH(aligns), &align) ||
        !option_choice(call, "--max-align", max_aligns, ARRAY_LENGTH(max_aligns), &max_align) ||
        !call_number(call, "--max-sectors", UINT16_MAX, &sectors)) {
        return false;
    }
    *slot = (struct imgtool_slot){ (uint32_t)size, (uint32_t)align, (uint32_t)max_align, (uint32_t)sectors,
                                   call_flag(call, "--overwrite-only") };
    return true;
}

/* A padded HEX would fill the whole slot; imgtool writes islands there, which no tool here reads back as one
 * image. */
static bool check_padding(const struct command_call *call, const struct sign_output *output)
{
    const char *path = call->arguments[1];

    if (output->pad && output->slot.slot_size == 0) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "padding needs a '--slot-size' over 0");
    }
    return !output->pad || !is_hex_name(path) ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s': padding is only made for raw output, not for Intel HEX", path);
}

bool sign_output_read(const struct command_call *call, struct sign_output *output)
{
    *output = (struct sign_output){
        .has_hex_address = call_option(call, "--hex-addr") != NULL,
        .confirm = call_flag(call, "--confirm"),
        .pad = call_flag(call, "--pad") || call_flag(call, "--confirm"),
    };
    return read_slot(call, &output->slot) && call_number(call, "--hex-addr", UINT32_MAX, &output->hex_address) &&
           check_padding(call, output);
}

/* imgtool's answer decides; where MCUboot would not install what imgtool lets through, a note says so. */
bool sign_output_holds(const struct command_call *call, const struct sign_output *output, size_t size)
{
    const struct imgtool_slot *slot = &output->slot;
    uint64_t limit = mcuboot_slot_limit(slot);

    if (!imgtool_slot_holds(slot, size)) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "image of 0x%zx bytes and trailer of 0x%llx bytes exceed the slot size 0x%lx", size,
                        (unsigned long long)imgtool_trailer_size(slot), (unsigned long)slot->slot_size);
    }
    if (slot->slot_size != 0 && size > limit) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "image of 0x%zx bytes passes imgtool's check of --slot-size, but MCUboot in %s mode with "
                 "sectors of 4 KiB "
                 "installs at most 0x%llx bytes",
                 size, slot->overwrite_only ? "overwrite-only" : "swap-using-move", (unsigned long long)limit);
    }
    return true;
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
    *address = firmware->address - (moves ? options->header_size : 0);
    return true;
}

static bool make_hex(const struct command_call *call, const struct sign_output *output,
                     const struct image_options *options, const struct firmware *firmware, struct byte_range image,
                     struct byte_range *text)
{
    uint64_t address = 0;

    return image_address(call, output, options, firmware, &address) &&
           (hex_write(call->arena, address, image, text) ||
            diagnose(call->diagnostics, DIAGNOSTIC_INPUT, origin_file(firmware->source),
                     "image does not fit 32-bit addresses"));
}

bool sign_output_write(const struct command_call *call, const struct sign_output *output,
                       const struct image_options *options, const struct firmware *firmware, struct byte_range image)
{
    const char *path = call->arguments[1];
    struct output_set *set = output_set_create(call->arena);
    struct byte_range bytes = image;
    bool done;

    if (is_hex_name(path) && !make_hex(call, output, options, firmware, image, &bytes)) {
        return false;
    }
    if (output->pad) {
        bytes = image_pad(call->arena, image, &output->slot, options->erased_value, output->confirm);
    }
    done = output_set_add(set, path, bytes.data, bytes.size, call->diagnostics) &&
           output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return done;
}
