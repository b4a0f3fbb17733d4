#include "base/json.h"
#include "report/rule/rule_page.h"

static void write_outcomes(struct json *json, const struct rule_page *page)
{
    json_key(json, "outcomes");
    json_array_begin(json);
    for (size_t i = 0; i < page->outcomes.count; i++) {
        const struct rule_page_outcome *outcome = &page->outcomes.items[i];

        json_object_begin(json);
        json_member(json, "consequence", outcome->consequence);
        json_member(json, "severity", severity_name(outcome->severity));
        json_member(json, "confidence", outcome->confidence);
        json_member(json, "sdk", outcome->sdk == NULL ? "all" : outcome->sdk);
        json_member(json, "device_effect", outcome->device_effect);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_words(struct json *json, const struct rule_page *page)
{
    json_key(json, "words");
    json_array_begin(json);
    for (size_t i = 0; i < page->words.count; i++) {
        json_object_begin(json);
        json_member(json, "name", page->words.items[i].name);
        json_member(json, "text", page->words.items[i].text);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_fixes(struct json *json, const struct rule_page *page)
{
    json_key(json, "fixes");
    json_array_begin(json);
    for (size_t i = 0; i < page->fixes.count; i++) {
        json_object_begin(json);
        json_member(json, "era", page->fixes.items[i].era);
        json_member(json, "file", page->fixes.items[i].file);
        json_member(json, "fragment", page->fixes.items[i].fragment);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_examples(struct json *json, const struct rule_page *page)
{
    json_key(json, "examples");
    json_array_begin(json);
    for (size_t i = 0; i < page->examples.count; i++) {
        json_object_begin(json);
        json_member(json, "kind", page->examples.items[i].bad ? "bad" : "good");
        json_member(json, "name", page->examples.items[i].name);
        json_member(json, "text", page->examples.items[i].text);
        json_object_end(json);
    }
    json_array_end(json);
}

/* The command lines hold BUILD and ID where the reader's own stand. */
static void write_witness(struct json *json, const struct rule_page *page)
{
    struct arena *arena = json->out->arena;

    json_key(json, "witness");
    json_object_begin(json);
    json_member(json, "scenario", page->witness);
    json_member(json, "summary", page->witness_summary);
    json_member(json, "none", page->witness_none);
    json_member(json, "command",
                page->witness == NULL ? NULL
                                      : arena_printf(arena, "nrf53pack simulate BUILD --scenario %s", page->witness));
    json_member(json, "replay",
                page->witness == NULL
                    ? NULL
                    : arena_printf(arena, "nrf53pack simulate BUILD --scenario %s --replay ID", page->witness));
    json_object_end(json);
}

static void write_page(struct json *json, const struct rule_page *page)
{
    const struct rule_page_outcome *worst = rule_page_worst(page);

    json_object_begin(json);
    json_member(json, "rule", page->id);
    json_member(json, "name", page->name);
    json_member(json, "title", page->title);
    json_member(json, "severity", severity_name(worst->severity));
    json_member(json, "consequence", worst->consequence);
    write_outcomes(json, page);
    json_member(json, "condition", page->condition);
    write_words(json, page);
    write_fixes(json, page);
    json_member_strings(json, "exceptions", page->exceptions.items, page->exceptions.count);
    json_member_strings(json, "advice", page->advice.items, page->advice.count);
    write_examples(json, page);
    json_member_strings(json, "sources", page->sources.items, page->sources.count);
    json_member_strings(json, "covers", page->covers.items, page->covers.count);
    json_member(json, "vendor_check", page->vendor_check);
    write_witness(json, page);
    json_object_end(json);
}

void report_rule_pages_json(struct text *out, const struct rule_pages *pages)
{
    struct json json = json_report_begin(out);

    json_key(&json, "rules");
    json_array_begin(&json);
    for (size_t i = 0; i < pages->count; i++) {
        write_page(&json, &pages->items[i]);
    }
    json_array_end(&json);
    json_report_end(&json);
}
