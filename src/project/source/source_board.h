/* Boards as the files of a source tree name them.
 *
 * A board target is written "nrf5340dk/nrf5340/cpuapp/ns" or "thingy53_nrf5340_cpuapp@0.4.0"; file names have the form
 * "nrf5340dk_nrf5340_cpuapp_ns" for both (Zephyr cmake/modules/extensions.cmake, zephyr_build_string). All texts live
 * in the arena.
 */
#ifndef PROJECT_SOURCE_SOURCE_BOARD_H
#define PROJECT_SOURCE_SOURCE_BOARD_H

#include <stdbool.h>
#include "base/arena.h"
#include "base/result.h"

struct source_board {
    const char *target;   /* for people: as given, or in the form of the tree's SDK; NULL: no board is known */
    const char *key;      /* as in file names; "" when no board is known */
    const char *revision; /* as in file names ("0_14_0"), or "" */
};

/* From --board, or from a name found in a tree. text may be NULL. */
struct source_board source_board_parse(struct arena *arena, const char *text);

/* The board that a file's name holds: "pm_static_thingy53_nrf5340_cpuapp.yml" gives "thingy53_nrf5340_cpuapp". NULL when
 * it names no application core of an nRF5340.
 */
const char *source_board_in_name(struct arena *arena, const char *file_name);

/* The same of a board target in a list ("nrf5340dk/nrf5340/cpuapp"), as the key. */
const char *source_board_in_target(struct arena *arena, const char *target);

/* Boards of the images beside a non-secure application: bootloaders are built secure ("..._cpuapp"), images of the network
 * core for "..._cpunet" (sdk-nrf sysbuild/CMakeLists.txt, board_target_secure; sysbuild/Kconfig.netcore).
 */
struct source_board source_board_secure(struct arena *arena, const struct source_board *board);
struct source_board source_board_network(struct arena *arena, const struct source_board *board);

/* "nrf5340dk_nrf5340_cpuapp_ns" as "nrf5340dk/nrf5340/cpuapp/ns"; other keys stay as they are. */
const char *source_board_slashes(struct arena *arena, const char *key);

#endif
