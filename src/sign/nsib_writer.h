/* Appends NSIB's validation info to a firmware: signed_by_b0_<image>, which b0 or b0n starts.
 *
 * Nothing is signed that b0 would refuse: fw_info must be there and agree with the file. Source: nrfconnect/sdk-nrf
 * scripts/bootloader/validation_data.py, do_sign.py (173abbdd, 16181707); what b0 looks at: image/nsib.h. Results live in the arena.
 */
#ifndef SIGN_NSIB_WRITER_H
#define SIGN_NSIB_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/byte_range.h"
#include "crypto/digest.h"
#include "nrf53pack/nsib_format.h"
#include "sign/signer.h"

struct nsib_options {
    uint64_t address; /* of the file's first byte */
    uint64_t skip;    /* bytes at the start of the file that are not signed: room for MCUboot's header */
    uint64_t offset;  /* address of the validation info; 0: the first word boundary behind the firmware */
    bool unchecked;   /* sign what b0 refuses too, as the SDK's scripts do: for simulations of what then happens */
};

/* A firmware that b0 would take, but for the signature. */
struct nsib_draft {
    struct byte_range file; /* with what is skipped */
    size_t validation_offset;
    struct nsib_validation_info validation; /* without key and signature */
    struct digest digest;                   /* SHA-256 of validation.hash: what the curve signs */
    struct signature_request request;       /* points into this draft */
};

/* Input errors name `source`: no fw_info or one that was made invalid, another address or size than fw_info says, boot
 * address or reset vector outside, already signed, an offset where b0 does not look, more than 32 bits of addresses.
 */
NODISCARD bool nsib_draft_make(struct arena *arena, const struct source *source, struct byte_range file,
                               const struct nsib_options *options, struct diagnostics *diagnostics,
                               struct nsib_draft **draft);

/* The file, 0xff up to the validation info, the validation info. Fails when the key is not ECDSA P-256, or as
 * signer_sign() does.
 */
NODISCARD bool nsib_draft_sign(struct arena *arena, const struct nsib_draft *draft, const struct signer *signer,
                               struct diagnostics *diagnostics, struct byte_range *result);

/* Both steps. */
NODISCARD bool nsib_write(struct arena *arena, const struct source *source, struct byte_range file,
                          const struct nsib_options *options, const struct signer *signer,
                          struct diagnostics *diagnostics, struct byte_range *result);

/* The key that the SDK makes when a build names none: a new one in each build folder, so that a b0 in the field refuses
 * what the next build signs. Known by the file's name only (cmake/sysbuild/debug_keys.cmake, 1f8c29ee).
 */
bool nsib_is_generated_key(const char *path);

#endif
