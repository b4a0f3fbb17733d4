/* What the files of `verify` share: the files that are verified, what they are compared with, and what came of it.
 *
 * First all files are read (collect.h, build.h), because images that are shipped together decide about each
 * other; then each is verified (items.h); then the answer is written (output.h). Everything lives in the
 * arena of the call.
 */
#ifndef CLI_VERIFY_VERIFY_H
#define CLI_VERIFY_VERIFY_H

#include "cli/command.h"
#include "image/dfu_zip.h"
#include "image/manifest.h"
#include "image/mcuboot_image.h"
#include "image/multi_image.h"
#include "image/nsib.h"
#include "image/provision.h"
#include "pack/plan/net_backup.h"
#include "pack/plan/nsib_trust.h"
#include "pack/plan/trusted_key.h"
#include "pack/verify/update_verify.h"
#include "pack/verify/version_verify.h"
#include "sign/decryption.h"

enum verified_kind { VERIFIED_IMAGE, VERIFIED_FIRMWARE, VERIFIED_PACKAGE, VERIFIED_MULTI_IMAGE, VERIFIED_PROVISION };

struct verified_file {
    enum verified_kind kind;
    const char *name;
    const struct source *source;
    bool has_address;
    uint64_t address; /* of a HEX: where its first byte is programmed */
    size_t group;     /* files of one group are installed together: those of a package, those of the command line */
    bool has_number;
    unsigned number; /* MCUboot's image number, where a package says it */

    const struct mcuboot_image *image;   /* VERIFIED_IMAGE; decrypted, when it was verified */
    const struct net_backup_hex *backup; /* of an image: the factory backup it came in, or NULL */
    struct nsib_image firmware;          /* VERIFIED_FIRMWARE */
    const struct manifest *manifest;     /* VERIFIED_PACKAGE */
    const struct dfu_zip *zip;
    const struct multi_image *multi_image; /* VERIFIED_MULTI_IMAGE */
    const struct provision *provision;     /* VERIFIED_PROVISION */
    bool needs_no_signature;               /* the bootloader of the build takes it without */
    const char *twin;                      /* of an image: path of the HEX of the same content, or NULL */

    struct verdicts verdicts;
};

struct verified_files {
    struct verified_file *items;
    size_t count;
    size_t capacity;
};

struct provisions {
    const struct provision **items;
    size_t count;
    size_t capacity;
};

struct verification {
    struct command_call *call;
    const char *build;                 /* the build that is verified itself; NULL: single files */
    const struct project *against;     /* --against, or the build itself; NULL: none */
    const struct public_key *key;      /* or NULL */
    const char *key_path;              /* of key */
    const struct public_key *nsib_key; /* that b0 trusts: --nsib-key, or --key where no image is for MCUboot; or NULL */
    struct trusted_key trusted;        /* of the tree, if there is one */
    struct nsib_trust nsib_trust;      /* b0's keys of the tree, if there is one */
    bool key_differs;                  /* --key is not the tree's */
    struct decryption_key *decryption; /* or NULL */
    struct provisions provisions;
    struct known_images installed;
    struct verified_files files;
    size_t groups;
    enum exit_status status; /* of the input: files that cannot be read */
};

/* Reports go on: what cannot be read makes the status worse, the other files are verified all the same. */
void verification_unusable(struct verification *verification);

#endif
