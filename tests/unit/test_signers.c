/* Signatures made elsewhere: every form is recognised by verifying, and a command's mistakes have their messages. */
#define _XOPEN_SOURCE 700
#include "image_test.h"

#include <stdlib.h>
#include <mbedtls/base64.h>
#include "base/attributes.h"
#include "base/file.h"
#include "base/temporary.h"
#include "sign/command_line.h"
#include "sign/external_signature.h"
#include "sign/signer.h"

#define PUBLIC_KEY  "fixtures/keys/test-ecdsa-p256.pub.pem"
#define PRIVATE_KEY "fixtures/keys/test-ecdsa-p256.pem"

struct bench {
    struct signing_key *key;
    struct digest digest;
    struct signature_request request;
    struct signature made;
};

static struct bench *bench_create(struct context *context, const char *path)
{
    struct bench *bench = arena_alloc(context->arena, sizeof *bench);
    struct byte_range payload = range_of("payload", 7);

    assert_true(signing_key_load(context->arena, path, NULL, &context->diagnostics, &bench->key));
    bench->digest = digest_of(key_type_digest(bench->key->public_half->type), payload);
    bench->request = (struct signature_request){ payload, &bench->digest, false, SIGNATURE_OF_IMAGE };
    assert_true(
        signer_sign(signer_with_key(context->arena, bench->key), &bench->request, &context->diagnostics, &bench->made));
    return bench;
}

static void assert_read(struct context *context, const struct bench *bench, const void *bytes, size_t size)
{
    struct signature found;

    assert_true(external_signature_read("it", range_of(bytes, size), bench->key->public_half, &bench->request,
                                        &context->diagnostics, &found));
    assert_int_equal(found.size, bench->made.size);
    assert_memory_equal(found.bytes, bench->made.bytes, found.size);
}

static const char *const keys[] = {
    "fixtures/keys/test-ecdsa-p256.pem", "fixtures/keys/test-ecdsa-p384.pem", "fixtures/keys/test-rsa-2048.pem",
    "fixtures/keys/test-rsa-3072.pem",   "fixtures/keys/test-ed25519.pem",
};

static void test_all_forms(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        struct bench *bench = bench_create(context, keys[i]);
        struct byte_range made = range_of(bench->made.bytes, bench->made.size);
        size_t half = bench->digest.size;
        unsigned char text[600];
        struct signature raw;
        size_t length;

        assert_read(context, bench, made.data, made.size);
        assert_int_equal(mbedtls_base64_encode(text, sizeof text, &length, made.data, made.size), 0);
        text[length] = '\n';
        assert_read(context, bench, text, length);
        assert_read(context, bench, text, length + 1);
        if (i < 2) {
            assert_true(signature_to_raw(made, half, &raw));
            assert_int_equal(raw.size, 2 * half);
            assert_read(context, bench, raw.bytes, raw.size);
            assert_int_equal(mbedtls_base64_encode(text, sizeof text, &length, raw.bytes, raw.size), 0);
            assert_read(context, bench, text, length);
        }
        signing_key_release(bench->key);
    }
}

static void assert_refused(struct context *context, const struct bench *bench, struct byte_range bytes,
                           const char *message)
{
    struct signature found;

    assert_false(
        external_signature_read("it", bytes, bench->key->public_half, &bench->request, &context->diagnostics, &found));
    assert_int_equal(context->diagnostics.count, 1);
    assert_said(context, message);
}

/* Each bit of a signature counts, and bytes of no form are told from a signature of something else. */
static void test_wrong_signatures(void **state)
{
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++) {
        struct bench *bench = bench_create(context, keys[i]);
        struct byte_range made = range_of(bench->made.bytes, bench->made.size);

        assert_refused(context, bench, range_of("", 0), "0 bytes that are no");
        assert_refused(context, bench, range_of("\n", 1), "1 bytes that are no");
        assert_refused(context, bench, range_of("not a signature", 15), "15 bytes that are no");
        assert_refused(context, bench, range_of(made.data + made.size, 0), "0 bytes that are no");
        bench->made.bytes[made.size / 2] ^= 0x40;
        assert_refused(context, bench, made, "does not verify");
        bench->made.bytes[made.size / 2] ^= 0x40;
        bench->digest.bytes[0] ^= 1;
        assert_refused(context, bench, made, "does not verify");
        signing_key_release(bench->key);
    }
}

