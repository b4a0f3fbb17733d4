#include "check/evaluation/eval_kconfig.h"

#include <string.h>
#include "check/evaluation/evaluate.h"

static const struct kconfig *image_config(const struct project *project, struct image_name image,
                                          const struct project_image **found)
{
    *found = NULL;
    if (image.is_sysbuild) {
        return project->sysbuild;
    }
    *found = project_image(project, image.role);
    return *found != NULL ? (*found)->config : NULL;
}

/* Why there is no file to look into. */
static const struct evidence *missing_config(struct evaluation *evaluation, struct image_name image,
                                             const struct project_image *found)
{
    if (found != NULL) {
        return evidence_missing(evaluation->arena, MISSING(found->name, "/zephyr/.config is missing"));
    }
    const struct missing missing = {
        { "the .config of ", image_name_text(image), " is not part of this input" },
        evaluation->project->kind != PROJECT_SOURCE,
    };

    return evidence_missing(evaluation->arena, &missing);
}

static const struct evidence *symbol_fact(struct evaluation *evaluation, struct image_name image, const char *name,
                                          const struct kconfig_symbol *symbol, const struct kconfig *config)
{
    struct fact fact = { .kind = FACT_SYMBOL, .prefix = image_name_text(image), .name = name };

    if (symbol == NULL) {
        fact.text = "absent";
        fact.absent_in = config->source->name;
    } else {
        fact.text = symbol->type == KCONFIG_NOT_SET ? "not set" : symbol->text;
        fact.origin = symbol->origin;
        fact.default_source = symbol->default_source;
        fact.default_sdk = symbol->default_sdk;
    }
    /* What a default follows from belongs to it. */
    return evaluation_join(evaluation, evidence_fact(evaluation->arena, &fact),
                           symbol != NULL ? symbol->because : NULL);
}

/* Why an incomplete configuration does not say it. */
static const struct evidence *missing_symbol(struct evaluation *evaluation, struct image_name image, const char *name,
                                             const struct kconfig *config)
{
    if (evaluation->project->kind == PROJECT_SOURCE) {
        return evidence_missing(evaluation->arena,
                                MISSING(image_name_text(image), ":", name,
                                        " stands in no file of this tree, and its default is not known"));
    }
    return evidence_missing(evaluation->arena, MISSING(image_name_text(image), ":", name, " is in no line of ",
                                                       config->source->name, ", which is too short to be complete"));
}

struct symbol_lookup lookup_symbol(struct evaluation *evaluation, struct image_name image, const char *name)
{
    const struct project_image *found;
    const struct kconfig *config = image_config(evaluation->project, image, &found);
    struct symbol_lookup lookup = { .known = false };

    if (config == NULL) {
        lookup.evidence = missing_config(evaluation, image, found);
        return lookup;
    }
    lookup.symbol = kconfig_find(config, name);
    if (lookup.symbol != NULL && lookup.symbol->type == KCONFIG_UNKNOWN) {
        lookup.evidence = lookup.symbol->because;
        lookup.symbol = NULL;
        return lookup;
    }
    lookup.known = lookup.symbol != NULL || config->complete;
    lookup.evidence = lookup.known ? symbol_fact(evaluation, image, name, lookup.symbol, config)
                                   : missing_symbol(evaluation, image, name, config);
    return lookup;
}

static struct value wrong_value(struct evaluation *evaluation, enum value_type wanted, const char *name,
                                const struct kconfig_symbol *symbol)
{
    return evaluation_unknown(evaluation, wanted,
                              MISSING(name, " is '", symbol->text, "', which is no ",
                                      wanted == TYPE_BOOL ? "y or n" : value_type_name(wanted)));
}

static struct value as_bool(struct evaluation *evaluation, const struct symbol_lookup *lookup, const char *name)
{
    const struct kconfig_symbol *symbol = lookup->symbol;

    if (symbol == NULL || symbol->type == KCONFIG_NOT_SET || symbol->type == KCONFIG_YES) {
        return value_bool(symbol != NULL && symbol->type == KCONFIG_YES, lookup->evidence);
    }
    return wrong_value(evaluation, TYPE_BOOL, name, symbol);
}

static struct value as_integer(struct evaluation *evaluation, const struct symbol_lookup *lookup, const char *name)
{
    struct integer integer;

    if (lookup->symbol->type == KCONFIG_NUMBER &&
        integer_make(lookup->symbol->negative, lookup->symbol->magnitude, &integer)) {
        return value_integer(integer, lookup->evidence);
    }
    return wrong_value(evaluation, TYPE_INTEGER, name, lookup->symbol);
}

