#include "log/log_reader.h"

#include <string.h>
#include "log/log_line.h"
#include "log/log_prefix.h"

#define EXCERPT_LENGTH 160

/* A file that is mostly no text is a binary; two zero bytes of three are still UTF-16 of a short alphabet. */
#define ODD_PERCENT  20
#define ZERO_PERCENT 70

/* Open addressing over the entries, so that a line that comes again is found at once. */
#define SLOTS (4 * LOG_ENTRIES_LIMIT)

struct reading {
    struct arena *arena;
    struct log_report *report;
    struct log_pattern_index index;
    const char *raw[LOG_ENTRIES_LIMIT]; /* the lines themselves */
    uint32_t slots[SLOTS];              /* index of an entry plus one; 0: empty */
};

static uint32_t hash_of(struct slice text)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < text.length; i++) {
        hash = (hash ^ (unsigned char)text.data[i]) * 16777619u;
    }
    return hash;
}

static void add_entry(struct reading *reading, size_t slot, const struct log_match *match, struct slice message,
                      uint32_t line)
{
    struct log_report *report = reading->report;
    struct arena *arena = reading->arena;

    if (report->entries.count == LOG_ENTRIES_LIMIT) {
        report->left_out++;
        return;
    }
    reading->raw[report->entries.count] = arena_strndup(arena, message.data, message.length);
    *ARENA_PUSH(arena, &report->entries) = (struct log_entry){
        match->pattern, text_printable(arena, message, EXCERPT_LENGTH), log_line_detail(arena, match), line, line, 1,
    };
    reading->slots[slot] = (uint32_t)report->entries.count;
}

static void keep_line(struct reading *reading, const struct log_match *match, struct slice message, uint32_t line)
{
    size_t slot = hash_of(message) % SLOTS;

    for (; reading->slots[slot] != 0; slot = (slot + 1) % SLOTS) {
        size_t index = reading->slots[slot] - 1;
        struct log_entry *entry = &reading->report->entries.items[index];

        if (entry->pattern == match->pattern && slice_equals(message, reading->raw[index])) {
            entry->count++;
            entry->last = line;
            return;
        }
    }
    add_entry(reading, slot, match, message, line);
}

/* bootutil's public half has this logging module in applications only; within MCUboot its module is MCUboot's. */
static bool is_of_application(struct slice line, size_t message)
{
    static const char module[] = "> mcuboot_util: ";
    size_t length = sizeof module - 1;

    return message >= length && memcmp(line.data + message - length, module, length) == 0;
}

static bool find_pattern(const struct reading *reading, struct slice line, size_t *message, struct log_match *match)
{
    size_t guess = log_prefix_guess(line, *message);

    if (log_pattern_find(&reading->index, line, *message, match)) {
        *message = guess <= match->begin ? guess : *message;
        return true;
    }
    *message = guess;
    return log_pattern_find(&reading->index, line, guess, match);
}

static void read_line(struct reading *reading, const struct log_lines *lines)
{
    struct slice line = { lines->text, lines->length };
    size_t message = lines->message;
    struct log_match match;

    reading->report->lines++;
    if (!find_pattern(reading, line, &message, &match)) {
        device_state_pass(&reading->report->device, log_prefix_warns(line, message), lines->number);
        return;
    }
    match.application = is_of_application(line, message);
    match.warning = log_prefix_warns(line, message);
    reading->report->known++;
    device_state_take(&reading->report->device, &match, lines->number);
    keep_line(reading, &match, slice_trim((struct slice){ line.data + message, line.length - message }), lines->number);
}

static bool has_text(const struct log_texts *texts, struct slice word)
{
    for (size_t i = 0; i < texts->count; i++) {
        if (slice_equals(word, texts->items[i])) {
            return true;
        }
    }
    return false;
}

static void add_rules(struct arena *arena, const char *rules, struct log_texts *all)
{
    while (rules != NULL && *rules != '\0') {
        size_t length = strcspn(rules, " ");
        struct slice word = { rules, length };

        if (!has_text(all, word)) {
            *ARENA_PUSH(arena, all) = arena_strndup(arena, word.data, word.length);
        }
        rules += length + (rules[length] == ' ');
    }
}

/* Rules of good news are of no use where the device has other trouble: only the lines that tell of some count. */
static bool tells_of_trouble(const struct log_pattern *pattern)
{
    return pattern->rules != NULL && pattern->event != LOG_BOOTLOADER_START && pattern->event != LOG_JUMP &&
           pattern->event != LOG_CHAINLOAD && pattern->event != LOG_SWAP_START && pattern->event != LOG_NET_START;
}

static void collect_rules(struct arena *arena, struct log_report *report)
{
    add_rules(arena, report->verdict.rules, &report->rules);
    for (size_t i = 0; i < report->entries.count; i++) {
        if (tells_of_trouble(report->entries.items[i].pattern)) {
            add_rules(arena, report->entries.items[i].pattern->rules, &report->rules);
        }
    }
}

static const char *why_unusable(const struct log_lines *lines, size_t size)
{
    size_t rest = size - lines->zero_bytes;

    if (size == 0) {
        return "is empty";
    }
    if (lines->zero_bytes > size / 100 * ZERO_PERCENT + ZERO_PERCENT ||
        lines->odd_bytes > rest / 100 * ODD_PERCENT + 16) {
        return "is no text: expected a log of a device, of an update client or of a build";
    }
    return NULL;
}

const char *log_read(struct arena *arena, const char *name, struct slice bytes, struct log_report *report)
{
    struct reading *reading = arena_alloc(arena, sizeof *reading);
    struct log_lines *lines = arena_alloc(arena, sizeof *lines);
    const char *failure;

    *report = (struct log_report){ .name = text_printable(arena, slice_of(name), 1000) };
    reading->arena = arena;
    reading->report = report;
    log_pattern_index_build(&reading->index);
    device_state_begin(&report->device, arena);
    log_lines_begin(lines, bytes);
    while (log_lines_next(lines)) {
        read_line(reading, lines);
    }
    device_state_end(&report->device);
    failure = why_unusable(lines, bytes.length);
    if (failure == NULL) {
        log_verdict_find(arena, report, &report->verdict);
        collect_rules(arena, report);
    }
    return failure;
}
