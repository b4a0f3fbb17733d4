#include "check/run/defaults.h"

#include <inttypes.h>
#include <string.h>
#include "check/evaluation/evaluate.h"
#include "check/evaluation/layout.h"
#include "check/rule/rule_reader.h"
#include "project/devicetree/overlay.h"

/* The project completed for all releases that stand at the same place among the versions at which defaults change. */
struct completed {
    size_t place;
    const struct project *project;
};

struct source_defaults {
    struct arena *arena;
    const struct rule_set *set;
    const struct project *base;
    struct span_tables spans;
    struct completed *items;
    size_t count;
    size_t capacity;
};

/* One completion while it is worked out. */
struct completion {
    struct arena *arena;
    struct project *project;
    struct evaluation evaluation;
    const struct default_entry *entry;
    struct partition_map *layout; /* what Partition Manager will make; NULL where it is not asked or a file says it */
};

static struct kconfig *copy_config(struct arena *arena, const struct kconfig *config, const char *name)
{
    if (config == NULL) {
        return kconfig_merge(arena, arena_printf(arena, "the files of %s", name), NULL, 0);
    }
    return config->complete ? (struct kconfig *)config : kconfig_merge(arena, config->source->name, &config, 1);
}

static void copy_configs(struct completion *completion)
{
    struct project *project = completion->project;
    struct project_images images = { 0 };

    for (size_t i = 0; i < project->images.count; i++) {
        struct project_image *image = ARENA_PUSH(completion->arena, &images);

        *image = project->images.items[i];
        image->config = copy_config(completion->arena, image->config, image->name);
    }
    project->images = images;
    if (project->sysbuild != NULL) {
        project->sysbuild = copy_config(completion->arena, project->sysbuild, "sysbuild");
    }
}

static struct project_image *find_image(struct project *project, enum image_role role)
{
    for (size_t i = 0; i < project->images.count; i++) {
        if (project->images.items[i].role == role) {
            return &project->images.items[i];
        }
    }
    return NULL;
}

/* The configuration that an entry is about; NULL when the build has no such image, or may have none. Completed
 * configurations are our own copies.
 */
static struct kconfig *entry_config(struct completion *completion)
{
    struct image_name image = completion->entry->image;
    const struct project_image *found;

    if (image.is_sysbuild) {
        return (struct kconfig *)completion->project->sysbuild;
    }
    found = find_image(completion->project, image.role);
    return found == NULL || found->config->complete ? NULL : (struct kconfig *)found->config;
}

static struct kconfig_symbol *find_symbol(struct kconfig *config, const char *name)
{
    return (struct kconfig_symbol *)kconfig_find(config, name);
}

/* Puts a symbol where kconfig_find() finds it. */
static void put_symbol(struct arena *arena, struct kconfig *config, struct kconfig_symbol symbol)
{
    struct kconfig_symbol *there = find_symbol(config, symbol.name);
    size_t at;

    if (there != NULL) {
        *there = symbol;
        return;
    }
    (void)ARENA_PUSH(arena, config);
    for (at = config->count - 1; at > 0 && strcmp(config->items[at - 1].name, symbol.name) > 0; at--) {
        config->items[at] = config->items[at - 1];
    }
    config->items[at] = symbol;
}

static struct kconfig_symbol derived(const struct completion *completion, const struct default_item *item,
                                     const char *name, const struct evidence *because)
{
    const char *sdk = completion->entry->sdk_text;

    if (item != NULL && item->sdk_text != NULL) {
        sdk = item->sdk_text;
    }
    return (struct kconfig_symbol){
        .name = name,
        .type = KCONFIG_UNKNOWN,
        .text = "?",
        .default_source = completion->entry->source,
        .default_sdk = sdk != NULL ? sdk : "all",
        .because = because,
    };
}

