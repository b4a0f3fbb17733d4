#define _XOPEN_SOURCE 700
#include "base/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/interruption.h"
#include "base/terminal.h"
#include "base/text.h"

#define ERRORS_LIMIT (64u * 1024u)

/* How often it is looked whether the program has ended while something it started holds its output open. */
#define LOOK_MILLISECONDS 20

/* Reads of an ended program's output: more than a pipe holds, but not for ever, as others may still write to it. */
#define LAST_READS 128

struct stream {
    int descriptor;
    struct text text;
};

struct process {
    struct arena *arena;
    pid_t id;
    bool own_group;
    bool ended;
    int status;               /* of waitpid(), once it has ended; -1 when nobody knows */
    struct stream streams[2]; /* stdout, stderr */
    uint64_t start;           /* of clock_microseconds() */
    unsigned seconds;         /* it may take */
};

const char *process_find(struct arena *arena, const char *program)
{
    const char *path = environment("PATH");

    if (strchr(program, '/') != NULL) {
        return access(program, X_OK) == 0 && file_exists(program) ? program : NULL;
    }
    while (path != NULL && *path != '\0') {
        size_t length = strcspn(path, ":");
        char *directory = arena_strndup(arena, path, length);
        char *full = path_join(arena, length == 0 ? "." : directory, program);

        if (access(full, X_OK) == 0 && file_exists(full)) {
            return full;
        }
        path += length + (path[length] == ':');
    }
    return NULL;
}

/* A program started by another thread must not inherit the ends of a pipe that is not marked close-on-exec yet: its
 * reader would wait for that program too.
 */
static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;

