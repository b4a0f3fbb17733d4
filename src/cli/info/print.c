/* The three forms of `info`. */
#include "cli/info/tree.h"

#include <inttypes.h>

#define SHOWN_HEX_DIGITS 64u
#define SHOWN_TEXT       400u

static void indent(struct text *out, unsigned depth)
{
    text_printf(out, "%*s", (int)(2 * depth), "");
}

/* People read addresses in hexadecimal and counts in decimal. */
static void print_number(struct text *out, uint64_t number)
{
    if (number > 9) {
        text_printf(out, "0x%" PRIx64 " (%" PRIu64 ")", number, number);
    } else {
        text_printf(out, "%" PRIu64, number);
    }
}

static void print_scalar_text(struct text *out, const struct info_node *node)
{
    switch (node->kind) {
    case INFO_NUMBER:
        print_number(out, node->number);
        break;
    case INFO_INTEGER:
        text_printf(out, "%" PRId64, (int64_t)node->number);
        break;
    case INFO_BOOL:
        text_append(out, node->number != 0 ? "yes" : "no");
        break;
    case INFO_HEX:
        if (node->text.length > SHOWN_HEX_DIGITS) {
            text_printf(out, "%.*s... (%zu bytes)", (int)SHOWN_HEX_DIGITS, node->text.data, node->text.length / 2);
        } else {
            text_append_bytes(out, node->text.data, node->text.length);
        }
        break;
    default:
        /* Foreign text must not reach a terminal as it is. */
        text_append(out, text_printable(out->arena, node->text, SHOWN_TEXT));
    }
}

/* Characters that JSON takes as they are, but YAML 1.1 reads as line breaks or refuses: U+0080 to U+009F, U+2028, U+2029,
 * U+FEFF, U+FFFE, U+FFFF.
 */
static unsigned escaped_character(const unsigned char *bytes, size_t length)
{
    unsigned character = 0;

    if (length == 2) {
        character = (bytes[0] & 0x1fu) << 6 | (bytes[1] & 0x3fu);
        return character < 0xa0 ? character : 0;
    }
    if (length == 3) {
        character = (bytes[0] & 0x0fu) << 12 | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu);
        return character == 0x2028 || character == 0x2029 || character == 0xfeff || character >= 0xfffe ? character : 0;
    }
    return 0;
}

static void write_character(struct text *out, const char *bytes, size_t length)
{
    unsigned escaped = escaped_character((const unsigned char *)bytes, length);
    unsigned char first = (unsigned char)bytes[0];

    if (length == 0) {
        text_append(out, "\\ufffd");
    } else if (length == 1 && (first == '"' || first == '\\')) {
        text_printf(out, "\\%c", first);
    } else if (length == 1 && (first < 0x20 || first == 0x7f)) {
        text_printf(out, "\\u%04x", first);
    } else if (escaped != 0) {
        text_printf(out, "\\u%04x", escaped);
    } else {
        text_append_bytes(out, bytes, length);
    }
}

/* A string that JSON, YAML 1.1 and YAML 1.2 read alike. */
static void write_string(struct text *out, struct slice text)
{
    text_append(out, "\"");
    for (size_t at = 0; at < text.length;) {
        size_t length = utf8_sequence(text.data + at, text.length - at);

        write_character(out, text.data + at, length);
        at += length == 0 ? 1 : length;
    }
    text_append(out, "\"");
}

static void print_scalar_quoted(struct text *out, const struct info_node *node)
{
    switch (node->kind) {
    case INFO_NUMBER:
        text_printf(out, "%" PRIu64, node->number);
        break;
    case INFO_INTEGER:
        text_printf(out, "%" PRId64, (int64_t)node->number);
        break;
    case INFO_BOOL:
        text_append(out, node->number != 0 ? "true" : "false");
        break;
    default:
        write_string(out, node->text);
    }
}

static bool is_scalar(const struct info_node *node)
{
    return node->kind != INFO_MAP && node->kind != INFO_LIST;
}

static void print_json(struct text *out, const struct info_node *node, unsigned depth)
{
    if (is_scalar(node)) {
        print_scalar_quoted(out, node);
        return;
    }
    text_append(out, node->kind == INFO_LIST ? "[" : "{");
    for (size_t i = 0; i < node->count; i++) {
        text_append(out, i > 0 ? ",\n" : "\n");
        indent(out, depth + 1);
        if (node->kind == INFO_MAP) {
            text_printf(out, "\"%s\": ", node->items[i]->key);
        }
        print_json(out, node->items[i], depth + 1);
    }
    if (node->count > 0) {
        text_append(out, "\n");
        indent(out, depth);
    }
    text_append(out, node->kind == INFO_LIST ? "]" : "}");
}

/* What the JSON of every command begins with (json_tool()), in front of what is said of the file. */
static struct info_node *with_tool(struct arena *arena, const struct info_node *root)
{
    struct info_node *whole = info_root(arena);
    struct info_node *tool;

    info_number(arena, whole, "schema_version", INFO_SCHEMA_VERSION);
    tool = info_map(arena, whole, "tool");
    info_text(arena, tool, "name", "nrf53pack");
    info_text(arena, tool, "version", "%s", NRF53PACK_VERSION);
    for (size_t i = 0; i < root->count; i++) {
        *ARENA_PUSH(arena, whole) = root->items[i];
    }
    return whole;
}

void info_print_json(struct text *out, const struct info_node *root)
{
    print_json(out, with_tool(out->arena, root), 0);
    text_append(out, "\n");
}

/* Text and YAML have the same shape and differ in their scalars. */
static void print_nodes(struct text *out, const struct info_node *node, unsigned depth, bool first_is_placed,
                        void (*print_scalar)(struct text *out, const struct info_node *node))
{
    for (size_t i = 0; i < node->count; i++) {
        const struct info_node *child = node->items[i];

        if (!(first_is_placed && i == 0)) {
            indent(out, depth);
        }
        text_printf(out, "%s%s", child->key == NULL ? "-" : child->key, child->key == NULL ? "" : ":");
        if (is_scalar(child)) {
            text_append(out, " ");
            print_scalar(out, child);
            text_append(out, "\n");
        } else if (child->count == 0) {
            text_append(out, child->kind == INFO_LIST ? " []\n" : " {}\n");
        } else {
            text_append(out, child->key == NULL ? " " : "\n");
            print_nodes(out, child, depth + 1, child->key == NULL, print_scalar);
        }
    }
}

void info_print_text(struct text *out, const struct info_node *root)
{
    print_nodes(out, root, 0, false, print_scalar_text);
}

void info_print_yaml(struct text *out, const struct info_node *root)
{
    print_nodes(out, with_tool(out->arena, root), 0, false, print_scalar_quoted);
}
