#include "check/expression/spelling.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include "base/text.h"

#define NAME_LIMIT 64u
#define SHORT_NAME 5u
#define LONG_NAME  12u

/* Of a word that is suggested: "severities" is three from "severity". */
#define WORD_EDITS 3u

static bool same_digits(struct slice left, struct slice right)
{
    size_t at = 0;

    for (size_t i = 0; i < left.length; i++) {
        if (!is_digit(left.data[i])) {
            continue;
        }
        while (at < right.length && !is_digit(right.data[at])) {
            at++;
        }
        if (at == right.length || right.data[at++] != left.data[i]) {
            return false;
        }
    }
    while (at < right.length && !is_digit(right.data[at])) {
        at++;
    }
    return at == right.length;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* Edits between the texts, with exchanged neighbours as one (restricted Damerau-Levenshtein distance): three rows of the
 * table are enough. Both have at most NAME_LIMIT characters.
 */
static unsigned edits(struct slice left, struct slice right)
{
    unsigned rows[3][NAME_LIMIT + 1] = { { 0 } };

    for (size_t j = 0; j <= right.length; j++) {
        rows[0][j] = (unsigned)j;
    }
    for (size_t i = 1; i <= left.length; i++) {
        const unsigned *before = rows[(i - 1) % 3];
        const unsigned *earlier = rows[(i + 1) % 3];
        unsigned *row = rows[i % 3];

        row[0] = (unsigned)i;
        for (size_t j = 1; j <= right.length; j++) {
            unsigned other = left.data[i - 1] != right.data[j - 1];

            row[j] = least(before[j - 1] + other, least(before[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && left.data[i - 1] == right.data[j - 2] && left.data[i - 2] == right.data[j - 1]) {
                row[j] = least(row[j], earlier[j - 2] + 1);
            }
        }
    }
    return rows[left.length % 3][right.length];
}

/* Edits between two names that are near each other; UINT32_MAX for others. */
static unsigned nearness(struct slice name, struct slice known)
{
    unsigned allowed = known.length < LONG_NAME ? 1 : 2;
    unsigned needed;

    if (known.length < SHORT_NAME || known.length > NAME_LIMIT || name.length > NAME_LIMIT ||
        !same_digits(name, known)) {
        return UINT32_MAX;
    }
    needed = edits(name, known);
    return needed <= allowed ? needed : UINT32_MAX;
}

const char *misspelt_name(struct arena *arena, const char *name, const char *names)
{
    struct slice wanted = slice_of(name);
    struct slice nearest = { "", 0 };
    unsigned least_edits = UINT32_MAX;

    while (*names != '\0') {
        struct slice known = { names, strcspn(names, " ") };
        unsigned needed = nearness(wanted, known);

        if (known.length == wanted.length && memcmp(known.data, wanted.data, known.length) == 0) {
            return "";
        }
        if (needed < least_edits) {
            least_edits = needed;
            nearest = known;
        }
        names += known.length;
        names += strspn(names, " ");
    }
    return arena_strndup(arena, nearest.data, nearest.length);
}

const char *nearest_word(struct arena *arena, const char *word, const char *names)
{
    struct slice wanted = slice_of(word);
    struct slice nearest = { "", 0 };
    unsigned least_edits = UINT32_MAX;

    while (*names != '\0' && wanted.length <= NAME_LIMIT) {
        struct slice known = { names, strcspn(names, " ") };
        bool comparable = known.length <= NAME_LIMIT && same_digits(wanted, known);
        unsigned needed = comparable ? edits(wanted, known) : UINT32_MAX;

        if (needed < least_edits && needed <= WORD_EDITS && needed <= known.length / 3 + 1 && needed < known.length) {
            least_edits = needed;
            nearest = known;
        }
        names += known.length;
        names += strspn(names, " ");
    }
    return arena_strndup(arena, nearest.data, nearest.length);
}
