/* The table of releases. Each field was read at the tag that the line names. */
#include "nrf53pack/ncs_profile.h"

const struct ncs_release ncs_releases[] = {
    {
        .from = { 1, 7, 0 },
        .to = { 1, 9, NCS_VERSION_ANY_PATCH },
        .name = "NCS 1.7 to 1.9",
        .mcuboot = "v1.7.99-ncs3 to v1.8.99-ncs1",
        .net_counter = true,
        .single_pair_recognition = NCS_NET_ABOVE_B0N,
        .single_pair_vector_by_pointer = true,
        .mark_erases_broken_secondary = true,
    },
    {
        .from = { 2, 0, 0 },
        .to = { 2, 1, NCS_VERSION_ANY_PATCH },
        .name = "NCS 2.0 and 2.1",
        .mcuboot = "v1.9.99-ncs1, v1.9.99-ncs2",
        .net_counter = true,
        .single_pair_recognition = NCS_NET_ABOVE_B0N,
        .single_pair_vector_by_pointer = true,
        .stage_guard_spares_net = true,
        .mark_erases_broken_secondary = true,
    },
    {
        .from = { 2, 2, 0 },
        .to = { 2, 2, NCS_VERSION_ANY_PATCH },
        .name = "NCS 2.2",
        .mcuboot = "v1.9.99-ncs3",
        .net_counter = true,
        .post_copy_hook_after_swap = true,
        .single_pair_recognition = NCS_NET_ABOVE_B0N,
        .single_pair_vector_by_pointer = true,
        .stage_guard_spares_net = true,
        .mark_erases_broken_secondary = true,
        .size_rule = NCS_SIZE_TRAILER,
    },
    {
        .from = { 2, 3, 0 },
        .to = { 2, 4, NCS_VERSION_ANY_PATCH },
        .name = "NCS 2.3 and 2.4",
        .mcuboot = "v1.9.99-ncs4, v1.10.0-ncs1",
        .net_counter = true,
        .post_copy_hook_after_swap = true,
        .single_pair_recognition = NCS_NET_ABOVE_B0N,
        .stage_guard_spares_net = true,
        .mark_erases_broken_secondary = true,
        .size_rule = NCS_SIZE_TRAILER,
    },
    {
        .from = { 2, 5, 0 },
        .to = { 2, 5, NCS_VERSION_ANY_PATCH },
        .name = "NCS 2.5",
        .mcuboot = "v1.10.99-ncs1",
        .net_counter = true,
        .post_copy_hook_after_swap = true,
        .verify_address_spares_stage = true,
        .single_pair_recognition = NCS_NET_ABOVE_B0N,
        .stage_guard_spares_net = true,
        .mark_erases_broken_secondary = true,
        .size_rule = NCS_SIZE_TRAILER,
    },
    {
        .from = { 2, 6, 0 },
        .to = { 2, 6, NCS_VERSION_ANY_PATCH },
        .name = "NCS 2.6",
        .mcuboot = "v2.0.99-ncs1",
        .net_counter = true,
        .post_copy_hook_after_swap = true,
        .verify_address_spares_stage = true,
        .single_pair_recognition = NCS_NET_ABOVE_B0N,
        .stage_guard_spares_net = true,
        .stage_guard_cleans = true,
        .mark_erases_broken_secondary = true,
        .closed_area_stops = true,
        .size_rule = NCS_SIZE_TRAILER,
    },
    {
        .from = { 2, 7, 0 },
        .to = { 2, 7, NCS_VERSION_ANY_PATCH },
        .name = "NCS 2.7",
        .mcuboot = "v2.1.0-ncs1",
        .net_counter = true,
        .post_copy_hook_after_swap = true,
        .verify_address_spares_stage = true,
        .single_pair_recognition = NCS_NET_ABOVE_B0N,
        .stage_guard_spares_net = true,
        .stage_guard_cleans = true,
        .move_takes_usable_sectors = true,
        .mark_erases_broken_secondary = true,
        .closed_area_stops = true,
        .size_rule = NCS_SIZE_TRAILER,
    },
    {
        .from = { 2, 8, 0 },
        .to = { 2, 9, NCS_VERSION_ANY_PATCH },
        .name = "NCS 2.8 and 2.9",
        .mcuboot = "v2.1.0-ncs2, v2.1.0-ncs3",
        .net_counter = true,
        .recorded_app = true,
        .recorded_net = true,
        .post_copy_hook_after_swap = true,
        .verify_address_spares_stage = true,
        .single_pair_recognition = NCS_NET_WITHIN_APP,
        .stage_guard_spares_net = true,
        .stage_guard_cleans = true,
        .move_takes_usable_sectors = true,
        .mark_erases_broken_secondary = true,
        .closed_area_stops = true,
        .size_rule = NCS_SIZE_TRAILER,
    },
    {
        .from = { 3, 0, 0 },
        .to = { 3, 0, NCS_VERSION_ANY_PATCH },
        .name = "NCS 3.0",
        .mcuboot = "v2.1.0-ncs5",
        .post_copy_hook_after_swap = true,
        .verify_address_spares_stage = true,
        .single_pair_recognition = NCS_NET_WITHIN_APP,
        .stage_guard_spares_net = true,
        .stage_guard_cleans = true,
        .move_takes_usable_sectors = true,
        .revert_whatever_secondary_magic = true,
        .clears_stuck_revert = true,
        .mark_erases_broken_secondary = true,
        .closed_area_stops = true,
        .size_rule = NCS_SIZE_TRAILER_PADDED,
    },
    {
        .from = { 3, 1, 0 },
        .to = { 3, 1, NCS_VERSION_ANY_PATCH },
        .name = "NCS 3.1",
        .mcuboot = "ncs-v3.1.0 (2b69d93e)",
        .recorded_app = true,
        .recorded_net = true,
        .post_copy_hook_after_swap = true,
        .assert_live_as_shipped = true,
        .verify_address_spares_stage = true,
        .single_pair_recognition = NCS_NET_WITHIN_APP,
        .stage_guard_spares_net = true,
        .stage_guard_cleans = true,
        .revert_whatever_secondary_magic = true,
        .clears_stuck_revert = true,
        .mark_erases_broken_secondary = true,
        .closed_area_stops = true,
        .size_rule = NCS_SIZE_SWAP,
    },
    {
        .from = { 3, 2, 0 },
        .to = { 3, 2, NCS_VERSION_ANY_PATCH },
        .name = "NCS 3.2",
        .mcuboot = "ncs-v3.2.5 (cac2b425)",
        .recorded_app = true,
        .recorded_net = true,
        .post_copy_hook_after_swap = true,
        .assert_live_as_shipped = true,
        .verify_address_spares_stage = true,
        .single_pair_recognition = NCS_NET_WITHIN_APP,
        .stage_guard_spares_net = true,
        .stage_guard_cleans = true,
        .revert_whatever_secondary_magic = true,
        .clears_stuck_revert = true,
        .offset_stores_tlv_sizes = true,
        .closed_area_stops = true,
        .size_rule = NCS_SIZE_SWAP,
        .slot_exception = NCS_SLOTS_NET_SKIP,
        .protect_rule = NCS_PROTECT_ROUNDED,
    },
    {
        .from = { 3, 3, 0 },
        .to = { 3, 3, NCS_VERSION_ANY_PATCH },
        .name = "NCS 3.3",
        .mcuboot = "ncs-v3.3.0 (fce4dac2)",
        .recorded_app = true,
        .recorded_net = true,
        .post_copy_hook_after_swap = true,
        .net_swap_size_of_update = true,
        .assert_live_as_shipped = true,
        .verify_address_spares_stage = true,
        .single_pair_recognition = NCS_NET_WITHIN_APP,
        .stage_guard_spares_net = true,
        .stage_guard_cleans = true,
        .revert_whatever_secondary_magic = true,
        .clears_stuck_revert = true,
        .offset_stores_tlv_sizes = true,
        .closed_area_stops = true,
        .size_rule = NCS_SIZE_SWAP,
        .slot_exception = NCS_SLOTS_NET_SKIP,
        .protect_rule = NCS_PROTECT_ROUNDED,
    },
    {
        .from = { 3, 4, 0 },
        .to = { 3, 4, NCS_VERSION_ANY_PATCH },
        .name = "NCS 3.4",
        .mcuboot = "ncs-v3.4.0 (c1d2d128)",
        .recorded_app = true,
        .recorded_net = true,
        .post_copy_hook_after_swap = true,
        .net_swap_size_of_update = true,
        .assert_live_as_shipped = true,
        .verify_address_spares_stage = true,
        .single_pair_recognition = NCS_NET_WITHIN_APP,
        .stage_guard_spares_net = true,
        .stage_guard_cleans = true,
        .revert_whatever_secondary_magic = true,
        .clears_stuck_revert = true,
        .offset_stores_tlv_sizes = true,
        .closed_area_stops = true,
        .size_rule = NCS_SIZE_SWAP,
        .slot_exception = NCS_SLOTS_NET_SKIP,
        .protect_rule = NCS_PROTECT_ALL_ROUND,
    },
    {
        .from = { 3, 5, 0 },
        .to = { 255, 255, NCS_VERSION_ANY_PATCH },
        .name = "NCS after 3.4",
        .mcuboot = "e994ef4e",
        .recorded_app = true,
        .recorded_net = true,
        .post_copy_hook_after_swap = true,
        .net_swap_size_of_update = true,
        .assert_live_as_shipped = true,
        .verify_address_spares_net = true,
        .verify_address_spares_stage = true,
        .single_pair_recognition = NCS_NET_WITHIN_APP,
        .single_pair_always_cleaned = true,
        .stage_guard_spares_net = true,
        .stage_guard_cleans = true,
        .revert_whatever_secondary_magic = true,
        .clears_stuck_revert = true,
        .offset_stores_tlv_sizes = true,
        .closed_area_stops = true,
        .size_rule = NCS_SIZE_SWAP,
        .slot_exception = NCS_SLOTS_NET_SKIP,
        .protect_rule = NCS_PROTECT_ALL_ROUND,
    },
};
const size_t ncs_release_count = sizeof(ncs_releases) / sizeof(ncs_releases[0]);

