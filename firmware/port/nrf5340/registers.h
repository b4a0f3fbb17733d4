/* The registers of the nRF5340 that the bootloaders touch.
 *
 * Source: nRF5340 Product Specification, chapters of the same names; checked against the vendor's SVD files
 * (zephyrproject-rtos/hal_nordic, nrfx/bsp/stable/mdk/nrf53). The application core runs in the secure state and uses
 * the secure addresses; the network core has one set. All registers are 32 bits wide.
 */
#ifndef PORT_REGISTERS_H
#define PORT_REGISTERS_H

#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

/* Both cores: a peripheral's registers are at the same offsets. */
#define RESETREAS(base) REGISTER((base) + 0x400u)
#define RESETREAS_PIN   (1u << 0)
#define RESETREAS_DOG0  (1u << 1)
#define RESETREAS_SOFT  (1u << 3)
#define RESETREAS_DOG1  (1u << 25)
#define RESETREAS_ALL   0xffffffffu /* each bit is cleared by writing one */

#define NVMC_READY(base)  REGISTER((base) + 0x400u)
#define NVMC_CONFIG(base) REGISTER((base) + 0x504u)
#define NVMC_CONFIG_READ  0u
#define NVMC_CONFIG_WRITE 1u
#define NVMC_CONFIG_ERASE 2u

#define WATCHDOG_RUNSTATUS(base)      REGISTER((base) + 0x400u)
#define WATCHDOG_RELOAD_ENABLED(base) REGISTER((base) + 0x508u)
#define WATCHDOG_RELOAD(base, index)  REGISTER((base) + 0x600u + 4u * (index))
#define WATCHDOG_RELOAD_COUNT         8u
#define WATCHDOG_RELOAD_KEY           0x6e524635u

#define TIMER_START(base)     REGISTER((base) + 0x000u)
#define TIMER_STOP(base)      REGISTER((base) + 0x004u)
#define TIMER_CLEAR(base)     REGISTER((base) + 0x00cu)
#define TIMER_CAPTURE0(base)  REGISTER((base) + 0x040u)
#define TIMER_BITMODE(base)   REGISTER((base) + 0x508u)
#define TIMER_BITMODE_32      3u
#define TIMER_PRESCALER(base) REGISTER((base) + 0x510u) /* 16 MHz / 2^prescaler */
#define TIMER_CC0(base)       REGISTER((base) + 0x540u)

/* Application core. */
#define APP_SPU       0x50003000u
#define APP_RESET     0x50005000u /* RESET, POWER and CLOCK share it */
#define APP_UARTE0    0x50008000u
#define APP_TIMER0    0x5000f000u
#define APP_WATCHDOG0 0x50018000u
#define APP_WATCHDOG1 0x50019000u
#define APP_QSPI      0x5002b000u
#define APP_NVMC      0x50039000u
#define APP_PORT0     0x50842500u

#define NETWORK_FORCEOFF         REGISTER(APP_RESET + 0x614u)
#define NETWORK_FORCEOFF_HOLD    1u
#define NETWORK_FORCEOFF_RELEASE 0u
#define NETWORK_FORCEOFF_161     REGISTER(APP_RESET + 0x618u) /* only in the workaround of erratum 161 */

#define SPU_EXTDOMAIN0          REGISTER(APP_SPU + 0x440u)
#define SPU_FLASH_REGION(index) REGISTER(APP_SPU + 0x600u + 4u * (index))
#define SPU_FLASH_REGION_SIZE   0x4000u
#define SPU_RAM_REGION(index)   REGISTER(APP_SPU + 0x700u + 4u * (index))
#define SPU_RAM_REGION_SIZE     0x2000u
#define SPU_EXECUTE             (1u << 0)
#define SPU_WRITE               (1u << 1)
#define SPU_READ                (1u << 2)
#define SPU_SECURE              (1u << 4)
#define SPU_LOCK                (1u << 8)

#define CLOCK_HFCLK192M_START   REGISTER(APP_RESET + 0x020u)
#define CLOCK_HFCLK192M_STOP    REGISTER(APP_RESET + 0x024u)
#define CLOCK_HFCLK192M_STARTED REGISTER(APP_RESET + 0x124u)
#define CLOCK_HFCLK192M_CONTROL REGISTER(APP_RESET + 0x5b8u)
#define CLOCK_HFCLK192M_DIV1    0u
#define CLOCK_HFCLK192M_DIV4    2u /* after a reset */

#define PORT_OUTSET(base)     REGISTER((base) + 0x008u)
#define PORT_IN(base)         REGISTER((base) + 0x010u)
#define PORT_DIRSET(base)     REGISTER((base) + 0x018u)
#define PORT_PIN(base, pin)   REGISTER((base) + 0x200u + 4u * (pin))
#define PORT_PIN_RESET        2u /* input, not connected */
#define PORT_PIN_OUTPUT       3u
#define PORT_PIN_PULLUP_INPUT (3u << 2)
#define PORT_PIN_HIGH_DRIVE   (3u << 8)
#define PORT_PIN_PERIPHERAL   (3u << 28) /* driven by the QSPI itself: only P0.13 to P0.18 */

#define UARTE_STARTTX         REGISTER(APP_UARTE0 + 0x008u)
#define UARTE_STOPTX          REGISTER(APP_UARTE0 + 0x00cu)
#define UARTE_ENDTX           REGISTER(APP_UARTE0 + 0x120u)
#define UARTE_TXSTOPPED       REGISTER(APP_UARTE0 + 0x158u)
#define UARTE_ENABLE          REGISTER(APP_UARTE0 + 0x500u)
#define UARTE_ENABLED         8u
#define UARTE_PSEL_TXD        REGISTER(APP_UARTE0 + 0x50cu)
#define UARTE_PSEL_NONE       0xffffffffu
#define UARTE_BAUDRATE        REGISTER(APP_UARTE0 + 0x524u)
#define UARTE_BAUDRATE_115200 0x01d60000u
#define UARTE_TXD_PTR         REGISTER(APP_UARTE0 + 0x544u)
#define UARTE_TXD_MAXCNT      REGISTER(APP_UARTE0 + 0x548u)

/* Network core. */
#define NET_NVMC            0x41080000u
#define NET_ACL_ADDR(index) REGISTER(NET_NVMC + 0x800u + 16u * (index))
#define NET_ACL_SIZE(index) REGISTER(NET_NVMC + 0x804u + 16u * (index))
#define NET_ACL_PERM(index) REGISTER(NET_NVMC + 0x808u + 16u * (index))
#define NET_ACL_NO_WRITE    (1u << 1)
#define NET_WATCHDOG        0x4100b000u

#endif
