/* The table of what two builds are compared by: how each thing is read, and which rules judge a change of it. */
#ifndef DIFF_ASPECT_FORMS_H
#define DIFF_ASPECT_FORMS_H

#include <stddef.h>
#include "project/tree/project.h"

enum read_kind {
    READ_SYMBOL,
    READ_PARTITION,
    READ_NET_PARTITION,
    READ_SLOT,
    READ_NODE, /* of the application's devicetree */
    READ_RELEASE,
    READ_NET_PLACE,
    READ_COMMAND_BLOCK,
    READ_BOARD,
    READ_BOOTLOADER,
    READ_MODE,
    READ_SIGNATURE_TYPE,
    READ_KEY,
    READ_HASH,
    READ_ENCRYPTION,
    READ_B0_KEYS,
    READ_STORAGE_FORMAT,
    READ_STORAGE_SECTORS,
    READ_FIRMWARE_IDENTITY,
    READ_EXTERNAL_FLASH,
    READ_IMAGE_NAME,
    READ_FIRMWARE,
    READ_VERSION,
    READ_COUNTER,
};

struct aspect_form {
    const char *group;
    const char *name;
    enum read_kind kind;
    enum image_role role; /* symbols and images; of a place, whose devicetree says it */
    const char *subject;  /* symbol, or partition */
    const char *label;    /* of a place in devicetree, or NULL */
    const char *rules;    /* that judge a change; NULL: none, it may change */
    const char *why;      /* it may change, or what another kind of check says of it */
};

#define PARTITION(name) READ_PARTITION, IMAGE_APP, (name), NULL
/* Why a change is none for devices in the field. */
#define KEPT     "devices keep the bootloader that they have"
#define KEPT_B0N "devices keep the b0n that they have"
#define BROUGHT  "comes with the update"
#define LAST_UPDATE                                                                                                    \
    "the released application needs it to take updates: see that the new one has another way, or it takes no further " \
    "one"
#define OTHER_PARTITION "no rule knows it: data that devices keep there must not move"

extern const struct aspect_form aspect_forms[];
extern const size_t aspect_form_count;

#endif
