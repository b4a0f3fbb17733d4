#include <string.h>
#include "base/attributes.h"
#include "base/file.h"
#include "base/process.h"
#include "base/temporary.h"
#include "sign/command_line.h"
#include "sign/external_signature.h"
#include "sign/signer.h"

/* What a command may print; nobody reads it unless it fails. */
#define COMMAND_OUTPUT_LIMIT (1024u * 1024u)

/* Bytes of each of a failed command's last lines that are shown. */
#define SHOWN_LINE 300u

struct command_state {
    struct arena *arena;
    struct string_list words;
    const char *public_key_path;
    unsigned seconds;
};

static const char *const names[] = { "digest", "payload", "signature", "key" };

enum place { DIGEST, PAYLOAD, SIGNATURE, KEY, PLACE_COUNT };

static const char *check_places(struct arena *arena, const struct string_list *words)
{
    struct command_value values[PLACE_COUNT];
    const char *unknown;

    for (size_t i = 0; i < PLACE_COUNT; i++) {
        values[i] = (struct command_value){ names[i], NULL };
    }
    unknown = command_line_unknown(arena, words, values, PLACE_COUNT);
    if (unknown != NULL) {
        return arena_printf(arena, "%s in it is none of {digest}, {payload}, {signature}, {key}", unknown);
    }
    if (!command_line_uses(words, names[SIGNATURE])) {
        return "{signature}, the file to write, is missing in it";
    }
    return command_line_uses(words, names[DIGEST]) || command_line_uses(words, names[PAYLOAD])
               ? NULL
               : "neither {digest} nor {payload}, what is to be signed, stands in it";
}

const char *signer_command_check(struct arena *arena, const char *command)
{
    struct string_list words = { 0 };
    const char *wrong = command_line_split(arena, command, &words);

    return wrong != NULL ? wrong : check_places(arena, &words);
}

/* Start of the line that ends at *end, without blanks at its end. */
static struct slice line_before(const char *text, size_t *end)
{
    size_t start;

    while (*end > 0 && strchr(" \t\r\n", text[*end - 1]) != NULL) {
        (*end)--;
    }
    start = *end;
    while (start > 0 && text[start - 1] != '\n') {
        start--;
    }
    return (struct slice){ text + start, *end - start };
}

/* The last two lines that are not empty: programs say there what went wrong. */
static const char *last_lines(struct arena *arena, const char *text)
{
    size_t end = strlen(text);
    struct slice last = line_before(text, &end);
    struct slice before;

    end -= last.length;
    before = line_before(text, &end);
    return arena_printf(arena, "%s%s%s", text_printable(arena, before, SHOWN_LINE), before.length == 0 ? "" : "; ",
                        text_printable(arena, last, SHOWN_LINE));
}

/* Clients of vaults say what is wrong on either stream. */
static const char *what_it_said(struct arena *arena, const struct process_result *result)
{
    const char *errors = last_lines(arena, result->errors);
    const char *output = last_lines(arena, result->output);

    return arena_printf(arena, "%s%s%s%s", errors[0] == '\0' && output[0] == '\0' ? "" : ": ", errors,
                        errors[0] == '\0' || output[0] == '\0' ? "" : "; ", output);
}

/* *said is what it printed last, as the end of a message. */
static bool run(const struct signer *signer, const struct command_state *state, const char *const *argv,
                struct diagnostics *diagnostics, const char **said)
{
    struct process_result result;
    struct process *process;

    if (argv == NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "signing command '%s' cannot be started: a word of it is longer than 65536 bytes",
                        signer->name);
    }
    process = process_start(state->arena, argv, COMMAND_OUTPUT_LIMIT, &result);
    if (process == NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "signing command '%s' cannot be started: %s",
                        signer->name, result.failure);
    }
    if (state->seconds != 0) {
        process_time_limit(process, state->seconds);
    }
    if (!process_finish(process, &result)) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "signing command '%s' %s and was stopped",
                        signer->name, result.failure);
    }
    *said = what_it_said(state->arena, &result);
    return result.exit_status == 0 ||
           diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "signing command '%s' ended with exit status %d%s",
                    signer->name, result.exit_status, *said);
}

