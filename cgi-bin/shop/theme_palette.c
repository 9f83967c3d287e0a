#include "base/str.h"
#include "shop/theme.h"

/* WCAG 2.2, 1.4.3 and 1.4.11. */
#define TEXT 4.5
#define EDGE 3.0

enum { STEPS = 20 };

bool theme_has_colors(const struct theme *t)
{
	return !str_empty(t->accent) || !str_empty(t->ground) || !str_empty(t->surface) || !str_empty(t->ink);
}

static struct color given(const char *typed, struct color otherwise)
{
	struct color c;
	return !str_empty(typed) && color_parse(typed, &c) ? c : otherwise;
}

static struct color fixed(const char *hex)
{
	struct color c = { 0, 0, 0 };
	color_parse(hex, &c);
	return c;
}

static bool is_dark(struct color c)
{
	return color_oklch(c).l < 0.5;
}

/* The same hue for the other kind of screen. */
static struct color at(struct color c, double lightness, double most_chroma)
{
	struct oklch o = color_oklch(c);
	o.l = lightness;
	o.c = o.c < most_chroma ? o.c : most_chroma;
	return color_rounded(color_of_oklch(o));
}

/* What the merchant chose, or what suits it, before it is mended. */
static void begin(const struct theme *t, struct palette *p)
{
	p->ground = color_rounded(given(t->ground, fixed("#ffffff")));
	p->text = given(t->ink, fixed(is_dark(p->ground) ? "#eceff1" : "#15191d"));
	p->surface = color_rounded(given(t->surface, color_mix(p->ground, p->text, 0.045)));
	p->accent = given(t->accent, fixed(is_dark(p->ground) ? "#9cc9e6" : "#1f4a63"));
}

static void turn_dark(struct palette *p)
{
	if (is_dark(p->ground))
		return;
	p->ground = at(p->ground, 0.2, 0.02);
	p->surface = at(p->surface, 0.25, 0.03);
	p->text = at(p->text, 0.95, 0.01);
	struct oklch accent = color_oklch(p->accent);
	p->accent = at(p->accent, accent.l > 0.8 ? accent.l : 0.8, 0.11);
}

/* Black or white reads well on every ground. */
static struct color pole_of(struct color ground)
{
	const struct color black = { 0, 0, 0 }, white = { 1, 1, 1 };
	return color_contrast(black, ground) >= color_contrast(white, ground) ? black : white;
}

/* As near to the ground as it takes that one text reads on both. */
static struct color beside(struct color ground, struct color c)
{
	struct color pole = pole_of(ground), tried = color_rounded(c);
	for (int i = 1; color_contrast(pole, tried) < TEXT && i <= STEPS; i++)
		tried = color_rounded(color_mix(c, ground, (double)i / STEPS));
	return tried;
}

/* A word of colour on its own tint and on the grounds. */
static void tell(struct palette *p, const char *hex, struct color *word, struct color *tint)
{
	*tint = beside(p->ground, color_mix(p->ground, fixed(hex), 0.12));
	const struct color grounds[] = { p->ground, p->surface, p->raised, *tint };
	*word = color_mend(fixed(hex), grounds, 4, TEXT);
}

void theme_palette(const struct theme *t, bool dark, struct palette *p)
{
	const struct color white = { 1, 1, 1 };
	begin(t, p);
	if (dark)
		turn_dark(p);
	p->surface = beside(p->ground, p->surface);
	p->raised = is_dark(p->ground) ? beside(p->ground, color_mix(p->ground, white, 0.07)) : p->ground;
	const struct color grounds[] = { p->ground, p->surface, p->raised };
	p->text = color_mend(p->text, grounds, 3, TEXT);
	p->muted = color_mend(color_mix(p->text, p->ground, 0.3), grounds, 3, TEXT);
	p->line = color_rounded(color_mix(p->ground, p->text, 0.14));
	p->edge = color_mend(color_mix(p->ground, p->text, 0.5), grounds, 3, EDGE);
	p->link = color_mend(p->accent, grounds, 3, TEXT);
	p->accent = color_mend(p->accent, grounds, 3, EDGE);
	p->on_accent = color_contrast(white, p->accent) >= TEXT ? white : color_rounded(at(p->accent, 0.15, 0.03));
	p->on_accent = color_mend(p->on_accent, &p->accent, 1, TEXT);
	tell(p, "#1b6b3d", &p->good, &p->good_tint);
	tell(p, "#7d5200", &p->warn, &p->warn_tint);
	tell(p, "#b0271f", &p->bad, &p->bad_tint);
}
