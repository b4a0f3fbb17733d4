/* The slots of an image as the tree's bootloader sees them.
 *
 * Sizes come from the partition map, in a tree without Partition Manager from the slotN_partition nodes of
 * MCUboot's devicetree (slots 0 and 1 for image 0, 2 and 3 for image 1, ...).
 */
#include "check/eval_images.h"

#include <string.h>
#include "check/eval_devicetree.h"
#include "check/eval_kconfig.h"
#include "check/eval_partitions.h"

#define FLASH_PAGE 0x1000u
#define WRITE_SIZE 4u
#define MAX_ALIGN  8u

struct slot {
    uint64_t size;
    uint64_t sector_size;
};

struct reading {
    struct evaluation *evaluation;
    const struct evidence *evidence; /* of what is known so far; of what is missing after a failure */
};

/* Takes a value into the reading; false when it is unknown. */
static bool take(struct reading *reading, const struct value *value)
{
    if (!value->known) {
        reading->evidence = value->evidence;
        return false;
    }
    reading->evidence = evaluation_join(reading->evaluation, reading->evidence, value->evidence);
    return true;
}

static bool give_up(struct reading *reading, const struct missing *missing)
{
    reading->evidence = evidence_missing(reading->evaluation->arena, missing);
    return false;
}

struct mode_symbol {
    const char *name;
    enum upgrade_mode mode;
};

/* The first symbol that is on decides. Unknown symbols before it leave the mode open. */
static bool read_mode_symbols(struct reading *reading, enum image_role role, const struct mode_symbol *table,
                              size_t count, enum upgrade_mode *mode)
{
    for (size_t i = 0; i < count; i++) {
        struct value value = lookup_bool(reading->evaluation, role, table[i].name);

        if (!value.known) {
            return take(reading, &value);
        }
        if (value.as.boolean) {
            *mode = table[i].mode;
            return take(reading, &value);
        }
    }
    return give_up(reading, MISSING("no upgrade mode is set in ", image_role_name(role)));
}

/* nrf53boot has a mode for each image: CONFIG_NRF53BOOT_IMAGE<n>_MODE_... */
static bool read_nrf53boot_mode(struct reading *reading, uint64_t image, enum upgrade_mode *mode)
{
    static const struct mode_symbol modes[] = { { "SWAP_MOVE", UPGRADE_SWAP_MOVE },
                                                { "SWAP_OFFSET", UPGRADE_SWAP_OFFSET },
                                                { "SWAP_SCRATCH", UPGRADE_SWAP_SCRATCH },
                                                { "OVERWRITE", UPGRADE_OVERWRITE_ONLY } };
    struct mode_symbol table[ARRAY_LENGTH(modes)];

    for (size_t i = 0; i < ARRAY_LENGTH(modes); i++) {
        table[i].name = arena_printf(reading->evaluation->arena, "CONFIG_NRF53BOOT_IMAGE%u_MODE_%s", (unsigned)image,
                                     modes[i].name);
        table[i].mode = modes[i].mode;
    }
    return read_mode_symbols(reading, IMAGE_NRF53BOOT, table, ARRAY_LENGTH(table), mode);
}

/* sdk-mcuboot boot/zephyr/Kconfig, choice "Operation mode" (ncs-v3.2.0). */
static bool read_mcuboot_mode(struct reading *reading, enum upgrade_mode *mode)
{
    static const struct mode_symbol table[] = {
        { "CONFIG_SINGLE_APPLICATION_SLOT", UPGRADE_SINGLE_SLOT },
        { "CONFIG_BOOT_UPGRADE_ONLY", UPGRADE_OVERWRITE_ONLY },
        { "CONFIG_BOOT_SWAP_USING_MOVE", UPGRADE_SWAP_MOVE },
        { "CONFIG_BOOT_SWAP_USING_OFFSET", UPGRADE_SWAP_OFFSET },
        { "CONFIG_BOOT_SWAP_USING_SCRATCH", UPGRADE_SWAP_SCRATCH },
        { "CONFIG_BOOT_DIRECT_XIP", UPGRADE_DIRECT_XIP },
        { "CONFIG_BOOT_RAM_LOAD", UPGRADE_RAM_LOAD },
    };

    return read_mode_symbols(reading, IMAGE_MCUBOOT, table, ARRAY_LENGTH(table), mode);
}

