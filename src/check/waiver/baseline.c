#include "check/waiver/baseline.h"

#include <string.h>
#include "base/file.h"
#include "base/json.h"

/* An input's path from a folder on; on another drive there is none, and the whole path stands for it. */
static const char *path_from(struct arena *arena, const char *folder, const char *path)
{
    const char *up = "";

    for (;;) {
        const char *parent = path_dirname(arena, folder);
        const char *inside = path_inside(folder, path);

        if (inside != NULL) {
            return arena_printf(arena, "%s%s", up, inside);
        }
        if (strcmp(folder, path) == 0) {
            return up[0] == '\0' ? "." : arena_strndup(arena, up, strlen(up) - 1);
        }
        if (strcmp(folder, parent) == 0) {
            return path;
        }
        folder = parent;
        up = arena_printf(arena, "../%s", up);
    }
}

/* What says that an input is the one of an entry: its path from the baseline's folder on. */
static const char *place_of(struct arena *arena, const struct baseline *baseline, const struct check_result *result)
{
    const char *folder = path_absolute(arena, path_dirname(arena, baseline->path)); /* the file may not be there yet */

    return path_from(arena, folder, path_absolute(arena, result->path));
}

static bool is_of(const struct baseline_entry *entry, const struct check_result *result, const char *place)
{
    return same_text(entry->input, place) && same_text(entry->board, result->board) &&
           same_text(entry->file_suffix, result->file_suffix);
}

static bool stands_for(const struct baseline_entry *entry, const struct finding *finding)
{
    return strcmp(entry->rule, finding->rule) == 0 && strcmp(entry->fingerprint, finding->fingerprint) == 0;
}

/* What has become worse since is not what was accepted; an entry that does not say how bad it was stands for no brick. */
static bool is_no_worse(const struct finding *finding, const struct baseline_entry *entry)
{
    enum severity severity = SEVERITY_ERROR;

    return (entry->severity == NULL || severity_parse(entry->severity, &severity)) && finding->severity <= severity;
}

static bool is_about_waivers(const struct rule_set *set, const struct finding *finding)
{
    const struct rule *rule = rule_set_find(set, finding->rule);

    return rule != NULL && rule->about_waivers;
}

static bool is_listed(const struct baseline *baseline, const struct finding *finding, const struct check_result *result,
                      const char *place)
{
    for (size_t i = 0; i < baseline->entries.count; i++) {
        const struct baseline_entry *entry = &baseline->entries.items[i];

        if (stands_for(entry, finding) && is_of(entry, result, place) && is_no_worse(finding, entry)) {
            return true;
        }
    }
    return false;
}

void baseline_of(struct arena *arena, const struct rule_set *set, const char *path, const struct waiver_checks *checks,
                 struct baseline *baseline)
{
    *baseline = (struct baseline){ .path = path };
    for (size_t i = 0; i < checks->count; i++) {
        const struct check_result *result = checks->items[i].result;
        const char *place = place_of(arena, baseline, result);

        for (size_t k = 0; k < result->findings.count; k++) {
            const struct finding *finding = &result->findings.items[k];

            if (finding->waived != NULL || is_about_waivers(set, finding) ||
                is_listed(baseline, finding, result, place)) {
                continue;
            }
            *ARENA_PUSH(arena, &baseline->entries) = (struct baseline_entry){
                .rule = finding->rule,
                .fingerprint = finding->fingerprint,
                .input = place,
                .board = result->board,
                .file_suffix = result->file_suffix,
                .name = finding->name,
                .severity = severity_name(finding->severity),
                .message = finding->message,
            };
        }
    }
}

static void write_if_known(struct json *json, const char *key, const char *value)
{
    if (value != NULL) {
        json_member(json, key, value);
    }
}

void baseline_write(struct text *out, const struct baseline *baseline)
{
    struct json json = json_report_begin(out);

    json_key(&json, "entries");
    json_array_begin(&json);
    for (size_t i = 0; i < baseline->entries.count; i++) {
        const struct baseline_entry *entry = &baseline->entries.items[i];

        json_object_begin(&json);
        json_member(&json, "rule", entry->rule);
        json_member(&json, "name", entry->name);
        json_member(&json, "severity", entry->severity);
        json_member(&json, "input", entry->input);
        write_if_known(&json, "board", entry->board);
        write_if_known(&json, "file_suffix", entry->file_suffix);
        json_member(&json, "message", entry->message);
        json_member(&json, "fingerprint", entry->fingerprint);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_report_end(&json);
}

/* The rule had its say, and said nothing of this. */
static bool is_gone(const struct rule_set *set, const struct baseline_entry *entry, const struct waiver_check *check)
{
    const struct rule *rule = rule_set_find(set, entry->rule);
    enum rule_fate_kind fate = rule == NULL ? FATE_NO_CASE : check->fates[rule_index(set, rule)].kind;

    for (size_t i = 0; i < check->result->findings.count; i++) {
        if (stands_for(entry, &check->result->findings.items[i])) {
            return false;
        }
    }
    return fate == FATE_DECIDED || fate == FATE_NO_CASE;
}

#define SHOWN_GONE 10

static void note_gone(struct arena *arena, const struct rule_set *set, const struct baseline *baseline,
                      const struct waiver_check *check, const char *place)
{
    struct text words = text_create(arena, 4000);
    size_t count = 0;

    for (size_t i = 0; i < baseline->entries.count; i++) {
        const struct baseline_entry *entry = &baseline->entries.items[i];

        if (is_of(entry, check->result, place) && is_gone(set, entry, check) && count++ < SHOWN_GONE) {
            text_printf(&words, "%s%s (line %u)", count > 1 ? ", " : "", entry->rule, (unsigned)entry->origin.line);
        }
    }
    if (count > 0) {
        *ARENA_PUSH(arena, &check->result->notes) =
            arena_printf(arena, "%zu %s of the baseline %s not occur any more and can be removed from %s: %s%s", count,
                         count == 1 ? "finding" : "findings", count == 1 ? "does" : "do", baseline->path, words.data,
                         count > SHOWN_GONE ? ", ..." : "");
    }
}

void baseline_apply(struct arena *arena, const struct rule_set *set, const struct baseline *baseline,
                    const struct waiver_checks *checks)
{
    for (size_t i = 0; i < checks->count; i++) {
        struct check_result *result = checks->items[i].result;
        const char *place = place_of(arena, baseline, result);

        result->baseline = baseline->path;
        for (size_t k = 0; k < result->findings.count; k++) {
            struct finding *finding = &result->findings.items[k];

            if (finding->waived == NULL && is_listed(baseline, finding, result, place)) {
                finding->in_baseline = true;
                result->summary.baseline++;
                result->summary.count[finding->severity]--;
            }
        }
        note_gone(arena, set, baseline, &checks->items[i], place);
    }
}
