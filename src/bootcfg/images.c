/* Slots, modes and limits of the images. */
#include "bootcfg/reader.h"

#define SECTOR         4096u
#define LARGEST_SECTOR 65536u
#define LARGEST_WRITE  16u

static bool read_mode(struct bootcfg_reader *reader, const struct update_slots *slots, struct boot_image_config *image)
{
    if (!slots->mode_known) {
        return bootcfg_missing(reader, NULL, "%s", slots->open);
    }
    if (slots->second_mode_from != NULL) {
        return bootcfg_missing(reader, &slots->second_mode_origin,
                               "'%s' and '%s' (%s) are both set, and a bootloader has one upgrade mode",
                               slots->second_mode_from, slots->mode_from,
                               origin_text(reader->arena, slots->mode_origin));
    }
    if (slots->mode == UPGRADE_DIRECT_XIP || slots->mode == UPGRADE_RAM_LOAD || slots->mode == UPGRADE_SINGLE_SLOT) {
        return bootcfg_missing(reader, &slots->mode_origin, "%s (%s) neither swaps nor copies images",
                               upgrade_mode_name(slots->mode), slots->mode_from);
    }
    image->mode = slots->mode;
    return true;
}

static bool read_slot(struct bootcfg_reader *reader, unsigned number, bool secondary, struct boot_area *area)
{
    const char *name = bootcfg_slot_name(reader, number, secondary);
    struct origin origin = bootcfg_origin(reader, name);
    const struct partition_map *map = reader->project->partitions;
    const struct partition *partition = map == NULL ? NULL : partition_find(map, name);

    if (bootcfg_slot(reader, IMAGE_MCUBOOT, number, secondary, area)) {
        return true;
    }
    /* as pm.config has it, which is read where partitions.yml is missing */
    if (partition != NULL && partition->region[0] == '\0') {
        return bootcfg_missing(reader, &origin, "'%s' has no region here: expected it in 'partitions.yml'", name);
    }
    if (origin.source != NULL) {
        return bootcfg_missing(reader, &origin, "'%s' has no address, size or region that is known", name);
    }
    return bootcfg_missing(reader, NULL, "the %s slot of image %u is not in this build",
                           secondary ? "secondary" : "primary", number);
}

static bool read_slots(struct bootcfg_reader *reader, unsigned number, const struct update_slots *slots,
                       struct boot_image_config *image)
{
    if (!read_slot(reader, number, false, &image->primary) || !read_slot(reader, number, true, &image->secondary)) {
        return false;
    }
    image->primary.sector_size = (uint32_t)slots->sector_size.value;
    image->secondary.sector_size = (uint32_t)slots->sector_size.value;
    if (!bootcfg_number(reader, &slots->secondary_sector, SECTOR, LARGEST_SECTOR, &image->secondary.sector_size)) {
        return false;
    }
    if (!slots->secondary_sector.known && image->secondary.device == FLASH_DEVICE_EXTERNAL) {
        bootcfg_assume(reader, "external flash is erased in pages of 4 KiB");
    }
    /* A build without the area is simulated as it is: MCUboot then swaps nothing. */
    if (image->mode == UPGRADE_SWAP_SCRATCH && bootcfg_partition(reader, "mcuboot_scratch", &image->scratch)) {
        image->scratch.sector_size = image->primary.sector_size;
    }
    return true;
}

static enum downgrade_rule downgrade_rule(const struct bootcfg_reader *reader)
{
    bool reference = reader->nrf53boot != NULL;
    const struct kconfig *config = reference ? reader->nrf53boot : reader->mcuboot;

    if (config_on(config, reference ? "CONFIG_NRF53BOOT_DOWNGRADE_BY_SECURITY_COUNTER"
                                    : "CONFIG_MCUBOOT_HW_DOWNGRADE_PREVENTION")) {
        return DOWNGRADE_BY_SECURITY_COUNTER;
    }
    return config_on(config,
                     reference ? "CONFIG_NRF53BOOT_DOWNGRADE_BY_VERSION" : "CONFIG_MCUBOOT_DOWNGRADE_PREVENTION")
               ? DOWNGRADE_BY_VERSION
               : DOWNGRADE_ALLOWED;
}

bool bootcfg_image(struct bootcfg_reader *reader, unsigned number, struct boot_image_config *image)
{
    struct update_slots slots;

    update_slots_read(reader->arena, reader->project, number, &slots);
    if (!read_mode(reader, &slots, image) || !read_slots(reader, number, &slots, image)) {
        return false;
    }
    if (!bootcfg_number(reader, &slots.write_size, 1, LARGEST_WRITE, &image->write_size) ||
        !bootcfg_number(reader, &slots.max_sectors, 1, UINT16_MAX, &image->max_sectors)) {
        return false;
    }
    image->write_size = image->write_size < 4 ? 4 : image->write_size;
    image->max_align = image->write_size > 8 ? image->write_size : 8;
    if (slots.max_sectors_assumed) {
        bootcfg_assume(reader, "MCUboot's default of %u sectors", image->max_sectors);
    }
    image->downgrade = downgrade_rule(reader);
    image->run_start = image->primary.offset;
    image->run_end = image->primary.offset + image->primary.size;
    return true;
}
