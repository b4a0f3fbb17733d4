#include "firmware/net/nsib_reader.h"

#include "firmware/crypto/crypto.h"
#include "nrf53pack/bytes.h"
#include "nrf53pack/nsib_format.h"

/* Where an image lies. */
struct place {
    struct hal *hal;
    enum flash_device device;
    uint32_t offset;
    uint32_t size;
};

static bool place_read(const struct place *place, uint32_t start, void *buffer, uint32_t size)
{
    return start <= place->size && size <= place->size - start &&
           hal_flash_read(place->hal, place->device, place->offset + start, buffer, size);
}

static bool find_firmware_info(const struct place *place, uint8_t info[sizeof(struct nsib_fw_info)])
{
    static const uint32_t offsets[] = NSIB_FW_INFO_OFFSETS;

    for (unsigned i = 0; i < sizeof offsets / sizeof *offsets; i++) {
        if (place_read(place, offsets[i], info, sizeof(struct nsib_fw_info)) && load_le32(info) == NSIB_MAGIC_COMMON &&
            load_le32(info + 4) == NSIB_MAGIC_FIRMWARE_INFO && load_le32(info + 8) == NSIB_FW_INFO_COMPAT_NRF53) {
            return true;
        }
    }
    return false;
}

static bool read_validation(const struct place *place, uint32_t start,
                            uint8_t info[sizeof(struct nsib_validation_info)])
{
    return place_read(place, start, info, sizeof(struct nsib_validation_info)) &&
           load_le32(info) == NSIB_MAGIC_COMMON && load_le32(info + 4) == NSIB_MAGIC_VALIDATION &&
           load_le32(info + 8) == NSIB_VALIDATION_COMPAT_NRF53;
}

bool nsib_has_firmware_info(struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size)
{
    struct place place = { hal, device, offset, size };
    uint8_t info[sizeof(struct nsib_fw_info)];

    return find_firmware_info(&place, info);
}

enum nsib_verdict nsib_validate(struct hal *hal, enum flash_device device, uint32_t offset, uint32_t size,
                                uint32_t address)
{
    struct place place = { hal, device, offset, size };
    uint8_t info[sizeof(struct nsib_fw_info)];
    uint8_t validation[sizeof(struct nsib_validation_info)];
    uint8_t digest[CRYPTO_DIGEST_SIZE];
    uint32_t firmware_size;

    if (!find_firmware_info(&place, info) ||
        load_le32(info + offsetof(struct nsib_fw_info, valid)) != NSIB_FW_INFO_VALID) {
        return NSIB_NO_FIRMWARE_INFO;
    }
    if (load_le32(info + offsetof(struct nsib_fw_info, address)) != address) {
        return NSIB_OTHER_ADDRESS;
    }
    firmware_size = load_le32(info + offsetof(struct nsib_fw_info, size));
    if (firmware_size > size || firmware_size % 4 != 0 || !read_validation(&place, firmware_size, validation) ||
        load_le32(validation + offsetof(struct nsib_validation_info, address)) != address) {
        return NSIB_NO_VALIDATION;
    }
    if (!crypto_hash_flash(hal, device, offset, firmware_size, digest) ||
        crypto_compare(digest, validation + offsetof(struct nsib_validation_info, hash), sizeof digest) !=
            CRYPTO_VALID) {
        return NSIB_BAD_HASH;
    }
    return NSIB_VALID;
}
