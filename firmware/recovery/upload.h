/* The upload command of serial recovery: pieces arrive in order, flash is erased just ahead of them. */
#ifndef RECOVERY_UPLOAD_H
#define RECOVERY_UPLOAD_H

#include "firmware/recovery/recovery.h"

/* One piece. SMP_NO_ANSWER: it was the last one (or that one again), upload_finish() answers. */
enum smp_error upload_take(struct recovery *recovery, const struct smp_request *request, struct cbor_writer *answer);

/* While upload.stage is UPLOAD_FINISHING and outside of a handler: does what follows, which may take long, and answers. */
void upload_finish(struct recovery *recovery);

#endif
