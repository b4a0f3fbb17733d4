#include "pack/plan/plan_internal.h"

#include "base/file.h"
#include "nrf53pack/nsib_format.h"

#define GENERATED_KEY "GENERATED_NON_SECURE_SIGN_KEY_PRIVATE.pem"

bool plan_has_app_nsib(const struct project *project)
{
    return config_on(project->sysbuild, "SB_CONFIG_SECURE_BOOT_APPCORE") ||
           (project->sysbuild == NULL && project_image(project, IMAGE_B0) != NULL);
}

/* The words of NCS for the nRF5340, unless the image's configuration has others. */
static uint64_t magic_part(const struct planner *planner, const struct planned_image *image, const char *symbol,
                           uint64_t usual, struct tree_text *magic)
{
    struct tree_number said = config_number(planner->arena, image->image->config, image->image->name, symbol);

    if (said.known && magic->from == NULL) {
        magic->from = said.from;
        magic->origin = said.origin;
    }
    return said.known ? said.value : usual;
}

static bool plan_magic(const struct planner *planner, const struct planned_image *image, struct planned_block *block)
{
    struct tree_text *magic = &block->magic;
    uint64_t common = magic_part(planner, image, "CONFIG_FW_INFO_MAGIC_COMMON", NSIB_MAGIC_COMMON, magic);
    uint64_t info = magic_part(planner, image, "CONFIG_SB_VALIDATION_INFO_MAGIC", NSIB_MAGIC_VALIDATION, magic);
    uint64_t version = magic_part(planner, image, "CONFIG_SB_VALIDATION_INFO_VERSION", 2, magic);
    uint64_t hardware = magic_part(planner, image, "CONFIG_FW_INFO_HARDWARE_ID", 53, magic);
    uint64_t crypto = magic_part(planner, image, "CONFIG_SB_VALIDATION_INFO_CRYPTO_ID", 1, magic);
    uint64_t compatibility = magic_part(planner, image, "CONFIG_FW_INFO_MAGIC_COMPATIBILITY_ID", 0, magic);
    uint64_t word = version | hardware << 8 | crypto << 16 | compatibility << 24;

    if (magic->from == NULL) {
        magic->from = "always, on the nRF5340";
    }
    magic->value = arena_printf(planner->arena, "0x%llx,0x%llx,%llu", (unsigned long long)common,
                                (unsigned long long)info, (unsigned long long)word);
    return (common == NSIB_MAGIC_COMMON && info == NSIB_MAGIC_VALIDATION && word == NSIB_VALIDATION_COMPAT_NRF53) ||
           diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, magic->origin,
                    "image '%s' asks for a validation block with the magic '%s', which pack does not make: it makes "
                    "version 2 with ECDSA P-256 for the nRF5340",
                    image->image->name, magic->value);
}

/* Without Partition Manager the linker leaves room for MCUboot's header in front; it is not signed. */
static struct tree_number block_skip(const struct planner *planner, const struct planned_image *image)
{
    const struct tree_number none = { true, 0, "nothing, with Partition Manager", ORIGIN_NONE, FACT_FILE };
    const struct tree_number no_room = { true, 0, "no room for a header in the file", ORIGIN_NONE, FACT_FILE };

    if (planner->project->partitions != NULL) {
        return none;
    }
    return number_or(config_number(planner->arena, image->image->config, image->image->name, "CONFIG_ROM_START_OFFSET"),
                     no_room);
}

/* sysbuild/Kconfig.secureboot of sdk-nrf (0182a044): other blocks have other lengths, and other chips read them. */
static bool check_block_kind(const struct planner *planner)
{
    static const char *const others[] = { "SB_CONFIG_SECURE_BOOT_SIGNATURE_TYPE_NONE",
                                          "SB_CONFIG_SECURE_BOOT_SIGNATURE_TYPE_ED25519",
                                          "SB_CONFIG_SECURE_BOOT_HASH_TYPE_NONE",
                                          "SB_CONFIG_SECURE_BOOT_HASH_TYPE_SHA512" };
    const struct kconfig *sysbuild = planner->project->sysbuild;
    bool good = true;

    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        if (config_on(sysbuild, others[i])) {
            good = diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, kconfig_find(sysbuild, others[i])->origin,
                            "'%s' asks for validation blocks without SHA-256 and ECDSA P-256, which pack does not make",
                            others[i]);
        }
    }
    return good;
}

static bool plan_block(const struct planner *planner, struct planned_image *image)
{
    const struct tree_number next = { true, 0, "the next word behind the firmware", ORIGIN_NONE, FACT_FILE };
    struct planned_block *block = arena_alloc(planner->arena, sizeof *block);

    block->input = image->image->files.hex;
    if (block->input == NULL) {
        block->input = path_join(planner->arena, image->image->directory, "zephyr/zephyr.hex");
    }
    block->name = image->image->name;
    block->offset = number_or(
        config_number(planner->arena, image->image->config, image->image->name, "CONFIG_SB_VALIDATION_METADATA_OFFSET"),
        next);
    block->skip = block_skip(planner, image);
    image->block = block;
    image->input = block->input;
    return plan_magic(planner, image, block) && check_block_kind(planner);
}

