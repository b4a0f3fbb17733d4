/* A Kconfig `.config` or `.conf` file: every assignment with its place.
 *
 * Lines are read as Kconfiglib reads them (docs/formats.md): the last assignment wins; `# NAME is not set` is
 * an assignment; for a bool the first character after '=' decides; for a string what follows the closing
 * quote is dropped; for a number the whole rest of the line counts.
 */
#ifndef PROJECT_SETTINGS_KCONFIG_H
#define PROJECT_SETTINGS_KCONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "project/settings/anomaly.h"

enum kconfig_type {
    KCONFIG_NOT_SET, /* "# CONFIG_X is not set" or "CONFIG_X=n" */
    KCONFIG_YES,     /* "CONFIG_X=y" ("=m" counts as yes) */
    KCONFIG_NUMBER,  /* decimal, negative or 0x... that fits int64 or uint64 */
    KCONFIG_STRING,  /* quoted, escapes resolved */
    KCONFIG_INVALID, /* anything else; text holds it as written */
    KCONFIG_UNKNOWN, /* derived, and what it follows from is open: because says what is missing */
};

struct evidence;

struct kconfig_symbol {
    const char *name; /* with its CONFIG_ or SB_CONFIG_ prefix */
    enum kconfig_type type;
    const char *text;     /* value as written without quotes: "y", "n", "0x40000", "-1", "path" */
    uint64_t magnitude;   /* KCONFIG_NUMBER: absolute value */
    bool negative;        /* KCONFIG_NUMBER */
    struct origin origin; /* of the winning assignment; nowhere for a value that is derived */
    size_t part;          /* which of the files of kconfig_merge() it came from, in their order; else 0 */

    /* A source tree's value that no file assigns (check/run/defaults.h): who says that it is so, for which releases, and what
     * it follows from. NULL where origin counts.
     */
    const char *default_source;
    const char *default_sdk;
    const struct evidence *because;
};

struct kconfig {
    const struct source *source;
    bool complete; /* absent means off: enough symbol lines (KCONFIG_COMPLETE_*), or told so by the caller */
    struct kconfig_symbol *items; /* sorted by name, one entry a name */
    size_t count;
    size_t capacity;
    size_t symbol_lines; /* assignments and "is not set" lines in the file */
};

/* From this number of symbol lines on a file is what a build wrote, not a fragment. */
#define KCONFIG_COMPLETE_IMAGE    200
#define KCONFIG_COMPLETE_SYSBUILD 60

/* Reads a file already loaded. Lines that are no Kconfig become anomalies ("malformed-kconfig-line"), so do
 * symbols assigned twice with different values ("kconfig-assigned-twice"). complete is decided by the number of symbol
 * lines against complete_from. Fails on a file that is no text at all (a zero byte in it), and on one that a build wrote
 * (complete, complete_from not 0) and whose last line has no newline: its end is missing, so that nothing absent is off.
 */
NODISCARD bool kconfig_read(struct arena *arena, const struct source *source, size_t complete_from,
                            struct anomalies *anomalies, struct diagnostics *diagnostics, struct kconfig **config);

/* One configuration out of several, as Kconfig reads fragments: the last assignment of a name wins, so parts stand in
 * the order in which they are read. It is never complete; name is what its source is called in messages.
 */
struct kconfig *kconfig_merge(struct arena *arena, const char *name, const struct kconfig *const *parts, size_t count);

/* NULL when the file has no line for the symbol. */
const struct kconfig_symbol *kconfig_find(const struct kconfig *config, const char *name);

#endif
