#include "diff/reading.h"

#include <inttypes.h>
#include <string.h>
#include "base/file.h"
#include "bootcfg/bootcfg.h"
#include "crypto/digest.h"
#include "image/mcuboot_image.h"
#include "pack/bootloader_demand.h"
#include "pack/trusted_key.h"
#include "pack/version_verify.h"
#include "project/source_board.h"
#include "project/tree_values.h"
#include "project/update_slots.h"

#define KIB 1024u

static struct aspect_value known(const char *text, struct origin origin)
{
    return (struct aspect_value){ .text = text, .origin = origin };
}

static struct aspect_value unknown(const char *missing)
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

struct aspect_value read_symbol(const struct reading *reading, enum image_role role, const char *symbol)
{
    const struct kconfig *config = role_config(reading->project, role);
    const struct kconfig_symbol *found;

    if (config == NULL) {
        return certainly_absent(reading, role)
                   ? known(ASPECT_NONE, ORIGIN_NONE)
                   : unknown(arena_printf(reading->arena, "the configuration of %s", image_role_name(role)));
    }
    found = kconfig_find(config, symbol);
    if (found == NULL) {
        return config->complete
                   ? known("not set", ORIGIN_NONE)
                   : unknown(arena_printf(reading->arena, "%s (not said in %s)", symbol, config->source->name));
    }
    if (found->type == KCONFIG_UNKNOWN) {
        return unknown(symbol);
    }
    return known(found->type == KCONFIG_NOT_SET ? "not set" : found->text, found->origin);
}

static const char *size_text(struct arena *arena, uint64_t size)
{
    return size % KIB == 0 ? arena_printf(arena, "%" PRIu64 " KiB", size / KIB)
                           : arena_printf(arena, "%" PRIu64 " bytes", size);
}

static const char *place_text(struct arena *arena, uint64_t address, uint64_t size, const char *region)
{
    return arena_printf(arena, "0x%" PRIx64 ", %s%s%s", address, size_text(arena, size), *region == '\0' ? "" : ", ",
                        region);
}

static struct aspect_value read_from(const struct reading *reading, const struct partition_map *map, const char *file,
                                     const char *name)
{
    const struct partition *partition;

    if (map == NULL) {
        return unknown(reading->project->era == ERA_SYSBUILD_DTS ? "a map of Partition Manager" : file);
    }
    partition = partition_find(map, name);
    if (partition == NULL) {
        return map->derived || (reading->project->kind != PROJECT_BUILD && strstr(map->source->name, "static") != NULL)
                   ? unknown(arena_printf(reading->arena, "'%s' in %s", name, file))
                   : known(ASPECT_NONE, ORIGIN_NONE);
    }
    if (!partition->address.present || !partition->size.present || partition->address.negative ||
        partition->size.negative) {
        return unknown(arena_printf(reading->arena, "address and size of '%s'", name));
    }
    return known(place_text(reading->arena, partition->address.magnitude, partition->size.magnitude, partition->region),
                 partition->origin);
}

struct aspect_value read_partition(const struct reading *reading, const char *name)
{
    return read_from(reading, reading->project->partitions, "partitions.yml", name);
}

struct aspect_value read_net_partition(const struct reading *reading, const char *name)
{
    if (certainly_absent(reading, IMAGE_NET) && certainly_absent(reading, IMAGE_B0N)) {
        return known(ASPECT_NONE, ORIGIN_NONE);
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
        return unknown("the place of the network image");
    }
    return net.net_app.size == 0
               ? known(ASPECT_NONE, ORIGIN_NONE)
               : known(place_text(reading->arena, (uint64_t)net.net_flash_address + net.net_app.offset,
                                  net.net_app.size, ""),
                       ORIGIN_NONE);
}

struct aspect_value read_command_block(const struct reading *reading)
{
    struct boot_net_config net;

    if (!read_net(reading, &net)) {
        return unknown("the address of the command block");
    }
    return net.mailbox_address == 0
               ? known(ASPECT_NONE, ORIGIN_NONE)
               : known(arena_printf(reading->arena, "0x%" PRIx32, net.mailbox_address), ORIGIN_NONE);
}

static const char *region_of_node(const struct devicetree_node *node)
{
    while ((node = node->parent) != NULL) {
        if (devicetree_is_compatible(node, "nordic,qspi-nor") || devicetree_is_compatible(node, "jedec,spi-nor")) {
            return "external_flash";
        }
        if (devicetree_is_compatible(node, "zephyr,sim-flash")) {
            return "ram_flash";
        }
    }
    return "flash_primary";
}

struct aspect_value read_slot(const struct reading *reading, const char *partition, const char *label)
{
    const struct project_image *image = project_image(reading->project, IMAGE_MCUBOOT);
    const struct devicetree_node *node;

    if (reading->project->partitions != NULL || reading->project->era != ERA_SYSBUILD_DTS) {
        return read_partition(reading, partition);
    }
    image = image != NULL && image->devicetree != NULL ? image : project_image(reading->project, IMAGE_APP);
    if (image == NULL || image->devicetree == NULL) {
        return unknown("mcuboot/zephyr/zephyr.dts");
    }
    node = devicetree_by_label(image->devicetree, label);
    if (node == NULL || !node->has_address) {
        return known(ASPECT_NONE, ORIGIN_NONE);
    }
    return known(place_text(reading->arena, node->address, node->size, region_of_node(node)), node->origin);
}

