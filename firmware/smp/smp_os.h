/* The OS group of SMP: echo (0), reset (5), parameters (6), application information (7), bootloader information (8).
 *
 * Source: zephyrproject-rtos/zephyr doc/services/device_mgmt/smp_groups/smp_group_0.rst; what clients make of the
 * answers: Finomnis/mcumgr-toolkit 0.20, intercreate/smpclient 7.3.
 */
#ifndef SMP_SMP_OS_H
#define SMP_SMP_OS_H

#include "firmware/smp/smp_server.h"
#include "nrf53pack/limits.h"

struct smp_os {
    /* The bootloader's name is given as "MCUboot": for clients this names images, slots and commands to be used, and
     * these are MCUboot's here; mcumgr-toolkit updates no device that says another name. `mode`, of image 0, has
     * MCUboot's numbers.
     */
    enum upgrade_mode mode;
    bool no_downgrade;

    /* Who answers, such as "nrf53boot" or an application with its version: the application information's `output`.
     * NULL: that command is not supported.
     */
    const char *program;

    bool reset_wanted;    /* set by the reset command, with and without "force"; its answer is sent first */
    bool recovery_wanted; /* reset with boot_mode 1 */
};

/* A handler for requests of SMP_GROUP_OS; context is a struct smp_os. */
smp_handler smp_os_handle;

#endif
