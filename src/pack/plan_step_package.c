#include "base/file.h"
#include "pack/package.h"
#include "pack/plan/net_backup.h"
#include "pack/plan_step_writer.h"
#include "pack/write/multi_image_writer.h"

/* PUBLIC.pem stands for the public half of the key that signs, which no file of the build needs to hold. */
static void key_list(struct step_writer *writer, const struct planned_provision *provision)
{
    bool last = provision->signing_key_last.value != NULL;
    const char *list = last ? "" : "PUBLIC.pem";
    struct tree_text keys = provision->public_keys_text;

    for (size_t i = 0; i < provision->public_keys.count; i++) {
        list = arena_printf(writer->arena, "%s%s%s", list, list[0] == '\0' ? "" : ",", provision->public_keys.items[i]);
    }
    if (last) {
        list = arena_printf(writer->arena, "%s%sPUBLIC.pem", list, list[0] == '\0' ? "" : ",");
    }
    keys.value = list;
    keys.from = keys.from == NULL ? "public half of the key that signs for this core"
                                  : arena_printf(writer->arena, "the key that signs, and %s", keys.from);
    step_text(writer, "--public-key-files", &keys);
}

void steps_of_provision(struct step_writer *writer, const struct planned_provision *provision)
{
    step_begin(writer, provision->mcuboot_only      ? "provision data: MCUboot's counters"
                       : provision->is_network_core ? "provision data for b0n"
                                                    : "provision data for b0");
    step_output(writer, provision->output);
    if (provision->mcuboot_only) {
        *ARENA_PUSH(writer->arena, &writer->step->arguments) =
            (struct step_argument){ "--mcuboot-only", NULL, NULL, provision->asked.from, provision->asked.origin };
    } else {
        step_number(writer, "--s0-addr", &provision->s0, true);
    }
    if (provision->s1.known) {
        step_number(writer, "--s1-addr", &provision->s1, true);
    }
    step_number(writer, "--provision-addr", &provision->address, true);
    if (provision->has_keys) {
        key_list(writer, provision);
    }
    step_number(writer, "--max-size", &provision->size, true);
    if (provision->version_slots.known) {
        step_number(writer, "--num-counter-slots-version", &provision->version_slots, false);
    }
    if (provision->mcuboot_slots.known) {
        step_number(writer, "--mcuboot-counters-slots", &provision->mcuboot_slots, false);
    }
    command_begin(writer, "python3 nrf/scripts/bootloader/provision.py");
    command_arguments(writer);
    command_option(writer, "--output", step_path(writer, provision->output));
    command_end(writer);
}

/* Nothing of the SDK makes this one, so there is no command line. */
void steps_of_net_backup(struct step_writer *writer)
{
    const struct planned_net_backup *backup = &writer->plan->net_backup;
    struct tree_number slot = backup->address;
    struct tree_number pages = backup->slot_size;

    if (backup->asked.value == NULL) {
        return;
    }
    slot.value = net_backup_slot_address(backup);
    slot.from = arena_printf(writer->arena, "%s, where QSPI maps it", backup->address.from);
    pages.value = net_backup_pages_address(backup);
    pages.from = arena_printf(writer->arena, "behind two slots of %s", backup->slot_size.from);
    step_begin(writer, "the network core's first backup, which production programs into external flash");
    for (size_t i = 0; i < writer->plan->count; i++) {
        if (writer->plan->items[i].kind == PLANNED_NETWORK) {
            step_input(writer, step_path(writer, writer->plan->items[i].output));
        }
    }
    step_output(writer, NET_BACKUP_NAME);
    step_text(writer, "asked for", &backup->asked);
    step_number(writer, "slot A", &slot, true);
    step_number(writer, "state pages", &pages, true);
}

static bool in_zip(const struct planned_image *image, bool mcuboot)
{
    return mcuboot ? image->in_mcuboot_zip : image->in_application_zip;
}

static void zip_number(struct step_writer *writer, const struct planned_image *image, const char *key,
                       unsigned long long value)
{
    command_word(writer, arena_printf(writer->arena, "%s%s=%llu", image->zip_name, key, value));
}

