#include "project/tree/update_slots.h"

#include <string.h>
#include "image/mcuboot_image.h"

#include "nrf53pack/memory_map.h"

/* Erase page of the nRF5340's flash and of the QSPI flashes that Nordic's boards carry. */
#define SECTOR_SIZE           4096u
#define WRITE_SIZE            4u
#define MAX_ALIGN             8u
#define DEFAULT_MAX_SECTORS   128u
#define NRF53BOOT_MAX_SECTORS 256u

struct mode_symbol {
    const char *symbol;
    enum upgrade_mode mode;
};

/* Behind CONFIG_NRF53BOOT_IMAGE<n>_MODE_ */
static const struct mode_symbol nrf53boot_modes[] = {
    { "SWAP_MOVE", UPGRADE_SWAP_MOVE },
    { "SWAP_OFFSET", UPGRADE_SWAP_OFFSET },
    { "OVERWRITE", UPGRADE_OVERWRITE_ONLY },
};

/* sdk-mcuboot boot/zephyr/Kconfig, choice "Operation mode" (ncs-v3.2.0). */
static const struct mode_symbol mcuboot_modes[] = {
    { "CONFIG_SINGLE_APPLICATION_SLOT", UPGRADE_SINGLE_SLOT },
    { "CONFIG_BOOT_UPGRADE_ONLY", UPGRADE_OVERWRITE_ONLY },
    { "CONFIG_BOOT_SWAP_USING_MOVE", UPGRADE_SWAP_MOVE },
    { "CONFIG_BOOT_SWAP_USING_OFFSET", UPGRADE_SWAP_OFFSET },
    { "CONFIG_BOOT_SWAP_USING_SCRATCH", UPGRADE_SWAP_SCRATCH },
    { "CONFIG_BOOT_DIRECT_XIP", UPGRADE_DIRECT_XIP },
    { "CONFIG_BOOT_RAM_LOAD", UPGRADE_RAM_LOAD },
};

const char *upgrade_mode_name(enum upgrade_mode mode)
{
    static const char *const names[] = {
        [UPGRADE_SWAP_MOVE] = "swap-using-move",       [UPGRADE_SWAP_OFFSET] = "swap-using-offset",
        [UPGRADE_SWAP_SCRATCH] = "swap-using-scratch", [UPGRADE_OVERWRITE_ONLY] = "overwrite-only",
        [UPGRADE_DIRECT_XIP] = "direct-XIP",           [UPGRADE_RAM_LOAD] = "RAM-load",
        [UPGRADE_SINGLE_SLOT] = "single-slot",
    };

    return names[mode];
}

/* The members of a Kconfig choice exclude each other, so the one that is on decides even in a fragment; a
 * second one is for the caller to judge.
 */
static void take_mode(struct arena *arena, const struct kconfig *config, const char *image, const char *name,
                      enum upgrade_mode mode, struct update_slots *slots)
{
    if (!config_on(config, name)) {
        return;
    }
    if (slots->mode_known) {
        slots->second_mode_from = arena_printf(arena, "%s:%s", image, name);
        slots->second_mode_origin = kconfig_find(config, name)->origin;
        return;
    }
    slots->mode_known = true;
    slots->mode = mode;
    slots->mode_from = arena_printf(arena, "%s:%s", image, name);
    slots->mode_origin = kconfig_find(config, name)->origin;
}

/* With nrf53boot the mode belongs to the image; MCUboot's own symbols then do not decide. */
static void read_mode(struct arena *arena, const struct project *project, unsigned image, struct update_slots *slots)
{
    const struct project_image *nrf53boot = project_image(project, IMAGE_NRF53BOOT);
    const struct project_image *mcuboot = project_image(project, IMAGE_MCUBOOT);

    if (nrf53boot != NULL) {
        for (size_t i = 0; i < ARRAY_LENGTH(nrf53boot_modes); i++) {
            take_mode(arena, nrf53boot->config, "nrf53boot",
                      arena_printf(arena, "CONFIG_NRF53BOOT_IMAGE%u_MODE_%s", image, nrf53boot_modes[i].symbol),
                      nrf53boot_modes[i].mode, slots);
        }
        return;
    }
    for (size_t i = 0; mcuboot != NULL && i < ARRAY_LENGTH(mcuboot_modes); i++) {
        take_mode(arena, mcuboot->config, "mcuboot", mcuboot_modes[i].symbol, mcuboot_modes[i].mode, slots);
    }
}

