#include "data.h"

#include <stdio.h>
#include <string.h>
#include "base/file.h"

#define FILE_LIMIT (4u << 20)

struct reader {
    struct arena *arena;
    struct facts *facts;
    unsigned line;
    struct slice *words;
    size_t count;
};

size_t fact_words(struct slice line, struct slice words[FACT_WORDS])
{
    size_t count = 0;

    line = slice_trim(line);
    if (line.length == 0 || line.data[0] == '#') {
        return 0;
    }
    while (line.length > 0 && count < FACT_WORDS) {
        size_t length = 0;

        while (length < line.length && line.data[length] != ' ') {
            length++;
        }
        words[count++] = (struct slice){ line.data, length };
        line = slice_trim((struct slice){ line.data + length, line.length - length });
    }
    return count;
}

bool fact_line(struct slice *rest, struct slice *line)
{
    const char *end;

    if (rest->length == 0) {
        return false;
    }
    end = memchr(rest->data, '\n', rest->length);
    line->data = rest->data;
    line->length = end == NULL ? rest->length : (size_t)(end - rest->data);
    rest->data += line->length + (end != NULL);
    rest->length -= line->length + (end != NULL);
    return true;
}

static bool number(struct slice word, int base, uint32_t *value)
{
    uint64_t wide;

    if (!parse_uint64(word, base, &wide) || wide > UINT32_MAX) {
        return false;
    }
    *value = (uint32_t)wide;
    return true;
}

/* True when `word` begins with `key`; *value is what follows. */
static bool after_key(struct slice word, const char *key, struct slice *value)
{
    size_t length = strlen(key);

    if (!slice_starts_with(word, key)) {
        return false;
    }
    *value = (struct slice){ word.data + length, word.length - length };
    return true;
}

static struct slice part(struct slice *rest, char separator)
{
    size_t length = 0;
    struct slice first;

    while (length < rest->length && rest->data[length] != separator) {
        length++;
    }
    first = (struct slice){ rest->data, length };
    length += length < rest->length;
    *rest = (struct slice){ rest->data + length, rest->length - length };
    return first;
}

bool range_has(struct slice ranges, uint32_t value)
{
    while (ranges.length > 0) {
        struct slice range = part(&ranges, ',');
        struct slice low = part(&range, '-');
        uint32_t from;
        uint32_t to;

        if (!number(low, 10, &from)) {
            return false;
        }
        to = from;
        if (range.length > 0 && !number(range, 10, &to)) {
            return false;
        }
        if (value >= from && value <= to) {
            return true;
        }
    }
    return false;
}

static bool read_hex(struct slice word, uint8_t *bytes, size_t capacity, size_t *count)
{
    if (word.length % 2 != 0 || word.length / 2 > capacity) {
        return false;
    }
    for (size_t i = 0; i < word.length; i += 2) {
        int high = hex_digit_value(word.data[i]);
        int low = hex_digit_value(word.data[i + 1]);

        if (high < 0 || low < 0) {
            return false;
        }
        bytes[i / 2] = (uint8_t)(high << 4 | low);
    }
    *count = word.length / 2;
    return true;
}

static bool read_digest(struct slice word, uint8_t digest[DIGEST_SIZE])
{
    size_t count;

    return read_hex(word, digest, DIGEST_SIZE, &count) && count == DIGEST_SIZE;
}

static const char *keep_word(const struct reader *reader, struct slice word)
{
    return arena_strndup(reader->arena, word.data, word.length);
}

static struct fact_group *group(const struct reader *reader)
{
    return reader->facts->groups.count == 0 ? NULL : &reader->facts->groups.items[reader->facts->groups.count - 1];
}

static struct fact_scenario *scenario(const struct reader *reader)
{
    struct fact_group *last = group(reader);

    return last == NULL || last->scenarios.count == 0 ? NULL : &last->scenarios.items[last->scenarios.count - 1];
}

static bool read_group(struct reader *reader)
{
    struct fact_group *fresh = ARENA_PUSH(reader->arena, &reader->facts->groups);

    fresh->name = keep_word(reader, reader->words[1]);
    return true;
}

static bool read_place(struct slice value, uint32_t *offset, uint32_t *size)
{
    struct slice first = part(&value, ':');

    return number(first, 16, offset) && number(value, 16, size);
}

bool fact_mode(struct slice word, enum upgrade_mode *mode)
{
    static const struct {
        const char *name;
        enum upgrade_mode mode;
    } modes[] = {
        { "swap-move", UPGRADE_SWAP_MOVE },
        { "swap-offset", UPGRADE_SWAP_OFFSET },
        { "swap-scratch", UPGRADE_SWAP_SCRATCH },
        { "overwrite-only", UPGRADE_OVERWRITE_ONLY },
    };

    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        if (slice_equals(word, modes[i].name)) {
            *mode = modes[i].mode;
            return true;
        }
    }
    return false;
}

