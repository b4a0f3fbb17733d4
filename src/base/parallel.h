/* Runs one function on several threads; where there are no threads, one after the other on the caller's. */
#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

/* Processors of this machine, at least 1. */
unsigned parallel_processors(void);

/* Calls work(context, 0) ... work(context, workers - 1) and returns when all have returned. The order and how many of
 * them run at the same time is open; work with number 0 runs on the calling thread.
 */
typedef void parallel_work(void *context, unsigned worker);
void parallel_run(unsigned workers, parallel_work *work, void *context);

#endif
