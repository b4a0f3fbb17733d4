/* Takes firmware from a .bin or .hex file.
 *
 * As imgtool does, the name decides: .hex (any case) is Intel HEX, everything else is raw bytes.
 */
#ifndef SIGN_FIRMWARE_H
#define SIGN_FIRMWARE_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "base/byte_range.h"

struct firmware {
    const struct source *source; /* the file as it is */
    struct byte_range bytes;     /* what is in it: gaps of a HEX are filled with 0xff, whatever the erased value */
    bool has_address;            /* the file was a HEX */
    uint64_t address;
};

bool is_hex_name(const char *path);

/* Input errors: unreadable, empty, larger than any nRF5340 takes, a bad HEX, a private key. A large gap in a HEX is noted.
 */
NODISCARD bool firmware_load(struct arena *arena, const char *path, struct diagnostics *diagnostics,
                             struct firmware *firmware);

#endif
