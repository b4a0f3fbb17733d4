#define _XOPEN_SOURCE 700
#include "base/terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

#include "base/secret_line.h"

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

static enum terminal_answer read_line(int terminal, const sigset_t *mask, struct secret_line *line, size_t *length)
{
    char byte = 0;

    while (wait_for_input(terminal, mask) && read(terminal, &byte, 1) == 1) {
        if (byte == '\n') {
            return secret_line_end(line, length);
        }
        secret_line_add(line, byte);
    }
    secret_line_drop(line);
    return TERMINAL_CLOSED;
}

static void say(int terminal, const char *text)
{
    /* A terminal that shows no question still takes the answer. */
    ssize_t written = write(terminal, text, strlen(text));

    (void)written;
}

static enum terminal_answer ask(int terminal, const char *prompt, struct secret_line *line, size_t *length)
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
    struct secret_line line = { buffer, size, 0 };
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
