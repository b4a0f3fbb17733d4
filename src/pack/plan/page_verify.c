#include "pack/plan/page_verify.h"

#include "pack/plan/plan.h"
#include "nrf53pack/memory_map.h"

struct check {
    struct arena *arena;
    const struct provision *provision;
    const struct project *project; /* or NULL */
    struct provision_places places;
    struct verdicts *verdicts;
};

#define SAY(check, line, ...) verdict_add((check)->arena, (check)->verdicts, (line), __VA_ARGS__)

static void check_place(const struct check *check)
{
    const struct provision *provision = check->provision;
    const struct provision_header *header = &provision->header;
    const struct tree_number *page = &check->places.page;
    unsigned long address = (unsigned long)provision->address;
    const char *fault;

    if (!provision->has_address) {
        SAY(check, "provision page", VERDICT_NOT_CHECKED, "raw bytes do not say where they go");
        return;
    }
    fault = provision_place_fault(check->arena, provision->address, header->s0_address, header->s1_address);
    if (fault != NULL) {
        SAY(check, "provision page", VERDICT_FAIL, "%s", fault);
    } else if (!page->known) {
        SAY(check, "provision page", VERDICT_NOT_CHECKED, "at 0x%lx; no map to compare with", address);
    } else {
        SAY(check, "provision page", provision->address == page->value ? VERDICT_PASS : VERDICT_FAIL,
            "at 0x%lx, %s is at 0x%llx", address, page->from, (unsigned long long)page->value);
    }
}

/* b0 of the new form stops for good at a token of the old one, and finds its data elsewhere than that of the first. */
static void check_form(const struct check *check)
{
    enum provision_form wanted, form = check->provision->form;

    if (check->project == NULL || !check->project->sdk_known || form == PROVISION_FORM_UNKNOWN) {
        SAY(check, "provision form", VERDICT_NOT_CHECKED, "%s; %s", provision_form_name(form),
            form == PROVISION_FORM_UNKNOWN ? "it shows in keys only" : "the release b0 was built with is not known");
        return;
    }
    wanted = plan_provision_form(check->project);
    SAY(check, "provision form", form == wanted ? VERDICT_PASS : VERDICT_FAIL,
        "%s form, b0 of NCS %u.%u.%u reads the %s one", provision_form_name(form), check->project->sdk.major,
        check->project->sdk.minor, check->project->sdk.patch, provision_form_name(wanted));
}

static void check_slots(const struct check *check)
{
    const struct provision_header *header = &check->provision->header;
    const struct tree_number *s0 = &check->places.s0;
    const struct tree_number *s1 = &check->places.s1;

    if (check->provision->mcuboot_only) {
        SAY(check, "provision slots", VERDICT_PASS, "none: counters of MCUboot only");
    } else if (!s0->known) {
        SAY(check, "provision slots", VERDICT_NOT_CHECKED, "S0 at 0x%lx; no map to compare with",
            (unsigned long)header->s0_address);
    } else if (header->s0_address == s0->value && s1->known && header->s1_address != s1->value) {
        SAY(check, "provision slots", VERDICT_FAIL, "S1 at 0x%lx, %s is at 0x%llx", (unsigned long)header->s1_address,
            s1->from, (unsigned long long)s1->value);
    } else {
        SAY(check, "provision slots", header->s0_address == s0->value ? VERDICT_PASS : VERDICT_FAIL,
            "S0 at 0x%lx, %s is at 0x%llx", (unsigned long)header->s0_address, s0->from, (unsigned long long)s0->value);
    }
}

static void check_keys(const struct check *check)
{
    const struct provision *provision = check->provision;

    for (size_t i = 0; i < provision->header.key_count; i++) {
        if (!provision->keys[i].invalidated && !provision_hash_allowed(provision->keys[i].hash)) {
            SAY(check, "provision keys", VERDICT_FAIL, "hash of key %zu holds 0xffff; b0 refuses every firmware", i);
            return;
        }
    }
    SAY(check, "provision keys", provision->header.key_count == 0 ? VERDICT_WARNING : VERDICT_PASS, "%lu keys",
        (unsigned long)provision->header.key_count);
}

void page_verify(struct arena *arena, const struct provision *provision, const struct project *project,
                 struct verdicts *verdicts)
{
    struct check check = { .arena = arena, .provision = provision, .project = project, .verdicts = verdicts };

    if (project != NULL) {
        plan_provision_places(arena, project, nrf5340_is_network_core(provision->header.s0_address), &check.places);
        check.places.s0 = number_or(check.places.s0, partition_address(arena, project->partitions, "pm", "s0_image"));
    }
    check_place(&check);
    check_slots(&check);
    if (!provision->mcuboot_only) {
        check_form(&check);
        check_keys(&check);
    }
}
