/* The options for TLVs of an image: security counter, dependencies, boot record, vendor and class, custom ones. */
#ifndef CLI_SIGN_TLV_OPTIONS_H
#define CLI_SIGN_TLV_OPTIONS_H

#include "base/attributes.h"
#include "cli/command.h"
#include "sign/image_writer.h"

/* --boot-record: a software type. The text is borrowed. */
NODISCARD bool option_boot_record(const struct command_call *call, struct image_options *options);

/* --vid and --cid: 16 bytes in hexadecimal, or a name: a domain, and a class of the vendor's. */
NODISCARD bool option_uuids(const struct command_call *call, struct image_options *options);

/* --custom-tlv TYPE VALUE and --custom-tlv-file TYPE FILE: types 0xa0 to 0xfffe, each once. A value that starts with 0x
 * is bytes in hexadecimal, else text. All values stand before all files, as imgtool has it.
 */
NODISCARD bool option_custom_tlvs(const struct command_call *call, struct image_options *options);

#endif