static bool read_layout_word(struct fact_layout *layout, struct slice word)
{
    struct slice value;

    if (after_key(word, "mode=", &value)) {
        return fact_mode(value, &layout->mode);
    }
    if (after_key(word, "downgrade=", &value)) {
        layout->downgrade = slice_equals(value, "version") ? DOWNGRADE_BY_VERSION : DOWNGRADE_ALLOWED;
        return slice_equals(value, "version") || slice_equals(value, "allowed");
    }
    if (after_key(word, "primary=", &value)) {
        return read_place(value, &layout->offset[SLOT_PRIMARY], &layout->size[SLOT_PRIMARY]);
    }
    if (after_key(word, "secondary=", &value)) {
        return read_place(value, &layout->offset[SLOT_SECONDARY], &layout->size[SLOT_SECONDARY]);
    }
    if (after_key(word, "scratch=", &value)) {
        return read_place(value, &layout->scratch_offset, &layout->scratch_size);
    }
    return (after_key(word, "device=", &value) && number(value, 16, &layout->device)) ||
           (after_key(word, "write=", &value) && number(value, 10, &layout->write)) ||
           (after_key(word, "align=", &value) && number(value, 10, &layout->align)) ||
           (after_key(word, "sectors=", &value) && number(value, 10, &layout->sectors));
}

static bool read_layout(struct reader *reader)
{
    for (size_t i = 1; i < reader->count; i++) {
        if (!read_layout_word(&group(reader)->layout, reader->words[i])) {
            return false;
        }
    }
    return true;
}

static bool read_limit(struct reader *reader)
{
    return number(reader->words[1], 10, &group(reader)->limit);
}

bool fact_version(struct slice word, struct mcuboot_version *version)
{
    uint32_t parts[3];

    for (size_t i = 0; i < 3; i++) {
        if (!number(part(&word, '.'), 10, &parts[i])) {
            return false;
        }
    }
    *version = (struct mcuboot_version){ (uint8_t)parts[0], (uint8_t)parts[1], (uint16_t)parts[2], 0 };
    return word.length == 0;
}

static bool read_image(struct reader *reader)
{
    struct fact_image *image = ARENA_PUSH(reader->arena, &group(reader)->images);

    image->name = keep_word(reader, reader->words[1]);
    if (!number(reader->words[2], 10, &image->seed) || !number(reader->words[3], 10, &image->length) ||
        !fact_version(reader->words[4], &image->version) || !read_digest(reader->words[5], image->digest)) {
        return false;
    }
    for (size_t i = 6; i < reader->count; i++) {
        struct slice value;

        if (slice_equals(reader->words[i], "confirm")) {
            image->confirm = true;
        } else if (!(after_key(reader->words[i], "pad=", &value) && number(value, 16, &image->pad)) &&
                   !(after_key(reader->words[i], "flip=", &value) && number(value, 16, &image->flip)) &&
                   !(after_key(reader->words[i], "keep=", &value) && number(value, 16, &image->keep))) {
            return false;
        }
    }
    return true;
}

static bool read_content(struct reader *reader)
{
    struct fact_content *content = ARENA_PUSH(reader->arena, &group(reader)->contents);

    content->name = keep_word(reader, reader->words[1]);
    content->trailer = keep_word(reader, reader->words[3]);
    return read_digest(reader->words[2], content->digest);
}

static bool read_scenario(struct reader *reader)
{
    struct fact_scenario *fresh = ARENA_PUSH(reader->arena, &group(reader)->scenarios);

    fresh->name = keep_word(reader, reader->words[1]);
    return true;
}

static struct fact_step *new_step(struct reader *reader, enum fact_kind kind)
{
    struct fact_step *step = ARENA_PUSH(reader->arena, &scenario(reader)->steps);

    step->kind = kind;
    step->line = reader->line;
    return step;
}

static bool read_slot(struct slice word, int *slot)
{
    *slot = slice_equals(word, "p") ? SLOT_PRIMARY : SLOT_SECONDARY;
    return slice_equals(word, "p") || slice_equals(word, "s");
}

static bool read_load(struct reader *reader)
{
    struct fact_step *step = new_step(reader, FACT_LOAD);
    const struct fact_group *own = group(reader);

    for (size_t i = 0; i < own->images.count; i++) {
        if (slice_equals(reader->words[2], own->images.items[i].name)) {
            step->image = &own->images.items[i];
        }
    }
    return read_slot(reader->words[1], &step->slot) && step->image != NULL;
}

static bool read_poke(struct reader *reader)
{
    struct fact_step *step = new_step(reader, FACT_POKE);

    return read_slot(reader->words[1], &step->slot) && parse_int64(reader->words[2], &step->offset) &&
           read_hex(reader->words[3], step->bytes, sizeof step->bytes, &step->byte_count);
}

