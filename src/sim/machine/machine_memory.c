/* Reading and writing the machine's memories, as the present boot sees them. */
#include <string.h>
#include "sim/machine/machine_private.h"

static bool inside(const struct flash_geometry *geometry, uint32_t offset, uint32_t size)
{
    return offset <= geometry->layout.size && size <= geometry->layout.size - offset;
}

static void read_ram(struct machine *machine, const struct flash_page *page, uint32_t number, uint32_t at,
                     uint8_t *buffer, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        bool defined = flash_page_kind(page, (at + i) / page->word_size) == FLASH_WORD_DEFINED;

        buffer[i] = page->bytes[at + i];
        if (!defined) {
            machine->ram_missed = true;
            buffer[i] = machine_ram_byte(machine, number * page->size + at + i, buffer[i]);
        }
    }
}

/* Every word was written since the power came: the usual case for RAM that a boot uses. */
static bool all_defined(const struct flash_page *page)
{
    return page->overlay != NULL && page->overlay->defined_words == page->size / page->word_size;
}

static void read_unstable(struct machine *machine, struct flash_place place, uint32_t at, uint8_t *buffer,
                          uint32_t size)
{
    const struct flash_page *page = flash_set_page(&machine->flash, place.device, place.page);
    uint8_t value[16];

    for (uint32_t i = 0; i < size; i++) {
        uint32_t word = (at + i) / page->word_size;
        enum flash_word kind = flash_page_kind(page, word);

        if (kind != FLASH_WORD_OWN && kind != FLASH_WORD_PAGE) {
            buffer[i] = page->bytes[at + i];
            continue;
        }
        flash_nor_value(page, word, machine_reading(machine, place, word), value);
        buffer[i] = value[(at + i) % page->word_size];
    }
}

static void read_page(struct machine *machine, struct flash_place place, uint32_t at, uint8_t *buffer, uint32_t size)
{
    const struct flash_page *page = flash_set_page(&machine->flash, place.device, place.page);

    machine_use(machine, place, USE_READ);
    if (place.device == FLASH_DEVICE_RAM && !all_defined(page)) {
        read_ram(machine, page, place.page, at, buffer, size);
    } else if (flash_page_units(page) != 0) {
        read_unstable(machine, place, at, buffer, size);
    } else {
        memcpy(buffer, page->bytes + at, size);
    }
}

bool machine_read(struct machine *machine, enum flash_device device, uint32_t offset, void *buffer, uint32_t size)
{
    const struct flash_geometry *geometry = &machine->flash.geometry[device];
    uint8_t *to = buffer;

    if (!inside(geometry, offset, size)) {
        return false;
    }
    while (size != 0) {
        struct flash_place place = { device, offset >> geometry->page_shift };
        uint32_t at = offset & (geometry->layout.page_size - 1);
        uint32_t part = geometry->layout.page_size - at < size ? geometry->layout.page_size - at : size;

        read_page(machine, place, at, to, part);
        to += part;
        offset += part;
        size -= part;
    }
    return true;
}

static void define_words(struct machine *machine, struct flash_page *page, uint32_t at, uint32_t size)
{
    (void)flash_page_open_overlay(&machine->pool, page);
    for (uint32_t word = at / page->word_size; word <= (at + size - 1) / page->word_size; word++) {
        flash_page_mark(page, word, FLASH_WORD_DEFINED, NULL);
    }
    flash_page_close_overlay(&machine->pool, page);
}

/* RAM holds its values while the power is on: what is programmed over is what is read. */
static bool program_ram(struct machine *machine, struct flash_place place, uint32_t at, const uint8_t *data,
                        uint32_t size)
{
    const struct flash_page *old = flash_set_page(&machine->flash, place.device, place.page);
    uint8_t *current = flash_pool_take(&machine->pool, old->size);
    struct flash_page *page;
    bool fault;

    read_page(machine, place, at, current, size);
    page = flash_set_open(&machine->flash, place.device, place.page);
    flash_page_set(page, at, current, size);
    if (!all_defined(page)) {
        define_words(machine, page, at, size);
    }
    fault = flash_nor_program(&machine->pool, page, at, data, size, current);
    flash_set_changed(&machine->flash, place.device, place.page);
    flash_pool_give(&machine->pool, current, page->size);
    return fault;
}

/* Part of one page. True: a fault. */
static bool program_page(struct machine *machine, struct flash_place place, uint32_t at, const uint8_t *data,
                         uint32_t size)
{
    const struct flash_page *old = flash_set_page(&machine->flash, place.device, place.page);
    struct flash_page *page;
    uint8_t *current = NULL;
    bool fault;

    if (place.device == FLASH_DEVICE_RAM) {
        return program_ram(machine, place, at, data, size);
    }
    machine_use(machine, place, USE_READ);
    if (old->overlay != NULL) {
        current = flash_pool_take(&machine->pool, old->size);
        read_page(machine, place, at, current, size);
    }
    page = flash_set_open(&machine->flash, place.device, place.page);
    fault = flash_nor_program(&machine->pool, page, at, data, size, current == NULL ? page->bytes + at : current);
    flash_set_changed(&machine->flash, place.device, place.page);
    if (current != NULL) {
        flash_pool_give(&machine->pool, current, page->size);
    }
    return fault;
}

static void note_fault(struct machine *machine, enum fault_kind kind, const struct operation *operation)
{
    if (machine->run.fault.kind == FAULT_NONE) {
        machine->run.fault = (struct fault){ kind, *operation };
    }
}

