#include "cli/sign/notes.h"

#include "cli/info/describe.h"
#include "image/dfu_zip.h"
#include "image/intel_hex.h"
#include "image/mcuboot_image.h"

/* A Cortex-M33 wants its table aligned to its size, rounded up to a power of two: 16 + 69 vectors of 4 bytes on the
 * nRF5340's application core (Armv8-M Architecture Reference Manual, VTOR). */
#define VECTOR_TABLE_ALIGNMENT 0x200u

static struct byte_range behind(struct byte_range bytes, size_t offset)
{
    struct byte_range rest = { NULL, 0 };

    return offset < bytes.size && range_part(bytes, offset, bytes.size - offset, &rest)
               ? rest
               : (struct byte_range){ NULL, 0 };
}

/* What the bytes are, when they are no firmware; else NULL. */
static const char *other_kind(struct byte_range bytes, struct byte_range behind_header, bool was_hex)
{
    if (mcuboot_image_recognised(bytes) || mcuboot_image_recognised(behind_header)) {
        return "an MCUboot image already; it is signed once more as it is";
    }
    if (dfu_zip_recognised(bytes)) {
        return "a zip archive, as a DFU package is, and no firmware";
    }
    if (!was_hex && intel_hex_recognised(bytes)) {
        return "Intel HEX under a name that does not end in .hex, so that its text is signed and not what it says";
    }
    return range_holds(bytes, 0, 1) && bytes.data[0] == '-' && is_key_file(bytes) ? "a key, and no firmware" : NULL;
}

static void note_vectors(struct diagnostics *notes, struct origin origin, struct byte_range table)
{
    uint32_t stack = 0, reset = 0;

    if (!range_le32(table, 0, &stack) || !range_le32(table, 4, &reset)) {
        diagnose(notes, DIAGNOSTIC_NOTE, origin, "firmware is shorter than a vector table; no nRF5340 starts it");
        return;
    }
    if (stack % 4 != 0) {
        diagnose(notes, DIAGNOSTIC_NOTE, origin,
                 "initial stack pointer 0x%08lx is no multiple of 4; is this where the vector table starts?",
                 (unsigned long)stack);
    }
    if (reset % 2 == 0) {
        diagnose(notes, DIAGNOSTIC_NOTE, origin,
                 "reset vector 0x%08lx has no Thumb bit: a Cortex-M33 faults there at once; is this where the vector "
                 "table starts?",
                 (unsigned long)reset);
    }
}

void sign_note_firmware(const struct command_call *call, const struct image_options *options,
                        const struct firmware *firmware)
{
    struct origin origin = origin_file(firmware->source);
    size_t header = options->pad_header ? 0 : options->header_size;
    /* An image may lie behind header space too, whatever was asked for. */
    const char *kind =
        other_kind(firmware->bytes, behind(firmware->bytes, options->header_size), firmware->has_address);

    if (kind != NULL) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, origin, "input is %s", kind);
    } else if (!options->non_bootable) {
        note_vectors(call->diagnostics, origin, behind(firmware->bytes, header));
    }
    if (options->header_size % VECTOR_TABLE_ALIGNMENT != 0) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "header size 0x%lx is no multiple of 0x%x, which the vector table behind it needs on the nRF5340",
                 (unsigned long)options->header_size, VECTOR_TABLE_ALIGNMENT);
    }
}
