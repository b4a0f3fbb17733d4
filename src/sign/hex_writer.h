/* Writes Intel HEX as python3-intelhex does, and with it imgtool: byte for byte the same file.
 *
 * 16 bytes a record, counted from where the data starts, upper case, '\n'; a linear address record at the start and at each
 * change of 64 KiB if any address is over 0xffff. Source: python-intelhex/intelhex __init__.py write_hex_file() (2.3.0).
 */
#ifndef SIGN_HEX_WRITER_H
#define SIGN_HEX_WRITER_H

#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/byte_range.h"

struct hex_part {
    uint64_t address;
    struct byte_range bytes; /* may be empty */
};

/* Parts in the order of their addresses, none over another; parts that touch make records as one part would. The text
 * lives in the arena, with a zero byte behind it. False when a byte would have no 32-bit address.
 */
NODISCARD bool hex_write(struct arena *arena, const struct hex_part *parts, size_t count, struct byte_range *text);

#endif