static bool has_nrf53boot(struct evaluation *evaluation)
{
    struct value value = image_exists(evaluation, (struct image_name){ false, IMAGE_NRF53BOOT });

    return value.known && value.as.boolean;
}

static bool read_number(struct reading *reading, const char *symbol, uint64_t *number)
{
    struct image_name mcuboot = { false, IMAGE_MCUBOOT };
    struct symbol_lookup lookup = lookup_symbol(reading->evaluation, mcuboot, symbol);

    if (!lookup.known || lookup.symbol == NULL || lookup.symbol->type != KCONFIG_NUMBER || lookup.symbol->negative ||
        lookup.symbol->magnitude == 0) {
        return false;
    }
    *number = lookup.symbol->magnitude;
    reading->evidence = evaluation_join(reading->evaluation, reading->evidence, lookup.evidence);
    return true;
}

/* The erase unit MCUboot sees in external flash is its driver's layout page size. */
static bool read_external_sector(struct reading *reading, uint64_t *sector)
{
    if (read_number(reading, "CONFIG_NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE", sector) ||
        read_number(reading, "CONFIG_SPI_NOR_FLASH_LAYOUT_PAGE_SIZE", sector)) {
        return true;
    }
    return give_up(reading, MISSING("the flash layout page size of MCUboot's external flash driver is unknown"));
}

static bool read_map_slot(struct reading *reading, const char *name, struct slot *slot)
{
    struct value partition = lookup_partition(reading->evaluation, MAP_PM, name);
    struct value size = partition;
    struct value region = partition;

    if (partition.known) {
        size = evaluate_partition_field(reading->evaluation, &partition, ATTRIBUTE_SIZE);
        region = evaluate_partition_field(reading->evaluation, &partition, ATTRIBUTE_REGION);
    }
    if (!take(reading, &size) || !take(reading, &region)) {
        return false;
    }
    if (size.as.integer.negative) {
        return give_up(reading, MISSING(name, " has a negative size"));
    }
    slot->size = size.as.integer.magnitude;
    slot->sector_size = FLASH_PAGE;
    return strcmp(region.as.text, "external_flash") != 0 || read_external_sector(reading, &slot->sector_size);
}

/* Slots in external flash hang below the flash chip's node, whose compatible names no memory-mapped flash. */
static bool is_external_node(const struct devicetree_node *node)
{
    while ((node = node->parent) != NULL) {
        if (devicetree_is_compatible(node, "nordic,qspi-nor") || devicetree_is_compatible(node, "jedec,spi-nor")) {
            return true;
        }
    }
    return false;
}

static bool read_devicetree_slot(struct reading *reading, uint64_t number, struct slot *slot)
{
    const char *label =
        arena_printf(reading->evaluation->arena, "slot%u_partition", (unsigned)number);
    struct value node = lookup_node(reading->evaluation, IMAGE_MCUBOOT, label);
    struct value size = node.known ? evaluate_node_field(reading->evaluation, &node, ATTRIBUTE_SIZE) : node;

    if (!take(reading, &size)) {
        return false;
    }
    slot->size = size.as.integer.magnitude;
    slot->sector_size = FLASH_PAGE;
    return !is_external_node(node.as.node.node) || read_external_sector(reading, &slot->sector_size);
}

