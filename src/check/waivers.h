/* Applies waivers to findings and remembers which were of use. Used by the checker only. */
#ifndef CHECK_WAIVERS_H
#define CHECK_WAIVERS_H

#include "check/check_config.h"

struct waiver_use {
    const struct waiver *waiver;
    bool from_file; /* .nrf53pack.yml, else --allow */
    bool expired;
    bool used;
};

struct waiver_uses {
    struct waiver_use *items;
    size_t count;
    size_t capacity;
};

/* config and allowed may be NULL; today is "2026-08-30". */
struct waiver_uses waivers_begin(struct arena *arena, const struct check_config *config, const struct waivers *allowed,
                                 const char *today);

/* The reason of the first waiver that covers the finding, or NULL. */
const char *waivers_apply(struct waiver_uses *uses, const struct finding *finding, const char *subject);

/* One note for each waiver that has expired or met no finding. */
void waivers_notes(struct arena *arena, const struct waiver_uses *uses, struct string_list *notes);

#endif
