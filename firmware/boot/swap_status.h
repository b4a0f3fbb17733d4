/* The swap status in the primary slot's trailer: one write unit for each step that is done. */
#ifndef BOOT_SWAP_STATUS_H
#define BOOT_SWAP_STATUS_H

#include "firmware/boot/swap.h"

/* False: it cannot be read, which says nothing of the step. */
bool swap_status_is_set(const struct swap *swap, const struct swap_step *step, bool *set);
bool swap_status_write(const struct swap *swap, const struct swap_step *step);

/* The step, read as done, stays done. */
bool swap_status_settle(const struct swap *swap, const struct swap_step *step);

#endif
