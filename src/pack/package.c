#include "pack/package.h"

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "pack/package_parts.h"

static bool package_time(const struct package_plan *plan, struct diagnostics *diagnostics, int64_t *time)
{
    const char *epoch = environment("SOURCE_DATE_EPOCH");

    *time = 0;
    if (epoch != NULL) {
        uint64_t seconds;

        if (!parse_uint64(slice_of(epoch), 10, &seconds) || seconds > INT64_MAX) {
            return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE,
                            "SOURCE_DATE_EPOCH '%s' is no number of seconds since 1970", epoch);
        }
        *time = (int64_t)seconds;
        return true;
    }
    for (size_t i = 0; i < plan->count; i++) {
        int64_t modified;

        if (!file_modified(plan->items[i].input, &modified)) {
            return diagnose(diagnostics, DIAGNOSTIC_INPUT, ORIGIN_NONE, "cannot ask for the time of '%s'",
                            plan->items[i].input);
        }
        *time = modified > *time ? modified : *time;
    }
    return true;
}

static size_t waiting(const struct package_signers *signers)
{
    return signers->exchange == NULL ? 0 : signers->exchange->waiting.count;
}

bool package_build(struct arena *arena, const struct package_plan *plan, const struct package_signers *signers,
                   struct diagnostics *diagnostics, struct package *package)
{
    const struct builder builder = { arena, signers, diagnostics, package };

    *package = (struct package){ .plan = plan };
    if (!package_time(plan, diagnostics, &package->time)) {
        return false;
    }
    for (size_t i = 0; i < plan->count; i++) {
        struct packed_image *packed = ARENA_PUSH(arena, package);
        size_t before = waiting(signers);

        packed->plan = &plan->items[i];
        /* A missing signature of one image does not keep the others from being hashed. */
        if (!build_image(&builder, packed) && waiting(signers) == before) {
            return false;
        }
    }
    return waiting(signers) > 0 ||
           (build_provisions(&builder) && build_net_backup(&builder) && build_packages(&builder));
}