/* MCUboot's own devicetree counts; the application's says the same in a sound build. */
static const struct devicetree_node *slot_node(struct arena *arena, const struct project *project, unsigned number)
{
    static const enum image_role roles[] = { IMAGE_MCUBOOT, IMAGE_APP };
    const char *label = arena_printf(arena, "slot%u_partition", number);

    for (size_t i = 0; i < ARRAY_LENGTH(roles); i++) {
        const struct project_image *image = project_image(project, roles[i]);
        const struct devicetree_node *node =
            image == NULL || image->devicetree == NULL ? NULL : devicetree_by_label(image->devicetree, label);

        if (node != NULL && node->has_address) {
            return node;
        }
    }
    return NULL;
}

static bool is_external_node(const struct devicetree_node *node)
{
    while ((node = node->parent) != NULL) {
        if (devicetree_is_compatible(node, "nordic,qspi-nor") || devicetree_is_compatible(node, "jedec,spi-nor")) {
            return true;
        }
    }
    return false;
}

/* Without Partition Manager. While it is on, the partitions in devicetree are the board's and do not count. */
static bool read_nodes(struct arena *arena, const struct project *project, unsigned image, struct update_slots *slots)
{
    const struct devicetree_node *primary = slot_node(arena, project, 2 * image);
    const struct devicetree_node *secondary = slot_node(arena, project, 2 * image + 1);

    if (primary != NULL) {
        const char *name = arena_printf(arena, "slot%u_partition", 2 * image);

        slots->primary_address = (struct tree_number){ true, primary->address, name, primary->origin, FACT_NODE };
        slots->primary_size = (struct tree_number){ true, primary->size, name, primary->origin, FACT_NODE };
    }
    if (secondary != NULL) {
        const char *name = arena_printf(arena, "slot%u_partition", 2 * image + 1);

        slots->secondary_address = (struct tree_number){ true, secondary->address, name, secondary->origin, FACT_NODE };
        slots->secondary_size = (struct tree_number){ true, secondary->size, name, secondary->origin, FACT_NODE };
    }
    return secondary != NULL && is_external_node(secondary);
}

static bool read_map(struct arena *arena, const struct project *project, unsigned image, struct update_slots *slots)
{
    const struct partition_map *map = project->partitions;
    const char *end = image == 0 ? "" : arena_printf(arena, "_%u", image);
    const char *primary = arena_printf(arena, "mcuboot_primary%s", end);
    const char *secondary = arena_printf(arena, "mcuboot_secondary%s", end);
    const struct partition *partition = map == NULL ? NULL : partition_find(map, secondary);

    slots->primary_address = partition_address(arena, map, "pm", primary);
    slots->primary_size = partition_size(arena, map, "pm", primary);
    slots->secondary_address = partition_address(arena, map, "pm", secondary);
    slots->secondary_size = partition_size(arena, map, "pm", secondary);
    return partition != NULL && strcmp(partition->region, "external_flash") == 0;
}

/* MCUboot takes the sector size from the primary slot's flash. */
static void read_sector_size(const struct project *project, struct update_slots *slots)
{
    const struct project_image *mcuboot = project_image(project, IMAGE_MCUBOOT);
    const struct devicetree *tree = mcuboot == NULL ? NULL : mcuboot->devicetree;

    slots->sector_size = (struct tree_number){ true, SECTOR_SIZE, "erase page of the nRF5340", ORIGIN_NONE, FACT_FILE };
    for (size_t i = 0; tree != NULL && i < tree->count; i++) {
        uint32_t size = 0;

        if (devicetree_is_compatible(tree->items[i], "soc-nv-flash") &&
            devicetree_cell(tree->items[i], "erase-block-size", &size) && size >= WRITE_SIZE) {
            slots->sector_size = (struct tree_number){ true, size, "mcuboot devicetree: erase-block-size",
                                                       tree->items[i]->origin, FACT_NODE };
            return;
        }
    }
}

