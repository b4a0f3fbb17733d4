/* One upload into a secondary slot: pieces of any size, in order, written in blocks.
 *
 * Sectors are erased when the first byte for them is there, in the end the one in which the trailer begins. With
 * swap-offset the file starts one sector into the slot; what is before it is erased too.
 */
#ifndef DEMO_IMAGE_UPLOAD_H
#define DEMO_IMAGE_UPLOAD_H

#include <stdbool.h>
#include <stdint.h>
#include "nrf53pack/boot_config.h"

#define IMAGE_UPLOAD_BLOCK    1024u
#define IMAGE_UPLOAD_SHA_SIZE 32u

/* Zephyr's numbers (IMG_MGMT_ERR_*, include/zephyr/mgmt/mcumgr/grp/img_mgmt/img_mgmt.h). */
enum image_error {
    IMAGE_OK = 0,
    IMAGE_ERROR_HASH_NOT_FOUND = 8,
    IMAGE_ERROR_NO_FREE_SLOT = 9,
    IMAGE_ERROR_WRITE_FAILED = 12,
    IMAGE_ERROR_ERASE_FAILED = 13,
    IMAGE_ERROR_INVALID_SLOT = 14,
    IMAGE_ERROR_INVALID_OFFSET = 20,
    IMAGE_ERROR_INVALID_LENGTH = 21,
    IMAGE_ERROR_INVALID_HEADER = 22,
    IMAGE_ERROR_INVALID_MAGIC = 23,
    IMAGE_ERROR_INVALID_HASH = 24,
    IMAGE_ERROR_VERSION_GET_FAILED = 26,
    IMAGE_ERROR_CURRENT_IS_NEWER = 27,
    IMAGE_ERROR_ALREADY_PENDING = 28,
    IMAGE_ERROR_TOO_LARGE = 30,
    IMAGE_ERROR_DATA_OVERRUN = 31,
    IMAGE_ERROR_CONFIRMATION_DENIED = 32,
    IMAGE_ERROR_TEST_OF_ACTIVE = 33,
};

struct image_manager;

/* Of the upload that is going on. All zero: none. */
struct image_upload {
    bool active;
    unsigned image;
    uint32_t size;     /* of the whole file */
    uint32_t received; /* the next offset that is taken */
    uint32_t erased;   /* the slot is erased up to here */
    uint8_t sha[IMAGE_UPLOAD_SHA_SIZE];
    uint32_t sha_size;                 /* 0: the client named none */
    uint8_t block[IMAGE_UPLOAD_BLOCK]; /* what was received behind the last whole block */
};

struct upload_request {
    bool has_offset;
    uint32_t offset;
    const uint8_t *data;
    uint32_t data_size;
    /* Only looked at with offset 0. */
    bool has_size;
    uint32_t size;
    unsigned image;
    const uint8_t *sha; /* of the file, or the beginning of it; an upload with the same one is resumed */
    uint32_t sha_size;
    bool upgrade; /* refuse what is not newer than the running version */
};

struct upload_answer {
    uint32_t offset; /* the next one that is taken */
    bool compared;   /* the file is complete, and its whole SHA-256 was named */
    bool match;
};

/* A wrong offset is no error: the answer says where to go on, and nothing is written. After an error no upload is
 * going on.
 */
enum image_error image_upload_take(struct image_manager *manager, const struct upload_request *request,
                                   struct upload_answer *answer);

/* The largest file that the bootloader installs as this image. */
uint32_t image_upload_limit(const struct image_manager *manager, unsigned image);

#endif
