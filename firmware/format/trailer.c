#include "firmware/format/trailer.h"

#include <string.h>
#include "firmware/format/area.h"
#include "nrf53pack/bytes.h"

#define UNIT_MAX 32u

struct slot_geometry trailer_geometry(const struct boot_image_config *image)
{
    return (struct slot_geometry){ .mode = image->mode,
                                   .primary_size = image->primary.size,
                                   .secondary_size = image->secondary.size,
                                   .sector_size = image->primary.sector_size,
                                   .write_size = image->write_size,
                                   .max_align = image->max_align,
                                   .max_sectors = image->max_sectors };
}

uint32_t trailer_size(const struct boot_image_config *image)
{
    struct slot_geometry geometry = trailer_geometry(image);

    return (uint32_t)slot_trailer_size(&geometry);
}

static uint32_t magic_unit_size(const struct boot_image_config *image)
{
    return (uint32_t)limits_align_up(MCUBOOT_TRAILER_MAGIC_SIZE, image->max_align);
}

uint32_t trailer_field_offset(const struct boot_image_config *image, const struct boot_area *slot,
                              enum trailer_field field)
{
    uint32_t fields_above = (uint32_t)field;

    if (field == TRAILER_SWAP_SIZE && image->mode != UPGRADE_SWAP_OFFSET) {
        fields_above--;
    }
    return slot->size - magic_unit_size(image) - (fields_above + 1) * image->max_align;
}

uint32_t trailer_sectors_start(const struct boot_area *slot, uint32_t bytes)
{
    uint64_t whole = limits_align_up(bytes, slot->sector_size);

    return whole < slot->size ? slot->size - (uint32_t)whole : 0;
}

uint32_t trailer_status_offset(const struct boot_image_config *image, const struct boot_area *slot)
{
    uint32_t size = trailer_size(image);

    return size < slot->size ? slot->size - size : 0;
}

/* Magic as it is written: erased bytes before it where the alignment asks for more than 16. */
static void fill_magic(const struct boot_image_config *image, uint8_t unit[UNIT_MAX])
{
    memset(unit, 0xff, UNIT_MAX);
    mcuboot_trailer_magic(image->max_align, unit + magic_unit_size(image) - MCUBOOT_TRAILER_MAGIC_SIZE);
}

static enum trailer_magic decode_magic(const struct boot_image_config *image, const uint8_t *bytes)
{
    uint8_t good[UNIT_MAX];

    if (bytes_all_erased(bytes, MCUBOOT_TRAILER_MAGIC_SIZE)) {
        return TRAILER_MAGIC_UNSET;
    }
    fill_magic(image, good);
    return memcmp(bytes, good + magic_unit_size(image) - MCUBOOT_TRAILER_MAGIC_SIZE, MCUBOOT_TRAILER_MAGIC_SIZE) == 0
               ? TRAILER_MAGIC_GOOD
               : TRAILER_MAGIC_BAD;
}

static enum trailer_flag decode_flag(uint8_t value)
{
    if (value == 0xff) {
        return TRAILER_FLAG_UNSET;
    }
    return value == MCUBOOT_TRAILER_FLAG_SET ? TRAILER_FLAG_SET : TRAILER_FLAG_BAD;
}

static enum swap_type decode_type(uint8_t swap_info)
{
    uint8_t type = swap_info & 0x0f;

    return swap_info != 0xff && type >= SWAP_TYPE_TEST && type <= SWAP_TYPE_REVERT ? (enum swap_type)type
                                                                                   : SWAP_TYPE_NONE;
}

static bool read_word(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot,
                      enum trailer_field field, uint32_t *value)
{
    uint8_t bytes[4];

    if (!area_read(hal, slot, trailer_field_offset(image, slot, field), bytes, sizeof bytes)) {
        return false;
    }
    *value = load_le32(bytes);
    return true;
}

bool trailer_read(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot,
                  struct trailer *trailer)
{
    uint8_t magic[MCUBOOT_TRAILER_MAGIC_SIZE];
    uint32_t image_ok;
    uint32_t copy_done;
    uint32_t swap_info;

    trailer->tlv_sizes = UINT32_MAX;
    if (!area_read(hal, slot, slot->size - MCUBOOT_TRAILER_MAGIC_SIZE, magic, sizeof magic) ||
        !read_word(hal, image, slot, TRAILER_IMAGE_OK, &image_ok) ||
        !read_word(hal, image, slot, TRAILER_COPY_DONE, &copy_done) ||
        !read_word(hal, image, slot, TRAILER_SWAP_INFO, &swap_info) ||
        !read_word(hal, image, slot, TRAILER_SWAP_SIZE, &trailer->swap_size) ||
        (image->mode == UPGRADE_SWAP_OFFSET && !read_word(hal, image, slot, TRAILER_TLV_SIZES, &trailer->tlv_sizes))) {
        return false;
    }
    trailer->magic = decode_magic(image, magic);
    trailer->image_ok = decode_flag((uint8_t)image_ok);
    trailer->copy_done = decode_flag((uint8_t)copy_done);
    trailer->type = decode_type((uint8_t)swap_info);
    return true;
}

