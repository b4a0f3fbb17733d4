#include "report/check/check_report.h"

#include "report/style/style.h"

void report_check_total_text(struct text *out, const struct check_result *const *results, size_t count, bool colour)
{
    size_t found[SEVERITY_BRICK + 1] = { 0 };
    size_t unusable = 0;
    size_t clean = 0;

    for (size_t i = 0; i < count; i++) {
        const size_t *severities = results[i]->summary.count;

        for (size_t s = 0; s <= SEVERITY_BRICK; s++) {
            found[s] += severities[s];
        }
        if (results[i]->errors.count > 0) {
            unusable++;
        } else if (severities[SEVERITY_BRICK] + severities[SEVERITY_ERROR] == 0) {
            clean++;
        }
    }
    text_append(out, out->length > 0 ? "\n" : "");
    style_text(out, colour, clean == count ? STYLE_GOOD : STYLE_BRICK,
               arena_printf(out->arena, "all %zu inputs", count));
    text_printf(out,
                ": %zu without brick or error, %zu with, %zu unusable; %zu brick, %zu error, %zu warning, %zu note\n",
                clean, count - clean - unusable, unusable, found[SEVERITY_BRICK], found[SEVERITY_ERROR],
                found[SEVERITY_WARNING], found[SEVERITY_NOTE]);
}
