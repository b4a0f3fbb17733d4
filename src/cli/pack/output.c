#include "cli/pack/output.h"

#include <string.h>
#include "base/file.h"
#include "base/inputs.h"
#include "image/mcuboot_image.h"
#include "pack/plan/net_backup.h"
#include "pack/write/multi_image_writer.h"

static bool write_set(const struct command_call *call, const char *folder, const struct package_files *files,
                      const struct package_file *last)
{
    struct output_set *set = output_set_create(call->arena);
    bool good = output_set_directory(set, folder, call->diagnostics);

    for (size_t i = 0; good && i < files->count; i++) {
        const struct package_file *file = &files->items[i];

        good = output_set_add(set, path_join(call->arena, folder, file->name), file->bytes.data, file->bytes.size,
                              call->diagnostics);
    }
    if (good && last != NULL) {
        good = output_set_add(set, path_join(call->arena, folder, last->name), last->bytes.data, last->bytes.size,
                              call->diagnostics);
    }
    good = good && output_set_commit(set, call->diagnostics);
    output_set_discard(set);
    return good;
}

bool pack_output_write(const struct command_call *call, const struct package *package, struct byte_range record)
{
    const struct package_file last = { RECORD_NAME, PACKAGE_FILE_HEX, record };

    return write_set(call, call_option(call, "--output"), &package->files, &last);
}

static bool is_for_b0(const char *output)
{
    return slice_starts_with(slice_of(output), "signed_by_b0_");
}

bool pack_output_digests(const struct command_call *call, const struct package_plan *plan,
                         const struct signature_exchange *exchange)
{
    const char *folder = call_option(call, "--digests-out");

    if (!write_set(call, folder, &exchange->digests, NULL)) {
        return false;
    }
    for (size_t i = 0; i < exchange->waiting.count; i++) {
        const char *name = exchange->waiting.items[i];

        text_printf(call->output, "to be signed by the key of '%s': %s.digest (what it is the hash of: .payload)\n",
                    is_for_b0(name) ? plan->nsib_key.value : plan->key.value, name);
    }
    text_printf(
        call->output,
        "nothing was packed: put NAME.sig for each into a folder and run again with '--signatures-in FOLDER'\n");
    for (size_t i = 0; i < exchange->waiting.count; i++) {
        if (is_for_b0(exchange->waiting.items[i])) {
            text_printf(call->output, "firmware for b0 is signed first: the MCUboot images around it are hashed in a "
                                      "second round of '--digests-out'\n");
            break;
        }
    }
    return true;
}

/* Bytes of firmware in the image; 0 where the network core's flash is not what limits it. */
static size_t limited_firmware(const struct command_call *call, const struct packed_image *packed, uint64_t limit)
{
    struct byte_range bytes = packed->plain.size != 0 ? packed->plain : packed->image;
    struct diagnostics unheard = diagnostics_create(call->arena);
    struct mcuboot_image *image;

    if (!packed->plan->is_network_core ||
        !network_flash_decides(limit, packed->plan->header_size.value, &packed->plan->region_size) ||
        !mcuboot_image_read(call->arena,
                            source_from_bytes(call->arena, packed->plan->output, (const char *)bytes.data, bytes.size),
                            &unheard, &image)) {
        return 0;
    }
    return image->payload.size;
}

static void describe_image(const struct command_call *call, const struct packed_image *packed)
{
    uint64_t limit = 0;
    bool limited = update_slots_limit(&packed->plan->slots, &limit);
    size_t firmware = limited ? limited_firmware(call, packed, limit) : 0;

    text_printf(call->output, "%s: version %s, %zu bytes", packed->plan->output,
                mcuboot_version_text(call->arena, packed->plan->options.version), packed->image.size);
    if (firmware > 0) {
        text_printf(call->output, ", firmware %zu bytes of %llu (network core's flash)", firmware,
                    (unsigned long long)packed->plan->region_size.value);
    } else if (limited) {
        text_printf(call->output, " of %llu (%s)", (unsigned long long)limit,
                    upgrade_mode_name(packed->plan->slots.mode));
    }
    text_printf(call->output, "%s, from %s\n", packed->plain.size != 0 ? ", encrypted" : "", packed->plan->input);
}

