#include "cli/verify/output.h"

#include <string.h>
#include "base/json.h"
#include "cli/keys/key_answer.h"
#include "image/image_verify.h"

static bool is_hidden(const struct verified_file *file)
{
    return image_is_hidden(file->image) || image_compression(file->image) != NULL;
}

/* With a build the question is whether its bootloader takes the file; without its signature that is not answered. */
static bool is_open(const struct verification *verification, const struct verified_file *file)
{
    const char *line = file->kind == VERIFIED_IMAGE ? "signature" : "firmware signature";

    return verification->against != NULL && !file->needs_no_signature &&
           verdicts_find(&file->verdicts, line) == VERDICT_NOT_CHECKED;
}

/* Its key is another one than MCUboot's; beside images for MCUboot its own lines say what was checked. */
static void add_firmware(const struct verified_file *file, struct verification_sum *sum)
{
    enum verdict verdict = verdicts_find(&file->verdicts, "firmware signature");

    sum->images++;
    sum->hashed += verdicts_find(&file->verdicts, "firmware hash") == VERDICT_PASS ? 1 : 0;
    sum->checked += verdict == VERDICT_PASS ? 1 : 0; /* which it does by a key that is trusted only */
    sum->trusted += verdict == VERDICT_PASS ? 1 : 0;
    sum->provisioned += verdicts_find(&file->verdicts, "provision key") == VERDICT_PASS ? 1 : 0;
}

static void add_image(const struct verification *verification, const struct verified_file *file,
                      struct verification_sum *sum)
{
    enum verdict verdict = verdicts_find(&file->verdicts, "signature");
    enum verdict hash = verdicts_find(&file->verdicts, "hash");

    sum->images++;
    sum->hashed += hash == VERDICT_PASS ? 1 : 0;
    sum->bare += hash != VERDICT_PASS && verdict != VERDICT_PASS ? 1 : 0;
    sum->checked += verification->key != NULL && (verdict == VERDICT_PASS || verdict == VERDICT_FAIL) ? 1 : 0;
    sum->without_signature += verdict == VERDICT_ABSENT ? 1 : 0;
    sum->hidden += is_hidden(file) ? 1 : 0;
}

void verification_add_up(const struct verification *verification, struct verification_sum *sum)
{
    *sum = (struct verification_sum){ .failed = verification->key_differs };
    for (size_t i = 0; i < verification->files.count; i++) {
        sum->has_image = sum->has_image || verification->files.items[i].kind == VERIFIED_IMAGE;
    }
    for (size_t i = 0; i < verification->files.count; i++) {
        const struct verified_file *file = &verification->files.items[i];

        sum->failed = sum->failed || verdicts_failed(&file->verdicts);
        if (file->kind == VERIFIED_IMAGE) {
            add_image(verification, file, sum);
        } else if (file->kind == VERIFIED_FIRMWARE && !sum->has_image) {
            add_firmware(file, sum);
        }
        if (file->kind == VERIFIED_IMAGE || file->kind == VERIFIED_FIRMWARE) {
            sum->open += is_open(verification, file) ? 1 : 0;
        }
    }
}

/* What keeps the answer from being given though nothing failed, or NULL. */
static const char *left_open(const struct verification *verification, const struct verification_sum *sum)
{
    struct arena *arena = verification->call->arena;

    if (sum->hidden > 0) {
        return arena_printf(
            arena, "not verified: %zu of %zu images are encrypted or compressed, and not all of them was checked",
            sum->hidden, sum->images);
    }
    if (call_option(verification->call, "--key") != NULL && sum->checked < sum->images) {
        return arena_printf(arena, "not verified: %zu of %zu signatures were checked with '%s'", sum->checked,
                            sum->images, verification->key_path);
    }
    if (sum->open > 0) {
        return arena_printf(arena, "not verified: %zu %s not checked, and the bootloader asks for %s; give %s",
                            sum->open, sum->open == 1 ? "signature was" : "signatures were",
                            sum->open == 1 ? "it" : "them",
                            sum->has_image && verification->key == NULL ? "--key" : "--nsib-key or --provision");
    }
    if (sum->bare > 0) {
        return arena_printf(
            arena, "not verified: %zu of %zu images have no hash, and no signature that was checked; give --key",
            sum->bare, sum->images);
    }
    return NULL;
}

/* "hash, and signature", where all of them have a hash: a pure signature needs none. */
static const char *what_was_checked(const struct verification_sum *sum)
{
    return sum->hashed == sum->images ? "hash, and signature" : "signature";
}

