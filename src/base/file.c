#define _XOPEN_SOURCE 700
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* "C:" in front of a path; windows/posix.h says so there */
#ifndef PATH_HAS_DRIVES
#define PATH_HAS_DRIVES false
#endif

static bool file_stat(const char *path, struct stat *info)
{
    return stat(path, info) == 0;
}

bool file_exists(const char *path)
{
    struct stat info;

    return file_stat(path, &info) && S_ISREG(info.st_mode);
}

bool directory_exists(const char *path)
{
    struct stat info;

    return file_stat(path, &info) && S_ISDIR(info.st_mode);
}

bool path_exists(const char *path)
{
    struct stat info;

    return file_stat(path, &info);
}

static bool is_link(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
}

const char *path_absence(const char *path)
{
    struct stat info;

    if (stat(path, &info) != 0 && errno == ELOOP) {
        return "is a link that loops";
    }
    return is_link(path) ? "is a link to nothing" : "does not exist";
}

bool file_is_read_only(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && (info.st_mode & 0222) == 0;
}

bool file_has_other_names(const char *path)
{
    struct stat info;

    return file_stat(path, &info) && S_ISREG(info.st_mode) && info.st_nlink > 1;
}

bool file_modified(const char *path, int64_t *seconds)
{
    struct stat info;

    if (!file_stat(path, &info)) {
        return false;
    }
    *seconds = (int64_t)info.st_mtime;
    return true;
}

static const char *error_phrase(struct arena *arena, int error)
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return "no such file";
    case EACCES:
        return "permission denied";
    default:
        return arena_strdup(arena, strerror(error));
    }
}

static const char *read_all(struct arena *arena, int descriptor, char *buffer, size_t size, size_t *length)
{
    *length = 0;
    while (*length < size) {
        ssize_t step = read(descriptor, buffer + *length, size - *length);

        if (step < 0 && errno == EINTR) {
            continue;
        }
        if (step < 0) {
            return error_phrase(arena, errno);
        }
        if (step == 0) {
            break; /* shorter than stat said: somebody is writing it; what is there is what counts */
        }
        *length += (size_t)step;
    }
    return NULL;
}

static const char *too_large(struct arena *arena, size_t limit)
{
    return arena_printf(arena, "is larger than the limit of %zu bytes", limit);
}

/* Files that the system makes up while they are read (/proc) have size 0 and content. */
static const char *read_unsized(struct arena *arena, int descriptor, size_t limit, char **buffer, size_t *length)
{
    size_t capacity = 4096;

    *length = 0;
    *buffer = arena_alloc(arena, capacity);
    for (;;) {
        size_t step;
        const char *failure = read_all(arena, descriptor, *buffer + *length, capacity - 1 - *length, &step);
        char *larger;

        *length += step;
        if (failure != NULL || *length > limit) {
            return failure != NULL ? failure : too_large(arena, limit);
        }
        if (*length < capacity - 1) {
            return NULL;
        }
        larger = arena_alloc(arena, 2 * capacity);
        memcpy(larger, *buffer, *length);
        *buffer = larger;
        capacity *= 2;
    }
}

#define IS_A_FOLDER "is a folder, a file is needed"

static const char *read_regular(struct arena *arena, int descriptor, size_t limit, char **buffer, size_t *length)
{
    struct stat info;

    if (fstat(descriptor, &info) != 0) {
        return error_phrase(arena, errno);
    }
    if (S_ISDIR(info.st_mode)) {
        return IS_A_FOLDER;
    }
    if (!S_ISREG(info.st_mode)) {
        return "is no regular file";
    }
    if ((uint64_t)info.st_size > limit) {
        return too_large(arena, limit);
    }
    if (info.st_size == 0) {
        return read_unsized(arena, descriptor, limit, buffer, length);
    }
    *buffer = arena_alloc(arena, (size_t)info.st_size + 1);
    return read_all(arena, descriptor, *buffer, (size_t)info.st_size, length);
}

const char *file_read(struct arena *arena, const char *path, size_t limit, const char **data, size_t *size)
{
    const char *failure;
    char *buffer = NULL;
    /* O_NONBLOCK: opening a named pipe must not wait for a writer. */
    int descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

    if (descriptor < 0) {
        bool missing = errno == ENOENT || errno == ELOOP;

        if (errno == EACCES && directory_exists(path)) { /* so says Windows */
            return IS_A_FOLDER;
        }
        failure = error_phrase(arena, errno);
        return missing && is_link(path) ? path_absence(path) : failure;
    }
    failure = read_regular(arena, descriptor, limit, &buffer, size);
    close(descriptor);
    *data = buffer;
    return failure;
}

bool path_is_absolute(const char *path)
{
    return path[0] == '/' || (PATH_HAS_DRIVES && path[0] != '\0' && path[1] == ':');
}

char *path_join(struct arena *arena, const char *directory, const char *name)
{
    size_t length = strlen(directory);
    size_t slash = length > 0 && directory[length - 1] != '/';
    char *path;

    if (length == 0 || path_is_absolute(name)) {
        return arena_strdup(arena, name);
    }
    path = arena_alloc(arena, length + slash + strlen(name) + 1);
    memcpy(path, directory, length);
    memcpy(path + length, "/", slash);
    memcpy(path + length + slash, name, strlen(name));
    return path;
}

static bool leads_out(const char *rest)
{
    for (const char *at = rest; at != NULL; at = strchr(at, '/')) {
        at += strspn(at, "/");
        if (at[0] == '.' && at[1] == '.' && (at[2] == '/' || at[2] == '\0')) {
            return true;
        }
    }
    return false;
}

const char *path_inside(const char *folder, const char *path)
{
    size_t length = strlen(folder);
    const char *rest;

    while (length > 0 && folder[length - 1] == '/') {
        length--;
    }
    rest = path + length;
    /* A folder of slashes alone is the root. */
    if (folder[0] == '\0' || strncmp(path, folder, length) != 0 || *rest != '/') {
        return NULL;
    }
    rest += strspn(rest, "/");
    return *rest == '\0' || leads_out(rest) ? NULL : rest;
}

const char *path_basename(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

char *path_dirname(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL) {
        return arena_strdup(arena, ".");
    }
    return slash == path ? arena_strdup(arena, "/") : arena_strndup(arena, path, (size_t)(slash - path));
}

char *path_portable(struct arena *arena, const char *path)
{
    char *copy = arena_strdup(arena, path);

    for (char *at = copy; PATH_HAS_DRIVES && *at != '\0'; at++) {
        if (*at == '\\') {
            *at = '/';
        }
    }
    return copy;
}

char *path_absolute(struct arena *arena, const char *path)
{
    char *resolved = realpath(path, NULL);
    char *copy = arena_strdup(arena, resolved == NULL ? path : resolved);

    free(resolved);
    return copy;
}

bool directory_list(struct arena *arena, const char *path, struct file_names *names)
{
    DIR *directory = opendir(path);
    struct dirent *entry;

    *names = (struct file_names){ 0 };
    if (directory == NULL) {
        return false;
    }
    while ((entry = readdir(directory)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            *ARENA_PUSH(arena, names) = arena_strdup(arena, entry->d_name);
        }
    }
    closedir(directory);
    if (names->count > 1) {
        qsort(names->items, names->count, sizeof *names->items, compare_strings);
    }
    return true;
}
