/* JUnit's XML, as CI services read it: one suite an input, one case a finding or an undecided rule. Source: the schema of
 * the Jenkins xUnit plugin, jenkinsci/xunit-plugin src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd,
 * which wants at most three digits behind the point of a time. GitLab keeps one case of each class and name.
 */
#include <string.h>

#include "report/check/check_report.h"
#include "report/style/xml.h"

struct tally {
    size_t tests;
    size_t failures;
    size_t errors;
    size_t skipped;
    uint64_t microseconds;
};

/* The rules without a finding are one case, so that a clean input has a case that passed. */
static void count_result(const struct check_result *result, struct check_gate gate, struct tally *tally)
{
    tally->tests +=
        result->findings.count + result->undecided.count + (result->errors.count > 0 ? result->errors.count : 1);
    tally->errors += result->errors.count;
    tally->microseconds += result->summary.microseconds;
    for (size_t i = 0; i < result->findings.count; i++) {
        tally->failures += finding_fails(&result->findings.items[i], gate);
        tally->skipped += !finding_counts(&result->findings.items[i]);
    }
    for (size_t i = 0; i < result->undecided.count; i++) {
        bool fails = undecided_fails(&result->undecided.items[i], gate);

        tally->failures += fails;
        tally->skipped += !fails;
    }
}

static void begin_case(struct text *out, const struct check_result *result, const char *name)
{
    text_append(out, "    <testcase");
    xml_attribute(out, "classname", input_title(out->arena, result));
    xml_attribute(out, "name", name);
    text_append(out, " time=\"0\">\n");
}

static void end_case(struct text *out)
{
    text_append(out, "    </testcase>\n");
}

static void write_element(struct text *out, const char *element, const char *message, const char *type,
                          const char *content)
{
    text_printf(out, "      <%s", element);
    if (message != NULL) {
        xml_attribute(out, "message", message);
    }
    if (type != NULL) {
        xml_attribute(out, "type", type);
    }
    text_append(out, ">");
    for (const char *line = content; line != NULL;) {
        size_t length = strcspn(line, "\n");

        xml_bytes(out, (struct slice){ line, length });
        text_append(out, line[length] == '\n' ? "\n" : "");
        line = line[length] == '\n' ? line + length + 1 : NULL;
    }
    text_printf(out, "</%s>\n", element);
}

/* "N53-0001 name"; with several findings of one rule the fingerprint says which. */
static const char *case_name(struct arena *arena, const struct check_result *result, const struct finding *finding)
{
    size_t alike = 0;

    for (size_t i = 0; i < result->findings.count; i++) {
        alike += strcmp(result->findings.items[i].rule, finding->rule) == 0;
    }
    return alike == 1 ? arena_printf(arena, "%s %s", finding->rule, finding->name)
                      : arena_printf(arena, "%s %s %s", finding->rule, finding->name, finding->fingerprint);
}

static void write_finding(struct text *out, const struct check_result *result, const struct finding *finding,
                          struct check_gate gate)
{
    struct arena *arena = out->arena;
    struct finding_place place = finding_place(arena, NULL, result, finding);
    const char *where = place.line > 0 ? arena_printf(arena, "%s:%u", place.path, place.line) : place.path;
    const char *words = arena_printf(arena, "%s\n%s%s", where, finding->message, finding_advice(arena, finding));

    begin_case(out, result, case_name(arena, result, finding));
    if (finding->waived != NULL) {
        write_element(out, "skipped", arena_printf(arena, "waived: %s", finding->waived), NULL, NULL);
    } else if (finding->in_baseline) {
        write_element(out, "skipped", arena_printf(arena, "in the baseline: %s", finding->message), NULL, NULL);
    } else if (finding_fails(finding, gate)) {
        write_element(out, "failure", finding->message, finding->consequence, words);
    } else {
        write_element(out, "system-out", NULL, NULL,
                      arena_printf(arena, "%s: %s", severity_name(finding->severity), words));
    }
    end_case(out);
}

static void write_undecided(struct text *out, const struct check_result *result, const struct undecided *undecided,
                            struct check_gate gate)
{
    const char *words = undecided_words(out->arena, undecided);

    begin_case(out, result, arena_printf(out->arena, "%s %s", undecided->rule, undecided->name));
    if (undecided_fails(undecided, gate)) {
        write_element(out, "failure", words, "undecided", words);
    } else {
        write_element(out, "skipped", words, NULL, NULL);
    }
    end_case(out);
}

static void write_errors(struct text *out, const struct check_result *result)
{
    for (size_t i = 0; i < result->errors.count; i++) {
        const struct input_error *error = &result->errors.items[i];

        begin_case(out, result,
                   i == 0 ? "input can be used" : arena_printf(out->arena, "input can be used: %zu", i + 1));
        write_element(out, "error", error->message, "input", origin_text(out->arena, error->origin));
        end_case(out);
    }
}

static void write_counts(struct text *out, const struct tally *tally)
{
    text_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" time=\"%llu.%03llu\"", tally->tests,
                tally->failures, tally->errors, (unsigned long long)(tally->microseconds / 1000000),
                (unsigned long long)(tally->microseconds / 1000 % 1000));
}

static const char *rules_words(struct arena *arena, const struct check_result *result)
{
    const char *words = arena_printf(arena, "%zu rules run", result->summary.rules_run);

    for (size_t i = 0; i < result->softened.count; i++) {
        words = arena_printf(arena, "%s\n%s", words, result->softened.items[i]);
    }
    return words;
}

static void write_suite(struct text *out, const struct check_result *result, struct check_gate gate)
{
    struct tally tally = { 0 };

    count_result(result, gate, &tally);
    text_append(out, "  <testsuite");
    xml_attribute(out, "name", input_title(out->arena, result));
    write_counts(out, &tally);
    text_printf(out, " skipped=\"%zu\">\n", tally.skipped);
    write_errors(out, result);
    if (result->errors.count == 0) {
        begin_case(out, result, "rules without a finding");
        write_element(out, "system-out", NULL, NULL, rules_words(out->arena, result));
        end_case(out);
    }
    for (size_t i = 0; i < result->findings.count; i++) {
        write_finding(out, result, &result->findings.items[i], gate);
    }
    for (size_t i = 0; i < result->undecided.count; i++) {
        write_undecided(out, result, &result->undecided.items[i], gate);
    }
    text_append(out, "  </testsuite>\n");
}

void report_check_junit(struct text *out, const struct check_result *const *results, size_t count,
                        struct check_gate gate)
{
    struct tally total = { 0 };

    for (size_t i = 0; i < count; i++) {
        count_result(results[i], gate, &total);
    }
    text_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"nrf53pack\"");
    write_counts(out, &total);
    text_append(out, ">\n");
    for (size_t i = 0; i < count; i++) {
        write_suite(out, results[i], gate);
    }
    text_append(out, "</testsuites>\n");
}
