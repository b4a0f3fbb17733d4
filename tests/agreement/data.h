/* Reads what MCUboot did, from the files in data/.
 *
 * A file is lines of words, `#` begins a comment line. Offsets and slot sizes are hexadecimal, everything else decimal.
 * A digest is the first 16 bytes of a SHA-256. Everything lives in the arena.
 *
 *   group NAME                      the lines up to the next group belong to it
 *   layout KEY=VALUE...             mode, downgrade (allowed, version), primary/secondary/scratch OFFSET:SIZE, device,
 *                                   write, align (BOOT_MAX_ALIGN), sectors (MCUBOOT_MAX_IMG_SECTORS)
 *   limit BYTES                     largest file that was installed
 *   image NAME SEED LENGTH VERSION DIGEST [pad=SIZE [confirm]] [flip=OFFSET] [keep=SIZE]
 *                                   what imgtool made: image.h has the formula; the digest is of the finished file
 *   content NAME DIGEST TRAILER     of a whole slot; trailer: erased, or magic,swap_info,copy_done,image_ok,swap_size
 *                                   and, with swap-offset, tlv_sizes
 *   scenario NAME                   the lines up to the next scenario belong to it, in order:
 *   load SLOT IMAGE                 p or s; the test bench's, at the place that the mode demands
 *   poke SLOT OFFSET BYTES          the test bench's; a negative offset (decimal) counts from the slot's end
 *   erase SLOT                      the test bench's, the whole slot
 *   start PRIMARY SECONDARY         contents before the first step
 *   boot TYPE END PRIMARY SECONDARY [ops=N] [same=RANGES]
 *                                   type: the first that the log names, `-` when it names none; end: the version that
 *                                   starts, `none` or `panic`; contents after it, `=` when unchanged;
 *                                   same: the k for which a power cut before flash operation k (from 1), followed by
 *                                   an uncut boot, ends as the uncut boot does; it stands where a start state
 *                                   comes for the first time
 *   set_pending PERMANENT RC PRIMARY SECONDARY [ops=N] [same=RANGES]
 *   confirm - RC PRIMARY SECONDARY [ops=N] [same=RANGES]
 *   cut RANGES END PRIMARY SECONDARY NEXT
 *                                   the other k of the step above: what the uncut boot after it ends with, the contents
 *                                   then (`-`: not recorded), and how one more boot ends
 */
#ifndef AGREEMENT_DATA_H
#define AGREEMENT_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/text.h"
#include "nrf53pack/boot_config.h"

#define DIGEST_SIZE 16u

struct fact_image {
    const char *name;
    uint32_t seed;
    uint32_t length; /* of the payload, bytes */
    struct mcuboot_version version;
    uint8_t digest[DIGEST_SIZE];
    uint32_t pad;  /* file size with --pad, else 0 */
    bool confirm;  /* --confirm left image_ok set */
    uint32_t flip; /* offset of the byte that was changed by XOR 1, else 0 */
    uint32_t keep; /* bytes that were kept of the file, else 0: all */
};

struct fact_content {
    const char *name;
    uint8_t digest[DIGEST_SIZE];
    const char *trailer;
};

enum fact_kind { FACT_LOAD, FACT_POKE, FACT_ERASE, FACT_START, FACT_BOOT, FACT_SET_PENDING, FACT_CONFIRM };

enum { SLOT_PRIMARY, SLOT_SECONDARY, SLOT_COUNT };

struct fact_cut {
    struct slice ranges;
    const char *end;
    const struct fact_content *content[SLOT_COUNT]; /* NULL: not recorded */
    const char *next;
};

struct fact_step {
    enum fact_kind kind;
    unsigned line;
    /* load, poke, erase */
    int slot;
    const struct fact_image *image;
    int64_t offset;
    uint8_t bytes[16];
    size_t byte_count;
    /* start, boot, set_pending, confirm */
    const char *type;
    const char *end;
    bool permanent;
    const struct fact_content *content[SLOT_COUNT]; /* NULL: unchanged */
    uint32_t operations;
    bool has_cuts;
    struct slice same;
    struct {
        struct fact_cut *items;
        size_t count;
        size_t capacity;
    } cuts;
};

struct fact_scenario {
    const char *name;
    struct {
        struct fact_step *items;
        size_t count;
        size_t capacity;
    } steps;
};

struct fact_layout {
    enum upgrade_mode mode;
    enum downgrade_rule downgrade;
    uint32_t offset[SLOT_COUNT];
    uint32_t size[SLOT_COUNT];
    uint32_t scratch_offset;
    uint32_t scratch_size;
    uint32_t device;
    uint32_t write;
    uint32_t align;
    uint32_t sectors;
};

struct fact_group {
    const char *name;
    struct fact_layout layout;
    uint32_t limit;
    struct {
        struct fact_image *items;
        size_t count;
        size_t capacity;
    } images;
    struct {
        struct fact_content *items;
        size_t count;
        size_t capacity;
    } contents;
    struct {
        struct fact_scenario *items;
        size_t count;
        size_t capacity;
    } scenarios;
};

struct facts {
    const char *path;
    struct {
        struct fact_group *items;
        size_t count;
        size_t capacity;
    } groups;
};

/* NULL: the file cannot be read or a line is wrong; the reason stands on stderr. */
NODISCARD struct facts *facts_read(struct arena *arena, const char *path);

/* "1-4,11-155", "none". */
bool range_has(struct slice ranges, uint32_t number);

/* "2.0.1" */
bool fact_version(struct slice word, struct mcuboot_version *version);

/* "swap-move", "swap-offset", "swap-scratch", "overwrite-only". */
bool fact_mode(struct slice word, enum upgrade_mode *mode);

#define FACT_WORDS 16u

/* Words of one line, blanks apart; comment lines and empty ones have none. */
size_t fact_words(struct slice line, struct slice words[FACT_WORDS]);

/* The next line of `rest`, which it is taken from. False at the end. */
bool fact_line(struct slice *rest, struct slice *line);

#endif