const struct ncs_release ncs_release_upstream = {
    .from = { 0, 0, 0 },
    .to = { 255, 255, NCS_VERSION_ANY_PATCH },
    .name = "upstream MCUboot",
    .mcuboot = "mcu-tools/mcuboot 2d4bacc3",
    .recorded_app = true,
    .assert_live_as_shipped = true,
    .revert_whatever_secondary_magic = true,
    .clears_stuck_revert = true,
    .offset_stores_tlv_sizes = true,
    .failed_dependency_stops_all = true,
    .closed_area_stops = true,
    .size_rule = NCS_SIZE_SWAP,
};

static uint32_t number_of(struct ncs_version version)
{
    return ((uint32_t)version.major << 16) | ((uint32_t)version.minor << 8) | version.patch;
}

const struct ncs_release *ncs_release_for(struct ncs_version version)
{
    size_t found = 0;

    for (size_t i = 1; i < ncs_release_count; i++) {
        if (number_of(ncs_releases[i].from) <= number_of(version)) {
            found = i;
        }
    }
    return &ncs_releases[found];
}

static void default_profile(const struct ncs_release *release, struct ncs_profile *profile)
{
    *profile = (struct ncs_profile){
        .release = release,
        .tree = { .assert_live = release->assert_live_as_shipped,
                  .slots_open = true,
                  .protect_block = 0x4000,
                  .pad_size = 0x200 },
    };
}

void ncs_profile_for(struct ncs_version version, struct ncs_profile *profile)
{
    default_profile(ncs_release_for(version), profile);
    profile->tree.hooks = true;
    profile->tree.multi_image = true;
    profile->tree.pcd = true;
    profile->tree.net_recovery = true;
}

void ncs_profile_upstream(struct ncs_profile *profile)
{
    default_profile(&ncs_release_upstream, profile);
}
