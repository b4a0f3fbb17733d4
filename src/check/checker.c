#include "check/checker.h"

#include <stdlib.h>
#include <string.h>
#include "base/file.h"
#include "check/run/defaults.h"
#include "check/rule/rule_reader.h"
#include "check/run/rule_run.h"
#include "check/rule/rule_fate.h"
#include "check/waiver/waiver_findings.h"
#include "check/why.h"

/* What rules that require this one go by. */
enum rule_state {
    RULE_QUIET, /* nothing, or not run */
    RULE_FIRED, /* an unwaived finding, or silent itself */
};

struct checking {
    struct arena *arena;
    const struct rule_set *set;
    const struct project *project;
    struct source_defaults *defaults; /* see rule_run.h */
    const struct check_options *options;
    const struct update_facts *updates;
    struct check_result *result;
    struct waiver_uses waivers;
    struct waiver_input scope;
    struct rule_hits hits;
    struct scratch scratch;
    struct span_tables spans;
    enum rule_state *states; /* by index of the rule */
    struct rule_fate *fates; /* likewise */
    size_t beyond_input;
    struct string_list silent;
    struct string_list off;     /* rules that find bricks or errors, and are turned off */
    struct string_list lowered; /* rules with a finding that is a brick or an error, and counts as less */
};

static enum rule_state *state_of(const struct checking *checking, const struct rule *rule)
{
    return &checking->states[rule_index(checking->set, rule)];
}

static void set_fate(struct checking *checking, const struct rule *rule, enum rule_fate_kind kind)
{
    checking->fates[rule_index(checking->set, rule)].kind = kind;
}

/* The rule that keeps this one silent, or NULL. */
static const struct rule *silenced_by(const struct checking *checking, const struct rule *rule)
{
    for (size_t i = 0; i < rule->requires.count && checking->options->only == NULL; i++) {
        const struct rule *required = rule_set_find(checking->set, rule->requires.items[i]);

        if (*state_of(checking, required) == RULE_FIRED) {
            return required;
        }
    }
    return NULL;
}

static const char *overridden_words(struct arena *arena, const struct severity_override *override)
{
    unsigned line = override->origin.line;

    return arena_printf(arena, "%s %s (line %u)", override->rule->id, override->rule->name, line);
}

static void add_undecided(struct checking *checking, const struct rule *rule, const struct rule_verdict *verdict,
                          const struct severity_override *override)
{
    const struct rule_outcome *worst = rule_worst_outcome(rule);
    struct undecided *undecided = ARENA_PUSH(checking->arena, &checking->result->undecided);

    undecided->rule = rule->id;
    undecided->name = rule->name;
    undecided->consequence = consequence_name(worst->consequence);
    undecided->severity = override != NULL ? override->severity : rule_outcome_severity(worst);
    undecided->missing = verdict->missing;
}

static void waive(struct checking *checking, struct rule_hit *hit)
{
    const struct waiver *waiver = waivers_apply(&checking->waivers, &hit->finding, hit->subject);

    if (waiver != NULL) {
        hit->finding.waived = waiver->reason;
        hit->finding.waived_in_source = waiver->place == WAIVER_COMMENT;
        hit->finding.waived_at = waiver->origin;
        hit->finding.waived_until = waiver->until;
    }
}

/* True when a hit stands unwaived: what is waived says nothing about the rules that build on it. */
static bool add_hits(struct checking *checking, const struct rule_verdict *verdict,
                     const struct severity_override *override)
{
    bool stands = false;
    bool lowered = false;

    for (size_t i = 0; i < verdict->hits.count; i++) {
        struct rule_hit *hit = &verdict->hits.items[i];

        if (override != NULL) {
            lowered =
                lowered || (hit->finding.severity >= SEVERITY_ERROR && override->severity < hit->finding.severity);
            hit->finding.severity = override->severity;
        }
        waive(checking, hit);
        stands = stands || hit->finding.waived == NULL;
        *ARENA_PUSH(checking->arena, &checking->hits) = *hit;
    }
    if (lowered) {
        *ARENA_PUSH(checking->arena, &checking->lowered) = overridden_words(checking->arena, override);
    }
    return stands;
}

/* A file given alone is judged by the rules that it can decide; the others are not run on it. */
static bool needs_more_than_file(const struct checking *checking, const struct rule_verdict *verdict)
{
    return checking->project->kind == PROJECT_FILE && verdict->undecided && verdict->beyond_input &&
           verdict->hits.count == 0;
}

