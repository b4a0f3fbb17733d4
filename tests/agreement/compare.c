#include "compare.h"

#include <string.h>
#include "hide_record.h"
#include "trailer_text.h"

struct run {
    struct device *device;
    struct comparison *comparison;
    const struct fact_step *step;
    unsigned number;
};

static const char *const slot_names[] = { "primary", "secondary" };

static void differs(struct run *run, const char *aspect, const char *fact, const char *here)
{
    struct arena *arena = run->device->arena;
    struct mismatch *mismatch = ARENA_PUSH(arena, &run->comparison->mismatches);

    mismatch->step = run->number;
    mismatch->aspect = aspect;
    mismatch->fact = arena_strdup(arena, fact);
    mismatch->here = arena_strdup(arena, here);
    mismatch->line = run->step->line;
}

static void compare_text(struct run *run, const char *aspect, const char *fact, const char *here)
{
    run->comparison->compared++;
    if (strcmp(fact, here) != 0) {
        differs(run, aspect, fact, here);
    }
}

static uint32_t slot_size(const struct run *run, int slot)
{
    return run->device->group->layout.size[slot];
}

static void keep_slots(struct run *run, uint8_t *const kept[SLOT_COUNT])
{
    device_read(run->device);
    for (int i = 0; i < SLOT_COUNT; i++) {
        if (run->comparison->record_hidden && i == SLOT_PRIMARY) {
            hide_record(&run->device->config.images[BOOT_IMAGE_APP], run->device->slot[i]);
        }
        memcpy(kept[i], run->device->slot[i], slot_size(run, i));
    }
}

static void describe_trailer(const struct run *run, int slot, const uint8_t *bytes, char text[TRAILER_TEXT])
{
    const struct fact_layout *layout = &run->device->group->layout;

    trailer_text(layout->mode, layout->align, bytes, slot_size(run, slot), text);
}

static bool is_content(const struct run *run, int slot, const uint8_t *bytes, const struct fact_content *content)
{
    uint8_t digest[DIGEST_SIZE];
    char trailer[TRAILER_TEXT];

    image_digest(bytes, slot_size(run, slot), digest);
    describe_trailer(run, slot, bytes, trailer);
    return memcmp(digest, content->digest, sizeof digest) == 0 && strcmp(trailer, content->trailer) == 0;
}

/* What a slot holds, as far as the facts have a name for it. */
static const char *describe(const struct run *run, int slot, const uint8_t *bytes)
{
    const struct fact_group *group = run->device->group;
    uint8_t digest[DIGEST_SIZE];
    char trailer[TRAILER_TEXT];

    image_digest(bytes, slot_size(run, slot), digest);
    for (size_t i = 0; i < group->contents.count; i++) {
        if (memcmp(digest, group->contents.items[i].digest, sizeof digest) == 0) {
            return group->contents.items[i].name;
        }
    }
    describe_trailer(run, slot, bytes, trailer);
    return arena_printf(run->device->arena, "unknown:%s", trailer);
}

static void compare_slots(struct run *run)
{
    for (int i = 0; i < SLOT_COUNT; i++) {
        const struct fact_content *content = run->step->content[i];

        run->comparison->compared++;
        if (content == NULL) {
            if (memcmp(run->device->before[i], run->device->uncut[i], slot_size(run, i)) != 0) {
                differs(run, slot_names[i], "=", describe(run, i, run->device->uncut[i]));
            }
        } else if (!is_content(run, i, run->device->uncut[i], content)) {
            const char *here = memcmp(run->device->before[i], run->device->uncut[i], slot_size(run, i)) == 0
                                   ? "="
                                   : describe(run, i, run->device->uncut[i]);

            differs(run, slot_names[i], arena_printf(run->device->arena, "%s:%s", content->name, content->trailer),
                    here);
        }
    }
}

static const struct fact_cut *find_cut(const struct fact_step *step, uint32_t k)
{
    for (size_t i = 0; i < step->cuts.count; i++) {
        if (range_has(step->cuts.items[i].ranges, k)) {
            return &step->cuts.items[i];
        }
    }
    return NULL;
}

static bool slots_as_uncut(struct run *run)
{
    for (int i = 0; i < SLOT_COUNT; i++) {
        if (memcmp(run->device->slot[i], run->device->uncut[i], slot_size(run, i)) != 0) {
            return false;
        }
    }
    return true;
}

static void cut_differs(struct run *run, uint32_t k, const char *fact, const char *here)
{
    struct arena *arena = run->device->arena;

    differs(run, "cuts", arena_printf(arena, "k=%u %s", (unsigned)k, fact),
            arena_printf(arena, "k=%u %s", (unsigned)k, here));
}

