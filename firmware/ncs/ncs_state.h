/* What MCUboot keeps in RAM during one boot.
 *
 * One struct ncs_boot lives on the stack of ncs_boot_run(); nothing outlives the boot. Images are counted as in
 * boot_config.h; all images have the mode of image 0, for MCUboot is built with one.
 */
#ifndef NCS_NCS_STATE_H
#define NCS_NCS_STATE_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/boot_config.h"
#include "nrf53pack/mcuboot_format.h"
#include "nrf53pack/ncs_profile.h"

enum ncs_slot { NCS_PRIMARY, NCS_SECONDARY };

/* As MCUboot numbers them, in the trailer's swap_info and in its log. */
enum ncs_swap_type {
    NCS_SWAP_NONE = 1,
    NCS_SWAP_TEST = 2,
    NCS_SWAP_PERMANENT = 3,
    NCS_SWAP_REVERT = 4,
    NCS_SWAP_FAIL = 5, /* the update was bad: stay, and stop an eventual revert */
    NCS_SWAP_PANIC = 0xff,
};

enum ncs_operation { NCS_OPERATION_MOVE, NCS_OPERATION_SWAP };
enum ncs_source { NCS_SOURCE_NONE, NCS_SOURCE_SCRATCH, NCS_SOURCE_PRIMARY };

/* How far a swap is. Indexes and states count from 1. */
struct ncs_status {
    enum ncs_operation operation;
    uint32_t index;
    uint32_t state;
    bool use_scratch; /* swap-scratch: the status is written to the scratch area for now */
    uint32_t swap_size;
    enum ncs_source source;
    uint8_t swap_type; /* as the trailer's swap_info says; enum ncs_swap_type, or what stands there */
};

struct ncs_image {
    struct mcuboot_header header[2]; /* all zero until read */
    uint8_t swap_type;
    uint32_t secondary_start; /* swap-offset: where the secondary's header was found */
    uint16_t tlv_size[2];     /* swap-offset: of the unprotected TLVs */
    bool for_no_slot;         /* S0/S1: what lies in the secondary is for none of the slots */
};

struct ncs_mode;

struct ncs_boot {
    struct hal *hal;
    const struct boot_config *config;
    const struct ncs_release *release;
    const struct ncs_tree *tree;
    const struct ncs_mode *mode;
    unsigned current;         /* image that is worked on */
    struct ncs_status status; /* of the only image, from the decision to the swap; anew for each of several */
    struct ncs_image images[BOOT_MAX_IMAGES];
};

static inline const struct boot_image_config *ncs_slots(const struct ncs_boot *boot)
{
    return &boot->config->images[boot->current];
}

static inline const struct boot_area *ncs_area(const struct ncs_boot *boot, enum ncs_slot slot)
{
    return slot == NCS_PRIMARY ? &ncs_slots(boot)->primary : &ncs_slots(boot)->secondary;
}

static inline struct ncs_image *ncs_image(struct ncs_boot *boot)
{
    return &boot->images[boot->current];
}

static inline bool ncs_is_upgrade(uint8_t swap_type)
{
    return swap_type == NCS_SWAP_TEST || swap_type == NCS_SWAP_PERMANENT || swap_type == NCS_SWAP_REVERT;
}

/* The network core's image, updated through RAM. */
static inline bool ncs_is_net(const struct ncs_boot *boot)
{
    return boot->config->net.present && boot->current == BOOT_IMAGE_NET;
}

/* What assert() does: nothing at all when the C library has it compiled out. */
void ncs_assert(struct ncs_boot *boot, bool holds, const char *where);

/* Stops for ever, or resets, whatever the C library. */
_Noreturn void ncs_panic(struct ncs_boot *boot, const char *message);

#endif