/* The files that the command reads; NULL on success. */
static const char *write_inputs(const struct command_state *state, const struct temporary_folder *folder,
                                const struct signature_request *request)
{
    const char *failure = NULL;

    if (command_line_uses(&state->words, names[DIGEST])) {
        failure = temporary_folder_write(folder, names[DIGEST], request->digest->bytes, request->digest->size);
    }
    if (failure == NULL && command_line_uses(&state->words, names[PAYLOAD])) {
        failure = temporary_folder_write(folder, names[PAYLOAD], request->payload.data, request->payload.size);
    }
    return failure;
}

static bool read_signature(const struct signer *signer, const char *path, const char *said,
                           const struct signature_request *request, struct diagnostics *diagnostics,
                           struct signature *signature)
{
    const struct command_state *state = signer->state;
    const char *data;
    size_t size;
    const char *failure = file_read(state->arena, path, EXTERNAL_SIGNATURE_LIMIT, &data, &size);

    if (failure != NULL || size == 0) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "signing command '%s' ended well, but wrote no signature: %s%s", signer->name,
                        failure != NULL ? failure : "its file is empty", said);
    }
    return external_signature_read(arena_printf(state->arena, "what signing command '%s' wrote", signer->name),
                                   range_of(data, size), signer->public_half, request, diagnostics, signature);
}

static bool sign_in(const struct signer *signer, const struct temporary_folder *folder,
                    const struct signature_request *request, struct diagnostics *diagnostics,
                    struct signature *signature)
{
    const struct command_state *state = signer->state;
    const char *failure = write_inputs(state, folder, request);
    struct command_value values[PLACE_COUNT];
    const char *said = "";

    if (failure != NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE, "%s", failure);
    }
    if (command_line_uses(&state->words, names[KEY]) && !file_exists(state->public_key_path)) {
        return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                        "'%s' is no file that signing command '%s' could read for {key}", state->public_key_path,
                        signer->name);
    }
    for (size_t i = 0; i < PLACE_COUNT; i++) {
        values[i] = (struct command_value){ names[i], temporary_folder_path(folder, names[i]) };
    }
    values[KEY].value = state->public_key_path;
    return run(signer, state, command_line_fill(state->arena, &state->words, values, PLACE_COUNT), diagnostics,
               &said) &&
           read_signature(signer, values[SIGNATURE].value, said, request, diagnostics, signature);
}

static bool sign_with_command(const struct signer *signer, const struct signature_request *request,
                              struct diagnostics *diagnostics, struct signature *signature)
{
    const struct command_state *state = signer->state;
    const char *why = NULL;
    struct temporary_folder *folder = temporary_folder_create(state->arena, &why);
    bool signed_now;

    if (folder == NULL) {
        return diagnose(diagnostics, DIAGNOSTIC_OUTPUT, ORIGIN_NONE, "%s", why);
    }
    signed_now = sign_in(signer, folder, request, diagnostics, signature);
    temporary_folder_remove(folder);
    return signed_now;
}

const struct signer *signer_with_command(struct arena *arena, const struct signer_command *command,
                                         const struct public_key *public_half)
{
    struct signer *signer = arena_alloc(arena, sizeof *signer);
    struct command_state *state = arena_alloc(arena, sizeof *state);

    *state = (struct command_state){ .arena = arena,
                                     .public_key_path = command->public_key_path,
                                     .seconds = command->seconds };
    if (command_line_split(arena, command->command, &state->words) != NULL) {
        return NULL; /* the caller did not check */
    }
    *signer = (struct signer){ public_half, state->words.items[0], sign_with_command, state };
    return signer;
}
