/* Slots and update files in expressions: slot_limit(), update_size(), update_firmware(), update_signed(),
 * update_key_hash().
 */
#ifndef CHECK_EVALUATION_EVAL_IMAGES_H
#define CHECK_EVALUATION_EVAL_IMAGES_H

#include "check/evaluation/evaluation.h"

/* Bytes an update of the image may have; false when the tree leaves it open. evidence gets the facts it is made of, or
 * what is missing.
 */
bool slot_limit_read(struct evaluation *evaluation, uint64_t image, uint64_t *limit, const struct evidence **evidence);

struct value call_slot_limit(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
struct value call_update_size(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
struct value call_update_firmware(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
struct value call_update_signed(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
struct value call_update_key_hash(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);

#endif
