#define _XOPEN_SOURCE 700
#include "base/interruption.h"

#include <pthread.h>
#include <signal.h>
#include <stddef.h>

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

#define SIGNAL_COUNT (sizeof signals / sizeof signals[0])

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned holders;
static bool taken[SIGNAL_COUNT]; /* from the default action, which they get back */
static volatile sig_atomic_t caught;

static void catch_signal(int number)
{
    caught = number;
}

static void set_action(int number, void (*handler)(int))
{
    struct sigaction action = { 0 };

    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    (void)sigaction(number, &action, NULL);
}

void interruption_prepare(void)
{
    set_action(SIGXFSZ, SIG_IGN);
}

/* A signal that is ignored, as SIGHUP below nohup, stays so; that of another handler is its own affair. */
static void take_signals(void)
{
    caught = 0;
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        struct sigaction old;

        taken[i] =
            sigaction(signals[i], NULL, &old) == 0 && (old.sa_flags & SA_SIGINFO) == 0 && old.sa_handler == SIG_DFL;
        if (taken[i]) {
            set_action(signals[i], catch_signal);
        }
    }
}

static void give_signals_back(void)
{
    for (size_t i = 0; i < SIGNAL_COUNT; i++) {
        if (taken[i]) {
            set_action(signals[i], SIG_DFL);
        }
    }
}

void interruption_hold(void)
{
    (void)pthread_mutex_lock(&lock);
    if (holders++ == 0) {
        take_signals();
    }
    (void)pthread_mutex_unlock(&lock);
}

void interruption_release(void)
{
    (void)pthread_mutex_lock(&lock);
    if (--holders == 0) {
        give_signals_back();
        if (caught != 0) {
            (void)raise(caught);
        }
    }
    (void)pthread_mutex_unlock(&lock);
}

bool interruption_pending(void)
{
    return caught != 0;
}
