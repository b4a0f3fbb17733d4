/* What a build tree says of the images that its devices take. */
#ifndef PACK_PLAN_UPDATE_EXPECTATION_H
#define PACK_PLAN_UPDATE_EXPECTATION_H

#include "pack/verify/update_verify.h"

/* Slots and addresses of a tree for one of its two images; the key is left alone. */
void update_expectation_read(struct arena *arena, const struct project *project, bool is_network_core,
                             struct update_expectation *expectation);

/* The same for MCUboot itself, which b0 starts from S0 or S1; the firmware says which. */
void bootloader_expectation_read(struct arena *arena, const struct project *project, const struct nsib_image *firmware,
                                 struct update_expectation *expectation);

/* What a tree expects of the manifest of its packages. */
void manifest_expectation_read(struct arena *arena, const struct project *project,
                               struct manifest_expectation *expectation);

#endif
