#include "firmware/format/image_reader.h"

#include <string.h>
#include "firmware/crypto/crypto.h"
#include "firmware/format/area.h"
#include "nrf53pack/bytes.h"

#define SIGNATURE_MAX 384u

#define FLAGS_NOT_STARTED_HERE                                                                                         \
    (MCUBOOT_F_ENCRYPTED_AES128 | MCUBOOT_F_ENCRYPTED_AES256 | MCUBOOT_F_NON_BOOTABLE | MCUBOOT_F_COMPRESSED_LZMA1 |   \
     MCUBOOT_F_COMPRESSED_LZMA2)

/* An image in an area, and where the TLV entry is that is looked at. Offsets count from the area's start. */
struct tlv_walk {
    struct hal *hal;
    const struct boot_area *area;
    uint32_t next;
    uint32_t end;
    uint32_t protected_end;
    uint16_t type;
    uint16_t size;
    uint32_t data;
};

static struct mcuboot_version load_version(const uint8_t *bytes)
{
    return (struct mcuboot_version){
        .major = bytes[0], .minor = bytes[1], .revision = load_le16(bytes + 2), .build = load_le32(bytes + 4)
    };
}

bool image_read_header(struct hal *hal, const struct boot_area *area, uint32_t start, struct mcuboot_header *header)
{
    uint8_t bytes[MCUBOOT_HEADER_SIZE];
    uint64_t size;

    if (!area_read(hal, area, start, bytes, sizeof bytes)) {
        return false;
    }
    header->magic = load_le32(bytes);
    header->load_addr = load_le32(bytes + 4);
    header->hdr_size = load_le16(bytes + 8);
    header->protect_tlv_size = load_le16(bytes + 10);
    header->img_size = load_le32(bytes + 12);
    header->flags = load_le32(bytes + 16);
    header->version = load_version(bytes + 20);
    header->pad = load_le32(bytes + 28);
    size = (uint64_t)header->hdr_size + header->img_size + header->protect_tlv_size;
    return header->magic == MCUBOOT_IMAGE_MAGIC && header->hdr_size >= MCUBOOT_HEADER_SIZE && header->img_size > 0 &&
           size < area->size - start && (header->flags & FLAGS_NOT_STARTED_HERE) == 0;
}

/* The four bytes before a TLV area: its magic, and its size with these bytes. */
static bool read_tlv_info(struct tlv_walk *walk, uint32_t offset, uint16_t magic, uint32_t *size)
{
    uint8_t info[MCUBOOT_TLV_INFO_SIZE];

    if (!area_read(walk->hal, walk->area, offset, info, sizeof info) || load_le16(info) != magic) {
        return false;
    }
    *size = load_le16(info + 2);
    return *size >= MCUBOOT_TLV_INFO_SIZE && area_has(walk->area, offset, *size);
}

static bool tlv_begin(struct tlv_walk *walk, uint32_t start, const struct mcuboot_header *header)
{
    uint32_t offset = start + header->hdr_size + header->img_size;
    uint32_t size;

    walk->protected_end = offset + header->protect_tlv_size;
    walk->next = offset + MCUBOOT_TLV_INFO_SIZE;
    if (header->protect_tlv_size != 0 &&
        (!read_tlv_info(walk, offset, MCUBOOT_TLV_PROT_MAGIC, &size) || size != header->protect_tlv_size)) {
        return false;
    }
    if (!read_tlv_info(walk, walk->protected_end, MCUBOOT_TLV_MAGIC, &size)) {
        return false;
    }
    walk->end = walk->protected_end + size;
    return true;
}

