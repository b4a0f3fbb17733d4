/* The OS group of SMP: echo (0), reset (5), parameters (6), bootloader information (8).
 */
#ifndef SMP_SMP_OS_H
#define SMP_SMP_OS_H

#include "firmware/smp/smp_server.h"
#include "nrf53pack/limits.h"

struct smp_os {
    enum upgrade_mode mode; /* of image 0: the bootloader information's `mode`, MCUboot's numbers */
    bool no_downgrade;
    bool reset_wanted;    /* set by the reset command; its answer is sent first */
    bool recovery_wanted; /* reset with boot_mode 1 */
};

/* A handler for requests of SMP_GROUP_OS; context is a struct smp_os. */
smp_handler smp_os_handle;

#endif