/* What only a build makes (signed images, the whole partition map) is not missing in a source tree, nor in a build what is
 * about to be made of it.
 */
static bool is_for_later(const struct checking *checking, const struct rule_verdict *verdict)
{
    bool more_to_come = checking->project->kind == PROJECT_SOURCE || checking->options->updates_to_come;

    return more_to_come && verdict->undecided && verdict->beyond_input && verdict->hits.count == 0;
}

static void run(struct checking *checking, const struct rule *rule, const struct severity_override *override)
{
    const struct rule_input input = { checking->project, checking->defaults, checking->updates, &checking->spans,
                                      &checking->scratch };
    struct rule_verdict verdict;

    rule_run(checking->arena, checking->set, rule, &input, &verdict);
    if (needs_more_than_file(checking, &verdict)) {
        checking->beyond_input++;
        set_fate(checking, rule, FATE_FILE);
        return;
    }
    checking->result->summary.rules_run += verdict.ran;
    *state_of(checking, rule) = add_hits(checking, &verdict, override) ? RULE_FIRED : RULE_QUIET;
    set_fate(checking, rule, !verdict.ran ? FATE_NO_CASE : verdict.undecided ? FATE_UNDECIDED : FATE_DECIDED);
    if (verdict.ran && !verdict.undecided) {
        waivers_decided(&checking->waivers, rule);
    }
    if (is_for_later(checking, &verdict)) {
        set_fate(checking, rule, FATE_BUILD);
        *ARENA_PUSH(checking->arena, &checking->result->for_later) = rule->id;
    } else if (verdict.undecided && !(verdict.beyond_input && checking->project->kind == PROJECT_FILE)) {
        add_undecided(checking, rule, &verdict, override);
    }
}

/* What is not looked for is not found: a report without findings must not look as if it had been. */
static void turn_off(struct checking *checking, const struct severity_override *override)
{
    const struct rule *rule = override->rule;

    set_fate(checking, rule, FATE_OFF);
    if ((rule->kinds & (1u << checking->project->kind)) == 0) {
        return;
    }
    checking->result->summary.rules_off++;
    if (rule_outcome_severity(rule_worst_outcome(rule)) >= SEVERITY_ERROR) {
        *ARENA_PUSH(checking->arena, &checking->off) = overridden_words(checking->arena, override);
    }
}

static void visit(struct checking *checking, const struct rule *rule)
{
    const struct severity_override *override = check_config_severity(checking->options->config, rule);
    const struct rule *silencer;

    if (override != NULL && override->off) {
        turn_off(checking, override);
        return;
    }
    if ((rule->kinds & (1u << checking->project->kind)) == 0) {
        set_fate(checking, rule, FATE_OTHER_KIND);
        return;
    }
    silencer = silenced_by(checking, rule);
    if (silencer == NULL) {
        run(checking, rule, override);
        return;
    }
    checking->fates[rule_index(checking->set, rule)] = (struct rule_fate){ FATE_SILENT, silencer };
    *state_of(checking, rule) = RULE_FIRED; /* what waits for this one waits for its silencer too */
    checking->result->summary.rules_skipped++;
    *ARENA_PUSH(checking->arena, &checking->silent) = arena_printf(checking->arena, "%s (%s)", rule->id, silencer->id);
}

static int compare_hits(const void *left, const void *right)
{
    const struct rule_hit *a = left;
    const struct rule_hit *b = right;
    int order = (a->finding.severity < b->finding.severity) - (a->finding.severity > b->finding.severity);

    if (order == 0) {
        order = strcmp(a->finding.rule, b->finding.rule);
    }
    if (order == 0) {
        order = strcmp(a->subject, b->subject);
    }
    return order != 0 ? order : strcmp(a->finding.message, b->finding.message);
}

static int compare_undecided(const void *left, const void *right)
{
    const struct undecided *a = left;
    const struct undecided *b = right;
    int order = (a->severity < b->severity) - (a->severity > b->severity);

    return order != 0 ? order : strcmp(a->rule, b->rule);
}

static void finish_lists(struct checking *checking)
{
    struct check_result *result = checking->result;

    if (checking->hits.count > 0) {
        qsort(checking->hits.items, checking->hits.count, sizeof *checking->hits.items, compare_hits);
    }
    for (size_t i = 0; i < checking->hits.count; i++) {
        const struct finding *finding = &checking->hits.items[i].finding;

        *ARENA_PUSH(checking->arena, &result->findings) = *finding;
        if (finding->waived != NULL) {
            result->summary.waived++;
        } else {
            result->summary.count[finding->severity]++;
        }
    }
    if (result->undecided.count > 0) {
        qsort(result->undecided.items, result->undecided.count, sizeof *result->undecided.items, compare_undecided);
    }
    result->summary.undecided = result->undecided.count;
}

