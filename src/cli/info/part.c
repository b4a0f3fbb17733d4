#include "cli/info/describe.h"
#include "crypto/digest.h"
#include "image/nsib.h"

bool has_fw_info(struct byte_range bytes)
{
    struct nsib_image nsib;

    nsib_read(bytes, &nsib);
    return nsib.has_fw_info;
}

bool describe_firmware(const struct describer *describer, struct info_node *node, const struct source *source)
{
    info_text(describer->arena, node, "kind", "firmware");
    info_number(describer->arena, node, "size", source->size);
    describe_nsib(describer, node, range_of_source(source));
    return true;
}

bool describe_part(const struct describer *describer, struct info_node *node, const struct source *source)
{
    struct byte_range bytes = range_of_source(source);
    uint8_t digest[SHA256_SIZE];

    if (mcuboot_image_recognised(bytes)) {
        return describe_image(describer, node, source);
    }
    if (has_fw_info(bytes)) {
        return describe_firmware(describer, node, source);
    }
    sha256(bytes, digest);
    info_text(describer->arena, node, "kind", "data");
    info_number(describer->arena, node, "size", source->size);
    info_hex(describer->arena, node, "sha256", range_of(digest, sizeof digest));
    return true;
}
