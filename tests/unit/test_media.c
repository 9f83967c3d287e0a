/* Names of pictures' files, what the child may say, and the child itself: taken, refused, confined. */
#include "unit.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/conf.h"
#include "base/str.h"
#include "media/answer.h"
#include "media/child.h"
#include "media/name.h"
#include "media/store.h"

static const char hash[] = "0123456789abcdef0123456789abcdef";

static void a_name_says_pixels_and_sizes(void **state)
{
	struct ctx *ctx = *state;
	struct media_name n = { .tenant_id = 17, .width = 1600, .height = 1200, .kind = MEDIA_JPEG }, m;
	memcpy(n.hash, hash, sizeof hash);
	assert_string_equal(media_name_write(ctx->arena, &n), "000017/0123456789abcdef0123456789abcdef-1600x1200.jpg");
	n.webp = n.avif = true;
	const char *whole = media_name_write(ctx->arena, &n);
	assert_string_equal(whole, "000017/0123456789abcdef0123456789abcdef-1600x1200-wa.jpg");
	assert_true(media_name_read(whole, &m));
	assert_int_equal(m.tenant_id, 17);
	assert_int_equal(m.width, 1600);
	assert_int_equal(m.height, 1200);
	assert_true(m.webp && m.avif && m.kind == MEDIA_JPEG);
	assert_string_equal(m.hash, hash);
	assert_string_equal(
	    media_name_small(ctx->arena, &m, 640, MEDIA_AVIF), "000017/0123456789abcdef0123456789abcdef-640.avif");
}

static void other_addresses_are_no_names(void **state)
{
	(void)state;
	static const char *const others[] = { "", "x/drawn.svg", "000017/0123456789abcdef0123456789abcdef.svg",
		"000017/0123456789abcdef0123456789abcdef-0x5.jpg", "000017/0123456789abcdef0123456789abcdef-5000x5.jpg",
		"000017/0123456789abcdef0123456789abcdef-9x5.avif", "000017/0123456789abcdef0123456789abcde-9x5.jpg",
		"../17/0123456789abcdef0123456789abcdef-9x5.jpg", "000017/0123456789abcdef0123456789abcdef-9x5-x.jpg",
		"000017/0123456789ABCDEF0123456789abcdef-9x5.jpg", "000017/0123456789abcdef0123456789abcdef-9x5.jpg/" };
	struct media_name n;
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		assert_false(media_name_read(others[i], &n));
	assert_false(media_name_read(NULL, &n));
}

static void widths_never_grow_beyond_the_picture(void **state)
{
	(void)state;
	int w[MEDIA_WIDTHS], a[MEDIA_AVIF_WIDTHS];
	assert_int_equal(media_widths(1, w), 1);
	assert_int_equal(w[0], 1);
	assert_int_equal(media_widths(640, w), 4);
	assert_int_equal(w[3], 640);
	assert_int_equal(media_widths(1000, w), 6);
	assert_int_equal(w[5], 1000);
	assert_int_equal(media_widths(MEDIA_MAIN_WIDTH, w), 7);
	assert_int_equal(media_avif_widths(639, a), 0);
	assert_int_equal(media_avif_widths(1000, a), 1);
	assert_int_equal(media_avif_widths(MEDIA_MAIN_WIDTH, a), 2);
}

static bool says(const char *text, struct answer *a)
{
	return answer_read((const uint8_t *)text, strlen(text), a);
}

