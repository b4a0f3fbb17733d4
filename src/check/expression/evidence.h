/* Why a value is what it is: the facts that decided it, or what is missing to know it.
 *
 * Evidence is a tree of leaves that is only joined while expressions are evaluated (cheap) and turned into text
 * once a finding is certain. Leaves and joints live in the arena they are made in; their texts are borrowed.
 */
#ifndef CHECK_EXPRESSION_EVIDENCE_H
#define CHECK_EXPRESSION_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/result.h"
#include "check/expression/integer.h"

/* A fact before it is text: the subject is "prefix:name.field", missing parts left out. */
struct fact {
    enum fact_kind kind;
    const char *prefix;
    const char *name;
    const char *field;
    const char *text; /* the value, unless is_number */
    bool is_number;
    struct integer number; /* printed in hexadecimal */
    struct origin origin;
    const char *absent_in;      /* file that was searched in vain, or NULL */
    const char *default_sdk;    /* releases for which that holds; NULL: all */
    const char *default_source; /* for a value that stands in no file: who says so, or NULL */
    bool deployed;              /* of the released build */
};

#define MISSING_PIECES 6

/* What would have to be known, as pieces of one sentence fragment. */
struct missing {
    const char *pieces[MISSING_PIECES]; /* up to the first NULL */
    bool beyond_input;                  /* an image or file that this input does not have at all */
};

struct evidence;

const struct evidence *evidence_fact(struct arena *arena, const struct fact *fact);
const struct evidence *evidence_missing(struct arena *arena, const struct missing *missing);

/* Either may be NULL (nothing to say). */
const struct evidence *evidence_join(struct arena *arena, const struct evidence *left, const struct evidence *right);

/* The same, said of the released build. What that lacks is not beyond the input: it was given to be compared with. */
const struct evidence *evidence_of_deployed(struct arena *arena, const struct evidence *evidence);

/* Appends the facts, first seen first, without those already in the list. Texts are copied to the arena. */
void evidence_facts(struct arena *arena, const struct evidence *evidence, struct finding_facts *facts);

/* Appends what is missing, in words, without doubles. */
void evidence_missing_texts(struct arena *arena, const struct evidence *evidence, struct string_list *texts);

/* True when some missing leaf needs more than this input has. */
bool evidence_beyond_input(const struct evidence *evidence);

/* "0x1000", "-0x20" */
const char *integer_text(struct arena *arena, struct integer number);

#endif
