#include "project/tree/image_files.h"

#include <string.h>

#include "base/file.h"

/* The file when it exists, else NULL. */
static const char *existing(struct arena *arena, const char *folder, const char *name)
{
    const char *path = path_join(arena, folder, name);

    return file_exists(path) ? path : NULL;
}

/* Takes the file for the signed update unless an earlier one is there; its name is remembered in any case. */
static void try_signed(struct arena *arena, const char *root, const char *folder, const char *name,
                       struct image_files *files)
{
    const char *inside = path_inside(root, path_join(arena, folder, name));

    *ARENA_PUSH(arena, &files->signed_places) = inside == NULL ? name : inside;
    files->signed_bin = files->signed_bin != NULL ? files->signed_bin : existing(arena, folder, name);
}

/* As `pack` calls them; its folder is the one that it writes to when sysbuild runs it. */
static void find_packed(struct arena *arena, const char *root, struct project_image *image)
{
    const char *name = image->role == IMAGE_APP ? "app_update.bin" : "net_core_app_update.bin";

    if (image->role == IMAGE_APP || image->role == IMAGE_NET) {
        try_signed(arena, root, root, name, &image->files);
        try_signed(arena, root, path_join(arena, root, "nrf53pack"), name, &image->files);
    }
}

static const char *either(const char *first, const char *second)
{
    return first != NULL ? first : second;
}

/* zephyr/<CONFIG_KERNEL_BIN_NAME><ending> */
static const char *kernel_name(struct arena *arena, const struct project_image *image, const char *ending)
{
    const char *name = config_string(image->config, "CONFIG_KERNEL_BIN_NAME");

    return arena_printf(arena, "zephyr/%s%s", name == NULL ? "zephyr" : name, ending);
}

static const char *kernel_file(struct arena *arena, const struct project_image *image, const char *ending)
{
    return existing(arena, image->directory, kernel_name(arena, image, ending));
}

static void find_unsigned(struct arena *arena, struct project_image *image)
{
    image->files.bin = kernel_file(arena, image, ".bin");
    image->files.hex = kernel_file(arena, image, ".hex");
    if (image->role == IMAGE_APP) {
        image->files.hex = either(existing(arena, image->directory, "zephyr/tfm_merged.hex"), image->files.hex);
    }
}

static void find_nrf53boot(struct arena *arena, struct project_image *image)
{
    image->files.bin = either(existing(arena, image->directory, "nrf53boot.bin"), image->files.bin);
    image->files.hex = either(existing(arena, image->directory, "nrf53boot.hex"), image->files.hex);
}

static void find_tfm(struct arena *arena, struct project_image *image)
{
    image->files.bin = existing(arena, image->directory, "bin/tfm_s.bin");
    image->files.hex = existing(arena, image->directory, "bin/tfm_s.hex");
}

/* Sysbuild signs the application in its folder, what b0 or b0n starts in the build's root. */
static void find_sysbuild_signed(struct arena *arena, const char *root, struct project_image *image)
{
    const char *b0 = arena_printf(arena, "signed_by_b0_%s", image->name);

    image->files.b0_bin = existing(arena, root, arena_printf(arena, "%s.bin", b0));
    image->files.b0_hex = existing(arena, root, arena_printf(arena, "%s.hex", b0));
    if (image->role != IMAGE_APP) {
        try_signed(arena, root, root, arena_printf(arena, "signed_by_mcuboot_and_b0_%s.bin", image->name),
                   &image->files);
    }
    try_signed(arena, root, image->directory, kernel_name(arena, image, ".signed.bin"), &image->files);
    find_packed(arena, root, image);
}

/* A child image's own build calls its image "app", whatever its folder is called. */
static void find_child_signed(struct arena *arena, const char *root, struct project_image *image)
{
    if (image->role == IMAGE_APP) {
        try_signed(arena, root, root, "zephyr/app_update.bin", &image->files);
    } else if (image->role == IMAGE_NET) {
        try_signed(arena, root, root, "zephyr/net_core_app_update.bin", &image->files);
        image->files.b0_bin = existing(arena, image->directory, "zephyr/signed_by_b0_app.bin");
        image->files.b0_hex = existing(arena, image->directory, "zephyr/signed_by_b0_app.hex");
    } else if (image->role == IMAGE_MCUBOOT) {
        image->files.b0_bin = existing(arena, root, "zephyr/signed_by_b0_s0_image.bin");
        image->files.b0_hex = existing(arena, root, "zephyr/signed_by_b0_s0_image.hex");
        image->files.signed_bin = existing(arena, root, "zephyr/signed_by_mcuboot_and_b0_s0_image_update.bin");
    } else if (image->role == IMAGE_S1) {
        image->files.b0_bin = existing(arena, root, "zephyr/signed_by_b0_s1_image.bin");
        image->files.b0_hex = existing(arena, root, "zephyr/signed_by_b0_s1_image.hex");
        image->files.signed_bin = existing(arena, root, "zephyr/signed_by_mcuboot_and_b0_s1_image_update.bin");
    }
    find_packed(arena, root, image);
}

void find_image_files(struct project_reader *reader)
{
    struct project *project = reader->project;
    struct arena *arena = reader->arena;

    for (size_t i = 0; i < project->images.count; i++) {
        struct project_image *image = &project->images.items[i];

        find_unsigned(arena, image);
        if (image->role == IMAGE_TFM) {
            find_tfm(arena, image);
        } else if (image->role == IMAGE_NRF53BOOT) {
            find_nrf53boot(arena, image);
        } else if (project->era == ERA_CHILD_IMAGE) {
            find_child_signed(arena, reader->root, image);
        } else {
            find_sysbuild_signed(arena, reader->root, image);
        }
    }
    project->dfu_zip = either(existing(arena, reader->root, "dfu_application.zip"),
                              existing(arena, reader->root, "zephyr/dfu_application.zip"));
}
