/* A DFU package: files for an update client, and the manifest.json that says where each goes.
 *
 * Knows no build tree: whoever calls fills in the list, in the order in which clients shall upload. Texts and bytes
 * are borrowed. NCS's own keys, types and order: pack/write/manifest_form.h.
 */
#ifndef PACK_WRITE_DFU_PACKAGE_H
#define PACK_WRITE_DFU_PACKAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/byte_range.h"
#include "image/manifest.h"
#include "pack/write/manifest_form.h"

#define DFU_MANIFEST_NAME "manifest.json"

enum dfu_file_kind {
    DFU_FILE_APPLICATION, /* of the application core */
    DFU_FILE_NETWORK,
    DFU_FILE_MCUBOOT, /* MCUboot itself, S0 or S1 variant: these only, in a package of their own */
};

struct dfu_file {
    enum dfu_file_kind kind;
    const char *name; /* in the package */
    struct byte_range bytes;
    const char *board;
    const char *soc;
    uint64_t load_address;
    uint64_t image_index; /* MCUboot's image number; not for DFU_FILE_MCUBOOT */
    bool has_slot;        /* direct-XIP: the file is linked for one slot of its image; DFU_FILE_MCUBOOT: for S0 or S1 */
    unsigned slot;        /* 0 primary or S0, 1 secondary or S1 */
    const char *version;  /* DFU_FILE_NETWORK: the firmware's own; else the MCUboot image's */
    const char *version_b0; /* DFU_FILE_MCUBOOT: fw_info's */
};

struct dfu_package {
    enum manifest_form form;
    const char *name; /* for people: the application's */
    int64_t time;     /* seconds since 1970-01-01 UTC, of all files and the package */
    struct dfu_file *items;
    size_t count;
    size_t capacity;
};

/* Names that no client confuses: where one is part of another or holds a blank, all become image-0.bin, image-1.bin,
 * ... (-slot0, -slot1 behind it where an image has two).
 */
void dfu_package_separate_names(struct arena *arena, struct dfu_package *package);

/* Text of manifest.json. */
struct byte_range manifest_write(struct arena *arena, const struct dfu_package *package);

/* The zip: files in their order, manifest.json behind them. */
NODISCARD bool dfu_package_write(struct arena *arena, const struct dfu_package *package,
                                 struct diagnostics *diagnostics, struct byte_range *zip);

/* Reads a zip back: its entries are the files, byte for byte, and manifest_verify() finds no fault. One
 * DIAGNOSTIC_SELF for each; `label` is the zip's name in them. expected may be NULL.
 */
NODISCARD bool dfu_package_verify(struct arena *arena, const struct dfu_package *package, struct byte_range zip,
                                  const char *label, const struct manifest_expectation *expected,
                                  struct diagnostics *diagnostics);

#endif
