#define _POSIX_C_SOURCE 200809L
#include "base/parallel.h"

#include <pthread.h>
#include <stdbool.h>
#include <unistd.h>

#define THREADS_MAX 64u

struct call {
    parallel_work *work;
    void *context;
    unsigned worker;
    bool started;
    pthread_t thread;
};

unsigned parallel_processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);

    return count < 1 ? 1 : count > (long)THREADS_MAX ? THREADS_MAX : (unsigned)count;
}

static void *run_call(void *argument)
{
    struct call *call = argument;

    call->work(call->context, call->worker);
    return NULL;
}

/* A thread that cannot be made is no error: its work is done here. */
void parallel_run(unsigned workers, parallel_work *work, void *context)
{
    struct call calls[THREADS_MAX];

    for (unsigned i = 1; i < workers && i < THREADS_MAX; i++) {
        calls[i] = (struct call){ .work = work, .context = context, .worker = i };
        calls[i].started = pthread_create(&calls[i].thread, NULL, run_call, &calls[i]) == 0;
    }
    if (workers != 0) {
        work(context, 0);
    }
    for (unsigned i = 1; i < workers; i++) {
        if (i >= THREADS_MAX || !calls[i].started) {
            work(context, i);
        } else {
            (void)pthread_join(calls[i].thread, NULL);
        }
    }
}
