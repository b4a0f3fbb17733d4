/* Lines of logs, and what is asked of a log that is made of them. */
#ifndef TESTS_LOG_FIXTURE_H
#define TESTS_LOG_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "log/log_reader.h"

#define START    "*** Booting MCUboot v2.2.0 ***\nI: Starting bootloader\n"
#define TRAILERS "I: Primary image: magic=unset, swap_type=0x1, copy_done=0x3, image_ok=0x3\n" PENDING_NONE
#define PENDING_NONE                                                                                                   \
    "I: Secondary image: magic=unset, swap_type=0x1, copy_done=0x3, image_ok=0x3\nI: Boot source: none\n"
#define TYPE(image, type) "I: Image index: " image ", Swap type: " type "\n"
#define MOVE              "I: Starting swap using move algorithm.\n"
#define JUMP              "I: Bootloader chainload address offset: 0xc000\nI: Jumping to the first image slot\n"
#define APPLICATION       "*** Booting app v1.0.0 ***\n[00:00:01.000,000] <inf> main: hello\n"
#define NOTHING_DUE       START TRAILERS TYPE("0", "none") JUMP APPLICATION

static inline const struct log_report *read_text(struct arena *arena, const char *text)
{
    struct log_report *report = arena_alloc(arena, sizeof *report);

    assert_null(log_read(arena, "test.log", slice_of(text), report));
    return report;
}

static inline void assert_state(const char *text, const char *expected, size_t boots)
{
    struct arena *arena = arena_create();
    const struct log_report *report = read_text(arena, text);

    assert_string_equal(report->verdict.state, expected);
    assert_int_equal(report->device.boots_seen, boots);
    arena_destroy(arena);
}

/* What the verdict says, all of it. */
static inline bool says(const struct log_report *report, const char *words)
{
    const struct log_verdict *verdict = &report->verdict;
    bool said =
        strstr(verdict->headline, words) != NULL || (verdict->action != NULL && strstr(verdict->action, words) != NULL);

    for (size_t i = 0; i < verdict->details.count; i++) {
        said = said || strstr(verdict->details.items[i], words) != NULL;
    }
    return said;
}

#endif