static void an_answer_is_read_like_a_strangers(void **state)
{
	(void)state;
	struct answer a;
	assert_true(says(ANSWER_HEAD "refused size\n" ANSWER_END, &a));
	assert_int_equal(a.fault, MEDIA_SIZE);
	assert_true(says(ANSWER_HEAD "file jpeg 4 3 5\n\xff\xd8\xff..file jpeg 9 9 3\n\xff\xd8\xff" ANSWER_END, &a));
	assert_int_equal(a.n, 2);
	assert_int_equal(a.files[0].width, 4);
	assert_int_equal(a.files[1].length, 3);
	static const char *const wrong[] = { "", "end\n", ANSWER_HEAD, ANSWER_HEAD "end", ANSWER_HEAD ANSWER_END,
		ANSWER_HEAD "refused fine\n" ANSWER_END, ANSWER_HEAD "refused size\nrefused size\n" ANSWER_END,
		ANSWER_HEAD "file jpeg 4 3 900\n\xff\xd8\xff" ANSWER_END,
		ANSWER_HEAD "file jpeg 4 3 -1\n\xff\xd8\xff" ANSWER_END, ANSWER_HEAD "file jpeg 4 3 3\n<sv" ANSWER_END,
		ANSWER_HEAD "file svg 4 3 4\n<svg" ANSWER_END,
		ANSWER_HEAD "file jpeg 4 3000 3\n\xff\xd8\xff" ANSWER_END,
		ANSWER_HEAD "file jpeg 4 3 3 3\n\xff\xd8\xff" ANSWER_END,
		ANSWER_HEAD "file jpeg 4 3\n\xff\xd8\xff" ANSWER_END, ANSWER_HEAD "refused kind\n" ANSWER_END "more",
		ANSWER_HEAD "refused kind\nfile jpeg 4 3 3\n\xff\xd8\xff" ANSWER_END };
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		assert_false(says(wrong[i], &a));
}

/* A shop's folders below a fresh one, and the program that was just built. */
static struct conf folders(struct ctx *ctx)
{
	const char *here = unit_file("");
	char *folder = arena_strndup(ctx->arena, here, strlen(here) - strlen("/file"));
	return (struct conf){ .media_dir = folder,
		.original_dir = arena_printf(ctx->arena, "%s/originals", folder),
		.picture_program = "./picture" };
}

/* PNG of one grey pixel. */
static const uint8_t png[] = { 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44,
	0x52, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b, 0x55,
	0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xa8, 0x07, 0x00, 0x00, 0x81, 0x00, 0x80,
	0xd3, 0x94, 0x53, 0x4a, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82 };

static int mode_of(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 ? (int)(st.st_mode & 0777) : -1;
}

static void a_picture_is_written_anew_and_the_original_hidden(void **state)
{
	struct ctx *ctx = *state;
	struct conf conf = folders(ctx);
	struct media_taken t;
	enum media_fault fault;
	ctx->conf = &conf;
	assert_int_equal(media_take(ctx, 17, png, sizeof png, &t, &fault), ERR_OK);
	assert_int_equal(fault, MEDIA_FINE);
	assert_int_equal(t.kind, MEDIA_PNG);
	assert_int_equal(t.name.kind, MEDIA_JPEG);
	const char *main_file = arena_printf(ctx->arena, "%s/%s", conf.media_dir, t.address);
	const char *original = arena_printf(ctx->arena, "%s/000017/%s.png", conf.original_dir, t.name.hash);
	assert_int_equal(mode_of(main_file), 0644);
	assert_int_equal(mode_of(original), 0600);
	assert_int_equal(mode_of(conf.original_dir), 0700);

	struct media_name set;
	assert_int_equal(media_make_set(ctx, &t.name, t.kind, &set), ERR_OK);
	assert_true(set.webp && !set.avif);
	const char *second = arena_printf(ctx->arena, "%s/%s", conf.media_dir, media_name_write(ctx->arena, &set));
	const char *small =
	    arena_printf(ctx->arena, "%s/%s", conf.media_dir, media_name_small(ctx->arena, &set, 1, MEDIA_WEBP));
	assert_int_equal(mode_of(second), 0644);
	assert_int_equal(mode_of(small), 0644);
	assert_int_equal(mode_of(main_file), 0644);

	assert_int_equal(media_forget(ctx, &set, t.kind), ERR_OK);
	assert_int_equal(mode_of(main_file), -1);
	assert_int_equal(mode_of(second), -1);
	assert_int_equal(mode_of(small), -1);
	assert_int_equal(mode_of(original), -1);
	assert_int_equal(media_make_set(ctx, &t.name, t.kind, &set), ERR_NOT_FOUND);
	assert_int_equal(media_drop_shop(ctx, 17), ERR_OK);
	rmdir(conf.original_dir);
}

