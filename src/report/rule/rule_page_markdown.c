/* Rule pages as Markdown (CommonMark): headings, lists and fences, no HTML. */
#include <string.h>

#include "report/rule/rule_page.h"
#include "report/style/finding_place.h"

/* Words of rules are prose with code in it: what Markdown would take for markup is escaped. */
static void write_words(struct text *out, const char *words)
{
    for (; *words != '\0'; words++) {
        if (strchr("\\`*_[]<>#|", *words) != NULL) {
            text_append(out, "\\");
        }
        text_append_bytes(out, *words == '\n' ? " " : words, 1);
    }
}

/* The fence is longer than any run of backticks inside. */
static void write_fence(struct text *out, const char *info, const char *lines)
{
    size_t longest = 2;
    size_t length = strlen(lines);

    for (const char *at = lines; *at != '\0'; at += strspn(at, "`") + (*at != '`')) {
        size_t run = strspn(at, "`");

        longest = run > longest ? run : longest;
    }
    for (unsigned end = 0; end < 2; end++) {
        for (size_t i = 0; i < longest + 1; i++) {
            text_append(out, "`");
        }
        text_printf(out, "%s\n", end == 0 ? info : "");
        if (end == 0) {
            text_append(out, lines);
            text_append(out, length > 0 && lines[length - 1] == '\n' ? "" : "\n");
        }
    }
    text_append(out, "\n");
}

static void write_heading(struct text *out, unsigned level, const char *title)
{
    for (unsigned i = 0; i < level; i++) {
        text_append(out, "#");
    }
    text_append(out, " ");
    write_words(out, title);
    text_append(out, "\n\n");
}

static void write_list(struct text *out, unsigned level, const char *title, const struct string_list *items)
{
    if (items->count == 0) {
        return;
    }
    write_heading(out, level, title);
    for (size_t i = 0; i < items->count; i++) {
        text_append(out, "- ");
        write_words(out, items->items[i]);
        text_append(out, "\n");
    }
    text_append(out, "\n");
}

static void write_outcomes(struct text *out, unsigned level, const struct rule_page *page)
{
    write_heading(out, level, "What happens");
    for (size_t i = 0; i < page->outcomes.count; i++) {
        const struct rule_page_outcome *outcome = &page->outcomes.items[i];

        text_printf(out, "- **%s** (%s), NCS ", severity_name(outcome->severity), outcome->consequence);
        write_words(out, outcome->sdk == NULL ? "all" : outcome->sdk);
        if (confidence_words(outcome->confidence) != NULL) {
            text_printf(out, " (%s)", confidence_words(outcome->confidence));
        }
        if (outcome->device_effect != NULL) {
            text_append(out, ": ");
            write_words(out, outcome->device_effect);
        }
        text_append(out, "\n");
    }
    text_append(out, "\n");
}

static void write_condition(struct text *out, unsigned level, const struct rule_page *page)
{
    struct text words = text_create(out->arena, 65536);

    text_append(&words, page->condition);
    for (size_t i = 0; i < page->words.count; i++) {
        text_printf(&words, "\nwith %s: %s", page->words.items[i].name, page->words.items[i].text);
    }
    write_heading(out, level, "Found when");
    write_fence(out, "", words.data);
}

static void write_fixes(struct text *out, unsigned level, const struct rule_page *page)
{
    for (size_t i = 0; i < page->fixes.count; i++) {
        const struct rule_page_fix *fix = &page->fixes.items[i];

        write_heading(out, level,
                      arena_printf(out->arena, "Fix (%s builds)%s%s", fix->era, fix->file == NULL ? "" : ": ",
                                   fix->file == NULL ? "" : fix->file));
        if (fix->fragment != NULL) {
            write_fence(out, "", fix->fragment);
        }
    }
}

static void write_examples(struct text *out, unsigned level, const struct rule_page *page, bool bad)
{
    for (size_t i = 0; i < page->examples.count; i++) {
        const struct rule_page_example *example = &page->examples.items[i];

        if (example->bad == bad) {
            write_heading(out, level, arena_printf(out->arena, "%s: %s", bad ? "Bad" : "Good", example->name));
            write_fence(out, "yaml", example->text);
        }
    }
}

static void write_witness(struct text *out, unsigned level, const struct rule_page *page)
{
    if (page->witness == NULL && page->witness_none == NULL) {
        return;
    }
    write_heading(out, level, page->witness == NULL ? "No witness" : "Witness");
    if (page->witness == NULL) {
        write_words(out, page->witness_none);
        text_append(out, "\n\n");
        return;
    }
    text_append(out, "Scenario ");
    write_words(out, page->witness);
    if (page->witness_summary != NULL) {
        text_append(out, ": ");
        write_words(out, page->witness_summary);
    }
    text_append(out, ".\n\n");
    write_fence(out, "sh",
                arena_printf(out->arena,
                             "nrf53pack simulate BUILD --scenario %s\n"
                             "nrf53pack simulate BUILD --scenario %s --replay ID\n"
                             "nrf53pack check --prove BUILD",
                             page->witness, page->witness));
}

void report_rule_page_markdown(struct text *out, const struct rule_page *page, unsigned level)
{
    unsigned inner = level == 0 ? 2 : level + 1;

    if (level > 0) {
        write_heading(out, level, arena_printf(out->arena, "%s %s", page->id, page->name));
    }
    write_words(out, page->title);
    text_append(out, ".\n\n");
    write_outcomes(out, inner, page);
    write_condition(out, inner, page);
    write_fixes(out, inner, page);
    write_list(out, inner, "Looks like it and is right", &page->exceptions);
    write_list(out, inner, "What no file shows", &page->advice);
    write_examples(out, inner, page, true);
    write_examples(out, inner, page, false);
    write_list(out, inner, "Who says so", &page->sources);
    write_heading(out, inner, "The vendor's build");
    text_printf(out, "%s\n\n", rule_page_vendor(page));
    write_witness(out, inner, page);
}
