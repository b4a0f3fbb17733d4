/* Which images a build tree holds, which role each has, and which build system left the tree. */
#ifndef PROJECT_TREE_DISCOVERY_H
#define PROJECT_TREE_DISCOVERY_H

#include <stdbool.h>
#include "base/attributes.h"
#include "project/tree/project_reader.h"

/* What makes a folder a build. */
enum folder_kind {
    FOLDER_BUILD,
    FOLDER_SOURCE, /* an application's sources, no build */
    FOLDER_OTHER,
};

/* path is as it can be opened; builds gets the names of the folders below it that are builds. */
enum folder_kind folder_kind(struct arena *arena, const char *path, struct string_list *builds);

/* The build that a folder is only one image of, as a path that can be opened; NULL when the folder is a build of its
 * own.
 */
const char *folder_owner(struct arena *arena, const char *path);

/* Fills project->images (roles, Kconfig, devicetree), project->sysbuild and project->domains. The preferred
 * image of a role comes first: the default domain, the network image that sysbuild names.
 */
void discover_images(struct project_reader *reader);

/* Needs images, sysbuild and the partition files' presence. */
enum project_era discover_era(const struct project_reader *reader);

/* Role by content; IMAGE_OTHER when the file does not tell. Also true for fragments. */
enum image_role role_by_config(const struct kconfig *config);

/* True when the devicetree is the network core's. */
bool devicetree_is_network_core(const struct devicetree *tree);

#endif
