/* What nrf53boot remembers of the network core: partition nrf53boot_net_backup and the state records.
 *
 * The partition: slot A, slot B (each as large as the secondary slot of image 1, an MCUboot image from its first byte),
 * then two state pages of one sector each. Without the partition one state page lies in the secondary slot of image 1,
 * in the sector below those of the trailer (the reserve in nrf53boot_image_limit() is one sector then).
 *
 * A record is a whole state, at the first byte of its page. With two pages a new record goes to the other page, erased
 * before it, and then the page of the old one is erased: at rest one page has a record and the other one is erased. While
 * both have one the newer counts, and must be programmed with its content once more before the older is erased, as a power
 * cut may have hit its last word. The only page (no backup) holds records one behind the other, the last valid one counts;
 * they are appended only in the boot that erased the page, so a word that a power cut left half programmed is never
 * programmed again. All integers are little-endian.
 */
#ifndef NRF53PACK_NET_BACKUP_FORMAT_H
#define NRF53PACK_NET_BACKUP_FORMAT_H

#include <stddef.h>
#include <stdint.h>
#include "nrf53pack/mcuboot_format.h"

#define NET_STATE_MAGIC   0x35f3b007u
#define NET_STATE_PAGES   2u
#define NET_BACKUP_SLOTS  2u
#define NET_BACKUP_NONE   0xffu /* `current`: no backup, or no image in it that the network core is known to run with */
#define NET_STATE_VERSION 1u

/* Bytes of each of the partition's state pages, as nrf53boot is configured for every build. */
#define NET_STATE_PAGE_SIZE 4096u

/* Sequence numbers of pages: 0, 1, 2, 0, ... A page is newer than the other one when its number is the next. */
#define NET_STATE_SEQUENCES 3u
#define NET_STATE_FIRST     3u /* on page 0 until the first record is on page 1 too, whose number is 1 */

enum net_transfer {
    NET_TRANSFER_NONE = 0,      /* nothing was ever transferred that is known of */
    NET_TRANSFER_RUNNING = 1,   /* of `candidate`: begun and not reported DONE, there may be no valid image */
    NET_TRANSFER_DONE = 2,      /* the network core holds the image `running` */
    NET_TRANSFER_RESTORING = 3, /* the same as RUNNING, of the current slot's image */
    NET_TRANSFER_FAILED = 4,    /* none is going on, and the last one failed: there may be no valid image */
};

/* 144 bytes: a multiple of every write unit (4, 8, 16). */
struct net_state_record {
    uint32_t magic;
    uint32_t sequence; /* of the page: below NET_STATE_SEQUENCES, or NET_STATE_FIRST */
    uint8_t format;    /* NET_STATE_VERSION */
    uint8_t current;   /* backup slot 0 (A) or 1 (B) with the image to go back to, or NET_BACKUP_NONE */
    uint8_t transfer;  /* enum net_transfer */
    uint8_t trial; /* 1: the image in the slot that is not current is on trial together with the application `app` */
    uint8_t candidate_failures; /* failed transfers of `candidate` */
    uint8_t restore_failures;   /* failed transfers of the current slot's image */
    uint8_t reserved[2];
    struct mcuboot_version version; /* of `running` */
    struct mcuboot_version min_app; /* what `running` asks of the application; all zero: nothing */
    uint8_t running[32];            /* SHA-256 TLV of the image that the network core holds; NET_TRANSFER_DONE only */
    uint8_t candidate
        [32]; /* SHA-256 TLV of the image that is or was to be transferred: the one in the slot that is not current */
    uint8_t app[32]; /* SHA-256 TLV of the application on trial with it */
    uint8_t reserved_end[12];
    uint32_t crc; /* CRC-32 (IEEE 802.3) of all bytes before it */
};
_Static_assert(sizeof(struct net_state_record) == 144, "a state record is 144 bytes");
_Static_assert(offsetof(struct net_state_record, version) == 16, "version");
_Static_assert(offsetof(struct net_state_record, running) == 32, "running");
_Static_assert(offsetof(struct net_state_record, app) == 96, "app");
_Static_assert(offsetof(struct net_state_record, crc) == 140, "crc");

static inline uint32_t net_state_crc(const struct net_state_record *record)
{
    const uint8_t *bytes = (const uint8_t *)record;
    uint32_t crc = 0xffffffffu;

    for (size_t i = 0; i < offsetof(struct net_state_record, crc); i++) {
        crc ^= bytes[i];
        for (unsigned bit = 0; bit < 8; bit++) {
            crc = (crc >> 1) ^ ((crc & 1u) != 0 ? 0xedb88320u : 0);
        }
    }
    return ~crc;
}

/* Fills in magic, format and CRC: the last step before a record is written. */
static inline void net_state_seal(struct net_state_record *record)
{
    record->magic = NET_STATE_MAGIC;
    record->format = NET_STATE_VERSION;
    record->crc = net_state_crc(record);
}

#endif
