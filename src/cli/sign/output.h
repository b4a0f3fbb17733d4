/* What `sign` does with an image it has made: the trailer, BIN or Intel HEX. */
#ifndef CLI_SIGN_OUTPUT_H
#define CLI_SIGN_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>
#include "base/attributes.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/sign/slot.h"
#include "sign/firmware.h"
#include "sign/image_writer.h"
#include "sign/trailer_writer.h"

struct sign_output {
    struct sign_slot slot;
    bool has_hex_address;
    uint64_t hex_address;
    bool pad;
    enum trailer_mark mark; /* with pad */
};

/* The options of the slot, --pad, --confirm, --test, --hex-addr; reports DIAGNOSTIC_USAGE. */
NODISCARD bool sign_output_read(const struct command_call *call, struct sign_output *output);

/* sign_slot_holds() for an image made with these options. */
NODISCARD bool sign_output_holds(const struct command_call *call, const struct sign_output *output,
                                 const struct image_options *options, size_t size);

/* Adds the second argument of the call to what is written together. */
NODISCARD bool sign_output_add(const struct command_call *call, const struct sign_output *output,
                               const struct image_options *options, const struct firmware *firmware,
                               struct byte_range image, struct output_set *set);

#endif
