/* Checks how a zip archive is laid out, before anything is unpacked.
 *
 * Clients read the same archive in two ways: iOS clients from the directory at its end, Android clients entry by entry
 * from its start (java.util.zip.ZipInputStream). Where the two disagree, a phone of one kind installs something else than
 * a phone of the other kind. So entries must lie one behind the other from the first byte on, as the directory says, with
 * nothing between, in front or behind. Source: PKWARE APPNOTE.TXT 6.3.10.
 */
#ifndef IMAGE_ZIP_LAYOUT_H
#define IMAGE_ZIP_LAYOUT_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"

/* Input errors: no directory, several volumes, zip64, encrypted entries, methods other than stored and deflated, sizes
 * behind stored entries, names
 * that are no UTF-8, empty, or hold a zero byte, two equal names, an entry whose own header says something else than the
 * directory, bytes that belong to nothing. `most` is the largest number of entries.
 */
NODISCARD bool zip_layout_check(struct arena *arena, const struct source *source, size_t most,
                                struct diagnostics *diagnostics);

#endif
