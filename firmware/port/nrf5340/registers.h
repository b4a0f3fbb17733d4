/* The registers of the nRF5340 that the bootloaders touch.
 *
 * Source: nRF5340 Product Specification, chapters of the same names; checked against the vendor's SVD files
 * (zephyrproject-rtos/hal_nordic, nrfx/bsp/stable/mdk/nrf53). The application core runs in the secure state and uses
 * the secure addresses; the network core has one set. All registers are 32 bits wide.
 */
#ifndef PORT_REGISTERS_H
#define PORT_REGISTERS_H

#include <stdint.h>

/* A test on the host brings its own register file, memories and addresses for EasyDMA. */
#ifdef PORT_REGISTER_FILE
#include PORT_REGISTER_FILE
#else
#define REGISTER(address)    (*(volatile uint32_t *)(uintptr_t)(address))
#define MEMORY(address)      ((void *)(uintptr_t)(address))
#define DMA_ADDRESS(pointer) ((uint32_t)(uintptr_t)(pointer)) /* of RAM: EasyDMA does not reach flash */
#endif

/* Both cores: a peripheral's registers are at the same offsets. */
#define RESETREAS(base) REGISTER((base) + 0x400u)
#define RESETREAS_PIN   (1u << 0)
#define RESETREAS_DOG0  (1u << 1)
#define RESETREAS_SOFT  (1u << 3)
#define RESETREAS_DOG1  (1u << 25)
#define RESETREAS_ALL   0xffffffffu /* each bit is cleared by writing one */

/* Values that the factory measured, each for one register; the first address 0xffffffff ends the list. */
#define FICR_TRIM_ADDRESS(base, index) REGISTER((base) + 0x300u + 8u * (index))
#define FICR_TRIM_DATA(base, index)    REGISTER((base) + 0x304u + 8u * (index))
#define FICR_TRIM_COUNT                32u
#define FICR_TRIM_END                  0xffffffffu

/* The debug port opens when UICR says so (0x50fa50fa) and firmware writes the same value after each reset. */
#define UICR_APPROTECT(base)                 REGISTER((base) + 0x000u)
#define UICR_SECUREAPPROTECT(base)           REGISTER((base) + 0x01cu)
#define CTRLAP_APPROTECT_DISABLE(base)       REGISTER((base) + 0x544u)
#define CTRLAP_SECUREAPPROTECT_DISABLE(base) REGISTER((base) + 0x54cu)

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

#define TIMER_START(base)           REGISTER((base) + 0x000u)
#define TIMER_STOP(base)            REGISTER((base) + 0x004u)
#define TIMER_CLEAR(base)           REGISTER((base) + 0x00cu)
#define TIMER_CAPTURE0(base)        REGISTER((base) + 0x040u)
#define TIMER_SUBSCRIBE_COUNT(base) REGISTER((base) + 0x088u)
#define TIMER_MODE(base)            REGISTER((base) + 0x504u)
#define TIMER_MODE_COUNTER          2u /* "low-power counter"; the other one is deprecated */
#define TIMER_BITMODE(base)         REGISTER((base) + 0x508u)
#define TIMER_BITMODE_32            3u
#define TIMER_PRESCALER(base)       REGISTER((base) + 0x510u) /* 16 MHz / 2^prescaler */
#define TIMER_CC0(base)             REGISTER((base) + 0x540u)

/* Application core. */
#define APP_FICR      0x00ff0000u
#define APP_UICR      0x00ff8000u
#define APP_SPU       0x50003000u
#define APP_RESET     0x50005000u /* RESET, POWER and CLOCK share it */
#define APP_CTRLAP    0x50006000u
#define APP_UARTE0    0x50008000u
#define APP_TIMER0    0x5000f000u
#define APP_TIMER1    0x50010000u
#define APP_DPPI      0x50017000u
#define APP_WATCHDOG0 0x50018000u
#define APP_WATCHDOG1 0x50019000u
#define APP_QSPI      0x5002b000u
#define APP_NVMC      0x50039000u
#define APP_PORT0     0x50842500u

