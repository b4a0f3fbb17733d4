/* Inside of the examples: what an entry says, before it is a project. */
#ifndef CHECK_RULE_RULE_EXAMPLE_H
#define CHECK_RULE_RULE_EXAMPLE_H

#include "check/evaluation/updates.h"
#include "check/rule/fields.h"
#include "project/tree/project.h"

struct example_text {
    const char *text; /* NULL: not given */
    struct origin origin;
};

struct example_content {
    const char *name;
    const char *expect;
    const char *board;
    enum project_kind kind;
    enum project_era era;
    bool fragment; /* complete: false */
    bool once;     /* a bad example gives exactly one finding */
    bool sdk_known;
    struct sdk_version sdk;
    struct example_text kconfig[IMAGE_ROLE_COUNT];
    struct example_text devicetree[IMAGE_ROLE_COUNT];
    bool exists[IMAGE_ROLE_COUNT];
    struct example_text sysbuild;
    struct example_text partitions;
    struct example_text partitions_net;
    struct example_text statics;
    struct example_text statics_net; /* pm_static_CPUNET.yml, given alone */
    struct example_text regions;
    struct example_text regions_net;
    struct example_text pm_config;
    struct example_text pm_config_net;
    struct update_facts updates;
    const struct yaml_node *deployed; /* the released build: an example within the example; or NULL */
    struct anomalies anomalies;       /* what readers of whole trees would have met */
};

/* Reads and checks the keys of an example. */
NODISCARD bool example_content_read(struct field_reader *reader, const struct yaml_node *node,
                                    struct example_content *content);

/* The same for the released build in an example, which has no name. */
NODISCARD bool example_deployed_read(struct field_reader *reader, const struct yaml_node *node,
                                     struct example_content *content);

#endif
