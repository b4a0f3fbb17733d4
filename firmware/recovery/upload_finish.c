#include "firmware/recovery/upload.h"

#include <string.h>
#include "firmware/crypto/crypto.h"
#include "firmware/format/area.h"
#include "firmware/recovery/place.h"

#define IMPATIENT_MS 2500u

void upload_fail(struct recovery *recovery, enum smp_error error)
{
    struct recovery_upload *upload = &recovery->upload;
    struct place place;

    if (place_of(recovery->config, upload->number, &place) && place.kind != PLACE_NET_CORE) {
        (void)area_erase(recovery->hal, &upload->area, upload->start, upload->area.sector_size);
    }
    upload->stage = UPLOAD_FAILED;
    upload->error = error;
}

void upload_answer(const struct smp_request *request, uint32_t length, uint32_t received, enum smp_error error,
                   struct cbor_writer *answer)
{
    if (error != SMP_OK) {
        cbor_write_text(answer, "rc");
        cbor_write_uint(answer, (uint32_t)error);
    }
    if (error == SMP_OK || request->version == 0) {
        cbor_write_text(answer, "off");
        cbor_write_uint(answer, error == SMP_OK ? received : length);
    }
}

static void answer_waiting(struct recovery *recovery, enum smp_error error, bool match)
{
    struct recovery_upload *upload = &recovery->upload;
    struct cbor_writer answer = smp_server_begin_answer(&recovery->server);

    upload_answer(&recovery->waiting, upload->length, upload->length, error, &answer);
    if (match) {
        cbor_write_text(&answer, "match");
        cbor_write_bool(&answer, true);
    }
    smp_server_answer(&recovery->server, &recovery->waiting, SMP_OK, &answer);
    upload->answered = true;
}

/* The program mcumgr waits 3 s for the answer to a piece, whatever it is told, and then for ever (apache/mynewt-newtmgr
 * 60b2da78, nmxact/xact/image.go): it is answered before the copy has come to its end. All that can be verified was.
 */
static uint32_t answer_meanwhile(void *context)
{
    struct recovery *recovery = context;
    struct recovery_upload *upload = &recovery->upload;
    uint32_t begin = hal_milliseconds(recovery->hal);

    smp_server_poll(&recovery->server);
    if (upload->impatient && !upload->answered && !recovery->meanwhile.lost &&
        hal_milliseconds(recovery->hal) - upload->complete_at >= IMPATIENT_MS) {
        hal_log(recovery->hal, HAL_LOG_INFO, "Upload %u: answered, the copy goes on", (unsigned)upload->number);
        answer_waiting(recovery, SMP_OK, false);
    }
    return hal_milliseconds(recovery->hal) - begin;
}

static bool is_what_was_sent(struct recovery *recovery)
{
    const struct recovery_upload *upload = &recovery->upload;
    uint8_t digest[CRYPTO_DIGEST_SIZE];

    if (!upload->has_sha256 || (crypto_hash_flash(recovery->hal, upload->area.device,
                                                  upload->area.offset + upload->start, upload->length, digest) &&
                                memcmp(digest, upload->sha256, sizeof digest) == 0)) {
        return true;
    }
    hal_log(recovery->hal, HAL_LOG_ERROR, "What was received is not what was sent");
    return false;
}

static enum smp_error finish(struct recovery *recovery)
{
    struct place place;

    if (!place_of(recovery->config, recovery->upload.number, &place)) {
        return SMP_ERROR_UNKNOWN;
    }
    if (!is_what_was_sent(recovery)) {
        return SMP_ERROR_CORRUPT;
    }
    recovery->meanwhile = (struct net_meanwhile){ .poll = answer_meanwhile, .context = recovery };
    return place_finish(recovery->hal, recovery->config, &place, &recovery->upload, &recovery->meanwhile);
}

void upload_finish(struct recovery *recovery)
{
    struct recovery_upload *upload = &recovery->upload;
    enum smp_error error = finish(recovery);

    upload->stage = UPLOAD_DONE;
    if (error != SMP_OK) {
        upload_fail(recovery, error);
    }
    hal_log(recovery->hal, error == SMP_OK ? HAL_LOG_INFO : HAL_LOG_ERROR, "Upload %u: %s", (unsigned)upload->number,
            error == SMP_OK ? "done" : "failed");
    if (!upload->answered) {
        answer_waiting(recovery, error, error == SMP_OK && upload->has_sha256);
    }
}