static void set_value(struct arena *arena, const struct value *value, struct kconfig_symbol *symbol)
{
    switch (value->type) {
    case TYPE_BOOL:
        symbol->type = value->as.boolean ? KCONFIG_YES : KCONFIG_NOT_SET;
        symbol->text = value->as.boolean ? "y" : "n";
        return;
    case TYPE_INTEGER:
        symbol->type = KCONFIG_NUMBER;
        symbol->negative = value->as.integer.negative;
        symbol->magnitude = value->as.integer.magnitude;
        /* Kconfig's hexadecimal numbers have no sign. */
        symbol->text = value->as.integer.negative ? arena_printf(arena, "-%" PRIu64, value->as.integer.magnitude)
                                                  : integer_text(arena, value->as.integer);
        return;
    case TYPE_TEXT:
        symbol->type = KCONFIG_STRING;
        symbol->text = value->as.text;
        return;
    default:
        return; /* no other type is a Kconfig value */
    }
}

enum applied { APPLIED_NO, APPLIED_YES, APPLIED_OPEN };

/* Does the item hold? Its `when` with the reasons for it. */
static enum applied item_holds(struct completion *completion, const struct default_item *item, struct value *when)
{
    *when = value_bool(true, NULL);
    if (!sdk_range_contains(&item->sdk, completion->evaluation.sdk)) {
        return APPLIED_NO;
    }
    if (item->when != NULL) {
        *when = evaluate(&completion->evaluation, item->when, TYPE_BOOL);
    }
    if (when->known && when->as.boolean && item->open != NULL) {
        *when = evaluation_unknown(&completion->evaluation, TYPE_BOOL, MISSING(item->open));
    }
    if (!when->known) {
        return APPLIED_OPEN;
    }
    return when->as.boolean ? APPLIED_YES : APPLIED_NO;
}

/* The value of the first item that holds, among those that are forced or those that are not. */
static bool find_value(struct completion *completion, bool forced, const char *name, struct kconfig_symbol *symbol)
{
    const struct default_items *items = &completion->entry->items;

    for (size_t i = 0; i < items->count; i++) {
        const struct default_item *item = &items->items[i];
        struct value when;
        struct value value;
        enum applied applied = item->forced == forced ? item_holds(completion, item, &when) : APPLIED_NO;

        if (applied == APPLIED_NO) {
            continue;
        }
        if (applied == APPLIED_OPEN) {
            *symbol = derived(completion, item, name, when.evidence);
            return true;
        }
        value = evaluate(&completion->evaluation, item->value, item->value->type);
        *symbol = derived(completion, item, name,
                          value.known ? evaluation_join(&completion->evaluation, when.evidence, value.evidence)
                                      : value.evidence);
        if (value.known) {
            set_value(completion->arena, &value, symbol);
        }
        return true;
    }
    return false;
}

static bool same_value(const struct kconfig_symbol *left, const struct kconfig_symbol *right)
{
    if (left->type != right->type) {
        return false;
    }
    return left->type == KCONFIG_NUMBER ? left->negative == right->negative && left->magnitude == right->magnitude
                                        : strcmp(left->text, right->text) == 0;
}

/* A line that the SDK does not heed is worth a word: its author believes in it. */
static void report_forced(struct completion *completion, const struct kconfig_symbol *line,
                          const struct kconfig_symbol *forced)
{
    anomaly_add(completion->arena, &completion->project->anomalies, "kconfig-forced",
                arena_printf(completion->arena, "%s:%s", image_name_text(completion->entry->image), line->name),
                line->origin, ORIGIN_NONE, "'%s' does not count, the SDK sets it to %s", line->text,
                forced->type == KCONFIG_NOT_SET ? "n" : forced->text);
}

/* Files that are not known may say it. */
static bool is_open_image(const struct completion *completion)
{
    const struct project_image *image =
        completion->entry->image.is_sysbuild ? NULL : find_image(completion->project, completion->entry->image.role);

    return image != NULL && image->open;
}

static void complete_symbol(struct completion *completion, struct kconfig *config)
{
    const char *name = completion->entry->symbol;
    const struct kconfig_symbol *line = find_symbol(config, name);
    struct kconfig_symbol symbol;

    if (find_value(completion, true, name, &symbol)) {
        if (line != NULL && same_value(line, &symbol)) {
            return; /* what the file says is the better explanation */
        }
        if (line != NULL && symbol.type != KCONFIG_UNKNOWN && line->default_source == NULL) {
            report_forced(completion, line, &symbol);
        }
        put_symbol(completion->arena, config, symbol);
    } else if (line == NULL && !is_open_image(completion) && find_value(completion, false, name, &symbol)) {
        put_symbol(completion->arena, config, symbol);
    }
}

