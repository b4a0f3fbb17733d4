/* Static findings beside what the simulation showed: the same, or why not; and the updates that they are of. */
#include "cli/diff/agreement.h"

#include <string.h>

/* Whose updates a rule is about. */
enum part { PART_EITHER, PART_APP, PART_NET };

struct shown_by {
    const char *rule;
    enum part part;      /* whose scenarios come to it */
    enum part hit;       /* which updates do the harm */
    bool never;          /* the simulation cannot show it; else why_not is for where no scenario fails */
    const char *why_not; /* NULL: nothing special to say */
};

static const char storage[] = "the simulated device keeps no data of the application's";

/* clang-format off: one row a rule */
static const struct shown_by table[] = {
    { "N53-1401", PART_APP, PART_APP, false, NULL },
    { "N53-1402", PART_EITHER, PART_APP, false, NULL },
    { "N53-1403", PART_EITHER, PART_APP, false, NULL },
    { "N53-1404", PART_NET, PART_EITHER, true,
      "the bootloader and b0n of the simulated device are both released ones and agree; what the new application does "
      "with "
      "that RAM is not modelled" },
    { "N53-1405", PART_NET, PART_NET, false,
      "a firmware of the build was simulated, and says itself where it is linked for" },
    { "N53-1406", PART_NET, PART_NET, true,
      "network images are simulated with the proof that the released b0n asks for" },
    { "N53-1407", PART_EITHER, PART_EITHER, false, NULL },
    { "N53-1408", PART_EITHER, PART_EITHER, false, NULL },
    { "N53-1409", PART_EITHER, PART_APP, true, storage },
    { "N53-1410", PART_APP, PART_APP, false, NULL },
    { "N53-1411", PART_APP, PART_APP, false,
      "the simulated application confirms itself and never counts on a revert; whether yours does, no build says" },
    { "N53-1412", PART_NET, PART_NET, false, NULL },
    { "N53-1413", PART_APP, PART_APP, true, "what TF-M finds of the core's registers is not modelled" },
    { "N53-1414", PART_EITHER, PART_APP, true, storage },
    { "N53-1415", PART_EITHER, PART_APP, true, storage },
    { "N53-1416", PART_EITHER, PART_APP, true, storage },
    { "N53-1417", PART_EITHER, PART_EITHER, false,
      "the released bootloader runs; what the new build expects of its own is not asked of it" },
    { "N53-1418", PART_EITHER, PART_EITHER, true, "images are simulated unencrypted" },
    { "N53-1419", PART_EITHER, PART_APP, false, NULL },
    { "N53-1420", PART_NET, PART_NET, false,
      "an image that the released bootloader does not look for is not simulated" },
    { "N53-1421", PART_EITHER, PART_EITHER, true,
      "images are simulated with the proof that the released bootloader asks for" },
    { "N53-1422", PART_EITHER, PART_APP, true,
      "the simulated device has the external flash of the released build alone" },
    { "N53-1423", PART_NET, PART_NET, true,
      "network images are simulated with the marks that the released b0n looks for" },
    { "N53-1424", PART_EITHER, PART_APP, true, storage },
    { "N53-1425", PART_EITHER, PART_APP, true, storage },
};
/* clang-format on */

static struct shown_by shown_by(const char *rule)
{
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (strcmp(table[i].rule, rule) == 0) {
            return table[i];
        }
    }
    return (struct shown_by){ .rule = rule };
}

static bool is_of(const struct diff_scenario *scenario, enum part part)
{
    bool app = strncmp(scenario->row.name, "app-", 4) == 0;

    return part == PART_EITHER || app == (part == PART_APP);
}

static const struct diff_scenario *first_refusing(const struct diff *diff, enum part part)
{
    for (size_t i = 0; i < diff->scenarios.count; i++) {
        if (diff->scenarios.items[i].refuses && is_of(&diff->scenarios.items[i], part)) {
            return &diff->scenarios.items[i];
        }
    }
    return NULL;
}

/* They end well, and nothing of that rule's is beyond them. */
static bool all_good(const struct diff *diff, struct shown_by by)
{
    size_t good = 0;

    for (size_t i = 0; i < diff->scenarios.count; i++) {
        const struct diff_scenario *scenario = &diff->scenarios.items[i];

        if (is_of(scenario, by.part) && (scenario->refuses || scenario->row.state == SIMULATION_INCOMPLETE ||
                                         scenario->row.state == SIMULATION_NOT_RUN)) {
            return false;
        }
        good += is_of(scenario, by.part);
    }
    return good > 0 && by.why_not == NULL;
}

static void agree(struct arena *arena, const struct diff *diff, const struct finding *finding,
                  struct agreement *agreement)
{
    struct shown_by by = shown_by(finding->rule);
    const struct diff_scenario *scenario = first_refusing(diff, by.part);

    *agreement = (struct agreement){ .finding = finding };
    if (diff->not_simulated != NULL) {
        agreement->text = arena_printf(arena, "not simulated: %s", diff->not_simulated);
    } else if (by.why_not != NULL && (by.never || scenario == NULL)) {
        agreement->text = arena_printf(arena, "not shown: %s", by.why_not);
    } else if (scenario != NULL) {
        agreement->shown = true;
        agreement->text = arena_printf(arena, "the simulation fails as well (%s: %s)", scenario->row.name,
                                       scenario->row.failures.items[0].outcome);
    } else {
        agreement->contradicted = all_good(diff, by);
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

static bool hits(enum part part, enum combination_kind kind)
{
    return part == PART_EITHER || kind == COMBINE_BOTH || kind == (part == PART_APP ? COMBINE_APP : COMBINE_NET);
}

void findings_refuse(struct arena *arena, enum severity threshold, struct diff *diff)
{
    for (size_t i = 0; i < diff->check.findings.count; i++) {
        const struct finding *finding = &diff->check.findings.items[i];
        enum part part = shown_by(finding->rule).hit;

        for (unsigned k = 0; finding->waived == NULL && finding->severity >= threshold && k < COMBINATION_COUNT; k++) {
            if (hits(part, (enum combination_kind)k)) {
                combination_refuse(arena, &diff->combinations.items[k],
                                   arena_printf(arena, "%s (%s)", finding->name, finding->rule));
            }
        }
    }
}
