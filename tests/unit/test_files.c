/* Files, atomic sets of outputs, and other programs. */
#define _XOPEN_SOURCE 700
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/file.h"
#include "base/process.h"
#include "base/source.h"

struct context {
    struct arena *arena;
    struct diagnostics diagnostics;
    char directory[64];
};

static int setup(void **state)
{
    static struct context context;

    context.arena = arena_create();
    context.diagnostics = diagnostics_create(context.arena);
    memcpy(context.directory, "/tmp/nrf53pack-test-XXXXXX", sizeof "/tmp/nrf53pack-test-XXXXXX");
    *state = &context;
    return mkdtemp(context.directory) == NULL;
}

static void remove_tree(struct arena *arena, const char *path)
{
    struct file_names names;

    if (directory_list(arena, path, &names)) {
        for (size_t i = 0; i < names.count; i++) {
            remove_tree(arena, path_join(arena, path, names.items[i]));
        }
        (void)rmdir(path);
    } else {
        (void)unlink(path);
    }
}

static int teardown(void **state)
{
    struct context *context = *state;

    remove_tree(context->arena, context->directory);
    arena_destroy(context->arena);
    return 0;
}

static const char *inside(struct context *context, const char *name)
{
    return path_join(context->arena, context->directory, name);
}

static size_t files_in(struct context *context, const char *directory)
{
    struct file_names names;

    assert_true(directory_list(context->arena, directory, &names));
    return names.count;
}

static void outputs_appear_together_at_commit(void **state)
{
    struct context *context = *state;
    struct output_set *set = output_set_create(context->arena);
    const struct source *read_back;

    assert_true(output_set_directory(set, inside(context, "a/b"), &context->diagnostics));
    assert_true(output_set_add(set, inside(context, "a/b/one"), "1", 1, &context->diagnostics));
    assert_true(output_set_add(set, inside(context, "a/b/two"), "22", 2, &context->diagnostics));
    assert_false(file_exists(inside(context, "a/b/one")));
    assert_true(output_set_commit(set, &context->diagnostics));
    output_set_discard(set);
    assert_int_equal(files_in(context, inside(context, "a/b")), 2);
    assert_true(source_load(context->arena, inside(context, "a/b/two"), "two", 10, &context->diagnostics, &read_back));
    assert_memory_equal(read_back->data, "22", 3);
}

static void a_discarded_set_leaves_nothing(void **state)
{
    struct context *context = *state;
    struct output_set *set = output_set_create(context->arena);

    assert_true(output_set_directory(set, inside(context, "new"), &context->diagnostics));
    assert_true(output_set_add(set, inside(context, "new/file"), "1", 1, &context->diagnostics));
    output_set_discard(set);
    assert_int_equal(files_in(context, context->directory), 0);
}

static void an_output_that_cannot_be_is_an_output_error(void **state)
{
    struct context *context = *state;
    struct output_set *set = output_set_create(context->arena);

    assert_false(output_set_add(set, inside(context, "missing/file"), "1", 1, &context->diagnostics));
    assert_int_equal(context->diagnostics.items[0].kind, DIAGNOSTIC_OUTPUT);
    assert_true(output_set_add(set, inside(context, "file"), "1", 1, &context->diagnostics));
    assert_true(output_set_commit(set, &context->diagnostics));
    assert_false(output_set_directory(set, inside(context, "file"), &context->diagnostics));
    assert_int_equal(files_in(context, context->directory), 1);
}

/* Renaming would put a file in the place of a device: /dev/null would be gone for the whole machine. */
static void what_is_no_regular_file_is_not_replaced(void **state)
{
    struct context *context = *state;
    struct output_set *set = output_set_create(context->arena);
    const char *pipe_path = inside(context, "pipe");

    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    assert_false(output_set_add(set, pipe_path, "1", 1, &context->diagnostics));
    assert_int_equal(context->diagnostics.items[0].kind, DIAGNOSTIC_OUTPUT);
    assert_non_null(strstr(context->diagnostics.items[0].message, "no regular file"));
    output_set_discard(set);
    assert_int_equal(files_in(context, context->directory), 1);
    assert_false(file_exists(pipe_path));
    assert_true(path_exists(pipe_path));
}

static void assert_holds(struct context *context, const char *path, const char *text)
{
    const char *data;
    size_t size;

    assert_null(file_read(context->arena, path, 100, &data, &size));
    assert_string_equal(data, text);
}

