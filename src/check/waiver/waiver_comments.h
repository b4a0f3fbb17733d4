/* Waivers in the files that they speak of: comments in Kconfig fragments, YAML and devicetree overlays.
 *
 *     # nrf53pack: allow N53-0305 until=2026-12-31 board=nrf5340dk -- why it is right here
 *
 * `allow` speaks of one place: the line that the comment stands behind or, where it stands alone, the next line that is
 * neither empty nor a comment, with all that stands below that line's key (YAML) or in its braces (devicetree). In a
 * Kconfig fragment a comment always stands alone. `allow-file` speaks of the whole file. A finding is waived when one of
 * its facts stands there. The file may be any bytes; nothing in it makes this fail.
 */
#ifndef CHECK_WAIVER_WAIVER_COMMENTS_H
#define CHECK_WAIVER_WAIVER_COMMENTS_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "check/waiver/check_config.h"

/* Comments longer than this are not read. */
#define WAIVER_COMMENT_LIMIT 4096

/* Comments of one file; more of them make one problem. */
#define WAIVER_COMMENTS_LIMIT 200

/* A comment with the marker that cannot be understood. */
struct unreadable_waiver {
    const char *problem; /* as a phrase */
    struct origin origin;
};

struct unreadable_waivers {
    struct unreadable_waiver *items;
    size_t count;
    size_t capacity;
};

struct waiver_comment {
    bool whole_file;
    struct waivers waivers; /* one for each rule that it names */
};

/* What stands behind the marker "nrf53pack:", to the end of the comment. NULL on success, else what is wrong, as a
 * phrase. origin is that of the comment.
 */
NODISCARD const char *waiver_comment_parse(struct arena *arena, const struct rule_set *set, struct slice text,
                                           struct origin origin, struct waiver_comment *comment);

/* Appends the waivers of a file's comments. Files that are none of those three kinds by their names have none. */
void waiver_comments_read(struct arena *arena, const struct rule_set *set, const struct source *source,
                          struct waivers *waivers, struct unreadable_waivers *unreadable);

#endif
