/* What `sign` says about a firmware that it signs all the same, as imgtool does without a word.
 *
 * imgtool makes an image of any bytes; none of what is noted here starts on an nRF5340.
 */
#ifndef CLI_SIGN_NOTES_H
#define CLI_SIGN_NOTES_H

#include "cli/command.h"
#include "sign/firmware.h"
#include "sign/image_writer.h"

/* Notes: bytes that are another kind of file, or an image already; no vector table, or one that cannot be right. */
void sign_note_firmware(const struct command_call *call, const struct image_options *options,
                        const struct firmware *firmware);

#endif
