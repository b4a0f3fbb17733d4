#include "pack/verify/update_verify.h"

#include <string.h>
#include "image/image_core.h"
#include "image/sample_keys.h"
#include "nrf53pack/memory_map.h"
#include "pack/verify/bootloader_verify.h"
#include "pack/verify/slot_rest.h"
#include "pack/verify/slot_verify.h"

struct image_slot {
    const char *name;
    struct tree_number address;
    struct tree_number size;
};

enum update_kind update_kind(const struct mcuboot_image *image)
{
    struct nsib_image nsib;

    if (!image_firmware_readable(image)) {
        return UPDATE_APPLICATION;
    }
    nsib_read(image->payload, &nsib);
    if (is_network_core_image(image)) {
        return UPDATE_NETWORK_CORE;
    }
    return nsib.has_fw_info ? UPDATE_BOOTLOADER : UPDATE_APPLICATION;
}

/* The slot an image runs from: the primary one, unless direct-XIP has an image for the other. */
static struct image_slot slot_of(const struct mcuboot_image *image, const struct update_expectation *expectation)
{
    const struct update_slots *slots = &expectation->slots;

    if (!expectation->has_slots) {
        return (struct image_slot){ .name = "primary slot" };
    }
    if (expectation->bootloader.direct_xip && image_is_for_slot(image, &slots->secondary_address)) {
        return (struct image_slot){ "secondary slot", slots->secondary_address, slots->secondary_size };
    }
    return (struct image_slot){ "primary slot", slots->primary_address, slots->primary_size };
}

/* Where the first byte behind the header runs: the slot's start plus header, unless the caller knows better. */
static struct tree_number run_address(const struct mcuboot_image *image, const struct update_expectation *expectation,
                                      const struct image_slot *slot)
{
    struct tree_number address = expectation->run_address;

    if (!address.known && slot->address.known) {
        address = slot->address;
        address.value += image->header.hdr_size;
    }
    return address;
}

static bool inside(uint32_t vector, uint64_t start, uint64_t size)
{
    uint64_t address = vector & ~1u; /* bit 0 says Thumb */

    return address >= start && address - start < size;
}

/* MCUboot of NCS erases an update whose reset vector lies in none of its slots (loader.c boot_validate_slot), and
 * starts one whose vector lies in the slot but outside the image: a firmware linked for another slot start.
 */
static void verify_reset_vector(struct arena *arena, const struct mcuboot_image *image,
                                const struct update_expectation *expectation, struct verdicts *verdicts)
{
    const struct image_slot slot = slot_of(image, expectation);
    struct tree_number start = run_address(image, expectation, &slot);
    uint32_t vector = 0;

    if (!image_reset_vector(image, &vector)) {
        verdict_add(arena, verdicts, "reset vector", VERDICT_FAIL, "image of %zu bytes is too short for a vector table",
                    image->payload.size);
    } else if (slot.address.known && slot.size.known && !inside(vector, slot.address.value, slot.size.value)) {
        verdict_add(arena, verdicts, "reset vector", VERDICT_FAIL, "0x%08lx, %s 0x%llx to 0x%llx",
                    (unsigned long)vector, slot.name, (unsigned long long)slot.address.value,
                    (unsigned long long)(slot.address.value + slot.size.value));
    } else if (!start.known) {
        verdict_add(arena, verdicts, "reset vector", VERDICT_NOT_CHECKED, "0x%08lx; primary slot is not known",
                    (unsigned long)vector);
    } else if (!inside(vector, start.value, image->payload.size)) {
        verdict_add(
            arena, verdicts, "reset vector", VERDICT_FAIL,
            "0x%08lx lies outside the image, which runs at 0x%llx to 0x%llx: firmware is linked for another address",
            (unsigned long)vector, (unsigned long long)start.value,
            (unsigned long long)(start.value + image->payload.size));
    } else if ((vector & 1u) == 0) {
        verdict_add(arena, verdicts, "reset vector", VERDICT_FAIL,
                    "0x%08lx is even: a Cortex-M33 takes it for ARM code, which it does not have, and faults at once",
                    (unsigned long)vector);
    } else {
        verdict_add(arena, verdicts, "reset vector", VERDICT_PASS, "0x%08lx, image runs at 0x%llx to 0x%llx",
                    (unsigned long)vector, (unsigned long long)start.value,
                    (unsigned long long)(start.value + image->payload.size));
    }
}

/* A stack that ends where the RAM ends starts one byte behind it. Only a warning: the firmware may set another one. */
static void verify_stack(struct arena *arena, const struct mcuboot_image *image, bool is_network_core,
                         struct verdicts *verdicts)
{
    uint32_t start = is_network_core ? NRF5340_NET_RAM_ADDRESS : NRF5340_APP_RAM_ADDRESS;
    uint32_t size = is_network_core ? NRF5340_NET_RAM_SIZE : NRF5340_APP_RAM_SIZE;
    uint32_t pointer;

