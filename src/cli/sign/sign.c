#include <string.h>
#include "base/file.h"
#include "cli/command.h"
#include "cli/sign/encrypt_options.h"
#include "cli/sign/export.h"
#include "cli/sign/image_options.h"
#include "cli/sign/notes.h"
#include "cli/sign/output.h"
#include "cli/sign/signer_options.h"
#include "image/mcuboot_image.h"
#include "sign/firmware.h"
#include "sign/image_check.h"

struct sign_settings {
    struct image_options image;
    struct sign_output output;
    struct sign_export export;
    struct signer_options signer;
    struct encryption_options *encryption; /* NULL: none */
};

static bool require(const struct command_call *call, const char *name)
{
    return call_option(call, name) != NULL ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "option '%s' is missing", name);
}

/* The key comes last: its passphrase may be asked for. */
static bool read_settings(const struct command_call *call, struct sign_settings *settings)
{
    return require(call, "--version") && require(call, "--header-size") && require(call, "--slot-size") &&
           sign_image_options_read(call, &settings->image) && encrypt_options_read(call, &settings->encryption) &&
           signer_options_read(call, &settings->signer) &&
           sign_export_read(call, &settings->signer, &settings->export) &&
           (sign_export_only(&settings->export) || sign_output_read(call, &settings->output));
}

/* Image and signature, both or neither. */
static bool write_files(const struct command_call *call, const struct sign_settings *settings,
                        const struct firmware *firmware, const struct image_draft *draft)
{
    struct output_set *set = output_set_create(call->arena);
    bool done = sign_output_add(call, &settings->output, &settings->image, firmware, image_bytes(draft), set) &&
                sign_export_signature(call, &settings->export, &draft->signature, set) &&
                output_set_commit(set, call->diagnostics);

    output_set_discard(set);
    return done;
}

/* Signs, encrypts and writes an image that is prepared. */
static bool finish(const struct command_call *call, const struct sign_settings *settings,
                   const struct firmware *firmware, struct image_draft *draft)
{
    if (!image_sign(draft, settings->signer.signer, call->diagnostics) ||
        !image_check(call->arena, draft, call->diagnostics) || !image_encrypt(draft, call->diagnostics) ||
        !sign_output_holds(call, &settings->output, &settings->image, draft->size) ||
        !write_files(call, settings, firmware, draft)) {
        return false;
    }
    sign_note_firmware(call, &settings->image, firmware);
    if (settings->output.slot.imgtool.slot_size == 0) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "'--slot-size' 0 switches the size check off, as in imgtool");
    }
    if (settings->encryption != NULL) {
        encrypt_options_note(call, settings->encryption, draft->key, settings->image.pure);
    }
    text_printf(call->output, "%s: version %s, %zu bytes, %s%s\n", call->arguments[1],
                mcuboot_version_text(call->arena, settings->image.version), draft->size,
                draft->key == NULL ? "hash only, not signed" : key_type_name(draft->key->type),
                encrypt_options_text(call->arena, settings->encryption));
    return true;
}

static bool sign(const struct command_call *call, struct sign_settings *settings)
{
    struct image_draft draft;
    struct firmware firmware;

    settings->image.encryption = settings->encryption;
    if (!firmware_load(call->arena, call->arguments[0], call->diagnostics, &firmware) ||
        !image_prepare(call->arena, firmware.source, firmware.bytes, &settings->image, settings->signer.public_key,
                       call->diagnostics, &draft)) {
        return false;
    }
    return sign_export_only(&settings->export) ? sign_export_write(call, &settings->export, &draft)
                                               : finish(call, settings, &firmware, &draft);
}

/* An output that is the input, or another output. */
static bool check_paths(const struct command_call *call)
{
    const char *outputs[] = { call->argument_count > 1 ? call->arguments[1] : NULL, call_option(call, "--digest-out"),
                              call_option(call, "--payload-out"), call_option(call, "--sig-out") };
    const char *input = path_absolute(call->arena, call->arguments[0]);

    for (size_t i = 0; i < ARRAY_LENGTH(outputs); i++) {
        const char *output = outputs[i] == NULL ? NULL : path_absolute(call->arena, outputs[i]);

        if (output == NULL) {
            continue;
        }
        if (strcmp(input, output) == 0) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                            "'%s' is the input and the output; the firmware would be lost", outputs[i]);
        }
        for (size_t other = 0; other < i; other++) {
            if (outputs[other] != NULL && strcmp(path_absolute(call->arena, outputs[other]), output) == 0) {
                return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' is two outputs", outputs[i]);
            }
        }
    }
    return true;
}

static enum exit_status run_sign(struct command_call *call)
{
    struct sign_settings settings = { 0 };
    bool done = check_paths(call) && read_settings(call, &settings) && sign(call, &settings);

    encrypt_options_release(settings.encryption);
    signer_options_release(&settings.signer);
    return done ? EXIT_GOOD : call_status(call);
}

static const struct command_option options[] = {
    SIGNER_KEY_OPTIONS,
    SIGNER_PUBLIC_KEY_OPTION,
    SIGNER_SIGNATURE_OPTION,
    SIGNER_COMMAND_OPTIONS,
    SIGN_EXPORT_OPTIONS,
    SIGN_IMAGE_OPTIONS,
    ENCRYPT_OPTIONS,
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
    { "--pad", NULL, NULL, "fill up to the slot size and write the trailer that asks for installation", false },
    { "--confirm", NULL, NULL, "pad, and mark the image as confirmed", false },
    { "--test", NULL, NULL, "pad, and mark the image for one test", false },
    { "--hex-addr", "-x", "ADDRESS", "address of the image in a HEX output", false },
    SIGN_REFUSED_OPTIONS,
};

const struct command command_sign = {
    .name = "sign",
    .arguments = "[options] IN OUT",
    .summary = "make an MCUboot image of one firmware file, with imgtool's options",
    .details = "IN and OUT are Intel HEX when their names end in .hex, else raw bytes. The result equals that of\n"
               "`imgtool sign`, except that the signature is the same each time. Without a key, only a hash is\n"
               "written. Signing elsewhere: --digest-out, then --signature-in, or --sign-with at once.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 1,
    .most_arguments = 2,
    .run = run_sign,
};
