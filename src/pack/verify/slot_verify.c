#include "pack/verify/slot_verify.h"

static bool has_sectors(enum upgrade_mode mode)
{
    return mode == UPGRADE_SWAP_MOVE || mode == UPGRADE_SWAP_OFFSET || mode == UPGRADE_SWAP_SCRATCH;
}

/* Why the bootloader swaps nothing through these slots, however small; NULL when it does. */
static const char *slots_fault(struct arena *arena, const struct update_slots *slots,
                               const struct slot_geometry *geometry)
{
    uint32_t primary = geometry->primary_size / geometry->sector_size;
    uint32_t secondary = geometry->secondary_size / geometry->sector_size;
    uint32_t more = primary > secondary ? primary : secondary;

    if (!has_sectors(geometry->mode)) {
        return NULL;
    }
    if (slots->secondary_sector.known && slots->secondary_sector.value != geometry->sector_size) {
        return arena_printf(arena, "the slots have sectors of %lu and %llu bytes", (unsigned long)geometry->sector_size,
                            (unsigned long long)slots->secondary_sector.value);
    }
    if (primary != secondary && !(geometry->mode == UPGRADE_SWAP_MOVE && primary == secondary + 1) &&
        !(geometry->mode == UPGRADE_SWAP_OFFSET && primary + 1 == secondary)) {
        return arena_printf(arena, "slots of %lu and %lu sectors do not suit %s", (unsigned long)primary,
                            (unsigned long)secondary, upgrade_mode_name(geometry->mode));
    }
    if (more > geometry->max_sectors) {
        return arena_printf(arena, "slot of %lu sectors, the bootloader handles %lu (%s)", (unsigned long)more,
                            (unsigned long)geometry->max_sectors, slots->max_sectors.from);
    }
    return NULL;
}

static uint64_t image_limit(const struct slot_geometry *geometry, const struct bootloader_demand *demand,
                            bool is_network_core)
{
    if (!demand->known || !demand->reference) {
        return slot_image_limit(geometry);
    }
    return nrf53boot_image_limit(geometry, is_network_core ? demand->network_reserve : demand->application_reserve);
}

void slot_fit_verify(struct arena *arena, uint64_t size, const struct update_slots *slots,
                     const struct bootloader_demand *demand, bool is_network_core, struct verdicts *verdicts)
{
    struct slot_geometry geometry;
    const char *fault;
    uint64_t limit;

    if (slots == NULL || !update_slots_geometry(slots, &geometry)) {
        verdict_add(arena, verdicts, "slot fit", VERDICT_NOT_CHECKED, "%llu bytes; %s", (unsigned long long)size,
                    slots != NULL && slots->open != NULL ? slots->open : "slots or upgrade mode are not known");
        return;
    }
    fault = slots_fault(arena, slots, &geometry);
    if (fault != NULL) {
        verdict_add(arena, verdicts, "slot fit", VERDICT_FAIL, "the bootloader installs nothing: %s", fault);
        return;
    }
    limit = image_limit(&geometry, demand, is_network_core);
    verdict_add(arena, verdicts, "slot fit", size <= limit ? VERDICT_PASS : VERDICT_FAIL,
                "%llu bytes, the bootloader installs at most %llu (%s, slots of 0x%llx and 0x%llx%s%s)",
                (unsigned long long)size, (unsigned long long)limit, upgrade_mode_name(slots->mode),
                (unsigned long long)slots->primary_size.value, (unsigned long long)slots->secondary_size.value,
                slots->open == NULL ? "" : "; ", slots->open == NULL ? "" : slots->open);
}

void own_slot_fit_verify(struct arena *arena, const struct mcuboot_image *image, const struct update_slots *slots,
                         struct verdicts *verdicts)
{
    unsigned long long copied = (unsigned long long)image->header.hdr_size + image->header.img_size;
    unsigned long long slot = slots == NULL ? 0 : slots->primary_size.value;
    unsigned long long way = slots == NULL ? 0 : slots->secondary_size.value;

    if (slots == NULL || !slots->primary_size.known || !slots->secondary_size.known) {
        verdict_add(arena, verdicts, "slot fit", VERDICT_NOT_CHECKED, "%zu bytes; slots of MCUboot are not known",
                    image->file_size);
    } else if (copied > slot) {
        verdict_add(arena, verdicts, "slot fit", VERDICT_FAIL,
                    "%llu bytes of header and firmware, MCUboot copies 0x%llx (%s): b0 finds no whole firmware", copied,
                    slot, slots->primary_size.from);
    } else if (image->file_size > way) {
        verdict_add(arena, verdicts, "slot fit", VERDICT_FAIL, "%zu bytes, the slot that takes it has 0x%llx (%s)",
                    image->file_size, way, slots->secondary_size.from);
    } else {
        verdict_add(arena, verdicts, "slot fit", VERDICT_PASS, "%llu bytes of header and firmware, slot of 0x%llx (%s)",
                    copied, slot, slots->primary_size.from);
    }
}

bool image_is_for_slot(const struct mcuboot_image *image, const struct tree_number *address)
{
    return (image->header.flags & MCUBOOT_F_ROM_FIXED) != 0 && address->known &&
           image->header.load_addr == address->value;
}

void slot_address_verify(struct arena *arena, const struct mcuboot_image *image, const struct update_slots *slots,
                         struct verdicts *verdicts)
{
    const struct tree_number unknown = { 0 };
    const struct tree_number *primary = slots == NULL ? &unknown : &slots->primary_address;
    const struct tree_number *secondary = slots == NULL ? &unknown : &slots->secondary_address;
    unsigned long address = image->header.load_addr;

    if ((image->header.flags & MCUBOOT_F_ROM_FIXED) == 0) {
        verdict_add(arena, verdicts, "slot address", VERDICT_FAIL,
                    "image does not say which slot it runs from (ROM_FIXED): the bootloader starts it from either");
    } else if (image_is_for_slot(image, primary) || image_is_for_slot(image, secondary)) {
        verdict_add(arena, verdicts, "slot address", VERDICT_PASS, "0x%lx, the %s slot", address,
                    image_is_for_slot(image, primary) ? "primary" : "secondary");
    } else if (!primary->known || !secondary->known) {
        verdict_add(arena, verdicts, "slot address", VERDICT_NOT_CHECKED, "0x%lx; where the slots are is not known",
                    address);
    } else {
        verdict_add(arena, verdicts, "slot address", VERDICT_FAIL, "0x%lx, the slots start at 0x%llx and 0x%llx",
                    address, (unsigned long long)primary->value, (unsigned long long)secondary->value);
    }
}