struct aspect_value read_release(const struct reading *reading)
{
    return reading->project->sdk_known
               ? known(arena_printf(reading->arena, "NCS %s", sdk_version_text(reading->arena, reading->project->sdk)),
                       ORIGIN_NONE)
               : unknown("the NCS release");
}

/* The same board is written in two ways, before and since NCS 2.7. */
struct aspect_value read_board(const struct reading *reading)
{
    return reading->project->board != NULL
               ? known(source_board_slashes(reading->arena,
                                            source_board_parse(reading->arena, reading->project->board).key),
                       ORIGIN_NONE)
               : unknown("the board");
}

struct aspect_value read_bootloader(const struct reading *reading)
{
    const struct kconfig *nrf53boot = role_config(reading->project, IMAGE_NRF53BOOT);
    const struct kconfig *mcuboot = role_config(reading->project, IMAGE_MCUBOOT);

    if (nrf53boot != NULL) {
        return known("nrf53boot", origin_file(nrf53boot->source));
    }
    if (mcuboot != NULL) {
        return known("MCUboot", origin_file(mcuboot->source));
    }
    return certainly_absent(reading, IMAGE_MCUBOOT) ? known(ASPECT_NONE, ORIGIN_NONE)
                                                    : unknown("the bootloader's configuration");
}

struct aspect_value read_mode(const struct reading *reading)
{
    struct update_slots slots;

    update_slots_read(reading->arena, reading->project, 0, &slots);
    return slots.mode_known ? known(upgrade_mode_name(slots.mode), slots.mode_origin) : unknown("the upgrade mode");
}

static const char *signature_text(struct arena *arena, const struct bootloader_demand *demand)
{
    const char *type = demand->any_rsa ? "RSA" : key_type_name(demand->key_type);

    return demand->takes_unsigned ? "no signature" : arena_printf(arena, "%s%s", type, demand->pure ? ", pure" : "");
}

struct aspect_value read_signature_type(const struct reading *reading)
{
    struct bootloader_demand demand;

    bootloader_demand_read(reading->arena, reading->project, &demand);
    if (!demand.known || !demand.signature_known) {
        return unknown("the bootloader's signature type");
    }
    return known(signature_text(reading->arena, &demand), demand.signature_from.origin);
}

struct aspect_value read_key(const struct reading *reading)
{
    struct trusted_key trusted;
    struct aspect_value value;

    trusted_key_read(reading->arena, reading->project, &trusted);
    if (trusted.path == NULL) {
        value = read_signature_type(reading);
        return value.text != NULL && strcmp(value.text, "no signature") == 0 ? known(ASPECT_NONE, ORIGIN_NONE)
                                                                             : unknown("the name of the key file");
    }
    return known(path_basename(trusted.path), ORIGIN_NONE);
}

/* So many bytes of a key's hash tell one from another for people. */
#define SHOWN_HASH 8u

static void name_by_hash(struct arena *arena, const struct trusted_key *trusted, struct aspect_value *value)
{
    value->text =
        arena_printf(arena, "%s, key hash %s...", value->text, text_hex(arena, trusted->key->hash, SHOWN_HASH));
}

void tell_keys_apart(const struct reading readings[2], struct aspect_value *released, struct aspect_value *fresh)
{
    struct trusted_key old;
    struct trusted_key new;

    trusted_key_read(readings[0].arena, readings[0].project, &old);
    trusted_key_read(readings[1].arena, readings[1].project, &new);
    if (released->text != NULL && fresh->text != NULL && trusted_key_differs(&old, new.key)) {
        name_by_hash(readings[0].arena, &old, released);
        name_by_hash(readings[1].arena, &new, fresh);
    }
}

struct aspect_value read_image_name(const struct reading *reading, enum image_role role)
{
    const struct project_image *image = project_image(reading->project, role);

    if (image != NULL) {
        return known(image->name, ORIGIN_NONE);
    }
    return certainly_absent(reading, role)
               ? known(ASPECT_NONE, ORIGIN_NONE)
               : unknown(arena_printf(reading->arena, "the image %s", image_role_name(role)));
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
        return known(ASPECT_NONE, ORIGIN_NONE);
    }
    if (path == NULL || !load(reading, path, &source)) {
        return unknown(arena_printf(reading->arena, "the firmware of %s", image_role_name(role)));
    }
    sha256(range_of_source(source), digest);
    return known(arena_printf(reading->arena, "%zu bytes, SHA-256 %.16s...", source->size,
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
        return known(ASPECT_NONE, ORIGIN_NONE);
    }
    if (!load_update(reading, role, &image)) {
        return unknown(arena_printf(reading->arena, "the signed update of %s", image_role_name(role)));
    }
    return known(mcuboot_version_text(reading->arena, image->header.version), origin_file(image->source));
}

struct aspect_value read_update_counter(const struct reading *reading, enum image_role role)
{
    struct mcuboot_image *image;
    uint32_t counter;

    if (certainly_absent(reading, role)) {
        return known(ASPECT_NONE, ORIGIN_NONE);
    }
    if (!load_update(reading, role, &image)) {
        return unknown(arena_printf(reading->arena, "the signed update of %s", image_role_name(role)));
    }
    return image_security_counter(image, &counter)
               ? known(arena_printf(reading->arena, "%" PRIu32, counter), origin_file(image->source))
               : known(ASPECT_NONE, ORIGIN_NONE);
}
