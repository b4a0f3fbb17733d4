/* The parts of an nRF5340 that the port talks to, as far as the Product Specification says how they behave: registers, time,
 * flash controller, QSPI with a flash behind it, UARTE with DPPI and counter.
 *
 * Each access to a register takes 100 ns; the effect of a write is seen at the next access. Writes are recorded. What the
 * specification forbids (writing flash that is not enabled for it, a command to a busy flash, DMA from nowhere) is a fault,
 * which tests expect to be absent.
 */
#ifndef TEST_NRF5340_MODEL_H
#define TEST_NRF5340_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODEL_FLASH_SIZE    0x100000u
#define MODEL_RAM_ADDRESS   0x20000000u
#define MODEL_RAM_SIZE      0x80000u
#define MODEL_EXTERNAL_SIZE 0x10000u
#define MODEL_WRITES_MAX    4096u
#define MODEL_LINE_MAX      32768u

struct model_write {
    uint32_t address;
    uint32_t value;
    uint64_t time; /* nanoseconds */
};

struct model_byte {
    uint64_t time; /* when its stop bit is in */
    uint8_t value;
    bool spoilt; /* no stop bit: counted, not stored */
};

struct model {
    uint64_t now; /* nanoseconds */
    const char *fault;
    struct model_write writes[MODEL_WRITES_MAX];
    size_t write_count;
    bool writes_lost; /* there were more */

    _Alignas(4) uint8_t flash[MODEL_FLASH_SIZE];
    _Alignas(4) uint8_t ram[MODEL_RAM_SIZE];
    uint32_t pins; /* levels of port 0 */

    uint8_t external[MODEL_EXTERNAL_SIZE];
    bool external_absent;
    bool external_clock_dead; /* the 192 MHz clock never starts */
    bool external_asleep;     /* deep power-down */
    bool external_active;
    uint64_t external_busy_until;
    unsigned external_programs;
    unsigned external_erases;

    struct model_byte line[MODEL_LINE_MAX]; /* what the other side sends, by time */
    size_t line_count;
    size_t line_next;   /* the first that has not arrived */
    size_t line_stored; /* the first that is not in memory */
    bool receiving;
    bool stopped; /* since it received */
    uint8_t *receive_buffer;
    uint32_t receive_position;
    uint32_t counter;
    bool counter_on;
    uint64_t receive_lag; /* from the count to memory */
    uint8_t sent[MODEL_LINE_MAX];
    size_t sent_count;
};

extern struct model model;

/* A chip after a power-on, flashes erased, RAM full of 0xa5. */
void model_reset(void);

/* Lets the last write take effect; to be called before the model is looked at. */
void model_settle(void);
void model_pass(uint64_t nanoseconds);

uint32_t model_get(uint32_t address);
void model_set(uint32_t address, uint32_t value);

/* The other side sends bytes from now on, 115200 baud, without a pause. */
void model_line_send(const uint8_t *bytes, size_t size);

/* Internal: the peripherals. A write to a register; true: it is theirs. */
bool model_flash_write(uint32_t address, uint32_t old, uint32_t value);
bool model_qspi_write(uint32_t address, uint32_t value);
bool model_uarte_write(uint32_t address, uint32_t value);
void model_uarte_pass(void);
void model_fault(const char *what);
uint8_t *model_dma_pointer(uint32_t address, uint32_t size);

#endif
