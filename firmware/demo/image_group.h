/* The image group of SMP for a running application: state (0), upload (1), erase (5), slot information (6).
 *
 * Requests and answers as Zephyr's image group has them with two images. Errors go out as {"err": {"group", "rc"}} to
 * a client of SMP version 2, to one of version 1 as the general code that Zephyr translates them to. Source:
 * zephyrproject-rtos/zephyr doc/services/device_mgmt/smp_groups/smp_group_1.rst (044a759a),
 * subsys/mgmt/mcumgr/grp/img_mgmt/src/img_mgmt.c (06407b78).
 */
#ifndef DEMO_IMAGE_GROUP_H
#define DEMO_IMAGE_GROUP_H

#include "firmware/demo/image_manager.h"
#include "firmware/smp/smp_server.h"

/* A handler for requests of SMP_GROUP_IMAGE; context is a struct image_manager. */
smp_handler image_group_handle;

#endif