#define NETWORK_FORCEOFF         REGISTER(APP_RESET + 0x614u)
#define NETWORK_FORCEOFF_HOLD    1u
#define NETWORK_FORCEOFF_RELEASE 0u
#define NETWORK_FORCEOFF_161     REGISTER(APP_RESET + 0x618u) /* only in the workaround of erratum 161 */

/* Kept over every reset but a power-on; Zephyr's boards name it gpregret1 and keep the boot mode in it. */
#define BOOT_MODE            REGISTER(APP_RESET + 0x51cu)
#define BOOT_MODE_MASK       0xffu
#define BOOT_MODE_NORMAL     0u
#define BOOT_MODE_BOOTLOADER 1u

#define DPPI_CHANNEL_ENABLE  REGISTER(APP_DPPI + 0x504u)
#define DPPI_CHANNEL_DISABLE REGISTER(APP_DPPI + 0x508u)
#define DPPI_CONNECTED(line) (1u << 31 | (line)) /* in a SUBSCRIBE or PUBLISH register */

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

#define UARTE_STARTRX              REGISTER(APP_UARTE0 + 0x000u)
#define UARTE_STOPRX               REGISTER(APP_UARTE0 + 0x004u)
#define UARTE_STARTTX              REGISTER(APP_UARTE0 + 0x008u)
#define UARTE_STOPTX               REGISTER(APP_UARTE0 + 0x00cu)
#define UARTE_FLUSHRX              REGISTER(APP_UARTE0 + 0x02cu)
#define UARTE_ENDRX                REGISTER(APP_UARTE0 + 0x110u)
#define UARTE_ENDTX                REGISTER(APP_UARTE0 + 0x120u)
#define UARTE_ERROR                REGISTER(APP_UARTE0 + 0x124u)
#define UARTE_RXTO                 REGISTER(APP_UARTE0 + 0x144u)
#define UARTE_TXSTOPPED            REGISTER(APP_UARTE0 + 0x158u)
#define UARTE_PUBLISH_RXDRDY       REGISTER(APP_UARTE0 + 0x188u)
#define UARTE_SHORTS               REGISTER(APP_UARTE0 + 0x200u)
#define UARTE_SHORTS_ENDRX_STARTRX (1u << 5)
#define UARTE_ERRORSRC             REGISTER(APP_UARTE0 + 0x480u) /* each bit is cleared by writing one */
#define UARTE_ENABLE               REGISTER(APP_UARTE0 + 0x500u)
#define UARTE_ENABLED              8u
#define UARTE_PSEL_TXD             REGISTER(APP_UARTE0 + 0x50cu)
#define UARTE_PSEL_RXD             REGISTER(APP_UARTE0 + 0x514u)
#define UARTE_PSEL_NONE            0xffffffffu
#define UARTE_BAUDRATE             REGISTER(APP_UARTE0 + 0x524u)
#define UARTE_BAUDRATE_115200      0x01d60000u
#define UARTE_RXD_PTR              REGISTER(APP_UARTE0 + 0x534u)
#define UARTE_RXD_MAXCNT           REGISTER(APP_UARTE0 + 0x538u) /* 16 bits */
#define UARTE_TXD_PTR              REGISTER(APP_UARTE0 + 0x544u)
#define UARTE_TXD_MAXCNT           REGISTER(APP_UARTE0 + 0x548u)
#define UARTE_CONFIG               REGISTER(APP_UARTE0 + 0x56cu)
#define UARTE_CONFIG_8N1           0u /* and no flow control */

/* Network core. */
#define NET_FICR            0x01ff0000u
#define NET_UICR            0x01ff8000u
#define NET_CTRLAP          0x41006000u
#define NET_NVMC            0x41080000u
#define NET_ACL_ADDR(index) REGISTER(NET_NVMC + 0x800u + 16u * (index))
#define NET_ACL_SIZE(index) REGISTER(NET_NVMC + 0x804u + 16u * (index))
#define NET_ACL_PERM(index) REGISTER(NET_NVMC + 0x808u + 16u * (index))
#define NET_ACL_NO_WRITE    (1u << 1)
#define NET_WATCHDOG        0x4100b000u

#endif
