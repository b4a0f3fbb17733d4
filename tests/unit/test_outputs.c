/* What an output must not replace: the inputs of the same call, and another output. Links as outputs. What stays when
 * the program is interrupted, or may not write so much.
 */
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/inputs.h"
#include "base/interruption.h"
#include "base/process.h"
#include "base/source.h"
#include "base/temporary.h"
#include "base/terminal.h"

struct context {
    struct arena *arena;
    struct diagnostics diagnostics;
    char directory[64];
};

static const char *inside(struct context *context, const char *name)
{
    return path_join(context->arena, context->directory, name);
}

static bool add(struct context *context, struct output_set *set, const char *path)
{
    return output_set_add(set, path, "new", 3, &context->diagnostics);
}

/* One file, "key", holds "old". */
static int setup(void **state)
{
    static struct context context;
    struct output_set *set;

    context.arena = arena_create();
    context.diagnostics = diagnostics_create(context.arena);
    memcpy(context.directory, "/tmp/nrf53pack-test-XXXXXX", sizeof "/tmp/nrf53pack-test-XXXXXX");
    *state = &context;
    if (mkdtemp(context.directory) == NULL) {
        return 1;
    }
    set = output_set_create(context.arena);
    return !output_set_add(set, inside(&context, "key"), "old", 3, &context.diagnostics) ||
           !output_set_commit(set, &context.diagnostics);
}

static int teardown(void **state)
{
    struct context *context = *state;
    struct file_names names;

    assert_true(directory_list(context->arena, context->directory, &names));
    for (size_t i = 0; i < names.count; i++) {
        (void)unlink(inside(context, names.items[i]));
    }
    (void)rmdir(context->directory);
    arena_destroy(context->arena);
    return 0;
}

static void read_key(struct context *context, struct arena *arena)
{
    const struct source *source;

    assert_true(source_load(arena, inside(context, "key"), "key", 100, &context->diagnostics, &source));
}

static void assert_key_holds(struct context *context, const char *text)
{
    const char *data;
    size_t size;

    assert_null(file_read(context->arena, inside(context, "key"), 100, &data, &size));
    assert_string_equal(data, text);
}

static void assert_refused(struct context *context, const char *path, const char *why)
{
    struct output_set *set = output_set_create(context->arena);
    size_t before = context->diagnostics.count;

    assert_false(add(context, set, path));
    output_set_discard(set);
    assert_int_equal(context->diagnostics.count, before + 1);
    assert_int_equal(context->diagnostics.items[before].kind, DIAGNOSTIC_USAGE);
    assert_non_null(strstr(context->diagnostics.items[before].message, why));
    assert_key_holds(context, "old");
}

static void an_input_is_not_replaced(void **state)
{
    struct context *context = *state;

    read_key(context, context->arena);
    assert_refused(context, inside(context, "key"), "is an input of this call and would be lost");
    assert_refused(context, inside(context, ".//./key"), "is an input of this call");
}

static void a_key_that_was_read_is_an_input(void **state)
{
    struct context *context = *state;
    const char *data;
    size_t size;

    assert_null(file_read_stream(context->arena, inside(context, "key"), 100, &data, &size));
    assert_refused(context, inside(context, "key"), "is an input of this call");
}

static void an_input_has_all_its_names(void **state)
{
    struct context *context = *state;

    read_key(context, context->arena);
    assert_int_equal(symlink("key", inside(context, "link")), 0);
    assert_int_equal(link(inside(context, "key"), inside(context, "second")), 0);
    assert_refused(context, inside(context, "link"), "/link' is an input");
    assert_refused(context, inside(context, "second"), "/second' is an input");
}

/* `check` reads each tree into memory of its own. */
static void an_input_stays_one_when_its_memory_moves(void **state)
{
    struct context *context = *state;
    struct arena *other = arena_create();

    input_remember(context->arena, inside(context, "elsewhere"));
    read_key(context, other);
    arena_adopt(context->arena, other);
    assert_refused(context, inside(context, "key"), "is an input of this call");
    assert_false(input_is(context->arena, inside(context, "elsewhere")));
}

/* Rules look at key files in memory that is dropped in between. */
static void an_input_stays_one_when_its_memory_is_dropped(void **state)
{
    struct context *context = *state;
    struct arena *inner = arena_create_within(context->arena);
    struct arena *innermost = arena_create_within(inner);

    read_key(context, innermost);
    assert_true(input_is(inner, inside(context, "key")));
    arena_destroy(innermost);
    arena_destroy(inner);
    assert_refused(context, inside(context, "key"), "is an input of this call");
}

static void what_was_not_read_is_replaced(void **state)
{
    struct context *context = *state;
    struct output_set *set = output_set_create(context->arena);

    input_remember(context->arena, inside(context, "another"));
    assert_true(add(context, set, inside(context, "key")));
    assert_true(output_set_commit(set, &context->diagnostics));
    assert_key_holds(context, "new");
}

