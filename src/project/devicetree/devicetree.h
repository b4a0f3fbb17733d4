/* A build's devicetree: values through dtc and libfdt, places from dtc's annotated output or the text itself.
 *
 * Read from zephyr.dts (dtc needed) or from a .dtb (libfdt alone, no line numbers).
 */
#ifndef PROJECT_DEVICETREE_DEVICETREE_H
#define PROJECT_DEVICETREE_DEVICETREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "base/text.h"

/* Of what a source tree's board or SDK says: who says that it does (source), and for which releases ("all"). */
struct devicetree_default {
    const char *source;
    const char *sdk;
};

struct devicetree_property {
    const char *name;
    const uint8_t *data; /* as in the blob, big-endian cells */
    size_t size;
    struct origin origin;                   /* line of the property; nowhere for a .dtb */
    bool unknown;                           /* overlay: the value needs the preprocessor or the base */
    bool deleted;                           /* overlay: the property is taken away */
    const struct devicetree_default *given; /* stands in no file; NULL where origin counts */
};

struct devicetree_labels {
    const char **items;
    size_t count;
    size_t capacity;
};

struct devicetree_node {
    const char *path; /* "/soc/peripheral@50000000/qspi@2b000/mx25r6435f@0" */
    const char *name; /* last part, "" for the root */
    struct devicetree_labels labels;
    struct origin origin;
    uint32_t phandle; /* 0 when none */
    struct devicetree_node *parent;
    struct devicetree_property *properties;
    size_t property_count;
    size_t property_capacity;
    bool deleted;                           /* overlay: the node is taken away */
    bool unknown;                           /* overlay: it depends on a condition */
    bool enabled;                           /* status absent, "okay" or "ok", for the node itself and all its parents */
    bool has_address;                       /* reg present and readable with the parent's cells */
    uint64_t address;                       /* first reg entry, in the parent's address space, no ranges applied */
    uint64_t size;                          /* bytes; 0 when #size-cells is 0 */
    const struct devicetree_default *given; /* stands in no file; NULL where origin counts */
};

struct devicetree {
    const struct source *source;
    bool partial;                   /* overlays without their base (overlay.h): what is not here may be there */
    struct devicetree_node **items; /* in tree order, root first */
    size_t count;
    size_t capacity;
};

/* dtc to use; NULL or "" when none was found. */
NODISCARD bool devicetree_read_dts(struct arena *arena, const char *dtc, const struct source *source,
                                   struct diagnostics *diagnostics, struct devicetree **tree);

/* The same in two steps, so that several trees are compiled at once. devicetree_start() never fails: what went wrong
 * is reported by devicetree_finish(). Each start needs one finish, or one abandon for a tree nobody wants.
 */
struct devicetree_compilation;

struct devicetree_compilation *devicetree_start(struct arena *arena, const char *dtc, const struct source *source);
NODISCARD bool devicetree_finish(struct devicetree_compilation *compilation, struct diagnostics *diagnostics,
                                 struct devicetree **tree);
void devicetree_abandon(struct devicetree_compilation *compilation);

/* A flattened blob. Labels come from /__symbols__ where present. */
NODISCARD bool devicetree_read_dtb(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                                   struct devicetree **tree);

/* The dtc to call: explicit_dtc (from --dtc), $DTC, CMakeCache.txt's DTC entry, the Zephyr SDK, PATH.
 * NULL when there is none.
 */
const char *devicetree_find_dtc(struct arena *arena, const char *explicit_dtc, const char *cmake_cache_dtc);

const struct devicetree_node *devicetree_by_path(const struct devicetree *tree, const char *path);
const struct devicetree_node *devicetree_by_label(const struct devicetree *tree, const char *label);

/* The node a /chosen property points to (a path or, in a label reference, the path dtc put there); NULL when the
 * property or the node is missing, or which one it is depends on a condition of an overlay. origin, when not NULL, gets the place of the property.
 */
const struct devicetree_node *devicetree_chosen(const struct devicetree *tree, const char *property,
                                                struct origin *origin);

/* First node, in tree order, whose compatible list holds the text; enabled ones first. Values that are not known (unknown)
 * are none here and below.
 */
const struct devicetree_node *devicetree_by_compatible(const struct devicetree *tree, const char *compatible);

/* NULL when the node has no such property, or an overlay deletes it. */
const struct devicetree_property *devicetree_property(const struct devicetree_node *node, const char *name);

/* Of a partial tree: the property that an overlay says the node has not; NULL when none says so. */
const struct devicetree_property *devicetree_property_deleted(const struct devicetree_node *node, const char *name);
bool devicetree_is_compatible(const struct devicetree_node *node, const char *compatible);
NODISCARD bool devicetree_cell(const struct devicetree_node *node, const char *property, uint32_t *value);

/* Size of a memory device in bytes: reg of a soc-nv-flash or RAM node, `size` (bits, divided by 8) of a NOR flash node.
 * False when neither is there.
 */
NODISCARD bool devicetree_memory_size(const struct devicetree_node *node, uint64_t *size);

/* True for children of a "fixed-partitions" node and for "zephyr,mapped-partition" nodes. */
bool devicetree_is_partition(const struct devicetree_node *node);

#endif
