#include "bootcfg/reader.h"

#include <string.h>

/* False where the tree has neither an MCUboot nor nrf53boot to run. */
static bool find_bootloader(struct bootcfg_reader *reader)
{
    const struct project *project = reader->project;

    reader->mcuboot = role_config(project, IMAGE_MCUBOOT);
    reader->nrf53boot = role_config(project, IMAGE_NRF53BOOT);
    reader->app = role_config(project, IMAGE_APP);
    if (reader->nrf53boot == NULL && reader->mcuboot == NULL) {
        return bootcfg_missing(reader, NULL, "'%s' holds no configuration of MCUboot or nrf53boot", project->path);
    }
    reader->result->bootloader = reader->nrf53boot != NULL ? BOOTLOADER_NRF53BOOT : BOOTLOADER_NCS_MCUBOOT;
    return true;
}

static bool signature_asked(const struct bootcfg_reader *reader)
{
    if (reader->nrf53boot != NULL) {
        return !config_on(reader->nrf53boot, "CONFIG_NRF53BOOT_SIGNATURE_TYPE_NONE");
    }
    return !config_on(reader->mcuboot, "CONFIG_BOOT_SIGNATURE_TYPE_NONE");
}

/* NRF53BOOT: both images where image 1 has a mode. MCUboot: what it was built for, when the second one is the network
 * core's.
 */
static unsigned count_images(struct bootcfg_reader *reader)
{
    struct tree_number count =
        config_number(reader->arena, reader->mcuboot, "mcuboot", "CONFIG_UPDATEABLE_IMAGE_NUMBER");
    struct tree_number network;

    if (reader->nrf53boot != NULL) {
        return config_on(reader->nrf53boot, "CONFIG_NRF53BOOT_IMAGE1_MODE_OVERWRITE") ? 2 : 1;
    }
    if (!count.known) {
        return config_on(reader->mcuboot, "CONFIG_NRF53_MULTI_IMAGE_UPDATE") ? 2 : 1;
    }
    if (count.value < 2) {
        return 1;
    }
    if (count.value > BOOT_MAX_IMAGES) {
        bootcfg_assume(reader, "images from %u on stay as they are", BOOT_MAX_IMAGES);
    }
    return network_image_number(reader->arena, reader->project, &network) && network.value == BOOT_IMAGE_NET ? 2 : 1;
}

static void describe_nrf53boot(struct bootcfg_reader *reader)
{
    struct boot_config *config = &reader->result->config;

    reader->result->bootloader_words = "nrf53boot";
    config->recovery = config_on(reader->nrf53boot, "CONFIG_NRF53BOOT_SERIAL_RECOVERY");
    config->ncs = NULL;
}

/* Image 1 can only be copied, into the RAM of the hand-over: another mode would leave the network core out. */
static bool net_mode_possible(struct bootcfg_reader *reader)
{
    static const char prefix[] = "CONFIG_NRF53BOOT_IMAGE1_MODE_";

    for (size_t i = 0; reader->nrf53boot != NULL && i < reader->nrf53boot->count; i++) {
        const struct kconfig_symbol *symbol = &reader->nrf53boot->items[i];

        if (symbol->type == KCONFIG_YES && strncmp(symbol->name, prefix, sizeof prefix - 1) == 0 &&
            strcmp(symbol->name + sizeof prefix - 1, "OVERWRITE") != 0) {
            return bootcfg_missing(reader, &symbol->origin,
                                   "nrf53boot takes image 1 in overwrite-only (%sOVERWRITE=y), not by '%s'", prefix,
                                   symbol->name);
        }
    }
    return true;
}

static bool read_images(struct bootcfg_reader *reader)
{
    struct boot_config *config = &reader->result->config;

    if (!net_mode_possible(reader)) {
        return false;
    }
    config->image_count = count_images(reader);
    if (!bootcfg_image(reader, BOOT_IMAGE_APP, &config->images[BOOT_IMAGE_APP])) {
        return false;
    }
    return config->image_count < 2 || bootcfg_image(reader, BOOT_IMAGE_NET, &config->images[BOOT_IMAGE_NET]);
}

static bool read_bootloader(struct bootcfg_reader *reader)
{
    if (reader->result->bootloader == BOOTLOADER_NCS_MCUBOOT) {
        return bootcfg_ncs(reader);
    }
    describe_nrf53boot(reader);
    return true;
}

bool bootcfg_read(struct arena *arena, const struct project *project, struct bootcfg *result, const char **why,
                  struct origin *where)
{
    struct bootcfg_reader reader = { .arena = arena, .project = project, .result = result };

    *result = (struct bootcfg){ 0 };
    if (!find_bootloader(&reader) || !read_images(&reader) || !bootcfg_net(&reader) || !bootcfg_apart(&reader)) {
        *why = reader.why;
        *where = reader.where;
        return false;
    }
    result->config.key_count = signature_asked(&reader) ? 1 : 0;
    if (!bootcfg_flashes(&reader) || !read_bootloader(&reader) || !bootcfg_application(&reader) ||
        !bootcfg_inside(&reader)) {
        *why = reader.why;
        *where = reader.where;
        return false;
    }
    return true;
}
