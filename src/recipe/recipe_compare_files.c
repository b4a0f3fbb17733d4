#include "recipe/recipe_compare_files.h"

bool recipe_compare_failed(struct recipe_comparison *comparison, const struct diagnostics *diagnostics)
{
    comparison->unreadable = diagnostics->count == 0 ? "it cannot be read" : diagnostics->items[0].message;
    return false;
}

void recipe_compare_line(struct text *out, struct origin origin)
{
    struct slice line = slice_trim(source_line(origin.source, origin.line));

    text_append(out, "  ");
    text_append(out, text_printable(out->arena, line, 1000));
    text_append(out, "\n");
}
