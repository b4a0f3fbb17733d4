#include "cli/verify/build.h"

#include <string.h>
#include "base/file.h"
#include "cli/verify/collect.h"
#include "cli/verify/known_images.h"

static const char *existing(struct arena *arena, const char *folder, const char *name)
{
    const char *path = path_join(arena, folder, name);

    return file_exists(path) ? path : NULL;
}

/* The .hex beside a .bin, or NULL. */
static const char *twin_of(struct arena *arena, const char *path)
{
    size_t length = strlen(path);
    const char *twin;

    if (length < 4 || strcmp(path + length - 4, ".bin") != 0) {
        return NULL;
    }
    twin = arena_printf(arena, "%.*s.hex", (int)(length - 4), path);
    return file_exists(twin) ? twin : NULL;
}

static void collect_named(struct verification *verification, const char *name)
{
    const char *path = existing(verification->call->arena, verification->against->path, name);

    if (path != NULL) {
        verify_collect(verification, path, 0);
    }
}

static bool is_update(enum image_role role)
{
    return role == IMAGE_APP || role == IMAGE_NET || role == IMAGE_MCUBOOT || role == IMAGE_S1;
}

static void collect_images(struct verification *verification)
{
    const struct project *project = verification->against;

    for (size_t i = 0; i < project->images.count; i++) {
        const struct project_image *image = &project->images.items[i];
        size_t before = verification->files.count;

        if (!is_update(image->role) || image->files.signed_bin == NULL) {
            continue;
        }
        verify_collect(verification, image->files.signed_bin, 0);
        if (verification->files.count > before && verification->files.items[before].kind == VERIFIED_IMAGE) {
            verification->files.items[before].twin = twin_of(verification->call->arena, image->files.signed_bin);
        }
    }
}

static bool holds_update(const struct verification *verification)
{
    for (size_t i = 0; i < verification->files.count; i++) {
        if (verification->files.items[i].kind != VERIFIED_PROVISION) {
            return true;
        }
    }
    return false;
}

static const char *const pages[] = { "app_provision.hex", "net_provision.hex", "zephyr/provision.hex" };

void verify_collect_build(struct verification *verification)
{
    static const char *const packages[] = { "dfu_mcuboot.zip", "zephyr/dfu_mcuboot.zip", "dfu_multi_image.bin",
                                            "zephyr/dfu_multi_image.bin" };
    const struct project *project = verification->against;

    for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
        collect_named(verification, pages[i]);
    }
    collect_images(verification);
    if (project->dfu_zip != NULL) {
        verify_collect(verification, project->dfu_zip, 0);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(packages); i++) {
        collect_named(verification, packages[i]);
    }
    collect_named(verification, NET_BACKUP_NAME);
    if (verification->status == EXIT_GOOD && !holds_update(verification)) {
        diagnose(verification->call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                 "'%s' holds no signed update image and no dfu_application.zip", project->path);
        verification_unusable(verification);
    }
}

/* Nobody asked for these: one that cannot be read is not there. */
static void take_image(struct verification *verification, const char *path)
{
    struct arena *arena = verification->call->arena;
    struct diagnostics unheard = diagnostics_create(arena);
    struct verified_file file = { .kind = VERIFIED_IMAGE };
    struct mcuboot_image *image;
    unsigned number;

    if (!source_load(arena, path, path, SOURCE_BINARY_LIMIT, &unheard, &file.source) ||
        !mcuboot_image_read(arena, file.source, &unheard, &image)) {
        return;
    }
    file.image = image;
    if (verified_number(verification, &file, &number) && known_image_find(&verification->installed, number) == NULL) {
        *ARENA_PUSH(arena, &verification->installed) = (struct known_image){ number, path, image };
    }
}

void verify_take_provisions(struct verification *verification)
{
    struct arena *arena = verification->call->arena;
    struct diagnostics unheard = diagnostics_create(arena);

    for (size_t i = 0; i < ARRAY_LENGTH(pages); i++) {
        const char *path = existing(arena, verification->against->path, pages[i]);
        const struct source *source;
        struct provision *provision;

        if (path != NULL && source_load(arena, path, path, SOURCE_BINARY_LIMIT, &unheard, &source) &&
            provision_read(arena, source, &unheard, &provision)) {
            *ARENA_PUSH(arena, &verification->provisions) = provision;
        }
    }
}

void verify_take_deployed(struct verification *verification)
{
    const struct project *project = verification->against;

    for (size_t i = 0; i < project->images.count; i++) {
        const struct project_image *image = &project->images.items[i];

        if ((image->role == IMAGE_APP || image->role == IMAGE_NET) && image->files.signed_bin != NULL) {
            take_image(verification, image->files.signed_bin);
        }
    }
}
