#include "pack/package_parts.h"

#include <string.h>
#include "image/mcuboot_image.h"
#include "sign/hex_writer.h"
#include "sign/provision_writer.h"
#include "pack/write/multi_image_writer.h"
#include "pack/plan/net_backup.h"

/* OTP of the nRF5340 is written in half-words (nrfconnect/sdk-nrf include/bl_storage.h). */
#define OTP_WRITE_WIDTH 2u

/* SubjectPublicKeyInfo of P-256 in front of the point, 0x04 included (RFC 5480). */
static const uint8_t p256_head[] = { 0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06,
                                     0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04 };

static bool is_of_core(const struct packed_image *packed, bool is_network_core)
{
    return planned_for_b0(packed->plan) && packed->plan->is_network_core == is_network_core;
}

/* The build signed with a key that is not here; its public half stands in the validation block. */
static const struct public_key *key_of_block(const struct builder *builder, bool is_network_core)
{
    struct public_key *key = NULL;

    for (size_t i = 0; i < builder->package->count; i++) {
        const struct packed_image *packed = &builder->package->items[i];

        if (is_of_core(packed, is_network_core) && packed->nsib.has_validation) {
            const size_t point = sizeof packed->nsib.validation.public_key;
            uint8_t *der = arena_alloc(builder->arena, sizeof p256_head + point);

            memcpy(der, p256_head, sizeof p256_head);
            memcpy(der + sizeof p256_head, packed->nsib.validation.public_key, point);
            return public_key_from_der(builder->arena, range_of(der, sizeof p256_head + point), &key) ? key : NULL;
        }
    }
    return NULL;
}

static bool add_key(const struct builder *builder, const char *path, struct provision_key_file *file)
{
    const struct source *source;
    struct public_key *key;

    if (!key_source_load(builder->arena, path, builder->diagnostics, &source) ||
        !public_key_read(builder->arena, source, builder->diagnostics, &key)) {
        return false;
    }
    *file = (struct provision_key_file){ key, path };
    return true;
}

static struct provision_key_file signing_key_of(const struct builder *builder, const struct planned_provision *plan)
{
    struct provision_key_file own = { builder->signers->nsib_key, builder->package->plan->nsib_key.value };

    if (own.key == NULL) {
        own = (struct provision_key_file){ key_of_block(builder, plan->is_network_core), "the validation block" };
    }
    return own;
}

/* The key that signs comes first, or last where the build asks for that; b0 tries them in this order. */
static bool collect_keys(const struct builder *builder, const struct planned_provision *plan,
                         struct provision_key_file own, struct provision_options *options)
{
    size_t others = plan->public_keys.count;
    struct provision_key_file *files = arena_array(builder->arena, others + 1, sizeof *files);
    size_t first = plan->signing_key_last.value != NULL ? 0 : 1;

    files[first == 1 ? 0 : others] = own;
    for (size_t i = 0; i < others; i++) {
        if (!add_key(builder, plan->public_keys.items[i], &files[first + i])) {
            return false;
        }
    }
    options->keys = files;
    options->key_count = others + 1;
    return true;
}

static bool build_provision(const struct builder *builder, const struct planned_provision *plan)
{
    struct provision_options options = {
        .form = plan->form,
        .address = plan->address.value,
        .max_size = plan->size.value,
        .otp_write_width = OTP_WRITE_WIDTH,
        .mcuboot_only = plan->mcuboot_only,
        .s0_address = (uint32_t)plan->s0.value,
        .s1_address = (uint32_t)(plan->s1.known ? plan->s1.value : plan->s0.value),
        .nsib_slots = (uint16_t)(plan->version_slots.known ? plan->version_slots.value : 0),
        .mcuboot_slots = (uint16_t)(plan->mcuboot_slots.known ? plan->mcuboot_slots.value : 0),
    };
    struct provision_key_file own = signing_key_of(builder, plan);
    struct hex_part part;
    struct byte_range hex;

    if (plan->has_keys && own.key == NULL) {
        diagnose(
            builder->diagnostics, DIAGNOSTIC_NOTE, plan->asked.origin,
            "'%s' is not made: no firmware for this core with a validation block is packed, so that the public key "
            "is not known; give it with '--nsib-public-key'",
            plan->output);
        return true;
    }
    if (plan->s0.value > UINT32_MAX || plan->s1.value > UINT32_MAX || plan->version_slots.value > UINT16_MAX ||
        plan->mcuboot_slots.value > UINT16_MAX) {
        return diagnose(builder->diagnostics, DIAGNOSTIC_INPUT, plan->asked.origin,
                        "'%s' cannot be made: an address or a number of slots is too large", plan->output);
    }
    if ((plan->has_keys && !collect_keys(builder, plan, own, &options)) ||
        !provision_write(builder->arena, &options, builder->diagnostics, &part.bytes, &part.address)) {
        return false;
    }
    if (!hex_write(builder->arena, &part, 1, &hex)) {
        return diagnose(builder->diagnostics, DIAGNOSTIC_INPUT, plan->address.origin,
                        "'%s' does not fit 32-bit addresses", plan->output);
    }
    package_files_add(builder->arena, &builder->package->files, plan->output, PACKAGE_FILE_PROVISION, hex);
    return true;
}

