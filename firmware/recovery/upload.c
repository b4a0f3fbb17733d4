#include "firmware/recovery/upload.h"

#include <string.h>
#include "firmware/crypto/crypto.h"
#include "firmware/format/area.h"
#include "firmware/recovery/place_fit.h"

#define BLOCK       256u
#define VECTORS_MIN 8u /* stack pointer and reset vector */

/* One request. `offset` and `data` are in every one, the rest in the first. */
struct piece {
    uint32_t offset;
    struct cbor_string data;
    uint32_t number;
    bool numbered; /* it names the number */
    uint32_t length;
    bool upgrade;
    struct cbor_string sha256;
};

/* What an image begins with, as far as the first piece has it. */
struct beginning {
    uint32_t header_size;
    struct mcuboot_version version;
};

static bool optional_uint(const struct cbor_map *map, const char *key, uint32_t *value)
{
    return cbor_map_uint(map, key, value) != CBOR_WRONG;
}

static bool read_piece(const struct cbor_map *map, struct piece *piece)
{
    memset(piece, 0, sizeof *piece);
    piece->numbered = cbor_map_uint(map, "image", &piece->number) == CBOR_FOUND;
    return cbor_map_uint(map, "off", &piece->offset) == CBOR_FOUND &&
           cbor_map_bytes(map, "data", &piece->data) == CBOR_FOUND && optional_uint(map, "image", &piece->number) &&
           optional_uint(map, "len", &piece->length) && cbor_map_bool(map, "upgrade", &piece->upgrade) != CBOR_WRONG &&
           cbor_map_bytes(map, "sha", &piece->sha256) != CBOR_WRONG;
}

static enum smp_error refuse(struct hal *hal, const char *why)
{
    hal_log(hal, HAL_LOG_ERROR, "Upload refused: %s", why);
    return SMP_ERROR_INVALID;
}

static enum smp_error read_beginning(const struct recovery *recovery, const struct place *place,
                                     const struct piece *piece, struct beginning *beginning)
{
    const uint8_t *bytes = piece->data.bytes;
    struct mcuboot_header header;
    uint32_t vector;

    if (piece->data.size < sizeof header) {
        return refuse(recovery->hal, "the first piece is smaller than an image's header");
    }
    memcpy(&header, bytes, sizeof header);
    if (header.magic != MCUBOOT_IMAGE_MAGIC) {
        return refuse(recovery->hal, "no MCUboot image");
    }
    if (header.hdr_size < sizeof header || header.hdr_size > piece->length || header.img_size < VECTORS_MIN ||
        header.img_size > piece->length - header.hdr_size) {
        return refuse(recovery->hal, "the sizes in its header do not go with the file's");
    }
    vector = header.hdr_size + 4u;
    if (vector + 4 <= piece->data.size && !place_fits_vector(recovery->config, place, load_le32(bytes + vector))) {
        return refuse(recovery->hal, "the image is not for this core or slot");
    }
    beginning->header_size = header.hdr_size;
    beginning->version = header.version;
    return SMP_OK;
}

/* Everything that can be said before anything is erased. */
static enum smp_error judge_first(const struct recovery *recovery, const struct piece *piece, struct place *place,
                                  struct beginning *beginning)
{
    enum smp_error error;

    if (!place_of(recovery->config, piece->number, place)) {
        return refuse(recovery->hal, "no such image number");
    }
    if (piece->length == 0 || piece->length > place->limit) {
        hal_log(recovery->hal, HAL_LOG_ERROR, "Upload of %u bytes refused: there is room for %u",
                (unsigned)piece->length, (unsigned)place->limit);
        return SMP_ERROR_INVALID;
    }
    if (piece->data.size > piece->length || (piece->sha256.bytes != NULL && piece->sha256.size != CRYPTO_DIGEST_SIZE)) {
        return SMP_ERROR_INVALID;
    }
    error = read_beginning(recovery, place, piece, beginning);
    if (error != SMP_OK) {
        return error;
    }
    if (piece->upgrade && !place_is_newer(recovery->hal, recovery->config, place, &beginning->version)) {
        hal_log(recovery->hal, HAL_LOG_ERROR, "Upload refused: not newer than what runs");
        return SMP_ERROR_BAD_STATE;
    }
    return SMP_OK;
}