/* The member that the files turn on; of several the one that is read last, as Kconfig has it. */
static const struct kconfig_symbol *chosen_member(struct completion *completion, struct kconfig *config)
{
    const struct kconfig_symbol *chosen = NULL;

    for (size_t i = 0; i < completion->entry->members.count; i++) {
        const struct kconfig_symbol *symbol = find_symbol(config, completion->entry->members.items[i]);

        if (symbol != NULL && symbol->type == KCONFIG_YES &&
            (chosen == NULL || symbol->part > chosen->part ||
             (symbol->part == chosen->part && symbol->origin.line > chosen->origin.line))) {
            chosen = symbol;
        }
    }
    return chosen;
}

/* A value of the project's own that is not known leaves the whole choice open. */
static bool is_open(const struct completion *completion, struct kconfig *config)
{
    for (size_t i = 0; i < completion->entry->members.count; i++) {
        const struct kconfig_symbol *symbol = find_symbol(config, completion->entry->members.items[i]);

        if (symbol != NULL && (symbol->type == KCONFIG_INVALID || symbol->type == KCONFIG_UNKNOWN)) {
            return true;
        }
    }
    return false;
}

static const struct default_item *default_member(struct completion *completion, struct value *when,
                                                 enum applied *applied)
{
    const struct default_items *items = &completion->entry->items;

    for (size_t i = 0; i < items->count; i++) {
        *applied = item_holds(completion, &items->items[i], when);
        if (*applied != APPLIED_NO) {
            return &items->items[i];
        }
    }
    *applied = APPLIED_OPEN;
    return NULL;
}

/* Where one member is on the others are off, and that line is the reason. */
static const struct evidence *line_evidence(struct completion *completion, const struct kconfig_symbol *symbol)
{
    struct fact fact = { .kind = FACT_SYMBOL,
                         .prefix = image_name_text(completion->entry->image),
                         .name = symbol->name,
                         .text = symbol->text,
                         .origin = symbol->origin };

    return symbol->default_source != NULL ? symbol->because : evidence_fact(completion->arena, &fact);
}

static void complete_choice(struct completion *completion, struct kconfig *config)
{
    const struct string_list *members = &completion->entry->members;
    const struct kconfig_symbol *line = chosen_member(completion, config);
    const char *on = line != NULL ? line->name : NULL;
    const struct default_item *item = NULL;
    enum applied applied = APPLIED_YES;
    struct value when = value_bool(true, NULL);

    if (line != NULL) {
        when.evidence = line_evidence(completion, line);
    } else if (is_open_image(completion) || is_open(completion, config)) {
        return;
    } else {
        item = default_member(completion, &when, &applied);
        on = item != NULL ? item->member : NULL;
    }
    for (size_t i = 0; i < members->count; i++) {
        bool is_on = applied == APPLIED_YES && on != NULL && strcmp(members->items[i], on) == 0;
        struct kconfig_symbol symbol = derived(completion, item, members->items[i], when.evidence);
        const struct kconfig_symbol *there = find_symbol(config, members->items[i]);

        if (applied == APPLIED_YES) {
            symbol.type = is_on ? KCONFIG_YES : KCONFIG_NOT_SET;
            symbol.text = is_on ? "y" : "n";
        }
        if (there == NULL || (there->type != symbol.type && applied == APPLIED_YES)) {
            put_symbol(completion->arena, config, symbol);
        }
    }
}

static const char *image_name_of(const struct completion *completion, enum image_role role)
{
    const char *network = NULL;

    if (role == IMAGE_NET) {
        const struct kconfig_symbol *name = kconfig_find(completion->project->sysbuild, "SB_CONFIG_NETCORE_IMAGE_NAME");

        network = name != NULL && name->type == KCONFIG_STRING ? name->text : NULL;
    }
    return network != NULL ? network : image_role_name(role);
}

static void remove_image(struct project_images *images, enum image_role role, const char *but)
{
    size_t kept = 0;

    for (size_t i = 0; i < images->count; i++) {
        if (images->items[i].role != role || (but != NULL && strcmp(images->items[i].name, but) == 0)) {
            images->items[kept++] = images->items[i];
        }
    }
    images->count = kept;
}

