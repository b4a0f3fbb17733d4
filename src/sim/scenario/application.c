#include "sim/scenario/application.h"

#include <string.h>
#include "nrf53pack/bytes.h"
#include "nrf53pack/nrf53boot.h"

#define UPLOAD_BLOCK 1024u

#define SWAP_INFO_TEST      0x02u
#define SWAP_INFO_PERMANENT 0x03u

/* Where the fields of a slot's trailer lie, from the slot's start. */
struct trailer_fields {
    const struct boot_area *area;
    uint32_t write_size;
    uint32_t magic;
    uint32_t image_ok;
    uint32_t swap_info;
    uint8_t magic_bytes[MCUBOOT_TRAILER_MAGIC_SIZE];
};

enum magic_state { MAGIC_UNSET, MAGIC_GOOD, MAGIC_BAD };

static struct trailer_fields trailer_fields(const struct boot_image_config *image, const struct boot_area *area)
{
    struct trailer_fields fields = { .area = area, .write_size = image->write_size };

    fields.magic = area->size - MCUBOOT_TRAILER_MAGIC_SIZE;
    fields.image_ok =
        area->size - (uint32_t)limits_align_up(MCUBOOT_TRAILER_MAGIC_SIZE, image->max_align) - image->max_align;
    fields.swap_info = fields.image_ok - 2 * image->max_align;
    mcuboot_trailer_magic(image->max_align, fields.magic_bytes);
    return fields;
}

static enum magic_state read_magic(struct hal *hal, const struct trailer_fields *fields)
{
    uint8_t bytes[MCUBOOT_TRAILER_MAGIC_SIZE];

    if (!hal_flash_read(hal, fields->area->device, fields->area->offset + fields->magic, bytes, sizeof bytes)) {
        return MAGIC_BAD;
    }
    if (bytes_all_erased(bytes, sizeof bytes)) {
        return MAGIC_UNSET;
    }
    return memcmp(bytes, fields->magic_bytes, sizeof bytes) == 0 ? MAGIC_GOOD : MAGIC_BAD;
}

/* One write unit that begins with the flag. */
static bool write_flag(struct hal *hal, const struct trailer_fields *fields, uint32_t offset, uint8_t value)
{
    uint8_t unit[16];

    memset(unit, 0xff, sizeof unit);
    unit[0] = value;
    return hal_flash_write(hal, fields->area->device, fields->area->offset + offset, unit, fields->write_size);
}

/* boot_set_pending(): magic first, image_ok only for a permanent update, then swap_info. */
static void set_pending(struct hal *hal, const struct boot_image_config *image, unsigned number, bool permanent)
{
    struct trailer_fields fields = trailer_fields(image, &image->secondary);
    uint32_t kind = permanent ? SWAP_INFO_PERMANENT : SWAP_INFO_TEST;

    if (read_magic(hal, &fields) != MAGIC_UNSET ||
        !hal_flash_write(hal, fields.area->device, fields.area->offset + fields.magic, fields.magic_bytes,
                         sizeof fields.magic_bytes) ||
        (permanent && !write_flag(hal, &fields, fields.image_ok, MCUBOOT_TRAILER_FLAG_SET))) {
        return;
    }
    (void)write_flag(hal, &fields, fields.swap_info, (uint8_t)(kind | number << 4));
}

/* boot_set_confirmed(): one write, and only where a swap left its magic. */
static void set_confirmed(struct hal *hal, const struct boot_image_config *image)
{
    struct trailer_fields fields = trailer_fields(image, &image->primary);
    uint8_t image_ok;

    if (read_magic(hal, &fields) != MAGIC_GOOD ||
        !hal_flash_read(hal, fields.area->device, fields.area->offset + fields.image_ok, &image_ok, 1) ||
        image_ok != 0xff) {
        return;
    }
    (void)write_flag(hal, &fields, fields.image_ok, MCUBOOT_TRAILER_FLAG_SET);
}

/* Filled up to a whole write unit with erased bytes. */
static bool write_block(struct hal *hal, const struct boot_image_config *image, uint32_t offset, const uint8_t *bytes,
                        uint32_t size)
{
    uint32_t whole = (uint32_t)limits_align_up(size, image->write_size);
    uint8_t block[UPLOAD_BLOCK];

    memset(block, 0xff, sizeof block);
    memcpy(block, bytes, size);
    return hal_flash_write(hal, image->secondary.device, image->secondary.offset + offset, block, whole);
}

static bool write_file(struct hal *hal, const struct boot_image_config *image, uint32_t start, const uint8_t *bytes,
                       uint32_t size)
{
    for (uint32_t done = 0; done < size; done += UPLOAD_BLOCK) {
        uint32_t length = size - done < UPLOAD_BLOCK ? size - done : UPLOAD_BLOCK;

        if (!write_block(hal, image, start + done, bytes + done, length)) {
            return false;
        }
    }
    return true;
}

static uint32_t upload_start(const struct boot_image_config *image)
{
    return image->mode == UPGRADE_SWAP_OFFSET ? image->secondary.sector_size : 0;
}

static bool has_room(const struct boot_image_config *image, const struct sim_image *file)
{
    uint32_t start = upload_start(image);
    uint32_t size = image->secondary.size;

    return start <= size && size - start >= limits_align_up(file->size, image->write_size);
}

