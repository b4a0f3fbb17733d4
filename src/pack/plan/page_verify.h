/* Checks a page of provision data the way b0 will read it, and against the tree that b0 was built in.
 *
 * Lines: "provision page" (place and partition), "provision form", "provision slots", "provision keys". Memory that takes
 * provision data is written once: a wrong page cannot be taken back. Sources: nrfconnect/sdk-nrf
 * scripts/bootloader/provision.py, include/bl_storage.h; nRF5340 Product Specification, memory map.
 */
#ifndef PACK_PLAN_PAGE_VERIFY_H
#define PACK_PLAN_PAGE_VERIFY_H

#include "base/arena.h"
#include "image/provision.h"
#include "project/tree/project.h"

/* project may be NULL: no tree to compare with. */
void page_verify(struct arena *arena, const struct provision *provision, const struct project *project,
                 struct verdicts *verdicts);

#endif
