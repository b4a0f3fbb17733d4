/* Trailer fields: where they lie, how they are read and written. */
#include "firmware/ncs/ncs_trailer.h"
#include <string.h>
#include "firmware/ncs/ncs_flash.h"
#include "nrf53pack/bytes.h"

static void magic_bytes(const struct ncs_boot *boot, uint8_t magic[MCUBOOT_TRAILER_MAGIC_SIZE])
{
    mcuboot_trailer_magic(ncs_slots(boot)->max_align, magic);
}

static bool has_tlv_sizes(const struct ncs_boot *boot)
{
    return boot->release->offset_stores_tlv_sizes && boot->config->images[0].mode == UPGRADE_SWAP_OFFSET;
}

static bool is_scratch(const struct ncs_boot *boot, const struct boot_area *area)
{
    return area == &boot->config->images[0].scratch;
}

static uint32_t align_down(uint32_t value, uint32_t step)
{
    return value - value % step;
}

static uint32_t info_size(const struct ncs_boot *boot)
{
    uint32_t align = ncs_slots(boot)->max_align;
    uint32_t flags = has_tlv_sizes(boot) ? 5 : 4;

    return flags * align + (uint32_t)limits_align_up(MCUBOOT_TRAILER_MAGIC_SIZE, align);
}

uint32_t ncs_trailer_size(const struct ncs_boot *boot, const struct boot_area *area)
{
    uint32_t states = boot->config->images[0].mode == UPGRADE_SWAP_OFFSET ? 2 : 3;
    uint32_t entries = is_scratch(boot, area) ? 1 : ncs_slots(boot)->max_sectors;

    return entries * states * ncs_slots(boot)->write_size + info_size(boot);
}

uint32_t ncs_status_offset(const struct ncs_boot *boot, const struct boot_area *area)
{
    return area->size - ncs_trailer_size(boot, area);
}

static uint32_t magic_offset(const struct boot_area *area)
{
    return area->size - MCUBOOT_TRAILER_MAGIC_SIZE;
}

static uint32_t image_ok_offset(const struct ncs_boot *boot, const struct boot_area *area)
{
    uint32_t align = ncs_slots(boot)->max_align;

    return align_down(magic_offset(area) - align, align);
}

static uint32_t copy_done_offset(const struct ncs_boot *boot, const struct boot_area *area)
{
    return image_ok_offset(boot, area) - ncs_slots(boot)->max_align;
}

uint32_t ncs_swap_info_offset(const struct ncs_boot *boot, const struct boot_area *area)
{
    return copy_done_offset(boot, area) - ncs_slots(boot)->max_align;
}

static uint32_t tlv_sizes_offset(const struct ncs_boot *boot, const struct boot_area *area)
{
    return ncs_swap_info_offset(boot, area) - ncs_slots(boot)->max_align;
}

static uint32_t swap_size_offset(const struct ncs_boot *boot, const struct boot_area *area)
{
    uint32_t above = has_tlv_sizes(boot) ? tlv_sizes_offset(boot, area) : ncs_swap_info_offset(boot, area);

    return above - ncs_slots(boot)->max_align;
}

static enum ncs_flag flag_of(uint8_t byte)
{
    if (byte == 0xff) {
        return NCS_FLAG_UNSET;
    }
    return byte == MCUBOOT_TRAILER_FLAG_SET ? NCS_FLAG_SET : NCS_FLAG_BAD;
}

static bool read_magic(struct ncs_boot *boot, const struct boot_area *area, enum ncs_magic *magic)
{
    uint8_t stored[MCUBOOT_TRAILER_MAGIC_SIZE];
    uint8_t good[MCUBOOT_TRAILER_MAGIC_SIZE];

    if (!ncs_flash_read(boot, area, magic_offset(area), stored, sizeof(stored))) {
        return false;
    }
    magic_bytes(boot, good);
    if (memcmp(stored, good, sizeof(good)) == 0) {
        *magic = NCS_MAGIC_GOOD;
    } else {
        *magic = bytes_all_erased(stored, sizeof(stored)) ? NCS_MAGIC_UNSET : NCS_MAGIC_BAD;
    }
    return true;
}

bool ncs_swap_info_read(struct ncs_boot *boot, const struct boot_area *area, uint8_t *swap_info)
{
    return ncs_flash_read(boot, area, ncs_swap_info_offset(boot, area), swap_info, 1);
}

bool ncs_trailer_read(struct ncs_boot *boot, const struct boot_area *area, struct ncs_trailer *trailer)
{
    uint8_t swap_info;
    uint8_t copy_done;
    uint8_t image_ok;

    if (!read_magic(boot, area, &trailer->magic) || !ncs_swap_info_read(boot, area, &swap_info) ||
        !ncs_flash_read(boot, area, copy_done_offset(boot, area), &copy_done, 1) ||
        !ncs_flash_read(boot, area, image_ok_offset(boot, area), &image_ok, 1)) {
        return false;
    }
    trailer->swap_type = swap_info & 0x0f;
    trailer->image = swap_info >> 4;
    if (swap_info == 0xff || trailer->swap_type > NCS_SWAP_REVERT) {
        trailer->swap_type = NCS_SWAP_NONE;
        trailer->image = 0;
    }
    trailer->copy_done = flag_of(copy_done);
    trailer->image_ok = flag_of(image_ok);
    return true;
}

