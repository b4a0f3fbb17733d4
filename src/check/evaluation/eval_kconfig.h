/* Kconfig symbols and images in expressions.
 *
 * A symbol is read from the .config of its image. In a complete file a symbol without a line is off; in a short one,
 * or when the file is not there, nothing is known.
 */
#ifndef CHECK_EVALUATION_EVAL_KCONFIG_H
#define CHECK_EVALUATION_EVAL_KCONFIG_H

#include "check/evaluation/evaluation.h"

struct value evaluate_symbol(struct evaluation *evaluation, const struct expression *symbol, enum value_type wanted);

/* A symbol of MCUboot and its like for the evaluators: NULL symbol and known = true when a complete file lacks it. */
struct symbol_lookup {
    bool known;
    const struct kconfig_symbol *symbol;
    const struct evidence *evidence; /* the fact, also for an absent symbol; what is missing when not known */
};

struct symbol_lookup lookup_symbol(struct evaluation *evaluation, struct image_name image, const char *name);

/* y is true; n, not set and absent in a complete file are false. */
struct value lookup_bool(struct evaluation *evaluation, enum image_role role, const char *name);

struct value call_is_set(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
struct value call_is_not_set(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
struct value call_is_absent(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
struct value call_value(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);

/* Three-valued: a build tree shows which images it has; a single file does not. */
struct value image_exists(struct evaluation *evaluation, struct image_name image);
struct value call_has_image(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);
struct value call_has_sysbuild(struct evaluation *evaluation, const struct expression *call, enum value_type wanted);

struct value evaluate_image_field(struct evaluation *evaluation, const struct project_image *image,
                                  enum attribute attribute);
struct value evaluate_anomaly_field(struct evaluation *evaluation, const struct anomaly *anomaly,
                                    enum attribute attribute);

#endif
