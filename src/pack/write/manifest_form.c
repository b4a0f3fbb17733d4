#include "pack/write/manifest_form.h"

/* A NULL name: made of the image's. */
static const struct {
    const char *name;
    uint64_t format_version;
    bool single_has_index;
    bool mcuboot_has_slot;
    const char *application;
    const char *application_ending;
    const char *network;
    const char *mcuboot[2];
} forms[MANIFEST_FORM_COUNT] = {
    [MANIFEST_CHILD_IMAGE] = { "child images",
                               0,
                               false,
                               false,
                               "app_update.bin",
                               NULL,
                               "net_core_update.bin",
                               { "signed_by_mcuboot_and_b0_s0_image_update.bin",
                                 "signed_by_mcuboot_and_b0_s1_image_update.bin" } },
    [MANIFEST_SYSBUILD_FIRST] = { "sysbuild, NCS 2.7",
                                  1,
                                  true,
                                  false,
                                  NULL,
                                  ".bin",
                                  NULL,
                                  { "signed_by_mcuboot_and_b0_mcuboot.bin", "signed_by_mcuboot_and_b0_s1_image.bin" } },
    [MANIFEST_SYSBUILD] = { "sysbuild",
                            1,
                            true,
                            true,
                            NULL,
                            ".signed.bin",
                            NULL,
                            { "signed_by_mcuboot_and_b0_mcuboot.bin", "signed_by_mcuboot_and_b0_s1_image.bin" } },
};

enum manifest_form manifest_form_of(enum project_era era, bool sdk_known, struct sdk_version sdk)
{
    static const struct sdk_version second = { 2, 8, 0 };

    if (era == ERA_CHILD_IMAGE) {
        return MANIFEST_CHILD_IMAGE;
    }
    return sdk_known && sdk_version_compare(sdk, second) < 0 ? MANIFEST_SYSBUILD_FIRST : MANIFEST_SYSBUILD;
}

const char *manifest_form_name(enum manifest_form form)
{
    return forms[form].name;
}

uint64_t manifest_format_version(enum manifest_form form)
{
    return forms[form].format_version;
}

bool manifest_single_has_index(enum manifest_form form)
{
    return forms[form].single_has_index;
}

bool manifest_mcuboot_has_slot(enum manifest_form form)
{
    return forms[form].mcuboot_has_slot;
}

const char *manifest_application_name(struct arena *arena, enum manifest_form form, const char *image, bool encrypted)
{
    if (forms[form].application != NULL) {
        return forms[form].application;
    }
    return arena_printf(arena, "%s%s", image, encrypted ? ".signed.encrypted.bin" : forms[form].application_ending);
}

const char *manifest_network_name(struct arena *arena, enum manifest_form form, const char *image)
{
    return forms[form].network != NULL ? forms[form].network : arena_printf(arena, "%s.bin", image);
}

const char *manifest_mcuboot_name(enum manifest_form form, unsigned slot)
{
    return forms[form].mcuboot[slot];
}
