/* Marks that nothing would ever come of are taken back: an application that keeps to Zephyr's image management lets
 * nobody upload to a slot that is pending, erase it or mark it otherwise.
 */
#ifndef BOOT_PAIR_MARKS_H
#define BOOT_PAIR_MARKS_H

#include "firmware/boot/pair.h"

/* The application's update is on hold. If that is for good, as the images in both secondary slots do not go together
 * or may not be tested together, no slot is pending any more (log line); both images stay. After a power cut the next
 * boot goes on.
 */
void pair_take_marks_back(struct pair *pair);

#endif
