#include "crypto/der_writer.h"

#include <mbedtls/asn1write.h>

struct der_writer der_writer_create(uint8_t *buffer, size_t size)
{
    return (struct der_writer){ .start = buffer, .at = buffer + size, .end = buffer + size };
}

void der_wrap(struct der_writer *writer, const unsigned char *end, unsigned char tag)
{
    writer->failed = writer->failed ||
                     mbedtls_asn1_write_len(&writer->at, writer->start, (size_t)(end - writer->at)) < 0 ||
                     mbedtls_asn1_write_tag(&writer->at, writer->start, tag) < 0;
}

void der_put_raw(struct der_writer *writer, struct byte_range der)
{
    writer->failed = writer->failed || (der.size > 0 && mbedtls_asn1_write_raw_buffer(&writer->at, writer->start,
                                                                                      der.data, der.size) < 0);
}

void der_put(struct der_writer *writer, unsigned char tag, struct byte_range contents)
{
    const unsigned char *end = writer->at;

    der_put_raw(writer, contents);
    der_wrap(writer, end, tag);
}

void der_put_bits(struct der_writer *writer, struct byte_range contents)
{
    static const uint8_t no_unused_bits = 0;
    const unsigned char *end = writer->at;

    der_put_raw(writer, contents);
    der_put_raw(writer, range_of(&no_unused_bits, 1));
    der_wrap(writer, end, MBEDTLS_ASN1_BIT_STRING);
}

void der_put_number(struct der_writer *writer, uint32_t number)
{
    uint8_t bytes[5] = { 0, (uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number };
    size_t skip = 0;

    /* The shortest form that is not negative. */
    while (skip < 4 && bytes[skip] == 0 && bytes[skip + 1] < 0x80) {
        skip++;
    }
    der_put(writer, MBEDTLS_ASN1_INTEGER, range_of(bytes + skip, sizeof bytes - skip));
}

bool der_writer_done(const struct der_writer *writer, struct byte_range *der)
{
    *der = range_of(writer->at, (size_t)(writer->end - writer->at));
    return !writer->failed;
}
