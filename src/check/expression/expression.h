/* The expression language of rule files (docs/rule-format.md): text to a checked tree.
 *
 * Trees live in the arena. expression_parse() builds one, expression_check() (typing.h) resolves its names and
 * types; only then may it be evaluated.
 */
#ifndef CHECK_EXPRESSION_EXPRESSION_H
#define CHECK_EXPRESSION_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "base/text.h"
#include "base/version.h"
#include "check/expression/integer.h"
#include "check/expression/value.h"

/* Bytes of one expression, and how deep it may nest, definitions included. */
#define EXPRESSION_LENGTH_LIMIT 8192
#define EXPRESSION_DEPTH_LIMIT  200

enum expression_kind {
    EXPRESSION_BOOL,
    EXPRESSION_NUMBER,
    EXPRESSION_TEXT,
    EXPRESSION_VERSION,
    EXPRESSION_SYMBOL,    /* IMAGE:SYMBOL */
    EXPRESSION_PARTITION, /* MAP:PARTITION */
    EXPRESSION_NAME,      /* a bare word; which kind is found by expression_check() */
    EXPRESSION_ATTRIBUTE, /* operand 0, then ".name" */
    EXPRESSION_CALL,
    EXPRESSION_NOT,
    EXPRESSION_NEGATE,
    EXPRESSION_AND,
    EXPRESSION_OR,
    EXPRESSION_COMPARE,
    EXPRESSION_IN, /* operand 0 in [ operand 1, ... ] */
    EXPRESSION_ARITHMETIC,
    EXPRESSION_LOOP, /* any(...), all(...): operand 0 is the body */
};

enum expression_operator {
    OPERATOR_NONE,
    OPERATOR_EQUAL,
    OPERATOR_UNEQUAL,
    OPERATOR_LESS,
    OPERATOR_LESS_EQUAL,
    OPERATOR_GREATER,
    OPERATOR_GREATER_EQUAL,
    OPERATOR_ADD,
    OPERATOR_SUBTRACT,
    OPERATOR_MULTIPLY,
    OPERATOR_DIVIDE,
    OPERATOR_REMAINDER,
    OPERATOR_ANY,
    OPERATOR_ALL,
};

/* What a bare word turned out to be. */
enum name_kind { NAME_UNRESOLVED, NAME_SDK, NAME_ERA, NAME_KIND, NAME_BOARD, NAME_VARIABLE, NAME_DEFINITION };

/* Which Kconfig file: the role of an image, or sysbuild's own. */
struct image_name {
    bool is_sysbuild;
    enum image_role role;
};

enum loop_domain { LOOP_PM, LOOP_PM_NET, LOOP_STATICS, LOOP_ANOMALIES, LOOP_IMAGES, LOOP_DTS_PARTITIONS };

/* "p in pm", "a, b in pm" */
struct loop {
    const char *variables[2];
    size_t variable_count; /* 2: each unordered pair */
    enum loop_domain domain;
    struct origin origin;
};

/* Fields behind a '.', found by expression_check(). */
enum attribute {
    ATTRIBUTE_ADDRESS,
    ATTRIBUTE_SIZE,
    ATTRIBUTE_END,
    ATTRIBUTE_END_ADDRESS,
    ATTRIBUTE_REGION,
    ATTRIBUTE_DEVICE,
    ATTRIBUTE_NAME,
    ATTRIBUTE_REGION_BASE,
    ATTRIBUTE_REGION_SIZE,
    ATTRIBUTE_ENABLED,
    ATTRIBUTE_MEMORY_SIZE,
    ATTRIBUTE_PATH,
    ATTRIBUTE_LABEL,
    ATTRIBUTE_KIND,
    ATTRIBUTE_SUBJECT,
    ATTRIBUTE_DETAIL,
    ATTRIBUTE_ROLE,
    ATTRIBUTE_COMPLETE,
    ATTRIBUTE_DEVICE_SIZE,
};

struct function;
struct definition;

struct expression {
    enum expression_kind kind;
    struct origin origin;
    enum expression_operator operator;
    union {
        bool boolean;
        struct integer number;
        const char *text;
        struct sdk_version version;
        struct image_name image; /* EXPRESSION_SYMBOL, EXPRESSION_NAME as an argument that is an image */
        enum map_name map;       /* EXPRESSION_PARTITION, EXPRESSION_NAME as an argument that is a map */
        struct loop loop;        /* EXPRESSION_LOOP */
    } as;
    const char *name; /* symbol, partition, word, attribute or function name */
    struct expression **operands;
    size_t operand_count;
    size_t operand_capacity;
    size_t depth; /* of the tree below, 1 for a leaf */

    /* Set by expression_check(). */
    enum value_type type;         /* of the result */
    enum value_type operand_type; /* comparisons: what the operands are read as */
    enum name_kind name_kind;
    size_t variable; /* NAME_VARIABLE: position in its scope */
    enum attribute attribute;
    const struct definition *definition;
    const struct function *function;
};

/* Text of an expression inside a source. exact: the bytes stand in the file as they are here, so that a position in the
 * text is a column in the file.
 */
struct expression_text {
    struct slice text;
    struct origin origin;
    bool exact;
};

/* Reports one error with its place and returns false when the text is no expression. */
NODISCARD bool expression_parse(struct arena *arena, struct expression_text text, struct diagnostics *diagnostics,
                                struct expression **expression);

/* "a, b in pm" of a rule's `for`. */
NODISCARD bool loop_parse(struct arena *arena, struct expression_text text, struct diagnostics *diagnostics,
                          struct loop *loop);

/* "mcuboot", "sysbuild", ... */
const char *image_name_text(struct image_name image);
NODISCARD bool image_name_parse(struct slice text, struct image_name *image);

#endif
