/* The demonstration application: says what it is and whether the network core's program suits it, serves SMP.
 *
 * Knows the board only through the HAL. Version, protocol and whether it confirms itself are its build's.
 */
#ifndef DEMO_DEMO_APP_H
#define DEMO_DEMO_APP_H

#include <stdbool.h>
#include <stdint.h>
#include "firmware/demo/image_manager.h"
#include "firmware/smp/smp_os.h"
#include "firmware/smp/smp_server.h"

struct demo_program {
    const char *name;  /* with the version: "demo app 1.0.0" */
    uint32_t protocol; /* what it speaks with the network program; other numbers do not fit */
    bool confirms;     /* confirms itself as soon as the network program answers and fits */
};

enum link_state { LINK_WAITING, LINK_SILENT /* the time is over; an answer is still welcome */, LINK_OPEN };

struct demo_app {
    struct hal *hal;
    const struct demo_program *program;
    volatile uint32_t *link; /* demo_link.h */
    enum link_state link_state;
    uint32_t asked_at; /* hal_milliseconds() */
    struct image_manager images;
    struct smp_os os;
    struct smp_server server;
};

/* Says what runs, releases the network core and asks it. `demo` is large: no place for it on a small stack. */
void demo_app_open(struct demo_app *demo, struct hal *hal, const struct boot_config *config,
                   const struct demo_program *program, volatile uint32_t *link);

/* Takes what has arrived from clients and from the network program. False: a reset was asked for, and its answer is
 * sent.
 */
bool demo_app_poll(struct demo_app *demo);

/* The reset that was asked for, with serial recovery next when the client wants that. */
_Noreturn void demo_app_reset(struct demo_app *demo);

#endif
