/* Compares an image with other files that must agree with it: its HEX, the same image elsewhere in the build, and the
 * images that devices run now.
 *
 * Lines: "HEX twin" (the build has one), "image of the build" (a package of a build),
 * "firmware of the build" (a build holds what its images are made of), "key of installed" (an installed image
 * is known, and the key itself was not there to compare).
 */
#ifndef CLI_VERIFY_COMPARE_H
#define CLI_VERIFY_COMPARE_H

#include "cli/verify/verify.h"

void verify_comparisons(struct verification *verification, struct verified_file *file);

#endif