/* Zeros are the padding of old imgtools; what else stands behind a DER would make an image that no device takes. */
static void test_bytes_behind_a_signature(void **state)
{
    static const uint8_t zeros[4], newline[] = "\n", junk[] = "\0\0junk";
    struct context *context = *state;

    for (size_t i = 0; i < 2; i++) {
        struct bench *bench = bench_create(context, keys[i]);
        size_t size = bench->made.size;
        uint8_t bytes[200] = { 0 };

        memcpy(bytes, bench->made.bytes, size);
        assert_read(context, bench, bytes, size + sizeof zeros);
        assert_read(context, bench, bytes, sizeof bytes);
        memcpy(bytes + size, newline, 1);
        assert_refused(context, bench, range_of(bytes, size + 1), "it has 1 bytes behind the signature");
        memcpy(bytes + size, junk, 6);
        assert_refused(context, bench, range_of(bytes, size + 6), "it has 6 bytes behind the signature");
        signing_key_release(bench->key);
    }
}

/* Some programs write r and s in a fixed number of bytes: an image gets the shortest form all the same. */
static void test_der_is_shortened(void **state)
{
    struct context *context = *state;
    struct bench *bench = bench_create(context, PRIVATE_KEY);
    uint8_t der[80] = { 0x30, 2 * 37, 0x02, 35, 0, 0, 0 };
    struct signature raw;

    assert_true(signature_to_raw(range_of(bench->made.bytes, bench->made.size), 32, &raw));
    memcpy(der + 7, raw.bytes, 32);
    memcpy(der + 39, (const uint8_t[]){ 0x02, 35, 0, 0, 0 }, 5);
    memcpy(der + 44, raw.bytes + 32, 32);
    assert_read(context, bench, der, 76);
    assert_false(signature_to_raw(range_of(der, 77), 32, &raw));
    der[1]++;
    assert_false(signature_to_raw(range_of(der, 77), 32, &raw));
    signing_key_release(bench->key);
}

static void test_command_words(void **state)
{
    static const struct command_value values[] = { { "a", "x y" }, { "b", "{a}" } };
    struct context *context = *state;
    struct string_list words = { 0 };
    const char *const *filled;

    assert_null(command_line_split(context->arena, "  p '' \"q r\"s\t-o='{a}' C:\\dir\\n {b}{c ", &words));
    assert_int_equal(words.count, 6);
    filled = command_line_fill(context->arena, &words, values, ARRAY_LENGTH(values));
    assert_string_equal(filled[0], "p");
    assert_string_equal(filled[1], "");
    assert_string_equal(filled[2], "q rs");
    assert_string_equal(filled[3], "-o=x y");
    assert_string_equal(filled[4], "C:\\dir\\n");
    assert_string_equal(filled[5], "{a}{c"); /* a value is not looked through again */
    assert_null(filled[6]);
}

static void test_commands_that_cannot_be_run(void **state)
{
    static const struct {
        const char *command;
        const char *problem;
    } table[] = {
        { "", "names no program" },
        { " \t", "names no program" },
        { "'' {digest} {signature}", "names no program" },
        { "sign '{digest} {signature}", "not closed" },
        { "sign {digest}", "{signature}, the file to write" },
        { "sign {signature}", "neither {digest} nor {payload}" },
        { "sign {diggest} {signature}", "{diggest} in it is none of" },
    };
    struct context *context = *state;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        const char *wrong = signer_command_check(context->arena, table[i].command);

        assert_non_null(wrong);
        assert_non_null(strstr(wrong, table[i].problem));
    }
    assert_null(signer_command_check(context->arena, "vault {\"in\":1} {payload} {signature} {key}"));
}

static bool sign_by(struct context *context, const struct bench *bench, const char *command, unsigned seconds,
                    struct signature *signature)
{
    const struct signer_command settings = { command, PUBLIC_KEY, seconds };
    const struct signer *signer = signer_with_command(context->arena, &settings, bench->key->public_half);

    return signer_sign(signer, &bench->request, &context->diagnostics, signature);
}

/* Commands that do nothing but copy files show what the files hold, and that none is left. */
static void test_command_gets_its_files(void **state)
{
    struct context *context = *state;
    const char *why = NULL;
    struct temporary_folder *place = temporary_folder_create(context->arena, &why);
    struct bench *bench = bench_create(context, "fixtures/keys/test-ecdsa-p256.pem");
    const char *ready = temporary_folder_path(place, "ready");
    struct file_names left = { 0 };
    struct signature signature;

    assert_non_null(place);
    assert_null(temporary_folder_write(place, "ready", bench->made.bytes, bench->made.size));
    assert_int_equal(setenv("TMPDIR", path_dirname(context->arena, ready), 1), 0);
    assert_true(sign_by(context, bench,
                        arena_printf(context->arena, "sh -c 'cp \"$0\" \"$1\"' %s {signature} {digest}", ready), 0,
                        &signature));
    assert_int_equal(signature.size, bench->made.size);
    assert_false(sign_by(context, bench, "cp {digest} {signature}", 0, &signature));
    assert_said(context, "has 32 bytes that are no ECDSA P-256 signature");
    assert_false(sign_by(context, bench, "cp {payload} {signature}", 0, &signature));
    assert_said(context, "has 7 bytes that are no");
    assert_false(sign_by(context, bench, "sh -c 'cp \"$0\" \"$1\"' {key} {signature} {digest}", 0, &signature));
    assert_said(context, "that are no");
    assert_int_equal(unsetenv("TMPDIR"), 0);
    assert_true(directory_list(context->arena, path_dirname(context->arena, ready), &left));
    assert_int_equal(left.count, 1);
    temporary_folder_remove(place);
    assert_false(directory_exists(path_dirname(context->arena, ready)));
    signing_key_release(bench->key);
}

