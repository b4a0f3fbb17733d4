#include <string.h>
#include "cli/command.h"
#include "cli/info_tree.h"
#include "image/dfu_zip.h"
#include "image/intel_hex.h"
#include "image/manifest.h"
#include "image/mcuboot_image.h"
#include "image/nsib.h"

struct describer {
    struct arena *arena;
    struct diagnostics *diagnostics;
};

/* Bytes of a TLV that are shown in full: everything but a full RSA key and RSA signatures. */
#define SHOWN_TLV_BYTES 128u

static const struct {
    uint32_t flag;
    const char *name;
} flag_names[] = {
    { MCUBOOT_F_PIC, "PIC" },
    { MCUBOOT_F_ENCRYPTED_AES128, "ENCRYPTED_AES128" },
    { MCUBOOT_F_ENCRYPTED_AES256, "ENCRYPTED_AES256" },
    { MCUBOOT_F_NON_BOOTABLE, "NON_BOOTABLE" },
    { MCUBOOT_F_RAM_LOAD, "RAM_LOAD" },
    { MCUBOOT_F_ROM_FIXED, "ROM_FIXED" },
    { MCUBOOT_F_COMPRESSED_LZMA1, "COMPRESSED_LZMA1" },
    { MCUBOOT_F_COMPRESSED_LZMA2, "COMPRESSED_LZMA2" },
    { MCUBOOT_F_COMPRESSED_ARM_THUMB, "COMPRESSED_ARM_THUMB" },
};

static void describe_header(const struct describer *describer, struct info_node *node,
                            const struct mcuboot_header *header)
{
    struct info_node *map = info_map(describer->arena, node, "header");
    struct info_node *flags;

    info_text(describer->arena, map, "version", "%s", mcuboot_version_text(describer->arena, header->version));
    info_number(describer->arena, map, "header_size", header->hdr_size);
    info_number(describer->arena, map, "image_size", header->img_size);
    info_number(describer->arena, map, "protected_tlv_size", header->protect_tlv_size);
    info_number(describer->arena, map, "load_address", header->load_addr);
    info_number(describer->arena, map, "flags", header->flags);
    flags = info_list(describer->arena, map, "flag_names");
    for (size_t i = 0; i < ARRAY_LENGTH(flag_names); i++) {
        if ((header->flags & flag_names[i].flag) != 0) {
            info_text(describer->arena, flags, NULL, "%s", flag_names[i].name);
        }
    }
}

/* What the bytes mean, where they have a meaning that hex does not show. */
static void describe_meaning(const struct describer *describer, struct info_node *map,
                             const struct mcuboot_tlv_entry *entry)
{
    struct byte_range data = entry->data;
    uint32_t number = 0;
    struct mcuboot_version version;

    if (entry->type == MCUBOOT_TLV_SEC_CNT && data.size == 4 && range_le32(data, 0, &number)) {
        info_number(describer->arena, map, "counter", number);
    }
    if (entry->type == MCUBOOT_TLV_DEPENDENCY && data.size == sizeof(struct mcuboot_dependency) &&
        range_le16(data, 6, &version.revision) && range_le32(data, 8, &version.build)) {
        version.major = data.data[4];
        version.minor = data.data[5];
        info_text(describer->arena, map, "needs", "image %u, version %s or newer", data.data[0],
                  mcuboot_version_text(describer->arena, version));
    }
}

static void describe_tlvs(const struct describer *describer, struct info_node *node, const struct mcuboot_image *image)
{
    struct info_node *list = info_list(describer->arena, node, "tlvs");

    for (size_t i = 0; i < image->count; i++) {
        const struct mcuboot_tlv_entry *entry = &image->items[i];
        const char *name = mcuboot_tlv_name(entry->type);
        bool whole = entry->data.size <= SHOWN_TLV_BYTES;
        struct info_node *map = info_map(describer->arena, list, NULL);

        info_text(describer->arena, map, "name", "%s", name == NULL ? "vendor" : name);
        info_number(describer->arena, map, "type", entry->type);
        info_text(describer->arena, map, "area", "%s", entry->is_protected ? "protected" : "unprotected");
        info_number(describer->arena, map, "length", entry->data.size);
        info_text(describer->arena, map, "data", "%s%s",
                  text_hex(describer->arena, entry->data.data, whole ? entry->data.size : SHOWN_TLV_BYTES),
                  whole ? "" : "...");
        describe_meaning(describer, map, entry);
    }
}

