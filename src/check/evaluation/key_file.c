#include "check/evaluation/key_file.h"

#include <string.h>
#include "base/file.h"
#include "check/evaluation/evaluate.h"
#include "check/evaluation/updates.h"
#include "crypto/public_key.h"

static bool has_text(const struct source *source, const char *text)
{
    size_t length = strlen(text);

    for (size_t i = 0; i + length <= source->size; i++) {
        if (memcmp(source->data + i, text, length) == 0) {
            return true;
        }
    }
    return false;
}

/* NULL where the file says nothing that is understood here. */
static const char *kind_of_file(struct arena *arena, const char *path)
{
    struct diagnostics unheard = diagnostics_create(arena);
    const struct source *source;
    struct public_key *key;
    bool is_private;
    bool is_public;

    if (!path_exists(path)) {
        return "missing";
    }
    if (!key_source_load(arena, path, &unheard, &source)) {
        return NULL;
    }
    is_private = has_text(source, "PRIVATE KEY-----");
    is_public = has_text(source, "-----BEGIN PUBLIC KEY-----");
    /* Wipes the bytes, whatever they are. */
    if (!public_key_read(arena, source, &unheard, &key)) {
        return is_public && !is_private ? "public" : NULL;
    }
    if (is_private) {
        return key_type_name(key->type);
    }
    return is_public ? "public" : NULL;
}

/* Where the file is, or NULL: of the variables that sysbuild puts in, only the application's folder is known. */
static const char *path_of(struct arena *arena, const struct project *project, const char *text)
{
    static const char application[] = "${APP_DIR}/";

    if (project->kind != PROJECT_SOURCE || strncmp(text, application, strlen(application)) != 0 ||
        strchr(text + strlen(application), '$') != NULL) {
        return NULL;
    }
    return path_join(arena, project->path, text + strlen(application));
}

struct value call_key_file(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value text = evaluate(evaluation, call->operands[0], TYPE_TEXT);
    const char *kind = evaluation->updates != NULL ? evaluation->updates->key_file : NULL;
    const char *path;

    (void)wanted;
    if (!text.known) {
        return value_unknown(TYPE_TEXT, text.evidence);
    }
    path = path_of(evaluation->arena, evaluation->project, text.as.text);
    if (path != NULL && kind == NULL) {
        kind = kind_of_file(evaluation->arena, path);
    }
    if (path == NULL || kind == NULL) {
        return evaluation_unknown(evaluation, TYPE_TEXT,
                                  MISSING_BEYOND("what the key file '", text.as.text, "' is, the build alone knows"));
    }
    return value_text(kind, text.evidence);
}
