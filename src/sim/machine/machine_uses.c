/* What a run does with each page first. */
#include "sim/machine/machine_private.h"

void machine_use(struct machine *machine, struct flash_place place, enum machine_use use)
{
    uint32_t number = machine->flash.geometry[place.device].first_page + place.page;
    struct machine_uses *uses = &machine->uses;

    if (uses->first[number] != USE_NONE) {
        return;
    }
    uses->first[number] = (uint8_t)use;
    if (use == USE_ERASED && uses->awaited != NULL && (uses->awaited[number / 64] >> number % 64 & 1) != 0) {
        uses->awaited_count--;
    }
}