static bool read_slot(struct reading *reading, uint64_t image, bool secondary, struct slot *slot)
{
    const char *name = secondary ? "mcuboot_secondary" : "mcuboot_primary";
    struct map_view view = partition_map_view(reading->evaluation, MAP_PM);

    if (view.complete && view.map == NULL) {
        return read_devicetree_slot(reading, 2 * image + secondary, slot);
    }
    if (image > 0) {
        name = arena_printf(reading->evaluation->arena, "%s_%u", name, (unsigned)image);
    }
    return read_map_slot(reading, name, slot);
}

static bool swaps(enum upgrade_mode mode)
{
    return mode == UPGRADE_SWAP_MOVE || mode == UPGRADE_SWAP_OFFSET || mode == UPGRADE_SWAP_SCRATCH;
}

/* BOOT_MAX_IMG_SECTORS, or with _AUTO what the slots need. */
static uint64_t read_max_sectors(struct reading *reading, const struct slot *primary, const struct slot *secondary)
{
    uint64_t most = primary->size / primary->sector_size;
    uint64_t number;
    struct value automatic =
        lookup_bool(reading->evaluation, IMAGE_MCUBOOT, "CONFIG_BOOT_MAX_IMG_SECTORS_AUTO");

    if (!(automatic.known && automatic.as.boolean) && read_number(reading, "CONFIG_BOOT_MAX_IMG_SECTORS", &number)) {
        return number;
    }
    number = secondary->size / secondary->sector_size;
    return most > number ? most : number;
}

static uint32_t read_encryption(struct reading *reading)
{
    struct value encrypted = lookup_bool(reading->evaluation, IMAGE_MCUBOOT, "CONFIG_BOOT_ENCRYPT_IMAGE");
    struct value aes256 = lookup_bool(reading->evaluation, IMAGE_MCUBOOT, "CONFIG_BOOT_ENCRYPT_ALG_AES_256");

    if (!encrypted.known || !encrypted.as.boolean) {
        return 0;
    }
    reading->evidence = evaluation_join(reading->evaluation, reading->evidence, encrypted.evidence);
    return aes256.known && aes256.as.boolean ? 32 : 16;
}

static bool fill_geometry(struct reading *reading, const struct slot *primary, const struct slot *secondary,
                          struct slot_geometry *geometry)
{
    uint64_t max_sectors = read_max_sectors(reading, primary, secondary);

    if (primary->size > UINT32_MAX || secondary->size > UINT32_MAX || max_sectors > UINT32_MAX ||
        primary->sector_size > UINT32_MAX || secondary->sector_size > UINT32_MAX) {
        return give_up(reading, MISSING("the slots are larger than any flash"));
    }
    if (swaps(geometry->mode) && primary->sector_size != secondary->sector_size) {
        return give_up(reading, MISSING("the two slots have sectors of different size"));
    }
    geometry->primary_size = (uint32_t)primary->size;
    geometry->secondary_size = (uint32_t)secondary->size;
    geometry->sector_size = (uint32_t)primary->sector_size;
    geometry->write_size = WRITE_SIZE;
    geometry->max_align = MAX_ALIGN;
    geometry->max_sectors = (uint32_t)max_sectors;
    geometry->encryption_key_size = read_encryption(reading);
    return true;
}

bool slot_geometry_read(struct evaluation *evaluation, uint64_t image, struct slot_geometry *geometry,
                        const struct evidence **evidence)
{
    struct reading reading = { evaluation, NULL };
    struct slot primary;
    struct slot secondary = { 0, FLASH_PAGE };
    bool good;

    *geometry = (struct slot_geometry){ 0 };
    good = has_nrf53boot(evaluation) ? read_nrf53boot_mode(&reading, image, &geometry->mode)
                                     : read_mcuboot_mode(&reading, &geometry->mode);
    good = good && read_slot(&reading, image, false, &primary) &&
           (geometry->mode == UPGRADE_SINGLE_SLOT || read_slot(&reading, image, true, &secondary)) &&
           fill_geometry(&reading, &primary, &secondary, geometry);
    *evidence = reading.evidence;
    return good;
}
