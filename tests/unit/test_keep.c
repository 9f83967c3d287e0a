#include "config.h"

#include "unit.h"

#include <sys/stat.h>

#include "cache/keep.h"
#include "folder.h"

enum { ROOM = 64 * 1024, THING = 1000, HEARD_MS = 2000 };

static char folder[FOLDER_MAX];
static struct cache *cache;
static const struct keep_key key = { .kind = 1, .number = 17, .name = "de" };
static uint64_t tag;

static int setup(void **state)
{
	if (unit_setup(state) || !folder_make(folder, "keep"))
		return -1;
	cache = cache_open(folder, 0);
	tag = cache_tag(17, "s");
	return cache == NULL;
}

static int teardown(void **state)
{
	cache_close(&cache);
	folder_remove(folder);
	return unit_teardown(state);
}

static void hear(const char *source, int64_t ago)
{
	assert_true(cache_beat(cache, source, cache_clock() - ago));
}

static void put(struct keep *k, const struct keep_key *what, uint64_t of, uint64_t mark, const char *text)
{
	struct arena *own = arena_create_exact(THING);
	char *copy = arena_alloc(own, THING);
	snprintf(copy, THING, "%s", text);
	keep_put(k, what, &(struct keep_tags){ .v = { 1, of }, .n = 2 }, mark, own, THING, copy);
}

static void what_is_kept_is_found_while_its_source_is_heard(void **state)
{
	(void)state;
	struct keep *k = keep_create(cache, ROOM, HEARD_MS);
	put(k, &key, tag, cache_mark(cache), "one");
	assert_null(keep_find(k, &key, "cell1"));
	hear("cell1", HEARD_MS + 500);
	assert_null(keep_find(k, &key, "cell1"));
	hear("cell1", 0);
	assert_string_equal(keep_find(k, &key, "cell1"), "one");
	assert_null(keep_find(k, &key, "cell2"));
	assert_null(keep_find(k, &(struct keep_key){ .kind = 1, .number = 18, .name = "de" }, "cell1"));
	assert_null(keep_find(k, &(struct keep_key){ .kind = 2, .number = 17, .name = "de" }, "cell1"));
	assert_null(keep_find(k, &(struct keep_key){ .kind = 1, .number = 17, .name = "en" }, "cell1"));
	keep_destroy(&k);
	assert_null(k);
}

static void a_change_takes_what_was_read_before_it(void **state)
{
	(void)state;
	struct keep *k = keep_create(cache, ROOM, HEARD_MS);
	uint64_t before = cache_mark(cache);
	hear("cell1", 0);
	put(k, &key, tag, before, "one");
	const char *held = keep_find(k, &key, "cell1");
	cache_move(cache, cache_tag(18, "s"));
	assert_ptr_equal(keep_find(k, &key, "cell1"), held);
	cache_move(cache, tag);
	assert_null(keep_find(k, &key, "cell1"));
	/* Whoever found it may use it until the request ends. */
	assert_string_equal(held, "one");
	put(k, &key, tag, before, "read before, kept after");
	assert_null(keep_find(k, &key, "cell1"));
	put(k, &key, tag, cache_mark(cache), "two");
	assert_string_equal(keep_find(k, &key, "cell1"), "two");
	keep_rest(k);
	cache_move_all(cache);
	assert_null(keep_find(k, &key, "cell1"));
	keep_destroy(&k);
}

static void what_was_asked_for_longest_ago_goes_between_two_requests(void **state)
{
	(void)state;
	struct keep *k = keep_create(cache, ROOM, HEARD_MS);
	hear("cell1", 0);
	for (int i = 0; i < 1000; i++) {
		struct keep_key one = { .kind = 1, .number = i, .name = "de" };
		put(k, &one, cache_tag(i, "s"), cache_mark(cache), "one of many");
		assert_non_null(keep_find(k, &(struct keep_key){ .kind = 1, .number = 0, .name = "de" }, "cell1"));
		assert_non_null(keep_find(k, &one, "cell1"));
		keep_rest(k);
		assert_true(keep_bytes(k) <= ROOM);
	}
	assert_null(keep_find(k, &(struct keep_key){ .kind = 1, .number = 1, .name = "de" }, "cell1"));
	assert_non_null(keep_find(k, &(struct keep_key){ .kind = 1, .number = 990, .name = "de" }, "cell1"));
	keep_destroy(&k);
}

/* The second one counts, and the first is there until the request ends. */
static void the_same_thing_is_kept_once(void **state)
{
	(void)state;
	struct keep *k = keep_create(cache, ROOM, HEARD_MS);
	hear("cell1", 0);
	put(k, &key, tag, cache_mark(cache), "one");
	size_t bytes = keep_bytes(k);
	const char *held = keep_find(k, &key, "cell1");
	put(k, &key, tag, cache_mark(cache), "two");
	assert_string_equal(held, "one");
	assert_string_equal(keep_find(k, &key, "cell1"), "two");
	assert_int_equal(keep_bytes(k), bytes);
	keep_destroy(&k);
}

static void without_room_for_pages_changes_are_told_all_the_same(void **state)
{
	struct ctx *ctx = *state;
	uint8_t page_key[CACHE_KEY_BYTES] = { 1 };
	struct cache_page page = { .tags = &tag, .n_tags = 1, .data = "x", .n = 1 };
	assert_false(cache_put(cache, page_key, &page, cache_mark(cache)));
	assert_false(cache_get(cache, ctx->arena, page_key, &page));
	uint64_t mark = cache_mark(cache);
	struct cache *other = cache_open(folder, 0);
	assert_true(cache_fresh(cache, &tag, 1, mark));
	cache_move(other, tag);
	assert_false(cache_fresh(cache, &tag, 1, mark));
	cache_close(&other);
}

#define KEEP_UNIT(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		KEEP_UNIT(what_is_kept_is_found_while_its_source_is_heard),
		KEEP_UNIT(a_change_takes_what_was_read_before_it),
		KEEP_UNIT(what_was_asked_for_longest_ago_goes_between_two_requests),
		KEEP_UNIT(the_same_thing_is_kept_once),
		KEEP_UNIT(without_room_for_pages_changes_are_told_all_the_same),
	};
	return cmocka_run_group_tests_name("keep", tests, NULL, NULL);
}
