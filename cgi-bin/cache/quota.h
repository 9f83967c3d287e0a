/*
 * quota: what a client or a shop has had of this box lately and what a shop holds of it now, counted by all its
 * processes together in a file of the cache's folder that they map.
 *
 * Two kinds of counters, both without a lock that anybody waits for:
 *
 * A rate is a bucket that fills evenly: one word of 24 bits of a name and 40 bits of the time at which the bucket will
 * be full again (the generic cell rate algorithm). A table is sets of eight words; in a full set the bucket that would
 * be full first is forgotten, so that whoever comes with ever new names gives room to others, and never an error. Two
 * names count as one where set and 24 bits are the same: 2^-38 for two addresses, 2^-37 for two shops; names are hashed
 * under a secret of this boot, so that nobody can choose another's bucket. Of two processes that begin a bucket at the
 * same moment one may lose its count.
 *
 * A holder is a process that works for a shop: a word of its own, which it fills when it begins and empties when it is
 * done. The word belongs to whoever has an open-file-description lock on its byte of the file, so that a killed process
 * gives its count back: it is found out when it would matter.
 */
#ifndef STOA_CACHE_QUOTA_H
#define STOA_CACHE_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/conf.h"

struct quota;

/*
 * dir: the cache's folder, made where it is missing. program: its name; processes: how many of it there are to share.
 * Opened after the fork. NULL, with a line in the log, where that cannot be: then nothing is limited.
 */
struct quota *quota_open(const char *dir, const char *program, int processes);
void quota_close(struct quota **);
int quota_processes(const struct quota *);

enum quota_table { QUOTA_ADDRESS, QUOTA_SHOP };

/* Microseconds, the same for all processes of a boot; the times below are these. */
int64_t quota_clock(void);
/* The name of a bucket. */
uint64_t quota_name(const struct quota *, const void *, size_t n);
/* Takes one out of the bucket, which holds rate.at_once and gets rate.per_minute (0: no limit): 0; where there is none,
 * the microseconds until there will be one, and nothing is taken.
 */
int64_t quota_take(struct quota *, enum quota_table, uint64_t name, struct conf_rate, int64_t now);
/*
 * For what is known only when it is over: so many microseconds more than the bucket lets go of by itself. How many it
 * then is behind.
 */
void quota_spend(struct quota *, enum quota_table, uint64_t name, int64_t microseconds, int64_t now);
int64_t quota_behind(struct quota *, enum quota_table, uint64_t name, int64_t now);

/* This process works for the shop, for no other, from now (quota_clock()) until quota_rest(). Shops count from 1. */
void quota_hold(struct quota *, int64_t shop, int64_t now);
void quota_rest(struct quota *);
/*
 * Whether fewer than max other processes of the program work for the shop, and began by then. Asked after quota_hold():
 * of two that come at the same moment both may be told no, never one too many yes.
 */
bool quota_may_hold(struct quota *, int64_t shop, int max, int64_t by);
/*
 * Before this process waits for somebody else's service on behalf of the shop that it holds: false where max_shop
 * others of the program do so for this shop, or max_all for any. After true: quota_called().
 */
bool quota_call(struct quota *, int max_shop, int max_all);
void quota_called(struct quota *);

/* Which shop a name (a host) meant last; 0 where nobody has said so lately. */
void quota_learn(struct quota *, uint64_t name, int64_t shop);
int64_t quota_known(struct quota *, uint64_t name);

#endif