/* The sectors that go on being erased between requests are not this upload's. */
static void stop_erasing(struct recovery_erase *erase, const struct boot_area *area)
{
    if (erase->area.device == area->device && erase->area.offset == area->offset) {
        erase->next = erase->end;
    }
}

static enum smp_error begin(struct recovery *recovery, const struct piece *piece)
{
    struct recovery_upload *upload = &recovery->upload;
    struct beginning beginning;
    struct place place;
    enum smp_error error = judge_first(recovery, piece, &place, &beginning);

    if (error != SMP_OK) {
        return error;
    }
    memset(upload, 0, sizeof *upload);
    error = place_prepare(recovery->hal, recovery->config, &place, upload);
    if (error != SMP_OK) {
        return error;
    }
    stop_erasing(&recovery->erase, &upload->area);
    upload->stage = UPLOAD_RECEIVING;
    upload->number = piece->number;
    upload->length = piece->length;
    upload->vector = beginning.header_size + 4u;
    if (piece->sha256.bytes != NULL) {
        memcpy(upload->sha256, piece->sha256.bytes, sizeof upload->sha256);
        upload->has_sha256 = true;
    }
    hal_log(recovery->hal, HAL_LOG_INFO, "Upload %u: %u bytes", (unsigned)upload->number, (unsigned)upload->length);
    return SMP_OK;
}

/* Up to `end`, from the area's start. The sectors of a trailer were erased in the beginning. */
static bool erase_ahead(struct recovery *recovery, uint32_t end)
{
    struct recovery_upload *upload = &recovery->upload;
    uint32_t sector = upload->area.sector_size;

    while (upload->erased < end && upload->erased < upload->reserved) {
        if (!area_erase(recovery->hal, &upload->area, upload->erased, sector)) {
            return false;
        }
        upload->erased += sector;
    }
    return true;
}

/* At `offset` of the file; whole write units. */
static bool write_units(struct recovery *recovery, uint32_t offset, const uint8_t *bytes, uint32_t size)
{
    const struct recovery_upload *upload = &recovery->upload;
    uint32_t at = upload->start + offset;

    return size == 0 || (erase_ahead(recovery, at + size) && area_write(recovery->hal, &upload->area, at, bytes, size));
}

/* Clients cut a file where it suits their packets: the end of a piece that is no whole unit waits for the next one.
 * The last unit of the file is filled up with erased bytes.
 */
static bool write_piece(struct recovery *recovery, const struct cbor_string *data)
{
    struct recovery_upload *upload = &recovery->upload;
    bool last = data->size == upload->length - upload->received;
    uint32_t at = upload->received - upload->rest_size;
    uint32_t used = upload->rest_size;
    uint32_t taken = 0;
    uint8_t block[BLOCK + RECOVERY_UNIT_MAX];

    memcpy(block, upload->rest, used);
    do {
        uint32_t more = (uint32_t)limits_smaller(data->size - taken, BLOCK);
        uint32_t whole;

        memcpy(block + used, data->bytes + taken, more);
        taken += more;
        used += more;
        whole = used / upload->unit * upload->unit;
        if (last && taken == data->size && whole < used) {
            memset(block + used, 0xff, upload->unit - (used - whole));
            used = whole += upload->unit;
        }
        if (!write_units(recovery, at, block, whole)) {
            return false;
        }
        at += whole;
        used -= whole;
        memmove(block, block + whole, used);
    } while (taken < data->size);
    memcpy(upload->rest, block, used);
    upload->rest_size = used;
    upload->received += data->size;
    return true;
}

