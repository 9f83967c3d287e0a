#include "config.h"

#include "cache/quota.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "cache/folder.h"
#include "kit/crypto.h"

enum {
	LAYOUT = 2,
	WAYS = 8, /* words of a set: a cache line */
	ADDRESS_SETS = 1 << 14,
	SHOP_SETS = 1 << 13,
	HOST_SETS = 1 << 11,
	PROGRAMS = 16,
	HOLDERS = 1024, /* of a program */
	UNIT = 4,       /* microseconds of a tick */
	TIME_BITS = 40,
	TRIES = 16, /* against others that change the same word */
	PATH_BYTES = 512
};
#define TIME_MASK ((UINT64_C(1) << TIME_BITS) - 1)
/* No bucket takes longer to fill: what seems to is of a time that came round since. */
#define HORIZON (INT64_C(3600) * 1000000 / UNIT)
#define CALLING (UINT64_C(1) << 63)

struct set {
	_Atomic uint64_t word[WAYS];
};

struct holders {
	_Atomic uint64_t program;
	_Atomic uint64_t used; /* no word from here on was ever anybody's */
	_Atomic uint64_t word[HOLDERS];
	_Atomic int64_t since[HOLDERS]; /* quota_clock() at which the word was set */
};

/* A file just made is all zeros, which is a valid state of everything but layout and seed. */
struct table {
	_Atomic uint64_t layout;
	_Atomic uint64_t seed[2];
	struct holders holders[PROGRAMS];
	_Alignas(64) struct set address[ADDRESS_SETS];
	struct set shop[SHOP_SETS];
	struct set host[HOST_SETS];
};
_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "processes share these without a lock");

struct quota {
	struct table *table;
	int fd; /* its locks are this process's */
	uint8_t seed[CRYPTO_SHORT_KEY_BYTES];
	struct holders *holders;
	int place; /* our word among them; -1 where there was none left: we are not counted */
	int processes;
};

static bool agree(_Atomic uint64_t *on, uint64_t mine, uint64_t *out)
{
	uint64_t found = 0;
	bool first = atomic_compare_exchange_strong(on, &found, mine);
	*out = first ? mine : found;
	return *out == mine;
}

static void agree_on_seed(struct quota *q)
{
	for (int i = 0; i < 2; i++) {
		uint64_t mine, agreed;
		crypto_random(&mine, sizeof mine);
		agree(&q->table->seed[i], mine | 1, &agreed);
		memcpy(q->seed + (size_t)i * sizeof agreed, &agreed, sizeof agreed);
	}
}

static bool map(struct quota *q)
{
	struct stat st;
	uint64_t layout;
	if (fstat(q->fd, &st) == -1)
		return false;
	/* Only growing: whoever comes at the same time does the same. */
	if (st.st_size < (off_t)sizeof(struct table) && posix_fallocate(q->fd, 0, sizeof(struct table)) != 0)
		return false;
	q->table = mmap(NULL, sizeof *q->table, PROT_READ | PROT_WRITE, MAP_SHARED, q->fd, 0);
	if (q->table == MAP_FAILED) {
		q->table = NULL;
		return false;
	}
	if (agree(&q->table->layout, LAYOUT, &layout))
		return true;
	errno = EPROTO;
	return false;
}

/* The byte of the file that stands for the word: locks are about bytes, whatever is in them. */
static struct flock byte_of(const struct quota *q, int place, short type)
{
	off_t at = (off_t)(q->holders - q->table->holders) * HOLDERS + place;
	return (struct flock){ .l_type = type, .l_whence = SEEK_SET, .l_start = at, .l_len = 1 };
}

/* The lowest word that is free, so that counting looks at few. */
static void take_place(struct quota *q)
{
	for (int i = 0; i < HOLDERS; i++) {
		struct flock lock = byte_of(q, i, F_WRLCK);
		if (fcntl(q->fd, F_OFD_SETLK, &lock) == -1)
			continue;
		q->place = i;
		atomic_store(&q->holders->word[i], 0);
		uint64_t used = atomic_load(&q->holders->used);
		while (
		    used < (uint64_t)i + 1 && !atomic_compare_exchange_weak(&q->holders->used, &used, (uint64_t)i + 1))
			;
		return;
	}
}

