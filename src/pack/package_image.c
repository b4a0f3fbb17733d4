#include "pack/package_parts.h"

#include <string.h>
#include "pack/plan/firmware_origin.h"
#include "sign/hex_writer.h"
#include "sign/nsib_writer.h"

/* A HEX knows where it is linked; a file from another build does not belong here. */
static bool check_place(const struct builder *builder, const struct packed_image *packed)
{
    const struct tree_number *wanted = &packed->plan->link_address;
    const struct firmware *firmware = &packed->firmware;
    /* Without Partition Manager the linker leaves the header's place in the file. */
    uint64_t header = packed->plan->options.pad_header ? 0 : packed->plan->options.header_size;
    uint64_t start = wanted->value >= header ? wanted->value - header : 0;

    if (!firmware->has_address || !wanted->known || firmware->address == start) {
        return true;
    }
    return diagnose(builder->diagnostics, DIAGNOSTIC_INPUT, origin_file(firmware->source),
                    "firmware starts at 0x%llx, but its slot wants 0x%llx (%s)", (unsigned long long)firmware->address,
                    (unsigned long long)start, wanted->from);
}

/* What the build signed for b0 may be older than its firmware, and the two forms of it of different age. */
static bool check_age(const struct builder *builder, const struct packed_image *packed)
{
    const struct image_files *files = &packed->plan->image->files;
    const struct firmware *firmware = &packed->firmware;
    bool signed_by_build = planned_for_b0(packed->plan) && packed->plan->block == NULL;
    const struct source *raw;
    const char *other = NULL;

    if (!signed_by_build || !firmware->has_address) {
        return true;
    }
    if (firmware_compare_hex(builder->arena, files->hex, firmware->bytes, firmware->address) == FIRMWARE_OTHER) {
        other = files->hex;
    } else if (files->b0_bin != NULL) {
        if (!source_load(builder->arena, files->b0_bin, files->b0_bin, SOURCE_BINARY_LIMIT, builder->diagnostics,
                         &raw)) {
            return false;
        }
        other = raw->size == firmware->bytes.size && memcmp(raw->data, firmware->bytes.data, raw->size) == 0
                    ? NULL
                    : files->b0_bin;
    }
    return other == NULL ||
           diagnose(builder->diagnostics, DIAGNOSTIC_INPUT, origin_file(firmware->source),
                    "file is not of the firmware that '%s' holds: one of the two is left over; build again, or have "
                    "it signed here with '--nsib-key'",
                    other);
}

static const struct signer *signer_of(const struct builder *builder, const char *output, bool is_nsib)
{
    const struct package_signers *signers = builder->signers;
    const struct public_key *key = is_nsib ? signers->nsib_key : signers->image_key;

    if (key != NULL && signers->exchange != NULL) {
        const struct signer *own = is_nsib ? signers->nsib : signers->image;

        return own != NULL ? own : exchange_signer(signers->exchange, output, key);
    }
    return is_nsib ? signers->nsib : signers->image;
}

static void add_signed(const struct builder *builder, const char *name, struct byte_range bytes, struct byte_range hex)
{
    struct package_files *files = &builder->package->files;

    package_files_add(builder->arena, files, arena_printf(builder->arena, "signed_by_b0_%s.hex", name),
                      PACKAGE_FILE_NSIB, hex);
    package_files_add(builder->arena, files, arena_printf(builder->arena, "signed_by_b0_%s.bin", name),
                      PACKAGE_FILE_NSIB, bytes);
}

/* From here on the firmware is the one with its validation block. */
static bool add_block(const struct builder *builder, struct packed_image *packed)
{
    const struct planned_block *block = packed->plan->block;
    struct firmware *firmware = &packed->firmware;
    const struct nsib_options options = { .address = firmware->address,
                                          .skip = block->skip.value,
                                          .offset = block->offset.value };
    const char *output = arena_printf(builder->arena, "signed_by_b0_%s", block->name);
    struct hex_part part = { .address = firmware->address };
    struct byte_range hex;

    if (!nsib_write(builder->arena, firmware->source, firmware->bytes, &options, signer_of(builder, output, true),
                    builder->diagnostics, &firmware->bytes)) {
        return false;
    }
    part.bytes = firmware->bytes;
    if (!hex_write(builder->arena, &part, 1, &hex)) {
        return diagnose(builder->diagnostics, DIAGNOSTIC_INPUT, origin_file(firmware->source),
                        "signed firmware does not fit 32-bit addresses");
    }
    add_signed(builder, block->name, firmware->bytes, hex);
    return true;
}

static void read_blocks(struct packed_image *packed)
{
    const struct byte_range *bytes = &packed->firmware.bytes;
    uint64_t skip = packed->plan->block != NULL ? packed->plan->block->skip.value : 0;

    if (planned_for_b0(packed->plan) && skip <= bytes->size) {
        nsib_read(range_of(bytes->data + skip, bytes->size - (size_t)skip), &packed->nsib);
    }
}

/* Only the application travels encrypted: NCS wraps what b0 starts without. */
static bool wrap(const struct builder *builder, struct packed_image *packed)
{
    const struct planned_image *plan = packed->plan;
    const struct signer *signer = signer_of(builder, plan->output, false);
    struct image_options options = plan->options;
    struct image_draft draft;

    options.rom_fixed = plan->rom_fixed.known ? (uint32_t)plan->rom_fixed.value : 0;
    options.encryption = plan->kind == PLANNED_APPLICATION ? builder->signers->encryption : NULL;
    if (!image_prepare(builder->arena, packed->firmware.source, packed->firmware.bytes, &options,
                       signer == NULL ? NULL : signer->public_half, builder->diagnostics, &draft) ||
        !image_sign(&draft, signer, builder->diagnostics)) {
        return false;
    }
    if (options.encryption != NULL) {
        uint8_t *plain = arena_alloc(builder->arena, draft.size);

        memcpy(plain, draft.bytes, draft.size);
        packed->plain = range_of(plain, draft.size);
    }
    if (!image_encrypt(&draft, builder->diagnostics)) {
        return false;
    }
    packed->image = image_bytes(&draft);
    return true;
}

bool build_image(const struct builder *builder, struct packed_image *packed)
{
    const struct planned_image *plan = packed->plan;

    if (!firmware_load(builder->arena, plan->input, builder->diagnostics, &packed->firmware) ||
        !check_place(builder, packed) || !check_age(builder, packed)) {
        return false;
    }
    packed->input = packed->firmware.bytes;
    if ((plan->block != NULL && !add_block(builder, packed)) || !wrap(builder, packed)) {
        return false;
    }
    packed->load_address = plan->link_address.known ? plan->link_address.value : packed->firmware.address;
    read_blocks(packed);
    package_files_add(builder->arena, &builder->package->files, plan->output, PACKAGE_FILE_IMAGE, packed->image);
    return true;
}
