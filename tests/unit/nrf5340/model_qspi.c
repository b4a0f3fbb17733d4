/* The QSPI peripheral and a serial NOR flash with pages of 256 bytes and sectors of 4096. */
#include <string.h>
#include "firmware/port/nrf5340/registers.h"
#include "nrf5340/model.h"

#define PAGE_SIZE     256u
#define SECTOR_SIZE   4096u
#define PROGRAM_TIME  800000u
#define ERASE_TIME    40000000u
#define COMMAND_TIME  5000u
#define STATUS_BUSY   1u
#define STATUS_NOBODY 0xffu /* nobody drives the line */

static uint32_t get(uint32_t offset)
{
    return model_get(APP_QSPI + offset);
}

static bool clock_and_pins(void)
{
    static const uint32_t pins[] = { 0x524, 17, 0x528, 18, 0x530, 13, 0x534, 14, 0x538, 15, 0x53c, 16 };

    for (size_t i = 0; i < sizeof pins / sizeof pins[0]; i += 2) {
        if (get(pins[i]) != pins[i + 1] || model_get(APP_PORT0 + 0x200u + 4 * pins[i + 1]) >> 28 != 3) {
            return false;
        }
    }
    return model_get(APP_RESET + 0x5b8u) == 0 && model_get(APP_RESET + 0x124u) == 1;
}

/* Erratum 121: bit 16 of IFCONFIG0 with a divided clock, RXDELAY 6. */
static bool configured(void)
{
    uint32_t interface1 = get(0x600);

    return get(0x500) == 1 && get(0x54c) == 0 && get(0x544) == 1u << 16 && get(0x640) == 6u << 8 &&
           interface1 >> 28 >= 1 && (interface1 & 0x00ffff00u) == 0x40400;
}

static void ready(void)
{
    model_pass(COMMAND_TIME);
    model_set(APP_QSPI + 0x100u, 1);
}

static bool flash_takes(uint32_t offset, uint32_t size)
{
    if (!model.external_active || model.external_asleep || model.now < model.external_busy_until) {
        model_fault("a command to a flash that cannot take it");
        return false;
    }
    if (offset > MODEL_EXTERNAL_SIZE || size > MODEL_EXTERNAL_SIZE - offset) {
        model_fault("an address outside of the flash");
        return false;
    }
    return true;
}

static void read_flash(void)
{
    uint32_t size = get(0x50c);
    uint8_t *target = model_dma_pointer(get(0x508), size);

    if (size % 4 != 0 || get(0x504) % 4 != 0) {
        model_fault("QSPI reads whole words");
    } else if (target != NULL && flash_takes(get(0x504), size)) {
        memcpy(target, model.external + get(0x504), size);
    }
}

static void program_flash(void)
{
    uint32_t offset = get(0x510);
    uint32_t size = get(0x518);
    const uint8_t *source = model_dma_pointer(get(0x514), size);

    if (size % 4 != 0 || offset % 4 != 0 || offset % PAGE_SIZE + size > PAGE_SIZE) {
        model_fault("QSPI writes whole words inside of one page");
    } else if (source != NULL && flash_takes(offset, size)) {
        for (uint32_t i = 0; i < size; i++) {
            model.external[offset + i] &= source[i];
        }
        model.external_programs++;
        model.external_busy_until = model.now + PROGRAM_TIME;
    }
}

static void erase_flash(void)
{
    uint32_t offset = get(0x51c);

    if (get(0x520) != 0 || offset % SECTOR_SIZE != 0) {
        model_fault("not an erase of a sector");
    } else if (flash_takes(offset, SECTOR_SIZE)) {
        memset(model.external + offset, 0xff, SECTOR_SIZE);
        model.external_erases++;
        model.external_busy_until = model.now + ERASE_TIME;
    }
}

static void instruction(uint32_t value)
{
    uint32_t status = model.now < model.external_busy_until ? STATUS_BUSY : 0;

    if (!model.external_active) {
        model_fault("an instruction to a peripheral that is not activated");
    } else if ((value & 0xff) == 0xab) {
        model.external_asleep = false;
    } else if ((value & 0xff) == 0x05) {
        model_set(APP_QSPI + 0x638u, model.external_asleep ? STATUS_NOBODY : status);
    }
}

bool model_qspi_write(uint32_t address, uint32_t value)
{
    uint32_t offset = address - APP_QSPI;

    if (address == APP_RESET + 0x020u || address == APP_RESET + 0x024u) {
        model_set(address, 0);
        /* HFCLK192M started or stopped */
        model_set(APP_RESET + 0x124u, address == APP_RESET + 0x020u && !model.external_clock_dead);
        return true;
    }
    if (address < APP_QSPI || offset >= 0x1000 || (offset >= 0x14 && offset != 0x634)) {
        return false;
    }
    model_set(address, offset < 0x14 ? 0 : 0x2000); /* what is written starts something, again and again */
    if (model.external_absent || (offset != 0x010 && !(clock_and_pins() && configured()))) {
        return true; /* it never gets ready */
    }
    switch (offset) {
    case 0x000:
        model.external_active = true;
        break;
    case 0x004:
        read_flash();
        break;
    case 0x008:
        program_flash();
        break;
    case 0x00c:
        erase_flash();
        break;
    case 0x010:
        model.external_active = false;
        return true;
    default:
        instruction(value);
    }
    ready();
    return true;
}
