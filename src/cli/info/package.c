#include "cli/info/describe.h"

#include "image/dfu_zip.h"
#include "image/manifest.h"
#include "image/multi_image.h"

static void describe_text(const struct describer *describer, struct info_node *node, const char *key, const char *text)
{
    if (text != NULL) {
        info_foreign(describer->arena, node, key, slice_of(text));
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
    describe_text(describer, node, "slot", file->slot);
    if (file->has_load_address) {
        info_number(describer->arena, node, "load_address", file->load_address);
    }
    describe_text(describer, node, "version_MCUBOOT", file->version_mcuboot);
}

/* Names of the archive that the manifest does not list. */
static void describe_rest(const struct describer *describer, struct info_node *root, const struct dfu_zip *zip,
                          const struct manifest *manifest)
{
    struct info_node *list = info_list(describer->arena, root, "other_entries");

    for (size_t i = 0; i < zip->count; i++) {
        bool listed = false;

        for (size_t k = 0; k < manifest->count; k++) {
            listed = listed || dfu_zip_find(zip, manifest->items[k].file) == &zip->items[i];
        }
        if (!listed) {
            info_foreign(describer->arena, list, NULL, slice_of(zip->items[i].name));
        }
    }
}

bool describe_zip(const struct describer *describer, struct info_node *node, const struct source *source)
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
    if (entry == NULL) {
        return diagnose(describer->diagnostics, DIAGNOSTIC_INPUT, origin_file(source),
                        "no DFU package: it has no 'manifest.json'");
    }
    if (!manifest_read(describer->arena, entry->source, describer->diagnostics, &manifest)) {
        return false;
    }
    info_text(describer->arena, node, "kind", "DFU package");
    info_number(describer->arena, node, "format_version", manifest->format_version);
    describe_text(describer, node, "name", manifest->name);
    list = info_list(describer->arena, node, "files");
    for (size_t i = 0; i < manifest->count; i++) {
        struct info_node *map = info_map(describer->arena, list, NULL);

        describe_manifest_file(describer, map, &manifest->items[i]);
        entry = dfu_zip_find(zip, manifest->items[i].file);
        if (entry == NULL) {
            info_text(describer->arena, map, "kind", "not in the package");
        } else {
            good = describe_part(describer, map, entry->source) && good;
        }
    }
    describe_rest(describer, node, zip, manifest);
    return good;
}

bool describe_multi_image(const struct describer *describer, struct info_node *node, const struct source *source)
{
    struct multi_image *file;
    struct info_node *list;
    bool good = true;

    if (!multi_image_read(describer->arena, source, describer->diagnostics, &file)) {
        return false;
    }
    info_text(describer->arena, node, "kind", "multi-image file");
    info_number(describer->arena, node, "size", source->size);
    list = info_list(describer->arena, node, "images");
    for (size_t i = 0; i < file->count; i++) {
        const struct multi_image_entry *entry = &file->items[i];
        const char *label = arena_printf(describer->arena, "%s:image %ld", source->name, (long)entry->id);
        struct info_node *map = info_map(describer->arena, list, NULL);

        info_integer(describer->arena, map, "id", entry->id);
        info_text(describer->arena, map, "meaning", "%s", multi_image_id_name(entry->id));
        good = describe_part(describer, map,
                             source_from_bytes(describer->arena, label, entry->bytes.data, entry->bytes.size)) &&
               good;
    }
    return good;
}
