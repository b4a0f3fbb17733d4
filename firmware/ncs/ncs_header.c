#include "firmware/ncs/ncs_header.h"

#include "nrf53pack/bytes.h"

void ncs_header_decode(const uint8_t bytes[MCUBOOT_HEADER_SIZE], struct mcuboot_header *header)
{
    header->magic = load_le32(bytes);
    header->load_addr = load_le32(bytes + 4);
    header->hdr_size = load_le16(bytes + 8);
    header->protect_tlv_size = load_le16(bytes + 10);
    header->img_size = load_le32(bytes + 12);
    header->flags = load_le32(bytes + 16);
    header->version.major = bytes[20];
    header->version.minor = bytes[21];
    header->version.revision = load_le16(bytes + 22);
    header->version.build = load_le32(bytes + 24);
    header->pad = load_le32(bytes + 28);
}