/* 1: an entry is there; 0: no more; -1: the area is damaged. */
static int tlv_next(struct tlv_walk *walk)
{
    uint8_t entry[MCUBOOT_TLV_ENTRY_SIZE];
    uint32_t area_end = walk->next <= walk->protected_end ? walk->protected_end : walk->end;

    if (walk->next == walk->protected_end) {
        walk->next += MCUBOOT_TLV_INFO_SIZE;
        area_end = walk->end;
    }
    if (walk->next == walk->end) {
        return 0;
    }
    if (walk->next > area_end || area_end - walk->next < sizeof entry ||
        !area_read(walk->hal, walk->area, walk->next, entry, sizeof entry)) {
        return -1;
    }
    walk->type = load_le16(entry);
    walk->size = load_le16(entry + 2);
    walk->data = walk->next + (uint32_t)sizeof entry;
    if (walk->size > area_end - walk->data) {
        return -1;
    }
    walk->next = walk->data + walk->size;
    return 1;
}

static bool tlv_is_protected(const struct tlv_walk *walk)
{
    return walk->data < walk->protected_end;
}

static bool tlv_read(const struct tlv_walk *walk, void *buffer, uint32_t size)
{
    return walk->size == size && area_read(walk->hal, walk->area, walk->data, buffer, size);
}

static bool take_dependency(const struct tlv_walk *walk, struct image_summary *summary)
{
    uint8_t bytes[sizeof(struct mcuboot_dependency)];
    struct mcuboot_dependency *dependency;

    if (!tlv_is_protected(walk)) {
        return true;
    }
    if (summary->dependency_count == IMAGE_MAX_DEPENDENCIES || !tlv_read(walk, bytes, sizeof bytes)) {
        return false;
    }
    dependency = &summary->dependencies[summary->dependency_count++];
    dependency->image_id = bytes[0];
    dependency->min_version = load_version(bytes + 4);
    return true;
}

static bool take_security_counter(const struct tlv_walk *walk, struct image_summary *summary)
{
    uint8_t bytes[4];

    if (!tlv_is_protected(walk)) {
        return true;
    }
    if (summary->has_security_counter || !tlv_read(walk, bytes, sizeof bytes)) {
        return false;
    }
    summary->has_security_counter = true;
    summary->security_counter = load_le32(bytes);
    return true;
}

/* What counts for a decision must be under the signature: dependencies and counter are taken from
 * protected TLVs only.
 */
static bool take_entry(const struct tlv_walk *walk, struct image_summary *summary, bool *has_hash)
{
    switch (walk->type) {
    case MCUBOOT_TLV_SHA256:
        *has_hash = true;
        return tlv_read(walk, summary->sha256, sizeof summary->sha256);
    case MCUBOOT_TLV_DEPENDENCY:
        return take_dependency(walk, summary);
    case MCUBOOT_TLV_SEC_CNT:
        return take_security_counter(walk, summary);
    default:
        return true;
    }
}

bool image_read_summary(struct hal *hal, const struct boot_area *area, uint32_t start, struct image_summary *summary)
{
    struct tlv_walk walk = { .hal = hal, .area = area };
    uint8_t vector[4];
    bool has_hash = false;
    int found;

    memset(summary, 0, sizeof *summary);
    if (!image_read_header(hal, area, start, &summary->header) || !tlv_begin(&walk, start, &summary->header)) {
        return false;
    }
    while ((found = tlv_next(&walk)) > 0) {
        if (!take_entry(&walk, summary, &has_hash)) {
            return false;
        }
    }
    if (found < 0 || !has_hash || summary->header.img_size < 8 ||
        !area_read(hal, area, start + summary->header.hdr_size + 4, vector, sizeof vector)) {
        return false;
    }
    summary->reset_vector = load_le32(vector);
    summary->total_size = walk.end - start;
    return true;
}

static const struct boot_key *find_key(const struct boot_config *config, const uint8_t hash[CRYPTO_DIGEST_SIZE])
{
    for (unsigned i = 0; i < config->key_count; i++) {
        if (crypto_compare(config->keys[i].hash, hash, CRYPTO_DIGEST_SIZE) == CRYPTO_VALID) {
            return &config->keys[i];
        }
    }
    return NULL;
}