static struct value as_version(struct evaluation *evaluation, const struct symbol_lookup *lookup, const char *name)
{
    struct sdk_version version;

    if (sdk_version_parse(slice_of(lookup->symbol->text), &version)) {
        return value_version(version, lookup->evidence);
    }
    return wrong_value(evaluation, TYPE_VERSION, name, lookup->symbol);
}

static struct value as_text(const struct symbol_lookup *lookup)
{
    const struct kconfig_symbol *symbol = lookup->symbol;

    return value_text(symbol->type == KCONFIG_NOT_SET ? "n" : symbol->text, lookup->evidence);
}

/* The type its line shows; an absent symbol is off. */
static struct value as_written(struct evaluation *evaluation, const struct symbol_lookup *lookup, const char *name)
{
    if (lookup->symbol == NULL || lookup->symbol->type == KCONFIG_NOT_SET || lookup->symbol->type == KCONFIG_YES) {
        return as_bool(evaluation, lookup, name);
    }
    if (lookup->symbol->type == KCONFIG_NUMBER) {
        return as_integer(evaluation, lookup, name);
    }
    return as_text(lookup);
}

static struct value convert(struct evaluation *evaluation, const struct symbol_lookup *lookup,
                            const struct expression *symbol, enum value_type wanted)
{
    if (!lookup->known) {
        return value_unknown(wanted, lookup->evidence);
    }
    if (wanted == TYPE_BOOL) {
        return as_bool(evaluation, lookup, symbol->name);
    }
    if (wanted == TYPE_SYMBOL) {
        return as_written(evaluation, lookup, symbol->name);
    }
    if (lookup->symbol == NULL) {
        return evaluation_unknown(evaluation, wanted,
                                  MISSING(image_name_text(symbol->as.image), ":", symbol->name,
                                          " has no line, so that its value is unknown"));
    }
    if (wanted == TYPE_INTEGER) {
        return as_integer(evaluation, lookup, symbol->name);
    }
    return wanted == TYPE_VERSION ? as_version(evaluation, lookup, symbol->name) : as_text(lookup);
}

struct value evaluate_symbol(struct evaluation *evaluation, const struct expression *symbol, enum value_type wanted)
{
    struct symbol_lookup lookup = lookup_symbol(evaluation, symbol->as.image, symbol->name);

    return convert(evaluation, &lookup, symbol, wanted);
}

struct value lookup_bool(struct evaluation *evaluation, enum image_role role, const char *name)
{
    struct symbol_lookup lookup = lookup_symbol(evaluation, (struct image_name){ false, role }, name);

    return lookup.known ? as_bool(evaluation, &lookup, name) : value_unknown(TYPE_BOOL, lookup.evidence);
}

static struct symbol_lookup lookup_argument(struct evaluation *evaluation, const struct expression *call)
{
    return lookup_symbol(evaluation, call->operands[0]->as.image, call->operands[0]->name);
}

static struct value answer(const struct symbol_lookup *lookup, bool yes)
{
    return lookup->known ? value_bool(yes, lookup->evidence) : value_unknown(TYPE_BOOL, lookup->evidence);
}

static bool is_on(const struct symbol_lookup *lookup)
{
    return lookup->symbol != NULL && lookup->symbol->type != KCONFIG_NOT_SET;
}

struct value call_is_set(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct symbol_lookup lookup = lookup_argument(evaluation, call);

    (void)wanted;
    return answer(&lookup, is_on(&lookup));
}

struct value call_is_not_set(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct symbol_lookup lookup = lookup_argument(evaluation, call);

    (void)wanted;
    return answer(&lookup, lookup.symbol != NULL && lookup.symbol->type == KCONFIG_NOT_SET);
}

struct value call_is_absent(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct symbol_lookup lookup = lookup_argument(evaluation, call);

    (void)wanted;
    return answer(&lookup, lookup.symbol == NULL);
}

/* Where the default is used, the symbol that is off is a fact of the result too. */
struct value call_value(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct symbol_lookup lookup = lookup_argument(evaluation, call);
    enum value_type type = call->type != TYPE_SYMBOL ? call->type : wanted;
    struct value value;

    if (!lookup.known || is_on(&lookup)) {
        return convert(evaluation, &lookup, call->operands[0], type);
    }
    value = evaluate(evaluation, call->operands[1], type);
    if (value.known) {
        value.evidence = evaluation_join(evaluation, lookup.evidence, value.evidence);
    }
    return value;
}

