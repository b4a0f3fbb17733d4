#include "check/waiver/date.h"

#include <string.h>
#include <time.h>
#include "base/text.h"

/* Months count from 1. */
static uint64_t days_of(uint64_t year, uint64_t month)
{
    static const uint8_t days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

    return month == 2 && leap ? 29 : days[month - 1];
}

bool date_is_valid(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    uint64_t year;
    uint64_t month;
    uint64_t day;

    if (strlen(text) != strlen(form)) {
        return false;
    }
    for (size_t i = 0; form[i] != '\0'; i++) {
        if (form[i] == 'd' ? (text[i] < '0' || text[i] > '9') : text[i] != form[i]) {
            return false;
        }
    }
    return parse_uint64((struct slice){ text, 4 }, 10, &year) &&
           parse_uint64((struct slice){ text + 5, 2 }, 10, &month) &&
           parse_uint64((struct slice){ text + 8, 2 }, 10, &day) && month >= 1 && month <= 12 && day >= 1 &&
           day <= days_of(year, month);
}

const char *check_today(struct arena *arena)
{
    time_t now = time(NULL);
    const struct tm *day = gmtime(&now);

    if (day == NULL) {
        return "1970-01-01";
    }
    return arena_printf(arena, "%04d-%02d-%02d", day->tm_year + 1900, day->tm_mon + 1, day->tm_mday);
}

bool check_is_over(const char *until, const char *today)
{
    /* ISO dates sort as text. */
    return until != NULL && strcmp(today, until) > 0;
}
