/* Whatever was written before is where the other core and EasyDMA see it; whatever is read behind comes after. */
#ifndef PORT_BARRIER_H
#define PORT_BARRIER_H

static inline void memory_barrier(void)
{
#ifdef __arm__
    __asm__ volatile("dsb" ::: "memory");
#else
    __asm__ volatile("" ::: "memory"); /* a test on the host */
#endif
}

#endif
