#include "shop/theme.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "kit/crypto.h"
#include "queries.h"
#include "shop/setup.h"
#include "shop/tenant.h"
#include "view/view.h"

enum { CSS_BYTES = 16 * 1024 };

const struct theme_choice theme_looks[] = {
	{ "plain", N_("Plain") },
	{ "hafen", N_("Harbour: white and deep blue, capitals in the logo") },
	{ "dilmun", N_("Roastery: warm sand, heads with serifs") },
};
const size_t theme_looks_count = sizeof theme_looks / sizeof *theme_looks;

const struct theme_choice theme_fonts[] = {
	{ "system", N_("The device’s own") },
	{ "humanist", N_("Humanist, open and friendly") },
	{ "geometric", N_("Geometric, clear and modern") },
	{ "serif", N_("With serifs, like a book") },
	{ "slab", N_("With strong serifs") },
	{ "mono", N_("Typewriter") },
};
const size_t theme_fonts_count = sizeof theme_fonts / sizeof *theme_fonts;

/* Fonts that devices have: none is fetched. Each with its companions for Arabic and Japanese. */
static const struct font {
	const char *code, *latin, *arabic, *japanese;
} fonts[] = {
	{ "system", "system-ui, -apple-system, \"Segoe UI\", Roboto, \"Noto Sans\", \"Liberation Sans\", sans-serif",
	    "\"SF Arabic\", \"Segoe UI\", \"Noto Sans Arabic\", \"Noto Kufi Arabic\", Tahoma, sans-serif",
	    "\"Hiragino Sans\", \"Noto Sans JP\", \"Noto Sans CJK JP\", \"Yu Gothic UI\", Meiryo, sans-serif" },
	{ "humanist", "Seravek, \"Gill Sans Nova\", Ubuntu, Calibri, \"DejaVu Sans\", source-sans-pro, sans-serif",
	    "\"SF Arabic\", \"Segoe UI\", \"Noto Sans Arabic\", Tahoma, sans-serif",
	    "\"Hiragino Maru Gothic ProN\", \"Hiragino Sans\", \"Noto Sans JP\", \"Noto Sans CJK JP\", Meiryo, "
	    "sans-serif" },
	{ "geometric", "Avenir, Montserrat, Corbel, \"URW Gothic\", source-sans-pro, sans-serif",
	    "\"Geeza Pro\", \"Noto Kufi Arabic\", \"Segoe UI\", \"Noto Sans Arabic\", sans-serif",
	    "\"Hiragino Sans\", \"Noto Sans JP\", \"Noto Sans CJK JP\", \"Yu Gothic\", Meiryo, sans-serif" },
	{ "serif",
	    "\"Iowan Old Style\", \"Palatino Linotype\", Palatino, \"Noto Serif\", \"Liberation Serif\", Georgia, "
	    "serif",
	    "\"Noto Naskh Arabic\", \"Geeza Pro\", \"Sakkal Majalla\", \"Traditional Arabic\", serif",
	    "\"Hiragino Mincho ProN\", \"Noto Serif JP\", \"Noto Serif CJK JP\", \"Yu Mincho\", serif" },
	{ "slab", "Rockwell, \"Rockwell Nova\", \"Roboto Slab\", \"DejaVu Serif\", \"Sitka Small\", serif",
	    "\"Noto Kufi Arabic\", \"Geeza Pro\", \"Segoe UI\", \"Noto Sans Arabic\", sans-serif",
	    "\"Hiragino Sans\", \"Noto Sans JP\", \"Noto Sans CJK JP\", \"Yu Gothic\", Meiryo, sans-serif" },
	{ "mono",
	    "ui-monospace, \"Cascadia Code\", \"Source Code Pro\", Menlo, Consolas, \"DejaVu Sans Mono\", monospace",
	    "\"SF Arabic\", \"Segoe UI\", \"Noto Sans Arabic\", Tahoma, sans-serif",
	    "\"Hiragino Sans\", \"Noto Sans Mono CJK JP\", \"Noto Sans JP\", Meiryo, sans-serif" },
};

static void put_font(struct buf *b, const char *which, const char *code)
{
	for (size_t i = 0; i < sizeof fonts / sizeof *fonts; i++)
		if (str_eq(fonts[i].code, code))
			buf_printf(b, "\t--font-%s: %s;\n\t--font-%s-ar: %s;\n\t--font-%s-ja: %s;\n", which,
			    fonts[i].latin, which, fonts[i].arabic, which, fonts[i].japanese);
}

