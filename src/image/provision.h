/* Reads the provision data of b0 or b0n from a HEX file or a memory dump, and says whether such a device takes a
 * firmware.
 *
 * Everything lives in the arena. The layout is in nrf53pack/provision_format.h.
 */
#ifndef IMAGE_PROVISION_H
#define IMAGE_PROVISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "base/byte_range.h"
#include "image/nsib.h"
#include "image/verdict.h"
#include "nrf53pack/provision_format.h"

enum provision_form {
    PROVISION_FORM_UNKNOWN, /* no key in it, from which one could tell */
    PROVISION_FORM_OLD,
    PROVISION_FORM_NEW,
    PROVISION_FORM_FIRST, /* as old, but nothing in front, and slots of counters are not written: NCS up to 2.1 */
};

struct provision_key {
    uint32_t token;
    bool invalidated; /* b0 skips it */
    uint8_t hash[PROVISION_KEY_HASH_SIZE];
};

struct provision_counter {
    uint16_t description; /* PROVISION_COUNTER_... */
    uint16_t slots;
    uint16_t used;
    uint16_t value; /* the highest of the used slots, 0 when there is none */
};

struct provision {
    enum provision_form form;
    bool has_address;
    uint64_t address;   /* of the whole data, 40 bytes in front of s0_address (first form: 0); a HEX says it */
    bool has_protected; /* a dump, or a page without NSIB, starts with the life cycle and the implementation id */
    struct provision_protected in_front;
    bool mcuboot_only; /* no slots and no keys: only MCUboot's counters are used */
    struct provision_header header;
    struct provision_key *keys; /* header.key_count of them */
    struct provision_counter *counters;
    size_t counter_count;
    const char *certificate; /* NULL: none */
};

/* Takes Intel HEX (also a merged one: the data is looked for at the start of each block of addresses) and raw bytes.
 * Input errors: no provision data in it, or what is wrong with the part that comes nearest.
 */
NODISCARD bool provision_read(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                              struct provision **provision);

/* "first", "old", "new", "unknown" */
const char *provision_form_name(enum provision_form form);

/* The first bytes of SHA-256 over X, Y. */
void provision_key_hash(const uint8_t point[64], uint8_t hash[PROVISION_KEY_HASH_SIZE]);

/* Why a page at an address cannot serve these slots on an nRF5340, as a phrase, or NULL: not read as words, or of one core
 * with slots of the other, or slots where no flash is. The address is that of the whole page, see struct provision.
 */
const char *provision_place_fault(struct arena *arena, uint64_t address, uint32_t s0_address, uint32_t s1_address);

/* Whether b0 with this data takes what the key signed: its hash is there, valid, and b0 refuses none of the keys. */
bool provision_trusts(struct arena *arena, const struct provision *provision, const uint8_t point[64]);

/* NULL when the data has no such counter. */
const struct provision_counter *provision_counter_find(const struct provision *provision, uint16_t description);

/* Adds what a device with this provision data says to a firmware that nsib_read() found blocks in: "provision slot",
 * "provision key", "provision version". On the network core a missing key is a warning, because b0n compares hashes
 * unless it was built to check signatures.
 */
void provision_verify(struct arena *arena, const struct provision *provision, const struct nsib_image *image,
                      struct verdicts *verdicts);

#endif
