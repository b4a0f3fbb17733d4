#include "sim/scenario/images.h"

#include <string.h>
#include "base/text.h"
#include "nrf53pack/nsib_format.h"
#include "sign/image_writer.h"
#include "sim/scenario/net_firmware.h"
#include "sim/scenario/noise.h"
#include "sim/scenario/simulation_key.h"

#define HEADER_SIZE      0x200u
#define TLV_ROOM         192u /* hash, key hash, signature, dependency and counter, with their headers */
#define STACK_TOP        0x20080000u
#define RESET_VECTOR_LOW 0x101u
#define MORE_THAN_TLVS   1024u /* a file of so many bytes over the limit still leaves the trailer's sector alone */

/* What the images of one call have in common. */
struct maker {
    struct arena *arena;
    const struct boot_config *config;
    const struct sim_image_options *options;
    struct signing_key *key;       /* the bootloader knows it */
    struct signing_key *other_key; /* nobody does */
    struct byte_range app;         /* the build's, or NULL */
    struct byte_range net;
    uint32_t app_room; /* bytes of firmware */
    uint32_t net_room;
    bool failed;
};

/* One image to be made. */
struct recipe {
    const char *name;
    unsigned image;
    uint32_t generation;
    struct mcuboot_version version;
    uint32_t percent; /* of the room that the slots leave */
    uint8_t needs;    /* major version the other image must have, 0: none */
    bool unsigned_image;
    bool other_key;
    bool spoilt; /* one bit of the firmware changes after signing */
    bool linked_elsewhere;
    bool noise; /* never the build's firmware */
};

static const char *generation_text(struct arena *arena, const char *core, uint32_t generation)
{
    switch (generation) {
    case 0:
        return arena_printf(arena, "%s none", core);
    case GENERATION_LOWER:
        return arena_printf(arena, "%s 0.9.0", core);
    case GENERATION_BETWEEN:
        return arena_printf(arena, "%s 1.5.0", core);
    case GENERATION_FORBIDDEN:
        return arena_printf(arena, "%s: a file that must not run there", core);
    default:
        return arena_printf(arena, "%s %u.0.0", core, generation);
    }
}

const char *sim_pair_text(struct arena *arena, struct pair pair)
{
    return arena_printf(arena, "%s, %s", generation_text(arena, "app", pair.app),
                        generation_text(arena, "net", pair.net));
}

/* What nrf53boot keeps below the trailer: the record of the old image, or the network core's state. */
static uint32_t reserve(const struct boot_config *config, unsigned number)
{
    if (number == BOOT_IMAGE_NET) {
        return config->net.backup.size != 0 ? 0 : config->images[BOOT_IMAGE_NET].secondary.sector_size;
    }
    return config->images[BOOT_IMAGE_APP].mode == UPGRADE_OVERWRITE_ONLY ? 0 : NRF53BOOT_OLD_IMAGE_RECORD;
}

uint64_t sim_image_limit(const struct boot_config *config, unsigned number)
{
    /* With one pair of slots the network core's image goes through the application's. */
    const struct boot_image_config *image = &config->images[number < config->image_count ? number : BOOT_IMAGE_APP];
    struct slot_geometry geometry = {
        .mode = image->mode,
        .primary_size = image->primary.size,
        .secondary_size = image->secondary.size,
        .sector_size = image->primary.sector_size,
        .write_size = image->write_size,
        .max_align = image->max_align,
        .max_sectors = image->max_sectors,
    };
    uint64_t limit =
        config->ncs != NULL ? slot_image_limit(&geometry) : nrf53boot_image_limit(&geometry, reserve(config, number));

    return number == BOOT_IMAGE_NET && config->net.net_app.size != 0
               ? limits_smaller(limit, (uint64_t)config->net.net_app.size + HEADER_SIZE)
               : limit;
}

static uint32_t words_of(uint64_t bytes)
{
    return (uint32_t)(bytes / 4 * 4);
}

/* Bytes of firmware that a file of the limit has room for. */
static uint32_t firmware_room(const struct maker *maker, unsigned number)
{
    uint64_t limit = sim_image_limit(maker->config, number);
    uint64_t largest = maker->options->largest == 0 ? limit : limits_smaller(limit, maker->options->largest);
    uint64_t extra = HEADER_SIZE + TLV_ROOM;

    extra += number == BOOT_IMAGE_NET ? sizeof(struct nsib_validation_info) : 0;
    return words_of(limits_minus(largest, extra));
}

