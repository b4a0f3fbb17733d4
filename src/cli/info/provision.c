#include "cli/info/describe.h"

#include "image/provision.h"

static void describe_keys(const struct describer *describer, struct info_node *node, const struct provision *provision)
{
    struct info_node *list = info_list(describer->arena, node, "keys");

    for (uint32_t i = 0; i < provision->header.key_count; i++) {
        const struct provision_key *key = &provision->keys[i];
        struct info_node *map = info_map(describer->arena, list, NULL);

        info_number(describer->arena, map, "token", key->token);
        info_text(describer->arena, map, "state", "%s", key->invalidated ? "invalidated" : "valid");
        info_hex(describer->arena, map, "hash", range_of(key->hash, sizeof key->hash));
        if (!key->invalidated && !provision_hash_allowed(key->hash)) {
            info_text(describer->arena, map, "fault", "holds 0xffff, so b0 refuses every firmware");
        }
    }
}

static void describe_counters(const struct describer *describer, struct info_node *node,
                              const struct provision *provision)
{
    struct info_node *list = info_list(describer->arena, node, "counters");

    for (size_t i = 0; i < provision->counter_count; i++) {
        const struct provision_counter *counter = &provision->counters[i];
        struct info_node *map = info_map(describer->arena, list, NULL);

        info_number(describer->arena, map, "description", counter->description);
        info_text(describer->arena, map, "meaning", "%s",
                  counter->description == PROVISION_COUNTER_NSIB ? "firmware version, checked by b0"
                  : counter->description == PROVISION_COUNTER_MCUBOOT
                      ? "security counter of image 0, checked by MCUboot"
                      : "not known");
        info_number(describer->arena, map, "slots", counter->slots);
        info_number(describer->arena, map, "used", counter->used);
        info_number(describer->arena, map, "value", counter->value);
    }
}

/* Each word is erased until it is written. */
static void describe_life_cycle(const struct describer *describer, struct info_node *node,
                                const struct provision_protected *in_front)
{
    const char *state = in_front->decommissioned == 0 ? "decommissioned"
                        : in_front->secured == 0      ? "secured"
                        : in_front->provisioning == 0 ? "provisioning"
                                                      : "assembly and test";

    info_text(describer->arena, node, "life_cycle", "%s", state);
    info_hex(describer->arena, node, "implementation_id",
             range_of(in_front->implementation_id, sizeof in_front->implementation_id));
}

static void describe(const struct describer *describer, struct info_node *node, const struct provision *provision)
{
    info_text(describer->arena, node, "form", "%s", provision_form_name(provision->form));
    if (provision->has_address) {
        info_number(describer->arena, node, "address", provision->address);
    }
    if (provision->has_protected) {
        describe_life_cycle(describer, node, &provision->in_front);
    }
    info_bool(describer->arena, node, "mcuboot_only", provision->mcuboot_only);
    if (!provision->mcuboot_only) {
        info_number(describer->arena, node, "s0_address", provision->header.s0_address);
        info_number(describer->arena, node, "s1_address", provision->header.s1_address);
        describe_keys(describer, node, provision);
    }
    describe_counters(describer, node, provision);
    if (provision->certificate != NULL) {
        info_foreign(describer->arena, node, "certificate", slice_of(provision->certificate));
    }
}

bool describe_provision(const struct describer *describer, struct info_node *node, const struct source *source)
{
    struct diagnostics ignored = diagnostics_create(describer->arena);
    struct provision *provision;

    if (!provision_read(describer->arena, source, &ignored, &provision)) {
        return false;
    }
    describe(describer, info_map(describer->arena, node, "provision"), provision);
    return true;
}