static void program(struct machine *machine, const struct operation *operation, const uint8_t *data)
{
    const struct flash_geometry *geometry = &machine->flash.geometry[operation->device];
    uint32_t offset = operation->offset;
    uint32_t left = operation->size;

    while (left != 0) {
        struct flash_place place = { operation->device, offset >> geometry->page_shift };
        uint32_t at = offset & (geometry->layout.page_size - 1);
        uint32_t part = geometry->layout.page_size - at < left ? geometry->layout.page_size - at : left;

        if (program_page(machine, place, at, data, part)) {
            note_fault(machine, FAULT_PROGRAM_PROGRAMMED, operation);
        }
        data += part;
        offset += part;
        left -= part;
    }
}

static void erase_page(struct machine *machine, struct flash_place place)
{
    machine_use(machine, place, USE_ERASED);
    if (place.device != FLASH_DEVICE_RAM) {
        flash_set_erase(&machine->flash, place.device, place.page);
        return;
    }
    flash_page_hold(machine->ram_erased);
    flash_set_replace(&machine->flash, place.device, place.page, machine->ram_erased);
}

void machine_do(struct machine *machine, const struct operation *operation, const uint8_t *data)
{
    const struct flash_geometry *geometry = &machine->flash.geometry[operation->device];

    if (operation->kind == OPERATION_WRITE) {
        program(machine, operation, data);
        return;
    }
    for (uint32_t done = 0; done < operation->size; done += geometry->layout.page_size) {
        struct flash_place place = { operation->device, (operation->offset + done) >> geometry->page_shift };

        erase_page(machine, place);
    }
}

bool machine_has_unstable(const struct machine *machine, const struct operation *operation)
{
    const struct flash_geometry *geometry = &machine->flash.geometry[operation->device];
    uint32_t last = (operation->offset + operation->size - 1) >> geometry->page_shift;

    for (uint32_t page = operation->offset >> geometry->page_shift; page <= last; page++) {
        if (flash_set_page(&machine->flash, operation->device, page)->overlay != NULL) {
            return true;
        }
    }
    return false;
}

void machine_read_mailbox(struct machine *machine, struct pcd_command *command)
{
    uint8_t bytes[sizeof *command];

    memcpy(bytes, &machine->rest.mailbox, sizeof bytes);
    machine->ram_missed = machine->ram_missed || !machine->rest.mailbox_defined;
    for (uint32_t i = 0; i < sizeof bytes && !machine->rest.mailbox_defined; i++) {
        bytes[i] = machine_ram_byte(machine, UINT32_MAX - (uint32_t)sizeof bytes + i, bytes[i]);
    }
    memcpy(command, bytes, sizeof bytes);
}

void machine_write_mailbox(struct machine *machine, const struct pcd_command *command)
{
    machine->rest.mailbox = *command;
    machine->rest.mailbox_defined = true;
}

void machine_create_ram(struct machine *machine)
{
    const struct flash_geometry *geometry = &machine->flash.geometry[FLASH_DEVICE_RAM];

    if (geometry->page_count == 0) {
        return;
    }
    machine->ram_erased = flash_page_clone(&machine->pool, machine->flash.erased[FLASH_DEVICE_RAM]);
    define_words(machine, machine->ram_erased, 0, geometry->layout.page_size);
    machine->ram_zero = flash_page_clone(&machine->pool, machine->flash.erased[FLASH_DEVICE_RAM]);
    flash_page_fill(machine->ram_zero, 0, 0, geometry->layout.page_size);
    for (uint32_t i = 0; i < geometry->page_count; i++) {
        flash_page_hold(machine->ram_zero);
        flash_set_replace(&machine->flash, FLASH_DEVICE_RAM, i, machine->ram_zero);
    }
}

void machine_lose_power(struct machine *machine)
{
    const struct flash_geometry *geometry = &machine->flash.geometry[FLASH_DEVICE_RAM];

    machine->rest.mailbox_defined = false;
    machine->rest.ram = RAM_OPEN;
    for (uint32_t i = 0; i < geometry->page_count; i++) {
        if (flash_set_page(&machine->flash, FLASH_DEVICE_RAM, i)->overlay != NULL) {
            struct flash_page *page = flash_set_open(&machine->flash, FLASH_DEVICE_RAM, i);

            flash_page_settle(&machine->pool, page);
            flash_set_changed(&machine->flash, FLASH_DEVICE_RAM, i);
        }
    }
}

static bool set_bytes(struct machine *machine, enum flash_device device, uint32_t offset, const uint8_t *data,
                      uint8_t value, uint32_t size)
{
    const struct flash_geometry *geometry = &machine->flash.geometry[device];

    if (!inside(geometry, offset, size)) {
        return false;
    }
    while (size != 0) {
        uint32_t number = offset >> geometry->page_shift;
        uint32_t at = offset & (geometry->layout.page_size - 1);
        uint32_t part = geometry->layout.page_size - at < size ? geometry->layout.page_size - at : size;
        struct flash_page *page = flash_set_open(&machine->flash, device, number);

        flash_page_settle(&machine->pool, page);
        /* RAM that is set up counts as written. */
        if (data == NULL) {
            flash_page_fill(page, at, value, part);
        } else {
            flash_page_set(page, at, data, part);
            data += part;
        }
        if (device == FLASH_DEVICE_RAM) {
            define_words(machine, page, 0, page->size);
        }
        flash_set_changed(&machine->flash, device, number);
        offset += part;
        size -= part;
    }
    return true;
}

bool machine_load(struct machine *machine, enum flash_device device, uint32_t offset, const void *data, uint32_t size)
{
    return set_bytes(machine, device, offset, data, 0, size);
}

bool machine_fill(struct machine *machine, enum flash_device device, uint32_t offset, uint8_t value, uint32_t size)
{
    return set_bytes(machine, device, offset, NULL, value, size);
}

bool machine_inspect(struct machine *machine, enum flash_device device, uint32_t offset, void *buffer, uint32_t size)
{
    return machine_read(machine, device, offset, buffer, size);
}
