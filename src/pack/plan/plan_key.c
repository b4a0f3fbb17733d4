#include "pack/plan/plan_internal.h"

#include <string.h>
#include "base/file.h"

struct tree_text plan_key_path(struct arena *arena, const struct project *project)
{
    const struct tree_text places[] = {
        config_text(arena, project->sysbuild, "sysbuild", "SB_CONFIG_BOOT_SIGNATURE_KEY_FILE"),
        config_text(arena, role_config(project, IMAGE_NRF53BOOT), "nrf53boot", "CONFIG_NRF53BOOT_SIGNATURE_KEY_FILE"),
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

    /* Any other relative name would be looked for where the command happens to run. */
    return (is_absolute || path_inside(project->path, path) != NULL) && file_exists(path);
}

static bool signs_nothing(const struct project *project)
{
    return config_on(role_config(project, IMAGE_MCUBOOT), "CONFIG_BOOT_SIGNATURE_TYPE_NONE");
}

bool plan_key(const struct planner *planner)
{
    const struct plan_overrides *overrides = planner->overrides;
    struct package_plan *plan = planner->plan;

    if (overrides->key != NULL || overrides->public_key != NULL) {
        plan->key_is_public = overrides->key == NULL;
        plan->key = plan->key_is_public ? (struct tree_text){ overrides->public_key, "--public-key", ORIGIN_NONE }
                                        : (struct tree_text){ overrides->key, "--key", ORIGIN_NONE };
        return true;
    }
    if (signs_nothing(planner->project)) {
        return true;
    }
    plan->key = plan_key_path(planner->arena, planner->project);
    if (plan->key.value == NULL) {
        return plan_missing(planner, "signing key", "SB_CONFIG_BOOT_SIGNATURE_KEY_FILE, CONFIG_BOOT_SIGNATURE_KEY_FILE",
                            "--key");
    }
    return overrides->describe_only || plan_key_here(planner->arena, planner->project, plan->key.value) ||
           diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, plan->key.origin,
                    "signing key '%s' is not here; give it with '--key'", plan->key.value);
}

/* sdk-mcuboot boot/zephyr/Kconfig; sysbuild's symbol only sets MCUboot's. */
bool plan_digest(const struct planner *planner)
{
    const struct kconfig *mcuboot = role_config(planner->project, IMAGE_MCUBOOT);
    struct package_plan *plan = planner->plan;

    plan->pure = config_switch(planner->arena, mcuboot, "mcuboot", "CONFIG_BOOT_SIGNATURE_TYPE_PURE");
    plan->digest = config_switch(planner->arena, mcuboot, "mcuboot", "CONFIG_BOOT_IMG_HASH_ALG_SHA512");
    if (plan->digest.value != NULL) {
        plan->digest.value = "512";
    }
    for (size_t i = 0; i < plan->count; i++) {
        plan->items[i].options.pure = plan->items[i].options.pure || plan->pure.value != NULL;
        if (plan->digest.value != NULL && plan->pure.value == NULL) {
            plan->items[i].options.has_digest = true;
            plan->items[i].options.digest = DIGEST_SHA512;
        }
    }
    return true;
}

/* The package says by the name that a file is encrypted. */
static void rename_encrypted(const struct planner *planner)
{
    for (size_t i = 0; i < planner->plan->count; i++) {
        struct planned_image *image = &planner->plan->items[i];

        if (image->kind == PLANNED_APPLICATION) {
            image->zip_name = manifest_application_name(planner->arena, planner->plan->form, image->image->name, true);
        }
    }
}

static struct tree_text encryption_asked(const struct planner *planner)
{
    return text_or(config_switch(planner->arena, role_config(planner->project, IMAGE_MCUBOOT), "mcuboot",
                                 "CONFIG_BOOT_ENCRYPT_IMAGE"),
                   config_switch(planner->arena, planner->project->sysbuild, "sysbuild", "SB_CONFIG_BOOT_ENCRYPTION"));
}

static struct tree_text encryption_key(const struct planner *planner)
{
    const struct project *project = planner->project;
    struct arena *arena = planner->arena;
    struct tree_text key = text_or(
        config_text(arena, project->sysbuild, "sysbuild", "SB_CONFIG_BOOT_ENCRYPTION_KEY_FILE"),
        text_or(config_text(arena, role_config(project, IMAGE_APP), "app", "CONFIG_MCUBOOT_ENCRYPTION_KEY_FILE"),
                config_text(arena, role_config(project, IMAGE_MCUBOOT), "mcuboot", "CONFIG_BOOT_ENCRYPTION_KEY_FILE")));

    if (key.value != NULL) {
        key.value = path_join(arena, project->path, key.value);
    }
    return key;
}

static struct tree_number encryption_key_size(const struct planner *planner)
{
    const struct kconfig *app = role_config(planner->project, IMAGE_APP);
    const struct kconfig *mcuboot = role_config(planner->project, IMAGE_MCUBOOT);
    struct tree_text large =
        text_or(config_switch(planner->arena, app, "app", "CONFIG_MCUBOOT_ENCRYPTION_ALG_AES_256"),
                config_switch(planner->arena, mcuboot, "mcuboot", "CONFIG_BOOT_ENCRYPT_ALG_AES_256"));

    return large.value != NULL ? (struct tree_number){ true, 256, large.from, large.origin, FACT_SYMBOL }
                               : (struct tree_number){ true, 128, "MCUboot's default", ORIGIN_NONE, FACT_FILE };
}

static struct tree_number encryption_hmac(const struct planner *planner)
{
    struct tree_text large = config_switch(planner->arena, role_config(planner->project, IMAGE_MCUBOOT), "mcuboot",
                                           "CONFIG_BOOT_HMAC_SHA512");

    return large.value != NULL ? (struct tree_number){ true, 512, large.from, large.origin, FACT_SYMBOL }
                               : (struct tree_number){ true, 256, "MCUboot's default", ORIGIN_NONE, FACT_FILE };
}

bool plan_encryption(const struct planner *planner)
{
    struct package_plan *plan = planner->plan;
    const struct kconfig *mcuboot = role_config(planner->project, IMAGE_MCUBOOT);
    struct tree_text asked = encryption_asked(planner);
    const char *given = planner->overrides->encrypt_key;

    if (asked.value == NULL && given == NULL) {
        return true;
    }
    if (asked.value == NULL && mcuboot != NULL && mcuboot->complete) {
        return diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, origin_file(mcuboot->source),
                        "'--encrypt-key' makes an image that this bootloader cannot decrypt: CONFIG_BOOT_ENCRYPT_IMAGE "
                        "is not set");
    }
    rename_encrypted(planner);
    plan->encrypt_key_size = encryption_key_size(planner);
    plan->encrypt_hmac = encryption_hmac(planner);
    plan->encrypt_key =
        given != NULL ? (struct tree_text){ given, "--encrypt-key", ORIGIN_NONE } : encryption_key(planner);
    if (plan->encrypt_key.value == NULL) {
        return plan_missing(planner, arena_printf(planner->arena, "encryption key, which %s asks for,", asked.from),
                            "SB_CONFIG_BOOT_ENCRYPTION_KEY_FILE, CONFIG_BOOT_ENCRYPTION_KEY_FILE", "--encrypt-key");
    }
    return given != NULL || planner->overrides->describe_only ||
           plan_key_here(planner->arena, planner->project, plan->encrypt_key.value) ||
           diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, plan->encrypt_key.origin,
                    "encryption key '%s' is not here; give it with '--encrypt-key'", plan->encrypt_key.value);
}
