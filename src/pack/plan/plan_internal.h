/* Shared by the files that make a plan. */
#ifndef PACK_PLAN_PLAN_INTERNAL_H
#define PACK_PLAN_PLAN_INTERNAL_H

#include "pack/plan/plan.h"

struct planner {
    struct arena *arena;
    const struct project *project;
    const struct plan_overrides *overrides;
    struct diagnostics *diagnostics;
    struct package_plan *plan;
    struct string_list *missing_options; /* without a tree: what only an option can say */
};

/* A value pack needs and nobody gave: the message names who could have, and the option. Always false. */
bool plan_missing(const struct planner *planner, const char *what, const char *where, const char *option);

/* One error for each configuration that is not supported. */
NODISCARD bool plan_check_support(struct planner *planner);

/* plan_image.c: header size, version, security counter, names. Each reports what is missing. */
const struct image_overrides *image_overrides(const struct planner *planner, const struct planned_image *image);
NODISCARD bool plan_header(const struct planner *planner, struct planned_image *image);
NODISCARD bool plan_version(const struct planner *planner, struct planned_image *image);
NODISCARD bool plan_security_counter(const struct planner *planner, struct planned_image *image);
NODISCARD bool plan_names(const struct planner *planner, struct planned_image *image);
NODISCARD bool plan_extra_arguments(const struct planner *planner, struct planned_image *image);

/* A devicetree partition of an image, by its label. */
struct tree_number plan_node_number(const struct planner *planner, enum image_role role, const char *label,
                                    bool address);

/* plan_places.c: slots, addresses, image number. */
NODISCARD bool plan_slots(const struct planner *planner, struct planned_image *image);
NODISCARD bool plan_places(const struct planner *planner, struct planned_image *image);
NODISCARD bool plan_index(const struct planner *planner, struct planned_image *image);

/* plan_nsib.c: whose firmware gets a validation block from pack, and the key for it. */
bool plan_has_app_nsib(const struct project *project);
NODISCARD bool plan_signed_input(struct planner *planner, struct planned_image *image);
NODISCARD bool plan_nsib_key(struct planner *planner);

/* plan_provision.c */
void plan_provisions(struct planner *planner);

/* plan_net_backup.c */
void plan_net_backup(struct planner *planner);

/* plan_key.c: MCUboot's key, hash, encryption. */
NODISCARD bool plan_key(const struct planner *planner);
NODISCARD bool plan_digest(const struct planner *planner);
NODISCARD bool plan_encryption(const struct planner *planner);

/* plan_packages.c: which images go into which package. */
NODISCARD bool plan_packages(struct planner *planner);

/* Whether a symbol is there and says no; an absent one leaves it open. */
bool config_off(const struct kconfig *config, const char *symbol);

/* Value "y" and who says so, when the symbol is on; else NULL. */
struct tree_text config_switch(struct arena *arena, const struct kconfig *config, const char *prefix,
                               const char *symbol);

#endif
