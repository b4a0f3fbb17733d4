#include <string.h>

#include "base/file.h"
#include "cli/report/parts.h"
#include "image/dfu_zip.h"
#include "image/mcuboot_image.h"
#include "image/nsib.h"
#include "report/layout/layout_report.h"

#define HASH_LETTERS 16

struct artefact_reader {
    struct arena *arena;
    const struct project *project;
    const struct memory_layout *layout;
    struct artefacts *artefacts;
};

static const struct memory_partition *find_use(const struct memory_layout *layout, const char *file)
{
    for (size_t i = 0; i < layout->regions.count; i++) {
        const struct memory_region *region = &layout->regions.items[i];

        for (size_t k = 0; k < region->partitions.count; k++) {
            const struct memory_partition *partition = &region->partitions.items[k];

            if (partition->used_known && strcmp(partition->used_file, file) == 0) {
                return partition;
            }
        }
    }
    return NULL;
}

static const char *tlv_names(struct arena *arena, const struct mcuboot_image *image)
{
    struct text names = text_create(arena, 2000);

    for (size_t i = 0; i < image->count; i++) {
        const char *name = mcuboot_tlv_name(image->items[i].type);

        text_printf(&names, "%s%s%s", i == 0 ? "" : ", ",
                    name != NULL ? name : arena_printf(arena, "0x%04x", image->items[i].type),
                    image->items[i].is_protected ? " (protected)" : "");
    }
    return names.data;
}

static void describe_image(struct arena *arena, const struct mcuboot_image *image, struct artefact *artefact)
{
    const struct mcuboot_tlv_entry *signature = mcuboot_image_signature(image);
    const char *key = mcuboot_image_key_hash(arena, image);

    artefact->kind = "MCUboot image";
    artefact->version = mcuboot_version_text(arena, image->header.version);
    artefact->contents = tlv_names(arena, image);
    artefact->signature = "none";
    if (signature != NULL) {
        const char *name = mcuboot_tlv_name(signature->type);

        artefact->signature = key == NULL ? name : arena_printf(arena, "%s, key %.*s…", name, HASH_LETTERS, key);
    }
}

static void describe_firmware(struct arena *arena, struct byte_range bytes, struct artefact *artefact)
{
    struct nsib_image firmware;

    nsib_read(bytes, &firmware);
    artefact->kind = firmware.has_validation ? "firmware with NSIB block" : "firmware";
    if (firmware.has_fw_info) {
        artefact->version = arena_printf(arena, "%u", (unsigned)firmware.fw_info.version);
    }
    artefact->signature = firmware.has_validation ? "in its NSIB block" : NULL;
}

static void describe_package(struct arena *arena, const struct dfu_zip *zip, struct artefact *artefact)
{
    struct text names = text_create(arena, 4000);

    artefact->kind = "update package";
    for (size_t i = 0; i < zip->count; i++) {
        text_printf(&names, "%s%s", i == 0 ? "" : ", ", zip->items[i].name);
    }
    artefact->contents = names.data;
}

static const char *first_problem(const struct diagnostics *diagnostics)
{
    return diagnostics->count > 0 ? diagnostics->items[0].message : "cannot be read";
}

static void describe(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                     struct artefact *artefact)
{
    struct byte_range bytes = { (const uint8_t *)source->data, source->size };
    struct mcuboot_image *image;
    struct dfu_zip *zip;

    if (mcuboot_image_recognised(bytes)) {
        artefact->kind = "MCUboot image";
        if (mcuboot_image_read(arena, source, diagnostics, &image)) {
            describe_image(arena, image, artefact);
        } else {
            artefact->problem = first_problem(diagnostics);
        }
    } else if (dfu_zip_recognised(bytes)) {
        artefact->kind = "update package";
        if (dfu_zip_read(arena, source, diagnostics, &zip)) {
            describe_package(arena, zip, artefact);
        } else {
            artefact->problem = first_problem(diagnostics);
        }
    } else {
        describe_firmware(arena, bytes, artefact);
    }
}

static void add_file(struct artefact_reader *reader, const char *path, const char *image)
{
    struct diagnostics unheard = diagnostics_create(reader->arena);
    const char *inside = path == NULL ? NULL : path_inside(reader->project->path, path);
    const struct memory_partition *partition;
    const struct source *source;
    struct artefact *artefact;

    if (path == NULL) {
        return;
    }
    artefact = ARENA_PUSH(reader->arena, reader->artefacts);
    *artefact = (struct artefact){ .file = inside != NULL ? inside : path, .kind = "file", .image = image };
    if (!source_load(reader->arena, path, artefact->file, SOURCE_BINARY_LIMIT, &unheard, &source)) {
        artefact->problem = first_problem(&unheard);
        return;
    }
    artefact->size = source->size;
    describe(reader->arena, source, &unheard, artefact);
    partition = find_use(reader->layout, artefact->file);
    if (partition != NULL) {
        const struct layout_fill fill = layout_fill(partition);

        artefact->limit_known = true;
        artefact->limit = fill.room;
        artefact->filled = fill.used;
    }
}

void add_artefacts(struct command_call *call, const struct opened_tree *tree, struct html_report *report)
{
    struct artefact_reader reader = { call->arena, tree->project, tree->layout, &report->artefacts };

    for (size_t i = 0; i < tree->project->images.count; i++) {
        const struct project_image *image = &tree->project->images.items[i];

        add_file(&reader, image->files.bin, image->name);
        add_file(&reader, image->files.b0_bin, image->name);
        add_file(&reader, image->files.signed_bin, image->name);
    }
    add_file(&reader, tree->project->dfu_zip, NULL);
    report->no_artefacts = tree->project->kind == PROJECT_BUILD
                               ? "The build holds no binary of an image; what was looked for are zephyr.bin, signed "
                                 "images and dfu_application.zip."
                               : "Images are made by a build; this input is none.";
}
