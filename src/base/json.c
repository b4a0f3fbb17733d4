#include "base/json.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

struct json json_create(struct text *out, unsigned indent)
{
    return (struct json){ .out = out, .indent = indent };
}

static void newline(struct json *json)
{
    if (json->indent == 0) {
        return;
    }
    text_append(json->out, "\n");
    for (unsigned i = 0; i < json->depth * json->indent; i++) {
        text_append(json->out, " ");
    }
}

/* Writes what stands before a key or an array item: comma, line break, indentation. */
static void separate(struct json *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->depth == 0) {
        return;
    }
    if (json->has_items[json->depth - 1]) {
        text_append(json->out, ",");
    }
    json->has_items[json->depth - 1] = true;
    newline(json);
}

static void open_level(struct json *json, const char *bracket)
{
    separate(json);
    assert(json->depth < JSON_DEPTH_LIMIT);
    text_append(json->out, bracket);
    json->has_items[json->depth++] = false;
}

static void close_level(struct json *json, const char *bracket)
{
    assert(json->depth > 0);
    json->depth--;
    if (json->has_items[json->depth]) {
        newline(json);
    }
    text_append(json->out, bracket);
}

void json_object_begin(struct json *json)
{
    open_level(json, "{");
}

void json_object_end(struct json *json)
{
    close_level(json, "}");
}

void json_array_begin(struct json *json)
{
    open_level(json, "[");
}

void json_array_end(struct json *json)
{
    close_level(json, "]");
}

static void write_escaped(struct text *out, unsigned char byte)
{
    switch (byte) {
    case '"':
        text_append(out, "\\\"");
        break;
    case '\\':
        text_append(out, "\\\\");
        break;
    case '\n':
        text_append(out, "\\n");
        break;
    case '\r':
        text_append(out, "\\r");
        break;
    case '\t':
        text_append(out, "\\t");
        break;
    default:
        text_printf(out, "\\u%04x", (unsigned)byte);
    }
}

static void write_string(struct text *out, const char *value)
{
    size_t length = strlen(value);

    text_append(out, "\"");
    for (size_t at = 0; at < length;) {
        size_t step = utf8_sequence(value + at, length - at);
        unsigned char byte = (unsigned char)value[at];

        if (step == 0) {
            text_append(out, "\\ufffd");
            step = 1;
        } else if (byte < 0x20 || byte == 0x7f || byte == '"' || byte == '\\') {
            write_escaped(out, byte);
        } else {
            text_append_bytes(out, value + at, step);
        }
        at += step;
    }
    text_append(out, "\"");
}

void json_key(struct json *json, const char *key)
{
    separate(json);
    write_string(json->out, key);
    text_append(json->out, json->indent == 0 ? ":" : ": ");
    json->after_key = true;
}

void json_string(struct json *json, const char *value)
{
    if (value == NULL) {
        json_null(json);
        return;
    }
    separate(json);
    write_string(json->out, value);
}

void json_int(struct json *json, int64_t value)
{
    separate(json);
    text_printf(json->out, "%" PRId64, value);
}

void json_uint(struct json *json, uint64_t value)
{
    separate(json);
    text_printf(json->out, "%" PRIu64, value);
}

void json_bool(struct json *json, bool value)
{
    separate(json);
    text_append(json->out, value ? "true" : "false");
}

void json_null(struct json *json)
{
    separate(json);
    text_append(json->out, "null");
}

void json_member(struct json *json, const char *key, const char *value)
{
    json_key(json, key);
    json_string(json, value);
}

void json_member_uint(struct json *json, const char *key, uint64_t value)
{
    json_key(json, key);
    json_uint(json, value);
}

void json_member_bool(struct json *json, const char *key, bool value)
{
    json_key(json, key);
    json_bool(json, value);
}

void json_member_strings(struct json *json, const char *key, const char *const *items, size_t count)
{
    json_key(json, key);
    json_array_begin(json);
    for (size_t i = 0; i < count; i++) {
        json_string(json, items[i]);
    }
    json_array_end(json);
}

void json_tool(struct json *json)
{
    json_member_uint(json, "schema_version", 1);
    json_key(json, "tool");
    json_object_begin(json);
    json_member(json, "name", "nrf53pack");
    json_member(json, "version", NRF53PACK_VERSION);
    json_object_end(json);
}

#define REPORT_INDENT 2

struct json json_report_begin(struct text *out)
{
    struct json json = json_create(out, REPORT_INDENT);

    json_object_begin(&json);
    json_tool(&json);
    return json;
}

void json_report_end(struct json *json)
{
    json_object_end(json);
    text_append(json->out, "\n");
}

void json_origin(struct json *json, struct origin origin)
{
    if (origin.source == NULL) {
        return;
    }
    json_key(json, "origin");
    json_object_begin(json);
    json_member(json, "file", origin.source->name);
    if (origin.line > 0) {
        json_member_uint(json, "line", origin.line);
        json_member_uint(json, "column", origin.column);
    }
    json_object_end(json);
}