static void note_softened(struct checking *checking, const struct string_list *rules, const char *what)
{
    struct check_result *result = checking->result;
    const char *note;

    if (rules->count == 0) {
        return;
    }
    note = arena_printf(checking->arena, "%zu %s bricks or errors %s %s in %s: %s", rules->count,
                        rules->count == 1 ? "rule that finds" : "rules that find", rules->count == 1 ? "is" : "are",
                        what, path_basename(checking->options->config->source->name),
                        string_list_text(checking->arena, rules, 8000));
    *ARENA_PUSH(checking->arena, &result->softened) = note;
    *ARENA_PUSH(checking->arena, &result->notes) = note;
}

static void add_notes(struct checking *checking)
{
    struct string_list *notes = &checking->result->notes;
    const struct string_list *for_later = &checking->result->for_later;

    for (size_t i = 0; i < checking->project->notes.count; i++) {
        *ARENA_PUSH(checking->arena, notes) = checking->project->notes.items[i];
    }
    note_softened(checking, &checking->off, "turned off");
    note_softened(checking, &checking->lowered, "lowered");
    if (checking->beyond_input > 0) {
        *ARENA_PUSH(checking->arena, notes) = arena_printf(
            checking->arena, "%zu %s more than this file and %s not run", checking->beyond_input,
            checking->beyond_input == 1 ? "rule needs" : "rules need", checking->beyond_input == 1 ? "was" : "were");
    }
    if (for_later->count > 0) {
        *ARENA_PUSH(checking->arena, notes) =
            arena_printf(checking->arena, "decided only by the %s: %s",
                         checking->options->updates_to_come ? "update files" : "build, check that too",
                         string_list_text(checking->arena, for_later, 4000));
    }
    if (checking->silent.count > 0) {
        *ARENA_PUSH(checking->arena, notes) =
            arena_printf(checking->arena, "silent because of a rule they build on: %s",
                         string_list_text(checking->arena, &checking->silent, 2000));
    }
}

static const char *kind_name(enum project_kind kind)
{
    static const char *const names[] = {
        [PROJECT_BUILD] = "build", [PROJECT_SOURCE] = "source", [PROJECT_FILE] = "file"
    };

    return names[kind];
}

static void describe_input(struct checking *checking)
{
    const struct project *project = checking->project;
    struct check_result *result = checking->result;

    *result = (struct check_result){
        .path = project->path,
        .kind = kind_name(project->kind),
        .era = project_era_name(project->era),
        .sdk = project->sdk_known ? sdk_version_text(checking->arena, project->sdk) : NULL,
        .sdk_origin = project->sdk_known ? project->sdk_origin : NULL,
        .board = project->board,
        .file_suffix = project->file_suffix,
        .deployed = project->deployed != NULL ? project->deployed->path : NULL,
        .deployed_sdk = project->deployed != NULL && project->deployed->sdk_known
                            ? sdk_version_text(checking->arena, project->deployed->sdk)
                            : NULL,
        .product = checking->scope.product,
    };
}

/* Files that are there but of no use are worth a word; missing ones show in the rules that ask for them. */
static void note_bad_updates(const struct update_facts *updates, struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < UPDATE_IMAGES; i++) {
        const struct update_fact *update = &updates->images[i];

        if (update->path != NULL && !update->has_size) {
            (void)diagnose(diagnostics, DIAGNOSTIC_NOTE, ORIGIN_NONE, "update file '%s' was left out: %s", update->path,
                           update->problem);
        }
    }
}

static const struct update_facts *read_deployed_updates(struct arena *arena, const struct project *project,
                                                        struct diagnostics *diagnostics)
{
    struct update_facts *updates = arena_alloc(arena, sizeof *updates);

    if (project->deployed == NULL) {
        return NULL;
    }
    update_facts_read(arena, project->deployed, updates);
    note_bad_updates(updates, diagnostics);
    return updates;
}

static void read_updates(const struct checking *checking, struct diagnostics *diagnostics, struct update_facts *updates)
{
    const struct check_options *options = checking->options;

    if (options->updates_to_come) {
        update_facts_expect(checking->arena, checking->project, updates);
    } else {
        update_facts_read(checking->arena, checking->project, updates);
    }
    if (options->made != NULL) {
        update_facts_add_made(updates, options->made);
    }
    note_bad_updates(updates, diagnostics);
    updates->deployed = read_deployed_updates(checking->arena, checking->project, diagnostics);
}

