#include "recipe/recipe_layout.h"

#include <inttypes.h>
#include "nrf53pack/memory_map.h"

#define KIB              1024u
#define SMALLEST_SLOT    (64u * KIB)
#define LARGEST_EXTERNAL (256u * KIB * KIB)
#define WRITE_SIZE       4u
#define MAX_ALIGN        8u
#define BACKUP_OF(slot)  (2 * (slot) + 2 * RECIPE_PAGE) /* two images and two pages of records (rules/nrf53boot.yml) */
#define SMALLEST_MCUBOOT 0x8000u
#define LARGEST_MCUBOOT  0x40000u
#define LARGEST_SETTINGS 0x80000u

static bool refuse(struct diagnostics *diagnostics, const char *text)
{
    return diagnose(diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "%s", text);
}

static bool size_fits_grid(struct diagnostics *diagnostics, const char *option, uint64_t value, uint64_t least,
                           uint64_t most, uint32_t grid)
{
    if (value >= least && value <= most && value % grid == 0) {
        return true;
    }
    return refuse(diagnostics, arena_printf(diagnostics->arena,
                                            "'%s' is %" PRIu64 ": a multiple of %" PRIu32 " from %" PRIu64
                                            " to %" PRIu64 " is expected",
                                            option, value, grid, least, most));
}

static bool sizes_are_sound(const struct recipe_request *request, struct diagnostics *diagnostics)
{
    bool good = size_fits_grid(diagnostics, "--mcuboot-size", request->mcuboot_size, SMALLEST_MCUBOOT, LARGEST_MCUBOOT,
                               RECIPE_PROTECTION) &&
                size_fits_grid(diagnostics, "--settings-size", request->settings_size, 2 * RECIPE_PAGE,
                               LARGEST_SETTINGS, RECIPE_PAGE);

    return good && (request->recipe->secondary != PLACE_EXTERNAL ||
                    size_fits_grid(diagnostics, "--external-flash", request->external_flash, RECIPE_PAGE,
                                   LARGEST_EXTERNAL, RECIPE_PAGE));
}

static uint32_t ram_flash_of(const struct recipe_request *request)
{
    if (!request->recipe->net_ram) {
        return 0;
    }
    return request->devicetree ? RECIPE_RAM_FLASH_D : RECIPE_RAM_FLASH;
}

/* Largest primary slot, with the arithmetic when there is none. */
static bool primary_size(const struct recipe_request *request, uint32_t net_slot, uint32_t backup,
                         struct diagnostics *diagnostics, uint32_t *size)
{
    const struct recipe *recipe = request->recipe;
    uint32_t inside = NRF5340_APP_FLASH_SIZE - (uint32_t)request->mcuboot_size - (uint32_t)request->settings_size;
    uint32_t net_inside = recipe->net_secondary == PLACE_INTERNAL ? net_slot : 0;
    uint64_t beside = recipe->net_secondary == PLACE_EXTERNAL ? (uint64_t)net_slot + backup : backup;
    uint64_t room = recipe->secondary == PLACE_INTERNAL ? (inside - net_inside) / 2 : inside - net_inside;

    if (recipe->secondary == PLACE_EXTERNAL) {
        room = limits_smaller(room, limits_minus(request->external_flash, beside));
    }
    *size = (uint32_t)limits_align_down(room, RECIPE_PAGE);
    if (recipe->primary_size != 0 && *size >= recipe->primary_size) {
        *size = recipe->primary_size; /* fixed by the bootloader of devices that are sold */
    }
    if (*size >= SMALLEST_SLOT && *size >= recipe->primary_size) {
        return true;
    }
    if (recipe->secondary == PLACE_EXTERNAL) {
        return refuse(diagnostics,
                      arena_printf(diagnostics->arena,
                                   "external flash of %" PRIu64 " bytes is too small: the network core's slot%s "
                                   "%" PRIu64 ", the application's has to have %" PRIu32,
                                   request->external_flash, backup > 0 ? " and its backup take" : " takes", beside,
                                   recipe->primary_size != 0 ? recipe->primary_size : SMALLEST_SLOT));
    }
    return refuse(diagnostics,
                  arena_printf(diagnostics->arena,
                               "internal flash of %u bytes is too small: MCUboot %" PRIu64 ", settings %" PRIu64
                               ", network core's slot %" PRIu32 "; a slot of the application has to have %u",
                               NRF5340_APP_FLASH_SIZE, request->mcuboot_size, request->settings_size, net_inside,
                               SMALLEST_SLOT));
}

static void place_areas(const struct recipe_request *request, uint32_t primary, uint32_t net_slot, uint32_t backup,
                        struct recipe_layout *layout)
{
    const struct recipe *recipe = request->recipe;
    uint32_t inside = (uint32_t)request->mcuboot_size;
    uint32_t outside = 0;

