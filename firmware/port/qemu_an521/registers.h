/* The registers of QEMU's mps2-an521 that the port touches.
 *
 * Source: Arm Application Note AN521 and the SSE-200 Technical Reference Manual; QEMU hw/arm/mps2-tz.c,
 * hw/arm/armsse.c, hw/char/cmsdk-apb-uart.c, hw/timer/cmsdk-apb-timer.c. Addresses are those of the secure state, in
 * which all programs run. All registers are 32 bits wide.
 */
#ifndef QEMU_AN521_REGISTERS_H
#define QEMU_AN521_REGISTERS_H

#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

/* CMSDK UART, `base`: BOARD_UART(). */
#define UART_DATA(base)       REGISTER((base) + 0x00u)
#define UART_STATE(base)      REGISTER((base) + 0x04u)
#define UART_TX_FULL          (1u << 0)
#define UART_RX_FULL          (1u << 1)
#define UART_CTRL(base)       REGISTER((base) + 0x08u)
#define UART_TX_ENABLE        (1u << 0)
#define UART_RX_ENABLE        (1u << 1)
#define UART_RX_INTERRUPT     (1u << 3)
#define UART_INTERRUPTS(base) REGISTER((base) + 0x0cu) /* each bit is cleared by writing one */
#define UART_INTERRUPT_RX     (1u << 1)
#define UART_DIVIDER(base)    REGISTER((base) + 0x10u)
#define UART_DIVIDER_LEAST    16u
#define UART_RX_LINE(index)   (32u + 2u * (index)) /* of the interrupt controller */

/* CMSDK timers, they count down. */
#define TIMER_20_MHZ       0x50000000u
#define TIMER_32_KHZ       0x5002f000u
#define TIMER_CTRL(base)   REGISTER((base) + 0x00u)
#define TIMER_ENABLE       1u
#define TIMER_VALUE(base)  REGISTER((base) + 0x04u)
#define TIMER_RELOAD(base) REGISTER((base) + 0x08u)
#define TIMER_FULL         0xffffffffu

/* SSE-200 system control. */
#define SYSTEM_VECTORS_1 REGISTER(0x50021114u) /* INITSVTOR1: where core 1 starts */
#define SYSTEM_CPU_WAIT  REGISTER(0x50021118u)
#define SYSTEM_WAITS_1   (1u << 1)

/* Of the processor (Armv8-M Architecture Reference Manual). */
#define SYSTICK_CTRL       REGISTER(0xe000e010u)
#define SYSTICK_RUN        7u /* the processor's clock, with interrupt */
#define SYSTICK_RELOAD     REGISTER(0xe000e014u)
#define SYSTICK_VALUE      REGISTER(0xe000e018u)
#define SYSTICK_PER_MS     20000u
#define NVIC_ENABLE(line)  REGISTER(0xe000e100u + (line) / 32u * 4u)
#define NVIC_DISABLE(line) REGISTER(0xe000e180u + (line) / 32u * 4u)
#define NVIC_UNPEND(line)  REGISTER(0xe000e280u + (line) / 32u * 4u)
#define NVIC_BIT(line)     (1u << (line) % 32u)
#define SCB_ICSR           REGISTER(0xe000ed04u)
#define SCB_SYSTICK_UNPEND (1u << 25)

#endif
