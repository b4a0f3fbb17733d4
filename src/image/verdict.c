#include "image/verdict.h"

#include <stdarg.h>
#include <string.h>

const char *verdict_name(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_PASS:
        return "pass";
    case VERDICT_FAIL:
        return "FAIL";
    case VERDICT_ABSENT:
        return "absent";
    case VERDICT_WARNING:
        return "warning";
    case VERDICT_NOT_CHECKED:
        break;
    }
    return "not checked";
}

void verdict_add(struct arena *arena, struct verdicts *verdicts, const char *check, enum verdict verdict,
                 const char *format, ...)
{
    struct verdict_line *line = ARENA_PUSH(arena, verdicts);
    va_list args;

    line->check = check;
    line->verdict = verdict;
    va_start(args, format);
    line->detail = arena_vprintf(arena, format, args);
    va_end(args);
}

bool verdicts_failed(const struct verdicts *verdicts)
{
    for (size_t i = 0; i < verdicts->count; i++) {
        if (verdicts->items[i].verdict == VERDICT_FAIL) {
            return true;
        }
    }
    return false;
}

enum verdict verdicts_find(const struct verdicts *verdicts, const char *check)
{
    for (size_t i = 0; i < verdicts->count; i++) {
        if (strcmp(verdicts->items[i].check, check) == 0) {
            return verdicts->items[i].verdict;
        }
    }
    return VERDICT_ABSENT;
}
