#include "base/json.h"
#include "cli/explain/log.h"

static const char *const weights[] = { "good", "note", "warning", "error" };
static const char *const ends[] = { "open", "started", "stopped", "no-image", "recovery" };

static void write_strings(struct json *json, const char *key, const struct log_texts *texts)
{
    json_member_strings(json, key, (const char *const *)texts->items, texts->count);
}

static void write_verdict(struct json *json, const struct log_verdict *verdict)
{
    json_key(json, "verdict");
    json_object_begin(json);
    json_member(json, "state", verdict->state);
    json_member(json, "weight", weights[verdict->weight]);
    json_member(json, "headline", verdict->headline);
    json_member(json, "action", verdict->action);
    write_strings(json, "details", &verdict->details);
    json_object_end(json);
}

static void write_trailer(struct json *json, const char *key, const struct log_trailer *trailer)
{
    json_key(json, key);
    if (!trailer->seen) {
        json_null(json);
        return;
    }
    json_object_begin(json);
    json_member(json, "magic", trailer->good ? "good" : trailer->bad ? "bad" : "unset");
    json_member_uint(json, "swap_type", trailer->swap_type);
    json_member_uint(json, "copy_done", trailer->copy_done);
    json_member_uint(json, "image_ok", trailer->image_ok);
    json_object_end(json);
}

static void write_images(struct json *json, const struct log_boot *boot)
{
    json_key(json, "images");
    json_array_begin(json);
    for (size_t i = 0; i < LOG_IMAGES; i++) {
        const struct log_image *image = &boot->images[i];

        if (image->type == LOG_SWAP_UNKNOWN && !image->primary.seen && !image->secondary.seen && !image->overwritten &&
            !image->swapped) {
            continue;
        }
        json_object_begin(json);
        json_member_uint(json, "image", i);
        json_member(json, "swap_type", log_swap_name(image->type));
        json_member_bool(json, "swapped", image->swapped);
        json_member_bool(json, "overwritten", image->overwritten);
        write_trailer(json, "primary", &image->primary);
        write_trailer(json, "secondary", &image->secondary);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_boot(struct json *json, const struct log_boot *boot)
{
    json_object_begin(json);
    json_member_uint(json, "number", boot->number);
    json_member_uint(json, "count", boot->count);
    json_member_uint(json, "first_line", boot->first_line);
    json_member_uint(json, "last_line", boot->last_line);
    json_member(json, "end", ends[boot->end]);
    json_member(json, "stop", boot->stop != NULL ? boot->stop->id : NULL);
    json_member(json, "application_stop", boot->application_stop != NULL ? boot->application_stop->id : NULL);
    json_member(json, "refusal", boot->refusal != NULL ? boot->refusal->id : NULL);
    json_member_bool(json, "net_begun", boot->net_begun);
    json_member_bool(json, "net_done", boot->net_done);
    json_member_bool(json, "net_failed", boot->net_failed);
    write_images(json, boot);
    json_object_end(json);
}

static void write_entry(struct json *json, const struct log_entry *entry)
{
    json_object_begin(json);
    json_member_uint(json, "line", entry->first);
    json_member_uint(json, "last_line", entry->last);
    json_member_uint(json, "count", entry->count);
    json_member(json, "text", entry->text);
    json_member(json, "pattern", entry->pattern->id);
    json_member(json, "printer", log_printer_name(entry->pattern->printer));
    json_member(json, "meaning", entry->pattern->meaning);
    json_member(json, "detail", entry->detail);
    json_member(json, "advice", entry->pattern->advice);
    json_member(json, "rules", entry->pattern->rules);
    json_member(json, "source", entry->pattern->source);
    json_member(json, "seen_in", log_seen_name(entry->pattern->seen));
    json_object_end(json);
}

static void write_values(struct json *json, const struct log_comparison *comparison)
{
    json_member_bool(json, "other_build", comparison->other_build);
    json_key(json, "values");
    json_array_begin(json);
    for (size_t i = 0; i < comparison->values.count; i++) {
        const struct log_value *value = &comparison->values.items[i];

        json_object_begin(json);
        json_member(json, "what", value->what);
        json_member(json, "log", value->in_log);
        json_member(json, "build", value->in_build);
        json_member(json, "from", value->from);
        json_member_bool(json, "same", value->same);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_judged(struct json *json, const struct log_rule *rule)
{
    json_object_begin(json);
    json_member(json, "rule", rule->id);
    json_member(json, "state", log_rule_state_name(rule->state));
    json_member(json, "message", rule->finding != NULL ? rule->finding->message : NULL);
    json_member(json, "severity", rule->finding != NULL ? severity_name(rule->finding->severity) : NULL);
    json_key(json, "missing");
    json_array_begin(json);
    for (size_t i = 0; rule->undecided != NULL && i < rule->undecided->missing.count; i++) {
        json_string(json, rule->undecided->missing.items[i]);
    }
    json_array_end(json);
    json_object_end(json);
}

static void write_build(struct json *json, const struct explained_logs *logs, const struct log_comparison *comparison)
{
    json_key(json, "build");
    if (logs->build == NULL) {
        json_null(json);
        return;
    }
    json_object_begin(json);
    json_member(json, "path", logs->build->project->path);
    write_values(json, comparison);
    json_key(json, "rules");
    json_array_begin(json);
    for (size_t i = 0; i < comparison->rules.count; i++) {
        write_judged(json, &comparison->rules.items[i]);
    }
    json_array_end(json);
    json_object_end(json);
}

static void write_report(struct json *json, const struct log_report *report)
{
    write_verdict(json, &report->verdict);
    write_strings(json, "rules", &report->rules);
    json_member_uint(json, "lines_read", report->lines);
    json_member_uint(json, "lines_known", report->known);
    json_member_uint(json, "left_out", report->left_out);
    json_member_uint(json, "boots_seen", report->device.boots_seen);
    json_key(json, "boots");
    json_array_begin(json);
    for (size_t i = 0; i < report->device.boots.count; i++) {
        write_boot(json, &report->device.boots.items[i]);
    }
    json_array_end(json);
    json_key(json, "lines");
    json_array_begin(json);
    for (size_t i = 0; i < report->entries.count; i++) {
        write_entry(json, &report->entries.items[i]);
    }
    json_array_end(json);
}

static void write_log(struct json *json, const struct explained_logs *logs, const struct explained_log *log)
{
    json_object_begin(json);
    json_member(json, "path", log->path);
    json_member(json, "error", log->failure);
    if (log->failure == NULL) {
        write_report(json, &log->report);
        write_build(json, logs, &log->comparison);
    }
    json_object_end(json);
}

void explain_logs_json(struct text *out, const struct explained_logs *logs)
{
    struct json json = json_report_begin(out);

    json_key(&json, "logs");
    json_array_begin(&json);
    for (size_t i = 0; i < logs->count; i++) {
        write_log(&json, logs, &logs->items[i]);
    }
    json_array_end(&json);
    json_report_end(&json);
}
