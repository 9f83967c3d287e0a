/*
 * confine: what the child that reads pictures gives up before it looks at one.
 */
#ifndef STOA_MEDIA_CONFINE_H
#define STOA_MEDIA_CONFINE_H

#include <stdbool.h>

enum {
	CONFINE_CPU_SECONDS = 40,
	CONFINE_OUTPUT_BYTES = 32 * 1024 * 1024,
};

/*
 * Address space, time of computing, size of what it writes, no core, no new privileges; then a filter of system calls:
 * no sockets, no other programs or processes, no look at those that run, and no file is opened, made, moved or taken
 * away any more. False where the kernel does not grant it. What needs files (libraries, modules) must be there before.
 */
bool confine(void);
/* False in a build for tests: the sanitizers write their findings to files. */
extern const bool confine_closes_files;

#endif
