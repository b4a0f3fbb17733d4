#include "base/terminal.h"

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

/* Inside the program a path has '/' alone, which Windows takes too. */
static void normalise_arguments(void)
{
    for (int i = 1; i < __argc; i++) {
        for (char *at = __argv[i]; *at != '\0'; at++) {
            if (*at == '\\') {
                *at = '/';
            }
        }
    }
}

/* What is printed is the same bytes on every system, and UTF-8. */
bool terminal_prepare(void)
{
    bool output = _get_osfhandle(_fileno(stdout)) != (intptr_t)INVALID_HANDLE_VALUE;

    (void)_setmode(_fileno(stdin), _O_BINARY);
    (void)_setmode(_fileno(stdout), _O_BINARY);
    (void)_setmode(_fileno(stderr), _O_BINARY);
    (void)SetConsoleOutputCP(CP_UTF8);
    normalise_arguments();
    return output;
}

/* A console that cannot be told to show colours is none here. */
static bool is_console(DWORD which)
{
    HANDLE handle = GetStdHandle(which);
    DWORD mode;

    return GetConsoleMode(handle, &mode) && SetConsoleMode(handle, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

bool terminal_is_stdout(void)
{
    return is_console(STD_OUTPUT_HANDLE);
}

bool terminal_is_stderr(void)
{
    return is_console(STD_ERROR_HANDLE);
}

uint64_t clock_microseconds(void)
{
    LARGE_INTEGER now;
    LARGE_INTEGER frequency;

    (void)QueryPerformanceCounter(&now);
    (void)QueryPerformanceFrequency(&frequency);
    return (uint64_t)now.QuadPart / (uint64_t)frequency.QuadPart * 1000000u +
           (uint64_t)now.QuadPart % (uint64_t)frequency.QuadPart * 1000000u / (uint64_t)frequency.QuadPart;
}
