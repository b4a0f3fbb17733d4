#include "check/waiver/glob.h"

#include <stddef.h>
#include <string.h>
#include "base/text.h"

struct glob {
    bool path;  /* '*' stops at a '/' */
    bool board; /* '/' and '_' are one */
};

struct matching {
    const struct glob *glob;
    struct slice pattern;
    struct slice text;
    size_t p;
    size_t t;
    size_t behind[2]; /* the last "*" and the last "**"; 0: none yet */
    size_t mark[2];   /* where in the text what they stand for ends */
};

static char plain(const struct glob *glob, char c)
{
    return glob->board && c == '/' ? '_' : c;
}

static bool may_pass(const struct glob *glob, bool deep, char c)
{
    return !glob->path || deep || c != '/';
}

static bool take_star(struct matching *m)
{
    bool deep;

    if (m->p == m->pattern.length || m->pattern.data[m->p] != '*') {
        return false;
    }
    deep = m->glob->path && m->p + 1 < m->pattern.length && m->pattern.data[m->p + 1] == '*';
    m->p += deep ? 2 : 1;
    m->behind[deep] = m->p;
    m->mark[deep] = m->t;
    m->behind[0] = deep ? 0 : m->behind[0];
    return true;
}

static bool take_character(struct matching *m)
{
    char wanted;
    char there;

    if (m->p == m->pattern.length || m->t == m->text.length) {
        return false;
    }
    wanted = m->pattern.data[m->p];
    there = m->text.data[m->t];
    if (wanted == '?' ? !may_pass(m->glob, false, there) : plain(m->glob, wanted) != plain(m->glob, there)) {
        return false;
    }
    m->p++;
    m->t++;
    return true;
}

/* The last star takes one character more. What an earlier one of its kind could take, the last one can too. */
static bool go_back(struct matching *m)
{
    for (int deep = 0; deep < 2; deep++) {
        if (m->behind[deep] != 0 && m->mark[deep] < m->text.length &&
            may_pass(m->glob, deep == 1, m->text.data[m->mark[deep]])) {
            m->p = m->behind[deep];
            m->t = ++m->mark[deep];
            m->behind[0] = deep == 1 ? 0 : m->behind[0];
            return true;
        }
    }
    return false;
}

static bool match(const struct glob *glob, struct slice pattern, struct slice text)
{
    struct matching m = { .glob = glob, .pattern = pattern, .text = text };

    while (m.t < text.length || m.p < pattern.length) {
        if (!take_star(&m) && !take_character(&m) && !go_back(&m)) {
            return false;
        }
    }
    return true;
}

bool glob_matches(const char *pattern, const char *text)
{
    const struct glob glob = { .path = false };

    return match(&glob, slice_of(pattern), slice_of(text));
}

bool glob_matches_path(const char *pattern, const char *path)
{
    const struct glob glob = { .path = true };
    size_t pattern_length = strlen(pattern);

    if (strcmp(pattern, ".") == 0) {
        return true; /* the folder that paths begin at */
    }
    while (pattern_length > 1 && pattern[pattern_length - 1] == '/') {
        pattern_length--;
    }
    for (size_t length = 0; length <= strlen(path); length++) {
        if ((path[length] == '/' || path[length] == '\0') &&
            match(&glob, (struct slice){ pattern, pattern_length }, (struct slice){ path, length })) {
            return true;
        }
    }
    return false;
}

/* How long the board's own name is, and where the rest begins behind its revision. */
static size_t name_length(const char *board, const char **rest)
{
    size_t length = strcspn(board, "/@");
    const char *soc = strstr(board, "_nrf5340");

    if (board[length] == '\0' && soc != NULL) {
        length = (size_t)(soc - board);
    }
    *rest = board + length;
    if (**rest == '@') {
        *rest += strcspn(*rest, "/");
    }
    return length;
}

bool glob_matches_board(const char *pattern, const char *board)
{
    const struct glob glob = { .board = true };
    char whole[256];
    const char *rest;
    size_t length = name_length(board, &rest);
    bool revision = strchr(pattern, '@') != NULL;

    if (strlen(board) >= sizeof whole) {
        return false;
    }
    if (revision) {
        /* "nrf5340dk@2.0.0" names the board of that revision, whatever its target. */
        size_t upto = (size_t)(rest - board);

        return match(&glob, slice_of(pattern), slice_of(board)) ||
               match(&glob, slice_of(pattern), (struct slice){ board, upto });
    }
    memcpy(whole, board, length);
    memcpy(whole + length, rest, strlen(rest) + 1);
    return match(&glob, slice_of(pattern), slice_of(whole)) ||
           match(&glob, slice_of(pattern), (struct slice){ whole, length });
}
