#include "base/terminal.h"

#include <string.h>
#include <windows.h>

#include "base/secret_line.h"
#include "base/wipe.h"

static bool read_character(HANDLE input, wchar_t *character)
{
    DWORD count = 0;

    return ReadConsoleW(input, character, 1, &count, NULL) && count == 1;
}

static enum terminal_answer read_console(HANDLE input, struct secret_line *line, size_t *length)
{
    wchar_t pair[2];

    for (;;) {
        int units = 1;
        char bytes[4];
        int count;

        if (!read_character(input, pair)) {
            secret_line_drop(line);
            return TERMINAL_CLOSED;
        }
        if (pair[0] == L'\n') {
            return secret_line_end(line, length);
        }
        if (pair[0] >= 0xd800 && pair[0] < 0xdc00 && read_character(input, pair + 1)) {
            units = 2;
        }
        count = pair[0] == L'\r' ? 0 : WideCharToMultiByte(CP_UTF8, 0, pair, units, bytes, sizeof bytes, NULL, NULL);
        for (int i = 0; i < count; i++) {
            secret_line_add(line, bytes[i]);
        }
        wipe(bytes, sizeof bytes);
        wipe(pair, sizeof pair);
    }
}

enum terminal_answer terminal_ask_secret(const char *prompt, char *buffer, size_t size, size_t *length)
{
    HANDLE input = CreateFileA("CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    HANDLE output = CreateFileA("CONOUT$", GENERIC_WRITE, FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    enum terminal_answer answer = TERMINAL_ABSENT;
    struct secret_line line = { buffer, size, 0 };
    DWORD mode, written;

    if (input != INVALID_HANDLE_VALUE && output != INVALID_HANDLE_VALUE && GetConsoleMode(input, &mode)) {
        SetConsoleMode(input, (mode | ENABLE_LINE_INPUT | ENABLE_PROCESSED_INPUT) & ~(DWORD)ENABLE_ECHO_INPUT);
        WriteConsoleA(output, prompt, (DWORD)strlen(prompt), &written, NULL);
        answer = read_console(input, &line, length);
        WriteConsoleA(output, "\r\n", 2, &written, NULL);
        SetConsoleMode(input, mode);
    }
    CloseHandle(output);
    CloseHandle(input);
    return answer;
}
