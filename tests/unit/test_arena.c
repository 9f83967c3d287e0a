#include "unit.h"

static void gives_zeroed_aligned_memory(void **state)
{
	struct ctx *ctx = *state;

	for (size_t size = 0; size < 100000; size = size * 3 + 1) {
		unsigned char *p = arena_alloc(ctx->arena, size);
		assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(p[i], 0);
		memset(p, 0xff, size);
	}
}

static void is_zeroed_again_after_reset(void **state)
{
	struct ctx *ctx = *state;

	memset(arena_alloc(ctx->arena, 5000), 0xff, 5000);
	arena_reset(ctx->arena);
	assert_int_equal(arena_used(ctx->arena), 0);
	const char *p = arena_alloc(ctx->arena, 5000);
	for (int i = 0; i < 5000; i++)
		assert_int_equal(p[i], 0);
}

static void pieces_do_not_overlap(void **state)
{
	struct ctx *ctx = *state;
	unsigned char *p[300];
	size_t size[300];

	for (int i = 0; i < 300; i++) {
		size[i] = (size_t)(i % 7 == 0 ? 20000 + i : i);
		p[i] = arena_alloc(ctx->arena, size[i]);
		memset(p[i], i & 0xff, size[i]);
	}
	for (int i = 0; i < 300; i++)
		for (size_t k = 0; k < size[i]; k++)
			assert_int_equal(p[i][k], i & 0xff);
}

static void copies_strings(void **state)
{
	struct ctx *ctx = *state;

	assert_string_equal(arena_strdup(ctx->arena, "shop"), "shop");
	assert_string_equal(arena_strndup(ctx->arena, "shop", 2), "sh");
	assert_string_equal(arena_strndup(ctx->arena, "shop", 20), "shop");
	assert_string_equal(arena_printf(ctx->arena, "%s-%d", "a", 7), "a-7");
	assert_memory_equal(arena_memdup(ctx->arena, "a\0b", 3), "a\0b", 3);
}

static int released[3], n_released;

static void release(void *handle)
{
	released[n_released++] = *(int *)handle;
}

static void releases_last_first(void **state)
{
	struct ctx *ctx = *state;
	int handle[] = { 1, 2, 3 };

	n_released = 0;
	for (int i = 0; i < 3; i++)
		arena_defer(ctx->arena, release, &handle[i]);
	arena_reset(ctx->arena);
	assert_int_equal(n_released, 3);
	assert_int_equal(released[0], 3);
	assert_int_equal(released[2], 1);
	arena_reset(ctx->arena);
	assert_int_equal(n_released, 3);
}

static void past_maximum(void)
{
	struct arena *a = arena_create(1000);

	arena_alloc(a, 600);
	arena_alloc(a, 401);
}

static void array_overflow(void)
{
	arena_array(arena_create(1000), SIZE_MAX / 2, 3);
}

static void aborts_past_its_maximum(void **state)
{
	struct arena *a = arena_create(1000);

	(void)state;
	arena_alloc(a, 600);
	arena_alloc(a, 400);
	arena_destroy(&a);
	assert_null(a);
	assert_true(aborts(past_maximum));
	assert_true(aborts(array_overflow));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(gives_zeroed_aligned_memory),
		UNIT(is_zeroed_again_after_reset),
		UNIT(pieces_do_not_overlap),
		UNIT(copies_strings),
		UNIT(releases_last_first),
		UNIT(aborts_past_its_maximum),
	};
	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