static void describe_nsib(const struct describer *describer, struct info_node *node, struct byte_range bytes)
{
    struct nsib_image nsib;
    struct info_node *map;

    nsib_read(bytes, &nsib);
    if (!nsib.has_fw_info) {
        return;
    }
    map = info_map(describer->arena, node, "fw_info");
    info_number(describer->arena, map, "offset", nsib.fw_info_offset);
    info_number(describer->arena, map, "version", nsib.fw_info.version);
    info_number(describer->arena, map, "address", nsib.fw_info.address);
    info_number(describer->arena, map, "boot_address", nsib.fw_info.boot_address);
    info_number(describer->arena, map, "size", nsib.fw_info.size);
    info_number(describer->arena, map, "valid", nsib.fw_info.valid);
    if (!nsib.has_validation) {
        return;
    }
    map = info_map(describer->arena, node, "validation_info");
    info_number(describer->arena, map, "offset", nsib.validation_offset);
    info_number(describer->arena, map, "address", nsib.validation.address);
    info_text(describer->arena, map, "hash", "%s", text_hex(describer->arena, nsib.validation.hash, 32));
    info_text(describer->arena, map, "public_key", "%s", text_hex(describer->arena, nsib.validation.public_key, 64));
    info_text(describer->arena, map, "signature", "%s", text_hex(describer->arena, nsib.validation.signature, 64));
}

static bool describe_image(const struct describer *describer, struct info_node *node, const struct source *source)
{
    struct mcuboot_image *image;

    if (!mcuboot_image_recognised(range_of_source(source))) {
        struct nsib_image nsib;

        nsib_read(range_of_source(source), &nsib);
        if (!nsib.has_fw_info) {
            return diagnose(describer->diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                            "neither an MCUboot image, nor a firmware with fw_info, nor a DFU package");
        }
        info_text(describer->arena, node, "kind", "firmware");
        info_number(describer->arena, node, "size", source->size);
        describe_nsib(describer, node, range_of_source(source));
        return true;
    }
    if (!mcuboot_image_read(describer->arena, source, describer->diagnostics, &image)) {
        return false;
    }
    info_text(describer->arena, node, "kind", "MCUboot image");
    info_number(describer->arena, node, "size", image->file_size);
    info_number(describer->arena, node, "bytes_behind", source->size - image->file_size);
    describe_header(describer, node, &image->header);
    describe_tlvs(describer, node, image);
    describe_nsib(describer, node, image->payload);
    return true;
}

/* Foreign text as it may be shown. */
static void describe_text(const struct describer *describer, struct info_node *node, const char *key, const char *text)
{
    if (text != NULL) {
        info_text(describer->arena, node, key, "%s", text_printable(describer->arena, slice_of(text), 200));
    }
}

static void describe_manifest_file(const struct describer *describer, struct info_node *node,
                                   const struct manifest_file *file)
{
    describe_text(describer, node, "file", file->file);
    describe_text(describer, node, "type", file->type);
    describe_text(describer, node, "board", file->board);
    describe_text(describer, node, "soc", file->soc);
    if (file->has_image_index) {
        info_number(describer->arena, node, "image_index", file->image_index);
    }
    if (file->has_load_address) {
        info_number(describer->arena, node, "load_address", file->load_address);
    }
    describe_text(describer, node, "version_MCUBOOT", file->version_mcuboot);
}

