#include "sim/net_firmware.h"

#include <string.h>
#include "image/digest.h"
#include "image/nsib.h"
#include "sign/signature.h"
#include "sim/images.h"

#define FW_INFO_OFFSET   0x200u
#define STACK_TOP        0x21010000u
#define COORDINATE_SIZE  32u
#define RESET_VECTOR_LOW 0x101u /* behind the vector table, Thumb */

static void put_words(uint8_t *at, const uint32_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        store_le32(at + 4 * i, words[i]);
    }
}

static void put_fw_info(uint8_t *at, const struct net_firmware *firmware)
{
    const uint32_t words[] = {
        NSIB_MAGIC_COMMON,           NSIB_MAGIC_FIRMWARE_INFO, NSIB_FW_INFO_COMPAT_NRF53,
        sizeof(struct nsib_fw_info), firmware->size,           firmware->version,
        firmware->address,           firmware->address,        NSIB_FW_INFO_VALID,
    };

    memset(at, 0, sizeof(struct nsib_fw_info));
    put_words(at, words, ARRAY_LENGTH(words));
}

/* One INTEGER of a DER signature as 32 bytes, big-endian; returns what follows it. */
static const uint8_t *take_integer(const uint8_t *at, uint8_t out[COORDINATE_SIZE])
{
    size_t size = at[1];
    const uint8_t *value = at + 2;

    while (size > COORDINATE_SIZE) {
        value++;
        size--;
    }
    memset(out, 0, COORDINATE_SIZE);
    memcpy(out + COORDINATE_SIZE - size, value, size);
    return value + size;
}

/* NSIB signs the SHA-256 of the hash that it writes. */
static bool put_validation(uint8_t *at, uint32_t address, struct byte_range firmware, struct signing_key *key,
                           struct arena *arena)
{
    struct diagnostics diagnostics = diagnostics_create(arena);
    const uint32_t words[] = { NSIB_MAGIC_COMMON, NSIB_MAGIC_VALIDATION, NSIB_VALIDATION_COMPAT_NRF53, address };
    uint8_t *hash = at + offsetof(struct nsib_validation_info, hash);
    uint8_t *raw = at + offsetof(struct nsib_validation_info, signature);
    struct signature signature;
    struct digest digest;

    put_words(at, words, ARRAY_LENGTH(words));
    sha256(firmware, hash);
    memcpy(at + offsetof(struct nsib_validation_info, public_key), key->public_half->point,
           sizeof key->public_half->point);
    digest = digest_of(DIGEST_SHA256, range_of(hash, SHA256_SIZE));
    if (!sign_digest(key, &digest, &diagnostics, &signature)) {
        return false;
    }
    take_integer(take_integer(signature.bytes + 2, raw), raw + COORDINATE_SIZE);
    return true;
}

bool net_firmware_make(struct arena *arena, const struct net_firmware *firmware, struct signing_key *key,
                       struct byte_range *result)
{
    size_t size = firmware->size + sizeof(struct nsib_validation_info);
    uint8_t *bytes = arena_alloc(arena, size);

    sim_fill_noise(bytes, firmware->size, firmware->seed);
    store_le32(bytes, STACK_TOP);
    store_le32(bytes + 4, firmware->address + RESET_VECTOR_LOW);
    put_fw_info(bytes + FW_INFO_OFFSET, firmware);
    if (!put_validation(bytes + firmware->size, firmware->address, range_of(bytes, firmware->size), key, arena)) {
        return false;
    }
    *result = range_of(bytes, size);
    return true;
}

bool net_firmware_renew(struct arena *arena, struct byte_range original, uint32_t version, struct signing_key *key,
                        struct byte_range *result)
{
    struct nsib_image nsib;
    uint8_t *bytes;
    size_t size;

    nsib_read(original, &nsib);
    if (!nsib.has_fw_info || nsib.fw_info.size > original.size || nsib.fw_info.size % 4 != 0) {
        return false;
    }
    size = nsib.fw_info.size + sizeof(struct nsib_validation_info);
    bytes = arena_alloc(arena, size);
    memcpy(bytes, original.data, nsib.fw_info.size);
    store_le32(bytes + nsib.fw_info_offset + offsetof(struct nsib_fw_info, version), version);
    if (!put_validation(bytes + nsib.fw_info.size, nsib.fw_info.address, range_of(bytes, nsib.fw_info.size), key,
                        arena)) {
        return false;
    }
    *result = range_of(bytes, size);
    return true;
}