static void run_rules(struct checking *checking)
{
    const struct rule_set *set = checking->set;

    checking->states = arena_array(checking->arena, set->rules.count, sizeof *checking->states);
    checking->fates = arena_array(checking->arena, set->rules.count, sizeof *checking->fates);
    for (size_t i = 0; i < set->rules.count; i++) {
        const struct rule *rule = &set->rules.items[set->run_order[i]];

        if (checking->options->only == NULL ? !rule->about_waivers : checking->options->only == rule) {
            visit(checking, rule);
        }
    }
    arena_destroy(checking->scratch.arena);
}

static void complete_deployed(struct checking *checking)
{
    if (checking->project->deployed != NULL) {
        struct project *project = arena_alloc(checking->arena, sizeof *project);

        *project = *checking->project;
        project->deployed = source_defaults_applied(checking->arena, checking->set, project->deployed);
        checking->project = project;
    }
}

/* The SDK's defaults are part of what a source tree says, the released one as well. */
static void complete_source(struct checking *checking)
{
    struct source_defaults *defaults;

    complete_deployed(checking);
    if (checking->project->kind != PROJECT_SOURCE) {
        return;
    }
    defaults = source_defaults_create(checking->arena, checking->set, checking->project);
    if (checking->project->sdk_known) {
        checking->project = source_defaults_project(defaults, checking->project->sdk);
    } else {
        checking->defaults = defaults;
    }
}

static void begin_waivers(struct checking *checking)
{
    const struct check_options *options = checking->options;
    const struct check_config *config = options->config;
    struct waiver_input *scope = &checking->scope;

    *scope = (struct waiver_input){ .project = checking->project, .product = options->product };
    if (scope->product == NULL && config != NULL) {
        scope->product = config->product;
    }
    scope->project_file = config != NULL ? config->source->path : NULL;
    checking->waivers = waivers_begin(checking->arena, checking->set, scope, config, options->allowed,
                                      options->today != NULL ? options->today : check_today(checking->arena));
}

static void explain(struct checking *checking)
{
    const struct check_options *options = checking->options;
    const struct why_input input = {
        .rules = { checking->project, checking->defaults, checking->updates, &checking->spans, NULL },
        .config = options->config,
        .fates = checking->fates,
        .waivers = &checking->waivers,
        .scope = checking->scope,
        .result = checking->result,
    };

    if (options->why != NULL) {
        why_explain(checking->arena, checking->set, options->why, &input, options->answer);
    }
}

/* Who checks several inputs of one project file tells about its waivers in the end. */
static void finish_waivers(struct checking *checking)
{
    struct waiver_checks checks = { 0 };
    struct waiver_check check = { checking->project, checking->fates, checking->options->config, checking->waivers,
                                  checking->result };

    if (checking->options->waivers != NULL) {
        *checking->options->waivers = check;
    } else if (checking->options->only == NULL) {
        *ARENA_PUSH(checking->arena, &checks) = check;
        waiver_findings_add(checking->arena, checking->set, &checks, true);
    }
}

void check_project(struct arena *arena, const struct rule_set *set, const struct project *project,
                   const struct check_options *options, struct diagnostics *diagnostics, struct check_result *result)
{
    static const struct check_options no_options;
    struct checking checking = { .arena = arena, .set = set, .project = project, .result = result };
    struct update_facts updates;

    checking.options = options != NULL ? options : &no_options;
    checking.spans.arena = arena;
    complete_source(&checking);
    project = checking.project;
    checking.updates = checking.options->updates;
    if (checking.updates == NULL) {
        read_updates(&checking, diagnostics, &updates);
        checking.updates = &updates;
    }
    begin_waivers(&checking);
    describe_input(&checking);
    run_rules(&checking);
    finish_lists(&checking);
    add_notes(&checking);
    explain(&checking);
    finish_waivers(&checking);
}

bool check_fails(const struct check_result *result, enum severity threshold, bool strict)
{
    for (int severity = threshold; severity <= SEVERITY_BRICK; severity++) {
        if (result->summary.count[severity] > 0) {
            return true;
        }
    }
    for (size_t i = 0; strict && i < result->undecided.count; i++) {
        if (result->undecided.items[i].severity >= SEVERITY_ERROR) {
            return true;
        }
    }
    return false;
}
