#include "diff/reading.h"

#include <inttypes.h>
#include <string.h>
#include "base/attributes.h"
#include "base/file.h"
#include "bootcfg/bootcfg.h"
#include "crypto/digest.h"
#include "image/mcuboot_image.h"
#include "pack/verify/version_verify.h"
#include "project/source/source_board.h"
#include "project/tree/tree_values.h"
#include "project/tree/update_slots.h"

#define KIB 1024u

struct aspect_value aspect_known(const char *text, struct origin origin)
{
    return (struct aspect_value){ .text = text, .origin = origin };
}

struct aspect_value aspect_unknown(const char *missing)
{
    return (struct aspect_value){ .missing = missing };
}

/* A whole build shows which images it has; what was kept of one does not. */
static bool certainly_absent(const struct reading *reading, enum image_role role)
{
    const struct project *project = reading->project;

    return project_image(project, role) == NULL &&
           (project->kind == PROJECT_BUILD || (project->absent_images & 1u << role) != 0);
}

/* A number as files write it, also where none does: a default has it in hexadecimal. */
static const char *symbol_text(struct arena *arena, const struct kconfig_symbol *symbol)
{
    return symbol->type == KCONFIG_NUMBER && symbol->default_source != NULL && !symbol->negative
               ? arena_printf(arena, "%" PRIu64, symbol->magnitude)
               : symbol->text;
}

struct aspect_value read_symbol(const struct reading *reading, enum image_role role, const char *symbol)
{
    const struct kconfig *config = role_config(reading->project, role);
    const struct kconfig_symbol *found;

    if (config == NULL) {
        return certainly_absent(reading, role)
                   ? aspect_known(ASPECT_NONE, ORIGIN_NONE)
                   : aspect_unknown(arena_printf(reading->arena, "the configuration of %s", image_role_name(role)));
    }
    found = kconfig_find(config, symbol);
    if (found == NULL) {
        return config->complete
                   ? aspect_known("not set", ORIGIN_NONE)
                   : aspect_unknown(arena_printf(reading->arena, "%s (not said in %s)", symbol, config->source->name));
    }
    if (found->type == KCONFIG_UNKNOWN) {
        return aspect_unknown(symbol);
    }
    return aspect_known(found->type == KCONFIG_NOT_SET ? "not set" : symbol_text(reading->arena, found), found->origin);
}

static const char *size_text(struct arena *arena, uint64_t size)
{
    return size % KIB == 0 ? arena_printf(arena, "%" PRIu64 " KiB", size / KIB)
                           : arena_printf(arena, "%" PRIu64 " bytes", size);
}

const char *place_text(struct arena *arena, uint64_t address, uint64_t size, const char *region)
{
    return arena_printf(arena, "0x%" PRIx64 ", %s%s%s", address, size_text(arena, size), *region == '\0' ? "" : ", ",
                        region);
}

static struct aspect_value read_from(const struct reading *reading, const struct partition_map *map, const char *file,
                                     const char *name)
{
    const struct partition *partition;

    if (map == NULL) {
        return aspect_unknown(reading->project->era == ERA_SYSBUILD_DTS ? "a map of Partition Manager" : file);
    }
    partition = partition_find(map, name);
    if (partition == NULL) {
        return map->derived || (reading->project->kind != PROJECT_BUILD && strstr(map->source->name, "static") != NULL)
                   ? aspect_unknown(arena_printf(reading->arena, "'%s' in %s", name, file))
                   : aspect_known(ASPECT_NONE, ORIGIN_NONE);
    }
    if (!partition->address.present || !partition->size.present || partition->address.negative ||
        partition->size.negative) {
        return aspect_unknown(arena_printf(reading->arena, "address and size of '%s'", name));
    }
    return aspect_known(
        place_text(reading->arena, partition->address.magnitude, partition->size.magnitude, partition->region),
        partition->origin);
}

struct aspect_value read_partition(const struct reading *reading, const char *name)
{
    return read_from(reading, reading->project->partitions, "partitions.yml", name);
}

struct aspect_value read_net_partition(const struct reading *reading, const char *name)
{
    if (certainly_absent(reading, IMAGE_NET) && certainly_absent(reading, IMAGE_B0N)) {
        return aspect_known(ASPECT_NONE, ORIGIN_NONE);
    }
    return read_from(reading, reading->project->partitions_net, "partitions_CPUNET.yml", name);
}

static bool read_net(const struct reading *reading, struct boot_net_config *net)
{
    struct origin where;
    struct bootcfg bootcfg;
    const char *why;
    bool good = reading->project->kind == PROJECT_BUILD &&
                bootcfg_read(reading->arena, reading->project, &bootcfg, &why, &where);

    *net = good ? bootcfg.config.net : (struct boot_net_config){ 0 };
    return good;
}

struct aspect_value read_net_place(const struct reading *reading)
{
    struct boot_net_config net;

    if (!read_net(reading, &net)) {
        return aspect_unknown("the place of the network image");
    }
    return net.net_app.size == 0
               ? aspect_known(ASPECT_NONE, ORIGIN_NONE)
               : aspect_known(place_text(reading->arena, (uint64_t)net.net_flash_address + net.net_app.offset,
                                         net.net_app.size, ""),
                              ORIGIN_NONE);
}

struct aspect_value read_command_block(const struct reading *reading)
{
    struct boot_net_config net;

    if (!read_net(reading, &net)) {
        return aspect_unknown("the address of the command block");
    }
    return net.mailbox_address == 0
               ? aspect_known(ASPECT_NONE, ORIGIN_NONE)
               : aspect_known(arena_printf(reading->arena, "0x%" PRIx32, net.mailbox_address), ORIGIN_NONE);
}

