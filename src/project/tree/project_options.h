/* What the caller of project_open() says about a project, before or against what the tree itself says.
 *
 * The texts are borrowed and must outlive the project.
 */
#ifndef PROJECT_TREE_PROJECT_OPTIONS_H
#define PROJECT_TREE_PROJECT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include "base/version.h"

struct project_options {
    const char *dtc; /* --dtc, or NULL */
    bool sdk_given;  /* --sdk-version */
    struct sdk_version sdk;
    const char *board; /* --board, or NULL */
    bool source_trees; /* a folder may be a source tree; else that is an error that asks for the build */
    /* The build that devices in the field run: its files keep the folder in their names, and a folder with only some of
     * a build's files is a PROJECT_FILE, where what is not there is unknown.
     */
    bool released;
    const char *file_suffix; /* source tree: FILE_SUFFIX or build type; NULL or "" is none */
    /* Called once with its context while other programs (dtc) work for the tree: time the caller can use. May be NULL,
     * and is not called where there is nothing to wait for.
     */
    void (*meanwhile)(void *context);
    void *context;
    uint64_t jobs; /* --jobs: programs (dtc) that may run at once; 0: as many as the tree has work for */
};

#endif
