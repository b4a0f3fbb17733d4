/* Writes DER (X.690) from its end to its start, as mbedTLS does: contents first, then the tag around them.
 *
 * The buffer is the caller's. A failure sticks: ask der_writer_done() once at the end.
 */
#ifndef CRYPTO_DER_WRITER_H
#define CRYPTO_DER_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <mbedtls/asn1.h>
#include "base/attributes.h"
#include "base/byte_range.h"

#define DER_SEQUENCE (MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE)

/* [n] EXPLICIT or of constructed contents. */
#define DER_CONTEXT(n) (MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED | (n))

struct der_writer {
    unsigned char *start;
    unsigned char *at; /* of what was written last */
    const unsigned char *end;
    bool failed;
};

struct der_writer der_writer_create(uint8_t *buffer, size_t size);

/* Puts a tag and a length around everything from here to `end`, an earlier value of writer->at. */
void der_wrap(struct der_writer *writer, const unsigned char *end, unsigned char tag);

/* A primitive element. */
void der_put(struct der_writer *writer, unsigned char tag, struct byte_range contents);

/* A BIT STRING of whole bytes. */
void der_put_bits(struct der_writer *writer, struct byte_range contents);

void der_put_number(struct der_writer *writer, uint32_t number);

/* DER that is there already. */
void der_put_raw(struct der_writer *writer, struct byte_range der);

/* What was written, inside the buffer. False when it did not fit. */
NODISCARD bool der_writer_done(const struct der_writer *writer, struct byte_range *der);

#endif
