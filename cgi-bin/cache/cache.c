#include "config.h"

#include "cache/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "cache/flight.h"
#include "cache/folder.h"
#include "cache/marks.h"

_Static_assert((int)CACHE_NOTE_BYTES == (int)MARKS_NOTE_BYTES, "a note is handed through");

enum { HALVES = 2, READERS = 1024, PATH_BYTES = 512 };

struct cache {
	struct marks *marks;
	MDB_env *env;
	MDB_dbi half[HALVES];
	MDB_txn *reader; /* reset between two reads: it then holds no snapshot, and keeps its slot */
	int lock;        /* of who stores; an OFD lock, which ends with its process */
	int flights;     /* of who makes a page, and who waits for it */
	int place;       /* among those who wait; -1 for none */
	size_t half_bytes;
};

/* Before a page's data in the store. */
struct head {
	uint64_t mark;
	uint64_t n_tags;
};

static bool failed(const char *what, int why)
{
	log_event(NULL, LOG_WARN, "cache", "step=%s reason=%s", what, mdb_strerror(why));
	return false;
}

static bool open_halves(struct cache *c)
{
	MDB_txn *txn;
	int why = mdb_txn_begin(c->env, NULL, 0, &txn);
	if (why)
		return failed("begin", why);
	why = mdb_dbi_open(txn, "0", MDB_CREATE, &c->half[0]);
	if (!why)
		why = mdb_dbi_open(txn, "1", MDB_CREATE, &c->half[1]);
	if (why) {
		mdb_txn_abort(txn);
		return failed("halves", why);
	}
	why = mdb_txn_commit(txn);
	if (!why)
		why = mdb_txn_begin(c->env, NULL, MDB_RDONLY, &c->reader);
	if (why)
		return failed("reader", why);
	mdb_txn_reset(c->reader);
	return true;
}

/* The store may be lost with the power: it is in a folder of this boot, and need not be synced. */
static bool open_store(struct cache *c, const char *path, size_t bytes)
{
	int dead, why = mdb_env_create(&c->env);
	if (!why)
		why = mdb_env_set_mapsize(c->env, bytes);
	if (!why)
		why = mdb_env_set_maxdbs(c->env, HALVES);
	if (!why)
		why = mdb_env_set_maxreaders(c->env, READERS);
	if (!why)
		why = mdb_env_open(c->env, path, MDB_NOSUBDIR | MDB_NOSYNC | MDB_NOTLS | MDB_NORDAHEAD, 0600);
	if (why)
		return failed("open", why);
	mdb_reader_check(c->env, &dead);
	/* A page of the tree is left over for what LMDB keeps itself. */
	c->half_bytes = bytes / HALVES - bytes / 8;
	return open_halves(c);
}

static bool open_all(struct cache *c, const char *dir, size_t bytes)
{
	char folder[PATH_BYTES], path[PATH_BYTES + 16];
	if (!folder_of_boot(dir, folder, sizeof folder))
		return failed("folder", errno);
	snprintf(path, sizeof path, "%s/marks-%d", folder, MARKS_LAYOUT);
	c->marks = marks_open(path);
	if (c->marks == NULL)
		return failed("marks", errno);
	if (bytes == 0)
		return true;
	snprintf(path, sizeof path, "%s/lock-%d", folder, MARKS_LAYOUT);
	c->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (c->lock == -1)
		return failed("lock", errno);
	snprintf(path, sizeof path, "%s/flights-%d", folder, MARKS_LAYOUT);
	c->flights = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (c->flights == -1)
		return failed("flights", errno);
	snprintf(path, sizeof path, "%s/pages-%d", folder, MARKS_LAYOUT);
	return open_store(c, path, bytes);
}

struct cache *cache_open(const char *dir, size_t bytes)
{
	struct cache *c = calloc(1, sizeof *c);
	BUG_IF(c == NULL || (bytes > 0 && bytes < CACHE_LEAST_BYTES));
	c->lock = c->flights = c->place = -1;
	if (!open_all(c, dir, bytes))
		cache_close(&c);
	return c;
}

void cache_close(struct cache **cache)
{
	struct cache *c = *cache;
	*cache = NULL;
	if (c == NULL)
		return;
	if (c->reader != NULL)
		mdb_txn_abort(c->reader);
	if (c->env != NULL)
		mdb_env_close(c->env);
	if (c->lock != -1)
		close(c->lock);
	if (c->flights != -1)
		close(c->flights);
	marks_close(&c->marks);
	free(c);
}

