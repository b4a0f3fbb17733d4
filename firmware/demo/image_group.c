#include "firmware/demo/image_group.h"

#include <string.h>
#include "firmware/format/version_text.h"

enum command { COMMAND_STATE = 0, COMMAND_UPLOAD = 1, COMMAND_ERASE = 5, COMMAND_SLOT_INFORMATION = 6 };

#define DEFAULT_ERASE_SLOT 1u

/* What a client of SMP version 1 gets instead. */
static enum smp_error general_error(enum image_error error)
{
    switch (error) {
    case IMAGE_ERROR_NO_FREE_SLOT:
    case IMAGE_ERROR_CURRENT_IS_NEWER:
    case IMAGE_ERROR_ALREADY_PENDING:
        return SMP_ERROR_BAD_STATE;
    case IMAGE_ERROR_INVALID_SLOT:
    case IMAGE_ERROR_INVALID_OFFSET:
    case IMAGE_ERROR_INVALID_LENGTH:
    case IMAGE_ERROR_INVALID_HEADER:
    case IMAGE_ERROR_INVALID_HASH:
        return SMP_ERROR_INVALID;
    default:
        return SMP_ERROR_UNKNOWN;
    }
}

static enum smp_error answer_error(const struct smp_request *request, struct cbor_writer *answer,
                                   enum image_error error)
{
    if (request->version == 0) {
        return general_error(error);
    }
    cbor_write_text(answer, "err");
    cbor_write_map(answer);
    cbor_write_text(answer, "group");
    cbor_write_uint(answer, SMP_GROUP_IMAGE);
    cbor_write_text(answer, "rc");
    cbor_write_uint(answer, (uint32_t)error);
    cbor_write_end(answer);
    return SMP_OK;
}

static void write_uint(struct cbor_writer *answer, const char *key, uint32_t value)
{
    cbor_write_text(answer, key);
    cbor_write_uint(answer, value);
}

static void write_bool(struct cbor_writer *answer, const char *key, bool value)
{
    cbor_write_text(answer, key);
    cbor_write_bool(answer, value);
}

static void write_slot(struct cbor_writer *answer, unsigned image, unsigned slot, const struct slot_state *state)
{
    char version[VERSION_TEXT_SIZE];

    version_text(&state->version, version);
    cbor_write_map(answer);
    write_uint(answer, "image", image);
    write_uint(answer, "slot", slot);
    cbor_write_text(answer, "version");
    cbor_write_text(answer, version);
    if (state->has_hash) {
        cbor_write_text(answer, "hash");
        cbor_write_bytes(answer, state->hash, sizeof state->hash);
    }
    write_bool(answer, "bootable", true);
    write_bool(answer, "pending", state->pending);
    write_bool(answer, "confirmed", state->confirmed);
    write_bool(answer, "active", state->active);
    write_bool(answer, "permanent", state->permanent);
    cbor_write_end(answer);
}

static enum smp_error read_state(const struct image_manager *manager, struct cbor_writer *answer)
{
    struct slot_state state;

    cbor_write_text(answer, "images");
    cbor_write_array(answer);
    for (unsigned image = 0; image < manager->config->image_count; image++) {
        for (unsigned slot = 0; slot < IMAGE_SLOTS; slot++) {
            if (image_slot_state(manager, image, slot, &state)) {
                write_slot(answer, image, slot, &state);
            }
        }
    }
    cbor_write_end(answer);
    write_uint(answer, "splitStatus", 0);
    return SMP_OK;
}

/* Which slot the client means: by its hash, or with `confirm` alone the running application's. */
static enum image_error find_slot(const struct image_manager *manager, const struct cbor_string *hash, bool confirm,
                                  unsigned *image, unsigned *slot)
{
    *image = BOOT_IMAGE_APP;
    *slot = 0;
    if (hash->size == 0) {
        return confirm ? IMAGE_OK : IMAGE_ERROR_INVALID_HASH;
    }
    if (hash->size != IMAGE_HASH_SIZE) {
        return IMAGE_ERROR_INVALID_HASH;
    }
    return image_find(manager, hash->bytes, image, slot) ? IMAGE_OK : IMAGE_ERROR_HASH_NOT_FOUND;
}

static enum smp_error write_state(const struct image_manager *manager, const struct smp_request *request,
                                  struct cbor_writer *answer)
{
    struct cbor_string hash = { NULL, 0 };
    bool confirm = false;
    unsigned image;
    unsigned slot;
    enum image_error error;

    if (cbor_map_bytes(&request->map, "hash", &hash) == CBOR_WRONG ||
        cbor_map_bool(&request->map, "confirm", &confirm) == CBOR_WRONG) {
        return SMP_ERROR_INVALID;
    }
    error = find_slot(manager, &hash, confirm, &image, &slot);
    if (error == IMAGE_OK) {
        error = image_set_next(manager, image, slot, confirm);
    }
    return error == IMAGE_OK ? read_state(manager, answer) : answer_error(request, answer, error);
}

