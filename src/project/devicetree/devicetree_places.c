#include <string.h>

#include "project/devicetree/devicetree_internal.h"

/* Where the nodes and properties of a blob stand in the text it was made of.
 *
 * dtc can tell this too (-T -T -I dts -O dts), but only in a second run per file, which would double the time
 * of a check, and only by lines of a text that must be scanned again. This scan needs no values: it knows
 * just enough of the grammar (labels, names, strings, comments, directives) to keep track of the node it is
 * in, and asks the tree that came from the blob which node or property that is. A wrong guess costs a line
 * number, never a value.
 */
struct scanner {
    struct devicetree *tree;
    struct devicetree_index *index;
    const char *data;
    size_t size;
    size_t at;
    uint32_t line;
    size_t line_start;
    struct devicetree_node *open[DEVICETREE_DEPTH_LIMIT]; /* NULL for a node that is not in the blob */
    size_t depth;                                         /* may pass the limit; then nothing is placed */
    size_t next_property; /* text and blob have the properties of a node in the same order */
};

static int peek(const struct scanner *scanner, size_t ahead)
{
    return ahead < scanner->size - scanner->at ? (unsigned char)scanner->data[scanner->at + ahead] : -1;
}

static void advance(struct scanner *scanner)
{
    if (scanner->data[scanner->at++] == '\n') {
        scanner->line++;
        scanner->line_start = scanner->at;
    }
}

static struct origin here(const struct scanner *scanner)
{
    return (struct origin){
        scanner->tree->source,
        scanner->line,
        (uint32_t)(scanner->at - scanner->line_start) + 1,
    };
}

static bool at_blank(const struct scanner *scanner)
{
    int c = peek(scanner, 0);

    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v';
}

/* Steps over a comment, if there is one. */
static bool skip_comment(struct scanner *scanner)
{
    bool block = peek(scanner, 1) == '*';

    if (peek(scanner, 0) != '/' || (!block && peek(scanner, 1) != '/')) {
        return false;
    }
    advance(scanner);
    advance(scanner);
    while (scanner->at < scanner->size) {
        if (block ? peek(scanner, 0) == '*' && peek(scanner, 1) == '/' : peek(scanner, 0) == '\n') {
            break;
        }
        advance(scanner);
    }
    for (int i = 0; i < (block ? 2 : 1) && scanner->at < scanner->size; i++) {
        advance(scanner);
    }
    return true;
}

static void skip_blanks(struct scanner *scanner)
{
    while (scanner->at < scanner->size) {
        if (at_blank(scanner)) {
            advance(scanner);
        } else if (!skip_comment(scanner)) {
            return;
        }
    }
}

/* Steps over "text" or 'c', with escapes. */
static void skip_quoted(struct scanner *scanner)
{
    int quote = peek(scanner, 0);

    advance(scanner);
    while (scanner->at < scanner->size && peek(scanner, 0) != quote) {
        if (peek(scanner, 0) == '\\' && peek(scanner, 1) >= 0) {
            advance(scanner);
        }
        advance(scanner);
    }
    if (scanner->at < scanner->size) {
        advance(scanner);
    }
}

static void skip_value(struct scanner *scanner)
{
    while (scanner->at < scanner->size && peek(scanner, 0) != ';') {
        int c = peek(scanner, 0);

        if (c == '"' || c == '\'') {
            skip_quoted(scanner);
        } else if (!skip_comment(scanner)) {
            advance(scanner);
        }
    }
}

static bool is_name_character(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c > 0 && strchr(",._+*#?@-", c) != NULL);
}

/* A name of a node, property or label, "/", "&label" or "&{/path}"; empty when something else comes. */
static struct slice take_word(struct scanner *scanner)
{
    size_t start = scanner->at;

    if (peek(scanner, 0) == '/') {
        advance(scanner);
    } else if (peek(scanner, 0) == '&' && peek(scanner, 1) == '{') {
        while (scanner->at < scanner->size && peek(scanner, 0) != '}') {
            advance(scanner);
        }
        if (scanner->at < scanner->size) {
            advance(scanner);
        }
    } else {
        while (is_name_character(peek(scanner, 0)) || (scanner->at == start && peek(scanner, 0) == '&')) {
            advance(scanner);
        }
    }
    return (struct slice){ scanner->data + start, scanner->at - start };
}

static struct devicetree_node *current(const struct scanner *scanner)
{
    if (scanner->depth == 0 || scanner->depth > DEVICETREE_DEPTH_LIMIT) {
        return NULL;
    }
    return scanner->open[scanner->depth - 1];
}

static struct devicetree_node *find_by_key(const struct scanner *scanner, struct slice head, struct slice tail)
{
    char key[2 * DEVICETREE_PATH_LIMIT];

    if (head.length + tail.length + 2 > sizeof key) {
        return NULL;
    }
    memcpy(key, head.data, head.length);
    memcpy(key + head.length, tail.data, tail.length);
    key[head.length + tail.length] = '\0';
    return devicetree_index_find(scanner->index, key);
}

