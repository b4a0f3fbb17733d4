/* The network core: where its application lies, how an image gets there, the backup. */
#include "bootcfg/reader.h"
#include "nrf53pack/memory_map.h"
#include "nrf53pack/net_backup_format.h"

#define NET_PAGE        2048u
#define SHARED_RAM      NRF5340_APP_RAM_ADDRESS /* where the SDK puts the command block */
#define SHARED_RAM_SIZE 0x2000u
#define SECTOR          4096u
/* The largest serial NOR flash there is has 2 Gbit. */
#define LARGEST_EXTERNAL 0x10000000u
#define TRANSFER_TRIES   3u
#define TRANSFER_TIME_MS 10000u

static struct tree_number net_number(const struct bootcfg_reader *reader, const char *name, bool size)
{
    const struct partition_map *map = reader->project->partitions_net;

    return size ? partition_size(reader->arena, map, "pm_net", name)
                : partition_address(reader->arena, map, "pm_net", name);
}

static uint32_t to_offset(uint64_t address)
{
    return (uint32_t)(nrf5340_is_network_core(address) ? address - NRF5340_NET_FLASH_ADDRESS : address);
}

/* Up to the end of the network application, from the end of b0n's container: there b0n writes. */
static bool container_from_map(const struct bootcfg_reader *reader, struct boot_area *area)
{
    struct tree_number container = net_number(reader, "b0n_container", false);
    struct tree_number container_size = net_number(reader, "b0n_container", true);
    struct tree_number app = net_number(reader, "app", false);
    struct tree_number app_size = net_number(reader, "app", true);
    uint64_t end = app.value + app_size.value;
    uint64_t start = container.known && container_size.known ? container.value + container_size.value : app.value;

    if (!app.known || !app_size.known || app.value > UINT32_MAX || app_size.value > UINT32_MAX || start >= end) {
        return false;
    }
    area->offset = to_offset(start);
    area->size = (uint32_t)(end - start);
    return true;
}

static bool container_from_node(const struct bootcfg_reader *reader, struct boot_area *area)
{
    struct boot_area found;

    if (!bootcfg_node(project_image(reader->project, IMAGE_B0N), "s0_partition", &found) &&
        !bootcfg_node(project_image(reader->project, IMAGE_NET), "s0_partition", &found)) {
        return false;
    }
    area->offset = to_offset(found.offset);
    area->size = found.size;
    return true;
}

static bool net_image_here(const struct bootcfg_reader *reader)
{
    return project_image(reader->project, IMAGE_NET) != NULL || project_image(reader->project, IMAGE_B0N) != NULL ||
           reader->project->partitions_net != NULL;
}

static void find_container(struct bootcfg_reader *reader, struct boot_area *area)
{
    *area = (struct boot_area){ .device = FLASH_DEVICE_NET, .sector_size = NET_PAGE };
    if (container_from_map(reader, area) || container_from_node(reader, area)) {
        return;
    }
    area->offset = NRF5340_NET_BOOT_SIZE;
    area->size = NRF5340_NET_APP_SIZE;
    bootcfg_assume(reader, "the network application begins at 0x%x", NRF5340_NET_FLASH_ADDRESS + NRF5340_NET_BOOT_SIZE);
}

static void find_mailbox(struct bootcfg_reader *reader, struct boot_net_config *net)
{
    struct tree_number address = partition_address(reader->arena, reader->project->partitions, "pm", "pcd_sram");
    struct tree_number size = partition_size(reader->arena, reader->project->partitions, "pm", "pcd_sram");
    bool known = address.known && size.known && address.value <= UINT32_MAX && size.value <= SHARED_RAM_SIZE;

    net->mailbox_address = known ? (uint32_t)address.value : SHARED_RAM;
    /* The linker places it; any RAM that both cores read does for the model. */
    net->ram_flash_address = net->mailbox_address + SHARED_RAM_SIZE;
    if (!known) {
        bootcfg_assume(reader, "the command block lies at 0x%x", SHARED_RAM);
    }
}

static void find_backup(struct bootcfg_reader *reader, struct boot_net_config *net)
{
    if (!config_on(reader->nrf53boot, "CONFIG_NRF53BOOT_NET_BACKUP")) {
        return;
    }
    if (!bootcfg_partition(reader, "nrf53boot_net_backup", &net->backup)) {
        net->backup = (struct boot_area){ 0 };
        bootcfg_assume(reader, "no backup of the network core: partition 'nrf53boot_net_backup' is missing");
    }
    net->backup.sector_size = NET_STATE_PAGE_SIZE;
}

