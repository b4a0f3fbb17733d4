#include "image/nsib.h"

#include <string.h>
#include "crypto/digest.h"
#include "crypto/public_key.h"

/* The last byte of the third magic word is the product's own compatibility number. */
#define COMPATIBILITY_MASK 0x00ffffffu

/* compared: the bits of the third word that count. */
static bool has_magic(struct byte_range bytes, size_t offset, uint32_t second, uint32_t third, uint32_t compared)
{
    uint32_t words[3];

    for (size_t i = 0; i < 3; i++) {
        if (!range_le32(bytes, offset + 4 * i, &words[i])) {
            return false;
        }
    }
    return words[0] == NSIB_MAGIC_COMMON && words[1] == second && (words[2] & compared) == third;
}

static void load_words(const uint8_t *data, uint32_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        words[i] = load_le32(data + 4 * i);
    }
}

static void load_fw_info(const uint8_t *data, struct nsib_fw_info *info)
{
    load_words(data, info->magic, 3);
    info->total_size = load_le32(data + offsetof(struct nsib_fw_info, total_size));
    info->size = load_le32(data + offsetof(struct nsib_fw_info, size));
    info->version = load_le32(data + offsetof(struct nsib_fw_info, version));
    info->address = load_le32(data + offsetof(struct nsib_fw_info, address));
    info->boot_address = load_le32(data + offsetof(struct nsib_fw_info, boot_address));
    info->valid = load_le32(data + offsetof(struct nsib_fw_info, valid));
    load_words(data + offsetof(struct nsib_fw_info, reserved), info->reserved, 4);
    info->ext_api_num = load_le32(data + offsetof(struct nsib_fw_info, ext_api_num));
    info->ext_api_request_num = load_le32(data + offsetof(struct nsib_fw_info, ext_api_request_num));
}

static void load_validation(const uint8_t *data, struct nsib_validation_info *info)
{
    load_words(data, info->magic, 3);
    info->address = load_le32(data + offsetof(struct nsib_validation_info, address));
    memcpy(info->hash, data + offsetof(struct nsib_validation_info, hash), sizeof info->hash);
    memcpy(info->public_key, data + offsetof(struct nsib_validation_info, public_key), sizeof info->public_key);
    memcpy(info->signature, data + offsetof(struct nsib_validation_info, signature), sizeof info->signature);
}

static void find_fw_info(struct nsib_image *image)
{
    static const size_t offsets[] = NSIB_FW_INFO_OFFSETS;
    struct byte_range part;

    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        if (has_magic(image->bytes, offsets[i], NSIB_MAGIC_FIRMWARE_INFO, NSIB_FW_INFO_COMPAT_NRF53,
                      COMPATIBILITY_MASK) &&
            range_part(image->bytes, offsets[i], sizeof image->fw_info, &part)) {
            image->has_fw_info = true;
            image->fw_info_offset = offsets[i];
            load_fw_info(part.data, &image->fw_info);
            return;
        }
    }
}

/* Both blocks of a product bear the same compatibility number (cmake/sysbuild/sign.cmake). */
static void find_validation(struct nsib_image *image)
{
    uint32_t third = NSIB_VALIDATION_COMPAT_NRF53 | (image->fw_info.magic[2] & ~COMPATIBILITY_MASK);
    struct byte_range part;

    for (size_t i = 0; i <= NSIB_SEARCH_DISTANCE; i++) {
        size_t offset = (size_t)image->fw_info.size + i;

        if (has_magic(image->bytes, offset, NSIB_MAGIC_VALIDATION, third, UINT32_MAX) &&
            range_part(image->bytes, offset, sizeof image->validation, &part)) {
            image->has_validation = true;
            image->validation_offset = offset;
            load_validation(part.data, &image->validation);
            return;
        }
    }
}

void nsib_read(struct byte_range bytes, struct nsib_image *image)
{
    memset(image, 0, sizeof *image);
    image->bytes = bytes;
    find_fw_info(image);
    if (image->has_fw_info) {
        find_validation(image);
    }
}

/* One verification: the image, what it is compared with, and where the lines go. */
struct check {
    struct arena *arena;
    const struct nsib_image *image;
    const struct nsib_expectation *expected;
    struct verdicts *verdicts;
};

#define VERDICT(check, name, good, ...)                                                                                \
    verdict_add((check)->arena, (check)->verdicts, (name), (good) ? VERDICT_PASS : VERDICT_FAIL, __VA_ARGS__)

/* Whether an address lies in the firmware at its destination. */
static bool in_firmware(const struct nsib_fw_info *info, uint32_t address)
{
    return address >= info->address && address - info->address < info->size;
}

static void check_address(const struct check *check)
{
    const struct nsib_fw_info *info = &check->image->fw_info;
    const struct nsib_expectation *expected = check->expected;

    if (expected == NULL || !expected->slot_known) {
        verdict_add(check->arena, check->verdicts, "fw_info address", VERDICT_NOT_CHECKED,
                    "0x%08lx; address of the slot is not known", (unsigned long)info->address);
        return;
    }
    VERDICT(check, "fw_info address", info->address == expected->slot_address,
            "firmware is linked for 0x%08lx, the slot starts at 0x%08llx", (unsigned long)info->address,
            (unsigned long long)expected->slot_address);
}

