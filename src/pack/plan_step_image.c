#include "base/file.h"
#include "base/shell_word.h"
#include "pack/plan_step_writer.h"

static struct tree_text always(const char *value, const char *from)
{
    return (struct tree_text){ value, from, ORIGIN_NONE };
}

/* hash.py and do_sign.py leave files that only validation_data.py reads. */
void steps_of_block(struct step_writer *writer, const struct planned_image *image)
{
    const struct planned_block *block = image->block;
    const char *name = block->name;
    const char *hash = step_path(writer, arena_printf(writer->arena, "%s.sha256", name));
    const char *signature = step_path(writer, arena_printf(writer->arena, "%s.signature", name));
    const char *hex = arena_printf(writer->arena, "signed_by_b0_%s.hex", name);
    const char *bin = arena_printf(writer->arena, "signed_by_b0_%s.bin", name);
    const struct tree_text *key = &writer->plan->nsib_key;
    const char *key_file = key->value != NULL ? key->value : "KEY";

    step_begin(writer, image->is_network_core ? "validation block for b0n" : "validation block for b0");
    step_input(writer, block->input);
    step_output(writer, hex);
    step_output(writer, bin);
    step_text(writer, writer->plan->nsib_key_is_public ? "--public-key" : "--private-key", key);
    step_number(writer, "--skip", &block->skip, true);
    step_number(writer, "--offset", &block->offset, true);
    step_text(writer, "--magic-value", &block->magic);

    command_begin(writer, "python3 nrf/scripts/bootloader/hash.py");
    command_option(writer, "--in", block->input);
    text_printf(&writer->command, " > %s", shell_word(writer->arena, hash));
    command_end(writer);
    if (!writer->plan->nsib_key_is_public) {
        command_begin(writer, "python3 nrf/scripts/bootloader/do_sign.py");
        command_option(writer, "--private-key", key_file);
        command_option(writer, "--in", hash);
        command_option(writer, "--out", signature);
        command_end(writer);
    }
    command_begin(writer, "python3 nrf/scripts/bootloader/validation_data.py");
    command_option(writer, "--input", block->input);
    command_option(writer, "--output-hex", step_path(writer, hex));
    command_option(writer, "--output-bin", step_path(writer, bin));
    command_option(writer, "--offset", arena_printf(writer->arena, "%llu", (unsigned long long)block->offset.value));
    command_option(writer, "--signature", signature);
    command_option(writer, "--public-key", writer->plan->nsib_key_is_public ? key_file : "PUBLIC.pem");
    command_option(writer, "--magic-value", block->magic.value);
    command_end(writer);
}

static const char *what_image(enum planned_kind kind)
{
    static const char *const names[] = {
        [PLANNED_NETWORK] = "MCUboot image of the network firmware",
        [PLANNED_APPLICATION] = "MCUboot image of the application",
        [PLANNED_APPLICATION_SECOND] = "MCUboot image of the application for the secondary slot",
        [PLANNED_MCUBOOT_S0] = "MCUboot image of MCUboot for S0",
        [PLANNED_MCUBOOT_S1] = "MCUboot image of MCUboot for S1",
    };

    return names[kind];
}

static void key_arguments(struct step_writer *writer)
{
    const struct package_plan *plan = writer->plan;

    if (plan->key.value != NULL) {
        step_text(writer, plan->key_is_public ? "--fix-sig-pubkey" : "--key", &plan->key);
    }
    if (plan->pure.value != NULL) {
        step_flag(writer, "--pure", plan->pure.from);
        writer->step->arguments.items[writer->step->arguments.count - 1].origin = plan->pure.origin;
    } else if (plan->digest.value != NULL) {
        step_text(writer, "--sha", &plan->digest);
    }
}

/* Only the application travels encrypted: NCS wraps what b0 starts without. */
static void encryption_arguments(struct step_writer *writer, const struct planned_image *image)
{
    if (image->kind == PLANNED_APPLICATION && writer->plan->encrypt_key.value != NULL) {
        step_text(writer, "--encrypt", &writer->plan->encrypt_key);
        step_number(writer, "--encrypt-keylen", &writer->plan->encrypt_key_size, false);
        if (writer->plan->encrypt_hmac.value == 512) {
            step_number(writer, "--hmac-sha", &writer->plan->encrypt_hmac, false);
        }
    }
}

static const struct tree_number *slot_argument(const struct planned_image *image)
{
    return image->slot_argument.known ? &image->slot_argument : &image->slots.primary_size;
}

static void extra_arguments(struct step_writer *writer, const struct planned_image *image)
{
    for (size_t i = 0; i < image->extra.count; i++) {
        const struct extra_argument *extra = &image->extra.items[i];

        *ARENA_PUSH(writer->arena, &writer->step->arguments) =
            (struct step_argument){ extra->name, extra->value, extra->second, image->extra_from.from,
                                    image->extra_from.origin };
    }
}

static void external_signature(struct step_writer *writer, const struct planned_image *image)
{
    const struct package_plan *plan = writer->plan;

    if (plan->key.value != NULL && plan->key_is_public) {
        const char *name = arena_printf(writer->arena, "%s.sig", image->output);

        command_option(writer, "--fix-sig", step_path(writer, name));
    }
}

void steps_of_image(struct step_writer *writer, const struct planned_image *image)
{
    const struct tree_text padded = always(NULL, image->pad_header_from);
    const char *input = image->block == NULL
                            ? image->input
                            : step_path(writer, arena_printf(writer->arena, "signed_by_b0_%s.hex", image->block->name));

    step_begin(writer, what_image(image->kind));
    step_input(writer, input);
    step_output(writer, image->output);
    step_text(writer, "--version", &image->version);
    step_number(writer, "--align", &image->slots.write_size, false);
    step_number(writer, "--slot-size", slot_argument(image), true);
    if (image->options.pad_header) {
        step_text(writer, "--pad-header", &padded);
    }
    step_number(writer, "--header-size", &image->header_size, true);
    if (image->rom_fixed.known) {
        step_number(writer, "--rom-fixed", &image->rom_fixed, true);
    }
    if (image->security_counter.known) {
        step_number(writer, "--security-counter", &image->security_counter, false);
    }
    extra_arguments(writer, image);
    key_arguments(writer);
    encryption_arguments(writer, image);
    command_begin(writer, "imgtool sign");
    command_arguments(writer);
    external_signature(writer, image);
    command_word(writer, input);
    command_word(writer, step_path(writer, image->output));
    command_end(writer);
}
