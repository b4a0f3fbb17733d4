#include "sign/image_protected.h"

#define DEPENDENCY_SIZE 12u

static void add_counter(struct arena *arena, struct tlv_list *list, uint32_t counter)
{
    uint8_t *bytes = arena_alloc(arena, sizeof counter);

    store_le32(bytes, counter);
    tlv_list_add(arena, list, MCUBOOT_TLV_SEC_CNT, range_of(bytes, sizeof counter));
}

/* imgtool writes 32 zero bytes as the signer of an unsigned image, however long its hash is. */
static void add_boot_record(struct arena *arena, struct tlv_list *list, const struct image_options *options,
                            const struct public_key *key, enum digest_algorithm algorithm)
{
    static const uint8_t nobody[SHA256_SIZE] = { 0 };
    struct boot_record record = {
        .software_type = options->boot_record,
        .version = options->version,
        .signer = range_of(nobody, sizeof nobody),
        .algorithm = algorithm,
    };
    struct digest hash;

    if (key != NULL) {
        hash = public_key_hash(key, algorithm);
        record.signer = digest_range(&hash);
    }
    tlv_list_add(arena, list, MCUBOOT_TLV_BOOT_RECORD, boot_record_write(arena, &record));
}

static void add_dependency(struct arena *arena, struct tlv_list *list, const struct image_dependency *dependency)
{
    uint8_t *bytes = arena_alloc(arena, DEPENDENCY_SIZE);

    bytes[0] = dependency->image;
    bytes[4] = dependency->version.major;
    bytes[5] = dependency->version.minor;
    store_le16(bytes + 6, dependency->version.revision);
    store_le32(bytes + 8, dependency->version.build);
    tlv_list_add(arena, list, MCUBOOT_TLV_DEPENDENCY, range_of(bytes, DEPENDENCY_SIZE));
}

static void add_uuid(struct arena *arena, struct tlv_list *list, uint16_t type, const struct image_uuid *uuid)
{
    if (uuid->present) {
        tlv_list_add(arena, list, type, range_of(uuid->bytes, sizeof uuid->bytes));
    }
}

struct tlv_list image_protected_tlvs(struct arena *arena, const struct image_options *options,
                                     const struct public_key *key, enum digest_algorithm algorithm)
{
    struct tlv_list list = { 0 };

    if (options->has_security_counter) {
        add_counter(arena, &list, options->security_counter);
    }
    if (options->boot_record != NULL) {
        add_boot_record(arena, &list, options, key, algorithm);
    }
    for (size_t i = 0; i < options->dependencies.count; i++) {
        add_dependency(arena, &list, &options->dependencies.items[i]);
    }
    add_uuid(arena, &list, MCUBOOT_TLV_UUID_VID, &options->vendor_id);
    add_uuid(arena, &list, MCUBOOT_TLV_UUID_CID, &options->class_id);
    for (size_t i = 0; i < options->custom_tlvs.count; i++) {
        tlv_list_add(arena, &list, options->custom_tlvs.items[i].type, options->custom_tlvs.items[i].bytes);
    }
    return list;
}