static bool read_erase(struct reader *reader)
{
    return read_slot(reader->words[1], &new_step(reader, FACT_ERASE)->slot);
}

/* `=` and `-` leave NULL. */
static bool read_contents(const struct reader *reader, size_t first, const struct fact_content *content[SLOT_COUNT])
{
    const struct fact_group *own = group(reader);

    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        struct slice word = reader->words[first + slot];

        content[slot] = NULL;
        for (size_t i = 0; i < own->contents.count; i++) {
            if (slice_equals(word, own->contents.items[i].name)) {
                content[slot] = &own->contents.items[i];
            }
        }
        if (content[slot] == NULL && !slice_equals(word, "=") && !slice_equals(word, "-")) {
            return false;
        }
    }
    return true;
}

static bool read_start(struct reader *reader)
{
    return read_contents(reader, 1, new_step(reader, FACT_START)->content);
}

/* What `boot`, `set_pending` and `confirm` have in common. */
static bool read_outcome(struct reader *reader, struct fact_step *step)
{
    step->type = keep_word(reader, reader->words[1]);
    step->end = keep_word(reader, reader->words[2]);
    if (!read_contents(reader, 3, step->content)) {
        return false;
    }
    for (size_t i = 5; i < reader->count; i++) {
        struct slice value;

        if (after_key(reader->words[i], "same=", &step->same)) {
            step->has_cuts = true;
        } else if (!after_key(reader->words[i], "ops=", &value) || !number(value, 10, &step->operations)) {
            return false;
        }
    }
    return true;
}

static bool read_boot(struct reader *reader)
{
    return read_outcome(reader, new_step(reader, FACT_BOOT));
}

static bool read_set_pending(struct reader *reader)
{
    struct fact_step *step = new_step(reader, FACT_SET_PENDING);

    step->permanent = slice_equals(reader->words[1], "1");
    return read_outcome(reader, step);
}

static bool read_confirm(struct reader *reader)
{
    return read_outcome(reader, new_step(reader, FACT_CONFIRM));
}

static bool read_cut(struct reader *reader)
{
    struct fact_scenario *own = scenario(reader);
    struct fact_cut *cut;

    if (own->steps.count == 0) {
        return false;
    }
    cut = ARENA_PUSH(reader->arena, &own->steps.items[own->steps.count - 1].cuts);
    cut->ranges = reader->words[1];
    cut->end = keep_word(reader, reader->words[2]);
    cut->next = keep_word(reader, reader->words[5]);
    return read_contents(reader, 3, cut->content);
}

enum needs { NEEDS_NOTHING, NEEDS_GROUP, NEEDS_SCENARIO };

static bool read_line(struct reader *reader)
{
    static const struct {
        const char *name;
        bool (*read)(struct reader *reader);
        size_t words;
        enum needs needs;
    } lines[] = {
        { "group", read_group, 2, NEEDS_NOTHING },      { "layout", read_layout, 2, NEEDS_GROUP },
        { "limit", read_limit, 2, NEEDS_GROUP },        { "image", read_image, 6, NEEDS_GROUP },
        { "content", read_content, 4, NEEDS_GROUP },    { "scenario", read_scenario, 2, NEEDS_GROUP },
        { "load", read_load, 3, NEEDS_SCENARIO },       { "poke", read_poke, 4, NEEDS_SCENARIO },
        { "erase", read_erase, 2, NEEDS_SCENARIO },     { "start", read_start, 3, NEEDS_SCENARIO },
        { "boot", read_boot, 5, NEEDS_SCENARIO },       { "set_pending", read_set_pending, 5, NEEDS_SCENARIO },
        { "confirm", read_confirm, 5, NEEDS_SCENARIO }, { "cut", read_cut, 6, NEEDS_SCENARIO },
    };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (slice_equals(reader->words[0], lines[i].name)) {
            return reader->count >= lines[i].words && (lines[i].needs < NEEDS_GROUP || group(reader) != NULL) &&
                   (lines[i].needs < NEEDS_SCENARIO || scenario(reader) != NULL) && lines[i].read(reader);
        }
    }
    return false;
}

struct facts *facts_read(struct arena *arena, const char *path)
{
    struct slice words[FACT_WORDS];
    struct reader reader = { .arena = arena, .words = words };
    struct slice rest;
    struct slice line;
    const char *error = file_read(arena, path, FILE_LIMIT, &rest.data, &rest.length);

    if (error != NULL) {
        fprintf(stderr, "%s: %s\n", path, error);
        return NULL;
    }
    reader.facts = arena_alloc(arena, sizeof *reader.facts);
    reader.facts->path = path;
    while (fact_line(&rest, &line)) {
        reader.line++;
        reader.count = fact_words(line, words);
        if (reader.count > 0 && !read_line(&reader)) {
            fprintf(stderr, "%s:%u: not a line of this format\n", path, reader.line);
            return NULL;
        }
    }
    return reader.facts;
}
