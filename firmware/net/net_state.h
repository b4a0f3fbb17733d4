/* What is remembered of the network core between two boots: the newest state record, and writing the next one.
 *
 * Format and places: include/nrf53pack/net_backup_format.h. With two state pages a power cut at any point leaves the
 * state before the write or the one after it. With one page (no backup) it may also leave none: "unknown".
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
    uint32_t last;                  /* where the record stands in it */
    bool known;                     /* a record was found or written */
    bool unreadable; /* a page could not be read: nothing is written, it may hold the record that counts */
    bool begun;      /* behind the record, or instead of one, there is something else */
    bool doubtful;   /* two pages: another boot may find another record, see net_state_settle() */
    bool room;       /* two pages: the other one was erased in this boot; one page: held, see net_state_hold() */
    bool fresh;      /* one page: it was erased in this boot, its last record too was written in it */
};

bool net_has_backup(const struct boot_config *config);

/* The largest file that is accepted as image 1: what the slots hold without the state page. */
uint32_t net_image_limit(const struct boot_config *config);

/* Without a record: NET_TRANSFER_NONE, current NET_BACKUP_NONE. */
void net_state_read(struct hal *hal, const struct boot_config *config, struct net_state *state);

/* Two pages: what was read counts from now on, whatever words a power cut hit. There is nothing to do unless a write
 * was interrupted. False: a flash access failed.
 */
bool net_state_settle(struct hal *hal, const struct boot_config *config, struct net_state *state);

/* No record but the one that was read comes to light at a later boot. To be done before anything is built on it: with
 * two pages the other one, which reads as erased, may be one whose erase a power cut interrupted. The only page is
 * programmed with what it holds once more, except after a reset that software asked for: nothing tells whether a
 * power cut hit it. False: a flash access failed.
 */
bool net_state_hold(struct hal *hal, const struct boot_config *config, struct net_state *state);

/* Makes state->record durable, which it is already when the same was saved. False: a flash access failed, or the state
 * is unreadable.
 */
bool net_state_write(struct hal *hal, const struct boot_config *config, struct net_state *state);

#endif
