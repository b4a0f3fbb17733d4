#include "differences.h"

#include <stdio.h>
#include <string.h>
#include "base/file.h"

#define FILE_LIMIT (1u << 20)

static bool known_reason(const struct differences *differences, struct slice reason)
{
    for (size_t i = 0; i < differences->reasons.count; i++) {
        struct slice known = differences->reasons.items[i];

        if (known.length == reason.length && memcmp(known.data, reason.data, reason.length) == 0) {
            return true;
        }
    }
    return false;
}

static bool read_words(struct arena *arena, struct differences *differences, unsigned line, const struct slice *words,
                       size_t count)
{
    struct difference *difference;

    if (slice_equals(words[0], "reason") && count >= 3) {
        *ARENA_PUSH(arena, &differences->reasons) = words[1];
        return true;
    }
    if (!slice_equals(words[0], "differs") || count < 6 || count > 7 || !known_reason(differences, words[5])) {
        return false;
    }
    difference = ARENA_PUSH(arena, &differences->list);
    *difference = (struct difference){ line, words[1], words[2], words[3], words[4], words[5], { NULL, 0 } };
    if (count == 7) {
        difference->value = words[6];
    }
    return true;
}

struct differences *differences_read(struct arena *arena, const char *path)
{
    struct differences *differences = arena_alloc(arena, sizeof *differences);
    struct slice words[FACT_WORDS];
    struct slice rest;
    struct slice line;
    unsigned number = 0;
    const char *error = file_read(arena, path, FILE_LIMIT, &rest.data, &rest.length);

    if (error != NULL) {
        fprintf(stderr, "%s: %s\n", path, error);
        return NULL;
    }
    differences->path = path;
    while (fact_line(&rest, &line)) {
        size_t count = fact_words(line, words);

        number++;
        if (count > 0 && !read_words(arena, differences, number, words, count)) {
            fprintf(stderr, "%s:%u: not a line of this format, or a reason that is not named\n", path, number);
            return NULL;
        }
    }
    return differences;
}

/* A comma-separated list holds the name. */
static bool list_has(struct slice list, const char *name)
{
    size_t start = 0;

    for (size_t i = 0; i <= list.length; i++) {
        if (i == list.length || list.data[i] == ',') {
            if (slice_equals((struct slice){ list.data + start, i - start }, name)) {
                return true;
            }
            start = i + 1;
        }
    }
    return false;
}

static bool for_scenario(const struct difference *difference, const char *group, const char *scenario)
{
    bool own =
        slice_equals(difference->group, "*") || (strlen(group) >= difference->group.length &&
                                                 memcmp(group, difference->group.data, difference->group.length) == 0);

    return own && slice_equals(difference->scenario, scenario);
}

static bool names(const struct difference *difference, const struct mismatch *mismatch)
{
    return range_has(difference->steps, mismatch->step) && list_has(difference->aspects, mismatch->aspect) &&
           (difference->value.length == 0 || slice_equals(difference->value, mismatch->here));
}

/* Each step and each aspect that the line names must have occurred. */
static unsigned missing(const struct difference *difference, const struct mismatches *mismatches)
{
    static const char *const aspects[] = { "type", "end", "primary", "secondary", "operations", "cuts" };
    unsigned count = 0;

    for (unsigned step = 1; step < 64; step++) {
        for (size_t i = 0; range_has(difference->steps, step) && i < sizeof aspects / sizeof aspects[0]; i++) {
            bool occurred = !list_has(difference->aspects, aspects[i]);

            for (size_t m = 0; m < mismatches->count && !occurred; m++) {
                occurred = mismatches->items[m].step == step && strcmp(mismatches->items[m].aspect, aspects[i]) == 0 &&
                           names(difference, &mismatches->items[m]);
            }
            if (!occurred) {
                printf("  line %u of the list: step %u, %s: expected to differ and does not\n", difference->line, step,
                       aspects[i]);
                count++;
            }
        }
    }
    return count;
}

unsigned differences_judge(const struct differences *differences, const char *group, const char *scenario,
                           const struct mismatches *mismatches, unsigned *expected)
{
    unsigned wrong = 0;

    *expected = 0;
    for (size_t m = 0; m < mismatches->count; m++) {
        const struct mismatch *mismatch = &mismatches->items[m];
        bool listed = false;

        for (size_t i = 0; i < differences->list.count && !listed; i++) {
            const struct difference *difference = &differences->list.items[i];

            listed = for_scenario(difference, group, scenario) && names(difference, mismatch);
        }
        *expected += listed;
        if (!listed && wrong++ < 12) {
            printf("  line %u, step %u, %s: MCUboot %s, here %s\n", mismatch->line, mismatch->step, mismatch->aspect,
                   mismatch->fact, mismatch->here);
        }
    }
    for (size_t i = 0; i < differences->list.count; i++) {
        if (for_scenario(&differences->list.items[i], group, scenario)) {
            wrong += missing(&differences->list.items[i], mismatches);
        }
    }
    return wrong;
}
