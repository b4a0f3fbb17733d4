/* The nRF5340 of the network core's facts: slots and files as they say, network core and its bootloader simulated.
 *
 * Where the record had a return code, here the network core's bootloader copies: the file holds firmware that it
 * accepts, of the same size. Everything lives in the arena.
 */
#ifndef AGREEMENT_NETCORE_DEVICE_H
#define AGREEMENT_NETCORE_DEVICE_H

#include "image.h"
#include "netcore_data.h"
#include "nrf53pack/ncs_profile.h"
#include "sim/machine/machine.h"
#include "trailer_text.h"

struct netcore_device {
    struct arena *arena;
    struct boot_config config;
    struct ncs_profile profile;
    struct boot_area allowed[5];
    struct machine *machine;
    enum netcore_ram ram;
    struct image_file app1;
    struct image_file app2;
    struct image_file net2;
    uint8_t *noise; /* what the RAM holds with NETCORE_RAM_NOISE */
    uint8_t *room;  /* for one slot */
};

struct netcore_outcome {
    char end[24];
    uint32_t transfers;
    uint32_t operations; /* of the application core */
    /* Number of each of these operations in the machine's count, as far as there is room. */
    uint32_t number[1024];
};

NODISCARD bool netcore_device_make(struct arena *arena, const struct netcore_setting *setting,
                                   const struct netcore_commit *commit, struct netcore_device *device);

/* As the experiment of that name begins: application 1.0.0 installed, files in their slots and marked. */
NODISCARD bool netcore_device_begin(struct netcore_device *device, const char *experiment);

/* From power-on, RAM as the setting says. */
void netcore_device_boot(struct netcore_device *device, struct cut cut, struct netcore_outcome *outcome);

void netcore_device_confirm(struct netcore_device *device, unsigned image);

/* "app1", "app2"; "pending", "kept", "erased", "cleared", "ram": the words of the facts. "?" when it is none of them. */
const char *netcore_device_primary(struct netcore_device *device);
const char *netcore_device_secondary(struct netcore_device *device);

/* Of the application's primary slot. */
void netcore_device_trailer(struct netcore_device *device, char text[TRAILER_TEXT]);

/* The network core's flash holds the update. */
bool netcore_device_updated(struct netcore_device *device);

#endif
