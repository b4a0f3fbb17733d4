#include "firmware/recovery/image_state.h"

#include <string.h>
#include "firmware/format/version_text.h"
#include "firmware/boot/swap.h"
#include "firmware/format/trailer.h"
#include "firmware/net/net_image.h"
#include "firmware/net/net_state.h"
#include "firmware/recovery/place.h"

/* One line of the list. */
struct slot_state {
    unsigned image;
    unsigned slot;
    bool known; /* version and hash are */
    struct mcuboot_version version;
    uint8_t sha256[32];
    bool bootable;
    bool pending;
    bool confirmed;
    bool active;
    bool permanent;
};

#define SLOTS_MAX 4u

static void write_flag(struct cbor_writer *answer, const char *name, bool value)
{
    if (value) {
        cbor_write_text(answer, name);
        cbor_write_bool(answer, true);
    }
}

static void write_slot(struct cbor_writer *answer, const struct slot_state *state, bool with_image)
{
    char text[VERSION_TEXT_SIZE];

    cbor_write_map(answer);
    if (with_image) {
        cbor_write_text(answer, "image");
        cbor_write_uint(answer, state->image);
    }
    cbor_write_text(answer, "slot");
    cbor_write_uint(answer, state->slot);
    cbor_write_text(answer, "version");
    if (state->known) {
        version_text(&state->version, text);
        cbor_write_text(answer, text);
        cbor_write_text(answer, "hash");
        cbor_write_bytes(answer, state->sha256, sizeof state->sha256);
    } else {
        cbor_write_text(answer, "unknown");
    }
    write_flag(answer, "bootable", state->bootable);
    write_flag(answer, "pending", state->pending);
    write_flag(answer, "confirmed", state->confirmed);
    write_flag(answer, "active", state->active);
    write_flag(answer, "permanent", state->permanent);
    cbor_write_end(answer);
}

static void set_flags(struct slot_state *state, enum swap_type type)
{
    bool primary = state->slot == 0;

    state->confirmed = type == SWAP_TYPE_REVERT ? !primary : primary;
    state->active = primary && (type == SWAP_TYPE_NONE || type == SWAP_TYPE_REVERT);
    state->pending = !primary && (type == SWAP_TYPE_TEST || type == SWAP_TYPE_PERMANENT);
    state->permanent = !primary && type == SWAP_TYPE_PERMANENT;
}

static void set_summary(struct slot_state *state, const struct image_summary *summary)
{
    state->known = true;
    state->version = summary->header.version;
    memcpy(state->sha256, summary->sha256, sizeof state->sha256);
}

/* Of trailers that cannot be read nothing is said. Only a swap leaves a trailer in the primary slot that means
 * anything.
 */
static enum swap_type type_of(struct hal *hal, const struct boot_image_config *image)
{
    static const struct trailer unset = { TRAILER_MAGIC_UNSET, TRAILER_FLAG_UNSET, TRAILER_FLAG_UNSET,
                                          SWAP_TYPE_NONE,      UINT32_MAX,         UINT32_MAX };
    struct trailer primary = unset;
    struct trailer secondary;

    if (image->secondary.size == 0 || !trailer_read(hal, image, &image->secondary, &secondary)) {
        secondary = unset;
    }
    if (swap_strategy_of(image->mode) != NULL && !trailer_read(hal, image, &image->primary, &primary)) {
        primary = unset;
    }
    return trailer_swap_type(image->mode, &primary, &secondary);
}

static bool read_slot(struct hal *hal, const struct boot_config *config, const struct boot_area *area, uint32_t start,
                      struct slot_state *state)
{
    struct image_summary summary;
    bool valid;

    if (!image_read_summary(hal, area, start, &summary)) {
        return false;
    }
    set_summary(state, &summary);
    valid = state->image == BOOT_IMAGE_NET ? net_image_verify(hal, config, area, &summary, NULL)
                                           : image_verify(hal, config, area, start, area->size - start, &summary);
    state->bootable = valid && (summary.header.flags & MCUBOOT_F_NON_BOOTABLE) == 0;
    return true;
}

static unsigned list_app(struct hal *hal, const struct boot_config *config, struct slot_state *states)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_APP];
    enum swap_type type = type_of(hal, image);
    uint32_t start = type == SWAP_TYPE_REVERT ? 0 : place_update_start(image);
    unsigned count = 0;

    states[count] = (struct slot_state){ .image = BOOT_IMAGE_APP, .slot = 0 };
    set_flags(&states[count], type);
    count += read_slot(hal, config, &image->primary, 0, &states[count]) ? 1 : 0;
    if (place_has_secondary(config, BOOT_IMAGE_APP)) {
        states[count] = (struct slot_state){ .image = BOOT_IMAGE_APP, .slot = 1 };
        set_flags(&states[count], type);
        count += read_slot(hal, config, &image->secondary, start, &states[count]) ? 1 : 0;
    }
    return count;
}

/* What the network core runs cannot be read, only what was recorded when it was brought there. */
static void list_net_core(struct hal *hal, const struct boot_config *config, struct slot_state *state)
{
    const struct net_state_record *record;
    struct net_state net;

    *state = (struct slot_state){ .image = BOOT_IMAGE_NET, .slot = 0 };
    net_state_read(hal, config, &net);
    record = &net.record;
    if (net.unreadable) {
        return;
    }
    state->active = record->transfer == NET_TRANSFER_DONE || record->transfer == NET_TRANSFER_NONE;
    if (record->transfer == NET_TRANSFER_DONE) {
        state->known = true;
        state->version = record->version;
        memcpy(state->sha256, record->running, sizeof state->sha256);
        state->bootable = true;
        state->confirmed = record->trial == 0;
    }
}

