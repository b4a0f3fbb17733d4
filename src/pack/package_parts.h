/* Shared by the files that make a package: one builds its images, one what is made of images. */
#ifndef PACK_PACKAGE_PARTS_H
#define PACK_PACKAGE_PARTS_H

#include "pack/package.h"

struct builder {
    struct arena *arena;
    const struct package_signers *signers;
    struct diagnostics *diagnostics;
    struct package *package;
};

/* One image of the plan. False while its signature is missing, without a diagnostic, and on errors, with one. */
NODISCARD bool build_image(const struct builder *builder, struct packed_image *packed);

/* Provision data, the network core's first backup, zips and dfu_multi_image.bin, as far as the plan asks for them. */
NODISCARD bool build_provisions(const struct builder *builder);
NODISCARD bool build_net_backup(const struct builder *builder);
NODISCARD bool build_packages(const struct builder *builder);

#endif
