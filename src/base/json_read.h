/* JSON as the tree of base/yaml.h, in which every node knows its line and column.
 *
 * RFC 8259 to the letter: what other tools refuse is refused here, and escapes that YAML does not know (pairs of
 * surrogates) are read. Numbers, true, false and null are plain scalars with their text as it stands.
 */
#ifndef BASE_JSON_READ_H
#define BASE_JSON_READ_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/diagnostics.h"
#include "base/source.h"
#include "base/yaml.h"

/* Input errors, with line and column: syntax, no UTF-8, a lone surrogate or a zero character in a string, nesting deeper than
 * YAML_DEPTH_LIMIT, more values than any configuration has, data behind the value. An empty source is an error too.
 */
NODISCARD bool json_parse(struct arena *arena, const struct source *source, struct diagnostics *diagnostics,
                          struct yaml_node **root);

#endif