static void test_commands_that_fail(void **state)
{
    static const struct {
        const char *command;
        const char *message;
    } table[] = {
        { "no-such-program-anywhere {digest} {signature}", "cannot be started" },
        { "false {digest} {signature}", "signing command 'false' ended with exit status 1" },
        { "ls {digest}.nothing {signature}", "exit status 2: ls: " },
        { "sh -c 'echo permission denied; exit 1' {digest} {signature}", "exit status 1: permission denied" },
        { "sh -c 'echo a; echo b; echo c; echo d >&2; exit 1' {digest} {signature}", "exit status 1: d; b; c" },
        { "true {digest} {signature}", "wrote no signature" },
        { "touch {digest} {signature}", "its file is empty" },
        { "sh -c 'echo vault sealed >&2' {digest} {signature}", "no such file: vault sealed" },
        { "mkdir -p {digest}.d {signature}", "wrote no signature" },
        { "sh -c 'head -c 5000 /dev/zero >\"$0\"' {signature} {digest}", "is larger than the limit of 4096 bytes" },
        { "tail -f {digest} {signature}", "did not end within 1 seconds and was stopped" },
        { "yes {digest} {signature}", "printed more than 1048576 bytes and was stopped" },
    };
    struct context *context = *state;
    struct bench *bench = bench_create(context, "fixtures/keys/test-ecdsa-p256.pem");
    struct signature signature;

    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        assert_false(sign_by(context, bench, table[i].command, 1, &signature));
        assert_int_equal(context->diagnostics.count, 1);
        assert_said(context, table[i].message);
    }
    signing_key_release(bench->key);
}

/* A word is never cut, and {key} is a file that can be read: a pipe was read up already. */
static void test_values_that_do_not_fit(void **state)
{
    struct context *context = *state;
    struct bench *bench = bench_create(context, PRIVATE_KEY);
    struct text command = text_create(context->arena, 30000);
    const struct signer_command settings = { "true {digest} {signature} {key}", "/dev/fd/9", 1 };
    const struct signer *signer = signer_with_command(context->arena, &settings, bench->key->public_half);
    struct signature signature;

    text_append(&command, "true {digest} ");
    for (int i = 0; i < 2500; i++) {
        text_append(&command, "{signature}");
    }
    assert_false(command.truncated);
    assert_false(sign_by(context, bench, command.data, 1, &signature));
    assert_said(context, "a word of it is longer than 65536 bytes");
    assert_false(signer_sign(signer, &bench->request, &context->diagnostics, &signature));
    assert_said(context, "'/dev/fd/9' is no file that signing command 'true' could read for {key}");
    signing_key_release(bench->key);
}

/* A folder that takes nothing. */
static void test_no_place_for_files(void **state)
{
    struct context *context = *state;
    struct bench *bench = bench_create(context, "fixtures/keys/test-ecdsa-p256.pem");
    struct signature signature;

    assert_int_equal(setenv("TMPDIR", "/nowhere-at-all", 1), 0);
    assert_false(sign_by(context, bench, "true {digest} {signature}", 1, &signature));
    assert_int_equal(unsetenv("TMPDIR"), 0);
    assert_int_equal(context->diagnostics.items[0].kind, DIAGNOSTIC_OUTPUT);
    assert_said(context, "no folder for temporary files in '/nowhere-at-all'");
    signing_key_release(bench->key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CONTEXT(test_all_forms),
        WITH_CONTEXT(test_wrong_signatures),
        WITH_CONTEXT(test_bytes_behind_a_signature),
        WITH_CONTEXT(test_der_is_shortened),
        WITH_CONTEXT(test_command_words),
        WITH_CONTEXT(test_commands_that_cannot_be_run),
        WITH_CONTEXT(test_command_gets_its_files),
        WITH_CONTEXT(test_commands_that_fail),
        WITH_CONTEXT(test_values_that_do_not_fit),
        WITH_CONTEXT(test_no_place_for_files),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
