#include "check/expression/evidence.h"

#include <inttypes.h>
#include <string.h>

enum evidence_kind { EVIDENCE_FACT, EVIDENCE_MISSING, EVIDENCE_JOIN };

struct evidence {
    enum evidence_kind kind;
    bool missing_deployed; /* it is the released build that lacks it */
    union {
        struct fact fact;
        struct missing missing;
        struct {
            const struct evidence *left;
            const struct evidence *right;
        } join;
    } as;
};

/* A list of facts longer than this is no explanation any more. */
#define FACTS_LIMIT 64

const struct evidence *evidence_fact(struct arena *arena, const struct fact *fact)
{
    struct evidence *leaf = arena_alloc(arena, sizeof *leaf);

    leaf->kind = EVIDENCE_FACT;
    leaf->as.fact = *fact;
    return leaf;
}

const struct evidence *evidence_missing(struct arena *arena, const struct missing *missing)
{
    struct evidence *leaf = arena_alloc(arena, sizeof *leaf);

    leaf->kind = EVIDENCE_MISSING;
    leaf->as.missing = *missing;
    return leaf;
}

const struct evidence *evidence_join(struct arena *arena, const struct evidence *left, const struct evidence *right)
{
    struct evidence *joint;

    if (left == NULL || left == right) {
        return right;
    }
    if (right == NULL) {
        return left;
    }
    joint = arena_alloc(arena, sizeof *joint);
    joint->kind = EVIDENCE_JOIN;
    joint->as.join.left = left;
    joint->as.join.right = right;
    return joint;
}

const char *integer_text(struct arena *arena, struct integer number)
{
    return arena_printf(arena, "%s0x%" PRIx64, number.negative ? "-" : "", number.magnitude);
}

static const char *fact_subject(struct arena *arena, const struct fact *fact)
{
    return arena_printf(arena, "%s%s%s%s%s%s%s", fact->deployed ? "deployed(" : "",
                        fact->prefix != NULL ? fact->prefix : "", fact->prefix != NULL ? ":" : "", fact->name,
                        fact->field != NULL ? "." : "", fact->field != NULL ? fact->field : "",
                        fact->deployed ? ")" : "");
}

static void add_fact(struct arena *arena, const struct fact *fact, struct finding_facts *facts)
{
    const char *subject = fact_subject(arena, fact);
    struct finding_fact *added;

    for (size_t i = 0; i < facts->count; i++) {
        const struct finding_fact *known = &facts->items[i];

        if (strcmp(known->subject, subject) == 0 && known->origin.source == fact->origin.source &&
            known->origin.line == fact->origin.line) {
            return;
        }
    }
    if (facts->count == FACTS_LIMIT) {
        return;
    }
    added = ARENA_PUSH(arena, facts);
    added->kind = fact->kind;
    added->subject = subject;
    added->name = arena_strdup(arena, fact->name);
    added->field = fact->field != NULL ? arena_strdup(arena, fact->field) : NULL;
    added->value = fact->is_number ? integer_text(arena, fact->number) : arena_strdup(arena, fact->text);
    added->origin = fact->origin;
    added->default_sdk = fact->default_source == NULL ? NULL : fact->default_sdk != NULL ? fact->default_sdk : "all";
    added->default_source = fact->default_source;
    added->absent_in = fact->absent_in != NULL ? arena_strdup(arena, fact->absent_in) : NULL;
}

/* Leaves are walked with an own stack: a loop over many items makes a long chain of joints. Most trees are small. */
#define WALK_LOCAL 64

struct walk {
    const struct evidence *local[WALK_LOCAL];
    const struct evidence **items;
    size_t count;
    size_t capacity;
    struct arena *arena; /* created when the local stack is too small */
};

static void walk_push(struct walk *walk, const struct evidence *evidence)
{
    if (walk->count == walk->capacity) {
        walk->arena = walk->arena != NULL ? walk->arena : arena_create();
        walk->items = arena_grow(walk->arena, walk->items, walk->count, &walk->capacity, sizeof *walk->items);
    }
    walk->items[walk->count++] = evidence;
}

static void walk_begin(struct walk *walk, const struct evidence *evidence)
{
    walk->items = walk->local;
    walk->count = 0;
    walk->capacity = WALK_LOCAL;
    walk->arena = NULL;
    if (evidence != NULL) {
        walk_push(walk, evidence);
    }
}

/* Next leaf from left to right; at the end NULL, and the stack is gone. */
static const struct evidence *walk_next(struct walk *walk)
{
    while (walk->count > 0) {
        const struct evidence *top = walk->items[--walk->count];

        if (top->kind != EVIDENCE_JOIN) {
            return top;
        }
        walk_push(walk, top->as.join.right);
        walk_push(walk, top->as.join.left);
    }
    arena_destroy(walk->arena);
    return NULL;
}

const struct evidence *evidence_of_deployed(struct arena *arena, const struct evidence *evidence)
{
    const struct evidence *all = NULL;
    struct walk walk;

    walk_begin(&walk, evidence);
    for (const struct evidence *leaf = walk_next(&walk); leaf != NULL; leaf = walk_next(&walk)) {
        struct evidence *marked = arena_alloc(arena, sizeof *marked);

        *marked = *leaf;
        if (marked->kind == EVIDENCE_FACT) {
            marked->as.fact.deployed = true;
        } else {
            marked->missing_deployed = true;
            marked->as.missing.beyond_input = false;
        }
        all = evidence_join(arena, all, marked);
    }
    return all;
}

void evidence_facts(struct arena *arena, const struct evidence *evidence, struct finding_facts *facts)
{
    struct walk walk;

    walk_begin(&walk, evidence);
    for (const struct evidence *leaf = walk_next(&walk); leaf != NULL; leaf = walk_next(&walk)) {
        if (leaf->kind == EVIDENCE_FACT) {
            add_fact(arena, &leaf->as.fact, facts);
        }
    }
}

static void add_missing(struct arena *arena, const struct evidence *leaf, struct string_list *texts)
{
    const struct missing *missing = &leaf->as.missing;
    struct text sentence = text_create(arena, 1024);

    text_append(&sentence, leaf->missing_deployed ? "in the released build: " : "");
    for (size_t i = 0; i < MISSING_PIECES && missing->pieces[i] != NULL; i++) {
        text_append(&sentence, missing->pieces[i]);
    }
    for (size_t i = 0; i < texts->count; i++) {
        if (strcmp(texts->items[i], sentence.data) == 0) {
            return;
        }
    }
    if (texts->count < FACTS_LIMIT) {
        *ARENA_PUSH(arena, texts) = sentence.data;
    }
}

void evidence_missing_texts(struct arena *arena, const struct evidence *evidence, struct string_list *texts)
{
    struct walk walk;

    walk_begin(&walk, evidence);
    for (const struct evidence *leaf = walk_next(&walk); leaf != NULL; leaf = walk_next(&walk)) {
        if (leaf->kind == EVIDENCE_MISSING) {
            add_missing(arena, leaf, texts);
        }
    }
}

bool evidence_beyond_input(const struct evidence *evidence)
{
    struct walk walk;
    bool beyond = false;

    walk_begin(&walk, evidence);
    for (const struct evidence *leaf = walk_next(&walk); leaf != NULL; leaf = walk_next(&walk)) {
        beyond = beyond || (leaf->kind == EVIDENCE_MISSING && leaf->as.missing.beyond_input);
    }
    return beyond;
}