static void put_colors(struct ctx *ctx, struct buf *b, const struct palette *p)
{
	const struct {
		const char *name;
		struct color color;
	} all[] = {
		{ "ground", p->ground },
		{ "surface", p->surface },
		{ "raised", p->raised },
		{ "line", p->line },
		{ "edge", p->edge },
		{ "text", p->text },
		{ "muted", p->muted },
		{ "accent", p->accent },
		{ "on-accent", p->on_accent },
		{ "link", p->link },
		{ "good", p->good },
		{ "good-tint", p->good_tint },
		{ "warn", p->warn },
		{ "warn-tint", p->warn_tint },
		{ "bad", p->bad },
		{ "bad-tint", p->bad_tint },
		{ "bar", p->ground },
		{ "on-bar", p->text },
		{ "bar-line", p->line },
		{ "bar-edge", p->edge },
		{ "bar-field", p->raised },
		{ "foot", p->surface },
		{ "on-foot", p->text },
		{ "foot-link", p->muted },
		{ "picture-ground", p->surface },
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		buf_printf(b, "\t--%s: %s;\n", all[i].name, color_hex(ctx->arena, all[i].color));
	buf_printf(b, "\tcolor-scheme: %s;\n", color_oklch(p->ground).l < 0.5 ? "dark" : "light");
}

const char *theme_css(struct ctx *ctx, const struct theme *t, const char *scope)
{
	struct palette light, dark;
	struct buf b;
	buf_init(&b, ctx->arena, CSS_BYTES);
	bool colors = theme_has_colors(t),
	     more = !str_empty(t->font_body) || !str_empty(t->font_head) || t->radius >= 0;
	if (!colors && !more)
		return "";
	if (colors) {
		theme_palette(t, false, &light);
		theme_palette(t, true, &dark);
	}
	if (scope)
		buf_printf(&b, "%s.light {\n", scope);
	else
		buf_puts(&b, ":root {\n");
	if (colors)
		put_colors(ctx, &b, &light);
	if (colors && scope) {
		buf_printf(&b, "}\n%s.dark {\n", scope);
		put_colors(ctx, &b, &dark);
	}
	if (scope)
		buf_printf(&b, "}\n%s {\n", scope);
	put_font(&b, "body", t->font_body);
	put_font(&b, "head", str_empty(t->font_head) ? t->font_body : t->font_head);
	if (t->radius >= 0)
		buf_printf(&b, "\t--radius: %dpx;\n\t--radius-picture: %dpx;\n", (int)t->radius, (int)t->radius);
	buf_puts(&b, "}\n");
	if (colors && !scope) {
		buf_puts(&b, "@media screen and (prefers-color-scheme: dark) {\n:root {\n");
		put_colors(ctx, &b, &dark);
		buf_puts(&b, "}\n}\n");
	}
	return buf_str(&b);
}

enum err_code theme_get(struct ctx *ctx, struct theme *out)
{
	struct theme_get_row row;
	enum err_code e = q_theme_get_one(ctx, &row);
	*out = (struct theme){ .look = ctx->settings->theme,
		.accent = "",
		.ground = "",
		.surface = "",
		.ink = "",
		.font_body = "",
		.font_head = "",
		.radius = -1 };
	if (e == ERR_NOT_FOUND) {
		err_clear(ctx);
		return ERR_OK;
	}
	if (e)
		return e;
	out->accent = row.accent;
	out->ground = row.ground;
	out->surface = row.surface;
	out->ink = row.ink;
	out->font_body = row.font_body;
	out->font_head = row.font_head;
	out->radius = row.radius;
	return ERR_OK;
}

static enum err_code read_color(struct ctx *ctx, const char *field, const char **typed)
{
	struct color c;
	if (str_empty(*typed))
		return ERR_OK;
	if (!color_parse(*typed, &c))
		return refuse(ctx, field, "color", NULL, NULL);
	*typed = color_hex(ctx->arena, c);
	return ERR_OK;
}

struct theme_change {
	struct theme theme;
	const char *css, *hash;
};

static enum err_code theme_tx(struct ctx *ctx, void *arg)
{
	const struct theme_change *c = arg;
	const struct theme *t = &c->theme;
	enum err_code e = q_theme_set(ctx,
	    &(struct theme_set_in){ .accent = t->accent,
	        .ground = t->ground,
	        .surface = t->surface,
	        .ink = t->ink,
	        .font_body = t->font_body,
	        .font_head = t->font_head,
	        .radius = t->radius,
	        .css = c->css },
	    NULL);
	return e ? e : q_theme_name(ctx, &(struct theme_name_in){ .theme = t->look, .theme_hash = c->hash }, NULL);
}

enum err_code theme_set(struct ctx *ctx, const struct theme *theme)
{
	struct theme_change c = { .theme = *theme, .hash = "" };
	enum err_code bad = read_color(ctx, "accent", &c.theme.accent);
	bad = read_color(ctx, "ground", &c.theme.ground) ? ERR_INPUT : bad;
	bad = read_color(ctx, "surface", &c.theme.surface) ? ERR_INPUT : bad;
	bad = read_color(ctx, "ink", &c.theme.ink) ? ERR_INPUT : bad;
	if (bad)
		return bad;
	c.css = theme_css(ctx, &c.theme, NULL);
	if (*c.css)
		c.hash = arena_printf(
		    ctx->arena, "%.*s", THEME_HASH_BYTES, crypto_sha256_hex(ctx->arena, c.css, strlen(c.css)));
	return setup_change(ctx, theme_tx, &c);
}

enum err_code theme_sheet(struct ctx *ctx, const char *hash, const char **css)
{
	struct theme_sheet_row row;
	if (str_empty(hash) || !str_eq(hash, ctx->settings->theme_hash))
		return err_set(ctx, ERR_NOT_FOUND, "the shop has another theme");
	enum err_code e = q_theme_sheet_one(ctx, &row);
	if (!e)
		*css = row.css;
	return e;
}

struct logo {
	const char *address;
	int64_t width, height;
};

static enum err_code logo_tx(struct ctx *ctx, void *arg)
{
	const struct logo *l = arg;
	return q_theme_logo_set(
	    ctx, &(struct theme_logo_set_in){ .address = l->address, .width = l->width, .height = l->height }, NULL);
}

enum err_code theme_logo_set(struct ctx *ctx, const char *address, int64_t width, int64_t height)
{
	return setup_change(ctx, logo_tx, &(struct logo){ address, width, height });
}