static bool describe_zip(const struct describer *describer, struct info_node *root, const struct source *source)
{
    const struct dfu_zip_entry *entry;
    struct info_node *list;
    struct manifest *manifest;
    struct dfu_zip *zip;
    bool good = true;

    if (!dfu_zip_read(describer->arena, source, describer->diagnostics, &zip)) {
        return false;
    }
    entry = dfu_zip_find(zip, "manifest.json");
    if (entry == NULL || !manifest_read(describer->arena, entry->source, describer->diagnostics, &manifest)) {
        return entry != NULL || diagnose(describer->diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                                         "no DFU package: it has no 'manifest.json'");
    }
    info_text(describer->arena, root, "kind", "DFU package");
    info_number(describer->arena, root, "format_version", manifest->format_version);
    describe_text(describer, root, "name", manifest->name);
    list = info_list(describer->arena, root, "files");
    for (size_t i = 0; i < manifest->count; i++) {
        struct info_node *node = info_map(describer->arena, list, NULL);

        describe_manifest_file(describer, node, &manifest->items[i]);
        entry = dfu_zip_find(zip, manifest->items[i].file);
        good = (entry == NULL || describe_image(describer, node, entry->source)) && good;
    }
    return good;
}

static bool describe_hex(const struct describer *describer, struct info_node *root, const struct source *source)
{
    struct info_node *list;
    struct byte_range flat;
    struct intel_hex *hex;
    uint64_t address;

    if (!intel_hex_read(describer->arena, source, describer->diagnostics, &hex) ||
        !intel_hex_flatten(describer->arena, hex, 0xff, describer->diagnostics, &flat, &address)) {
        return false;
    }
    list = info_list(describer->arena, root, "segments");
    for (size_t i = 0; i < hex->count; i++) {
        struct info_node *node = info_map(describer->arena, list, NULL);

        info_number(describer->arena, node, "address", hex->items[i].address);
        info_number(describer->arena, node, "size", hex->items[i].count);
    }
    return describe_image(describer, root, source_from_bytes(describer->arena, source->name, flat.data, flat.size));
}

static bool describe_file(const struct describer *describer, struct info_node *root, const struct source *source)
{
    struct byte_range bytes = range_of_source(source);

    info_text(describer->arena, root, "path", "%s", source->name);
    if (source->size == 0) {
        return diagnose(describer->diagnostics, DIAGNOSTIC_INPUT, origin_file(source), "file is empty");
    }
    if (dfu_zip_recognised(bytes)) {
        return describe_zip(describer, root, source);
    }
    if (intel_hex_recognised(bytes)) {
        return describe_hex(describer, root, source);
    }
    return describe_image(describer, root, source);
}

static enum exit_status run_info(struct command_call *call)
{
    static const struct {
        const char *name;
        void (*print)(struct text *out, const struct info_node *root);
    } formats[] = { { "text", info_print_text }, { "json", info_print_json }, { "yaml", info_print_yaml } };
    const char *format = call_option(call, "--format");
    const struct describer describer = { call->arena, call->diagnostics };
    struct info_node *root = info_root(call->arena);
    const struct source *source;
    size_t chosen = 0;

    while (format != NULL && chosen < ARRAY_LENGTH(formats) && strcmp(formats[chosen].name, format) != 0) {
        chosen++;
    }
    if (chosen == ARRAY_LENGTH(formats)) {
        return call_usage_error(call, "'%s' of option '--format' is none of text, json, yaml", format);
    }
    if (!source_load(call->arena, call->arguments[0], call->arguments[0], SOURCE_BINARY_LIMIT, call->diagnostics,
                     &source) ||
        !describe_file(&describer, root, source)) {
        return call_status(call);
    }
    formats[chosen].print(call->output, root);
    return EXIT_GOOD;
}

static const struct command_option options[] = {
    { "--format", NULL, "FORMAT", "text (default), json or yaml", false },
};

const struct command command_info = {
    .name = "info",
    .arguments = "[--format FORMAT] FILE",
    .summary = "show what is in an update image, a firmware or a DFU package",
    .details = "FILE is an MCUboot image, a firmware with fw_info (each .bin or .hex), or dfu_application.zip.",
    .options = options,
    .option_count = ARRAY_LENGTH(options),
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run_info,
};
