#include "cli/verify/hex.h"

#include "image/image_core.h"
#include "nrf53pack/memory_map.h"
#include "pack/plan/update_expectation.h"

/* Application and network core. */
#define UPDATED_IMAGES 2u

/* A firmware for b0 runs where it is linked; in front of it may be room for MCUboot's header, in which b0 skips. */
static bool is_firmware_place(const struct nsib_image *firmware, uint64_t address)
{
    static const size_t offsets[] = NSIB_FW_INFO_OFFSETS;
    uint64_t linked = firmware->fw_info.address;

    for (size_t i = 0; address < linked && i < ARRAY_LENGTH(offsets); i++) {
        if (linked - address + offsets[i] == firmware->fw_info_offset) {
            return true;
        }
    }
    return address == linked;
}

/* The start of the slot, as the firmware itself says it or as the tree has it. */
static struct tree_number image_place(struct verification *verification, const struct verified_file *file)
{
    struct arena *arena = verification->call->arena;
    const struct mcuboot_image *image = file->image;
    struct update_expectation expectation = { 0 };
    struct nsib_image firmware = { 0 };

    if (image_firmware_readable(image)) {
        nsib_read(image->payload, &firmware);
    }
    if (firmware.has_fw_info) {
        return (struct tree_number){ firmware.fw_info.address >= image->header.hdr_size,
                                     (uint64_t)firmware.fw_info.address - image->header.hdr_size, "fw_info",
                                     ORIGIN_NONE, FACT_FILE };
    }
    if ((image->header.flags & MCUBOOT_F_ROM_FIXED) != 0) {
        return (struct tree_number){ true, image->header.load_addr, "ROM_FIXED", ORIGIN_NONE, FACT_FILE };
    }
    if (verification->against != NULL) {
        update_expectation_read(arena, verification->against, false, &expectation);
    }
    return expectation.slots.primary_address;
}

/* A secondary slot, by its address in its own flash or, for an external one, where the QSPI peripheral maps that. */
static bool is_secondary(struct verification *verification, uint64_t address)
{
    for (unsigned i = 0; verification->against != NULL && i < UPDATED_IMAGES; i++) {
        struct update_slots slots;

        update_slots_read(verification->call->arena, verification->against, i, &slots);
        if (slots.secondary_address.known && (address == slots.secondary_address.value ||
                                              address == NRF5340_QSPI_XIP_ADDRESS + slots.secondary_address.value)) {
            return true;
        }
    }
    return false;
}

static void verify_image_address(struct verification *verification, struct verified_file *file, uint64_t address)
{
    struct arena *arena = verification->call->arena;
    struct tree_number place = image_place(verification, file);

    if (is_secondary(verification, address)) {
        verdict_add(arena, &file->verdicts, "HEX address", VERDICT_PASS, "0x%llx, the secondary slot",
                    (unsigned long long)address);
    } else if (!place.known) {
        verdict_add(arena, &file->verdicts, "HEX address", VERDICT_NOT_CHECKED, "0x%llx; the slot is not known",
                    (unsigned long long)address);
    } else if (address == place.value) {
        verdict_add(arena, &file->verdicts, "HEX address", VERDICT_PASS, "0x%llx (%s)", (unsigned long long)address,
                    place.from);
    } else {
        /* Without a tree it may be one for the secondary slot. */
        verdict_add(arena, &file->verdicts, "HEX address",
                    verification->against == NULL ? VERDICT_WARNING : VERDICT_FAIL,
                    "image is programmed to 0x%llx, its slot starts at 0x%llx (%s)", (unsigned long long)address,
                    (unsigned long long)place.value, place.from);
    }
}

void verify_hex_address(struct verification *verification, struct verified_file *file, uint64_t address)
{
    if (file->kind == VERIFIED_IMAGE) {
        verify_image_address(verification, file, address);
    } else if (file->kind == VERIFIED_FIRMWARE) {
        verdict_add(verification->call->arena, &file->verdicts, "HEX address",
                    is_firmware_place(&file->firmware, address) ? VERDICT_PASS : VERDICT_FAIL,
                    "firmware is programmed to 0x%08llx and linked for 0x%08lx", (unsigned long long)address,
                    (unsigned long)file->firmware.fw_info.address);
    }
}

static void verify_backup_places(struct verification *verification, struct verified_file *file)
{
    struct arena *arena = verification->call->arena;
    unsigned long long slot = file->backup->slot_address;
    unsigned long long pages = file->backup->pages_address;
    struct planned_net_backup places;
    const char *open;

    if (verification->against == NULL) {
        verdict_add(arena, &file->verdicts, "HEX address", VERDICT_NOT_CHECKED,
                    "slot A at 0x%llx, state pages at 0x%llx; the partition is not known", slot, pages);
        return;
    }
    open = plan_net_backup_places(arena, verification->against, &places);
    if (places.asked.value == NULL || open != NULL) {
        verdict_add(arena, &file->verdicts, "HEX address", VERDICT_FAIL, "%s",
                    places.asked.value == NULL ? "the bootloader keeps no backup of the network core" : open);
        return;
    }
    verdict_add(arena, &file->verdicts, "HEX address",
                slot == net_backup_slot_address(&places) && pages == net_backup_pages_address(&places) ? VERDICT_PASS
                                                                                                       : VERDICT_FAIL,
                "slot A at 0x%llx, state pages at 0x%llx; in the tree 0x%llx (%s) and 0x%llx", slot, pages,
                (unsigned long long)net_backup_slot_address(&places), places.address.from,
                (unsigned long long)net_backup_pages_address(&places));
}

void verify_backup_hex(struct verification *verification, struct verified_file *file)
{
    const char *fault = net_backup_pages_fault(file->backup->pages, file->image);

    verify_backup_places(verification, file);
    verdict_add(verification->call->arena, &file->verdicts, "backup record",
                fault == NULL ? VERDICT_PASS : VERDICT_FAIL, "%s",
                fault == NULL ? "the image of slot A is the one to go back to" : fault);
}