/* What a source tree will be built of shows in its files and the SDK's defaults. */
static bool certainly_absent(const struct project *project, struct image_name image)
{
    if (project->kind != PROJECT_SOURCE) {
        return false;
    }
    return image.is_sysbuild ? project->era == ERA_CHILD_IMAGE : (project->absent_images & (1u << image.role)) != 0;
}

struct value image_exists(struct evaluation *evaluation, struct image_name image)
{
    const struct project *project = evaluation->project;
    bool exists = image.is_sysbuild ? project->sysbuild != NULL || project->sysbuild_missing
                                    : project_image(project, image.role) != NULL;

    if (exists || project->kind == PROJECT_BUILD || certainly_absent(project, image)) {
        return value_bool(exists, NULL);
    }
    const struct missing missing = {
        { "whether there is a ", image_name_text(image), " image cannot be seen in this input" },
        project->kind != PROJECT_SOURCE,
    };

    return evaluation_unknown(evaluation, TYPE_BOOL, &missing);
}

struct value call_has_image(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    (void)wanted;
    return image_exists(evaluation, call->operands[0]->as.image);
}

struct value call_has_sysbuild(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    (void)call;
    (void)wanted;
    return image_exists(evaluation, (struct image_name){ .is_sysbuild = true });
}

struct value evaluate_image_field(struct evaluation *evaluation, const struct project_image *image,
                                  enum attribute attribute)
{
    if (attribute == ATTRIBUTE_NAME) {
        return value_text(image->name, NULL);
    }
    if (attribute == ATTRIBUTE_ROLE) {
        return value_text(image_role_name(image->role), NULL);
    }
    if (image->config == NULL) {
        return evaluation_unknown(evaluation, TYPE_BOOL, MISSING(image->name, "/zephyr/.config is missing"));
    }
    return value_bool(image->config->complete, NULL);
}

static enum fact_kind anomaly_fact_kind(const struct anomaly *anomaly)
{
    static const char *const about_files[] = { "not-utf8",          "unreadable-devicetree",
                                               "replaces-sdk-conf", "static-map-not-used",
                                               "own-partitions",    "own-images",
                                               "static-map-gaps" };
    struct slice kind = slice_of(anomaly->kind);

    if (slice_starts_with(kind, "kconfig") || slice_starts_with(kind, "malformed-kconfig")) {
        return FACT_SYMBOL;
    }
    if (slice_starts_with(kind, "waiver-")) {
        return FACT_FILE;
    }
    for (size_t i = 0; i < ARRAY_LENGTH(about_files); i++) {
        if (slice_equals(kind, about_files[i])) {
            return FACT_FILE;
        }
    }
    return FACT_PARTITION;
}

/* In a frame, below the waiver's line: "waiver of N53-0305 is expired". */
static void word_waiver(struct arena *arena, const struct anomaly *anomaly, struct fact *fact)
{
    if (slice_starts_with(slice_of(anomaly->kind), "waiver-")) {
        fact->text =
            strcmp(anomaly->kind, "waiver-without-reason") == 0 ? "without reason" : anomaly->kind + strlen("waiver-");
        fact->name = strcmp(anomaly->kind, "waiver-unreadable") == 0 ? "comment"
                                                                     : arena_printf(arena, "waiver of %s", fact->name);
    }
}

/* Both places of the oddity are facts, the one that counts first. */
struct value evaluate_anomaly_field(struct evaluation *evaluation, const struct anomaly *anomaly,
                                    enum attribute attribute)
{
    struct fact fact = { .kind = anomaly_fact_kind(anomaly),
                         .name = anomaly->subject != NULL ? anomaly->subject : "",
                         .text = anomaly->detail != NULL ? anomaly->detail : "",
                         .origin = anomaly->first };
    const char *text = attribute == ATTRIBUTE_KIND      ? anomaly->kind
                       : attribute == ATTRIBUTE_SUBJECT ? fact.name
                                                        : fact.text;
    const struct evidence *evidence;

    word_waiver(evaluation->arena, anomaly, &fact);
    evidence = evidence_fact(evaluation->arena, &fact);
    if (anomaly->second.source != NULL) {
        fact.origin = anomaly->second;
        evidence = evaluation_join(evaluation, evidence, evidence_fact(evaluation->arena, &fact));
    }
    return value_text(text, evidence);
}
