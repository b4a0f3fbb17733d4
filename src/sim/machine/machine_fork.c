/* States that a cut would leave, made beside the run that goes on. */
#include <assert.h>
#include "sim/machine/machine_private.h"

#define KEY_VOLATILE 0x4000u
#define PAGE_EDGE    64u
#define KEY_MASK     0x6d61736bu /* keeps the patterns apart from other random numbers of the same seed */

struct state_hash machine_hash_of(struct state_hash flash_sum, const struct machine_volatile *rest)
{
    const uint32_t fields[] = {
        (uint32_t)rest->ram,
        rest->mailbox_defined,
        rest->mailbox.magic,
        rest->mailbox.data,
        rest->mailbox.size,
        rest->mailbox.offset,
        rest->failures_left == 0 ? 0 : (uint32_t)rest->failure,
        rest->failures_left,
        rest->failed,
        (uint32_t)rest->reason,
        rest->counters[0],
        rest->counters[1],
    };
    struct state_hash sum = flash_hash_bytes(fields, sizeof fields, KEY_VOLATILE);

    flash_hash_add(&sum, flash_sum);
    return sum;
}

static void put_page(struct machine *machine, struct machine_fork *fork, struct flash_place place,
                     struct flash_page *page)
{
    const struct flash_page *old = flash_set_page(&machine->flash, place.device, place.page);

    assert(fork->page_count < MACHINE_FORK_PAGES);
    flash_set_sum_replace(&fork->flash_sum, place.device, place.page, old, page);
    fork->pages[fork->page_count++] = (struct machine_fork_page){ place, page };
}

/* Whole words of the operation before the power goes, and the word that is hit: of `words`. */
static uint32_t words_done(struct cut cut, uint32_t words)
{
    switch (cut.extent) {
    case CUT_BEFORE:
    case CUT_WATCHDOG:
    case CUT_FIRST_WORD:
        return 0;
    case CUT_HALF:
        return words / 2;
    case CUT_ALL_BUT_ONE:
        return words - 1;
    case CUT_WORDS:
        return cut.words < words ? cut.words : words;
    case CUT_AFTER:
        break;
    }
    return words;
}

static uint64_t mask_of(const struct machine *machine, enum flash_device device, uint32_t offset)
{
    return flash_random(machine->seed ^ KEY_MASK, (uint64_t)device << 32 | offset);
}

/* A word that is hit has its pattern: partly programmed near the ends of a page, where headers, records and flags lie,
 * and in one more word of each page; elsewhere all its bits. A long row of marks (swap status) that each could be
 * partly programmed, and were then kept so, would be as many states as there are subsets of it.
 */
static bool partly_programmed(const struct machine *machine, const struct flash_page *page, enum flash_device device,
                              uint32_t offset)
{
    uint32_t at = offset & (page->size - 1);
    uint32_t words = page->size / page->word_size;
    uint32_t one = (uint32_t)(mask_of(machine, device, offset - at) % words);

    return at < PAGE_EDGE || at >= page->size - PAGE_EDGE || at / page->word_size == one;
}

/* One page's part of a write: `size` bytes are through; `tear`: then the next word is hit. */
static void fork_write(struct machine *machine, struct machine_fork *fork, const struct operation *operation,
                       uint32_t offset, const uint8_t *data, uint32_t size, bool tear)
{
    const struct flash_geometry *geometry = &machine->flash.geometry[operation->device];
    struct flash_place place = { operation->device, offset >> geometry->page_shift };
    uint32_t at = offset & (geometry->layout.page_size - 1);
    struct flash_page *page =
        flash_page_clone(&machine->pool, flash_set_page(&machine->flash, place.device, place.page));
    uint32_t word = geometry->layout.write_size;
    uint8_t *current = page->bytes + at;
    uint8_t *buffer = flash_pool_take(&machine->pool, page->size);

    if (place.device == FLASH_DEVICE_RAM) {
        if (size != 0) {
            flash_page_set(page, at, data, size);
        }
        flash_pool_give(&machine->pool, buffer, page->size);
        put_page(machine, fork, place, page);
        return;
    }
    if (page->overlay != NULL) {
        bool inside = machine_read(machine, place.device, offset, buffer, size + (tear ? word : 0));

        assert(inside);
        (void)inside;
        current = buffer;
    }
    (void)flash_nor_program(&machine->pool, page, at, data, size, current);
    if (tear) {
        bool partly = partly_programmed(machine, page, place.device, offset + size);

        flash_nor_tear_program(&machine->pool, page, at + size, data + size, current + size,
                               partly ? mask_of(machine, place.device, offset + size) : FLASH_NOR_ALL_BITS);
    }
    flash_pool_give(&machine->pool, buffer, page->size);
    put_page(machine, fork, place, page);
}

