/* JUnit's XML, as CI services read it: one suite an input, one case a finding or an undecided rule. Source: the schema of
 * the Jenkins xUnit plugin, jenkinsci/xunit-plugin src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd.
 */
#include "report/check_report.h"
#include "report/finding_place.h"
#include "report/xml.h"

struct tally {
    size_t tests;
    size_t failures;
    size_t errors;
    size_t skipped;
};

static bool fails(const struct finding *finding, enum severity threshold)
{
    return finding->waived == NULL && finding->severity >= threshold;
}

/* The rules without a finding are one case, so that a clean input has a case that passed. */
static struct tally tally_of(const struct check_result *result, enum severity threshold)
{
    struct tally tally = {
        .tests =
            result->findings.count + result->undecided.count + (result->errors.count > 0 ? result->errors.count : 1),
        .errors = result->errors.count,
        .skipped = result->undecided.count,
    };

    for (size_t i = 0; i < result->findings.count; i++) {
        tally.failures += fails(&result->findings.items[i], threshold);
        tally.skipped += result->findings.items[i].waived != NULL;
    }
    return tally;
}

static void begin_case(struct text *out, const struct check_result *result, const char *name)
{
    text_append(out, "    <testcase");
    xml_attribute(out, "classname", result->path);
    xml_attribute(out, "name", name);
    text_append(out, " time=\"0\">\n");
}

static void write_element(struct text *out, const char *element, const char *message, const char *type,
                          const char *content)
{
    text_printf(out, "      <%s", element);
    xml_attribute(out, "message", message);
    if (type != NULL) {
        xml_attribute(out, "type", type);
    }
    text_append(out, ">");
    for (const char *line = content; line != NULL; line = *line == '\n' ? line + 1 : NULL) {
        struct slice rest = { line, 0 };

        while (line[0] != '\0' && line[0] != '\n') {
            line++;
            rest.length++;
        }
        xml_text(out, arena_printf(out->arena, "%.*s", (int)rest.length, rest.data));
        text_append(out, *line == '\n' ? "\n" : "");
    }
    text_printf(out, "</%s>\n", element);
}

static void write_finding(struct text *out, const struct check_result *result, const struct finding *finding,
                          enum severity threshold)
{
    struct arena *arena = out->arena;
    struct finding_place place = finding_place(arena, result, finding);
    const char *where = place.line > 0 ? arena_printf(arena, "%s:%u", place.path, place.line) : place.path;
    const char *words = arena_printf(arena, "%s\n%s%s", where, finding->message, finding_advice(arena, finding));

    begin_case(out, result, arena_printf(arena, "%s %s", finding->rule, finding->name));
    if (finding->waived != NULL) {
        write_element(out, "skipped", arena_printf(arena, "waived: %s", finding->waived), NULL, NULL);
    } else if (fails(finding, threshold)) {
        write_element(out, "failure", finding->message, finding->consequence, words);
    } else {
        text_append(out, "      <system-out>");
        xml_text(out, arena_printf(arena, "%s: %s", severity_name(finding->severity), finding->message));
        text_append(out, "</system-out>\n");
    }
    text_append(out, "    </testcase>\n");
}

static void write_undecided(struct text *out, const struct check_result *result, const struct undecided *undecided)
{
    const char *missing = undecided->missing.count > 0 ? undecided->missing.items[0] : "";

    begin_case(out, result, arena_printf(out->arena, "%s %s", undecided->rule, undecided->name));
    write_element(out, "skipped", arena_printf(out->arena, "undecided; missing: %s", missing), NULL, NULL);
    text_append(out, "    </testcase>\n");
}

static void write_tally(struct text *out, const struct tally *tally, uint64_t microseconds)
{
    text_printf(out, " tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"%zu\" time=\"%llu.%06llu\">\n",
                tally->tests, tally->failures, tally->errors, tally->skipped,
                (unsigned long long)(microseconds / 1000000), (unsigned long long)(microseconds % 1000000));
}

static void write_suite(struct text *out, const struct check_result *result, enum severity threshold)
{
    struct tally tally = tally_of(result, threshold);

    text_append(out, "  <testsuite");
    xml_attribute(out, "name",
                  result->board == NULL ? result->path
                                        : arena_printf(out->arena, "%s (%s)", result->path, result->board));
    write_tally(out, &tally, result->summary.microseconds);
    for (size_t i = 0; i < result->errors.count; i++) {
        begin_case(out, result, "input can be used");
        write_element(out, "error", result->errors.items[i].message, "input",
                      origin_text(out->arena, result->errors.items[i].origin));
        text_append(out, "    </testcase>\n");
    }
    if (result->errors.count == 0) {
        begin_case(out, result, "rules without a finding");
        text_printf(out, "      <system-out>%zu rules run</system-out>\n    </testcase>\n", result->summary.rules_run);
    }
    for (size_t i = 0; i < result->findings.count; i++) {
        write_finding(out, result, &result->findings.items[i], threshold);
    }
    for (size_t i = 0; i < result->undecided.count; i++) {
        write_undecided(out, result, &result->undecided.items[i]);
    }
    text_append(out, "  </testsuite>\n");
}

void report_check_junit(struct text *out, const struct check_result *const *results, size_t count,
                        enum severity threshold)
{
    struct tally total = { 0 };
    uint64_t microseconds = 0;

    for (size_t i = 0; i < count; i++) {
        struct tally tally = tally_of(results[i], threshold);

        total.tests += tally.tests;
        total.failures += tally.failures;
        total.errors += tally.errors;
        total.skipped += tally.skipped;
        microseconds += results[i]->summary.microseconds;
    }
    text_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"nrf53pack\"");
    write_tally(out, &total, microseconds);
    for (size_t i = 0; i < count; i++) {
        write_suite(out, results[i], threshold);
    }
    text_append(out, "</testsuites>\n");
}
