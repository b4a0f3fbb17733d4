/* Bits of BOARD_RESET_REASON: those of the nRF5340's RESETREAS. */
#ifndef QEMU_AN521_RESET_REASON_H
#define QEMU_AN521_RESET_REASON_H

#define RESET_REASON_PIN       (1u << 0)
#define RESET_REASON_SOFT      (1u << 3)
#define RESET_REASON_WATCHDOGS (1u << 1 | 1u << 25)

#endif
