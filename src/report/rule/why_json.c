#include "report/rule/why_report.h"

#include "base/json.h"

static void write_fact(struct json *json, const struct finding_fact *fact)
{
    json_object_begin(json);
    json_member(json, "subject", fact->subject);
    json_member(json, "value", fact->value);
    json_origin(json, fact->origin);
    if (fact->default_source != NULL) {
        json_member(json, "default", fact->default_source);
    }
    if (fact->absent_in != NULL) {
        json_member(json, "absent_in", fact->absent_in);
    }
    json_object_end(json);
}

static void write_step(struct json *json, const struct why_step *step)
{
    json_object_begin(json);
    json_member_uint(json, "depth", step->depth);
    json_member(json, "text", step->text);
    json_member(json, "value", step->value);
    json_key(json, "facts");
    json_array_begin(json);
    for (size_t i = 0; i < step->facts.count; i++) {
        write_fact(json, &step->facts.items[i]);
    }
    json_array_end(json);
    json_member_strings(json, "missing", step->missing.items, step->missing.count);
    json_object_end(json);
}

static void write_question(struct json *json, const struct why_question *question)
{
    json_object_begin(json);
    json_member(json, "about", question->about);
    json_member(json, "item", question->item);
    json_member(json, "answer", question->answer);
    json_key(json, "steps");
    json_array_begin(json);
    for (size_t i = 0; i < question->steps.count; i++) {
        write_step(json, &question->steps.items[i]);
    }
    json_array_end(json);
    json_object_end(json);
}

static void write_why(struct json *json, const struct why *why)
{
    json_member(json, "rule", why->rule);
    json_member(json, "name", why->name);
    json_member(json, "verdict", why->verdict);
    json_key(json, "points");
    json_array_begin(json);
    for (size_t i = 0; i < why->points.count; i++) {
        json_object_begin(json);
        json_member(json, "name", why->points.items[i].name);
        json_member(json, "text", why->points.items[i].text);
        json_origin(json, why->points.items[i].origin);
        json_object_end(json);
    }
    json_array_end(json);
    json_key(json, "questions");
    json_array_begin(json);
    for (size_t i = 0; i < why->questions.count; i++) {
        write_question(json, &why->questions.items[i]);
    }
    json_array_end(json);
    json_member_uint(json, "items", why->items);
    json_member_uint(json, "items_left_out", why->items_left);
}

void report_why_json(struct text *out, const struct check_result *const *results, const struct why *const *whys,
                     size_t count)
{
    struct json json = json_report_begin(out);

    json_key(&json, "why");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        json_object_begin(&json);
        json_member(&json, "input", results[i]->path);
        json_member(&json, "board", results[i]->board);
        json_member(&json, "file_suffix", results[i]->file_suffix);
        if (whys[i] != NULL) {
            write_why(&json, whys[i]);
        }
        json_object_end(&json);
    }
    json_array_end(&json);
    json_report_end(&json);
}
