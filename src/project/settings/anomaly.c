#include "project/settings/anomaly.h"

#include <stdarg.h>

void anomaly_add(struct arena *arena, struct anomalies *anomalies, const char *kind, const char *subject,
                 struct origin first, struct origin second, const char *format, ...)
{
    struct anomaly *anomaly = ARENA_PUSH(arena, anomalies);
    va_list args;

    anomaly->kind = kind;
    anomaly->subject = subject;
    anomaly->first = first;
    anomaly->second = second;
    va_start(args, format);
    anomaly->detail = arena_vprintf(arena, format, args);
    va_end(args);
}
