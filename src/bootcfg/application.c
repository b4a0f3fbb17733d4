/* The application's side of a build: the slots it knows, the mode it marks updates for, how its image is made. */
#include "bootcfg/reader.h"

#define USUAL_HEADER 0x200u

struct mode_symbol {
    const char *symbol;
    enum upgrade_mode mode;
};

/* zephyrproject-rtos/zephyr modules/Kconfig.mcuboot, choice MCUBOOT_BOOTLOADER_MODE (v4.1.0); the second name of
 * swap-move is that of releases before 4.0.
 */
static const struct mode_symbol modes[] = {
    { "CONFIG_MCUBOOT_BOOTLOADER_MODE_SWAP_USING_MOVE", UPGRADE_SWAP_MOVE },
    { "CONFIG_MCUBOOT_BOOTLOADER_MODE_SWAP_WITHOUT_SCRATCH", UPGRADE_SWAP_MOVE },
    { "CONFIG_MCUBOOT_BOOTLOADER_MODE_SWAP_USING_OFFSET", UPGRADE_SWAP_OFFSET },
    { "CONFIG_MCUBOOT_BOOTLOADER_MODE_SWAP_SCRATCH", UPGRADE_SWAP_SCRATCH },
    { "CONFIG_MCUBOOT_BOOTLOADER_MODE_OVERWRITE_ONLY", UPGRADE_OVERWRITE_ONLY },
};

/* Only swap-offset makes a difference in what an application writes. */
static enum upgrade_mode mode_of(const struct bootcfg_reader *reader, enum upgrade_mode otherwise)
{
    for (size_t i = 0; i < ARRAY_LENGTH(modes); i++) {
        if (config_on(reader->app, modes[i].symbol)) {
            return modes[i].mode;
        }
    }
    return otherwise;
}

static void take_slot(const struct bootcfg_reader *reader, unsigned image, bool secondary, struct boot_area *area)
{
    struct boot_area found;

    if (bootcfg_slot(reader, IMAGE_APP, image, secondary, &found)) {
        found.sector_size = area->sector_size != 0 ? area->sector_size : 4096;
        *area = found;
    }
}

/* The second pair of slots counts even where the bootloader does not know it: the application still uploads there. */
static void read_slots(const struct bootcfg_reader *reader, struct boot_config *application)
{
    struct boot_image_config *net = &application->images[BOOT_IMAGE_NET];

    for (unsigned i = 0; i < BOOT_MAX_IMAGES; i++) {
        take_slot(reader, i, false, &application->images[i].primary);
        take_slot(reader, i, true, &application->images[i].secondary);
    }
    application->images[BOOT_IMAGE_APP].mode = mode_of(reader, application->images[BOOT_IMAGE_APP].mode);
    if (net->secondary.size == 0) {
        application->image_count = 1;
        return;
    }
    if (application->image_count < BOOT_MAX_IMAGES) {
        net->mode = UPGRADE_OVERWRITE_ONLY;
        net->write_size = application->images[BOOT_IMAGE_APP].write_size;
        net->max_align = application->images[BOOT_IMAGE_APP].max_align;
        net->max_sectors = application->images[BOOT_IMAGE_APP].max_sectors;
    }
    application->image_count = BOOT_MAX_IMAGES;
}

/* MCUmgr's image group; the second name is that of NCS before 2.3. */
static bool knows_one_image(const struct bootcfg_reader *reader)
{
    struct tree_number count =
        number_or(config_number(reader->arena, reader->app, "app", "CONFIG_MCUMGR_GRP_IMG_UPDATABLE_IMAGE_NUMBER"),
                  config_number(reader->arena, reader->app, "app", "CONFIG_IMG_MGMT_UPDATABLE_IMAGE_NUMBER"));

    return count.known && count.value < BOOT_MAX_IMAGES && reader->result->application.image_count > 1;
}

static struct tree_number header_size(const struct bootcfg_reader *reader)
{
    struct arena *arena = reader->arena;
    const struct project *project = reader->project;
    const struct kconfig *sysbuild = project->sysbuild;
    struct tree_number offset = config_number(arena, reader->app, "app", "CONFIG_ROM_START_OFFSET");

    if (project->partitions != NULL) {
        return number_or(config_number(arena, sysbuild, "sysbuild", "SB_CONFIG_PM_MCUBOOT_PAD"),
                         partition_size(arena, project->partitions, "pm", "mcuboot_pad"));
    }
    offset.known = offset.known && offset.value != 0;
    return number_or(offset, (struct tree_number){ true, USUAL_HEADER, "usual", ORIGIN_NONE, FACT_FILE });
}

/* What MCUboot jumps to: TF-M or the secure partition manager where they are, else the application. */
static struct tree_number linked_at(const struct bootcfg_reader *reader, uint32_t header)
{
    struct arena *arena = reader->arena;
    const struct partition_map *map = reader->project->partitions;
    struct boot_area slot;

    if (map != NULL) {
        return number_or(
            number_or(partition_address(arena, map, "pm", "tfm"), partition_address(arena, map, "pm", "spm")),
            partition_address(arena, map, "pm", "app"));
    }
    if (!bootcfg_node(project_image(reader->project, IMAGE_APP), "slot0_partition", &slot)) {
        return (struct tree_number){ 0 };
    }
    return (struct tree_number){ true, (uint64_t)slot.offset + header, "slot0_partition", ORIGIN_NONE, FACT_NODE };
}

bool bootcfg_application(struct bootcfg_reader *reader)
{
    struct bootcfg *result = reader->result;
    struct tree_number header = header_size(reader);
    uint32_t header_bytes = 0;
    struct tree_number linked;

    result->application = result->config;
    read_slots(reader, &result->application);
    result->one_upload_slot = knows_one_image(reader);
    if (!bootcfg_number(reader, &header, 0, UINT16_MAX, &header_bytes)) {
        return false;
    }
    result->app_header_size = header_bytes;
    linked = linked_at(reader, header_bytes);
    return bootcfg_number(reader, &linked, 0, UINT32_MAX, &result->app_linked_at);
}