/* Made by the build with its own key, or here: with a key that was given, or because the build's are missing. */
bool plan_signed_input(struct planner *planner, struct planned_image *image)
{
    const struct image_files *files = &image->image->files;
    const struct plan_overrides *overrides = planner->overrides;
    bool key_given = overrides->nsib_key != NULL || overrides->nsib_public_key != NULL;

    if (!key_given && (files->b0_hex != NULL || files->b0_bin != NULL)) {
        image->input = files->b0_hex != NULL ? files->b0_hex : files->b0_bin;
        return true;
    }
    if (files->hex != NULL || overrides->describe_only) {
        return plan_block(planner, image);
    }
    return diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                    "no %s to pack: '%s' holds no signed_by_b0_%s.hex or .bin, and '%s/zephyr' no zephyr.hex to make "
                    "one of; the build makes them with %s=y",
                    image->is_network_core ? "network-core firmware" : "MCUboot for b0", planner->project->path,
                    image->image->name, image->image->directory,
                    image->is_network_core ? "SB_CONFIG_SECURE_BOOT_NETCORE" : "SB_CONFIG_SECURE_BOOT_APPCORE");
}

static const struct planned_image *first_block(const struct package_plan *plan)
{
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->items[i].block != NULL) {
            return &plan->items[i];
        }
    }
    return NULL;
}

struct tree_text plan_nsib_generated_key(struct arena *arena, const struct project *project)
{
    const char *path = path_join(arena, project->path, GENERATED_KEY);

    return file_exists(path) ? (struct tree_text){ path, "key that the build made for itself", ORIGIN_NONE }
                             : (struct tree_text){ 0 };
}

/* Child images have the symbol in the network image, or in the application. */
struct tree_text plan_nsib_named_key(struct arena *arena, const struct project *project)
{
    return text_or(config_text(arena, project->sysbuild, "sysbuild", "SB_CONFIG_SECURE_BOOT_SIGNING_KEY_FILE"),
                   text_or(config_text(arena, role_config(project, IMAGE_NET), "net", "CONFIG_SB_SIGNING_KEY_FILE"),
                           config_text(arena, role_config(project, IMAGE_APP), "app", "CONFIG_SB_SIGNING_KEY_FILE")));
}

static bool custom_signing(const struct planner *planner, struct package_plan *plan)
{
    struct tree_text custom =
        config_switch(planner->arena, planner->project->sysbuild, "sysbuild", "SB_CONFIG_SECURE_BOOT_SIGNING_CUSTOM");

    if (custom.value == NULL) {
        return false;
    }
    plan->nsib_key =
        config_text(planner->arena, planner->project->sysbuild, "sysbuild", "SB_CONFIG_SECURE_BOOT_SIGNING_PUBLIC_KEY");
    plan->nsib_key_is_public = true;
    return plan->nsib_key.value != NULL;
}

bool plan_nsib_key(struct planner *planner)
{
    const struct plan_overrides *overrides = planner->overrides;
    struct package_plan *plan = planner->plan;
    const struct planned_image *needs = first_block(plan);

    plan->nsib_trusted = plan_nsib_named_key(planner->arena, planner->project);
    if (overrides->nsib_key != NULL || overrides->nsib_public_key != NULL) {
        plan->nsib_key_is_public = overrides->nsib_key == NULL;
        plan->nsib_key = plan->nsib_key_is_public
                             ? (struct tree_text){ overrides->nsib_public_key, "--nsib-public-key", ORIGIN_NONE }
                             : (struct tree_text){ overrides->nsib_key, "--nsib-key", ORIGIN_NONE };
        return true;
    }
    if (needs == NULL) {
        return true;
    }
    if (!custom_signing(planner, plan)) {
        plan->nsib_key = text_or(plan->nsib_trusted, plan_nsib_generated_key(planner->arena, planner->project));
    }
    if (plan->nsib_key.value == NULL) {
        return plan_missing(planner,
                            arena_printf(planner->arena,
                                         "signing key of NSIB for '%s', which has no signed_by_b0_%s.hex or .bin,",
                                         needs->image->name, needs->image->name),
                            "SB_CONFIG_SECURE_BOOT_SIGNING_KEY_FILE, CONFIG_SB_SIGNING_KEY_FILE", "--nsib-key");
    }
    return overrides->describe_only || plan_key_here(planner->arena, planner->project, plan->nsib_key.value) ||
           diagnose(planner->diagnostics, DIAGNOSTIC_INPUT, plan->nsib_key.origin,
                    "signing key of NSIB '%s' is not here; give it with '%s'", plan->nsib_key.value,
                    plan->nsib_key_is_public ? "--nsib-public-key" : "--nsib-key");
}
