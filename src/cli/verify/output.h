/* What `verify` says at the end: one block of lines for each file, and a last line that says no more than was done. */
#ifndef CLI_VERIFY_OUTPUT_H
#define CLI_VERIFY_OUTPUT_H

#include "cli/verify/verify.h"

/* What became of the signatures of all files of one verification. */
struct verification_sum {
    bool failed;
    bool has_image;           /* for MCUboot */
    size_t images;            /* MCUboot images; where there are none, firmware signed for b0 */
    size_t hashed;            /* of them, with a hash that is right */
    size_t checked;           /* of them, signature checked with the key, good or bad */
    size_t bare;              /* of them, without a hash and without a signature that was checked and is right */
    size_t open;              /* of all files, with such a signature, though the build's bootloader asks for it */
    size_t without_signature; /* of them, without a signature */
    size_t provisioned;       /* of the firmware for b0, signed with a key of the provision data */
    size_t trusted;           /* of the firmware for b0, signed with a key that is known to be trusted */
    size_t hidden;            /* of them, encrypted without a key for it, or compressed: not all was checked */
};

void verification_add_up(const struct verification *verification, struct verification_sum *sum);

/* EXIT_GOOD, EXIT_FINDING, or EXIT_UNUSABLE where what was asked for could not be checked. *text is the last line. */
enum exit_status verification_conclude(const struct verification *verification, const struct verification_sum *sum,
                                       const char **text);

void verification_print(struct verification *verification);

/* Everything in one document. */
void verification_print_json(struct command_call *call, const struct verification *items, size_t count);

#endif