static bool backup_fits(struct bootcfg_reader *reader)
{
    const struct boot_config *config = &reader->result->config;
    uint64_t needed = (uint64_t)NET_BACKUP_SLOTS * config->images[BOOT_IMAGE_NET].secondary.size +
                      (uint64_t)NET_STATE_PAGES * NET_STATE_PAGE_SIZE;

    if (config->net.backup.size == 0 || config->net.backup.size >= needed) {
        return true;
    }
    return bootcfg_missing(reader, NULL, "'nrf53boot_net_backup' has %u bytes, two images and two pages need %llu",
                           (unsigned)config->net.backup.size, (unsigned long long)needed);
}

/* Without an image pair of its own the network core can still be updated by serial recovery, through the slot in RAM. */
static void find_recovery_slot(const struct bootcfg_reader *reader, struct boot_image_config *image)
{
    const struct boot_image_config *app = &reader->result->config.images[BOOT_IMAGE_APP];
    struct boot_area slot;

    if (config_on(reader->mcuboot, "CONFIG_MCUBOOT_SERIAL") &&
        bootcfg_slot(reader, IMAGE_MCUBOOT, BOOT_IMAGE_NET, false, &slot) && slot.device == FLASH_DEVICE_RAM) {
        *image = (struct boot_image_config){
            .mode = UPGRADE_OVERWRITE_ONLY,
            .primary = slot,
            .write_size = app->write_size,
            .max_align = app->max_align,
            .max_sectors = app->max_sectors,
        };
        image->primary.sector_size = SECTOR;
    }
}

bool bootcfg_net(struct bootcfg_reader *reader)
{
    struct boot_config *config = &reader->result->config;
    struct boot_net_config *net = &config->net;
    struct boot_image_config *image = &config->images[BOOT_IMAGE_NET];

    if (!net_image_here(reader)) {
        return config->image_count < 2 ||
               bootcfg_missing(reader, NULL, "the bootloader has an image for the network core, the build has none");
    }
    net->present = config->image_count > BOOT_IMAGE_NET;
    net->netboot = NETBOOT_STOCK;
    net->app_flash_address = 0;
    net->net_flash_address = NRF5340_NET_FLASH_ADDRESS;
    net->attempts = TRANSFER_TRIES;
    net->timeout_ms = TRANSFER_TIME_MS;
    find_container(reader, &net->net_app);
    find_mailbox(reader, net);
    if (!net->present) {
        find_recovery_slot(reader, image);
        return true;
    }
    image->run_start = NRF5340_NET_FLASH_ADDRESS + net->net_app.offset;
    image->run_end = image->run_start + net->net_app.size;
    find_backup(reader, net);
    return backup_fits(reader);
}

/* A region of regions.yml, whole pages; *size stays as it is where the file does not say. */
static bool region_size(struct bootcfg_reader *reader, const char *name, uint64_t most, uint32_t *size)
{
    const struct region_map *map = reader->project->regions;
    const struct region *region = map == NULL ? NULL : region_find(map, name);

    if (region == NULL || !region->size.present) {
        return true;
    }
    if (region->size.negative || region->size.magnitude > most || region->size.magnitude % SECTOR != 0) {
        return bootcfg_missing(reader, &region->size.origin,
                               "'size' of '%s' is %s0x%llx, expected pages of 0x%x bytes, at most 0x%llx", name,
                               region->size.negative ? "-" : "", (unsigned long long)region->size.magnitude, SECTOR,
                               (unsigned long long)most);
    }
    *size = (uint32_t)region->size.magnitude;
    return true;
}

static uint32_t end_of(const struct boot_area *area, enum flash_device device, uint32_t end)
{
    return area->device == device && area->size != 0 && area->offset + area->size > end ? area->offset + area->size
                                                                                        : end;
}

/* The chip's size by regions.yml; without it, as far as the slots reach. */
bool bootcfg_flashes(struct bootcfg_reader *reader)
{
    struct bootcfg *result = reader->result;
    const struct boot_config *config = &result->config;
    uint32_t external = 0;

    result->app_flash_size = NRF5340_APP_FLASH_SIZE;
    if (!region_size(reader, "external_flash", LARGEST_EXTERNAL, &external) ||
        !region_size(reader, "flash_primary", NRF5340_APP_FLASH_SIZE, &result->app_flash_size)) {
        return false;
    }
    result->net_flash_size = config->net.net_app.size == 0 ? 0 : NRF5340_NET_FLASH_SIZE;
    for (unsigned i = 0; i < config->image_count; i++) {
        external = end_of(&config->images[i].primary, FLASH_DEVICE_EXTERNAL, external);
        external = end_of(&config->images[i].secondary, FLASH_DEVICE_EXTERNAL, external);
    }
    result->external_flash_size = end_of(&config->net.backup, FLASH_DEVICE_EXTERNAL, external);
    return true;
}