/* The erase unit MCUboot sees in external flash is its driver's layout page size. */
static void read_secondary_sector(struct arena *arena, const struct project *project, bool external,
                                  struct update_slots *slots)
{
    const struct kconfig *mcuboot = role_config(project, IMAGE_MCUBOOT);

    slots->secondary_sector = slots->sector_size;
    if (external) {
        slots->secondary_sector =
            number_or(config_number(arena, mcuboot, "mcuboot", "CONFIG_NORDIC_QSPI_NOR_FLASH_LAYOUT_PAGE_SIZE"),
                      config_number(arena, mcuboot, "mcuboot", "CONFIG_SPI_NOR_FLASH_LAYOUT_PAGE_SIZE"));
    }
}

/* Without Partition Manager MCUboot may count the sectors itself. */
static uint64_t automatic_sectors(const struct update_slots *slots)
{
    uint64_t size = limits_smaller(UINT32_MAX, slots->primary_size.value);

    if (slots->secondary_size.known && slots->secondary_size.value > size) {
        size = limits_smaller(UINT32_MAX, slots->secondary_size.value);
    }
    return limits_align_up(size, slots->sector_size.value) / slots->sector_size.value;
}

/* nrf53boot has a table of its own; what MCUboot's file in the same tree says does not count then. */
static struct tree_number nrf53boot_sectors(struct arena *arena, const struct kconfig *nrf53boot)
{
    return number_or(
        config_number(arena, nrf53boot, "nrf53boot", "CONFIG_NRF53BOOT_MAX_IMG_SECTORS"),
        (struct tree_number){ true, NRF53BOOT_MAX_SECTORS, "nrf53boot's default", ORIGIN_NONE, FACT_FILE });
}

static void read_max_sectors(struct arena *arena, const struct kconfig *mcuboot, struct update_slots *slots)
{
    struct tree_number stated = config_number(arena, mcuboot, "mcuboot", "CONFIG_BOOT_MAX_IMG_SECTORS");
    const char *automatic = "CONFIG_BOOT_MAX_IMG_SECTORS_AUTO";

    if (config_on(mcuboot, automatic) && slots->primary_size.known) {
        slots->max_sectors =
            (struct tree_number){ true, automatic_sectors(slots), arena_printf(arena, "mcuboot:%s", automatic),
                                  kconfig_find(mcuboot, automatic)->origin, FACT_SYMBOL };
        return;
    }
    slots->max_sectors_assumed = !stated.known && (mcuboot == NULL || !mcuboot->complete);
    slots->max_sectors = number_or(
        stated, (struct tree_number){ true, DEFAULT_MAX_SECTORS, "MCUboot's default", ORIGIN_NONE, FACT_FILE });
}

uint16_t mcuboot_encryption_scheme(const struct kconfig *mcuboot)
{
    static const struct {
        const char *symbol;
        uint16_t tlv;
    } schemes[] = {
        { "CONFIG_BOOT_ENCRYPT_RSA", MCUBOOT_TLV_ENC_RSA2048 },
        { "CONFIG_BOOT_ENCRYPT_EC256", MCUBOOT_TLV_ENC_EC256 },
        { "CONFIG_BOOT_ENCRYPT_X25519", MCUBOOT_TLV_ENC_X25519 },
        { "CONFIG_BOOT_ENCRYPT_KW", MCUBOOT_TLV_ENC_KW },
    };
    uint16_t scheme = 0;

    for (size_t i = 0; i < ARRAY_LENGTH(schemes); i++) {
        scheme = config_on(mcuboot, schemes[i].symbol) ? schemes[i].tlv : scheme;
    }
    return scheme == MCUBOOT_TLV_ENC_X25519 && config_on(mcuboot, "CONFIG_BOOT_HMAC_SHA512")
               ? MCUBOOT_TLV_ENC_X25519_SHA512
               : scheme;
}

