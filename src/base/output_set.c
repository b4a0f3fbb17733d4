#define _XOPEN_SOURCE 700
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/inputs.h"
#include "base/interruption.h"

/* As mkstemp() wants it. */
#define TEMPORARY_SUFFIX ".XXXXXX"

/* Of the second name of a file that is being replaced. */
#define OLD_SUFFIX ".old"

struct output_file {
    const char *name; /* as given */
    const char *path; /* the file itself, where name is a link to it */
    const char *temporary;
    const char *old; /* a second name of the file that was at path, or NULL */
    bool is_new;     /* nothing may be replaced */
    bool renamed;
};

struct output_files {
    struct output_file *items;
    size_t count;
    size_t capacity;
};

struct output_set {
    struct arena *arena;
    struct output_files files;
    struct file_names directories; /* created by this set, parents first */
    bool holds;                    /* off interruptions: there is something to take back */
    bool committed;
};

/* So much is written before it is asked whether the program shall end. */
#define WRITE_STEP (16u * 1024u * 1024u)

struct output_set *output_set_create(struct arena *arena)
{
    struct output_set *set = arena_alloc(arena, sizeof *set);

    set->arena = arena;
    return set;
}

static bool output_error(struct diagnostics *diagnostics, const char *path, const char *what)
{
    return diagnose(diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE, "cannot write '%s': %s", path, what);
}

static void hold(struct output_set *set)
{
    if (!set->holds) {
        interruption_hold();
        set->holds = true;
    }
}

static void release(struct output_set *set)
{
    if (set->holds) {
        set->holds = false;
        interruption_release();
    }
}

static bool write_all(int descriptor, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t step = write(descriptor, data, size < WRITE_STEP ? size : WRITE_STEP);

        if (interruption_pending()) {
            errno = EINTR;
            return false;
        }
        if (step < 0 && errno == EINTR) {
            continue;
        }
        if (step <= 0) {
            return false;
        }
        data += step;
        size -= (size_t)step;
    }
    return true;
}

/* mkstemp() makes files private; outputs get the mode of the file that they replace, or the one an ordinary new file
 * would have.
 */
static void apply_mode(int descriptor, const char *path)
{
    mode_t mask = umask(0);
    struct stat info;

    umask(mask);
    (void)fchmod(descriptor, stat(path, &info) == 0 ? info.st_mode & 0777 : 0666 & ~mask);
}

static bool is_link(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
}

/* A file that is not there yet has no absolute path of its own, its folder has. */
static const char *place(struct arena *arena, const char *path)
{
    return path_join(arena, path_absolute(arena, path_dirname(arena, path)), path_basename(path));
}

/* Nothing that this command read, and nothing that it writes besides. */
static bool is_free(struct output_set *set, const char *path, struct diagnostics *diagnostics)
{
    if (input_is(set->arena, path)) {
        return diagnose(diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' is an input of this call and would be lost",
                        path);
    }
    for (size_t i = 0; i < set->files.count; i++) {
        const char *other = set->files.items[i].name;

        if (strcmp(place(set->arena, path), place(set->arena, other)) == 0 || path_is_same_file(path, other)) {
            return diagnose(diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE, "'%s' is two outputs of this call", path);
        }
    }
    return true;
}

static bool can_be_written(struct output_set *set, const char *path, struct diagnostics *diagnostics)
{
    if (strcmp(path, "-") == 0) {
        return diagnose(diagnostics, DIAGNOSTIC_USAGE, ORIGIN_NONE,
                        "'-' does not stand for standard output here; a file of this name is './-'");
    }
    if (directory_exists(path)) {
        return output_error(diagnostics, path, "a folder of that name is in the way");
    }
    /* Renaming would put a file in the place of a device or pipe, /dev/null included. */
    if (path_exists(path) && !file_exists(path)) {
        return output_error(diagnostics, path, "exists and is no regular file");
    }
    if (!path_exists(path) && is_link(path)) {
        return output_error(diagnostics, path, path_absence(path));
    }
    return is_free(set, path, diagnostics);
}

/* Makes the temporary file beside the one that path, or the link there, stands for. Returns its descriptor; with -1
 * errno says why not.
 */
static int create(struct output_set *set, const char *path)
{
    const char *target = is_link(path) ? path_absolute(set->arena, path) : arena_strdup(set->arena, path);
    char *temporary = arena_printf(set->arena, "%s" TEMPORARY_SUFFIX, target);
    int descriptor = mkstemp(temporary);

    if (descriptor >= 0) {
        *ARENA_PUSH(set->arena, &set->files) =
            (struct output_file){ .name = arena_strdup(set->arena, path), .path = target, .temporary = temporary };
    }
    return descriptor;
}

size_t output_remains(const char *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    size_t length = strlen(name);
    size_t suffix = strlen(TEMPORARY_SUFFIX);

    if (length > strlen(OLD_SUFFIX) && strcmp(name + length - strlen(OLD_SUFFIX), OLD_SUFFIX) == 0) {
        length -= strlen(OLD_SUFFIX);
    }
    if (length <= suffix || name[length - suffix] != '.' || strspn(name + length - suffix + 1, letters) < suffix - 1) {
        return 0;
    }
    return length - suffix;
}