/* MCUboot's own number of a slot counts over all images. */
static void zip_slots(struct step_writer *writer, const struct planned_image *image)
{
    unsigned long long first = 2 * image->index.value;

    if (planned_for_mcuboot(image)) {
        if (manifest_mcuboot_has_slot(writer->plan->form)) {
            zip_number(writer, image, "slot", image->kind == PLANNED_MCUBOOT_S1);
        }
        return;
    }
    zip_number(writer, image, "image_index", image->index.value);
    if (image->has_slot) {
        zip_number(writer, image, "slot", first + (image->kind == PLANNED_APPLICATION_SECOND));
        return;
    }
    zip_number(writer, image, "slot_index_primary", first + 1);
    zip_number(writer, image, "slot_index_secondary", first + 2);
}

static void zip_versions(struct step_writer *writer, const struct planned_image *image)
{
    if (image->kind != PLANNED_NETWORK) {
        command_word(writer, arena_printf(writer->arena, "%sversion_MCUBOOT%s=%s", image->zip_name,
                                          image->has_slot ? "+XIP" : "", image->version.value));
    }
    if (planned_for_b0(image) && image->fw_version.known) {
        zip_number(writer, image, planned_for_mcuboot(image) ? "version_B0" : "version", image->fw_version.value);
    }
}

static void zip_words(struct step_writer *writer, const struct planned_image *image)
{
    struct arena *arena = writer->arena;
    const struct tree_number *address = image->package_address.known ? &image->package_address : &image->link_address;

    command_word(writer, arena_printf(arena, "%sboard=%s", image->zip_name, image->board));
    command_word(writer, arena_printf(arena, "%ssoc=%s", image->zip_name, image->soc));
    if (address->known) {
        command_word(writer,
                     arena_printf(arena, "%sload_address=0x%llx", image->zip_name, (unsigned long long)address->value));
    }
    zip_slots(writer, image);
    zip_versions(writer, image);
}

static void steps_of_zip(struct step_writer *writer, const char *output, bool mcuboot)
{
    const struct package_plan *plan = writer->plan;

    step_begin(writer, mcuboot ? "package with both variants of MCUboot" : "package for update clients");
    command_begin(writer, "python3 nrf/scripts/bootloader/generate_zip.py --bin-files");
    for (size_t i = 0; i < plan->count; i++) {
        if (in_zip(&plan->items[i], mcuboot)) {
            const char *path = step_path(writer, plan->items[i].output);

            step_input(writer, path);
            command_word(writer, path);
        }
    }
    command_word(writer, "--zip-names");
    for (size_t i = 0; i < plan->count; i++) {
        if (in_zip(&plan->items[i], mcuboot)) {
            command_word(writer, plan->items[i].zip_name);
        }
    }
    step_output(writer, output);
    command_option(writer, "--output", step_path(writer, output));
    command_option(writer, "--name", plan->name);
    command_word(writer, mcuboot ? "type=mcuboot" : "type=application");
    for (size_t i = 0; i < plan->count; i++) {
        if (in_zip(&plan->items[i], mcuboot)) {
            zip_words(writer, &plan->items[i]);
        }
    }
    command_end(writer);
}

static void steps_of_multi_image(struct step_writer *writer)
{
    const struct package_plan *plan = writer->plan;

    step_begin(writer, "all images in one file");
    command_begin(writer, "python3 nrf/scripts/bootloader/dfu_multi_image_tool.py create");
    for (size_t i = 0; i < plan->count; i++) {
        const struct planned_image *image = &plan->items[i];

        if (image->in_multi_image) {
            struct tree_text id = { arena_printf(writer->arena, "%d", image->multi_image_id), plan->multi_image.from,
                                    plan->multi_image.origin };

            step_input(writer, step_path(writer, image->output));
            step_text(writer, "--image", &id);
            command_option(writer, "--image", id.value);
            command_word(writer, step_path(writer, image->output));
        }
    }
    step_output(writer, MULTI_IMAGE_NAME);
    command_word(writer, step_path(writer, MULTI_IMAGE_NAME));
    command_end(writer);
}

void steps_of_packages(struct step_writer *writer)
{
    if (writer->plan->has_application_zip) {
        steps_of_zip(writer, DFU_APPLICATION_NAME, false);
    }
    if (writer->plan->has_mcuboot_zip) {
        steps_of_zip(writer, DFU_MCUBOOT_NAME, true);
    }
    if (writer->plan->multi_image.value != NULL) {
        steps_of_multi_image(writer);
    }
}
