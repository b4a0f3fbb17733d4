/* `--same-as FILE`: whether two packages, or two images, would install the same.
 *
 * Compared are the bytes that the image hash covers, the key and the kind of signature, and of the manifest what clients
 * install by. Signatures themselves, file names, times and the order of the entries may differ: those of ECDSA and RSA-PSS
 * are random in other tools. Of encrypted images, whose key is random, the header and the hash of the plain image count.
 */
#ifndef CLI_VERIFY_SAME_H
#define CLI_VERIFY_SAME_H

#include "cli/verify/verify.h"

/* Adds the line "same as" to each image and package; a file that cannot be read makes the status worse. */
void verify_same_as(struct verification *verification, const char *path);

#endif
