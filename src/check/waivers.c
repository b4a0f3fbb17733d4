#include "check/waivers.h"

#include <string.h>
#include <time.h>

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

static void add(struct arena *arena, struct waiver_uses *uses, const struct waivers *waivers, bool from_file,
                const char *today)
{
    for (size_t i = 0; waivers != NULL && i < waivers->count; i++) {
        const struct waiver *waiver = &waivers->items[i];
        bool expired = check_is_over(waiver->until, today);

        *ARENA_PUSH(arena, uses) = (struct waiver_use){ waiver, from_file, expired, false };
    }
}

struct waiver_uses waivers_begin(struct arena *arena, const struct check_config *config, const struct waivers *allowed,
                                 const char *today)
{
    struct waiver_uses uses = { 0 };

    add(arena, &uses, config != NULL ? &config->waivers : NULL, true, today);
    add(arena, &uses, allowed, false, today);
    return uses;
}

/* "settings_storage" names "pm:settings_storage.size" too. */
static bool names_fact(const char *wanted, const char *subject)
{
    const char *colon = strchr(subject, ':');
    const char *name = colon != NULL ? colon + 1 : subject;
    size_t length = strlen(wanted);

    return strcmp(wanted, subject) == 0 ||
           (strncmp(name, wanted, length) == 0 && (name[length] == '\0' || name[length] == '.'));
}

/* The subject of a pair is "a, b": each name counts. */
static bool names_subject(const char *wanted, const char *subject)
{
    size_t length = strlen(wanted);
    const char *comma = strstr(subject, ", ");

    if (strcmp(wanted, subject) == 0) {
        return true;
    }
    return comma != NULL && (strcmp(comma + 2, wanted) == 0 ||
                             ((size_t)(comma - subject) == length && strncmp(subject, wanted, length) == 0));
}

static bool covers(const struct waiver *waiver, const struct finding *finding, const char *subject)
{
    if (strcmp(waiver->rule->id, finding->rule) != 0) {
        return false;
    }
    if (waiver->subject == NULL || names_subject(waiver->subject, subject)) {
        return true;
    }
    for (size_t i = 0; i < finding->facts.count; i++) {
        if (names_fact(waiver->subject, finding->facts.items[i].subject)) {
            return true;
        }
    }
    return false;
}

const char *waivers_apply(struct waiver_uses *uses, const struct finding *finding, const char *subject)
{
    const char *reason = NULL;

    for (size_t i = 0; i < uses->count; i++) {
        struct waiver_use *use = &uses->items[i];

        if (!covers(use->waiver, finding, subject)) {
            continue;
        }
        use->used = true;
        if (!use->expired && reason == NULL) {
            reason = use->waiver->reason;
        }
    }
    return reason;
}

void waivers_notes(struct arena *arena, const struct waiver_uses *uses, struct string_list *notes)
{
    for (size_t i = 0; i < uses->count; i++) {
        const struct waiver_use *use = &uses->items[i];
        const char *place = use->from_file ? origin_text(arena, use->waiver->origin) : "--allow";

        if (use->expired) {
            *ARENA_PUSH(arena, notes) =
                arena_printf(arena, "waiver for %s (%s) ended on %s and does not apply any more", use->waiver->rule->id,
                             place, use->waiver->until);
        } else if (!use->used) {
            *ARENA_PUSH(arena, notes) =
                arena_printf(arena, "waiver for %s (%s) matches no finding", use->waiver->rule->id, place);
        }
    }
}
