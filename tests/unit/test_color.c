#include "unit.h"

#include <string.h>

#include "kit/color.h"
#include "shop/theme.h"

static void colours_are_read_as_people_write_them(void **state)
{
	struct ctx *ctx = *state;
	static const struct {
		const char *typed, *hex;
	} good[] = {
		{ "#1f4a63", "#1f4a63" },
		{ "#FFF", "#ffffff" },
		{ "oklch(1 0 0)", "#ffffff" },
		{ "oklch(0 0 0)", "#000000" },
		/* CSS Color 4's own example of a colour in both spaces */
		{ "oklch(0.40101 0.12332 21.555)", "#7d2329" },
		{ "oklch(40.101% 0.12332 21.555deg)", "#7d2329" },
		{ "oklch(0.65125 0.13138 104.097)", "#9d9318" },
	};
	static const char *const bad[] = { "", "red", "#12", "#12345", "#12345g", "oklch()", "oklch(2 0 0)",
		"oklch(0.5 0 0", "oklch(0.5 0 400)", "#fff;}", "oklch(nan 0 0)", "oklch(0.5 0.1 20) }" };
	struct color c;

	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		assert_true(color_parse(good[i].typed, &c));
		assert_string_equal(color_hex(ctx->arena, c), good[i].hex);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_false(color_parse(bad[i], &c));
}

static struct color hex(const char *s)
{
	struct color c;

	assert_true(color_parse(s, &c));
	return c;
}

static void contrast_is_that_of_wcag(void **state)
{
	(void)state;
	assert_int_equal((int)(color_contrast(hex("#000000"), hex("#ffffff")) * 100 + 0.5), 2100);
	assert_int_equal((int)(color_contrast(hex("#777777"), hex("#ffffff")) * 100), 447);
	assert_int_equal((int)(color_contrast(hex("#767676"), hex("#ffffff")) * 100), 454);
}

static void a_colour_that_reads_well_stays(void **state)
{
	struct ctx *ctx = *state;
	struct color white = hex("#ffffff");

	assert_string_equal(color_hex(ctx->arena, color_mend(hex("#1f4a63"), &white, 1, 4.5)), "#1f4a63");
}

static void out_of_gamut_chroma_is_taken_back(void **state)
{
	struct ctx *ctx = *state;
	struct color c;

	assert_true(color_parse("oklch(0.7 0.9 150)", &c));
	struct oklch o = color_oklch(c);
	assert_true(o.l > 0.68 && o.l < 0.72 && o.h > 145 && o.h < 155);
	assert_true(strlen(color_hex(ctx->arena, c)) == 7);
}

static void check(const struct palette *p)
{
	const struct color grounds[] = { p->ground, p->surface, p->raised };

	for (size_t i = 0; i < 3; i++) {
		assert_true(color_contrast(p->text, grounds[i]) >= 4.5);
		assert_true(color_contrast(p->muted, grounds[i]) >= 4.5);
		assert_true(color_contrast(p->link, grounds[i]) >= 4.5);
		assert_true(color_contrast(p->bad, grounds[i]) >= 4.5);
		assert_true(color_contrast(p->good, grounds[i]) >= 4.5);
		assert_true(color_contrast(p->warn, grounds[i]) >= 4.5);
		assert_true(color_contrast(p->edge, grounds[i]) >= 3.0);
		assert_true(color_contrast(p->accent, grounds[i]) >= 3.0);
	}
	assert_true(color_contrast(p->on_accent, p->accent) >= 4.5);
	assert_true(color_contrast(p->bad, p->bad_tint) >= 4.5);
	assert_true(color_contrast(p->good, p->good_tint) >= 4.5);
	assert_true(color_contrast(p->warn, p->warn_tint) >= 4.5);
}

/* Every mixture of bright, dark and middling colours that a merchant may pick, as far as one colour reads on both
 * grounds. */
static void whatever_is_picked_can_be_read_on_light_and_dark_screens(void **state)
{
	static const char *const picks[] = { "", "#ffffff", "#000000", "#ffff00", "#ff0000", "#0000ff", "#00ff88",
		"#1f4a63", "#fdf6e3", "#222222" };
	enum { PICKS = sizeof picks / sizeof *picks };

	(void)state;
	for (size_t a = 0; a < PICKS; a++)
		for (size_t g = 0; g < PICKS; g++)
			for (size_t k = 0; k < PICKS; k++) {
				struct theme t = {
					.accent = picks[a], .ground = picks[g], .surface = "", .ink = picks[k]
				};
				struct palette p;

				theme_palette(&t, false, &p);
				check(&p);
				theme_palette(&t, true, &p);
				check(&p);
			}
}

/* Black and white at once leave no colour that reads on both: the surface gives way. */
static void grounds_that_contradict_each_other_are_brought_together(void **state)
{
	struct theme t = { .accent = "#777777", .ground = "#ffffff", .surface = "#000000", .ink = "#777777" };
	struct palette p;

	(void)state;
	theme_palette(&t, false, &p);
	check(&p);
	theme_palette(&t, true, &p);
	check(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(colours_are_read_as_people_write_them),
		UNIT(contrast_is_that_of_wcag),
		UNIT(a_colour_that_reads_well_stays),
		UNIT(out_of_gamut_chroma_is_taken_back),
		UNIT(whatever_is_picked_can_be_read_on_light_and_dark_screens),
		UNIT(grounds_that_contradict_each_other_are_brought_together),
	};
	return cmocka_run_group_tests_name("color", tests, NULL, NULL);
}