static bool write_unit(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot,
                       enum trailer_field field, const uint8_t *value, uint32_t size)
{
    uint8_t unit[UNIT_MAX];

    memset(unit, 0xff, sizeof unit);
    memcpy(unit, value, size);
    return area_write(hal, slot, trailer_field_offset(image, slot, field), unit,
                      (uint32_t)limits_align_up(size, image->write_size));
}

bool trailer_write_flag(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot,
                        enum trailer_field field, uint8_t value)
{
    return write_unit(hal, image, slot, field, &value, 1);
}

bool trailer_write_word(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot,
                        enum trailer_field field, uint32_t value)
{
    uint8_t bytes[4];

    store_le32(bytes, value);
    return write_unit(hal, image, slot, field, bytes, sizeof bytes);
}

bool trailer_write_magic(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot)
{
    uint8_t unit[UNIT_MAX];
    uint32_t size = magic_unit_size(image);

    fill_magic(image, unit);
    return area_write(hal, slot, slot->size - size, unit, size);
}

static bool settle(struct hal *hal, const struct boot_area *slot, uint32_t offset, uint32_t size)
{
    uint8_t unit[UNIT_MAX];

    return area_read(hal, slot, offset, unit, size) &&
           (bytes_all_erased(unit, size) || area_write(hal, slot, offset, unit, size));
}

bool trailer_settle_magic(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot)
{
    return settle(hal, slot, slot->size - magic_unit_size(image), magic_unit_size(image));
}

bool trailer_settle_field(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot,
                          enum trailer_field field)
{
    return settle(hal, slot, trailer_field_offset(image, slot, field), image->write_size);
}

bool trailer_settle(struct hal *hal, const struct boot_image_config *image, const struct boot_area *slot)
{
    static const enum trailer_field fields[] = { TRAILER_IMAGE_OK, TRAILER_COPY_DONE, TRAILER_SWAP_INFO,
                                                 TRAILER_TLV_SIZES, TRAILER_SWAP_SIZE };

    for (unsigned i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        if ((fields[i] != TRAILER_TLV_SIZES || image->mode == UPGRADE_SWAP_OFFSET) &&
            !trailer_settle_field(hal, image, slot, fields[i])) {
            return false;
        }
    }
    return trailer_settle_magic(hal, image, slot);
}

bool trailer_erase(struct hal *hal, const struct boot_area *slot, uint32_t bytes)
{
    uint32_t start = trailer_sectors_start(slot, bytes);

    for (uint32_t end = slot->size; end > start; end -= slot->sector_size) {
        if (!area_erase(hal, slot, end - slot->sector_size, slot->sector_size)) {
            return false;
        }
    }
    return true;
}

enum swap_type trailer_swap_type(enum upgrade_mode mode, const struct trailer *primary, const struct trailer *secondary)
{
    if (secondary->magic == TRAILER_MAGIC_GOOD) {
        if (secondary->image_ok == TRAILER_FLAG_SET) {
            return SWAP_TYPE_PERMANENT;
        }
        if (secondary->image_ok == TRAILER_FLAG_UNSET) {
            return mode == UPGRADE_SWAP_OFFSET && secondary->copy_done == TRAILER_FLAG_SET ? SWAP_TYPE_REVERT
                                                                                           : SWAP_TYPE_TEST;
        }
    }
    return primary->magic == TRAILER_MAGIC_GOOD && primary->image_ok == TRAILER_FLAG_UNSET &&
                   primary->copy_done == TRAILER_FLAG_SET
               ? SWAP_TYPE_REVERT
               : SWAP_TYPE_NONE;
}

void trailer_log(struct hal *hal, const char *slot_name, const struct trailer *trailer)
{
    static const char *const magics[] = { "", "good", "bad", "unset" };

    hal_log(hal, HAL_LOG_INFO, "%s: magic=%s, swap_type=0x%x, copy_done=0x%x, image_ok=0x%x", slot_name,
            magics[trailer->magic], (unsigned)trailer->type, (unsigned)trailer->copy_done, (unsigned)trailer->image_ok);
}

const char *swap_type_name(enum swap_type type)
{
    static const char *const names[] = { [SWAP_TYPE_NONE] = "none",
                                         [SWAP_TYPE_TEST] = "test",
                                         [SWAP_TYPE_PERMANENT] = "perm",
                                         [SWAP_TYPE_REVERT] = "revert" };

    return names[type];
}
