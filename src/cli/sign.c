#include <string.h>
#include "base/file.h"
#include "cli/command.h"
#include "cli/sign_options.h"
#include "cli/sign_output.h"
#include "image/image_verify.h"
#include "sign/firmware.h"

/* Initial stack pointer and reset vector. */
#define VECTOR_TABLE_LEAST 8u

/* A Cortex-M33 wants its table aligned to its size, rounded up to a power of two: 16 + 69 vectors of 4 bytes on the
 * nRF5340's application core (Armv8-M Architecture Reference Manual, VTOR). */
#define VECTOR_TABLE_ALIGNMENT 0x200u

struct sign_settings {
    struct image_options image;
    struct sign_output output;
};

static bool require(const struct command_call *call, const char *name)
{
    return call_option(call, name) != NULL ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "option '%s' is missing", name);
}

static bool read_public_key_format(const struct command_call *call, struct image_options *image)
{
    const char *format = call_option(call, "--public-key-format");

    image->full_public_key = format != NULL && strcmp(format, "full") == 0;
    return format == NULL || image->full_public_key || strcmp(format, "hash") == 0 ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' of option '--public-key-format' is neither 'hash' nor 'full'", format);
}

static bool read_image(const struct command_call *call, struct image_options *image)
{
    static const uint64_t erased_values[] = { 0, 0xff };
    uint64_t header_size = 0, erased = 0xff, load_address = 0, rom_fixed = 0;

    if (!option_version(call, "--version", &image->version) ||
        !call_number(call, "--header-size", UINT16_MAX, &header_size) ||
        !option_choice(call, "--erased-val", erased_values, ARRAY_LENGTH(erased_values), &erased) ||
        !call_number(call, "--load-addr", UINT32_MAX, &load_address) ||
        !call_number(call, "--rom-fixed", UINT32_MAX, &rom_fixed) || !option_security_counter(call, image) ||
        !option_dependencies(call, image) || !read_public_key_format(call, image)) {
        return false;
    }
    image->header_size = (uint32_t)header_size;
    image->erased_value = (uint8_t)erased;
    image->load_address = (uint32_t)load_address;
    image->rom_fixed = (uint32_t)rom_fixed;
    image->pad_header = call_flag(call, "--pad-header");
    image->non_bootable = call_flag(call, "--non-bootable");
    if (image->load_address != 0 && image->rom_fixed != 0) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "options '--load-addr' and '--rom-fixed' exclude each other");
    }
    return header_size >= MCUBOOT_HEADER_SIZE ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' of option '--header-size' is under %u",
                    call_option(call, "--header-size"), MCUBOOT_HEADER_SIZE);
}

static bool read_settings(const struct command_call *call, struct sign_settings *settings)
{
    *settings = (struct sign_settings){ 0 };
    return require(call, "--version") && require(call, "--header-size") && require(call, "--slot-size") &&
           read_image(call, &settings->image) && sign_output_read(call, &settings->output);
}

/* Reads the produced bytes back as the bootloader will. A failure here is a bug of ours. */
static bool read_back(const struct command_call *call, struct byte_range bytes, const struct signing_key *key)
{
    const struct source *source = source_from_bytes(call->arena, "signed image", bytes.data, bytes.size);
    struct verdicts verdicts = { 0 };
    struct mcuboot_image *image;

    if (!mcuboot_image_read(call->arena, source, call->diagnostics, &image)) {
        return false;
    }
    mcuboot_image_verify(call->arena, image, key == NULL ? NULL : key->public_half, &verdicts);
    return !verdicts_failed(&verdicts) || diagnose(call->diagnostics, DIAGNOSTIC_VERIFY, ORIGIN_NONE,
                                                   "signed image does not verify; nothing was written");
}

/* imgtool signs these without a word, so they stay notes; none of them starts on an nRF5340. */
static void note_mistakes(const struct command_call *call, const struct sign_settings *settings,
                          const struct firmware *firmware)
{
    struct diagnostics *notes = call->diagnostics;
    struct origin origin = origin_file(firmware->source);
    size_t header_size = settings->image.header_size;
    size_t header = settings->image.pad_header ? 0 : header_size;
    struct byte_range behind;

    if (mcuboot_image_recognised(firmware->bytes) ||
        (range_part(firmware->bytes, header_size, 4, &behind) && mcuboot_image_recognised(behind))) {
        diagnose(notes, DIAGNOSTIC_NOTE, origin, "input is an MCUboot image already; it is signed once more as it is");
    }
    if (!range_holds(firmware->bytes, header, VECTOR_TABLE_LEAST)) {
        diagnose(notes, DIAGNOSTIC_NOTE, origin, "firmware is shorter than a vector table; no nRF5340 starts it");
    }
    if (settings->output.slot.imgtool.slot_size == 0) {
        diagnose(notes, DIAGNOSTIC_NOTE, ORIGIN_NONE, "'--slot-size' 0 switches the size check off, as in imgtool");
    }
    if (header_size % VECTOR_TABLE_ALIGNMENT != 0) {
        diagnose(notes, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "header size 0x%zx is no multiple of 0x%x, which the vector table behind it needs on the nRF5340",
                 header_size, VECTOR_TABLE_ALIGNMENT);
    }
}