bool build_provisions(const struct builder *builder)
{
    const struct planned_provisions *plans = &builder->package->plan->provisions;

    for (size_t i = 0; i < plans->count; i++) {
        if (!build_provision(builder, &plans->items[i])) {
            return false;
        }
    }
    return true;
}

bool build_net_backup(const struct builder *builder)
{
    struct package *package = builder->package;
    const struct planned_net_backup *backup = &package->plan->net_backup;
    const struct packed_image *network = packed_network_image(package);
    struct byte_range hex;

    if (backup->asked.value == NULL || network == NULL) {
        return true;
    }
    if (!net_backup_write(builder->arena, backup, network->image, builder->diagnostics, &hex)) {
        return false;
    }
    package_files_add(builder->arena, &package->files, NET_BACKUP_NAME, PACKAGE_FILE_HEX, hex);
    return true;
}

static struct dfu_file describe_file(struct arena *arena, const struct packed_image *packed)
{
    const struct planned_image *plan = packed->plan;
    struct dfu_file file = { .kind = DFU_FILE_APPLICATION,
                             .name = plan->zip_name,
                             .bytes = packed->image,
                             .board = plan->board,
                             .soc = plan->soc,
                             .load_address = packed->load_address,
                             .image_index = plan->index.value,
                             .version = mcuboot_version_text(arena, plan->options.version) };
    const char *own_version = arena_printf(arena, "%lu", (unsigned long)packed->nsib.fw_info.version);

    if (plan->kind == PLANNED_NETWORK) {
        file.kind = DFU_FILE_NETWORK;
        file.load_address = packed->nsib.fw_info.address;
        file.version = own_version;
    } else if (planned_for_mcuboot(plan)) {
        file.kind = DFU_FILE_MCUBOOT;
        file.has_slot = true;
        file.slot = plan->kind == PLANNED_MCUBOOT_S1;
        file.version_b0 = own_version;
        file.load_address = plan->package_address.known ? plan->package_address.value : packed->load_address;
    }
    if (plan->has_slot) {
        file.has_slot = true;
        file.slot = plan->kind == PLANNED_APPLICATION_SECOND;
    }
    return file;
}

static bool build_zip(const struct builder *builder, const char *name, bool mcuboot, struct dfu_package *zip)
{
    struct package *package = builder->package;
    struct byte_range bytes;

    *zip = (struct dfu_package){ .form = package->plan->form, .name = package->plan->name, .time = package->time };
    for (size_t i = 0; i < package->count; i++) {
        const struct planned_image *plan = package->items[i].plan;

        if (mcuboot ? plan->in_mcuboot_zip : plan->in_application_zip) {
            *ARENA_PUSH(builder->arena, zip) = describe_file(builder->arena, &package->items[i]);
        }
    }
    if (!mcuboot) {
        dfu_package_separate_names(builder->arena, zip);
    }
    if (!dfu_package_write(builder->arena, zip, builder->diagnostics, &bytes)) {
        return false;
    }
    package_files_add(builder->arena, &package->files, name, PACKAGE_FILE_ZIP, bytes);
    return true;
}

/* In the SDK's order: application, network core, MCUboot for S0, for S1. */
static bool build_multi_image(const struct builder *builder)
{
    static const enum planned_kind order[] = { PLANNED_APPLICATION, PLANNED_NETWORK, PLANNED_MCUBOOT_S0,
                                               PLANNED_MCUBOOT_S1 };
    struct package *package = builder->package;
    struct multi_image_entry entries[ARRAY_LENGTH(order)];
    struct byte_range file;
    size_t count = 0;

    for (size_t k = 0; k < ARRAY_LENGTH(order); k++) {
        for (size_t i = 0; i < package->count; i++) {
            const struct planned_image *plan = package->items[i].plan;

            if (plan->kind == order[k] && plan->in_multi_image) {
                entries[count++] = (struct multi_image_entry){ plan->multi_image_id, package->items[i].image };
            }
        }
    }
    if (count == 0) {
        return diagnose(builder->diagnostics, DIAGNOSTIC_INPUT, package->plan->multi_image.origin,
                        "'%s' asks for dfu_multi_image.bin, but no symbol says which images go into it",
                        package->plan->multi_image.from);
    }
    if (!multi_image_write(builder->arena, entries, count, builder->diagnostics, &file)) {
        return false;
    }
    package_files_add(builder->arena, &package->files, MULTI_IMAGE_NAME, PACKAGE_FILE_MULTI_IMAGE, file);
    return true;
}

bool build_packages(const struct builder *builder)
{
    const struct package_plan *plan = builder->package->plan;

    return (!plan->has_application_zip ||
            build_zip(builder, DFU_APPLICATION_NAME, false, &builder->package->application)) &&
           (!plan->has_mcuboot_zip || build_zip(builder, DFU_MCUBOOT_NAME, true, &builder->package->mcuboot)) &&
           (plan->multi_image.value == NULL || build_multi_image(builder));
}