/* Of several configured network images only the one that is built counts. */
static void add_image(struct completion *completion, enum image_role role)
{
    struct project *project = completion->project;
    const char *name = image_name_of(completion, role);
    struct project_image image = { .name = name, .role = role, .directory = project->path };

    if (role == IMAGE_NET && strcmp(name, image_role_name(role)) != 0) {
        remove_image(&project->images, role, name);
    }
    if (find_image(project, role) == NULL) {
        image.config = copy_config(completion->arena, NULL, name);
        *ARENA_PUSH(completion->arena, &project->images) = image;
    }
}

/* What is left open stays as it is when the tree has files for it, since nobody writes those for nothing. */
static void complete_image(struct completion *completion)
{
    enum image_role role = completion->entry->image.role;
    struct kconfig_symbol built;

    if (!find_value(completion, true, "", &built) && !find_value(completion, false, "", &built)) {
        return;
    }
    if (built.type == KCONFIG_YES) {
        add_image(completion, role);
    } else if (built.type == KCONFIG_NOT_SET) {
        remove_image(&completion->project->images, role, NULL);
        completion->project->absent_images |= 1u << role;
    }
}

/* What the board and the SDK put under the tree's overlays. */
static void complete_devicetree(struct completion *completion)
{
    struct project_image *image = find_image(completion->project, completion->entry->image.role);
    const struct default_items *items = &completion->entry->items;
    struct diagnostics unheard = diagnostics_create(completion->arena);
    struct devicetree *tree;

    if (image == NULL || completion->entry->image.is_sysbuild || (image->open_devicetree)) {
        return;
    }
    for (size_t i = 0; i < items->count; i++) {
        struct value when;
        enum applied applied = item_holds(completion, &items->items[i], &when);

        if (applied == APPLIED_OPEN) {
            return;
        }
        if (applied == APPLIED_YES) {
            const char *text = items->items[i].text;
            struct kconfig_symbol told = derived(completion, &items->items[i], "", NULL);
            struct devicetree_default *given = arena_alloc(completion->arena, sizeof *given);

            *given = (struct devicetree_default){ told.default_source, told.default_sdk };
            tree = image->devicetree != NULL ? overlay_tree_copy(completion->arena, image->devicetree)
                                             : overlay_tree_create(completion->arena);
            if (overlay_read_base(completion->arena, tree,
                                  source_from_bytes(completion->arena, "the board", text, strlen(text)), given,
                                  &unheard)) {
                image->devicetree = tree;
            }
            return;
        }
    }
}

static struct partition_number derived_number(const struct value *value)
{
    return (struct partition_number){ .present = true,
                                      .negative = value->as.integer.negative,
                                      .magnitude = value->as.integer.magnitude };
}

static void add_gap(struct completion *completion, bool absent, const struct evidence *because)
{
    *ARENA_PUSH(completion->arena, &completion->layout->gaps) =
        (struct partition_gap){ .name = completion->entry->symbol, .absent = absent, .because = because };
}

/* Sizes of the project that do not fit leave a negative rest, which Partition Manager refuses. */
static bool is_place(const struct value *number)
{
    return number->type == TYPE_INTEGER && !number->as.integer.negative;
}

/* One partition of the layout: its place needs every number that it follows from. */
static void place_partition(struct completion *completion, const struct default_item *item, const struct value *when)
{
    struct evaluation *evaluation = &completion->evaluation;
    struct value address = evaluate(evaluation, item->address, TYPE_INTEGER);
    struct value size = evaluate(evaluation, item->size, TYPE_INTEGER);
    const struct evidence *numbers = evaluation_both(evaluation, &address, &size);
    struct kconfig_symbol told = derived(completion, item, completion->entry->symbol, NULL);
    struct partition partition = { .name = completion->entry->symbol, .region = item->region, .region_written = true };

    if (!address.known || !size.known) {
        add_gap(completion, false, numbers);
        return;
    }
    if (!is_place(&address) || !is_place(&size)) {
        add_gap(completion, false,
                evidence_missing(completion->arena, MISSING("the sizes in the project leave no room for it")));
        return;
    }
    partition.address = derived_number(&address);
    partition.size = derived_number(&size);
    partition.has_span = item->span.count > 0;
    for (size_t i = 0; i < item->span.count; i++) {
        *ARENA_PUSH(completion->arena, &partition.span) = item->span.items[i];
    }
    partition.default_source = arena_printf(completion->arena, "derived from %s", told.default_source);
    partition.default_sdk = told.default_sdk;
    partition.because = evaluation_join(evaluation, when->evidence, numbers);
    *ARENA_PUSH(completion->arena, completion->layout) = partition;
}

