/* SDK (NCS) versions and ranges of them. */
#ifndef BASE_VERSION_H
#define BASE_VERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "base/arena.h"
#include "base/attributes.h"
#include "base/text.h"

/* A release. Development versions of NCS count as the number they state: "2.5.99-dev1" is 2.5.99. */
struct sdk_version {
    uint16_t major;
    uint16_t minor;
    uint16_t patch;
};

/* Accepts "3.2.0", "v3.2.1", "3.2", "2.5.99-dev1", "3.2.0-rc1"; the suffix is ignored. */
NODISCARD bool sdk_version_parse(struct slice text, struct sdk_version *version);
int sdk_version_compare(struct sdk_version left, struct sdk_version right);
const char *sdk_version_text(struct arena *arena, struct sdk_version version);

/* The minor releases of one major release of NCS, first and last included. */
struct sdk_series {
    uint16_t major;
    uint16_t first_minor;
    uint16_t last_minor;
};

/* The releases this version of the tool knows, oldest first (nrfconnect/sdk-nrf tags); before 1.4 no update of the
 * network core existed.
 */
#define SDK_SERIES_COUNT 3
extern const struct sdk_series sdk_known_series[SDK_SERIES_COUNT];

bool sdk_version_is_known(struct sdk_version version);

/* A range: blank-separated bounds that must all hold, each `<op><version>` with op one of >= > <= < ==;
 * an empty text or "all" is every version. Alternatives are separated by "||".
 */
struct sdk_bound {
    enum sdk_bound_operator { SDK_GE, SDK_GT, SDK_LE, SDK_LT, SDK_EQ } relation;
    struct sdk_version version;
    bool starts_alternative;
};

struct sdk_range {
    struct sdk_bound *items;
    size_t count;
    size_t capacity;
};

NODISCARD bool sdk_range_parse(struct arena *arena, struct slice text, struct sdk_range *range);
bool sdk_range_contains(const struct sdk_range *range, struct sdk_version version);

#endif
