/* Patterns in which '*' stands for any characters and '?' for one: boards, products and folders of a waiver's scope. */
#ifndef CHECK_WAIVER_GLOB_H
#define CHECK_WAIVER_GLOB_H

#include <stdbool.h>

/* Whether the whole text has the form of the pattern. '*' stands for a '/' too. */
bool glob_matches(const char *pattern, const char *text);

/* The same for a folder: '*' and '?' stop at a '/', '**' does not. What lies below a folder that matches, matches; below
 * "." does everything.
 */
bool glob_matches_path(const char *pattern, const char *path);

/* Whether a board target ("nrf5340dk/nrf5340/cpuapp", "nrf5340dk@2.0.0/nrf5340/cpuapp", or in the form of file names,
 * "nrf5340dk_nrf5340_cpuapp") is one that the pattern names: as a whole, or by the board's name alone. Slash and
 * underscore are one; a revision counts only where the pattern has one.
 */
bool glob_matches_board(const char *pattern, const char *board);

#endif
