/*
 * behind: for processes that do what nobody waits for.
 */
#ifndef STOA_BASE_BEHIND_H
#define STOA_BASE_BEHIND_H

/*
 * The process goes behind those that answer shoppers: by a lower priority, and as a batch process (sched(7)), which
 * takes the processor from nobody when it wakes up. There is no way back. Where the system refuses, it goes on as
 * before.
 */
enum { BEHIND_NICE = 10 };
void behind_step(void);

#endif
