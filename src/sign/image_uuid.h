/* Names of a device's vendor and class as 16 bytes: given as they are, or made from a text (UUID version 5).
 *
 * A vendor's text is named in the DNS namespace, a class's text in that of its vendor. Source: RFC 4122, 4.3 and
 * appendix C; mcu-tools/mcuboot scripts/imgtool/image.py parse_uuid() (2d4bacc3).
 */
#ifndef SIGN_IMAGE_UUID_H
#define SIGN_IMAGE_UUID_H

#include <stdbool.h>
#include <stdint.h>
#include "base/attributes.h"

#define IMAGE_UUID_SIZE 16u

/* Bytes in the order of the text, as MCUboot compares them. */
struct image_uuid {
    bool present;
    uint8_t bytes[IMAGE_UUID_SIZE];
};

/* The DNS namespace. */
extern const struct image_uuid uuid_namespace_dns;

/* Reads 32 hexadecimal digits, also as 8-4-4-4-12; every other printable text is named in the namespace. False when the
 * text is empty or holds something unprintable, or when it is a name and the namespace is absent.
 */
NODISCARD bool image_uuid_parse(const struct image_uuid *name_space, const char *text, struct image_uuid *uuid);

#endif
