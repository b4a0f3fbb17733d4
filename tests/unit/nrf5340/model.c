#include "nrf5340/model.h"
#include <string.h>
#include "firmware/port/nrf5340/registers.h"

#define CELLS       1024u
#define DMA_SLOTS   64u
#define DMA_STRIDE  0x10000u
#define ACCESS_TIME 100u

struct model model;

static struct {
    uint32_t address;
    bool used;
    volatile uint32_t value;
} cells[CELLS];

static struct {
    bool open;
    uint32_t address;
    volatile uint32_t *cell;
    uint32_t old;
} last;

static const uint8_t *dma_pointers[DMA_SLOTS];
static uint32_t dma_count;

void model_fault(const char *what)
{
    if (model.fault == NULL) {
        model.fault = what;
    }
}

static volatile uint32_t *cell_of(uint32_t address)
{
    uint32_t index = address / 4 * 2654435761u % CELLS;

    if (address < MODEL_FLASH_SIZE) {
        return (volatile uint32_t *)(void *)(model.flash + address);
    }
    while (cells[index].used && cells[index].address != address) {
        index = (index + 1) % CELLS;
    }
    cells[index].used = true;
    cells[index].address = address;
    return &cells[index].value;
}

uint32_t model_get(uint32_t address)
{
    model_settle();
    return *cell_of(address);
}

void model_set(uint32_t address, uint32_t value)
{
    model_settle();
    *cell_of(address) = value;
}

/* EasyDMA takes addresses of 32 bits; the test's pointers are longer. */
uint32_t model_dma_address(const void *pointer)
{
    for (uint32_t slot = 0; slot < dma_count; slot++) {
        if (dma_pointers[slot] == pointer) {
            return MODEL_RAM_ADDRESS + slot * DMA_STRIDE;
        }
    }
    if (dma_count == DMA_SLOTS) {
        dma_count = 0;
    }
    dma_pointers[dma_count] = pointer;
    return MODEL_RAM_ADDRESS + dma_count++ * DMA_STRIDE;
}

uint8_t *model_dma_pointer(uint32_t address, uint32_t size)
{
    uint32_t slot = (address - MODEL_RAM_ADDRESS) / DMA_STRIDE;

    if (address < MODEL_RAM_ADDRESS || slot >= dma_count || address % DMA_STRIDE != 0 || size > DMA_STRIDE) {
        model_fault("DMA outside of RAM");
        return NULL;
    }
    return (uint8_t *)(uintptr_t)dma_pointers[slot];
}

void *model_memory(uint32_t address)
{
    model_settle();
    return address < MODEL_FLASH_SIZE ? model.flash + address : model.ram + (address - MODEL_RAM_ADDRESS);
}

void model_pass(uint64_t nanoseconds)
{
    model_settle();
    model.now += nanoseconds;
    model_uarte_pass();
}

/* Asking a timer for its value is a write to the chip, and none to a reader. */
static void record(uint32_t address, uint32_t value)
{
    if (address == APP_TIMER0 + 0x040u || address == APP_TIMER1 + 0x040u) {
        return;
    }
    model.writes_lost = model.write_count == MODEL_WRITES_MAX;
    if (!model.writes_lost) {
        model.writes[model.write_count++] = (struct model_write){ address, value, model.now };
    }
}

/* Tasks are 0 again; what reads back otherwise than it was written. */
static void take_effect(uint32_t address, uint32_t old, uint32_t value)
{
    if (model_flash_write(address, old, value) || model_qspi_write(address, value) ||
        model_uarte_write(address, value)) {
        return;
    }
    if (address == APP_RESET + 0x400u) {
        model_set(address, old & ~value); /* reset reasons */
    } else if (address == APP_TIMER0 + 0x040u) {
        model_set(address, 0);
        model_set(APP_TIMER0 + 0x540u, (uint32_t)(model.now / 1000));
    } else if (address >> 12 == APP_TIMER0 >> 12 && (address & 0xfffu) < 0x80) {
        model_set(address, 0);
    }
}

void model_settle(void)
{
    if (!last.open) {
        return;
    }
    uint32_t value = *last.cell;

    last.open = false;
    if (value != last.old) {
        record(last.address, value);
        take_effect(last.address, last.old, value);
    }
}

/* Erasing writes 0xffffffff, which may be what the cell holds: any access is one then. */
static bool erases(uint32_t address)
{
    return address < MODEL_FLASH_SIZE && *cell_of(APP_NVMC + 0x504u) == 2;
}

volatile uint32_t *model_register(uint32_t address)
{
    model_settle();
    model_pass(ACCESS_TIME);
    if (address == APP_NVMC + 0x400u) {
        model_set(address, 1); /* the processor stands still while its flash is busy: it never sees 0 */
    } else if (address == APP_PORT0 + 0x010u) {
        model_set(address, model.pins);
    } else if (erases(address)) {
        record(address, 0xffffffffu);
        take_effect(address, 0, 0xffffffffu);
    }
    last.open = true;
    last.address = address;
    last.cell = cell_of(address);
    last.old = *last.cell;
    return last.cell;
}

void model_reset(void)
{
    memset(&model, 0, sizeof model);
    memset(cells, 0, sizeof cells);
    memset(&last, 0, sizeof last);
    memset(model.flash, 0xff, sizeof model.flash);
    memset(model.external, 0xff, sizeof model.external);
    memset(model.ram, 0xa5, sizeof model.ram);
    dma_count = 0;
    model.pins = 0xffffffffu;
    model_set(APP_RESET + 0x614u, 1);      /* the network core is held */
    model_set(APP_RESET + 0x5b8u, 2);      /* HFCLK192M divided by four */
    model_set(APP_QSPI + 0x54cu, 1);       /* XIP */
    model_set(APP_QSPI + 0x600u, 0x40480); /* IFCONFIG1 */
    model_set(APP_QSPI + 0x640u, 0x600);   /* IFTIMING */
    for (uint32_t psel = 0x508; psel <= 0x514; psel += 4) {
        model_set(APP_UARTE0 + psel, 0xffffffffu);
    }
}
