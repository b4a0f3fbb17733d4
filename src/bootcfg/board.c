#include "bootcfg/board.h"

/* firmware/port/nrf5340/qspi.c sends addresses of 24 bits: a slot behind would be written over the flash's start. */
#define EXTERNAL_REACH 0x1000000u

/* P0.13 to P0.18, nRF5340 Product Specification v1.5, dedicated pins of QSPI. */
#define FIRST_QSPI_PIN 13u
#define LAST_QSPI_PIN  18u

static bool within_reach(struct bootcfg_reader *reader, const char *name, const struct boot_area *area)
{
    struct origin origin = bootcfg_origin(reader, name);

    if (area->device != FLASH_DEVICE_EXTERNAL ||
        (area->offset <= EXTERNAL_REACH && area->size <= EXTERNAL_REACH - area->offset)) {
        return true;
    }
    return bootcfg_missing(reader, &origin,
                           "'%s' (0x%x to 0x%llx) ends behind the first 16 MiB of external flash, which are all that "
                           "the port addresses",
                           name, area->offset, (unsigned long long)area->offset + area->size);
}

bool bootcfg_external_flash(struct bootcfg_reader *reader, struct boot_target *target)
{
    const struct boot_config *config = &target->bootcfg.config;

    for (unsigned i = 0; i < config->image_count; i++) {
        if (!within_reach(reader, bootcfg_slot_name(reader, i, false), &config->images[i].primary) ||
            !within_reach(reader, bootcfg_slot_name(reader, i, true), &config->images[i].secondary)) {
            return false;
        }
    }
    if (target->bootcfg.external_flash_size > EXTERNAL_REACH) {
        target->bootcfg.external_flash_size = EXTERNAL_REACH;
    }
    return within_reach(reader, "nrf53boot_net_backup", &config->net.backup);
}

enum pin { PIN_SERIAL_RX, PIN_RECOVERY, PIN_LOG, PIN_SERIAL_TX, PIN_COUNT };

struct pins {
    uint32_t numbers[PIN_COUNT]; /* BOOT_TARGET_NO_PIN: none */
    struct tree_number stated[PIN_COUNT];
};

static bool read_pins(struct bootcfg_reader *reader, struct pins *pins)
{
    static const char *const symbols[PIN_COUNT] = {
        [PIN_SERIAL_RX] = "CONFIG_NRF53BOOT_TARGET_SERIAL_RX_PIN",
        [PIN_RECOVERY] = "CONFIG_NRF53BOOT_TARGET_RECOVERY_PIN",
        [PIN_LOG] = "CONFIG_NRF53BOOT_TARGET_LOG_PIN",
        [PIN_SERIAL_TX] = "CONFIG_NRF53BOOT_TARGET_SERIAL_TX_PIN",
    };

    for (size_t i = 0; i < PIN_COUNT; i++) {
        pins->numbers[i] = BOOT_TARGET_NO_PIN;
        pins->stated[i] = config_number(reader->arena, reader->nrf53boot, "nrf53boot", symbols[i]);
        if (!bootcfg_number(reader, &pins->stated[i], 0, BOOT_TARGET_NO_PIN - 1, &pins->numbers[i])) {
            return false;
        }
    }
    return true;
}

/* Log lines may go where answers of serial recovery go; everything else has a pin of its own. */
static bool pins_differ(struct bootcfg_reader *reader, const struct pins *pins)
{
    for (size_t i = 0; i < PIN_LOG; i++) {
        for (size_t other = i + 1; other < PIN_COUNT && pins->stated[i].known; other++) {
            if (pins->numbers[i] == pins->numbers[other]) {
                return bootcfg_missing(reader, NULL, "pin P0.%u is named for two purposes in 'nrf53boot/.config'",
                                       (unsigned)pins->numbers[i]);
            }
        }
    }
    return true;
}

static bool pins_free(struct bootcfg_reader *reader, const struct pins *pins)
{
    for (size_t i = 0; i < PIN_COUNT; i++) {
        if (pins->numbers[i] >= FIRST_QSPI_PIN && pins->numbers[i] <= LAST_QSPI_PIN) {
            return bootcfg_missing(reader, &pins->stated[i].origin,
                                   "'%s' is %u, and P0.%u to P0.%u are the pins of the external flash",
                                   pins->stated[i].from, (unsigned)pins->numbers[i], FIRST_QSPI_PIN, LAST_QSPI_PIN);
        }
    }
    return true;
}

static bool line_whole(struct bootcfg_reader *reader, const struct pins *pins)
{
    const struct tree_number *receive = &pins->stated[PIN_SERIAL_RX];
    const struct tree_number *send = &pins->stated[PIN_SERIAL_TX];

    if (receive->known == send->known) {
        return true;
    }
    return bootcfg_missing(
        reader, receive->known ? &receive->origin : &send->origin,
        "'%s' is set without 'CONFIG_NRF53BOOT_TARGET_SERIAL_%s_PIN': serial recovery needs both pins",
        receive->known ? receive->from : send->from, receive->known ? "TX" : "RX");
}

bool bootcfg_pins(struct bootcfg_reader *reader, struct boot_target *target)
{
    struct pins pins;

    if (!read_pins(reader, &pins) || !pins_differ(reader, &pins) || !line_whole(reader, &pins) ||
        (target->bootcfg.external_flash_size > 0 && !pins_free(reader, &pins))) {
        return false;
    }
    target->log_pin = pins.numbers[PIN_LOG];
    target->recovery_pin = pins.numbers[PIN_RECOVERY];
    target->serial_rx_pin = pins.numbers[PIN_SERIAL_RX];
    target->serial_tx_pin = pins.numbers[PIN_SERIAL_TX];
    return true;
}
