#include "check/evaluation/eval_partitions.h"

#include <string.h>
#include "check/evaluation/evaluate.h"

static const char *map_file(enum map_name name)
{
    return name == MAP_PM_NET ? "partitions_CPUNET.yml" : "partitions.yml";
}

/* A pm_static.yml given alone stands for the map as far as it goes. */
static bool is_lone_static(const struct project *project, const struct partition_map *map)
{
    for (size_t i = 0; project->kind != PROJECT_BUILD && i < project->statics.count; i++) {
        if (project->statics.items[i] == map) {
            return true;
        }
    }
    return map->derived;
}

/* A tree without Partition Manager, or without anything for the network core, has no such map. */
static bool certainly_without_map(const struct project *project, enum map_name name)
{
    const unsigned network = 1u << IMAGE_NET | 1u << IMAGE_B0N;

    if (project->kind == PROJECT_FILE) {
        return false;
    }
    if (project->era == ERA_SYSBUILD_DTS || name != MAP_PM_NET) {
        return project->era == ERA_SYSBUILD_DTS;
    }
    if (project->kind == PROJECT_SOURCE) {
        return (project->absent_images & network) == network;
    }
    return project_image(project, IMAGE_NET) == NULL && project_image(project, IMAGE_B0N) == NULL;
}

static const struct evidence *map_evidence(struct evaluation *evaluation, const struct partition_map *map)
{
    struct fact fact = { .kind = FACT_FILE, .text = "searched" };

    if (map == NULL || map->source == NULL) {
        return NULL;
    }
    fact.name = map->source->name;
    fact.origin = origin_file(map->source);
    return evidence_fact(evaluation->arena, &fact);
}

struct map_view partition_map_view(struct evaluation *evaluation, enum map_name name)
{
    const struct project *project = evaluation->project;
    const struct partition_map *map = name == MAP_PM_NET ? project->partitions_net : project->partitions;
    struct map_view view = { .map = map, .complete = true };

    if (view.map == NULL) {
        view.map = name == MAP_PM_NET ? project->pm_config_net : project->pm_config;
    }
    view.complete = view.map != NULL ? !is_lone_static(project, view.map) : certainly_without_map(project, name);
    if (view.complete) {
        view.evidence = map_evidence(evaluation, view.map);
    } else if (view.map != NULL) {
        view.evidence =
            evidence_missing(evaluation->arena, MISSING_BEYOND("what the build adds to ", view.map->source->name,
                                                               " is not part of this input"));
    } else {
        const struct missing missing = { { map_file(name), " is missing" }, project->kind != PROJECT_BUILD };

        view.evidence = evidence_missing(evaluation->arena, &missing);
    }
    return view;
}

/* Partitions that only an image brings with it (pm.yml of sdk-nrf's bootloaders and of TF-M): where a source tree will be
 * built without that image, nobody adds them.
 */
static bool comes_with_absent_image(const struct project *project, enum map_name map, const char *name)
{
    static const struct {
        const char *prefix;
        enum image_role role;
    } owned[] = {
        { "s0", IMAGE_B0 },           { "s1", IMAGE_B0 },
        { "b0", IMAGE_B0 },           { "provision", IMAGE_B0 },
        { "mcuboot", IMAGE_MCUBOOT }, { "tfm", IMAGE_TFM },
        { "sram_secure", IMAGE_TFM }, { "sram_nonsecure", IMAGE_TFM },
    };

    for (size_t i = 0; project->kind == PROJECT_SOURCE && map == MAP_PM && i < ARRAY_LENGTH(owned); i++) {
        size_t length = strlen(owned[i].prefix);

        if (strncmp(name, owned[i].prefix, length) == 0 && (name[length] == '\0' || name[length] == '_')) {
            return (project->absent_images & (1u << owned[i].role)) != 0;
        }
    }
    return false;
}

/* What the derived layout says of a partition that it does not place. */
static const struct partition_gap *find_gap(const struct partition_map *map, const char *name)
{
    for (size_t i = 0; map != NULL && i < map->gaps.count; i++) {
        if (strcmp(map->gaps.items[i].name, name) == 0) {
            return &map->gaps.items[i];
        }
    }
    return NULL;
}

struct value lookup_partition(struct evaluation *evaluation, enum map_name map, const char *name)
{
    struct map_view view = partition_map_view(evaluation, map);
    struct value value = { .type = TYPE_PARTITION };
    const struct partition_gap *gap = find_gap(view.map, name);

