#include "bootcfg/reader.h"

#include <stdarg.h>

bool bootcfg_missing(struct bootcfg_reader *reader, const struct origin *where, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    reader->why = arena_vprintf(reader->arena, format, args);
    va_end(args);
    reader->where = where != NULL ? *where : ORIGIN_NONE;
    return false;
}

void bootcfg_assume(struct bootcfg_reader *reader, const char *format, ...)
{
    const char *before = reader->result->assumed;
    va_list args;
    const char *text;

    va_start(args, format);
    text = arena_vprintf(reader->arena, format, args);
    va_end(args);
    reader->result->assumed = before == NULL ? text : arena_printf(reader->arena, "%s; %s", before, text);
}

bool bootcfg_number(struct bootcfg_reader *reader, const struct tree_number *number, uint32_t least, uint32_t most,
                    uint32_t *value)
{
    if (!number->known) {
        return true;
    }
    if (number->value < least || number->value > most) {
        return bootcfg_missing(reader, &number->origin, "'%s' is %llu, expected %u to %u", number->from,
                               (unsigned long long)number->value, least, most);
    }
    *value = (uint32_t)number->value;
    return true;
}
