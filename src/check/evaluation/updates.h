/* What the tree's signed update files say: sizes, signature and key, by image number.
 *
 * Image 0 is the application's file, the network image's number is MCUboot's CONFIG_MCUBOOT_NETWORK_CORE_IMAGE_NUMBER
 * (1 when it has none).
 */
#ifndef CHECK_EVALUATION_UPDATES_H
#define CHECK_EVALUATION_UPDATES_H

#include <stdbool.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/byte_range.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "project/tree/project.h"

#define UPDATE_IMAGES 4

struct update_fact {
    bool has_size;
    uint64_t size; /* bytes: header, image and TLVs */
    bool has_firmware;
    uint64_t firmware; /* bytes of the image alone: what is copied to where it runs */
    bool has_signed;
    bool is_signed;       /* a signature TLV is there */
    const char *key_hash; /* lower-case hex of the key hash TLV, or NULL */
    struct origin origin; /* the file */
    const char *path;     /* of the file as it was looked for, or NULL */
    const char *problem;  /* why nothing is known, or NULL */
};

struct update_facts {
    struct update_fact images[UPDATE_IMAGES];
    const char *key_file; /* of an example: what its key files are (check/evaluation/key_file.h); NULL reads them */
    const struct update_facts *deployed; /* those of the project's released build; NULL without one */
    bool to_come; /* they are about to be made, and the rules asked again: those that need them do not decide yet */
};

/* Files that are missing or no MCUboot images leave their facts unknown, with `problem` set. */
void update_facts_read(struct arena *arena, const struct project *project, struct update_facts *facts);

/* The facts of one file that was made; plain: the same image before it was encrypted, or empty. */
void update_fact_of_made(struct arena *arena, const struct source *file, struct byte_range plain,
                         struct update_fact *fact);

/* Files that are about to be made, whatever lies in the tree: nothing is known of them yet. */
void update_facts_expect(struct arena *arena, const struct project *project, struct update_facts *facts);

/* Made files in place of those of the tree. */
void update_facts_add_made(struct update_facts *facts, const struct update_facts *made);

#endif
