#include "cli/verify/same.h"

#include <inttypes.h>
#include <string.h>
#include "cli/verify/collect.h"
#include "cli/verify/known_images.h"
#include "image/image_verify.h"

static const char line[] = "same as";

static bool same_bytes(struct byte_range left, struct byte_range right)
{
    return left.size == right.size && memcmp(left.data, right.data, left.size) == 0;
}

static bool same_tlv(const struct mcuboot_tlv_entry *left, const struct mcuboot_tlv_entry *right)
{
    return left == NULL || right == NULL ? left == right : same_bytes(left->data, right->data);
}

/* NULL where both are absent or the same. */
static const char *header_difference(struct arena *arena, const struct mcuboot_header *here,
                                     const struct mcuboot_header *there)
{
    if (mcuboot_version_compare(here->version, there->version) != 0) {
        return arena_printf(arena, "version %s here, %s there", mcuboot_version_text(arena, here->version),
                            mcuboot_version_text(arena, there->version));
    }
    if (here->hdr_size != there->hdr_size) {
        return arena_printf(arena, "a header of 0x%x bytes here, of 0x%x there", (unsigned)here->hdr_size,
                            (unsigned)there->hdr_size);
    }
    if (here->load_addr != there->load_addr) {
        return arena_printf(arena, "load address 0x%x here, 0x%x there", (unsigned)here->load_addr,
                            (unsigned)there->load_addr);
    }
    if (here->flags != there->flags) {
        return arena_printf(arena, "flags 0x%x here, 0x%x there", (unsigned)here->flags, (unsigned)there->flags);
    }
    if (here->img_size != there->img_size) {
        return arena_printf(arena, "%u bytes of firmware here, %u there", (unsigned)here->img_size,
                            (unsigned)there->img_size);
    }
    return NULL;
}

static const char *payload_difference(struct arena *arena, struct byte_range here, struct byte_range there)
{
    size_t at = 0;

    if (same_bytes(here, there)) {
        return NULL;
    }
    while (at < here.size && at < there.size && here.data[at] == there.data[at]) {
        at++;
    }
    return arena_printf(arena, "other firmware, from offset 0x%zx of it on", at);
}

static const char *hash_difference(const struct mcuboot_image *here, const struct mcuboot_image *there)
{
    enum digest_algorithm algorithm;
    const struct mcuboot_tlv_entry *left = image_hash_tlv(here, &algorithm);
    const struct mcuboot_tlv_entry *right = image_hash_tlv(there, &algorithm);

    if (left == NULL || right == NULL || left->type != right->type) {
        return left == right ? NULL : "hashed by another algorithm";
    }
    return same_bytes(left->data, right->data) ? NULL : "another hash, so another plain image";
}

static const char *signature_difference(struct arena *arena, const struct mcuboot_image *here,
                                        const struct mcuboot_image *there)
{
    const struct mcuboot_tlv_entry *left = mcuboot_image_signature(here);
    const struct mcuboot_tlv_entry *right = mcuboot_image_signature(there);

    if (!same_tlv(mcuboot_image_find(here, MCUBOOT_TLV_KEYHASH), mcuboot_image_find(there, MCUBOOT_TLV_KEYHASH)) ||
        !same_tlv(mcuboot_image_find(here, MCUBOOT_TLV_PUBKEY), mcuboot_image_find(there, MCUBOOT_TLV_PUBKEY))) {
        return "signed with another key";
    }
    if ((left == NULL ? 0 : left->type) != (right == NULL ? 0 : right->type)) {
        return arena_printf(arena, "signature %s here, %s there",
                            left == NULL ? "absent" : mcuboot_tlv_name(left->type),
                            right == NULL ? "absent" : mcuboot_tlv_name(right->type));
    }
    return NULL;
}

/* The first thing that differs, or NULL. */
static const char *image_difference(struct arena *arena, const struct mcuboot_image *here,
                                    const struct mcuboot_image *there)
{
    const char *differs = header_difference(arena, &here->header, &there->header);
    bool hidden = image_is_encrypted(here) || image_is_encrypted(there);

    if (differs == NULL && !hidden) {
        differs = payload_difference(arena, here->payload, there->payload);
    }
    if (differs == NULL && !hidden && !same_bytes(here->hashed, there->hashed)) {
        differs = "other header padding or other protected TLVs";
    }
    if (differs == NULL) {
        differs = hash_difference(here, there);
    }
    return differs != NULL ? differs : signature_difference(arena, here, there);
}

/* Under direct-XIP two images have one number: one of them has to be the same. */
static const char *best_match(struct arena *arena, const struct known_image *image, const struct known_images *others)
{
    const char *differs = NULL;
    bool found = false;

    for (size_t i = 0; i < others->count; i++) {
        const char *difference;

        if (others->items[i].number != image->number) {
            continue;
        }
        difference = image_difference(arena, image->image, others->items[i].image);
        if (difference == NULL) {
            return NULL;
        }
        differs = found ? differs : difference;
        found = true;
    }
    return found ? differs : "there is no such image";
}