/* Somebody puts a folder in the way between writing and renaming. */
static void a_failed_commit_brings_the_old_files_back(void **state)
{
    struct context *context = *state;
    const char *first = inside(context, "first");
    const char *second = inside(context, "second");
    struct output_set *set = output_set_create(context->arena);

    assert_true(output_set_add(set, first, "old", 3, &context->diagnostics));
    assert_true(output_set_commit(set, &context->diagnostics));
    assert_int_equal(files_in(context, context->directory), 1);

    set = output_set_create(context->arena);
    assert_true(output_set_add(set, first, "new", 3, &context->diagnostics));
    assert_true(output_set_add(set, second, "new", 3, &context->diagnostics));
    assert_int_equal(mkdir(second, 0700), 0);
    assert_false(output_set_commit(set, &context->diagnostics));
    assert_int_equal(context->diagnostics.items[0].kind, DIAGNOSTIC_OUTPUT);
    assert_holds(context, first, "old");
    assert_int_equal(files_in(context, context->directory), 2);

    assert_int_equal(rmdir(second), 0);
    set = output_set_create(context->arena);
    assert_true(output_set_add(set, first, "new", 3, &context->diagnostics));
    assert_true(output_set_commit(set, &context->diagnostics));
    assert_holds(context, first, "new");
    assert_int_equal(files_in(context, context->directory), 1);
}

static void unreadable_inputs_are_named(void **state)
{
    struct context *context = *state;
    const struct source *source;

    assert_false(source_load(context->arena, inside(context, "no"), "no", 10, &context->diagnostics, &source));
    assert_string_equal(context->diagnostics.items[0].message, "no such file");
    assert_string_equal(context->diagnostics.items[0].origin.source->name, "no");
    assert_false(source_load(context->arena, context->directory, "d", 10, &context->diagnostics, &source));
    assert_non_null(strstr(context->diagnostics.items[1].message, "is a folder"));
    assert_false(source_load(context->arena, "/bin/sh", "sh", 10, &context->diagnostics, &source));
    assert_non_null(strstr(context->diagnostics.items[2].message, "larger than"));
    assert_false(source_load(context->arena, "/dev/null", "null", 10, &context->diagnostics, &source));
    assert_non_null(strstr(context->diagnostics.items[3].message, "no regular file"));
}

/* The system makes such a file up while it is read; its size is 0 and its content is longer than one block. */
static void a_file_without_a_size_is_read_to_its_end(void **state)
{
    struct context *context = *state;
    const char *data;
    size_t size;

    if (!file_exists("/proc/self/smaps")) {
        return; /* another system than Linux */
    }
    assert_null(file_read(context->arena, "/proc/self/smaps", 1u << 24, &data, &size));
    assert_true(size > 8192);
    assert_int_equal(strlen(data), size);
    assert_non_null(strstr(file_read(context->arena, "/proc/self/smaps", 5000, &data, &size), "larger than"));
}

static void links_that_lead_nowhere_are_named(void **state)
{
    struct context *context = *state;
    const char *dangling = inside(context, "dangling");
    const char *loop = inside(context, "loop");
    const char *data;
    size_t size;

    assert_int_equal(symlink("nowhere", dangling), 0);
    assert_int_equal(symlink("loop", loop), 0);
    assert_false(path_exists(dangling) || path_exists(loop));
    assert_string_equal(path_absence(dangling), "is a link to nothing");
    assert_string_equal(path_absence(loop), "is a link that loops");
    assert_string_equal(path_absence(inside(context, "missing")), "does not exist");
    assert_string_equal(file_read(context->arena, dangling, 10, &data, &size), "is a link to nothing");
    assert_string_equal(file_read(context->arena, loop, 10, &data, &size), "is a link that loops");
    assert_string_equal(file_read(context->arena, inside(context, "missing"), 10, &data, &size), "no such file");
}

static void paths_are_taken_apart_and_put_together(void **state)
{
    struct context *context = *state;

    assert_string_equal(path_join(context->arena, "a", "b"), "a/b");
    assert_string_equal(path_join(context->arena, "a/", "b"), "a/b");
    assert_string_equal(path_join(context->arena, "", "b"), "b");
    assert_string_equal(path_join(context->arena, "a", "/b"), "/b");
    assert_string_equal(path_inside("a", "a/b/c"), "b/c");
    assert_string_equal(path_inside("a/", "a//b"), "b");
    assert_string_equal(path_inside("../a", "../a/b"), "b");
    assert_string_equal(path_inside("/", "/b"), "b");
    assert_string_equal(path_inside(".", "./b..c/..d"), "b..c/..d");
    assert_null(path_inside("a", "a"));
    assert_null(path_inside("a", "a/"));
    assert_null(path_inside("a", "ab/c"));
    assert_null(path_inside("a", "a.b"));
    assert_null(path_inside("", "b"));
    assert_null(path_inside("a", "a/../b"));
    assert_null(path_inside("a", "a/b/.."));
    assert_string_equal(path_dirname(context->arena, "a/b/c"), "a/b");
    assert_string_equal(path_dirname(context->arena, "/c"), "/");
    assert_string_equal(path_dirname(context->arena, "c"), ".");
    assert_string_equal(path_basename("a/b.c"), "b.c");
    assert_true(text_ends_with("a.yml", ".yml"));
    assert_false(text_ends_with("l", ".yml"));
}

static void programs_give_output_errors_and_status(void **state)
{
    struct context *context = *state;
    const char *const argv[] = { "sh", "-c", "echo out; echo err >&2; exit 7", NULL };
    struct process_result result;

    assert_true(process_run(context->arena, argv, 1000, &result));
    assert_int_equal(result.exit_status, 7);
    assert_string_equal(result.output, "out\n");
    assert_string_equal(result.errors, "err\n");
}

