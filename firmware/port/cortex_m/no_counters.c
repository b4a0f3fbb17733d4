/* Neither port has monotonic counters: an image's security counter is not compared with anything. */
#include "nrf53pack/hal.h"

bool hal_security_counter_read(struct hal *hal, unsigned image, uint32_t *value)
{
    (void)hal;
    (void)image;
    (void)value;
    return false;
}

bool hal_security_counter_update(struct hal *hal, unsigned image, uint32_t value)
{
    (void)hal;
    (void)image;
    (void)value;
    return false;
}
