#include "netcore_data.h"

#include <stdio.h>
#include <string.h>
#include "base/file.h"

#define FILE_LIMIT (1u << 20)

const char *const netcore_fates[CUT_FATES] = { "resumed", "kept", "lost", "done" };

struct reader {
    struct arena *arena;
    struct netcore_facts *facts;
    unsigned line;
    struct slice *words;
    size_t count;
};

static const char *keep_word(const struct reader *reader, size_t index)
{
    return arena_strndup(reader->arena, reader->words[index].data, reader->words[index].length);
}

static bool number(const struct reader *reader, size_t index, uint32_t *value)
{
    uint64_t wide = 0;
    bool good = parse_uint64(reader->words[index], 10, &wide) && wide <= UINT32_MAX;

    *value = (uint32_t)wide;
    return good;
}

static bool read_version(struct slice word, uint8_t version[3])
{
    for (size_t i = 0; i < 3; i++) {
        size_t length = 0;
        uint64_t value;

        while (length < word.length && word.data[length] != '.') {
            length++;
        }
        if (!parse_uint64((struct slice){ word.data, length }, 10, &value) || value > UINT8_MAX) {
            return false;
        }
        version[i] = (uint8_t)value;
        length += length < word.length;
        word = (struct slice){ word.data + length, word.length - length };
    }
    return word.length == 0;
}

static bool read_commit(struct reader *reader)
{
    struct netcore_commit *commit = ARENA_PUSH(reader->arena, &reader->facts->commits);

    commit->hash = keep_word(reader, 1);
    commit->behaviour = keep_word(reader, 3);
    return read_version(reader->words[2], commit->version);
}

static bool read_setting(const struct reader *reader, struct netcore_setting *setting)
{
    const struct slice *words = reader->words;
    static const char *const rams[] = { "ff", "noise", "keep" };
    bool found = false;

    setting->behaviour = keep_word(reader, 1);
    setting->mode = slice_equals(words[2], "swap-move") ? UPGRADE_SWAP_MOVE : UPGRADE_OVERWRITE_ONLY;
    setting->assert_live = slice_equals(words[3], "live");
    for (size_t i = 0; i < sizeof rams / sizeof rams[0]; i++) {
        if (slice_equals(words[4], rams[i])) {
            setting->ram = (enum netcore_ram)i;
            found = true;
        }
    }
    return found && (setting->mode == UPGRADE_SWAP_MOVE || slice_equals(words[2], "overwrite-only")) &&
           (setting->assert_live || slice_equals(words[3], "dead"));
}

static bool read_experiment(struct reader *reader)
{
    struct netcore_experiment *experiment = ARENA_PUSH(reader->arena, &reader->facts->experiments);

    experiment->name = keep_word(reader, 5);
    return read_setting(reader, &experiment->setting);
}

static struct netcore_step *new_step(struct reader *reader)
{
    struct netcore_facts *facts = reader->facts;
    struct netcore_step *step;

    if (facts->experiments.count == 0) {
        return NULL;
    }
    step = ARENA_PUSH(reader->arena, &facts->experiments.items[facts->experiments.count - 1].steps);
    step->line = reader->line;
    return step;
}

static bool read_boot(struct reader *reader)
{
    struct netcore_step *step = new_step(reader);

    if (step == NULL) {
        return false;
    }
    step->boot = true;
    step->end = keep_word(reader, 1);
    step->primary = keep_word(reader, 4);
    step->trailer = keep_word(reader, 5);
    step->secondary = keep_word(reader, 6);
    return number(reader, 2, &step->transfers) && number(reader, 3, &step->operations) &&
           number(reader, 7, &step->repeat);
}

static bool read_confirm(struct reader *reader)
{
    struct netcore_step *step = new_step(reader);
    uint32_t image;

    if (step == NULL || !number(reader, 1, &image) || image >= BOOT_MAX_IMAGES) {
        return false;
    }
    step->image = image;
    return true;
}

static bool read_cuts(struct reader *reader)
{
    struct netcore_cuts *cuts = ARENA_PUSH(reader->arena, &reader->facts->cuts);

    for (size_t i = 0; i < CUT_FATES; i++) {
        size_t length = strlen(netcore_fates[i]);
        struct slice word = reader->words[6 + i];

        if (!slice_starts_with(word, netcore_fates[i]) || word.length <= length || word.data[length] != '=') {
            return false;
        }
        cuts->fate[i] = (struct slice){ word.data + length + 1, word.length - length - 1 };
    }
    return read_setting(reader, &cuts->setting) && number(reader, 5, &cuts->operations);
}

static bool read_line(struct reader *reader)
{
    static const struct {
        const char *name;
        bool (*read)(struct reader *reader);
        size_t words;
    } lines[] = {
        { "commit", read_commit, 4 }, { "experiment", read_experiment, 6 },
        { "boot", read_boot, 8 },     { "confirm", read_confirm, 3 },
        { "cuts", read_cuts, 10 },
    };

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (slice_equals(reader->words[0], lines[i].name)) {
            return reader->count == lines[i].words && lines[i].read(reader);
        }
    }
    return false;
}

struct netcore_facts *netcore_read(struct arena *arena, const char *path)
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