static bool sign(const struct command_call *call, const struct sign_settings *settings, struct signing_key *key)
{
    struct firmware firmware;
    struct byte_range image;

    if (!firmware_load(call->arena, call->arguments[0], true, call->diagnostics, &firmware) ||
        !image_write(call->arena, firmware.source, firmware.bytes, &settings->image, signer_with_key(call->arena, key),
                     call->diagnostics, &image) ||
        !sign_output_holds(call, &settings->output, &settings->image, image.size) || !read_back(call, image, key) ||
        !sign_output_write(call, &settings->output, &settings->image, &firmware, image)) {
        return false;
    }
    note_mistakes(call, settings, &firmware);
    text_printf(call->output, "%s: version %s, %zu bytes, %s\n", call->arguments[1],
                mcuboot_version_text(call->arena, settings->image.version), image.size,
                key == NULL ? "hash only, not signed" : key_type_name(key->public_half->type));
    return true;
}

static enum exit_status run_sign(struct command_call *call)
{
    const char *key_path = call_option(call, "--key");
    struct signing_key *key = NULL;
    struct sign_settings settings;
    bool done;

    if (strcmp(path_absolute(call->arena, call->arguments[0]), path_absolute(call->arena, call->arguments[1])) == 0) {
        return call_usage_error(call, "'%s' is the input and the output; the firmware would be lost",
                                call->arguments[1]);
    }
    if (!read_settings(call, &settings) ||
        (key_path != NULL && !signing_key_load(call->arena, key_path, NULL, call->diagnostics, &key))) {
        return call_status(call);
    }
    done = sign(call, &settings, key);
    signing_key_release(key);
    return done ? EXIT_GOOD : call_status(call);
}

static const struct command_option options[] = {
    { "--key", "-k", "PEM", "private key: ECDSA P-256, RSA-2048 or RSA-3072; without it only a hash is written",
      false },
    { "--version", "-v", "VERSION", "major.minor.revision+build (required)", false },
    { "--header-size", "-H", "BYTES", "header space in front of the firmware (required)", false },
    { "--pad-header", NULL, NULL, "add the header space; without it the firmware must start with zeros", false },
    { "--slot-size", "-S", "BYTES", "size of the slot, of the secondary one where they differ (required)", false },
    { "--align", NULL, "BYTES", "write size of the flash: 1 (default), 2, 4, 8, 16, 32", false },
    { "--max-align", NULL, "BYTES", "largest write size of both slots: 8, 16, 32", false },
    { "--max-sectors", "-M", "COUNT", "sectors the trailer has room for (default 128)", false },
    { "--overwrite-only", NULL, NULL, "the bootloader overwrites instead of swapping", false },
    { "--mode", NULL, "MODE",
      "the bootloader's mode, whose own limit decides then: swap-move, swap-offset, swap-scratch, overwrite-only, "
      "direct-xip, ram-load, single-slot",
      false },
    { "--sector-size", NULL, "BYTES", "sectors of the slots (default 4096)", false },
    { "--primary-size", NULL, "BYTES", "size of the primary slot where it differs from --slot-size", false },
    { "--dependencies", "-d", "LIST", "needed versions of other images: \"(image,version) ...\"", false },
    { "--security-counter", "-s", "NUMBER", "security counter, or 'auto' to make it from the version", false },
    { "--erased-val", "-R", "BYTE", "fills added header space: 0 or 0xff (default)", false },
    { "--load-addr", "-L", "ADDRESS", "the image is run from RAM at this address", false },
    { "--rom-fixed", "-F", "ADDRESS", "the image runs only at this flash address", false },
    { "--non-bootable", NULL, NULL, "mark the image as not bootable", false },
    { "--public-key-format", NULL, "FORMAT", "how the image names its key: hash (default) or full", false },
    { "--pad", NULL, NULL, "fill up to the slot size and write the trailer that asks for installation", false },
    { "--confirm", NULL, NULL, "pad, and mark the image as confirmed", false },
    { "--test", NULL, NULL, "pad, and mark the image for one test", false },
    { "--hex-addr", "-x", "ADDRESS", "address of the image in a HEX output", false },
};

const struct command command_sign = {
    .name = "sign",
    .arguments = "[options] IN OUT",
    .summary = "make an MCUboot image of one firmware file, with imgtool's options",
    .details = "IN and OUT are Intel HEX when their names end in .hex, else raw bytes. The result equals that of\n"
               "`imgtool sign`, except that the signature is the same each time.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 2,
    .most_arguments = 2,
    .run = run_sign,
};