/* False: a value has another type than it must have. */
static bool read_upload(const struct cbor_map *map, struct upload_request *upload)
{
    struct cbor_string data = { NULL, 0 };
    struct cbor_string sha = { NULL, 0 };
    uint32_t image = 0;
    enum cbor_found offset = cbor_map_uint(map, "off", &upload->offset);
    enum cbor_found size = cbor_map_uint(map, "len", &upload->size);

    if (offset == CBOR_WRONG || size == CBOR_WRONG || cbor_map_uint(map, "image", &image) == CBOR_WRONG ||
        cbor_map_bytes(map, "data", &data) == CBOR_WRONG || cbor_map_bytes(map, "sha", &sha) == CBOR_WRONG ||
        cbor_map_bool(map, "upgrade", &upload->upgrade) == CBOR_WRONG) {
        return false;
    }
    upload->has_offset = offset == CBOR_FOUND;
    upload->has_size = size == CBOR_FOUND;
    upload->image = image;
    upload->data = data.bytes;
    upload->data_size = data.size;
    upload->sha = sha.bytes;
    upload->sha_size = sha.size;
    return true;
}

static enum smp_error upload(struct image_manager *manager, const struct smp_request *request,
                             struct cbor_writer *answer)
{
    struct upload_request piece = { .has_offset = false };
    struct upload_answer taken;
    enum image_error error;

    if (!read_upload(&request->map, &piece)) {
        return SMP_ERROR_INVALID;
    }
    error = image_upload_take(manager, &piece, &taken);
    if (error != IMAGE_OK) {
        return answer_error(request, answer, error);
    }
    write_uint(answer, "off", taken.offset);
    if (taken.compared) {
        write_bool(answer, "match", taken.match);
    }
    return SMP_OK;
}

/* Slots are numbered through here: 2 and 3 are those of image 1. */
static enum smp_error erase(struct image_manager *manager, const struct smp_request *request,
                            struct cbor_writer *answer)
{
    uint32_t slot = DEFAULT_ERASE_SLOT;
    enum image_error error;

    if (cbor_map_uint(&request->map, "slot", &slot) == CBOR_WRONG) {
        return SMP_ERROR_INVALID;
    }
    error = image_erase(manager, slot / IMAGE_SLOTS, slot % IMAGE_SLOTS);
    return error == IMAGE_OK ? SMP_OK : answer_error(request, answer, error);
}

static void write_slot_information(const struct image_manager *manager, unsigned image, struct cbor_writer *answer)
{
    const struct boot_image_config *slots = &manager->config->images[image];

    cbor_write_map(answer);
    write_uint(answer, "image", image);
    cbor_write_text(answer, "slots");
    cbor_write_array(answer);
    cbor_write_map(answer);
    write_uint(answer, "slot", 0);
    write_uint(answer, "size", slots->primary.size);
    cbor_write_end(answer);
    cbor_write_map(answer);
    write_uint(answer, "slot", 1);
    write_uint(answer, "size", slots->secondary.size);
    write_uint(answer, "upload_image_id", image);
    cbor_write_end(answer);
    cbor_write_end(answer);
    write_uint(answer, "max_image_size", image_upload_limit(manager, image));
    cbor_write_end(answer);
}

static enum smp_error slot_information(const struct image_manager *manager, struct cbor_writer *answer)
{
    cbor_write_text(answer, "images");
    cbor_write_array(answer);
    for (unsigned image = 0; image < manager->config->image_count; image++) {
        write_slot_information(manager, image, answer);
    }
    cbor_write_end(answer);
    return SMP_OK;
}

enum smp_error image_group_handle(void *context, const struct smp_request *request, struct cbor_writer *answer)
{
    struct image_manager *manager = context;

    if (request->group != SMP_GROUP_IMAGE) {
        return SMP_ERROR_NOT_SUPPORTED;
    }
    switch (request->command) {
    case COMMAND_STATE:
        return request->write ? write_state(manager, request, answer) : read_state(manager, answer);
    case COMMAND_UPLOAD:
        return request->write ? upload(manager, request, answer) : SMP_ERROR_NOT_SUPPORTED;
    case COMMAND_ERASE:
        return request->write ? erase(manager, request, answer) : SMP_ERROR_NOT_SUPPORTED;
    case COMMAND_SLOT_INFORMATION:
        return request->write ? SMP_ERROR_NOT_SUPPORTED : slot_information(manager, answer);
    default:
        return SMP_ERROR_NOT_SUPPORTED;
    }
}
