/* Streaming JSON writer: indented, UTF-8 always valid, keys in the order written. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include "base/source.h"
#include "base/text.h"

#define JSON_DEPTH_LIMIT 32

struct json {
    struct text *out;
    unsigned depth;
    unsigned indent;                  /* blanks a level, 0 = compact */
    bool has_items[JSON_DEPTH_LIMIT]; /* something was written at this level */
    bool after_key;
};

struct json json_create(struct text *out, unsigned indent);

void json_object_begin(struct json *json);
void json_object_end(struct json *json);
void json_array_begin(struct json *json);
void json_array_end(struct json *json);
void json_key(struct json *json, const char *key);
void json_string(struct json *json, const char *value); /* NULL writes null */
void json_int(struct json *json, int64_t value);
void json_uint(struct json *json, uint64_t value);
void json_bool(struct json *json, bool value);
void json_null(struct json *json);

/* key and value in one call */
void json_member(struct json *json, const char *key, const char *value);
void json_member_uint(struct json *json, const char *key, uint64_t value);
void json_member_bool(struct json *json, const char *key, bool value);
void json_member_strings(struct json *json, const char *key, const char *const *items, size_t count);

/* What every report of the program begins with: schema_version, and tool with name and version. */
void json_tool(struct json *json);

/* A report: an object that begins like that, and a line feed behind it. */
struct json json_report_begin(struct text *out);
void json_report_end(struct json *json);

/* "origin" with file, line and column, the last two where there is a line; nothing for an origin that is nowhere. */
void json_origin(struct json *json, struct origin origin);

#endif
