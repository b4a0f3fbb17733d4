/* The images among the files that are verified, under the numbers that MCUboot knows them by. */
#ifndef CLI_VERIFY_KNOWN_IMAGES_H
#define CLI_VERIFY_KNOWN_IMAGES_H

#include "cli/verify/verify.h"

/* MCUboot's number of an image, as its package or the tree has it, else as NCS has it. False for MCUboot itself where it
 * has no number of its own, and for a network image that goes through the application's slots.
 */
bool verified_number(const struct verification *verification, const struct verified_file *file, unsigned *number);

/* Takes the images of a group into a list, with their numbers. */
void verify_known_images(const struct verification *verification, size_t group, struct known_images *images);

#endif
