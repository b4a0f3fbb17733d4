#include "pack/update_verify.h"

#include "image/image_core.h"
#include "pack/plan.h"

/* RAM of both cores (nRF5340 Product Specification v1.5, memory map): 512 KiB and 64 KiB. */
#define APPLICATION_RAM_START 0x20000000u
#define APPLICATION_RAM_SIZE  0x00080000u
#define NETWORK_RAM_START     0x21000000u
#define NETWORK_RAM_SIZE      0x00010000u

static const char *tree_board(struct arena *arena, const struct project *project)
{
    const struct kconfig *app = role_config(project, IMAGE_APP);

    return text_or(config_text(arena, app, "app", "CONFIG_BOARD"),
                   config_text(arena, project->sysbuild, "sysbuild", "SB_CONFIG_BOARD"))
        .value;
}

void manifest_expectation_read(struct arena *arena, const struct project *project,
                               struct manifest_expectation *expectation)
{
    struct tree_number count =
        config_number(arena, role_config(project, IMAGE_MCUBOOT), "mcuboot", "CONFIG_UPDATEABLE_IMAGE_NUMBER");
    bool one_pair = false;

    (void)plan_takes_network_core(project, &one_pair);
    *expectation = (struct manifest_expectation){
        .known = true,
        .application_index = plan_image_index(arena, project, false).value,
        .image_count = count.known ? count.value : 0,
        .board = tree_board(arena, project),
    };
    expectation->network_index =
        one_pair ? expectation->application_index : plan_image_index(arena, project, true).value;
}

void update_expectation_read(struct arena *arena, const struct project *project, bool is_network_core,
                             struct update_expectation *expectation)
{
    struct tree_number address = partition_address(arena, project->partitions_net, "pm_net", "app");
    struct tree_number size = partition_size(arena, project->partitions_net, "pm_net", "app");
    struct tree_number index = plan_image_index(arena, project, is_network_core);
    bool one_pair = false;

    (void)plan_takes_network_core(project, &one_pair);
    expectation->has_slots = true;
    update_slots_read(arena, project, one_pair ? 0 : (unsigned)index.value, &expectation->slots);
    expectation->nsib.slot_known = address.known && size.known;
    expectation->nsib.slot_address = address.value;
    expectation->nsib.slot_size = size.value;
    expectation->signature_demanded =
        role_config(project, IMAGE_MCUBOOT) != NULL &&
        !config_on(role_config(project, IMAGE_MCUBOOT), "CONFIG_BOOT_SIGNATURE_TYPE_NONE");
}

/* Where the first byte behind the header runs: the slot's start plus header, unless the caller knows better. */
static struct tree_number run_address(const struct mcuboot_image *image, const struct update_expectation *expectation)
{
    struct tree_number address = expectation->run_address;

    if (!address.known && expectation->has_slots && expectation->slots.primary_address.known) {
        address = expectation->slots.primary_address;
        address.value += image->header.hdr_size;
    }
    return address;
}

static bool inside(uint32_t vector, uint64_t start, uint64_t size)
{
    uint64_t address = vector & ~1u; /* bit 0 says Thumb */

    return address >= start && address - start < size;
}

/* MCUboot of NCS erases an update whose reset vector lies in none of its slots (loader.c boot_validate_slot), and
 * starts one whose vector lies in the slot but outside the image: a firmware linked for another slot start.
 */
