/* Which SDK and which board a tree was built with, and where it says so. */
#ifndef PROJECT_TREE_SDK_VERSION_H
#define PROJECT_TREE_SDK_VERSION_H

#include <stdbool.h>
#include <stdint.h>
#include "base/attributes.h"
#include "base/text.h"
#include "base/version.h"
#include "project/tree/project_reader.h"

/* Finds the first SDK release number in a path such as "C:/ncs/v2.5.0/nrf" or
 * "/opt/nordic/ncs/v3.2.1/zephyr"; offset is where the path component stands. Toolchain paths
 * ("/ncs/toolchains/...") do not count.
 */
NODISCARD bool find_version_in_path(struct slice text, struct sdk_version *version, size_t *offset);

/* Sets project->sdk*, in this order: --sdk-version, ncs_version.h, CMakeCache.txt, build_info.yml, paths in
 * .config files, a west.yml above the tree. A note says where a later source disagrees with the one that
 * counts.
 */
void find_sdk_version(struct project_reader *reader);

/* Sets project->board: --board, CMakeCache.txt, sysbuild's Kconfig, the application's Kconfig, any image's.
 */
void find_board(struct project_reader *reader);

#endif
