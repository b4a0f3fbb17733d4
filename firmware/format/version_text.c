#include "firmware/format/version_text.h"

#include <stdint.h>

static char *number_text(uint32_t number, char *text)
{
    char digits[10];
    unsigned count = 0;

    do {
        digits[count++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    while (count > 0) {
        *text++ = digits[--count];
    }
    return text;
}

void version_text(const struct mcuboot_version *version, char text[VERSION_TEXT_SIZE])
{
    const uint32_t numbers[] = { version->major, version->minor, version->revision, version->build };
    unsigned count = version->build != 0 ? 4 : 3;
    char *end = text;

    for (unsigned i = 0; i < count; i++) {
        if (i > 0) {
            *end++ = '.';
        }
        end = number_text(numbers[i], end);
    }
    *end = '\0';
}
