#include "cli/verify/collect.h"

#include "image/intel_hex.h"

static struct verified_file *add_file(struct verification *verification, enum verified_kind kind,
                                      const struct source *source, size_t group)
{
    struct verified_file *file = ARENA_PUSH(verification->call->arena, &verification->files);

    *file = (struct verified_file){ .kind = kind, .name = source->name, .source = source, .group = group };
    return file;
}

static bool collect_image(struct verification *verification, const struct source *source, size_t group)
{
    struct mcuboot_image *image;

    if (!mcuboot_image_read(verification->call->arena, source, verification->call->diagnostics, &image)) {
        return false;
    }
    add_file(verification, VERIFIED_IMAGE, source, group)->image = image;
    return true;
}

/* An image, or a firmware signed for b0 or b0n that is not yet wrapped for MCUboot. */
static bool collect_part(struct verification *verification, const struct source *source, size_t group)
{
    struct nsib_image firmware;

    if (mcuboot_image_recognised(range_of_source(source))) {
        return collect_image(verification, source, group);
    }
    nsib_read(range_of_source(source), &firmware);
    if (!firmware.has_fw_info) {
        return diagnose(verification->call->diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "nothing to verify: no MCUboot image, no firmware signed for b0 and no DFU package");
    }
    add_file(verification, VERIFIED_FIRMWARE, source, group)->firmware = firmware;
    return true;
}

static bool read_manifest(struct verification *verification, const struct source *source, const struct dfu_zip *zip,
                          struct manifest **manifest)
{
    const struct dfu_zip_entry *entry = dfu_zip_find(zip, "manifest.json");

    return (entry != NULL || diagnose(verification->call->diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                                      "no DFU package: it has no 'manifest.json'")) &&
           manifest_read(verification->call->arena, entry->source, verification->call->diagnostics, manifest);
}

static bool collect_zip(struct verification *verification, const struct source *source)
{
    struct command_call *call = verification->call;
    size_t group = ++verification->groups;
    struct verified_file *file;
    struct manifest *manifest;
    struct dfu_zip *zip;
    bool good = true;

    if (!dfu_zip_read(call->arena, source, call->diagnostics, &zip) ||
        !read_manifest(verification, source, zip, &manifest)) {
        return false;
    }
    file = add_file(verification, VERIFIED_PACKAGE, source, group);
    file->zip = zip;
    file->manifest = manifest;
    for (size_t i = 0; i < manifest->count; i++) {
        const struct manifest_file *listed = &manifest->items[i];
        const struct dfu_zip_entry *entry = dfu_zip_find(zip, listed->file);
        size_t before = verification->files.count;

        /* A file that is not there fails in the package's own lines. */
        good = (entry == NULL || collect_part(verification, entry->source, group)) && good;
        if (verification->files.count > before && listed->has_image_index && listed->image_index <= UINT8_MAX) {
            file = &verification->files.items[before];
            file->has_number = true;
            file->number = (unsigned)listed->image_index;
        }
    }
    return good;
}

static bool collect_multi_image(struct verification *verification, const struct source *source)
{
    struct command_call *call = verification->call;
    size_t group = ++verification->groups;
    struct multi_image *multi_image;
    bool good = true;

    if (!multi_image_read(call->arena, source, call->diagnostics, &multi_image)) {
        return false;
    }
    add_file(verification, VERIFIED_MULTI_IMAGE, source, group)->multi_image = multi_image;
    for (size_t i = 0; i < multi_image->count; i++) {
        const struct multi_image_entry *entry = &multi_image->items[i];
        const char *name = arena_printf(call->arena, "%s:image %ld (%s)", source->name, (long)entry->id,
                                        multi_image_id_name(entry->id));

        good = collect_part(verification, source_from_bytes(call->arena, name, entry->bytes.data, entry->bytes.size),
                            group) &&
               good;
    }
    return good;
}

static bool is_provision(struct verification *verification, const struct source *source, struct provision **provision)
{
    struct diagnostics unheard = diagnostics_create(verification->call->arena);

    return provision_read(verification->call->arena, source, &unheard, provision);
}

