/* What a project says that cannot all be true, or that the rules know nothing of: notes, never errors.
 */
#ifndef PROJECT_TREE_PLAUSIBILITY_H
#define PROJECT_TREE_PLAUSIBILITY_H

#include "project/tree/project_reader.h"

/* Needs everything else of the project. Notes a release of NCS that is not known, a release that had no build system
 * like the tree's, and a build for another chip than the nRF5340.
 */
void note_implausible(struct project_reader *reader);

#endif