/* An image for another core must not come to its end: its signature may be good. */
static enum smp_error look_at_vector(struct recovery *recovery)
{
    struct recovery_upload *upload = &recovery->upload;
    struct place place;
    uint8_t vector[4];

    if (upload->vector == 0 || upload->received - upload->rest_size < upload->vector + sizeof vector) {
        return SMP_OK;
    }
    if (!place_of(recovery->config, upload->number, &place) ||
        !area_read(recovery->hal, &upload->area, upload->start + upload->vector, vector, sizeof vector)) {
        return SMP_ERROR_UNKNOWN;
    }
    upload->vector = 0;
    return place_fits_vector(recovery->config, &place, load_le32(vector))
               ? SMP_OK
               : refuse(recovery->hal, "the image is not for this core or slot");
}

static enum smp_error take_bytes(struct recovery *recovery, const struct piece *piece)
{
    struct recovery_upload *upload = &recovery->upload;
    enum smp_error error;

    if (piece->data.size > upload->length - upload->received) {
        return SMP_ERROR_INVALID;
    }
    upload->last = upload->received;
    error = write_piece(recovery, &piece->data) ? look_at_vector(recovery) : SMP_ERROR_UNKNOWN;
    if (error != SMP_OK) {
        hal_log(recovery->hal, HAL_LOG_ERROR, "Upload ended at %u of %u bytes", (unsigned)upload->received,
                (unsigned)upload->length);
        upload_fail(recovery, error);
    }
    return error;
}

static enum smp_error take_piece(struct recovery *recovery, const struct piece *piece)
{
    struct recovery_upload *upload = &recovery->upload;

    if (piece->offset == 0) {
        enum smp_error error = begin(recovery, piece);

        return error == SMP_OK ? take_bytes(recovery, piece) : error;
    }
    if (upload->stage == UPLOAD_FAILED) {
        return upload->error;
    }
    return upload->stage == UPLOAD_RECEIVING && piece->offset == upload->received ? take_bytes(recovery, piece)
                                                                                  : SMP_OK;
}

/* The last piece comes again when its answer does not come in the client's time: whoever sent it last
 * gets the answer.
 */
static enum smp_error take_while_finishing(struct recovery *recovery, const struct smp_request *request,
                                           const struct piece *piece, struct cbor_writer *answer)
{
    const struct recovery_upload *upload = &recovery->upload;

    if (piece->offset != upload->last || (piece->offset == 0 && piece->length != upload->length)) {
        upload_answer(request, piece->offset == 0 ? piece->length : upload->length, 0, SMP_ERROR_BUSY, answer);
        return SMP_OK;
    }
    if (upload->answered) {
        upload_answer(request, upload->length, upload->length, SMP_OK, answer);
        return SMP_OK;
    }
    recovery->waiting = *request;
    return SMP_NO_ANSWER;
}

enum smp_error upload_take(struct recovery *recovery, const struct smp_request *request, struct cbor_writer *answer)
{
    struct recovery_upload *upload = &recovery->upload;
    struct piece piece;
    enum smp_error error;

    if (!request->write) {
        return SMP_ERROR_NOT_SUPPORTED;
    }
    if (!read_piece(&request->map, &piece)) {
        return SMP_ERROR_INVALID;
    }
    if (upload->stage == UPLOAD_FINISHING) {
        return take_while_finishing(recovery, request, &piece, answer);
    }
    error = take_piece(recovery, &piece);
    if (error == SMP_OK && upload->stage == UPLOAD_RECEIVING && upload->received == upload->length) {
        upload->stage = UPLOAD_FINISHING;
        upload->complete_at = hal_milliseconds(recovery->hal);
        upload->impatient = piece.offset != 0 && piece.numbered;
        recovery->waiting = *request;
        return SMP_NO_ANSWER;
    }
    upload_answer(request, piece.offset == 0 ? piece.length : upload->length, upload->received, error, answer);
    return SMP_OK;
}
