#include "sim/device.h"

#include <string.h>
#include "nrf53pack/memory_map.h"

#define SECTOR           4096u
#define NET_PAGE         2048u
#define NET_START        0x1000u /* behind the network core's bootloader */
#define APP_START        0x1000u /* behind the bootloader */
#define SHARED_RAM       NRF5340_APP_RAM_ADDRESS
#define RAM_FLASH        0x20010000u
#define NET_WRITE_SIZE   4u
#define TRANSFER_TRIES   3u
#define TRANSFER_TIME_MS 10000u
#define MAX_AREAS        22u

static uint32_t larger(uint32_t left, uint32_t right)
{
    return left > right ? left : right;
}

static void allow(struct boot_area *areas, size_t *count, const struct boot_area *area)
{
    if (area->size != 0) {
        areas[(*count)++] = *area;
    }
}

static void allow_slots(struct boot_area *areas, size_t *count, const struct boot_config *config)
{
    /* An image that is not counted may still have the slot in RAM that serial recovery writes. */
    for (unsigned i = 0; i < BOOT_MAX_IMAGES; i++) {
        allow(areas, count, &config->images[i].primary);
        allow(areas, count, &config->images[i].secondary);
        allow(areas, count, &config->images[i].scratch);
    }
}

/* Where bootloader, network core and application may write. */
static void allow_all(struct arena *arena, struct sim_device *device)
{
    const struct boot_config *config = &device->config;
    struct boot_area *areas = arena_array(arena, MAX_AREAS, sizeof *areas);
    size_t count = 0;

    allow_slots(areas, &count, config);
    allow_slots(areas, &count, &device->application);
    if (device->updated) {
        allow_slots(areas, &count, &device->updated_application);
    }
    allow(areas, &count, &config->net.net_app);
    allow(areas, &count, &config->net.backup);
    device->layout.allowed = areas;
    device->layout.allowed_count = count;
}

/* Image 0: primary in internal flash, secondary at the start of external flash. */
static void place_app(const struct small_device *options, struct boot_config *config)
{
    struct boot_image_config *image = &config->images[BOOT_IMAGE_APP];
    uint32_t size = options->sectors * SECTOR;

    image->mode = options->mode;
    image->primary = (struct boot_area){ FLASH_DEVICE_APP, APP_START, size, SECTOR };
    image->secondary = (struct boot_area){ FLASH_DEVICE_EXTERNAL, 0, size, SECTOR };
    if (options->mode == UPGRADE_SWAP_SCRATCH) {
        image->scratch = (struct boot_area){ FLASH_DEVICE_APP, APP_START + size, 2 * SECTOR, SECTOR };
    }
    image->write_size = options->write_size;
    image->max_align = larger(8, options->write_size);
    image->max_sectors = options->sectors;
    image->downgrade = options->downgrade;
    image->run_start = APP_START;
    image->run_end = APP_START + size;
}

/* Image 1: primary in RAM, secondary behind that of image 0, the backup behind it. */
static void place_net(const struct small_device *options, struct boot_config *config)
{
    const struct boot_area *before = &config->images[BOOT_IMAGE_APP].secondary;
    struct boot_image_config *image = &config->images[BOOT_IMAGE_NET];
    uint32_t sectors = options->sectors < 16 ? options->sectors : 16;
    uint32_t size = sectors * SECTOR;
    uint32_t start = before->offset + before->size;
    /* The header that NCS's hook makes up claims header and network application; MCUboot wants both to fit the slot. */
    uint32_t net_app_size = options->ncs != NULL ? size - SECTOR : size;

    *image = config->images[BOOT_IMAGE_APP];
    image->mode = options->ncs != NULL ? options->net_mode : UPGRADE_OVERWRITE_ONLY;
    image->primary = (struct boot_area){ FLASH_DEVICE_RAM, 0, size, SECTOR };
    image->secondary = (struct boot_area){ FLASH_DEVICE_EXTERNAL, start, size, SECTOR };
    image->max_sectors = sectors;
    config->net = (struct boot_net_config){
        .present = true,
        .netboot = options->netboot,
        .mailbox_address = SHARED_RAM,
        .ram_flash_address = RAM_FLASH,
        .net_app = { FLASH_DEVICE_NET, NET_START, net_app_size, NET_PAGE },
        .net_flash_address = NRF5340_NET_FLASH_ADDRESS,
        .attempts = TRANSFER_TRIES,
        .timeout_ms = TRANSFER_TIME_MS,
    };
    image->run_start = NRF5340_NET_FLASH_ADDRESS + NET_START;
    image->run_end = image->run_start + net_app_size;
    if (options->backup) {
        config->net.backup = (struct boot_area){ FLASH_DEVICE_EXTERNAL, start + size, 2 * size + 2 * SECTOR, SECTOR };
    }
}

static uint32_t end_in(const struct sim_device *device, enum flash_device flash)
{
    uint32_t end = 0;

    for (size_t i = 0; i < device->layout.allowed_count; i++) {
        const struct boot_area *area = &device->layout.allowed[i];

        if (area->device == flash) {
            end = larger(end, area->offset + area->size);
        }
    }
    return end;
}

