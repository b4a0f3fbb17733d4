#include "pack/plan.h"

#include <string.h>
#include "base/file.h"

static bool take_type(struct arena *arena, const struct kconfig *mcuboot, const char *symbol, enum key_type type,
                      struct package_plan *plan)
{
    if (!config_on(mcuboot, symbol)) {
        return false;
    }
    plan->key_type_known = true;
    plan->key_type = type;
    plan->key_type_text =
        (struct tree_text){ "y", arena_printf(arena, "mcuboot:%s", symbol), kconfig_find(mcuboot, symbol)->origin };
    return true;
}

void plan_key_type(struct arena *arena, const struct project *project, struct package_plan *plan)
{
    const struct kconfig *mcuboot = role_config(project, IMAGE_MCUBOOT);
    struct tree_number length = config_number(arena, mcuboot, "mcuboot", "CONFIG_BOOT_SIGNATURE_TYPE_RSA_LEN");
    enum key_type rsa = length.known && length.value == 3072 ? KEY_RSA_3072 : KEY_RSA_2048;

    if (!take_type(arena, mcuboot, "CONFIG_BOOT_SIGNATURE_TYPE_RSA", rsa, plan)) {
        (void)take_type(arena, mcuboot, "CONFIG_BOOT_SIGNATURE_TYPE_ECDSA_P256", KEY_ECDSA_P256, plan);
    }
}

struct tree_text plan_key_path(struct arena *arena, const struct project *project)
{
    const struct tree_text places[] = {
        config_text(arena, project->sysbuild, "sysbuild", "SB_CONFIG_BOOT_SIGNATURE_KEY_FILE"),
        config_text(arena, role_config(project, IMAGE_MCUBOOT), "mcuboot", "CONFIG_BOOT_SIGNATURE_KEY_FILE"),
        config_text(arena, role_config(project, IMAGE_APP), "app", "CONFIG_MCUBOOT_SIGNATURE_KEY_FILE"),
    };
    struct tree_text first = { 0 };

    for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
        struct tree_text place = places[i];

        if (place.value == NULL) {
            continue;
        }
        /* A relative name is meant from MCUboot's own folder, which a build tree does not hold; the tree may. Never
         * from where the command happens to run: another key could lie there under that name.
         */
        place.value = path_join(arena, project->path, place.value);
        if (file_exists(place.value)) {
            return place;
        }
        first = text_or(first, places[i]);
    }
    return first;
}

bool plan_key_here(struct arena *arena, const struct project *project, const char *path)
{
    bool is_absolute = strcmp(path_join(arena, "folder", path), path) == 0;
    bool is_of_tree = strncmp(path, project->path, strlen(project->path)) == 0;

    /* Any other relative name would be looked for where the command happens to run. */
    return (is_absolute || is_of_tree) && file_exists(path);
}
