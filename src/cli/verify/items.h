/* Verifies the files that were read, each against itself, the others of its group and the tree. */
#ifndef CLI_VERIFY_ITEMS_H
#define CLI_VERIFY_ITEMS_H

#include "cli/verify/verify.h"

void verify_items(struct verification *verification);

#endif
