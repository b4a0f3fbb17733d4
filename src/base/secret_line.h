/* One line that is typed and not shown, put together byte by byte as the system hands it over. The buffer is the
 * caller's, and is wiped when the line is of no use.
 */
#ifndef BASE_SECRET_LINE_H
#define BASE_SECRET_LINE_H

#include <stddef.h>
#include "base/terminal.h"

struct secret_line {
    char *buffer;
    size_t size;
    size_t length; /* counts on over size, to tell a line that is too long */
};

void secret_line_add(struct secret_line *line, char byte);
NODISCARD enum terminal_answer secret_line_end(struct secret_line *line, size_t *length);
void secret_line_drop(struct secret_line *line);

#endif
