#include "check/evaluation/eval_devicetree.h"

#include <string.h>
#include "check/evaluation/eval_nodes.h"
#include "check/evaluation/evaluate.h"

static struct value missing_tree(struct evaluation *evaluation, struct image_name image)
{
    const struct project_image *found = image.is_sysbuild ? NULL : project_image(evaluation->project, image.role);

    if (found != NULL && evaluation->project->kind == PROJECT_SOURCE) {
        return evaluation_unknown(evaluation, TYPE_NODE,
                                  MISSING_BEYOND(image_name_text(image), " has no overlay in this tree, the board's ",
                                                 "devicetree is not part of this input"));
    }
    if (found != NULL) {
        return evaluation_unknown(evaluation, TYPE_NODE,
                                  MISSING("the devicetree of ", found->name, " is missing or could not be read"));
    }
    return evaluation_unknown(
        evaluation, TYPE_NODE,
        MISSING_BEYOND("the devicetree of ", image_name_text(image), " is not part of this input"));
}

static const struct devicetree *image_tree(const struct project *project, struct image_name image)
{
    const struct project_image *found = image.is_sysbuild ? NULL : project_image(project, image.role);

    return found != NULL ? found->devicetree : NULL;
}

/* Overlays alone do not say what the board's own devicetree has. */
static struct value not_in_overlays(struct evaluation *evaluation, struct image_name image, const char *asked)
{
    return evaluation_unknown(evaluation, TYPE_NODE,
                              MISSING_BEYOND(asked, " stands in no overlay of ", image_name_text(image),
                                             ", the board's devicetree is not part of this input"));
}

/* Lines of the tree say something of it, and a condition, or a file that is not read, leaves open what. */
static struct value in_doubt(struct evaluation *evaluation, struct image_name image, const char *asked)
{
    return evaluation_unknown(
        evaluation, TYPE_NODE,
        MISSING(asked, " of ", image_name_text(image), " depends on lines of its overlays that are not evaluated"));
}

static bool overlays_are_open(const struct evaluation *evaluation, struct image_name image)
{
    const struct project_image *found = image.is_sysbuild ? NULL : project_image(evaluation->project, image.role);

    return found != NULL && found->open_devicetree;
}

/* A place that is known, in a file or with who says so, counts for more than the one before. */
static void place_node(struct node_reference *reference, struct origin origin, const struct devicetree_default *given)
{
    if (origin.source != NULL || given != NULL) {
        reference->origin = origin;
        reference->given = given;
    }
}

/* absent: an overlay says that there is no such node. */
static struct value make_node(struct evaluation *evaluation, struct image_name image, const char *asked,
                              const struct devicetree *tree, const struct devicetree_node *node, bool absent)
{
    struct value value = { .type = TYPE_NODE, .known = true };

    if (node != NULL) {
        place_node(&value.as.node, node->origin, node->given);
    }
    if (node != NULL && node->deleted) {
        absent = true;
        node = NULL;
    }
    if (tree->partial && !absent && (node != NULL ? node->unknown : overlays_are_open(evaluation, image))) {
        return in_doubt(evaluation, image, asked);
    }
    if (tree->partial && !absent && node == NULL) {
        return not_in_overlays(evaluation, image, asked);
    }

    value.as.node.image = image_name_text(image);
    value.as.node.asked = asked;
    value.as.node.tree = tree;
    value.as.node.node = node;
    return value;
}

/* The text argument of a call that looks for a node; unknown text makes an unknown node. */
static struct value node_argument(struct evaluation *evaluation, const struct expression *call,
                                  const struct devicetree **tree, struct value *node)
{
    struct value text = evaluate(evaluation, call->operands[1], TYPE_TEXT);

    *tree = image_tree(evaluation->project, call->operands[0]->as.image);
    if (*tree == NULL) {
        *node = missing_tree(evaluation, call->operands[0]->as.image);
    } else if (!text.known) {
        *node = value_unknown(TYPE_NODE, text.evidence);
    }
    text.known = text.known && *tree != NULL;
    return text;
}

struct value call_chosen(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    const struct devicetree *tree;
    struct value value;
    struct value text = node_argument(evaluation, call, &tree, &value);
    const struct devicetree_property *deleted = NULL;
    const struct devicetree_property *property = NULL;
    const struct devicetree_node *chosen;

    (void)wanted;
    if (!text.known) {
        return value;
    }
    chosen = devicetree_by_path(tree, "/chosen");
    if (chosen != NULL) {
        deleted = devicetree_property_deleted(chosen, text.as.text);
        property = deleted != NULL ? deleted : devicetree_property(chosen, text.as.text);
    }
    if (property != NULL && property->unknown) {
        return in_doubt(evaluation, call->operands[0]->as.image,
                        arena_printf(evaluation->arena, "chosen %s", text.as.text));
    }
    value =
        make_node(evaluation, call->operands[0]->as.image, arena_printf(evaluation->arena, "chosen %s", text.as.text),
                  tree, devicetree_chosen(tree, text.as.text, NULL), deleted != NULL);
    if (value.known && property != NULL) {
        place_node(&value.as.node, property->origin, property->given);
    }
    return value;
}

