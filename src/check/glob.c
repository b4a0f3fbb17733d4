#include "check/glob.h"

#include <stddef.h>
#include <string.h>

struct glob {
    bool path;  /* '*' stops at a '/' */
    bool board; /* '/' and '_' are one */
};

static char plain(const struct glob *glob, char c)
{
    return glob->board && c == '/' ? '_' : c;
}

static bool may_pass(const struct glob *glob, bool deep, char c)
{
    return !glob->path || deep || c != '/';
}

/* Goes back to the last '*' only: what an earlier one could take, the last one can too. With two kinds of stars that holds
 * for those of a kind, so that a "**" is kept apart from a "*" behind it.
 */
static bool match(const struct glob *glob, const char *pattern, size_t pattern_length, const char *text, size_t length)
{
    size_t p = 0;
    size_t t = 0;
    size_t star[2] = { 0, 0 }; /* behind the last "*" and the last "**"; 0: none yet */
    size_t mark[2] = { 0, 0 };

    while (t < length || p < pattern_length) {
        if (p < pattern_length && pattern[p] == '*') {
            bool deep = glob->path && p + 1 < pattern_length && pattern[p + 1] == '*';

            p += deep ? 2 : 1;
            star[deep] = p;
            mark[deep] = t;
            star[0] = deep ? 0 : star[0];
            continue;
        }
        if (p < pattern_length && t < length &&
            ((pattern[p] == '?' && may_pass(glob, false, text[t])) ||
             plain(glob, pattern[p]) == plain(glob, text[t]))) {
            p++;
            t++;
            continue;
        }
        if (star[0] != 0 && mark[0] < length && may_pass(glob, false, text[mark[0]])) {
            p = star[0];
            t = ++mark[0];
        } else if (star[1] != 0 && mark[1] < length) {
            p = star[1];
            t = ++mark[1];
            star[0] = 0;
        } else {
            return false;
        }
    }
    return true;
}

bool glob_matches(const char *pattern, const char *text)
{
    const struct glob glob = { .path = false };

    return match(&glob, pattern, strlen(pattern), text, strlen(text));
}

bool glob_matches_path(const char *pattern, const char *path)
{
    const struct glob glob = { .path = true };
    size_t pattern_length = strlen(pattern);

    while (pattern_length > 1 && pattern[pattern_length - 1] == '/') {
        pattern_length--;
    }
    for (size_t length = 0; length <= strlen(path); length++) {
        if ((path[length] == '/' || path[length] == '\0') && match(&glob, pattern, pattern_length, path, length)) {
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

        return match(&glob, pattern, strlen(pattern), board, strlen(board)) ||
               match(&glob, pattern, strlen(pattern), board, upto);
    }
    memcpy(whole, board, length);
    memcpy(whole + length, rest, strlen(rest) + 1);
    return match(&glob, pattern, strlen(pattern), whole, strlen(whole)) ||
           match(&glob, pattern, strlen(pattern), whole, length);
}