static void fork_writes(struct machine *machine, struct machine_fork *fork, const struct operation *operation,
                        const uint8_t *data, struct cut cut)
{
    const struct flash_geometry *geometry = &machine->flash.geometry[operation->device];
    uint32_t page_size = geometry->layout.page_size;
    uint32_t word = geometry->layout.write_size;
    uint32_t done = words_done(cut, operation->size / word) * word;
    bool tear = cut.extent != CUT_AFTER && done < operation->size;

    for (uint32_t at = 0; at < done || (tear && at == done);) {
        uint32_t offset = operation->offset + at;
        uint32_t room = page_size - (offset & (page_size - 1));
        uint32_t part = done - at < room ? done - at : room;
        bool hit = tear && at + part == done && part < room;

        fork_write(machine, fork, operation, offset, data + at, part, hit);
        at += part;
        if (hit) {
            break;
        }
    }
}

static void fork_erase(struct machine *machine, struct machine_fork *fork, const struct operation *operation,
                       struct cut cut)
{
    const struct flash_geometry *geometry = &machine->flash.geometry[operation->device];
    struct flash_place place = { operation->device, operation->offset >> geometry->page_shift };
    struct flash_page *page;

    if (cut.extent == CUT_AFTER) {
        page = machine->flash.erased[place.device];
        flash_page_hold(page);
    } else {
        page = flash_page_clone(&machine->pool, flash_set_page(&machine->flash, place.device, place.page));
        if (place.device == FLASH_DEVICE_RAM) {
            flash_page_fill(page, 0, 0xff, page->size / 2);
        } else {
            flash_nor_tear_erase(&machine->pool, page, cut.extent == CUT_HALF,
                                 mask_of(machine, place.device, operation->offset));
        }
    }
    put_page(machine, fork, place, page);
}

static struct flash_page *forked_page(const struct machine_fork *fork, struct flash_place place, uint32_t *index)
{
    for (*index = 0; *index < fork->page_count; (*index)++) {
        if (fork->pages[*index].place.device == place.device && fork->pages[*index].place.page == place.page) {
            return fork->pages[*index].page;
        }
    }
    return NULL;
}

/* The page of RAM as it counts when the power is gone, a hold of it; NULL: as it is. */
static struct flash_page *without_power(struct machine *machine, struct flash_page *page)
{
    struct flash_page *settled;

    if (machine->forgets_ram) {
        if (flash_hash_equal(page->sum, machine->ram_zero->sum)) {
            return NULL;
        }
        flash_page_hold(machine->ram_zero);
        return machine->ram_zero;
    }
    if (page->overlay == NULL) {
        return NULL;
    }
    settled = flash_page_clone(&machine->pool, page);
    flash_page_settle(&machine->pool, settled);
    return settled;
}