static void verify_reset_vector(struct arena *arena, const struct mcuboot_image *image,
                                const struct update_expectation *expectation, struct verdicts *verdicts)
{
    const struct tree_number *slot = &expectation->slots.primary_address;
    const struct tree_number *slot_size = &expectation->slots.primary_size;
    struct tree_number start = run_address(image, expectation);
    bool slot_known = expectation->has_slots && slot->known && slot_size->known;
    uint32_t vector = 0;

    if (!image_reset_vector(image, &vector)) {
        verdict_add(arena, verdicts, "reset vector", VERDICT_FAIL, "image of %zu bytes is too short for a vector table",
                    image->payload.size);
    } else if (slot_known && !inside(vector, slot->value, slot_size->value)) {
        verdict_add(arena, verdicts, "reset vector", VERDICT_FAIL, "0x%08lx, primary slot 0x%llx to 0x%llx",
                    (unsigned long)vector, (unsigned long long)slot->value,
                    (unsigned long long)(slot->value + slot_size->value));
    } else if (!start.known) {
        verdict_add(arena, verdicts, "reset vector", VERDICT_NOT_CHECKED, "0x%08lx; primary slot is not known",
                    (unsigned long)vector);
    } else if (!inside(vector, start.value, image->payload.size)) {
        verdict_add(
            arena, verdicts, "reset vector", VERDICT_FAIL,
            "0x%08lx lies outside the image, which runs at 0x%llx to 0x%llx: firmware is linked for another address",
            (unsigned long)vector, (unsigned long long)start.value,
            (unsigned long long)(start.value + image->payload.size));
    } else {
        verdict_add(arena, verdicts, "reset vector", VERDICT_PASS, "0x%08lx, image runs at 0x%llx to 0x%llx",
                    (unsigned long)vector, (unsigned long long)start.value,
                    (unsigned long long)(start.value + image->payload.size));
    }
}

/* A stack that ends where the RAM ends starts one byte behind it. Only a warning: the firmware may set another one. */
static void verify_stack(struct arena *arena, const struct mcuboot_image *image, bool is_network_core,
                         struct verdicts *verdicts)
{
    uint32_t start = is_network_core ? NETWORK_RAM_START : APPLICATION_RAM_START;
    uint32_t size = is_network_core ? NETWORK_RAM_SIZE : APPLICATION_RAM_SIZE;
    uint32_t pointer;

    if (range_le32(image->payload, 0, &pointer) && (pointer <= start || pointer - start > size)) {
        verdict_add(arena, verdicts, "stack pointer", VERDICT_WARNING,
                    "0x%08lx is not in the core's RAM: is this a firmware?", (unsigned long)pointer);
    }
}

static void verify_fit(struct arena *arena, const struct mcuboot_image *image,
                       const struct update_expectation *expectation, struct verdicts *verdicts)
{
    const struct update_slots *slots = &expectation->slots;
    uint64_t limit;

    if (!expectation->has_slots || !update_slots_limit(slots, &limit)) {
        verdict_add(arena, verdicts, "slot fit", VERDICT_NOT_CHECKED, "%zu bytes; slots or upgrade mode are not known",
                    image->file_size);
        return;
    }
    verdict_add(arena, verdicts, "slot fit", image->file_size <= limit ? VERDICT_PASS : VERDICT_FAIL,
                "%zu bytes, the bootloader installs at most %llu (%s, slots of 0x%llx and 0x%llx)", image->file_size,
                (unsigned long long)limit, upgrade_mode_name(slots->mode),
                (unsigned long long)slots->primary_size.value, (unsigned long long)slots->secondary_size.value);
}

static void demand_signature(struct arena *arena, struct verdicts *verdicts)
{
    for (size_t i = 0; i < verdicts->count; i++) {
        struct verdict_line *line = &verdicts->items[i];

        if (line->verdict == VERDICT_ABSENT) {
            line->verdict = VERDICT_FAIL;
            line->detail = arena_printf(arena, "%s; the bootloader of this tree refuses it", line->detail);
        }
    }
}

void update_verify(struct arena *arena, const struct mcuboot_image *image, const struct update_expectation *expectation,
                   struct verdicts *verdicts)
{
    struct verdicts own = { 0 };

    mcuboot_image_verify(arena, image, expectation->key, &own);
    if (expectation->signature_demanded) {
        demand_signature(arena, &own);
    }
    if (is_network_core_image(image)) {
        struct nsib_image nsib;

        nsib_read(image->payload, &nsib);
        nsib_verify(arena, &nsib, &expectation->nsib, &own);
    } else {
        verify_reset_vector(arena, image, expectation, &own);
    }
    if (expectation->has_slots) {
        verify_stack(arena, image, is_network_core_image(image), &own);
    }
    verify_fit(arena, image, expectation, &own);
    for (size_t i = 0; i < own.count; i++) {
        *ARENA_PUSH(arena, verdicts) = own.items[i];
    }
}