static bool find_holders(struct quota *q, const char *program)
{
	uint64_t name = quota_name(q, program, strlen(program)) | 1, found;
	for (int i = 0; i < PROGRAMS; i++) {
		if (!agree(&q->table->holders[i].program, name, &found))
			continue;
		q->holders = &q->table->holders[i];
		take_place(q);
		return true;
	}
	errno = ENOSPC;
	return false;
}

static bool open_all(struct quota *q, const char *dir, const char *program)
{
	char folder[PATH_BYTES], path[PATH_BYTES + 16];
	if (!folder_of_boot(dir, folder, sizeof folder))
		return false;
	snprintf(path, sizeof path, "%s/quota-%d", folder, LAYOUT);
	q->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (q->fd == -1 || !map(q))
		return false;
	agree_on_seed(q);
	return find_holders(q, program);
}

struct quota *quota_open(const char *dir, const char *program, int processes)
{
	struct quota *q = calloc(1, sizeof *q);
	BUG_IF(q == NULL || processes < 1);
	*q = (struct quota){ .fd = -1, .place = -1, .processes = processes };
	if (open_all(q, dir, program))
		return q;
	log_event(NULL, LOG_WARN, "quota", "limits=none reason=%s", strerror(errno));
	quota_close(&q);
	return NULL;
}

void quota_close(struct quota **quota)
{
	struct quota *q = *quota;
	*quota = NULL;
	if (q == NULL)
		return;
	quota_rest(q);
	if (q->table != NULL)
		munmap(q->table, sizeof *q->table);
	if (q->fd != -1)
		close(q->fd);
	free(q);
}

int quota_processes(const struct quota *q)
{
	return q->processes;
}

