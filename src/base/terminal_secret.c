#if !defined(_WIN32)
#define _XOPEN_SOURCE 700
#endif
#include "base/terminal.h"

#include <string.h>

/* volatile: these stores are the last ones, and no compiler may leave them out. */
static void wipe(char *bytes, size_t size)
{
    volatile char *at = bytes;

    while (size-- > 0) {
        *at++ = 0;
    }
}

/* One line, byte by byte, as the terminal hands it over. */
struct line {
    char *buffer;
    size_t size;
    size_t length; /* counts on over size, to tell a line that is too long */
};

static void line_add(struct line *line, char byte)
{
    if (line->length < line->size) {
        line->buffer[line->length] = byte;
    }
    line->length++;
}

static enum terminal_answer line_end(struct line *line, size_t *length)
{
    if (line->length > line->size) {
        wipe(line->buffer, line->size);
        return TERMINAL_TOO_LONG;
    }
    *length = line->length;
    return TERMINAL_ANSWERED;
}

#if defined(_WIN32)
#include <windows.h>

static bool read_character(HANDLE input, wchar_t *character)
{
    DWORD count = 0;

    return ReadConsoleW(input, character, 1, &count, NULL) && count == 1;
}

static enum terminal_answer read_console(HANDLE input, struct line *line, size_t *length)
{
    wchar_t pair[2];

    for (;;) {
        int units = 1;
        char bytes[4];
        int count;

        if (!read_character(input, pair)) {
            wipe(line->buffer, line->size);
            return TERMINAL_CLOSED;
        }
        if (pair[0] == L'\n') {
            return line_end(line, length);
        }
        if (pair[0] >= 0xd800 && pair[0] < 0xdc00 && read_character(input, pair + 1)) {
            units = 2;
        }
        count = pair[0] == L'\r' ? 0 : WideCharToMultiByte(CP_UTF8, 0, pair, units, bytes, sizeof bytes, NULL, NULL);
        for (int i = 0; i < count; i++) {
            line_add(line, bytes[i]);
        }
        wipe(bytes, sizeof bytes);
    }
}

enum terminal_answer terminal_ask_secret(const char *prompt, char *buffer, size_t size, size_t *length)
{
    HANDLE input = CreateFileA("CONIN$", GENERIC_READ | GENERIC_WRITE, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
    HANDLE output = CreateFileA("CONOUT$", GENERIC_WRITE, FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    enum terminal_answer answer = TERMINAL_ABSENT;
    struct line line = { buffer, size, 0 };
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
#else
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

/* Signals that end a process, or stop it, while it waits for an answer. */
static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP };

#define SIGNAL_COUNT (sizeof signals / sizeof signals[0])

static volatile sig_atomic_t caught;

static void catch_signal(int number)
{
    caught = number;
}

struct signal_state {
    struct sigaction actions[SIGNAL_COUNT];
    sigset_t mask;
};

/* The signals are let through only while pselect() waits: one that came just before read() would be lost. */
static void signals_catch(struct signal_state *old)
{
    struct sigaction action = { 0 };
    sigset_t blocked;

    caught = 0;
    sigemptyset(&blocked);
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        sigaddset(&blocked, signals[i]);
    }
    sigprocmask(SIG_BLOCK, &blocked, &old->mask);
    action.sa_handler = catch_signal;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        sigaction(signals[i], &action, &old->actions[i]);
    }
}

/* Gives the handlers back, and the signal that came to whom it was meant for. */
static void signals_release(const struct signal_state *old)
{
    int number = caught;

    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        sigaction(signals[i], &old->actions[i], NULL);
    }
    if (number != 0) {
        raise(number);
    }
    sigprocmask(SIG_SETMASK, &old->mask, NULL);
}

/* False when a signal came first. */
static bool wait_for_input(int terminal, const sigset_t *mask)
{
    fd_set readable;

    do {
        FD_ZERO(&readable);
        FD_SET(terminal, &readable);
        if (pselect(terminal + 1, &readable, NULL, NULL, NULL, mask) > 0) {
            return true;
        }
    } while (errno == EINTR && caught == 0);
    return false;
}

static enum terminal_answer read_line(int terminal, const sigset_t *mask, struct line *line, size_t *length)
{
    char byte = 0;

    while (wait_for_input(terminal, mask) && read(terminal, &byte, 1) == 1) {
        if (byte == '\n') {
            return line_end(line, length);
        }
        line_add(line, byte);
    }
    wipe(line->buffer, line->size);
    return TERMINAL_CLOSED;
}

static void say(int terminal, const char *text)
{
    /* A terminal that shows no question still takes the answer. */
    ssize_t written = write(terminal, text, strlen(text));

    (void)written;
}

static enum terminal_answer ask(int terminal, const char *prompt, struct line *line, size_t *length)
{
    struct signal_state old_signals;
    struct termios old, silent;
    enum terminal_answer answer;

    if (tcgetattr(terminal, &old) != 0) {
        return TERMINAL_ABSENT;
    }
    silent = old;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    silent.c_lflag |= ICANON;
    do {
        line->length = 0;
        signals_catch(&old_signals);
        /* What was typed before the question is dropped: it was not meant for it. */
        tcsetattr(terminal, TCSAFLUSH, &silent);
        say(terminal, prompt);
        answer = read_line(terminal, &old_signals.mask, line, length);
        say(terminal, "\n");
        tcsetattr(terminal, TCSAFLUSH, &old);
        signals_release(&old_signals);
        /* After a stop (Ctrl-Z) it goes on here. */
    } while (caught == SIGTSTP);
    return answer;
}

enum terminal_answer terminal_ask_secret(const char *prompt, char *buffer, size_t size, size_t *length)
{
    struct line line = { buffer, size, 0 };
    enum terminal_answer answer = TERMINAL_ABSENT;
    int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

    if (terminal < 0) {
        return TERMINAL_ABSENT;
    }
    if (terminal < FD_SETSIZE) {
        answer = ask(terminal, prompt, &line, length);
    }
    close(terminal);
    return answer;
}
#endif
