/* What is remembered of the network core between two boots: the newest state record, and writing the next one.
 *
 * Format and places: include/nrf53pack/net_backup_format.h. With two state pages a power cut at any point leaves the state
 * before the write or the one after it. With one page (no backup) it may also leave none: "unknown".
 */
#ifndef NET_NET_STATE_H
#define NET_NET_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/boot_config.h"
#include "nrf53pack/net_backup_format.h"

struct net_state {
    struct net_state_record record; /* changed by its users, made durable by net_state_write() */
    struct net_state_record saved;  /* as it stands in flash */
    unsigned page;                  /* the page that holds it */
    uint32_t next;                  /* bytes of that page in use */
    uint32_t last;                  /* where the record stands in it */
    bool known;                     /* a record was found or written */
    bool doubtful;                  /* another boot may find another record: see net_state_affirm() */
    bool fresh;                     /* the page was erased in this boot */
};

bool net_has_backup(const struct boot_config *config);

/* The largest file that is accepted as image 1: what the slots hold without the state page. */
uint32_t net_image_limit(const struct boot_config *config);

/* Without a record: NET_TRANSFER_NONE, current NET_BACKUP_NONE. */
void net_state_read(struct hal *hal, const struct boot_config *config, struct net_state *state);

/* Programs what was read once more: words that a power cut hit read like this from now on. To be done before anything is
 * built on it.
 */
bool net_state_settle(struct hal *hal, const struct boot_config *config, const struct net_state *state);

/* Writes what was read to the other page, erased now: then it counts whatever comes to light elsewhere. That may be a
 * record that was begun behind it, or on the other page, or a page whose erase was cut. Only with two pages.
 */
bool net_state_affirm(struct hal *hal, const struct boot_config *config, struct net_state *state);

/* Makes state->record durable, which it is already when this boot wrote the same. False: a flash access failed. */
bool net_state_write(struct hal *hal, const struct boot_config *config, struct net_state *state);

#endif
