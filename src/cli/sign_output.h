/* What `sign` does with an image it has made: the slot's size, the trailer, BIN or Intel HEX. */
#ifndef CLI_SIGN_OUTPUT_H
#define CLI_SIGN_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>
#include "base/attributes.h"
#include "cli/command.h"
#include "sign/firmware.h"
#include "sign/image_writer.h"
#include "sign/slot_fit.h"

struct sign_output {
    struct imgtool_slot slot;
    bool has_hex_address;
    uint64_t hex_address;
    bool pad;
    bool confirm;
};

/* The options --slot-size to --hex-addr; reports DIAGNOSTIC_USAGE. */
NODISCARD bool sign_output_read(const struct command_call *call, struct sign_output *output);

/* Whether the slot takes an image of `size` bytes: one diagnostic, or a note where MCUboot is stricter. */
NODISCARD bool sign_output_holds(const struct command_call *call, const struct sign_output *output, size_t size);

/* Writes the second argument of the call, whole or not at all. */
NODISCARD bool sign_output_write(const struct command_call *call, const struct sign_output *output,
                                 const struct image_options *options, const struct firmware *firmware,
                                 struct byte_range image);

#endif
