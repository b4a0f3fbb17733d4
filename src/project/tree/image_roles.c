#include <string.h>

#include "project/tree/discovery.h"

static bool has_symbol_like(const struct kconfig *config, const char *prefix)
{
    for (size_t i = 0; config != NULL && i < config->count; i++) {
        if (strncmp(config->items[i].name, prefix, strlen(prefix)) == 0) {
            return true;
        }
    }
    return false;
}

static bool contains(const char *text, const char *part)
{
    return text != NULL && strstr(text, part) != NULL;
}

static bool config_is_network_core(const struct kconfig *config)
{
    return config_on(config, "CONFIG_SOC_NRF5340_CPUNET") || config_on(config, "CONFIG_SOC_NRF5340_CPUNET_QKAA") ||
           contains(config_string(config, "CONFIG_BOARD_QUALIFIERS"), "cpunet") ||
           contains(config_string(config, "CONFIG_BOARD"), "cpunet");
}

static bool is_mcuboot(const struct kconfig *config)
{
    static const char *const modes[] = {
        "CONFIG_BOOT_UPGRADE_ONLY",   "CONFIG_BOOT_SWAP_USING_MOVE",    "CONFIG_BOOT_SWAP_USING_OFFSET",
        "CONFIG_BOOT_SWAP_SCRATCH",   "CONFIG_BOOT_SWAP_USING_SCRATCH", "CONFIG_BOOT_DIRECT_XIP",
        "CONFIG_BOOT_RAM_LOAD",       "CONFIG_SINGLE_APPLICATION_SLOT", "CONFIG_BOOT_MAX_IMG_SECTORS",
        "CONFIG_BOOT_VALIDATE_SLOT0",
    };

    if (config_on(config, "CONFIG_MCUBOOT")) {
        return true;
    }
    /* A whole file says CONFIG_MCUBOOT itself; a fragment only shows by MCUboot's own options. */
    for (size_t i = 0; config != NULL && !config->complete && i < ARRAY_LENGTH(modes); i++) {
        if (kconfig_find(config, modes[i]) != NULL) {
            return true;
        }
    }
    return false;
}

enum image_role role_by_config(const struct kconfig *config)
{
    if (config == NULL) {
        return IMAGE_OTHER;
    }
    if (has_symbol_like(config, "CONFIG_NRF53BOOT_")) {
        return IMAGE_NRF53BOOT;
    }
    if (config_on(config, "CONFIG_IS_SECURE_BOOTLOADER")) {
        bool network = config_is_network_core(config) || config_on(config, "CONFIG_PCD_NET");

        return network ? IMAGE_B0N : IMAGE_B0;
    }
    if (is_mcuboot(config)) {
        return IMAGE_MCUBOOT;
    }
    return config_is_network_core(config) ? IMAGE_NET : IMAGE_OTHER;
}

static bool text_has_cpunet(const struct devicetree_property *property)
{
    static const char *const marks[] = { "cpunet", "CPUNET" };

    for (size_t m = 0; property != NULL && m < ARRAY_LENGTH(marks); m++) {
        for (size_t i = 0; i + strlen(marks[m]) <= property->size; i++) {
            if (memcmp(property->data + i, marks[m], strlen(marks[m])) == 0) {
                return true;
            }
        }
    }
    return false;
}

bool devicetree_is_network_core(const struct devicetree *tree)
{
    const struct devicetree_node *root = tree == NULL ? NULL : devicetree_by_path(tree, "/");

    return root != NULL && (text_has_cpunet(devicetree_property(root, "compatible")) ||
                            text_has_cpunet(devicetree_property(root, "model")));
}