static unsigned list_net(struct hal *hal, const struct boot_config *config, struct slot_state *states)
{
    const struct boot_image_config *image = &config->images[BOOT_IMAGE_NET];
    unsigned count = 0;

    if (!config->net.present) {
        return 0;
    }
    list_net_core(hal, config, &states[count++]);
    if (place_has_secondary(config, BOOT_IMAGE_NET)) {
        states[count] = (struct slot_state){ .image = BOOT_IMAGE_NET, .slot = 1 };
        set_flags(&states[count], type_of(hal, image));
        count += read_slot(hal, config, &image->secondary, 0, &states[count]) ? 1 : 0;
    }
    return count;
}

static unsigned list(struct recovery *recovery, struct slot_state states[SLOTS_MAX])
{
    unsigned count = list_app(recovery->hal, recovery->config, states);

    return count + list_net(recovery->hal, recovery->config, states + count);
}

static void write_list(struct recovery *recovery, struct cbor_writer *answer)
{
    struct slot_state states[SLOTS_MAX];
    unsigned count = list(recovery, states);

    cbor_write_text(answer, "images");
    cbor_write_array(answer);
    for (unsigned i = 0; i < count; i++) {
        write_slot(answer, &states[i], recovery->config->image_count > 1);
    }
    cbor_write_end(answer);
}

/* The application in the primary slot stays: as its own confirmation, which counts for the network core's trial too. */
static enum smp_error confirm_primary(struct recovery *recovery)
{
    const struct boot_image_config *image = &recovery->config->images[BOOT_IMAGE_APP];
    struct trailer trailer;

    if (swap_strategy_of(image->mode) == NULL) {
        return SMP_OK;
    }
    if (!trailer_read(recovery->hal, image, &image->primary, &trailer)) {
        return SMP_ERROR_UNKNOWN;
    }
    if (trailer.magic != TRAILER_MAGIC_GOOD || trailer.image_ok != TRAILER_FLAG_UNSET) {
        return SMP_OK;
    }
    if (trailer.copy_done == TRAILER_FLAG_UNSET) {
        return SMP_ERROR_BAD_STATE;
    }
    return trailer_write_flag(recovery->hal, image, &image->primary, TRAILER_IMAGE_OK, MCUBOOT_TRAILER_FLAG_SET)
               ? SMP_OK
               : SMP_ERROR_UNKNOWN;
}

static enum smp_error mark(struct recovery *recovery, const struct slot_state *state, bool permanent)
{
    enum smp_error error;

    if (state->slot == 0 && state->image == BOOT_IMAGE_APP) {
        return permanent ? confirm_primary(recovery) : SMP_OK;
    }
    if (state->slot == 0) { /* its trial ends with the application's */
        return permanent && !state->confirmed ? SMP_ERROR_BAD_STATE : SMP_OK;
    }
    if (!state->bootable) {
        return SMP_ERROR_BAD_STATE;
    }
    error = place_secondary_is_free(recovery->hal, recovery->config, state->image);
    if (error != SMP_OK) {
        return error;
    }
    return place_mark(recovery->hal, recovery->config, state->image, permanent);
}

static enum smp_error mark_by_hash(struct recovery *recovery, const struct cbor_string *hash, bool permanent)
{
    struct slot_state states[SLOTS_MAX];
    unsigned count = list(recovery, states);

    for (unsigned i = 0; i < count; i++) {
        if (states[i].known && hash->size == sizeof states[i].sha256 &&
            memcmp(states[i].sha256, hash->bytes, hash->size) == 0) {
            return mark(recovery, &states[i], permanent);
        }
    }
    return SMP_ERROR_NO_ENTRY;
}

static enum smp_error write_state(struct recovery *recovery, const struct cbor_map *map)
{
    struct cbor_string hash;
    bool confirm = false;
    enum cbor_found found = cbor_map_bytes(map, "hash", &hash);

    if (found == CBOR_WRONG || cbor_map_bool(map, "confirm", &confirm) == CBOR_WRONG) {
        return SMP_ERROR_INVALID;
    }
    if (found == CBOR_FOUND) {
        return mark_by_hash(recovery, &hash, confirm);
    }
    return confirm ? confirm_primary(recovery) : SMP_ERROR_INVALID;
}

enum smp_error image_state_handle(struct recovery *recovery, const struct smp_request *request,
                                  struct cbor_writer *answer)
{
    enum smp_error error = request->write ? write_state(recovery, &request->map) : SMP_OK;

    if (error == SMP_OK) {
        write_list(recovery, answer);
    }
    return error;
}

static void forget_upload(struct recovery *recovery, const struct boot_area *slot)
{
    if (recovery->upload.area.device == slot->device && recovery->upload.area.offset == slot->offset) {
        memset(&recovery->upload, 0, sizeof recovery->upload);
    }
}

enum smp_error image_erase_handle(struct recovery *recovery, const struct smp_request *request)
{
    uint32_t slot = 1;
    unsigned image;
    enum smp_error error;

    if (!request->write) {
        return SMP_ERROR_NOT_SUPPORTED;
    }
    if (cbor_map_uint(&request->map, "slot", &slot) == CBOR_WRONG || slot % 2 == 0 ||
        !place_has_secondary(recovery->config, slot / 2)) {
        return SMP_ERROR_INVALID;
    }
    image = slot / 2;
    error = place_secondary_is_free(recovery->hal, recovery->config, image);
    if (error != SMP_OK) {
        return error;
    }
    hal_log(recovery->hal, HAL_LOG_INFO, "Erasing the secondary slot of image %u", image);
    forget_upload(recovery, &recovery->config->images[image].secondary);
    return place_clear_secondary(recovery->hal, recovery->config, image, &recovery->erase) ? SMP_OK : SMP_ERROR_UNKNOWN;
}
