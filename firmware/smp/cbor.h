/* The part of CBOR that SMP uses (RFC 8949): maps with text keys, integers, byte and text strings, booleans, arrays.
 *
 * The reader walks over bytes that came from outside: every length is checked, nesting is bounded, nothing is
 * allocated, nothing recurses. The writer fills a buffer of the caller and remembers when it was too small.
 */
#ifndef SMP_CBOR_H
#define SMP_CBOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CBOR_DEPTH_MAX 8u
#define CBOR_KEYS_MAX  32u /* of the map that is opened; requests have six at most */

/* A string inside the bytes that are read; no final zero. */
struct cbor_string {
    const uint8_t *bytes;
    uint32_t size;
};

/* The keys and values of a map, one behind the other, inside the bytes that are read. */
struct cbor_map {
    const uint8_t *bytes;
    uint32_t size;
};

/* True when all of `bytes` is one map, of definite or indefinite length, that this reader takes: at most
 * CBOR_DEPTH_MAX deep, keys are text (of the maps inside it, too), at most CBOR_KEYS_MAX of its own and no two the
 * same; no tags, no strings in pieces, nothing behind its end. Text is not looked at for being UTF-8. Afterwards
 * `map` points into `bytes`; when false it is empty.
 */
bool cbor_map_open(struct cbor_map *map, const uint8_t *bytes, uint32_t size);

/* What stands under `key`. CBOR_ABSENT: no such key, or null (mcumgr sends `hash: null` with `image confirm`);
 * CBOR_WRONG: the value has another type or does not fit.
 */
enum cbor_found { CBOR_FOUND, CBOR_ABSENT, CBOR_WRONG };
enum cbor_found cbor_map_uint(const struct cbor_map *map, const char *key, uint32_t *value);
enum cbor_found cbor_map_bool(const struct cbor_map *map, const char *key, bool *value);
enum cbor_found cbor_map_bytes(const struct cbor_map *map, const char *key, struct cbor_string *value);
enum cbor_found cbor_map_text(const struct cbor_map *map, const char *key, struct cbor_string *value);

/* Writes; after the first thing that does not fit `overflow` is set and nothing more is written. */
struct cbor_writer {
    uint8_t *buffer;
    uint32_t size;
    uint32_t used;
    bool overflow;
};

/* Maps and arrays of indefinite length, each to be ended with cbor_write_end(). */
void cbor_write_map(struct cbor_writer *writer);
void cbor_write_array(struct cbor_writer *writer);
void cbor_write_end(struct cbor_writer *writer);
void cbor_write_uint(struct cbor_writer *writer, uint32_t value);
void cbor_write_bool(struct cbor_writer *writer, bool value);
void cbor_write_bytes(struct cbor_writer *writer, const void *bytes, uint32_t size);
void cbor_write_text(struct cbor_writer *writer, const char *text);
void cbor_write_text_of(struct cbor_writer *writer, const void *bytes, uint32_t size);

#endif