    value.as.partition.map_name = map;
    value.as.partition.map = view.map;
    value.as.partition.name = name;
    value.as.partition.partition = view.map != NULL ? partition_find(view.map, name) : NULL;
    value.known = value.as.partition.partition != NULL || view.complete ||
                  comes_with_absent_image(evaluation->project, map, name);
    if (gap != NULL && gap->absent) {
        value.known = true;
    }
    /* The build will tell, whatever it is that cannot be told before. */
    value.evidence = value.known ? NULL : view.evidence;
    if (!value.known && gap != NULL) {
        value.evidence = evaluation_join(evaluation, gap->because, view.evidence);
    }
    return value;
}

struct value evaluate_partition(struct evaluation *evaluation, const struct expression *expression)
{
    return lookup_partition(evaluation, expression->as.map, expression->name);
}

struct fact partition_fact(const struct partition_reference *reference, const char *field)
{
    struct fact fact = {
        .kind = FACT_PARTITION, .prefix = map_name_text(reference->map_name), .name = reference->name, .field = field
    };

    if (reference->partition != NULL) {
        fact.origin = reference->partition->origin;
        fact.default_source = reference->partition->default_source;
        fact.default_sdk = reference->partition->default_sdk;
        fact.text = "present";
    } else {
        fact.text = "absent";
        fact.absent_in = reference->map != NULL && reference->map->source != NULL ? reference->map->source->name
                                                                                  : map_file(reference->map_name);
    }
    return fact;
}

/* What a derived place follows from belongs to it. */
static const struct evidence *with_reasons(struct evaluation *evaluation, const struct partition_reference *reference,
                                           const struct fact *fact)
{
    return evaluation_join(evaluation, evidence_fact(evaluation->arena, fact),
                           reference->partition != NULL ? reference->partition->because : NULL);
}

static struct value number_field(struct evaluation *evaluation, const struct partition_reference *reference,
                                 const char *field, const struct partition_number *number)
{
    struct fact fact = partition_fact(reference, field);

    if (!number->present || !integer_make(number->negative, number->magnitude, &fact.number)) {
        return evaluation_unknown(
            evaluation, TYPE_INTEGER,
            MISSING(map_name_text(reference->map_name), ":", reference->name, " has no usable ", field));
    }
    fact.is_number = true;
    if (number->origin.source != NULL) {
        fact.origin = number->origin;
    }
    return value_integer(fact.number, with_reasons(evaluation, reference, &fact));
}

static struct value text_field(struct evaluation *evaluation, const struct partition_reference *reference,
                               const char *field, const char *text, struct origin origin)
{
    struct fact fact = partition_fact(reference, field);

    if (text == NULL || text[0] == '\0') {
        return evaluation_unknown(evaluation, TYPE_TEXT,
                                  MISSING(map_name_text(reference->map_name), ":", reference->name, " has no ", field));
    }
    fact.text = text;
    if (origin.source != NULL) {
        fact.origin = origin;
    }
    return value_text(text, with_reasons(evaluation, reference, &fact));
}

static struct value end_field(struct evaluation *evaluation, const struct partition_reference *reference)
{
    struct value address = number_field(evaluation, reference, "address", &reference->partition->address);
    struct value size = number_field(evaluation, reference, "size", &reference->partition->size);
    const struct evidence *evidence = evaluation_both(evaluation, &address, &size);
    struct integer end;

    if (!address.known || !size.known) {
        return value_unknown(TYPE_INTEGER, evidence);
    }
    if (!integer_add(address.as.integer, size.as.integer, &end)) {
        return evaluation_unknown(evaluation, TYPE_INTEGER,
                                  MISSING("overflow: the end of ", reference->name, " does not fit 64 bit"));
    }
    return value_integer(end, evidence);
}

struct value evaluate_partition_field(struct evaluation *evaluation, const struct value *owner,
                                      enum attribute attribute)
{
    const struct partition_reference *reference = &owner->as.partition;
    const struct partition *partition = reference->partition;

    if (attribute == ATTRIBUTE_NAME) {
        return value_text(reference->name, NULL);
    }
    if (partition == NULL) {
        bool is_text = attribute == ATTRIBUTE_REGION || attribute == ATTRIBUTE_DEVICE;
        struct fact fact = partition_fact(reference, NULL);

        return evaluation_unknown(
            evaluation, is_text ? TYPE_TEXT : TYPE_INTEGER,
            MISSING(map_name_text(reference->map_name), ":", reference->name, " is not in ", fact.absent_in));
    }
    switch (attribute) {
    case ATTRIBUTE_ADDRESS:
        return number_field(evaluation, reference, "address", &partition->address);
    case ATTRIBUTE_SIZE:
        return number_field(evaluation, reference, "size", &partition->size);
    case ATTRIBUTE_END:
        return end_field(evaluation, reference);
    case ATTRIBUTE_END_ADDRESS:
        return number_field(evaluation, reference, "end_address", &partition->end_address);
    case ATTRIBUTE_REGION:
        return text_field(evaluation, reference, "region", partition->region, partition->region_origin);
    case ATTRIBUTE_DEVICE:
        return text_field(evaluation, reference, "device", partition->device, ORIGIN_NONE);
    default:
        return evaluate_region_field(evaluation, reference, attribute);
    }
}

