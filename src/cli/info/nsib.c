#include "cli/info/describe.h"

#include <string.h>
#include "crypto/digest.h"
#include "image/nsib.h"
#include "crypto/public_key.h"
#include "image/sample_keys.h"

static void describe_fw_info(const struct describer *describer, struct info_node *node, const struct nsib_image *nsib)
{
    struct info_node *map = info_map(describer->arena, node, "fw_info");

    info_number(describer->arena, map, "offset", nsib->fw_info_offset);
    info_number(describer->arena, map, "version", nsib->fw_info.version);
    info_number(describer->arena, map, "address", nsib->fw_info.address);
    info_number(describer->arena, map, "boot_address", nsib->fw_info.boot_address);
    info_number(describer->arena, map, "size", nsib->fw_info.size);
    info_number(describer->arena, map, "total_size", nsib->fw_info.total_size);
    info_number(describer->arena, map, "valid", nsib->fw_info.valid);
    info_text(describer->arena, map, "state", "%s",
              nsib->fw_info.valid == NSIB_FW_INFO_VALID ? "valid" : "invalidated");
}

/* X, Y as a KEYHASH TLV would name the key: by its SubjectPublicKeyInfo (RFC 5480). */
static const char *sample_key(const uint8_t point[64])
{
    static const uint8_t head[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
                                    0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04 };
    uint8_t der[sizeof head + 64];
    uint8_t digest[SHA256_SIZE];

    memcpy(der, head, sizeof head);
    memcpy(der + sizeof head, point, 64);
    sha256(range_of(der, sizeof der), digest);
    return sample_key_by_hash(range_of(digest, sizeof digest));
}

/* The signature is over the hash in the block, so the block can be checked with its own key. */
static void describe_validation(const struct describer *describer, struct info_node *node,
                                const struct nsib_image *nsib)
{
    const struct nsib_validation_info *block = &nsib->validation;
    struct info_node *map = info_map(describer->arena, node, "validation_info");
    uint8_t digest[SHA256_SIZE];
    uint8_t of_digest[SHA256_SIZE];
    struct byte_range firmware = nsib->bytes;

    if (!range_part(nsib->bytes, 0, nsib->fw_info.size, &firmware)) {
        return; /* the block was found behind the firmware, so it is there */
    }
    sha256(firmware, digest);
    sha256(range_of(block->hash, sizeof block->hash), of_digest);
    info_number(describer->arena, map, "offset", nsib->validation_offset);
    info_number(describer->arena, map, "address", block->address);
    info_hex(describer->arena, map, "hash", range_of(block->hash, sizeof block->hash));
    info_text(describer->arena, map, "hash_check", "%s",
              memcmp(digest, block->hash, sizeof digest) == 0 ? "is the hash of the firmware"
                                                              : "NOT the hash of the firmware");
    info_hex(describer->arena, map, "public_key", range_of(block->public_key, sizeof block->public_key));
    if (sample_key(block->public_key) != NULL) {
        info_text(describer->arena, map, "sample_key", "%s, everybody has its private half",
                  sample_key(block->public_key));
    }
    info_hex(describer->arena, map, "signature", range_of(block->signature, sizeof block->signature));
    info_text(describer->arena, map, "signature_check", "%s",
              p256_verify_raw(block->public_key, of_digest, block->signature)
                  ? "made with the key in the block; whether a device trusts it is not said here"
                  : "NOT made with the key in the block");
}

void describe_nsib(const struct describer *describer, struct info_node *node, struct byte_range firmware)
{
    struct nsib_image nsib;

    nsib_read(firmware, &nsib);
    if (nsib.has_fw_info) {
        describe_fw_info(describer, node, &nsib);
    }
    if (nsib.has_validation) {
        describe_validation(describer, node, &nsib);
    }
}
