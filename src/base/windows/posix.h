/* What the sources of src/base ask of POSIX and Windows has by another name: included before each of them there, by
 * src/base/CMakeLists.txt. Paths are UTF-8: the manifest of the program makes that the code page of every call that
 * takes a path in bytes.
 *
 * There are no links to speak of: making one needs rights that users do not have.
 */
#ifndef BASE_WINDOWS_POSIX_H
#define BASE_WINDOWS_POSIX_H

#include <direct.h>
#include <dirent.h>
#include <fcntl.h>
#include <io.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every open() of src/base says O_CLOEXEC. */
#define O_CLOEXEC  (_O_NOINHERIT | _O_BINARY)
#define O_NONBLOCK 0

#define PATH_HAS_DRIVES true

#undef environ
#define environ       _environ
#define SAME_VARIABLE _strnicmp /* names of variables are the same in capitals and small letters */

struct arena;
const char *windows_temporary_place(struct arena *arena);
#define SYSTEM_TEMPORARY_PLACE(arena) windows_temporary_place(arena)

#define _SC_NPROCESSORS_ONLN 0
#define sysconf(name)        windows_processors()
long windows_processors(void);

#define S_ISLNK(mode) ((void)(mode), 0)
#define lstat         stat

#define fsync                    _commit
#define fchmod(descriptor, mode) ((void)(descriptor), (void)(mode), 0) /* a new file gets its folder's rights */

/* Each sets errno and returns as POSIX says. */
int windows_link(const char *path, const char *link_path);
int windows_rename(const char *old_path, const char *new_path); /* replaces what is there */
int windows_make_folder(const char *path);
int windows_make_temporary(char *path);          /* mkstemp() */
char *windows_make_temporary_folder(char *path); /* mkdtemp() */
char *windows_resolve(const char *path);         /* realpath() with NULL; slashes are '/' */

/* Both are there, and they are one file: stat() gives all of them the number 0. */
bool windows_is_same_file(const char *path, const char *other);
#define SAME_FILE windows_is_same_file

#define link                   windows_link
#define rename                 windows_rename
#define mkdir(path, mode)      windows_make_folder(path)
#define mkstemp                windows_make_temporary
#define mkdtemp                windows_make_temporary_folder
#define realpath(path, buffer) windows_resolve(path)

#endif