/* The trailer keeps the image key, or with CONFIG_BOOT_SWAP_SAVE_ENCTLV the whole TLV it came in (mcuboot
 * boot/bootutil/include/bootutil/enc_key_public.h BOOT_ENC_TLV_SIZE).
 */
static uint32_t trailer_key_size(const struct kconfig *mcuboot)
{
    uint32_t key_size = config_on(mcuboot, "CONFIG_BOOT_ENCRYPT_ALG_AES_256") ? 32 : 16;
    uint16_t scheme = mcuboot_encryption_scheme(mcuboot);

    if (!config_on(mcuboot, "CONFIG_BOOT_ENCRYPT_IMAGE")) {
        return 0;
    }
    if (!config_on(mcuboot, "CONFIG_BOOT_SWAP_SAVE_ENCTLV")) {
        return key_size;
    }
    return (uint32_t)mcuboot_encryption_tlv_size(scheme != 0 ? scheme : MCUBOOT_TLV_ENC_X25519, key_size);
}

static void read_trailer(struct arena *arena, const struct project *project, struct update_slots *slots)
{
    const struct kconfig *mcuboot = role_config(project, IMAGE_MCUBOOT);

    slots->write_size =
        number_or(config_number(arena, role_config(project, IMAGE_APP), "app", "CONFIG_MCUBOOT_FLASH_WRITE_BLOCK_SIZE"),
                  (struct tree_number){ true, WRITE_SIZE, "write size of the nRF5340", ORIGIN_NONE, FACT_FILE });
    if (project_image(project, IMAGE_NRF53BOOT) != NULL) {
        slots->max_sectors = nrf53boot_sectors(arena, role_config(project, IMAGE_NRF53BOOT));
    } else {
        read_max_sectors(arena, mcuboot, slots);
    }
    slots->encryption_key_size = trailer_key_size(mcuboot);
}

static bool swaps(const struct update_slots *slots)
{
    return slots->mode == UPGRADE_SWAP_MOVE || slots->mode == UPGRADE_SWAP_OFFSET ||
           slots->mode == UPGRADE_SWAP_SCRATCH;
}

static const char *find_open(struct arena *arena, const struct project *project, unsigned image,
                             const struct update_slots *slots)
{
    bool reference = project_image(project, IMAGE_NRF53BOOT) != NULL;

    if (!slots->mode_known) {
        return arena_printf(arena, "no upgrade mode is set in %s", reference ? "nrf53boot" : "mcuboot");
    }
    if (!slots->primary_size.known) {
        return arena_printf(arena, "the size of image %u's primary slot is not in this input", image);
    }
    if (slots->mode != UPGRADE_SINGLE_SLOT && !slots->secondary_size.known) {
        return arena_printf(arena, "the size of image %u's secondary slot is not in this input", image);
    }
    if (swaps(slots) && !slots->secondary_sector.known) {
        return "the flash layout page size of MCUboot's external flash driver is unknown";
    }
    if (swaps(slots) && slots->secondary_sector.value != slots->sector_size.value) {
        return "the two slots have sectors of different size";
    }
    return slots->max_sectors_assumed ? "mcuboot:CONFIG_BOOT_MAX_IMG_SECTORS is not in this input" : NULL;
}

void update_slots_read(struct arena *arena, const struct project *project, unsigned image, struct update_slots *slots)
{
    bool external;

    *slots = (struct update_slots){ 0 };
    read_mode(arena, project, image, slots);
    external = project->era == ERA_SYSBUILD_DTS ? read_nodes(arena, project, image, slots)
                                                : read_map(arena, project, image, slots);
    read_sector_size(project, slots);
    read_secondary_sector(arena, project, external, slots);
    read_trailer(arena, project, slots);
    slots->open = find_open(arena, project, image, slots);
}