static void describe_zip(const struct command_call *call, const char *name, const struct dfu_package *zip)
{
    if (zip->count == 0) {
        return;
    }
    text_printf(call->output, "%s:", name);
    for (size_t i = 0; i < zip->count; i++) {
        text_printf(call->output, " %s,", zip->items[i].name);
    }
    text_printf(call->output, " manifest.json\n");
}

/* Images and zips have their own lines. */
static void describe_others(const struct command_call *call, const struct package_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        const struct package_file *file = &files->items[i];

        if (file->kind != PACKAGE_FILE_IMAGE && file->kind != PACKAGE_FILE_ZIP) {
            text_printf(call->output, "%s: %zu bytes\n", file->name, file->bytes.size);
        }
    }
}

static void describe_key(const struct command_call *call, const char *what, const struct tree_text *path,
                         const struct public_key *key)
{
    text_printf(call->output, "%s with %s (%s, %s...)\n", what, path->value, key_type_name(key->type),
                text_hex(call->arena, key->hash, 8));
}

void pack_output_describe(const struct command_call *call, const struct package *package,
                          const struct package_signers *signers)
{
    const struct package_plan *plan = package->plan;

    for (size_t i = 0; i < package->count; i++) {
        describe_image(call, &package->items[i]);
    }
    describe_zip(call, DFU_APPLICATION_NAME, &package->application);
    describe_zip(call, DFU_MCUBOOT_NAME, &package->mcuboot);
    describe_others(call, &package->files);
    if (signers->image_key == NULL) {
        text_printf(call->output, "not signed: the bootloader asks for no signature\n");
    } else {
        describe_key(call, "signed", &plan->key, signers->image_key);
    }
    if (signers->nsib_key != NULL) {
        describe_key(call, "NSIB: signed", &plan->nsib_key, signers->nsib_key);
    }
    text_printf(call->output, "read back and verified: hash, %snetwork firmware, slot fit, manifest\n",
                signers->image_key == NULL ? "" : "signature (with the key that signed), ");
}

/* A name that some run of pack gives a file. */
static bool is_ours(const char *name)
{
    static const char *const names[] = { "app_update.bin",    "net_core_app_update.bin", "app_update_secondary.bin",
                                         "app_provision.hex", "net_provision.hex",       DFU_APPLICATION_NAME,
                                         DFU_MCUBOOT_NAME,    MULTI_IMAGE_NAME,          NET_BACKUP_NAME };

    for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return slice_starts_with(slice_of(name), "signed_by_b0_") ||
           slice_starts_with(slice_of(name), "signed_by_mcuboot_");
}

/* The package may be put into the build, whose own files have such names too. */
static bool is_of_the_build(const struct command_call *call, const char *folder, const char *name)
{
    return slice_starts_with(slice_of(name), "signed_by_") && call->argument_count > 0 &&
           path_is_same_file(folder, call->arguments[0]);
}

static void mention_file(const struct command_call *call, const struct package *package, const char *folder,
                         const char *name)
{
    const char *path = path_join(call->arena, folder, name);
    size_t stem = output_remains(name);
    const char *what = NULL;

    if (stem > 0 && is_ours(arena_strndup(call->arena, name, stem))) {
        what = "was left by a run that was killed";
    } else if (is_ours(name) && package_files_find(&package->files, name) == NULL && !input_is(call->arena, path) &&
               !is_of_the_build(call, folder, name)) {
        what = "was there before and is no part of this package";
    }
    if (what != NULL) {
        diagnose(call->diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE, "'%s' %s", path, what);
    }
}

void pack_output_mention_stale(const struct command_call *call, const struct package *package)
{
    const char *folder = call_option(call, "--output");
    struct file_names names = { 0 };

    if (!directory_list(call->arena, folder, &names)) {
        return;
    }
    for (size_t i = 0; i < names.count; i++) {
        mention_file(call, package, folder, names.items[i]);
    }
}
