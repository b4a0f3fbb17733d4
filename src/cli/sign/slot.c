#include "cli/sign/slot.h"

#include <string.h>
#include "cli/sign/options.h"
#include "project/tree/update_slots.h"

static const struct {
    const char *name;
    enum upgrade_mode mode;
} modes[] = {
    { "swap-move", UPGRADE_SWAP_MOVE },       { "swap-offset", UPGRADE_SWAP_OFFSET },
    { "swap-scratch", UPGRADE_SWAP_SCRATCH }, { "overwrite-only", UPGRADE_OVERWRITE_ONLY },
    { "direct-xip", UPGRADE_DIRECT_XIP },     { "ram-load", UPGRADE_RAM_LOAD },
    { "single-slot", UPGRADE_SINGLE_SLOT },
};

static bool unknown_mode(const struct command_call *call, const char *given)
{
    struct text known = text_create(call->arena, 200);

    for (size_t i = 0; i < ARRAY_LENGTH(modes); i++) {
        text_printf(&known, i == 0 ? "%s" : ", %s", modes[i].name);
    }
    return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "'%s' of option '--mode' is not understood: expected one of %s", given, known.data);
}

static bool read_mode(const struct command_call *call, struct sign_slot *slot)
{
    const char *given = call_option(call, "--mode");
    bool overwrite_only = call_flag(call, "--overwrite-only");
    size_t i = 0;

    slot->mode_given = given != NULL;
    slot->mode = overwrite_only ? UPGRADE_OVERWRITE_ONLY : UPGRADE_SWAP_MOVE;
    if (given != NULL) {
        while (i < ARRAY_LENGTH(modes) && strcmp(modes[i].name, given) != 0) {
            i++;
        }
        if (i == ARRAY_LENGTH(modes)) {
            return unknown_mode(call, given);
        }
        slot->mode = modes[i].mode;
    }
    slot->imgtool.overwrite_only = slot->mode == UPGRADE_OVERWRITE_ONLY;
    return slot->imgtool.overwrite_only == overwrite_only || !overwrite_only ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "options '--overwrite-only' and '--mode %s' exclude each other", given);
}

static bool is_least(const struct command_call *call, const char *name, uint64_t value)
{
    return value != 0 ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'0' of option '%s' is under 1", name);
}

bool sign_slot_read(const struct command_call *call, struct sign_slot *slot)
{
    static const uint64_t aligns[] = { 1, 2, 4, 8, 16, 32 };
    static const uint64_t max_aligns[] = { 8, 16, 32 };
    uint64_t size = 0, align = 1, max_align = 0, sectors = 128, sector_size = SLOT_SECTOR_SIZE, primary_size = 0;

    if (!call_number(call, "--slot-size", UINT32_MAX, &size) ||
        !option_choice(call, "--align", aligns, ARRAY_LENGTH(aligns), &align) ||
        !option_choice(call, "--max-align", max_aligns, ARRAY_LENGTH(max_aligns), &max_align) ||
        !call_number(call, "--max-sectors", UINT16_MAX, &sectors) || !is_least(call, "--max-sectors", sectors) ||
        !call_number(call, "--sector-size", UINT32_MAX, &sector_size) ||
        !is_least(call, "--sector-size", sector_size) ||
        !call_number(call, "--primary-size", UINT32_MAX, &primary_size)) {
        return false;
    }
    *slot = (struct sign_slot){
        .imgtool = { .slot_size = (uint32_t)size,
                     .align = (uint32_t)align,
                     .max_align = (uint32_t)max_align,
                     .max_sectors = (uint32_t)sectors },
        .max_sectors_given = call_option(call, "--max-sectors") != NULL,
        .sector_size = (uint32_t)sector_size,
        .primary_size = (uint32_t)primary_size,
    };
    if (!read_mode(call, slot)) {
        return false;
    }
    return !slot->mode_given || size != 0 ||
           diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                    "option '--mode' needs a '--slot-size' over 0 to judge by");
}

static uint32_t sector_count(const struct sign_slot *slot)
{
    uint32_t larger = slot->primary_size > slot->imgtool.slot_size ? slot->primary_size : slot->imgtool.slot_size;

    return larger / slot->sector_size;
}

/* Modes in which MCUboot lists the sectors of both slots, and gives up when they are too many. */
static bool counts_sectors(enum upgrade_mode mode)
{
    return mode != UPGRADE_DIRECT_XIP && mode != UPGRADE_RAM_LOAD && mode != UPGRADE_SINGLE_SLOT;
}

static bool mode_holds(const struct command_call *call, const struct sign_slot *slot, size_t size)
{
    struct slot_geometry slots = mcuboot_slots(&slot->imgtool, slot->mode, slot->sector_size, slot->primary_size);
    uint32_t count = sector_count(slot);
    uint64_t limit;

    if (count > slots.max_sectors && slot->max_sectors_given && counts_sectors(slot->mode)) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "slot of %lu sectors of %lu bytes is more than '--max-sectors' %lu: MCUboot installs nothing",
                        (unsigned long)count, (unsigned long)slot->sector_size, (unsigned long)slots.max_sectors);
    }
    /* A bootloader that installs anything has room for all sectors. */
    slots.max_sectors = count > slots.max_sectors ? count : slots.max_sectors;
    limit = slot_image_limit(&slots);
    return size <= limit ||
           diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "image of 0x%zx bytes does not fit: MCUboot in %s mode with sectors of %lu bytes installs at most "
                    "0x%llx bytes",
                    size, upgrade_mode_name(slot->mode), (unsigned long)slot->sector_size, (unsigned long long)limit);
}

/* The mode was not said, so the two that imgtool knows of are taken, and it stays a note. */
static void note_limit(const struct command_call *call, const struct sign_slot *slot, size_t size)
{
    const struct slot_geometry slots = mcuboot_slots(&slot->imgtool, slot->mode, slot->sector_size, slot->primary_size);
    uint64_t limit = slot_image_limit(&slots);

    if (size > limit) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "image of 0x%zx bytes passes imgtool's check of --slot-size, but MCUboot in %s mode with sectors of "
                 "%lu bytes installs at most 0x%llx bytes; '--mode' makes this an error",
                 size, upgrade_mode_name(slot->mode), (unsigned long)slot->sector_size, (unsigned long long)limit);
    }
}

bool sign_slot_holds(const struct command_call *call, const struct sign_slot *slot,
                     const struct encryption_options *encryption, size_t size)
{
    struct sign_slot filled = *slot;

    if (slot->imgtool.slot_size == 0) {
        return true;
    }
    if (encryption != NULL) {
        filled.imgtool.encryption_key_size = (uint32_t)encryption->key_size;
        filled.imgtool.encryption_tlv_size = encryption->saves_tlv ? (uint32_t)encryption_tlv_size(encryption) : 0;
    }
    if (!imgtool_slot_holds(&filled.imgtool, size)) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "image of 0x%zx bytes and trailer of 0x%llx bytes exceed the slot size 0x%lx", size,
                        (unsigned long long)imgtool_trailer_size(&filled.imgtool),
                        (unsigned long)slot->imgtool.slot_size);
    }
    if (slot->mode_given) {
        return mode_holds(call, &filled, size);
    }
    note_limit(call, &filled, size);
    return true;
}
