#include "bootcfg/target.h"

#include "bootcfg/board.h"
#include "bootcfg/options.h"
#include "nrf53pack/memory_map.h"

#define MAILBOX_SIZE   0x2000u /* pcd_sram, and one region of RAM for the SPU */
#define LEAST_BOOT_RAM 0x6000u /* stack of 8 KiB, memory of the crypto library of 8 KiB, variables */

/* The network core erases 110 pages in up to 10 s and writes 57344 words in 2.5 s (the same specification, NVMC). */
#define TRANSFER_TIME_MS 30000u

/* False, *range as it was, where the map has no such partition. */
static bool range_of_partition(const struct bootcfg_reader *reader, const struct partition_map *map, const char *name,
                               struct boot_range *range)
{
    struct tree_number address = partition_address(reader->arena, map, "pm", name);
    struct tree_number size = partition_size(reader->arena, map, "pm", name);

    if (!address.known || !size.known || address.value > UINT32_MAX || size.value > UINT32_MAX - address.value) {
        return false;
    }
    *range = (struct boot_range){ (uint32_t)address.value, (uint32_t)size.value };
    return true;
}

static bool find_boot(struct bootcfg_reader *reader, struct boot_range *boot)
{
    static const enum image_role roles[] = { IMAGE_MCUBOOT, IMAGE_APP };
    struct boot_area area;

    if (range_of_partition(reader, reader->project->partitions, "mcuboot", boot)) {
        return true;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(roles); i++) {
        if (bootcfg_node(project_image(reader->project, roles[i]), "boot_partition", &area)) {
            *boot = (struct boot_range){ area.offset, area.size };
            return true;
        }
    }
    return bootcfg_missing(reader, NULL,
                           "the build has no partition of the bootloader: expected 'mcuboot' of Partition Manager or a "
                           "node 'boot_partition'");
}

static bool ram_of_devicetree(const struct bootcfg_reader *reader, struct boot_range *ram)
{
    static const enum image_role roles[] = { IMAGE_MCUBOOT, IMAGE_APP };

    for (size_t i = 0; i < ARRAY_LENGTH(roles); i++) {
        const struct project_image *image = project_image(reader->project, roles[i]);
        const struct devicetree_node *node = image == NULL || image->devicetree == NULL
                                                 ? NULL
                                                 : devicetree_chosen(image->devicetree, "zephyr,sram", NULL);

        if (node != NULL && node->has_address && node->address <= UINT32_MAX &&
            node->size <= UINT32_MAX - node->address) {
            *ram = (struct boot_range){ (uint32_t)node->address, (uint32_t)node->size };
            return true;
        }
    }
    return false;
}

static bool find_ram(struct bootcfg_reader *reader, struct boot_range *ram)
{
    uint32_t mailbox = reader->result->config.net.mailbox_address;

    if (!range_of_partition(reader, reader->project->partitions, "sram_primary", ram) &&
        !ram_of_devicetree(reader, ram)) {
        return bootcfg_missing(reader, NULL,
                               "the build does not say which RAM the bootloader has: expected 'sram_primary' of "
                               "Partition Manager or 'zephyr,sram' of a devicetree");
    }
    if (ram->address < NRF5340_APP_RAM_ADDRESS || ram->size > NRF5340_APP_RAM_SIZE ||
        ram->address - NRF5340_APP_RAM_ADDRESS > NRF5340_APP_RAM_SIZE - ram->size) {
        return bootcfg_missing(reader, NULL, "RAM of 0x%x bytes at 0x%x is not inside the RAM of the nRF5340",
                               (unsigned)ram->size, (unsigned)ram->address);
    }
    /* a devicetree does not keep the command block apart */
    if (reader->result->config.net.present && ram->address == mailbox && ram->size > MAILBOX_SIZE) {
        ram->address += MAILBOX_SIZE;
        ram->size -= MAILBOX_SIZE;
    }
    return true;
}

/* The slot in RAM at the end: what an application leaves in its own variables is not there. */
static bool divide_ram(struct bootcfg_reader *reader, struct boot_target *target)
{
    struct boot_config *config = &reader->result->config;
    const struct boot_area *slot = &config->images[BOOT_IMAGE_NET].primary;
    uint32_t slot_size = config->net.present ? slot->offset + slot->size : 0;
    struct boot_range ram = { 0, 0 };

    if (!find_ram(reader, &ram)) {
        return false;
    }
    if (ram.size < LEAST_BOOT_RAM || slot_size > ram.size - LEAST_BOOT_RAM) {
        return bootcfg_missing(reader, NULL,
                               "RAM of 0x%x bytes at 0x%x has no room for the slot of the network core in RAM, of 0x%x "
                               "bytes, and 0x%x bytes of the bootloader",
                               (unsigned)ram.size, (unsigned)ram.address, (unsigned)slot_size, LEAST_BOOT_RAM);
    }
    target->boot_ram = (struct boot_range){ ram.address, ram.size - slot_size };
    target->ram_flash = (struct boot_range){ ram.address + ram.size - slot_size, slot_size };
    config->net.ram_flash_address = target->ram_flash.address;
    return true;
}

