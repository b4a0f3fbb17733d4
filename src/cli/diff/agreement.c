/* Static findings beside what the simulation showed: the same, or why not. */
#include "cli/diff/agreement.h"

#include <string.h>

struct shown_by {
    const char *rule;
    const char *why_not; /* NULL: the simulation can show it */
    bool sometimes;      /* it can, and why_not is for where no scenario fails */
};

static const char storage[] = "the simulated device keeps no data of the application's";

static const struct shown_by table[] = {
    { "N53-1401", NULL, false },
    { "N53-1402", NULL, false },
    { "N53-1403", NULL, false },
    { "N53-1404",
      "the bootloader and b0n of the simulated device are both released ones and agree; what the new "
      "application does with that RAM is not modelled",
      false },
    { "N53-1405", NULL, false },
    { "N53-1406", "network images are simulated with the proof that the released b0n asks for", false },
    { "N53-1407", NULL, false },
    { "N53-1408", NULL, false },
    { "N53-1409", storage, false },
    { "N53-1410", NULL, false },
    { "N53-1411",
      "the simulated application confirms itself and never counts on a revert; whether yours does, no build "
      "says",
      true },
    { "N53-1412", NULL, false },
    { "N53-1413", "what TF-M finds of the core's registers is not modelled", false },
    { "N53-1414", storage, false },
    { "N53-1415", storage, false },
    { "N53-1416", storage, false },
    { "N53-1417", "the released bootloader runs; what the new build expects of its own is not asked of it", true },
    { "N53-1419", "no scenario that ran comes to where it matters", true },
    { "N53-1418", "images are simulated unencrypted", false },
};

static struct shown_by shown_by(const char *rule)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(table[i].rule, rule) == 0) {
            return table[i];
        }
    }
    return (struct shown_by){ .rule = rule };
}

static const struct diff_scenario *first_refusing(const struct diff *diff)
{
    for (size_t i = 0; i < diff->scenarios.count; i++) {
        if (diff->scenarios.items[i].refuses) {
            return &diff->scenarios.items[i];
        }
    }
    return NULL;
}

static void agree(struct arena *arena, const struct diff *diff, const struct finding *finding,
                  struct agreement *agreement)
{
    const struct diff_scenario *scenario = first_refusing(diff);
    struct shown_by by = shown_by(finding->rule);

    *agreement = (struct agreement){ .finding = finding };
    if (diff->not_simulated != NULL) {
        agreement->text = arena_printf(arena, "not simulated: %s", diff->not_simulated);
    } else if (by.why_not != NULL && (!by.sometimes || scenario == NULL)) {
        agreement->text = arena_printf(arena, "not shown: %s", by.why_not);
    } else if (scenario != NULL) {
        agreement->shown = true;
        agreement->text = arena_printf(arena, "the simulation fails as well (%s: %s)", scenario->row.name,
                                       scenario->row.failures.items[0].outcome);
    } else {
        agreement->text = "not shown: no scenario that ran comes to where it matters";
    }
}

void agreements_find(struct arena *arena, struct diff *diff)
{
    for (size_t i = 0; i < diff->check.findings.count; i++) {
        const struct finding *finding = &diff->check.findings.items[i];

        if (finding->waived == NULL && finding->severity >= SEVERITY_WARNING) {
            agree(arena, diff, finding, ARENA_PUSH(arena, &diff->agreements));
        }
    }
}
