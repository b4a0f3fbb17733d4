#include "base/process.h"

#include <pthread.h>
#include <string.h>
#include <windows.h>

#include "base/file.h"
#include "base/interruption.h"
#include "base/terminal.h"
#include "base/text.h"

#define ERRORS_LIMIT       (64u * 1024u)
#define COMMAND_LINE_LIMIT 32767u /* of CreateProcess() */
#define ENVIRONMENT_LIMIT  (1024u * 1024u)

/* Between two looks at the pipes, which nobody can wait for. */
#define LOOK_MILLISECONDS 2

struct stream {
    HANDLE pipe;
    struct text text;
};

struct process {
    struct arena *arena;
    HANDLE handle;
    HANDLE job; /* with all that it starts */
    struct stream streams[2];
    uint64_t start;
    unsigned seconds;
};

/* The program, with ".exe" where it is called without. */
static const char *executable(struct arena *arena, const char *path)
{
    const char *with_suffix;

    if (file_exists(path)) {
        return path;
    }
    with_suffix = arena_printf(arena, "%s.exe", path);
    return file_exists(with_suffix) ? with_suffix : NULL;
}

const char *process_find(struct arena *arena, const char *program)
{
    const char *path = environment("PATH");

    if (strpbrk(program, "/\\:") != NULL) {
        return executable(arena, program);
    }
    while (path != NULL && *path != '\0') {
        size_t length = strcspn(path, ";");
        const char *full = executable(arena, path_join(arena, arena_strndup(arena, path, length), program));

        if (length > 0 && full != NULL) {
            return full;
        }
        path += length + (path[length] == ';');
    }
    return NULL;
}

static void append_backslashes(struct text *line, size_t count)
{
    for (; count > 0; count--) {
        text_append(line, "\\");
    }
}

/* As the C library of the other program takes its command line apart: backslashes count double before a quote. */
static void append_argument(struct text *line, const char *argument)
{
    size_t backslashes = 0;

    text_append(line, "\"");
    for (const char *at = argument; *at != '\0'; at++) {
        if (*at == '"') {
            append_backslashes(line, backslashes + 1);
        }
        text_append_bytes(line, at, 1);
        backslashes = *at == '\\' ? backslashes + 1 : 0;
    }
    append_backslashes(line, backslashes);
    text_append(line, "\"");
}

static char *command_line(struct arena *arena, const char *const *argv)
{
    struct text line = text_create(arena, COMMAND_LINE_LIMIT);

    for (size_t i = 0; argv[i] != NULL; i++) {
        if (i > 0) {
            text_append(&line, " ");
        }
        append_argument(&line, argv[i]);
    }
    return line.truncated ? NULL : line.data;
}

/* Variables one behind the other, each with its zero, and one zero more. */
static char *environment_block(struct arena *arena)
{
    struct text block = text_create(arena, ENVIRONMENT_LIMIT);
    char **entries = environment_handed_on(arena);

    for (size_t i = 0; entries[i] != NULL; i++) {
        text_append_bytes(&block, entries[i], strlen(entries[i]) + 1);
    }
    text_append_bytes(&block, "", 1);
    return block.truncated ? NULL : block.data;
}

/* A pipe whose writing end the next program inherits. */
static bool open_pipe(HANDLE ends[2])
{
    SECURITY_ATTRIBUTES attributes = { .nLength = sizeof attributes, .bInheritHandle = TRUE };

    return CreatePipe(&ends[0], &ends[1], &attributes, 0) && SetHandleInformation(ends[0], HANDLE_FLAG_INHERIT, 0);
}

