#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

#include "base/random.h"

#define RANDOM_LETTERS 6u
#define TRIES          100

/* Windows says more than errno can; these are what users meet. */
static int error_number(DWORD error)
{
    switch (error) {
    case ERROR_FILE_NOT_FOUND:
    case ERROR_PATH_NOT_FOUND:
        return ENOENT;
    case ERROR_ALREADY_EXISTS:
    case ERROR_FILE_EXISTS:
        return EEXIST;
    case ERROR_ACCESS_DENIED:
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
        return EACCES;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
        return ENOSPC;
    default:
        return EIO;
    }
}

static int result_of(BOOL done)
{
    if (!done) {
        errno = error_number(GetLastError());
    }
    return done ? 0 : -1;
}

static bool identify(const char *path, BY_HANDLE_FILE_INFORMATION *information)
{
    HANDLE file = CreateFileA(path, 0, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
                              FILE_FLAG_BACKUP_SEMANTICS, NULL); /* a folder too */
    bool known = file != INVALID_HANDLE_VALUE && GetFileInformationByHandle(file, information);

    if (file != INVALID_HANDLE_VALUE) {
        (void)CloseHandle(file);
    }
    return known;
}

/* Where a drive gives no numbers. */
static bool has_same_name(const char *path, const char *other)
{
    char left[MAX_PATH];
    char right[MAX_PATH];

    return GetFileAttributesA(path) != INVALID_FILE_ATTRIBUTES && _fullpath(left, path, sizeof left) != NULL &&
           _fullpath(right, other, sizeof right) != NULL && _stricmp(left, right) == 0;
}

bool windows_is_same_file(const char *path, const char *other)
{
    BY_HANDLE_FILE_INFORMATION left;
    BY_HANDLE_FILE_INFORMATION right;

    if (!identify(path, &left) || !identify(other, &right)) {
        return has_same_name(path, other);
    }
    return left.dwVolumeSerialNumber == right.dwVolumeSerialNumber && left.nFileIndexHigh == right.nFileIndexHigh &&
           left.nFileIndexLow == right.nFileIndexLow;
}

int windows_link(const char *path, const char *link_path)
{
    return result_of(CreateHardLinkA(link_path, path, NULL));
}

int windows_rename(const char *old_path, const char *new_path)
{
    return result_of(MoveFileExA(old_path, new_path, MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH));
}

int windows_make_folder(const char *path)
{
    return result_of(CreateDirectoryA(path, NULL));
}

/* Letters and digits in place of the XXXXXX at the end. */
static bool fill_in(char *path)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    uint8_t numbers[RANDOM_LETTERS];
    char *at = path + strlen(path) - RANDOM_LETTERS;

    if (!random_system(NULL, numbers, sizeof numbers)) {
        errno = EIO;
        return false;
    }
    for (size_t i = 0; i < RANDOM_LETTERS; i++) {
        at[i] = letters[numbers[i] % (sizeof letters - 1)];
    }
    return true;
}

int windows_make_temporary(char *path)
{
    int descriptor = -1;

    for (int i = 0; i < TRIES && descriptor < 0; i++) {
        if (!fill_in(path)) {
            return -1;
        }
        descriptor = open(path, _O_RDWR | _O_CREAT | _O_EXCL | O_CLOEXEC, _S_IREAD | _S_IWRITE);
        if (descriptor < 0 && errno != EEXIST) {
            return -1;
        }
    }
    return descriptor;
}

char *windows_make_temporary_folder(char *path)
{
    for (int i = 0; i < TRIES; i++) {
        if (!fill_in(path)) {
            return NULL;
        }
        if (windows_make_folder(path) == 0) {
            return path;
        }
        if (errno != EEXIST) {
            return NULL;
        }
    }
    return NULL;
}

char *windows_resolve(const char *path)
{
    char *full;
    size_t length = 0;

    if (GetFileAttributesA(path) == INVALID_FILE_ATTRIBUTES) {
        errno = error_number(GetLastError());
        return NULL;
    }
    full = _fullpath(NULL, path, 0);
    for (; full != NULL && full[length] != '\0'; length++) {
        if (full[length] == '\\') {
            full[length] = '/';
        }
    }
    if (length > sizeof "C:/" - 1 && full[length - 1] == '/') {
        full[length - 1] = '\0';
    }
    return full;
}