static void two_outputs_are_two_files(void **state)
{
    struct context *context = *state;
    struct output_set *set = output_set_create(context->arena);

    assert_int_equal(symlink("key", inside(context, "link")), 0);
    assert_true(add(context, set, inside(context, "fresh")));
    assert_false(add(context, set, inside(context, "./fresh")));
    assert_true(add(context, set, inside(context, "key")));
    assert_false(add(context, set, inside(context, "link")));
    assert_int_equal(context->diagnostics.count, 2);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(context->diagnostics.items[i].kind, DIAGNOSTIC_USAGE);
        assert_non_null(strstr(context->diagnostics.items[i].message, "is two outputs of this call"));
    }
    output_set_discard(set);
    assert_key_holds(context, "old");
    assert_false(path_exists(inside(context, "fresh")));
}

static bool is_link(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
}

static void a_link_is_followed(void **state)
{
    struct context *context = *state;
    struct output_set *set = output_set_create(context->arena);

    assert_int_equal(symlink("key", inside(context, "link")), 0);
    assert_true(add(context, set, inside(context, "link")));
    assert_key_holds(context, "old");
    assert_true(output_set_commit(set, &context->diagnostics));
    assert_key_holds(context, "new");
    assert_true(is_link(inside(context, "link")));
}

static void a_link_to_nothing_is_no_output(void **state)
{
    struct context *context = *state;
    struct output_set *set = output_set_create(context->arena);

    assert_int_equal(symlink("nowhere", inside(context, "link")), 0);
    assert_false(add(context, set, inside(context, "link")));
    assert_int_equal(context->diagnostics.items[0].kind, DIAGNOSTIC_OUTPUT);
    assert_non_null(strstr(context->diagnostics.items[0].message, "/link': is a link to nothing"));
    assert_true(is_link(inside(context, "link")));
    assert_false(path_exists(inside(context, "nowhere")));
}

static void remains_of_a_killed_run_are_known(void **state)
{
    (void)state;
    assert_int_equal(output_remains("app_update.bin.a1B2c3"), 14);
    assert_int_equal(output_remains("app_update.bin.a1B2c3.old"), 14);
    assert_int_equal(output_remains("app_update.bin"), 0);
    assert_int_equal(output_remains("app_update.bin.old"), 0);
    assert_int_equal(output_remains("app_update.a_b2c3"), 0);
    assert_int_equal(output_remains(".a1B2c3"), 0);
    assert_int_equal(output_remains(""), 0);
}

/* keygen asks for passphrases between looking and writing. */
static void a_new_file_replaces_nothing(void **state)
{
    struct context *context = *state;
    struct output_set *set = output_set_create(context->arena);
    const char *fresh = inside(context, "fresh");
    const char *data;
    size_t size;

    assert_false(output_set_add_new(set, inside(context, "key"), "new", 3, &context->diagnostics));
    assert_true(output_set_add_new(set, fresh, "new", 3, &context->diagnostics));
    assert_int_equal(link(inside(context, "key"), fresh), 0);
    assert_false(output_set_commit(set, &context->diagnostics));
    assert_int_equal(context->diagnostics.items[1].kind, DIAGNOSTIC_OUTPUT);
    assert_null(file_read(context->arena, fresh, 100, &data, &size));
    assert_string_equal(data, "old");

    assert_int_equal(unlink(fresh), 0);
    set = output_set_create(context->arena);
    assert_true(output_set_add_new(set, fresh, "new", 3, &context->diagnostics));
    assert_true(output_set_commit(set, &context->diagnostics));
    assert_null(file_read(context->arena, fresh, 100, &data, &size));
    assert_string_equal(data, "new");
}

