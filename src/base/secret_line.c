#include "base/secret_line.h"

#include "base/wipe.h"

void secret_line_add(struct secret_line *line, char byte)
{
    if (line->length < line->size) {
        line->buffer[line->length] = byte;
    }
    line->length++;
}

enum terminal_answer secret_line_end(struct secret_line *line, size_t *length)
{
    if (line->length > line->size) {
        secret_line_drop(line);
        return TERMINAL_TOO_LONG;
    }
    *length = line->length;
    return TERMINAL_ANSWERED;
}

void secret_line_drop(struct secret_line *line)
{
    wipe(line->buffer, line->size);
}
