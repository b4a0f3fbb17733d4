#include "cli/info/describe.h"

#include "image/intel_hex.h"
#include "image/mcuboot_image.h"
#include "image/nsib.h"

static struct info_node *describe_segments(const struct describer *describer, struct info_node *node,
                                           const struct intel_hex *hex)
{
    struct info_node *list = info_list(describer->arena, node, "segments");

    for (size_t i = 0; i < hex->count; i++) {
        struct info_node *map = info_map(describer->arena, list, NULL);

        info_number(describer->arena, map, "address", hex->items[i].address);
        info_number(describer->arena, map, "size", hex->items[i].bytes.size);
    }
    return list;
}

/* One image, with its trailer at the end of the slot where it was padded. */
static bool is_one_image(struct byte_range flat)
{
    struct nsib_image nsib;

    nsib_read(flat, &nsib);
    return mcuboot_image_recognised(flat) || nsib.has_fw_info;
}

/* A merged HEX holds a bootloader, images and settings side by side. */
static bool describe_each(const struct describer *describer, struct info_node *list, const struct intel_hex *hex)
{
    bool good = true;

    for (size_t i = 0; i < hex->count; i++) {
        const struct hex_segment *segment = &hex->items[i];
        const char *label =
            arena_printf(describer->arena, "%s:0x%llx", hex->source->name, (unsigned long long)segment->address);
        const struct source *part =
            source_from_bytes(describer->arena, label, segment->bytes.data, segment->bytes.size);

        good = describe_part(describer, info_map(describer->arena, list->items[i], "content"), part) && good;
    }
    return good;
}

bool describe_hex(const struct describer *describer, struct info_node *node, const struct source *source)
{
    struct diagnostics ignored = diagnostics_create(describer->arena);
    struct info_node *list;
    struct byte_range flat;
    struct intel_hex *hex;
    uint64_t address;

    if (!intel_hex_read(describer->arena, source, describer->diagnostics, &hex)) {
        return false;
    }
    if (intel_hex_flatten(describer->arena, hex, 0xff, &ignored, &flat, &address) && is_one_image(flat)) {
        describe_segments(describer, node, hex);
        return describe_part(describer, node, source_from_bytes(describer->arena, source->name, flat.data, flat.size));
    }
    info_text(describer->arena, node, "kind", "Intel HEX");
    list = describe_segments(describer, node, hex);
    (void)describe_provision(describer, node, source);
    return describe_each(describer, list, hex);
}