struct value partition_exists(struct evaluation *evaluation, const struct value *reference)
{
    struct fact fact;

    if (!reference->known) {
        return value_unknown(TYPE_BOOL, reference->evidence);
    }
    fact = partition_fact(&reference->as.partition, NULL);
    return value_bool(reference->as.partition.partition != NULL, evidence_fact(evaluation->arena, &fact));
}

struct value call_has_map(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct map_view view = partition_map_view(evaluation, call->operands[0]->as.map);

    (void)wanted;
    if (view.map == NULL && !view.complete) {
        return value_unknown(TYPE_BOOL, view.evidence);
    }
    return value_bool(view.map != NULL, NULL);
}

struct value call_in_span(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value container = evaluate(evaluation, call->operands[0], TYPE_PARTITION);
    struct value member = evaluate(evaluation, call->operands[1], TYPE_PARTITION);
    const struct partition_reference *outer = &container.as.partition;
    const struct partition_reference *inner = &member.as.partition;
    struct fact fact;

    (void)wanted;
    if (!container.known || !member.known) {
        return value_unknown(TYPE_BOOL, evaluation_both(evaluation, &container, &member));
    }
    if (outer->partition == NULL || inner->partition == NULL || outer->map != inner->map ||
        !span_contains(evaluation->spans, outer->map, outer->partition, inner->partition)) {
        return value_bool(false, NULL);
    }
    fact = partition_fact(outer, "span");
    fact.text = inner->name;
    return value_bool(true, evidence_fact(evaluation->arena, &fact));
}

/* Do [a, a + a_size) and [b, b + b_size) meet? Without adding, so that nothing wraps. */
static bool intersect(struct integer a, struct integer a_size, struct integer b, struct integer b_size, bool *meet)
{
    struct integer distance;
    bool a_first = integer_compare(a, b) <= 0;

    if (!integer_subtract(a_first ? b : a, a_first ? a : b, &distance)) {
        return false;
    }
    *meet = integer_compare(distance, a_first ? a_size : b_size) < 0;
    return true;
}

struct place {
    struct value region;
    struct value address;
    struct value size;
};

static struct place place_of(struct evaluation *evaluation, const struct value *partition)
{
    return (struct place){ evaluate_partition_field(evaluation, partition, ATTRIBUTE_REGION),
                           evaluate_partition_field(evaluation, partition, ATTRIBUTE_ADDRESS),
                           evaluate_partition_field(evaluation, partition, ATTRIBUTE_SIZE) };
}

static bool has_bytes(const struct value *size)
{
    return !size->known || (!size->as.integer.negative && size->as.integer.magnitude > 0);
}

static struct value overlap_known(struct evaluation *evaluation, const struct place *a, const struct place *b)
{
    struct value first = value_bool(true, evaluation_both(evaluation, &a->address, &a->size));
    struct value second = value_bool(true, evaluation_both(evaluation, &b->address, &b->size));
    bool meet = false;

    first.known = a->address.known && a->size.known;
    second.known = b->address.known && b->size.known;
    if (!first.known || !second.known) {
        return value_unknown(TYPE_BOOL, evaluation_both(evaluation, &first, &second));
    }
    if (!intersect(a->address.as.integer, a->size.as.integer, b->address.as.integer, b->size.as.integer, &meet)) {
        return evaluation_unknown(evaluation, TYPE_BOOL, MISSING("overflow: the partitions lie too far apart"));
    }
    return value_bool(meet, evaluation_both(evaluation, &first, &second));
}

struct value call_overlap(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value left = evaluate(evaluation, call->operands[0], TYPE_PARTITION);
    struct value right = evaluate(evaluation, call->operands[1], TYPE_PARTITION);
    struct place a;
    struct place b;

    (void)wanted;
    if (!left.known || !right.known) {
        return value_unknown(TYPE_BOOL, evaluation_both(evaluation, &left, &right));
    }
    if (left.as.partition.partition == NULL || right.as.partition.partition == NULL) {
        return value_bool(false, NULL);
    }
    a = place_of(evaluation, &left);
    b = place_of(evaluation, &right);
    if (!has_bytes(&a.size) || !has_bytes(&b.size) ||
        (a.region.known && b.region.known && strcmp(a.region.as.text, b.region.as.text) != 0)) {
        return value_bool(false, NULL);
    }
    struct value meet = overlap_known(evaluation, &a, &b);

    if (meet.known && meet.as.boolean && !(a.region.known && b.region.known)) {
        return value_unknown(TYPE_BOOL, evaluation_both(evaluation, &a.region, &b.region));
    }
    return meet;
}
