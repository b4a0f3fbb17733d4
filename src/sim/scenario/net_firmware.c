#include "sim/scenario/net_firmware.h"

#include <string.h>
#include "image/nsib.h"
#include "sign/nsib_writer.h"
#include "sim/scenario/noise.h"

#define FW_INFO_OFFSET   0x200u
#define STACK_TOP        0x21010000u
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

/* Appends the validation info, whatever the firmware is: a simulation shows what b0n does with it. */
static bool sign(struct arena *arena, uint32_t address, struct byte_range firmware, struct signing_key *key,
                 struct byte_range *result)
{
    const struct source *source = &(struct source){ .path = "network firmware",
                                                    .name = "network firmware",
                                                    .data = (const char *)firmware.data,
                                                    .size = firmware.size };
    const struct nsib_options options = { .address = address, .unchecked = true };
    struct diagnostics diagnostics = diagnostics_create(arena);

    return nsib_write(arena, source, firmware, &options, signer_with_key(arena, key), &diagnostics, result);
}

bool net_firmware_make(struct arena *arena, const struct net_firmware *firmware, struct signing_key *key,
                       struct byte_range *result)
{
    uint8_t *bytes = arena_alloc(arena, firmware->size);

    sim_fill_noise(bytes, firmware->size, firmware->seed);
    store_le32(bytes, STACK_TOP);
    store_le32(bytes + 4, firmware->address + RESET_VECTOR_LOW);
    put_fw_info(bytes + FW_INFO_OFFSET, firmware);
    return sign(arena, firmware->address, range_of(bytes, firmware->size), key, result);
}

bool net_firmware_renew(struct arena *arena, struct byte_range original, uint32_t version, struct signing_key *key,
                        struct byte_range *result)
{
    struct nsib_image nsib;
    uint8_t *bytes;

    nsib_read(original, &nsib);
    if (!nsib.has_fw_info || nsib.fw_info.size > original.size || nsib.fw_info.size % 4 != 0) {
        return false;
    }
    bytes = arena_alloc(arena, nsib.fw_info.size);
    memcpy(bytes, original.data, nsib.fw_info.size);
    store_le32(bytes + nsib.fw_info_offset + offsetof(struct nsib_fw_info, version), version);
    return sign(arena, nsib.fw_info.address, range_of(bytes, nsib.fw_info.size), key, result);
}