/* The last line says no more than what was done. */
enum exit_status verification_conclude(const struct verification *verification, const struct verification_sum *sum,
                                       const char **text)
{
    struct arena *arena = verification->call->arena;
    const char *open = left_open(verification, sum);

    if (sum->failed) {
        *text = "verification FAILED";
        return EXIT_FINDING;
    }
    if (open != NULL) {
        *text = open;
        return EXIT_UNUSABLE;
    }
    if (sum->images == 0) {
        *text = "nothing failed; there is no image among the files";
    } else if (verification->key != NULL && sum->checked == sum->images) {
        *text = arena_printf(arena, "verified: %s with key '%s'", what_was_checked(sum), verification->key_path);
    } else if (sum->provisioned == sum->images) {
        *text = "verified: hash, and signature with a key of the provision data";
    } else if (sum->trusted == sum->images) {
        *text = "verified: hash, and signature with a key that the tree names for b0";
    } else if (sum->without_signature == sum->images) {
        *text = "hash verified; no signature to check";
    } else if (sum->without_signature > 0) {
        *text = arena_printf(arena, "hash verified; %zu of %zu images have no signature, the others were not checked",
                             sum->without_signature, sum->images);
    } else {
        *text = "hash verified; signature not checked, give --key";
    }
    return EXIT_GOOD;
}

static void print_file(struct text *out, const struct verified_file *file)
{
    text_printf(out, "%s\n", file->name);
    for (size_t i = 0; i < file->verdicts.count; i++) {
        const struct verdict_line *line = &file->verdicts.items[i];

        text_printf(out, "  %-20s %-11s %s\n", line->check, verdict_name(line->verdict), line->detail);
    }
}

void verification_print(struct verification *verification)
{
    struct command_call *call = verification->call;
    struct verification_sum sum;
    enum exit_status status;
    const char *last;

    for (size_t i = 0; i < verification->files.count; i++) {
        print_file(call->output, &verification->files.items[i]);
    }
    verification_add_up(verification, &sum);
    status = verification_conclude(verification, &sum, &last);
    if (verification->status != EXIT_GOOD && status != EXIT_FINDING) {
        return; /* files that could not be read are told; nothing is said of the others together */
    }
    if (verification->against != NULL) {
        print_trusted_key(call, &verification->trusted);
    }
    if (status == EXIT_UNUSABLE) {
        diagnose(call->diagnostics, DIAGNOSTIC_LIMIT, ORIGIN_NONE, "%s", last);
    } else {
        text_printf(call->output, "%s\n", last);
    }
}

static void write_file(struct json *json, const struct verification *verification, const struct verified_file *file)
{
    static const char *const kinds[] = {
        [VERIFIED_IMAGE] = "image",         [VERIFIED_FIRMWARE] = "firmware",
        [VERIFIED_PACKAGE] = "package",     [VERIFIED_MULTI_IMAGE] = "multi-image",
        [VERIFIED_PROVISION] = "provision",
    };

    json_object_begin(json);
    json_member(json, "file", file->name);
    json_member(json, "kind", kinds[file->kind]);
    json_member(json, "build", verification->build);
    json_member_bool(json, "failed", verdicts_failed(&file->verdicts));
    json_key(json, "checks");
    json_array_begin(json);
    for (size_t i = 0; i < file->verdicts.count; i++) {
        const struct verdict_line *line = &file->verdicts.items[i];

        json_object_begin(json);
        json_member(json, "check", line->check);
        json_member(json, "verdict", line->verdict == VERDICT_FAIL ? "fail" : verdict_name(line->verdict));
        json_member(json, "detail", line->detail);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void write_conclusion(struct json *json, const struct verification *verification)
{
    struct verification_sum sum;
    enum exit_status status;
    const char *last;

    verification_add_up(verification, &sum);
    json_object_begin(json);
    json_member(json, "build", verification->build);
    json_member(json, "against", verification->against == NULL ? NULL : verification->against->path);
    json_member(json, "key", verification->key == NULL ? NULL : verification->key_path);
    json_member_bool(json, "key_differs", verification->key_differs);
    json_member_uint(json, "images", sum.images);
    json_member_uint(json, "signatures_checked", sum.checked);
    status = worse_status(verification->status, verification_conclude(verification, &sum, &last));
    json_member_uint(json, "status", (unsigned)status);
    json_member(json, "conclusion", verification->status == EXIT_GOOD ? last : "not verified: files cannot be read");
    json_object_end(json);
}

void verification_print_json(struct command_call *call, const struct verification *items, size_t count)
{
    struct json json = json_report_begin(call->output);

    json_key(&json, "files");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        for (size_t f = 0; f < items[i].files.count; f++) {
            write_file(&json, &items[i], &items[i].files.items[f]);
        }
    }
    json_array_end(&json);
    json_key(&json, "conclusions");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        write_conclusion(&json, &items[i]);
    }
    json_array_end(&json);
    json_report_end(&json);
}
