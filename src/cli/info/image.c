#include "cli/info/describe.h"

#include <string.h>
#include "crypto/digest.h"
#include "image/image_core.h"
#include "image/image_verify.h"
#include "image/sample_keys.h"
#include "image/slot_trailer.h"

#define COMPRESSION_FLAGS (MCUBOOT_F_COMPRESSED_LZMA1 | MCUBOOT_F_COMPRESSED_LZMA2 | MCUBOOT_F_COMPRESSED_ARM_THUMB)
#define ENCRYPTION_FLAGS  (MCUBOOT_F_ENCRYPTED_AES128 | MCUBOOT_F_ENCRYPTED_AES256)

static const struct {
    uint32_t flag;
    const char *name;
} flag_names[] = {
    { MCUBOOT_F_PIC, "PIC" },
    { MCUBOOT_F_ENCRYPTED_AES128, "ENCRYPTED_AES128" },
    { MCUBOOT_F_ENCRYPTED_AES256, "ENCRYPTED_AES256" },
    { MCUBOOT_F_NON_BOOTABLE, "NON_BOOTABLE" },
    { MCUBOOT_F_RAM_LOAD, "RAM_LOAD" },
    { MCUBOOT_F_ROM_FIXED, "ROM_FIXED" },
    { MCUBOOT_F_COMPRESSED_LZMA1, "COMPRESSED_LZMA1" },
    { MCUBOOT_F_COMPRESSED_LZMA2, "COMPRESSED_LZMA2" },
    { MCUBOOT_F_COMPRESSED_ARM_THUMB, "COMPRESSED_ARM_THUMB" },
};

static void describe_header(const struct describer *describer, struct info_node *node,
                            const struct mcuboot_header *header)
{
    struct info_node *map = info_map(describer->arena, node, "header");
    struct info_node *flags;

    info_number(describer->arena, map, "magic", header->magic);
    info_text(describer->arena, map, "version", "%s", mcuboot_version_text(describer->arena, header->version));
    info_number(describer->arena, map, "header_size", header->hdr_size);
    info_number(describer->arena, map, "image_size", header->img_size);
    info_number(describer->arena, map, "protected_tlv_size", header->protect_tlv_size);
    info_number(describer->arena, map, "load_address", header->load_addr);
    info_number(describer->arena, map, "flags", header->flags);
    flags = info_list(describer->arena, map, "flag_names");
    for (size_t i = 0; i < ARRAY_LENGTH(flag_names); i++) {
        if ((header->flags & flag_names[i].flag) != 0) {
            info_text(describer->arena, flags, NULL, "%s", flag_names[i].name);
        }
    }
}

static const char *signature_kind(uint16_t type, size_t size)
{
    switch (type) {
    case MCUBOOT_TLV_RSA2048_PSS:
        return "RSA-2048, PSS";
    case MCUBOOT_TLV_RSA3072_PSS:
        return "RSA-3072, PSS";
    case MCUBOOT_TLV_ED25519:
        return "Ed25519";
    case MCUBOOT_TLV_ECDSA_SIG:
        return size > 80 ? "ECDSA P-384" : "ECDSA P-256";
    default:
        return "ECDSA P-224, which MCUboot no longer takes";
    }
}

static void describe_signature(const struct describer *describer, struct info_node *node,
                               const struct mcuboot_image *image)
{
    const struct mcuboot_tlv_entry *signature = mcuboot_image_signature(image);
    const struct mcuboot_tlv_entry *hash = mcuboot_image_find(image, MCUBOOT_TLV_KEYHASH);
    const char *sample = sample_key_of_image(image);
    struct info_node *map;

    if (signature == NULL) {
        info_text(describer->arena, node, "signature", "none");
        return;
    }
    map = info_map(describer->arena, node, "signature");
    info_text(describer->arena, map, "kind", "%s", signature_kind(signature->type, signature->data.size));
    info_bool(describer->arena, map, "pure", mcuboot_image_find(image, MCUBOOT_TLV_SIG_PURE) != NULL);
    if (hash != NULL) {
        info_hex(describer->arena, map, "key_hash", hash->data);
    }
    if (sample != NULL) {
        info_text(describer->arena, map, "sample_key", "%s, everybody has its private half", sample);
    }
}