static bool create(struct process *process, const char *const *argv, HANDLE output, HANDLE errors)
{
    const char *program = process_find(process->arena, argv[0]);
    char *line = command_line(process->arena, argv);
    char *block = environment_block(process->arena);
    SECURITY_ATTRIBUTES inherited = { .nLength = sizeof inherited, .bInheritHandle = TRUE };
    STARTUPINFOA info = { .cb = sizeof info, .dwFlags = STARTF_USESTDHANDLES };
    PROCESS_INFORMATION made;
    BOOL done;

    if (program == NULL || line == NULL || block == NULL) {
        SetLastError(program == NULL ? ERROR_FILE_NOT_FOUND : ERROR_NOT_ENOUGH_MEMORY);
        return false;
    }
    info.hStdInput =
        CreateFileA("NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, &inherited, OPEN_EXISTING, 0, NULL);
    info.hStdOutput = output;
    info.hStdError = errors;
    done = CreateProcessA(program, line, NULL, NULL, TRUE, CREATE_SUSPENDED, block, NULL, &info, &made);
    if (info.hStdInput != INVALID_HANDLE_VALUE) {
        CloseHandle(info.hStdInput);
    }
    if (!done) {
        return false;
    }
    process->handle = made.hProcess;
    process->job = CreateJobObjectA(NULL, NULL);
    if (process->job != NULL) {
        (void)AssignProcessToJobObject(process->job, made.hProcess);
    }
    (void)ResumeThread(made.hThread);
    CloseHandle(made.hThread);
    return true;
}

static const char *failure_phrase(struct arena *arena, DWORD error)
{
    return error == ERROR_FILE_NOT_FOUND ? "No such file or directory"
                                         : arena_printf(arena, "Windows error %lu", (unsigned long)error);
}

/* One program at a time: the pipes of another would be inherited too, and their reader would wait for both. */
static pthread_mutex_t starting = PTHREAD_MUTEX_INITIALIZER;

/* Returns an error of Windows, 0 when the program runs. */
static DWORD start(struct process *process, const char *const *argv, HANDLE output[2], HANDLE errors[2])
{
    DWORD error = 0;

    if (!open_pipe(output)) {
        return GetLastError();
    }
    if (!open_pipe(errors)) {
        error = GetLastError();
        CloseHandle(output[0]);
        CloseHandle(output[1]);
        return error;
    }
    if (!create(process, argv, output[1], errors[1])) {
        error = GetLastError();
        CloseHandle(output[0]);
        CloseHandle(errors[0]);
    }
    CloseHandle(output[1]);
    CloseHandle(errors[1]);
    return error;
}

struct process *process_start(struct arena *arena, const char *const *argv, size_t output_limit,
                              struct process_result *result)
{
    struct process *process = arena_alloc(arena, sizeof *process);
    HANDLE output[2];
    HANDLE errors[2];
    DWORD error;

    *result = (struct process_result){ .exit_status = -1, .output = "", .errors = "" };
    process->arena = arena;
    (void)pthread_mutex_lock(&starting);
    error = start(process, argv, output, errors);
    (void)pthread_mutex_unlock(&starting);
    if (error != 0) {
        result->failure = failure_phrase(arena, error);
        return NULL;
    }
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

/* Takes what the pipe holds now, without waiting. True when there was something. */
static bool read_available(struct stream *stream)
{
    char buffer[4096];
    DWORD available = 0;
    DWORD count = 0;

    if (!PeekNamedPipe(stream->pipe, NULL, 0, NULL, &available, NULL) || available == 0) {
        return false;
    }
    if (!ReadFile(stream->pipe, buffer, available < sizeof buffer ? available : sizeof buffer, &count, NULL)) {
        return false;
    }
    text_append_bytes(&stream->text, buffer, count);
    return count > 0;
}

static bool is_too_long(const struct process *process)
{
    return process->streams[0].text.truncated || process->streams[1].text.truncated;
}

/* Reads until the program has ended. What it has written by then is in the pipes. False when it must be stopped. */
static bool read_until_end(struct process *process)
{
    uint64_t deadline = process->start + process->seconds * UINT64_C(1000000);
    bool ended = false;

    for (;;) {
        bool output = read_available(&process->streams[0]);
        bool errors = read_available(&process->streams[1]);

        if (is_too_long(process)) {
            return false;
        }
        if (output || errors) {
            continue;
        }
        if (ended) {
            return true;
        }
        if (clock_microseconds() >= deadline || interruption_pending()) {
            return false;
        }
        ended = WaitForSingleObject(process->handle, LOOK_MILLISECONDS) == WAIT_OBJECT_0;
    }
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

static void stop(const struct process *process)
{
    if (process->job == NULL || !TerminateJobObject(process->job, 1)) {
        (void)TerminateProcess(process->handle, 1);
    }
    (void)WaitForSingleObject(process->handle, INFINITE);
}

bool process_finish(struct process *process, struct process_result *result)
{
    DWORD status = 0;

    *result = (struct process_result){ .exit_status = -1 };
    if (!read_until_end(process)) {
        result->failure = why_stopped(process);
        stop(process);
    }
    if (GetExitCodeProcess(process->handle, &status)) {
        result->exit_status = status > 255 ? 255 : (int)status;
    }
    CloseHandle(process->streams[0].pipe);
    CloseHandle(process->streams[1].pipe);
    CloseHandle(process->handle);
    if (process->job != NULL) {
        CloseHandle(process->job);
    }
    result->output = process->streams[0].text.data;
    result->output_size = process->streams[0].text.length;
    result->errors = process->streams[1].text.data;
    return result->failure == NULL;
}

bool process_run(struct arena *arena, const char *const *argv, size_t output_limit, struct process_result *result)
{
    struct process *process = process_start(arena, argv, output_limit, result);

    return process != NULL && process_finish(process, result);
}