static uint16_t signature_tlv(const struct boot_key *key)
{
    static const uint16_t types[] = { [BOOT_KEY_ECDSA_P256] = MCUBOOT_TLV_ECDSA_SIG,
                                      [BOOT_KEY_RSA_2048] = MCUBOOT_TLV_RSA2048_PSS,
                                      [BOOT_KEY_RSA_3072] = MCUBOOT_TLV_RSA3072_PSS };

    return types[key->type];
}

/* A KEYHASH TLV says which key the next signature is by; one good signature by a known key is enough. */
static uint32_t signature_verdict(struct tlv_walk *walk, const struct boot_config *config, const uint8_t *digest)
{
    uint8_t buffer[SIGNATURE_MAX];
    const struct boot_key *key = NULL;
    int found;

    while ((found = tlv_next(walk)) > 0) {
        if (walk->type == MCUBOOT_TLV_KEYHASH) {
            key = tlv_read(walk, buffer, CRYPTO_DIGEST_SIZE) ? find_key(config, buffer) : NULL;
        } else if (key != NULL && walk->type == signature_tlv(key)) {
            hal_watchdog_feed(walk->hal);
            if (walk->size <= sizeof buffer && tlv_read(walk, buffer, walk->size) &&
                crypto_signature_valid(key, digest, buffer, walk->size) == CRYPTO_VALID) {
                return CRYPTO_VALID;
            }
            key = NULL;
        }
    }
    return CRYPTO_INVALID;
}

static uint32_t content_verdict(struct hal *hal, const struct boot_config *config, const struct boot_area *area,
                                uint32_t start, const struct image_summary *summary)
{
    struct tlv_walk walk = { .hal = hal, .area = area };
    const struct mcuboot_header *header = &summary->header;
    uint8_t digest[CRYPTO_DIGEST_SIZE];

    if (!crypto_hash_flash(hal, area->device, area->offset + start,
                           header->hdr_size + header->img_size + header->protect_tlv_size, digest) ||
        crypto_compare(digest, summary->sha256, sizeof digest) != CRYPTO_VALID) {
        return CRYPTO_INVALID;
    }
    if (config->key_count == 0) {
        return CRYPTO_VALID;
    }
    return tlv_begin(&walk, start, header) ? signature_verdict(&walk, config, digest) : CRYPTO_INVALID;
}

static bool verify_once(struct hal *hal, const struct boot_config *config, const struct boot_area *area,
                        uint32_t start, uint32_t limit, struct image_summary *summary)
{
    volatile uint32_t verdict = CRYPTO_INVALID;
    volatile uint32_t complement = 0;

    if (!image_read_summary(hal, area, start, summary) || summary->total_size > limit) {
        return false;
    }
    verdict = content_verdict(hal, config, area, start, summary);
    complement = ~verdict;
    if (verdict != CRYPTO_VALID) {
        return false;
    }
    /* One skipped instruction above must not be enough: another word, compared with another constant, which no
     * compiler may leave out as both are volatile. Who starts an image compares summary->verdict a third time.
     */
    if (complement != (uint32_t)~CRYPTO_VALID) {
        return false;
    }
    summary->verdict = ~complement;
    return true;
}

/* A read that fails looks like a bad image, and what is done with one is done for good: a candidate is erased, an
 * application swapped out without a way back. So a bad one is looked at twice.
 */
bool image_verify(struct hal *hal, const struct boot_config *config, const struct boot_area *area, uint32_t start,
                  uint32_t limit, struct image_summary *summary)
{
    return verify_once(hal, config, area, start, limit, summary) ||
           verify_once(hal, config, area, start, limit, summary);
}

int image_version_compare(const struct mcuboot_version *left, const struct mcuboot_version *right)
{
    if (left->major != right->major) {
        return left->major < right->major ? -1 : 1;
    }
    if (left->minor != right->minor) {
        return left->minor < right->minor ? -1 : 1;
    }
    if (left->revision != right->revision) {
        return left->revision < right->revision ? -1 : 1;
    }
    return 0;
}
