/* Takes firmware from a .bin or .hex file, and writes Intel HEX.
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
#include "image/byte_range.h"

struct firmware {
    const struct source *source; /* the file as it is */
    struct byte_range bytes;     /* what is in it: gaps of a HEX are filled with 0xff, whatever the erased value */
    bool has_address;            /* the file was a HEX */
    uint64_t address;
};

bool is_hex_name(const char *path);

/* Input errors: unreadable, empty, larger than any nRF5340 takes, a bad HEX. An empty raw file is allowed
 * where the caller says so: imgtool signs it too.
 */
NODISCARD bool firmware_load(struct arena *arena, const char *path, bool allow_empty, struct diagnostics *diagnostics,
                             struct firmware *firmware);

/* The text of an Intel HEX file as python3-intelhex writes it: 16 bytes a record, upper case, '\n', a linear
 * address record at the start and at each change of 64 KiB if any address is over 0xffff. False when an
 * address has over 32 bits.
 */
NODISCARD bool hex_write(struct arena *arena, uint64_t address, struct byte_range bytes, struct byte_range *text);

#endif
