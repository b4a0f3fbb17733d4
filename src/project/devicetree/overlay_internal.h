/* What the files of the overlay reader share: positions in a text, and values. Used by overlay*.c only. */
#ifndef PROJECT_DEVICETREE_OVERLAY_INTERNAL_H
#define PROJECT_DEVICETREE_OVERLAY_INTERNAL_H

#include "base/text.h"
#include "project/devicetree/overlay.h"

struct overlay_scanner {
    struct arena *arena;
    struct diagnostics *diagnostics;
    const struct source *source;
    size_t at;
    uint32_t line;
    size_t line_start;
    size_t first;      /* where the first that is no comment stands */
    unsigned if_depth; /* #if, #ifdef, #ifndef without their #endif */
    unsigned guards;   /* those of them that only keep the file from being read twice; they stand around the others */
    bool failed;
};

/* Files that are being read, innermost first. */
struct overlay_file {
    const struct source *source;
    const struct overlay_file *from;
};

struct overlay_sources {
    const struct source **items;
    size_t count;
    size_t capacity;
};

struct overlay_reader {
    struct overlay_scanner scanner;
    /* The rest of a file, inside node or, where that is NULL, outside of all: overlay.c's, for files that others include. */
    bool (*read_file)(struct overlay_reader *reader, struct devicetree_node *node);
    struct devicetree *tree;
    const struct overlay_includes *includes;
    const struct overlay_file *file;
    struct overlay_sources once; /* files that were read and count only once */
    bool condition_told;
    unsigned include_depth;
    unsigned include_count;
    unsigned node_depth;
    const struct devicetree_default *base; /* not NULL: only what is not there yet counts */
};

/* A preprocessor line, which stands in node. */
NODISCARD bool overlay_preprocess(struct overlay_reader *reader, struct slice word, struct devicetree_node *node);

/* Reads the file in its place; system: it was written in <>. A file that is not read leaves all in doubt. */
NODISCARD bool overlay_include(struct overlay_reader *reader, struct slice path, bool system, struct origin origin,
                               struct devicetree_node *node);

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
