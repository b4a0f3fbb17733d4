/* The lines that bootloaders, applications, update clients and the build are known to print: tables of patterns, and the search for
 * the one that a line follows.
 *
 * A pattern is the line as its program formats it. Placeholders: %d a decimal number, %x a hexadecimal one with or without 0x,
 * %w text without blanks, %s any text; all but %s match at least one character, and the shortest that lets the rest follow.
 * A blank matches any number of blanks, at least one. '^' at the start: nothing but prefixes of the log stands before it; '$' at the
 * end: nothing behind it. Without them a pattern is found anywhere in a line where a word begins and ends. '|' stands between the
 * forms that the line has had in different releases; they capture the same, or the older ones less at the end.
 */
#ifndef LOG_PATTERNS_LOG_PATTERN_H
#define LOG_PATTERNS_LOG_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include "base/text.h"

/* Who prints a line. */
enum log_printer {
    LOG_MCUBOOT,
    LOG_NSIB,        /* the immutable bootloader; b0n, the network core's, has the same lines */
    LOG_B0N,         /* the network core's bootloader */
    LOG_PCD,         /* MCUboot's and the application's side of the copy to the network core */
    LOG_NRF53BOOT,   /* the reference bootloader of this project */
    LOG_ZEPHYR,      /* kernel and drivers, in whichever program */
    LOG_APPLICATION, /* libraries of the running application */
    LOG_CLIENT,      /* mcumgr, smpmgr, phone libraries */
    LOG_BUILD,       /* CMake, Kconfig, Partition Manager, the linker */
    LOG_SIMULATOR,   /* nrf53pack simulate --replay */
};

/* What a line does to the picture of the device (device_state.h). */
enum log_event {
    LOG_SAYS_NOTHING,      /* explained, but nothing follows from it */
    LOG_BOOTLOADER_BANNER, /* captures: release */
    LOG_BANNER,            /* of a bootloader or of an application: what comes next decides */
    LOG_BOOTLOADER_START,
    LOG_NSIB_START,        /* captures: slot */
    LOG_NSIB_ADDRESS,      /* captures: address in flash, which tells the core */
    LOG_NSIB_REFUSES,      /* this copy of the next stage */
    LOG_PRIMARY_TRAILER,   /* captures: magic, swap type, copy_done, image_ok */
    LOG_SECONDARY_TRAILER, /* the same */
    LOG_SWAP_TYPE,         /* captures: image, type */
    LOG_SWAP_TYPE_ALONE,   /* captures: type; of the days of one image */
    LOG_SWAP_START,        /* captures: algorithm */
    LOG_SWAP_STATUS_LOST,
    LOG_OVERWRITE_START, /* captures: image */
    LOG_UPDATE_REFUSED,  /* the new image stays where it is */
    LOG_UPDATE_ERASED,   /* the new image is erased */
    LOG_TRIAL_REFUSED,   /* there is no way back any more, the new image stays */
    LOG_PRIMARY_INVALID,
    LOG_NO_BOOTABLE_IMAGE,
    LOG_CHAINLOAD, /* captures: offset in flash */
    LOG_JUMP,
    LOG_PANIC,
    LOG_STOP_OF_BUILD, /* it stops whatever is pending: something is missing that it was to be built or programmed with */
    LOG_ABORT,
    LOG_ASSERTION,
    LOG_FAULT,
    LOG_FAULT_ADDRESS,     /* captures: address that the bus refused */
    LOG_FAULT_INSTRUCTION, /* captures: address of the instruction, which tells the core */
    LOG_PROTECTION_FAILED,
    LOG_RECOVERY,
    LOG_RECOVERY_END,
    LOG_NET_START,
    LOG_NET_DONE,
    LOG_NET_FAILED,
    LOG_NET_REFUSED_BY_B0N,
    LOG_NET_NOT_ANSWERING,
    LOG_SLOT_NOT_OPENED,
    LOG_AREA_NOT_OPENED, /* captures: area, error */
    LOG_APPLICATION_RUNS,
    LOG_APPLICATION_CONFIRMED,
    LOG_APPLICATION_ON_TRIAL,
    LOG_UPDATE_SCHEDULED,     /* captures: image; the application marked what is in its secondary slot */
    LOG_CLIENT_SLOT,          /* captures: image, slot */
    LOG_CLIENT_FLAGS,         /* captures: flags */
    LOG_CLIENT_FIELD,         /* captures: value of one field of an image, which the pattern names */
    LOG_CLIENT_CODE,          /* captures: code of the old protocol, or one whose group is not said */
    LOG_CLIENT_CODE_OF_GROUP, /* captures: code, group */
    LOG_CLIENT_GROUP_CODE,    /* captures: group, code */
    LOG_CLIENT_IMAGE_CODE,    /* captures: code of the image group */
    LOG_UPLOAD_REFUSED,
    LOG_CLIENT_TIMEOUT,
    LOG_BUILD_ERROR,
    LOG_BUILD_WARNING,
    LOG_SIMULATED_START, /* captures: application's version */
    LOG_SIMULATED_STOP,
    LOG_LINES_LOST, /* captures: how many */
};