static bool open_pipe(int ends[2])
{
    if (pipe(ends) != 0) {
        return false;
    }
    (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return true;
}

/* A program on a terminal stays in the foreground, or it could not ask for a PIN there; Ctrl-C reaches it by itself.
 * Without one it gets a group of its own, so that it can be ended with all that it started.
 */
static bool has_terminal(void)
{
    int terminal = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

    if (terminal >= 0) {
        close(terminal);
    }
    return terminal >= 0;
}

/* What interruption_prepare() ignores is not ignored for others. */
static int prepare_attributes(posix_spawnattr_t *attributes, bool own_group)
{
    sigset_t signals;
    int error;

    sigemptyset(&signals);
    sigaddset(&signals, SIGXFSZ);
    error = posix_spawnattr_setsigdefault(attributes, &signals);
    if (error == 0) {
        error = posix_spawnattr_setpgroup(attributes, 0);
    }
    return error != 0 ? error
                      : posix_spawnattr_setflags(
                            attributes, (short)(POSIX_SPAWN_SETSIGDEF | (own_group ? POSIX_SPAWN_SETPGROUP : 0)));
}

/* Starts the program with its output on the two pipe ends; returns an errno value. */
static int spawn(const struct process *process, const char *const *argv, int output, int errors, pid_t *id)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int error = posix_spawn_file_actions_init(&actions);

    if (error != 0) {
        return error;
    }
    error = posix_spawnattr_init(&attributes);
    if (error != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return error;
    }
    error = prepare_attributes(&attributes, process->own_group);
    if (error == 0) {
        error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    }
    if (error == 0) {
        error = posix_spawn_file_actions_adddup2(&actions, output, 1);
    }
    if (error == 0) {
        error = posix_spawn_file_actions_adddup2(&actions, errors, 2);
    }
    if (error == 0) {
        /* posix_spawnp() takes char *const for historical reasons; it does not write. */
        error = posix_spawnp(id, argv[0], &actions, &attributes, (char *const *)(uintptr_t)argv,
                             environment_handed_on(process->arena));
    }
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Reads what is there; false at the end of the stream. */
static bool stream_read(struct stream *stream)
{
    char buffer[16384];
    ssize_t step = read(stream->descriptor, buffer, sizeof buffer);

    if (step < 0) {
        return errno == EINTR || errno == EAGAIN;
    }
    if (step > 0) {
        text_append_bytes(&stream->text, buffer, (size_t)step);
    }
    return step > 0;
}

/* Milliseconds until the deadline, 0 when it has passed. */
static int milliseconds_left(uint64_t deadline)
{
    uint64_t now = clock_microseconds();

    return now >= deadline ? 0 : (int)((deadline - now) / 1000 + 1);
}

/* True when it has ended; with WNOHANG it may still run. */
static bool look_for_end(struct process *process, int options)
{
    pid_t found;

    do {
        found = process->ended ? process->id : waitpid(process->id, &process->status, options);
    } while (found < 0 && errno == EINTR);
    if (found < 0) {
        process->status = -1;
    }
    process->ended = found != 0;
    return process->ended;
}

/* What has come until now, when the end of the streams is not to be waited for. */
static void read_rest(struct process *process, const bool open[2])
{
    for (int i = 0; i < 2; i++) {
        struct pollfd polled = { process->streams[i].descriptor, POLLIN, 0 };
        bool more = open[i];

        for (int reads = 0; more && reads < LAST_READS; reads++) {
            more = poll(&polled, 1, 0) > 0 && stream_read(&process->streams[i]);
        }
    }
}

/* Waits for output, not for long. False when poll() itself failed. */
static bool read_step(struct process *process, bool open[2], int milliseconds)
{
    struct pollfd polled[2];

    for (int i = 0; i < 2; i++) {
        polled[i] = (struct pollfd){ open[i] ? process->streams[i].descriptor : -1, POLLIN, 0 };
    }
    if (poll(polled, 2, milliseconds < LOOK_MILLISECONDS ? milliseconds : LOOK_MILLISECONDS) < 0) {
        return errno == EINTR;
    }
    for (int i = 0; i < 2; i++) {
        if (open[i] && polled[i].revents != 0) {
            open[i] = stream_read(&process->streams[i]);
        }
    }
    return true;
}

/* Reads until both streams end, or the program has: an agent that it left behind may hold them open for days. False when
 * it must be stopped: it printed too much or took too long.
 */
static bool read_streams(struct process *process, uint64_t deadline)
{
    const struct stream *streams = process->streams;
    bool open[2] = { true, true };

    while (open[0] || open[1]) {
        int left = milliseconds_left(deadline);

        if (look_for_end(process, WNOHANG)) {
            read_rest(process, open);
            break;
        }
        if (left == 0 || interruption_pending() || !read_step(process, open, left)) {
            return false;
        }
        if (streams[0].text.truncated || streams[1].text.truncated) {
            return false;
        }
    }
    return !streams[0].text.truncated && !streams[1].text.truncated;
}

/* Most programs end when their output does, so that the first looks are close together. False when it took too long. */
static bool await_end(struct process *process, uint64_t deadline)
{
    int pause = 1;

    while (!look_for_end(process, WNOHANG)) {
        int left = milliseconds_left(deadline);

        if (left == 0 || interruption_pending()) {
            return false;
        }
        (void)poll(NULL, 0, left < pause ? left : pause);
        pause = pause < LOOK_MILLISECONDS ? 2 * pause : pause;
    }
    return true;
}

static int exit_status_of(const struct process *process)
{
    int status = process->status;

    return status < 0 ? -1 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Opens both pipes or none; returns an errno value. */
static int open_pipes(int output[2], int errors[2])
{
    int error;

    if (!open_pipe(output)) {
        return errno;
    }
    if (!open_pipe(errors)) {
        error = errno;
        close(output[0]);
        close(output[1]);
        return error;
    }
    return 0;
}

struct process *process_start(struct arena *arena, const char *const *argv, size_t output_limit,
                              struct process_result *result)
{
    struct process *process = arena_alloc(arena, sizeof *process);
    int output[2];
    int errors[2];
    int error;

    *result = (struct process_result){ .exit_status = -1, .output = "", .errors = "" };
    process->arena = arena;
    process->own_group = !has_terminal();
    (void)pthread_mutex_lock(&starting);
    error = open_pipes(output, errors);
    if (error == 0) {
        error = spawn(process, argv, output[1], errors[1], &process->id);
        close(output[1]);
        close(errors[1]);
        if (error != 0) {
            close(output[0]);
            close(errors[0]);
        }
    }
    (void)pthread_mutex_unlock(&starting);
    if (error != 0) {
        result->failure = arena_strdup(arena, strerror(error));
        return NULL;
    }
    process->ended = false;
    process->start = clock_microseconds();
    process->seconds = PROCESS_SECONDS;
    process->streams[0] = (struct stream){ output[0], text_create(arena, output_limit) };
    process->streams[1] = (struct stream){ errors[0], text_create(arena, ERRORS_LIMIT) };
    return process;
}

void process_time_limit(struct process *process, unsigned seconds)
{
    process->seconds = seconds;
}

static const char *why_stopped(const struct process *process)
{
    for (int i = 0; i < 2; i++) {
        if (process->streams[i].text.truncated) {
            return arena_printf(process->arena, "printed more than %zu bytes", process->streams[i].text.limit);
        }
    }
    return interruption_pending() ? "was interrupted"
                                  : arena_printf(process->arena, "did not end within %u seconds", process->seconds);
}

bool process_finish(struct process *process, struct process_result *result)
{
    uint64_t deadline = process->start + process->seconds * UINT64_C(1000000);
    struct stream *streams = process->streams;

    *result = (struct process_result){ .exit_status = -1 };
    if (!read_streams(process, deadline) || !await_end(process, deadline)) {
        result->failure = why_stopped(process);
        if (!process->ended) {
            (void)kill(process->own_group ? -process->id : process->id, SIGKILL);
            (void)look_for_end(process, 0);
        }
    }
    close(streams[0].descriptor);
    close(streams[1].descriptor);
    result->exit_status = exit_status_of(process);
    result->output = streams[0].text.data;
    result->output_size = streams[0].text.length;
    result->errors = streams[1].text.data;
    return result->failure == NULL;
}

bool process_run(struct arena *arena, const char *const *argv, size_t output_limit, struct process_result *result)
{
    struct process *process = process_start(arena, argv, output_limit, result);

    return process != NULL && process_finish(process, result);
}