    layout->mcuboot = (struct recipe_area){ 0, inside };
    layout->primary = (struct recipe_area){ inside, primary };
    inside += primary;
    if (recipe->secondary == PLACE_INTERNAL) {
        layout->secondary = (struct recipe_area){ inside, primary };
        inside += primary;
    } else if (recipe->secondary == PLACE_EXTERNAL) {
        layout->secondary = (struct recipe_area){ 0, primary };
        outside = primary;
    }
    if (recipe->net_secondary == PLACE_INTERNAL) {
        layout->net_secondary = (struct recipe_area){ inside, net_slot };
        inside += net_slot;
    } else if (recipe->net_secondary == PLACE_EXTERNAL) {
        layout->net_secondary = (struct recipe_area){ outside, net_slot };
        outside += net_slot;
    }
    layout->net_backup = (struct recipe_area){ backup == 0 ? 0 : outside, backup };
    outside += backup;
    layout->net_primary = (struct recipe_area){ 0, net_slot };
    layout->settings = (struct recipe_area){ NRF5340_APP_FLASH_SIZE - (uint32_t)request->settings_size,
                                             (uint32_t)request->settings_size };
    layout->spare = (struct recipe_area){ inside, layout->settings.address - inside };
    if (recipe->secondary == PLACE_EXTERNAL) {
        layout->external_rest = (struct recipe_area){ outside, (uint32_t)request->external_region - outside };
    }
}

static void find_limits(const struct recipe_request *request, struct recipe_layout *layout)
{
    const struct recipe *recipe = request->recipe;
    uint32_t largest =
        layout->primary.size > layout->net_primary.size ? layout->primary.size : layout->net_primary.size;
    struct slot_geometry slots = {
        .mode = recipe->mode,
        .primary_size = layout->primary.size,
        .secondary_size = layout->primary.size,
        .sector_size = RECIPE_PAGE,
        .write_size = WRITE_SIZE,
        .max_align = MAX_ALIGN,
        .max_sectors = layout->sectors = (largest + RECIPE_PAGE - 1) / RECIPE_PAGE,
    };
    uint64_t net_file;

    layout->app_limit =
        nrf53boot_image_limit(&slots, recipe->mode == UPGRADE_SWAP_MOVE ? NRF53BOOT_OLD_IMAGE_RECORD : 0);
    layout->app_room = limits_minus(layout->app_limit, RECIPE_PAD + RECIPE_TLV_ROOM);
    if (!recipe->net_updates) {
        return;
    }
    net_file = layout->app_limit; /* a single pair: the network image goes through the application's slot */
    if (layout->net_primary.size > 0) {
        slots.mode = UPGRADE_OVERWRITE_ONLY;
        slots.primary_size = slots.secondary_size = layout->net_primary.size;
        net_file = slot_image_limit(&slots);
    }
    layout->net_room = limits_smaller(limits_minus(net_file, RECIPE_PAD + RECIPE_TLV_ROOM), NRF5340_NET_APP_SIZE);
}

static const char *mode_text(enum upgrade_mode mode)
{
    return mode == UPGRADE_SWAP_MOVE ? "swap-move" : mode == UPGRADE_SINGLE_SLOT ? "single-slot" : "overwrite-only";
}

static bool images_fit(const struct recipe_request *request, const struct recipe_layout *layout,
                       struct diagnostics *diagnostics)
{
    struct arena *arena = diagnostics->arena;

    if (request->app_size > layout->app_room) {
        return refuse(
            diagnostics,
            arena_printf(arena,
                         "an application of %" PRIu64 " bytes does not fit: header %u and at most %u of hashes "
                         "and signature make %" PRIu64 "; the slot of %" PRIu32 " takes %" PRIu64
                         " in mode %s (%" PRIu32 " sectors), so the application may have %" PRIu64,
                         request->app_size, RECIPE_PAD, RECIPE_TLV_ROOM,
                         request->app_size + RECIPE_PAD + RECIPE_TLV_ROOM, layout->primary.size, layout->app_limit,
                         mode_text(request->recipe->mode), layout->sectors, layout->app_room));
    }
    if (request->net_size > 0 && !request->recipe->net_updates) {
        return refuse(diagnostics,
                      arena_printf(arena, "'--net-size' is given, and the recipe '%s' does not update the network core",
                                   request->recipe->name));
    }
    if (request->net_size > layout->net_room && layout->net_room == NRF5340_NET_APP_SIZE) {
        return refuse(diagnostics,
                      arena_printf(arena,
                                   "a network image of %" PRIu64 " bytes exceeds the %u that b0n leaves of the "
                                   "network core's flash (%u - %u)",
                                   request->net_size, NRF5340_NET_APP_SIZE, NRF5340_NET_FLASH_SIZE,
                                   NRF5340_NET_BOOT_SIZE));
    }
    if (request->net_size > layout->net_room) {
        return refuse(diagnostics,
                      arena_printf(arena,
                                   "a network image of %" PRIu64 " bytes exceeds the %" PRIu64 " that the slot it is "
                                   "uploaded to has room for (%" PRIu64 " with header %u and at most %u of hashes and "
                                   "signature)",
                                   request->net_size, layout->net_room, layout->net_room + RECIPE_PAD + RECIPE_TLV_ROOM,
                                   RECIPE_PAD, RECIPE_TLV_ROOM));
    }
    return true;
}

bool recipe_layout_make(const struct recipe_request *request, struct diagnostics *diagnostics,
                        struct recipe_layout *layout)
{
    uint32_t net_slot = ram_flash_of(request);
    uint32_t backup = request->recipe->net_backup ? BACKUP_OF(net_slot) : 0;
    uint32_t primary;

    *layout = (struct recipe_layout){ 0 };
    if (!sizes_are_sound(request, diagnostics) || !primary_size(request, net_slot, backup, diagnostics, &primary)) {
        return false;
    }
    place_areas(request, primary, net_slot, backup, layout);
    find_limits(request, layout);
    return images_fit(request, layout, diagnostics);
}