/* FNV-1a, then mixed, since slots are its low bits. */
uint64_t cache_tag(int64_t tenant_id, const char *name)
{
	uint64_t h = UINT64_C(14695981039346656037) ^ (uint64_t)tenant_id;
	for (const char *s = name; *s != '\0'; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
	h = (h ^ h >> 32) * UINT64_C(0xd6e8feb86659fd93);
	return h ^ h >> 32;
}

uint64_t cache_mark(const struct cache *c)
{
	return marks_now(c->marks);
}

void cache_move(struct cache *c, uint64_t tag)
{
	marks_move(c->marks, tag);
}

void cache_move_all(struct cache *c)
{
	marks_move_all(c->marks);
}

bool cache_fresh(const struct cache *c, const uint64_t *tags, size_t n, uint64_t mark)
{
	return marks_fresh(c->marks, tags, n, mark);
}

/* Never 0, the name of an empty slot. */
static uint64_t source_name(const char *source)
{
	return cache_tag(0, source) | 1;
}

int64_t cache_clock(void)
{
	struct timespec t;
	clock_gettime(CLOCK_BOOTTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool cache_beat(struct cache *c, const char *source, int64_t at)
{
	return marks_beat(c->marks, source_name(source), at);
}

int64_t cache_beaten(const struct cache *c, const char *source)
{
	return marks_beaten(c->marks, source_name(source));
}

bool cache_lead(struct cache *c)
{
	return marks_lead(c->marks);
}

bool cache_follow(struct cache *c, const char *source)
{
	return marks_follow(c->marks, source_name(source));
}

void cache_unfollow(struct cache *c, const char *source)
{
	marks_unfollow(c->marks, source_name(source));
}

const char *cache_noted(const struct cache *c, const char *source)
{
	return marks_noted(c->marks, source_name(source));
}

void cache_note(struct cache *c, const char *source, const char *text)
{
	marks_note(c->marks, source_name(source), text);
}

bool cache_reach(struct cache *c, const char *source, uint64_t at)
{
	return marks_reach(c->marks, source_name(source), at);
}

void cache_start_anew(struct cache *c, const char *source)
{
	marks_start_anew(c->marks, source_name(source));
}

uint64_t cache_position(const struct cache *c, const char *source)
{
	return marks_position(c->marks, source_name(source));
}

/* A value of the store, as it lies there; tags stand right behind the head, data behind the tags. */
static bool read_value(const MDB_val *v, struct head *head, const uint8_t **tags, const uint8_t **data, size_t *n)
{
	const uint8_t *p = v->mv_data;
	if (v->mv_size < sizeof *head)
		return false;
	memcpy(head, p, sizeof *head);
	size_t tags_bytes = (size_t)head->n_tags * sizeof(uint64_t);
	if (head->n_tags > CACHE_TAGS_MAX || v->mv_size < sizeof *head + tags_bytes)
		return false;
	*tags = p + sizeof *head;
	*data = *tags + tags_bytes;
	*n = v->mv_size - sizeof *head - tags_bytes;
	return true;
}

/* A page where it lies, and its mark; its tags are copied to where they are aligned. */
struct lying {
	struct cache_page page;
	uint64_t mark;
	uint64_t tags[CACHE_TAGS_MAX];
};

static bool lies(struct cache *c, int half, const uint8_t *key, struct lying *l)
{
	MDB_val k = { CACHE_KEY_BYTES, (void *)(uintptr_t)key }, v;
	struct head head;
	const uint8_t *tags, *data;
	size_t n;
	if (mdb_get(c->reader, c->half[half], &k, &v) != 0 || !read_value(&v, &head, &tags, &data, &n))
		return false;
	memcpy(l->tags, tags, (size_t)head.n_tags * sizeof *l->tags);
	l->mark = head.mark;
	l->page = (struct cache_page){ .tags = l->tags, .n_tags = (size_t)head.n_tags, .data = data, .n = n };
	return true;
}

static bool find(struct cache *c, int half, const uint8_t *key, struct lying *l)
{
	return lies(c, half, key, l) && marks_fresh(c->marks, l->tags, l->page.n_tags, l->mark);
}

bool cache_had(struct cache *c, const uint8_t key[CACHE_KEY_BYTES])
{
	struct lying l;
	if (c->env == NULL || mdb_txn_renew(c->reader))
		return false;
	bool there = lies(c, 0, key, &l) || lies(c, 1, key, &l);
	bool stale = there && !marks_fresh(c->marks, l.tags, l.page.n_tags, l.mark);
	mdb_txn_reset(c->reader);
	return stale;
}

bool cache_read(
    struct cache *c, struct arena *arena, const uint8_t key[CACHE_KEY_BYTES], cache_reads_fn *reads, void *state)
{
	int now = marks_half(c->marks);
	struct lying l;
	if (c->env == NULL || mdb_txn_renew(c->reader))
		return false;
	bool old = false, found = find(c, now, key, &l);
	if (!found)
		found = old = find(c, !now, key, &l);
	bool used = found && reads(state, &l.page);
	if (old)
		l.page.data = arena_memdup(arena, l.page.data, l.page.n);
	mdb_txn_reset(c->reader);
	if (old)
		cache_put(c, key, &l.page, l.mark);
	return used;
}

/* Where cache_get() puts the page. */
struct copying {
	struct arena *arena;
	struct cache_page *to;
};

static bool copy(void *state, const struct cache_page *page)
{
	struct copying *c = state;
	*c->to = (struct cache_page){
		.tags = arena_memdup(c->arena, page->tags, page->n_tags * sizeof *page->tags),
		.n_tags = page->n_tags,
		.data = arena_memdup(c->arena, page->data, page->n),
		.n = page->n,
	};
	return true;
}

bool cache_get(struct cache *c, struct arena *arena, const uint8_t key[CACHE_KEY_BYTES], struct cache_page *out)
{
	struct copying copying = { arena, out };
	return cache_read(c, arena, key, copy, &copying);
}

static size_t bytes_of(MDB_txn *txn, MDB_dbi half)
{
	MDB_stat st;
	if (mdb_stat(txn, half, &st))
		return 0;
	return (st.ms_branch_pages + st.ms_leaf_pages + st.ms_overflow_pages) * st.ms_psize;
}

/* The half to store into; a full one becomes the older one, and what was older is forgotten. */
static int choose_half(struct cache *c, MDB_txn *txn, size_t more, int *half)
{
	*half = marks_half(c->marks);
	if (bytes_of(txn, c->half[*half]) + more <= c->half_bytes)
		return 0;
	*half = !*half;
	return mdb_drop(txn, c->half[*half], 0);
}

static void write_value(uint8_t *to, const struct cache_page *page, uint64_t mark)
{
	struct head head = { .mark = mark, .n_tags = page->n_tags };
	size_t tags_bytes = page->n_tags * sizeof *page->tags;
	memcpy(to, &head, sizeof head);
	memcpy(to + sizeof head, page->tags, tags_bytes);
	memcpy(to + sizeof head + tags_bytes, page->data, page->n);
}

static int store(
    struct cache *c, MDB_txn *txn, const uint8_t *key, const struct cache_page *page, uint64_t mark, int *half)
{
	MDB_val k = { CACHE_KEY_BYTES, (void *)(uintptr_t)key };
	MDB_val v = { sizeof(struct head) + page->n_tags * sizeof *page->tags + page->n, NULL };
	int why = choose_half(c, txn, v.mv_size, half);
	if (!why)
		why = mdb_put(txn, c->half[*half], &k, &v, MDB_RESERVE);
	if (!why)
		write_value(v.mv_data, page, mark);
	return why;
}

static int put_locked(struct cache *c, const uint8_t *key, const struct cache_page *page, uint64_t mark)
{
	MDB_txn *txn;
	int half, why = mdb_txn_begin(c->env, NULL, 0, &txn);
	if (why)
		return why;
	why = store(c, txn, key, page, mark, &half);
	if (why)
		mdb_txn_abort(txn);
	else
		why = mdb_txn_commit(txn);
	if (!why)
		marks_set_half(c->marks, half);
	return why;
}

/*
 * Full before its halves are: readers still hold pages that were freed, killed ones perhaps. Room is there for the next
 * page once the older half has gone and they have.
 */
static void make_room(struct cache *c)
{
	MDB_txn *txn;
	int dead, why;
	mdb_reader_check(c->env, &dead);
	why = mdb_txn_begin(c->env, NULL, 0, &txn);
	if (why)
		return;
	if (mdb_drop(txn, c->half[!marks_half(c->marks)], 0))
		mdb_txn_abort(txn);
	else
		mdb_txn_commit(txn);
}

bool cache_put(struct cache *c, const uint8_t key[CACHE_KEY_BYTES], const struct cache_page *page, uint64_t mark)
{
	BUG_IF(page->n_tags > CACHE_TAGS_MAX);
	if (c->env == NULL || page->n > c->half_bytes / 4 || !marks_fresh(c->marks, page->tags, page->n_tags, mark) ||
	    !flight_lock(c->lock, 0, 0))
		return false;
	int why = put_locked(c, key, page, mark);
	if (why == MDB_MAP_FULL)
		make_room(c);
	else if (why)
		failed("put", why);
	flight_unlock(c->lock, 0, 0);
	return why == 0;
}

bool cache_claim(struct cache *c, const uint8_t key[CACHE_KEY_BYTES])
{
	return flight_lock(c->flights, flight_place(key), 1);
}

void cache_unclaim(struct cache *c, const uint8_t key[CACHE_KEY_BYTES])
{
	flight_unlock(c->flights, flight_place(key), 1);
}

bool cache_queue(struct cache *c, int places)
{
	BUG_IF(c->place != -1 || places > FLIGHT_FIRST);
	for (int i = 0; i < places; i++) {
		if (!flight_lock(c->flights, i, 1))
			continue;
		c->place = i;
		return true;
	}
	return false;
}

void cache_unqueue(struct cache *c)
{
	flight_unlock(c->flights, c->place, 1);
	c->place = -1;
}