static bool add(struct output_set *set, const char *path, struct slice data, bool private,
                struct diagnostics *diagnostics)
{
    int descriptor;
    int error = 0;

    if (!can_be_written(set, path, diagnostics)) {
        return false;
    }
    hold(set);
    descriptor = create(set, path);
    if (descriptor < 0) {
        return output_error(diagnostics, path, strerror(errno));
    }
    if (!private) {
        apply_mode(descriptor, path);
    }
    if (!write_all(descriptor, data.data, data.length) || fsync(descriptor) != 0) {
        error = errno == 0 ? EIO : errno;
    }
    if (close(descriptor) != 0 && error == 0) {
        error = errno;
    }
    return error == 0 || output_error(diagnostics, path, strerror(error));
}

bool output_set_add(struct output_set *set, const char *path, const void *data, size_t size,
                    struct diagnostics *diagnostics)
{
    return add(set, path, (struct slice){ data, size }, false, diagnostics);
}

bool output_set_add_private(struct output_set *set, const char *path, const void *data, size_t size,
                            struct diagnostics *diagnostics)
{
    return add(set, path, (struct slice){ data, size }, true, diagnostics);
}

static bool add_new(struct output_set *set, const char *path, struct slice data, bool private,
                    struct diagnostics *diagnostics)
{
    if (path_exists(path)) {
        return output_error(diagnostics, path, strerror(EEXIST));
    }
    if (!add(set, path, data, private, diagnostics)) {
        return false;
    }
    set->files.items[set->files.count - 1].is_new = true;
    return true;
}

bool output_set_add_new(struct output_set *set, const char *path, const void *data, size_t size,
                        struct diagnostics *diagnostics)
{
    return add_new(set, path, (struct slice){ data, size }, false, diagnostics);
}

bool output_set_add_new_private(struct output_set *set, const char *path, const void *data, size_t size,
                                struct diagnostics *diagnostics)
{
    return add_new(set, path, (struct slice){ data, size }, true, diagnostics);
}

bool output_set_directory(struct output_set *set, const char *path, struct diagnostics *diagnostics)
{
    if (directory_exists(path)) {
        return true;
    }
    if (path_exists(path)) {
        return output_error(diagnostics, path, "exists and is no folder");
    }
    char *parent = path_dirname(set->arena, path);

    if (strcmp(parent, path) != 0 && !output_set_directory(set, parent, diagnostics)) {
        return false;
    }
    hold(set);
    if (mkdir(path, 0777) != 0) {
        return output_error(diagnostics, path, strerror(errno));
    }
    *ARENA_PUSH(set->arena, &set->directories) = arena_strdup(set->arena, path);
    return true;
}

/* A second name keeps what the renaming replaces. Where the file system has no links, an old file is lost when a later
 * renaming fails.
 */
static void keep_old(struct output_set *set, struct output_file *file)
{
    const char *old = arena_printf(set->arena, "%s" OLD_SUFFIX, file->temporary);

    file->old = link(file->path, old) == 0 ? old : NULL;
}

/* A second name is never given to a file that is there, as rename() does. Where the file system has no links, one who
 * comes in between is replaced.
 */
static bool put_in_place(const struct output_file *file)
{
    if (!file->is_new) {
        return rename(file->temporary, file->path) == 0;
    }
    if (link(file->temporary, file->path) == 0) {
        (void)unlink(file->temporary);
        return true;
    }
    if (errno != EEXIST && path_exists(file->path)) {
        errno = EEXIST;
    }
    return errno != EEXIST && rename(file->temporary, file->path) == 0;
}

static void forget_old(const struct output_set *set)
{
    for (size_t i = 0; i < set->files.count; i++) {
        if (set->files.items[i].old != NULL) {
            (void)unlink(set->files.items[i].old);
        }
    }
}

/* Renaming can only fail half-way when somebody changes the folder meanwhile; then the files already in
 * place are taken back as well, and those they replaced return.
 */
bool output_set_commit(struct output_set *set, struct diagnostics *diagnostics)
{
    if (interruption_pending()) {
        output_set_discard(set);
        return diagnose(diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE, "nothing is written: interrupted");
    }
    for (size_t i = 0; i < set->files.count; i++) {
        struct output_file *file = &set->files.items[i];

        if (!file->is_new) {
            keep_old(set, file);
        }
        if (!put_in_place(file)) {
            const char *name = file->name;
            int error = errno;

            output_set_discard(set);
            return output_error(diagnostics, name, strerror(error));
        }
        file->renamed = true;
    }
    forget_old(set);
    set->committed = true;
    release(set);
    return true;
}

static void take_back(const struct output_file *file)
{
    if (!file->renamed) {
        (void)unlink(file->temporary);
    } else if (file->old == NULL || rename(file->old, file->path) != 0) {
        (void)unlink(file->path);
    }
}

void output_set_discard(struct output_set *set)
{
    if (set->committed) {
        return;
    }
    for (size_t i = 0; i < set->files.count; i++) {
        take_back(&set->files.items[i]);
    }
    forget_old(set);
    for (size_t i = set->directories.count; i > 0; i--) {
        (void)rmdir(set->directories.items[i - 1]);
    }
    set->files.count = 0;
    set->directories.count = 0;
    release(set);
}