static void a_new_file_is_for_all_and_a_private_one_for_its_owner(void **state)
{
    struct context *context = *state;
    struct output_set *set = output_set_create(context->arena);
    const char *fresh = inside(context, "fresh");
    const char *secret = inside(context, "secret");
    mode_t mask = umask(022);
    struct stat info;

    assert_true(output_set_add_new(set, fresh, "new", 3, &context->diagnostics));
    assert_true(output_set_add_new_private(set, secret, "new", 3, &context->diagnostics));
    assert_true(output_set_commit(set, &context->diagnostics));
    umask(mask);
    assert_int_equal(stat(fresh, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0644);
    assert_int_equal(stat(secret, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void a_temporary_folder_goes_with_all_in_it(void **state)
{
    struct context *context = *state;
    struct temporary_folder *folder;
    const char *why;

    assert_int_equal(setenv("TMPDIR", context->directory, 1), 0);
    folder = temporary_folder_create(context->arena, &why);
    assert_non_null(folder);
    assert_int_equal(mkdir(temporary_folder_path(folder, "made"), 0700), 0);
    assert_int_equal(mkdir(temporary_folder_path(folder, "made/by"), 0700), 0);
    assert_int_equal(symlink(context->directory, temporary_folder_path(folder, "made/by/a command")), 0);
    temporary_folder_remove(folder);
    assert_int_equal(unsetenv("TMPDIR"), 0);
    assert_false(path_exists(temporary_folder_path(folder, "")));
    assert_key_holds(context, "old");
}

/* How a process of its own ends that does this. */
static int end_of(struct context *context, void (*work)(struct context *context))
{
    int status = 0;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        work(context);
        _exit(99);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static size_t count_files(struct context *context)
{
    struct file_names names;

    assert_true(directory_list(context->arena, context->directory, &names));
    return names.count;
}

static void interrupt_before_commit(struct context *context)
{
    struct output_set *set = output_set_create(context->arena);

    if (add(context, set, inside(context, "key")) &&
        output_set_directory(set, inside(context, "folder"), &context->diagnostics) &&
        add(context, set, inside(context, "folder/fresh"))) {
        (void)raise(SIGTERM);
        _exit(output_set_commit(set, &context->diagnostics) ? 0 : 1);
    }
}

static void an_interrupted_set_leaves_nothing(void **state)
{
    struct context *context = *state;
    int status = end_of(context, interrupt_before_commit);

    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGTERM);
    assert_int_equal(count_files(context), 1);
    assert_key_holds(context, "old");
}

static void ignore_and_commit(struct context *context)
{
    struct output_set *set = output_set_create(context->arena);

    (void)signal(SIGHUP, SIG_IGN);
    if (add(context, set, inside(context, "key"))) {
        (void)raise(SIGHUP);
        _exit(output_set_commit(set, &context->diagnostics) ? 0 : 1);
    }
}

static void an_ignored_signal_interrupts_nothing(void **state)
{
    struct context *context = *state;
    int status = end_of(context, ignore_and_commit);

    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_key_holds(context, "new");
}

/* The program that is run asks for the end of the one that waits for it, and goes on for a minute. */
static void interrupt_a_wait(struct context *context)
{
    const char *const argv[] = { "sh", "-c", "kill -TERM $PPID; sleep 60; true", NULL };
    struct process_result result;
    struct temporary_folder *folder;
    const char *why;

    (void)setenv("TMPDIR", context->directory, 1);
    folder = temporary_folder_create(context->arena, &why);
    if (folder != NULL && temporary_folder_write(folder, "payload", "secret", 6) == NULL &&
        !process_run(context->arena, argv, 1000, &result) && strcmp(result.failure, "was interrupted") == 0) {
        temporary_folder_remove(folder);
    }
}

static void an_interrupted_wait_leaves_nothing(void **state)
{
    struct context *context = *state;
    int status = end_of(context, interrupt_a_wait);

    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGTERM);
    assert_int_equal(count_files(context), 1);
}

static void write_more_than_allowed(struct context *context)
{
    static const char large[5000];
    const struct rlimit limit = { 1000, 1000 };
    struct output_set *set = output_set_create(context->arena);
    bool written;

    interruption_prepare();
    (void)setrlimit(RLIMIT_FSIZE, &limit);
    written = output_set_add(set, inside(context, "key"), large, sizeof large, &context->diagnostics);
    output_set_discard(set);
    _exit(!written && context->diagnostics.items[0].kind == DIAGNOSTIC_OUTPUT ? 0 : 1);
}

static void a_file_over_the_limit_is_an_output_error(void **state)
{
    struct context *context = *state;
    int status = end_of(context, write_more_than_allowed);

    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_int_equal(count_files(context), 1);
    assert_key_holds(context, "old");
}

static void close_streams(struct context *context)
{
    int opened;

    (void)close(STDIN_FILENO);
    (void)close(STDERR_FILENO);
    if (!terminal_prepare()) {
        _exit(1);
    }
    opened = open(inside(context, "key"), O_RDONLY);
    if (opened <= STDERR_FILENO) {
        _exit(2);
    }
    (void)close(STDOUT_FILENO);
    _exit(terminal_prepare() ? 3 : 0);
}

static void no_file_takes_the_place_of_a_stream(void **state)
{
    struct context *context = *state;
    int status = end_of(context, close_streams);

    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_input_is_not_replaced, setup, teardown),
        cmocka_unit_test_setup_teardown(a_key_that_was_read_is_an_input, setup, teardown),
        cmocka_unit_test_setup_teardown(an_input_has_all_its_names, setup, teardown),
        cmocka_unit_test_setup_teardown(an_input_stays_one_when_its_memory_moves, setup, teardown),
        cmocka_unit_test_setup_teardown(an_input_stays_one_when_its_memory_is_dropped, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_not_read_is_replaced, setup, teardown),
        cmocka_unit_test_setup_teardown(two_outputs_are_two_files, setup, teardown),
        cmocka_unit_test_setup_teardown(a_link_is_followed, setup, teardown),
        cmocka_unit_test_setup_teardown(a_link_to_nothing_is_no_output, setup, teardown),
        cmocka_unit_test_setup_teardown(an_interrupted_set_leaves_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(an_ignored_signal_interrupts_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(an_interrupted_wait_leaves_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_over_the_limit_is_an_output_error, setup, teardown),
        cmocka_unit_test_setup_teardown(a_new_file_replaces_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_new_file_is_for_all_and_a_private_one_for_its_owner, setup, teardown),
        cmocka_unit_test_setup_teardown(a_temporary_folder_goes_with_all_in_it, setup, teardown),
        cmocka_unit_test_setup_teardown(no_file_takes_the_place_of_a_stream, setup, teardown),
        cmocka_unit_test(remains_of_a_killed_run_are_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
