/*
 * theme: a shop's own colours, fonts and corners over one of the looks that come along (htdocs/css/theme-*.css), and
 * its logo. From four colours the whole palette is made, for light and dark screens, and mended so that text has a
 * contrast of at least 4.5 and edges of controls of at least 3 (WCAG 2.2, 1.4.3 and 1.4.11). The style sheet is kept
 * as it was made, under a hash of its content: its address may be kept for ever.
 */
#ifndef STOA_SHOP_THEME_H
#define STOA_SHOP_THEME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ctx.h"
#include "kit/color.h"

enum { THEME_HASH_BYTES = 20 };

struct theme {
	const char *look; /* of theme_looks */
	/* as color_parse() reads them; "" for the look's own, all four together */
	const char *accent, *ground, *surface, *ink;
	const char *font_body, *font_head; /* of theme_fonts; "" likewise */
	int64_t radius;                    /* px; -1 likewise */
};

struct theme_choice {
	const char *code;
	const char *name; /* N_() */
};
extern const struct theme_choice theme_looks[], theme_fonts[];
extern const size_t theme_looks_count, theme_fonts_count;

/* Colours of one kind of screen. */
struct palette {
	struct color ground, surface, raised, line, edge, text, muted, accent, on_accent, link;
	struct color good, good_tint, warn, warn_tint, bad, bad_tint;
};
bool theme_has_colors(const struct theme *);
/* Every colour that is given can be parsed. A colour that is not given is a plain one that suits the others. */
void theme_palette(const struct theme *, bool dark, struct palette *out);

/*
 * The style sheet, "" where nothing is the shop's own. scope: NULL for the shop; for a preview, the prefix of the
 * classes "light" and "dark" that take the place of the screen's kind: ".look".
 */
const char *theme_css(struct ctx *, const struct theme *, const char *scope);

enum err_code theme_get(struct ctx *, struct theme *out);
/* Refusals: "color" at accent, ground, surface, ink. Colours are kept as #rrggbb. */
enum err_code theme_set(struct ctx *, const struct theme *);
/* The style sheet that the hash names; ERR_NOT_FOUND where the shop has another by now. */
enum err_code theme_sheet(struct ctx *, const char *hash, const char **css);

/* address NULL takes the logo away. */
enum err_code theme_logo_set(struct ctx *, const char *address, int64_t width, int64_t height);

#endif
