#include <string.h>
#include "image/provision.h"
#include "nrf53pack/memory_map.h"

static bool is_network_core(const struct nsib_image *image)
{
    return nrf5340_is_network_core(image->fw_info.address);
}

/* b0 searches fw_info from the start of a slot, which has room for a header of MCUboot in front of the firmware. */
static bool found_from(uint32_t slot, const struct nsib_image *image)
{
    static const size_t offsets[] = NSIB_FW_INFO_OFFSETS;
    uint32_t address = image->fw_info.address;

    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        if (address >= slot && (uint64_t)(address - slot) + image->fw_info_offset == offsets[i]) {
            return true;
        }
    }
    return false;
}

static void verify_slot(struct arena *arena, const struct provision *provision, const struct nsib_image *image,
                        struct verdicts *verdicts)
{
    const struct provision_header *header = &provision->header;
    unsigned long address = image->fw_info.address;
    const char *fault = provision->has_address
                            ? provision_place_fault(arena, provision->address, header->s0_address, header->s1_address)
                            : NULL;

    if (provision->mcuboot_only) {
        verdict_add(arena, verdicts, "provision slot", VERDICT_FAIL,
                    "the provision data is that of a device without NSIB");
    } else if (fault != NULL) {
        verdict_add(arena, verdicts, "provision slot", VERDICT_FAIL, "%s", fault);
    } else if (is_network_core(image) != nrf5340_is_network_core(header->s0_address)) {
        verdict_add(arena, verdicts, "provision slot", VERDICT_FAIL,
                    "firmware for 0x%08lx, but the provision data is that of the %s core", address,
                    is_network_core(image) ? "application" : "network");
    } else if (is_network_core(image)) {
        verdict_add(arena, verdicts, "provision slot",
                    image->fw_info.address == header->s0_address ? VERDICT_PASS : VERDICT_FAIL,
                    "firmware is linked for 0x%08lx, b0n copies to 0x%08lx", address,
                    (unsigned long)header->s0_address);
    } else if (found_from(header->s0_address, image)) {
        verdict_add(arena, verdicts, "provision slot", VERDICT_PASS, "S0 at 0x%08lx",
                    (unsigned long)header->s0_address);
    } else if (found_from(header->s1_address, image)) {
        verdict_add(arena, verdicts, "provision slot", VERDICT_PASS, "S1 at 0x%08lx",
                    (unsigned long)header->s1_address);
    } else {
        verdict_add(arena, verdicts, "provision slot", VERDICT_FAIL,
                    "firmware is linked for 0x%08lx, b0 finds its fw_info from neither S0 (0x%08lx) nor S1 (0x%08lx)",
                    address, (unsigned long)header->s0_address, (unsigned long)header->s1_address);
    }
}

/* The first valid key with this hash, or key_count. */
static size_t find_key(const struct provision *provision, const uint8_t *hash, bool invalidated)
{
    size_t i = 0;

    while (i < provision->header.key_count && (provision->keys[i].invalidated != invalidated ||
                                               memcmp(provision->keys[i].hash, hash, PROVISION_KEY_HASH_SIZE) != 0)) {
        i++;
    }
    return i;
}

/* What makes b0 refuse every firmware, whoever signed it; NULL: nothing. */
static const char *fault_of_keys(struct arena *arena, const struct provision *provision)
{
    size_t count = provision->header.key_count;

    if (provision->form == PROVISION_FORM_NEW && count > PROVISION_NEW_KEY_LIMIT) {
        return arena_printf(arena, "%zu keys, b0 takes at most %u", count, PROVISION_NEW_KEY_LIMIT);
    }
    for (size_t i = 0; i < count; i++) {
        if (!provision->keys[i].invalidated && !provision_hash_allowed(provision->keys[i].hash)) {
            return arena_printf(arena, "hash of key %zu has an aligned 0xffff, with which b0 refuses every firmware",
                                i);
        }
    }
    return NULL;
}

