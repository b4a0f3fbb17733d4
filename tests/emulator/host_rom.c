/* A program for the emulated board's ROM that the tests of board.py run instead of the firmware: it says on both consoles
 * that it started, and obeys single bytes from the SMP line.
 */
#include <stdint.h>
#include "firmware/port/qemu_an521/board.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))
#define AIRCR             0xe000ed0cu
#define REASON_SOFT       0x8u /* RESETREAS.SREQ */

void start(void);

extern uint32_t stack_end[];
__attribute__((section(".vectors"), used)) static const uintptr_t vectors[] = {
    (uintptr_t)stack_end,
    (uintptr_t)start,
};

static void put(unsigned line, char byte)
{
    while (REGISTER(BOARD_UART(line) + 4) & 1) {
    }
    REGISTER(BOARD_UART(line)) = (uint8_t)byte;
}

static void print(unsigned line, const char *text)
{
    while (*text != '\0') {
        put(line, *text++);
    }
}

static char get(unsigned line)
{
    while (!(REGISTER(BOARD_UART(line) + 4) & 2)) {
    }
    return (char)REGISTER(BOARD_UART(line));
}

static void reset(void)
{
    *board_register(BOARD_RESET_REASON) |= REASON_SOFT;
    REGISTER(AIRCR) = 0x05fa0004u;
    for (;;) {
    }
}

static void obey(char byte)
{
    switch (byte) {
    case 'R':
        print(0, "cut sho");
        reset();
        break;
    case 'X': /* a reset that nobody asked for */
        *board_register(BOARD_RESET_REASON) = 0;
        REGISTER(AIRCR) = 0x05fa0004u;
        break;
    case 'P':
        print(0, *board_register(BOARD_RECOVERY_PIN) ? "held\r\n" : "free\r\n");
        break;
    case 'W':
        REGISTER(BOARD_MEMORY + BOARD_EXTERNAL_FLASH) = 0x12345678u;
        REGISTER(BOARD_MEMORY + BOARD_APP_RAM) = 0x12345678u;
        *board_register(BOARD_BOOT_MODE) = 1;
        print(0, "written\r\n");
        break;
    default:
        put(2, byte);
    }
}

void start(void)
{
    for (unsigned line = 0; line < 3; line++) {
        REGISTER(BOARD_UART(line) + 0x10) = 16;
        REGISTER(BOARD_UART(line) + 8) = 3;
        (void)REGISTER(BOARD_UART(line)); /* see board.h */
    }
    print(1, "net core\r\n");
    print(0, "reason ");
    put(0, (char)('0' + (*board_register(BOARD_RESET_REASON) & 0xf)));
    print(0, "\r\n");
    for (;;) {
        obey(get(2));
    }
}
