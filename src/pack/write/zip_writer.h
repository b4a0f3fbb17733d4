/* Writes zip archives whose bytes depend on nothing but names, contents and one time.
 *
 * Entries are stored uncompressed (an update client unpacks on a phone, images hardly compress), with the
 * attributes of a plain file (0644) and the given time in UTC: zip has no time zone, so UTC is what makes the
 * bytes the same everywhere.
 */
#ifndef PACK_WRITE_ZIP_WRITER_H
#define PACK_WRITE_ZIP_WRITER_H

#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/byte_range.h"

struct zip_input {
    const char *name;
    struct byte_range bytes;
};

/* seconds since 1970-01-01 UTC; years before 1980 and after 2107, which zip cannot hold, are moved to the
 * nearest one. The result lives in the arena. Fails with DIAGNOSTIC_OUTPUT when libzip does.
 */
NODISCARD bool zip_write(struct arena *arena, const struct zip_input *inputs, size_t count, int64_t seconds,
                         struct diagnostics *diagnostics, struct byte_range *zip);

#endif
