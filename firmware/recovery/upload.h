/* The upload command of serial recovery: pieces arrive in order, flash is erased just ahead of them. */
#ifndef RECOVERY_UPLOAD_H
#define RECOVERY_UPLOAD_H

#include "firmware/recovery/recovery.h"

/* One piece. SMP_NO_ANSWER: it was the last one (or that one again), upload_finish() answers. */
enum smp_error upload_take(struct recovery *recovery, const struct smp_request *request, struct cbor_writer *answer);

/* What arrived is not found as an image any more. The network core's goes nowhere without upload_finish(). */
void upload_fail(struct recovery *recovery, enum smp_error error);

/* `off`, and `rc` with an error. With an error the end of the file is the offset where a client of protocol version 1
 * asks: the mcumgr program sends the rest of the file, or waits, for ever otherwise. Other clients look at the error
 * first.
 */
void upload_answer(const struct smp_request *request, uint32_t length, uint32_t received, enum smp_error error,
                   struct cbor_writer *answer);

/* While upload.stage is UPLOAD_FINISHING and outside of a handler: does what follows, which may take
 * long, and answers.
 */
void upload_finish(struct recovery *recovery);

#endif