static bool flatten(struct verification *verification, const struct intel_hex *hex, const struct source **flat,
                    uint64_t *address)
{
    struct command_call *call = verification->call;
    struct byte_range bytes;

    if (!intel_hex_flatten(call->arena, hex, 0xff, call->diagnostics, &bytes, address)) {
        return false;
    }
    *flat = source_from_bytes(call->arena, hex->source->name, bytes.data, bytes.size);
    return true;
}

/* The image of slot A, on its own: nobody installs it with other files. */
static bool collect_backup(struct verification *verification, const struct intel_hex *hex,
                           const struct net_backup_hex *backup)
{
    struct arena *arena = verification->call->arena;
    struct net_backup_hex *kept = arena_alloc(arena, sizeof *kept);
    const struct source *slot = source_from_bytes(arena, hex->source->name, backup->slot.data, backup->slot.size);
    size_t before = verification->files.count;

    *kept = *backup;
    if (!collect_image(verification, slot, ++verification->groups)) {
        return false;
    }
    verification->files.items[before].backup = kept;
    return true;
}

/* A HEX of a provision page is no firmware; what else a HEX holds keeps the address of its first byte. */
static bool collect_hex(struct verification *verification, const struct source *source, size_t group)
{
    const struct source *flat;
    struct provision *provision;
    struct nsib_image firmware;
    struct net_backup_hex backup;
    struct intel_hex *hex;
    size_t before = verification->files.count;
    uint64_t address;

    if (!intel_hex_read(verification->call->arena, source, verification->call->diagnostics, &hex)) {
        return false;
    }
    if (net_backup_recognise(hex, &backup)) {
        return collect_backup(verification, hex, &backup);
    }
    if (!flatten(verification, hex, &flat, &address)) {
        return false;
    }
    nsib_read(range_of_source(flat), &firmware);
    if (!mcuboot_image_recognised(range_of_source(flat)) && !firmware.has_fw_info &&
        is_provision(verification, source, &provision)) {
        add_file(verification, VERIFIED_PROVISION, source, group)->provision = provision;
        *ARENA_PUSH(verification->call->arena, &verification->provisions) = provision;
        return true;
    }
    if (!collect_part(verification, flat, group)) {
        return false;
    }
    verification->files.items[before].has_address = true;
    verification->files.items[before].address = address;
    return true;
}

static bool load(struct verification *verification, const char *path, const struct source **source)
{
    struct command_call *call = verification->call;

    if (!source_load(call->arena, path, path, SOURCE_BINARY_LIMIT, call->diagnostics, source)) {
        return false;
    }
    return (*source)->size > 0 || diagnose(call->diagnostics, DIAGNOSTIC_INPUT, origin_file(*source), "file is empty");
}

bool verify_load(struct verification *verification, const char *path, const struct source **source, uint64_t *address)
{
    const struct command_call *call = verification->call;
    const struct source *loaded;
    struct intel_hex *hex;

    *address = 0;
    if (!load(verification, path, &loaded)) {
        return false;
    }
    *source = loaded;
    return !intel_hex_recognised(range_of_source(loaded)) ||
           (intel_hex_read(call->arena, loaded, call->diagnostics, &hex) &&
            flatten(verification, hex, source, address));
}

static bool collect_file(struct verification *verification, const char *path, size_t group)
{
    const struct source *source;

    if (!load(verification, path, &source)) {
        return false;
    }
    if (dfu_zip_recognised(range_of_source(source))) {
        return collect_zip(verification, source);
    }
    if (intel_hex_recognised(range_of_source(source))) {
        return collect_hex(verification, source, group);
    }
    if (multi_image_recognised(range_of_source(source))) {
        return collect_multi_image(verification, source);
    }
    return collect_part(verification, source, group);
}

void verification_unusable(struct verification *verification)
{
    verification->status = worse_status(verification->status, call_status(verification->call));
}

void verify_collect(struct verification *verification, const char *path, size_t group)
{
    if (!collect_file(verification, path, group)) {
        verification_unusable(verification);
    }
}
