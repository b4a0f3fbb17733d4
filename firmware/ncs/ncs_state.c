/* How a simulated MCUboot stops. */
#include "firmware/ncs/ncs_state.h"

void ncs_panic(struct ncs_boot *boot, const char *message)
{
    hal_panic(boot->hal, message);
}

void ncs_assert(struct ncs_boot *boot, bool holds, const char *where)
{
    if (holds || !boot->tree->assert_live) {
        return;
    }
    hal_log(boot->hal, HAL_LOG_ERROR, "ASSERT %s", where);
    hal_panic(boot->hal, where);
}
