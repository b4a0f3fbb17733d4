#include "firmware/recovery/slot_list.h"

#include "firmware/recovery/place.h"

#define SLOTS_OF_IMAGE 2u

static void write_number(struct cbor_writer *answer, const char *key, uint32_t value)
{
    cbor_write_text(answer, key);
    cbor_write_uint(answer, value);
}

static uint32_t size_of(const struct boot_config *config, const struct place *place)
{
    switch (place->kind) {
    case PLACE_APP_PRIMARY:
        return config->images[place->image].primary.size;
    case PLACE_SECONDARY:
        return config->images[place->image].secondary.size;
    default:
        return config->net.net_app.size;
    }
}

/* True: at least one slot takes uploads; `*limit` is what fits there. */
static bool write_slots(const struct boot_config *config, unsigned image, struct cbor_writer *answer, uint32_t *limit)
{
    bool any = false;
    struct place place;

    cbor_write_text(answer, "slots");
    cbor_write_array(answer);
    for (unsigned slot = 0; slot < SLOTS_OF_IMAGE; slot++) {
        unsigned number = SLOTS_OF_IMAGE * image + slot + 1;

        if (place_of(config, number, &place)) {
            cbor_write_map(answer);
            write_number(answer, "slot", slot);
            write_number(answer, "size", size_of(config, &place));
            write_number(answer, "upload_image_id", number);
            cbor_write_end(answer);
            *limit = place.limit;
            any = true;
        }
    }
    cbor_write_end(answer);
    return any;
}

enum smp_error slot_list_handle(const struct boot_config *config, const struct smp_request *request,
                                struct cbor_writer *answer)
{
    uint32_t limit;

    if (request->write) {
        return SMP_ERROR_NOT_SUPPORTED;
    }
    cbor_write_text(answer, "images");
    cbor_write_array(answer);
    for (unsigned image = 0; image < BOOT_MAX_IMAGES; image++) {
        if (image == BOOT_IMAGE_NET && !config->net.present) {
            continue;
        }
        cbor_write_map(answer);
        write_number(answer, "image", image);
        if (write_slots(config, image, answer, &limit)) {
            write_number(answer, "max_image_size", limit);
        }
        cbor_write_end(answer);
    }
    cbor_write_end(answer);
    return SMP_OK;
}