static void a_closed_shop_shows_nothing_and_a_dropped_one_leaves_nothing(void **state)
{
	struct ctx *ctx = *state;
	struct conf conf = folders(ctx);
	ctx->conf = &conf;
	assert_int_equal(media_close_shop(ctx, 17, true), ERR_OK);
	assert_int_equal(media_keep_file(ctx, 17, "a.svg", "x", 1), ERR_OK);
	const char *folder = arena_printf(ctx->arena, "%s/000017", conf.media_dir);
	assert_int_equal(media_close_shop(ctx, 17, true), ERR_OK);
	assert_int_equal(mode_of(folder), 0);
	assert_int_equal(media_close_shop(ctx, 17, false), ERR_OK);
	assert_int_equal(mode_of(folder), 0755);
	assert_int_equal(media_close_shop(ctx, 17, true), ERR_OK);
	assert_int_equal(media_drop_shop(ctx, 17), ERR_OK);
	assert_int_equal(mode_of(folder), -1);
	assert_int_equal(media_drop_shop(ctx, 17), ERR_OK);
}

static void what_is_no_picture_is_refused(void **state)
{
	struct ctx *ctx = *state;
	struct conf conf = folders(ctx);
	struct media_taken t;
	enum media_fault fault;
	ctx->conf = &conf;
	static const char svg[] = "<svg xmlns='http://www.w3.org/2000/svg'/>", gif[] = "GIF89a......";
	assert_int_equal(media_take(ctx, 17, NULL, 0, &t, &fault), ERR_OK);
	assert_int_equal(fault, MEDIA_EMPTY);
	assert_int_equal(media_take(ctx, 17, (const uint8_t *)svg, sizeof svg, &t, &fault), ERR_OK);
	assert_int_equal(fault, MEDIA_KIND);
	assert_int_equal(media_take(ctx, 17, (const uint8_t *)gif, sizeof gif, &t, &fault), ERR_OK);
	assert_int_equal(fault, MEDIA_KIND);
	assert_int_equal(media_take(ctx, 17, png, sizeof png - 30, &t, &fault), ERR_OK);
	assert_int_equal(fault, MEDIA_BROKEN);
	assert_int_equal(mode_of(arena_printf(ctx->arena, "%s/000017", conf.media_dir)), -1);
	assert_int_equal(mode_of(conf.original_dir), -1);
}

static void the_child_has_no_door_but_its_answer(void **state)
{
	struct ctx *ctx = *state;
	struct conf conf = { .picture_program = "./picture" };
	const char *said;
	ctx->conf = &conf;
	assert_int_equal(child_report(ctx, &said), ERR_OK);
	assert_true(str_starts(said, "libvips "));
	assert_null(strstr(said, "open: "));
}

static void a_missing_or_foreign_program_is_our_failure_and_not_the_pictures(void **state)
{
	struct ctx *ctx = *state;
	static const char *const programs[] = { "/nowhere/picture", "/bin/true", "/bin/false", "/bin/cat" };
	for (size_t i = 0; i < sizeof programs / sizeof programs[0]; i++) {
		struct conf conf = folders(ctx);
		struct media_taken t;
		enum media_fault fault;
		conf.picture_program = programs[i];
		ctx->conf = &conf;
		assert_int_equal(media_take(ctx, 17, png, sizeof png, &t, &fault), ERR_INTERNAL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(a_name_says_pixels_and_sizes),
		UNIT(other_addresses_are_no_names),
		UNIT(widths_never_grow_beyond_the_picture),
		UNIT(an_answer_is_read_like_a_strangers),
		UNIT(a_picture_is_written_anew_and_the_original_hidden),
		UNIT(a_closed_shop_shows_nothing_and_a_dropped_one_leaves_nothing),
		UNIT(what_is_no_picture_is_refused),
		UNIT(the_child_has_no_door_but_its_answer),
		UNIT(a_missing_or_foreign_program_is_our_failure_and_not_the_pictures),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