/* After the power's end RAM is what it happens to be: what was written since the last time counts no more. */
static void lose_ram(struct machine *machine, struct machine_fork *fork)
{
    const struct flash_geometry *geometry = &machine->flash.geometry[FLASH_DEVICE_RAM];

    fork->rest.ram = RAM_OPEN;
    fork->rest.mailbox_defined = false;
    if (machine->forgets_ram) {
        fork->rest.mailbox = (struct pcd_command){ 0 };
    }
    fork->rest.reason = RESET_POWER_ON;
    for (uint32_t i = 0; i < geometry->page_count; i++) {
        struct flash_place place = { FLASH_DEVICE_RAM, i };
        struct flash_page *now = flash_set_page(&machine->flash, place.device, i);
        uint32_t index;
        struct flash_page *page = forked_page(fork, place, &index);
        struct flash_page *settled;

        settled = without_power(machine, page == NULL ? now : page);
        if (settled == NULL) {
            continue;
        }
        if (page == NULL) {
            put_page(machine, fork, place, settled);
        } else {
            flash_set_sum_replace(&fork->flash_sum, place.device, i, page, settled);
            flash_page_drop(&machine->pool, page);
            fork->pages[index].page = settled;
        }
    }
}

void machine_fork(struct machine *machine, const struct operation *operation, const uint8_t *data, struct cut cut,
                  struct machine_fork *fork)
{
    fork->page_count = 0;
    fork->flash_sum = machine->flash.contents.sum;
    if (operation != NULL && cut.extent != CUT_BEFORE && cut.extent != CUT_WATCHDOG) {
        if (operation->kind == OPERATION_WRITE) {
            fork_writes(machine, fork, operation, data, cut);
        } else {
            fork_erase(machine, fork, operation, cut);
        }
    }
    fork->rest = machine->rest;
    if (cut.extent == CUT_WATCHDOG) {
        fork->rest.reason = RESET_WATCHDOG;
        fork->rest.failed++;
    } else {
        lose_ram(machine, fork);
    }
    fork->hash = machine_hash_of(fork->flash_sum, &fork->rest);
}

static struct machine_state *state_create(struct machine *machine)
{
    size_t size = sizeof(struct machine_state) + machine->flash.chunk_count * sizeof(struct flash_chunk *);
    struct machine_state *state = flash_pool_take(&machine->pool, size);

    state->owner = machine;
    state->flash.chunks = state->chunks;
    flash_set_copy(&machine->flash, &state->flash);
    return state;
}

struct machine_state *machine_fork_save(struct machine *machine, struct machine_fork *fork)
{
    struct machine_state *state = state_create(machine);
    struct flash_set view = machine->flash;

    view.contents = state->flash;
    for (uint32_t i = 0; i < fork->page_count; i++) {
        flash_set_replace(&view, fork->pages[i].place.device, fork->pages[i].place.page,
                          flash_set_share(&machine->flash, fork->pages[i].page));
    }
    state->flash = view.contents;
    state->rest = fork->rest;
    state->hash = fork->hash;
    return state;
}

void machine_fork_drop(struct machine *machine, struct machine_fork *fork)
{
    for (uint32_t i = 0; i < fork->page_count; i++) {
        flash_page_drop(&machine->pool, fork->pages[i].page);
    }
    fork->page_count = 0;
}

void machine_fork_adopt(struct machine *machine, struct machine_fork *fork)
{
    for (uint32_t i = 0; i < fork->page_count; i++) {
        flash_set_replace(&machine->flash, fork->pages[i].place.device, fork->pages[i].place.page, fork->pages[i].page);
    }
    machine->rest = fork->rest;
}

struct machine_state *machine_save(struct machine *machine)
{
    struct machine_state *state = state_create(machine);

    state->rest = machine->rest;
    state->hash = machine_state_hash(machine);
    return state;
}

void machine_restore(struct machine *machine, const struct machine_state *state)
{
    flash_set_restore(&machine->flash, &state->flash);
    machine->rest = state->rest;
}

void machine_release(struct machine *machine, struct machine_state *state)
{
    flash_set_drop(&machine->flash, &machine->pool, &state->flash);
    flash_pool_give(&machine->pool, state, sizeof *state + machine->flash.chunk_count * sizeof(struct flash_chunk *));
}

void machine_forget(struct machine_state *state)
{
    machine_release(state->owner, state);
}

struct state_hash machine_state_hash(struct machine *machine)
{
    return machine_hash_of(machine->flash.contents.sum, &machine->rest);
}
