#include <string.h>
#include "base/file.h"
#include "bootcfg/options.h"
#include "bootcfg/write.h"
#include "check/expression/spelling.h"
#include "cli/keys/key_options.h"
#include "cli/tree_options.h"
#include "image/sample_keys.h"
#include "project/project_open.h"
#include "project/tree/tree_values.h"
#include "sim/scenario/simulation_key.h"

#define KEY_COUNT_LIMIT 16u
#define FILE_LIMIT      (256u * 1024u)
#define CONFIG_NAME     "target_config"
#define SOURCE_NAME     "boot_config.c"
#define KEY_SYMBOL      "CONFIG_NRF53BOOT_SIGNATURE_KEY_FILE"

/* The bootloader's keys as they are collected. */
struct keys {
    struct boot_key items[KEY_COUNT_LIMIT];
    unsigned count;
};

/* A bootloader that is built for one type of signature has no code for another. */
static bool type_fits(const struct command_call *call, const struct kconfig *nrf53boot, const char *path,
                      const struct public_key *key, struct boot_key *item)
{
    static const struct {
        const char *symbol;
        bool rsa;
        const char *types;
    } builds[] = {
        { "CONFIG_NRF53BOOT_SIGNATURE_TYPE_ECDSA_P256", false, "ECDSA P-256" },
        { "CONFIG_NRF53BOOT_SIGNATURE_TYPE_RSA", true, "RSA-2048 and RSA-3072" },
    };
    bool known = boot_key_of(key, item);

    for (size_t i = 0; i < ARRAY_LENGTH(builds); i++) {
        bool takes = known && (item->type != BOOT_KEY_ECDSA_P256) == builds[i].rsa;

        if (config_on(nrf53boot, builds[i].symbol) && !takes) {
            return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, kconfig_find(nrf53boot, builds[i].symbol)->origin,
                            "'%s' is of type %s: with '%s' nrf53boot verifies %s", path, key_type_name(key->type),
                            builds[i].symbol, builds[i].types);
        }
    }
    return known || diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                             "'%s' is of type %s: nrf53boot verifies ECDSA P-256, RSA-2048 and RSA-3072", path,
                             key_type_name(key->type));
}

static bool add_key(const struct command_call *call, const struct kconfig *nrf53boot, const char *path,
                    struct keys *keys)
{
    struct passphrase_source passphrase;
    const struct public_key *key;
    struct boot_key *item = &keys->items[keys->count];

    if (keys->count == KEY_COUNT_LIMIT) {
        return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "more than %u keys", KEY_COUNT_LIMIT);
    }
    if (!key_options_passphrase(call, &passphrase) ||
        !public_half_load(call->arena, path, &passphrase, call->diagnostics, &key) ||
        !type_fits(call, nrf53boot, path, key, item)) {
        return false;
    }
    for (unsigned i = 0; i < keys->count; i++) {
        if (memcmp(keys->items[i].hash, item->hash, sizeof item->hash) == 0) {
            return diagnose(call->diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' is a key that was given before",
                            path);
        }
    }
    if (sample_key_name(key) != NULL) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "'%s' is MCUboot's sample key '%s': everybody can sign for this bootloader", path,
                 sample_key_name(key));
    }
    keys->count++;
    return true;
}

/* Never from where the command happens to run: another key could lie there under that name. */
static bool add_key_of_tree(const struct command_call *call, const struct project *project,
                            const struct kconfig *nrf53boot, struct keys *keys)
{
    struct tree_text named = config_text(call->arena, nrf53boot, "nrf53boot", KEY_SYMBOL);
    const char *path;

    if (named.value == NULL) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "the build names no key in '%s'; give the one its images are signed with by '--key'",
                        KEY_SYMBOL);
    }
    path = path_join(call->arena, project->path, named.value);
    if (!file_exists(path)) {
        return diagnose(call->diagnostics, DIAGNOSTIC_INPUT, named.origin,
                        "key '%s' is not here; give its public half with '--key'", named.value);
    }
    return add_key(call, nrf53boot, path, keys);
}

static bool read_keys(const struct command_call *call, const struct project *project, struct boot_config *config)
{
    const struct kconfig *nrf53boot = role_config(project, IMAGE_NRF53BOOT);
    struct keys *keys = arena_alloc(call->arena, sizeof *keys);
    const char *path;
    size_t position = 0;

    *keys = (struct keys){ 0 };
    if (config->key_count == 0) {
        return call_option(call, "--key") == NULL ||
               diagnose(call->diagnostics, DIAGNOSTIC_INPUT, origin_file(nrf53boot->source),
                        "'CONFIG_NRF53BOOT_SIGNATURE_TYPE_NONE' is set: this bootloader would not use the key of "
                        "'--key'");
    }
    while ((path = call_option_next(call, "--key", &position)) != NULL) {
        if (!add_key(call, nrf53boot, path, keys)) {
            return false;
        }
    }
    if (keys->count == 0 && !add_key_of_tree(call, project, nrf53boot, keys)) {
        return false;
    }
    config->keys = keys->items;
    config->key_count = keys->count;
    return true;
}

/* What netboot of this build is: a device keeps the b0n that it was made with, or has netboot in its place. */
static bool read_netboot(const struct command_call *call, struct boot_config *config)
{
    static const char *const kinds[] = { [NETBOOT_STOCK] = "stock", [NETBOOT_REFERENCE] = "reference" };
    size_t kind;

    if (!key_options_choice(call, "--netboot", kinds, ARRAY_LENGTH(kinds), NETBOOT_REFERENCE, &kind)) {
        return false;
    }
    config->net.netboot = (enum netboot_profile)kind;
    return true;
}