static void upload(struct hal *hal, const struct boot_image_config *image, const struct sim_image *file, bool whole)
{
    const struct boot_area *slot = &image->secondary;
    uint32_t start = upload_start(image);
    uint32_t half = file->size / 2 / image->write_size * image->write_size;

    if (!has_room(image, file) || !hal_flash_erase(hal, slot->device, slot->offset, slot->size)) {
        return;
    }
    (void)write_file(hal, image, start, file->bytes, whole ? file->size : half);
}

static bool erase_sector(struct hal *hal, const struct boot_area *slot, uint32_t offset)
{
    return hal_flash_erase(hal, slot->device, slot->offset + offset, slot->sector_size);
}

static struct slot_geometry geometry_of(const struct boot_image_config *image)
{
    return (struct slot_geometry){ .mode = image->mode,
                                   .primary_size = image->primary.size,
                                   .secondary_size = image->secondary.size,
                                   .sector_size = image->secondary.sector_size,
                                   .write_size = image->write_size,
                                   .max_align = image->max_align,
                                   .max_sectors = image->max_sectors };
}

/* From the slot's first sector on: with the header of an older image there, MCUboot refuses an upload behind it. Of the trailer
 * only the sector where its swap status begins is erased, unless the last data did that.
 */
static void upload_progressively(struct hal *hal, const struct boot_image_config *image, const struct sim_image *file)
{
    const struct boot_area *slot = &image->secondary;
    struct slot_geometry slots = geometry_of(image);
    uint32_t sector = slot->sector_size;
    uint32_t end = 0; /* of what is erased */
    uint32_t trailer = (uint32_t)limits_minus(slot->size, slot_trailer_size(&slots)) / sector * sector;

    if (!has_room(image, file)) {
        return;
    }
    for (uint32_t done = 0; done < file->size; done += UPLOAD_BLOCK) {
        uint32_t length = file->size - done < UPLOAD_BLOCK ? file->size - done : UPLOAD_BLOCK;

        while (end < upload_start(image) + done + length) {
            if (!erase_sector(hal, slot, end)) {
                return;
            }
            end += sector;
        }
        if (!write_block(hal, image, upload_start(image) + done, file->bytes + done, length)) {
            return;
        }
    }
    if (end <= trailer) {
        (void)erase_sector(hal, slot, trailer);
    }
}

/* How a bootloader takes a file for the network core. */
struct recovery {
    bool (*begin)(struct hal *hal, const struct boot_config *config);
    bool (*write)(struct hal *hal, const struct boot_config *config, uint32_t offset, const void *data, uint32_t size);
    bool (*finish)(struct hal *hal, const struct boot_config *config);
};

/* The bootloader's serial recovery takes the file instead of the application: nothing else is written. */
static void recovery_upload(struct hal *hal, const struct boot_config *config, const struct sim_image *file)
{
    static const struct recovery nrf53boot = { boot_net_upload_begin, boot_net_upload_write, boot_net_upload_finish };
    static const struct recovery ncs = { ncs_net_upload_begin, ncs_net_upload_write, ncs_net_upload_finish };
    const struct recovery *recovery = config->ncs != NULL ? &ncs : &nrf53boot;

    if (!recovery->begin(hal, config)) {
        return;
    }
    for (uint32_t done = 0; done < file->size; done += UPLOAD_BLOCK) {
        uint32_t size = file->size - done < UPLOAD_BLOCK ? file->size - done : UPLOAD_BLOCK;

        if (!recovery->write(hal, config, done, file->bytes + done, size)) {
            return;
        }
    }
    (void)recovery->finish(hal, config);
}

static void take(struct hal *hal, const struct application *application, const struct action *action)
{
    const struct boot_image_config *image;
    unsigned number = application->one_upload_slot ? 0 : action->slot;

    if (action->kind == ACTION_FAIL_TRANSFERS) {
        machine_fail_transfers(application->machine, action->failure, action->times);
        return;
    }
    if (action->kind == ACTION_RECOVERY_UPLOAD) {
        recovery_upload(hal, application->config, action->file);
        return;
    }
    if (number >= application->config->image_count) {
        return;
    }
    image = &application->config->images[number];
    switch (action->kind) {
    case ACTION_UPLOAD:
    case ACTION_UPLOAD_PART:
        upload(hal, image, action->file, action->kind == ACTION_UPLOAD);
        break;
    case ACTION_UPLOAD_PROGRESSIVE:
        upload_progressively(hal, image, action->file);
        break;
    case ACTION_MARK_TEST:
    case ACTION_MARK_PERMANENT:
        set_pending(hal, image, number, action->kind == ACTION_MARK_PERMANENT);
        break;
    case ACTION_CONFIRM:
        set_confirmed(hal, image);
        break;
    case ACTION_ERASE_SECONDARY:
        (void)hal_flash_erase(hal, image->secondary.device, image->secondary.offset, image->secondary.size);
        break;
    case ACTION_RECOVERY_UPLOAD:
    case ACTION_FAIL_TRANSFERS:
        break;
    }
}

void application_turn(struct hal *hal, void *context)
{
    const struct application *application = context;

    for (size_t i = 0; i < application->turn->action_count; i++) {
        take(hal, application, &application->turn->actions[i]);
    }
}
