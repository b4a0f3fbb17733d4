#include "report/check/sarif_rules.h"

#include <string.h>

#include "report/check/sarif_place.h"

const char *sarif_level(enum severity severity)
{
    return severity >= SEVERITY_ERROR ? "error" : severity == SEVERITY_WARNING ? "warning" : "note";
}

bool sarif_rule_index(const struct rule_pages *rules, const char *id, size_t *index)
{
    for (size_t i = 0; i < rules->count; i++) {
        if (strcmp(rules->items[i].id, id) == 0) {
            *index = i;
            return true;
        }
    }
    return false;
}

static void write_help(struct json *json, const struct rule_page *page)
{
    struct arena *arena = json->out->arena;
    struct text plain = text_create(arena, 65536);
    struct text markdown = text_create(arena, 65536);

    report_rule_page(&plain, page, false);
    report_rule_page_markdown(&markdown, page, 0);
    json_key(json, "help");
    json_object_begin(json);
    json_member(json, "text", plain.data);
    json_member(json, "markdown", markdown.data);
    json_object_end(json);
}

/* Tags are what people filter by. There is no "security-severity": it is a CVSS score, and nobody has scored these. */
static void write_properties(struct json *json, const struct rule_page *page)
{
    static const char *const problems[] = { "recommendation", "warning", "error", "error" };
    const struct rule_page_outcome *worst = rule_page_worst(page);
    bool insecure = strcmp(worst->consequence, "insecure") == 0;
    const char *const tags[] = { "firmware-update", worst->consequence, "security" };

    json_key(json, "properties");
    json_object_begin(json);
    json_member_strings(json, "tags", tags, insecure ? 3 : 2);
    json_member(json, "problem.severity", problems[worst->severity]);
    json_member_strings(json, "sources", page->sources.items, page->sources.count);
    json_object_end(json);
}

static void write_rule(struct json *json, const struct rule_page *page)
{
    const struct rule_page_outcome *worst = rule_page_worst(page);

    json_object_begin(json);
    json_member(json, "id", page->id);
    json_member(json, "name", page->name);
    sarif_text(json, "shortDescription", page->title);
    sarif_text(json, "fullDescription", worst->device_effect != NULL ? worst->device_effect : page->title);
    json_key(json, "defaultConfiguration");
    json_object_begin(json);
    json_member(json, "level", sarif_level(worst->severity));
    json_object_end(json);
    write_help(json, page);
    write_properties(json, page);
    json_object_end(json);
}

void sarif_tool(struct json *json, const struct rule_pages *rules)
{
    json_key(json, "tool");
    json_object_begin(json);
    json_key(json, "driver");
    json_object_begin(json);
    json_member(json, "name", "nrf53pack");
    json_member(json, "semanticVersion", NRF53PACK_VERSION);
    json_key(json, "rules");
    json_array_begin(json);
    for (size_t i = 0; i < rules->count; i++) {
        write_rule(json, &rules->items[i]);
    }
    json_array_end(json);
    json_object_end(json);
    json_object_end(json);
}
