/* The nRF5340's memories, CPU addresses and sizes in bytes. Source: nRF5340 Product Specification v1.5, memory map.
 */
#ifndef NRF53PACK_MEMORY_MAP_H
#define NRF53PACK_MEMORY_MAP_H

#include <stdbool.h>
#include <stdint.h>

/* Application core. */
#define NRF5340_APP_FLASH_ADDRESS 0x00000000u
#define NRF5340_APP_FLASH_SIZE    0x00100000u
#define NRF5340_APP_RAM_ADDRESS   0x20000000u
#define NRF5340_APP_RAM_SIZE      0x00080000u
#define NRF5340_QSPI_XIP_ADDRESS  0x10000000u /* where external flash can be read */
#define NRF5340_QSPI_XIP_SIZE     0x10000000u

/* Network core. */
#define NRF5340_NET_FLASH_ADDRESS 0x01000000u
#define NRF5340_NET_FLASH_SIZE    0x00040000u
#define NRF5340_NET_RAM_ADDRESS   0x21000000u
#define NRF5340_NET_RAM_SIZE      0x00010000u

/* What lies in front of the network core's application: its bootloader b0n and the data provisioned for it, the same in
 * sum in every NCS release (0x8600 and 0x200 bytes, from 2.3 on 0x8580 and 0x280), unless NETBOOT_MIN_PARTITION_SIZE or a
 * map of the product says otherwise. Source: nrfconnect/sdk-nrf samples/nrf5340/netboot/Kconfig and pm.yml, b0n_container.
 */
#define NRF5340_NET_BOOT_SIZE 0x8800u
#define NRF5340_NET_APP_SIZE  (NRF5340_NET_FLASH_SIZE - NRF5340_NET_BOOT_SIZE)

/* Which core a place in internal flash belongs to; `address` may be one that does not exist. */
static inline bool nrf5340_is_network_core(uint64_t address)
{
    return address >= NRF5340_NET_FLASH_ADDRESS;
}

/* The application core's window into external flash; the network core has none. */
static inline bool nrf5340_is_in_xip(uint64_t address)
{
    return address >= NRF5340_QSPI_XIP_ADDRESS && address - NRF5340_QSPI_XIP_ADDRESS < NRF5340_QSPI_XIP_SIZE;
}

/* The end of that core's internal flash. */
static inline uint64_t nrf5340_flash_end(uint64_t address)
{
    return nrf5340_is_network_core(address) ? NRF5340_NET_FLASH_ADDRESS + NRF5340_NET_FLASH_SIZE
                                            : NRF5340_APP_FLASH_ADDRESS + NRF5340_APP_FLASH_SIZE;
}

#endif