static struct known_images images_of(const struct verification *verification)
{
    struct known_images images = { 0 };

    for (size_t group = 0; group <= verification->groups; group++) {
        verify_known_images(verification, group, &images);
    }
    return images;
}

static void compare_images(struct verification *verification, const struct known_images *others, const char *path)
{
    struct arena *arena = verification->call->arena;

    for (size_t i = 0; i < verification->files.count; i++) {
        struct verified_file *file = &verification->files.items[i];
        struct known_image image = { 0, file->name, file->image };
        const char *differs;

        if (file->kind != VERIFIED_IMAGE || !verified_number(verification, file, &image.number)) {
            continue;
        }
        differs = best_match(arena, &image, others);
        verdict_add(arena, &file->verdicts, line, differs == NULL ? VERDICT_PASS : VERDICT_FAIL, "'%s'%s%s", path,
                    differs == NULL ? "" : ": ", differs == NULL ? "" : differs);
    }
}

/* What clients install by. A field that only one of both has is none of a difference: releases wrote fewer. */
static const char *manifest_difference(struct arena *arena, const struct manifest_file *here,
                                       const struct manifest_file *there)
{
    const struct {
        const char *name, *here, *there;
    } texts[] = {
        { "type", here->type, there->type },
        { "board", here->board, there->board },
        { "soc", here->soc, there->soc },
        { "version_MCUBOOT", here->version_mcuboot, there->version_mcuboot },
        { "version", here->version, there->version },
        { "slot_index_primary", here->slot_primary, there->slot_primary },
        { "slot_index_secondary", here->slot_secondary, there->slot_secondary },
    };

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++) {
        if (texts[i].here != NULL && texts[i].there != NULL && strcmp(texts[i].here, texts[i].there) != 0) {
            return arena_printf(arena, "%s of image %" PRIu64 " is '%s' here, '%s' there", texts[i].name,
                                here->image_index, text_printable(arena, slice_of(texts[i].here), 80),
                                text_printable(arena, slice_of(texts[i].there), 80));
        }
    }
    if (here->has_load_address && there->has_load_address && here->load_address != there->load_address) {
        return arena_printf(arena, "load_address of image %" PRIu64 " is 0x%" PRIx64 " here, 0x%" PRIx64 " there",
                            here->image_index, here->load_address, there->load_address);
    }
    return NULL;
}

static const struct manifest_file *find_entry(const struct manifest *manifest, const struct manifest_file *wanted)
{
    const char *slot = wanted->slot == NULL ? "" : wanted->slot;

    for (size_t i = 0; i < manifest->count; i++) {
        const struct manifest_file *file = &manifest->items[i];

        if (file->image_index == wanted->image_index && strcmp(file->slot == NULL ? "" : file->slot, slot) == 0) {
            return file;
        }
    }
    return NULL;
}

static const char *package_difference(struct arena *arena, const struct manifest *here, const struct manifest *there)
{
    const char *differs = NULL;

    for (size_t i = 0; differs == NULL && i < there->count; i++) {
        if (find_entry(here, &there->items[i]) == NULL) {
            differs = arena_printf(arena, "image %" PRIu64 " is there and not here", there->items[i].image_index);
        }
    }
    for (size_t i = 0; differs == NULL && i < here->count; i++) {
        const struct manifest_file *entry = find_entry(there, &here->items[i]);

        differs = entry == NULL
                      ? arena_printf(arena, "image %" PRIu64 " is here and not there", here->items[i].image_index)
                      : manifest_difference(arena, &here->items[i], entry);
    }
    return differs;
}

static void compare_packages(struct verification *verification, const struct verification *other, const char *path)
{
    struct arena *arena = verification->call->arena;
    const struct manifest *there = NULL;

    for (size_t i = 0; i < other->files.count; i++) {
        there = other->files.items[i].kind == VERIFIED_PACKAGE ? other->files.items[i].manifest : there;
    }
    for (size_t i = 0; i < verification->files.count; i++) {
        struct verified_file *file = &verification->files.items[i];

        if (file->kind == VERIFIED_PACKAGE) {
            const char *differs =
                there == NULL ? "that is no package" : package_difference(arena, file->manifest, there);

            verdict_add(arena, &file->verdicts, line, differs == NULL ? VERDICT_PASS : VERDICT_FAIL, "'%s'%s%s", path,
                        differs == NULL ? "" : ": ", differs == NULL ? "" : differs);
        }
    }
}

void verify_same_as(struct verification *verification, const char *path)
{
    struct verification other = { .call = verification->call, .against = verification->against };
    struct known_images images;

    verify_collect(&other, path, 0);
    if (other.status != EXIT_GOOD) {
        verification_unusable(verification);
        return;
    }
    images = images_of(&other);
    compare_images(verification, &images, path);
    compare_packages(verification, &other, path);
}
