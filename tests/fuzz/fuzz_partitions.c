/* Any bytes as each of the Partition Manager files: read or refused with a reason, and what was read holds
 * together. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "project/partitions/partition_checks.h"
#include "project/partitions/partitions.h"
#include "project/tree/domains.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct fuzz_input {
    struct arena *arena;
    const struct source *source;
    struct anomalies anomalies;
    struct diagnostics diagnostics;
};

static void check_map(const struct fuzz_input *input, const struct partition_map *map)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct partition *partition = &map->items[i];

        if (partition_find(map, partition->name) == NULL || partition->region == NULL ||
            partition->origin.source != input->source) {
            abort();
        }
        if (partition->size.present && partition->size.origin.line == 0) {
            abort();
        }
    }
}

static void check_reason(struct fuzz_input *input, bool good)
{
    if (good == diagnostics_failed(&input->diagnostics)) {
        abort();
    }
    input->diagnostics = diagnostics_create(input->arena);
}

static void read_yaml_files(struct fuzz_input *input)
{
    struct partition_map *map = NULL;
    struct region_map *regions = NULL;
    struct domains domains = { 0 };
    bool good = partitions_read_yaml(input->arena, input->source, &input->anomalies, &input->diagnostics, &map);

    if (good) {
        check_map(input, map);
        check_span_members(input->arena, map, &input->anomalies);
        compare_with_pm_config(input->arena, map, map, &input->anomalies);
    }
    check_reason(input, good);
    good = regions_read_yaml(input->arena, input->source, &input->anomalies, &input->diagnostics, &regions);
    check_reason(input, good);
    good = domains_read(input->arena, input->source, &input->diagnostics, &domains);
    check_reason(input, good);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input input = { .arena = arena_create() };
    struct partition_map *map = NULL;
    bool good;

    input.diagnostics = diagnostics_create(input.arena);
    input.source = source_from_bytes(input.arena, "partitions.yml", data, size);
    read_yaml_files(&input);
    good = partitions_read_pm_config(input.arena, input.source, &input.anomalies, &input.diagnostics, &map);
    if (good) {
        check_map(&input, map);
    }
    check_reason(&input, good);
    arena_destroy(input.arena);
    return 0;
}
