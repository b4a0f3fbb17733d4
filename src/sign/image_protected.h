/* The protected TLVs of an image: those that hash and signature cover. */
#ifndef SIGN_IMAGE_PROTECTED_H
#define SIGN_IMAGE_PROTECTED_H

#include "base/arena.h"
#include "crypto/digest.h"
#include "crypto/public_key.h"
#include "sign/image_writer.h"
#include "sign/tlv_list.h"

/* In the order of the file. key NULL: a boot record names no signer. algorithm is that of the image's hash. */
struct tlv_list image_protected_tlvs(struct arena *arena, const struct image_options *options,
                                     const struct public_key *key, enum digest_algorithm algorithm);

#endif
