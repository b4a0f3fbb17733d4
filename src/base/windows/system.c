#include <windows.h>

#include "base/file.h"

const char *windows_temporary_place(struct arena *arena)
{
    char place[MAX_PATH + 1];
    DWORD length = GetTempPathA(sizeof place, place);

    return length == 0 || length > MAX_PATH ? "." : path_portable(arena, place);
}

long windows_processors(void)
{
    SYSTEM_INFO info;

    GetSystemInfo(&info);
    return (long)info.dwNumberOfProcessors;
}