bool provision_trusts(struct arena *arena, const struct provision *provision, const uint8_t point[64])
{
    uint8_t hash[PROVISION_KEY_HASH_SIZE];

    provision_key_hash(point, hash);
    return fault_of_keys(arena, provision) == NULL && find_key(provision, hash, false) < provision->header.key_count;
}

/* Counts what is lost: a firmware of a key that comes later takes the trust from those in front of it, for ever. */
static const char *invalidation(struct arena *arena, const struct provision *provision, size_t index)
{
    size_t lost = 0;

    for (size_t i = 0; i < index; i++) {
        lost += provision->keys[i].invalidated ? 0 : 1;
    }
    if (lost == 0) {
        return "";
    }
    return index == 1 ? "; starting this firmware invalidates key 0 for ever"
                      : arena_printf(arena, "; starting this firmware invalidates keys 0 to %zu for ever", index - 1);
}

static void verify_key(struct arena *arena, const struct provision *provision, const struct nsib_image *image,
                       struct verdicts *verdicts)
{
    enum verdict refused = is_network_core(image) ? VERDICT_WARNING : VERDICT_FAIL;
    const char *only = is_network_core(image) ? "; b0n checks keys only where it was built to" : "";
    size_t count = provision->header.key_count;
    const char *fault = fault_of_keys(arena, provision);
    uint8_t hash[PROVISION_KEY_HASH_SIZE];
    size_t index;

    if (!image->has_validation) {
        return;
    }
    provision_key_hash(image->validation.public_key, hash);
    index = find_key(provision, hash, false);
    if (fault != NULL) {
        verdict_add(arena, verdicts, "provision key", refused, "%s%s", fault, only);
    } else if (index < count) {
        verdict_add(arena, verdicts, "provision key", VERDICT_PASS, "key %zu of %zu (%s form)%s", index, count,
                    provision_form_name(provision->form), invalidation(arena, provision, index));
    } else if (find_key(provision, hash, true) < count) {
        verdict_add(arena, verdicts, "provision key", refused, "key %zu of %zu was invalidated%s",
                    find_key(provision, hash, true), count, only);
    } else {
        verdict_add(arena, verdicts, "provision key", refused, "key %s is none of the %zu in the provision data%s",
                    text_hex(arena, hash, sizeof hash), count, only);
    }
}

static void verify_version(struct arena *arena, const struct provision *provision, const struct nsib_image *image,
                           struct verdicts *verdicts)
{
    const struct provision_counter *counter = provision_counter_find(provision, PROVISION_COUNTER_NSIB);
    unsigned long version = image->fw_info.version;
    unsigned stored;

    if (counter == NULL) {
        verdict_add(arena, verdicts, "provision version", VERDICT_NOT_CHECKED,
                    "version %lu; the provision data has no counter for it", version);
        return;
    }
    stored = counter->value >> 1;
    if (version > INT16_MAX) {
        verdict_add(arena, verdicts, "provision version", VERDICT_FAIL,
                    "version %lu does not fit the counter's 15 bits", version);
    } else if (version < stored) {
        verdict_add(arena, verdicts, "provision version", VERDICT_FAIL, "version %lu is below the device's counter, %u",
                    version, stored);
    } else if (version > stored && counter->used == counter->slots) {
        verdict_add(arena, verdicts, "provision version", VERDICT_WARNING,
                    "version %lu cannot be counted: all %u slots are used", version, counter->slots);
    } else {
        verdict_add(arena, verdicts, "provision version", VERDICT_PASS, "version %lu, counter %u, %u of %u slots used",
                    version, stored, counter->used, counter->slots);
    }
}

void provision_verify(struct arena *arena, const struct provision *provision, const struct nsib_image *image,
                      struct verdicts *verdicts)
{
    if (!image->has_fw_info) {
        return;
    }
    verify_slot(arena, provision, image, verdicts);
    verify_key(arena, provision, image, verdicts);
    verify_version(arena, provision, image, verdicts);
}