/* The cut run and the boot after it are over; the slots are in device->slot. */
static void compare_cut(struct run *run, uint32_t k, const char *uncut_end, const struct device_outcome *after)
{
    const struct fact_cut *cut = find_cut(run->step, k);
    bool same = run->step->kind == FACT_BOOT && strcmp(after->end, uncut_end) == 0 && slots_as_uncut(run);
    struct device_outcome next;

    run->comparison->compared++;
    run->comparison->cut_boots++;
    if (range_has(run->step->same, k) != same) {
        cut_differs(run, k, same ? "otherwise" : "as uncut", same ? "as uncut" : after->end);
        return;
    }
    if (same || cut == NULL) {
        return;
    }
    if (strcmp(cut->end, after->end) != 0) {
        cut_differs(run, k, cut->end, after->end);
    }
    for (int i = 0; i < SLOT_COUNT; i++) {
        if (cut->content[i] != NULL && !is_content(run, i, run->device->slot[i], cut->content[i])) {
            cut_differs(run, k, cut->content[i]->name, describe(run, i, run->device->slot[i]));
        }
    }
    device_boot(run->device, NO_CUT, &next);
    if (strcmp(cut->next, "-") != 0 && strcmp(cut->next, next.end) != 0) {
        cut_differs(run, k, arena_printf(run->device->arena, "next %s", cut->next), next.end);
    }
}

/* First and last, and where the outcome is another than one operation before or after. */
static bool at_change(const struct fact_step *step, uint32_t k, uint32_t last)
{
    return k == 1 || k == last || find_cut(step, k) != find_cut(step, k - 1) ||
           find_cut(step, k) != find_cut(step, k + 1);
}

static void try_cuts(struct run *run, struct machine_state *start, const struct device_outcome *uncut)
{
    struct machine_state *end = machine_save(run->device->machine);

    for (uint32_t k = 1; k <= uncut->operations; k++) {
        struct device_outcome outcome;

        if ((k + run->step->line) % run->comparison->cuts != 0 && !at_change(run->step, k, uncut->operations)) {
            continue;
        }
        machine_restore(run->device->machine, start);
        device_step(run->device, run->step, (struct cut){ .operation = k - 1, .extent = CUT_BEFORE }, &outcome);
        device_boot(run->device, NO_CUT, &outcome);
        device_read(run->device);
        compare_cut(run, k, uncut->end, &outcome);
    }
    machine_restore(run->device->machine, end);
    machine_forget(end);
}

static void compare_step(struct run *run)
{
    struct comparison *comparison = run->comparison;
    struct machine_state *start = machine_save(run->device->machine);
    struct device_outcome outcome;

    keep_slots(run, run->device->before);
    device_step(run->device, run->step, NO_CUT, &outcome);
    keep_slots(run, run->device->uncut);
    if (run->step->kind == FACT_BOOT) {
        compare_text(run, "type", run->step->type, outcome.type);
        compare_text(run, "end", run->step->end, outcome.end);
    } else {
        compare_text(run, "end", "0", outcome.end);
    }
    compare_slots(run);
    if (comparison->operations) {
        compare_text(run, "operations", arena_printf(run->device->arena, "%u", (unsigned)run->step->operations),
                     arena_printf(run->device->arena, "%u", (unsigned)outcome.operations));
    }
    if (comparison->cuts > 0 && run->step->has_cuts) {
        try_cuts(run, start, &outcome);
    }
    machine_forget(start);
}

/* The start state is no fact about a bootloader: it shows that the bench is set up as the record was. */
static void compare_start(struct run *run)
{
    keep_slots(run, run->device->before);
    for (int i = 0; i < SLOT_COUNT; i++) {
        if (!is_content(run, i, run->device->before[i], run->step->content[i])) {
            differs(run, slot_names[i], run->step->content[i]->name, describe(run, i, run->device->before[i]));
        }
    }
}

void compare_scenario(struct device *device, const struct fact_scenario *scenario, struct comparison *comparison)
{
    struct run run = { .device = device, .comparison = comparison };

    device_clear(device);
    for (size_t i = 0; i < scenario->steps.count; i++) {
        run.step = &scenario->steps.items[i];
        switch (run.step->kind) {
        case FACT_LOAD:
        case FACT_POKE:
        case FACT_ERASE:
            device_bench_step(device, run.step);
            break;
        case FACT_START:
            compare_start(&run);
            break;
        default:
            run.number++;
            compare_step(&run);
            break;
        }
    }
}