static void complete_partition(struct completion *completion)
{
    const struct default_items *items = &completion->entry->items;

    for (size_t i = 0; completion->layout != NULL && i < items->count; i++) {
        struct value when;
        enum applied applied = item_holds(completion, &items->items[i], &when);

        if (applied == APPLIED_OPEN || (applied == APPLIED_YES && items->items[i].absent)) {
            add_gap(completion, applied == APPLIED_YES, when.evidence);
            return;
        }
        if (applied == APPLIED_YES) {
            place_partition(completion, &items->items[i], &when);
            return;
        }
    }
}

static void complete_entry(struct completion *completion)
{
    struct kconfig *config;

    if (!sdk_range_contains(&completion->entry->sdk, completion->evaluation.sdk)) {
        return;
    }
    if (completion->entry->kind == DEFAULT_IMAGE) {
        complete_image(completion);
        return;
    }
    if (completion->entry->kind == DEFAULT_DEVICETREE) {
        complete_devicetree(completion);
        return;
    }
    if (completion->entry->kind == DEFAULT_PARTITION) {
        complete_partition(completion);
        return;
    }
    config = entry_config(completion);
    if (config == NULL) {
        return;
    }
    if (completion->entry->kind == DEFAULT_CHOICE) {
        complete_choice(completion, config);
    } else {
        complete_symbol(completion, config);
    }
}

static const struct project *complete(struct source_defaults *defaults, struct sdk_version sdk)
{
    struct project *project = arena_alloc(defaults->arena, sizeof *project);
    struct completion completion = { .arena = defaults->arena, .project = project };

    *project = *defaults->base;
    /* Oddities that are found now are this copy's alone. */
    project->anomalies = (struct anomalies){ 0 };
    for (size_t i = 0; i < defaults->base->anomalies.count; i++) {
        *ARENA_PUSH(defaults->arena, &project->anomalies) = defaults->base->anomalies.items[i];
    }
    copy_configs(&completion);
    completion.evaluation = (struct evaluation){
        .arena = defaults->arena, .project = project, .sdk_known = true, .sdk = sdk, .spans = &defaults->spans
    };
    completion.layout = layout_begin(completion.arena, project);
    for (size_t i = 0; i < defaults->set->defaults.count; i++) {
        completion.entry = &defaults->set->defaults.items[i];
        completion.evaluation.steps = 0;
        complete_entry(&completion);
    }
    layout_end(completion.arena, project, completion.layout);
    return project;
}

struct source_defaults *source_defaults_create(struct arena *arena, const struct rule_set *set,
                                               const struct project *project)
{
    struct source_defaults *defaults = arena_alloc(arena, sizeof *defaults);

    defaults->arena = arena;
    defaults->set = set;
    defaults->base = project;
    defaults->spans.arena = arena;
    return defaults;
}

/* How many of the versions lie before, and how many are the same. */
static size_t place_of(const struct version_list *versions, struct sdk_version sdk)
{
    size_t place = 0;

    for (size_t i = 0; i < versions->count; i++) {
        int order = sdk_version_compare(versions->items[i], sdk);

        place += order < 0 ? 2 : order == 0;
    }
    return place;
}

const struct project *source_defaults_project(struct source_defaults *defaults, struct sdk_version sdk)
{
    size_t place = place_of(&defaults->set->default_versions, sdk);
    struct completed *completed;

    for (size_t i = 0; i < defaults->count; i++) {
        if (defaults->items[i].place == place) {
            return defaults->items[i].project;
        }
    }
    completed = ARENA_PUSH(defaults->arena, defaults);
    completed->place = place;
    completed->project = complete(defaults, sdk);
    return completed->project;
}

const struct project *source_defaults_applied(struct arena *arena, const struct rule_set *set,
                                              const struct project *project)
{
    return project->kind == PROJECT_SOURCE && project->sdk_known
               ? source_defaults_project(source_defaults_create(arena, set, project), project->sdk)
               : project;
}