static struct devicetree_node *find_node(const struct scanner *scanner, struct slice word)
{
    const struct devicetree_node *parent = current(scanner);
    char slash_name[DEVICETREE_PATH_LIMIT];

    if (slice_equals(word, "/")) {
        return scanner->depth == 0 ? scanner->tree->items[0] : NULL;
    }
    if (slice_starts_with(word, "&{")) {
        return find_by_key(scanner, (struct slice){ word.data + 2, word.length - 3 }, slice_of(""));
    }
    if (slice_starts_with(word, "&")) {
        return find_by_key(scanner, (struct slice){ word.data + 1, word.length - 1 }, slice_of(""));
    }
    if (parent == NULL || word.length + 1 > sizeof slash_name) {
        return NULL;
    }
    slash_name[0] = '/';
    memcpy(slash_name + 1, word.data, word.length);
    return find_by_key(scanner, slice_of(parent->parent == NULL ? "" : parent->path),
                       (struct slice){ slash_name, word.length + 1 });
}

static void open_node(struct scanner *scanner, struct slice word, struct origin origin)
{
    struct devicetree_node *node = find_node(scanner, word);

    if (node != NULL && node->origin.source == NULL) {
        node->origin = origin;
    }
    if (scanner->depth < DEVICETREE_DEPTH_LIMIT) {
        scanner->open[scanner->depth] = node;
    }
    scanner->depth++;
    scanner->next_property = 0;
}

static void close_node(struct scanner *scanner)
{
    scanner->depth -= scanner->depth > 0;
    scanner->next_property = 0;
}

/* The last place wins, as the last value does. */
static void place_property(struct scanner *scanner, struct slice word, struct origin origin)
{
    struct devicetree_node *node = current(scanner);

    for (size_t i = 0; node != NULL && i < node->property_count; i++) {
        size_t candidate = (scanner->next_property + i) % node->property_count;

        if (slice_equals(word, node->properties[candidate].name)) {
            node->properties[candidate].origin = origin;
            scanner->next_property = candidate + 1;
            return;
        }
    }
}

/* "/dts-v1/;", "/delete-node/ name;", "/memreserve/ 0 4;" end at their ';'; "/omit-if-no-ref/" and "/bits/ 8"
 * stand before something that is read as usual; "/include/" has no end of its own.
 */
static void skip_directive(struct scanner *scanner)
{
    size_t start = scanner->at;
    struct slice word;

    advance(scanner);
    while (scanner->at < scanner->size && peek(scanner, 0) != '/' && !at_blank(scanner)) {
        advance(scanner);
    }
    if (peek(scanner, 0) == '/') {
        advance(scanner);
    }
    word = (struct slice){ scanner->data + start, scanner->at - start };
    skip_blanks(scanner);
    if (slice_equals(word, "/include/") && peek(scanner, 0) == '"') {
        skip_quoted(scanner);
    } else if (!slice_equals(word, "/omit-if-no-ref/")) {
        skip_value(scanner);
    }
}

/* "label: other: name { ", "name = value;" or "name;". The place of a node is its first label. */
static void scan_statement(struct scanner *scanner)
{
    struct origin first = here(scanner);
    struct origin start = first;
    struct slice word = take_word(scanner);

    skip_blanks(scanner);
    while (word.length > 0 && peek(scanner, 0) == ':') {
        advance(scanner);
        skip_blanks(scanner);
        start = here(scanner);
        word = take_word(scanner);
        skip_blanks(scanner);
    }
    if (word.length > 0 && peek(scanner, 0) == '{') {
        advance(scanner);
        open_node(scanner, word, first);
    } else if (word.length > 0 && (peek(scanner, 0) == '=' || peek(scanner, 0) == ';')) {
        place_property(scanner, word, start);
        skip_value(scanner);
    } else if (word.length == 0 && scanner->at < scanner->size) {
        advance(scanner); /* nothing this scan knows */
    }
}

static bool at_directive(const struct scanner *scanner)
{
    int next = peek(scanner, 1);

    return peek(scanner, 0) == '/' && next >= 'a' && next <= 'z';
}

void devicetree_place(struct arena *arena, struct devicetree *tree)
{
    struct scanner scanner = { .tree = tree, .line = 1 };

    if (tree->count == 0) {
        return;
    }
    scanner.index = devicetree_index_create(arena, tree);
    scanner.data = tree->source->data;
    scanner.size = tree->source->size;
    for (skip_blanks(&scanner); scanner.at < scanner.size; skip_blanks(&scanner)) {
        if (at_directive(&scanner)) {
            skip_directive(&scanner);
        } else if (peek(&scanner, 0) == '}') {
            advance(&scanner);
            close_node(&scanner);
        } else if (peek(&scanner, 0) == ';') {
            advance(&scanner);
        } else {
            scan_statement(&scanner);
        }
    }
}