static void check_size(const struct check *check)
{
    const struct nsib_fw_info *info = &check->image->fw_info;
    const struct nsib_expectation *expected = check->expected;
    bool info_inside = info->total_size <= info->size && check->image->fw_info_offset <= info->size &&
                       info->total_size <= info->size - check->image->fw_info_offset;

    if (!info_inside || info->size > check->image->bytes.size) {
        VERDICT(check, "fw_info size", false, "firmware of 0x%lx bytes, fw_info of 0x%lx bytes at 0x%zx, file of 0x%zx",
                (unsigned long)info->size, (unsigned long)info->total_size, check->image->fw_info_offset,
                check->image->bytes.size);
    } else if (info->size > UINT32_MAX - info->address) {
        VERDICT(check, "fw_info size", false, "firmware of 0x%lx bytes at 0x%08lx ends behind the last address",
                (unsigned long)info->size, (unsigned long)info->address);
    } else if (expected != NULL && expected->slot_known && check->image->bytes.size > expected->slot_size) {
        /* b0n copies the whole payload, the validation info behind the firmware included. */
        VERDICT(check, "fw_info size", false,
                "firmware of 0x%lx bytes with its validation info is 0x%zx, slot of 0x%llx", (unsigned long)info->size,
                check->image->bytes.size, (unsigned long long)expected->slot_size);
    } else {
        VERDICT(check, "fw_info size", true, "0x%lx bytes", (unsigned long)info->size);
    }
}

static void check_vectors(const struct check *check)
{
    const struct nsib_fw_info *info = &check->image->fw_info;
    bool boot_inside = in_firmware(info, info->boot_address);
    uint32_t reset = 0;
    bool readable;

    VERDICT(check, "boot address", boot_inside, "0x%08lx", (unsigned long)info->boot_address);
    readable = boot_inside && range_le32(check->image->bytes, (size_t)(info->boot_address - info->address) + 4, &reset);
    if (readable && in_firmware(info, reset)) {
        VERDICT(check, "reset vector", true, "0x%08lx", (unsigned long)reset);
    } else {
        VERDICT(check, "reset vector", false, "0x%08lx is not in the firmware, 0x%lx bytes from 0x%08lx on",
                (unsigned long)reset, (unsigned long)info->size, (unsigned long)info->address);
    }
}

static void check_hash(const struct check *check, const uint8_t digest[SHA256_SIZE])
{
    bool good = memcmp(digest, check->image->validation.hash, SHA256_SIZE) == 0;

    VERDICT(check, "firmware hash", good, "%s",
            good ? "SHA-256 of the firmware" : "validation info holds another SHA-256 than the firmware has");
}

/* The signed message is the hash, so that the curve signs the hash of the hash. b0 makes the first one itself too, from
 * the firmware. */
static void check_signature(const struct check *check, const uint8_t digest[SHA256_SIZE])
{
    const struct nsib_validation_info *validation = &check->image->validation;
    const struct nsib_expectation *expected = check->expected;
    uint8_t twice[SHA256_SIZE];

    sha256(range_of(digest, SHA256_SIZE), twice);
    if (!p256_verify_raw(validation->public_key, twice, validation->signature)) {
        VERDICT(check, "firmware signature", false, "signature is not of the key in the validation info");
    } else if (expected == NULL || expected->key == NULL) {
        verdict_add(check->arena, check->verdicts, "firmware signature", VERDICT_NOT_CHECKED,
                    "it is of the key in the validation info, which anybody can put there; b0's key is not known");
    } else {
        bool good = memcmp(expected->key, validation->public_key, sizeof validation->public_key) == 0;

        VERDICT(check, "firmware signature", good, "ECDSA P-256, %s %s", good ? "compared with" : "of another key than",
                expected->key_from == NULL ? "the given key" : expected->key_from);
    }
}

static void check_validation(const struct check *check)
{
    const struct nsib_image *image = check->image;
    struct byte_range firmware = { NULL, 0 };
    uint8_t digest[SHA256_SIZE];

    if (!image->has_validation || !range_part(image->bytes, 0, image->fw_info.size, &firmware)) {
        VERDICT(check, "validation info", false, "not found within %u bytes behind the firmware (offset 0x%lx)",
                NSIB_SEARCH_DISTANCE, (unsigned long)image->fw_info.size);
        return;
    }
    VERDICT(check, "validation info", true, "at offset 0x%zx", image->validation_offset);
    VERDICT(check, "validation address", image->validation.address == image->fw_info.address,
            "validation info is for 0x%08lx, firmware for 0x%08lx", (unsigned long)image->validation.address,
            (unsigned long)image->fw_info.address);
    sha256(firmware, digest);
    check_hash(check, digest);
    check_signature(check, digest);
}

static bool check_firmware(const struct check *check)
{
    const struct nsib_image *image = check->image;

    if (!image->has_fw_info) {
        VERDICT(check, "fw_info", false, "not found at any offset where b0n looks for it");
        return false;
    }
    VERDICT(check, "fw_info", true, "at offset 0x%zx, version %lu", image->fw_info_offset,
            (unsigned long)image->fw_info.version);
    check_address(check);
    VERDICT(check, "fw_info valid", image->fw_info.valid == NSIB_FW_INFO_VALID, "0x%08lx%s",
            (unsigned long)image->fw_info.valid,
            image->fw_info.valid == NSIB_FW_INFO_VALID ? "" : ": the firmware was made invalid");
    check_size(check);
    check_vectors(check);
    return true;
}

void nsib_verify_firmware(struct arena *arena, const struct nsib_image *image, const struct nsib_expectation *expected,
                          struct verdicts *verdicts)
{
    const struct check check = { arena, image, expected, verdicts };

    (void)check_firmware(&check);
}

void nsib_verify(struct arena *arena, const struct nsib_image *image, const struct nsib_expectation *expected,
                 struct verdicts *verdicts)
{
    const struct check check = { arena, image, expected, verdicts };

    if (check_firmware(&check)) {
        check_validation(&check);
    }
}
