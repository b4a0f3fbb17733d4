/* Any bytes as a log: there is a verdict or a reason why not, and what is kept stays within its limits. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "log/log_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_entry(const struct log_entry *entry)
{
    if (entry->first == 0 || entry->last < entry->first || entry->count == 0 || strlen(entry->text) > 1000) {
        abort();
    }
    for (const char *at = entry->text; *at != '\0'; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7f) {
            abort(); /* a terminal would take it for a command */
        }
    }
}

static void check_boots(const struct device_state *device)
{
    size_t boots = 0;

    for (size_t i = 0; i < device->boots.count; i++) {
        boots += device->boots.items[i].count;
        if (device->boots.items[i].last_line < device->boots.items[i].first_line) {
            abort();
        }
    }
    if (boots > device->boots_seen || device->boots.count > LOG_BOOTS_LIMIT) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_create();
    struct log_report report;
    const char *failure = log_read(arena, "fuzz", (struct slice){ (const char *)data, size }, &report);

    if ((failure == NULL) != (report.verdict.state != NULL) || report.known > report.lines ||
        report.entries.count > LOG_ENTRIES_LIMIT) {
        abort();
    }
    for (size_t i = 0; i < report.entries.count; i++) {
        check_entry(&report.entries.items[i]);
    }
    check_boots(&report.device);
    arena_destroy(arena);
    return 0;
}
