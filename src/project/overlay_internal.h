/* What the files of the overlay reader share: positions in a text, and values. Used by overlay*.c only. */
#ifndef PROJECT_OVERLAY_INTERNAL_H
#define PROJECT_OVERLAY_INTERNAL_H

#include "base/text.h"
#include "project/overlay.h"

struct overlay_scanner {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct source *source;
    size_t at;
    uint32_t line;
    size_t line_start;
    unsigned if_depth; /* #if, #ifdef, #ifndef without their #endif */
    bool failed;
};

/* Character ahead, -1 behind the end. */
int overlay_peek(const struct overlay_scanner *scanner, size_t ahead);
void overlay_advance(struct overlay_scanner *scanner, size_t count);
struct origin overlay_here(const struct overlay_scanner *scanner);

/* Steps over blanks and comments. A preprocessor line stops it: see overlay_directive(). */
void overlay_skip(struct overlay_scanner *scanner);

/* The word of a preprocessor line ("include"), when one begins here; the scanner stays. Else empty. */
struct slice overlay_directive(const struct overlay_scanner *scanner);

/* The rest of the line, a backslash at its end continuing it. */
struct slice overlay_take_line(struct overlay_scanner *scanner);

/* Name of a node, property, label or macro; empty when something else comes. */
struct slice overlay_take_name(struct overlay_scanner *scanner);

/* Text in double quotes, without them and with its escapes as they are; false, with an error, when it has no end. */
NODISCARD bool overlay_take_quoted(struct overlay_scanner *scanner, struct slice *text);

/* "label" of "&label", "/path" of "&{/path}"; empty when none comes. */
struct slice overlay_take_reference(struct overlay_scanner *scanner);

bool overlay_fail(struct overlay_scanner *scanner, struct origin origin, const char *what);

/* Values of a property, from behind '=' to its ';', which stays. False after an error. */
NODISCARD bool overlay_read_values(struct overlay_scanner *scanner, struct devicetree_property *property);

/* One number or expression in parentheses; *known is false when it needs the preprocessor. */
uint64_t overlay_read_number(struct overlay_scanner *scanner, bool *known);

#endif
