/* Oddities a reader met and survived: material for rules (`for: a in anomalies`), never an error by itself.
 */
#ifndef PROJECT_SETTINGS_ANOMALY_H
#define PROJECT_SETTINGS_ANOMALY_H

#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/source.h"

struct anomaly {
    /* one of: "duplicate-partition", "duplicate-key", "malformed-kconfig-line", "kconfig-assigned-twice",
     * "unknown-partition-key", "end-address-mismatch", "span-member-missing", "partition-template",
     * "pm-config-disagrees", "unusable-size", "not-utf8", "unreadable-devicetree"; of a source tree:
     * "replaces-sdk-conf" (subject: the image), "static-map-not-used" (subject: the file), "own-partitions" (likewise),
     * "static-map-gaps" (the region);
     * of the checker: "waiver-without-reason", "waiver-expired", "waiver-unused", "waiver-unreadable" */
    const char *kind;
    const char *subject;  /* partition, symbol or key it is about */
    const char *detail;   /* one sentence fragment with the values */
    struct origin first;  /* the place that counts */
    struct origin second; /* the other place, or ORIGIN_NONE */
};

struct anomalies {
    struct anomaly *items;
    size_t count;
    size_t capacity;
};

/* Appends one; kind is a literal, subject must live as long as the arena, the format makes the detail. */
void anomaly_add(struct arena *arena, struct anomalies *anomalies, const char *kind, const char *subject,
                 struct origin first, struct origin second, const char *format, ...) PRINTF_LIKE(7, 8);

#endif