bool update_slots_geometry(const struct update_slots *slots, struct slot_geometry *geometry)
{
    bool needs_secondary = slots->mode != UPGRADE_SINGLE_SLOT;
    bool trailer_sane =
        slots->write_size.value >= 1 && slots->write_size.value <= 1024 && slots->max_sectors.value <= UINT16_MAX;

    if (!trailer_sane || !slots->mode_known || !slots->primary_size.known || slots->primary_size.value > UINT32_MAX ||
        (needs_secondary && (!slots->secondary_size.known || slots->secondary_size.value > UINT32_MAX))) {
        return false;
    }
    *geometry = (struct slot_geometry){
        .mode = slots->mode,
        .primary_size = (uint32_t)slots->primary_size.value,
        .secondary_size = (uint32_t)slots->secondary_size.value,
        .sector_size = (uint32_t)slots->sector_size.value,
        .write_size = (uint32_t)slots->write_size.value,
        .max_align = slots->write_size.value > MAX_ALIGN ? (uint32_t)slots->write_size.value : MAX_ALIGN,
        .max_sectors = (uint32_t)slots->max_sectors.value,
        .encryption_key_size = slots->encryption_key_size,
    };
    return true;
}

bool update_slots_limit(const struct update_slots *slots, uint64_t *limit)
{
    struct slot_geometry geometry;

    if (!update_slots_geometry(slots, &geometry)) {
        return false;
    }
    *limit = slot_image_limit(&geometry);
    return true;
}

bool network_image_number(struct arena *arena, const struct project *project, struct tree_number *number)
{
    const char *name = "CONFIG_MCUBOOT_NETWORK_CORE_IMAGE_NUMBER";
    const struct kconfig *mcuboot = role_config(project, IMAGE_MCUBOOT);
    const struct kconfig_symbol *symbol = mcuboot == NULL ? NULL : kconfig_find(mcuboot, name);

    *number = (struct tree_number){ true, 1, "the number NCS gives it", ORIGIN_NONE, FACT_FILE };
    if (symbol == NULL || symbol->type != KCONFIG_NUMBER) {
        return true;
    }
    *number = (struct tree_number){ !symbol->negative, symbol->magnitude, arena_printf(arena, "mcuboot:%s", name),
                                    symbol->origin, FACT_SYMBOL };
    return number->known;
}

static bool has_own_map(const struct project *project)
{
    for (size_t i = 0; i < project->statics.count; i++) {
        const struct source *source = project->statics.items[i]->source;

        if (source != NULL && source->name != NULL &&
            (strstr(source->name, "CPUNET") != NULL || strstr(source->name, "cpunet") != NULL)) {
            return true;
        }
    }
    return project->partitions_net != NULL;
}

struct tree_number network_firmware_room(struct arena *arena, const struct project *project)
{
    const struct tree_number usual = { true, NRF5340_NET_APP_SIZE, "what b0n leaves of the network core's flash",
                                       ORIGIN_NONE, FACT_FILE };
    const struct project_image *b0n = project_image(project, IMAGE_B0N);
    const struct devicetree_node *node =
        b0n == NULL || b0n->devicetree == NULL ? NULL : devicetree_by_label(b0n->devicetree, "s0_partition");
    struct tree_number room = partition_size(arena, project->partitions_net, "pm_net", "app");

    if (!room.known && node != NULL && node->has_address) {
        room = (struct tree_number){ true, node->size, "s0_partition", node->origin, FACT_NODE };
    }
    return !room.known && project->kind == PROJECT_SOURCE && !has_own_map(project) ? usual : room;
}

bool network_flash_decides(uint64_t limit, uint64_t header, const struct tree_number *room)
{
    return room->known && room->value < limits_minus(limit, header);
}
