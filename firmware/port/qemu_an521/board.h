/* An nRF5340 made of QEMU's machine mps2-an521: two Cortex-M33 cores, with the flashes in a file that outlives the
 * process.
 *
 * The machine's 16 MiB of PSRAM are the file (memory-backend-file, share=on). It holds all that the chip keeps:
 * flashes, RAM and the registers below. Killing QEMU is a loss of power at that instant. A reset that software asks
 * for ends QEMU (-no-reboot: the second core does not start again after a reset inside the machine); board.py starts
 * it anew with the same file, so that RAM is kept. What nRF5340 programs name by address is found at another place
 * here: board_memory() translates.
 *
 * board.py has the same numbers; a test compares them.
 */
#ifndef QEMU_AN521_BOARD_H
#define QEMU_AN521_BOARD_H

#include <stdint.h>

/* Offsets in the file, which the cores see from BOARD_MEMORY on. */
#define BOARD_MEMORY         0x80000000u
#define BOARD_APP_FLASH      0x000000u /* 1 MiB, nRF5340 address 0x00000000 */
#define BOARD_NET_FLASH      0x100000u /* 256 KiB, 0x01000000 */
#define BOARD_EXTERNAL_FLASH 0x200000u /* 8 MiB, no address: behind the QSPI peripheral */
#define BOARD_APP_RAM        0xa00000u /* 512 KiB, 0x20000000: kept over a reset, replaced after a loss of power */
#define BOARD_NET_RAM        0xa80000u /* 64 KiB, 0x21000000 */
#define BOARD_REGISTERS      0xaf0000u /* 4 KiB */

/* Lost with the process: where the demo programs run (they copy themselves there). */
#define BOARD_APP_CODE 0x28000000u /* 2 MiB */
#define BOARD_NET_CODE 0x28200000u /* 2 MiB */

/* The ROM program's two vector tables. The application core starts at the first; the network core starts at the
 * second, and comes back to it when it obeys FORCEOFF.
 */
#define BOARD_ROM     0x10000000u
#define BOARD_ROM_NET 0x10000080u

/* Words of the register page, by index. board.py writes all of them before the first start; after a loss of power it
 * clears RESET_REASON, BOOT_MODE, FORCEOFF to FORCEOFF_HOLD and PARKED.
 */
enum board_register {
    /* Bits of the nRF5340's RESETREAS; 0: power-on. Kept until cleared by the bootloader or the application. */
    BOARD_RESET_REASON,
    BOARD_BOOT_MODE,    /* retained over a reset (as GPREGRET): 1 asks for serial recovery */
    BOARD_RECOVERY_PIN, /* 1: the button is held */
    BOARD_WRITE_TIME,   /* microseconds that one word of flash takes */
    BOARD_ERASE_TIME,   /* microseconds that one page takes */
    BOARD_FORCEOFF,     /* NETWORK.FORCEOFF: 1 holds the network core */
    BOARD_PARKED,       /* 1: the network core has obeyed and waits in its loop */
    BOARD_FAULT, /* the first breach of flash rules: 0 none, 1 unaligned, 2 programmed twice, 3 outside; sticky */
    BOARD_FAULT_DEVICE, /* enum flash_device */
    BOARD_FAULT_OFFSET,
    BOARD_COPIES_TO_FAIL, /* so many more transfers to the network core end with FAILED before the first erase */
    BOARD_WATCHDOG,       /* no program looks at it: the board has no watchdog */
    BOARD_OPERATIONS,     /* writes and erases of both cores since the machine's start, counted before each begins */
    BOARD_HOLD,           /* operation (as counted above) that stands still until this changes; 0: none */
    BOARD_HOLD_AFTER,     /* and the bytes of it that are done by then; more than it has: it stands still at its end */
    BOARD_HELD,           /* 1: it stands still */
};

/* Serial lines: UART0 console of the application core (log lines, the demo's own), UART1 console of the network core,
 * UART2 SMP (recovery and demo). Read the data register once after the receiver is enabled: QEMU does not look again
 * at what waits on its side of the line before that.
 */
#define BOARD_UART(index) (0x50200000u + 0x1000u * (index))

/* Where this machine has what the nRF5340 has at `address` (application flash, network flash, both RAMs); NULL
 * elsewhere.
 */
void *board_memory(uint32_t address);

#ifdef BOARD_ON_HOST /* tests: the page is a variable of theirs */
volatile uint32_t *board_register(enum board_register index);
#else
static inline volatile uint32_t *board_register(enum board_register index)
{
    return (volatile uint32_t *)(uintptr_t)(BOARD_MEMORY + BOARD_REGISTERS) + index;
}
#endif

#endif
