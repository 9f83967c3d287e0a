/*
 * child: starts the program that reads pictures, and has its answer. It gets two files and nothing else of ours: no
 * descriptors, no environment, a time by which it must be done.
 */
#ifndef STOA_MEDIA_CHILD_H
#define STOA_MEDIA_CHILD_H

#include "base/ctx.h"
#include "media/answer.h"

/*
 * job: "main" or "set"; input: a descriptor from whose beginning the original is read. ERR_OK with an answer, which may
 * be a refusal: a child that dies of its work, or is not done in time, has refused (MEDIA_BROKEN). ERR_INTERNAL where
 * it cannot be started or says nothing sensible. The answer lives in the arena.
 */
enum err_code child_ask(struct ctx *, const char *job, int input, struct answer *out);

/* What the program says of itself ("libvips 8.14.1, AVIF yes"); ERR_INTERNAL where it does not start. */
enum err_code child_report(struct ctx *, const char **out);

/* A file in memory with these bytes; -1 where there is none to be had. The caller closes it. */
int child_memory(const void *, size_t n);

#endif
