/* Any bytes as a firmware for b0, signed or not: read, checked, and prepared for signing. 24 bytes in front say where
 * it lies, what is skipped and where the validation info is wanted.
 */
#include <stdint.h>
#include <stdlib.h>

#include "image/nsib.h"
#include "sign/nsib_writer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OPTIONS_SIZE 24u

static uint64_t load_le64(const uint8_t *bytes)
{
    return load_le32(bytes) | (uint64_t)load_le32(bytes + 4) << 32;
}

/* Whatever verifies has both blocks inside the file. */
static void check_verified(struct arena *arena, struct byte_range bytes)
{
    struct verdicts verdicts = { 0 };
    struct nsib_image image;

    nsib_read(bytes, &image);
    nsib_verify(arena, &image, NULL, &verdicts);
    if (!verdicts_failed(&verdicts) &&
        (!image.has_fw_info || !image.has_validation ||
         !range_holds(bytes, image.validation_offset, sizeof image.validation) || image.fw_info.size > bytes.size)) {
        abort();
    }
}

/* What would be signed is what b0 takes: nothing but the signature is missing. */
static void check_draft(struct arena *arena, const struct nsib_options *options, const struct nsib_draft *draft)
{
    struct verdicts verdicts = { 0 };
    struct byte_range firmware;
    struct nsib_image image;

    if (!range_part(draft->file, (size_t)options->skip, draft->file.size - (size_t)options->skip, &firmware) ||
        draft->validation_offset < draft->file.size || draft->validation_offset > draft->file.size + 4) {
        abort();
    }
    nsib_read(firmware, &image);
    nsib_verify_firmware(arena, &image, NULL, &verdicts);
    if (verdicts_failed(&verdicts) || image.fw_info.address != options->address + options->skip ||
        image.fw_info.size != firmware.size) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct diagnostics diagnostics = diagnostics_create(arena);
    struct nsib_options options = { 0 };
    const struct source *source;
    struct nsib_draft *draft;

    if (size >= OPTIONS_SIZE) {
        options = (struct nsib_options){
            .address = load_le64(data),
            .skip = load_le64(data + 8),
            .offset = load_le64(data + 16),
        };
        data += OPTIONS_SIZE;
        size -= OPTIONS_SIZE;
    }
    source = source_from_bytes(arena, "firmware.bin", data, size);
    check_verified(arena, range_of_source(source));
    if (nsib_draft_make(arena, source, range_of_source(source), &options, &diagnostics, &draft)) {
        check_draft(arena, &options, draft);
    } else if (diagnostics.count != 1) {
        abort(); /* one clear error */
    }
    arena_destroy(arena);
    return 0;
}
