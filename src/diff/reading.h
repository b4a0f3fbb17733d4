/* How one build says the things that two are compared by: a value with its place, or what is missing to know it. */
#ifndef DIFF_READING_H
#define DIFF_READING_H

#include "diff/aspect.h"

/* Texts for what is certainly not there. */
#define ASPECT_NONE "none"

struct reading {
    struct arena *arena;
    const struct project *project;
    const struct trusted_key *trusted; /* of read_key() and tell_keys_apart(); others do not look at it */
};

struct aspect_value aspect_known(const char *text, struct origin origin);
struct aspect_value aspect_unknown(const char *missing);

/* "0x10000, 928 KiB, flash_primary" */
const char *place_text(struct arena *arena, uint64_t address, uint64_t size, const char *region);

struct aspect_value read_symbol(const struct reading *reading, enum image_role role, const char *symbol);
struct aspect_value read_partition(const struct reading *reading, const char *name);
struct aspect_value read_net_partition(const struct reading *reading, const char *name);

/* Where b0n starts the network image, and where it looks for commands: as the bootloader of the build is told. */
struct aspect_value read_net_place(const struct reading *reading);
struct aspect_value read_command_block(const struct reading *reading);

struct aspect_value read_release(const struct reading *reading);
struct aspect_value read_board(const struct reading *reading);
struct aspect_value read_bootloader(const struct reading *reading);
struct aspect_value read_mode(const struct reading *reading);
struct aspect_value read_signature_type(const struct reading *reading);
struct aspect_value read_key(const struct reading *reading);
struct aspect_value read_hash(const struct reading *reading);       /* algorithm of the images' hash */
struct aspect_value read_encryption(const struct reading *reading); /* scheme and length of the key */
struct aspect_value read_b0_keys(const struct reading *reading);    /* of sysbuild: whom b0 and b0n trust */

/* Format of the application's settings, or of its other storage. */
struct aspect_value read_storage_format(const struct reading *reading);
struct aspect_value read_storage_sectors(const struct reading *reading); /* "8 of 4 KiB": those that its settings use */
struct aspect_value read_firmware_identity(const struct reading *reading); /* the numbers that b0n looks for */

/* Two files of one name may hold two keys: where both are here and do, the values say so. */
void tell_keys_apart(const struct reading readings[2], struct aspect_value *released, struct aspect_value *fresh);

struct aspect_value read_image_name(const struct reading *reading, enum image_role role);
struct aspect_value read_firmware(const struct reading *reading, enum image_role role);
struct aspect_value read_update_version(const struct reading *reading, enum image_role role);
struct aspect_value read_update_counter(const struct reading *reading, enum image_role role);

#endif