static void size_flashes(const struct small_device *options, struct sim_device *device)
{
    struct flash_layout *flash = device->layout.flash;

    flash[FLASH_DEVICE_APP] = (struct flash_layout){ end_in(device, FLASH_DEVICE_APP), SECTOR, options->write_size };
    flash[FLASH_DEVICE_EXTERNAL] =
        (struct flash_layout){ end_in(device, FLASH_DEVICE_EXTERNAL), SECTOR, options->write_size };
    flash[FLASH_DEVICE_RAM] = (struct flash_layout){ end_in(device, FLASH_DEVICE_RAM), SECTOR, options->write_size };
    flash[FLASH_DEVICE_NET] = (struct flash_layout){ end_in(device, FLASH_DEVICE_NET), NET_PAGE, NET_WRITE_SIZE };
}

/* The build's keys stay: its own images are accepted beside those of the simulation. */
static void trust_simulation(struct arena *arena, struct sim_setup *setup)
{
    struct boot_config *config = &setup->device.config;
    struct boot_key *keys;

    if (config->key_count == 0) {
        return;
    }
    keys = arena_array(arena, config->key_count + 1, sizeof *keys);
    keys[0] = setup->images.key;
    if (config->keys != NULL) {
        memcpy(keys + 1, config->keys, config->key_count * sizeof *keys);
    }
    config->key_count = config->keys != NULL ? config->key_count + 1 : 1;
    config->keys = keys;
    setup->device.application.keys = keys;
    setup->device.application.key_count = config->key_count;
}

bool small_device_make(struct arena *arena, const struct small_device *options, struct sim_setup *setup,
                       const char **why)
{
    struct sim_device *device = &setup->device;
    struct sim_image_options images = {
        .largest = options->largest,
        .security_counters = options->downgrade == DOWNGRADE_BY_SECURITY_COUNTER,
    };

    *setup = (struct sim_setup){ 0 };
    device->config.image_count = options->net ? 2 : 1;
    device->config.ncs = options->ncs;
    device->config.recovery = true;
    device->config.key_count = 1;
    place_app(options, &device->config);
    if (options->net) {
        place_net(options, &device->config);
    }
    device->application = device->config;
    allow_all(arena, device);
    size_flashes(options, device);
    if (!sim_images_make(arena, &device->config, &images, &setup->images, why)) {
        return false;
    }
    trust_simulation(arena, setup);
    return true;
}

static const struct boot_config *application_of(const struct bootcfg *bootcfg)
{
    return bootcfg->application.image_count != 0 ? &bootcfg->application : &bootcfg->config;
}

/* Its application's side, and how its images are made. */
static struct sim_update take_update(const struct build_update *update, struct sim_device *device)
{
    const struct bootcfg *bootcfg = update->bootcfg;
    const struct boot_net_config *net = &bootcfg->config.net;

    device->updated = true;
    device->updated_application = *application_of(bootcfg);
    device->updated_one_upload_slot = bootcfg->one_upload_slot;
    return (struct sim_update){
        .firmware = update->firmware,
        .app_header_size = bootcfg->app_header_size,
        .app_linked_at = bootcfg->app_linked_at,
        .net_linked_at = net->net_app.size != 0 ? net->net_flash_address + net->net_app.offset : 0,
        .other_key = update->other_key,
        .lower_app = update->lower_app,
        .lower_net = update->lower_net,
    };
}

bool build_device_make(struct arena *arena, const struct bootcfg *bootcfg, const struct sim_firmware *firmware,
                       const struct build_update *update, uint32_t largest, struct sim_setup *setup, const char **why)
{
    uint32_t external = bootcfg->external_flash_size;
    struct sim_update updated;
    struct sim_device *device = &setup->device;
    struct flash_layout *flash = device->layout.flash;
    struct sim_image_options images = { .firmware = *firmware, .largest = largest };
    const struct boot_image_config *app = &bootcfg->config.images[BOOT_IMAGE_APP];

    *setup = (struct sim_setup){ 0 };
    device->config = bootcfg->config;
    device->application = *application_of(bootcfg);
    device->one_upload_slot = bootcfg->one_upload_slot;
    if (update != NULL) {
        updated = take_update(update, device);
        images.update = &updated;
        external = larger(external, update->bootcfg->external_flash_size);
    }
    images.linked_at = bootcfg->app_linked_at;
    images.header_size = bootcfg->app_header_size;
    allow_all(arena, device);
    images.security_counters = app->downgrade == DOWNGRADE_BY_SECURITY_COUNTER;
    flash[FLASH_DEVICE_APP] = (struct flash_layout){ bootcfg->app_flash_size, SECTOR, NET_WRITE_SIZE };
    flash[FLASH_DEVICE_EXTERNAL] = (struct flash_layout){ external, SECTOR, NET_WRITE_SIZE };
    flash[FLASH_DEVICE_RAM] = (struct flash_layout){ end_in(device, FLASH_DEVICE_RAM), SECTOR, NET_WRITE_SIZE };
    flash[FLASH_DEVICE_NET] = (struct flash_layout){ bootcfg->net_flash_size, NET_PAGE, NET_WRITE_SIZE };
    if (!sim_images_make(arena, &device->config, &images, &setup->images, why)) {
        return false;
    }
    trust_simulation(arena, setup);
    return true;
}
