#include "cli/explain/log_build.h"

#include <inttypes.h>
#include <string.h>

#include "cli/check/run.h"
#include "report/style/style.h"

const char *log_rule_state_name(enum log_rule_state state)
{
    static const char *const names[] = { "finding", "waived", "undecided", "no finding" };

    return names[state];
}

bool log_build_open(struct command_call *call, const char *path, struct log_build *build)
{
    struct project_options options;
    struct check_run *run = arena_alloc(call->arena, sizeof *run);
    struct project *project;
    bool opened;

    if (!check_run_project_options(call, &options)) {
        return false;
    }
    check_run_begin(call, run, &options);
    opened = project_open(call->arena, path, &options, call->diagnostics, &project);
    if (!check_run_ready(run) || !opened || !check_run_project(call, run, project, &build->result)) {
        return false;
    }
    build->project = project;
    update_slots_read(call->arena, project, 0, &build->slots);
    return true;
}

static struct log_rule judge(const struct log_build *build, const char *id)
{
    struct log_rule rule = { .id = id, .state = LOG_RULE_SILENT };

    for (size_t i = 0; i < build->result.undecided.count; i++) {
        if (strcmp(build->result.undecided.items[i].rule, id) == 0) {
            rule = (struct log_rule){ id, LOG_RULE_UNDECIDED, NULL, &build->result.undecided.items[i] };
            break;
        }
    }
    for (size_t i = 0; i < build->result.findings.count; i++) {
        const struct finding *finding = &build->result.findings.items[i];

        if (strcmp(finding->rule, id) == 0 && (rule.finding == NULL || rule.state == LOG_RULE_WAIVED)) {
            rule.state = finding->waived != NULL ? LOG_RULE_WAIVED : LOG_RULE_FOUND;
            rule.finding = finding;
        }
    }
    return rule;
}

static void add_value(struct arena *arena, struct log_comparison *comparison, struct log_value value)
{
    *ARENA_PUSH(arena, &comparison->values) = value;
    comparison->other_build = comparison->other_build || !value.same;
}

static const char *place_of(struct arena *arena, const char *from, struct origin origin)
{
    const char *place = origin_text(arena, origin);

    return *place != '\0' ? place : from != NULL ? from : "";
}

static void compare_address(struct arena *arena, const struct log_build *build, const struct device_state *device,
                            struct log_comparison *comparison)
{
    const struct tree_number *address = &build->slots.primary_address;

    if (device->has_chainload && address->known) {
        add_value(
            arena, comparison,
            (struct log_value){ "address of the primary slot", arena_printf(arena, "0x%" PRIx64, device->chainload),
                                arena_printf(arena, "0x%" PRIx64, address->value),
                                place_of(arena, address->from, address->origin), device->chainload == address->value });
    }
}

/* What MCUboot calls its algorithm in the log. */
static const char *algorithm_of(enum upgrade_mode mode)
{
    switch (mode) {
    case UPGRADE_SWAP_MOVE:
        return "move";
    case UPGRADE_SWAP_OFFSET:
        return "offset";
    case UPGRADE_SWAP_SCRATCH:
        return "scratch";
    case UPGRADE_OVERWRITE_ONLY:
        return "overwrite";
    default:
        return NULL;
    }
}

static void compare_mode(struct arena *arena, const struct log_build *build, const struct device_state *device,
                         struct log_comparison *comparison)
{
    const struct update_slots *slots = &build->slots;
    const char *algorithm = slots->mode_known ? algorithm_of(slots->mode) : NULL;

    if (device->algorithm != NULL && algorithm != NULL) {
        add_value(arena, comparison,
                  (struct log_value){ "upgrade mode", foreign_text(arena, device->algorithm),
                                      upgrade_mode_name(slots->mode),
                                      place_of(arena, slots->mode_from, slots->mode_origin),
                                      strcmp(device->algorithm, algorithm) == 0 });
    }
}

static void compare_number(struct arena *arena, const struct log_build *build, const char *what, const char *symbol,
                           uint64_t printed, struct log_comparison *comparison)
{
    struct tree_number number = config_number(arena, role_config(build->project, IMAGE_MCUBOOT), "mcuboot", symbol);

    if (printed != 0 && number.known) {
        add_value(arena, comparison,
                  (struct log_value){ what, arena_printf(arena, "%" PRIu64, printed),
                                      arena_printf(arena, "%" PRIu64, number.value),
                                      place_of(arena, number.from, number.origin), printed == number.value });
    }
}

/* "nRF Connect SDK v2.9.0-7787b2649840" */
static bool printed_sdk(const char *text, struct sdk_version *version)
{
    static const char product[] = "nRF Connect SDK v";

    return text != NULL && strncmp(text, product, sizeof product - 1) == 0 &&
           sdk_version_parse(slice_of(text + sizeof product - 2), version);
}

static void compare_sdk(struct arena *arena, const struct log_build *build, const struct device_state *device,
                        struct log_comparison *comparison)
{
    struct sdk_version version;

    if (build->project->sdk_known && printed_sdk(device->sdk, &version)) {
        add_value(arena, comparison,
                  (struct log_value){ "release of the SDK", sdk_version_text(arena, version),
                                      sdk_version_text(arena, build->project->sdk), build->project->sdk_origin,
                                      sdk_version_compare(version, build->project->sdk) == 0 });
    }
}

/* nrf53boot and MCUboot both print the number of each image that they look at. */
static void compare_images(struct arena *arena, const struct log_build *build, const struct log_report *report,
                           struct log_comparison *comparison)
{
    const struct log_boot *last = device_state_last(&report->device);
    bool whole = last != NULL && last->end == LOG_END_STARTED && last->images[0].type != LOG_SWAP_UNKNOWN;
    struct tree_number number =
        config_number(arena, role_config(build->project, IMAGE_MCUBOOT), "mcuboot", "CONFIG_UPDATEABLE_IMAGE_NUMBER");

    if (project_image(build->project, IMAGE_NRF53BOOT) == NULL && number.known &&
        (report->device.images_seen > number.value || (whole && report->device.images_seen != number.value))) {
        compare_number(arena, build, "number of images", "CONFIG_UPDATEABLE_IMAGE_NUMBER", report->device.images_seen,
                       comparison);
    }
}

void log_build_compare(struct arena *arena, const struct log_build *build, const struct log_report *report,
                       struct log_comparison *comparison)
{
    *comparison = (struct log_comparison){ 0 };
    for (size_t i = 0; i < report->rules.count; i++) {
        *ARENA_PUSH(arena, &comparison->rules) = judge(build, report->rules.items[i]);
    }
    compare_address(arena, build, &report->device, comparison);
    compare_mode(arena, build, &report->device, comparison);
    compare_images(arena, build, report, comparison);
    compare_number(arena, build, "largest number of sectors", "CONFIG_BOOT_MAX_IMG_SECTORS", report->device.max_sectors,
                   comparison);
    compare_sdk(arena, build, &report->device, comparison);
}
