#include "cli/verify/known_images.h"

#include "pack/plan/plan.h"

bool verified_number(const struct verification *verification, const struct verified_file *file, unsigned *number)
{
    struct arena *arena = verification->call->arena;
    const struct project *project = verification->against;
    enum update_kind kind = update_kind(file->image);
    struct tree_number said = { .known = true, .value = kind == UPDATE_NETWORK_CORE ? 1 : 0 };
    bool one_pair = false;

    if (file->has_number) {
        *number = file->number;
        return true;
    }
    if (project != NULL && kind == UPDATE_BOOTLOADER) {
        said =
            config_number(arena, role_config(project, IMAGE_MCUBOOT), "mcuboot", "CONFIG_MCUBOOT_MCUBOOT_IMAGE_NUMBER");
    } else if (kind == UPDATE_BOOTLOADER) {
        return false;
    } else if (project != NULL) {
        said = plan_image_index(arena, project, kind == UPDATE_NETWORK_CORE);
        (void)plan_takes_network_core(project, &one_pair);
    }
    *number = (unsigned)said.value;
    return said.known && !(one_pair && kind == UPDATE_NETWORK_CORE);
}

void verify_known_images(const struct verification *verification, size_t group, struct known_images *images)
{
    for (size_t i = 0; i < verification->files.count; i++) {
        const struct verified_file *file = &verification->files.items[i];
        unsigned number;

        if (file->kind == VERIFIED_IMAGE && file->group == group && verified_number(verification, file, &number)) {
            *ARENA_PUSH(verification->call->arena, images) = (struct known_image){ number, file->name, file->image };
        }
    }
}