static void find_netboot(const struct bootcfg_reader *reader, struct boot_target *target)
{
    const struct boot_net_config *net = &reader->result->config.net;
    const struct partition_map *map = reader->project->partitions_net;
    struct boot_range container;

    target->netboot_ram = (struct boot_range){ NRF5340_NET_RAM_ADDRESS, NRF5340_NET_RAM_SIZE };
    target->netboot = (struct boot_range){ net->net_flash_address, net->net_app.offset };
    if (net->net_app.size == 0) {
        target->netboot.size = 0;
    }
    target->netboot_container = target->netboot.size;
    if (range_of_partition(reader, map, "b0n", &target->netboot) &&
        range_of_partition(reader, map, "b0n_container", &container) && container.address == target->netboot.address) {
        target->netboot_container = container.size;
    }
    (void)range_of_partition(reader, map, "sram_primary", &target->netboot_ram);
}

/* What the simulation takes as it is, and a device cannot. */
static bool possible_on_device(struct bootcfg_reader *reader)
{
    static const char counter[] = "CONFIG_NRF53BOOT_DOWNGRADE_BY_SECURITY_COUNTER";
    const struct boot_config *config = &reader->result->config;
    const struct kconfig_symbol *symbol = kconfig_find(reader->nrf53boot, counter);

    if (config->images[BOOT_IMAGE_APP].downgrade == DOWNGRADE_BY_SECURITY_COUNTER) {
        return bootcfg_missing(reader, &symbol->origin,
                               "'%s' needs counters, which the ports have not: every image would be refused", counter);
    }
    if (config_on(reader->nrf53boot, "CONFIG_NRF53BOOT_NET_BACKUP") && config->net.present &&
        config->net.backup.size == 0) {
        return bootcfg_missing(reader, NULL,
                               "'CONFIG_NRF53BOOT_NET_BACKUP' needs a partition 'nrf53boot_net_backup' in the build");
    }
    return true;
}

/* The bootloader would look at each update and take none. */
static bool sectors_suffice(struct bootcfg_reader *reader)
{
    static const char name[] = "CONFIG_NRF53BOOT_MAX_IMG_SECTORS";
    const struct boot_image_config *image = &reader->result->config.images[BOOT_IMAGE_APP];
    const struct kconfig_symbol *symbol = kconfig_find(reader->nrf53boot, name);
    unsigned sectors = image->primary.size / image->primary.sector_size;

    if (sectors <= image->max_sectors) {
        return true;
    }
    return bootcfg_missing(reader, symbol == NULL ? NULL : &symbol->origin,
                           "'%s' is %u, and the application's slot has %u sectors: no update would be installed", name,
                           (unsigned)image->max_sectors, sectors);
}

/* The header's place is no code: a reset vector in it is no application's. */
static void narrow_run_range(const struct bootcfg_reader *reader, struct boot_image_config *image)
{
    struct boot_range code;

    if (range_of_partition(reader, reader->project->partitions, "mcuboot_primary_app", &code)) {
        image->run_start = code.address;
        image->run_end = code.address + code.size;
    }
}

static bool complete(struct bootcfg_reader *reader, struct boot_target *target)
{
    struct boot_config *config = &target->bootcfg.config;

    if (!possible_on_device(reader) || !sectors_suffice(reader) || !bootcfg_external_flash(reader, target) ||
        !find_boot(reader, &target->boot) || !divide_ram(reader, target) || !bootcfg_pins(reader, target)) {
        return false;
    }
    target->ram = (struct boot_range){ NRF5340_APP_RAM_ADDRESS, NRF5340_APP_RAM_SIZE };
    find_netboot(reader, target);
    narrow_run_range(reader, &config->images[BOOT_IMAGE_APP]);
    config->net.netboot = NETBOOT_REFERENCE;
    config->net.timeout_ms = TRANSFER_TIME_MS;
    return true;
}

bool boot_target_read(struct arena *arena, const struct project *project, struct boot_target *target, const char **why,
                      struct origin *where)
{
    struct bootcfg_reader reader = { .arena = arena,
                                     .project = project,
                                     .result = &target->bootcfg,
                                     .nrf53boot = role_config(project, IMAGE_NRF53BOOT) };

    *target = (struct boot_target){ 0 };
    *where = ORIGIN_NONE;
    if (reader.nrf53boot == NULL) {
        *why = arena_printf(arena, "'%s' is no build with nrf53boot: expected its options in '%s/nrf53boot/.config'",
                            project->path, project->path);
        return false;
    }
    /* first, because an option that cannot be read would be missed as one that is not there */
    if (!bootcfg_options(&reader)) {
        *why = reader.why;
        *where = reader.where;
        return false;
    }
    if (!bootcfg_read(arena, project, &target->bootcfg, why, where)) {
        return false;
    }
    if (!complete(&reader, target)) {
        *why = reader.why;
        *where = reader.where;
        return false;
    }
    return true;
}