struct value call_node(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    const struct devicetree *tree;
    struct value value;
    struct value text = node_argument(evaluation, call, &tree, &value);

    (void)wanted;
    if (!text.known) {
        return value;
    }
    return make_node(evaluation, call->operands[0]->as.image, text.as.text, tree,
                     devicetree_by_label(tree, text.as.text), false);
}

struct value call_compatible_node(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    const struct devicetree_node *node;
    const struct devicetree *tree;
    struct value value;
    struct value text = node_argument(evaluation, call, &tree, &value);

    (void)wanted;
    if (!text.known) {
        return value;
    }
    node = devicetree_by_compatible(tree, text.as.text);
    return make_node(evaluation, call->operands[0]->as.image,
                     arena_printf(evaluation->arena, "compatible %s", text.as.text), tree,
                     tree->partial && node != NULL && !node->enabled ? NULL : node, false);
}

struct value lookup_node(struct evaluation *evaluation, enum image_role role, const char *label)
{
    struct image_name image = { false, role };
    const struct devicetree *tree = image_tree(evaluation->project, image);

    if (tree == NULL) {
        return missing_tree(evaluation, image);
    }
    return make_node(evaluation, image, label, tree, devicetree_by_label(tree, label), false);
}

/* Like place_node(). */
static void place_fact(struct fact *fact, struct origin origin, const struct devicetree_default *given)
{
    if (origin.source != NULL || given != NULL) {
        fact->origin = origin;
        fact->default_source = given != NULL ? given->source : NULL;
        fact->default_sdk = given != NULL ? given->sdk : NULL;
    }
}

static void place_at_property(struct fact *fact, const struct devicetree_property *property)
{
    if (property != NULL) {
        place_fact(fact, property->origin, property->given);
    }
}

/* "mcuboot:chosen nordic,pm-ext-flash", with the node's path as value unless a number or text is given. */
static struct fact node_fact(const struct node_reference *reference, const char *field)
{
    struct fact fact = { .kind = FACT_NODE, .prefix = reference->image, .name = reference->asked, .field = field };

    place_fact(&fact, reference->origin, reference->given);
    fact.text = reference->node != NULL ? reference->node->path : "absent";
    if (reference->node == NULL && reference->tree->source != NULL) {
        fact.absent_in = reference->tree->source->name;
    }
    return fact;
}

struct value node_exists(struct evaluation *evaluation, const struct value *reference)
{
    struct fact fact;

    if (!reference->known) {
        return value_unknown(TYPE_BOOL, reference->evidence);
    }
    fact = node_fact(&reference->as.node, NULL);
    return value_bool(reference->as.node.node != NULL, evidence_fact(evaluation->arena, &fact));
}

static struct value no_field(struct evaluation *evaluation, const struct node_reference *reference,
                             enum value_type type, const char *field)
{
    const struct missing missing = {
        { reference->image, " devicetree: ", reference->asked,
          reference->node == NULL    ? " is absent, so is its "
          : reference->tree->partial ? " is the board's, no overlay says its "
                                     : " has no ",
          field },
        reference->tree->partial && reference->node != NULL,
    };

    return evaluation_unknown(evaluation, type, &missing);
}

static struct value node_number(struct evaluation *evaluation, const struct node_reference *reference,
                                const char *field, uint64_t number)
{
    const struct devicetree_property *size = devicetree_property(reference->node, "size");
    const struct devicetree_property *property =
        strcmp(field, "memory_size") == 0 && size != NULL ? size : devicetree_property(reference->node, "reg");
    struct fact fact = node_fact(reference, field);

    fact.is_number = true;
    fact.number = integer_from(number);
    place_fact(&fact, reference->node->origin, reference->node->given);
    if (property != NULL && property->given != NULL) {
        place_at_property(&fact, property);
    }
    return value_integer(fact.number, evidence_fact(evaluation->arena, &fact));
}

static struct value enabled_field(struct evaluation *evaluation, const struct node_reference *reference)
{
    struct fact fact = node_fact(reference, "status");
    const struct devicetree_property *status = devicetree_property(reference->node, "status");

    if (reference->tree->partial && !reference->node->enabled && (status == NULL || status->unknown)) {
        return no_field(evaluation, reference, TYPE_BOOL, "status");
    }
    fact.text = reference->node->enabled ? "enabled" : "disabled";
    place_fact(&fact, reference->node->origin, reference->node->given);
    place_at_property(&fact, status);
    return value_bool(reference->node->enabled, evidence_fact(evaluation->arena, &fact));
}

static struct value text_field(struct evaluation *evaluation, const struct node_reference *reference, const char *field,
                               const char *text)
{
    struct fact fact = node_fact(reference, field);

    fact.text = text;
    return value_text(text, evidence_fact(evaluation->arena, &fact));
}

