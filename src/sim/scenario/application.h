/* What an application does to flash in one turn: uploads, marks, confirms, as MCUboot's own library and its update
 * services do.
 *
 * Everything goes through the HAL, so every operation can be hit by a power cut. Source of the order of writes:
 * mcu-tools/mcuboot boot/bootutil/src/bootutil_public.c boot_set_next() (2d4bacc3); an upload erases the whole slot,
 * then writes 1024 bytes at a time; or, with CONFIG_IMG_ERASE_PROGRESSIVELY, each sector when its first byte arrives, and after
 * the last one the sector in which the trailer begins (zephyrproject-rtos/zephyr subsys/dfu/img_util/flash_img.c, v4.1.0).
 */
#ifndef SIM_SCENARIO_APPLICATION_H
#define SIM_SCENARIO_APPLICATION_H

#include "nrf53pack/boot_config.h"
#include "sim/machine/machine.h"
#include "sim/scenario/scenario.h"

/* Borrowed for the time of the call. */
struct application {
    struct machine *machine;          /* for ACTION_FAIL_TRANSFERS, which is no flash operation */
    const struct boot_config *config; /* slots as the application knows them: struct sim_device */
    bool one_upload_slot;             /* struct sim_device */
    const struct turn *turn;
};

/* Takes the turn: a machine_function, `application` is a struct application. A file larger than its slot is not
 * uploaded at all; a slot that is not there is left alone; a trailer that holds a broken magic stays as it is.
 */
void application_turn(struct hal *hal, void *application);

#endif