static void a_program_that_does_not_exist_is_no_crash(void **state)
{
    struct context *context = *state;
    const char *const argv[] = { "/nonexistent/program", NULL };
    struct process_result result;

    assert_false(process_run(context->arena, argv, 1000, &result));
    assert_int_equal(result.exit_status, -1);
    assert_non_null(result.failure);
    assert_null(process_find(context->arena, "no-such-program-anywhere"));
    assert_non_null(process_find(context->arena, "sh"));
}

static void a_program_that_prints_too_much_is_stopped(void **state)
{
    struct context *context = *state;
    const char *const argv[] = { "sh", "-c", "while :; do echo 0123456789; done", NULL };
    struct process_result result;

    assert_false(process_run(context->arena, argv, 1000, &result));
    assert_non_null(strstr(result.failure, "more than 1000 bytes"));
}

static void a_program_that_takes_too_long_is_stopped(void **state)
{
    struct context *context = *state;
    const char *const argv[] = { "sh", "-c", "sleep 30", NULL };
    struct process_result result;
    struct process *process = process_start(context->arena, argv, 1000, &result);

    assert_non_null(process);
    process_time_limit(process, 1);
    assert_false(process_finish(process, &result));
    assert_string_equal(result.failure, "did not end within 1 seconds");
}

static void a_program_has_ended_when_it_ends(void **state)
{
    struct context *context = *state;
    const char *const argv[] = { "sh", "-c", "echo out; echo err >&2; sleep 8 & exit 3", NULL };
    struct process_result result;
    struct process *process = process_start(context->arena, argv, 1000, &result);

    assert_non_null(process);
    process_time_limit(process, 5);
    assert_true(process_finish(process, &result));
    assert_int_equal(result.exit_status, 3);
    assert_string_equal(result.output, "out\n");
    assert_string_equal(result.errors, "err\n");
}

static void a_program_that_closes_its_output_is_still_stopped(void **state)
{
    struct context *context = *state;
    const char *const argv[] = { "sh", "-c", "exec sleep 30 >&- 2>&-", NULL };
    struct process_result result;
    struct process *process = process_start(context->arena, argv, 1000, &result);

    assert_non_null(process);
    process_time_limit(process, 1);
    assert_false(process_finish(process, &result));
    assert_string_equal(result.failure, "did not end within 1 seconds");
    assert_int_equal(result.exit_status, 128 + 9);
}

static void a_variable_with_a_secret_is_not_handed_on(void **state)
{
    struct context *context = *state;
    const char *const argv[] = { "sh", "-c", "echo \"$SECRET_OF_TEST$OTHER_OF_TEST\"", NULL };
    struct process_result result;

    assert_int_equal(setenv("SECRET_OF_TEST", "correct horse", 1), 0);
    assert_int_equal(setenv("OTHER_OF_TEST", " is there", 1), 0);
    assert_true(process_run(context->arena, argv, 1000, &result));
    assert_string_equal(result.output, "correct horse is there\n");
    environment_keep_secret("SECRET_OF_TEST");
    assert_true(process_run(context->arena, argv, 1000, &result));
    assert_string_equal(result.output, " is there\n");
    assert_string_equal(environment("SECRET_OF_TEST"), "correct horse");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(outputs_appear_together_at_commit, setup, teardown),
        cmocka_unit_test_setup_teardown(a_discarded_set_leaves_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(an_output_that_cannot_be_is_an_output_error, setup, teardown),
        cmocka_unit_test_setup_teardown(what_is_no_regular_file_is_not_replaced, setup, teardown),
        cmocka_unit_test_setup_teardown(a_failed_commit_brings_the_old_files_back, setup, teardown),
        cmocka_unit_test_setup_teardown(unreadable_inputs_are_named, setup, teardown),
        cmocka_unit_test_setup_teardown(a_file_without_a_size_is_read_to_its_end, setup, teardown),
        cmocka_unit_test_setup_teardown(links_that_lead_nowhere_are_named, setup, teardown),
        cmocka_unit_test_setup_teardown(paths_are_taken_apart_and_put_together, setup, teardown),
        cmocka_unit_test_setup_teardown(programs_give_output_errors_and_status, setup, teardown),
        cmocka_unit_test_setup_teardown(a_program_that_does_not_exist_is_no_crash, setup, teardown),
        cmocka_unit_test_setup_teardown(a_program_that_prints_too_much_is_stopped, setup, teardown),
        cmocka_unit_test_setup_teardown(a_program_that_takes_too_long_is_stopped, setup, teardown),
        cmocka_unit_test_setup_teardown(a_program_has_ended_when_it_ends, setup, teardown),
        cmocka_unit_test_setup_teardown(a_variable_with_a_secret_is_not_handed_on, setup, teardown),
        cmocka_unit_test_setup_teardown(a_program_that_closes_its_output_is_still_stopped, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