static bool write_files(const struct command_call *call, const char *folder, const struct boot_target *target)
{
    struct text source = text_create(call->arena, FILE_LIMIT);
    struct text header = text_create(call->arena, FILE_LIMIT);
    struct output_set *set = output_set_create(call->arena);
    bool done;

    bootcfg_write_c(&source, &target->bootcfg.config, CONFIG_NAME);
    bootcfg_write_header(&header, target, CONFIG_NAME);
    done = output_set_directory(set, folder, call->diagnostics) &&
           output_set_add(set, path_join(call->arena, folder, SOURCE_NAME), source.data, source.length,
                          call->diagnostics) &&
           output_set_add(set, path_join(call->arena, folder, TARGET_HEADER), header.data, header.length,
                          call->diagnostics) &&
           output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return done;
}

/* What is set under a name that nrf53boot does not read changes nothing, and its author believes it does. */
static void note_unknown_options(const struct command_call *call, const struct kconfig *nrf53boot)
{
    static const char prefix[] = "CONFIG_NRF53BOOT_";
    const char *names = bootcfg_option_names(call->arena);

    for (size_t i = 0; i < nrf53boot->count; i++) {
        const struct kconfig_symbol *symbol = &nrf53boot->items[i];
        const char *meant = misspelt_name(call->arena, symbol->name, names);

        if (strncmp(symbol->name, prefix, sizeof prefix - 1) != 0 || symbol->type == KCONFIG_NOT_SET ||
            bootcfg_is_option(symbol->name)) {
            continue;
        }
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, symbol->origin, "'%s' is no option of nrf53boot%s%s%s",
                 symbol->name, meant[0] == '\0' ? "" : "; the nearest one is '", meant, meant[0] == '\0' ? "" : "'");
    }
}

/* The emulated board has its line without pins, so this is no error. */
static void note_recovery(const struct command_call *call, const struct boot_target *target)
{
    if (target->bootcfg.config.recovery && target->serial_rx_pin == BOOT_TARGET_NO_PIN) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "serial recovery is built in without serial pins: on an nRF5340 nobody can ask for it");
    }
    if (!target->bootcfg.config.recovery &&
        (target->recovery_pin != BOOT_TARGET_NO_PIN || target->serial_rx_pin != BOOT_TARGET_NO_PIN)) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "pins of serial recovery are named without 'CONFIG_NRF53BOOT_SERIAL_RECOVERY': nothing uses them");
    }
}

static void describe(const struct command_call *call, const char *folder, const struct boot_target *target)
{
    const struct boot_config *config = &target->bootcfg.config;

    text_printf(call->output, "%s: %s, %s\n", folder, SOURCE_NAME, TARGET_HEADER);
    text_printf(call->output, "nrf53boot at 0x%x, %u bytes; %u %s, %u %s\n", (unsigned)target->boot.address,
                (unsigned)target->boot.size, config->image_count, config->image_count == 1 ? "image" : "images",
                config->key_count, config->key_count == 1 ? "key" : "keys");
    if (target->bootcfg.assumed != NULL) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE, "not in the build, assumed: %s",
                 target->bootcfg.assumed);
    }
    if (config->key_count == 0) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE,
                 "this bootloader asks for no signature: it starts what anybody made");
    }
}

static enum exit_status run_bootconfig(struct command_call *call)
{
    const struct project_options options = { .dtc = call_option(call, "--dtc") };
    const char *folder = call_option(call, "--output");
    struct boot_target target;
    struct project *project;
    const char *why = NULL;
    struct origin where;

    if (folder == NULL || folder[0] == '\0') {
        return call_usage_error(call, "option '--output' is missing: the folder to write into");
    }
    if (!project_open(call->arena, call->arguments[0], &options, call->diagnostics, &project)) {
        return call_status(call);
    }
    if (role_config(project, IMAGE_NRF53BOOT) != NULL) {
        note_unknown_options(call, role_config(project, IMAGE_NRF53BOOT));
    }
    if (!boot_target_read(call->arena, project, &target, &why, &where)) {
        diagnose(call->diagnostics, DIAGNOSTIC_INPUT, where, "%s", why);
        return call_status(call);
    }
    if (!read_netboot(call, &target.bootcfg.config) || !read_keys(call, project, &target.bootcfg.config) ||
        !write_files(call, folder, &target)) {
        return call_status(call);
    }
    describe(call, folder, &target);
    note_recovery(call, &target);
    return EXIT_GOOD;
}

static const struct command_option options[] = {
    { "--output", "-o", "DIR", "the folder to write into, made where it is not there (required)", false },
    { "--key", "-k", "PEM", "key that images are signed with: its public half is written (default: the build's)",
      true },
    PASSPHRASE_OPTIONS,
    { "--netboot", NULL, "KIND", "reference (default): netboot verifies at each boot; stock: as b0n, when it copies",
      false },
    DTC_OPTION,
};

const struct command command_bootconfig = {
    .name = "bootconfig",
    .arguments = "BUILD -o DIR [--key PEM]...",
    .summary = "write what the firmware build of nrf53boot needs of a build",
    .details = "Writes boot_config.c (slots, modes, public keys) and target_config.h (places as constants) for the\n"
               "partition map and the nrf53boot/.config of BUILD. Private keys are read, never written.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run_bootconfig,
};
