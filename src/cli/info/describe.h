/* What `info` says about each kind of file. Each function adds to a map of the tree. */
#ifndef CLI_INFO_DESCRIBE_H
#define CLI_INFO_DESCRIBE_H

#include <stdbool.h>
#include "base/diagnostics.h"
#include "base/source.h"
#include "cli/info/tree.h"
#include "image/mcuboot_image.h"

struct describer {
    struct arena *arena;
    struct diagnostics *diagnostics;
};

/* Any file; false with a diagnostic when it is of no known kind, or damaged. */
NODISCARD bool describe_file(const struct describer *describer, struct info_node *node, const struct source *source);

/* What lies in a package, a multi-image file or a segment of a HEX file: an image, a firmware, or "data". */
NODISCARD bool describe_part(const struct describer *describer, struct info_node *node, const struct source *source);

/* A firmware of NSIB, with fw_info in its first kilobyte and no MCUboot header. */
bool has_fw_info(struct byte_range bytes);
NODISCARD bool describe_firmware(const struct describer *describer, struct info_node *node,
                                 const struct source *source);

NODISCARD bool describe_image(const struct describer *describer, struct info_node *node, const struct source *source);
NODISCARD bool describe_zip(const struct describer *describer, struct info_node *node, const struct source *source);
NODISCARD bool describe_multi_image(const struct describer *describer, struct info_node *node,
                                    const struct source *source);
NODISCARD bool describe_hex(const struct describer *describer, struct info_node *node, const struct source *source);
NODISCARD bool describe_key(const struct describer *describer, struct info_node *node, const struct source *source);
/* Adds the map "provision" when there is provision data of NSIB in the file; false, and nothing said, when not. */
bool describe_provision(const struct describer *describer, struct info_node *node, const struct source *source);
bool is_key_file(struct byte_range bytes);

/* The blocks of NSIB in a firmware; nothing when there are none. */
void describe_nsib(const struct describer *describer, struct info_node *node, struct byte_range firmware);

/* All TLVs of an image, decoded. */
void describe_tlvs(const struct describer *describer, struct info_node *node, const struct mcuboot_image *image);

#endif