    if (range_le32(image->payload, 0, &pointer) && (pointer <= start || pointer - start > size)) {
        verdict_add(arena, verdicts, "stack pointer", VERDICT_WARNING,
                    "0x%08lx is not in the core's RAM: is this a firmware?", (unsigned long)pointer);
    }
}

/* A firmware is linked for the place behind the header: with another header it lies elsewhere. Only b0n is handed the
 * firmware alone and does not mind.
 */
static void verify_header_size(struct arena *arena, const struct mcuboot_image *image, enum update_kind kind,
                               const struct tree_number *expected, struct verdicts *verdicts)
{
    unsigned size = image->header.hdr_size;

    if (!expected->known) {
        verdict_add(arena, verdicts, "header size", VERDICT_NOT_CHECKED, "0x%x; the one of the build is not known",
                    size);
    } else if (size == expected->value) {
        verdict_add(arena, verdicts, "header size", VERDICT_PASS, "0x%x (%s)", size, expected->from);
    } else {
        verdict_add(arena, verdicts, "header size", kind == UPDATE_NETWORK_CORE ? VERDICT_WARNING : VERDICT_FAIL,
                    "0x%x, the build leaves 0x%llx for it (%s)", size, (unsigned long long)expected->value,
                    expected->from);
    }
}

/* MCUboot refuses what names no key and carries no signature; the other things an image may do without. */
static void demand_signature(struct arena *arena, struct verdicts *verdicts)
{
    for (size_t i = 0; i < verdicts->count; i++) {
        struct verdict_line *line = &verdicts->items[i];

        if (line->verdict == VERDICT_ABSENT &&
            (strcmp(line->check, "signature") == 0 || strcmp(line->check, "key hash") == 0)) {
            line->verdict = VERDICT_FAIL;
            line->detail = arena_printf(arena, "%s; the bootloader of this tree refuses it", line->detail);
        }
    }
}

static void verify_firmware(struct arena *arena, const struct mcuboot_image *image, enum update_kind kind,
                            const struct update_expectation *expectation, struct verdicts *verdicts)
{
    struct nsib_image nsib;

    if (!image_firmware_readable(image)) {
        verdict_add(arena, verdicts, "reset vector", VERDICT_NOT_CHECKED, "firmware is %s",
                    image_is_encrypted(image) ? "encrypted" : "compressed");
    } else if (kind == UPDATE_APPLICATION) {
        verify_reset_vector(arena, image, expectation, verdicts);
    } else {
        nsib_read(image->payload, &nsib);
        nsib_verify(arena, &nsib, &expectation->nsib, verdicts);
    }
    if (expectation->has_slots && image_firmware_readable(image)) {
        verify_stack(arena, image, kind == UPDATE_NETWORK_CORE, verdicts);
    }
}

static void verify_key(struct arena *arena, const struct mcuboot_image *image, struct verdicts *verdicts)
{
    const char *name = sample_key_of_image(image);

    if (name != NULL) {
        verdict_add(arena, verdicts, "sample key", VERDICT_WARNING,
                    "signed with MCUboot's '%s', whose private half is public: everybody can sign such an update",
                    name);
    }
}

/* A bootloader for pure signatures has its own ideas of what the key's hash is made with. */
static const enum digest_algorithm *demanded_hash(const struct bootloader_demand *demand)
{
    return demand->known && demand->hash_known && !demand->pure ? &demand->hash : NULL;
}

void update_verify(struct arena *arena, const struct mcuboot_image *image, const struct update_expectation *expectation,
                   struct verdicts *verdicts)
{
    const struct update_slots *slots = expectation->has_slots ? &expectation->slots : NULL;
    enum update_kind kind = update_kind(image);
    struct verdicts own = { 0 };

    mcuboot_image_verify(arena, image, expectation->key, demanded_hash(&expectation->bootloader), &own);
    if (expectation->signature_demanded) {
        demand_signature(arena, &own);
    }
    bootloader_verify(arena, image, &expectation->bootloader, slots, &own);
    if (expectation->bootloader.known) {
        verify_header_size(arena, image, kind, &expectation->header_size, &own);
    }
    if (kind == UPDATE_APPLICATION && expectation->bootloader.direct_xip) {
        slot_address_verify(arena, image, slots, &own);
    }
    verify_firmware(arena, image, kind, expectation, &own);
    if (kind == UPDATE_BOOTLOADER) {
        own_slot_fit_verify(arena, image, slots, &own);
    } else {
        slot_fit_verify(arena, image->file_size, slots, &expectation->bootloader, kind == UPDATE_NETWORK_CORE, &own);
    }
    slot_rest_verify(arena, range_of_source(image->source), image->file_size, slots, &own);
    verify_key(arena, image, &own);
    for (size_t i = 0; i < own.count; i++) {
        *ARENA_PUSH(arena, verdicts) = own.items[i];
    }
}
