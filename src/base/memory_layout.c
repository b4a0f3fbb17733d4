#include "base/memory_layout.h"

static const struct {
    const char *name;
    const char *word;
} roles[MEMORY_ROLE_COUNT] = {
    [MEMORY_OTHER] = { "other", "other" },
    [MEMORY_BOOTLOADER] = { "bootloader", "bootloader" },
    [MEMORY_PRIMARY_SLOT] = { "primary slot", "primary-slot" },
    [MEMORY_SECONDARY_SLOT] = { "secondary slot", "secondary-slot" },
    [MEMORY_SCRATCH] = { "scratch", "scratch" },
    [MEMORY_CODE] = { "firmware", "firmware" },
    [MEMORY_HEADER] = { "image header", "image-header" },
    [MEMORY_STORAGE] = { "storage", "storage" },
    [MEMORY_PROVISION] = { "provision data", "provision" },
    [MEMORY_BACKUP] = { "backup", "backup" },
    [MEMORY_SHARED_RAM] = { "shared RAM", "shared-ram" },
    [MEMORY_RAM] = { "RAM", "ram" },
    [MEMORY_FREE] = { "free", "free" },
};

const char *memory_role_name(enum memory_role role)
{
    return roles[role].name;
}

const char *memory_role_word(enum memory_role role)
{
    return roles[role].word;
}
