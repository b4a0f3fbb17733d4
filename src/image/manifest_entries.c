#include <string.h>
#include "base/text.h"
#include "image/manifest_places.h"

#define FILES "manifest files"

static bool is_listed(const struct manifest *manifest, const char *name)
{
    for (size_t i = 0; i < manifest->count; i++) {
        if (strcmp(manifest->items[i].file, name) == 0) {
            return true;
        }
    }
    return false;
}

static char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

/* Equal but for the case of ASCII letters. */
static bool same_but_case(const char *left, const char *right)
{
    size_t i = 0;

    while (left[i] != '\0' && lower(left[i]) == lower(right[i])) {
        i++;
    }
    return lower(left[i]) == lower(right[i]);
}

static const char *find_twin(const struct dfu_zip *zip, size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (same_but_case(zip->items[i].name, zip->items[index].name)) {
            return zip->items[i].name;
        }
    }
    return NULL;
}

/* Unpacked carelessly, such an entry lands outside the folder that was meant for it. */
static bool leaves_folder(const char *name)
{
    bool has_drive = name[0] != '\0' && name[1] == ':';

    if (name[0] == '/' || name[0] == '\\' || has_drive) {
        return true;
    }
    for (const char *part = name; *part != '\0'; part += strspn(part, "/\\")) {
        size_t length = strcspn(part, "/\\");

        if (length == 2 && part[0] == '.' && part[1] == '.') {
            return true;
        }
        part += length;
    }
    return false;
}

static void fail(const struct manifest_check *check, const char *name, const char *fault)
{
    verdict_add(check->arena, check->verdicts, FILES, VERDICT_FAIL, "'%s' %s", manifest_shown(check, name), fault);
}

static void check_entry(const struct manifest_check *check, size_t index)
{
    const char *name = check->zip->items[index].name;
    const char *twin = find_twin(check->zip, index);

    if (twin != NULL && strcmp(twin, name) == 0) {
        fail(check, name, "is in the package twice");
    } else if (twin != NULL) {
        verdict_add(check->arena, check->verdicts, FILES, VERDICT_FAIL,
                    "'%s' and '%s' differ in case only; where files are unpacked without it, one replaces the other",
                    manifest_shown(check, twin), manifest_shown(check, name));
    }
    if (leaves_folder(name)) {
        fail(check, name, "points out of the folder a package is unpacked to");
    }
    if (text_ends_with(name, "/") || (text_ends_with(name, ".bin") && !is_listed(check->manifest, name))) {
        fail(check, name, "is not in the manifest");
    }
}

void manifest_verify_entries(const struct manifest_check *check)
{
    const char *first_json = NULL;
    size_t before = check->verdicts->count;
    size_t json_count = 0;

    for (size_t i = 0; i < check->zip->count; i++) {
        const char *name = check->zip->items[i].name;

        if (text_ends_with(name, ".json")) {
            first_json = json_count == 0 ? name : first_json;
            json_count++;
        }
        check_entry(check, i);
    }
    if (json_count != 1) {
        verdict_add(check->arena, check->verdicts, FILES, VERDICT_FAIL, "package holds %zu '.json' files%s%s%s",
                    json_count, json_count == 0 ? "" : "; iOS clients take the first one, '",
                    json_count == 0 ? "" : manifest_shown(check, first_json),
                    json_count == 0 ? "" : "', as the manifest");
    } else if (check->verdicts->count == before) {
        verdict_add(check->arena, check->verdicts, FILES, VERDICT_PASS, "%zu entries", check->zip->count);
    }
}
