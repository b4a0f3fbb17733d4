/* Reads from a call what kind of image `sign` makes: header, hash, key form and TLVs, with imgtool's names. */
#ifndef CLI_SIGN_IMAGE_OPTIONS_H
#define CLI_SIGN_IMAGE_OPTIONS_H

#include "base/attributes.h"
#include "cli/command.h"
#include "sign/image_writer.h"

/* Entries of a command's option table. */
/* clang-format off */
#define SIGN_IMAGE_OPTIONS \
    { "--version", "-v", "VERSION", "major.minor.revision+build (required)", false }, \
    { "--header-size", "-H", "BYTES", "header space in front of the firmware, 'auto' for 32 (required)", false }, \
    { "--pad-header", NULL, NULL, "add the header space; without it the firmware must start with zeros", false }, \
    { "--erased-val", "-R", "BYTE", "fills added header space and slot: 0 or 0xff (default)", false }, \
    { "--pad-value", NULL, "BYTE", "the same, and fills header space that is there already", false }, \
    { "--load-addr", "-L", "ADDRESS", "the image is run from RAM at this address", false }, \
    { "--rom-fixed", "-F", "ADDRESS", "the image runs only at this flash address", false }, \
    { "--non-bootable", NULL, NULL, "mark the image as not bootable", false }, \
    { "--sha", NULL, "HASH", "256, 384, 512, or auto (default): what the key signs, 256 without a key", false }, \
    { "--pure", NULL, NULL, "Ed25519 signs the image itself, not its hash", false }, \
    { "--pad-sig", NULL, NULL, "fill an ECDSA signature up with zeros, for MCUboot before 1.5", false }, \
    { "--public-key-format", NULL, "FORMAT", "how the image names its key: hash (default) or full", false }, \
    { "--dependencies", "-d", "LIST", "needed versions of other images: \"(image,version) ...\"", false }, \
    { "--security-counter", "-s", "NUMBER", "security counter, or 'auto' to make it from the version", false }, \
    { "--boot-record", NULL, "TYPE", "boot record for attestation, with this software type", false }, \
    { "--vid", NULL, "VENDOR", "vendor: a domain name, or 16 bytes in hexadecimal", false }, \
    { "--cid", NULL, "CLASS", "class of the image: a name under --vid, or 16 bytes in hexadecimal", false }, \
    { "--custom-tlv", NULL, "TYPE VALUE", "protected TLV of one's own: text, or bytes as 0x...", true }, \
    { "--custom-tlv-file", NULL, "TYPE FILE", "the same with the bytes of a file", true }
/* clang-format on */

/* What imgtool has and this program does not make; given with any other value than the default it is refused. */
/* clang-format off */
#define SIGN_REFUSED_OPTIONS \
    { "--compression", NULL, "KIND", "only 'disabled': compressed images are not made here", false }, \
    { "--endian", "-e", "ORDER", "only 'little', as the nRF5340 is", false }, \
    { "--manifest", NULL, "FILE", "refused: manifest TLVs are not made here", false }, \
    { "--edt-config", NULL, "FILE", "refused: devicetree is never read from a pickle", false }
/* clang-format on */

/* One usage error, or an input error for the file of a custom TLV. Everything lives in the arena of the call. */
NODISCARD bool sign_image_options_read(const struct command_call *call, struct image_options *options);

#endif
