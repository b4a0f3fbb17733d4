/* What the names of partitions stand for. */
#include <string.h>

#include "layout/reader.h"

struct named_role {
    const char *name;
    enum memory_role role;
};

/* sdk-nrf: pm.yml files of MCUboot, bootloader, PCD, RPMsg, TF-M and settings; Zephyr: nrf5340_*partition*.dtsi. */
static const struct named_role whole_names[] = {
    { "mcuboot", MEMORY_BOOTLOADER },
    { "nrf53boot", MEMORY_BOOTLOADER },
    { "b0", MEMORY_BOOTLOADER },
    { "b0n", MEMORY_BOOTLOADER },
    { "b0_container", MEMORY_BOOTLOADER },
    { "b0n_container", MEMORY_BOOTLOADER },
    { "s0", MEMORY_BOOTLOADER },
    { "s1", MEMORY_BOOTLOADER },
    { "s0_image", MEMORY_BOOTLOADER },
    { "s1_image", MEMORY_BOOTLOADER },
    { "boot_partition", MEMORY_BOOTLOADER },
    { "b0_partition", MEMORY_BOOTLOADER },
    { "b0n_partition", MEMORY_BOOTLOADER },
    { "s0_partition", MEMORY_BOOTLOADER },
    { "s1_partition", MEMORY_BOOTLOADER },
    { "mcuboot_scratch", MEMORY_SCRATCH },
    { "scratch_partition", MEMORY_SCRATCH },
    { "app", MEMORY_CODE },
    { "app_image", MEMORY_CODE },
    { "mcuboot_primary_app", MEMORY_CODE },
    { "tfm", MEMORY_CODE },
    { "tfm_secure", MEMORY_CODE },
    { "tfm_nonsecure", MEMORY_CODE },
    { "provision", MEMORY_PROVISION },
    { "provision_partition", MEMORY_PROVISION },
    { "nrf53boot_net_backup", MEMORY_BACKUP },
    { "nonsecure_storage", MEMORY_STORAGE },
    { "tfm_storage", MEMORY_STORAGE },
    { "tfm_its", MEMORY_STORAGE },
    { "tfm_ps", MEMORY_STORAGE },
    { "tfm_otp_nv_counters", MEMORY_STORAGE },
    { "rpmsg_nrf53_sram", MEMORY_SHARED_RAM },
    { "pcd_sram", MEMORY_SHARED_RAM },
    { "sram0_shared", MEMORY_SHARED_RAM },
    { "sram_primary", MEMORY_RAM },
    { "external_flash", MEMORY_FREE },
    { "ram_flash", MEMORY_FREE },
    { "otp", MEMORY_FREE },
};

static const struct named_role beginnings[] = {
    { "EMPTY_", MEMORY_FREE },
    { "mcuboot_primary", MEMORY_PRIMARY_SLOT },
    { "mcuboot_secondary", MEMORY_SECONDARY_SLOT },
    { "sram_", MEMORY_RAM },
    { "sram0_", MEMORY_RAM },
    { "sram1", MEMORY_RAM },
    { "nrf53boot_net_backup", MEMORY_BACKUP },
};

static const struct named_role ends[] = {
    { "_pad", MEMORY_HEADER },          { "_storage", MEMORY_STORAGE }, { "storage_partition", MEMORY_STORAGE },
    { "_provision", MEMORY_PROVISION }, { "_sram", MEMORY_RAM },
};

/* "slot2_partition": even numbers are primary slots. */
static enum memory_role slot_role(const char *name)
{
    bool digit = strncmp(name, "slot", 4) == 0 && is_digit(name[4]);

    if (!digit || strcmp(name + 5, "_partition") != 0) {
        return MEMORY_OTHER;
    }
    return (name[4] - '0') % 2 == 0 ? MEMORY_PRIMARY_SLOT : MEMORY_SECONDARY_SLOT;
}

enum memory_role layout_role(const char *name, bool in_net)
{
    if (in_net && (strcmp(name, "s0") == 0 || strcmp(name, "s0_partition") == 0 || strcmp(name, "s0_image") == 0)) {
        return MEMORY_CODE; /* what b0n starts is the network core's firmware */
    }
    for (size_t i = 0; i < ARRAY_LENGTH(whole_names); i++) {
        if (strcmp(name, whole_names[i].name) == 0) {
            return whole_names[i].role;
        }
    }
    for (size_t i = 0; i < ARRAY_LENGTH(ends); i++) {
        if (text_ends_with(name, ends[i].name)) {
            return ends[i].role;
        }
    }
    for (size_t i = 0; i < ARRAY_LENGTH(beginnings); i++) {
        if (strncmp(name, beginnings[i].name, strlen(beginnings[i].name)) == 0) {
            return beginnings[i].role;
        }
    }
    return slot_role(name);
}

static const char *image_name(const struct project *project, enum image_role role)
{
    const struct project_image *image = project_image(project, role);

    return image == NULL ? NULL : image->name;
}

/* Slots of the pair that ends in this: 0 is the application's, 1 the network core's unless MCUboot has it otherwise. */
static const char *slot_owner(const struct project *project, const char *name)
{
    bool second =
        text_ends_with(name, "_1") || strcmp(name, "slot2_partition") == 0 || strcmp(name, "slot3_partition") == 0;

    return image_name(project, second ? IMAGE_NET : IMAGE_APP);
}

static const char *bootloader_owner(const struct project *project, const char *name)
{
    if (strncmp(name, "b0n", 3) == 0) {
        return image_name(project, IMAGE_B0N);
    }
    if (strncmp(name, "b0", 2) == 0) {
        return image_name(project, IMAGE_B0);
    }
    return project_image(project, IMAGE_NRF53BOOT) != NULL ? image_name(project, IMAGE_NRF53BOOT)
                                                           : image_name(project, IMAGE_MCUBOOT);
}

const char *layout_owner(const struct project *project, const char *name, enum memory_role role, bool in_net)
{
    for (size_t i = 0; i < project->images.count; i++) {
        if (strcmp(project->images.items[i].name, name) == 0) {
            return project->images.items[i].name;
        }
    }
    switch (role) {
    case MEMORY_BOOTLOADER:
        return bootloader_owner(project, name);
    case MEMORY_PRIMARY_SLOT:
    case MEMORY_SECONDARY_SLOT:
        return slot_owner(project, name);
    case MEMORY_CODE:
        return image_name(project, in_net ? IMAGE_NET : IMAGE_APP);
    default:
        return NULL;
    }
}