/* Where the line was met. */
enum log_seen {
    LOG_IN_SOURCE, /* in the program's sources only */
    LOG_IN_LOGS,   /* in a log that a user published */
    LOG_IN_BOTH,
};

struct log_pattern {
    const char *id; /* "swap-type", never changes */
    const char *text;
    enum log_printer printer;
    enum log_event event;
    enum log_seen seen;
    const char *meaning;
    const char
        *advice;       /* what usually causes it and what to do; NULL when the line is good news or speaks for itself */
    const char *rules; /* ids with a blank between, or NULL */
    const char *source; /* who says so */
};

struct log_pattern_table {
    const struct log_pattern *items;
    size_t count;
};

extern const struct log_pattern_table log_patterns_start, log_patterns_update, log_patterns_refusal, log_patterns_stop,
    log_patterns_net, log_patterns_application, log_patterns_client, log_patterns_build, log_patterns_nrf53boot,
    log_patterns_recovery, log_patterns_nrf53boot_net, log_patterns_nsib, log_patterns_fault, log_patterns_image,
    log_patterns_dfu;

size_t log_pattern_count(void);
const struct log_pattern *log_pattern_at(size_t index);

/* The form after this one; NULL behind the last. The first is the pattern's text itself. */
const char *log_pattern_next_form(const char *form);

const char *log_printer_name(enum log_printer printer); /* "MCUboot", "b0n", ... */
const char *log_seen_name(enum log_seen seen);          /* "source", "logs", "source and logs" */

#define LOG_CAPTURES 6

struct log_match {
    const struct log_pattern *pattern;
    struct slice captures[LOG_CAPTURES]; /* in the line */
    size_t count;
    size_t begin;     /* in the line */
    bool application; /* the logging module says that an application printed it, whoever has such lines else */
    bool warning;     /* an error or a warning, as its logger says */
};

/* One way to write a pattern. */
struct log_form {
    const struct log_pattern *pattern;
    const char *text; /* ends at '|' or '\0' */
};

/* The forms by their first byte: for each byte those that begin with it, in the order of the tables. */
#define LOG_FORMS_LIMIT 800

struct log_pattern_index {
    struct log_form forms[LOG_FORMS_LIMIT]; /* those of one byte stand together */
    size_t first[257];                      /* of each byte; behind the last byte's: all */
};

void log_pattern_index_build(struct log_pattern_index *index);

/* The pattern that begins first in the line; of two that begin at one place the one that stands first in the tables.
 * `message` is where the log's own prefixes end.
 */
NODISCARD bool log_pattern_find(const struct log_pattern_index *index, struct slice line, size_t message,
                                struct log_match *match);

#endif
