/* The form of a frame that reader and writer share; smp_frame.h says it in words. */
#ifndef SMP_SMP_MARKS_H
#define SMP_SMP_MARKS_H

/* What a line begins with: the first of a packet, each further one. */
#define SMP_FIRST_MARK   0x06u
#define SMP_FIRST_MARK_2 0x09u
#define SMP_NEXT_MARK    0x04u
#define SMP_NEXT_MARK_2  0x14u
#define SMP_MARK_SIZE    2u

#define SMP_LENGTH_SIZE 2u
#define SMP_CRC_SIZE    2u

#endif
