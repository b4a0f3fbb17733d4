/* What nrf53boot is told about one product: slots, modes, keys, network core. Behaviour is chosen here, not by #ifdef.
 *
 * Made by src/bootcfg/ from a build tree (for the simulator as a struct, for a target as a C file). All sizes are bytes,
 * offsets count from the start of their flash device, addresses are CPU addresses of the application core.
 * Everything a pointer leads to outlives the boot.
 */
#ifndef NRF53PACK_BOOT_CONFIG_H
#define NRF53PACK_BOOT_CONFIG_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/hal.h"
#include "nrf53pack/limits.h"

#define BOOT_MAX_IMAGES 2u
#define BOOT_IMAGE_APP  0u
#define BOOT_IMAGE_NET  1u

struct ncs_profile; /* ncs_profile.h */

/* A partition. size == 0: there is none. */
struct boot_area {
    enum flash_device device;
    uint32_t offset;
    uint32_t size;        /* whole sectors */
    uint32_t sector_size; /* what one erase takes */
};

enum boot_key_type { BOOT_KEY_ECDSA_P256, BOOT_KEY_RSA_2048, BOOT_KEY_RSA_3072 };

struct boot_key {
    enum boot_key_type type;
    const uint8_t *der; /* what imgtool getpub embeds: SubjectPublicKeyInfo (EC), RSAPublicKey of PKCS#1 (RSA) */
    uint32_t der_size;
    uint8_t hash[32]; /* SHA-256 of der, as in the KEYHASH TLV */
};

enum downgrade_rule {
    DOWNGRADE_ALLOWED,
    DOWNGRADE_BY_VERSION,          /* a lower version than the running one's is refused, in each mode; the same is installed */
    DOWNGRADE_BY_SECURITY_COUNTER, /* an image whose SEC_CNT is lower than the machine's counter is refused */
};

struct boot_image_config {
    enum upgrade_mode mode; /* reference: swap-move, swap-offset (image 0 only) and overwrite-only */
    struct boot_area primary;
    struct boot_area secondary;
    struct boot_area scratch; /* swap-scratch (NCS profiles only) */
    uint32_t write_size;      /* largest write unit of the two slots: 4, 8 or 16 */
    uint32_t max_align;       /* BOOT_MAX_ALIGN: 8, or 16 with write_size 16 */
    uint32_t max_sectors;
    enum downgrade_rule downgrade;
    /* Where the reset vector of an image for this slot points: [run_start, run_end). */
    uint32_t run_start;
    uint32_t run_end;
};

enum netboot_profile {
    NETBOOT_STOCK,     /* b0n as shipped with NCS: validates when it copies, not at a normal boot */
    NETBOOT_REFERENCE, /* firmware/netboot: also validates at each boot */
};

struct boot_net_config {
    bool present; /* images[BOOT_IMAGE_NET] is the network core's; false: the rest may still describe its flash */
    enum netboot_profile netboot;
    uint32_t mailbox_address;   /* pcd_sram */
    uint32_t ram_flash_address; /* CPU address of FLASH_DEVICE_RAM offset 0 */
    uint32_t app_flash_address; /* CPU address of FLASH_DEVICE_APP offset 0 */
    struct boot_area net_app;   /* FLASH_DEVICE_NET: container of the network application, what b0n erases and writes */
    uint32_t net_flash_address; /* CPU address of FLASH_DEVICE_NET offset 0, as the network core sees it */
    uint32_t attempts;          /* transfers tried in one boot before the application is started without, >= 1 */
    uint32_t timeout_ms;        /* for one transfer */
    /* Partition nrf53boot_net_backup: slots A and B, each as large as the secondary of image 1, then two state pages
     * of one sector each (net_backup_format.h). size == 0: no backup.
     */
    struct boot_area backup;
};

struct boot_config {
    unsigned image_count; /* 1 or 2 */
    struct boot_image_config images[BOOT_MAX_IMAGES];
    struct boot_net_config net;
    const struct boot_key *keys;
    unsigned key_count;            /* 0: no signature is asked for, the SHA-256 alone decides */
    bool recovery;                 /* serial recovery is built in */
    const struct ncs_profile *ncs; /* NULL: the reference modes */
};

#endif
