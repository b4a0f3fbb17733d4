#include "sign/image_writer.h"

#include <string.h>
#include "sign/image_protected.h"

/* More than any TLV area that is not protected: SHA-512, mark, RSA-3072 key and signature, encrypted key: 1,130 bytes. */
#define AREA_LIMIT 2048u

/* The firmware is encrypted in whole blocks of AES, counted from the start of the header. */
#define CIPHER_BLOCK 16u

static uint32_t header_flags(const struct image_options *options)
{
    uint32_t flags = options->non_bootable ? MCUBOOT_F_NON_BOOTABLE : 0;

    flags |= options->load_address != 0 ? MCUBOOT_F_RAM_LOAD : 0;
    flags |= options->rom_fixed != 0 ? MCUBOOT_F_ROM_FIXED : 0;
    flags |= options->encryption != NULL ? encryption_flag(options->encryption) : 0;
    return flags;
}

/* The first 32 bytes, over whatever stands there. */
static void write_header(uint8_t *start, const struct image_options *options, size_t payload_size,
                         size_t protected_size)
{
    store_le32(start, MCUBOOT_IMAGE_MAGIC);
    store_le32(start + 4, options->rom_fixed != 0 ? options->rom_fixed : options->load_address);
    store_le16(start + 8, (uint16_t)options->header_size);
    store_le16(start + 10, (uint16_t)protected_size);
    store_le32(start + 12, (uint32_t)payload_size);
    store_le32(start + 16, header_flags(options));
    start[20] = options->version.major;
    start[21] = options->version.minor;
    store_le16(start + 22, options->version.revision);
    store_le32(start + 24, options->version.build);
    store_le32(start + 28, 0);
}

static bool all_bytes_are(struct byte_range bytes, uint8_t value)
{
    for (size_t i = 0; i < bytes.size; i++) {
        if (bytes.data[i] != value) {
            return false;
        }
    }
    return true;
}

static bool header_space_empty(struct byte_range firmware, const struct image_options *options)
{
    struct byte_range space = range_of(firmware.data, options->header_size);

    return all_bytes_are(space, 0) || (options->fill_header && all_bytes_are(space, 0xff));
}

static bool check_firmware(const struct source *source, struct byte_range firmware, const struct image_options *options,
                           struct diagnostics *diagnostics)
{
    struct origin origin = origin_file(source);

    if (options->header_size < MCUBOOT_HEADER_SIZE || options->header_size > UINT16_MAX) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin, "header size 0x%lx is outside 0x20 to 0xffff",
                        (unsigned long)options->header_size);
    }
    if (firmware.size > IMAGE_PAYLOAD_LIMIT) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin, "firmware of %zu bytes is larger than any nRF5340 takes",
                        firmware.size);
    }
    if (options->pad_header) {
        return true;
    }
    if (firmware.size < options->header_size) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin,
                        "firmware of %zu bytes has no room for a header of 0x%lx; give --pad-header to add it",
                        firmware.size, (unsigned long)options->header_size);
    }
    return header_space_empty(firmware, options) ||
           diagnose(diagnostics, DIAGNOSTIC_INPUT, origin,
                    "first 0x%lx bytes are not zero, so they are no header space; give --pad-header to add it",
                    (unsigned long)options->header_size);
}

static bool choose_digest(const struct image_options *options, const struct public_key *key,
                          struct diagnostics *diagnostics, enum digest_algorithm *algorithm)
{
    if (options->pure) {
        *algorithm = DIGEST_SHA512;
        return (key != NULL && key->type == KEY_ED25519) ||
               diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "pure signature needs an Ed25519 key, there is %s",
                        key == NULL ? "none" : key_type_name(key->type));
    }
    *algorithm = key == NULL ? DIGEST_SHA256 : key_type_digest(key->type);
    if (!options->has_digest) {
        return true;
    }
    *algorithm = options->digest;
    return key == NULL || key_type_takes(key->type, options->digest) ||
           diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "%s key does not sign a %s; without a choice it is %s",
                    key_type_name(key->type), digest_name(options->digest), digest_name(key_type_digest(key->type)));
}

/* Zeros behind the firmware that make whole blocks of AES. */
static size_t cipher_padding(const struct image_options *options, size_t size)
{
    return options->encryption == NULL ? 0 : (CIPHER_BLOCK - size % CIPHER_BLOCK) % CIPHER_BLOCK;
}

/* Header, firmware and protected TLVs. */
static void write_hashed(struct arena *arena, struct byte_range firmware, const struct image_options *options,
                         const struct tlv_list *protected, struct image_draft *draft)
{
    size_t added = options->pad_header ? options->header_size : 0;
    size_t size = added + firmware.size;
    size_t protected_size = tlv_list_size(protected);

    size += cipher_padding(options, size);
    draft->bytes = arena_alloc(arena, size + protected_size + AREA_LIMIT);
    if (firmware.size != 0) {
        memcpy(draft->bytes + added, firmware.data, firmware.size);
    }
    if (options->pad_header || options->fill_header) {
        memset(draft->bytes, options->erased_value, options->header_size);
    }
    write_header(draft->bytes, options, size - options->header_size, protected_size);
    tlv_list_write(protected, MCUBOOT_TLV_PROT_MAGIC, draft->bytes + size);
    draft->size = size + protected_size;
}

