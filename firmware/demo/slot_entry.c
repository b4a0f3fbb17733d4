/* The start of a demonstration program's image: what the bootloader, or NSIB on the network core, looks at in its
 * slot, and the code that takes the program to where it runs.
 *
 * Image and addresses are the nRF5340's. The emulated board has the slot at another address, so the entry finds out
 * where it runs, and uses no stack.
 */
#include <stdint.h>
#include "nrf53pack/nsib_format.h"

#define SYSTEM_EXCEPTIONS 16

extern const uint8_t slot_start[];
extern const uint8_t slot_stack_top[];
extern const uint8_t firmware_size[];

void slot_entry(void);
void slot_fault(void);

__attribute__((section(".slot_vectors"), used)) static const uintptr_t slot_vectors[SYSTEM_EXCEPTIONS] = {
    (uintptr_t)slot_stack_top,
    (uintptr_t)slot_entry,
    [2 ... SYSTEM_EXCEPTIONS - 1] = (uintptr_t)slot_fault,
};

#ifdef DEMO_FIRMWARE_VERSION
/* The magic's second half as NSIB_FW_INFO_COMPAT_NRF53 says. */
__attribute__((section(".slot_info"), used)) static const struct nsib_fw_info firmware_info = {
    .magic = { NSIB_MAGIC_COMMON, NSIB_MAGIC_FIRMWARE_INFO, NSIB_FW_INFO_COMPAT_NRF53 },
    .total_size = sizeof(struct nsib_fw_info),
    .size = (uintptr_t)firmware_size,
    .version = DEMO_FIRMWARE_VERSION,
    .address = (uintptr_t)slot_start,
    .boot_address = (uintptr_t)slot_start,
    .valid = NSIB_FW_INFO_VALID,
};
#endif

__attribute__((section(".slot_entry"), naked, used)) void slot_fault(void)
{
    __asm__("b .");
}

/* Copies [program_start, program_end) from behind this code, and enters the program as a reset would. */
__attribute__((section(".slot_entry"), naked, used)) void slot_entry(void)
{
    __asm__("    adr r0, 3f\n"
            "    ldr r1, 3f\n"
            "    add r0, r0, r1\n"
            "    ldr r1, 4f\n"
            "    ldr r2, 5f\n"
            "1:  cmp r1, r2\n"
            "    bhs 2f\n"
            "    ldr r3, [r0], #4\n"
            "    str r3, [r1], #4\n"
            "    b 1b\n"
            "2:  ldr r1, 4f\n"
            "    ldr r2, 6f\n"
            "    str r1, [r2]\n"
            "    dsb\n"
            "    isb\n"
            "    ldr r0, [r1]\n"
            "    msr msp, r0\n"
            "    ldr r0, [r1, #4]\n"
            "    bx r0\n"
            "    .balign 4\n"
            "3:  .word program_load - .\n"
            "4:  .word program_start\n"
            "5:  .word program_end\n"
            "6:  .word 0xe000ed08\n"); /* SCB VTOR */
}
