/* What programming and erasing do to one page, whole or cut by the power. The rules are those of a NOR flash.
 *
 * A word that is not erased may only be programmed with the value it reads as: that changes nothing, and makes an
 * unstable word stable. An unstable word also takes a value that its cells can become, as it is the one whose
 * programming was cut. `current`: what the words read in this boot, as many bytes as are programmed.
 */
#ifndef SIM_MACHINE_FLASH_NOR_H
#define SIM_MACHINE_FLASH_NOR_H

#include <stdbool.h>
#include "sim/machine/flash_page.h"
#include "sim/machine/machine.h"

/* True: a word was programmed that was not known to be erased; it then holds what the cells do, old AND new. */
bool flash_nor_program(struct flash_pool *pool, struct flash_page *page, uint32_t offset, const uint8_t *data,
                       uint32_t size, const uint8_t *current);

/* The power goes while this one word is programmed. `random` says which bits were already clear. */
#define FLASH_NOR_ALL_BITS UINT64_MAX /* all of them: the word is complete and still unstable */
void flash_nor_tear_program(struct flash_pool *pool, struct flash_page *page, uint32_t offset, const uint8_t *data,
                            const uint8_t *current, uint64_t random);

/* The power goes while the page is erased. `half`: its first half is through, else a pattern made from `random`. */
void flash_nor_tear_erase(struct flash_pool *pool, struct flash_page *page, bool half, uint64_t random);

/* What the word reads; `word_size` bytes. */
void flash_nor_value(const struct flash_page *page, uint32_t word, enum unstable_reading reading, uint8_t *value);

/* The readings of the word that differ: "oep", "op", "oe" or "o" (old, erased, pattern). `word` UINT32_MAX: of all
 * words that are unstable with the page.
 */
const char *flash_nor_options(const struct flash_page *page, uint32_t word);

#endif