int64_t quota_clock(void)
{
	struct timespec t;
	clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

uint64_t quota_name(const struct quota *q, const void *bytes, size_t n)
{
	return crypto_short(q->seed, bytes, n);
}

/* What stands above the time in a word; never 0, which is an empty word's. */
static uint64_t label_of(uint64_t name)
{
	uint64_t label = name >> TIME_BITS;
	return label == 0 ? 1 : label;
}

static struct set *set_of(const struct quota *q, enum quota_table t, uint64_t name)
{
	return t == QUOTA_ADDRESS ? &q->table->address[name % ADDRESS_SETS] : &q->table->shop[name % SHOP_SETS];
}

/* Ticks until the word's bucket is full; 0 where it is. */
static int64_t ahead(uint64_t word, int64_t tick)
{
	uint64_t distance = (word - (uint64_t)tick) & TIME_MASK;
	return distance <= (uint64_t)HORIZON ? (int64_t)distance : 0;
}

/* The name's word of the set, else the one that is missed least; *word: what was found there. */
static _Atomic uint64_t *find(struct set *s, uint64_t label, int64_t tick, uint64_t *word)
{
	_Atomic uint64_t *least = NULL;
	int64_t least_ahead = 0;
	for (int i = 0; i < WAYS; i++) {
		uint64_t w = atomic_load_explicit(&s->word[i], memory_order_relaxed);
		if (w >> TIME_BITS == label) {
			*word = w;
			return &s->word[i];
		}
		int64_t a = ahead(w, tick);
		if (least == NULL || a < least_ahead) {
			least = &s->word[i];
			least_ahead = a;
			*word = w;
		}
	}
	return least;
}

/* Moves the name's time ahead by so many ticks, where it is then no more than most ahead; else how many it would be. */
static int64_t advance(struct set *s, uint64_t name, int64_t by, int64_t most, int64_t tick)
{
	uint64_t label = label_of(name), word = 0;
	for (int i = 0; i < TRIES; i++) {
		_Atomic uint64_t *at = find(s, label, tick, &word);
		int64_t then = (word >> TIME_BITS == label ? ahead(word, tick) : 0) + by;
		if (then > most)
			return then;
		uint64_t next = label << TIME_BITS | ((uint64_t)(tick + then) & TIME_MASK);
		if (atomic_compare_exchange_strong(at, &word, next))
			return 0;
	}
	return 0;
}

int64_t quota_take(struct quota *q, enum quota_table t, uint64_t name, struct conf_rate rate, int64_t now)
{
	if (rate.per_minute == 0)
		return 0;
	int64_t minute = INT64_C(60) * 1000000 / UNIT;
	int64_t one = (minute + rate.per_minute - 1) / rate.per_minute;
	int64_t most = one * rate.at_once < HORIZON ? one * rate.at_once : HORIZON;
	int64_t would = advance(set_of(q, t, name), name, one, most, now / UNIT);
	return would == 0 ? 0 : (would - most) * UNIT;
}

void quota_spend(struct quota *q, enum quota_table t, uint64_t name, int64_t microseconds, int64_t now)
{
	int64_t by = microseconds / UNIT;
	if (by > 0)
		advance(set_of(q, t, name), name, by, HORIZON, now / UNIT);
}

int64_t quota_behind(struct quota *q, enum quota_table t, uint64_t name, int64_t now)
{
	uint64_t word = 0, label = label_of(name);
	find(set_of(q, t, name), label, now / UNIT, &word);
	return word >> TIME_BITS == label ? ahead(word, now / UNIT) * UNIT : 0;
}

void quota_hold(struct quota *q, int64_t shop, int64_t now)
{
	if (q->place < 0)
		return;
	atomic_store(&q->holders->since[q->place], now);
	atomic_store(&q->holders->word[q->place], (uint64_t)shop);
}

void quota_rest(struct quota *q)
{
	if (q->place >= 0)
		atomic_store(&q->holders->word[q->place], 0);
}

/* A word whose byte nobody has locked is a killed process's. */
static bool is_alive(struct quota *q, int place, uint64_t word)
{
	struct flock lock = byte_of(q, place, F_WRLCK);
	if (fcntl(q->fd, F_OFD_GETLK, &lock) == -1 || lock.l_type != F_UNLCK)
		return true;
	atomic_compare_exchange_strong(&q->holders->word[place], &word, 0);
	return false;
}

struct kind {
	uint64_t like, mask; /* words that are like this as far as the mask goes */
	int64_t by;          /* and were set by then */
};

static bool is_of(const struct quota *q, int place, const struct kind *k, uint64_t *word)
{
	*word = atomic_load(&q->holders->word[place]);
	return place != q->place && (*word & k->mask) == k->like && atomic_load(&q->holders->since[place]) <= k->by;
}

/* Whether others have fewer than max such words. */
static bool fewer(struct quota *q, const struct kind *k, int max)
{
	int used = (int)atomic_load(&q->holders->used), n = 0;
	uint64_t word;
	for (int i = 0; i < used; i++)
		n += is_of(q, i, k, &word);
	if (n < max)
		return true;
	n = 0;
	for (int i = 0; i < used; i++)
		n += is_of(q, i, k, &word) && is_alive(q, i, word);
	return n < max;
}

bool quota_may_hold(struct quota *q, int64_t shop, int max, int64_t by)
{
	return fewer(q, &(struct kind){ (uint64_t)shop, ~CALLING, by }, max);
}

bool quota_call(struct quota *q, int max_shop, int max_all)
{
	if (q->place < 0)
		return true;
	uint64_t mine = atomic_fetch_or(&q->holders->word[q->place], CALLING) | CALLING;
	const struct kind own = { mine, UINT64_MAX, INT64_MAX }, any = { CALLING, CALLING, INT64_MAX };
	if (fewer(q, &own, max_shop) && fewer(q, &any, max_all))
		return true;
	quota_called(q);
	return false;
}

void quota_called(struct quota *q)
{
	if (q->place >= 0)
		atomic_fetch_and(&q->holders->word[q->place], ~CALLING);
}

void quota_learn(struct quota *q, uint64_t name, int64_t shop)
{
	struct set *s = &q->table->host[name % HOST_SETS];
	uint64_t label = label_of(name), word = label << TIME_BITS | ((uint64_t)shop & TIME_MASK);
	size_t to = (size_t)(name >> 32) % WAYS;
	for (size_t i = WAYS; i-- > 0;) {
		uint64_t found = atomic_load_explicit(&s->word[i], memory_order_relaxed);
		if (found == word)
			return;
		if (found == 0 || found >> TIME_BITS == label)
			to = i;
	}
	atomic_store(&s->word[to], word);
}

int64_t quota_known(struct quota *q, uint64_t name)
{
	struct set *s = &q->table->host[name % HOST_SETS];
	for (int i = 0; i < WAYS; i++) {
		uint64_t found = atomic_load_explicit(&s->word[i], memory_order_relaxed);
		if (found >> TIME_BITS == label_of(name))
			return (int64_t)(found & TIME_MASK);
	}
	return 0;
}