bool image_prepare(struct arena *arena, const struct source *source, struct byte_range firmware,
                   const struct image_options *options, const struct public_key *key, struct diagnostics *diagnostics,
                   struct image_draft *draft)
{
    enum digest_algorithm algorithm;
    struct tlv_list protected;

    *draft = (struct image_draft){ .options = options, .key = key };
    if (!check_firmware(source, firmware, options, diagnostics) ||
        !choose_digest(options, key, diagnostics, &algorithm)) {
        return false;
    }
    protected = image_protected_tlvs(arena, options, key, algorithm);
    if (tlv_list_size(&protected) > UINT16_MAX) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "%zu protected TLVs of %zu bytes do not fit their area of 65535", protected.count,
                        tlv_list_size(&protected));
    }
    write_hashed(arena, firmware, options, &protected, draft);
    draft->hashed = range_of(draft->bytes, draft->size);
    draft->digest = digest_of(algorithm, draft->hashed);
    return true;
}

struct signature_request image_signature_request(const struct image_draft *draft)
{
    return (struct signature_request){ draft->hashed, &draft->digest, draft->options->pure, SIGNATURE_OF_IMAGE };
}

static void put_tlv(struct image_draft *draft, uint16_t type, struct byte_range bytes)
{
    uint8_t *start = draft->bytes + draft->size;

    store_le16(start, type);
    store_le16(start + 2, (uint16_t)bytes.size);
    memcpy(start + MCUBOOT_TLV_ENTRY_SIZE, bytes.data, bytes.size);
    draft->size += MCUBOOT_TLV_ENTRY_SIZE + bytes.size;
    store_le16(draft->bytes + draft->area + 2, (uint16_t)(draft->size - draft->area));
}

static void put_key(struct image_draft *draft)
{
    const struct digest hash = public_key_hash(draft->key, draft->digest.algorithm);

    if (draft->options->full_public_key) {
        put_tlv(draft, MCUBOOT_TLV_PUBKEY, draft->key->der);
    } else {
        put_tlv(draft, MCUBOOT_TLV_KEYHASH, digest_range(&hash));
    }
}

/* As imgtool has it: a DER of P-384 has 104 bytes at most, but is not padded beyond 103. */
static void pad_signature(enum key_type type, struct signature *signature)
{
    size_t least = type == KEY_ECDSA_P256 ? 72 : type == KEY_ECDSA_P384 ? 103 : 0;

    if (signature->size < least) {
        memset(signature->bytes + signature->size, 0, least - signature->size);
        signature->size = least;
    }
}

bool image_sign(struct image_draft *draft, const struct signer *signer, struct diagnostics *diagnostics)
{
    static const uint8_t pure[] = { 1 };
    const struct signature_request request = image_signature_request(draft);

    if (signer != NULL && !signer_sign(signer, &request, diagnostics, &draft->signature)) {
        return false;
    }
    draft->area = draft->size;
    store_le16(draft->bytes + draft->area, MCUBOOT_TLV_MAGIC);
    draft->size += MCUBOOT_TLV_INFO_SIZE;
    put_tlv(draft, digest_tlv(draft->digest.algorithm), digest_range(&draft->digest));
    if (draft->options->pure) {
        put_tlv(draft, MCUBOOT_TLV_SIG_PURE, range_of(pure, sizeof pure));
    }
    if (signer != NULL) {
        if (draft->options->pad_signature) {
            pad_signature(draft->key->type, &draft->signature);
        }
        put_key(draft);
        put_tlv(draft, key_type_tlv(draft->key->type), range_of(draft->signature.bytes, draft->signature.size));
    }
    return true;
}

bool image_encrypt(struct image_draft *draft, struct diagnostics *diagnostics)
{
    const struct encryption_options *encryption = draft->options->encryption;
    size_t header_size = draft->options->header_size;
    struct encryption_tlv tlv;

    if (encryption == NULL) {
        return true;
    }
    if (!encryption_apply(encryption, draft->bytes + header_size, load_le32(draft->bytes + 12), diagnostics, &tlv)) {
        return false;
    }
    put_tlv(draft, tlv.type, range_of(tlv.bytes, tlv.size));
    return true;
}

bool image_write(struct arena *arena, const struct source *source, struct byte_range firmware,
                 const struct image_options *options, const struct signer *signer, struct diagnostics *diagnostics,
                 struct byte_range *image)
{
    struct image_draft draft;

    if (!image_prepare(arena, source, firmware, options, signer == NULL ? NULL : signer->public_half, diagnostics,
                       &draft) ||
        !image_sign(&draft, signer, diagnostics) || !image_encrypt(&draft, diagnostics)) {
        return false;
    }
    *image = image_bytes(&draft);
    return true;
}
