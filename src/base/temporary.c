#define _XOPEN_SOURCE 700
#include "base/temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/interruption.h"
#include "base/process.h"

/* Folders in folders that a program may have made. */
#define DEPTH_LIMIT 16u

/* windows/posix.h says what it is there. */
#ifndef SYSTEM_TEMPORARY_PLACE
#define SYSTEM_TEMPORARY_PLACE(arena) "/tmp"
#endif

static bool is_link(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
}

struct temporary_folder {
    struct arena *arena;
    char *path;
};

struct temporary_folder *temporary_folder_create(struct arena *arena, const char **why)
{
    struct temporary_folder *folder = arena_alloc(arena, sizeof *folder);
    const char *place = environment("TMPDIR");

    if (place == NULL) {
        place = SYSTEM_TEMPORARY_PLACE(arena);
    }
    folder->arena = arena;
    folder->path = path_join(arena, place, "nrf53pack-XXXXXX");
    interruption_hold();
    if (mkdtemp(folder->path) == NULL) {
        interruption_release();
        *why = arena_printf(arena, "no folder for temporary files in '%s': %s", place, strerror(errno));
        return NULL;
    }
    return folder;
}

const char *temporary_folder_path(const struct temporary_folder *folder, const char *name)
{
    return path_join(folder->arena, folder->path, name);
}

static int write_all(int descriptor, const char *data, size_t size)
{
    while (size > 0) {
        ssize_t step = write(descriptor, data, size);

        if (step < 0 && errno != EINTR) {
            return errno;
        }
        if (step > 0) {
            data += step;
            size -= (size_t)step;
        }
    }
    return 0;
}

const char *temporary_folder_write(const struct temporary_folder *folder, const char *name, const void *data,
                                   size_t size)
{
    const char *path = temporary_folder_path(folder, name);
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    int error = descriptor < 0 ? errno : write_all(descriptor, data, size);

    if (descriptor >= 0 && close(descriptor) != 0 && error == 0) {
        error = errno;
    }
    return error == 0 ? NULL : arena_printf(folder->arena, "cannot write '%s': %s", path, strerror(error));
}

/* A link to a folder is no folder here. Deep trees are not made by signing commands; what lies deeper stays. */
static void remove_content(struct arena *arena, const char *path, unsigned depth)
{
    struct file_names names;

    if (!directory_list(arena, path, &names)) {
        return;
    }
    for (size_t i = 0; i < names.count; i++) {
        const char *name = path_join(arena, path, names.items[i]);

        if (unlink(name) != 0 && depth > 0 && !is_link(name)) {
            remove_content(arena, name, depth - 1);
            (void)rmdir(name);
        }
    }
}

void temporary_folder_remove(struct temporary_folder *folder)
{
    if (folder == NULL) {
        return;
    }
    remove_content(folder->arena, folder->path, DEPTH_LIMIT);
    (void)rmdir(folder->path);
    interruption_release();
}
