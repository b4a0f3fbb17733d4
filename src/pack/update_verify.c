#include "pack/update_verify.h"

#include "pack/plan.h"

/* Flash of the network core as both cores see it; 256 KiB. */
#define NETWORK_FLASH_START 0x01000000u
#define NETWORK_FLASH_SIZE  0x00040000u

static bool reset_vector(const struct mcuboot_image *image, uint32_t *vector)
{
    return range_le32(image->payload, 4, vector);
}

bool is_network_core_image(const struct mcuboot_image *image)
{
    uint32_t vector;

    return reset_vector(image, &vector) && vector >= NETWORK_FLASH_START &&
           vector - NETWORK_FLASH_START < NETWORK_FLASH_SIZE;
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

/* MCUboot of NCS erases an update whose reset vector lies in none of its slots (loader.c boot_validate_slot).
 */
static void verify_reset_vector(struct arena *arena, const struct mcuboot_image *image,
                                const struct update_expectation *expectation, struct verdicts *verdicts)
{
    const struct tree_number *address = &expectation->slots.primary_address;
    const struct tree_number *size = &expectation->slots.primary_size;
    uint32_t vector = 0;
    bool good;

    if (!reset_vector(image, &vector)) {
        verdict_add(arena, verdicts, "reset vector", VERDICT_FAIL,
                    "image of %zu bytes is too short for a vector table", image->payload.size);
        return;
    }
    if (!expectation->has_slots || !address->known || !size->known) {
        verdict_add(arena, verdicts, "reset vector", VERDICT_NOT_CHECKED,
                    "0x%08lx; primary slot is not known", (unsigned long)vector);
        return;
    }
    good = vector >= address->value && vector - address->value < size->value;
    verdict_add(arena, verdicts, "reset vector", good ? VERDICT_PASS : VERDICT_FAIL,
                "0x%08lx, primary slot 0x%llx to 0x%llx", (unsigned long)vector,
                (unsigned long long)address->value, (unsigned long long)(address->value + size->value));
}

static void verify_fit(struct arena *arena, const struct mcuboot_image *image,
                       const struct update_expectation *expectation, struct verdicts *verdicts)
{
    const struct update_slots *slots = &expectation->slots;
    uint64_t limit;

    if (!expectation->has_slots || !update_slots_limit(slots, &limit)) {
        verdict_add(arena, verdicts, "slot fit", VERDICT_NOT_CHECKED,
                    "%zu bytes; slots or upgrade mode are not known", image->file_size);
        return;
    }
    verdict_add(arena, verdicts, "slot fit", image->file_size <= limit ? VERDICT_PASS : VERDICT_FAIL,
                "%zu bytes, the bootloader installs at most %llu (%s, slots of 0x%llx and 0x%llx)",
                image->file_size, (unsigned long long)limit, upgrade_mode_name(slots->mode),
                (unsigned long long)slots->primary_size.value,
                (unsigned long long)slots->secondary_size.value);
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

void update_verify(struct arena *arena, const struct mcuboot_image *image,
                   const struct update_expectation *expectation, struct verdicts *verdicts)
{
    struct verdicts own = {0};

    image_verify(arena, image, expectation->key, &own);
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
    verify_fit(arena, image, expectation, &own);
    for (size_t i = 0; i < own.count; i++) {
        *ARENA_PUSH(arena, verdicts) = own.items[i];
    }
}