struct aspect_value read_release(const struct reading *reading)
{
    return reading->project->sdk_known
               ? aspect_known(
                     arena_printf(reading->arena, "NCS %s", sdk_version_text(reading->arena, reading->project->sdk)),
                     ORIGIN_NONE)
               : aspect_unknown("the NCS release");
}

/* The same board is written in two ways, before and since NCS 2.7. */
struct aspect_value read_board(const struct reading *reading)
{
    return reading->project->board != NULL
               ? aspect_known(source_board_slashes(reading->arena,
                                                   source_board_parse(reading->arena, reading->project->board).key),
                              ORIGIN_NONE)
               : aspect_unknown("the board");
}

struct aspect_value read_bootloader(const struct reading *reading)
{
    const struct kconfig *nrf53boot = role_config(reading->project, IMAGE_NRF53BOOT);
    const struct kconfig *mcuboot = role_config(reading->project, IMAGE_MCUBOOT);

    if (nrf53boot != NULL) {
        return aspect_known("nrf53boot", origin_file(nrf53boot->source));
    }
    if (mcuboot != NULL) {
        return aspect_known("MCUboot", origin_file(mcuboot->source));
    }
    return certainly_absent(reading, IMAGE_MCUBOOT) ? aspect_known(ASPECT_NONE, ORIGIN_NONE)
                                                    : aspect_unknown("the bootloader's configuration");
}

struct aspect_value read_mode(const struct reading *reading)
{
    struct update_slots slots;

    update_slots_read(reading->arena, reading->project, 0, &slots);
    return slots.mode_known ? aspect_known(upgrade_mode_name(slots.mode), slots.mode_origin)
                            : aspect_unknown("the upgrade mode");
}

struct aspect_value read_image_name(const struct reading *reading, enum image_role role)
{
    const struct project_image *image = project_image(reading->project, role);

    if (image != NULL) {
        return aspect_known(image->name, ORIGIN_NONE);
    }
    return certainly_absent(reading, role)
               ? aspect_known(ASPECT_NONE, ORIGIN_NONE)
               : aspect_unknown(arena_printf(reading->arena, "the image %s", image_role_name(role)));
}

static bool load(const struct reading *reading, const char *path, const struct source **source)
{
    struct diagnostics unheard = diagnostics_create(reading->arena);
    const char *name = path_inside(reading->project->path, path);

    return path != NULL &&
           source_load_result(reading->arena, path, name != NULL ? name : path, SOURCE_BINARY_LIMIT, &unheard, source);
}

/* All that an update of the image brings: with TF-M, zephyr.bin is its smaller half. */
static const char *firmware_path(const struct reading *reading, enum image_role role)
{
    const struct project_image *image = project_image(reading->project, role);

    if (image == NULL) {
        return NULL;
    }
    if (image->files.hex != NULL && strcmp(path_basename(image->files.hex), "tfm_merged.hex") == 0) {
        return image->files.hex;
    }
    if (config_on(image->config, "CONFIG_BUILD_WITH_TFM")) {
        return NULL;
    }
    return image->files.bin != NULL ? image->files.bin : image->files.hex;
}

struct aspect_value read_firmware(const struct reading *reading, enum image_role role)
{
    const char *path = firmware_path(reading, role);
    uint8_t digest[SHA256_SIZE];
    const struct source *source;

    if (certainly_absent(reading, role)) {
        return aspect_known(ASPECT_NONE, ORIGIN_NONE);
    }
    if (path == NULL || !load(reading, path, &source)) {
        return aspect_unknown(arena_printf(reading->arena, "the firmware of %s", image_role_name(role)));
    }
    sha256(range_of_source(source), digest);
    return aspect_known(arena_printf(reading->arena, "%zu bytes, SHA-256 %.16s...", source->size,
                                     text_hex(reading->arena, digest, sizeof digest)),
                        origin_file(source));
}

static bool load_update(const struct reading *reading, enum image_role role, struct mcuboot_image **image)
{
    const struct project_image *of = project_image(reading->project, role);
    struct diagnostics unheard = diagnostics_create(reading->arena);
    const struct source *source;

    return of != NULL && of->files.signed_bin != NULL && load(reading, of->files.signed_bin, &source) &&
           mcuboot_image_read(reading->arena, source, &unheard, image);
}

struct aspect_value read_update_version(const struct reading *reading, enum image_role role)
{
    struct mcuboot_image *image;

    if (certainly_absent(reading, role)) {
        return aspect_known(ASPECT_NONE, ORIGIN_NONE);
    }
    if (!load_update(reading, role, &image)) {
        return aspect_unknown(arena_printf(reading->arena, "the signed update of %s", image_role_name(role)));
    }
    return aspect_known(mcuboot_version_text(reading->arena, image->header.version), origin_file(image->source));
}

struct aspect_value read_update_counter(const struct reading *reading, enum image_role role)
{
    struct mcuboot_image *image;
    uint32_t counter;

    if (certainly_absent(reading, role)) {
        return aspect_known(ASPECT_NONE, ORIGIN_NONE);
    }
    if (!load_update(reading, role, &image)) {
        return aspect_unknown(arena_printf(reading->arena, "the signed update of %s", image_role_name(role)));
    }
    return image_security_counter(image, &counter)
               ? aspect_known(arena_printf(reading->arena, "%" PRIu32, counter), origin_file(image->source))
               : aspect_known(ASPECT_NONE, ORIGIN_NONE);
}
