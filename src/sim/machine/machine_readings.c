/* What is open after a power cut, and who answers: the reset's caller, or the choices that the explorer makes. */
#include <assert.h>
#include <string.h>
#include "sim/machine/machine_private.h"

static char choose(struct machine_readings *readings, const char *options)
{
    struct machine_choices *choices = &readings->choices;
    uint32_t at = readings->position;

    if (options[1] == '\0') {
        return options[0];
    }
    assert(at < MACHINE_CHOICES_MAX);
    readings->position++;
    if (at < choices->count) {
        choices->options[at] = options;
        if (strchr(options, choices->taken[at]) != NULL) {
            return choices->taken[at];
        }
        readings->wrong_choice = true;
    } else {
        choices->count = at + 1;
    }
    choices->options[at] = options;
    choices->taken[at] = options[0];
    return options[0];
}

bool machine_next_choices(struct machine_choices *choices)
{
    for (; choices->count != 0; choices->count--) {
        char *taken = &choices->taken[choices->count - 1];
        const char *next = strchr(choices->options[choices->count - 1], *taken) + 1;

        if (*next != '\0') {
            *taken = *next;
            return true;
        }
    }
    return false;
}

static enum unstable_reading reading_of(char letter)
{
    return letter == 'e' ? UNSTABLE_ERASED : letter == 'p' ? UNSTABLE_PATTERN : UNSTABLE_OLD;
}

static enum unstable_reading read_alike(struct machine_readings *readings)
{
    if (!readings->alike_known) {
        readings->all = reading_of(choose(readings, "oep"));
        readings->alike_known = true;
    }
    return readings->all;
}

enum unstable_reading machine_reading(struct machine *machine, struct flash_place place, uint32_t word)
{
    struct machine_readings *readings = &machine->readings;
    const struct flash_page *page = flash_set_page(&machine->flash, place.device, place.page);
    uint32_t unit = flash_page_kind(page, word) == FLASH_WORD_PAGE ? UINT32_MAX : word;

    if (readings->forced) {
        return readings->all;
    }
    for (uint32_t i = 0; i < readings->unit_count; i++) {
        if (readings->units[i].place.device == place.device && readings->units[i].place.page == place.page &&
            readings->units[i].word == unit) {
            return readings->units[i].reading;
        }
    }
    if (readings->unit_count == MACHINE_UNITS_MAX) {
        return read_alike(readings);
    }
    readings->units[readings->unit_count].place = place;
    readings->units[readings->unit_count].word = unit;
    readings->units[readings->unit_count].reading = reading_of(choose(readings, flash_nor_options(page, unit)));
    return readings->units[readings->unit_count++].reading;
}

static bool page_is_zero(const struct flash_page *page)
{
    return page->bytes[0] == 0 && memcmp(page->bytes, page->bytes + 1, page->size - 1) == 0;
}

/* Then RAM that was kept and RAM that is zero are the same. */
static bool ram_was_zero(struct machine *machine)
{
    const struct flash_geometry *geometry = &machine->flash.geometry[FLASH_DEVICE_RAM];
    static const struct pcd_command blank;
    bool zero = machine->rest.mailbox_defined || memcmp(&machine->rest.mailbox, &blank, sizeof blank) == 0;

    for (uint32_t i = 0; i < geometry->page_count; i++) {
        const struct flash_page *page = flash_set_page(&machine->flash, FLASH_DEVICE_RAM, i);
        bool written = page->overlay != NULL && page->overlay->defined_words == page->size / page->word_size;

        if (!written) {
            machine_use(machine, (struct flash_place){ FLASH_DEVICE_RAM, i }, USE_READ);
            zero = zero && page_is_zero(page);
        }
    }
    return zero;
}

static enum ram_answer ask_ram(struct machine *machine)
{
    static const enum ram_answer forced[] = {
        [RAM_KEPT] = RAM_IS_KEPT, [RAM_ZERO] = RAM_IS_ZERO, [RAM_RANDOM] = RAM_IS_RANDOM
    };
    char letter;

    if (machine->readings.forced) {
        return forced[machine->readings.ram];
    }
    letter = choose(&machine->readings, ram_was_zero(machine) ? "zr" : "kzr");
    return letter == 'z' ? RAM_IS_ZERO : letter == 'r' ? RAM_IS_RANDOM : RAM_IS_KEPT;
}

uint8_t machine_ram_byte(struct machine *machine, uint32_t offset, uint8_t kept)
{
    if (machine->rest.ram == RAM_OPEN) {
        machine->rest.ram = ask_ram(machine);
    }
    switch (machine->rest.ram) {
    case RAM_IS_ZERO:
        return 0;
    case RAM_IS_RANDOM:
        return (uint8_t)(flash_random(machine->seed, offset / 8) >> offset % 8 * 8);
    case RAM_IS_KEPT:
    case RAM_OPEN:
        break;
    }
    return kept;
}
