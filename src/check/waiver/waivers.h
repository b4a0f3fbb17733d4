/* Applies waivers to findings and remembers what became of each: the checker's part, and what it tells about them. */
#ifndef CHECK_WAIVER_WAIVERS_H
#define CHECK_WAIVER_WAIVERS_H

#include "check/waiver/check_config.h"
#include "check/waiver/waiver_comments.h"
#include "project/tree/project.h"

struct waiver_use {
    const struct waiver *waiver;
    bool in_scope; /* of this input's board, product and folder */
    bool expired;
    bool used;    /* met a finding, whether it may hold or not */
    bool decided; /* its rule was run on this input and left nothing open */
};

struct waiver_uses {
    struct waiver_use *items;
    size_t count;
    size_t capacity;
    struct unreadable_waivers unreadable; /* comments */
};

/* What scopes are compared with. */
struct waiver_input {
    const struct project *project;
    const char *product;      /* or NULL */
    const char *project_file; /* path of the project file whose folder `path:` begins at; or NULL */
};

/* Waivers of the project file, of the call (either may be NULL) and of the input's own files. today is "2026-08-30". */
struct waiver_uses waivers_begin(struct arena *arena, const struct rule_set *set, const struct waiver_input *input,
                                 const struct check_config *config, const struct waivers *allowed, const char *today);

/* The first waiver that holds for the finding, or NULL. */
const struct waiver *waivers_apply(struct waiver_uses *uses, const struct finding *finding, const char *subject);

/* The rule has been run on the input and could be decided. */
void waivers_decided(struct waiver_uses *uses, const struct rule *rule);

/* Why a waiver is not for the input, as a phrase; NULL when it is. */
const char *waiver_out_of_scope(struct arena *arena, const struct waiver *waiver, const struct waiver_input *input);

/* Whether the waiver is about this finding; not whether it may hold. */
bool waiver_covers(const struct waiver *waiver, const struct finding *finding, const char *subject);

#endif
