#include "report/rule/rule_page.h"

#include <string.h>

#include "report/style/finding_place.h"
#include "report/style/style.h"

static void heading(struct text *out, bool colour, const char *title)
{
    text_append(out, "\n");
    style_text(out, colour, STYLE_BOLD, title);
    text_append(out, "\n");
}

static void indented(struct text *out, const char *lines)
{
    while (lines != NULL && *lines != '\0') {
        size_t length = strcspn(lines, "\n");

        text_append(out, "    ");
        text_append_bytes(out, lines, length);
        text_append(out, "\n");
        lines += length + (lines[length] == '\n');
    }
}

static void listed(struct text *out, bool colour, const char *title, const struct string_list *items)
{
    if (items->count == 0) {
        return;
    }
    heading(out, colour, title);
    for (size_t i = 0; i < items->count; i++) {
        style_wrapped(out, items->items[i], 2, "- ");
    }
}

static void report_outcomes(struct text *out, const struct rule_page_outcomes *outcomes, bool colour)
{
    heading(out, colour, "What happens");
    for (size_t i = 0; i < outcomes->count; i++) {
        const struct rule_page_outcome *outcome = &outcomes->items[i];

        text_append(out, "  ");
        style_text(out, colour, style_of_severity(outcome->severity), severity_name(outcome->severity));
        text_printf(out, " [%s], NCS %s\n", outcome->consequence, outcome->sdk == NULL ? "all" : outcome->sdk);
        if (confidence_words(outcome->confidence) != NULL) {
            style_wrapped(out, confidence_words(outcome->confidence), 4, "");
        }
        if (outcome->device_effect != NULL) {
            style_wrapped(out, outcome->device_effect, 4, "");
        }
    }
}

const char *rule_page_vendor(const struct rule_page *page)
{
    static const struct {
        const char *word;
        const char *sentence;
    } sentences[] = {
        { "no", "Nothing in the vendor's build says so." },
        { "partly", "The vendor's build catches some cases of it." },
        { "late", "The vendor's build stops late, with an error that does not name the cause." },
        { "warning", "The vendor's build prints a warning." },
        { "yes", "The vendor's build stops on it." },
    };

    for (size_t i = 0; i < ARRAY_LENGTH(sentences); i++) {
        if (page->vendor_check != NULL && strcmp(sentences[i].word, page->vendor_check) == 0) {
            return sentences[i].sentence;
        }
    }
    return "Whether the vendor's build says so is not recorded.";
}

const struct rule_page_outcome *rule_page_worst(const struct rule_page *page)
{
    const struct rule_page_outcome *worst = &page->outcomes.items[0];

    for (size_t i = 1; i < page->outcomes.count; i++) {
        worst = page->outcomes.items[i].severity > worst->severity ? &page->outcomes.items[i] : worst;
    }
    return worst;
}

static void report_examples(struct text *out, const struct rule_page *page, bool bad, bool colour)
{
    for (size_t i = 0; i < page->examples.count; i++) {
        const struct rule_page_example *example = &page->examples.items[i];

        if (example->bad == bad) {
            heading(out, colour, arena_printf(out->arena, "%s: %s", bad ? "Bad" : "Good", example->name));
            indented(out, example->text);
        }
    }
}

static void report_witness(struct text *out, const struct rule_page *page, bool colour)
{
    if (page->witness != NULL) {
        heading(out, colour, "Witness");
        style_wrapped(out,
                      page->witness_summary == NULL
                          ? page->witness
                          : arena_printf(out->arena, "%s: %s", page->witness, page->witness_summary),
                      2, "scenario ");
        text_printf(out, "  on a build: nrf53pack simulate BUILD --scenario %s\n", page->witness);
        text_printf(out, "  a state that it names, again: nrf53pack simulate BUILD --scenario %s --replay ID\n",
                    page->witness);
        text_append(out, "  for all findings of a build: nrf53pack check --prove BUILD\n");
    } else if (page->witness_none != NULL) {
        heading(out, colour, "No witness");
        style_wrapped(out, page->witness_none, 2, "");
    }
}

void report_rule_page(struct text *out, const struct rule_page *page, bool colour)
{
    style_text(out, colour, STYLE_BOLD, arena_printf(out->arena, "%s %s", page->id, page->name));
    text_append(out, "\n");
    style_wrapped(out, page->title, 2, "");
    report_outcomes(out, &page->outcomes, colour);
    heading(out, colour, "Found when");
    style_wrapped(out, page->condition, 4, "");
    for (size_t i = 0; i < page->words.count; i++) {
        style_wrapped(out, page->words.items[i].text, 4,
                      arena_printf(out->arena, "with %s: ", page->words.items[i].name));
    }
    for (size_t i = 0; i < page->fixes.count; i++) {
        const struct rule_page_fix *fix = &page->fixes.items[i];

        heading(out, colour,
                arena_printf(out->arena, "Fix (%s builds)%s%s", fix->era, fix->file == NULL ? "" : ": ",
                             fix->file == NULL ? "" : fix->file));
        indented(out, fix->fragment);
    }
    listed(out, colour, "Looks like it and is right", &page->exceptions);
    listed(out, colour, "What no file shows", &page->advice);
    report_examples(out, page, true, colour);
    report_examples(out, page, false, colour);
    listed(out, colour, "Who says so", &page->sources);
    heading(out, colour, "The vendor's build");
    style_wrapped(out, rule_page_vendor(page), 2, "");
    report_witness(out, page, colour);
    text_append(out, "\n");
}