/* Address, size or end: what reg says. */
static struct value reg_field(struct evaluation *evaluation, const struct node_reference *reference,
                              enum attribute attribute)
{
    const struct devicetree_node *node = reference->node;
    const char *field = attribute == ATTRIBUTE_ADDRESS ? "address" : attribute == ATTRIBUTE_SIZE ? "size" : "end";

    if (!node->has_address) {
        return no_field(evaluation, reference, TYPE_INTEGER, field);
    }
    return node_number(evaluation, reference, field,
                       attribute == ATTRIBUTE_ADDRESS ? node->address
                       : attribute == ATTRIBUTE_SIZE  ? node->size
                                                      : node->address + node->size);
}

static struct value present_field(struct evaluation *evaluation, const struct node_reference *reference,
                                  enum attribute attribute)
{
    const struct devicetree_node *node = reference->node;
    uint64_t size;

    switch (attribute) {
    case ATTRIBUTE_ENABLED:
        return enabled_field(evaluation, reference);
    case ATTRIBUTE_ADDRESS:
    case ATTRIBUTE_SIZE:
    case ATTRIBUTE_END:
        return reg_field(evaluation, reference, attribute);
    case ATTRIBUTE_DEVICE:
    case ATTRIBUTE_DEVICE_SIZE:
        return evaluate_node_device(evaluation, reference, attribute);
    case ATTRIBUTE_NAME:
        return value_text(node->labels.count > 0 ? node->labels.items[0] : node->name, NULL);
    case ATTRIBUTE_MEMORY_SIZE:
        return devicetree_memory_size(node, &size) ? node_number(evaluation, reference, "memory_size", size)
                                                   : no_field(evaluation, reference, TYPE_INTEGER, "memory size");
    case ATTRIBUTE_PATH:
        return text_field(evaluation, reference, "path", node->path);
    default:
        return node->labels.count > 0 ? text_field(evaluation, reference, "label", node->labels.items[0])
                                      : no_field(evaluation, reference, TYPE_TEXT, "label");
    }
}

struct value evaluate_node_field(struct evaluation *evaluation, const struct value *owner, enum attribute attribute)
{
    bool is_text = attribute == ATTRIBUTE_PATH || attribute == ATTRIBUTE_LABEL || attribute == ATTRIBUTE_NAME ||
                   attribute == ATTRIBUTE_DEVICE;
    enum value_type type = attribute == ATTRIBUTE_ENABLED ? TYPE_BOOL : is_text ? TYPE_TEXT : TYPE_INTEGER;

    if (owner->as.node.node == NULL) {
        return no_field(evaluation, &owner->as.node, type, "fields");
    }
    return present_field(evaluation, &owner->as.node, attribute);
}

struct value call_is_compatible(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value node = evaluate(evaluation, call->operands[0], TYPE_NODE);
    struct value text = evaluate(evaluation, call->operands[1], TYPE_TEXT);
    const struct devicetree_property *property;
    struct fact fact;

    (void)wanted;
    if (!node.known || !text.known) {
        return value_unknown(TYPE_BOOL, evaluation_both(evaluation, &node, &text));
    }
    if (node.as.node.node == NULL) {
        return no_field(evaluation, &node.as.node, TYPE_BOOL, "compatible");
    }
    fact = node_fact(&node.as.node, "compatible");
    property = devicetree_property(node.as.node.node, "compatible");
    if (node.as.node.tree->partial && (property == NULL || property->unknown)) {
        return no_field(evaluation, &node.as.node, TYPE_BOOL, "compatible");
    }
    fact.text = property != NULL && property->size > 0 && property->data[property->size - 1] == 0
                    ? (const char *)property->data
                    : "none";
    place_at_property(&fact, property);
    return value_bool(devicetree_is_compatible(node.as.node.node, text.as.text),
                      evidence_fact(evaluation->arena, &fact));
}

/* An overlay may have a value that needs the preprocessor. */
static bool known_cell(const struct devicetree_node *node, const char *name, uint32_t *cell)
{
    const struct devicetree_property *property = devicetree_property(node, name);

    return property != NULL && !property->unknown && devicetree_cell(node, name, cell);
}

struct value call_cell(struct evaluation *evaluation, const struct expression *call, enum value_type wanted)
{
    struct value node = evaluate(evaluation, call->operands[0], TYPE_NODE);
    struct value text = evaluate(evaluation, call->operands[1], TYPE_TEXT);
    const struct devicetree_property *property;
    struct fact fact;
    uint32_t cell;

    (void)wanted;
    if (!node.known || !text.known) {
        return value_unknown(TYPE_INTEGER, evaluation_both(evaluation, &node, &text));
    }
    if (node.as.node.node == NULL || !known_cell(node.as.node.node, text.as.text, &cell)) {
        return no_field(evaluation, &node.as.node, TYPE_INTEGER, text.as.text);
    }
    fact = node_fact(&node.as.node, text.as.text);
    fact.is_number = true;
    fact.number = integer_from(cell);
    property = devicetree_property(node.as.node.node, text.as.text);
    place_at_property(&fact, property);
    return value_integer(fact.number, evidence_fact(evaluation->arena, &fact));
}
