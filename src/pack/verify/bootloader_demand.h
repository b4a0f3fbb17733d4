/* What the bootloader of a tree demands of an image besides that it fits: read from its configuration.
 *
 * Never fails; what the tree does not say stays unknown, and each value has the symbol it comes from. Texts live in the
 * arena or the project. Sources: mcu-tools/mcuboot boot/zephyr/Kconfig and
 * boot/zephyr/include/mcuboot_config/mcuboot_config.h (2d4bacc3), boot/bootutil/src/image_validate.c, loader.c,
 * encrypted.c; for nrf53boot this project's firmware/README.md.
 */
#ifndef PACK_VERIFY_BOOTLOADER_DEMAND_H
#define PACK_VERIFY_BOOTLOADER_DEMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "crypto/digest.h"
#include "crypto/public_key.h"
#include "project/tree/project.h"
#include "project/tree/tree_values.h"

enum downgrade_prevention {
    DOWNGRADE_TAKEN,            /* no prevention */
    DOWNGRADE_BY_IMAGE_VERSION, /* against the version of the image that runs */
    DOWNGRADE_BY_IMAGE_COUNTER, /* against the security counter of the image that runs */
    DOWNGRADE_BY_CHIP_COUNTER,  /* against a counter kept in the chip; the image must carry one */
};

struct bootloader_demand {
    bool known;       /* the tree has the configuration of its bootloader; nothing below counts otherwise */
    bool complete;    /* it is all of it: what it does not say is off */
    bool reference;   /* nrf53boot, else MCUboot */
    const char *name; /* "mcuboot", "nrf53boot" */

    bool signature_known;
    bool takes_unsigned; /* CONFIG_BOOT_SIGNATURE_TYPE_NONE */
    enum key_type key_type;
    bool any_rsa; /* the length is not said: RSA-2048 or RSA-3072, as the key has it */
    bool pure;
    struct tree_text signature_from; /* .from: the symbol */
    bool whole_key;                  /* CONFIG_BOOT_HW_KEY: wants the key itself in the image, no hash */

    bool hash_known;
    enum digest_algorithm hash;

    bool encrypts;
    bool scheme_known;
    uint16_t encryption_tlv; /* ENC_... that it opens */
    size_t key_size;         /* bytes of the image key: 16 or 32 */

    bool allow_list; /* refuses unprotected TLVs that are not on its list */
    bool decompresses;
    bool direct_xip;
    bool ram_load;
    bool checks_load_address; /* header's load address must lie in the primary slot */
    bool wants_vendor_id;
    bool wants_class_id;

    enum downgrade_prevention downgrade; /* of the application's images */
    const char *downgrade_from;
    /* Of the network core's images in slots of their own, which MCUboot does not compare: it has no version of what runs
     * there. network_downgrade_open: whether it holds is not known, and why, as a phrase; else NULL.
     */
    enum downgrade_prevention network_downgrade;
    const char *network_downgrade_open;
    bool compares_build_number;
    unsigned image_count; /* 0: not known */

    /* Reserve below the trailer that nrf53boot keeps for the application's slot and for the network core's. */
    uint32_t application_reserve;
    uint32_t network_reserve;
};

void bootloader_demand_read(struct arena *arena, const struct project *project, struct bootloader_demand *demand);

/* Whether it verifies signatures of such a key; true, too, where its configuration does not say, or it checks none. */
bool bootloader_takes_key(const struct bootloader_demand *demand, enum key_type type);

#endif
