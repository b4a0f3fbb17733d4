/* The command block through which the application core has the network core's bootloader copy an image.
 *
 * 16 bytes in shared RAM, little-endian. Source: nrfconnect/sdk-nrf include/dfu/pcd.h and subsys/pcd/src/pcd.c
 * (0d91de3ba3). The address of the block is fixed by the deployed b0n (partition pcd_sram).
 */
#ifndef NRF53PACK_PCD_FORMAT_H
#define NRF53PACK_PCD_FORMAT_H

#include <stddef.h>
#include <stdint.h>

#define PCD_MAGIC_COPY         0xb5b4b3b6u /* application core: copy `size` bytes from `data` to `offset` */
#define PCD_MAGIC_FAILED       0x25bafc15u
#define PCD_MAGIC_DONE         0xf103ce5du
#define PCD_MAGIC_READ_VERSION 0xdca345eau /* since NCS 2.5: answer in the buffer at `data` */
#define PCD_MAGIC_NONE         0u

struct pcd_command {
    uint32_t magic;
    uint32_t data;   /* CPU address of the NSIB-signed image, behind its MCUboot header */
    uint32_t size;   /* bytes */
    uint32_t offset; /* where to write, from the start of the network core's flash */
};
_Static_assert(sizeof(struct pcd_command) == 16, "command block is 16 bytes");
_Static_assert(offsetof(struct pcd_command, offset) == 12, "offset");

#endif