static uint32_t recipe_size(const struct maker *maker, const struct recipe *recipe)
{
    uint32_t room = recipe->image == BOOT_IMAGE_APP ? maker->app_room : maker->net_room;
    uint32_t size = words_of((uint64_t)room * recipe->percent / 100);

    return (size < NET_FIRMWARE_SMALLEST ? NET_FIRMWARE_SMALLEST : size);
}

/* The build that the image is of, where it is not the device's. */
static const struct sim_update *update_of(const struct maker *maker, const struct recipe *recipe)
{
    return recipe->generation == GENERATION_OLD ? NULL : maker->options->update;
}

static uint32_t run_address(const struct maker *maker, const struct recipe *recipe)
{
    const struct sim_update *update = update_of(maker, recipe);
    uint32_t linked_at = update != NULL ? update->app_linked_at : maker->options->linked_at;

    return linked_at != 0 ? linked_at : maker->config->images[BOOT_IMAGE_APP].run_start + HEADER_SIZE;
}

static struct byte_range own_firmware(const struct maker *maker, const struct recipe *recipe)
{
    const struct sim_update *update = update_of(maker, recipe);

    if (recipe->image == BOOT_IMAGE_APP) {
        return update != NULL ? update->firmware.app : maker->app;
    }
    return update != NULL ? update->firmware.net : maker->net;
}

/* The generation stands at the end, so that no two images have the same firmware. */
static struct byte_range app_firmware(const struct maker *maker, const struct recipe *recipe)
{
    struct byte_range original = own_firmware(maker, recipe);
    bool own = original.data != NULL && !recipe->noise;
    uint32_t size = own ? words_of(original.size + 7) : recipe_size(maker, recipe);
    uint8_t *bytes;
    bytes = arena_alloc(maker->arena, size);
    sim_fill_noise(bytes, size, recipe->generation);
    store_le32(bytes, STACK_TOP);
    store_le32(bytes + 4, run_address(maker, recipe) + RESET_VECTOR_LOW);
    if (own) {
        memcpy(bytes, original.data, original.size);
    }
    store_le32(bytes + size - 4, recipe->generation);
    return range_of(bytes, size);
}

/* NSIB's own, one number; it also makes the firmware of each version another one. */
static uint32_t nsib_version(const struct recipe *recipe)
{
    return recipe->version.major * 10u + recipe->version.minor;
}

static bool net_firmware(const struct maker *maker, const struct recipe *recipe, struct byte_range *bytes)
{
    const struct boot_net_config *net = &maker->config->net;
    const struct sim_update *update = update_of(maker, recipe);
    struct byte_range original = own_firmware(maker, recipe);
    uint32_t address = update != NULL && update->net_linked_at != 0 ? update->net_linked_at
                                                                    : net->net_flash_address + net->net_app.offset;
    struct net_firmware firmware = {
        .address = address + (recipe->linked_elsewhere ? 0x1000 : 0),
        .version = nsib_version(recipe),
        .size = recipe_size(maker, recipe),
        .seed = 100 + recipe->generation,
    };

    if (original.data != NULL && !recipe->linked_elsewhere) {
        return net_firmware_renew(maker->arena, original, nsib_version(recipe), maker->key, bytes);
    }
    return net_firmware_make(maker->arena, &firmware, maker->key, bytes);
}

static uint32_t header_size(const struct maker *maker, const struct recipe *recipe)
{
    const struct sim_update *update = update_of(maker, recipe);
    uint32_t of_app = update != NULL ? update->app_header_size : maker->options->header_size;
    uint32_t size = recipe->image == BOOT_IMAGE_APP ? of_app : 0;

    return size < MCUBOOT_HEADER_SIZE || size > UINT16_MAX ? HEADER_SIZE : size;
}

/* Under that of the old image, whatever the name says. */
static struct mcuboot_version version_of(const struct maker *maker, const struct recipe *recipe)
{
    const struct sim_update *update = update_of(maker, recipe);
    bool lower = update != NULL && recipe->generation == GENERATION_NEW &&
                 (recipe->image == BOOT_IMAGE_APP ? update->lower_app : update->lower_net);

    return lower ? (struct mcuboot_version){ .minor = 9 } : recipe->version;
}

static struct image_options image_options(const struct maker *maker, const struct recipe *recipe)
{
    struct image_options options = {
        .version = version_of(maker, recipe),
        .header_size = header_size(maker, recipe),
        .pad_header = true,
        .erased_value = 0xff,
        .has_security_counter = maker->options->security_counters,
        .security_counter = version_of(maker, recipe).major,
    };

    if (recipe->needs != 0) {
        struct image_dependency *dependency = ARENA_PUSH(maker->arena, &options.dependencies);

        dependency->image = recipe->image == BOOT_IMAGE_APP ? BOOT_IMAGE_NET : BOOT_IMAGE_APP;
        dependency->version = (struct mcuboot_version){ .major = recipe->needs };
    }
    return options;
}