static bool read_word(struct ncs_boot *boot, const struct boot_area *area, uint32_t offset, uint32_t *value)
{
    uint8_t bytes[4];

    if (!ncs_flash_read(boot, area, offset, bytes, sizeof(bytes))) {
        return false;
    }
    *value = load_le32(bytes);
    return true;
}

bool ncs_swap_size_read(struct ncs_boot *boot, const struct boot_area *area, uint32_t *size)
{
    return read_word(boot, area, swap_size_offset(boot, area), size);
}

bool ncs_tlv_sizes_read(struct ncs_boot *boot, const struct boot_area *area, uint16_t sizes[2])
{
    uint32_t both;

    sizes[0] = 0;
    sizes[1] = 0;
    if (!has_tlv_sizes(boot)) {
        return true;
    }
    if (!read_word(boot, area, tlv_sizes_offset(boot, area), &both)) {
        return false;
    }
    sizes[0] = (uint16_t)both;
    sizes[1] = (uint16_t)(both >> 16);
    return true;
}

/* The field's bytes, filled up with 0xff to whole write units. */
static bool write_field(struct ncs_boot *boot, const struct boot_area *area, uint32_t offset, const uint8_t *bytes,
                        uint32_t size)
{
    uint8_t padded[32];
    uint32_t whole = (uint32_t)limits_align_up(size, ncs_slots(boot)->write_size);

    if (whole > sizeof(padded)) {
        return false;
    }
    memset(padded, 0xff, sizeof(padded));
    memcpy(padded, bytes, size);
    return ncs_flash_write(boot, area, offset, padded, whole);
}

static bool write_byte(struct ncs_boot *boot, const struct boot_area *area, uint32_t offset, uint8_t byte)
{
    return write_field(boot, area, offset, &byte, 1);
}

static bool write_word(struct ncs_boot *boot, const struct boot_area *area, uint32_t offset, uint32_t value)
{
    uint8_t bytes[4];

    store_le32(bytes, value);
    return write_field(boot, area, offset, bytes, sizeof(bytes));
}

bool ncs_magic_write(struct ncs_boot *boot, const struct boot_area *area)
{
    uint8_t magic[MCUBOOT_TRAILER_MAGIC_SIZE];

    magic_bytes(boot, magic);
    return ncs_flash_write(boot, area, magic_offset(area), magic, sizeof(magic));
}

bool ncs_image_ok_write(struct ncs_boot *boot, const struct boot_area *area)
{
    return write_byte(boot, area, image_ok_offset(boot, area), MCUBOOT_TRAILER_FLAG_SET);
}

bool ncs_copy_done_write(struct ncs_boot *boot, const struct boot_area *area)
{
    return write_byte(boot, area, copy_done_offset(boot, area), MCUBOOT_TRAILER_FLAG_SET);
}

bool ncs_swap_info_write(struct ncs_boot *boot, const struct boot_area *area, uint8_t swap_type)
{
    return write_byte(boot, area, ncs_swap_info_offset(boot, area), (uint8_t)(boot->current << 4 | swap_type));
}

bool ncs_swap_size_write(struct ncs_boot *boot, const struct boot_area *area, uint32_t size)
{
    return write_word(boot, area, swap_size_offset(boot, area), size);
}

bool ncs_tlv_sizes_write(struct ncs_boot *boot, const struct boot_area *area, const uint16_t sizes[2])
{
    if (!has_tlv_sizes(boot)) {
        return true;
    }
    return write_word(boot, area, tlv_sizes_offset(boot, area), (uint32_t)sizes[1] << 16 | sizes[0]);
}

bool ncs_trailer_erase(struct ncs_boot *boot, const struct boot_area *area)
{
    uint32_t start = ncs_status_offset(boot, area);

    return ncs_flash_erase_backwards(boot, area, start, area->size - start);
}

const struct boot_area *ncs_find_status(struct ncs_boot *boot)
{
    const struct boot_area *scratch = &boot->config->images[0].scratch;
    enum ncs_magic magic;

    if (boot->config->images[0].mode == UPGRADE_SWAP_SCRATCH && read_magic(boot, scratch, &magic) &&
        magic == NCS_MAGIC_GOOD) {
        return scratch;
    }
    return ncs_area(boot, NCS_PRIMARY);
}

void ncs_trailer_log(struct ncs_boot *boot, const char *name, const struct ncs_trailer *trailer)
{
    static const char *const magics[] = { "", "good", "bad", "unset" };

    hal_log(boot->hal, HAL_LOG_INFO, "%s: magic=%s, swap_type=0x%x, copy_done=0x%x, image_ok=0x%x", name,
            magics[trailer->magic], (unsigned)trailer->swap_type, (unsigned)trailer->copy_done,
            (unsigned)trailer->image_ok);
}