/* What the bytes of the firmware are, where they are not the ones that run. */
static void describe_storage(const struct describer *describer, struct info_node *node, uint32_t flags)
{
    if ((flags & COMPRESSION_FLAGS) != 0) {
        info_text(describer->arena, node, "compression", "%s%s: compressed, not verified here",
                  (flags & MCUBOOT_F_COMPRESSED_LZMA2) != 0 ? "LZMA2" : "LZMA1",
                  (flags & MCUBOOT_F_COMPRESSED_ARM_THUMB) != 0 ? " with ARM Thumb filter" : "");
    }
    if ((flags & ENCRYPTION_FLAGS) != 0) {
        info_text(describer->arena, node, "encryption", "AES-%s-CTR: what is in it needs the device's key",
                  (flags & MCUBOOT_F_ENCRYPTED_AES256) != 0 ? "256" : "128");
    }
}

/* Plain to see without any key, and the first question of whoever doubts a file. */
static void describe_hash(const struct describer *describer, struct info_node *node, const struct mcuboot_image *image)
{
    bool encrypted = (image->header.flags & ENCRYPTION_FLAGS) != 0;

    for (size_t i = 0; i < image->count; i++) {
        const struct mcuboot_tlv_entry *entry = &image->items[i];
        enum digest_algorithm algorithm;
        struct digest digest;
        struct info_node *map;
        bool same;

        if (!digest_from_tlv(entry->type, &algorithm)) {
            continue;
        }
        digest = digest_of(algorithm, image->hashed);
        same = digest.size == entry->data.size && memcmp(digest.bytes, entry->data.data, digest.size) == 0;
        map = info_map(describer->arena, node, "hash");
        info_text(describer->arena, map, "algorithm", "%s", digest_name(algorithm));
        info_hex(describer->arena, map, "value", entry->data);
        info_text(describer->arena, map, "check", "%s",
                  same        ? "is the hash of the stored bytes"
                  : encrypted ? "not of the stored bytes: the image is encrypted"
                              : "NOT the hash of the image");
        return;
    }
}

static void describe_core(const struct describer *describer, struct info_node *node, const struct mcuboot_image *image)
{
    uint32_t vector;

    if ((image->header.flags & (COMPRESSION_FLAGS | ENCRYPTION_FLAGS)) == 0 && image_reset_vector(image, &vector)) {
        info_text(describer->arena, node, "core", "%s",
                  is_network_core_image(image)  ? "network"
                  : is_application_image(image) ? "application"
                                                : "not known");
        info_number(describer->arena, node, "reset_vector", vector);
    }
}

static void describe_trailer(const struct describer *describer, struct info_node *node, struct byte_range slot)
{
    struct slot_trailer trailer;
    struct info_node *map;

    if (!slot_trailer_read(slot, &trailer)) {
        return;
    }
    map = info_map(describer->arena, node, "trailer");
    info_number(describer->arena, map, "slot_size", slot.size);
    info_number(describer->arena, map, "max_align", trailer.max_align);
    info_text(describer->arena, map, "magic", "good");
    info_text(describer->arena, map, "image_ok", "%s", slot_flag_name(trailer.image_ok));
    info_text(describer->arena, map, "copy_done", "%s", slot_flag_name(trailer.copy_done));
    if (trailer.has_swap_info) {
        info_text(describer->arena, map, "swap_type", "%s", slot_swap_type_name(trailer.swap_type));
        info_number(describer->arena, map, "swap_image", trailer.image_number);
    } else {
        info_text(describer->arena, map, "swap_type", "unset");
    }
}

bool describe_image(const struct describer *describer, struct info_node *node, const struct source *source)
{
    struct mcuboot_image *image;

    if (!mcuboot_image_read(describer->arena, source, describer->diagnostics, &image)) {
        return false;
    }
    info_text(describer->arena, node, "kind", "MCUboot image");
    info_number(describer->arena, node, "size", image->file_size);
    info_number(describer->arena, node, "bytes_behind", source->size - image->file_size);
    describe_core(describer, node, image);
    describe_storage(describer, node, image->header.flags);
    describe_hash(describer, node, image);
    describe_signature(describer, node, image);
    describe_header(describer, node, &image->header);
    describe_tlvs(describer, node, image);
    describe_trailer(describer, node, range_of_source(source));
    if ((image->header.flags & (COMPRESSION_FLAGS | ENCRYPTION_FLAGS)) == 0) {
        describe_nsib(describer, node, image->payload);
    }
    return true;
}