static const uint8_t *spoil(struct arena *arena, struct byte_range file)
{
    uint8_t *bytes = arena_alloc(arena, file.size);

    memcpy(bytes, file.data, file.size);
    bytes[file.size / 2] ^= 0x10;
    return bytes;
}

static const struct sim_image *make(struct maker *maker, const struct recipe *recipe)
{
    struct diagnostics diagnostics = diagnostics_create(maker->arena);
    const struct source *source = source_from_bytes(maker->arena, recipe->name, "", 0);
    struct image_options options = image_options(maker, recipe);
    bool sign = maker->config->key_count != 0 && !recipe->unsigned_image;
    const struct sim_update *update = update_of(maker, recipe);
    bool stranger = recipe->other_key || (update != NULL && update->other_key);
    struct signing_key *key = stranger ? maker->other_key : maker->key;
    struct sim_image *image = arena_alloc(maker->arena, sizeof *image);
    struct byte_range firmware;
    struct byte_range file;

    if (recipe->image == BOOT_IMAGE_APP) {
        firmware = app_firmware(maker, recipe);
    } else if (!net_firmware(maker, recipe, &firmware)) {
        maker->failed = true;
        return NULL;
    }
    if (!image_write(maker->arena, source, firmware, &options, signer_with_key(maker->arena, sign ? key : NULL),
                     &diagnostics, &file)) {
        maker->failed = true;
        return NULL;
    }
    *image = (struct sim_image){
        .name = recipe->name,
        .image = recipe->image,
        .generation = recipe->generation,
        .bytes = recipe->spoilt ? spoil(maker->arena, file) : file.data,
        .size = (uint32_t)file.size,
        .header_size = options.header_size,
        .payload_size = (uint32_t)firmware.size,
        .run_address = recipe->image == BOOT_IMAGE_APP ? run_address(maker, recipe) : 0,
    };
    return image;
}

#define APP(...) make(maker, &(struct recipe){ .image = BOOT_IMAGE_APP, __VA_ARGS__ })
#define NET(...) make(maker, &(struct recipe){ .image = BOOT_IMAGE_NET, __VA_ARGS__ })

static void make_app(struct maker *maker, struct sim_images *images)
{
    images->app_old = APP(.name = "app 1.0.0", .generation = GENERATION_OLD, .version = { 1, 0, 0, 0 }, .percent = 60);
    images->app_new = APP(.name = "app 2.0.0", .generation = GENERATION_NEW, .version = { 2, 0, 0, 0 }, .percent = 95);
    images->app_newer =
        APP(.name = "app 3.0.0", .generation = GENERATION_NEWER, .version = { 3, 0, 0, 0 }, .percent = 75);
    images->app_lower =
        APP(.name = "app 0.9.0", .generation = GENERATION_LOWER, .version = { 0, 9, 0, 0 }, .percent = 50);
    images->app_pair = APP(.name = "app 2.0.0 for net 2.0.0", .generation = GENERATION_NEW, .version = { 2, 0, 0, 0 },
                           .percent = 95, .needs = 2);
}

static void make_bad_app(struct maker *maker, struct sim_images *images)
{
    uint64_t limit = images->app_limit;
    const struct boot_image_config *image = &maker->config->images[BOOT_IMAGE_APP];
    uint64_t start = image->mode == UPGRADE_SWAP_OFFSET ? image->secondary.sector_size : 0;
    bool has_room = start + limit + MORE_THAN_TLVS <= image->secondary.size;

    images->app_bad_hash = APP(.name = "app 2.0.0 with a bad hash", .generation = GENERATION_FORBIDDEN,
                               .version = { 2, 0, 0, 0 }, .percent = 80, .spoilt = true);
    images->app_wrong_key = APP(.name = "app 2.0.0 signed by a stranger", .generation = GENERATION_FORBIDDEN,
                                .version = { 2, 0, 0, 0 }, .percent = 80, .other_key = true);
    images->app_unsigned = APP(.name = "app 2.0.0 without a signature", .generation = GENERATION_FORBIDDEN,
                               .version = { 2, 0, 0, 0 }, .percent = 80, .unsigned_image = true);
    if (image->mode != UPGRADE_OVERWRITE_ONLY && has_room) {
        uint32_t room = maker->app_room;

        maker->app_room = words_of(limit - HEADER_SIZE);
        images->app_too_large = APP(.name = "app 2.0.0, too large", .generation = GENERATION_FORBIDDEN,
                                    .version = { 2, 0, 0, 0 }, .percent = 100, .noise = true);
        maker->app_room = room;
    }
}

