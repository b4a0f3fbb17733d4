/* MCUboot as NCS ships it: the profile of the tree's release, with what the tree itself sets. */
#include "bootcfg/reader.h"

#include "nrf53pack/ncs_profile.h"

#define PROTECT_BLOCK 0x4000u
#define PAD_SIZE      0x200u

/* The newest release, where the tree names none. */
static struct sdk_version newest(void)
{
    const struct sdk_series *series = &sdk_known_series[SDK_SERIES_COUNT - 1];

    return (struct sdk_version){ series->major, series->last_minor, 0 };
}

static uint8_t number_of(uint16_t number)
{
    return number < NCS_VERSION_ANY_PATCH ? (uint8_t)number : NCS_VERSION_ANY_PATCH;
}

static struct ncs_version release_of(struct bootcfg_reader *reader)
{
    struct sdk_version sdk = reader->project->sdk_known ? reader->project->sdk : newest();

    if (!reader->project->sdk_known) {
        bootcfg_assume(reader, "NCS %s: the build does not say its release", sdk_version_text(reader->arena, sdk));
    }
    return (struct ncs_version){ number_of(sdk.major), number_of(sdk.minor), number_of(sdk.patch) };
}

/* `check` notes such a release too. */
static void assume_release(struct bootcfg_reader *reader, const struct ncs_profile *profile)
{
    const struct project *project = reader->project;
    const struct sdk_series *first = &sdk_known_series[0];
    const struct sdk_series *last = &sdk_known_series[SDK_SERIES_COUNT - 1];

    if (project->sdk_known && !sdk_version_is_known(project->sdk)) {
        bootcfg_assume(
            reader, "NCS %s (%s) is no release this version knows (%u.%u to %u.%u): its MCUboot is that of %s",
            sdk_version_text(reader->arena, project->sdk), project->sdk_origin, (unsigned)first->major,
            (unsigned)first->first_minor, (unsigned)last->major, (unsigned)last->last_minor, profile->release->name);
    }
}

static uint32_t partition_value(const struct bootcfg_reader *reader, const char *name, bool size, uint32_t usual)
{
    const struct partition_map *map = reader->project->partitions;
    struct tree_number number =
        size ? partition_size(reader->arena, map, "pm", name) : partition_address(reader->arena, map, "pm", name);

    return number.known && number.value <= UINT32_MAX ? (uint32_t)number.value : usual;
}

/* Without Partition Manager the slot is a node of the chip itself. */
static bool chip_chosen(const struct project_image *mcuboot)
{
    const struct devicetree_node *node = mcuboot == NULL || mcuboot->devicetree == NULL
                                             ? NULL
                                             : devicetree_chosen(mcuboot->devicetree, "nordic,pm-ext-flash", NULL);

    return mcuboot == NULL || mcuboot->devicetree == NULL || (node != NULL && node->enabled);
}

/* Whether MCUboot can open every slot: external flash needs its chip chosen, and a driver. */
static bool slots_open(const struct bootcfg_reader *reader)
{
    const struct boot_config *config = &reader->result->config;
    bool external = false;

    for (unsigned i = 0; i < config->image_count; i++) {
        external = external || config->images[i].secondary.device == FLASH_DEVICE_EXTERNAL;
    }
    if (!external || reader->mcuboot == NULL || !reader->mcuboot->complete) {
        return true;
    }
    if (reader->project->era != ERA_SYSBUILD_DTS && !chip_chosen(project_image(reader->project, IMAGE_MCUBOOT))) {
        return false;
    }
    return config_on(reader->mcuboot, "CONFIG_NORDIC_QSPI_NOR") || config_on(reader->mcuboot, "CONFIG_SPI_NOR");
}

static bool read_protection(struct bootcfg_reader *reader, struct ncs_tree *tree)
{
    struct tree_number block = config_number(reader->arena, reader->mcuboot, "mcuboot", "CONFIG_FPROTECT_BLOCK_SIZE");
    struct boot_area boot;

    tree->write_protect = config_on(reader->mcuboot, "CONFIG_FPROTECT");
    tree->protect_block = PROTECT_BLOCK;
    if (!bootcfg_number(reader, &block, 1, UINT32_MAX, &tree->protect_block)) {
        return false;
    }
    tree->mcuboot_start = partition_value(reader, "mcuboot", false, 0);
    tree->mcuboot_size =
        partition_value(reader, "mcuboot", true, reader->result->config.images[BOOT_IMAGE_APP].primary.offset);
    if (reader->project->partitions == NULL &&
        bootcfg_node(project_image(reader->project, IMAGE_MCUBOOT), "boot_partition", &boot)) {
        tree->mcuboot_start = boot.offset;
        tree->mcuboot_size = boot.size;
    }
    if (partition_value(reader, "s1", true, 0) != 0) {
        tree->stage_start = partition_value(reader, "s0", false, 0);
        tree->stage_size = partition_value(reader, "s0", true, 0) + partition_value(reader, "s1", true, 0);
    }
    return true;
}

static bool read_tree(struct bootcfg_reader *reader, struct ncs_tree *tree)
{
    const struct kconfig *mcuboot = reader->mcuboot;

    if (mcuboot->complete) {
        tree->assert_live = config_on(mcuboot, "CONFIG_PICOLIBC") || config_on(mcuboot, "CONFIG_NEWLIB_LIBC") ||
                            config_on(mcuboot, "CONFIG_ASSERT");
        tree->hooks = config_on(mcuboot, "CONFIG_BOOT_IMAGE_ACCESS_HOOKS");
        tree->pcd = config_on(mcuboot, "CONFIG_PCD_APP") || config_on(mcuboot, "CONFIG_PCD");
    }
    tree->multi_image = config_on(mcuboot, "CONFIG_NRF53_MULTI_IMAGE_UPDATE");
    tree->net_recovery = (tree->multi_image || config_on(mcuboot, "CONFIG_NRF53_RECOVERY_NETWORK_CORE")) &&
                         config_on(mcuboot, "CONFIG_MCUBOOT_SERIAL_DIRECT_IMAGE_UPLOAD");
    tree->verify_address = config_on(mcuboot, "CONFIG_MCUBOOT_VERIFY_IMG_ADDRESS") ||
                           config_on(mcuboot, "CONFIG_MCUBOOT_CHECK_HEADER_LOAD_ADDRESS");
    tree->slots_open = slots_open(reader);
    tree->pad_size = partition_value(reader, "mcuboot_pad", true, PAD_SIZE);
    return read_protection(reader, tree);
}

/* No record has the network core's image in the application's slot. */
static bool recorded(const struct ncs_profile *profile, unsigned image_count)
{
    bool single_pair = profile->tree.pcd && !profile->tree.multi_image;

    return image_count > 1 ? profile->release->recorded_net : profile->release->recorded_app && !single_pair;
}

bool bootcfg_ncs(struct bootcfg_reader *reader)
{
    struct ncs_profile *profile = arena_alloc(reader->arena, sizeof *profile);
    struct boot_config *config = &reader->result->config;

    ncs_profile_for(release_of(reader), profile);
    assume_release(reader, profile);
    if (!read_tree(reader, &profile->tree)) {
        return false;
    }
    config->ncs = profile;
    config->recovery = config_on(reader->mcuboot, "CONFIG_MCUBOOT_SERIAL");
    reader->result->modelled = !recorded(profile, config->image_count);
    reader->result->bootloader_words =
        reader->project->sdk_known
            ? arena_printf(reader->arena, "MCUboot of NCS %s", sdk_version_text(reader->arena, reader->project->sdk))
            : arena_printf(reader->arena, "MCUboot of %s", profile->release->name);
    return true;
}
