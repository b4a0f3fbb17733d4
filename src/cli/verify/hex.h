/* Whether a HEX programs its image or firmware where it runs: the file says the address, and nobody else will look.
 *
 * Line "HEX address". An image for MCUboot lies at the start of its slot, header first; a HEX for the secondary slot, which
 * builds make as well for tests, is told from a wrong one where the tree says where that slot is.
 */
#ifndef CLI_VERIFY_HEX_H
#define CLI_VERIFY_HEX_H

#include "cli/verify/verify.h"

/* address: of the HEX's first byte. */
void verify_hex_address(struct verification *verification, struct verified_file *file, uint64_t address);

/* A factory backup of the network core: its addresses, and line "backup record": whether it is that of the image. */
void verify_backup_hex(struct verification *verification, struct verified_file *file);

#endif