static void make_net(struct maker *maker, struct sim_images *images)
{
    images->net_old = NET(.name = "net 1.0.0", .generation = GENERATION_OLD, .version = { 1, 0, 0, 0 }, .percent = 60);
    images->net_new = NET(.name = "net 2.0.0", .generation = GENERATION_NEW, .version = { 2, 0, 0, 0 }, .percent = 95);
    images->net_newer =
        NET(.name = "net 3.0.0", .generation = GENERATION_NEWER, .version = { 3, 0, 0, 0 }, .percent = 75);
    images->net_between =
        NET(.name = "net 1.5.0", .generation = GENERATION_BETWEEN, .version = { 1, 5, 0, 0 }, .percent = 65);
    images->net_lower =
        NET(.name = "net 0.9.0", .generation = GENERATION_LOWER, .version = { 0, 9, 0, 0 }, .percent = 50);
    images->net_pair = NET(.name = "net 2.0.0 for app 2.0.0", .generation = GENERATION_NEW, .version = { 2, 0, 0, 0 },
                           .percent = 95, .needs = 2);
    images->net_stuck = NET(.name = "net 2.0.0 for app 4.0.0", .generation = GENERATION_NEW, .version = { 2, 0, 0, 0 },
                            .percent = 95, .needs = 4);
    images->net_bad_hash = NET(.name = "net 2.0.0 with a bad hash", .generation = GENERATION_FORBIDDEN,
                               .version = { 2, 0, 0, 0 }, .percent = 80, .spoilt = true);
    images->net_wrong_key = NET(.name = "net 2.0.0 signed by a stranger", .generation = GENERATION_FORBIDDEN,
                                .version = { 2, 0, 0, 0 }, .percent = 80, .other_key = true);
    images->net_elsewhere = NET(.name = "net 2.0.0 linked for another place", .generation = GENERATION_FORBIDDEN,
                                .version = { 2, 0, 0, 0 }, .percent = 80, .linked_elsewhere = true);
}

/* The network core's file where the application's belongs: it must never be started by the application core. */
static const struct sim_image *as_application(struct arena *arena, const struct sim_image *net)
{
    struct sim_image *image = arena_alloc(arena, sizeof *image);

    *image = *net;
    image->name = "net 2.0.0 in the application's slot";
    image->image = BOOT_IMAGE_APP;
    image->generation = GENERATION_FORBIDDEN;
    return image;
}

static bool make_all(struct maker *maker, struct sim_images *images, const char **why)
{
    bool net = maker->config->net.net_app.size != 0;

    images->app_limit = sim_image_limit(maker->config, BOOT_IMAGE_APP);
    images->net_limit = net ? sim_image_limit(maker->config, BOOT_IMAGE_NET) : 0;
    maker->app_room = firmware_room(maker, BOOT_IMAGE_APP);
    maker->net_room = net ? firmware_room(maker, BOOT_IMAGE_NET) : 0;
    if (maker->app_room < 2 * NET_FIRMWARE_SMALLEST || (net && maker->net_room < 2 * NET_FIRMWARE_SMALLEST)) {
        *why = "the slots have no room for an image";
        return false;
    }
    make_app(maker, images);
    make_bad_app(maker, images);
    if (net) {
        make_net(maker, images);
        images->net_in_app_slot = maker->failed ? NULL : as_application(maker->arena, images->net_new);
    }
    if (maker->failed) {
        *why = "an image cannot be made or signed";
    }
    return !maker->failed;
}

bool sim_images_make(struct arena *arena, const struct boot_config *config, const struct sim_image_options *options,
                     struct sim_images *images, const char **why)
{
    struct maker maker = { .arena = arena, .config = config, .options = options };
    bool done;

    *images = (struct sim_images){ 0 };
    maker.app = options->firmware.app;
    maker.net = options->firmware.net;
    images->own_app = maker.app.data != NULL && (options->update == NULL || options->update->firmware.app.data != NULL);
    images->own_net = maker.net.data != NULL && (options->update == NULL || options->update->firmware.net.data != NULL);
    *why = "the simulation's keys cannot be made";
    if (!simulation_key_make(arena, "images", &maker.key)) {
        return false;
    }
    if (!simulation_key_make(arena, "a stranger's", &maker.other_key)) {
        signing_key_release(maker.key);
        return false;
    }
    done = boot_key_of(maker.key->public_half, &images->key) && make_all(&maker, images, why);
    signing_key_release(maker.other_key);
    signing_key_release(maker.key);
    return done;
}
