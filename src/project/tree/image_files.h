/* The binaries a build leaves for each image, and the update package. */
#ifndef PROJECT_TREE_IMAGE_FILES_H
#define PROJECT_TREE_IMAGE_FILES_H

#include "project/tree/project_reader.h"

/* Fills the files of every image and project->dfu_zip; needs project->era. Names by build system:
 * nrfconnect/sdk-nrf modules/mcuboot/CMakeLists.txt (child image), cmake/sysbuild/ (sysbuild).
 */
void find_image_files(struct project_reader *reader);

#endif
