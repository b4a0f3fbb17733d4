/* Sets of pages, one bit a page of all devices (struct flash_geometry, first_page). NULL stands for the empty set. */
#ifndef SIM_MACHINE_PAGE_MASK_H
#define SIM_MACHINE_PAGE_MASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline size_t page_mask_words(uint32_t page_count)
{
    return (page_count + 63u) / 64u;
}

static inline bool page_mask_has(const uint64_t *mask, uint32_t page)
{
    return mask != NULL && (mask[page / 64] >> page % 64 & 1) != 0;
}

static inline void page_mask_add(uint64_t *mask, uint32_t page)
{
    mask[page / 64] |= (uint64_t)1 << page % 64;
}

static inline bool page_mask_empty(const uint64_t *mask, size_t words)
{
    for (size_t i = 0; mask != NULL && i < words; i++) {
        if (mask[i] != 0) {
            return false;
        }
    }
    return true;
}

static inline bool page_mask_meet(const uint64_t *left, const uint64_t *right, size_t words)
{
    for (size_t i = 0; left != NULL && right != NULL && i < words; i++) {
        if ((left[i] & right[i]) != 0) {
            return true;
        }
    }
    return false;
}

static inline bool page_mask_inside(const uint64_t *mask, const uint64_t *of, size_t words)
{
    for (size_t i = 0; mask != NULL && i < words; i++) {
        if ((mask[i] & ~(of == NULL ? 0 : of[i])) != 0) {
            return false;
        }
    }
    return true;
}

static inline uint32_t page_mask_count(const uint64_t *mask, uint32_t page_count)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < page_count; i++) {
        count += page_mask_has(mask, i) ? 1 : 0;
    }
    return count;
}

#endif
